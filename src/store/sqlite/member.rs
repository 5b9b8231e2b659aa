use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::{site::parsed, time_from_millis};
use crate::domain::{ActorId, AuthorName, BadgeLabel, EmailAddress, Member, MemberId, MemberProfile, SiteId, SiteRole, Website};
use crate::store::NamedMember;

const COLUMNS: &str = "id, site, actor, name, email, email_verified, website, role, label";

fn from_row(row: &Row<'_>) -> Result<Member> {
    let role: Option<String> = row.get(7)?;
    Ok(Member {
        id: MemberId(row.get(0)?),
        site: SiteId(row.get(1)?),
        actor: ActorId::from_i64(row.get(2)?),
        profile: MemberProfile {
            name: AuthorName::from_stored(row.get(3)?),
            email: row.get::<_, Option<String>>(4)?.map(EmailAddress::from_stored),
            email_verified: row.get(5)?,
            website: row.get::<_, Option<String>>(6)?.map(Website::from_stored),
            role: role.map(|role| parsed(7, SiteRole::parse, &role)).transpose()?,
            label: row.get::<_, Option<String>>(8)?.map(BadgeLabel::from_stored),
        },
    })
}

pub(in crate::store) fn find(connection: &Connection, id: MemberId) -> Result<Option<Member>> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM member WHERE id = ?"))?.query_row([id.0], from_row).optional()
}

/// A member with the time of the newest token that named them.
pub(in crate::store) fn find_by_subject(
    connection: &Connection,
    site: SiteId,
    subject: &str,
) -> Result<Option<(Member, Option<Timestamp>)>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS}, issued_at FROM member WHERE site = ? AND subject = ?"))?
        .query_row(params![site.0, subject], |row| Ok((from_row(row)?, row.get::<_, Option<i64>>(9)?.map(time_from_millis))))
        .optional()
}

pub(in crate::store) fn insert(connection: &Connection, named: &NamedMember, actor: ActorId, now: Timestamp) -> Result<Member> {
    let NamedMember { site, subject, profile, issued_at, .. } = named;
    connection
        .prepare_cached(
            "INSERT INTO member (site, subject, actor, name, email, email_verified, website, role, label, issued_at, seen_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            site.0,
            subject,
            actor.as_i64(),
            profile.name.as_str(),
            profile.email.as_ref().map(EmailAddress::as_str),
            profile.email_verified,
            profile.website.as_ref().map(Website::as_str),
            profile.role.map(SiteRole::as_str),
            profile.label.as_ref().map(BadgeLabel::as_str),
            issued_at.map(Timestamp::as_millisecond),
            now.as_millisecond()
        ])?;
    Ok(Member { id: MemberId(connection.last_insert_rowid()), site: *site, actor, profile: profile.clone() })
}

pub(in crate::store) fn update(connection: &Connection, id: MemberId, named: &NamedMember, now: Timestamp) -> Result<()> {
    let NamedMember { profile, issued_at, .. } = named;
    connection
        .prepare_cached(
            "UPDATE member SET name = ?, email = ?, email_verified = ?, website = ?, role = ?, label = ?, issued_at = ?, seen_at = ?
             WHERE id = ?",
        )?
        .execute(params![
            profile.name.as_str(),
            profile.email.as_ref().map(EmailAddress::as_str),
            profile.email_verified,
            profile.website.as_ref().map(Website::as_str),
            profile.role.map(SiteRole::as_str),
            profile.label.as_ref().map(BadgeLabel::as_str),
            issued_at.map(Timestamp::as_millisecond),
            now.as_millisecond(),
            id.0
        ])?;
    Ok(())
}

/// Members are nothing but members until they come with a new token of the site's key.
pub(in crate::store) fn forget_rights(connection: &Connection, site: SiteId) -> Result<()> {
    connection.execute("UPDATE member SET role = NULL, label = NULL WHERE site = ?", [site.0])?;
    Ok(())
}

/// When the newest tokens were made says nothing about those of another key.
pub(in crate::store) fn forget_newest(connection: &Connection, site: SiteId) -> Result<()> {
    connection.execute("UPDATE member SET issued_at = NULL WHERE site = ?", [site.0])?;
    Ok(())
}
