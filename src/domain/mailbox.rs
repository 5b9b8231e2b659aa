use jiff::Timestamp;

use super::{ActorId, AuthorName, CommentId, EmailAddress, Invalid, PageId, SiteId};

/// A mailbox's number inside the store; links in mails name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MailboxId(pub(crate) i64);

impl MailboxId {
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

/// A keyed hash of a mail address: tells whether it is the same one, to nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EmailHash([u8; 16]);

impl EmailHash {
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// A mail address on a site, once it was typed there to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub id: MailboxId,
    pub site: SiteId,
    /// None once it has left.
    pub email: Option<EmailAddress>,
    /// Who has proved that it is theirs.
    pub actor: Option<ActorId>,
    pub name: Option<AuthorName>,
    pub confirmed_at: Option<Timestamp>,
    pub bounced_at: Option<Timestamp>,
    /// It has left, and may be used again.
    pub may_return: bool,
}

/// What somebody asks to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Following {
    /// Each new comment of the page.
    Page,
    /// What is said below this comment.
    Replies(CommentId),
}

impl Following {
    /// None where it is the page.
    pub fn comment(self) -> Option<CommentId> {
        match self {
            Self::Page => None,
            Self::Replies(comment) => Some(comment),
        }
    }
}

/// What a mailbox asked to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub page: PageId,
    pub following: Following,
    pub page_key: String,
    pub page_title: Option<String>,
    pub page_url: Option<String>,
    /// The first words of the comment whose replies they are.
    pub excerpt: Option<String>,
    pub asked_at: Timestamp,
    /// Its owner had ended it, and somebody has asked for it again: nothing comes of it until they say so.
    pub to_be_asked: bool,
}

/// The choice beside a comment's form: "Notify of".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotifyOf {
    Replies,
    Page,
}

impl NotifyOf {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "replies" => Ok(Self::Replies),
            "page" => Ok(Self::Page),
            _ => Err(Invalid::new("it must be replies or page")),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Replies => "replies",
            Self::Page => "page",
        }
    }
}

/// Of which comments an account is told by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailChoice {
    Each,
    /// All of a day in one mail.
    Daily,
    /// Those alone that wait for a decision.
    Waiting,
    None,
}

impl MailChoice {
    /// Until an account says otherwise.
    pub fn usual(owner: bool) -> Self {
        if owner { Self::Each } else { Self::Waiting }
    }

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "each" => Ok(Self::Each),
            "daily" => Ok(Self::Daily),
            "waiting" => Ok(Self::Waiting),
            "none" => Ok(Self::None),
            _ => Err(Invalid::new("the choice of mail must be each, daily, waiting or none")),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Daily => "daily",
            Self::Waiting => "waiting",
            Self::None => "none",
        }
    }
}

/// A code that proves an address: six digits, however they are spaced.
#[derive(Clone, PartialEq, Eq)]
pub struct ProofCode(String);

impl ProofCode {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{A0}')).collect();
        let fits = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Self(digits)) } else { Err(Invalid::new("the code has six digits")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
