use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, Participant};
use crate::domain::{Action, CommentId, Decided, Seen, check_edit};
use crate::store::{OwnComment, Removed};

impl Discussion {
    /// Removes a comment: for good by the one who wrote it and within the site's window; so that it can be put back, by who decides.
    pub async fn remove(&self, site: &KnownSite, id: CommentId, who: Participant, now: Timestamp) -> Result<Removed, DiscussionError> {
        let own = OwnComment {
            site: site.id,
            id,
            actor: who.speaker.actor,
            session: who.speaker.session,
            version: None,
            window: site.settings.edit_window(),
            now,
        };
        if !who.speaker.may(Action::Moderate) {
            return Ok(self.store.remove(own).await?);
        }
        let moderator = who.moderator(site.id)?;
        let found = self.comment_on(&moderator, site.id, id).await?;
        if check_edit(&found, own.actor, own.window, now).is_ok() {
            return Ok(self.store.remove(own).await?);
        }
        let left = self.set_status(&moderator, site.id, Seen { comment: id, version: None }, Decided::REMOVED, now).await?;
        Ok(if left.is_shown() { Removed::Tombstone(Box::new(left)) } else { Removed::Gone })
    }
}
