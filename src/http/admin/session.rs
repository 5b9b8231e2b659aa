use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::operator::{Operator, Visit};
use super::representation::{Account, Session};
use super::{cookie, ok};
use crate::discussion::Begun;
use crate::domain::{self, AuthorName, BadgeLabel, EmailAddress, Website};
use crate::http::api::sessions::credentials;
use crate::http::change::Change;
use crate::http::json::{Fields, Json};
use crate::http::problem::Problem;
use crate::http::{AppState, answer};
use crate::identity::Password;
use crate::store::AccountFields;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct LoginFields {
    email: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SetupFields {
    token: String,
    email: String,
    name: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct OwnFields {
    name: Option<String>,
    #[serde(default)]
    label: Change<String>,
    #[serde(default)]
    website: Change<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewPasswordFields {
    current: String,
    new: String,
}

#[derive(Serialize)]
struct SetupState {
    needed: bool,
}

pub(in crate::http) async fn login(state: Data<AppState>, visit: Visit, Json(fields): Json<LoginFields>) -> Result<HttpResponse, Problem> {
    let credentials = credentials(&fields.email, &fields.password);
    let begun = state.discussion.sign_in_to_console(credentials, visit.network, Timestamp::now()).await?;
    begin(&state, answer::guarded(actix_web::http::StatusCode::OK), begun).await
}

pub(in crate::http) async fn setup(state: Data<AppState>, _: Visit, Json(body): Json<SetupFields>) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let email = fields.take("email", EmailAddress::parse(&body.email));
    let name = fields.take("name", AuthorName::parse(&body.name));
    let password = fields.take("password", Password::parse(&body.password));
    let ((email, name), password) = fields.finish(email.zip(name).zip(password))?;
    let account = AccountFields { email, name, label: None, website: None, owner: true, roles: Vec::new() };
    let begun = state.discussion.set_up(&body.token, account, password, Timestamp::now()).await?;
    begin(&state, answer::guarded(actix_web::http::StatusCode::CREATED), begun).await
}

pub(in crate::http) async fn needs_setup(state: Data<AppState>) -> Result<HttpResponse, Problem> {
    ok(&SetupState { needed: state.discussion.needs_setup().await? })
}

async fn begin(state: &AppState, mut response: HttpResponseBuilder, begun: Begun<domain::Account>) -> Result<HttpResponse, Problem> {
    let session = session_of(state, &begun.holder, begun.token.expires_at).await?;
    response.insert_header((header::SET_COOKIE, cookie::keeping(state, &begun.token)));
    Ok(response.insert_header((header::CACHE_CONTROL, "private, no-store")).json(session))
}

pub(in crate::http) async fn session(state: Data<AppState>, operator: Operator) -> Result<HttpResponse, Problem> {
    ok(&session_of(&state, &operator.account, operator.expires_at).await?)
}

async fn session_of(state: &AppState, account: &domain::Account, expires_at: Timestamp) -> Result<Session, Problem> {
    let held = match state.discussion.moderator(account) {
        Ok(moderator) => state.discussion.held_by_site(&moderator).await?,
        Err(_) => Vec::new(),
    };
    Ok(Session::new(account, &held, expires_at, state))
}

pub(in crate::http) async fn logout(state: Data<AppState>, operator: Operator) -> Result<HttpResponse, Problem> {
    state.discussion.store().end_session(operator.session).await?;
    let mut response = answer::no_content();
    let forgetting = cookie::forgetting(&state).parse::<header::HeaderValue>();
    response.headers_mut().insert(header::SET_COOKIE, forgetting.expect("the cookie is made of plain letters"));
    Ok(response)
}

/// One's own account: the name, the badge's words, the website.
pub(in crate::http) async fn change_account(
    state: Data<AppState>,
    operator: Operator,
    Json(body): Json<OwnFields>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let name = body.name.as_deref().and_then(|name| fields.take("name", AuthorName::parse(name)));
    let label = body.label.parse(|label| fields.take_optional("label", Some(&label), BadgeLabel::parse));
    let website = body.website.parse(|website| fields.take_optional("website", Some(&website), Website::parse));
    fields.finish(Some(()))?;
    let change = move |before: AccountFields| AccountFields {
        name: name.unwrap_or(before.name),
        label: label.apply(before.label),
        website: website.apply(before.website),
        ..before
    };
    let changed = state.discussion.change_account(&operator.account, operator.account.id, change, Timestamp::now()).await?;
    ok(&Account::new(&changed, &state))
}

/// One's own password; all other sessions end.
pub(in crate::http) async fn change_password(
    state: Data<AppState>,
    operator: Operator,
    Json(body): Json<NewPasswordFields>,
) -> Result<HttpResponse, Problem> {
    let new = Password::parse(&body.new).map_err(super::invalid("new"))?;
    let current = Password::attempt(&body.current).ok_or(crate::discussion::SignInError::WrongCredentials)?;
    let Operator { account, session, network, .. } = operator;
    state.discussion.check_password(&account, current, network).await?;
    state.discussion.set_password(&account, account.id, new, Some(session), Timestamp::now()).await?;
    Ok(answer::no_content())
}
