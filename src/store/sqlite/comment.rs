use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::{count_from_i64, time_from_millis};
use crate::domain::{
    ActorId, Author, AuthorName, Body, Comment, CommentId, EditableComment, EmailAddress, Html, PageId, SiteId, Votes, Website,
};
use crate::store::NewComment;

/// What [`from_row`] reads. Mail addresses are not among it: nothing that is shown needs them.
pub(super) const COLUMNS: &str = "comment.id, comment.page, parent, root, depth, actor, name, website, html, comment.up, comment.down, replies, branch, edited_at, deleted_at IS NOT NULL";

pub(super) fn from_row(row: &Row<'_>) -> Result<Comment> {
    Ok(Comment {
        id: CommentId::from_i64(row.get(0)?),
        page: PageId(row.get(1)?),
        parent: row.get::<_, Option<i64>>(2)?.map(CommentId::from_i64),
        root: CommentId::from_i64(row.get(3)?),
        depth: row.get(4)?,
        actor: row.get::<_, Option<i64>>(5)?.map(ActorId::from_i64),
        author: Author {
            name: row.get::<_, Option<String>>(6)?.map(AuthorName::from_stored),
            email: None,
            website: row.get::<_, Option<String>>(7)?.map(Website::from_stored),
        },
        html: row.get(8)?,
        votes: Votes { up: count_from_i64(row.get(9)?), down: count_from_i64(row.get(10)?) },
        reply_count: count_from_i64(row.get(11)?),
        branch_count: count_from_i64(row.get(12)?),
        edited_at: row.get::<_, Option<i64>>(13)?.map(time_from_millis),
        deleted: row.get(14)?,
    })
}

pub(in crate::store) fn find(connection: &Connection, id: CommentId) -> Result<Option<Comment>> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM comment WHERE id = ?"))?.query_row([id.as_i64()], from_row).optional()
}

/// A comment of this site; one of another site is as unknown as none.
pub(in crate::store) fn find_on_site(connection: &Connection, site: SiteId, id: CommentId) -> Result<Option<Comment>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM comment JOIN page ON page.id = comment.page WHERE comment.id = ? AND page.site = ?"
        ))?
        .query_row(params![id.as_i64(), site.0], from_row)
        .optional()
}

/// What this actor has just posted in the same words and in the same place.
pub(in crate::store) fn find_same(
    connection: &Connection,
    page: PageId,
    new: &NewComment,
    within: SignedDuration,
) -> Result<Option<Comment>> {
    let since = CommentId::first_at(new.now.saturating_sub(within).unwrap_or(Timestamp::UNIX_EPOCH));
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM comment WHERE page = ? AND actor = ? AND id >= ? AND parent IS ? AND source = ? AND deleted_at IS NULL"
        ))?
        .query_row(params![page.0, new.actor.as_i64(), since.as_i64(), new.parent.map(CommentId::as_i64), new.body.as_str()], from_row)
        .optional()
}

/// The first free id of this moment.
pub(in crate::store) fn free_id(connection: &Connection, now: Timestamp) -> Result<CommentId> {
    let first = CommentId::first_at(now);
    let last_taken: Option<i64> = connection
        .prepare_cached("SELECT max(id) FROM comment WHERE id BETWEEN ? AND ?")?
        .query_row(params![first.as_i64(), first.last_of_millisecond().as_i64()], |row| row.get(0))?;
    Ok(last_taken.map_or(first, |id| CommentId::from_i64(id).next()))
}

pub(in crate::store) fn insert(connection: &Connection, comment: &Comment, body: &Body, renderer: u32) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO comment (id, page, parent, root, depth, actor, name, email, website, source, html, renderer)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            comment.id.as_i64(),
            comment.page.0,
            comment.parent.map(CommentId::as_i64),
            comment.root.as_i64(),
            comment.depth,
            comment.actor.map(ActorId::as_i64),
            comment.author.name.as_ref().map(AuthorName::as_str),
            comment.author.email.as_ref().map(EmailAddress::as_str),
            comment.author.website.as_ref().map(Website::as_str),
            body.as_str(),
            comment.html,
            renderer
        ])?;
    Ok(())
}

