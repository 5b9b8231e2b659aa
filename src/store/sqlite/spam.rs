//! What was called spam on a site, kept apart from the comments that said it.

use jiff::Timestamp;
use rusqlite::{Connection, Result, params};

use crate::domain::{CommentId, Fingerprint, SiteId};

/// Remembers a comment's words. Whether they were not known before.
pub(in crate::store) fn remember(connection: &Connection, id: CommentId, now: Timestamp) -> Result<bool> {
    let known: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM spam WHERE (site, fingerprint) IN (SELECT site, fingerprint FROM comment WHERE id = ?))",
        )?
        .query_row([id.as_i64()], |row| row.get(0))?;
    let kept = connection
        .prepare_cached(
            "INSERT INTO spam (site, fingerprint, at) SELECT site, fingerprint, ? FROM comment WHERE id = ? AND fingerprint IS NOT NULL
             ON CONFLICT DO UPDATE SET at = excluded.at",
        )?
        .execute(params![now.as_millisecond(), id.as_i64()])?;
    Ok(kept > 0 && !known)
}

/// It was no spam after all. Whether it was known as such.
pub(in crate::store) fn forget(connection: &Connection, id: CommentId) -> Result<bool> {
    let forgotten = connection
        .prepare_cached("DELETE FROM spam WHERE (site, fingerprint) IN (SELECT site, fingerprint FROM comment WHERE id = ?)")?
        .execute([id.as_i64()])?;
    Ok(forgotten > 0)
}

/// Whether the same words, with a link or a website, were called spam on this site.
pub(in crate::store) fn holds(connection: &Connection, site: SiteId, fingerprint: Fingerprint) -> Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM spam WHERE site = ? AND fingerprint = ?)")?
        .query_row(params![site.0, fingerprint.as_i64()], |row| row.get(0))
}

pub(in crate::store) fn forget_before(connection: &Connection, before: Timestamp) -> Result<()> {
    connection.prepare_cached("DELETE FROM spam WHERE at < ?")?.execute([before.as_millisecond()])?;
    Ok(())
}
