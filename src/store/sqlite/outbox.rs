use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::time_from_millis;
use crate::domain::{AccountId, CommentId, EmailAddress, MailKind, MailState, MailboxId, OutboxId, OutboxMail, Recipient, SiteId};
use crate::store::{MailCounts, NewMail};

const COLUMNS: &str =
    "id, site, kind, email, mailbox, account, comment, detail, subject, state, created_at, due_at, attempts, answer, ended_at";

fn from_row(row: &Row<'_>) -> Result<OutboxMail> {
    let recipient = match row.get::<_, Option<i64>>(4)? {
        Some(mailbox) => Recipient::Mailbox(MailboxId(mailbox)),
        None => Recipient::Account(AccountId(row.get(5)?)),
    };
    Ok(OutboxMail {
        id: OutboxId(row.get(0)?),
        site: row.get::<_, Option<i64>>(1)?.map(SiteId),
        kind: MailKind::from_stored(row.get_ref(2)?.as_str()?),
        email: EmailAddress::from_stored(row.get(3)?),
        recipient,
        comment: row.get::<_, Option<i64>>(6)?.map(CommentId::from_i64),
        detail: row.get(7)?,
        subject: row.get(8)?,
        state: match row.get_ref(9)?.as_str()? {
            "sent" => MailState::Sent,
            "failed" => MailState::Failed,
            _ => MailState::Waiting,
        },
        created_at: time_from_millis(row.get(10)?),
        due_at: time_from_millis(row.get(11)?),
        attempts: row.get(12)?,
        answer: row.get(13)?,
        ended_at: row.get::<_, Option<i64>>(14)?.map(time_from_millis),
    })
}

/// Puts a mail into the outbox; none where its event has one to that address already.
pub(in crate::store) fn insert(connection: &Connection, new: &NewMail, now: Timestamp) -> Result<()> {
    let (mailbox, account) = match new.recipient {
        Recipient::Mailbox(id) => (Some(id.0), None),
        Recipient::Account(id) => (None, Some(id.0)),
    };
    connection
        .prepare_cached(
            "INSERT INTO outbox (site, kind, email, mailbox, account, comment, detail, created_at, due_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            new.site.map(|site| site.0),
            new.kind.as_str(),
            new.email.as_str(),
            mailbox,
            account,
            new.comment.map(CommentId::as_i64),
            new.detail.to_string(),
            now.as_millisecond()
        ])?;
    Ok(())
}

/// What accounts were told of a comment is true no more: they may be told again. Says whether any was.
pub(in crate::store) fn supersede(connection: &Connection, comment: CommentId, now: Timestamp) -> Result<bool> {
    let superseded = connection
        .prepare_cached(
            "UPDATE outbox SET comment = NULL WHERE comment = ? AND account IS NOT NULL AND (state <> 'waiting' OR leased_until > ?)",
        )?
        .execute(params![comment.as_i64(), now.as_millisecond()])?;
    Ok(superseded > 0)
}

/// How many mails of a kind were made for an address since then, of one site or of all.
pub(in crate::store) fn count_of_kind(
    connection: &Connection,
    email: &EmailAddress,
    kind: MailKind,
    site: Option<SiteId>,
    since: Timestamp,
) -> Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM outbox WHERE email = ? AND created_at >= ? AND kind = ? AND (?4 IS NULL OR site = ?4)")?
        .query_row(params![email.as_str(), since.as_millisecond(), kind.as_str(), site.map(|site| site.0)], |row| row.get(0))
}

/// How many mails reached an address since then.
pub(in crate::store) fn count_sent(connection: &Connection, email: &EmailAddress, since: Timestamp) -> Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM outbox WHERE email = ? AND state = 'sent' AND ended_at >= ?")?
        .query_row(params![email.as_str(), since.as_millisecond()], |row| row.get(0))
}

pub(in crate::store) fn has_due(connection: &Connection, now: Timestamp) -> Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND due_at <= ?1 AND leased_until <= ?1)")?
        .query_row([now.as_millisecond()], |row| row.get(0))
}

