//! A letter as the values that templates know. `templates/mail/README.md` lists them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::{Value, context};
use url::Url;

use super::letter::{Content, DigestEntry, Letter, LetterPage, ModerationLinks, Quoted, Scope, Why};
use super::line::one_line;
use crate::domain::Reason;
use crate::markup::for_mail;

/// Every comment fits; a mail bounds nothing that a thread has not bounded.
const WHOLE: usize = usize::MAX;
/// Of what is only a reminder: the comment that is answered.
const REMINDER: usize = 500;
/// Of one comment among a day's many.
const ENTRY: usize = 1_000;

const MAX_NAME: usize = 100;
/// A page's name in a subject and in a mail's words.
const MAX_PAGE: usize = 90;
/// Of a passage that a comment answers.
const MAX_PASSAGE: usize = 200;

impl Content {
    /// The name of its templates.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Confirmation { .. } => "confirmation",
            Self::Code { .. } => "code",
            Self::Comment { .. } => "comment",
            Self::Moderation { .. } => "moderation",
            Self::Digest { .. } => "digest",
            Self::Test { .. } => "test",
        }
    }

    /// What a mail of this kind is sent for: a template that leaves it out is broken.
    pub(super) fn must_hold(&self) -> Option<&str> {
        match self {
            Self::Confirmation { confirm, .. } => Some(confirm.as_str()),
            Self::Code { code, .. } => Some(code),
            _ => None,
        }
    }
}

pub(super) fn values(letter: &Letter) -> Value {
    let zone = &letter.site.time_zone;
    let common = context! {
        site => context! { key => letter.site.key.as_str(), name => one_line(&letter.site.name, MAX_NAME), url => &letter.site.url },
        page => letter.page.as_ref().map(page),
        to_name => letter.to_name.as_deref().map(name),
        leave => letter.links.leave.as_str(),
        manage => letter.links.manage.as_ref().map(Url::as_str),
    };
    let own = match &letter.content {
        Content::Confirmation { scope, by, confirm } => context! {
            scope => match scope { Scope::Page => "page", Scope::Replies => "replies" },
            by => by.as_deref().map(name),
            confirm => confirm.as_str(),
        },
        Content::Code { code, minutes } => context! { code => code, minutes => *minutes },
        Content::Comment { why, comment, answers, url, .. } => context! {
            why => match why { Why::Page => "page", Why::Reply => "reply", Why::Below => "below" },
            comment => quoted(comment, zone, WHOLE),
            answers => answers.as_ref().map(|answered| quoted(answered, zone, REMINDER)),
            url => url.as_ref().map(Url::as_str),
        },
        Content::Moderation { comment, answers, waiting, actions, .. } => context! {
            comment => quoted(comment, zone, WHOLE),
            answers => answers.as_ref().map(|answered| quoted(answered, zone, REMINDER)),
            waiting => waiting.is_some(),
            reasons => waiting.iter().flatten().map(reason).map(Value::from).collect::<Vec<_>>(),
            actions => self::actions(actions),
        },
        Content::Digest { entries, more, console } => context! {
            more => *more,
            entries => entries.iter().map(|entry| self::entry(entry, zone)).collect::<Vec<_>>(),
            waiting => entries.iter().filter(|entry| entry.waiting).count(),
            only_page => only_page(entries),
            console => console.as_str(),
        },
        Content::Test { transport } => context! { transport => *transport },
    };
    context! { ..common, ..own }
}

fn name(text: &str) -> String {
    one_line(text, MAX_NAME)
}

fn page(page: &LetterPage) -> Value {
    let called = page.title.as_deref().map(|title| one_line(title, MAX_PAGE)).filter(|title| !title.is_empty());
    context! { name => called.unwrap_or_else(|| one_line(&page.key, MAX_PAGE)), url => &page.url }
}

/// Where all of a day's comments stand on one page: that page, to be named.
fn only_page(entries: &[DigestEntry]) -> Option<Value> {
    let (first, others) = entries.split_first()?;
    others.iter().all(|entry| entry.page.key == first.page.key).then(|| page(&first.page))
}

fn quoted(comment: &Quoted, zone: &TimeZone, most: usize) -> Value {
    let shown = for_mail(&comment.html, most);
    context! {
        name => comment.name.as_deref().map_or("Anonymous".to_owned(), name),
        badge => comment.badge.as_deref().map(name),
        passage => comment.passage.as_deref().map(|passage| one_line(passage, MAX_PASSAGE)),
        at => moment(comment.at, zone),
        html => Value::from_safe_string(shown.html),
        text => shown.text,
    }
}

fn entry(entry: &DigestEntry, zone: &TimeZone) -> Value {
    context! {
        page => page(&entry.page),
        comment => quoted(&entry.comment, zone, ENTRY),
        waiting => entry.waiting,
        url => entry.url.as_ref().map(Url::as_str),
    }
}

fn actions(links: &ModerationLinks) -> Value {
    context! {
        approve => links.approve.as_ref().map(Url::as_str),
        spam => links.spam.as_str(),
        remove => links.remove.as_str(),
        reply => links.reply.as_str(),
        console => links.console.as_str(),
    }
}

fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%-d %B %Y, %H:%M %Z").to_string()
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::FirstComment => "it is its writer's first comment here".into(),
        Reason::AllHeld => "every comment waits on this site".into(),
        Reason::Links(count) => format!("it has {count} links"),
        Reason::Word(word) => format!("it holds “{}”", one_line(word, MAX_NAME)),
        Reason::TooFast => "it came faster than anybody types".into(),
        Reason::Honeypot => "a field that people cannot see was filled in".into(),
        Reason::Duplicate => "the same words stand elsewhere on the site".into(),
        Reason::LikeSpam => "the same words were called spam before".into(),
        Reason::Edited => "its words were changed since they were approved".into(),
    }
}
