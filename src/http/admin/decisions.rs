use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ok;
use super::operator::Deciding;
use crate::discussion::MOST_DECIDED;
use crate::domain::{CommentId, Decided, Invalid, Refusal, Seen, Version};
use crate::http::AppState;
use crate::http::json::{Fields, Json};
use crate::http::problem::Problem;
use crate::store::{DecisionId, DecisionOutcome, StatusChange};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct DecisionFields {
    /// 1 to 200 ids.
    comments: Vec<String>,
    /// `published`, `held`, `spam` or `removed`
    status: String,
    /// By id, of the words that were read; where they have changed since, nothing is decided.
    #[serde(default)]
    versions: HashMap<String, String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DecisionOutcome)]
struct Outcome {
    /// To undo it; none where nothing was changed.
    decision: Option<String>,
    changed: Vec<Change>,
    /// Those that had the status already; when undoing, those that were given another since.
    unchanged: Vec<String>,
    /// Those that their writers have changed since they were read, or since what is to be undone.
    edited: Vec<String>,
    /// Those that are no comments of one's sites.
    gone: Vec<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StatusChange)]
struct Change {
    comment: String,
    before: &'static str,
    after: &'static str,
}

impl Outcome {
    /// `unknown` are ids that cannot be any comment's.
    fn new(outcome: DecisionOutcome, unknown: Vec<String>) -> Self {
        let text = |ids: Vec<CommentId>| ids.iter().map(CommentId::to_string).collect::<Vec<_>>();
        let change = |change: StatusChange| Change {
            comment: change.comment.to_string(),
            before: change.before.as_str(),
            after: change.after.as_str(),
        };
        let mut gone = text(outcome.gone);
        gone.extend(unknown);
        Self {
            decision: outcome.decision.map(|decision| decision.to_string()),
            changed: outcome.changed.into_iter().map(change).collect(),
            unchanged: text(outcome.unchanged),
            edited: text(outcome.edited),
            gone,
        }
    }
}

/// Publish, hold, call spam or remove comments, many at once.
#[utoipa::path(
    post,
    path = "/api/v1/admin/decisions",
    operation_id = "console_decide",
    tag = "console",
    request_body = DecisionFields,
    security(("console" = [])),
    responses((status = 200, body = Outcome), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn decide(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    Json(body): Json<DecisionFields>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let to = fields.take("status", Decided::parse(&body.status));
    let count = (1..=MOST_DECIDED).contains(&body.comments.len()).then_some(());
    let count = fields.take("comments", count.ok_or_else(|| Invalid(format!("1 to {MOST_DECIDED} comments can be decided about at once"))));
    let read: HashMap<_, _> = body.versions.iter().filter_map(|(id, version)| Some((CommentId::parse(id).ok()?, version))).collect();
    let (mut all, mut unknown) = (Vec::<Seen>::new(), Vec::new());
    for text in body.comments {
        match CommentId::parse(&text) {
            Ok(comment) if all.iter().all(|seen| seen.comment != comment) => {
                let version = read.get(&comment).and_then(|version| fields.take("versions", Version::parse(version)));
                all.push(Seen { comment, version });
            }
            Ok(_) => {}
            Err(_) => unknown.push(text),
        }
    }
    let (to, ()) = fields.finish(to.zip(count))?;
    let outcome = state.discussion.decide(&moderator, all, to, Timestamp::now()).await?;
    ok(&Outcome::new(outcome, unknown))
}

/// Take a decision back: its comments have the status of before, unless they were given another since.
#[utoipa::path(
    post,
    path = "/api/v1/admin/decisions/{id}/undo",
    operation_id = "console_undo",
    tag = "console",
    params(("id" = String, Path)),
    security(("console" = [])),
    responses((status = 200, body = Outcome), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn undo(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let decision = DecisionId::parse(&id).ok_or(Refusal::UnknownDecision)?;
    let outcome = state.discussion.undo(&moderator, decision, Timestamp::now()).await?;
    ok(&Outcome::new(outcome, Vec::new()))
}
