use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, ToSql, params};

use super::time_from_millis;
use crate::domain::{CommentId, SiteId};
use crate::store::{AuditEntry, By, DecisionId};

const COLUMNS: &str = "id, at, by_name, site, action, comment, detail";

fn from_row(row: &Row<'_>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        id: row.get(0)?,
        at: time_from_millis(row.get(1)?),
        by: row.get(2)?,
        site: row.get::<_, Option<i64>>(3)?.map(SiteId),
        action: row.get(4)?,
        comment: row.get::<_, Option<i64>>(5)?.map(CommentId::from_i64),
        detail: row.get(6)?,
    })
}

/// Something that was done, to be read later.
pub(in crate::store) struct Deed<'a> {
    pub(in crate::store) by: &'a By,
    pub(in crate::store) site: Option<SiteId>,
    pub(in crate::store) action: &'static str,
    pub(in crate::store) comment: Option<CommentId>,
    pub(in crate::store) detail: serde_json::Value,
}

/// `decision` is the first entry of those that were decided together; it begins with the first.
pub(in crate::store) fn note(connection: &Connection, deed: &Deed<'_>, decision: Option<DecisionId>, now: Timestamp) -> Result<DecisionId> {
    connection
        .prepare_cached(
            "INSERT INTO audit (at, account, by_name, site, action, comment, decision, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            now.as_millisecond(),
            deed.by.account.map(|account| account.0),
            deed.by.name,
            deed.site.map(|site| site.0),
            deed.action,
            deed.comment.map(CommentId::as_i64),
            decision.map(|decision| decision.0),
            deed.detail.to_string()
        ])?;
    Ok(decision.unwrap_or(DecisionId(connection.last_insert_rowid())))
}

/// Newest first. `sites` are those whose entries may be seen; none for all entries.
pub(in crate::store) fn page(
    connection: &Connection,
    sites: Option<&[SiteId]>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<AuditEntry>> {
    let of_sites = match sites {
        Some(sites) => format!("site IN ({})", super::ids(sites.iter().map(|site| site.0))),
        None => "TRUE".to_owned(),
    };
    let sql = format!("SELECT {COLUMNS} FROM audit WHERE id < ? AND {of_sites} ORDER BY id DESC LIMIT ?");
    connection.prepare(&sql)?.query_map(params![before.unwrap_or(i64::MAX), limit], from_row)?.collect()
}

/// What happened to a comment, newest first.
pub(in crate::store) fn of_comment(connection: &Connection, id: CommentId) -> Result<Vec<AuditEntry>> {
    query(connection, "comment = ? ORDER BY id DESC LIMIT 50", &[&id.as_i64()])
}

/// The entries that were one decision.
pub(in crate::store) fn of_decision(connection: &Connection, decision: DecisionId) -> Result<Vec<AuditEntry>> {
    query(connection, "id = ?1 AND decision IS NULL OR decision = ?1 ORDER BY id", &[&decision.0])
}

/// The decision that gave a comment the status it has.
pub(in crate::store) fn newest_decision(connection: &Connection, comment: CommentId) -> Result<Option<DecisionId>> {
    connection
        .prepare_cached(
            "SELECT coalesce(decision, id) FROM audit
             WHERE comment = ? AND action IN ('comment_published', 'comment_held', 'comment_spam', 'comment_removed')
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([comment.as_i64()], |row| row.get(0).map(DecisionId))
        .optional()
}

/// What was done to a comment stays known; what it said, and under which name, does not.
pub(in crate::store) fn forget_words(connection: &Connection, comment: CommentId) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE audit SET detail = iif(action = 'comment_edited', json_remove(detail, '$.name', '$.before'), json_remove(detail, '$.name'))
             WHERE comment = ?",
        )?
        .execute([comment.as_i64()])?;
    Ok(())
}

fn query(connection: &Connection, condition: &str, values: &[&dyn ToSql]) -> Result<Vec<AuditEntry>> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM audit WHERE {condition}"))?.query_map(values, from_row)?.collect()
}
