use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite};
use crate::domain::{
    Action, Branch, BranchCursor, Comment, CommentId, Excerpt, Page, PageCounts, PageKey, Refusal, Site, SiteId, Speaker, Thread,
    ThreadQuery, Viewer,
};
use crate::store::Generation;

impl Discussion {
    /// What `make` makes of one page of a thread, where it is read and not where others are answered.
    pub async fn thread<T: Send + 'static>(
        &self,
        site: SiteId,
        page: PageKey,
        query: ThreadQuery,
        make: impl FnOnce(Thread) -> T + Send + 'static,
    ) -> Result<T, DiscussionError> {
        Ok(self.store.thread(site, page, query, make).await?)
    }

    /// The inline comments of a page, newest first, from behind `before` on, and whether there are more.
    pub async fn inline_comments(
        &self,
        site: SiteId,
        page: PageKey,
        before: Option<CommentId>,
        limit: u32,
    ) -> Result<(Page, Vec<Comment>, bool), DiscussionError> {
        Ok(self.store.inline_comments(site, page, before, limit).await?)
    }

    /// Changes whenever the thread may read otherwise than before.
    pub fn generation(&self, site: &KnownSite, page: &PageKey) -> Generation {
        self.store.changes().generation(site.epoch, site.id, page)
    }

    /// A comment with those it answers.
    pub async fn excerpt(&self, id: CommentId) -> Result<(SiteId, Excerpt), DiscussionError> {
        Ok(self.store.excerpt(id).await?.ok_or(Refusal::UnknownComment)?)
    }

    pub async fn replies(&self, root: CommentId, after: Option<BranchCursor>, limit: u32) -> Result<(SiteId, Branch), DiscussionError> {
        Ok(self.store.replies(root, after, limit).await?)
    }

    pub async fn viewer(&self, site: &Site, page: PageKey, speaker: &Speaker, now: Timestamp) -> Result<Viewer, DiscussionError> {
        let moderates = speaker.may(Action::Moderate);
        Ok(self.store.viewer(site.id, page, speaker.actor, moderates, site.settings.edit_window(), now).await?)
    }

    pub async fn counts(&self, site: &Site, pages: Vec<PageKey>) -> Result<Vec<PageCounts>, DiscussionError> {
        Ok(self.store.counts(site.id, pages).await?)
    }
}
