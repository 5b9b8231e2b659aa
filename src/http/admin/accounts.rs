use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::operator::Operator;
use super::representation::Account;
use super::{created, invalid, ok};
use crate::domain::Change;
use crate::domain::{AccountId, AuthorName, BadgeLabel, EmailAddress, Invalid, MailChoice, Refusal, SiteId, SiteRole, Website};
use crate::http::json::{Fields, Json};
use crate::http::object::Object;
use crate::http::problem::Problem;
use crate::http::{AppState, answer};
use crate::identity::Password;
use crate::store::AccountFields;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewAccountFields {
    email: String,
    name: String,
    /// The badge's words, instead of the role's.
    label: Option<String>,
    website: Option<String>,
    /// Whether it owns the server, with all its sites.
    #[serde(default)]
    owner: bool,
    #[serde(default)]
    #[schema(value_type = Vec<RoleFields>)]
    roles: Vec<Object<RoleFields>>,
    /// 8 to 128 characters.
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountChangeFields)]
pub(in crate::http) struct ChangeFields {
    name: Option<String>,
    /// The badge's words; null leaves it the role's.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    label: Change<String>,
    owner: Option<bool>,
    /// All it has from then on.
    #[schema(value_type = Option<Vec<RoleFields>>)]
    roles: Option<Vec<Object<RoleFields>>>,
    /// Of which comments it is told by mail: `each`, `daily`, `waiting` or `none`
    mail: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct RoleFields {
    /// The site's key.
    site: String,
    /// `moderator` or `author`
    role: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct PasswordFields {
    /// 8 to 128 characters.
    password: String,
}

#[derive(Serialize, ToSchema)]
struct Accounts {
    accounts: Vec<Account>,
}

fn roles(state: &AppState, given: &[Object<RoleFields>], fields: &mut Fields) -> Option<Vec<(SiteId, SiteRole)>> {
    let role = |Object(given): &Object<RoleFields>| {
        let site = state.discussion.sites().find(&given.site).map_err(|_| Invalid(format!("there is no site {}", given.site)))?;
        Ok((site.id, SiteRole::parse(&given.role)?))
    };
    fields.take("roles", given.iter().map(role).collect())
}

fn account_id(text: &str) -> Result<AccountId, Problem> {
    AccountId::parse(text).map_err(|_| Refusal::UnknownAccount.into())
}

/// All accounts of the server. Owners alone see them.
#[utoipa::path(
    get,
    path = "/api/v1/admin/accounts",
    operation_id = "console_accounts",
    tag = "console",
    security(("console" = [])),
    responses((status = 200, body = Accounts), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn list(state: Data<AppState>, operator: Operator) -> Result<HttpResponse, Problem> {
    let accounts = state.discussion.accounts(&operator.session).await?;
    ok(&Accounts { accounts: accounts.iter().map(|account| Account::new(account, &state)).collect() })
}

/// Add an account.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts",
    operation_id = "console_add_account",
    tag = "console",
    request_body = NewAccountFields,
    security(("console" = [])),
    responses((status = 201, body = Account), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn add(
    state: Data<AppState>,
    operator: Operator,
    Json(body): Json<NewAccountFields>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let email = fields.take("email", EmailAddress::parse(&body.email));
    let name = fields.take("name", AuthorName::parse(&body.name));
    let label = fields.take_optional("label", body.label.as_deref(), BadgeLabel::parse);
    let website = fields.take_optional("website", body.website.as_deref(), Website::parse);
    let roles = roles(&state, &body.roles, &mut fields);
    let password = fields.take("password", Password::parse(&body.password));
    let (((email, name), roles), password) = fields.finish(email.zip(name).zip(roles).zip(password))?;
    let mail = MailChoice::usual(body.owner);
    let account = AccountFields { email, name, label, website, owner: body.owner, roles, mail };
    let added = state.discussion.add_account(&operator.session, account, password, Timestamp::now()).await?;
    created(&Account::new(&added, &state))
}

/// Change an account. What is not named stays as it is; other rights end all its sessions.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/accounts/{id}",
    operation_id = "console_change_account",
    tag = "console",
    params(("id" = String, Path)),
    request_body = ChangeFields,
    security(("console" = [])),
    responses((status = 200, body = Account), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn change(
    state: Data<AppState>,
    operator: Operator,
    id: Path<String>,
    Json(body): Json<ChangeFields>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let name = body.name.as_deref().and_then(|name| fields.take("name", AuthorName::parse(name)));
    let label = body.label.parse(|label| fields.take_optional("label", Some(&label), BadgeLabel::parse));
    let roles = body.roles.and_then(|given| roles(&state, &given, &mut fields));
    let mail = body.mail.as_deref().and_then(|mail| fields.take("mail", MailChoice::parse(mail)));
    fields.finish(Some(()))?;
    let change = move |before: AccountFields| AccountFields {
        name: name.unwrap_or(before.name),
        label: label.apply(before.label),
        owner: body.owner.unwrap_or(before.owner),
        roles: roles.unwrap_or(before.roles),
        mail: mail.unwrap_or(before.mail),
        ..before
    };
    let changed = state.discussion.change_account(&operator.session, account_id(&id)?, change, Timestamp::now()).await?;
    ok(&Account::new(&changed, &state))
}

/// Set another account's password; all its sessions end.
#[utoipa::path(
    put,
    path = "/api/v1/admin/accounts/{id}/password",
    operation_id = "console_set_password",
    tag = "console",
    params(("id" = String, Path)),
    request_body = PasswordFields,
    security(("console" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn set_password(
    state: Data<AppState>,
    operator: Operator,
    id: Path<String>,
    Json(body): Json<PasswordFields>,
) -> Result<HttpResponse, Problem> {
    let password = Password::parse(&body.password).map_err(invalid("password"))?;
    state.discussion.reset_password(&operator.session, account_id(&id)?, password, Timestamp::now()).await?;
    Ok(answer::no_content())
}

/// Remove an account. What it wrote stays, without a badge.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/accounts/{id}",
    operation_id = "console_remove_account",
    tag = "console",
    params(("id" = String, Path)),
    security(("console" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn remove(state: Data<AppState>, operator: Operator, id: Path<String>) -> Result<HttpResponse, Problem> {
    state.discussion.remove_account(&operator.session, account_id(&id)?, Timestamp::now()).await?;
    Ok(answer::no_content())
}
