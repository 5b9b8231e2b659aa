use jiff::{SignedDuration, Timestamp};

use super::sqlite::{comment, page, vote, writer::Write};
use super::{Store, StoreError};
use crate::domain::{
    ActorId, Author, Body, Comment, CommentId, Html, NetworkHash, PageAddress, Refusal, SiteId, Vote, Votes, check_edit, check_reply,
    check_vote,
};

/// A comment to be posted, all of it checked.
#[derive(Debug, Clone)]
pub struct NewComment {
    pub site: SiteId,
    pub page: PageAddress,
    pub parent: Option<CommentId>,
    pub actor: ActorId,
    pub author: Author,
    pub body: Body,
    pub html: Html,
    pub now: Timestamp,
}

/// A comment that the one who wrote it wants to change, with what decides whether they may.
#[derive(Debug, Clone, Copy)]
pub struct OwnComment {
    pub site: SiteId,
    pub id: CommentId,
    pub actor: ActorId,
    /// How long after posting it may be changed.
    pub window: SignedDuration,
    pub now: Timestamp,
}

/// What is left of a removed comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// It has replies, so its place stays.
    Tombstone(Comment),
    Gone,
}

impl Store {
    /// Posts a comment, making its page where there is none. Posting it again gives the same comment.
    pub async fn post(&self, new: NewComment) -> Result<Comment, StoreError> {
        self.writer.run(move |write| post(write, new)).await
    }

    /// Changes the text of an actor's own comment.
    pub async fn edit(&self, own: OwnComment, body: Body, html: Html) -> Result<Comment, StoreError> {
        self.writer
            .run(move |write| {
                let found = changeable(&write, &own)?;
                comment::update_body(write.connection, own.id, &body, &html, own.now)?;
                touch(write, &found)?;
                Ok(Comment { html: html.as_str().to_owned(), edited_at: Some(own.now), ..found })
            })
            .await
    }

    /// Removes an actor's own comment.
    pub async fn remove(&self, own: OwnComment) -> Result<Removed, StoreError> {
        self.writer
            .run(move |write| {
                let found = changeable(&write, &own)?;
                page::add_comments(write.connection, found.page, -1)?;
                let removed = if found.reply_count > 0 {
                    entomb(&write, &found, own.now)?
                } else {
                    delete_with_bare_tombstones(&write, &found)?;
                    Removed::Gone
                };
                touch(write, &found)?;
                Ok(removed)
            })
            .await
    }

    /// Puts, changes or takes back (with [`Vote::None`]) an actor's vote on a comment.
    pub async fn vote_on_comment(
        &self,
        site: SiteId,
        id: CommentId,
        actor: ActorId,
        new: Vote,
        network: NetworkHash,
        most_per_network: u32,
    ) -> Result<Votes, StoreError> {
        self.writer
            .run(move |write| {
                let found = known(&write, site, id)?;
                check_vote(&found, actor)?;
                let old = vote::on_comment(write.connection, found.page, actor, id)?;
                if old == new {
                    return Ok(found.votes);
                }
                if old == Vote::None && vote::count_of_network_on_comment(write.connection, id, network)? >= most_per_network {
                    return Err(Refusal::NetworkVoteLimit.into());
                }
                vote::put_on_comment(write.connection, found.page, actor, id, new, network)?;
                let (up, down) = old.change_to(new);
                let votes = comment::add_votes(write.connection, id, up, down)?;
                touch(write, &found)?;
                Ok(votes)
            })
            .await
    }
}

/// The same words by the same actor in the same place within this time are one comment, sent again because its answer was lost.
const SAME_WITHIN: SignedDuration = SignedDuration::from_mins(10);

fn post(write: Write<'_>, new: NewComment) -> Result<Comment, StoreError> {
    let (page, locked) = page::find_or_insert(write.connection, new.site, &new.page)?;
    if locked {
        return Err(Refusal::PageLocked.into());
    }
    let parent = match new.parent {
        Some(id) => Some(comment::find_on_site(write.connection, new.site, id)?.ok_or(Refusal::UnknownParent)?),
        None => None,
    };
    if let Some(parent) = &parent {
        check_reply(parent, page)?;
    }
    if let Some(posted) = comment::find_same(write.connection, page, &new, SAME_WITHIN)? {
        return Ok(posted);
    }
    let id = comment::free_id(write.connection, new.now)?;
    let comment = Comment {
        id,
        page,
        parent: new.parent,
        root: parent.as_ref().map_or(id, |parent| parent.root),
        depth: parent.as_ref().map_or(0, |parent| parent.depth + 1),
        actor: Some(new.actor),
        author: new.author,
        html: new.html.as_str().to_owned(),
        votes: Votes::default(),
        reply_count: 0,
        branch_count: 0,
        edited_at: None,
        deleted: false,
    };
    comment::insert(write.connection, &comment, &new.body, new.html.renderer())?;
    page::add_comments(write.connection, page, 1)?;
    if let Some(parent) = comment.parent {
        comment::add_replies(write.connection, parent, comment.root, 1)?;
    }
    write.touched.page(new.site, new.page.key);
    Ok(comment)
}

fn known(write: &Write<'_>, site: SiteId, id: CommentId) -> Result<Comment, StoreError> {
    Ok(comment::find_on_site(write.connection, site, id)?.ok_or(Refusal::UnknownComment)?)
}

fn changeable(write: &Write<'_>, own: &OwnComment) -> Result<Comment, StoreError> {
    let found = known(write, own.site, own.id)?;
    check_edit(&found, own.actor, own.window, own.now)?;
    Ok(found)
}

fn touch(write: Write<'_>, comment: &Comment) -> Result<(), StoreError> {
    let (site, key) = page::identity(write.connection, comment.page)?;
    write.touched.page(site, key);
    Ok(())
}

fn entomb(write: &Write<'_>, found: &Comment, now: Timestamp) -> Result<Removed, StoreError> {
    vote::delete_on_comment(write.connection, found.id)?;
    comment::make_tombstone(write.connection, found.id, now)?;
    let tombstone = comment::find(write.connection, found.id)?.ok_or(Refusal::UnknownComment)?;
    Ok(Removed::Tombstone(tombstone))
}

/// Deletes a comment without replies, and the tombstones above that only stood for it.
fn delete_with_bare_tombstones(write: &Write<'_>, found: &Comment) -> Result<(), StoreError> {
    let (mut id, mut parent) = (found.id, found.parent);
    loop {
        comment::delete(write.connection, id)?;
        let Some(parent_id) = parent else { return Ok(()) };
        comment::add_replies(write.connection, parent_id, found.root, -1)?;
        match comment::find(write.connection, parent_id)? {
            Some(above) if above.deleted && above.reply_count == 0 => (id, parent) = (above.id, above.parent),
            _ => return Ok(()),
        }
    }
}
