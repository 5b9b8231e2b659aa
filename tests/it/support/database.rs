//! The database file as another program sees it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

pub(crate) fn read_only(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the database opens")
}

/// Runs statements as another process would.
pub(crate) fn write(path: &Path, sql: &str) {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("the database opens");
    connection.busy_timeout(std::time::Duration::from_secs(10)).expect("a timeout can be set");
    connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error} in {sql}"));
}

pub(crate) fn number(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{error} in {sql}"))
}

/// Rows where a counter differs from what it counts, each as one line; nothing when all is true.
pub(crate) fn wrong_counters(path: &Path) -> Vec<String> {
    let connection = read_only(path);
    let counters = [
        ("page.comments", "page", "comments", "SELECT count(*) FROM comment WHERE comment.page = t.id AND status = 'published'"),
        ("page.up", "page", "up", "SELECT count(*) FROM page_vote WHERE page_vote.page = t.id AND value = 1"),
        ("page.down", "page", "down", "SELECT count(*) FROM page_vote WHERE page_vote.page = t.id AND value = -1"),
        ("comment.up", "comment", "up", "SELECT count(*) FROM vote WHERE vote.comment = t.id AND value = 1"),
        ("comment.down", "comment", "down", "SELECT count(*) FROM vote WHERE vote.comment = t.id AND value = -1"),
        ("comment.replies", "comment", "replies", "SELECT count(*) FROM comment AS reply WHERE reply.parent = t.id AND reply.shown"),
        (
            "comment.branch",
            "comment",
            "branch",
            "SELECT CASE WHEN t.parent IS NULL THEN (SELECT count(*) FROM comment AS b WHERE b.root = t.id AND b.id <> t.id AND b.shown) ELSE 0 END",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, table, column, counted) in counters {
        let sql = format!("SELECT t.id, t.{column}, ({counted}) AS counted FROM {table} AS t WHERE t.{column} <> ({counted})");
        let mut statement = connection.prepare(&sql).unwrap_or_else(|error| panic!("{error} in {sql}"));
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)));
        for row in rows.expect("the counters are read") {
            let (id, kept, counted) = row.expect("three numbers");
            wrong.push(format!("{name} of {id} is {kept}, counted {counted}"));
        }
    }
    wrong
}

/// What `SQLite` finds wrong with the file; "ok" when nothing.
pub(crate) fn integrity(path: &Path) -> String {
    read_only(path).query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("the file can be checked")
}
