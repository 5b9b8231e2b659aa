//! Who sent a request: from which network and page, with which token.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, dev};
use ipnet::IpNet;
use jiff::Timestamp;

use super::AppState;
use super::problem::Problem;
use crate::discussion::{Bearer, KnownSite, Participant};
use crate::domain::{Refusal, Site};
use crate::identity::Network;

/// Where a request comes from.
pub(super) struct Client {
    pub network: Network,
    origin: Option<String>,
    token: Option<String>,
}

impl FromRequest for Client {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(Ok(Self { network: Network::of(address(request)), origin: text_of(request, &header::ORIGIN), token: bearer(request) }))
    }
}

impl Client {
    /// The site, if the page that asks may embed it. Programs that are no browsers send no origin.
    pub(super) fn site(&self, state: &AppState, key: &str) -> Result<Arc<KnownSite>, Problem> {
        let site = state.discussion.sites().find(key)?;
        check_origin(state, &site, self.origin.as_deref())?;
        Ok(site)
    }

    /// What the token says, if there is one.
    pub(super) fn bearer(&self, state: &AppState) -> Result<Option<Bearer>, Problem> {
        self.token.as_deref().map(|token| state.discussion.read_token(token)).transpose().map_err(Problem::token_refused)
    }

    /// Whoever acts on a named site.
    pub(super) async fn participant(&self, state: &AppState, site: &KnownSite) -> Result<Participant, Problem> {
        let bearer = self.bearer(state)?.ok_or_else(Problem::token_required)?;
        self.participant_by(state, &bearer, site).await
    }

    /// Whoever acts, with the site their token is for, where the request names no site.
    pub(super) async fn participant_and_site(&self, state: &AppState) -> Result<(Participant, Arc<KnownSite>), Problem> {
        let bearer = self.bearer(state)?.ok_or_else(Problem::token_required)?;
        let site = self.site(state, bearer.site.as_str())?;
        let participant = self.participant_by(state, &bearer, &site).await?;
        Ok((participant, site))
    }

    pub(super) async fn participant_by(&self, state: &AppState, bearer: &Bearer, site: &KnownSite) -> Result<Participant, Problem> {
        let speaker = state.discussion.speaker(bearer, site, Timestamp::now()).await?;
        Ok(Participant { speaker, network: self.network })
    }
}

/// An answer about a comment goes to pages of its own site alone.
pub(super) fn site_of_comment(state: &AppState, request: &HttpRequest, id: crate::domain::SiteId) -> Result<Arc<KnownSite>, Problem> {
    let site = state.discussion.sites().get(id).map_err(|_| Refusal::UnknownComment)?;
    check_origin(state, &site, text_of(request, &header::ORIGIN).as_deref())?;
    Ok(site)
}

pub(super) fn check_origin(state: &AppState, site: &Site, origin: Option<&str>) -> Result<(), Problem> {
    match origin {
        Some(origin) if !site.allows(origin) => {
            state.discussion.note_foreign_origin(site, origin);
            Err(Problem::origin_not_allowed(origin))
        }
        _ => Ok(()),
    }
}

pub(super) fn text_of(request: &HttpRequest, name: &header::HeaderName) -> Option<String> {
    request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The token of `Authorization: Bearer` (RFC 6750). Anything else in the header is a bad token, not none.
fn bearer(request: &HttpRequest) -> Option<String> {
    let value = text_of(request, &header::AUTHORIZATION)?;
    let is_bearer = value.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer "));
    Some(if is_bearer { value[7..].trim().to_owned() } else { value })
}

/// The peer's address; behind trusted proxies, the nearest one that is not such a proxy.
fn address(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
    let trusted = request.app_data::<Data<AppState>>().map_or(&[][..], |state| &state.trusted_proxies);
    // What is no text in it must not hide what is.
    let lists = request.headers().get_all("x-forwarded-for").map(|value| String::from_utf8_lossy(value.as_bytes()));
    let forwarded = lists.collect::<Vec<_>>().join(",");
    nearest_untrusted(peer, forwarded.split(',').map(str::trim).collect(), trusted)
}

fn nearest_untrusted(peer: IpAddr, mut forwarded: Vec<&str>, trusted: &[IpNet]) -> IpAddr {
    let mut nearest = peer.to_canonical();
    while trusted.iter().any(|net| net.contains(&nearest)) {
        match forwarded.pop().and_then(|text| text.parse::<IpAddr>().ok()) {
            Some(address) => nearest = address.to_canonical(),
            None => break,
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_are_believed_from_trusted_proxies_alone() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let trusted: Vec<IpNet> = ["127.0.0.1/32", "10.0.0.0/8"].map(|net| net.parse().unwrap()).to_vec();
        let nearest = |peer, forwarded: &[&str]| nearest_untrusted(ip(peer), forwarded.to_vec(), &trusted);
        assert_eq!(nearest("192.0.2.1", &["198.51.100.1"]), ip("192.0.2.1"));
        assert_eq!(nearest("127.0.0.1", &["1.1.1.1", "198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(nearest("127.0.0.1", &["198.51.100.1", "10.1.2.3"]), ip("198.51.100.1"));
        assert_eq!(nearest("127.0.0.1", &["nonsense"]), ip("127.0.0.1"));
        assert_eq!(nearest("127.0.0.1", &[]), ip("127.0.0.1"));
        assert_eq!(nearest_untrusted(ip("127.0.0.1"), vec!["198.51.100.1"], &[]), ip("127.0.0.1"));
    }
}
