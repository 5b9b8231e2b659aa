//! The words of the design as types that cannot hold a bad value, and the rules. No I/O, no SQL, no HTTP, no clock.

mod actor;
mod author;
mod comment;
mod page;
mod rules;
mod site;
mod sort;
mod text;
mod thread;
mod vote;

pub use actor::{ActorId, NetworkHash};
pub use author::{Author, AuthorName, EmailAddress, Website};
pub use comment::{Body, Comment, CommentId, Html, Votes};
pub use page::{Page, PageAddress, PageId, PageKey, PageTitle, PageUrl, Points};
pub use rules::{MAX_DEPTH, Refusal, check_edit, check_reply, check_vote};
pub use site::{Origin, Site, SiteId, SiteKey, SiteName, SiteSettings};
pub use sort::{BranchCursor, Cursor, Sort};
pub use text::has_visible_character;
pub use thread::{Branch, EditableComment, Excerpt, More, PageCounts, Thread, ThreadQuery, Viewer};
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
