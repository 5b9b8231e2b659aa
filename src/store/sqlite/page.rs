use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::{count_from_i64, time_from_millis};
use crate::domain::{MAX_PINNED, Page, PageAddress, PageCounts, PageId, PageKey, PageRow, PageTitle, PageUrl, Points, SiteId, Vote};
use crate::store::{PageCursor, PageQuery};

const COLUMNS: &str = "id, key, url, title, comments, up, down, locked_at, opened_at";

fn from_row(row: &Row<'_>) -> Result<(PageId, Page)> {
    let page = Page {
        key: PageKey::from_stored(row.get(1)?),
        url: row.get(2)?,
        title: row.get(3)?,
        comments: count_from_i64(row.get(4)?),
        points: Points { up: count_from_i64(row.get(5)?), down: count_from_i64(row.get(6)?) },
        locked_at: row.get::<_, Option<i64>>(7)?.map(time_from_millis),
        opened_at: row.get::<_, Option<i64>>(8)?.map(time_from_millis),
    };
    Ok((PageId(row.get(0)?), page))
}

pub(in crate::store) fn find(connection: &Connection, site: SiteId, key: &PageKey) -> Result<Option<(PageId, Page)>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM page WHERE site = ? AND key = ?"))?
        .query_row(params![site.0, key.as_str()], from_row)
        .optional()
}

pub(in crate::store) fn get(connection: &Connection, id: PageId) -> Result<Page> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM page WHERE id = ?"))?.query_row([id.0], from_row).map(|(_, page)| page)
}

pub(in crate::store) fn find_by_id(connection: &Connection, id: PageId) -> Result<Option<Page>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM page WHERE id = ?"))?
        .query_row([id.0], from_row)
        .optional()
        .map(|found| found.map(|(_, page)| page))
}

/// The site and the key, for telling readers that the page has changed.
pub(in crate::store) fn identity(connection: &Connection, id: PageId) -> Result<(SiteId, PageKey)> {
    connection
        .prepare_cached("SELECT site, key FROM page WHERE id = ?")?
        .query_row([id.0], |row| Ok((SiteId(row.get(0)?), PageKey::from_stored(row.get(1)?))))
}

/// The page, made where there is none. What the first visitor's browser said of it stays.
pub(in crate::store) fn find_or_insert(connection: &Connection, site: SiteId, address: &PageAddress) -> Result<(PageId, Page)> {
    if let Some(found) = find(connection, site, &address.key)? {
        return Ok(found);
    }
    connection.prepare_cached("INSERT INTO page (site, key, url, title) VALUES (?, ?, ?, ?)")?.execute(params![
        site.0,
        address.key.as_str(),
        address.url.as_ref().map(PageUrl::as_str),
        address.title.as_ref().map(PageTitle::as_str)
    ])?;
    let id = PageId(connection.last_insert_rowid());
    Ok((id, get(connection, id)?))
}

/// Notes that a comment was posted, and counts it if everybody can read it.
pub(in crate::store) fn note_comment(connection: &Connection, id: PageId, at: Timestamp, published: bool) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE page SET comments = comments + ?1, opened_at = min(coalesce(opened_at, ?2), ?2), last_at = max(coalesce(last_at, ?2), ?2)
             WHERE id = ?3",
        )?
        .execute(params![published, at.as_millisecond(), id.0])?;
    Ok(())
}

pub(in crate::store) fn add_comments(connection: &Connection, id: PageId, change: i64) -> Result<()> {
    connection.prepare_cached("UPDATE page SET comments = comments + ? WHERE id = ?")?.execute(params![change, id.0])?;
    Ok(())
}

pub(in crate::store) fn change_points(connection: &Connection, id: PageId, from: Vote, to: Vote) -> Result<Points> {
    let (up, down) = from.change_to(to);
    connection
        .prepare_cached("UPDATE page SET up = up + ?, down = down + ? WHERE id = ? RETURNING up, down")?
        .query_row(params![up, down, id.0], |row| Ok(Points { up: count_from_i64(row.get(0)?), down: count_from_i64(row.get(1)?) }))
}

