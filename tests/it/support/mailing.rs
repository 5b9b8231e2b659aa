//! A server that sends mail, the mail server it sends it to, and readers who ask to be told.

use serde_json::{Value, json};

use super::builders::{Draft, PAGE, SITE, draft};
use super::client::{Answer, Client};
use super::mail::Mail;
use super::page::Page;
use super::server::{Server, Setup};
use super::smtp::Smtp;
use super::staff::{Console, OWNER, Staff};
use super::wait::wait_for;

/// What the page of [`PAGE`] calls itself.
pub(crate) const TITLE: &str = "The tide printer";
/// Where readers' browsers find the server.
pub(crate) const PUBLIC_URL: &str = "https://talk.blog.example";
/// Whom its mails are from.
pub(crate) const SENDER: &str = "comments@blog.example";

pub(crate) struct Mailing {
    pub(crate) staff: Staff,
    pub(crate) smtp: Smtp,
}

/// The page of [`PAGE`] as its own script names it.
pub(crate) fn page() -> Value {
    page_of(PAGE, TITLE)
}

pub(crate) fn page_of(key: &str, title: &str) -> Value {
    json!({"key": key, "url": format!("https://blog.example{key}"), "title": title})
}

/// A comment on [`PAGE`], by this name and mail address.
pub(crate) fn signed(body: &str, name: &str, email: &str) -> Draft {
    draft(body).with("page", page()).with("author", json!({"name": name, "email": email}))
}

/// Asks for what stands below one comment or on the whole page.
pub(crate) fn subscription(scope: &str, email: &str) -> Value {
    json!({"site": SITE, "page": page(), "scope": scope, "email": email})
}

impl Mailing {
    pub(crate) fn start() -> Self {
        Self::of(Setup::new())
    }

    pub(crate) fn of(setup: Setup) -> Self {
        let smtp = Smtp::start();
        Self::with(setup.mail(&smtp), smtp)
    }

    /// With a server that is set up to send to this mail server already.
    pub(crate) fn with(setup: Setup, smtp: Smtp) -> Self {
        Self { staff: Staff::of(setup), smtp }
    }

    /// Kills the server if it still runs, and starts it once more.
    pub(crate) fn start_again(&mut self) {
        self.staff.server.start_again();
        self.staff.owner = Console::sign_in(&self.staff.server, OWNER);
    }

    pub(crate) fn server(&self) -> &Server {
        &self.staff.server
    }

    /// Somebody who only reads.
    pub(crate) fn guest(&self) -> Client {
        self.server().client()
    }

    pub(crate) fn ask(&self, subscription: &Value) -> Answer {
        self.guest().send("POST", "/api/v1/subscriptions", Some(subscription))
    }

    /// Makes a guest with this address follow [`PAGE`].
    #[track_caller]
    pub(crate) fn follow(&self, email: &str) {
        self.follow_as(&subscription("page", email), email);
    }

    /// Asks for something and confirms it, for an address that is new here.
    #[track_caller]
    pub(crate) fn follow_as(&self, subscription: &Value, email: &str) {
        assert_eq!(self.ask(subscription).json_of(202), json!({"status": "asked"}));
        self.confirm(email);
    }

    /// Presses the button that the newest confirmation for an address leads to.
    #[track_caller]
    pub(crate) fn confirm(&self, email: &str) {
        let link = self.confirmation(email).link("/subscription/confirm");
        let done = Page::opened(&self.guest(), &link).press();
        assert_eq!(done.answer.status, 200, "{}", done.html());
    }

    /// The newest mail that asks an address to confirm.
    #[track_caller]
    pub(crate) fn confirmation(&self, email: &str) -> Mail {
        wait_for(&format!("a confirmation for {email}"), || self.smtp.mails_to(email).into_iter().rfind(Mail::is_confirmation))
    }

    /// A new visitor comments, asks for replies, and confirms it where the address is new; with the comment's id.
    #[track_caller]
    pub(crate) fn writer(&self, comment: Draft, email: &str) -> (Client, String) {
        let visitor = self.server().visitor();
        let id = visitor.posts(&comment.with("notify", json!("replies")));
        self.confirm(email);
        (visitor, id)
    }

    /// A new visitor answers.
    #[track_caller]
    pub(crate) fn somebody_answers(&self, parent: &str, body: &str) -> String {
        self.server().visitor().posts(&draft(body).with("page", page()).answering(parent))
    }

