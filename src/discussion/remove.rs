use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, Participant};
use crate::domain::{Action, CommentId, Decided, Refusal, Seen};
use crate::store::{OwnComment, Removed, StoreError};

impl Discussion {
    /// Removes a comment: for good by the one who wrote it and within the site's window; so that it can be put back, by who decides.
    pub async fn remove(&self, site: &KnownSite, id: CommentId, who: Participant, now: Timestamp) -> Result<Removed, DiscussionError> {
        let own = OwnComment { site: site.id, id, actor: who.speaker.actor, window: site.settings.edit_window(), now };
        match self.store.remove(own).await {
            Err(StoreError::Refused(Refusal::NotYours | Refusal::EditWindowOver { .. } | Refusal::UnknownComment))
                if who.speaker.may(Action::Moderate) =>
            {
                let moderator = who.moderator(site.id)?;
                let left = self.set_status(&moderator, site.id, Seen { comment: id, version: None }, Decided::REMOVED, now).await?;
                Ok(if left.is_shown() { Removed::Tombstone(Box::new(left)) } else { Removed::Gone })
            }
            other => Ok(other?),
        }
    }
}
