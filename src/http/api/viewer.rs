use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;

use crate::http::client::Client;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::Viewer;
use crate::http::{AppState, answer};

/// What the asker alone sees of a page: own votes, and what may still be edited. Kept apart from the thread, so that no shared cache can
/// hand one reader's data to another.
#[utoipa::path(
    get,
    path = "/api/v1/viewer",
    tag = "reading",
    params(("site" = String, Query), ("page" = String, Query)),
    security((), ("visitor" = [])),
    responses((status = 200, body = Viewer), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn viewer(state: Data<AppState>, client: Client, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let site = client.site(&state, query.required("site")?)?;
    let page = query.page_key()?;
    let viewer = match client.bearer(&state)? {
        None => Viewer::nobody(),
        Some(bearer) => {
            let who = client.participant_by(&state, &bearer, &site).await?;
            let followed = state.discussion.followed(&site, &who.speaker, page.clone()).await?;
            let viewer = state.discussion.viewer(&site, page, &who.speaker, Timestamp::now()).await?;
            Viewer::known(viewer, &who.speaker, followed)
        }
    };
    Ok(answer::private(StatusCode::OK, &viewer))
}
