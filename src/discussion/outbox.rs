use jiff::Timestamp;

use super::accounts::check_administers;
use super::{ConsoleSession, Discussion, DiscussionError};
use crate::domain::{MailState, OutboxId, OutboxMail};
use crate::store::MailCounts;

impl Discussion {
    /// Mails of a state, newest first, and how many there are of each. Owners alone see whom mail goes to.
    pub async fn mails(
        &self,
        asker: &ConsoleSession,
        state: MailState,
        before: Option<i64>,
        limit: u32,
    ) -> Result<(Vec<OutboxMail>, MailCounts), DiscussionError> {
        check_administers(asker)?;
        Ok(self.store.mails(state, before, limit).await?)
    }

    pub async fn retry_mail(&self, asker: &ConsoleSession, id: OutboxId, now: Timestamp) -> Result<OutboxMail, DiscussionError> {
        check_administers(asker)?;
        Ok(self.store.retry_mail(id, now).await?)
    }

    pub async fn discard_mail(&self, asker: &ConsoleSession, id: OutboxId) -> Result<(), DiscussionError> {
        check_administers(asker)?;
        Ok(self.store.discard_mail(id).await?)
    }
}
