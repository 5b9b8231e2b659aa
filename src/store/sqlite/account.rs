use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::site::parsed;
use super::time_from_millis;
use crate::domain::{Account, AccountId, ActorId, AuthorName, BadgeLabel, EmailAddress, MailChoice, SiteId, SiteRole, Website};
use crate::store::AccountFields;

const COLUMNS: &str = "id, actor, email, name, label, website, owner, password IS NOT NULL, created_at, last_seen_at, mail";

fn from_row(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        id: AccountId(row.get(0)?),
        actor: ActorId::from_i64(row.get(1)?),
        email: EmailAddress::from_stored(row.get(2)?),
        name: AuthorName::from_stored(row.get(3)?),
        label: row.get::<_, Option<String>>(4)?.map(BadgeLabel::from_stored),
        website: row.get::<_, Option<String>>(5)?.map(Website::from_stored),
        owner: row.get(6)?,
        roles: Vec::new(),
        has_password: row.get(7)?,
        created_at: time_from_millis(row.get(8)?),
        last_seen_at: row.get::<_, Option<i64>>(9)?.map(time_from_millis),
        mail: parsed(10, MailChoice::parse, row.get_ref(10)?.as_str()?)?,
    })
}

fn with_roles(connection: &Connection, account: Account) -> Result<Account> {
    let roles = connection
        .prepare_cached("SELECT site, role FROM account_role WHERE account = ? ORDER BY site")?
        .query_map([account.id.0], |row| Ok((SiteId(row.get(0)?), parsed(1, SiteRole::parse, row.get_ref(1)?.as_str()?)?)))?
        .collect::<Result<_>>()?;
    Ok(Account { roles, ..account })
}

pub(in crate::store) fn all(connection: &Connection) -> Result<Vec<Account>> {
    let accounts: Vec<Account> = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM account ORDER BY id"))?
        .query_map([], from_row)?
        .collect::<Result<_>>()?;
    accounts.into_iter().map(|account| with_roles(connection, account)).collect()
}

pub(in crate::store) fn find(connection: &Connection, id: AccountId) -> Result<Option<Account>> {
    let found =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM account WHERE id = ?"))?.query_row([id.0], from_row).optional()?;
    found.map(|account| with_roles(connection, account)).transpose()
}

/// The account with its password's hash. The column compares without regard to case.
pub(in crate::store) fn find_by_email(connection: &Connection, email: &EmailAddress) -> Result<Option<(Account, Option<String>)>> {
    let found = connection
        .prepare_cached(&format!("SELECT {COLUMNS}, password FROM account WHERE email = ?"))?
        .query_row([email.as_str()], |row| Ok((from_row(row)?, row.get(11)?)))
        .optional()?;
    found.map(|(account, password)| Ok((with_roles(connection, account)?, password))).transpose()
}

pub(in crate::store) fn password(connection: &Connection, id: AccountId) -> Result<Option<String>> {
    connection.prepare_cached("SELECT password FROM account WHERE id = ?")?.query_row([id.0], |row| row.get(0))
}

pub(in crate::store) fn count(connection: &Connection) -> Result<u32> {
    connection.query_row("SELECT count(*) FROM account", [], |row| row.get(0))
}

/// Owners who can sign in, besides this account.
pub(in crate::store) fn other_owners(connection: &Connection, id: AccountId) -> Result<u32> {
    connection.query_row("SELECT count(*) FROM account WHERE owner = 1 AND password IS NOT NULL AND id <> ?", [id.0], |row| row.get(0))
}

pub(in crate::store) fn insert(
    connection: &Connection,
    fields: &AccountFields,
    actor: ActorId,
    password: Option<&str>,
    now: Timestamp,
) -> Result<AccountId> {
    connection.execute(
        "INSERT INTO account (actor, email, name, label, website, password, owner, mail, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            actor.as_i64(),
            fields.email.as_str(),
            fields.name.as_str(),
            fields.label.as_ref().map(BadgeLabel::as_str),
            fields.website.as_ref().map(Website::as_str),
            password,
            fields.owner,
            fields.mail.as_str(),
            now.as_millisecond()
        ],
    )?;
    let id = AccountId(connection.last_insert_rowid());
    replace_roles(connection, id, &fields.roles)?;
    Ok(id)
}

