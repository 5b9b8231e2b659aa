use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::open::OpenError;

/// Forward only; a released file is never changed. Number N brings the schema to version N.
pub(super) const MIGRATIONS: [&str; 5] = [
    include_str!("../../../migrations/0001_threads.sql"),
    include_str!("../../../migrations/0002_moderation.sql"),
    include_str!("../../../migrations/0003_mail.sql"),
    include_str!("../../../migrations/0004_mail_once.sql"),
    include_str!("../../../migrations/0005_anchors.sql"),
];

/// Brings the schema up to date, each step in a transaction of its own.
pub(in crate::store) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let unusable = |source| OpenError::Unusable { path: path.to_owned(), source };
    let known = MIGRATIONS.len() as u32;
    let found = version(connection).map_err(unusable)?;
    if found > known {
        return Err(OpenError::Newer { path: path.to_owned(), found, known });
    }
    for number in found + 1..=known {
        apply(connection, number).map_err(unusable)?;
    }
    Ok(())
}

/// Looks at the version again inside the transaction: another process may have been quicker.
fn apply(connection: &mut Connection, number: u32) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if version(&transaction)? < number {
        transaction.execute_batch(MIGRATIONS[number as usize - 1])?;
        transaction.pragma_update(None, "user_version", number)?;
        tracing::info!(number, "database schema brought to version {number}");
    }
    transaction.commit()
}

/// How a statement would be carried out in an empty database.
#[cfg(test)]
pub(super) fn plan(sql: &str) -> Vec<String> {
    let connection = Connection::open_in_memory().unwrap();
    for migration in MIGRATIONS {
        connection.execute_batch(migration).unwrap();
    }
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let nothing = rusqlite::params_from_iter(std::iter::repeat_n(rusqlite::types::Null, statement.parameter_count()));
    statement.query_map(nothing, |row| row.get(3)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}
