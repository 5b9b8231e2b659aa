use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::count_from_i64;
use crate::domain::{Page, PageAddress, PageCounts, PageId, PageKey, PageTitle, PageUrl, Points, SiteId, Vote};

const COLUMNS: &str = "id, key, url, title, comments, up, down, locked_at IS NOT NULL";

fn from_row(row: &Row<'_>) -> Result<(PageId, Page)> {
    let page = Page {
        key: PageKey::from_stored(row.get(1)?),
        url: row.get(2)?,
        title: row.get(3)?,
        comments: count_from_i64(row.get(4)?),
        points: Points { up: count_from_i64(row.get(5)?), down: count_from_i64(row.get(6)?) },
        locked: row.get(7)?,
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

/// The site and the key, for telling readers that the page has changed.
pub(in crate::store) fn identity(connection: &Connection, id: PageId) -> Result<(SiteId, PageKey)> {
    connection
        .prepare_cached("SELECT site, key FROM page WHERE id = ?")?
        .query_row([id.0], |row| Ok((SiteId(row.get(0)?), PageKey::from_stored(row.get(1)?))))
}

/// What a write needs to know of its page; the page is made where there is none. What the first visitor's browser said of it stays.
pub(in crate::store) fn find_or_insert(connection: &Connection, site: SiteId, address: &PageAddress) -> Result<(PageId, bool)> {
    let found = connection
        .prepare_cached("SELECT id, locked_at IS NOT NULL FROM page WHERE site = ? AND key = ?")?
        .query_row(params![site.0, address.key.as_str()], |row| Ok((PageId(row.get(0)?), row.get(1)?)))
        .optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    connection.prepare_cached("INSERT INTO page (site, key, url, title) VALUES (?, ?, ?, ?)")?.execute(params![
        site.0,
        address.key.as_str(),
        address.url.as_ref().map(PageUrl::as_str),
        address.title.as_ref().map(PageTitle::as_str)
    ])?;
    Ok((PageId(connection.last_insert_rowid()), false))
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
