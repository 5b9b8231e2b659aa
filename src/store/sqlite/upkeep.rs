use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::domain::CommentId;

const NETWORKS: &str = "forget networks";

/// Forgets from which networks comments before this one came. Begins where it ended last, so that it reads each comment once.
pub(in crate::store) fn forget_networks(connection: &Connection, before: CommentId) -> Result<()> {
    let done: Option<i64> =
        connection.prepare_cached("SELECT at FROM progress WHERE task = ?")?.query_row([NETWORKS], |row| row.get(0)).optional()?;
    connection
        .prepare_cached("UPDATE comment SET network = NULL WHERE id >= ? AND id < ? AND network IS NOT NULL")?
        .execute(params![done.unwrap_or(0), before.as_i64()])?;
    connection
        .prepare_cached("INSERT INTO progress (task, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at")?
        .execute(params![NETWORKS, before.as_i64()])?;
    Ok(())
}

/// Comments that were removed before this moment.
pub(in crate::store) fn removed_before(connection: &Connection, before: Timestamp, limit: u32) -> Result<Vec<CommentId>> {
    connection
        .prepare_cached("SELECT id FROM comment WHERE status = 'removed' AND status <> 'published' AND deleted_at < ? LIMIT ?")?
        .query_map(params![before.as_millisecond(), limit], |row| row.get(0).map(CommentId::from_i64))?
        .collect()
}
