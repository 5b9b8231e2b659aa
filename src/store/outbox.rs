use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::sqlite::{account, comment, mailbox, moderated, outbox, page, subscription, writer::Write};
use super::{Store, StoreError};
use crate::domain::{
    Account, Comment, CommentId, Delivery, EmailAddress, MailKind, MailState, Mailbox, Moderated, OutboxId, OutboxMail, Page, PageId,
    Recipient, Refusal, SiteId,
};

/// A mail to be put into the outbox.
#[derive(Debug, Clone)]
pub struct NewMail {
    pub site: Option<SiteId>,
    pub kind: MailKind,
    pub email: EmailAddress,
    pub recipient: Recipient,
    pub comment: Option<CommentId>,
    pub detail: Value,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct MailCounts {
    pub waiting: u32,
    pub sent: u32,
    pub failed: u32,
}

/// All that is to be known for writing a letter about a comment, as it is at the time of writing.
#[derive(Debug, Clone)]
pub struct CommentFacts {
    pub told: Moderated,
    /// What it answers, where that can be read.
    pub answers: Option<Comment>,
    /// Those it stands below, root first.
    pub above: Vec<CommentId>,
    /// Whether the mailbox follows one of these, and not only the page.
    pub is_reply: bool,
}

/// Who a mail goes to, as they are at the time of writing.
#[derive(Debug, Clone)]
pub enum Addressee {
    Mailbox(Mailbox),
    Account(Account),
}

/// How long a mail is with whoever sends it; longer than sending may take.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// Mails that one address gets within an hour; the others wait.
const PER_ADDRESS_AND_HOUR: u32 = 20;
/// How long it is remembered what became of a mail.
const ENDED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long an address is remembered that nobody said was theirs.
const UNCONFIRMED_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Comments that one mail about a day tells of.
const MOST_IN_DIGEST: u32 = 50;

impl Store {
    pub async fn has_due_mail(&self, now: Timestamp) -> Result<bool, StoreError> {
        self.readers.run(move |connection| Ok(outbox::has_due(connection, now)?)).await
    }

    /// Takes mails that are due, to be sent now. An address that has had its mails of the hour waits for the next.
    /// (`limited` off: it does not.)
    pub async fn lease_mail(&self, now: Timestamp, limit: u32, limited: bool) -> Result<Vec<OutboxMail>, StoreError> {
        self.writer
            .run(move |write| {
                let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
                let leased = outbox::lease(write.connection, now, until, limit)?;
                let mut taken: HashMap<String, u32> = HashMap::new();
                let mut ready = Vec::with_capacity(leased.len());
                let mut flooded = Vec::new();
                for mail in leased {
                    let of_address = taken.entry(mail.email.as_str().to_lowercase()).or_default();
                    if limited && !mail.kind.is_urgent() && is_flooded(&write, &mail.email, *of_address, now)? {
                        flooded.push(mail);
                    } else {
                        *of_address += 1;
                        ready.push(mail);
                    }
                }
                put_off(&write, &flooded, &ready, now)?;
                Ok(ready)
            })
            .await
    }

    /// For a mail that was leased and not tried.
    pub async fn give_back_mail(&self, id: OutboxId) -> Result<(), StoreError> {
        self.writer.run(move |write| Ok(outbox::give_back(write.connection, id)?)).await
    }

    /// After a start: what was being sent when the process ended is sent now.
    pub async fn release_mail(&self) -> Result<(), StoreError> {
        self.writer.run(|write| Ok(outbox::release(write.connection)?)).await
    }

