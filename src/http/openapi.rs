//! `GET /openapi.json`, made from the handlers themselves.

use std::sync::LazyLock;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::admin::cookie;
use super::{admin, answer, api};

#[derive(OpenApi)]
#[openapi(
    info(title = "Rejoinder", description = "Comments for any page", license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")),
    paths(
        api::thread::thread,
        api::annotations::annotations,
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
        api::subscriptions::subscribe,
        api::subscriptions::unsubscribe,
        api::verifications::ask,
        api::verifications::prove,
        api::moderation::set_status,
        api::moderation::pin,
        api::moderation::ban,
        api::moderation::source,
        api::moderation::lock,
        admin::session::session,
        admin::session::needs_setup,
        admin::session::setup,
        admin::session::login,
        admin::session::logout,
        admin::session::change_account,
        admin::session::change_password,
        admin::comments::list,
        admin::comments::file,
        admin::comments::edit,
        admin::comments::reply,
        admin::comments::pin,
        admin::decisions::decide,
        admin::decisions::undo,
        admin::bans::list,
        admin::bans::add,
        admin::bans::lift,
        admin::bans::ban_writer,
        admin::pages::list,
        admin::pages::change,
        admin::pages::merge,
        admin::sites::list,
        admin::sites::add,
        admin::sites::change,
        admin::sites::remove,
        admin::sites::set_sso,
        admin::sites::remove_sso,
        admin::accounts::list,
        admin::accounts::add,
        admin::accounts::change,
        admin::accounts::remove,
        admin::accounts::set_password,
        admin::audit::list,
        admin::mail::list,
        admin::mail::retry,
        admin::mail::discard,
    ),
    tags((
        name = "console",
        description = "What the console's own page calls, by its cookie. No other origin can read an answer, and what another page would change is refused with 403 `foreign_origin`."
    )),
    modifiers(&Schemes, &Unavailable)
)]
struct Document;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some("From POST /api/v1/visitors")).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("visitor", SecurityScheme::Http(scheme));
        let session = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
        let session = session.description(Some("From POST /api/v1/login or POST /api/v1/sso")).build();
        components.add_security_scheme("session", SecurityScheme::Http(session));
        let described = format!("From POST /api/v1/admin/login. It is named {} where the server's public_url is not https", cookie::PLAIN);
        let console = ApiKey::Cookie(ApiKeyValue::with_description(cookie::SECURE, &described));
        components.add_security_scheme("console", SecurityScheme::ApiKey(console));
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
