use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::domain::{ActorId, CommentId, NetworkHash, PageId, Vote};

fn from_value(value: Option<i64>) -> Vote {
    value.and_then(|value| Vote::parse(value).ok()).unwrap_or(Vote::None)
}

pub(in crate::store) fn on_comment(connection: &Connection, page: PageId, actor: ActorId, comment: CommentId) -> Result<Vote> {
    connection
        .prepare_cached("SELECT value FROM vote WHERE page = ? AND actor = ? AND comment = ?")?
        .query_row(params![page.0, actor.as_i64(), comment.as_i64()], |row| row.get(0))
        .optional()
        .map(from_value)
}

pub(in crate::store) fn put_on_comment(
    connection: &Connection,
    page: PageId,
    actor: ActorId,
    comment: CommentId,
    vote: Vote,
    network: NetworkHash,
) -> Result<()> {
    if vote == Vote::None {
        connection.prepare_cached("DELETE FROM vote WHERE page = ? AND actor = ? AND comment = ?")?.execute(params![
            page.0,
            actor.as_i64(),
            comment.as_i64()
        ])?;
    } else {
        connection
            .prepare_cached(
                "INSERT INTO vote (page, actor, comment, value, network) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT DO UPDATE SET value = excluded.value",
            )?
            .execute(params![page.0, actor.as_i64(), comment.as_i64(), vote.value(), network.as_i64()])?;
    }
    Ok(())
}

pub(in crate::store) fn count_of_network_on_comment(connection: &Connection, comment: CommentId, network: NetworkHash) -> Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM vote WHERE comment = ? AND network = ?")?
        .query_row(params![comment.as_i64(), network.as_i64()], |row| row.get(0))
}

pub(in crate::store) fn delete_on_comment(connection: &Connection, comment: CommentId) -> Result<()> {
    connection.prepare_cached("DELETE FROM vote WHERE comment = ?")?.execute([comment.as_i64()])?;
    Ok(())
}

pub(in crate::store) fn on_page(connection: &Connection, page: PageId, actor: ActorId) -> Result<Vote> {
    connection
        .prepare_cached("SELECT value FROM page_vote WHERE page = ? AND actor = ?")?
        .query_row(params![page.0, actor.as_i64()], |row| row.get(0))
        .optional()
        .map(from_value)
}

pub(in crate::store) fn put_on_page(connection: &Connection, page: PageId, actor: ActorId, vote: Vote, network: NetworkHash) -> Result<()> {
    if vote == Vote::None {
        connection.prepare_cached("DELETE FROM page_vote WHERE page = ? AND actor = ?")?.execute(params![page.0, actor.as_i64()])?;
    } else {
        connection
            .prepare_cached(
                "INSERT INTO page_vote (page, actor, value, network) VALUES (?, ?, ?, ?)
                 ON CONFLICT DO UPDATE SET value = excluded.value",
            )?
            .execute(params![page.0, actor.as_i64(), vote.value(), network.as_i64()])?;
    }
    Ok(())
}

pub(in crate::store) fn count_of_network_on_page(connection: &Connection, page: PageId, network: NetworkHash) -> Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM page_vote WHERE page = ? AND network = ?")?
        .query_row(params![page.0, network.as_i64()], |row| row.get(0))
}

/// One actor's votes on the comments of a page.
pub(in crate::store) fn of_actor(connection: &Connection, page: PageId, actor: ActorId) -> Result<Vec<(CommentId, Vote)>> {
    connection
        .prepare_cached("SELECT comment, value FROM vote WHERE page = ? AND actor = ?")?
        .query_map(params![page.0, actor.as_i64()], |row| Ok((CommentId::from_i64(row.get(0)?), from_value(row.get(1)?))))?
        .collect()
}
