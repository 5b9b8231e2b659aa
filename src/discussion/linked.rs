//! What an account does by the links of a mail: whoever holds one may decide about the one comment it showed, as long as the account may.

use jiff::Timestamp;

use super::{Discussion, DiscussionError, Moderator, NewComment, Participant};
use crate::domain::{
    Account, AccountId, Author, Body, Comment, CommentId, Decided, MailChoice, Moderated, PageAddress, PageUrl, Refusal, Seen, Signals,
    Speaker, Version,
};
use crate::identity::Network;
use crate::store::{AccountFields, By};

impl Discussion {
    /// The comment a link is about, and the account that may decide about it now.
    pub async fn linked_comment(&self, account: AccountId, id: CommentId) -> Result<(Account, Moderated), DiscussionError> {
        let (account, moderator) = self.linked_moderator(account).await?;
        Ok((account, self.moderated_comment(&moderator, id).await?))
    }

    /// Decides about the words that the mail showed, and about no others.
    pub async fn decide_linked(
        &self,
        account: AccountId,
        id: CommentId,
        version: Version,
        to: Decided,
        now: Timestamp,
    ) -> Result<Comment, DiscussionError> {
        let (_, moderator) = self.linked_moderator(account).await?;
        let site = self.moderated_comment(&moderator, id).await?.comment.site;
        self.set_status(&moderator, site, Seen { comment: id, version: Some(version) }, to, now).await
    }

    /// Answers the comment as the account.
    pub async fn reply_linked(
        &self,
        account: AccountId,
        id: CommentId,
        text: &str,
        network: Network,
        now: Timestamp,
    ) -> Result<Comment, DiscussionError> {
        let (account, moderator) = self.linked_moderator(account).await?;
        let answered = self.moderated_comment(&moderator, id).await?;
        let site = self.sites.get(answered.comment.site)?;
        let body = Body::parse(text, site.settings.max_length).map_err(Refusal::UnreadableReply)?;
        let page =
            PageAddress { key: answered.page.key, url: answered.page.url.as_deref().and_then(|url| PageUrl::parse(url).ok()), title: None };
        let new =
            NewComment { page, parent: Some(id), author: Author::default(), body, signals: Signals::default(), notify: None, anchor: None };
        let who = Participant { speaker: Speaker::account(&account, site.id), network };
        self.post(&site, new, who, now).await
    }

    /// Sends an account no more mail, until it chooses otherwise.
    pub async fn stop_mail_of(&self, id: AccountId, now: Timestamp) -> Result<(), DiscussionError> {
        let account = self.store.account(id).await?.ok_or(Refusal::UnknownAccount)?;
        let quiet = |before: AccountFields| AccountFields { mail: MailChoice::None, ..before };
        self.store.change_account(id, quiet, Some(id), By::from(&account), now).await?;
        Ok(())
    }

    async fn linked_moderator(&self, id: AccountId) -> Result<(Account, Moderator), DiscussionError> {
        let account = self.store.account(id).await?.ok_or(Refusal::UnknownAccount)?;
        let moderator = self.moderator_of(&account, By::from(&account))?;
        Ok((account, moderator))
    }
}
