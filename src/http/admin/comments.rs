use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::operator::Deciding;
use super::representation::{Comment, Entry};
use super::{asked_site, created, flag, ok, page_of, search_words};
use crate::discussion::{Discussion, Moderator, NewComment, Participant};
use crate::domain::{ActorId, Author, BanKind, CommentId, Decided, ModeratedQuery, PageAddress, PageId, Signals, Speaker, Status};
use crate::http::AppState;
use crate::http::api::comments::{BodyFields, EditFields, comment_id};
use crate::http::api::moderation::PinFields;
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::{Ban, time};

#[derive(Serialize, ToSchema)]
#[schema(as = ConsoleComments)]
struct Comments {
    comments: Vec<Comment>,
    /// Where the next page of the list begins.
    next: Option<String>,
    /// How many wait on all sites asked about.
    held: u32,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CommentFile)]
struct File {
    comment: Comment,
    person: Person,
    /// Those that keep its writer out.
    bans: Vec<Ban>,
    /// What was done about the comment.
    history: Vec<Entry>,
    /// What is known of the writer to ban them by: of `author`, `network`, `email` and `website`.
    ban_targets: Vec<&'static str>,
}

/// What a comment's writer has written on its site.
#[derive(Serialize, ToSchema)]
struct Person {
    /// All of the four kinds.
    comments: u32,
    published: u32,
    held: u32,
    spam: u32,
    removed: u32,
    #[schema(format = DateTime)]
    first_at: Option<String>,
    /// Their newest other comments.
    others: Vec<Comment>,
}

fn asked(state: &AppState, moderator: &Moderator, query: &Query<'_>) -> Result<ModeratedQuery, Problem> {
    let site = asked_site(state, moderator, query)?;
    let status = query.parsed("status", |text| if text == "all" { Ok(None) } else { Decided::parse(text).map(|to| Some(to.status())) })?;
    Ok(ModeratedQuery {
        sites: site.into_iter().collect(),
        status: status.unwrap_or(Some(Status::Held)),
        page: query.parsed("page", PageId::parse)?,
        actor: query.parsed("actor", ActorId::parse)?,
        search: query.parsed("q", search_words)?.filter(|text| !text.is_empty()),
        unanswered: flag(query, "unanswered")?,
        links: flag(query, "links")?,
        newcomers: flag(query, "new_people")?,
        after: query.parsed("after", CommentId::parse)?,
        limit: query.limit(30, 100)?,
    })
}

