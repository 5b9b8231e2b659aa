use jiff::{SignedDuration, Timestamp};

use super::sqlite::{code, mailbox, outbox, subscription, writer::Write};
use super::{Store, StoreError};
use crate::domain::{ActorId, EmailAddress, EmailHash, MailKind, Mailbox, MailboxId, SiteId};

/// A mail address with the hash it is found by.
#[derive(Debug, Clone)]
pub struct HashedEmail {
    pub email: EmailAddress,
    pub hash: EmailHash,
}

impl Store {
    pub async fn mailbox(&self, id: MailboxId) -> Result<Option<Mailbox>, StoreError> {
        self.readers.run(move |connection| Ok(mailbox::get(connection, id)?)).await
    }

    pub async fn find_mailbox(&self, site: SiteId, hash: EmailHash) -> Result<Option<Mailbox>, StoreError> {
        self.readers.run(move |connection| Ok(mailbox::find(connection, site, &hash)?)).await
    }

    /// The mailbox that somebody without an account has proved to be theirs.
    pub async fn reader(&self, site: SiteId, actor: ActorId) -> Result<Option<Mailbox>, StoreError> {
        self.readers.run(move |connection| Ok(mailbox::of_actor(connection, site, actor)?)).await
    }

    /// The owner of the address says that it is theirs. One that has left meanwhile stays away.
    pub async fn confirm_mailbox(&self, id: MailboxId, now: Timestamp) -> Result<Option<Mailbox>, StoreError> {
        self.writer
            .run(move |write| {
                let Some(found) = mailbox::get(write.connection, id)?.filter(|found| found.email.is_some()) else { return Ok(None) };
                subscription::accept(write.connection, id)?;
                if found.confirmed_at.is_none() {
                    subscription::forget_rivals(write.connection, id)?;
                }
                mailbox::confirm(write.connection, id, now)?;
                Ok(Some(Mailbox { confirmed_at: found.confirmed_at.or(Some(now)), ..found }))
            })
            .await
    }

    /// Its owner wants nothing of what was asked for in its name since it was confirmed.
    pub async fn decline(&self, id: MailboxId) -> Result<(), StoreError> {
        self.writer.run(move |write| Ok(subscription::decline(write.connection, id)?)).await
    }

    /// No more mail of this site, ever: the address is forgotten, and only its hash says that it has left.
    pub async fn leave(&self, id: MailboxId, now: Timestamp) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                subscription::delete_all(write.connection, id)?;
                outbox::forget_mailbox(write.connection, id)?;
                code::delete(write.connection, id)?;
                Ok(mailbox::leave(write.connection, id, now)?)
            })
            .await
    }

    /// Its owner wants to be able to follow things here again.
    pub async fn come_back(&self, id: MailboxId) -> Result<(), StoreError> {
        self.writer.run(move |write| Ok(mailbox::let_return(write.connection, id)?)).await
    }
}

/// For an address that somebody typed. One that has left has no address, unless its owner has said that it may return.
pub(super) fn find_or_left(write: &Write<'_>, site: SiteId, address: &HashedEmail) -> Result<Mailbox, StoreError> {
    match mailbox::find(write.connection, site, &address.hash)? {
        Some(found) if found.email.is_some() || !found.may_return => {
            // So that an answer takes as long whether or not something is to be written: it waits for the disk.
            mailbox::touch(write.connection, found.id)?;
            Ok(found)
        }
        _ => find_or_revive(write, site, address),
    }
}

/// Also for an address that has left: its owner is back.
pub(super) fn find_or_revive(write: &Write<'_>, site: SiteId, address: &HashedEmail) -> Result<Mailbox, StoreError> {
    let id = match mailbox::find(write.connection, site, &address.hash)? {
        Some(found) if found.email.is_some() => return Ok(found),
        Some(left) => {
            mailbox::revive(write.connection, left.id, &address.email)?;
            left.id
        }
        None => mailbox::insert(write.connection, site, &address.hash, &address.email)?,
    };
    let email = Some(address.email.clone());
    Ok(Mailbox { id, site, email, actor: None, name: None, confirmed_at: None, bounced_at: None, may_return: false })
}

/// Whether an address may get one more mail that somebody typed it for: so many an hour from one site, so many a day from all.
pub(super) fn may_be_asked(
    connection: &rusqlite::Connection,
    (site, email): (SiteId, &EmailAddress),
    kind: MailKind,
    (per_hour, per_day): (u32, u32),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let since = |hours| now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::UNIX_EPOCH);
    let of_site = outbox::count_of_kind(connection, email, kind, Some(site), since(1))?;
    Ok(of_site < per_hour && outbox::count_of_kind(connection, email, kind, None, since(24))? < per_day)
}
