use super::{Discussion, DiscussionError, LimitedAction};
use crate::domain::{ActorId, CommentId, NetworkHash, PageAddress, Points, Site, Vote, Votes};
use crate::identity::Network;

/// Who votes, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Voter {
    pub actor: ActorId,
    pub network: Network,
    pub network_hash: NetworkHash,
}

impl Discussion {
    pub async fn vote_on_comment(&self, site: &Site, id: CommentId, voter: Voter, vote: Vote) -> Result<Votes, DiscussionError> {
        self.check_limit(LimitedAction::Vote, voter.network)?;
        let most = site.settings.votes_per_network;
        Ok(self.store.vote_on_comment(site.id, id, voter.actor, vote, voter.network_hash, most).await?)
    }

    pub async fn vote_on_page(&self, site: &Site, page: PageAddress, voter: Voter, vote: Vote) -> Result<Points, DiscussionError> {
        self.check_limit(LimitedAction::Vote, voter.network)?;
        let most = site.settings.votes_per_network;
        Ok(self.store.vote_on_page(site.id, page, voter.actor, vote, voter.network_hash, most).await?)
    }
}
