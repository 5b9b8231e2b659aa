use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, params};

use super::time_from_millis;
use crate::domain::{ActorId, MailboxId};

/// A code that was sent, as its hash.
pub(in crate::store) struct Code {
    pub(in crate::store) hash: [u8; 16],
    pub(in crate::store) tries_left: u32,
    pub(in crate::store) expires_at: Timestamp,
}

pub(in crate::store) fn find(connection: &Connection, mailbox: MailboxId, visitor: ActorId) -> Result<Option<Code>> {
    connection
        .prepare_cached("SELECT hash, tries_left, expires_at FROM code WHERE mailbox = ? AND actor = ?")?
        .query_row([mailbox.0, visitor.as_i64()], |row| {
            Ok(Code { hash: row.get(0)?, tries_left: row.get(1)?, expires_at: time_from_millis(row.get(2)?) })
        })
        .optional()
}

/// The only one that counts for this visitor from now on.
pub(in crate::store) fn put(connection: &Connection, mailbox: MailboxId, visitor: ActorId, code: &Code) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO code (mailbox, actor, hash, tries_left, expires_at) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![mailbox.0, visitor.as_i64(), code.hash, code.tries_left, code.expires_at.as_millisecond()])?;
    Ok(())
}

pub(in crate::store) fn spend_try(connection: &Connection, mailbox: MailboxId, visitor: ActorId) -> Result<()> {
    connection
        .prepare_cached("UPDATE code SET tries_left = tries_left - 1 WHERE mailbox = ? AND actor = ? AND tries_left > 0")?
        .execute([mailbox.0, visitor.as_i64()])?;
    Ok(())
}

/// All of them.
pub(in crate::store) fn delete(connection: &Connection, mailbox: MailboxId) -> Result<()> {
    connection.prepare_cached("DELETE FROM code WHERE mailbox = ?")?.execute([mailbox.0])?;
    Ok(())
}

pub(in crate::store) fn delete_expired(connection: &Connection, now: Timestamp) -> Result<()> {
    connection.execute("DELETE FROM code WHERE expires_at <= ?", [now.as_millisecond()])?;
    Ok(())
}
