use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::PageKey;
use crate::http::client::Client;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::{Counts, PageCount};
use crate::http::{AppState, answer};

const MAX_PAGES: usize = 100;

/// Comments and points of several pages, in the order asked: for lists of articles.
#[utoipa::path(
    get,
    path = "/api/v1/counts",
    tag = "reading",
    params(("site" = String, Query), ("page" = Vec<String>, Query, description = "Up to 100 of them, as page=…&page=…")),
    responses((status = 200, body = Counts), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn counts(state: Data<AppState>, client: Client, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let site = client.site(&state, query.required("site")?)?;
    let pages = query.all("page").map(PageKey::parse).collect::<Result<Vec<_>, _>>();
    let pages = pages.map_err(|error| Problem::invalid_field("page", error.to_string()))?;
    if !(1..=MAX_PAGES).contains(&pages.len()) {
        return Err(Problem::invalid_field("page", format!("1 to {MAX_PAGES} pages can be asked for at once")));
    }
    let counts = state.discussion.counts(&site, pages).await?;
    Ok(answer::public(&Counts { counts: counts.into_iter().map(PageCount::from).collect() }))
}
