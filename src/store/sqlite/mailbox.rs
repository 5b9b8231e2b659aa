use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::time_from_millis;
use crate::domain::{ActorId, AuthorName, EmailAddress, EmailHash, Mailbox, MailboxId, Recipient, SiteId};

const COLUMNS: &str = "id, site, email, actor, name, confirmed_at, bounced_at, may_return";

fn from_row(row: &Row<'_>) -> Result<Mailbox> {
    Ok(Mailbox {
        id: MailboxId(row.get(0)?),
        site: SiteId(row.get(1)?),
        email: row.get::<_, Option<String>>(2)?.map(EmailAddress::from_stored),
        actor: row.get::<_, Option<i64>>(3)?.map(ActorId::from_i64),
        name: row.get::<_, Option<String>>(4)?.map(AuthorName::from_stored),
        confirmed_at: row.get::<_, Option<i64>>(5)?.map(time_from_millis),
        bounced_at: row.get::<_, Option<i64>>(6)?.map(time_from_millis),
        may_return: row.get(7)?,
    })
}

pub(in crate::store) fn get(connection: &Connection, id: MailboxId) -> Result<Option<Mailbox>> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM mailbox WHERE id = ?"))?.query_row([id.0], from_row).optional()
}

pub(in crate::store) fn find(connection: &Connection, site: SiteId, hash: &EmailHash) -> Result<Option<Mailbox>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM mailbox WHERE site = ? AND hash = ?"))?
        .query_row(params![site.0, hash.as_bytes()], from_row)
        .optional()
}

/// The mailbox that this actor has proved to be theirs.
pub(in crate::store) fn of_actor(connection: &Connection, site: SiteId, actor: ActorId) -> Result<Option<Mailbox>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM mailbox WHERE site = ? AND actor = ? AND left_at IS NULL"))?
        .query_row(params![site.0, actor.as_i64()], from_row)
        .optional()
}

pub(in crate::store) fn insert(connection: &Connection, site: SiteId, hash: &EmailHash, email: &EmailAddress) -> Result<MailboxId> {
    connection.prepare_cached("INSERT INTO mailbox (site, hash, email) VALUES (?, ?, ?)")?.execute(params![
        site.0,
        hash.as_bytes(),
        email.as_str()
    ])?;
    Ok(MailboxId(connection.last_insert_rowid()))
}

/// Its owner said that it is theirs; whatever was wrong with it before is over.
pub(in crate::store) fn confirm(connection: &Connection, id: MailboxId, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached("UPDATE mailbox SET confirmed_at = coalesce(confirmed_at, ?), bounced_at = NULL WHERE id = ?")?
        .execute(params![now.as_millisecond(), id.0])?;
    Ok(())
}

/// Notes whose it is and, where one was given, the name they go by.
pub(in crate::store) fn set_reader(connection: &Connection, id: MailboxId, actor: ActorId, name: Option<&AuthorName>) -> Result<()> {
    connection.prepare_cached("UPDATE mailbox SET actor = ?, name = coalesce(?, name) WHERE id = ?")?.execute(params![
        actor.as_i64(),
        name.map(AuthorName::as_str),
        id.0
    ])?;
    Ok(())
}

/// Forgets the address, and whatever could tell whose it was.
pub(in crate::store) fn leave(connection: &Connection, id: MailboxId, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE mailbox SET email = NULL, actor = NULL, name = NULL, confirmed_at = NULL, bounced_at = NULL, may_return = 0, left_at = ?
             WHERE id = ? AND left_at IS NULL",
        )?
        .execute(params![now.as_millisecond(), id.0])?;
    Ok(())
}

/// Writes what is there already.
pub(in crate::store) fn touch(connection: &Connection, id: MailboxId) -> Result<()> {
    connection.prepare_cached("UPDATE mailbox SET may_return = may_return WHERE id = ?")?.execute([id.0])?;
    Ok(())
}

/// Whoever types the address may use it again; until then only its hash is known.
pub(in crate::store) fn let_return(connection: &Connection, id: MailboxId) -> Result<()> {
    connection.prepare_cached("UPDATE mailbox SET may_return = 1 WHERE id = ? AND left_at IS NOT NULL")?.execute([id.0])?;
    Ok(())
}

/// An address that had left is used again, as a new one; links in its old mails lead to it as ever.
pub(in crate::store) fn revive(connection: &Connection, id: MailboxId, email: &EmailAddress) -> Result<()> {
    connection
        .prepare_cached("UPDATE mailbox SET email = ?, left_at = NULL, may_return = 0 WHERE id = ?")?
        .execute(params![email.as_str(), id.0])?;
    Ok(())
}

/// Notes, or takes back, that no server has such a mailbox: for readers and accounts alike.
pub(in crate::store) fn set_bounced(connection: &Connection, email: &EmailAddress, at: Option<Timestamp>) -> Result<()> {
    let values = params![at.map(Timestamp::as_millisecond), email.as_str()];
    connection.prepare_cached("UPDATE mailbox SET bounced_at = ? WHERE email = ?")?.execute(values)?;
    connection.prepare_cached("UPDATE account SET bounced_at = ? WHERE email = ?")?.execute(values)?;
    Ok(())
}

pub(in crate::store) fn has_bounced(connection: &Connection, recipient: Recipient) -> Result<bool> {
    let (sql, id) = match recipient {
        Recipient::Mailbox(id) => ("SELECT EXISTS (SELECT 1 FROM mailbox WHERE id = ? AND bounced_at IS NOT NULL)", id.0),
        Recipient::Account(id) => ("SELECT EXISTS (SELECT 1 FROM account WHERE id = ? AND bounced_at IS NOT NULL)", id.0),
    };
    connection.prepare_cached(sql)?.query_row([id], |row| row.get(0))
}

/// Addresses that nobody confirmed, that follow nothing and were asked nothing since then.
pub(in crate::store) fn forget_unconfirmed(connection: &Connection, before: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM mailbox WHERE confirmed_at IS NULL AND left_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.mailbox = mailbox.id AND outbox.created_at >= ?1)
                 AND NOT EXISTS (SELECT 1 FROM subscription WHERE subscription.mailbox = mailbox.id AND subscription.asked_at >= ?1)",
        )?
        .execute([before.as_millisecond()])?;
    Ok(())
}
