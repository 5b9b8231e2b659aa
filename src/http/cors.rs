//! Which pages of other origins may read an answer.

use actix_cors::Cors;
use actix_web::http::{Method, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::AppState;

/// A preflight names no site, so any site's origin passes it; the handlers then answer the origins of the very site alone.
/// Without cookies there are no credentials to allow.
pub(super) fn api(state: Data<AppState>) -> Cors {
    Cors::default()
        .allowed_origin_fn(move |origin, _| origin.to_str().is_ok_and(|origin| state.discussion.sites().any_allows(origin)))
        .block_on_origin_mismatch(false)
        .allowed_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER])
        .max_age(7_200)
}

/// The same for an answer that does not pass there.
pub(super) fn allow_origin(state: &AppState, request: &HttpRequest, response: &mut HttpResponse) {
    let headers = response.headers_mut();
    headers.append(header::VARY, header::HeaderValue::from_static("Origin"));
    let Some(origin) = request.headers().get(header::ORIGIN) else { return };
    if origin.to_str().is_ok_and(|origin| state.discussion.sites().any_allows(origin)) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
}