/// In the order asked, zeros for what is unknown.
pub(in crate::store) fn counts(connection: &Connection, site: SiteId, keys: Vec<PageKey>) -> Result<Vec<PageCounts>> {
    let mut statement = connection.prepare_cached("SELECT comments, up - down FROM page WHERE site = ? AND key = ?")?;
    keys.into_iter()
        .map(|key| {
            let counted = statement.query_row(params![site.0, key.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let (comments, points) = counted.unwrap_or((0, 0));
            Ok(PageCounts { key, comments: count_from_i64(comments), points })
        })
        .collect()
}

pub(in crate::store) fn set_locked(connection: &Connection, id: PageId, at: Option<Timestamp>) -> Result<()> {
    connection.prepare_cached("UPDATE page SET locked_at = ? WHERE id = ?")?.execute(params![at.map(Timestamp::as_millisecond), id.0])?;
    Ok(())
}

const ROW_COLUMNS: &str =
    "page.id, page.site, page.key, page.title, page.url, page.comments, page.up, page.down, page.locked_at, page.opened_at, page.last_at,
       (SELECT count(*) FROM comment WHERE comment.page = page.id AND comment.status = 'held')";

fn page_row(row: &Row<'_>) -> Result<PageRow> {
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(time_from_millis));
    Ok(PageRow {
        id: PageId(row.get(0)?),
        site: SiteId(row.get(1)?),
        key: PageKey::from_stored(row.get(2)?),
        title: row.get(3)?,
        url: row.get(4)?,
        comments: count_from_i64(row.get(5)?),
        points: Points { up: count_from_i64(row.get(6)?), down: count_from_i64(row.get(7)?) },
        locked_at: time(8)?,
        opened_at: time(9)?,
        last_at: time(10)?,
        held: row.get(11)?,
    })
}

pub(in crate::store) fn row(connection: &Connection, id: PageId) -> Result<Option<PageRow>> {
    connection.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM page WHERE id = ?"))?.query_row([id.0], page_row).optional()
}

/// Pages of these sites whose key or title holds the words, those commented on last first; pages without comments come at the end.
pub(in crate::store) fn list(connection: &Connection, query: &PageQuery) -> Result<Vec<PageRow>> {
    let sites = super::ids(query.sites.iter().map(|site| site.0));
    let after = query.after.unwrap_or(PageCursor { last_at: i64::MAX, id: i64::MAX });
    let pattern = query.search.as_deref().map(contains_pattern);
    let sql = format!(
        "SELECT {ROW_COLUMNS} FROM page
         WHERE site IN ({sites}) AND (coalesce(last_at, 0), id) < (?1, ?2)
           AND (?3 IS NULL OR key LIKE ?3 ESCAPE '\\' OR title LIKE ?3 ESCAPE '\\')
         ORDER BY coalesce(last_at, 0) DESC, id DESC LIMIT ?4"
    );
    connection.prepare(&sql)?.query_map(params![after.last_at, after.id, pattern, query.limit], page_row)?.collect()
}

/// A `LIKE` pattern for the words as they are.
fn contains_pattern(words: &str) -> String {
    format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

pub(in crate::store) fn update(connection: &Connection, id: PageId, key: &PageKey, url: Option<&str>, title: Option<&str>) -> Result<()> {
    connection.execute("UPDATE page SET key = ?, url = ?, title = ? WHERE id = ?", params![key.as_str(), url, title, id.0])?;
    Ok(())
}

/// Moves all comments, votes and subscriptions of a page to another one and deletes it. Who voted on both pages keeps the vote on the one
/// that stays.
pub(in crate::store) fn merge(connection: &Connection, from: PageId, into: PageId) -> Result<()> {
    let both = params![into.0, from.0];
    connection.execute("UPDATE comment SET page = ?1 WHERE page = ?2", both)?;
    connection.execute("UPDATE vote SET page = ?1 WHERE page = ?2", both)?;
    connection.execute("UPDATE OR IGNORE page_vote SET page = ?1 WHERE page = ?2", both)?;
    connection.execute("UPDATE OR IGNORE subscription SET page = ?1 WHERE page = ?2", both)?;
    connection.execute(
        "UPDATE page SET comments = page.comments + gone.comments,
                         opened_at = min(coalesce(page.opened_at, gone.opened_at), coalesce(gone.opened_at, page.opened_at)),
                         last_at = max(coalesce(page.last_at, gone.last_at), coalesce(gone.last_at, page.last_at)),
                         up = (SELECT count(*) FROM page_vote WHERE page = ?1 AND value = 1),
                         down = (SELECT count(*) FROM page_vote WHERE page = ?1 AND value = -1)
         FROM page AS gone WHERE page.id = ?1 AND gone.id = ?2",
        both,
    )?;
    connection.execute(
        "UPDATE comment SET pinned_at = NULL WHERE page = ?1 AND pinned_at IS NOT NULL AND id NOT IN
             (SELECT id FROM comment WHERE page = ?1 AND pinned_at IS NOT NULL ORDER BY pinned_at DESC LIMIT ?2)",
        params![into.0, MAX_PINNED],
    )?;
    connection.execute("UPDATE page_moved SET new = ?1 WHERE new = ?2", both)?;
    connection.execute("INSERT OR REPLACE INTO page_moved (old, new) VALUES (?2, ?1)", both)?;
    connection.execute("DELETE FROM page WHERE id = ?", [from.0])?;
    Ok(())
}

/// Forgets pages on which nothing is: a wish or a vote made them, and was taken back.
pub(in crate::store) fn forget_empty(connection: &Connection) -> Result<()> {
    connection.execute(
        "DELETE FROM page WHERE id IN
             (SELECT id FROM page INDEXED BY page_empty WHERE comments = 0 AND up = 0 AND down = 0 AND locked_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM comment WHERE comment.page = page.id)
                 AND NOT EXISTS (SELECT 1 FROM page_vote WHERE page_vote.page = page.id)
                 AND NOT EXISTS (SELECT 1 FROM subscription WHERE subscription.page = page.id)
                 AND NOT EXISTS (SELECT 1 FROM page_moved WHERE page_moved.new = page.id))",
        [],
    )?;
    Ok(())
}

/// The page itself, or the one it was merged into.
pub(in crate::store) fn moved_to(connection: &Connection, id: PageId) -> Result<PageId> {
    let moved = connection.prepare_cached("SELECT new FROM page_moved WHERE old = ?")?.query_row([id.0], |row| row.get(0)).optional()?;
    Ok(moved.map_or(id, PageId))
}
