//! Who works in the console.

use std::pin::Pin;

use actix_web::http::{Method, header};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, dev};
use jiff::Timestamp;
use url::{Host, Url};

use super::cookie;
use crate::discussion::{ConsoleSession, Moderator};
use crate::domain::Refusal;
use crate::http::client::{Client, text_of};
use crate::http::problem::Problem;
use crate::http::{AppState, own_address};
use crate::identity::Network;

/// A request from the console's own page, signed in or not.
pub(in crate::http) struct Visit {
    pub(super) network: Network,
    token: Option<String>,
}

/// Somebody who is signed in to the console.
pub(in crate::http) struct Operator {
    pub(super) session: ConsoleSession,
    pub(super) network: Network,
}

/// Somebody in the console who decides somewhere.
pub(in crate::http) struct Deciding {
    pub(super) moderator: Moderator,
    pub(super) operator: Operator,
}

impl FromRequest for Visit {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        std::future::ready(visit(request, payload))
    }
}

fn visit(request: &HttpRequest, payload: &mut dev::Payload) -> Result<Visit, Problem> {
    let state = state(request)?;
    if request.method() != Method::GET && request.method() != Method::HEAD && !is_own_page(&state, request) {
        return Err(Problem::foreign_origin());
    }
    let client = Client::from_request(request, payload).into_inner()?;
    Ok(Visit { network: client.network, token: cookie::token(&state, request) })
}

impl Visit {
    async fn operator(self, state: &AppState) -> Result<Operator, Problem> {
        let token = self.token.ok_or_else(Problem::sign_in_required)?;
        let found = state.discussion.console_session(&token, Timestamp::now()).await?;
        Ok(Operator { session: found.ok_or_else(Problem::sign_in_required)?, network: self.network })
    }
}

impl FromRequest for Operator {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let found = visit(request, payload).and_then(|visit| Ok((visit, state(request)?)));
        Box::pin(async move {
            let (visit, state) = found?;
            visit.operator(&state).await
        })
    }
}

impl FromRequest for Deciding {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let operator = Operator::from_request(request, payload);
        let state = state(request);
        Box::pin(async move {
            let operator = operator.await?;
            let moderator = state?.discussion.moderator(&operator.session)?;
            Ok(Self { moderator, operator })
        })
    }
}

fn state(request: &HttpRequest) -> Result<Data<AppState>, Problem> {
    request.app_data::<Data<AppState>>().cloned().ok_or_else(|| Refusal::NotAllowed.into())
}

/// Whether the page that asks is one of this server's: what the cookie's own rule says too, but not every browser keeps.
fn is_own_page(state: &AppState, request: &HttpRequest) -> bool {
    let fetched_from = text_of(request, &header::HeaderName::from_static("sec-fetch-site"));
    if fetched_from.is_some_and(|site| site != "same-origin") {
        return false;
    }
    // Every browser says it with what changes something; what is no browser is nobody's trap.
    let Some(origin) = text_of(request, &header::ORIGIN) else { return true };
    let Ok(origin) = Url::parse(&origin) else { return false };
    match &state.public_url {
        Some(public) if public.origin() == origin.origin() => true,
        // The same host by another scheme is another's to forge, on the way.
        Some(public) if authority(public) == authority(&origin) => false,
        // Whoever has a name of their own can have it lead here.
        Some(_) if !is_at_hand(&origin) => false,
        _ => own_address::asked(request).is_some_and(|asked| authority(&asked) == authority(&origin)),
    }
}

/// Whether it is named by its very address, or is this machine.
fn is_at_hand(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Host and port, as a request names them.
fn authority(url: &Url) -> &str {
    &url[url::Position::BeforeHost..url::Position::AfterPort]
}
