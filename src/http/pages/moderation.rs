use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde_json::json;

use super::{done, html, refused, sentence, templates, token};
use crate::discussion::{DiscussionError, LinkError};
use crate::domain::{Account, AccountId, CommentId, Decided, Moderated, Refusal, Status, Version};
use crate::http::AppState;
use crate::http::client::Client;
use crate::http::form::Form;
use crate::identity::{MailDeed, MailLink, MailLinkError};
use crate::store::StoreError;

/// What a link leads to.
#[derive(Clone, Copy)]
enum Doing {
    Decide(Decided),
    Reply,
}

impl Doing {
    fn of(deed: MailDeed) -> Self {
        match deed {
            MailDeed::Approve => Self::Decide(Decided::PUBLISHED),
            MailDeed::Spam => Self::Decide(Decided::SPAM),
            MailDeed::Remove => Self::Decide(Decided::REMOVED),
            MailDeed::Reply => Self::Reply,
        }
    }

    fn is_done(self, status: Status) -> bool {
        matches!(self, Self::Decide(to) if to.status() == status)
    }

    fn question(self) -> &'static str {
        match self {
            Self::Decide(to) => match to.status() {
                Status::Published => "Approve this comment?",
                Status::Spam => "Is this spam?",
                _ => "Remove this comment?",
            },
            Self::Reply => "Answer this comment",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Decide(to) => match to.status() {
                Status::Published => "The comment is approved",
                Status::Spam => "The comment is marked as spam",
                _ => "The comment is removed",
            },
            Self::Reply => "Your answer is posted",
        }
    }

    fn button(self) -> &'static str {
        match self {
            Self::Decide(to) => match to.status() {
                Status::Published => "Approve",
                Status::Spam => "Mark as spam",
                _ => "Remove",
            },
            Self::Reply => "Post the answer",
        }
    }
}

/// A link that was opened.
struct Opened {
    deed: MailDeed,
    doing: Doing,
    account: AccountId,
    comment: CommentId,
    version: Version,
    until: Timestamp,
}

/// What it is about, and who is asked.
struct Asked {
    account: Account,
    found: Moderated,
}

fn open(state: &AppState, request: &HttpRequest, action: &str) -> Result<Opened, LinkError> {
    match state.discussion.open_link(&token(request), Timestamp::now())? {
        MailLink::Decide { deed, account, comment, version, until } if deed.as_str() == action => {
            Ok(Opened { deed, doing: Doing::of(deed), account, comment, version, until })
        }
        _ => Err(MailLinkError::Invalid.into()),
    }
}

/// `GET /moderation/{action}?t=`: shows the comment and what will happen.
pub(in crate::http) async fn decision(state: Data<AppState>, request: HttpRequest, action: Path<String>) -> HttpResponse {
    let shown = async {
        let opened = open(&state, &request, &action)?;
        let (account, found) = state.discussion.linked_comment(opened.account, opened.comment).await?;
        Ok(page(&state, &opened, &Asked { account, found }, StatusCode::OK, None, ""))
    };
    shown.await.unwrap_or_else(|error: LinkError| refused(&error))
}

