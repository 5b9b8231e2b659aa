//! What has to be forgotten after a while.

use jiff::{SignedDuration, Timestamp};

use super::sqlite::{code, comment, page, session, spam, upkeep};
use super::{Store, StoreError, outbox, statuses};
use crate::domain::CommentId;

/// How long a removed comment can be put back.
const REMOVED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long the network of a comment is known, so that its writer can be banned by it.
const NETWORK_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long words that were spam are known; waves of the same spam are shorter.
const SPAM_KEPT: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Comments erased in one write: few, so that people's own writes do not wait.
const BATCH: u32 = 100;
/// Comments whose networks are forgotten in one write, which is less work.
const NETWORKS: u32 = 500;

impl Store {
    /// Forgets sessions and codes that are over, mail that was sent, pages on which nothing is, networks, old spam, and comments that were removed long ago.
    pub async fn forget_old(&self, now: Timestamp) -> Result<(), StoreError> {
        let long_ago = |kept: SignedDuration| now.saturating_sub(kept).unwrap_or(Timestamp::UNIX_EPOCH);
        let (networks_before, removed_before) = (CommentId::first_at(long_ago(NETWORK_KEPT)), long_ago(REMOVED_KEPT));
        let spam_before = long_ago(SPAM_KEPT);
        self.writer
            .run(move |write| {
                session::delete_expired(write.connection, now)?;
                code::delete_expired(write.connection, now)?;
                outbox::forget_old(&write, now)?;
                page::forget_empty(write.connection)?;
                Ok(spam::forget_before(write.connection, spam_before)?)
            })
            .await?;
        while self.writer.run(move |write| Ok(upkeep::forget_networks(write.connection, networks_before, NETWORKS)?)).await? {}
        while self.erase_removed(removed_before, now).await? == BATCH {}
        Ok(())
    }

    async fn erase_removed(&self, before: Timestamp, now: Timestamp) -> Result<u32, StoreError> {
        self.writer
            .run(move |mut write| {
                let ids = upkeep::removed_before(write.connection, before, BATCH)?;
                for id in &ids {
                    if let Some(found) = comment::find(write.connection, *id)? {
                        statuses::erase(&mut write, &found, now)?;
                    }
                }
                Ok(ids.len() as u32)
            })
            .await
    }
}
