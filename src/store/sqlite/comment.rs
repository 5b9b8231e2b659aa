use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::{anchor, count_from_i64, time_from_millis};
use crate::domain::{
    ActorId, Author, AuthorName, Badge, BadgeLabel, Body, Comment, CommentId, EditableComment, EmailAddress, Fingerprint, Html,
    NetworkHash, PageId, Reason, Role, SiteId, SpeakerKind, Status, Votes, Website,
};
use crate::store::{NewComment, NewWords};

/// What [`from_row`] reads. Mail addresses are not among it: nothing that is shown to readers needs them.
pub(super) const COLUMNS: &str = "comment.id, comment.page, comment.parent, comment.root, comment.depth, comment.actor, comment.name, comment.website, comment.html, comment.up, comment.down, comment.replies, comment.branch, comment.edited_at, comment.status, comment.site, comment.kind, comment.role, comment.label, comment.pinned_at IS NOT NULL, comment.anchor";

/// How many columns [`COLUMNS`] has; what a query adds begins there.
pub(super) const COLUMN_COUNT: usize = 21;

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
        status: Status::from_stored(row.get_ref(14)?.as_str()?),
        site: SiteId(row.get(15)?),
        kind: kind_from_stored(row.get_ref(16)?.as_str()?),
        badge: badge(row.get(17)?, row.get(18)?),
        pinned: row.get(19)?,
        anchor: row.get_ref(20)?.as_str_or_null()?.and_then(anchor::from_stored).map(Box::new),
    })
}

fn kind_from_stored(text: &str) -> SpeakerKind {
    match text {
        "account" => SpeakerKind::Account,
        "member" => SpeakerKind::Member,
        _ => SpeakerKind::Visitor,
    }
}

fn badge(role: Option<String>, label: Option<String>) -> Option<Badge> {
    let role = match role?.as_str() {
        "owner" => Role::Owner,
        "moderator" => Role::Moderator,
        "author" => Role::Author,
        _ => Role::Member,
    };
    Some(Badge { role, label: label.map(BadgeLabel::from_stored) })
}

pub(in crate::store) fn find(connection: &Connection, id: CommentId) -> Result<Option<Comment>> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM comment WHERE id = ?"))?.query_row([id.as_i64()], from_row).optional()
}

/// A comment of this site; one of another site is as unknown as none.
pub(in crate::store) fn find_on_site(connection: &Connection, site: SiteId, id: CommentId) -> Result<Option<Comment>> {
    Ok(find(connection, id)?.filter(|comment| comment.site == site))
}

/// The mail address its writer gave with it.
pub(in crate::store) fn email(connection: &Connection, id: CommentId) -> Result<Option<EmailAddress>> {
    connection
        .prepare_cached("SELECT email FROM comment WHERE id = ?")?
        .query_row([id.as_i64()], |row| row.get::<_, Option<String>>(0))
        .map(|email| email.map(EmailAddress::from_stored))
}

/// What a comment answers; nothing where it is a root, or gone.
pub(super) fn parent_of(connection: &Connection, id: CommentId) -> Result<Option<CommentId>> {
    let parent: Option<Option<i64>> =
        connection.prepare_cached("SELECT parent FROM comment WHERE id = ?")?.query_row([id.as_i64()], |row| row.get(0)).optional()?;
    Ok(parent.flatten().map(CommentId::from_i64))
}

/// The comments that one stands below.
pub(in crate::store) fn ancestors(connection: &Connection, comment: &Comment) -> Result<HashSet<CommentId>> {
    let mut above = HashSet::new();
    let mut next = comment.parent;
    while let Some(id) = next {
        above.insert(id);
        next = parent_of(connection, id)?;
    }
    Ok(above)
}

/// Of some comments of its branch, those that a comment stands below. Climbs no higher than it must.
pub(in crate::store) fn above(connection: &Connection, comment: &Comment, some: &HashSet<CommentId>) -> Result<HashSet<CommentId>> {
    let mut above: HashSet<_> = some.iter().copied().filter(|id| *id == comment.root && *id != comment.id).collect();
    let mut next = comment.parent;
    while let Some(id) = next.filter(|_| above.len() < some.len()) {
        if some.contains(&id) {
            above.insert(id);
        }
        next = parent_of(connection, id)?;
    }
    Ok(above)
}

