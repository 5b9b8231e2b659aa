use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, LimitedAction, Participant};
use crate::domain::{Author, CommentId, PageAddress, Points, Vote, Votes};

impl Discussion {
    pub async fn vote_on_comment(
        &self,
        site: &KnownSite,
        id: CommentId,
        who: Participant,
        vote: Vote,
        now: Timestamp,
    ) -> Result<Votes, DiscussionError> {
        self.check_limit(LimitedAction::Vote, who.network)?;
        self.check_bans(site, &who, &Author::default(), None, now)?;
        let (most, network) = (site.settings.votes_per_network, self.networks.hash(who.network, now));
        Ok(self.store.vote_on_comment(site.id, id, who.speaker.actor, vote, network, most).await?)
    }

    pub async fn vote_on_page(
        &self,
        site: &KnownSite,
        page: PageAddress,
        who: Participant,
        vote: Vote,
        now: Timestamp,
    ) -> Result<Points, DiscussionError> {
        self.check_limit(LimitedAction::Vote, who.network)?;
        self.check_bans(site, &who, &Author::default(), None, now)?;
        let (most, network) = (site.settings.votes_per_network, self.networks.hash(who.network, now));
        Ok(self.store.vote_on_page(site.id, page, who.speaker.actor, vote, network, most).await?)
    }
}
