use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

/// Marks the file as ours ("Rjdr"), so that another program's database is never written to.
const APPLICATION_ID: i32 = 0x526a_6472;

/// How long a connection waits for another process's write to end.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a database cannot be used. Each names the file.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "{path}: this database was made by a newer version of Rejoinder (schema {found}, this program knows {known}); start that version, or restore a backup"
    )]
    Newer { path: PathBuf, found: u32, known: u32 },
    #[error("{path}: this is a database of another program; choose another data folder")]
    Foreign { path: PathBuf },
    #[error("{path}: cannot be opened as a database: {source}")]
    Unusable { path: PathBuf, source: rusqlite::Error },
}

/// Opens the connection that writes, making the file where there is none.
pub(in crate::store) fn open_for_writing(path: &Path) -> Result<Connection, OpenError> {
    let unusable = |source| OpenError::Unusable { path: path.to_owned(), source };
    let connection = Connection::open(path).map_err(unusable)?;
    check_ownership(&connection, path)?;
    // FULL: an answer is only given for what would survive a loss of power. 8 MiB of pages, since new rows lie anywhere in the indices of
    // actors and words. 4,000 pages of log before they are folded in, fewer than the first table of SQLite's index of the log knows (4,062).
    // bench/limit has the same two.
    connection
        .execute_batch(
            "PRAGMA cache_size = -8192;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA wal_autocheckpoint = 4000;
             PRAGMA foreign_keys = ON;
             PRAGMA journal_size_limit = 67108864;",
        )
        .map_err(unusable)?;
    prepare(&connection).map_err(unusable)?;
    Ok(connection)
}

/// Opens a connection that cannot write.
pub(in crate::store) fn open_for_reading(path: &Path) -> Result<Connection, OpenError> {
    let unusable = |source| OpenError::Unusable { path: path.to_owned(), source };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(unusable)?;
    connection.execute_batch("PRAGMA query_only = ON;").map_err(unusable)?;
    prepare(&connection).map_err(unusable)?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Plans do not follow the values that are bound, or statements would be compiled anew for each other value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;")
}

fn check_ownership(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let unusable = |source| OpenError::Unusable { path: path.to_owned(), source };
    connection.busy_timeout(BUSY_TIMEOUT).map_err(unusable)?;
    let read = |sql| connection.query_row(sql, [], |row| row.get::<_, i32>(0)).map_err(unusable);
    if read("PRAGMA application_id")? == APPLICATION_ID {
        return Ok(());
    }
    if read("SELECT count(*) FROM sqlite_schema")? > 0 {
        return Err(OpenError::Foreign { path: path.to_owned() });
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(unusable)
}
