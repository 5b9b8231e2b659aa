use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, params};

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

/// What became of a wish that anybody may have typed.
#[derive(PartialEq, Eq)]
pub(in crate::store) enum Added {
    Now,
    Before,
    /// Its owner has ended it: they are to be asked.
    ToBeAsked,
}

/// Notes that somebody follows it, who is known to be the mailbox's owner.
pub(in crate::store) fn put(connection: &Connection, mailbox: MailboxId, at: Place, actor: Option<ActorId>, now: Timestamp) -> Result<()> {
    let (root, comment) = place(at.following, at.root);
    connection
        .prepare_cached(
            "INSERT INTO subscription (page, root, comment, mailbox, asked_at, actor) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET actor = coalesce(excluded.actor, actor), ended = 0",
        )?
        .execute(params![at.page.0, root, comment, mailbox.0, now.as_millisecond(), actor.map(ActorId::as_i64)])?;
    Ok(())
}

/// Likewise, where it may be anybody who asks.
pub(in crate::store) fn add(
    connection: &Connection,
    mailbox: MailboxId,
    at: Place,
    actor: Option<ActorId>,
    now: Timestamp,
) -> Result<Added> {
    let (root, comment) = place(at.following, at.root);
    let key = params![at.page.0, root, comment, mailbox.0];
    let there = connection
        .prepare_cached("SELECT ended FROM subscription WHERE page = ? AND root = ? AND comment = ? AND mailbox = ?")?
        .query_row(key, |row| row.get::<_, u8>(0))
        .optional()?;
    match there {
        None => {
            put(connection, mailbox, at, actor, now)?;
            Ok(Added::Now)
        }
        Some(0) => {
            // Of two who ask for the same one may be a stranger.
            connection
                .prepare_cached(
                    "UPDATE subscription SET actor = NULL WHERE page = ? AND root = ? AND comment = ? AND mailbox = ? AND actor IS NOT ?
                         AND EXISTS (SELECT 1 FROM mailbox WHERE id = subscription.mailbox AND confirmed_at IS NULL)",
                )?
                .execute(params![at.page.0, root, comment, mailbox.0, actor.map(ActorId::as_i64)])?;
            Ok(Added::Before)
        }
        Some(_) => {
            connection
                .prepare_cached("UPDATE subscription SET ended = 2 WHERE page = ? AND root = ? AND comment = ? AND mailbox = ?")?
                .execute(key)?;
            Ok(Added::ToBeAsked)
        }
    }
}

/// Where several have asked in the name of a mailbox, one of them may be a stranger, whose comments its owner is to be told of: so it is
/// forgotten who they are.
pub(in crate::store) fn forget_rivals(connection: &Connection, mailbox: MailboxId) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE subscription SET actor = NULL
             WHERE mailbox = ?1 AND (SELECT count(DISTINCT coalesce(actor, 0)) FROM subscription WHERE mailbox = ?1) > 1",
        )?
        .execute([mailbox.0])?;
    Ok(())
}

/// Whether this actor has asked for something in the mailbox's name.
pub(in crate::store) fn knows(connection: &Connection, mailbox: MailboxId, actor: ActorId) -> Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM subscription WHERE mailbox = ? AND actor = ?)")?
        .query_row([mailbox.0, actor.as_i64()], |row| row.get(0))
}

/// Whether the mailbox's owner wrote this comment, as far as that is known: who has proved the address, or asked for the replies to it.
pub(in crate::store) fn is_own(connection: &Connection, mailbox: MailboxId, comment: CommentId) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM comment WHERE id = ?2 AND (actor = (SELECT actor FROM mailbox WHERE id = ?1)
                 OR actor IN (SELECT actor FROM subscription WHERE mailbox = ?1)))",
        )?
        .query_row(params![mailbox.0, comment.as_i64()], |row| row.get(0))
}

/// The owner wants what was asked for again.
pub(in crate::store) fn accept(connection: &Connection, mailbox: MailboxId) -> Result<()> {
    connection.prepare_cached("UPDATE subscription SET ended = 0 WHERE mailbox = ? AND ended = 2")?.execute([mailbox.0])?;
    Ok(())
}

/// The owner does not want it.
pub(in crate::store) fn decline(connection: &Connection, mailbox: MailboxId) -> Result<()> {
    connection.prepare_cached("UPDATE subscription SET ended = 1 WHERE mailbox = ? AND ended = 2")?.execute([mailbox.0])?;
    Ok(())
}

