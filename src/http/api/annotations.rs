use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::http::client::Client;
use crate::http::own_address::OwnAddress;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::{AfterAnnotation, AnnotationPlace, Annotations};
use crate::http::{AppState, answer};

/// The inline comments of a page as W3C Web Annotations, newest first.
///
/// Addresses in it begin with the server's `public_url`, or where none is set with the `Host` that was asked. The first answer is an `AnnotationCollection` with its first `AnnotationPage` inside; further pages are where each names its `next`.
#[utoipa::path(
    get,
    path = "/api/v1/annotations",
    tag = "reading",
    params(
        ("site" = String, Query, description = "The site's key"),
        ("page" = String, Query, description = "The page's key"),
        ("limit" = Option<u32>, Query, description = "Annotations in a page, 1 to 100; 100 where none is given"),
        ("after" = Option<String>, Query, description = "As it stands in `next` of the page before"),
    ),
    responses(
        (status = 200, body = Annotations, content_type = "application/ld+json"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn annotations(
    state: Data<AppState>,
    client: Client,
    OwnAddress(server): OwnAddress,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let site = client.site(&state, query.required("site")?)?;
    let key = query.page_key()?;
    let limit = query.limit(100, 100)?;
    let after = query.parsed("after", AfterAnnotation::parse)?;
    let after_comment = after.and_then(AfterAnnotation::comment);
    let (page, comments, more) = state.discussion.inline_comments(site.id, key, after_comment, limit).await?;
    let place = AnnotationPlace { server, site: &site, page: &page, limit };
    Ok(answer::linked_data(&Annotations::new(&place, after, comments, more)))
}
