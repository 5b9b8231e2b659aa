use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ok;
use super::operator::Deciding;
use crate::discussion::MOST_DECIDED;
use crate::domain::{CommentId, Decided, Invalid, Refusal};
use crate::http::AppState;
use crate::http::json::{Fields, Json};
use crate::http::problem::Problem;
use crate::store::{DecisionId, DecisionOutcome, StatusChange};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct DecisionFields {
    comments: Vec<String>,
    status: String,
}

#[derive(Serialize)]
struct Outcome {
    decision: Option<String>,
    changed: Vec<Change>,
    unchanged: Vec<String>,
    gone: Vec<String>,
}

#[derive(Serialize)]
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
            gone,
        }
    }
}

pub(in crate::http) async fn decide(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    Json(body): Json<DecisionFields>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let to = fields.take("status", Decided::parse(&body.status));
    let count = (1..=MOST_DECIDED).contains(&body.comments.len()).then_some(());
    let count = fields.take("comments", count.ok_or_else(|| Invalid(format!("1 to {MOST_DECIDED} comments can be decided about at once"))));
    let (to, ()) = fields.finish(to.zip(count))?;
    let (mut ids, mut unknown) = (Vec::new(), Vec::new());
    for text in body.comments {
        match CommentId::parse(&text) {
            Ok(id) if !ids.contains(&id) => ids.push(id),
            Ok(_) => {}
            Err(_) => unknown.push(text),
        }
    }
    let outcome = state.discussion.decide(&moderator, ids, to, Timestamp::now()).await?;
    ok(&Outcome::new(outcome, unknown))
}

pub(in crate::http) async fn undo(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let decision = DecisionId::parse(&id).ok_or(Refusal::UnknownDecision)?;
    let outcome = state.discussion.undo(&moderator, decision, Timestamp::now()).await?;
    ok(&Outcome::new(outcome, Vec::new()))
}
