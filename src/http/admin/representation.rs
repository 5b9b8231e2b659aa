//! What the console's answers look like.

use serde::Serialize;
use utoipa::ToSchema;

use super::key_of;
use crate::domain::{self, Action, Moderated, PageRow, SiteSettings, may};
use crate::http::AppState;
use crate::http::representation::{Author, Badge, Points, Votes, time};
use crate::store::{AuditEntry, SiteSummary};

#[derive(Serialize, ToSchema)]
pub(super) struct Account {
    id: String,
    email: String,
    name: String,
    /// The badge's words, instead of the role's.
    label: Option<String>,
    website: Option<String>,
    /// Whether it owns the server, with all its sites.
    owner: bool,
    roles: Vec<RoleOnSite>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    last_seen_at: Option<String>,
    /// Whether it can sign in.
    has_password: bool,
    /// Of which comments it is told by mail: `each`, `daily`, `waiting` or `none`
    mail: &'static str,
}

#[derive(Serialize, ToSchema)]
struct RoleOnSite {
    /// The site's key.
    site: String,
    /// `moderator` or `author`
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
            mail: account.mail.as_str(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = ConsoleSession)]
pub(super) struct Session {
    account: Account,
    sites: Vec<SessionSite>,
    may: May,
    #[schema(format = DateTime)]
    expires_at: String,
}

#[derive(Serialize, ToSchema)]
struct SessionSite {
    key: String,
    name: String,
    /// `owner`, `moderator` or `author`
    role: &'static str,
    may_moderate: bool,
    /// How many comments wait.
    held: u32,
}

#[derive(Serialize, ToSchema)]
struct May {
    /// Whether sites and accounts are theirs to add, change and remove.
    administer: bool,
    /// Whether this server sends mail, so that there is something to choose and to look after.
    mail: bool,
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
            may: May { administer: account.owner, mail: state.discussion.mail_is_on() },
            expires_at: time(expires_at),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = ConsoleComment)]
