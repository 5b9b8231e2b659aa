use jiff::Timestamp;

use super::{Discussion, DiscussionError, LimitedAction};
use crate::domain::{ActorId, Body, Comment, CommentId, Site};
use crate::identity::Network;
use crate::store::OwnComment;

impl Discussion {
    /// Changes the text of a comment, by the one who wrote it and within the site's window.
    pub async fn edit(
        &self,
        site: &Site,
        id: CommentId,
        actor: ActorId,
        body: Body,
        network: Network,
        now: Timestamp,
    ) -> Result<Comment, DiscussionError> {
        self.check_limit(LimitedAction::Comment, network)?;
        let html = self.render(site, &body).await?;
        let own = OwnComment { site: site.id, id, actor, window: site.settings.edit_window(), now };
        Ok(self.store.edit(own, body, html).await?)
    }
}
