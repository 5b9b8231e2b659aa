use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, LimitedAction, Participant};
use crate::domain::{Action, Author, Body, Comment, CommentId, Seen};
use crate::store::OwnComment;

impl Discussion {
    /// Changes the text of a comment: by the one who wrote it within the site's window, or by who decides about the site's comments.
    pub async fn edit(
        &self,
        site: &KnownSite,
        seen: Seen,
        who: Participant,
        body: Body,
        now: Timestamp,
    ) -> Result<Comment, DiscussionError> {
        self.check_limit(LimitedAction::Comment, who.network)?;
        if who.speaker.may(Action::Moderate) {
            return self.edit_any(&who.moderator(site.id)?, site.id, seen, body, now).await;
        }
        let rules = (!who.speaker.may(Action::WriteFreely)).then(|| site.settings.rules.clone());
        let new = self.words(site, body, rules.clone()).await?;
        self.check_bans(site, &who, &Author::default(), Some(&new.html), now)?;
        if rules.is_some() {
            self.check_bans_of_writer(site, seen.comment, &who, now).await?;
        }
        let own = OwnComment {
            site: site.id,
            id: seen.comment,
            actor: who.speaker.actor,
            session: who.speaker.session,
            version: seen.version,
            window: site.settings.edit_window(),
            now,
        };
        Ok(self.store.edit(own, new, rules).await?)
    }

    /// By the address and the website that a comment was posted with.
    async fn check_bans_of_writer(
        &self,
        site: &KnownSite,
        comment: CommentId,
        who: &Participant,
        now: Timestamp,
    ) -> Result<(), DiscussionError> {
        if site.bans.is_empty() {
            return Ok(());
        }
        let found = self.store.moderated_comment(comment).await?;
        // Whether somebody else is banned is nobody's business.
        match found.filter(|found| found.comment.actor == Some(who.speaker.actor)) {
            Some(own) => Ok(site.bans.check(&Self::ban_subject(&own), now)?),
            None => Ok(()),
        }
    }
}