/// `POST /moderation/{action}?t=`
pub(in crate::http) async fn decide(
    state: Data<AppState>,
    request: HttpRequest,
    client: Client,
    action: Path<String>,
    form: Form,
) -> HttpResponse {
    let decided = async {
        let opened = open(&state, &request, &action)?;
        let (account, found) = state.discussion.linked_comment(opened.account, opened.comment).await?;
        let asked = Asked { account, found };
        let site = state.discussion.sites().get(asked.found.comment.site).map(|site| site.name.as_str().to_owned()).unwrap_or_default();
        let now = Timestamp::now();
        match opened.doing {
            // Somebody has decided since the page was shown: what it said is no longer so.
            Doing::Decide(_) if form.get("status").is_some_and(|seen| seen != asked.found.comment.status.as_str()) => {
                let problem = "Somebody has decided about this comment meanwhile. Look at what it is now.";
                Ok(page(&state, &opened, &asked, StatusCode::CONFLICT, Some(problem), ""))
            }
            // So are the words.
            _ if opened.version != asked.found.comment.version() => {
                let text = form.get("body").unwrap_or_default();
                Ok(page(&state, &opened, &asked, StatusCode::CONFLICT, None, text))
            }
            Doing::Decide(to) => {
                state.discussion.decide_linked(opened.account, opened.comment, opened.version, to, now).await?;
                let way = ("Open it in the console", console(opened.comment));
                Ok(done(&site, opened.doing.done(), "The console can take it back.", &way))
            }
            Doing::Reply => {
                let text = form.get("body").unwrap_or_default();
                match state.discussion.reply_linked(opened.account, opened.comment, text, client.network, now).await {
                    Ok(reply) => {
                        let url = asked.found.page.url.as_ref().map(|url| format!("{url}#rejoinder-{}", reply.id));
                        let way = url.map_or_else(|| ("Open it in the console", console(reply.id)), |url| ("Read it on the page", url));
                        Ok(done(&site, opened.doing.done(), "It stands below the comment.", &way))
                    }
                    Err(DiscussionError::Store(StoreError::Refused(refusal))) => Ok(not_posted(&state, &opened, &asked, &refusal, text)),
                    Err(other) => Err(other.into()),
                }
            }
        }
    };
    decided.await.unwrap_or_else(|error: LinkError| refused(&error))
}

/// What was typed is kept.
fn not_posted(state: &AppState, opened: &Opened, asked: &Asked, refusal: &Refusal, text: &str) -> HttpResponse {
    page(state, opened, asked, StatusCode::UNPROCESSABLE_ENTITY, Some(&sentence(&refusal.to_string())), text)
}

fn page(state: &AppState, opened: &Opened, asked: &Asked, status: StatusCode, problem: Option<&str>, text: &str) -> HttpResponse {
    let Asked { account, found } = asked;
    let site = state.discussion.sites().get(found.comment.site);
    let zone = site.as_ref().map_or(jiff::tz::TimeZone::UTC, |site| site.settings.time_zone.to_zone());
    let site = site.map(|site| site.name.as_str().to_owned()).unwrap_or_default();
    if opened.doing.is_done(found.comment.status) {
        let way = ("Open it in the console", console(found.comment.id));
        return done(&site, "This is done already", "Nothing was changed.", &way);
    }
    let name = found.comment.author.name.as_ref().map_or("Anonymous", |name| name.as_str());
    let changed = found.comment.version() != opened.version;
    let problem = problem.or(changed.then_some("Its writer has changed the comment since the mail was sent. This is what it says now."));
    // The button is about the words that are shown beside it.
    let Opened { deed, account: decides, comment, until, .. } = *opened;
    let shown = MailLink::Decide { deed, account: decides, comment, version: found.comment.version(), until };
    let page = found.page.url.as_ref().map(|url| {
        json!({ "url": format!("{url}#rejoinder-{}", found.comment.id), "title": found.page.title.as_deref().unwrap_or(found.page.key.as_str()) })
    });
    let reply = matches!(opened.doing, Doing::Reply).then(|| json!({ "account": account.name.as_str(), "body": text }));
    let values = json!({
        "site": site,
        "title": opened.doing.question(),
        "name": name,
        "at": found.comment.id.created_at().to_zoned_datetime(zone).strftime("%-d %B %Y, %H:%M %Z").to_string(),
        "status": status_words(found.comment.status),
        "seen": found.comment.status.as_str(),
        "page": page,
        "words": found.body.as_str(),
        "problem": problem,
        "button": format!("/moderation/{}?t={}", deed.as_str(), state.discussion.sign_link(&shown)),
        "reply": reply,
        "action": opened.doing.button(),
        "console": console(found.comment.id),
    });
    html(status, templates::render("decision.html", &values))
}

fn console(comment: CommentId) -> String {
    format!("/admin/comments/{comment}")
}

fn status_words(status: Status) -> &'static str {
    match status {
        Status::Published => "published",
        Status::Held => "waiting",
        Status::Spam => "spam",
        Status::Removed | Status::Deleted => "removed",
    }
}
