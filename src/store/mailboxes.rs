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
                mailbox::confirm(write.connection, id, now)?;
                Ok(Some(Mailbox { confirmed_at: found.confirmed_at.or(Some(now)), ..found }))
            })
            .await
    }

    /// No more mail of this site, ever: the address is forgotten, and only its hash says that it has left.
    pub async fn leave(&self, id: MailboxId, now: Timestamp) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                subscription::delete_all(write.connection, id, None)?;
                outbox::forget_mailbox(write.connection, id)?;
                code::delete(write.connection, id)?;
                Ok(mailbox::leave(write.connection, id, now)?)
            })
            .await
    }

    /// Its owner wants to be able to follow things here again.
    pub async fn come_back(&self, id: MailboxId) -> Result<(), StoreError> {
        self.writer
            .run(move |write| match mailbox::get(write.connection, id)? {
                Some(found) if found.email.is_none() => Ok(mailbox::delete(write.connection, id)?),
                _ => Ok(()),
            })
            .await
    }
}

/// None for an address that has left.
pub(super) fn find_or_insert(write: &Write<'_>, site: SiteId, address: &HashedEmail) -> Result<Option<Mailbox>, StoreError> {
    let found = match mailbox::find(write.connection, site, &address.hash)? {
        Some(found) => Some(found),
        None => Some(insert(write, site, address)?),
    };
    Ok(found.filter(|found| found.email.is_some()))
}

/// Also for an address that has left: its owner is back.
pub(super) fn find_or_revive(write: &Write<'_>, site: SiteId, address: &HashedEmail) -> Result<Mailbox, StoreError> {
    match mailbox::find(write.connection, site, &address.hash)? {
        Some(found) if found.email.is_some() => Ok(found),
        Some(left) => {
            mailbox::delete(write.connection, left.id)?;
            insert(write, site, address)
        }
        None => insert(write, site, address),
    }
}

fn insert(write: &Write<'_>, site: SiteId, address: &HashedEmail) -> Result<Mailbox, StoreError> {
    let id = mailbox::insert(write.connection, site, &address.hash, &address.email)?;
    let email = Some(address.email.clone());
    Ok(Mailbox { id, site, email, actor: None, name: None, confirmed_at: None, bounced_at: None })
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
