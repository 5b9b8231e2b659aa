use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, LimitedAction, Participant};
use crate::domain::{Author, CommentId, PageAddress, Points, Vote, Votes};
use crate::store::NewVote;

impl Discussion {
    pub async fn vote_on_comment(
        &self,
        site: &KnownSite,
        id: CommentId,
        who: Participant,
        vote: Vote,
        now: Timestamp,
    ) -> Result<Votes, DiscussionError> {
        let new = self.new_vote(site, &who, vote, now)?;
        Ok(self.store.vote_on_comment(id, new).await?)
    }

    pub async fn vote_on_page(
        &self,
        site: &KnownSite,
        page: PageAddress,
        who: Participant,
        vote: Vote,
        now: Timestamp,
    ) -> Result<Points, DiscussionError> {
        let new = self.new_vote(site, &who, vote, now)?;
        Ok(self.store.vote_on_page(page, new).await?)
    }

    /// A vote of this participant, where they may vote at all.
    fn new_vote(&self, site: &KnownSite, who: &Participant, vote: Vote, now: Timestamp) -> Result<NewVote, DiscussionError> {
        self.check_limit(LimitedAction::Vote, who.network)?;
        self.check_bans(site, who, &Author::default(), None, now)?;
        Ok(NewVote {
            site: site.id,
            actor: who.speaker.actor,
            session: who.speaker.session,
            vote,
            network: self.networks.hash(who.network, now),
            most_per_network: site.settings.votes_per_network,
            now,
        })
    }
}
