use actix_web::HttpRequest;
use actix_web::http::header;

use crate::http::AppState;
use crate::identity::IssuedToken;

/// The prefix makes browsers insist on TLS, this host and the whole path (RFC 6265bis, 4.1.3.2).
pub(in crate::http) const SECURE: &str = "__Host-rejoinder";
/// Where the server is reached without TLS, which is for trying it on one's own machine.
pub(in crate::http) const PLAIN: &str = "rejoinder";

fn is_secure(state: &AppState) -> bool {
    state.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
}

/// The console's token, if the request has one.
pub(super) fn token(state: &AppState, request: &HttpRequest) -> Option<String> {
    let name = if is_secure(state) { SECURE } else { PLAIN };
    let lists = request.headers().get_all(header::COOKIE).filter_map(|list| list.to_str().ok());
    let mut pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// The header that keeps a token in the browser, out of reach of scripts and of other sites' pages, as long as it lasts.
pub(super) fn keeping(state: &AppState, token: &IssuedToken) -> String {
    let seconds = token.expires_at.as_second().saturating_sub(jiff::Timestamp::now().as_second()).max(0);
    written(state, &token.token, seconds)
}

pub(super) fn forgetting(state: &AppState) -> String {
    written(state, "", 0)
}

fn written(state: &AppState, value: &str, seconds: i64) -> String {
    let (name, secure) = if is_secure(state) { (SECURE, "; Secure") } else { (PLAIN, "") };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}
