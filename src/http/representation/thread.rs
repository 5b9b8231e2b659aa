use serde::Serialize;
use utoipa::ToSchema;

use super::{Comment, time};
use crate::domain::{self, Sort};

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Thread {
    pub(in crate::http) page: Page,
    pub(in crate::http) site: Site,
    /// The order that was applied.
    #[schema(example = "newest")]
    pub(in crate::http) sort: &'static str,
    /// In reading order: each root followed by its branch, depth first.
    pub(in crate::http) comments: Vec<Comment>,
    /// Where the next page of the thread begins.
    pub(in crate::http) next: Option<String>,
    /// The newest inline comments, 500 and 256 KiB at most, whether they are among `comments` or not; where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) inline: Option<Vec<Comment>>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Page {
    pub(in crate::http) key: String,
    pub(in crate::http) url: Option<String>,
    pub(in crate::http) title: Option<String>,
    /// How many can be read.
    pub(in crate::http) comments: u32,
    pub(in crate::http) points: Points,
    /// Whether it was closed by hand.
    pub(in crate::http) locked: bool,
    /// When it stopped, or will stop, taking comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(in crate::http) closes_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Points {
    pub(in crate::http) up: u32,
    pub(in crate::http) down: u32,
    /// `up` less `down`.
    pub(in crate::http) points: i64,
}

/// What the widget needs to know of the site's settings.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Site {
    pub(in crate::http) name: String,
    /// The longest comment, in characters.
    pub(in crate::http) max_length: u32,
    /// Seconds within which a comment may be edited and deleted by its writer.
    pub(in crate::http) edit_window: u32,
    /// Whether images in comments are shown as such.
    pub(in crate::http) images: bool,
    /// Whether readers can be told of comments by mail.
    pub(in crate::http) mail: bool,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct More {
    pub(in crate::http) count: u32,
    /// To be given to `GET /api/v1/comments/{id}/replies` of the root.
    pub(in crate::http) after: String,
}

/// A comment with those it answers, root first.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Excerpt {
    pub(in crate::http) page: Page,
    pub(in crate::http) comments: Vec<Comment>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Replies {
    pub(in crate::http) comments: Vec<Comment>,
    pub(in crate::http) more: Option<More>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct PageVotes {
    pub(in crate::http) up: u32,
    pub(in crate::http) down: u32,
    pub(in crate::http) points: i64,
    /// -1, 0 or 1
    pub(in crate::http) mine: i8,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Counts {
    pub(in crate::http) counts: Vec<PageCount>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct PageCount {
    pub(in crate::http) page: String,
    pub(in crate::http) comments: u32,
    pub(in crate::http) points: i64,
}

impl Thread {
    pub(in crate::http) fn new(thread: domain::Thread, site: &domain::Site, sort: Sort, mail: bool) -> Self {
        Self {
            page: Page::new(thread.page, site),
            site: Site::new(site, mail),
            sort: sort.as_str(),
            comments: thread.branches.into_iter().flat_map(with_more_on_root).collect(),
            next: thread.next.map(|cursor| cursor.to_string()),
            inline: thread.inline.map(|comments| comments.into_iter().map(Comment::from).collect()),
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

impl Page {
    pub(in crate::http) fn new(page: domain::Page, site: &domain::Site) -> Self {
        Self {
            closes_at: page.closes_at(&site.settings.rules).map(time),
            locked: page.locked_at.is_some(),
            key: page.key.as_str().to_owned(),
            url: page.url,
            title: page.title,
            comments: page.comments,
            points: Points { up: page.points.up, down: page.points.down, points: page.points.points() },
        }
    }
}

impl Site {
    fn new(site: &domain::Site, mail: bool) -> Self {
        Self {
            mail,
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

impl Excerpt {
    pub(in crate::http) fn new(excerpt: domain::Excerpt, site: &domain::Site) -> Self {
        Self { page: Page::new(excerpt.page, site), comments: excerpt.comments.into_iter().map(Comment::from).collect() }
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
