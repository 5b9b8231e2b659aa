use super::sqlite::{page, vote};
use super::{Store, StoreError};
use crate::domain::{ActorId, NetworkHash, PageAddress, PageCounts, PageKey, Points, Refusal, SiteId, Vote};

impl Store {
    /// Puts, changes or takes back an actor's vote on a page, making the page where there is none.
    pub async fn vote_on_page(
        &self,
        site: SiteId,
        address: PageAddress,
        actor: ActorId,
        new: Vote,
        network: NetworkHash,
        most_per_network: u32,
    ) -> Result<Points, StoreError> {
        self.writer
            .run(move |write| {
                if new == Vote::None && page::find(write.connection, site, &address.key)?.is_none() {
                    return Ok(Points::default());
                }
                let (id, _) = page::find_or_insert(write.connection, site, &address)?;
                let old = vote::on_page(write.connection, id, actor)?;
                if old == new {
                    return Ok(page::get(write.connection, id)?.points);
                }
                if old == Vote::None && vote::count_of_network_on_page(write.connection, id, network)? >= most_per_network {
                    return Err(Refusal::NetworkVoteLimit.into());
                }
                vote::put_on_page(write.connection, id, actor, new, network)?;
                let points = page::change_points(write.connection, id, old, new)?;
                write.touched.page(site, address.key);
                Ok(points)
            })
            .await
    }

    /// Comments and points of each page asked for, in that order; zeros for unknown pages.
    pub async fn counts(&self, site: SiteId, keys: Vec<PageKey>) -> Result<Vec<PageCounts>, StoreError> {
        self.readers.run(move |connection| Ok(page::counts(connection, site, keys)?)).await
    }
}
