use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::sqlite::{comment, page, thread, vote};
use super::{Store, StoreError};
use crate::domain::{
    ActorId, Branch, BranchCursor, Comment, CommentId, Cursor, Excerpt, Page, PageKey, Refusal, SiteId, Sort, Thread, ThreadQuery, Viewer,
    Vote,
};

/// Of words, after which a page of a thread ends early: it is held in memory, packed, and sent to whoever asks.
const MOST_BYTES: usize = 512 * 1024;

impl Store {
    /// What `make` makes of one page of a thread, by the thread that reads it. A page nobody has written on is empty, not unknown.
    pub async fn thread<T: Send + 'static>(
        &self,
        site: SiteId,
        key: PageKey,
        query: ThreadQuery,
        make: impl FnOnce(Thread) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        self.readers.run_and_make(move |connection| read_thread(connection, site, key, &query), make).await
    }

    /// The inline comments of a page, newest first, from behind `before` on, and whether there are more.
    pub async fn inline_comments(
        &self,
        site: SiteId,
        key: PageKey,
        before: Option<CommentId>,
        limit: u32,
    ) -> Result<(Page, Vec<Comment>, bool), StoreError> {
        self.readers
            .run(move |connection| {
                Ok(match page::find(connection, site, &key)? {
                    Some((id, page)) => {
                        let (comments, more) = thread::inline(connection, id, before, limit)?;
                        (page, comments, more)
                    }
                    None => (Page::untouched(key), Vec::new(), false),
                })
            })
            .await
    }

    /// The site and the page a comment stands on, with the comment. One without a place in its thread is as unknown as none.
    pub async fn excerpt(&self, id: CommentId) -> Result<Option<(SiteId, Excerpt)>, StoreError> {
        self.readers
            .run(move |connection| {
                let Some(comment) = comment::find(connection, id)?.filter(Comment::is_shown) else { return Ok(None) };
                let site = comment.site;
                let page = page::get(connection, comment.page)?;
                let comments = thread::with_ancestors(connection, comment)?;
                Ok(Some((site, Excerpt { page, comments })))
            })
            .await
    }

    /// The replies of a root from the cursor on, with the site they stand on.
    pub async fn replies(&self, root: CommentId, after: Option<BranchCursor>, limit: u32) -> Result<(SiteId, Branch), StoreError> {
        self.readers
            .run(move |connection| {
                let root = comment::find(connection, root)?.filter(Comment::is_shown).ok_or(Refusal::UnknownComment)?;
                if root.parent.is_some() {
                    return Err(Refusal::NotARoot { root: root.root }.into());
                }
                let site = root.site;
                let branch = thread::replies(connection, &root, after.as_ref(), limit)?.ok_or(Refusal::UnknownBranchCursor)?;
                Ok((site, branch))
            })
            .await
    }

    /// What this actor alone sees of a page; `moderates` adds what waits there for a decision.
    pub async fn viewer(
        &self,
        site: SiteId,
        key: PageKey,
        actor: ActorId,
        moderates: bool,
        window: SignedDuration,
        now: Timestamp,
    ) -> Result<Viewer, StoreError> {
        self.readers
            .run(move |connection| {
                let Some((id, _)) = page::find(connection, site, &key)? else {
                    return Ok(Viewer { page_vote: Vote::None, votes: Vec::new(), editable: Vec::new(), pending: Vec::new() });
                };
                let since = now.saturating_sub(window).unwrap_or(Timestamp::UNIX_EPOCH);
                let until = |id: CommentId| id.created_at().saturating_add(window).unwrap_or(Timestamp::MAX);
                Ok(Viewer {
                    page_vote: vote::on_page(connection, id, actor)?,
                    votes: vote::of_actor(connection, id, actor)?,
                    editable: comment::editable(connection, id, actor, since, until)?,
                    pending: if moderates {
                        comment::held_on_page(connection, id)?
                    } else {
                        comment::waiting_of_actor(connection, id, actor)?
                    },
                })
            })
            .await
    }
}

fn read_thread(connection: &Connection, site: SiteId, key: PageKey, query: &ThreadQuery) -> Result<Thread, StoreError> {
    let Some((id, page)) = page::find(connection, site, &key)? else {
        let inline = query.inline.then(Vec::new);
        return Ok(Thread { page: Page::untouched(key), branches: Vec::new(), next: None, inline });
    };
    let mut roots = thread::roots(connection, id, query, query.limit + 1)?;
    let mut has_next = roots.len() > query.limit as usize;
    roots.truncate(query.limit as usize);
    let mut first = if query.after.is_none() { thread::pinned(connection, id)? } else { Vec::new() };
    first.retain(|root| !query.anchored || root.anchor.is_some());
    let branch = |root| thread::branch(connection, root, ThreadQuery::REPLIES_PER_ROOT);
    let mut branches = first.into_iter().map(branch).collect::<Result<Vec<_>, _>>()?;
    let (mut last, mut bytes) = (None, branches.iter().map(thread::bytes_of).sum::<usize>());
    for root in roots {
        if last.is_some() && bytes > MOST_BYTES {
            has_next = true;
            break;
        }
        last = Some(cursor(&root, query.sort));
        branches.push(branch(root)?);
        bytes += branches.last().map_or(0, thread::bytes_of);
    }
    let next = last.filter(|_| has_next);
    let inline = if query.inline { Some(thread::inline(connection, id, None, ThreadQuery::MAX_INLINE)?.0) } else { None };
    Ok(Thread { page, branches, next, inline })
}

fn cursor(root: &Comment, sort: Sort) -> Cursor {
    match sort {
        Sort::Newest => Cursor::Newest(root.id),
        Sort::Oldest => Cursor::Oldest(root.id),
        Sort::Top => Cursor::Top { score: root.votes.score(), up: root.votes.up, id: root.id },
    }
}
