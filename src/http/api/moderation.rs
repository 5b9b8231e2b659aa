//! Deciding about comments where they stand, with a session of the site's threads.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PageFields;
use super::comments::comment_id;
use crate::discussion::BanOfWriter;
use crate::domain::{self, BanDays, BanKind, BanReason, Decided, Seen, Version};
use crate::http::client::Client;
use crate::http::json::{Fields, Json};
use crate::http::object::Object;
use crate::http::problem::Problem;
use crate::http::representation::{Ban, Comment, Page, Source};
use crate::http::{AppState, answer};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct StatusFields {
    /// `published`, `held`, `spam` or `removed`
    status: String,
    /// Of the words that were read; if they have changed since, nothing is decided.
    version: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct PinFields {
    pub(in crate::http) pinned: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct LockFields {
    /// The site's key.
    site: String,
    #[schema(value_type = PageFields)]
    page: Object<PageFields>,
    locked: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct BanFields {
    /// Of `author`, `network`, `email` and `website`.
    targets: Vec<String>,
    /// 1 to 3650; for good where none are given.
    days: Option<u32>,
    /// For the other moderators.
    reason: Option<String>,
    /// Whether the comment is removed too.
    #[serde(default)]
    remove_comments: bool,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Bans {
    pub(in crate::http) bans: Vec<Ban>,
}

impl BanFields {
    pub(in crate::http) fn parse(self) -> Result<BanOfWriter, Problem> {
        let mut fields = Fields::default();
        let targets = self.targets.iter().map(|target| BanKind::parse_target(target)).collect::<Result<Vec<_>, _>>();
        let targets = fields.take("targets", targets.and_then(each_once));
        let days = self.days.and_then(|days| fields.take("days", BanDays::parse(days)));
        let reason = fields.take_optional("reason", self.reason.as_deref(), BanReason::parse);
        fields.finish(targets.map(|targets| BanOfWriter { targets, days, reason, remove: self.remove_comments }))
    }
}

fn each_once(targets: Vec<BanKind>) -> Result<Vec<BanKind>, domain::Invalid> {
    let mut once = Vec::new();
    for target in targets {
        if !once.contains(&target) {
            once.push(target);
        }
    }
    if once.is_empty() { Err(domain::Invalid("name at least one of author, network, email and website".into())) } else { Ok(once) }
}

/// Publish, hold, call spam or remove a comment.
#[utoipa::path(
    put,
    path = "/api/v1/comments/{id}/status",
    tag = "moderating",
    params(("id" = String, Path)),
    request_body = StatusFields,
    security(("session" = [])),
    responses((status = 200, body = Comment), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn set_status(
    state: Data<AppState>,
    client: Client,
    id: Path<String>,
    Json(fields): Json<StatusFields>,
) -> Result<HttpResponse, Problem> {
    let (who, site) = client.participant_and_site(&state).await?;
    let moderator = who.moderator(site.id)?;
    let mut checked = Fields::default();
    let to = checked.take("status", Decided::parse(&fields.status));
    let version = fields.version.as_deref().and_then(|version| checked.take("version", Version::parse(version)));
    let to = checked.finish(to)?;
    let seen = Seen { comment: comment_id(&id)?, version };
    let comment = state.discussion.set_status(&moderator, site.id, seen, to, Timestamp::now()).await?;
    Ok(answer::private(StatusCode::OK, &Comment::for_moderator(comment)))
}

/// Put a root before all others of its page, or back among them. At most three are pinned.
#[utoipa::path(
    put,
    path = "/api/v1/comments/{id}/pin",
    tag = "moderating",
    params(("id" = String, Path)),
    request_body = PinFields,
    security(("session" = [])),
    responses((status = 200, body = Comment), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn pin(
    state: Data<AppState>,
    client: Client,
    id: Path<String>,
    Json(fields): Json<PinFields>,
) -> Result<HttpResponse, Problem> {
    let (who, site) = client.participant_and_site(&state).await?;
    let moderator = who.moderator(site.id)?;
    let comment = state.discussion.pin(&moderator, site.id, comment_id(&id)?, fields.pinned, Timestamp::now()).await?;
    Ok(answer::private(StatusCode::OK, &Comment::for_moderator(comment)))
}

/// Close a page for comments, or open it again.
#[utoipa::path(
    put,
    path = "/api/v1/pages/lock",
    tag = "moderating",
    request_body = LockFields,
    security(("session" = [])),
    responses((status = 200, body = Page), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn lock(state: Data<AppState>, client: Client, Json(body): Json<LockFields>) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &body.site)?;
    let moderator = client.participant(&state, &site).await?.moderator(site.id)?;
    let mut fields = Fields::default();
    let page = body.page.0.parse(&site, &mut fields);
    let page = fields.finish(page)?;
    let page = state.discussion.lock(&moderator, site.id, page, body.locked, Timestamp::now()).await?;
    Ok(answer::private(StatusCode::OK, &Page::new(page, &site)))
}

/// Keep a comment's writer out of the site, by what is known of them.
#[utoipa::path(
    post,
    path = "/api/v1/comments/{id}/ban",
    tag = "moderating",
    params(("id" = String, Path)),
    request_body = BanFields,
    security(("session" = [])),
    responses((status = 201, body = Bans), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn ban(
    state: Data<AppState>,
    client: Client,
    id: Path<String>,
    Json(fields): Json<BanFields>,
) -> Result<HttpResponse, Problem> {
    let (who, site) = client.participant_and_site(&state).await?;
    let moderator = who.moderator(site.id)?;
    let bans = state.discussion.ban_writer(&moderator, comment_id(&id)?, fields.parse()?, Timestamp::now()).await?;
    let bans = bans.into_iter().map(|ban| Ban::new(ban, &state)).collect();
    Ok(answer::private(StatusCode::CREATED, &Bans { bans }))
}

/// The Markdown of a comment, to change it.
#[utoipa::path(
    get,
    path = "/api/v1/comments/{id}/source",
    tag = "moderating",
    params(("id" = String, Path)),
    security(("session" = [])),
    responses((status = 200, body = Source), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn source(state: Data<AppState>, client: Client, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (who, site) = client.participant_and_site(&state).await?;
    let moderator = who.moderator(site.id)?;
    let (body, version) = state.discussion.source(&moderator, site.id, comment_id(&id)?).await?;
    Ok(answer::private(StatusCode::OK, &Source { body: body.as_str().to_owned(), version: version.to_string() }))
}
