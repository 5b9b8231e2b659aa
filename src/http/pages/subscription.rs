use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::{html, message, refused, templates, token};
use crate::discussion::LinkError;
use crate::domain::{CommentId, Following, Mailbox, MailboxId, PageId, SiteId, Subscription};
use crate::http::AppState;
use crate::http::form::Form;
use crate::identity::{MailLink, MailLinkError};

/// How much of a comment is shown to tell it from others.
const EXCERPT_CHARS: usize = 80;

/// Something that is followed, as a page shows it.
#[derive(Serialize)]
struct Follow {
    /// The page's title.
    title: String,
    kind: &'static str,
    excerpt: Option<String>,
    url: Option<String>,
    page: i64,
    /// 0 is the page itself.
    comment: String,
}

impl Follow {
    fn new(subscription: &Subscription) -> Self {
        let (kind, anchor, comment) = match subscription.following {
            Following::Page => ("New comments", String::new(), String::from("0")),
            Following::Replies(id) => ("Replies to a comment", format!("#rejoinder-{id}"), id.to_string()),
        };
        Self {
            title: subscription.page_title.clone().unwrap_or_else(|| subscription.page_key.clone()),
            kind,
            excerpt: subscription.excerpt.as_deref().map(first_words),
            url: subscription.page_url.as_ref().map(|url| format!("{url}{anchor}")),
            page: subscription.page.as_i64(),
            comment,
        }
    }
}

/// In one line, and with a sign where there is more.
fn first_words(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(EXCERPT_CHARS) else { return line };
    format!("{}…", line[..end].trim_end())
}

fn site_name(state: &AppState, site: SiteId) -> String {
    state.discussion.sites().get(site).map_or_else(|_| String::new(), |site| site.name.as_str().to_owned())
}

fn manage_link(state: &AppState, mailbox: MailboxId) -> String {
    format!("/subscription/manage?t={}", state.discussion.sign_link(&MailLink::Manage { mailbox }))
}

async fn known(state: &AppState, id: MailboxId) -> Result<(Mailbox, Vec<Subscription>), LinkError> {
    Ok(state.discussion.mailbox(id).await?.ok_or(MailLinkError::Expired)?)
}

/// `GET /subscription/confirm?t=`
pub(in crate::http) async fn confirmation(state: Data<AppState>, request: HttpRequest) -> HttpResponse {
    show_confirmation(&state, &request).await.unwrap_or_else(|error| refused(&error))
}

async fn show_confirmation(state: &AppState, request: &HttpRequest) -> Result<HttpResponse, LinkError> {
    let (mailbox, follows) = asked_to_confirm(state, request).await?;
    let site = site_name(state, mailbox.site);
    let Some(email) = &mailbox.email else { return Ok(has_left(state, &site, mailbox.id)) };
    let follows: Vec<Follow> = follows.iter().filter(|one| mailbox.confirmed_at.is_none() || one.to_be_asked).map(Follow::new).collect();
    if mailbox.confirmed_at.is_some() && follows.is_empty() {
        return Ok(confirmed(state, &site, &mailbox));
    }
    let values = json!({ "site": site, "title": "Be told by mail?", "email": email.as_str(), "known": mailbox.confirmed_at.is_some(), "follows": follows });
    Ok(html(StatusCode::OK, templates::render("confirm.html", &values)))
}

async fn asked_to_confirm(state: &AppState, request: &HttpRequest) -> Result<(Mailbox, Vec<Subscription>), LinkError> {
    match state.discussion.open_link(&token(request), Timestamp::now())? {
        MailLink::Confirm { mailbox, .. } => known(state, mailbox).await,
        _ => Err(MailLinkError::Invalid.into()),
    }
}

fn confirmed(state: &AppState, site: &str, mailbox: &Mailbox) -> HttpResponse {
    let link = json!({ "href": manage_link(state, mailbox.id), "words": format!("Everything you follow on {site}") });
    let lines = ["From now on you are told by mail of what you asked for. Each mail has a link that stops it."];
    html(
        StatusCode::OK,
        templates::render("message.html", &json!({ "site": site, "title": "That is settled", "lines": lines, "link": link })),
    )
}

