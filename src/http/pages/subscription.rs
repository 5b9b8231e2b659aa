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

/// Something that is followed, as a page shows it.
#[derive(Serialize)]
struct Follow {
    what: String,
    excerpt: Option<String>,
    url: Option<String>,
    page: i64,
    /// 0 is the page itself.
    comment: String,
}

impl Follow {
    fn new(subscription: &Subscription) -> Self {
        let page = subscription.page_title.as_deref().unwrap_or(&subscription.page_key);
        let (what, anchor, comment) = match subscription.following {
            Following::Page => (format!("New comments on {page}"), String::new(), String::from("0")),
            Following::Replies(id) => (format!("Replies to a comment on {page}"), format!("#rejoinder-{id}"), id.to_string()),
        };
        Self {
            what,
            excerpt: subscription.excerpt.clone(),
            url: subscription.page_url.as_ref().map(|url| format!("{url}{anchor}")),
            page: subscription.page.as_i64(),
            comment,
        }
    }
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
    if mailbox.confirmed_at.is_some() {
        return Ok(confirmed(state, &site, &mailbox));
    }
    let follows: Vec<Follow> = follows.iter().map(Follow::new).collect();
    let values = json!({ "site": site, "title": "Be told by mail?", "email": email.as_str(), "follows": follows });
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
        // What was confirmed stays so: to leave then, there is the page for that.
        if form.get("answer") == Some("no") && mailbox.confirmed_at.is_none() {
            state.discussion.leave(mailbox.id, Timestamp::now()).await?;
            return Ok(has_left(&state, &site, mailbox.id));
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
    Page { site: String, mailbox: MailboxId, page: PageId, what: String },
    Site { site: String, mailbox: MailboxId, left: bool },
    Account { id: crate::domain::AccountId },
}

async fn what_stops(state: &AppState, request: &HttpRequest) -> Result<Leaving, LinkError> {
    match state.discussion.open_link(&token(request), Timestamp::now())? {
        MailLink::Leave { mailbox, page } => {
            let (found, follows) = known(state, mailbox).await?;
            let title = follows.iter().find(|one| one.page == page).map(|one| one.page_title.as_deref().unwrap_or(&one.page_key));
            let what = title.map_or_else(|| "a page that you follow no more".to_owned(), |title| format!("“{title}”"));
            Ok(Leaving::Page { site: site_name(state, found.site), mailbox, page, what })
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
        Ok(Leaving::Page { site, mailbox, what, .. }) => {
            json!({ "site": site, "title": "Stop these mails?", "what": format!("You are told by mail of new comments on {what}."), "manage": manage_link(&state, mailbox) })
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

/// `POST /subscription/leave?t=`, from the page or from a mail program (RFC 8058), whatever it sends.
pub(in crate::http) async fn leave(state: Data<AppState>, request: HttpRequest, _: Form) -> HttpResponse {
    let done = async {
        match what_stops(&state, &request).await? {
            Leaving::Page { site, mailbox, page, what } => {
                state.discussion.unfollow_page(mailbox, page).await?;
                let link = json!({ "href": manage_link(&state, mailbox), "words": format!("Everything you follow on {site}") });
                let lines = [format!("You get no more mail about {what}.")];
                let values = json!({ "site": site, "title": "These mails have stopped", "lines": lines, "link": link });
                Ok(html(StatusCode::OK, templates::render("message.html", &values)))
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
    let follows: Vec<Follow> = follows.iter().map(Follow::new).collect();
    let values = json!({
        "site": site_name(state, mailbox.site),
        "title": "What you follow",
        "left": mailbox.email.is_none(),
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
