use jiff::Timestamp;

use super::{Discussion, DiscussionError, Moderator};
use crate::domain::{
    Account, Ban, Body, Comment, CommentId, Decided, Moderated, ModeratedQuery, Page, PageAddress, PageId, PageRow, Refusal, Seen, SiteId,
    Version,
};
use crate::store::{AuditEntry, By, CommentFile, DecisionId, DecisionOutcome, PageChange, PageQuery};

/// Comments that one decision can be about.
pub const MOST_DECIDED: usize = 200;

impl Discussion {
    /// Comments as moderators see them; of no more sites than the moderator's, whatever the query says.
    pub async fn moderated(&self, moderator: &Moderator, query: ModeratedQuery) -> Result<Vec<Moderated>, DiscussionError> {
        let sites = within(moderator, query.sites);
        Ok(self.store.moderated(ModeratedQuery { sites, ..query }).await?)
    }

    /// How many comments wait on the sites where the account decides.
    pub async fn held_by_site(&self, account: &Account) -> Result<Vec<(SiteId, u32)>, DiscussionError> {
        let Ok(moderator) = self.moderator_of(account, By::from(account)) else { return Ok(Vec::new()) };
        let held = self.store.held_by_site().await?;
        Ok(held.into_iter().filter(|(site, _)| moderator.sites.contains(site)).collect())
    }

    /// A comment with all that helps to decide about it, and the bans that meet its writer.
    pub async fn comment_file(&self, moderator: &Moderator, id: CommentId) -> Result<(CommentFile, Vec<Ban>), DiscussionError> {
        let file = self.store.comment_file(id).await?.filter(|file| moderator.sites.contains(&file.comment.comment.site));
        let file = file.ok_or(Refusal::UnknownComment)?;
        let bans = self.sites.get(file.comment.comment.site)?.bans.that_meet(&Self::ban_subject(&file.comment));
        Ok((file, bans.into_iter().filter(|ban| ban.site.is_some() || moderator.everywhere).collect()))
    }

    pub async fn moderated_comment(&self, moderator: &Moderator, id: CommentId) -> Result<Moderated, DiscussionError> {
        let found = self.store.moderated_comment(id).await?;
        Ok(found.filter(|found| moderator.sites.contains(&found.comment.site)).ok_or(Refusal::UnknownComment)?)
    }

    /// A comment of this site, which must be the moderator's.
    pub(super) async fn comment_on(&self, moderator: &Moderator, site: SiteId, id: CommentId) -> Result<Comment, DiscussionError> {
        moderator.check(site)?;
        let found = self.store.moderated_comment(id).await?.map(|found| found.comment);
        Ok(found.filter(|found| found.site == site).ok_or(Refusal::UnknownComment)?)
    }

    /// Gives many comments a status at once.
    pub async fn decide(
        &self,
        moderator: &Moderator,
        seen: Vec<Seen>,
        to: Decided,
        now: Timestamp,
    ) -> Result<DecisionOutcome, DiscussionError> {
        Ok(self.store.decide(moderator.sites.clone(), seen, to, moderator.by.clone(), now).await?)
    }

    pub async fn undo(&self, moderator: &Moderator, decision: DecisionId, now: Timestamp) -> Result<DecisionOutcome, DiscussionError> {
        Ok(self.store.undo(moderator.sites.clone(), decision, moderator.by.clone(), now).await?)
    }

    /// Gives one comment of the site a status.
    pub async fn set_status(
        &self,
        moderator: &Moderator,
        site: SiteId,
        seen: Seen,
        to: Decided,
        now: Timestamp,
    ) -> Result<Comment, DiscussionError> {
        let id = seen.comment;
        let found = self.comment_on(moderator, site, id).await?;
        moderator.check_status_of(&found)?;
        let outcome = self.store.decide(vec![site], vec![seen], to, moderator.by.clone(), now).await?;
        if !outcome.gone.is_empty() {
            return Err(Refusal::UnknownComment.into());
        }
        if !outcome.edited.is_empty() {
            return Err(Refusal::EditedMeanwhile.into());
        }
        Ok(self.store.moderated_comment(id).await?.ok_or(Refusal::UnknownComment)?.comment)
    }

    pub async fn edit_any(
        &self,
        moderator: &Moderator,
        site: SiteId,
        seen: Seen,
        body: Body,
        now: Timestamp,
    ) -> Result<Comment, DiscussionError> {
        let found = self.comment_on(moderator, site, seen.comment).await?;
        moderator.check_words_of(&found)?;
        let new = self.words(&*self.sites.get(site)?, body, None).await?;
        Ok(self.store.edit_any(site, seen, new, moderator.by.clone(), now).await?)
    }

    pub async fn pin(
        &self,
        moderator: &Moderator,
        site: SiteId,
        id: CommentId,
        pinned: bool,
        now: Timestamp,
    ) -> Result<Comment, DiscussionError> {
        moderator.check_status_of(&self.comment_on(moderator, site, id).await?)?;
        Ok(self.store.pin(site, id, pinned, moderator.by.clone(), now).await?)
    }

    pub async fn lock(
        &self,
        moderator: &Moderator,
        site: SiteId,
        page: PageAddress,
        locked: bool,
        now: Timestamp,
    ) -> Result<Page, DiscussionError> {
        moderator.check(site)?;
        Ok(self.store.lock(site, page, locked, moderator.by.clone(), now).await?)
    }

    /// The Markdown of anybody's comment, with its version.
    pub async fn source(&self, moderator: &Moderator, site: SiteId, id: CommentId) -> Result<(Body, Version), DiscussionError> {
        moderator.check(site)?;
        Ok(self.store.source(site, id).await?)
    }

    pub async fn pages(&self, moderator: &Moderator, query: PageQuery) -> Result<Vec<PageRow>, DiscussionError> {
        let sites = within(moderator, query.sites);
        Ok(self.store.pages(PageQuery { sites, ..query }).await?)
    }

    pub async fn change_page(
        &self,
        moderator: &Moderator,
        id: PageId,
        change: PageChange,
        now: Timestamp,
    ) -> Result<PageRow, DiscussionError> {
        Ok(self.store.change_page(moderator.sites.clone(), id, change, moderator.by.clone(), now).await?)
    }

    pub async fn merge_pages(&self, moderator: &Moderator, from: PageId, into: PageId, now: Timestamp) -> Result<PageRow, DiscussionError> {
        Ok(self.store.merge_pages(moderator.sites.clone(), from, into, moderator.by.clone(), now).await?)
    }

    /// What was done on the moderator's sites, or on one of them; owners see what concerns none too.
    pub async fn audit(
        &self,
        moderator: &Moderator,
        site: Option<SiteId>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, DiscussionError> {
        let sites = match site {
            Some(site) => Some(within(moderator, vec![site])),
            None => (!moderator.everywhere).then(|| moderator.sites.clone()),
        };
        Ok(self.store.audit(sites, before, limit).await?)
    }
}

/// The sites asked for, as far as they are the moderator's; all of those where none is named.
fn within(moderator: &Moderator, asked: Vec<SiteId>) -> Vec<SiteId> {
    if asked.is_empty() { moderator.sites.clone() } else { asked.into_iter().filter(|site| moderator.sites.contains(site)).collect() }
}
