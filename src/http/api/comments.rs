use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::PageFields;
use super::anchor::AnchorFields;
use crate::discussion::NewComment;
use crate::domain::{
    Action, Author, AuthorName, Body, BranchCursor, CommentId, EmailAddress, NotifyOf, Seen, Signals, Site, Version, Website,
};
use crate::http::client::{Client, site_of_comment};
use crate::http::json::{Fields, Json};
use crate::http::object::Object;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::{Comment, Excerpt, Replies};
use crate::http::{AppState, answer};
use crate::store::Removed;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewCommentFields {
    /// The site's key.
    site: String,
    #[schema(value_type = PageFields)]
    page: Object<PageFields>,
    /// The comment it answers.
    parent: Option<String>,
    /// Markdown.
    body: String,
    /// What a visitor says of themselves; left aside for who is signed in.
    #[serde(default)]
    #[schema(value_type = AuthorFields)]
    author: Object<AuthorFields>,
    /// A field of the form that people cannot see; whoever fills it in is a machine.
    subject: Option<String>,
    /// Whole seconds from the first touch of the form until it was sent.
    writing_seconds: Option<u32>,
    /// What its writer wants to be told of by mail: `replies` (to this comment) or `page` (each new comment on it)
    notify: Option<String>,
    /// The passage of the page's text it answers; not for replies.
    #[schema(value_type = Option<AnchorFields>)]
    anchor: Option<Object<AnchorFields>>,
}

/// All of it is optional.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::http) struct AuthorFields {
    name: Option<String>,
    /// Never shown.
    email: Option<String>,
    website: Option<String>,
}

