//! The words of the design as types that cannot hold a bad value, and the rules. No I/O, no SQL, no HTTP, no clock.

mod account;
mod actor;
mod anchor;
mod author;
mod ban;
mod change;
mod comment;
mod fingerprint;
mod held_words;
mod look;
mod mailbox;
mod moderated;
mod name_look;
mod numbers;
mod outbox;
mod page;
mod permission;
mod refusal;
mod reserved;
mod rules;
mod site;
mod site_change;
mod skeleton;
mod sort;
mod speaker;
mod status;
mod text;
mod thread;
mod time_zone;
mod vote;

pub use account::{Account, AccountId, Badge, BadgeLabel, Member, MemberId, MemberProfile, Role, SiteRole};
pub use actor::{ActorId, NetworkHash, SessionId};
pub use anchor::{Anchor, Passage, QuestionKey, Surrounding, TextPosition};
pub use author::{Author, AuthorName, EmailAddress, Website};
pub use ban::{Ban, BanDays, BanId, BanKind, BanReason, BanSubject, BanTarget, SaltPeriod, WebsiteDomain};
pub use change::Change;
pub use comment::{Body, Comment, CommentId, Html, Version, Votes};
pub use fingerprint::Fingerprint;
pub use held_words::{HoldWord, ReadText};
pub use mailbox::{EmailHash, Following, MailChoice, Mailbox, MailboxId, NotifyOf, ProofCode, Subscription};
pub use moderated::{Answered, Moderated, ModeratedQuery, PageRef, Person, SaltedNetwork};
pub use outbox::{Delivery, MailKind, MailState, OutboxId, OutboxMail, Recipient, retry_after};
pub use page::{Page, PageAddress, PageId, PageKey, PageRow, PageTitle, PageUrl, Points};
pub use permission::{Action, may};
pub use refusal::{MAX_DEPTH, MAX_PINNED, Refusal, check_edit, check_reply, check_version, check_vote};
pub use reserved::ReservedNames;
pub use rules::{Case, Hold, Reason, Rules, Signals, Verdict, judge};
pub use site::{Origin, Site, SiteId, SiteKey, SiteName, SiteSettings, SsoSettings};
pub use site_change::{SettingsChange, SiteChange};
pub use skeleton::Skeleton;
pub use sort::{BranchCursor, Cursor, Sort};
pub use speaker::{Speaker, SpeakerKind};
pub use status::{Decided, Seen, Status};
pub use text::{has_visible_character, tidy_line};
pub use thread::{Branch, EditableComment, Excerpt, More, PageCounts, Thread, ThreadQuery, Viewer};
pub use time_zone::TimeZoneName;
pub use vote::Vote;

/// Why a value was refused: what is wrong and what would be right, in words for the one who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}
