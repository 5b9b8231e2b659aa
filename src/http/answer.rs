//! Answers of the API that are made for one request. (Those made for many are snapshots.)

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

/// JSON that nobody but the asker may keep.
pub(super) fn private(status: StatusCode, value: &impl Serialize) -> HttpResponse {
    guarded(status).insert_header((header::CACHE_CONTROL, "private, no-store")).json(value)
}

/// JSON that is the same for everybody, to be asked for again each time.
pub(super) fn public(value: &impl Serialize) -> HttpResponse {
    guarded(StatusCode::OK).insert_header((header::CACHE_CONTROL, "no-cache")).json(value)
}

/// JSON-LD by the W3C's Web Annotation Protocol (section 3.3): the profile says what it is.
pub(super) fn linked_data(value: &impl Serialize) -> HttpResponse {
    guarded(StatusCode::OK)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_TYPE, "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\""))
        .json(value)
}

pub(super) fn no_content() -> HttpResponse {
    guarded(StatusCode::NO_CONTENT).insert_header((header::CACHE_CONTROL, "private, no-store")).finish()
}

/// For what is no page.
pub(super) const POLICY: header::HeaderValue = header::HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

/// With the headers that keep a browser from taking an answer for a page.
pub(super) fn guarded(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
    answer
}
