//! What answers look like.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{self, CommentId, Sort, Vote};

#[derive(Serialize, ToSchema)]
pub struct Thread {
    pub page: Page,
    pub site: Site,
    /// The order that was applied.
    #[schema(example = "newest")]
    pub sort: &'static str,
    /// In reading order: each root followed by its branch, depth first.
    pub comments: Vec<Comment>,
    /// Where the next page of the thread begins.
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Page {
    pub key: String,
    pub url: Option<String>,
    pub title: Option<String>,
    /// How many can be read.
    pub comments: u32,
    pub points: Points,
    /// Whether new comments are refused.
    pub locked: bool,
}

#[derive(Serialize, ToSchema)]
pub struct Points {
    pub up: u32,
    pub down: u32,
    /// `up` less `down`.
    pub points: i64,
}

/// What the widget needs to know of the site's settings.
#[derive(Serialize, ToSchema)]
pub struct Site {
    pub name: String,
    /// The longest comment, in characters.
    pub max_length: u32,
    /// Seconds within which a comment may be edited and deleted by its writer.
    pub edit_window: u32,
    /// Whether images in comments are shown as such.
    pub images: bool,
}

#[derive(Serialize, ToSchema)]
pub struct Comment {
    #[schema(example = "0cm4q3k1g8000")]
    pub id: String,
    pub parent: Option<String>,
    pub root: String,
    /// 0 for a root.
    pub depth: u32,
    pub author: Author,
    /// Safe to show. Empty for a deleted comment.
    pub html: String,
    #[schema(format = DateTime)]
    pub created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub edited_at: Option<String>,
    pub votes: Votes,
    /// Direct replies.
    pub reply_count: u32,
    /// Where the branch was cut short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<More>,
    /// Whether only the comment's place is left.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// Until when its writer may change it; only in answers to the writer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub editable_until: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Author {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Hexadecimal digits to draw a picture from. They follow from the name alone.
    pub avatar: String,
}

#[derive(Serialize, ToSchema)]
pub struct Votes {
    pub up: u32,
    pub down: u32,
    /// `up` less `down`.
    pub score: i64,
}

#[derive(Serialize, ToSchema)]
pub struct More {
    pub count: u32,
    /// To be given to `GET /api/v1/comments/{id}/replies` of the root.
    pub after: String,
}

/// A comment with those it answers, root first.
#[derive(Serialize, ToSchema)]
pub struct Excerpt {
    pub page: Page,
    pub comments: Vec<Comment>,
}

#[derive(Serialize, ToSchema)]
pub struct Replies {
    pub comments: Vec<Comment>,
    pub more: Option<More>,
}

#[derive(Serialize, ToSchema)]
pub struct CommentVotes {
    pub up: u32,
    pub down: u32,
    pub score: i64,
    /// -1, 0 or 1
    pub mine: i8,
}

#[derive(Serialize, ToSchema)]
pub struct PageVotes {
    pub up: u32,
    pub down: u32,
    pub points: i64,
    /// -1, 0 or 1
    pub mine: i8,
}

#[derive(Serialize, ToSchema)]
pub struct Viewer {
    /// Whether the request had a visitor's token.
    pub visitor: bool,
    /// -1, 0 or 1
    pub page_vote: i8,
    pub votes: Vec<ViewerVote>,
    pub editable: Vec<Editable>,
}

#[derive(Serialize, ToSchema)]
pub struct ViewerVote {
    pub comment: String,
    /// -1 or 1
    pub value: i8,
}

#[derive(Serialize, ToSchema)]
pub struct Editable {
    pub comment: String,
    #[schema(format = DateTime)]
    pub until: String,
    /// The Markdown.
    pub body: String,
}

#[derive(Serialize, ToSchema)]
pub struct Preview {
    pub html: String,
}

#[derive(Serialize, ToSchema)]
pub struct Counts {
    pub counts: Vec<PageCount>,
}

#[derive(Serialize, ToSchema)]
pub struct PageCount {
    pub page: String,
    pub comments: u32,
    pub points: i64,
}

#[derive(Serialize, ToSchema)]
pub struct VisitorToken {
    pub token: String,
    #[schema(format = DateTime)]
    pub expires_at: String,
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
