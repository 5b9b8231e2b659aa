use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::operator::{Operator, Visit};
use super::representation::{Account, Session};
use super::{cookie, ok};
use crate::discussion::{Begun, PasswordChange};
use crate::domain::Change;
use crate::domain::{self, AuthorName, BadgeLabel, EmailAddress, MailChoice, Website};
use crate::http::api::sessions::credentials;
use crate::http::json::{Fields, Json};
use crate::http::problem::Problem;
use crate::http::{AppState, answer};
use crate::identity::Password;
use crate::store::AccountFields;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConsoleLoginFields)]
pub(in crate::http) struct LoginFields {
    email: String,
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SetupFields {
    /// From the set-up link that the server prints when it starts.
    token: String,
    email: String,
    name: String,
    /// 8 to 128 characters.
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct OwnFields {
    name: Option<String>,
    /// The badge's words, which owners alone change; null leaves it the role's.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    label: Change<String>,
    /// Null clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    website: Change<String>,
    /// Of which comments one is told by mail: `each`, `daily`, `waiting` or `none`
    mail: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewPasswordFields {
    current: String,
    /// 8 to 128 characters.
    new: String,
}

#[derive(Serialize, ToSchema)]
struct SetupState {
    /// Whether there is no account yet.
    needed: bool,
}

/// Sign in to the console with an account. The answer sets its cookie.
#[utoipa::path(
    post,
    path = "/api/v1/admin/login",
    operation_id = "console_login",
    tag = "console",
    request_body = LoginFields,
    responses((status = 200, body = Session), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn login(state: Data<AppState>, visit: Visit, Json(fields): Json<LoginFields>) -> Result<HttpResponse, Problem> {
    let credentials = credentials(&fields.email, &fields.password);
    let begun = state.discussion.sign_in_to_console(credentials, visit.network, Timestamp::now()).await?;
    begin(&state, answer::guarded(actix_web::http::StatusCode::OK), begun).await
}

/// Make the first owner and sign them in, where there is no account yet. The answer sets the console's cookie.
#[utoipa::path(
    post,
    path = "/api/v1/admin/setup",
    operation_id = "console_set_up",
    tag = "console",
    request_body = SetupFields,
    responses((status = 201, body = Session), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn setup(state: Data<AppState>, _: Visit, Json(body): Json<SetupFields>) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let email = fields.take("email", EmailAddress::parse(&body.email));
    let name = fields.take("name", AuthorName::parse(&body.name));
    let password = fields.take("password", Password::parse(&body.password));
    let ((email, name), password) = fields.finish(email.zip(name).zip(password))?;
    let account = AccountFields { email, name, label: None, website: None, owner: true, roles: Vec::new(), mail: MailChoice::usual(true) };
    let begun = state.discussion.set_up(&body.token, account, password, Timestamp::now()).await?;
    begin(&state, answer::guarded(actix_web::http::StatusCode::CREATED), begun).await
}

/// Whether the server waits for its first owner.
#[utoipa::path(
    get,
    path = "/api/v1/admin/setup",
    operation_id = "console_needs_setup",
    tag = "console",
    responses((status = 200, body = SetupState), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn needs_setup(state: Data<AppState>) -> Result<HttpResponse, Problem> {
    ok(&SetupState { needed: state.discussion.needs_setup().await? })
}

async fn begin(state: &AppState, mut response: HttpResponseBuilder, begun: Begun<domain::Account>) -> Result<HttpResponse, Problem> {
    let session = session_of(state, &begun.holder, begun.token.expires_at).await?;
    response.insert_header((header::SET_COOKIE, cookie::keeping(state, &begun.token)));
    Ok(response.insert_header((header::CACHE_CONTROL, "private, no-store")).json(session))
}

/// Who is signed in to the console, and where they decide.
#[utoipa::path(
    get,
    path = "/api/v1/admin/session",
    operation_id = "console_session",
    tag = "console",
    security(("console" = [])),
    responses((status = 200, body = Session), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn session(state: Data<AppState>, operator: Operator) -> Result<HttpResponse, Problem> {
    ok(&session_of(&state, &operator.session.account, operator.session.expires_at).await?)
}

async fn session_of(state: &AppState, account: &domain::Account, expires_at: Timestamp) -> Result<Session, Problem> {
    let held = state.discussion.held_by_site(account).await?;
    Ok(Session::new(account, &held, expires_at, state))
}

/// Sign out of the console: its cookie is worth nothing from now on.
#[utoipa::path(
    post,
    path = "/api/v1/admin/logout",
    operation_id = "console_logout",
    tag = "console",
    security(("console" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn logout(state: Data<AppState>, operator: Operator) -> Result<HttpResponse, Problem> {
    state.discussion.end_console_session(operator.session.id).await?;
    let mut response = answer::no_content();
    let forgetting = cookie::forgetting(&state).parse::<header::HeaderValue>();
    response.headers_mut().insert(header::SET_COOKIE, forgetting.expect("the cookie is made of plain letters"));
    Ok(response)
}

/// Change one's own account: the name, the badge's words, the website, the mail. What is not named stays as it is.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/account",
    operation_id = "console_change_own_account",
    tag = "console",
    request_body = OwnFields,
    security(("console" = [])),
    responses((status = 200, body = Account), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn change_account(
    state: Data<AppState>,
    operator: Operator,
    Json(body): Json<OwnFields>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let name = body.name.as_deref().and_then(|name| fields.take("name", AuthorName::parse(name)));
    let label = body.label.parse(|label| fields.take_optional("label", Some(&label), BadgeLabel::parse));
    let website = body.website.parse(|website| fields.take_optional("website", Some(&website), Website::parse));
    let mail = body.mail.as_deref().and_then(|mail| fields.take("mail", MailChoice::parse(mail)));
    fields.finish(Some(()))?;
    let change = move |before: AccountFields| AccountFields {
        name: name.unwrap_or(before.name),
        label: label.apply(before.label),
        website: website.apply(before.website),
        mail: mail.unwrap_or(before.mail),
        ..before
    };
    let changed = state.discussion.change_account(&operator.session, operator.session.account.id, change, Timestamp::now()).await?;
    ok(&Account::new(&changed, &state))
}

/// Change one's own password; all other sessions end.
#[utoipa::path(
    put,
    path = "/api/v1/admin/account/password",
    operation_id = "console_change_own_password",
    tag = "console",
    request_body = NewPasswordFields,
    security(("console" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn change_password(
    state: Data<AppState>,
    operator: Operator,
    Json(body): Json<NewPasswordFields>,
) -> Result<HttpResponse, Problem> {
    let new = Password::parse(&body.new).map_err(super::invalid("new"))?;
    let current = Password::attempt(&body.current).ok_or(crate::discussion::SignInError::WrongCredentials)?;
    let change = PasswordChange { current, new };
    state.discussion.change_password(&operator.session, change, operator.network, Timestamp::now()).await?;
    Ok(answer::no_content())
}
