use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::operator::{Deciding, Operator};
use super::representation::{Site, Sso};
use super::{created, flag, ok, site_of};
use crate::discussion::KnownSite;
use crate::domain::Change;
use crate::domain::{
    Hold, HoldWord, Invalid, Origin, Refusal, SettingsChange, SiteChange, SiteKey, SiteName, Sort, SsoSettings, TimeZoneName,
};
use crate::http::json::{Fields, Json};
use crate::http::object::Object;
use crate::http::own_address::OwnAddress;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::representation::time;
use crate::http::{AppState, answer};
use crate::identity::{SsoAlgorithm, SsoKey};
use crate::store::SiteSummary;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewSiteFields {
    #[schema(example = "blog")]
    key: String,
    name: String,
    /// At least one.
    #[schema(example = json!(["https://example.org"]))]
    origins: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SiteChangeFields)]
pub(in crate::http) struct ChangeFields {
    name: Option<String>,
    /// All it has from then on.
    origins: Option<Vec<String>>,
    #[schema(value_type = Option<SettingFields>)]
    settings: Option<Object<SettingFields>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SettingFields {
    /// `newest`, `oldest` or `top`
    sort: Option<String>,
    edit_window_seconds: Option<u32>,
    /// The longest comment, in characters.
    max_length: Option<u32>,
    images: Option<bool>,
    votes_per_network: Option<u32>,
    /// What times in mails are written in, such as `Europe/Berlin`.
    time_zone: Option<String>,
    /// `none`, `newcomers` or `all`
    hold: Option<String>,
    /// More links than this make a comment wait; null: any number passes.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    hold_links: Change<u32>,
    hold_words: Option<Vec<String>>,
    /// Null: pages stay open.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    close_after_days: Change<u32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SiteSsoFields)]
pub(in crate::http) struct SsoFields {
    /// `HS256`, `EdDSA`, `RS256` or `ES256`
    algorithm: String,
    /// In PEM; none for `HS256`.
    public_key: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Sites {
    sites: Vec<Site>,
}

fn origins(given: &[String]) -> Result<Vec<Origin>, Invalid> {
    if given.is_empty() {
        return Err(Invalid::new("a site needs at least one origin, such as https://example.org"));
    }
    given.iter().map(|origin| Origin::parse(origin)).collect()
}

impl SettingFields {
    fn parse(self, fields: &mut Fields) -> Option<SettingsChange> {
        let sort = self.sort.and_then(|sort| fields.take("settings.sort", Sort::parse(&sort)));
        let hold = self.hold.and_then(|hold| fields.take("settings.hold", Hold::parse(&hold)));
        let words = self.hold_words.and_then(|words| {
            let words = words.iter().filter(|word| !word.trim().is_empty()).map(|word| HoldWord::parse(word)).collect();
            fields.take("settings.hold_words", words)
        });
        let time_zone = self.time_zone.and_then(|zone| fields.take("settings.time_zone", TimeZoneName::parse(&zone)));
        let change = SettingsChange {
            default_sort: sort,
            edit_window_seconds: self.edit_window_seconds,
            max_length: self.max_length,
            images: self.images,
            votes_per_network: self.votes_per_network,
            time_zone,
            hold,
            hold_links: self.hold_links,
            hold_words: words,
            close_after_days: self.close_after_days,
        };
        fields.take("settings", change.check())
    }
}

async fn summary(state: &AppState, key: &str) -> Result<SiteSummary, Problem> {
    let all = state.discussion.site_summaries().await?;
    Ok(all.into_iter().find(|summary| summary.site.key.as_str() == key).ok_or(Refusal::UnknownSite)?)
}

/// The sites one decides about, with their settings.
#[utoipa::path(
    get,
    path = "/api/v1/admin/sites",
    operation_id = "console_sites",
    tag = "console",
    security(("console" = [])),
    responses((status = 200, body = Sites), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn list(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    OwnAddress(server): OwnAddress,
) -> Result<HttpResponse, Problem> {
    let mut all = state.discussion.site_summaries().await?;
    all.retain(|summary| moderator.sites.contains(&summary.site.id));
    ok(&Sites { sites: all.into_iter().map(|summary| Site::new(summary, &server)).collect() })
}

/// Add a site. Owners alone add, change and remove sites.
#[utoipa::path(
    post,
    path = "/api/v1/admin/sites",
    operation_id = "console_add_site",
    tag = "console",
    request_body = NewSiteFields,
    security(("console" = [])),
    responses((status = 201, body = Site), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn add(
    state: Data<AppState>,
    operator: Operator,
    OwnAddress(server): OwnAddress,
    Json(body): Json<NewSiteFields>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let key = fields.take("key", SiteKey::parse(&body.key));
    let name = fields.take("name", SiteName::parse(&body.name));
    let origins = fields.take("origins", origins(&body.origins));
    let ((key, name), origins) = fields.finish(key.zip(name).zip(origins))?;
    let site = state.discussion.add_site(&operator.session, key, name, origins, Timestamp::now()).await?;
    created(&Site::new(SiteSummary { site, comments: 0 }, &server))
}

/// Change a site. What is not named stays as it is.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/sites/{key}",
    operation_id = "console_change_site",
    tag = "console",
    params(("key" = String, Path)),
    request_body = ChangeFields,
    security(("console" = [])),
    responses((status = 200, body = Site), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn change(
    state: Data<AppState>,
    Deciding { operator, .. }: Deciding,
    OwnAddress(server): OwnAddress,
    key: Path<String>,
    Json(body): Json<ChangeFields>,
) -> Result<HttpResponse, Problem> {
    let site = known(&state, &operator, &key)?;
    let mut fields = Fields::default();
    let name = body.name.as_deref().and_then(|name| fields.take("name", SiteName::parse(name)));
    let origins = body.origins.as_deref().and_then(|given| fields.take("origins", origins(given)));
    let settings = match body.settings {
        Some(Object(settings)) => settings.parse(&mut fields),
        None => Some(SettingsChange::default()),
    };
    let settings = fields.finish(settings)?;
    let change = SiteChange { name, origins, settings };
    state.discussion.change_site(&operator.session, site.key.clone(), change, Timestamp::now()).await?;
    ok(&Site::new(summary(&state, &key).await?, &server))
}

/// Remove a site.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/sites/{key}",
    operation_id = "console_remove_site",
    tag = "console",
    params(
        ("key" = String, Path),
        ("with_comments" = Option<bool>, Query, description = "`true` or left out: also where it has comments"),
    ),
    security(("console" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn remove(
    state: Data<AppState>,
    operator: Operator,
    request: HttpRequest,
    key: Path<String>,
) -> Result<HttpResponse, Problem> {
    let with_comments = flag(&Query::parse(request.query_string()), "with_comments")?;
    let site = known(&state, &operator, &key)?;
    state.discussion.remove_site(&operator.session, site.key.clone(), with_comments, Timestamp::now()).await?;
    Ok(answer::no_content())
}

/// Let a site's own backend sign its users in: with a new secret, made here and shown once, or the public half of a key it keeps.
#[utoipa::path(
    put,
    path = "/api/v1/admin/sites/{key}/sso",
    operation_id = "console_set_sso",
    tag = "console",
    params(("key" = String, Path)),
    request_body = SsoFields,
    security(("console" = [])),
    responses((status = 200, body = Sso), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn set_sso(
    state: Data<AppState>,
    operator: Operator,
    key: Path<String>,
    Json(body): Json<SsoFields>,
) -> Result<HttpResponse, Problem> {
    let site = known(&state, &operator, &key)?;
    let mut fields = Fields::default();
    let algorithm = fields.take("algorithm", SsoAlgorithm::parse(&body.algorithm));
    let algorithm = fields.finish(algorithm)?;
    let (sso_key, secret) = match (algorithm, body.public_key) {
        (SsoAlgorithm::HS256, None) => SsoKey::random_secret().map(|(key, secret)| (key, Some(secret)))?,
        (SsoAlgorithm::HS256, Some(_)) => return Err(Problem::invalid_field("public_key", "HS256 has no public key; leave it out")),
        (_, None) => return Err(Problem::invalid_field("public_key", "paste the public key in PEM")),
        (_, Some(pem)) => (SsoKey::public(algorithm, &pem).map_err(super::invalid("public_key"))?, None),
    };
    let now = Timestamp::now();
    let settings = SsoSettings { algorithm: algorithm.as_str().to_owned(), key: sso_key.to_stored().to_owned(), since: now };
    state.discussion.set_sso(&operator.session, &site, Some(settings), now).await?;
    ok(&Sso { algorithm: algorithm.as_str().to_owned(), since: time(now), secret })
}

/// Take no more tokens of a site's own backend.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/sites/{key}/sso",
    operation_id = "console_remove_sso",
    tag = "console",
    params(("key" = String, Path)),
    security(("console" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn remove_sso(state: Data<AppState>, operator: Operator, key: Path<String>) -> Result<HttpResponse, Problem> {
    let site = known(&state, &operator, &key)?;
    state.discussion.set_sso(&operator.session, &site, None, Timestamp::now()).await?;
    Ok(answer::no_content())
}

/// A site that the operator decides about; another is as unknown as none.
fn known(state: &AppState, operator: &Operator, key: &str) -> Result<Arc<KnownSite>, Problem> {
    let moderator = state.discussion.moderator(&operator.session)?;
    site_of(state, &moderator, key)?;
    Ok(state.discussion.sites().find(key)?)
}