/// What this actor has just posted in the same words and in the same place. The states are those it is not in, since a list of three would make a
/// table for each post.
pub(in crate::store) fn find_same(
    connection: &Connection,
    page: PageId,
    new: &NewComment,
    within: SignedDuration,
) -> Result<Option<Comment>> {
    let since = CommentId::first_at(new.now.saturating_sub(within).unwrap_or(Timestamp::UNIX_EPOCH));
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM comment WHERE page = ? AND actor = ? AND id >= ? AND parent IS ? AND source = ? AND anchor IS ?
                                           AND status NOT IN ('removed', 'deleted')"
        ))?
        .query_row(
            params![
                page.0,
                new.speaker.actor.as_i64(),
                since.as_i64(),
                new.parent.map(CommentId::as_i64),
                new.words.body.as_str(),
                new.anchor.as_deref().map(anchor::to_stored)
            ],
            from_row,
        )
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

/// What is kept of a new comment besides what is read of it.
pub(in crate::store) struct Unseen<'a> {
    pub(in crate::store) words: &'a NewWords,
    pub(in crate::store) reasons: &'a [Reason],
    pub(in crate::store) network: NetworkHash,
    /// When those who follow are told of it, where that is at once.
    pub(in crate::store) told_at: Option<Timestamp>,
}

pub(in crate::store) fn insert(connection: &Connection, comment: &Comment, unseen: &Unseen<'_>) -> Result<()> {
    let Unseen { words, reasons, network, told_at } = unseen;
    let badge = comment.badge.as_ref();
    connection
        .prepare_cached(
            "INSERT INTO comment (id, site, page, parent, root, depth, actor, kind, role, label, name, email, website, source, html, renderer,
                                  links, fingerprint, status, reasons, network, anchor, told_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            comment.id.as_i64(),
            comment.site.0,
            comment.page.0,
            comment.parent.map(CommentId::as_i64),
            comment.root.as_i64(),
            comment.depth,
            comment.actor.map(ActorId::as_i64),
            comment.kind.as_str(),
            badge.map(|badge| badge.role.as_str()),
            badge.and_then(|badge| badge.label.as_ref()).map(BadgeLabel::as_str),
            comment.author.name.as_ref().map(AuthorName::as_str),
            comment.author.email.as_ref().map(EmailAddress::as_str),
            comment.author.website.as_ref().map(Website::as_str),
            words.body.as_str(),
            words.html.as_str(),
            words.html.renderer(),
            words.html.link_count(),
            words.fingerprint(&comment.author).map(Fingerprint::as_i64),
            comment.status.as_str(),
            reason_lines(reasons),
            network.as_i64(),
            comment.anchor.as_deref().map(anchor::to_stored),
            told_at.map(Timestamp::as_millisecond)
        ])?;
    Ok(())
}

fn reason_lines(reasons: &[Reason]) -> Option<String> {
    (!reasons.is_empty()).then(|| reasons.iter().map(Reason::to_line).collect::<Vec<_>>().join("\n"))
}

pub(in crate::store) fn reasons_from_stored(text: Option<String>) -> Vec<Reason> {
    text.unwrap_or_default().lines().filter_map(Reason::from_line).collect()
}

/// Only published comments can be pinned, and only those taken away have a time for that.
pub(in crate::store) fn set_status(connection: &Connection, id: CommentId, status: Status, now: Timestamp) -> Result<()> {
    let gone_at = matches!(status, Status::Removed | Status::Deleted).then(|| now.as_millisecond());
    let keeps_pin = status == Status::Published;
    connection
        .prepare_cached("UPDATE comment SET status = ?, deleted_at = ?, pinned_at = iif(?, pinned_at, NULL) WHERE id = ?")?
        .execute(params![status.as_str(), gone_at, keeps_pin, id.as_i64()])?;
    Ok(())
}

