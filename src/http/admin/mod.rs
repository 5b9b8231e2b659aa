//! The console's calls, under `/api/v1/admin`, and its page. They are answered to the console's own pages alone, by a cookie that nothing
//! else honours.

pub(super) mod accounts;
pub(super) mod audit;
pub(super) mod bans;
pub(super) mod comments;
pub(super) mod console;
pub(super) mod cookie;
pub(super) mod decisions;
pub(super) mod mail;
mod operator;
pub(super) mod pages;
mod representation;
pub(super) mod session;
pub(super) mod sites;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::AppState;
use super::answer;
use super::problem::Problem;
use super::query::Query;
use crate::domain::{Invalid, SiteId};

/// The site a moderator names, which must be one of theirs; one that is not is as unknown as none.
fn site_of(state: &AppState, moderator: &crate::discussion::Moderator, key: &str) -> Result<SiteId, Problem> {
    let site = state.discussion.sites().find(key)?.id;
    if moderator.sites.contains(&site) { Ok(site) } else { Err(crate::domain::Refusal::UnknownSite.into()) }
}

/// The site a list is asked of, if one is named.
fn asked_site(state: &AppState, moderator: &crate::discussion::Moderator, query: &Query<'_>) -> Result<Option<SiteId>, Problem> {
    query.optional("site")?.map(|key| site_of(state, moderator, key)).transpose()
}

/// A page of what was found, one more than asked for, and where the next begins.
fn page_of<T>(mut found: Vec<T>, limit: u32, cursor: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let has_next = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| has_next).map(cursor);
    (found, next)
}

fn key_of(state: &AppState, site: SiteId) -> String {
    state.discussion.sites().get(site).map_or_else(|_| String::new(), |site| site.key.to_string())
}

#[expect(clippy::unnecessary_wraps, reason = "handlers end with it")]
fn ok(value: &impl Serialize) -> Result<HttpResponse, Problem> {
    Ok(answer::private(StatusCode::OK, value))
}

#[expect(clippy::unnecessary_wraps, reason = "handlers end with it")]
fn created(value: &impl Serialize) -> Result<HttpResponse, Problem> {
    Ok(answer::private(StatusCode::CREATED, value))
}

fn invalid(field: &str) -> impl Fn(Invalid) -> Problem + '_ {
    move |error| Problem::invalid_field(field, error.to_string())
}

/// Whether a parameter that can only be `true` is there.
fn flag(query: &Query<'_>, name: &str) -> Result<bool, Problem> {
    let parse = |text: &str| if text == "true" { Ok(true) } else { Err(Invalid::new("this parameter is true or left out")) };
    Ok(query.parsed(name, parse)?.unwrap_or(false))
}

const MAX_SEARCH_CHARS: usize = 200;

/// What was typed to search for.
fn search_words(text: &str) -> Result<String, Invalid> {
    let fits = text.chars().count() <= MAX_SEARCH_CHARS;
    fits.then(|| text.trim().to_owned()).ok_or_else(|| Invalid(format!("at most {MAX_SEARCH_CHARS} characters can be searched for")))
}