/// With a way back, since a mail program may have clicked by itself.
fn has_left(state: &AppState, site: &str, mailbox: MailboxId) -> HttpResponse {
    let lines = ["This address is forgotten here, and is written to no more."];
    let link = json!({ "href": manage_link(state, mailbox), "words": "If that was a mistake" });
    html(StatusCode::OK, templates::render("message.html", &json!({ "site": site, "title": "No more mail", "lines": lines, "link": link })))
}

/// `POST /subscription/confirm?t=`
pub(in crate::http) async fn confirm(state: Data<AppState>, request: HttpRequest, form: Form) -> HttpResponse {
    let done = async {
        let (mailbox, _) = asked_to_confirm(&state, &request).await?;
        let site = site_name(&state, mailbox.site);
        match form.get("answer") {
            Some("yes") => {}
            // What was confirmed stays so: to leave then, there is the page for that.
            Some("no") if mailbox.confirmed_at.is_some() => {
                state.discussion.decline(mailbox.id).await?;
                return Ok(message(StatusCode::OK, &site, "That is settled", &["Nothing has changed."]));
            }
            Some("no") => {
                state.discussion.leave(mailbox.id, Timestamp::now()).await?;
                return Ok(has_left(&state, &site, mailbox.id));
            }
            _ => return show_confirmation(&state, &request).await,
        }
        Ok(match state.discussion.confirm_mailbox(mailbox.id, Timestamp::now()).await? {
            Some(mailbox) => confirmed(&state, &site, &mailbox),
            None => has_left(&state, &site, mailbox.id),
        })
    };
    done.await.unwrap_or_else(|error: LinkError| refused(&error))
}

/// What stops with a link.
enum Leaving {
    Page { site: String, mailbox: MailboxId, page: PageId, title: Option<String> },
    Site { site: String, mailbox: MailboxId, left: bool },
    Account { id: crate::domain::AccountId },
}

async fn what_stops(state: &AppState, request: &HttpRequest) -> Result<Leaving, LinkError> {
    match state.discussion.open_link(&token(request), Timestamp::now())? {
        MailLink::Leave { mailbox, page } => {
            let (found, follows) = known(state, mailbox).await?;
            let page = state.discussion.page_now(page).await?;
            let title = follows.iter().find(|one| one.page == page && !one.to_be_asked).map(|one| Follow::new(one).title);
            Ok(Leaving::Page { site: site_name(state, found.site), mailbox, page, title })
        }
        MailLink::LeaveSite { mailbox } => {
            let (found, _) = known(state, mailbox).await?;
            Ok(Leaving::Site { site: site_name(state, found.site), mailbox, left: found.email.is_none() })
        }
        MailLink::LeaveAccount { account } => Ok(Leaving::Account { id: account }),
        _ => Err(MailLinkError::Invalid.into()),
    }
}

/// `GET /subscription/leave?t=`
pub(in crate::http) async fn leaving(state: Data<AppState>, request: HttpRequest) -> HttpResponse {
    let values = match what_stops(&state, &request).await {
        Ok(Leaving::Page { site, mailbox, title: None, .. }) => return stopped(&state, &site, mailbox, None),
        Ok(Leaving::Page { site, mailbox, title: Some(title), .. }) => {
            json!({ "site": site, "title": "Stop these mails?", "what": format!("No more mail will come about “{title}”."), "manage": manage_link(&state, mailbox) })
        }
        Ok(Leaving::Site { site, mailbox, left: true }) => return has_left(&state, &site, mailbox),
        Ok(Leaving::Site { site, .. }) => {
            let what = format!("Then your address is forgotten on {site}, and nobody can have mail sent to it from there any more.");
            json!({ "site": site, "title": "Never write to this address?", "what": what, "manage": null })
        }
        Ok(Leaving::Account { .. }) => {
            json!({ "site": "", "title": "Stop these mails?", "what": "Your account is told by mail of new comments. What is sent can be chosen in the console.", "manage": null })
        }
        Err(error) => return refused(&error),
    };
    html(StatusCode::OK, templates::render("leave.html", &values))
}

