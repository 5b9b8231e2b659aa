use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::sqlite::{mailbox, outbox, writer::Write};
use super::{Store, StoreError};
use crate::domain::{CommentId, Delivery, EmailAddress, MailKind, MailState, OutboxId, OutboxMail, Recipient, Refusal, SiteId};

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

/// How long a mail is with whoever sends it; longer than sending may take.
const LEASE: SignedDuration = SignedDuration::from_mins(15);
/// Mails that one address gets within an hour; the others wait.
const PER_ADDRESS_AND_HOUR: u32 = 20;
const FLOODED_WAIT: SignedDuration = SignedDuration::from_mins(10);
/// How long it is remembered what became of a mail.
const ENDED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long an address is remembered that nobody said was theirs.
/// (Longer than the links of a confirmation count, which may have been long on its way.)
const UNCONFIRMED_KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

impl Store {
    pub async fn has_due_mail(&self, now: Timestamp) -> Result<bool, StoreError> {
        self.readers.run(move |connection| Ok(outbox::has_due(connection, now)?)).await
    }

    /// Whether so many mails wait already for which somebody waits themselves.
    pub async fn has_urgent_mail(&self, many: u32) -> Result<bool, StoreError> {
        self.readers.run(move |connection| Ok(outbox::count_urgent(connection, many)? >= many)).await
    }

    /// Takes the mail that is to be sent next, to none of the addresses that are `busy`. What is not urgent waits where its address has had its
    /// mails of the hour (`limited` off: it does not).
    pub async fn lease_mail(
        &self,
        now: Timestamp,
        busy: Vec<EmailAddress>,
        urgent_first: bool,
        limited: bool,
    ) -> Result<Option<OutboxMail>, StoreError> {
        self.writer
            .run(move |write| {
                let later = now.saturating_add(FLOODED_WAIT).unwrap_or(Timestamp::MAX);
                let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
                loop {
                    let Some(mail) = outbox::next_due(write.connection, now, &busy, urgent_first)? else { return Ok(None) };
                    if limited && !mail.kind.is_urgent() && is_flooded(&write, &mail.email, now)? {
                        outbox::postpone_all(write.connection, &mail.email, now, later)?;
                        continue;
                    }
                    outbox::lease(write.connection, mail.id, until)?;
                    return Ok(Some(OutboxMail { attempts: mail.attempts + 1, ..mail }));
                }
            })
            .await
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

fn is_flooded(write: &Write<'_>, email: &EmailAddress, now: Timestamp) -> Result<bool, StoreError> {
    let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(outbox::count_sent(write.connection, email, hour_ago)? >= PER_ADDRESS_AND_HOUR)
}

/// Forgets what became of old mail, and addresses that nobody said were theirs.
pub(super) fn forget_old(write: &Write<'_>, now: Timestamp) -> Result<(), StoreError> {
    let long_ago = |kept: SignedDuration| now.saturating_sub(kept).unwrap_or(Timestamp::UNIX_EPOCH);
    outbox::forget_ended(write.connection, long_ago(ENDED_KEPT))?;
    Ok(mailbox::forget_unconfirmed(write.connection, long_ago(UNCONFIRMED_KEPT))?)
}
