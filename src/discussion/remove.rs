use jiff::Timestamp;

use super::{Discussion, DiscussionError};
use crate::domain::{ActorId, CommentId, Site};
use crate::store::{OwnComment, Removed};

impl Discussion {
    /// Removes a comment, by the one who wrote it and within the site's window.
    pub async fn remove(&self, site: &Site, id: CommentId, actor: ActorId, now: Timestamp) -> Result<Removed, DiscussionError> {
        let own = OwnComment { site: site.id, id, actor, window: site.settings.edit_window(), now };
        Ok(self.store.remove(own).await?)
    }
}