/// Without a title it had been stopped before.
fn stopped(state: &AppState, site: &str, mailbox: MailboxId, title: Option<&str>) -> HttpResponse {
    let link = json!({ "href": manage_link(state, mailbox), "words": format!("Everything you follow on {site}") });
    let line =
        title.map_or_else(|| "You get no more mail about this page.".to_owned(), |title| format!("You get no more mail about “{title}”."));
    let values = json!({ "site": site, "title": "These mails have stopped", "lines": [line], "link": link });
    html(StatusCode::OK, templates::render("message.html", &values))
}

/// `POST /subscription/leave?t=`, from the page or from a mail program (RFC 8058), whatever it sends.
pub(in crate::http) async fn leave(state: Data<AppState>, request: HttpRequest, _: Form) -> HttpResponse {
    let done = async {
        match what_stops(&state, &request).await? {
            Leaving::Page { site, mailbox, page, title } => {
                state.discussion.unfollow_page(mailbox, page).await?;
                Ok(stopped(&state, &site, mailbox, title.as_deref()))
            }
            Leaving::Site { site, mailbox, .. } => {
                state.discussion.leave(mailbox, Timestamp::now()).await?;
                Ok(has_left(&state, &site, mailbox))
            }
            Leaving::Account { id } => {
                state.discussion.stop_mail_of(id, Timestamp::now()).await?;
                Ok(message(StatusCode::OK, "", "These mails have stopped", &["Your account gets no more mail about comments."]))
            }
        }
    };
    done.await.unwrap_or_else(|error: LinkError| refused(&error))
}

/// `GET /subscription/manage?t=`
pub(in crate::http) async fn managing(state: Data<AppState>, request: HttpRequest) -> HttpResponse {
    show_followed(&state, &request).await.unwrap_or_else(|error| refused(&error))
}

async fn managed(state: &AppState, request: &HttpRequest) -> Result<(Mailbox, Vec<Subscription>), LinkError> {
    match state.discussion.open_link(&token(request), Timestamp::now())? {
        MailLink::Manage { mailbox } => known(state, mailbox).await,
        _ => Err(MailLinkError::Invalid.into()),
    }
}

async fn show_followed(state: &AppState, request: &HttpRequest) -> Result<HttpResponse, LinkError> {
    let (mailbox, follows) = managed(state, request).await?;
    let follows: Vec<Follow> = follows.iter().filter(|one| !one.to_be_asked).map(Follow::new).collect();
    let values = json!({
        "site": site_name(state, mailbox.site),
        "title": if mailbox.email.is_some() { "What you follow" } else { "No more mail" },
        "left": mailbox.email.is_none(),
        "may_return": mailbox.may_return,
        "email": mailbox.email.as_ref().map(crate::domain::EmailAddress::as_str),
        "confirmed": mailbox.confirmed_at.is_some(),
        "follows": follows,
    });
    Ok(html(StatusCode::OK, templates::render("manage.html", &values)))
}

/// `POST /subscription/manage?t=`: stops one, or all for ever, or lets an address that has left be used again.
pub(in crate::http) async fn manage(state: Data<AppState>, request: HttpRequest, form: Form) -> HttpResponse {
    let done = async {
        let (mailbox, _) = managed(&state, &request).await?;
        match form.get("do") {
            Some("stop") => {
                let (page, following) = followed(&form).ok_or(MailLinkError::Invalid)?;
                state.discussion.unfollow_one(mailbox.id, page, following).await?;
            }
            Some("leave") => state.discussion.leave(mailbox.id, Timestamp::now()).await?,
            Some("return") => {
                state.discussion.come_back(mailbox.id).await?;
                let site = site_name(&state, mailbox.site);
                return Ok(message(StatusCode::OK, &site, "You may come back", &["This address can be used on the site again."]));
            }
            _ => {}
        }
        show_followed(&state, &request).await
    };
    done.await.unwrap_or_else(|error: LinkError| refused(&error))
}

fn followed(form: &Form) -> Option<(PageId, Following)> {
    let page = PageId::parse(form.get("page")?).ok()?;
    let following = match form.get("comment")? {
        "0" => Following::Page,
        id => Following::Replies(CommentId::parse(id).ok()?),
    };
    Some((page, following))
}