    /// A new visitor comments.
    #[track_caller]
    pub(crate) fn somebody_says(&self, body: &str) -> String {
        self.server().visitor().posts(&draft(body).with("page", page()))
    }

    /// One state of the outbox, as the console lists it.
    #[track_caller]
    pub(crate) fn outbox(&self, state: &str) -> Vec<Value> {
        let listed = self.staff.owner.get(&format!("/mail?state={state}")).json_of(200);
        listed["mails"].as_array().expect("a list of mails").clone()
    }

    #[track_caller]
    pub(crate) fn counts(&self) -> Value {
        self.staff.owner.get("/mail?state=waiting").json_of(200)["counts"].clone()
    }

    /// Waits until nothing is on its way any more: what has not come by now never will.
    #[track_caller]
    pub(crate) fn settle(&self) {
        wait_for("nothing to wait in the outbox", || self.outbox("waiting").iter().all(|mail| mail["kind"] == "digest").then_some(()));
    }

    /// The mails to an address but for those that ask to confirm, once nothing is on its way any more.
    #[track_caller]
    pub(crate) fn told(&self, email: &str) -> Vec<Mail> {
        self.settle();
        self.told_so_far(email)
    }

    /// The same at this moment.
    pub(crate) fn told_so_far(&self, email: &str) -> Vec<Mail> {
        self.smtp.mails_to(email).into_iter().filter(|mail| !mail.is_confirmation()).collect()
    }

    /// The ids of the comments that an address was told of, the oldest comment first: several mails are on their way at once.
    #[track_caller]
    pub(crate) fn told_of(&self, email: &str) -> Vec<String> {
        let comment = |mail: &Mail| mail.comment().unwrap_or_else(|| panic!("this tells of no comment: {}", mail.shown()));
        let mut told: Vec<String> = self.told(email).iter().map(comment).collect();
        told.sort();
        told
    }

    /// Waits for the mail about a comment.
    #[track_caller]
    pub(crate) fn mail_about(&self, comment: &str, email: &str) -> Mail {
        wait_for(&format!("a mail to {email} about {comment}"), || {
            self.smtp.mails_to(email).into_iter().find(|mail| mail.comment().as_deref() == Some(comment))
        })
    }

    /// Chooses what mail an account gets.
    #[track_caller]
    pub(crate) fn choose(&self, choice: &str) {
        let account = self.staff.owner.send("PATCH", "/account", Some(&json!({"mail": choice})));
        account.json_of(200);
    }
}

/// What somebody may try in place of a token: nothing, nonsense, and the token itself with one character changed, added or lost.
pub(crate) fn altered(token: &str) -> Vec<String> {
    let mut altered: Vec<String> =
        ["", "x", "a.b.c", "%00", "%FF%FE", "..%2F..%2Fetc%2Fpasswd", "%F0%9F%8C%8A"].map(str::to_owned).to_vec();
    altered.push("A".repeat(6_000));
    altered.push(format!("{token}A"));
    altered.push(token[1..].to_owned());
    altered.push(token[..token.len() / 2].to_owned());
    let step = (token.len() / 12).max(1);
    for place in (0..token.len() - 1).step_by(step) {
        // Not the same letter in another case: some alphabets know only one.
        let other = if token[place..=place].eq_ignore_ascii_case("a") { "b" } else { "a" };
        altered.push([&token[..place], other, &token[place + 1..]].concat());
    }
    altered
}

/// The page of a link in a mail is stored nowhere, found by no search engine, tells no other site its address, runs nothing and has a
/// button that works.
#[track_caller]
pub(crate) fn assert_private_page(page: &Page) {
    let header = |name: &str| page.answer.header(name).unwrap_or_default().to_owned();
    assert!(header("cache-control").contains("no-store"), "{:?}", page.answer.headers);
    assert!(["no-referrer", "same-origin"].contains(&header("referrer-policy").as_str()), "{:?}", page.answer.headers);
    let policy = header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("form-action 'none'"), "{policy}");
    assert_eq!(page.answer.header("set-cookie"), None);
    let robots = header("x-robots-tag") + &page.html();
    assert!(robots.contains("noindex"), "{robots}");
    assert!(!page.html().contains("<script"), "{}", page.html());
    assert!(!page.forms().is_empty(), "{}", page.html());
}