/// Counts a reply in or out: on its parent, and on the root of its branch.
pub(in crate::store) fn add_replies(connection: &Connection, parent: CommentId, root: CommentId, change: i64) -> Result<()> {
    connection.prepare_cached("UPDATE comment SET replies = replies + ? WHERE id = ?")?.execute(params![change, parent.as_i64()])?;
    connection.prepare_cached("UPDATE comment SET branch = branch + ? WHERE id = ?")?.execute(params![change, root.as_i64()])?;
    Ok(())
}

pub(in crate::store) fn update_body(connection: &Connection, id: CommentId, body: &Body, html: &Html, now: Timestamp) -> Result<()> {
    connection.prepare_cached("UPDATE comment SET source = ?, html = ?, renderer = ?, edited_at = ? WHERE id = ?")?.execute(params![
        body.as_str(),
        html.as_str(),
        html.renderer(),
        now.as_millisecond(),
        id.as_i64()
    ])?;
    Ok(())
}

/// Leaves the place and forgets the rest.
pub(in crate::store) fn make_tombstone(connection: &Connection, id: CommentId, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE comment SET actor = NULL, name = NULL, email = NULL, website = NULL, source = '', html = '',
                                up = 0, down = 0, edited_at = NULL, deleted_at = ? WHERE id = ?",
        )?
        .execute(params![now.as_millisecond(), id.as_i64()])?;
    Ok(())
}

pub(in crate::store) fn delete(connection: &Connection, id: CommentId) -> Result<()> {
    connection.prepare_cached("DELETE FROM comment WHERE id = ?")?.execute([id.as_i64()])?;
    Ok(())
}

pub(in crate::store) fn add_votes(connection: &Connection, id: CommentId, up: i64, down: i64) -> Result<Votes> {
    connection
        .prepare_cached("UPDATE comment SET up = up + ?, down = down + ? WHERE id = ? RETURNING up, down")?
        .query_row(params![up, down, id.as_i64()], |row| Ok(Votes { up: count_from_i64(row.get(0)?), down: count_from_i64(row.get(1)?) }))
}

/// An actor's own comments of a page since a moment, with their source; `until` is filled in by the caller's rule.
pub(in crate::store) fn editable(
    connection: &Connection,
    page: PageId,
    actor: ActorId,
    since: Timestamp,
    until: impl Fn(CommentId) -> Timestamp,
) -> Result<Vec<EditableComment>> {
    connection
        .prepare_cached("SELECT id, source FROM comment WHERE page = ? AND actor = ? AND id >= ? ORDER BY id DESC LIMIT 100")?
        .query_map(params![page.0, actor.as_i64(), CommentId::first_at(since).as_i64()], |row| {
            let id = CommentId::from_i64(row.get(0)?);
            Ok(EditableComment { id, until: until(id), body: Body::from_stored(row.get(1)?) })
        })?
        .collect()
}

/// Comments of a site that were rendered by another renderer, in the order of their ids.
pub(in crate::store) fn outdated(
    connection: &Connection,
    site: SiteId,
    renderer: u32,
    after: CommentId,
    limit: u32,
) -> Result<Vec<(CommentId, Body)>> {
    connection
        .prepare_cached(
            "SELECT comment.id, source FROM comment JOIN page ON page.id = comment.page
             WHERE comment.id > ? AND page.site = ? AND renderer <> ? AND deleted_at IS NULL ORDER BY comment.id LIMIT ?",
        )?
        .query_map(params![after.as_i64(), site.0, renderer, limit], |row| {
            Ok((CommentId::from_i64(row.get(0)?), Body::from_stored(row.get(1)?)))
        })?
        .collect()
}

/// Replaces the HTML where the source is still the one it was made from.
pub(in crate::store) fn put_rendered(connection: &Connection, id: CommentId, body: &Body, html: &Html) -> Result<()> {
    connection.prepare_cached("UPDATE comment SET html = ?, renderer = ? WHERE id = ? AND source = ?")?.execute(params![
        html.as_str(),
        html.renderer(),
        id.as_i64(),
        body.as_str()
    ])?;
    Ok(())
}
