//! What readers' browsers call the server.

use std::future::{Ready, ready};

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, dev};
use url::Url;

use super::AppState;
use super::problem::Problem;

/// What addresses of the server's own begin with, without a slash at the end: as the configuration says, else as the request does.
pub(super) struct OwnAddress(pub(super) String);

impl FromRequest for OwnAddress {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let configured = request.app_data::<Data<AppState>>().and_then(|state| state.public_url.clone());
        let url = configured.or_else(|| asked(request)).ok_or_else(Problem::invalid_host);
        ready(url.map(|url| Self(url.as_str().trim_end_matches('/').to_owned())))
    }
}

/// The server as the request's one `Host` names it (RFC 9112, section 3.2).
pub(super) fn asked(request: &HttpRequest) -> Option<Url> {
    let mut hosts = request.headers().get_all(header::HOST);
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => named(host.to_str().ok()?),
        _ => None,
    }
}

/// The longest name that DNS knows, and a port.
const MAX_HOST: usize = 260;

/// Of `host[:port]` (RFC 3986, section 3.2) and of nothing more: whoever asks chooses what it says, and it ends in what others read.
fn named(host: &str) -> Option<Url> {
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%:[]".contains(&byte);
    if host.len() > MAX_HOST || !host.bytes().all(may_stand) {
        return None;
    }
    Url::parse(&format!("http://{host}")).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_host_names_a_host_and_nothing_more(host in "\\PC{0,30}|[a-z0-9.:@/?#\\\\%\\[\\]-]{0,30}") {
            if let Some(url) = named(&host) {
                let beyond = (url.username(), url.password(), url.path(), url.query(), url.fragment());
                prop_assert_eq!(beyond, ("", None, "/", None, None));
                prop_assert!(url.has_host() && url.scheme() == "http");
            }
        }
    }
}
