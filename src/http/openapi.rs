//! `GET /openapi.json`, made from the handlers themselves.

use std::sync::LazyLock;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::{answer, api};

#[derive(OpenApi)]
#[openapi(
    info(title = "Rejoinder", description = "Comments for any page", license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")),
    paths(
        api::thread::thread,
        api::comments::get_comment,
        api::comments::get_replies,
        api::comments::post_comment,
        api::comments::edit_comment,
        api::comments::delete_comment,
        api::votes::vote_on_comment,
        api::votes::vote_on_page,
        api::viewer::viewer,
        api::preview::preview,
        api::counts::counts,
        api::visitors::create_visitor,
        api::sessions::login,
        api::sessions::logout,
        api::sessions::sso,
        api::moderation::set_status,
        api::moderation::pin,
        api::moderation::ban,
        api::moderation::source,
        api::moderation::lock,
    ),
    modifiers(&VisitorScheme, &Unavailable)
)]
struct Document;

struct VisitorScheme;

impl Modify for VisitorScheme {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some("From POST /api/v1/visitors")).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("visitor", SecurityScheme::Http(scheme));
        let session = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
        let session = session.description(Some("From POST /api/v1/login or POST /api/v1/sso")).build();
        components.add_security_scheme("session", SecurityScheme::Http(session));
    }
}

/// Every call can meet a server that is too busy.
struct Unavailable;

impl Modify for Unavailable {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let busy = ResponseBuilder::new()
            .description("Too much at once; Retry-After says when to try again")
            .content("application/problem+json", problem);
        let busy = RefOr::T(busy.build());
        for path in document.paths.paths.values_mut() {
            let operations = [&mut path.get, &mut path.put, &mut path.post, &mut path.delete, &mut path.patch];
            for operation in operations.into_iter().flatten() {
                operation.responses.responses.insert("503".to_owned(), busy.clone());
            }
        }
    }
}

/// The document as it is served and committed.
fn document() -> String {
    let mut text = Document::openapi().to_pretty_json().expect("the document has no maps with keys that are not text");
    text.push('\n');
    text
}

pub(super) async fn openapi() -> HttpResponse {
    static TEXT: LazyLock<web::Bytes> = LazyLock::new(|| document().into());
    answer::guarded(StatusCode::OK)
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .content_type("application/json")
        .body(TEXT.clone())
}
