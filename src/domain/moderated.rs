//! Comments and those who wrote them, as moderators see them.

use jiff::Timestamp;

use super::{ActorId, Body, Comment, CommentId, EmailAddress, NetworkHash, PageId, PageKey, Reason, SiteId, Status};

/// A page, as far as a list of comments names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRef {
    pub id: PageId,
    pub key: PageKey,
    pub title: Option<String>,
    pub url: Option<String>,
}

/// What a comment answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub id: CommentId,
    pub name: Option<String>,
    pub body: Body,
    /// Whether readers cannot see it.
    pub hidden: bool,
}

/// A network's hash with the time whose salt it was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaltedNetwork {
    pub hash: NetworkHash,
    pub salted_at: Timestamp,
}

/// A comment with what readers must not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderated {
    pub comment: Comment,
    pub page: PageRef,
    pub answers: Option<Answered>,
    pub email: Option<EmailAddress>,
    pub body: Body,
    pub reasons: Vec<Reason>,
    pub links: u32,
    pub network: Option<SaltedNetwork>,
    /// Whether its writer had no published comment on the site before.
    pub newcomer: bool,
}

/// Which comments a moderator asks for, newest first.
#[derive(Debug, Clone, Default)]
pub struct ModeratedQuery {
    /// Those the moderator may see.
    pub sites: Vec<SiteId>,
    /// None for all.
    pub status: Option<Status>,
    pub page: Option<PageId>,
    pub actor: Option<ActorId>,
    /// Words, or a whole mail address.
    pub search: Option<String>,
    pub unanswered: bool,
    pub links: bool,
    pub newcomers: bool,
    pub after: Option<CommentId>,
    pub limit: u32,
}

/// What an actor has written on a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub published: u32,
    pub held: u32,
    pub spam: u32,
    pub removed: u32,
    pub first_at: Option<Timestamp>,
}
