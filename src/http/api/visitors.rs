use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::client::Client;
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::representation::{VisitorToken, time};
use crate::http::{AppState, answer};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct VisitorFields {
    /// The site's key.
    site: String,
}

/// Become a visitor: a token for posting, voting, and changing one's own comments on this site. Limited per network, so that a browser
/// cannot invent voters.
#[utoipa::path(
    post,
    path = "/api/v1/visitors",
    tag = "identity",
    request_body = VisitorFields,
    responses((status = 201, body = VisitorToken), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn create_visitor(
    state: Data<AppState>,
    client: Client,
    Json(fields): Json<VisitorFields>,
) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &fields.site)?;
    let issued = state.discussion.new_visitor(&site, client.network, Timestamp::now())?;
    Ok(answer::private(StatusCode::CREATED, &VisitorToken { token: issued.token, expires_at: time(issued.expires_at) }))
}
