use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::discussion::{Begun, Credentials};
use crate::domain::{EmailAddress, Refusal, Speaker};
use crate::http::client::Client;
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::representation::{Me, SessionToken, time};
use crate::http::{AppState, answer};
use crate::identity::{IssuedToken, Password};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct LoginFields {
    /// The site's key.
    site: String,
    email: String,
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SsoFields {
    /// The site's key.
    site: String,
    /// A JWT that the site's own backend has signed.
    token: String,
}

/// Sign in to the threads of a site with an account. The token writes and moderates there, and opens no console.
#[utoipa::path(
    post,
    path = "/api/v1/login",
    tag = "identity",
    request_body = LoginFields,
    responses((status = 200, body = SessionToken), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn login(
    state: Data<AppState>,
    client: Client,
    Json(fields): Json<LoginFields>,
) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &fields.site)?;
    let credentials = credentials(&fields.email, &fields.password);
    let Begun { token, holder } = state.discussion.sign_in_to_thread(&site, credentials, client.network, Timestamp::now()).await?;
    signed_in(token, &Speaker::account(&holder, site.id))
}

/// Sign in to the threads of a site with a token of its own backend.
#[utoipa::path(
    post,
    path = "/api/v1/sso",
    tag = "identity",
    request_body = SsoFields,
    responses((status = 200, body = SessionToken), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn sso(state: Data<AppState>, client: Client, Json(fields): Json<SsoFields>) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &fields.site)?;
    let Begun { token, holder } = state.discussion.sign_in_member(&site, &fields.token, client.network, Timestamp::now()).await?;
    signed_in(token, &Speaker::member(&holder))
}

/// Sign out: the token is worth nothing from now on.
#[utoipa::path(
    post,
    path = "/api/v1/logout",
    tag = "identity",
    security(("session" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn logout(state: Data<AppState>, client: Client) -> Result<HttpResponse, Problem> {
    let bearer = client.bearer(&state)?.ok_or_else(Problem::token_required)?;
    client.site(&state, bearer.site.as_str())?;
    state.discussion.sign_out(&bearer).await?;
    Ok(answer::no_content())
}

/// What cannot be an address or a password is nobody's.
pub(in crate::http) fn credentials(email: &str, password: &str) -> Credentials {
    Credentials { email: EmailAddress::parse(email).ok(), password: Password::attempt(password) }
}

fn signed_in(token: IssuedToken, speaker: &Speaker) -> Result<HttpResponse, Problem> {
    let account = Me::of(speaker).ok_or(Refusal::NotAllowed)?;
    Ok(answer::private(StatusCode::OK, &SessionToken { token: token.token, expires_at: time(token.expires_at), account }))
}