/// Notes that others are told of it. Says whether they were not before.
pub(in crate::store) fn note_told(connection: &Connection, id: CommentId, now: Timestamp) -> Result<bool> {
    let noted = connection
        .prepare_cached("UPDATE comment SET told_at = ? WHERE id = ? AND told_at IS NULL")?
        .execute(params![now.as_millisecond(), id.as_i64()])?;
    Ok(noted > 0)
}

pub(in crate::store) fn reasons(connection: &Connection, id: CommentId) -> Result<Vec<Reason>> {
    connection
        .prepare_cached("SELECT reasons FROM comment WHERE id = ?")?
        .query_row([id.as_i64()], |row| row.get(0).map(reasons_from_stored))
}

pub(in crate::store) fn set_reasons(connection: &Connection, id: CommentId, reasons: &[Reason]) -> Result<()> {
    connection.prepare_cached("UPDATE comment SET reasons = ? WHERE id = ?")?.execute(params![reason_lines(reasons), id.as_i64()])?;
    Ok(())
}

pub(in crate::store) fn set_pinned(connection: &Connection, id: CommentId, at: Option<Timestamp>) -> Result<()> {
    connection
        .prepare_cached("UPDATE comment SET pinned_at = ? WHERE id = ?")?
        .execute(params![at.map(Timestamp::as_millisecond), id.as_i64()])?;
    Ok(())
}

pub(in crate::store) fn count_pinned(connection: &Connection, page: PageId) -> Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM comment WHERE page = ? AND pinned_at IS NOT NULL")?
        .query_row([page.0], |row| row.get(0))
}

/// Whether this actor has a comment on the site that everybody can read. The plus, here and below, keeps the index of the other condition: the
/// one of the site would lead through all that was ever said there.
pub(in crate::store) fn is_known(connection: &Connection, site: SiteId, actor: ActorId) -> Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM comment WHERE actor = ? AND +site = ? AND status = 'published')")?
        .query_row(params![actor.as_i64(), site.0], |row| row.get(0))
}

/// Whether the same words, with a link or a website, were posted since then on this site; `own` is the comment itself, and what came after it
/// only repeats it.
pub(in crate::store) fn is_repeated(
    connection: &Connection,
    site: SiteId,
    fingerprint: Fingerprint,
    since: Timestamp,
    own: Option<CommentId>,
) -> Result<bool> {
    let before = own.map_or(i64::MAX, CommentId::as_i64);
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM comment WHERE fingerprint = ? AND +site = ? AND id >= ? AND id < ?)")?
        .query_row(params![fingerprint.as_i64(), site.0, CommentId::first_at(since).as_i64(), before], |row| row.get(0))
}

/// Whether this actor has posted these very words somewhere on the site since then.
pub(in crate::store) fn has_said(
    connection: &Connection,
    site: SiteId,
    actor: ActorId,
    body: &Body,
    since: Timestamp,
    except: Option<CommentId>,
) -> Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM comment WHERE actor = ? AND +site = ? AND id >= ? AND source = ? AND id IS NOT ?)")?
        .query_row(
            params![actor.as_i64(), site.0, CommentId::first_at(since).as_i64(), body.as_str(), except.map(CommentId::as_i64)],
            |row| row.get(0),
        )
}

/// Makes the badges of an actor's comments on a site what they are now.
pub(in crate::store) fn set_badges(connection: &Connection, site: SiteId, actor: ActorId, badge: Option<&Badge>) -> Result<()> {
    connection
        .prepare_cached("UPDATE comment SET role = ?1, label = ?2 WHERE actor = ?3 AND +site = ?4 AND (role IS NOT ?1 OR label IS NOT ?2)")?
        .execute(params![
            badge.map(|badge| badge.role.as_str()),
            badge.and_then(|badge| badge.label.as_ref()).map(BadgeLabel::as_str),
            actor.as_i64(),
            site.0
        ])?;
    Ok(())
}

