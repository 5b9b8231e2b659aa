//! What a mail is made of. Everything in it is somebody's data; nothing here is trusted to fit into a header or into HTML.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use crate::domain::{CommentId, EmailAddress, Reason, SiteKey};

/// A mail before it has words.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: EmailAddress,
    pub to_name: Option<String>,
    pub date: Timestamp,
    pub id: LetterId,
    pub site: LetterSite,
    pub page: Option<LetterPage>,
    pub links: LetterLinks,
    pub content: Content,
}

/// What makes a mail's `Message-ID`, so that the same mail sent twice is known to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterId {
    /// About a comment: answers to it name it.
    Comment(CommentId),
    /// About a comment of which there was a mail before: which row of the outbox it is.
    Again(CommentId, i64),
    /// A row of the outbox.
    Other(i64),
    /// Sent by hand.
    Test(Timestamp),
}

/// The site that a mail is about.
#[derive(Debug, Clone)]
pub struct LetterSite {
    pub key: SiteKey,
    pub name: String,
    pub url: Option<String>,
    /// Times are written in it.
    pub time_zone: TimeZone,
}

/// The page that a mail is about.
#[derive(Debug, Clone)]
pub struct LetterPage {
    pub key: String,
    pub title: Option<String>,
    pub url: Option<String>,
}

/// What every mail leads to.
#[derive(Debug, Clone)]
pub struct LetterLinks {
    /// Ends mails of this kind, by one click in the mail program or on the page it opens.
    pub leave: Url,
    /// Everything that the address follows; accounts have the console for that.
    pub manage: Option<Url>,
}

/// What a mail says.
#[derive(Debug, Clone)]
pub enum Content {
    /// Somebody asked for mails to this address. Nothing else is sent to it before it agrees.
    Confirmation { scope: Scope, by: Option<String>, confirm: Url },
    /// Proves that whoever types it reads this address' mails.
    Code { code: String, minutes: u32 },
    /// Somebody wrote where the reader follows.
    Comment {
        why: Why,
        comment: Quoted,
        answers: Option<Quoted>,
        /// The comments above it, the root first.
        ancestors: Vec<CommentId>,
        url: Option<Url>,
    },
    /// Somebody wrote, told to those who look after the site.
    Moderation {
        comment: Quoted,
        answers: Option<Quoted>,
        ancestors: Vec<CommentId>,
        /// Where it waits: why.
        waiting: Option<Vec<Reason>>,
        actions: ModerationLinks,
    },
    /// A day's comments, told to those who look after the site.
    /// `more`: there are others that it does not tell of.
    Digest { entries: Vec<DigestEntry>, more: bool, console: Url },
    /// Sent by hand, to see whether mails arrive.
    Test { transport: &'static str },
}

/// What somebody asked to be told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every comment on a page.
    Page,
    /// What is written below a comment there.
    Replies,
}

/// Why a reader is told of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Page,
    /// It answers their own comment.
    Reply,
    /// It stands below one they follow, their own or another's.
    Below,
}

/// A comment as its thread shows it.
#[derive(Debug, Clone)]
pub struct Quoted {
    pub id: CommentId,
    pub name: Option<String>,
    pub badge: Option<String>,
    pub at: Timestamp,
    pub html: String,
    /// The passage of the page's text that it answers.
    pub passage: Option<String>,
}

/// Pages that show what would happen, and do it when asked once more.
#[derive(Debug, Clone)]
pub struct ModerationLinks {
    pub approve: Option<Url>,
    pub spam: Url,
    pub remove: Url,
    pub reply: Url,
    pub console: Url,
}

/// One comment of a day.
#[derive(Debug, Clone)]
pub struct DigestEntry {
    pub page: LetterPage,
    pub comment: Quoted,
    pub waiting: bool,
    pub url: Option<Url>,
}