pub(super) struct Comment {
    id: String,
    /// The site's key.
    site: String,
    page: PageRef,
    /// The comment it answers.
    parent: Option<Answered>,
    /// The passage of the page's text that it answers, as its writer's browser gave it.
    passage: Option<String>,
    author: FullAuthor,
    /// Who wrote it, as `GET /api/v1/admin/comments` takes it.
    actor: Option<String>,
    /// `visitor`, `member` or `account`
    kind: &'static str,
    /// Safe to show.
    html: String,
    /// The Markdown.
    body: String,
    /// `published`, `held`, `spam` or `removed`
    status: &'static str,
    /// Why it was held, or taken for spam.
    reasons: Vec<Reason>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    edited_at: Option<String>,
    version: String,
    votes: Votes,
    reply_count: u32,
    /// How many links it has.
    links: u32,
    pinned: bool,
    /// Whether its writer had no published comment on the site before.
    new_person: bool,
    /// Where it stands on the page, as far as the page's address is known.
    permalink: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct PageRef {
    id: String,
    key: String,
    title: Option<String>,
    url: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Answered {
    id: String,
    name: Option<String>,
    /// The first 200 characters of the Markdown.
    excerpt: String,
}

#[derive(Serialize, ToSchema)]
struct FullAuthor {
    name: Option<String>,
    email: Option<String>,
    website: Option<String>,
    /// Hexadecimal digits to draw a picture from. They follow from the name alone.
    avatar: String,
    /// Only of who proved who they are.
    badge: Option<Badge>,
}

#[derive(Serialize, ToSchema)]
struct Reason {
    /// `first_comment`, `all_held`, `links`, `word`, `too_fast`, `honeypot`, `duplicate`, `like_spam` or `edited`
    code: &'static str,
    /// How many links, or which word.
    detail: Option<String>,
}

const EXCERPT_CHARS: usize = 200;

impl Comment {
    pub(super) fn new(found: Moderated, state: &AppState) -> Self {
        let Moderated { comment, page, answers, email, body, reasons, links, newcomer, network: _ } = found;
        let version = comment.version().to_string();
        let Author { name, website, avatar, badge } = Author::new(comment.author, comment.badge);
        Self {
            id: comment.id.to_string(),
            site: key_of(state, comment.site),
            permalink: page.url.as_ref().map(|url| format!("{url}#rejoinder-{}", comment.id)),
            page: PageRef { id: page.id.to_string(), key: page.key.as_str().to_owned(), title: page.title, url: page.url },
            parent: answers.map(|answered| Answered {
                id: answered.id.to_string(),
                name: answered.name,
                excerpt: answered.body.as_str().chars().take(EXCERPT_CHARS).collect(),
            }),
            passage: comment.anchor.map(|anchor| anchor.exact.as_str().to_owned()),
            author: FullAuthor { name, email: email.map(|email| email.as_str().to_owned()), website, avatar, badge },
            actor: comment.actor.map(|actor| actor.to_string()),
            kind: comment.kind.as_str(),
            html: comment.html,
            body: body.as_str().to_owned(),
            status: comment.status.as_str(),
            reasons: reasons.iter().map(|reason| Reason { code: reason.code(), detail: reason.detail() }).collect(),
            created_at: time(comment.id.created_at()),
            edited_at: comment.edited_at.map(time),
            version,
            votes: Votes { up: comment.votes.up, down: comment.votes.down, score: comment.votes.score() },
            reply_count: comment.reply_count,
            links,
            pinned: comment.pinned,
            new_person: newcomer,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = ConsolePage)]
pub(super) struct Page {
    id: String,
    /// The site's key.
    site: String,
    key: String,
    title: Option<String>,
    url: Option<String>,
    /// How many can be read.
    comments: u32,
    /// How many wait.
    held: u32,
    points: Points,
    /// Whether it was closed by hand.
    locked: bool,
    /// When it stopped, or will stop, taking comments.
    #[schema(format = DateTime)]
    closes_at: Option<String>,
    #[schema(format = DateTime)]
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

#[derive(Serialize, ToSchema)]
#[schema(as = ConsoleSite)]
pub(super) struct Site {
    key: String,
    name: String,
    origins: Vec<String>,
    /// How many it has.
    comments: u32,
    /// What embeds it in a page.
    tag: String,
    settings: Settings,
    sso: Option<Sso>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SiteSettings)]
struct Settings {
    /// `newest`, `oldest` or `top`
    sort: &'static str,
    /// Within which a comment may be edited and deleted by its writer.
    edit_window_seconds: u32,
    /// The longest comment, in characters.
    max_length: u32,
    /// Whether images in comments are shown as such.
    images: bool,
    /// How many votes one comment takes from one network.
    votes_per_network: u32,
    /// What times in mails are written in, such as `Europe/Berlin`.
    time_zone: String,
    /// Whose comments wait: `none`, `newcomers` or `all`
    hold: &'static str,
    /// More links than this make a comment wait.
    hold_links: Option<u32>,
    /// Words that make a comment wait.
    hold_words: Vec<String>,
    /// How long a page takes comments.
    close_after_days: Option<u32>,
}

/// How a site's own backend signs its users in; never the key.
#[derive(Serialize, ToSchema)]
pub(super) struct Sso {
    pub(super) algorithm: String,
    #[schema(format = DateTime)]
    pub(super) since: String,
    /// Shown once, when it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
}

impl Site {
    /// `server` is what readers' browsers call the server.
    pub(super) fn new(summary: SiteSummary, server: &str) -> Self {
        let SiteSummary { site, comments } = summary;
        let SiteSettings { default_sort, edit_window_seconds, max_length, images, votes_per_network, time_zone, rules } = site.settings;
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
                time_zone: time_zone.as_str().to_owned(),
                hold: rules.hold.as_str(),
                hold_links: rules.hold_links,
                hold_words: rules.hold_words.iter().map(|word| word.as_str().to_owned()).collect(),
                close_after_days: rules.close_after_days,
            },
            sso: site.sso.map(|sso| Sso { algorithm: sso.algorithm, since: time(sso.since), secret: None }),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub(super) struct Entry {
    id: String,
    #[schema(format = DateTime)]
    at: String,
    /// The name of who did it.
    by: String,
    /// The site's key, where it concerns one.
    site: Option<String>,
    /// Such as `comment_removed`.
    action: String,
    /// The comment's id, where it concerns one.
    comment: Option<String>,
    /// The page's key, where it concerns one.
    page: Option<String>,
    /// More about it, in other members for each action.
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
