use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::operator::Operator;
use super::{key_of, ok, page_of};
use crate::domain::{Invalid, MailState, OutboxId, OutboxMail, Refusal};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::time;
use crate::http::{AppState, answer};

#[derive(Serialize, ToSchema)]
struct Mails {
    mails: Vec<Mail>,
    counts: Counts,
    /// Where the next page begins.
    next: Option<String>,
}

/// How many mails there are of each state.
#[derive(Serialize, ToSchema)]
#[schema(as = MailCounts)]
struct Counts {
    waiting: u32,
    sent: u32,
    failed: u32,
}

#[derive(Serialize, ToSchema)]
struct Mail {
    id: String,
    /// `confirmation`, `code`, `comment`, `moderation` or `digest`
    kind: &'static str,
    to: String,
    /// The site's key, where it concerns one.
    site: Option<String>,
    /// Known once it was tried.
    subject: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    /// When it is tried next; only while it waits.
    #[schema(format = DateTime)]
    due_at: Option<String>,
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    attempts: u32,
    /// `waiting`, `sent` or `failed`
    state: &'static str,
    /// The server's own words to the last attempt that failed.
    answer: Option<String>,
}

impl Mail {
    fn new(mail: OutboxMail, state: &AppState) -> Self {
        Self {
            id: mail.id.as_i64().to_string(),
            kind: mail.kind.as_str(),
            to: mail.email.as_str().to_owned(),
            site: mail.site.map(|site| key_of(state, site)),
            subject: mail.subject,
            created_at: time(mail.created_at),
            due_at: (mail.state == MailState::Waiting).then(|| time(mail.due_at)),
            ended_at: mail.ended_at.map(time),
            attempts: mail.attempts,
            state: mail.state.as_str(),
            answer: mail.answer,
        }
    }
}

fn mail_id(text: &str) -> Result<OutboxId, Problem> {
    OutboxId::parse(text).map_err(|_| Refusal::UnknownMail.into())
}

/// Mail that waits, was sent or failed, newest first. What has ended is forgotten after 30 days.
#[utoipa::path(
    get,
    path = "/api/v1/admin/mail",
    operation_id = "console_mail",
    tag = "console",
    params(
        ("state" = Option<String>, Query, description = "`waiting`, `sent` or `failed`; waiting where none is given"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 50 where none is given"),
        ("after" = Option<String>, Query, description = "`next` of the answer before"),
    ),
    security(("console" = [])),
    responses((status = 200, body = Mails), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn list(state: Data<AppState>, operator: Operator, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let asked = query.parsed("state", MailState::parse)?.unwrap_or(MailState::Waiting);
    let before = query.parsed("after", |text| text.parse().map_err(|_| Invalid::new("take `next` from the answer before")))?;
    let limit = query.limit(50, 100)?;
    let (found, counts) = state.discussion.mails(&operator.session, asked, before, limit + 1).await?;
    let (found, next) = page_of(found, limit, |mail| mail.id.as_i64().to_string());
    let mails = found.into_iter().map(|mail| Mail::new(mail, &state)).collect();
    let counts = Counts { waiting: counts.waiting, sent: counts.sent, failed: counts.failed };
    ok(&Mails { mails, counts, next })
}

/// Try a mail that waits or has failed from the beginning, now.
#[utoipa::path(
    post,
    path = "/api/v1/admin/mail/{id}/retry",
    operation_id = "console_retry_mail",
    tag = "console",
    params(("id" = String, Path)),
    security(("console" = [])),
    responses((status = 200, body = Mail), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn retry(state: Data<AppState>, operator: Operator, id: Path<String>) -> Result<HttpResponse, Problem> {
    let mail = state.discussion.retry_mail(&operator.session, mail_id(&id)?, Timestamp::now()).await?;
    ok(&Mail::new(mail, &state))
}

/// Send a mail never.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/mail/{id}",
    operation_id = "console_discard_mail",
    tag = "console",
    params(("id" = String, Path)),
    security(("console" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn discard(state: Data<AppState>, operator: Operator, id: Path<String>) -> Result<HttpResponse, Problem> {
    state.discussion.discard_mail(&operator.session, mail_id(&id)?).await?;
    Ok(answer::no_content())
}
