//! Reading a thread in its order. Nothing here costs more than the comments it returns: roots come from an index in the order of the sort,
//! and a branch is walked from reply to next reply, however many there are beside or below.

use rusqlite::{Connection, Result, params};

use super::comment::{COLUMNS, find, from_row};
use crate::domain::{Branch, BranchCursor, Comment, CommentId, Cursor, Excerpt, More, PageId, Sort};

/// The roots of a page from the cursor on.
pub(in crate::store) fn roots(
    connection: &Connection,
    page: PageId,
    sort: Sort,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Comment>> {
    let sql = roots_sql(sort);
    let mut statement = connection.prepare_cached(&sql)?;
    let page = page.0;
    let rows = match (sort, after) {
        (Sort::Newest, Some(Cursor::Newest(id))) => statement.query_map(params![page, id.as_i64(), limit], from_row),
        (Sort::Oldest, Some(Cursor::Oldest(id))) => statement.query_map(params![page, id.as_i64(), limit], from_row),
        (Sort::Top, Some(Cursor::Top { score, up, id })) => statement.query_map(params![page, score, up, id.as_i64(), limit], from_row),
        (Sort::Newest, _) => statement.query_map(params![page, i64::MAX, limit], from_row),
        (Sort::Oldest, _) => statement.query_map(params![page, -1, limit], from_row),
        (Sort::Top, _) => statement.query_map(params![page, i64::MAX, i64::MAX, i64::MAX, limit], from_row),
    };
    rows?.collect()
}

fn roots_sql(sort: Sort) -> String {
    let (condition, order) = match sort {
        Sort::Newest => ("id < ?", "id DESC"),
        Sort::Oldest => ("id > ?", "id"),
        Sort::Top => ("(score, up, id) < (?, ?, ?)", "score DESC, up DESC, id DESC"),
    };
    format!("SELECT {COLUMNS} FROM comment WHERE page = ? AND parent IS NULL AND {condition} ORDER BY {order} LIMIT ?")
}

/// The replies below a root, depth first, oldest first: at most `limit` of them, from the cursor's place on. Nothing where that place is
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
    let mut comments = Vec::new();
    while comments.len() < limit as usize {
        match walk.next(connection)? {
            Some(comment) => comments.push(comment),
            None => return Ok(Some(Branch { comments, more: None })),
        }
    }
    let shown = after.map_or(0, |cursor| cursor.shown).saturating_add(limit);
    let count = root.branch_count.saturating_sub(shown);
    let more =
        comments.last().filter(|_| count > 0).map(|last| More { count, after: BranchCursor { shown, line: walk.line_above(last.id) } });
    Ok(Some(Branch { comments, more }))
}

/// A root with the first of its replies.
pub(in crate::store) fn branch(connection: &Connection, root: Comment, limit: u32) -> Result<Branch> {
    let replies = replies(connection, &root, None, limit)?.unwrap_or(Branch { comments: Vec::new(), more: None });
    let comments = std::iter::once(root).chain(replies.comments).collect();
    Ok(Branch { comments, more: replies.more })
}

/// Where a walk through a branch stands: for each open level the parent, the child it has passed, and how many children are left,
/// as far as that is known.
struct Walk {
    levels: Vec<Level>,
}

struct Level {
    parent: CommentId,
    passed: CommentId,
    left: u32,
}

impl Walk {
    fn from(root: &Comment) -> Self {
        Self { levels: vec![Level { parent: root.id, passed: CommentId::from_i64(0), left: root.reply_count }] }
    }

    /// Climbs from the cursor's place to the root, so that the walk goes on behind it.
    fn resumed(connection: &Connection, root: CommentId, cursor: &BranchCursor) -> Result<Option<Self>> {
        let mut passed = None;
        for id in &cursor.line {
            match find(connection, *id)? {
                Some(comment) if comment.root == root => return Self::climbed(connection, root, &comment, passed).map(Some),
                Some(_) => return Ok(None),
                // Deleted meanwhile: its place is behind it among its parent's children.
                None => passed = Some(*id),
            }
        }
        Ok(None)
    }

    fn climbed(connection: &Connection, root: CommentId, lowest: &Comment, passed: Option<CommentId>) -> Result<Self> {
        let mut levels = vec![Level { parent: lowest.id, passed: passed.unwrap_or(CommentId::from_i64(0)), left: u32::MAX }];
        let mut parents = connection.prepare_cached("SELECT parent FROM comment WHERE id = ?")?;
        let (mut child, mut parent) = (lowest.id, lowest.parent);
        while let Some(id) = parent.filter(|_| child != root) {
            levels.push(Level { parent: id, passed: child, left: u32::MAX });
            child = id;
            parent = parents.query_row([id.as_i64()], |row| row.get::<_, Option<i64>>(0))?.map(CommentId::from_i64);
        }
        levels.reverse();
        Ok(Self { levels })
    }

    /// The comment the walk has just returned, with those above it.
    fn line_above(&self, last: CommentId) -> Vec<CommentId> {
        let above = self.levels.iter().rev().map(|level| level.parent).filter(|parent| *parent != last);
        std::iter::once(last).chain(above).take(BranchCursor::MAX_LINE).collect()
    }

    fn next(&mut self, connection: &Connection) -> Result<Option<Comment>> {
        let mut next_reply =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM comment WHERE parent = ? AND id > ? ORDER BY id LIMIT 1"))?;
        while let Some(level) = self.levels.last_mut() {
            if level.left == 0 {
                self.levels.pop();
                continue;
            }
            let mut rows = next_reply.query_map(params![level.parent.as_i64(), level.passed.as_i64()], from_row)?;
            let Some(comment) = rows.next().transpose()? else {
                self.levels.pop();
                continue;
            };
            level.passed = comment.id;
            level.left -= 1;
            if comment.reply_count > 0 {
                self.levels.push(Level { parent: comment.id, passed: CommentId::from_i64(0), left: comment.reply_count });
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
        line.extend(find(connection, parent)?);
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

    /// The hot path must neither scan a table nor sort: that is what keeps the first page of a million comments as cheap as that of a hundred.
    #[test]
    fn roots_and_replies_come_from_an_index_in_order() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../../../migrations/0001_threads.sql")).unwrap();
        let next_reply = format!("SELECT {COLUMNS} FROM comment WHERE parent = ? AND id > ? ORDER BY id LIMIT 1");
        let statements = [roots_sql(Sort::Newest), roots_sql(Sort::Oldest), roots_sql(Sort::Top), next_reply];
        for sql in statements {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let nothing = rusqlite::params_from_iter(std::iter::repeat_n(rusqlite::types::Null, statement.parameter_count()));
            let plan: Vec<String> = statement.query_map(nothing, |row| row.get(3)).unwrap().collect::<Result<_>>().unwrap();
            assert!(
                plan.iter().all(|step| step.starts_with("SEARCH comment USING INDEX") && !step.contains("TEMP B-TREE")),
                "{sql}\n{plan:?}"
            );
        }
    }
}
