//! Reading a thread in its order. Nothing here costs more than the comments it returns: roots come from an index in the order of the sort,
//! and a branch is walked from reply to next reply, however many there are beside or below.

use rusqlite::{Connection, Result, params, params_from_iter};

use super::comment::{COLUMNS, find, from_row, parent_of};
use crate::domain::{Branch, BranchCursor, Comment, CommentId, Cursor, Excerpt, More, PageId, Sort, ThreadQuery};

const NEWEST: (&str, &str) = ("id < ?", "id DESC");
const OLDEST: (&str, &str) = ("id > ?", "id");
/// By score in three steps, each of which begins in the index where the cursor stands: comparing the three columns at once would read all
/// ties before it again, and most comments have no votes.
const SAME_SCORE_AND_UP: (&str, &str) = ("score = ? AND up = ? AND id < ?", "id DESC");
const SAME_SCORE: (&str, &str) = ("score = ? AND up < ?", "up DESC, id DESC");
const LOWER_SCORE: (&str, &str) = ("score < ?", "score DESC, up DESC, id DESC");

/// Which roots, as an index has them.
const ALL: &str = "parent IS NULL";
/// Also where it stood on a passage and only its place is left.
const ANCHORED: &str = "anchor IS NOT NULL";

fn roots_sql(which: &str, (condition, order): (&str, &str)) -> String {
    format!(
        "SELECT {COLUMNS} FROM comment WHERE page = ? AND {which} AND shown = 1 AND pinned_at IS NULL AND {condition} ORDER BY {order} LIMIT ?"
    )
}

fn inline_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM comment WHERE page = ? AND {ANCHORED} AND shown = 1 AND id < ? AND status = 'published' ORDER BY id DESC LIMIT ?"
    )
}

const NEXT_REPLY: &str = "parent = ? AND shown = 1 AND id > ? ORDER BY id LIMIT 1";

/// The roots that stand before all others, whatever the sort.
pub(in crate::store) fn pinned(connection: &Connection, page: PageId) -> Result<Vec<Comment>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM comment WHERE page = ? AND pinned_at IS NOT NULL ORDER BY pinned_at DESC, id DESC"
        ))?
        .query_map([page.0], from_row)?
        .collect()
}

/// Words of inline comments that one answer has at most, but for one comment: every reader of the page gets them.
const MOST_INLINE_BYTES: usize = 256 * 1024;

/// The inline comments of a page, newest first, from behind `before` on: as many as `limit`, or fewer where they say much; and whether there are
/// more.
pub(in crate::store) fn inline(
    connection: &Connection,
    page: PageId,
    before: Option<CommentId>,
    limit: u32,
) -> Result<(Vec<Comment>, bool)> {
    let before = before.map_or(i64::MAX, CommentId::as_i64);
    let mut statement = connection.prepare_cached(&inline_sql())?;
    let mut rows = statement.query_map(params![page.0, before, limit + 1], from_row)?;
    let (mut found, mut bytes) = (Vec::new(), 0);
    while let Some(comment) = rows.next().transpose()? {
        if found.len() == limit as usize || bytes > MOST_INLINE_BYTES {
            return Ok((found, true));
        }
        bytes += comment.html.len() + comment.anchor.as_ref().map_or(0, |anchor| anchor.words().map(str::len).sum());
        found.push(comment);
    }
    Ok((found, false))
}

/// The roots of a page from the cursor on, without those that are pinned.
pub(in crate::store) fn roots(connection: &Connection, page: PageId, query: &ThreadQuery, limit: u32) -> Result<Vec<Comment>> {
    let mut found = Vec::new();
    let which = if query.anchored { ANCHORED } else { ALL };
    let mut take = |step, from: &[i64]| take_roots(connection, page, &roots_sql(which, step), from, limit, &mut found);
    match (query.sort, query.after) {
        (Sort::Newest, Some(Cursor::Newest(id))) => take(NEWEST, &[id.as_i64()])?,
        (Sort::Newest, _) => take(NEWEST, &[i64::MAX])?,
        (Sort::Oldest, Some(Cursor::Oldest(id))) => take(OLDEST, &[id.as_i64()])?,
        (Sort::Oldest, _) => take(OLDEST, &[CommentId::BEFORE_ALL.as_i64()])?,
        (Sort::Top, Some(Cursor::Top { score, up, id })) => {
            take(SAME_SCORE_AND_UP, &[score, up.into(), id.as_i64()])?;
            take(SAME_SCORE, &[score, up.into()])?;
            take(LOWER_SCORE, &[score])?;
        }
        (Sort::Top, _) => take(LOWER_SCORE, &[i64::MAX])?,
    }
    Ok(found)
}

