//! What the console's answers look like.

use serde::Serialize;

use super::key_of;
use crate::domain::{self, Action, Moderated, PageRow, SiteSettings, may};
use crate::http::AppState;
use crate::http::representation::{Author, Badge, Points, Votes, time};
use crate::store::{AuditEntry, SiteSummary};

#[derive(Serialize)]
pub(super) struct Account {
    id: String,
    email: String,
    name: String,
    label: Option<String>,
    website: Option<String>,
    owner: bool,
    roles: Vec<RoleOnSite>,
    created_at: String,
    last_seen_at: Option<String>,
    has_password: bool,
}

#[derive(Serialize)]
struct RoleOnSite {
    site: String,
    role: &'static str,
}

impl Account {
    pub(super) fn new(account: &domain::Account, state: &AppState) -> Self {
        let role = |(site, role): &(domain::SiteId, domain::SiteRole)| RoleOnSite { site: key_of(state, *site), role: role.as_str() };
        Self {
            id: account.id.to_string(),
            email: account.email.as_str().to_owned(),
            name: account.name.as_str().to_owned(),
            label: account.label.as_ref().map(|label| label.as_str().to_owned()),
            website: account.website.as_ref().map(|website| website.as_str().to_owned()),
            owner: account.owner,
            roles: account.roles.iter().map(role).collect(),
            created_at: time(account.created_at),
            last_seen_at: account.last_seen_at.map(time),
            has_password: account.has_password,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Session {
    account: Account,
    sites: Vec<SessionSite>,
    may: May,
    expires_at: String,
}

#[derive(Serialize)]
struct SessionSite {
    key: String,
    name: String,
    role: &'static str,
    may_moderate: bool,
    held: u32,
}

#[derive(Serialize)]
struct May {
    administer: bool,
}

impl Session {
    pub(super) fn new(account: &domain::Account, held: &[(domain::SiteId, u32)], expires_at: jiff::Timestamp, state: &AppState) -> Self {
        let sites = state.discussion.sites().all();
        let site = |site: &std::sync::Arc<crate::discussion::KnownSite>| {
            let role = account.role_on(site.id)?;
            Some(SessionSite {
                key: site.key.to_string(),
                name: site.name.as_str().to_owned(),
                role: role.as_str(),
                may_moderate: may(Some(role), Action::Moderate),
                held: held.iter().find(|(id, _)| *id == site.id).map_or(0, |(_, held)| *held),
            })
        };
        Self {
            account: Account::new(account, state),
            sites: sites.iter().filter_map(site).collect(),
            may: May { administer: account.owner },
            expires_at: time(expires_at),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Comment {
    id: String,
    site: String,
    page: PageRef,
    parent: Option<Answered>,
    author: FullAuthor,
    actor: Option<String>,
    kind: &'static str,
    html: String,
    body: String,
    status: &'static str,
    reasons: Vec<Reason>,
    created_at: String,
    edited_at: Option<String>,
    votes: Votes,
    reply_count: u32,
    links: u32,
    pinned: bool,
    new_person: bool,
    permalink: Option<String>,
}

#[derive(Serialize)]
struct PageRef {
    id: String,
    key: String,
    title: Option<String>,
    url: Option<String>,
}

#[derive(Serialize)]
struct Answered {
    id: String,
    name: Option<String>,
    excerpt: String,
}

#[derive(Serialize)]
struct FullAuthor {
    name: Option<String>,
    email: Option<String>,
    website: Option<String>,
    avatar: String,
    badge: Option<Badge>,
}

#[derive(Serialize)]
struct Reason {
    code: &'static str,
    detail: Option<String>,
}

const EXCERPT_CHARS: usize = 200;

impl Comment {
    pub(super) fn new(found: Moderated, state: &AppState) -> Self {
        let Moderated { comment, page, answers, email, body, reasons, links, newcomer, network: _ } = found;
        let Author { name, website, avatar, badge } = Author::new(comment.author, comment.badge);
        Self {
            id: comment.id.to_string(),
            site: key_of(state, comment.site),
            permalink: page.url.as_ref().map(|url| format!("{url}#comment-{}", comment.id)),
            page: PageRef { id: page.id.to_string(), key: page.key.as_str().to_owned(), title: page.title, url: page.url },
            parent: answers.map(|answered| Answered {
                id: answered.id.to_string(),
                name: answered.name,
                excerpt: answered.body.as_str().chars().take(EXCERPT_CHARS).collect(),
            }),
            author: FullAuthor { name, email: email.map(|email| email.as_str().to_owned()), website, avatar, badge },
            actor: comment.actor.map(|actor| actor.to_string()),
            kind: comment.kind.as_str(),
            html: comment.html,
            body: body.as_str().to_owned(),
            status: comment.status.as_str(),
            reasons: reasons.iter().map(|reason| Reason { code: reason.code(), detail: reason.detail() }).collect(),
            created_at: time(comment.id.created_at()),
            edited_at: comment.edited_at.map(time),
            votes: Votes { up: comment.votes.up, down: comment.votes.down, score: comment.votes.score() },
            reply_count: comment.reply_count,
            links,
            pinned: comment.pinned,
            new_person: newcomer,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Page {
    id: String,
    site: String,
    key: String,
    title: Option<String>,
    url: Option<String>,
    comments: u32,
    held: u32,
    points: Points,
    locked: bool,
    closes_at: Option<String>,
    last_comment_at: Option<String>,
}

impl Page {
    pub(super) fn new(row: PageRow, state: &AppState) -> Self {
        let rules = state.discussion.sites().get(row.site).map(|site| site.settings.rules.clone()).unwrap_or_default();
        let page = domain::Page {
            key: row.key.clone(),
            url: None,
            title: None,
            comments: row.comments,
            points: row.points,
            locked_at: row.locked_at,
            opened_at: row.opened_at,
        };
        Self {
            id: row.id.to_string(),
            site: key_of(state, row.site),
            key: row.key.as_str().to_owned(),
            title: row.title,
            url: row.url,
            comments: row.comments,
            held: row.held,
            points: Points { up: row.points.up, down: row.points.down, points: row.points.points() },
            locked: row.locked_at.is_some(),
            closes_at: page.closes_at(&rules).map(time),
            last_comment_at: row.last_at.map(time),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Site {
    key: String,
    name: String,
    origins: Vec<String>,
    comments: u32,
    tag: String,
    settings: Settings,
    sso: Option<Sso>,
}

#[derive(Serialize)]
struct Settings {
    sort: &'static str,
    edit_window_seconds: u32,
    max_length: u32,
    images: bool,
    votes_per_network: u32,
    hold: &'static str,
    hold_links: Option<u32>,
    hold_words: Vec<String>,
    close_after_days: Option<u32>,
}

/// Never the key.
#[derive(Serialize)]
pub(super) struct Sso {
    pub(super) algorithm: String,
    pub(super) since: String,
    /// Shown once, when it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
}

impl Site {
    /// `server` is what readers' browsers call the server.
    pub(super) fn new(summary: SiteSummary, server: &str) -> Self {
        let SiteSummary { site, comments } = summary;
        let SiteSettings { default_sort, edit_window_seconds, max_length, images, votes_per_network, rules } = site.settings;
        Self {
            tag: format!("<script src=\"{server}/embed.js\" data-site=\"{}\" async></script>", site.key),
            key: site.key.to_string(),
            name: site.name.as_str().to_owned(),
            origins: site.origins.iter().map(|origin| origin.as_str().to_owned()).collect(),
            comments,
            settings: Settings {
                sort: default_sort.as_str(),
                edit_window_seconds,
                max_length,
                images,
                votes_per_network,
                hold: rules.hold.as_str(),
                hold_links: rules.hold_links,
                hold_words: rules.hold_words.iter().map(|word| word.as_str().to_owned()).collect(),
                close_after_days: rules.close_after_days,
            },
            sso: site.sso.map(|sso| Sso { algorithm: sso.algorithm, since: time(sso.since), secret: None }),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Entry {
    id: String,
    at: String,
    by: String,
    site: Option<String>,
    action: String,
    comment: Option<String>,
    page: Option<String>,
    detail: serde_json::Value,
}

impl Entry {
    pub(super) fn new(entry: AuditEntry, state: &AppState) -> Self {
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        Self {
            id: entry.id.to_string(),
            at: time(entry.at),
            by: entry.by,
            site: entry.site.map(|site| key_of(state, site)),
            page: entry.action.starts_with("page").then(|| detail.get("key").or(detail.get("from"))?.as_str().map(str::to_owned)).flatten(),
            action: entry.action,
            comment: entry.comment.map(|comment| comment.to_string()),
            detail,
        }
    }
}
