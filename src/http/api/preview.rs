use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::Body;
use crate::http::client::Client;
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::representation::Preview;
use crate::http::{AppState, answer};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct PreviewFields {
    /// The site's key.
    site: String,
    /// Markdown.
    body: String,
}

/// The HTML that posting would give, to the byte.
#[utoipa::path(
    post,
    path = "/api/v1/preview",
    tag = "writing",
    request_body = PreviewFields,
    responses((status = 200, body = Preview), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn preview(
    state: Data<AppState>,
    client: Client,
    Json(fields): Json<PreviewFields>,
) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &fields.site)?;
    let body = Body::parse(&fields.body, site.settings.max_length).map_err(|error| Problem::invalid_field("body", error.to_string()))?;
    let html = state.discussion.preview(&site, &body, client.network).await?;
    Ok(answer::private(StatusCode::OK, &Preview { html: html.as_str().to_owned() }))
}
