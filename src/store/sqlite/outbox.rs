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

/// What accounts are to be told of a comment that waits is true no more; who has begun to send it goes on.
pub(in crate::store) fn forget_waiting_of(connection: &Connection, comment: CommentId, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM outbox WHERE comment = ? AND kind = 'moderation' AND state = 'waiting' AND leased_until <= ?")?
        .execute(params![comment.as_i64(), now.as_millisecond()])?;
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

/// How many mails of a kind were made for a mailbox since then, of one site or of all.
pub(in crate::store) fn count_of_kind(
    connection: &Connection,
    email: &EmailAddress,
    kind: MailKind,
    site: Option<SiteId>,
    since: Timestamp,
) -> Result<u32> {
    let of_mailbox = OfMailbox::of(email);
    connection
        .prepare_cached(&format!(
            "SELECT count(*) FROM outbox WHERE {} AND created_at >= ?5 AND kind = ?6 AND (?7 IS NULL OR site = ?7)",
            OfMailbox::SQL
        ))?
        .query_row(
            params![
                of_mailbox.bare,
                of_mailbox.first,
                of_mailbox.behind,
                of_mailbox.domain,
                since.as_millisecond(),
                kind.as_str(),
                site.map(|site| site.0)
            ],
            |row| row.get(0),
        )
}

/// How many mails reached a mailbox since then.
pub(in crate::store) fn count_sent(connection: &Connection, email: &EmailAddress, since: Timestamp) -> Result<u32> {
    let of_mailbox = OfMailbox::of(email);
    connection
        .prepare_cached(&format!("SELECT count(*) FROM outbox WHERE {} AND state = 'sent' AND ended_at >= ?5", OfMailbox::SQL))?
        .query_row(params![of_mailbox.bare, of_mailbox.first, of_mailbox.behind, of_mailbox.domain, since.as_millisecond()], |row| {
            row.get(0)
        })
}

/// All ways to write the address of one mailbox: its own, and what may stand behind a `+` (RFC 5233), as a range of an index by address.
struct OfMailbox {
    bare: String,
    first: String,
    behind: String,
    domain: String,
}

impl OfMailbox {
    const SQL: &str = "(email = ?1 OR email > ?2 AND email < ?3 AND email LIKE ?4 ESCAPE '\\')";

    fn of(email: &EmailAddress) -> Self {
        let (user, domain) = email.mailbox();
        // `,` follows `+`.
        Self {
            bare: format!("{user}@{domain}"),
            first: format!("{user}+"),
            behind: format!("{user},"),
            domain: format!("%@{}", domain.replace('_', "\\_")),
        }
    }
}

// The indexes are named because the planner, which knows nothing of how many mails wait, would read all that do.
const HAS_DUE: &str =
    "SELECT EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_due WHERE state = 'waiting' AND due_at <= ?1 AND leased_until <= ?1)";
const URGENT: &str = "INDEXED BY outbox_urgent WHERE state = 'waiting' AND kind IN ('confirmation', 'code')";
const NOTICES: &str = "INDEXED BY outbox_due WHERE state = 'waiting' AND kind NOT IN ('confirmation', 'code')";

/// How many that somebody waits for are in the outbox, counted up to `most`.
pub(in crate::store) fn count_urgent(connection: &Connection, most: u32) -> Result<u32> {
    connection.prepare_cached(&format!("SELECT count(*) FROM (SELECT 1 FROM outbox {URGENT} LIMIT ?)"))?.query_row([most], |row| row.get(0))
}

fn next_sql(which: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM outbox {which} AND due_at <= ?1 AND leased_until <= ?1
             AND NOT EXISTS (SELECT 1 FROM json_each(?2) AS busy WHERE outbox.email = busy.value)
         ORDER BY due_at, id LIMIT 1"
    )
}

pub(in crate::store) fn has_due(connection: &Connection, now: Timestamp) -> Result<bool> {
    connection.prepare_cached(HAS_DUE)?.query_row([now.as_millisecond()], |row| row.get(0))
}

