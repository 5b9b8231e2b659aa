use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::PageFields;
use super::comments::comment_id;
use crate::domain::Vote;
use crate::http::client::Client;
use crate::http::json::{Fields, Json};
use crate::http::object::Object;
use crate::http::problem::Problem;
use crate::http::representation::{CommentVotes, PageVotes};
use crate::http::{AppState, answer};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct VoteFields {
    /// -1, 0 (takes back) or 1
    value: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct PageVoteFields {
    /// The site's key.
    site: String,
    #[schema(value_type = PageFields)]
    page: Object<PageFields>,
    /// -1, 0 (takes back) or 1
    value: i64,
}

/// Vote on a comment. Asking twice for the same changes nothing.
#[utoipa::path(
    put,
    path = "/api/v1/comments/{id}/vote",
    tag = "voting",
    params(("id" = String, Path)),
    request_body = VoteFields,
    security(("visitor" = [])),
    responses((status = 200, body = CommentVotes), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn vote_on_comment(
    state: Data<AppState>,
    client: Client,
    id: Path<String>,
    Json(fields): Json<VoteFields>,
) -> Result<HttpResponse, Problem> {
    let (who, site) = client.participant_and_site(&state).await?;
    let vote = Vote::parse(fields.value).map_err(|error| Problem::invalid_field("value", error.to_string()))?;
    let votes = state.discussion.vote_on_comment(&site, comment_id(&id)?, who, vote, Timestamp::now()).await?;
    Ok(answer::private(StatusCode::OK, &CommentVotes { up: votes.up, down: votes.down, score: votes.score(), mine: vote.value() }))
}

/// Vote on a page itself. Asking twice for the same changes nothing.
#[utoipa::path(
    put,
    path = "/api/v1/pages/vote",
    tag = "voting",
    request_body = PageVoteFields,
    security(("visitor" = [])),
    responses((status = 200, body = PageVotes), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn vote_on_page(
    state: Data<AppState>,
    client: Client,
    Json(body): Json<PageVoteFields>,
) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &body.site)?;
    let who = client.participant(&state, &site).await?;
    let mut fields = Fields::default();
    let vote = fields.take("value", Vote::parse(body.value));
    let page = body.page.0.parse(&site, &mut fields);
    let (page, vote) = fields.finish(page.zip(vote))?;
    let points = state.discussion.vote_on_page(&site, page, who, vote, Timestamp::now()).await?;
    Ok(answer::private(StatusCode::OK, &PageVotes { up: points.up, down: points.down, points: points.points(), mine: vote.value() }))
}