impl NewCommentFields {
    fn parse(self, site: &Site) -> Result<NewComment, Problem> {
        let honeypot = self.subject.is_some_and(|subject| !subject.is_empty());
        let signals = Signals { honeypot, writing_seconds: self.writing_seconds };
        let mut fields = Fields::default();
        let Object(author) = self.author;
        let parent = fields.take_optional("parent", self.parent.as_deref(), CommentId::parse);
        let body = fields.take("body", Body::parse(&self.body, site.settings.max_length));
        let author = Author {
            name: fields.take_optional("author.name", author.name.as_deref(), AuthorName::parse),
            email: fields.take_optional("author.email", author.email.as_deref(), EmailAddress::parse),
            website: fields.take_optional("author.website", author.website.as_deref(), Website::parse),
        };
        let notify = fields.take_optional("notify", self.notify.as_deref(), NotifyOf::parse);
        let anchor = self.anchor.and_then(|Object(anchor)| anchor.parse(&mut fields)).map(Box::new);
        if anchor.is_some() && self.parent.is_some() {
            fields.refuse("anchor", "a reply stands on no passage of its own; leave the anchor out");
        }
        let page = self.page.0.parse(site, &mut fields);
        fields.finish(page.zip(body).map(|(page, body)| NewComment { page, parent, author, body, signals, notify, anchor }))
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct BodyFields {
    /// Markdown.
    body: String,
}

impl BodyFields {
    pub(in crate::http) fn parse(&self, max_length: u32) -> Result<Body, Problem> {
        Body::parse(&self.body, max_length).map_err(|error| Problem::invalid_field("body", error.to_string()))
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct EditFields {
    /// Markdown.
    body: String,
    /// Of the words that were read; if they have changed since, nothing is changed.
    version: Option<String>,
}

impl EditFields {
    pub(in crate::http) fn parse(&self, comment: CommentId, max_length: u32) -> Result<(Seen, Body), Problem> {
        let mut fields = Fields::default();
        let body = fields.take("body", Body::parse(&self.body, max_length));
        let version = self.version.as_deref().and_then(|version| fields.take("version", Version::parse(version)));
        fields.finish(body).map(|body| (Seen { comment, version }, body))
    }
}

/// Post a comment. It is on disk when the answer comes.
#[utoipa::path(
    post,
    path = "/api/v1/comments",
    tag = "writing",
    request_body = NewCommentFields,
    security(("visitor" = [])),
    responses(
        (status = 201, body = Comment),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn post_comment(
    state: Data<AppState>,
    client: Client,
    Json(fields): Json<NewCommentFields>,
) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &fields.site)?;
    let who = client.participant(&state, &site).await?;
    let new = fields.parse(&site)?;
    let comment = state.discussion.post(&site, new, who, Timestamp::now()).await?;
    Ok(answer::private(StatusCode::CREATED, &Comment::for_writer(comment, &site)))
}

/// One comment with its root and its nearest ancestors, root first.
#[utoipa::path(
    get,
    path = "/api/v1/comments/{id}",
    tag = "reading",
    params(("id" = String, Path)),
    responses((status = 200, body = Excerpt), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn get_comment(state: Data<AppState>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (site, excerpt) = state.discussion.excerpt(comment_id(&id)?).await?;
    let site = site_of_comment(&state, &request, site)?;
    Ok(answer::public(&Excerpt::new(excerpt, &site)))
}

/// More replies of a root, depth first.
#[utoipa::path(
    get,
    path = "/api/v1/comments/{id}/replies",
    tag = "reading",
    params(
        ("id" = String, Path, description = "The root of the branch"),
        ("after" = Option<String>, Query, description = "`after` of the root's `more`, or of the answer before"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 50 where none is given; fewer come where they say more than 256 KiB"),
    ),
    responses((status = 200, body = Replies), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn get_replies(state: Data<AppState>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let after = query.parsed("after", BranchCursor::parse)?;
    let limit = query.limit(50, 100)?;
    let (site, branch) = state.discussion.replies(comment_id(&id)?, after, limit).await?;
    site_of_comment(&state, &request, site)?;
    Ok(answer::public(&Replies::from(branch)))
}

/// Change the text of one's own comment, within the site's edit window; moderators change any, at any time.
#[utoipa::path(
    patch,
    path = "/api/v1/comments/{id}",
    tag = "writing",
    params(("id" = String, Path)),
    request_body = EditFields,
    security(("visitor" = [])),
    responses((status = 200, body = Comment), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn edit_comment(
    state: Data<AppState>,
    client: Client,
    id: Path<String>,
    Json(fields): Json<EditFields>,
) -> Result<HttpResponse, Problem> {
    let (who, site) = client.participant_and_site(&state).await?;
    let moderates = who.speaker.may(Action::Moderate);
    let (seen, body) = fields.parse(comment_id(&id)?, site.settings.max_length)?;
    let comment = state.discussion.edit(&site, seen, who, body, Timestamp::now()).await?;
    let shown = if moderates { Comment::for_moderator(comment) } else { Comment::for_writer(comment, &site) };
    Ok(answer::private(StatusCode::OK, &shown))
}

/// Delete one's own comment, within the site's edit window. Where it has replies, its place stays. Moderators remove any; they can put it
/// back.
#[utoipa::path(
    delete,
    path = "/api/v1/comments/{id}",
    tag = "writing",
    params(("id" = String, Path)),
    security(("visitor" = [])),
    responses(
        (status = 200, body = Comment, description = "Its place, which stays for the replies"),
        (status = 204, description = "Nothing of it is left"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn delete_comment(state: Data<AppState>, client: Client, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (who, site) = client.participant_and_site(&state).await?;
    let removed = state.discussion.remove(&site, comment_id(&id)?, who, Timestamp::now()).await?;
    Ok(match removed {
        Removed::Tombstone(tombstone) => answer::private(StatusCode::OK, &Comment::from(*tombstone)),
        Removed::Gone => answer::no_content(),
    })
}

pub(in crate::http) fn comment_id(text: &str) -> Result<CommentId, Problem> {
    CommentId::parse(text).map_err(|_| crate::domain::Refusal::UnknownComment.into())
}