/// Comments of one's sites as moderators see them, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/comments",
    operation_id = "console_comments",
    tag = "console",
    params(
        ("site" = Option<String>, Query, description = "A site's key; all of one's sites where none is given"),
        ("status" = Option<String>, Query, description = "`published`, `held`, `spam`, `removed` or `all`; `held` where none is given"),
        ("page" = Option<String>, Query, description = "A page's id"),
        ("actor" = Option<String>, Query, description = "`actor` of a comment: all of this writer"),
        ("q" = Option<String>, Query, description = "Words, or a whole mail address; at most 200 characters"),
        ("unanswered" = Option<bool>, Query, description = "`true` or left out: those without replies that are not the staff's own"),
        ("links" = Option<bool>, Query, description = "`true` or left out: those with links"),
        ("new_people" = Option<bool>, Query, description = "`true` or left out: first comments"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 30 where none is given"),
        ("after" = Option<String>, Query, description = "`next` of the answer before"),
    ),
    security(("console" = [])),
    responses((status = 200, body = Comments), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn list(
    state: Data<AppState>,
    Deciding { moderator, operator }: Deciding,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let asked = asked(&state, &moderator, &query)?;
    let limit = asked.limit;
    let held = state.discussion.held_by_site(&operator.session.account).await?;
    let held = held.iter().filter(|(site, _)| asked.sites.is_empty() || asked.sites.contains(site)).map(|(_, held)| held).sum();
    let found = state.discussion.moderated(&moderator, ModeratedQuery { limit: limit + 1, ..asked }).await?;
    let (found, next) = page_of(found, limit, |last| last.comment.id.to_string());
    ok(&Comments { comments: found.into_iter().map(|found| Comment::new(found, &state)).collect(), next, held })
}

/// A comment with all that helps to decide about it.
#[utoipa::path(
    get,
    path = "/api/v1/admin/comments/{id}",
    operation_id = "console_comment",
    tag = "console",
    params(("id" = String, Path)),
    security(("console" = [])),
    responses((status = 200, body = File), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn file(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (file, bans) = state.discussion.comment_file(&moderator, comment_id(&id)?).await?;
    let known = file.person;
    let person = Person {
        comments: known.published + known.held + known.spam + known.removed,
        published: known.published,
        held: known.held,
        spam: known.spam,
        removed: known.removed,
        first_at: known.first_at.map(time),
        others: file.others.into_iter().map(|other| Comment::new(other, &state)).collect(),
    };
    ok(&File {
        ban_targets: Discussion::ban_targets(&file.comment).into_iter().map(BanKind::target_name).collect(),
        comment: Comment::new(file.comment, &state),
        person,
        bans: bans.into_iter().map(|ban| Ban::new(ban, &state)).collect(),
        history: file.history.into_iter().map(|entry| Entry::new(entry, &state)).collect(),
    })
}

/// Change the text of anybody's comment.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/comments/{id}",
    operation_id = "console_edit_comment",
    tag = "console",
    params(("id" = String, Path)),
    request_body = EditFields,
    security(("console" = [])),
    responses((status = 200, body = Comment), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn edit(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
    Json(fields): Json<EditFields>,
) -> Result<HttpResponse, Problem> {
    let found = state.discussion.moderated_comment(&moderator, comment_id(&id)?).await?.comment;
    let site = state.discussion.sites().get(found.site)?;
    let (seen, body) = fields.parse(found.id, site.settings.max_length)?;
    state.discussion.edit_any(&moderator, site.id, seen, body, Timestamp::now()).await?;
    one(&state, &moderator, found.id).await
}

/// Put a root before all others of its page, or back among them. At most three are pinned.
#[utoipa::path(
    put,
    path = "/api/v1/admin/comments/{id}/pin",
    operation_id = "console_pin",
    tag = "console",
    params(("id" = String, Path)),
    request_body = PinFields,
    security(("console" = [])),
    responses((status = 200, body = Comment), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn pin(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
    Json(fields): Json<PinFields>,
) -> Result<HttpResponse, Problem> {
    let found = state.discussion.moderated_comment(&moderator, comment_id(&id)?).await?.comment;
    state.discussion.pin(&moderator, found.site, found.id, fields.pinned, Timestamp::now()).await?;
    one(&state, &moderator, found.id).await
}

/// Answer a comment as the account that is signed in.
#[utoipa::path(
    post,
    path = "/api/v1/admin/comments/{id}/reply",
    operation_id = "console_reply",
    tag = "console",
    params(("id" = String, Path)),
    request_body = BodyFields,
    security(("console" = [])),
    responses((status = 201, body = Comment), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn reply(
    state: Data<AppState>,
    Deciding { moderator, operator }: Deciding,
    id: Path<String>,
    Json(fields): Json<BodyFields>,
) -> Result<HttpResponse, Problem> {
    let found = state.discussion.moderated_comment(&moderator, comment_id(&id)?).await?;
    let site = state.discussion.sites().get(found.comment.site)?;
    let new = NewComment {
        page: PageAddress { key: found.page.key, url: None, title: None },
        parent: Some(found.comment.id),
        author: Author::default(),
        body: fields.parse(site.settings.max_length)?,
        signals: Signals::default(),
        notify: None,
        anchor: None,
    };
    let who = Participant {
        speaker: Speaker::account(&operator.session.account, site.id).in_session(operator.session.id),
        network: operator.network,
    };
    let posted = state.discussion.post(&site, new, who, Timestamp::now()).await?;
    let posted = state.discussion.moderated_comment(&moderator, posted.id).await?;
    created(&Comment::new(posted, &state))
}

async fn one(state: &AppState, moderator: &Moderator, id: CommentId) -> Result<HttpResponse, Problem> {
    ok(&Comment::new(state.discussion.moderated_comment(moderator, id).await?, state))
}
