use jiff::{SignedDuration, Timestamp};

use super::{AccountId, CommentId, EmailAddress, Invalid, MailboxId, SiteId};

/// The number of a mail that is to be sent, or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OutboxId(pub(crate) i64);

impl OutboxId {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        text.parse().map(Self).map_err(|_| Invalid::new("the id of a mail is a number"))
    }

    pub fn as_i64(self) -> i64 {
        self.0
    }
}

/// What a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    /// Asks whether an address is its owner's.
    Confirmation,
    /// Brings a code that proves an address.
    Code,
    /// Tells a reader of a comment.
    Comment,
    /// Tells an account of a comment it may decide about.
    Moderation,
    /// Tells an account of all comments of a day.
    Digest,
}

impl MailKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Code => "code",
            Self::Comment => "comment",
            Self::Moderation => "moderation",
            Self::Digest => "digest",
        }
    }

    /// Somebody has asked for it and waits.
    pub fn is_urgent(self) -> bool {
        matches!(self, Self::Confirmation | Self::Code)
    }

    pub(crate) fn from_stored(text: &str) -> Self {
        match text {
            "confirmation" => Self::Confirmation,
            "code" => Self::Code,
            "moderation" => Self::Moderation,
            "digest" => Self::Digest,
            _ => Self::Comment,
        }
    }
}

/// What became of a mail so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    Waiting,
    Sent,
    /// It was refused for good, or tried often enough.
    Failed,
}

impl MailState {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "waiting" => Ok(Self::Waiting),
            "sent" => Ok(Self::Sent),
            "failed" => Ok(Self::Failed),
            _ => Err(Invalid::new("the state of a mail is waiting, sent or failed")),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

/// To whom a mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    Mailbox(MailboxId),
    Account(AccountId),
}

/// A mail in the outbox.
#[derive(Debug, Clone)]
pub struct OutboxMail {
    pub id: OutboxId,
    pub site: Option<SiteId>,
    pub kind: MailKind,
    pub email: EmailAddress,
    pub recipient: Recipient,
    pub comment: Option<CommentId>,
    /// JSON; its members depend on the kind.
    pub detail: String,
    pub subject: Option<String>,
    pub state: MailState,
    pub created_at: Timestamp,
    pub due_at: Timestamp,
    pub attempts: u32,
    pub answer: Option<String>,
    pub ended_at: Option<Timestamp>,
}

/// What came of trying to send a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    Sent,
    /// There is nothing to tell any more.
    Pointless,
    /// To be tried again at that time, unless it was tried often enough.
    Postponed {
        answer: String,
        until: Timestamp,
    },
    /// Refused for good.
    Refused {
        answer: String,
    },
    /// There is no such mailbox.
    Bounced {
        answer: String,
    },
}

/// The longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(6);

/// How long to wait after so many attempts: twice as long each time, up to six hours, and by `jitter` (0 to 1) up to a quarter more, so that
/// what failed together is not tried together.
pub fn retry_after(first: SignedDuration, attempts: u32, jitter: f64) -> SignedDuration {
    let doubled = first.checked_mul(1 << attempts.saturating_sub(1).min(20)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    doubled + doubled.mul_f64(jitter.clamp(0.0, 1.0) / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_six_hours() {
        let first = SignedDuration::from_secs(60);
        let waits: Vec<_> = [1, 2, 3, 9, 10, 60].map(|attempts| retry_after(first, attempts, 0.0).as_secs()).into();
        assert_eq!(waits, [60, 120, 240, 15_360, 21_600, 21_600]);
        assert_eq!(retry_after(first, 1, 1.0).as_secs(), 75);
        let all: i64 = (1..14).map(|attempts| retry_after(first, attempts, 0.0).as_secs()).sum();
        assert!(all > 24 * 3600, "fourteen attempts take more than a day: {all} s");
    }
}
