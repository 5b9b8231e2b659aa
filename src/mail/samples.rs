//! One letter of each kind with everything in it, and one with as little as can be: templates are tried with them before any mail is sent.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use super::letter::{Content, DigestEntry, Letter, LetterId, LetterLinks, LetterPage, LetterSite, ModerationLinks, Quoted, Scope, Why};
use super::{ComposeError, MailError};
use crate::domain::{CommentId, EmailAddress, Reason, SiteKey};

pub(super) fn letters() -> Result<Vec<Letter>, MailError> {
    let make = || -> Result<Vec<Letter>, crate::domain::Invalid> {
        let mut letters = Vec::new();
        for content in full().into_iter().chain(bare()) {
            let is_full = letters.len() < full().len();
            letters.push(Letter {
                to: EmailAddress::parse("reader@example.org")?,
                to_name: is_full.then(|| "Ada".to_owned()),
                date: Timestamp::UNIX_EPOCH,
                id: LetterId::Other(1),
                site: LetterSite {
                    key: SiteKey::parse("blog")?,
                    name: "Low Water".into(),
                    url: is_full.then(|| "https://blog.example.org".to_owned()),
                    time_zone: TimeZone::UTC,
                },
                page: is_full.then(page),
                links: LetterLinks { leave: link("leave"), manage: is_full.then(|| link("manage")) },
                content,
            });
        }
        Ok(letters)
    };
    make().map_err(|invalid| MailError::Compose(ComposeError::Address(invalid.0)))
}

fn full() -> Vec<Content> {
    let waiting = [Reason::FirstComment, Reason::Links(7), Reason::Word("casino".into())];
    let digested = |waiting| DigestEntry { page: page(), comment: quoted(true), waiting, url: Some(link("digested")) };
    vec![
        Content::Confirmation { scope: Scope::Page, by: Some("Ada".into()), confirm: link("confirm") },
        Content::Code { code: "123456".into(), minutes: 15 },
        Content::Comment {
            why: Why::Reply,
            comment: quoted(true),
            answers: Some(quoted(false)),
            ancestors: vec![CommentId::BEFORE_ALL.next()],
            url: Some(link("comment")),
        },
        Content::Moderation {
            comment: quoted(true),
            answers: Some(quoted(false)),
            ancestors: Vec::new(),
            waiting: Some(waiting.into()),
            actions: actions(Some(link("approve"))),
        },
        Content::Digest { entries: vec![digested(true), digested(false)], more: true, console: link("console") },
        Content::Test { transport: "smtp" },
    ]
}

fn bare() -> Vec<Content> {
    vec![
        Content::Confirmation { scope: Scope::Replies, by: None, confirm: link("confirm") },
        Content::Code { code: "123456".into(), minutes: 1 },
        Content::Comment { why: Why::Page, comment: quoted(false), answers: None, ancestors: Vec::new(), url: None },
        Content::Moderation { comment: quoted(false), answers: None, ancestors: Vec::new(), waiting: None, actions: actions(None) },
        Content::Digest { entries: Vec::new(), more: false, console: link("console") },
        Content::Test { transport: "none" },
    ]
}

fn page() -> LetterPage {
    LetterPage { key: "/tides".into(), title: Some("The tide printer".into()), url: Some("https://blog.example.org/tides".into()) }
}

fn quoted(is_full: bool) -> Quoted {
    Quoted {
        id: CommentId::BEFORE_ALL.next(),
        name: is_full.then(|| "Ada".to_owned()),
        badge: is_full.then(|| "Author".to_owned()),
        at: Timestamp::UNIX_EPOCH,
        html: "<p>High water comes <em>later</em> each day.</p>".into(),
        passage: is_full.then(|| "the moon did the tides".to_owned()),
    }
}

fn actions(approve: Option<Url>) -> ModerationLinks {
    ModerationLinks { approve, spam: link("spam"), remove: link("remove"), reply: link("reply"), console: link("console") }
}

fn link(what: &str) -> Url {
    let mut url = Url::parse("https://comments.example.org").expect("the address above is one");
    url.set_path(what);
    url
}
