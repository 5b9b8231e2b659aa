//! A million comments through the store take many minutes. What it has written of some is copied here, each time further back in time, for
//! the rest: the same columns whatever they are, with the numbers of comments and pages moved.

use std::path::Path;

use jiff::SignedDuration;
use rusqlite::{Connection, Result, Transaction, params};

/// What has been written, and how often it is to be there.
pub(crate) struct Block {
    pub(crate) pages: u32,
    /// From its first comment to the moment after its last.
    pub(crate) span: SignedDuration,
    /// In all, with the one that is there.
    pub(crate) times: u32,
    /// Whether each copy has pages of its own; otherwise all stand on the same one.
    pub(crate) own_pages: bool,
}

/// See domain/comment.rs.
const SEQUENCE_BITS: u32 = 20;

pub(crate) fn copy(database: &Path, block: &Block) -> Result<()> {
    let mut connection = Connection::open(database)?;
    // Where the power fails the file is thrown away.
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY;")?;
    let write = connection.transaction()?;
    let first: i64 = write.query_row("SELECT min(id) FROM comment", [], |row| row.get(0))?;
    let indices = indices(&write)?;
    // Each is made much quicker at once than row by row.
    for (name, _) in &indices {
        write.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    for number in 1..block.times {
        Copy::of(block, number).write(&write, first)?;
    }
    for (_, sql) in &indices {
        write.execute_batch(sql)?;
    }
    if !block.own_pages {
        let more = i64::from(block.times - 1);
        write.execute(
            "UPDATE page SET comments = comments * ?1, opened_at = opened_at - ?2",
            params![more + 1, more * millis(block.span)],
        )?;
    }
    write.commit()
}

/// Names of the indices of comments, and how they are made.
fn indices(connection: &Connection) -> Result<Vec<(String, String)>> {
    connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'comment' AND sql IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

fn millis(span: SignedDuration) -> i64 {
    span.as_millis() as i64
}

/// How far one copy is from what it is copied from.
struct Copy {
    pages: u32,
    millis: i64,
}

impl Copy {
    fn of(block: &Block, number: u32) -> Self {
        let pages = if block.own_pages { number * block.pages } else { 0 };
        Self { pages, millis: i64::from(number) * millis(block.span) }
    }

    /// Copies what has ids from `first` on: copies come before it.
    fn write(&self, write: &Transaction<'_>, first: i64) -> Result<()> {
        if self.pages > 0 {
            write.execute_batch(&self.insert(write, "page", "id <= (SELECT page FROM comment ORDER BY id DESC LIMIT 1)")?)?;
        }
        write.execute_batch(&self.insert(write, "comment", &format!("id >= {first}"))?)?;
        write.execute_batch(&self.insert(write, "vote", &format!("comment >= {first}"))?)?;
        // As store/sqlite/search.rs does with words of Latin letters, which all of these are.
        write.execute(
            "INSERT INTO comment_text (rowid, body, name) SELECT id - ?1, source, coalesce(name, '') FROM comment WHERE id >= ?2",
            params![self.ids(), first],
        )?;
        Ok(())
    }

    fn insert(&self, connection: &Connection, table: &str, which: &str) -> Result<String> {
        let columns: Vec<String> =
            connection.prepare("SELECT name FROM pragma_table_info(?)")?.query_map([table], |row| row.get(0))?.collect::<Result<_>>()?;
        let moved: Vec<String> = columns.iter().map(|column| self.moved(table, column)).collect();
        Ok(format!("INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {which}", columns.join(", "), moved.join(", ")))
    }

    fn ids(&self) -> i64 {
        self.millis << SEQUENCE_BITS
    }

    fn moved(&self, table: &str, column: &str) -> String {
        match (table, column) {
            ("page", "id") | (_, "page") => format!("{column} + {}", self.pages),
            ("page", "key") => format!("'/page-' || (id + {})", self.pages),
            ("comment", "id" | "parent" | "root") | ("vote", "comment") => format!("{column} - {}", self.ids()),
            (_, "told_at" | "opened_at" | "last_at") => format!("{column} - {}", self.millis),
            _ => column.to_owned(),
        }
    }
}
