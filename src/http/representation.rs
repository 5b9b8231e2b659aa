//! What answers look like.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{self, CommentId, Sort, Vote};

#[derive(Serialize, ToSchema)]
pub(super) struct Thread {
    pub(super) page: Page,
    pub(super) site: Site,
    /// The order that was applied.
    #[schema(example = "newest")]
    pub(super) sort: &'static str,
    /// In reading order: each root followed by its branch, depth first.
    pub(super) comments: Vec<Comment>,
    /// Where the next page of the thread begins.
    pub(super) next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Page {
    pub(super) key: String,
    pub(super) url: Option<String>,
    pub(super) title: Option<String>,
    /// How many can be read.
    pub(super) comments: u32,
    pub(super) points: Points,
    /// Whether new comments are refused.
    pub(super) locked: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Points {
    pub(super) up: u32,
    pub(super) down: u32,
    /// `up` less `down`.
    pub(super) points: i64,
}

/// What the widget needs to know of the site's settings.
#[derive(Serialize, ToSchema)]
pub(super) struct Site {
    pub(super) name: String,
    /// The longest comment, in characters.
    pub(super) max_length: u32,
    /// Seconds within which a comment may be edited and deleted by its writer.
    pub(super) edit_window: u32,
    /// Whether images in comments are shown as such.
    pub(super) images: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Comment {
    #[schema(example = "0cm4q3k1g8000")]
    pub(super) id: String,
    pub(super) parent: Option<String>,
    pub(super) root: String,
    /// 0 for a root.
    pub(super) depth: u32,
    pub(super) author: Author,
    /// Safe to show. Empty for a deleted comment.
    pub(super) html: String,
    #[schema(format = DateTime)]
    pub(super) created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(super) edited_at: Option<String>,
    pub(super) votes: Votes,
    /// Direct replies.
    pub(super) reply_count: u32,
    /// Where the branch was cut short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) more: Option<More>,
    /// Whether only the comment's place is left.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) deleted: bool,
    /// Until when its writer may change it; only in answers to the writer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(super) editable_until: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Author {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) website: Option<String>,
    /// Hexadecimal digits to draw a picture from. They follow from the name alone.
    pub(super) avatar: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Votes {
    pub(super) up: u32,
    pub(super) down: u32,
    /// `up` less `down`.
    pub(super) score: i64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct More {
    pub(super) count: u32,
    /// To be given to `GET /api/v1/comments/{id}/replies` of the root.
    pub(super) after: String,
}

/// A comment with those it answers, root first.
#[derive(Serialize, ToSchema)]
pub(super) struct Excerpt {
    pub(super) page: Page,
    pub(super) comments: Vec<Comment>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Replies {
    pub(super) comments: Vec<Comment>,
    pub(super) more: Option<More>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct CommentVotes {
    pub(super) up: u32,
    pub(super) down: u32,
    pub(super) score: i64,
    /// -1, 0 or 1
    pub(super) mine: i8,
}

#[derive(Serialize, ToSchema)]
pub(super) struct PageVotes {
    pub(super) up: u32,
    pub(super) down: u32,
    pub(super) points: i64,
    /// -1, 0 or 1
    pub(super) mine: i8,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Viewer {
    /// Whether the request had a visitor's token.
    pub(super) visitor: bool,
    /// -1, 0 or 1
    pub(super) page_vote: i8,
    pub(super) votes: Vec<ViewerVote>,
    pub(super) editable: Vec<Editable>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ViewerVote {
    pub(super) comment: String,
    /// -1 or 1
    pub(super) value: i8,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Editable {
    pub(super) comment: String,
    #[schema(format = DateTime)]
    pub(super) until: String,
    /// The Markdown.
    pub(super) body: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Preview {
    pub(super) html: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Counts {
    pub(super) counts: Vec<PageCount>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct PageCount {
    pub(super) page: String,
    pub(super) comments: u32,
    pub(super) points: i64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct VisitorToken {
    pub(super) token: String,
    #[schema(format = DateTime)]
    pub(super) expires_at: String,
}

/// RFC 3339 in UTC, to the second.
pub(super) fn time(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}

impl Thread {
    pub(super) fn new(thread: domain::Thread, site: &domain::Site, sort: Sort) -> Self {
        Self {
            page: thread.page.into(),
            site: site.into(),
            sort: sort.as_str(),
            comments: thread.branches.into_iter().flat_map(with_more_on_root).collect(),
            next: thread.next.map(|cursor| cursor.to_string()),
        }
    }
}

fn with_more_on_root(branch: domain::Branch) -> Vec<Comment> {
    let mut comments: Vec<Comment> = branch.comments.into_iter().map(Comment::from).collect();
    if let Some(root) = comments.first_mut() {
        root.more = branch.more.map(More::from);
    }
    comments
}

impl Comment {
    /// As its writer sees it.
    pub(super) fn for_writer(comment: domain::Comment, site: &domain::Site) -> Self {
        let until = comment.id.created_at().saturating_add(site.settings.edit_window()).unwrap_or(Timestamp::MAX);
        Self { editable_until: Some(time(until)), ..comment.into() }
    }
}

impl From<domain::Comment> for Comment {
    fn from(comment: domain::Comment) -> Self {
        Self {
            id: comment.id.to_string(),
            parent: comment.parent.as_ref().map(CommentId::to_string),
            root: comment.root.to_string(),
            depth: comment.depth,
            author: comment.author.into(),
            html: comment.html,
            created_at: time(comment.id.created_at()),
            edited_at: comment.edited_at.map(time),
            votes: Votes { up: comment.votes.up, down: comment.votes.down, score: comment.votes.score() },
            reply_count: comment.reply_count,
            more: None,
            deleted: comment.deleted,
            editable_until: None,
        }
    }
}

/// The mail address stays behind.
impl From<domain::Author> for Author {
    fn from(author: domain::Author) -> Self {
        Self {
            avatar: author.name.as_ref().map(domain::AuthorName::avatar_seed).unwrap_or_default(),
            name: author.name.map(|name| name.as_str().to_owned()),
            website: author.website.map(|website| website.as_str().to_owned()),
        }
    }
}

impl From<domain::Page> for Page {
    fn from(page: domain::Page) -> Self {
        Self {
            key: page.key.as_str().to_owned(),
            url: page.url,
            title: page.title,
            comments: page.comments,
            points: Points { up: page.points.up, down: page.points.down, points: page.points.points() },
            locked: page.locked,
        }
    }
}

impl From<&domain::Site> for Site {
    fn from(site: &domain::Site) -> Self {
        Self {
            name: site.name.as_str().to_owned(),
            max_length: site.settings.max_length,
            edit_window: site.settings.edit_window_seconds,
            images: site.settings.images,
        }
    }
}

impl From<domain::More> for More {
    fn from(more: domain::More) -> Self {
        Self { count: more.count, after: more.after.to_string() }
    }
}

impl From<domain::Excerpt> for Excerpt {
    fn from(excerpt: domain::Excerpt) -> Self {
        Self { page: excerpt.page.into(), comments: excerpt.comments.into_iter().map(Comment::from).collect() }
    }
}

impl From<domain::Branch> for Replies {
    fn from(branch: domain::Branch) -> Self {
        Self { comments: branch.comments.into_iter().map(Comment::from).collect(), more: branch.more.map(More::from) }
    }
}

impl From<domain::PageCounts> for PageCount {
    fn from(counts: domain::PageCounts) -> Self {
        Self { page: counts.key.as_str().to_owned(), comments: counts.comments, points: counts.points }
    }
}

impl Viewer {
    pub(super) fn nobody() -> Self {
        Self { visitor: false, page_vote: 0, votes: Vec::new(), editable: Vec::new() }
    }

    pub(super) fn known(viewer: domain::Viewer) -> Self {
        let vote = |(comment, vote): (CommentId, Vote)| ViewerVote { comment: comment.to_string(), value: vote.value() };
        let editable = |editable: domain::EditableComment| Editable {
            comment: editable.id.to_string(),
            until: time(editable.until),
            body: editable.body.as_str().to_owned(),
        };
        Self {
            visitor: true,
            page_vote: viewer.page_vote.value(),
            votes: viewer.votes.into_iter().map(vote).collect(),
            editable: viewer.editable.into_iter().map(editable).collect(),
        }
    }
}
