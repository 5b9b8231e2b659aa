//! Pages that links in mails open. They work without scripts; looking at one changes nothing, its button does.

mod moderation;
mod subscription;
mod templates;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::discussion::{DiscussionError, LinkError};
use crate::identity::MailLinkError;

pub(super) use moderation::{decide, decision};
pub(super) use subscription::{confirm, confirmation, leave, leaving, manage, managing};
pub(super) use templates::{css, render};

/// Nothing but its own style, and forms that go nowhere else.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page that frames others of this server.
pub(super) fn page_with_frames(status: StatusCode, text: String) -> HttpResponse {
    page(status, text, &format!("{POLICY}; frame-src 'self'"))
}

fn html(status: StatusCode, text: String) -> HttpResponse {
    page(status, text, POLICY)
}

fn page(status: StatusCode, text: String, policy: &str) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .body(text)
}

/// A page that says something.
fn message(status: StatusCode, site: &str, title: &str, lines: &[&str]) -> HttpResponse {
    html(status, templates::render("message.html", &json!({ "site": site, "title": title, "lines": lines, "link": null })))
}

/// A page that says what was done, with a way on.
fn done(site: &str, title: &str, line: &str, (words, href): &(&str, String)) -> HttpResponse {
    let link = json!({ "href": href, "words": words });
    html(StatusCode::OK, templates::render("message.html", &json!({ "site": site, "title": title, "lines": [line], "link": link })))
}

/// A page that says why a link does nothing.
fn refused(error: &LinkError) -> HttpResponse {
    let (status, title, line) = match error {
        LinkError::Link(MailLinkError::Invalid) => {
            (StatusCode::NOT_FOUND, "This link does not work", "It is not whole. Try to open it from the mail once more.".to_owned())
        }
        LinkError::Link(MailLinkError::Expired) => {
            (StatusCode::GONE, "This link is too old", "Ask for a new one, or use the console.".to_owned())
        }
        LinkError::Discussion(DiscussionError::Store(crate::store::StoreError::Refused(refusal))) => {
            (StatusCode::CONFLICT, "That cannot be done", sentence(&refusal.to_string()))
        }
        LinkError::Discussion(DiscussionError::RateLimited(limited)) => {
            (StatusCode::TOO_MANY_REQUESTS, "That was too much at once", sentence(&limited.to_string()))
        }
        LinkError::Discussion(other) => {
            tracing::error!("a page of a mail's link failed: {other}");
            (StatusCode::SERVICE_UNAVAILABLE, "Something went wrong here", "Try again in a moment.".to_owned())
        }
    };
    message(status, "", title, &[&line])
}

/// With a capital letter and a full stop, as on a page.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str().trim_end_matches('.')))
}

/// The signed part of a link.
fn token(request: &HttpRequest) -> String {
    let found = url::form_urlencoded::parse(request.query_string().as_bytes()).find(|(name, _)| name == "t");
    found.map(|(_, token)| token.into_owned()).unwrap_or_default()
}
