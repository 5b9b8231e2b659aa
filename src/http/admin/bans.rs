use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::operator::Deciding;
use super::{asked_site, created, ok, site_of};
use crate::domain::{BanDays, BanId, BanReason, BanTarget, EmailAddress, Invalid, Refusal, WebsiteDomain};
use crate::http::api::moderation::{BanFields, Bans};
use crate::http::json::{Fields, Json};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::Ban;
use crate::http::{AppState, answer};
use crate::store::NewBan;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewBanFields {
    /// None: on all sites.
    site: Option<String>,
    /// `email` or `website`
    kind: String,
    /// The mail address, or the website's domain.
    value: String,
    /// 1 to 3650; for good where none are given.
    days: Option<u32>,
    /// For the other moderators.
    reason: Option<String>,
}

fn target(kind: &str, value: &str, fields: &mut Fields) -> Option<BanTarget> {
    match kind {
        "email" => fields.take("value", EmailAddress::parse(value)).map(BanTarget::Email),
        "website" => fields.take("value", WebsiteDomain::parse(value)).map(BanTarget::Website),
        _ => fields.take("kind", Err(Invalid::new("the kind must be email or website; others are banned by one of their comments"))),
    }
}

/// Who is kept out of one's sites; owners see who is kept out of all too.
#[utoipa::path(
    get,
    path = "/api/v1/admin/bans",
    operation_id = "console_bans",
    tag = "console",
    params(("site" = Option<String>, Query, description = "A site's key; all of one's sites where none is given")),
    security(("console" = [])),
    responses((status = 200, body = Bans), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn list(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let site = asked_site(&state, &moderator, &query)?;
    let bans = state.discussion.bans(&moderator, site).await?;
    ok(&Bans { bans: bans.into_iter().map(|ban| Ban::new(ban, &state)).collect() })
}

/// Keep out whoever comes with a mail address or a website. Owners alone ban on all sites.
#[utoipa::path(
    post,
    path = "/api/v1/admin/bans",
    operation_id = "console_add_ban",
    tag = "console",
    request_body = NewBanFields,
    security(("console" = [])),
    responses((status = 201, body = Ban), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn add(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    Json(body): Json<NewBanFields>,
) -> Result<HttpResponse, Problem> {
    let now = Timestamp::now();
    let site = body.site.as_deref().map(|key| site_of(&state, &moderator, key)).transpose()?;
    let mut fields = Fields::default();
    let target = target(&body.kind, &body.value, &mut fields);
    let days = body.days.and_then(|days| fields.take("days", BanDays::parse(days)));
    let reason = fields.take_optional("reason", body.reason.as_deref(), BanReason::parse);
    let target = fields.finish(target)?;
    let new = NewBan { site, target, name: None, reason, until: days.map(|days| days.from(now)) };
    created(&Ban::new(state.discussion.add_ban(&moderator, new, now).await?, &state))
}

/// Let somebody in again.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/bans/{id}",
    operation_id = "console_lift_ban",
    tag = "console",
    params(("id" = String, Path)),
    security(("console" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn lift(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = BanId::parse(&id).map_err(|_| Refusal::UnknownBan)?;
    state.discussion.lift_ban(&moderator, id, Timestamp::now()).await?;
    Ok(answer::no_content())
}

/// Keep a comment's writer out of its site, by what is known of them.
#[utoipa::path(
    post,
    path = "/api/v1/admin/comments/{id}/ban",
    operation_id = "console_ban_writer",
    tag = "console",
    params(("id" = String, Path)),
    request_body = BanFields,
    security(("console" = [])),
    responses((status = 201, body = Bans), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn ban_writer(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
    Json(fields): Json<BanFields>,
) -> Result<HttpResponse, Problem> {
    let id = crate::http::api::comments::comment_id(&id)?;
    let bans = state.discussion.ban_writer(&moderator, id, fields.parse()?, Timestamp::now()).await?;
    created(&Bans { bans: bans.into_iter().map(|ban| Ban::new(ban, &state)).collect() })
}
