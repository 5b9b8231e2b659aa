use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, Result, params};

use super::time_from_millis;
use crate::domain::{ActorId, CommentId, EmailAddress, Following, MailboxId, PageId, Subscription};

/// Comment 0 is the whole page.
fn place(following: Following, root: CommentId) -> (i64, i64) {
    match following {
        Following::Page => (0, 0),
        Following::Replies(comment) => (root.as_i64(), comment.as_i64()),
    }
}

/// What is followed. `root` is the root of the comment's branch; it says nothing of a page.
#[derive(Clone, Copy)]
pub(in crate::store) struct Place {
    pub(in crate::store) page: PageId,
    pub(in crate::store) following: Following,
    pub(in crate::store) root: CommentId,
}

/// Notes that somebody follows it, who is known to be the mailbox's owner.
pub(in crate::store) fn put(connection: &Connection, mailbox: MailboxId, at: Place, actor: Option<ActorId>, now: Timestamp) -> Result<()> {
    let (root, comment) = place(at.following, at.root);
    connection
        .prepare_cached(
            "INSERT INTO subscription (page, root, comment, mailbox, asked_at, actor) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET actor = coalesce(excluded.actor, actor)",
        )?
        .execute(params![at.page.0, root, comment, mailbox.0, now.as_millisecond(), actor.map(ActorId::as_i64)])?;
    Ok(())
}

/// Likewise, where it may be anybody who asks: what is there stays as it is.
pub(in crate::store) fn add(connection: &Connection, mailbox: MailboxId, at: Place, actor: Option<ActorId>, now: Timestamp) -> Result<()> {
    let (root, comment) = place(at.following, at.root);
    connection
        .prepare_cached(
            "INSERT INTO subscription (page, root, comment, mailbox, asked_at, actor) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![at.page.0, root, comment, mailbox.0, now.as_millisecond(), actor.map(ActorId::as_i64)])?;
    Ok(())
}

pub(in crate::store) fn delete(connection: &Connection, mailbox: MailboxId, page: PageId, following: Following) -> Result<()> {
    let (_, comment) = place(following, CommentId::BEFORE_ALL);
    connection
        .prepare_cached("DELETE FROM subscription WHERE mailbox = ? AND page = ? AND comment = ?")?
        .execute(params![mailbox.0, page.0, comment])?;
    Ok(())
}

/// All that a mailbox follows, or all of one page.
pub(in crate::store) fn delete_all(connection: &Connection, mailbox: MailboxId, page: Option<PageId>) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM subscription WHERE mailbox = ?1 AND (?2 IS NULL OR page = ?2)")?
        .execute(params![mailbox.0, page.map(|page| page.0)])?;
    Ok(())
}

/// All that somebody else asked for, or nobody knows who.
pub(in crate::store) fn delete_of_others(connection: &Connection, mailbox: MailboxId, actor: Option<ActorId>) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM subscription WHERE mailbox = ?1 AND (actor IS NULL OR actor IS NOT ?2)")?
        .execute(params![mailbox.0, actor.map(ActorId::as_i64)])?;
    Ok(())
}

pub(in crate::store) fn count_since(connection: &Connection, mailbox: MailboxId, since: Timestamp) -> Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM subscription WHERE mailbox = ? AND asked_at >= ?")?
        .query_row(params![mailbox.0, since.as_millisecond()], |row| row.get(0))
}

pub(in crate::store) fn count(connection: &Connection, mailbox: MailboxId) -> Result<u32> {
    connection.prepare_cached("SELECT count(*) FROM subscription WHERE mailbox = ?")?.query_row([mailbox.0], |row| row.get(0))
}

/// Whom to tell.
pub(in crate::store) struct Follower {
    pub(in crate::store) mailbox: MailboxId,
    pub(in crate::store) email: EmailAddress,
    /// Who has proved the address, and who asked.
    pub(in crate::store) actors: [Option<ActorId>; 2],
}

/// Confirmed mailboxes that follow the page, or one of these comments of the branch.
pub(in crate::store) fn followers(
    connection: &Connection,
    page: PageId,
    root: CommentId,
    above: &HashSet<CommentId>,
) -> Result<Vec<Follower>> {
    let mut found = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT subscription.comment, mailbox.id, mailbox.email, mailbox.actor, subscription.actor FROM subscription JOIN mailbox ON mailbox.id = subscription.mailbox
         WHERE subscription.page = ?1 AND subscription.root IN (0, ?2)
           AND mailbox.confirmed_at IS NOT NULL AND mailbox.bounced_at IS NULL AND mailbox.email IS NOT NULL
         ORDER BY subscription.root DESC, mailbox.id",
    )?;
    let mut rows = statement.query(params![page.0, root.as_i64()])?;
    while let Some(row) = rows.next()? {
        let comment = row.get(0)?;
        if comment == 0 || above.contains(&CommentId::from_i64(comment)) {
            let actor = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(ActorId::from_i64));
            let email = EmailAddress::from_stored(row.get(2)?);
            found.push(Follower { mailbox: MailboxId(row.get(1)?), email, actors: [actor(3)?, actor(4)?] });
        }
    }
    Ok(found)
}

/// Whether a mailbox follows one of these comments, or only the page.
pub(in crate::store) fn follows_any(connection: &Connection, mailbox: MailboxId, page: PageId, above: &HashSet<CommentId>) -> Result<bool> {
    let mut statement = connection.prepare_cached("SELECT comment FROM subscription WHERE mailbox = ? AND page = ? AND comment > 0")?;
    let mut rows = statement.query(params![mailbox.0, page.0])?;
    while let Some(row) = rows.next()? {
        if above.contains(&CommentId::from_i64(row.get(0)?)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a mailbox follows of a page: the page itself, and below which comments.
pub(in crate::store) fn on_page(connection: &Connection, mailbox: MailboxId, page: PageId) -> Result<Vec<Following>> {
    connection
        .prepare_cached("SELECT comment FROM subscription WHERE mailbox = ? AND page = ? ORDER BY comment LIMIT 1000")?
        .query_map(params![mailbox.0, page.0], |row| row.get(0).map(following))?
        .collect()
}

fn following(comment: i64) -> Following {
    if comment == 0 { Following::Page } else { Following::Replies(CommentId::from_i64(comment)) }
}

/// All that a mailbox follows, what it asked for last first.
pub(in crate::store) fn of_mailbox(connection: &Connection, mailbox: MailboxId) -> Result<Vec<Subscription>> {
    connection
        .prepare_cached(
            "SELECT subscription.page, subscription.comment, page.key, page.title, page.url,
                    (SELECT substr(source, 1, 80) FROM comment WHERE comment.id = subscription.comment AND comment.status = 'published'),
                    subscription.asked_at
             FROM subscription JOIN page ON page.id = subscription.page WHERE mailbox = ? ORDER BY asked_at DESC, comment DESC",
        )?
        .query_map([mailbox.0], |row| {
            Ok(Subscription {
                page: PageId(row.get(0)?),
                following: following(row.get(1)?),
                page_key: row.get(2)?,
                page_title: row.get(3)?,
                page_url: row.get(4)?,
                excerpt: row.get(5)?,
                asked_at: time_from_millis(row.get(6)?),
            })
        })?
        .collect()
}