/// Who chooses one mail a day has the first a day from then: of what was said before they were told already, or did not want to be.
pub(in crate::store) fn update(connection: &Connection, id: AccountId, fields: &AccountFields, now: Timestamp) -> Result<()> {
    connection.execute(
        "UPDATE account SET bounced_at = iif(email = ?1, bounced_at, NULL), email = ?1, name = ?2, label = ?3, website = ?4, owner = ?5,
                            digest_at = iif(mail <> 'daily' AND ?6 = 'daily', ?8, digest_at), mail = ?6
         WHERE id = ?7",
        params![
            fields.email.as_str(),
            fields.name.as_str(),
            fields.label.as_ref().map(BadgeLabel::as_str),
            fields.website.as_ref().map(Website::as_str),
            fields.owner,
            fields.mail.as_str(),
            id.0,
            now.as_millisecond()
        ],
    )?;
    replace_roles(connection, id, &fields.roles)
}

fn replace_roles(connection: &Connection, id: AccountId, roles: &[(SiteId, SiteRole)]) -> Result<()> {
    connection.execute("DELETE FROM account_role WHERE account = ?", [id.0])?;
    let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO account_role (account, site, role) VALUES (?, ?, ?)")?;
    for (site, role) in roles {
        insert.execute(params![id.0, site.0, role.as_str()])?;
    }
    Ok(())
}

pub(in crate::store) fn set_password(connection: &Connection, id: AccountId, password: &str) -> Result<()> {
    connection.execute("UPDATE account SET password = ? WHERE id = ?", params![password, id.0])?;
    Ok(())
}

pub(in crate::store) fn note_seen(connection: &Connection, id: AccountId, now: Timestamp) -> Result<()> {
    connection.execute("UPDATE account SET last_seen_at = ? WHERE id = ?", params![now.as_millisecond(), id.0])?;
    Ok(())
}

pub(in crate::store) fn delete(connection: &Connection, id: AccountId) -> Result<()> {
    connection.execute("DELETE FROM account WHERE id = ?", [id.0])?;
    Ok(())
}

/// An account that is told of a comment by mail.
pub(in crate::store) struct Told {
    pub(in crate::store) id: AccountId,
    pub(in crate::store) email: EmailAddress,
    pub(in crate::store) actor: ActorId,
}

/// Accounts that decide about the site's comments and want a mail about each; where one waits for a decision also those that want only that.
pub(in crate::store) fn to_be_told(connection: &Connection, site: SiteId, waits: bool) -> Result<Vec<Told>> {
    connection
        .prepare_cached(
            "SELECT account.id, account.email, account.actor
             FROM account LEFT JOIN account_role ON account_role.account = account.id AND account_role.site = ?1
             WHERE (account.owner OR account_role.role = 'moderator') AND account.bounced_at IS NULL
               AND (mail = 'each' OR (?2 AND mail = 'waiting'))
             ORDER BY account.id",
        )?
        .query_map(params![site.0, waits], |row| {
            Ok(Told { id: AccountId(row.get(0)?), email: EmailAddress::from_stored(row.get(1)?), actor: ActorId::from_i64(row.get(2)?) })
        })?
        .collect()
}

/// Accounts that want all of a day in one mail and had their last before this moment, with when that was.
pub(in crate::store) fn digests_due(connection: &Connection, before: Timestamp) -> Result<Vec<(AccountId, Option<Timestamp>)>> {
    connection
        .prepare_cached("SELECT id, digest_at FROM account WHERE mail = 'daily' AND bounced_at IS NULL AND coalesce(digest_at, 0) <= ?")?
        .query_map([before.as_millisecond()], |row| Ok((AccountId(row.get(0)?), row.get::<_, Option<i64>>(1)?.map(time_from_millis))))?
        .collect()
}

pub(in crate::store) fn set_digest_at(connection: &Connection, id: AccountId, at: Timestamp) -> Result<()> {
    connection.prepare_cached("UPDATE account SET digest_at = ? WHERE id = ?")?.execute(params![at.as_millisecond(), id.0])?;
    Ok(())
}
