use serde::Serialize;
use utoipa::ToSchema;

use super::{Author, Comment, time};
use crate::discussion::Followed;
use crate::domain::{self, Action, CommentId, Speaker, Status, Vote};

/// Who is signed in to a site's threads.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Me {
    #[serde(flatten)]
    pub(in crate::http) author: Author,
    /// `owner`, `moderator`, `author` or `member`
    pub(in crate::http) role: &'static str,
    pub(in crate::http) may_moderate: bool,
    /// `account` or `member`
    pub(in crate::http) kind: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Viewer {
    /// Whether the request had a token.
    pub(in crate::http) visitor: bool,
    /// Who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) account: Option<Me>,
    /// -1, 0 or 1
    pub(in crate::http) page_vote: i8,
    pub(in crate::http) votes: Vec<ViewerVote>,
    pub(in crate::http) editable: Vec<Editable>,
    /// Own comments that wait; for moderators all that wait on the page. Newest first.
    pub(in crate::http) pending: Vec<Comment>,
    /// Whether one can be told by mail without typing an address.
    pub(in crate::http) email_verified: bool,
    /// Of what one is told by mail here.
    pub(in crate::http) subscriptions: Subscriptions,
    /// Who has proved an address without having an account.
    pub(in crate::http) reader: Option<Reader>,
}

#[derive(Serialize, Default, ToSchema)]
pub(in crate::http) struct Subscriptions {
    /// Each new comment.
    pub(in crate::http) page: bool,
    /// What is said below these.
    pub(in crate::http) comments: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Reader {
    pub(in crate::http) name: Option<String>,
    /// Whether the address is kept, so that it need not be typed.
    pub(in crate::http) email: bool,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct ViewerVote {
    pub(in crate::http) comment: String,
    /// -1 or 1
    pub(in crate::http) value: i8,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Editable {
    pub(in crate::http) comment: String,
    #[schema(format = DateTime)]
    pub(in crate::http) until: String,
    /// The Markdown.
    pub(in crate::http) body: String,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct VisitorToken {
    pub(in crate::http) token: String,
    #[schema(format = DateTime)]
    pub(in crate::http) expires_at: String,
}

/// Somebody who has proved an address, and the token they go by from now on.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct ReaderToken {
    pub(in crate::http) token: String,
    #[schema(format = DateTime)]
    pub(in crate::http) expires_at: String,
    pub(in crate::http) author: Reader,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct SessionToken {
    pub(in crate::http) token: String,
    #[schema(format = DateTime)]
    pub(in crate::http) expires_at: String,
    pub(in crate::http) account: Me,
}

impl Me {
    /// None for a visitor.
    pub(in crate::http) fn of(speaker: &Speaker) -> Option<Self> {
        Some(Self {
            author: Author::new(speaker.profile.clone()?, speaker.badge.clone()),
            role: speaker.role?.as_str(),
            may_moderate: speaker.may(Action::Moderate),
            kind: speaker.kind.as_str(),
        })
    }
}

impl Viewer {
    pub(in crate::http) fn nobody() -> Self {
        Self {
            visitor: false,
            account: None,
            page_vote: 0,
            votes: Vec::new(),
            editable: Vec::new(),
            pending: Vec::new(),
            email_verified: false,
            subscriptions: Subscriptions::default(),
            reader: None,
        }
    }

    pub(in crate::http) fn known(viewer: domain::Viewer, speaker: &Speaker, followed: Followed) -> Self {
        let moderates = speaker.may(Action::Moderate);
        let waiting = |comment: domain::Comment| {
            let shown = Comment::for_moderator(comment);
            if moderates { shown } else { Comment { status: Some(Status::Held.as_str()), version: None, ..shown } }
        };
        let vote = |(comment, vote): (CommentId, Vote)| ViewerVote { comment: comment.to_string(), value: vote.value() };
        let editable = |editable: domain::EditableComment| Editable {
            comment: editable.id.to_string(),
            until: time(editable.until),
            body: editable.body.as_str().to_owned(),
        };
        Self {
            visitor: true,
            account: Me::of(speaker),
            page_vote: viewer.page_vote.value(),
            votes: viewer.votes.into_iter().map(vote).collect(),
            editable: viewer.editable.into_iter().map(editable).collect(),
            pending: viewer.pending.into_iter().map(waiting).collect(),
            email_verified: followed.email_verified,
            subscriptions: Subscriptions {
                page: followed.here.page,
                comments: followed.here.comments.iter().map(ToString::to_string).collect(),
            },
            reader: followed.reader.map(Reader::from),
        }
    }
}

impl From<domain::Mailbox> for Reader {
    fn from(mailbox: domain::Mailbox) -> Self {
        Self { email: mailbox.email.is_some(), name: mailbox.name.map(|name| name.as_str().to_owned()) }
    }
}
