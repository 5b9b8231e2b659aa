use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Anchor, More, time};
use crate::domain::{self, CommentId, Status};

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Comment {
    #[schema(example = "0cm4q3k1g8000")]
    pub(in crate::http) id: String,
    pub(in crate::http) parent: Option<String>,
    pub(in crate::http) root: String,
    /// 0 for a root.
    pub(in crate::http) depth: u32,
    pub(in crate::http) author: Author,
    /// Safe to show. Empty for a deleted comment.
    pub(in crate::http) html: String,
    #[schema(format = DateTime)]
    pub(in crate::http) created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(in crate::http) edited_at: Option<String>,
    pub(in crate::http) votes: Votes,
    /// Direct replies.
    pub(in crate::http) reply_count: u32,
    /// Where the branch was cut short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) more: Option<More>,
    /// Whether only the comment's place is left.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::http) deleted: bool,
    /// Whether it stands before all others; roots only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::http) pinned: bool,
    /// The passage of the page's text it answers; roots only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) anchor: Option<Anchor>,
    /// `held`, `spam` or `removed`, where readers do not see it; only in answers to its writer, for whom it is always `held`, and to
    /// moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) status: Option<&'static str>,
    /// What its words are told by from those it had before; only in answers to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) version: Option<String>,
    /// Until when its writer may change it; only in answers to the writer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(in crate::http) editable_until: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Author {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) website: Option<String>,
    /// Hexadecimal digits to draw a picture from. They follow from the name alone.
    pub(in crate::http) avatar: String,
    /// Only of who proved who they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) badge: Option<Badge>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Badge {
    /// `owner`, `moderator`, `author` or `member`
    pub(in crate::http) role: &'static str,
    /// Its words, instead of the role's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) label: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Votes {
    pub(in crate::http) up: u32,
    pub(in crate::http) down: u32,
    /// `up` less `down`.
    pub(in crate::http) score: i64,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct CommentVotes {
    pub(in crate::http) up: u32,
    pub(in crate::http) down: u32,
    pub(in crate::http) score: i64,
    /// -1, 0 or 1
    pub(in crate::http) mine: i8,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Preview {
    pub(in crate::http) html: String,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Source {
    /// Markdown.
    pub(in crate::http) body: String,
    /// Of these words, to be sent with the changed ones.
    pub(in crate::http) version: String,
}

impl Comment {
    /// As its writer sees it: what is taken for spam waits like the rest.
    pub(in crate::http) fn for_writer(comment: domain::Comment, site: &domain::Site) -> Self {
        let until = comment.id.created_at().saturating_add(site.settings.edit_window()).unwrap_or(Timestamp::MAX);
        let status = (!comment.is_published()).then_some(Status::Held.as_str());
        Self { editable_until: Some(time(until)), status, ..Self::with_words(comment) }
    }

    pub(in crate::http) fn for_moderator(comment: domain::Comment) -> Self {
        let status = (!comment.is_published()).then(|| comment.status.as_str());
        let version = Some(comment.version().to_string());
        Self { status, version, ..Self::with_words(comment) }
    }

    fn with_words(comment: domain::Comment) -> Self {
        Self {
            id: comment.id.to_string(),
            parent: comment.parent.as_ref().map(CommentId::to_string),
            root: comment.root.to_string(),
            depth: comment.depth,
            author: Author::new(comment.author, comment.badge),
            html: comment.html,
            created_at: time(comment.id.created_at()),
            edited_at: comment.edited_at.map(time),
            votes: Votes { up: comment.votes.up, down: comment.votes.down, score: comment.votes.score() },
            reply_count: comment.reply_count,
            more: None,
            deleted: comment.status == Status::Deleted,
            pinned: comment.pinned,
            anchor: comment.anchor.map(|anchor| Anchor::from(*anchor)),
            status: None,
            version: None,
            editable_until: None,
        }
    }
}

/// As everybody sees it. What is not published is a place without words, whatever became of it.
impl From<domain::Comment> for Comment {
    fn from(comment: domain::Comment) -> Self {
        if comment.is_published() {
            return Self::with_words(comment);
        }
        let place = domain::Comment {
            author: domain::Author::default(),
            badge: None,
            html: String::new(),
            votes: domain::Votes::default(),
            edited_at: None,
            pinned: false,
            anchor: None,
            status: Status::Deleted,
            ..comment
        };
        Self::with_words(place)
    }
}

impl Author {
    /// The mail address stays behind.
    pub(in crate::http) fn new(author: domain::Author, badge: Option<domain::Badge>) -> Self {
        Self {
            avatar: author.name.as_ref().map(domain::AuthorName::avatar_seed).unwrap_or_default(),
            name: author.name.map(|name| name.as_str().to_owned()),
            website: author.website.map(|website| website.as_str().to_owned()),
            badge: badge.map(|badge| Badge { role: badge.role.as_str(), label: badge.label.map(|label| label.as_str().to_owned()) }),
        }
    }
}