/// The mail that is due and to be sent before all others, to none of these addresses: an urgent one, where those have their turn, or what is
/// due longest.
pub(in crate::store) fn next_due(
    connection: &Connection,
    now: Timestamp,
    busy: &[EmailAddress],
    urgent_first: bool,
) -> Result<Option<OutboxMail>> {
    let busy = serde_json::json!(busy.iter().map(EmailAddress::as_str).collect::<Vec<_>>()).to_string();
    for which in if urgent_first { [URGENT, NOTICES] } else { [NOTICES, URGENT] } {
        let found = connection.prepare_cached(&next_sql(which))?.query_row(params![now.as_millisecond(), busy], from_row).optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Takes a mail for an attempt: nobody else gets it until the lease is over.
pub(in crate::store) fn lease(connection: &Connection, id: OutboxId, until: Timestamp) -> Result<()> {
    connection
        .prepare_cached("UPDATE outbox SET leased_until = ?, attempts = attempts + 1 WHERE id = ?")?
        .execute(params![until.as_millisecond(), id.0])?;
    Ok(())
}

/// After a start nobody else is sending; what was begun is taken up again.
pub(in crate::store) fn release(connection: &Connection) -> Result<()> {
    connection.execute("UPDATE outbox INDEXED BY outbox_due SET leased_until = 0 WHERE state = 'waiting' AND leased_until > 0", [])?;
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

/// All mails of an address that are due and not urgent wait until then.
pub(in crate::store) fn postpone_all(connection: &Connection, email: &EmailAddress, now: Timestamp, until: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE outbox SET due_at = ?3 WHERE email = ?1 AND state = 'waiting' AND due_at <= ?2 AND leased_until <= ?2
                 AND kind NOT IN ('confirmation', 'code')",
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
    connection
        .prepare_cached("DELETE FROM outbox INDEXED BY outbox_ended WHERE state <> 'waiting' AND ended_at < ?")?
        .execute([before.as_millisecond()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::migrations::plan;

    /// Looking for what is to be sent is done every second, on the thread that writes: it costs the same however much waits.
    #[test]
    fn what_is_due_is_found_by_an_index_in_its_order() {
        for (sql, expected) in [
            (HAS_DUE.to_owned(), "SEARCH outbox USING INDEX outbox_due (due_at<?)"),
            (next_sql(URGENT), "SEARCH outbox USING INDEX outbox_urgent (due_at<?)"),
            (next_sql(NOTICES), "SEARCH outbox USING INDEX outbox_due (due_at<?)"),
        ] {
            let steps = plan(&sql);
            assert!(steps.iter().any(|step| step == expected), "{sql}: {steps:?}");
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE") || step.starts_with("SCAN outbox")), "{sql}: {steps:?}");
        }
    }

    #[test]
    fn what_somebody_waits_for_goes_first_while_it_has_its_turn() {
        let connection = Connection::open_in_memory().unwrap();
        for migration in crate::store::sqlite::migrations::MIGRATIONS {
            connection.execute_batch(migration).unwrap();
        }
        let add = |kind: &str, email: &str, due_at: i64| {
            let sql = "INSERT INTO outbox (kind, email, account, detail, created_at, due_at) VALUES (?, ?, 1, '{}', 0, ?)";
            connection.execute(sql, params![kind, email, due_at]).unwrap();
        };
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        add("comment", "a@x.example", 1);
        add("code", "b@x.example", 9);
        add("confirmation", "c@x.example", 8);
        let now = time_from_millis(10);
        let next = |busy: &[&str], urgent_first: bool| {
            let busy: Vec<_> = busy.iter().map(|email| EmailAddress::from_stored((*email).to_owned())).collect();
            next_due(&connection, now, &busy, urgent_first).unwrap().map(|mail| mail.email.as_str().to_owned())
        };
        assert_eq!(next(&[], true).unwrap(), "c@x.example");
        assert_eq!(next(&["C@X.example"], true).unwrap(), "b@x.example");
        assert_eq!(next(&[], false).unwrap(), "a@x.example");
        assert_eq!(next(&["a@x.example"], false).unwrap(), "c@x.example", "their turn is over, but there is nothing else");
        assert_eq!(next(&["a@x.example", "b@x.example", "c@x.example"], true), None);
    }

    #[test]
    fn mails_of_a_mailbox_are_found_by_its_address() {
        let steps = plan(&format!("SELECT count(*) FROM outbox WHERE {} AND created_at >= ?5", OfMailbox::SQL));
        assert!(steps.iter().all(|step| !step.starts_with("SCAN")), "{steps:?}");
    }
}
