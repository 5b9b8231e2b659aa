//! Who may do what to a comment, and why not.

use jiff::{SignedDuration, Timestamp};

use super::{ActorId, BanKind, Comment, CommentId, Invalid, PageId, Status, Version};

/// Deeper than any conversation, and still cheap to climb.
pub const MAX_DEPTH: u32 = 10_000;

/// More than this is no longer an emphasis.
pub const MAX_PINNED: u32 = 3;

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
    #[error("the site still has {comments} comments; say that they shall go with it")]
    SiteHasComments { comments: u32 },
    #[error("this name belongs to somebody with an account here; sign in, or choose another")]
    NameReserved,
    #[error("this mail address belongs to somebody with an account here; sign in, or leave it out")]
    EmailReserved,
    #[error("you cannot write here{}", until.map(|until| format!(" until {until:.0}")).unwrap_or_default())]
    Banned { until: Option<Timestamp> },
    #[error("you are not allowed to do this")]
    NotAllowed,
    #[error("only comments that answer nothing can be pinned")]
    PinOfReply,
    #[error("the site has replaced the key that its members come with; load the page anew")]
    SsoKeyReplaced,
    #[error("you were signed out, or what you may do has changed; sign in again")]
    SessionOver,
    #[error("there is no such mail, or it was sent")]
    UnknownMail,
    #[error("there is no code to be typed any more; ask for a new one")]
    CodeOver,
    #[error("this is not the code; {tries_left} more tries")]
    WrongCode { tries_left: u32 },
    #[error("you follow {most} pages and comments here already; stop some of them first")]
    FollowsTooMuch { most: u32 },
    #[error("you have proved another address on this site already")]
    OtherAddressProved,
    #[error("without a mail address nobody can be told; give one, or choose to be told of nothing")]
    NoAddressToTell,
    #[error("give the mail address that is to be told")]
    AddressMissing,
    #[error("{0}")]
    UnreadableReply(Invalid),
    #[error("this server sends no mail")]
    MailOff,
    #[error("its writer has changed the comment since you read it; read it again")]
    EditedMeanwhile,
    #[error(
        "these are the words of somebody with an account; only an account may decide about them, and only an owner may change another's"
    )]
    WordsOfAccount,
    #[error("at most {MAX_PINNED} comments can be pinned on a page")]
    TooManyPinned,
    #[error("this is your own comment or that of somebody with an account; nobody is banned for it")]
    BanOfStaff,
    #[error("the comment's {} is not known", kind.target_name())]
    NothingToBan { kind: BanKind },
    #[error("there is no such ban")]
    UnknownBan,
    #[error("there is no such decision, or it was undone already")]
    UnknownDecision,
    #[error("there is no such page")]
    UnknownPage,
    #[error("the page's url must be on one of the site's origins")]
    ForeignPageUrl,
    #[error("another page has this key; merge the two instead")]
    PageExists,
    #[error("a page cannot be merged into itself")]
    MergeIntoItself,
    #[error("pages of different sites cannot be merged")]
    MergeAcrossSites,
    #[error("there is no such account")]
    UnknownAccount,
    #[error("an account with this mail address exists already")]
    AccountExists,
    #[error("the words of your badge are for an owner to change")]
    LabelNotYours,
    #[error("somebody else with an account is known by this name; choose another")]
    AccountNameTaken,
    #[error("this is the last owner who can sign in; make somebody else an owner first")]
    LastOwner,
    #[error("the set-up link is over: there is an account, or the link is not the one that was printed last")]
    SetupOver,
}

/// A deleted parent may still be answered while its place is there.
pub fn check_reply(parent: &Comment, page: PageId) -> Result<(), Refusal> {
    if !parent.is_shown() {
        return Err(Refusal::UnknownParent);
    }
    if parent.page != page {
        return Err(Refusal::ParentOnOtherPage);
    }
    if parent.depth >= MAX_DEPTH {
        return Err(Refusal::ThreadTooDeep);
    }
    Ok(())
}

/// Editing and deleting by the one who wrote it. Whose it is comes first: others learn nothing of what they cannot see.
pub fn check_edit(comment: &Comment, actor: ActorId, window: SignedDuration, now: Timestamp) -> Result<(), Refusal> {
    check_seen(comment, Some(actor))?;
    if comment.actor != Some(actor) {
        return Err(Refusal::NotYours);
    }
    let ended_at = comment.id.created_at().saturating_add(window).unwrap_or(Timestamp::MAX);
    if now > ended_at {
        return Err(Refusal::EditWindowOver { ended_at });
    }
    Ok(())
}

/// Whether a comment still has the words that were read; none: any will do.
pub fn check_version(comment: &Comment, read: Option<Version>) -> Result<(), Refusal> {
    if read.is_none_or(|read| read == comment.version()) { Ok(()) } else { Err(Refusal::EditedMeanwhile) }
}

pub fn check_vote(comment: &Comment, actor: ActorId) -> Result<(), Refusal> {
    check_seen(comment, None)?;
    if comment.actor == Some(actor) {
        return Err(Refusal::OwnComment);
    }
    Ok(())
}

/// Whether there are words to act on: those that wait are there for their writer alone.
fn check_seen(comment: &Comment, writer: Option<ActorId>) -> Result<(), Refusal> {
    match comment.status {
        Status::Published => Ok(()),
        Status::Held | Status::Spam if writer.is_some() && comment.actor == writer => Ok(()),
        _ if comment.is_shown() => Err(Refusal::CommentDeleted),
        _ => Err(Refusal::UnknownComment),
    }
}