    /// Notes what came of an attempt; the last one allowed ends the mail.
    pub async fn record_delivery(
        &self,
        mail: OutboxMail,
        delivery: Delivery,
        subject: Option<String>,
        most_attempts: u32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let connection = write.connection;
                if let Some(subject) = subject {
                    outbox::set_subject(connection, mail.id, &subject)?;
                }
                match delivery {
                    Delivery::Sent => outbox::end(connection, mail.id, MailState::Sent, None, now)?,
                    Delivery::Pointless => outbox::delete(connection, mail.id)?,
                    Delivery::Postponed { answer, until } if mail.attempts < most_attempts => {
                        outbox::postpone(connection, mail.id, &answer, until)?;
                    }
                    Delivery::Postponed { answer, .. } | Delivery::Refused { answer } => {
                        outbox::end(connection, mail.id, MailState::Failed, Some(&answer), now)?;
                    }
                    Delivery::Bounced { answer } => {
                        outbox::end(connection, mail.id, MailState::Failed, Some(&answer), now)?;
                        mailbox::set_bounced(connection, &mail.email, Some(now))?;
                    }
                }
                Ok(())
            })
            .await
    }

    pub async fn addressee(&self, recipient: Recipient) -> Result<Option<Addressee>, StoreError> {
        self.readers
            .run(move |connection| {
                Ok(match recipient {
                    Recipient::Mailbox(id) => mailbox::get(connection, id)?.map(Addressee::Mailbox),
                    Recipient::Account(id) => account::find(connection, id)?.map(Addressee::Account),
                })
            })
            .await
    }

    /// Whether an earlier mail to them came back.
    pub async fn has_bounced(&self, recipient: Recipient) -> Result<bool, StoreError> {
        self.readers.run(move |connection| Ok(mailbox::has_bounced(connection, recipient)?)).await
    }

    /// None where the comment is gone.
    pub async fn comment_facts(&self, id: CommentId, recipient: Recipient) -> Result<Option<CommentFacts>, StoreError> {
        self.readers
            .run(move |connection| {
                let Some(told) = moderated::find(connection, id)? else { return Ok(None) };
                let above = comment::ancestors(connection, &told.comment)?;
                let is_reply = match recipient {
                    Recipient::Mailbox(mailbox) => subscription::follows_any(connection, mailbox, told.comment.page, &above)?,
                    Recipient::Account(_) => false,
                };
                let answers = match told.comment.parent {
                    Some(parent) => comment::find(connection, parent)?.filter(Comment::is_published),
                    None => None,
                };
                let mut above: Vec<_> = above.into_iter().collect();
                above.sort_unstable();
                Ok(Some(CommentFacts { told, answers, above, is_reply }))
            })
            .await
    }

    pub async fn page_by_id(&self, id: PageId) -> Result<Option<Page>, StoreError> {
        self.readers.run(move |connection| Ok(page::find_by_id(connection, id)?)).await
    }

    /// What was said on these sites within a time, newest first.
    pub async fn said_within(&self, sites: Vec<SiteId>, since: Timestamp, until: Timestamp) -> Result<Vec<Moderated>, StoreError> {
        self.readers.run(move |connection| Ok(moderated::said_within(connection, &sites, since, until, MOST_IN_DIGEST)?)).await
    }

    /// Makes the mails about a day for the accounts whose day is over.
    pub async fn make_digests(&self, now: Timestamp) -> Result<(), StoreError> {
        let day_ago = now.saturating_sub(DAY).unwrap_or(Timestamp::UNIX_EPOCH);
        if self.readers.run(move |connection| Ok(account::digests_due(connection, day_ago)?)).await?.is_empty() {
            return Ok(());
        }
        self.writer
            .run(move |write| {
                for (id, email, since) in account::digests_due(write.connection, day_ago)? {
                    let since = since.unwrap_or(day_ago);
                    let detail = json!({ "since": since.to_string(), "until": now.to_string() });
                    let recipient = Recipient::Account(id);
                    let mail = NewMail { site: None, kind: MailKind::Digest, email, recipient, comment: None, detail };
                    outbox::insert(write.connection, &mail, now)?;
                    account::set_digest_at(write.connection, id, now)?;
                }
                Ok(())
            })
            .await
    }

    /// Newest first.
    pub async fn mails(&self, state: MailState, before: Option<i64>, limit: u32) -> Result<(Vec<OutboxMail>, MailCounts), StoreError> {
        self.readers.run(move |connection| Ok((outbox::page(connection, state, before, limit)?, outbox::counts(connection)?))).await
    }

    /// Tries a mail from the beginning, and its address with it where that was given up.
    pub async fn retry_mail(&self, id: OutboxId, now: Timestamp) -> Result<OutboxMail, StoreError> {
        self.writer
            .run(move |write| {
                let found =
                    outbox::get(write.connection, id)?.filter(|found| found.state != MailState::Sent).ok_or(Refusal::UnknownMail)?;
                mailbox::set_bounced(write.connection, &found.email, None)?;
                outbox::retry(write.connection, id, now)?;
                Ok(outbox::get(write.connection, id)?.ok_or(Refusal::UnknownMail)?)
            })
            .await
    }

    pub async fn discard_mail(&self, id: OutboxId) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                outbox::get(write.connection, id)?.filter(|found| found.state != MailState::Sent).ok_or(Refusal::UnknownMail)?;
                Ok(outbox::delete(write.connection, id)?)
            })
            .await
    }
}

/// What is due for these addresses waits, but for what is being sent.
fn put_off(write: &Write<'_>, flooded: &[OutboxMail], ready: &[OutboxMail], now: Timestamp) -> Result<(), StoreError> {
    let later = now.saturating_add(SignedDuration::from_mins(10)).unwrap_or(Timestamp::MAX);
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    for mail in flooded {
        outbox::postpone_all(write.connection, &mail.email, now, later)?;
    }
    for mail in ready.iter().filter(|mail| flooded.iter().any(|other| other.email == mail.email)) {
        outbox::lease_one(write.connection, mail.id, now, until)?;
    }
    Ok(())
}

fn is_flooded(write: &Write<'_>, email: &EmailAddress, leased: u32, now: Timestamp) -> Result<bool, StoreError> {
    let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(outbox::count_sent(write.connection, email, hour_ago)? + leased >= PER_ADDRESS_AND_HOUR)
}

/// Forgets what became of old mail, and addresses that nobody said were theirs.
pub(super) fn forget_old(write: &Write<'_>, now: Timestamp) -> Result<(), StoreError> {
    let long_ago = |kept: SignedDuration| now.saturating_sub(kept).unwrap_or(Timestamp::UNIX_EPOCH);
    outbox::forget_ended(write.connection, long_ago(ENDED_KEPT))?;
    Ok(mailbox::forget_unconfirmed(write.connection, long_ago(UNCONFIRMED_KEPT))?)
}