/// Counts a reply in or out: on its parent, and on the root of its branch.
pub(in crate::store) fn add_replies(connection: &Connection, parent: CommentId, root: CommentId, change: i64) -> Result<()> {
    connection.prepare_cached("UPDATE comment SET replies = replies + ? WHERE id = ?")?.execute(params![change, parent.as_i64()])?;
    connection.prepare_cached("UPDATE comment SET branch = branch + ? WHERE id = ?")?.execute(params![change, root.as_i64()])?;
    Ok(())
}

/// Whether anything answers it, shown or not.
pub(in crate::store) fn has_children(connection: &Connection, id: CommentId) -> Result<bool> {
    connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM comment WHERE parent = ?)")?.query_row([id.as_i64()], |row| row.get(0))
}

/// Replaces the words of a comment.
/// The time of the change is always a new one: it tells versions of the words apart.
pub(in crate::store) fn update_body(connection: &Connection, comment: &Comment, words: &NewWords, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE comment SET source = ?, html = ?, renderer = ?, links = ?, fingerprint = ?,
                                edited_at = max(?, coalesce(edited_at, 0) + 1) WHERE id = ?",
        )?
        .execute(params![
            words.body.as_str(),
            words.html.as_str(),
            words.html.renderer(),
            words.html.link_count(),
            words.fingerprint(&comment.author).map(Fingerprint::as_i64),
            now.as_millisecond(),
            comment.id.as_i64()
        ])?;
    Ok(())
}

/// Leaves the place and forgets the rest.
pub(in crate::store) fn forget_words(connection: &Connection, id: CommentId) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE comment SET actor = NULL, name = NULL, email = NULL, website = NULL, source = '', html = '', role = NULL, label = NULL,
                                network = NULL, fingerprint = NULL, links = 0, anchor = iif(anchor IS NULL, NULL, ?), reasons = NULL, up = 0, down = 0,
                                edited_at = NULL WHERE id = ?",
        )?
        .execute(params![anchor::FORGOTTEN, id.as_i64()])?;
    Ok(())
}

pub(in crate::store) fn source(connection: &Connection, id: CommentId) -> Result<Body> {
    connection.prepare_cached("SELECT source FROM comment WHERE id = ?")?.query_row([id.as_i64()], |row| row.get(0)).map(Body::from_stored)
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
        .prepare_cached(
            "SELECT id, source FROM comment WHERE page = ? AND actor = ? AND id >= ? AND status NOT IN ('removed', 'deleted')
             ORDER BY id DESC LIMIT 100",
        )?
        .query_map(params![page.0, actor.as_i64(), CommentId::first_at(since).as_i64()], |row| {
            let id = CommentId::from_i64(row.get(0)?);
            Ok(EditableComment { id, until: until(id), body: Body::from_stored(row.get(1)?) })
        })?
        .collect()
}

/// An actor's own comments of a page that nobody else can see yet. What was taken for spam waits like the rest, as far as its writer knows.
pub(in crate::store) fn waiting_of_actor(connection: &Connection, page: PageId, actor: ActorId) -> Result<Vec<Comment>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM comment WHERE page = ? AND actor = ? AND status IN ('held', 'spam') ORDER BY id DESC LIMIT 100"
        ))?
        .query_map(params![page.0, actor.as_i64()], from_row)?
        .collect()
}

/// The comments of a page that wait for a moderator.
pub(in crate::store) fn held_on_page(connection: &Connection, page: PageId) -> Result<Vec<Comment>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM comment WHERE page = ? AND status = 'held' ORDER BY id DESC LIMIT 100"))?
        .query_map([page.0], from_row)?
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
            "SELECT id, source FROM comment
             WHERE id > ? AND site = ? AND renderer <> ? AND status <> 'deleted' ORDER BY id LIMIT ?",
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

/// Takes the badges off what a site's members wrote.
pub(in crate::store) fn forget_member_badges(connection: &Connection, site: SiteId) -> Result<()> {
    connection.execute("UPDATE comment SET role = NULL, label = NULL WHERE site = ? AND kind = 'member' AND role IS NOT NULL", [site.0])?;
    Ok(())
}
