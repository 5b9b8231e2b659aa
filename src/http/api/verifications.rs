use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::subscriptions::Asked;
use crate::domain::{AuthorName, EmailAddress, ProofCode};
use crate::http::client::Client;
use crate::http::json::{Fields, Json};
use crate::http::problem::Problem;
use crate::http::representation::{Reader, ReaderToken, time};
use crate::http::{AppState, answer};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct AddressFields {
    /// The site's key.
    site: String,
    email: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct CodeFields {
    /// The site's key.
    site: String,
    email: String,
    /// Six digits.
    code: String,
    /// What to be called on this site.
    name: Option<String>,
}

/// Have a code of six digits sent to an address, to prove that it is one's own. It counts for a quarter of an hour
/// and five tries, of the visitor who asked.
#[utoipa::path(
    post,
    path = "/api/v1/verifications",
    tag = "mail",
    request_body = AddressFields,
    security(("visitor" = [])),
    responses((status = 202, body = Asked), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn ask(
    state: Data<AppState>,
    client: Client,
    Json(fields): Json<AddressFields>,
) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &fields.site)?;
    let who = client.participant(&state, &site).await?;
    let email = EmailAddress::parse(&fields.email).map_err(|error| Problem::invalid_field("email", error.to_string()))?;
    state.discussion.ask_code(&site, &who, email, Timestamp::now()).await?;
    Ok(answer::private(StatusCode::ACCEPTED, &Asked::BY_MAIL))
}

/// Prove an address with the code that it got. The token that is answered is the one to go by from then on: it is the same reader on every device.
#[utoipa::path(
    put,
    path = "/api/v1/verifications",
    tag = "mail",
    request_body = CodeFields,
    security(("visitor" = [])),
    responses((status = 200, body = ReaderToken), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn prove(state: Data<AppState>, client: Client, Json(body): Json<CodeFields>) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &body.site)?;
    let who = client.participant(&state, &site).await?;
    let mut fields = Fields::default();
    let email = fields.take("email", EmailAddress::parse(&body.email));
    let name = fields.take_optional("name", body.name.as_deref(), AuthorName::parse);
    let code = fields.take("code", ProofCode::parse(&body.code));
    let (email, code) = fields.finish(email.zip(code))?;
    let proved = state.discussion.prove(&site, &who, email, code, name, Timestamp::now()).await?;
    let token = ReaderToken { token: proved.token.token, expires_at: time(proved.token.expires_at), author: Reader::from(proved.mailbox) };
    Ok(answer::private(StatusCode::OK, &token))
}
