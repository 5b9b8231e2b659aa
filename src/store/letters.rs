//! What is to be known for writing a mail of the outbox.

use std::collections::HashSet;

use rusqlite::Connection;

use super::sqlite::{account, comment, mailbox, moderated, outbox, page, subscription};
use super::{Store, StoreError};
use crate::domain::{Account, Comment, CommentId, Following, MailState, Mailbox, MailboxId, Moderated, OutboxId, Page, PageId, Recipient};

/// All that is to be known for writing a letter about a comment, as it is at the time of writing.
#[derive(Debug, Clone)]
pub struct CommentFacts {
    pub told: Moderated,
    /// What it answers, where that can be read.
    pub answers: Option<Comment>,
    /// Those it stands below, root first.
    pub above: Vec<CommentId>,
    /// Why the mailbox is told of it; the nearest reason. None where it wants it no more.
    pub reason: Option<ToldFor>,
}

/// Why a mailbox is told of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldFor {
    /// It answers a comment of theirs, as far as that is known.
    Answer,
    Below,
    Page,
}

/// Who a mail goes to, as they are at the time of writing.
#[derive(Debug, Clone)]
pub enum Addressee {
    Mailbox(Mailbox),
    Account(Account),
    /// An earlier mail to them came back.
    Bounced,
}

impl Store {
    /// Whom a leased mail goes to. None where they are gone, or the mail was taken back meanwhile.
    pub async fn addressee(&self, mail: OutboxId) -> Result<Option<Addressee>, StoreError> {
        self.readers
            .run(move |connection| {
                let Some(mail) = outbox::get(connection, mail)?.filter(|mail| mail.state == MailState::Waiting) else { return Ok(None) };
                if !mail.kind.is_urgent() && mailbox::has_bounced(connection, mail.recipient)? {
                    return Ok(Some(Addressee::Bounced));
                }
                Ok(match mail.recipient {
                    Recipient::Mailbox(id) => {
                        mailbox::get(connection, id)?.filter(|mailbox| mailbox.email.is_some()).map(Addressee::Mailbox)
                    }
                    Recipient::Account(id) => account::find(connection, id)?.map(Addressee::Account),
                })
            })
            .await
    }

    /// None where the comment is gone.
    pub async fn comment_facts(&self, id: CommentId, recipient: Recipient) -> Result<Option<CommentFacts>, StoreError> {
        self.readers
            .run(move |connection| {
                let Some(told) = moderated::find(connection, id)? else { return Ok(None) };
                let above = comment::ancestors(connection, &told.comment)?;
                let reason = match recipient {
                    Recipient::Mailbox(mailbox) => reason(connection, mailbox, &told.comment, &above)?,
                    Recipient::Account(_) => None,
                };
                let answers = match told.comment.parent {
                    Some(parent) => comment::find(connection, parent)?.filter(Comment::is_published),
                    None => None,
                };
                let mut above: Vec<_> = above.into_iter().collect();
                above.sort_unstable();
                Ok(Some(CommentFacts { told, answers, above, reason }))
            })
            .await
    }

    pub async fn page_by_id(&self, id: PageId) -> Result<Option<Page>, StoreError> {
        self.readers.run(move |connection| Ok(page::find_by_id(connection, page::moved_to(connection, id)?)?)).await
    }
}

fn reason(connection: &Connection, mailbox: MailboxId, told: &Comment, above: &HashSet<CommentId>) -> Result<Option<ToldFor>, StoreError> {
    let followed = subscription::on_page(connection, mailbox, told.page)?;
    if followed.iter().any(|one| matches!(one, Following::Replies(comment) if above.contains(comment))) {
        let own = match told.parent {
            Some(parent) => subscription::is_own(connection, mailbox, parent)?,
            None => false,
        };
        return Ok(Some(if own { ToldFor::Answer } else { ToldFor::Below }));
    }
    Ok(followed.contains(&Following::Page).then_some(ToldFor::Page))
}
