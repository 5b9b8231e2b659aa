use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::operator::Deciding;
use super::representation::{Comment, Entry};
use super::{asked_site, created, flag, invalid, ok, page_of, search_words};
use crate::discussion::{Discussion, Moderator, NewComment, Participant};
use crate::domain::{ActorId, Author, BanKind, Body, CommentId, Decided, ModeratedQuery, PageAddress, PageId, Signals, Speaker, Status};
use crate::http::AppState;
use crate::http::api::comments::comment_id;
use crate::http::api::moderation::PinFields;
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::{Ban, time};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct BodyFields {
    body: String,
}

impl BodyFields {
    fn parse(&self, max_length: u32) -> Result<Body, Problem> {
        Body::parse(&self.body, max_length).map_err(invalid("body"))
    }
}

#[derive(Serialize)]
struct Comments {
    comments: Vec<Comment>,
    next: Option<String>,
    /// How many wait on all sites asked about.
    held: u32,
}

#[derive(Serialize)]
struct File {
    comment: Comment,
    person: Person,
    bans: Vec<Ban>,
    history: Vec<Entry>,
    ban_targets: Vec<&'static str>,
}

#[derive(Serialize)]
struct Person {
    comments: u32,
    published: u32,
    held: u32,
    spam: u32,
    removed: u32,
    first_at: Option<String>,
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

pub(in crate::http) async fn list(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let asked = asked(&state, &moderator, &query)?;
    let limit = asked.limit;
    let held = state.discussion.held_by_site(&moderator).await?;
    let held = held.iter().filter(|(site, _)| asked.sites.is_empty() || asked.sites.contains(site)).map(|(_, held)| held).sum();
    let found = state.discussion.moderated(&moderator, ModeratedQuery { limit: limit + 1, ..asked }).await?;
    let (found, next) = page_of(found, limit, |last| last.comment.id.to_string());
    ok(&Comments { comments: found.into_iter().map(|found| Comment::new(found, &state)).collect(), next, held })
}

pub(in crate::http) async fn file(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let file = state.discussion.comment_file(&moderator, comment_id(&id)?).await?;
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
        bans: file.bans.into_iter().map(|ban| Ban::new(ban, &state)).collect(),
        history: file.history.into_iter().map(|entry| Entry::new(entry, &state)).collect(),
    })
}

pub(in crate::http) async fn edit(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
    Json(fields): Json<BodyFields>,
) -> Result<HttpResponse, Problem> {
    let found = state.discussion.moderated_comment(&moderator, comment_id(&id)?).await?.comment;
    let site = state.discussion.sites().get(found.site)?;
    let body = fields.parse(site.settings.max_length)?;
    state.discussion.edit_any(&moderator, site.id, found.id, body, Timestamp::now()).await?;
    one(&state, &moderator, found.id).await
}

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

/// Answers a comment as the account that is signed in.
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
    };
    let who = Participant { speaker: Speaker::account(&operator.account, site.id), network: operator.network };
    let posted = state.discussion.post(&site, new, who, Timestamp::now()).await?;
    let posted = state.discussion.moderated_comment(&moderator, posted.id).await?;
    created(&Comment::new(posted, &state))
}

async fn one(state: &AppState, moderator: &Moderator, id: CommentId) -> Result<HttpResponse, Problem> {
    ok(&Comment::new(state.discussion.moderated_comment(moderator, id).await?, state))
}
