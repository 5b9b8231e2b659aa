use jiff::Timestamp;

use super::sqlite::{comment, page, vote, writer::Write};
use super::{Store, StoreError, audit, comments, statuses};
use crate::domain::{ActorId, CommentId, NetworkHash, PageAddress, Points, Refusal, SessionId, SiteId, Vote, Votes, check_vote};

/// A vote to be put, changed or, with [`Vote::None`], taken back.
#[derive(Debug, Clone, Copy)]
pub struct NewVote {
    pub site: SiteId,
    pub actor: ActorId,
    /// The session they act in. Where it is over by then, nothing is changed.
    pub session: Option<SessionId>,
    pub vote: Vote,
    pub network: NetworkHash,
    /// How many votes the same comment or page takes from one network.
    pub most_per_network: u32,
    pub now: Timestamp,
}

impl Store {
    /// Gives an actor's vote on a comment.
    pub async fn vote_on_comment(&self, id: CommentId, new: NewVote) -> Result<Votes, StoreError> {
        self.writer.run(move |write| vote_on_comment(write, id, new)).await
    }

    /// Gives an actor's vote on a page, making the page where there is none.
    pub async fn vote_on_page(&self, address: PageAddress, new: NewVote) -> Result<Points, StoreError> {
        self.writer.run(move |write| vote_on_page(write, address, new)).await
    }
}

fn vote_on_comment(mut write: Write<'_>, id: CommentId, new: NewVote) -> Result<Votes, StoreError> {
    audit::check_session(&write, new.session, new.now)?;
    let found = comments::known(&write, new.site, id)?;
    check_vote(&found, new.actor)?;
    let old = vote::on_comment(write.connection, found.page, new.actor, id)?;
    if old == new.vote {
        return Ok(found.votes);
    }
    if old == Vote::None && vote::count_of_network_on_comment(write.connection, id, new.network)? >= new.most_per_network {
        return Err(Refusal::NetworkVoteLimit.into());
    }
    vote::put_on_comment(write.connection, found.page, new.actor, id, new.vote, new.network)?;
    let (up, down) = old.change_to(new.vote);
    let votes = comment::add_votes(write.connection, id, up, down)?;
    statuses::touch(&mut write, &found)?;
    Ok(votes)
}

fn vote_on_page(write: Write<'_>, address: PageAddress, new: NewVote) -> Result<Points, StoreError> {
    audit::check_session(&write, new.session, new.now)?;
    if new.vote == Vote::None && page::find(write.connection, new.site, &address.key)?.is_none() {
        return Ok(Points::default());
    }
    let (id, _) = page::find_or_insert(write.connection, new.site, &address)?;
    let old = vote::on_page(write.connection, id, new.actor)?;
    if old == new.vote {
        return Ok(page::get(write.connection, id)?.points);
    }
    if old == Vote::None && vote::count_of_network_on_page(write.connection, id, new.network)? >= new.most_per_network {
        return Err(Refusal::NetworkVoteLimit.into());
    }
    vote::put_on_page(write.connection, id, new.actor, new.vote, new.network)?;
    let points = page::change_points(write.connection, id, old, new.vote)?;
    write.touched.page(new.site, address.key);
    Ok(points)
}