/// Fills up to `limit`.
fn take_roots(connection: &Connection, page: PageId, sql: &str, from: &[i64], limit: u32, found: &mut Vec<Comment>) -> Result<()> {
    let missing = i64::from(limit.saturating_sub(found.len() as u32));
    if missing > 0 {
        let mut statement = connection.prepare_cached(sql)?;
        let values = std::iter::once(page.0).chain(from.iter().copied()).chain([missing]);
        let rows = statement.query_map(params_from_iter(values), from_row)?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(())
}

/// Words of replies that one answer has at most, but for one reply.
const MOST_REPLY_BYTES: usize = 256 * 1024;

/// What is said in a branch.
pub(in crate::store) fn bytes_of(branch: &Branch) -> usize {
    branch.comments.iter().map(|comment| comment.html.len()).sum()
}

/// The replies below a root, depth first, oldest first: at most `limit` of them, or fewer where they say much, from the cursor's place on. Nothing where that place is
/// not in this branch, or is gone with all that the cursor names.
pub(in crate::store) fn replies(
    connection: &Connection,
    root: &Comment,
    after: Option<&BranchCursor>,
    limit: u32,
) -> Result<Option<Branch>> {
    let mut walk = match after {
        None => Walk::from(root),
        Some(cursor) => match Walk::resumed(connection, root.id, cursor)? {
            Some(walk) => walk,
            None => return Ok(None),
        },
    };
    let (mut comments, mut bytes) = (Vec::new(), 0);
    while comments.len() < limit as usize && bytes <= MOST_REPLY_BYTES {
        match walk.next(connection)? {
            Some(comment) => {
                bytes += comment.html.len();
                comments.push(comment);
            }
            None => return Ok(Some(Branch { comments, more: None })),
        }
    }
    let Some(last) = comments.last().map(|last| last.id) else { return Ok(Some(Branch { comments, more: None })) };
    let line = walk.line_above(connection, last)?;
    // Asked of the thread itself: what was counted as shown may have been deleted since.
    let has_more = walk.next(connection)?.is_some();
    let shown = after.map_or(0, |cursor| cursor.shown).saturating_add(comments.len() as u32);
    let more = has_more.then(|| More { count: root.branch_count.saturating_sub(shown).max(1), after: BranchCursor { shown, line } });
    Ok(Some(Branch { comments, more }))
}

/// A root with the first of its replies.
pub(in crate::store) fn branch(connection: &Connection, root: Comment, limit: u32) -> Result<Branch> {
    let replies = replies(connection, &root, None, limit)?.unwrap_or(Branch { comments: Vec::new(), more: None });
    let comments = std::iter::once(root).chain(replies.comments).collect();
    Ok(Branch { comments, more: replies.more })
}

/// Where a walk through a branch stands: for each open level the parent, the child it has passed, and how many children are left,
/// as far as that is known. A walk that goes on from a cursor has opened the lowest level alone: of a long line most are never needed.
struct Walk {
    root: CommentId,
    levels: Vec<Level>,
}

struct Level {
    parent: CommentId,
    passed: CommentId,
    left: u32,
}

impl Walk {
    fn from(root: &Comment) -> Self {
        Self { root: root.id, levels: vec![Level { parent: root.id, passed: CommentId::BEFORE_ALL, left: root.reply_count }] }
    }

    /// Finds the cursor's place, so that the walk goes on behind it.
    fn resumed(connection: &Connection, root: CommentId, cursor: &BranchCursor) -> Result<Option<Self>> {
        let mut passed = CommentId::BEFORE_ALL;
        for id in &cursor.line {
            match find(connection, *id)? {
                Some(comment) if comment.root == root => {
                    return Ok(Some(Self { root, levels: vec![Level { parent: comment.id, passed, left: u32::MAX }] }));
                }
                Some(_) => return Ok(None),
                // Deleted meanwhile: its place is behind it among its parent's children.
                None => passed = *id,
            }
        }
        Ok(None)
    }

    /// The comment the walk has just returned, with those above it.
    fn line_above(&self, connection: &Connection, last: CommentId) -> Result<Vec<CommentId>> {
        let above = self.levels.iter().rev().map(|level| level.parent).filter(|parent| *parent != last);
        let mut line: Vec<_> = std::iter::once(last).chain(above).take(BranchCursor::MAX_LINE).collect();
        while let Some(top) = line.last().filter(|top| **top != self.root && line.len() < BranchCursor::MAX_LINE) {
            match parent_of(connection, *top)? {
                Some(parent) => line.push(parent),
                None => break,
            }
        }
        Ok(line)
    }

    /// Leaves a level whose children have all been passed, for the one above it.
    fn climb(&mut self, connection: &Connection) -> Result<()> {
        let Some(done) = self.levels.pop().filter(|done| self.levels.is_empty() && done.parent != self.root) else { return Ok(()) };
        let above = parent_of(connection, done.parent)?;
        self.levels.extend(above.map(|parent| Level { parent, passed: done.parent, left: u32::MAX }));
        Ok(())
    }

    fn next(&mut self, connection: &Connection) -> Result<Option<Comment>> {
        let mut next_reply = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM comment WHERE {NEXT_REPLY}"))?;
        while let Some(level) = self.levels.last_mut() {
            if level.left == 0 {
                self.climb(connection)?;
                continue;
            }
            let mut rows = next_reply.query_map(params![level.parent.as_i64(), level.passed.as_i64()], from_row)?;
            let Some(comment) = rows.next().transpose()? else {
                self.climb(connection)?;
                continue;
            };
            level.passed = comment.id;
            level.left -= 1;
            if comment.reply_count > 0 {
                self.levels.push(Level { parent: comment.id, passed: CommentId::BEFORE_ALL, left: comment.reply_count });
            }
            return Ok(Some(comment));
        }
        Ok(None)
    }
}

/// A comment with its root and its nearest ancestors, root first.
pub(in crate::store) fn with_ancestors(connection: &Connection, comment: Comment) -> Result<Vec<Comment>> {
    let mut line = vec![comment];
    while let Some(parent) = line.last().and_then(|comment| comment.parent).filter(|_| line.len() <= Excerpt::MAX_ANCESTORS as usize) {
        match find(connection, parent)? {
            Some(above) => line.push(above),
            None => break,
        }
    }
    let root = line.last().map(|comment| comment.root).filter(|root| line.iter().all(|comment| comment.id != *root));
    if let Some(root) = root {
        line.extend(find(connection, root)?);
    }
    line.reverse();
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::migrations::plan;

    /// The hot path must neither scan a table nor sort nor read what it does not return: that is what keeps the first page of a million
    /// comments as cheap as that of a hundred, and the thousandth as cheap as the first.
    #[test]
    fn roots_and_replies_begin_in_an_index_where_the_cursor_stands() {
        for (sql, expected) in [
            (roots_sql(ALL, NEWEST), "root_by_time (page=? AND rowid<?)"),
            (roots_sql(ALL, OLDEST), "root_by_time (page=? AND rowid>?)"),
            (roots_sql(ALL, SAME_SCORE_AND_UP), "root_by_score (page=? AND score=? AND up=? AND rowid<?)"),
            (roots_sql(ALL, SAME_SCORE), "root_by_score (page=? AND score=? AND up<?)"),
            (roots_sql(ALL, LOWER_SCORE), "root_by_score (page=? AND score<?)"),
            (roots_sql(ANCHORED, NEWEST), "anchored_by_time (page=? AND rowid<?)"),
            (roots_sql(ANCHORED, OLDEST), "anchored_by_time (page=? AND rowid>?)"),
            (roots_sql(ANCHORED, SAME_SCORE_AND_UP), "anchored_by_score (page=? AND score=? AND up=? AND rowid<?)"),
            (roots_sql(ANCHORED, SAME_SCORE), "anchored_by_score (page=? AND score=? AND up<?)"),
            (roots_sql(ANCHORED, LOWER_SCORE), "anchored_by_score (page=? AND score<?)"),
            (inline_sql(), "anchored_by_time (page=? AND rowid<?)"),
            (format!("SELECT {COLUMNS} FROM comment WHERE {NEXT_REPLY}"), "reply_by_time (parent=? AND shown=? AND rowid>?)"),
        ] {
            assert_eq!(plan(&sql), [format!("SEARCH comment USING INDEX {expected}")], "{sql}");
        }
    }

    /// What a removed page, comment or site takes with it is looked up once for each.
    #[test]
    fn removing_finds_what_belongs_to_it_by_an_index() {
        for sql in [
            "SELECT 1 FROM comment WHERE page = ?",
            "SELECT 1 FROM comment WHERE parent = ?",
            "SELECT 1 FROM vote WHERE comment = ?",
            "SELECT 1 FROM vote WHERE page = ?",
            "SELECT 1 FROM page_vote WHERE page = ?",
            "SELECT 1 FROM page WHERE site = ?",
            "SELECT 1 FROM account_role WHERE site = ?",
            "SELECT 1 FROM member WHERE site = ?",
            "SELECT 1 FROM session WHERE site = ?",
            "SELECT 1 FROM session WHERE account = ?",
            "SELECT 1 FROM session WHERE member = ?",
            "SELECT 1 FROM ban WHERE site = ?",
            "SELECT 1 FROM audit WHERE site = ?",
            "SELECT 1 FROM audit WHERE account = ?",
        ] {
            assert!(plan(sql).iter().all(|step| step.starts_with("SEARCH")), "{sql}: {:?}", plan(sql));
        }
    }
}