/// Takes due mails, the urgent ones first and otherwise what is due longest: nobody else gets them until the lease is over.
pub(in crate::store) fn lease(connection: &Connection, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<OutboxMail>> {
    // As the index outbox_urgent has it.
    let mut leased = lease_of(connection, "AND kind IN ('confirmation', 'code')", now, until, limit)?;
    let urgent = u32::try_from(leased.len()).unwrap_or(limit);
    leased.extend(lease_of(connection, "", now, until, limit.saturating_sub(urgent))?);
    Ok(leased)
}

fn lease_of(connection: &Connection, kinds: &str, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<OutboxMail>> {
    let mut leased: Vec<OutboxMail> = connection
        .prepare_cached(&format!(
            "UPDATE outbox SET leased_until = ?2, attempts = attempts + 1 WHERE id IN
                 (SELECT id FROM outbox WHERE state = 'waiting' {kinds} AND due_at <= ?1 AND leased_until <= ?1 ORDER BY due_at, id LIMIT ?3)
             RETURNING {COLUMNS}"
        ))?
        .query_map(params![now.as_millisecond(), until.as_millisecond(), limit], from_row)?
        .collect::<Result<_>>()?;
    leased.sort_unstable_by_key(|mail| (mail.due_at, mail.id.0));
    Ok(leased)
}

/// Gives a mail back that was taken and not tried.
pub(in crate::store) fn give_back(connection: &Connection, id: OutboxId) -> Result<()> {
    connection
        .prepare_cached("UPDATE outbox SET leased_until = 0, attempts = attempts - 1 WHERE id = ? AND leased_until > 0")?
        .execute([id.0])?;
    Ok(())
}

/// Takes one mail, whatever was done with it before.
pub(in crate::store) fn lease_one(connection: &Connection, id: OutboxId, now: Timestamp, until: Timestamp) -> Result<()> {
    connection.prepare_cached("UPDATE outbox SET due_at = ?, leased_until = ?, attempts = attempts + 1 WHERE id = ?")?.execute(params![
        now.as_millisecond(),
        until.as_millisecond(),
        id.0
    ])?;
    Ok(())
}

/// After a start nobody else is sending; what was begun is taken up again.
pub(in crate::store) fn release(connection: &Connection) -> Result<()> {
    connection.execute("UPDATE outbox SET leased_until = 0 WHERE state = 'waiting' AND leased_until > 0", [])?;
    Ok(())
}

/// How an attempt ended that is not to be followed by another. What a sent mail was made of is forgotten.
pub(in crate::store) fn end(connection: &Connection, id: OutboxId, state: MailState, answer: Option<&str>, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE outbox SET state = ?2, answer = ?3, ended_at = ?4, leased_until = 0, detail = iif(?2 = 'sent', '{}', detail) WHERE id = ?1",
        )?
        .execute(params![id.0, state.as_str(), answer, now.as_millisecond()])?;
    Ok(())
}

pub(in crate::store) fn postpone(connection: &Connection, id: OutboxId, answer: &str, until: Timestamp) -> Result<()> {
    connection.prepare_cached("UPDATE outbox SET due_at = ?, leased_until = 0, answer = ? WHERE id = ?")?.execute(params![
        until.as_millisecond(),
        answer,
        id.0
    ])?;
    Ok(())
}

/// All mails of an address that are due and not urgent wait until then; those that were leased with them were not tried.
pub(in crate::store) fn postpone_all(connection: &Connection, email: &EmailAddress, now: Timestamp, until: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE outbox SET due_at = ?3, leased_until = 0, attempts = attempts - (leased_until > ?2)
             WHERE email = ?1 AND state = 'waiting' AND due_at <= ?2 AND kind NOT IN ('confirmation', 'code')",
        )?
        .execute(params![email.as_str(), now.as_millisecond(), until.as_millisecond()])?;
    Ok(())
}

pub(in crate::store) fn set_subject(connection: &Connection, id: OutboxId, subject: &str) -> Result<()> {
    connection.prepare_cached("UPDATE outbox SET subject = ? WHERE id = ?")?.execute(params![subject, id.0])?;
    Ok(())
}

/// To be tried from the beginning.
pub(in crate::store) fn retry(connection: &Connection, id: OutboxId, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE outbox SET state = 'waiting', due_at = ?, attempts = 0, leased_until = 0, ended_at = NULL WHERE id = ? AND state <> 'sent'",
        )?
        .execute(params![now.as_millisecond(), id.0])?;
    Ok(())
}

pub(in crate::store) fn get(connection: &Connection, id: OutboxId) -> Result<Option<OutboxMail>> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE id = ?"))?.query_row([id.0], from_row).optional()
}

pub(in crate::store) fn delete(connection: &Connection, id: OutboxId) -> Result<()> {
    connection.prepare_cached("DELETE FROM outbox WHERE id = ?")?.execute([id.0])?;
    Ok(())
}

/// Newest first.
pub(in crate::store) fn page(connection: &Connection, state: MailState, before: Option<i64>, limit: u32) -> Result<Vec<OutboxMail>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?"))?
        .query_map(params![state.as_str(), before.unwrap_or(i64::MAX), limit], from_row)?
        .collect()
}

pub(in crate::store) fn counts(connection: &Connection) -> Result<MailCounts> {
    let mut counts = MailCounts::default();
    let mut statement = connection.prepare_cached("SELECT state, count(*) FROM outbox GROUP BY state")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let count = row.get(1)?;
        match row.get_ref(0)?.as_str()? {
            "waiting" => counts.waiting = count,
            "sent" => counts.sent = count,
            _ => counts.failed = count,
        }
    }
    Ok(counts)
}

/// Whatever was, or is to be, sent to a mailbox that wants to be forgotten.
pub(in crate::store) fn forget_mailbox(connection: &Connection, mailbox: MailboxId) -> Result<()> {
    connection.prepare_cached("DELETE FROM outbox WHERE mailbox = ?")?.execute([mailbox.0])?;
    Ok(())
}

/// Whom mail reached, and when, is nobody's business for ever.
pub(in crate::store) fn forget_ended(connection: &Connection, before: Timestamp) -> Result<()> {
    connection.prepare_cached("DELETE FROM outbox WHERE state <> 'waiting' AND ended_at < ?")?.execute([before.as_millisecond()])?;
    Ok(())
}