/// The owner has ended it by a link; whoever else asks for it again has to ask them.
pub(in crate::store) fn end(connection: &Connection, mailbox: MailboxId, page: PageId, following: Following) -> Result<()> {
    let (_, comment) = place(following, CommentId::BEFORE_ALL);
    connection
        .prepare_cached("UPDATE subscription SET ended = 1 WHERE mailbox = ? AND page = ? AND comment = ?")?
        .execute(params![mailbox.0, page.0, comment])?;
    Ok(())
}

/// Likewise all of a page.
pub(in crate::store) fn end_page(connection: &Connection, mailbox: MailboxId, page: PageId) -> Result<()> {
    connection.prepare_cached("UPDATE subscription SET ended = 1 WHERE mailbox = ? AND page = ?")?.execute([mailbox.0, page.0])?;
    Ok(())
}

pub(in crate::store) fn delete(connection: &Connection, mailbox: MailboxId, page: PageId, following: Following) -> Result<()> {
    let (_, comment) = place(following, CommentId::BEFORE_ALL);
    connection
        .prepare_cached("DELETE FROM subscription WHERE mailbox = ? AND page = ? AND comment = ?")?
        .execute(params![mailbox.0, page.0, comment])?;
    Ok(())
}

/// All that a mailbox follows, or has followed.
pub(in crate::store) fn delete_all(connection: &Connection, mailbox: MailboxId) -> Result<()> {
    connection.prepare_cached("DELETE FROM subscription WHERE mailbox = ?")?.execute([mailbox.0])?;
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
    pub(in crate::store) following: Following,
}

/// Confirmed mailboxes that follow the page, or a comment of the branch, but for the one whose owner this actor is, as far as that is
/// known: who has proved its address, or has asked for something in its name.
pub(in crate::store) fn followers(
    connection: &Connection,
    page: PageId,
    root: CommentId,
    but_of: Option<ActorId>,
) -> Result<Vec<Follower>> {
    connection
        .prepare_cached(
            "SELECT subscription.comment, mailbox.id, mailbox.email FROM subscription JOIN mailbox ON mailbox.id = subscription.mailbox
             WHERE subscription.page = ?1 AND subscription.root IN (0, ?2) AND subscription.ended = 0
               AND mailbox.confirmed_at IS NOT NULL AND mailbox.bounced_at IS NULL AND mailbox.email IS NOT NULL
               AND (?3 IS NULL OR mailbox.actor IS NOT ?3)
               AND NOT EXISTS (SELECT 1 FROM subscription AS own WHERE own.mailbox = mailbox.id AND own.actor = ?3)
             ORDER BY subscription.root DESC, mailbox.id",
        )?
        .query_map(params![page.0, root.as_i64(), but_of.map(ActorId::as_i64)], |row| {
            let mailbox = MailboxId(row.get(1)?);
            Ok(Follower { mailbox, email: EmailAddress::from_stored(row.get(2)?), following: following(row.get(0)?) })
        })?
        .collect()
}

/// What a mailbox follows of a page: the page itself, and below which comments.
pub(in crate::store) fn on_page(connection: &Connection, mailbox: MailboxId, page: PageId) -> Result<Vec<Following>> {
    connection
        .prepare_cached("SELECT comment FROM subscription WHERE mailbox = ? AND page = ? AND ended = 0 ORDER BY comment LIMIT 1000")?
        .query_map(params![mailbox.0, page.0], |row| row.get(0).map(following))?
        .collect()
}

fn following(comment: i64) -> Following {
    if comment == 0 { Following::Page } else { Following::Replies(CommentId::from_i64(comment)) }
}

/// All that a mailbox follows and what is to be asked for again, the last asked for first.
pub(in crate::store) fn of_mailbox(connection: &Connection, mailbox: MailboxId) -> Result<Vec<Subscription>> {
    connection
        .prepare_cached(
            "SELECT subscription.page, subscription.comment, page.key, page.title, page.url,
                    (SELECT substr(source, 1, 200) FROM comment WHERE comment.id = subscription.comment AND comment.status = 'published'),
                    subscription.asked_at, subscription.ended = 2
             FROM subscription JOIN page ON page.id = subscription.page WHERE mailbox = ? AND ended <> 1 ORDER BY asked_at DESC, comment DESC",
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
                to_be_asked: row.get(7)?,
            })
        })?
        .collect()
}
