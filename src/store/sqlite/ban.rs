use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::site::parsed;
use super::time_from_millis;
use crate::domain::{Ban, BanId, BanReason, BanTarget, SiteId};
use crate::store::{By, NewBan};

const COLUMNS: &str = "id, site, kind, value, name, reason, created_at, until, by_name";

fn from_row(row: &Row<'_>) -> Result<Ban> {
    let kind = row.get::<_, String>(2)?;
    Ok(Ban {
        id: BanId(row.get(0)?),
        site: row.get::<_, Option<i64>>(1)?.map(SiteId),
        target: parsed(3, |value| BanTarget::from_stored(&kind, value), row.get_ref(3)?.as_str()?)?,
        name: row.get(4)?,
        reason: row.get::<_, Option<String>>(5)?.map(BanReason::from_stored),
        created_at: time_from_millis(row.get(6)?),
        until: row.get::<_, Option<i64>>(7)?.map(time_from_millis),
        by: row.get(8)?,
    })
}

/// Newest first.
pub(in crate::store) fn all(connection: &Connection) -> Result<Vec<Ban>> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM ban ORDER BY id DESC"))?.query_map([], from_row)?.collect()
}

pub(in crate::store) fn find(connection: &Connection, id: BanId) -> Result<Option<Ban>> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM ban WHERE id = ?"))?.query_row([id.0], from_row).optional()
}

/// A ban of the same target takes the place of an earlier one.
pub(in crate::store) fn put(connection: &Connection, new: &NewBan, by: &By, now: Timestamp) -> Result<BanId> {
    let (kind, value) = (new.target.kind().as_str(), new.target.value());
    connection.prepare_cached("DELETE FROM ban WHERE site IS ? AND kind = ? AND value = ?")?.execute(params![
        new.site.map(|site| site.0),
        kind,
        value
    ])?;
    connection
        .prepare_cached(
            "INSERT INTO ban (site, kind, value, name, reason, created_at, until, account, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            new.site.map(|site| site.0),
            kind,
            value,
            new.name,
            new.reason.as_ref().map(BanReason::as_str),
            now.as_millisecond(),
            new.until.map(Timestamp::as_millisecond),
            by.account.map(|account| account.0),
            by.name
        ])?;
    Ok(BanId(connection.last_insert_rowid()))
}

pub(in crate::store) fn delete(connection: &Connection, id: BanId) -> Result<()> {
    connection.prepare_cached("DELETE FROM ban WHERE id = ?")?.execute([id.0])?;
    Ok(())
}
