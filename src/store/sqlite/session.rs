use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::time_from_millis;
use crate::domain::{AccountId, MemberId, SessionId, SiteId};
use crate::store::SessionHolder;

/// Sessions of one holder in one place; a new one ends the oldest. Nobody has more browsers.
const MOST: u32 = 20;

/// Whose session this is, while it lasts, and until when.
pub(in crate::store) fn holder(
    connection: &Connection,
    id: SessionId,
    site: Option<SiteId>,
    now: Timestamp,
) -> Result<Option<(SessionHolder, Timestamp)>> {
    connection
        .prepare_cached("SELECT account, member, expires_at FROM session WHERE id = ? AND site IS ? AND expires_at > ?")?
        .query_row(params![id.as_i64(), site.map(|site| site.0), now.as_millisecond()], |row| {
            Ok((holder_from_row(row)?, time_from_millis(row.get(2)?)))
        })
        .optional()
}

/// Whose session this is, of the console or of any site, while it lasts.
pub(in crate::store) fn holder_anywhere(connection: &Connection, id: SessionId, now: Timestamp) -> Result<Option<SessionHolder>> {
    connection
        .prepare_cached("SELECT account, member FROM session WHERE id = ? AND expires_at > ?")?
        .query_row(params![id.as_i64(), now.as_millisecond()], holder_from_row)
        .optional()
}

fn holder_from_row(row: &Row<'_>) -> Result<SessionHolder> {
    Ok(match row.get::<_, Option<i64>>(0)? {
        Some(account) => SessionHolder::Account(AccountId(account)),
        None => SessionHolder::Member(MemberId(row.get(1)?)),
    })
}

pub(in crate::store) fn insert(
    connection: &Connection,
    id: SessionId,
    holder: SessionHolder,
    site: Option<SiteId>,
    expires_at: Timestamp,
) -> Result<()> {
    let (account, member) = match holder {
        SessionHolder::Account(account) => (Some(account.0), None),
        SessionHolder::Member(member) => (None, Some(member.0)),
    };
    connection.prepare_cached("INSERT INTO session (id, account, member, site, expires_at) VALUES (?, ?, ?, ?, ?)")?.execute(params![
        id.as_i64(),
        account,
        member,
        site.map(|site| site.0),
        expires_at.as_millisecond()
    ])?;
    let (column, holder) = match holder {
        SessionHolder::Account(account) => ("account", account.0),
        SessionHolder::Member(member) => ("member", member.0),
    };
    // The plus keeps the index of the holder.
    let sql = format!(
        "DELETE FROM session WHERE {column} = ?1 AND +site IS ?2 AND id NOT IN (
             SELECT id FROM session WHERE {column} = ?1 AND +site IS ?2 ORDER BY id = ?3 DESC, expires_at DESC LIMIT ?4)"
    );
    connection.prepare_cached(&sql)?.execute(params![holder, site.map(|site| site.0), id.as_i64(), MOST])?;
    Ok(())
}

pub(in crate::store) fn delete(connection: &Connection, id: SessionId) -> Result<()> {
    connection.prepare_cached("DELETE FROM session WHERE id = ?")?.execute([id.as_i64()])?;
    Ok(())
}

/// Signs an account out everywhere, but for the session that is named.
pub(in crate::store) fn delete_of_account(connection: &Connection, account: AccountId, except: Option<SessionId>) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM session WHERE account = ? AND id IS NOT ?")?
        .execute(params![account.0, except.map(SessionId::as_i64)])?;
    Ok(())
}

/// Signs a member out everywhere.
pub(in crate::store) fn delete_of_member(connection: &Connection, member: MemberId) -> Result<()> {
    connection.prepare_cached("DELETE FROM session WHERE member = ?")?.execute([member.0])?;
    Ok(())
}

/// Signs out whoever a site's backend has named.
pub(in crate::store) fn delete_of_members(connection: &Connection, site: SiteId) -> Result<()> {
    connection.prepare_cached("DELETE FROM session WHERE site = ? AND member IS NOT NULL")?.execute([site.0])?;
    Ok(())
}

pub(in crate::store) fn delete_expired(connection: &Connection, now: Timestamp) -> Result<()> {
    connection.prepare_cached("DELETE FROM session WHERE expires_at <= ?")?.execute([now.as_millisecond()])?;
    Ok(())
}
