//! Who may do what to a comment, and why not.

use jiff::{SignedDuration, Timestamp};

use super::{ActorId, Comment, CommentId, PageId};

/// Deeper than any conversation, and still cheap to climb.
pub const MAX_DEPTH: u32 = 10_000;

/// What was asked for is well formed, but may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such comment")]
    UnknownComment,
    #[error("the comment to reply to does not exist")]
    UnknownParent,
    #[error("the comment to reply to stands on another page")]
    ParentOnOtherPage,
    #[error("replies can be at most {MAX_DEPTH} deep; start a new comment")]
    ThreadTooDeep,
    #[error("the comment was deleted")]
    CommentDeleted,
    #[error("this page takes no more comments")]
    PageLocked,
    #[error("this comment is somebody else's")]
    NotYours,
    #[error("the time for changing this comment ended at {ended_at:.0}")]
    EditWindowOver { ended_at: Timestamp },
    #[error("nobody votes on their own comment")]
    OwnComment,
    #[error("enough votes on this have come from your network")]
    NetworkVoteLimit,
    #[error("this is a reply; replies are read by the root of their branch, {root}")]
    NotARoot { root: CommentId },
    #[error("the cursor belongs to another branch, or its comment is gone; begin again without it")]
    UnknownBranchCursor,
    #[error("there is no such site")]
    UnknownSite,
    #[error("a site with this key exists already")]
    SiteExists,
}

/// A deleted parent may still be answered: its place in the conversation is there.
pub fn check_reply(parent: &Comment, page: PageId) -> Result<(), Refusal> {
    if parent.page != page {
        return Err(Refusal::ParentOnOtherPage);
    }
    if parent.depth >= MAX_DEPTH {
        return Err(Refusal::ThreadTooDeep);
    }
    Ok(())
}

/// Editing and deleting by the one who wrote it.
pub fn check_edit(comment: &Comment, actor: ActorId, window: SignedDuration, now: Timestamp) -> Result<(), Refusal> {
    if comment.deleted {
        return Err(Refusal::CommentDeleted);
    }
    if comment.actor != Some(actor) {
        return Err(Refusal::NotYours);
    }
    let ended_at = comment.id.created_at().saturating_add(window).unwrap_or(Timestamp::MAX);
    if now > ended_at {
        return Err(Refusal::EditWindowOver { ended_at });
    }
    Ok(())
}

pub fn check_vote(comment: &Comment, actor: ActorId) -> Result<(), Refusal> {
    if comment.deleted {
        return Err(Refusal::CommentDeleted);
    }
    if comment.actor == Some(actor) {
        return Err(Refusal::OwnComment);
    }
    Ok(())
}
