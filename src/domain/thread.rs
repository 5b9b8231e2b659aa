use jiff::Timestamp;

use super::{Body, BranchCursor, Comment, CommentId, Cursor, Page, PageKey, Sort, Vote};

/// Which part of a thread is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ThreadQuery {
    pub sort: Sort,
    /// How many roots.
    pub limit: u32,
    pub after: Option<Cursor>,
    /// Only inline comments, with what is said below them. Those that were deleted or removed keep the place that their replies need, as in
    /// the whole thread.
    pub anchored: bool,
    /// With the inline comments of the page besides that can be read, as far as [`ThreadQuery::MAX_INLINE`].
    pub inline: bool,
}

impl ThreadQuery {
    pub const DEFAULT_LIMIT: u32 = 30;
    pub const MAX_LIMIT: u32 = 100;
    /// How many replies of one root come with a page of the thread; the rest is behind its `more`.
    pub const REPLIES_PER_ROOT: u32 = 20;
    /// How many inline comments can be marked in a page's text; the newest.
    pub const MAX_INLINE: u32 = 500;
}

/// What is left of a branch: how many replies, and where they go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct More {
    pub count: u32,
    pub after: BranchCursor,
}

/// Comments of one root in reading order, as far as they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    pub comments: Vec<Comment>,
    pub more: Option<More>,
}

/// One page of a thread: branches in the order of the sort, on the first page behind those that are pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    pub page: Page,
    pub branches: Vec<Branch>,
    pub next: Option<Cursor>,
    /// Newest first; where they were asked for.
    pub inline: Option<Vec<Comment>>,
}

/// A comment with those it answers, root first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    pub page: Page,
    pub comments: Vec<Comment>,
}

impl Excerpt {
    /// How many of the nearest ancestors come with a comment, besides its root.
    pub const MAX_ANCESTORS: u32 = 50;
}

/// What is counted on one page, for lists of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageCounts {
    pub key: PageKey,
    pub comments: u32,
    pub points: i64,
}

/// A comment its actor may still change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditableComment {
    pub id: CommentId,
    pub until: Timestamp,
    pub body: Body,
}

/// What one actor sees of a page that others do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub page_vote: Vote,
    pub votes: Vec<(CommentId, Vote)>,
    pub editable: Vec<EditableComment>,
    /// Comments that wait: the actor's own, or all of the page for who decides about them.
    pub pending: Vec<Comment>,
}
