use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::domain::CommentId;

const NETWORKS: &str = "forget networks";

/// Forgets from which networks the next comments before this one came, at most `limit` of them. Begins where it ended last, so that it reads
/// each comment once. Whether there may be more.
pub(in crate::store) fn forget_networks(connection: &Connection, before: CommentId, limit: u32) -> Result<bool> {
    let done: Option<i64> =
        connection.prepare_cached("SELECT at FROM progress WHERE task = ?")?.query_row([NETWORKS], |row| row.get(0)).optional()?;
    let from = done.unwrap_or(0);
    let next: Option<i64> = connection
        .prepare_cached("SELECT id FROM comment WHERE id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?")?
        .query_row(params![from, before.as_i64(), limit], |row| row.get(0))
        .optional()?;
    let upto = next.unwrap_or(before.as_i64());
    connection
        .prepare_cached("UPDATE comment SET network = NULL WHERE id >= ? AND id < ? AND network IS NOT NULL")?
        .execute(params![from, upto])?;
    connection
        .prepare_cached("INSERT INTO progress (task, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at")?
        .execute(params![NETWORKS, upto])?;
    Ok(next.is_some())
}

/// Comments that were removed before this moment.
pub(in crate::store) fn removed_before(connection: &Connection, before: Timestamp, limit: u32) -> Result<Vec<CommentId>> {
    connection
        .prepare_cached("SELECT id FROM comment WHERE status = 'removed' AND status <> 'published' AND deleted_at < ? LIMIT ?")?
        .query_map(params![before.as_millisecond(), limit], |row| row.get(0).map(CommentId::from_i64))?
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_forgotten_a_few_at_a_time_and_each_comment_is_looked_at_once() {
        let connection = Connection::open_in_memory().unwrap();
        for migration in super::super::migrations::MIGRATIONS {
            connection.execute_batch(migration).unwrap();
        }
        connection
            .execute_batch(
                "PRAGMA foreign_keys = OFF;
                 WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 7)
                 INSERT INTO comment (id, page, root, depth, source, html, renderer, network) SELECT n, 1, n, 0, '', '', 1, 9 FROM number",
            )
            .unwrap();
        let known =
            || connection.query_row("SELECT count(*) FROM comment WHERE network IS NOT NULL", [], |row| row.get::<_, u32>(0)).unwrap();
        let forget = || forget_networks(&connection, CommentId::from_i64(6), 2).unwrap();
        assert_eq!((forget(), known()), (true, 5));
        assert_eq!((forget(), known()), (true, 3));
        assert_eq!((forget(), known()), (false, 2), "what is newer stays");
        connection.execute("UPDATE comment SET network = 9", []).unwrap();
        assert_eq!((forget(), known()), (false, 7));
    }
}
