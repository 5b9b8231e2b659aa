use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::sqlite::{code, comment, mailbox, outbox, page, subscription, writer::Write};
use super::{NewMail, Store, StoreError};
use crate::domain::{
    ActorId, AuthorName, CommentId, EmailAddress, EmailHash, Following, MailKind, Mailbox, MailboxId, PageAddress, PageId, PageKey,
    Recipient, Refusal, SiteId, Subscription,
};

/// A mail address with the hash it is found by.
#[derive(Debug, Clone)]
pub struct HashedEmail {
    pub email: EmailAddress,
    pub hash: EmailHash,
}

/// Somebody asks to be told.
#[derive(Debug, Clone)]
pub struct Follow {
    pub site: SiteId,
    pub address: HashedEmail,
    /// Whether it is known that the address is theirs.
    pub proved: bool,
    /// Who asks, as far as that is known: they are not told of what they write themselves.
    pub actor: Option<ActorId>,
    pub page: PageAddress,
    pub following: Following,
    /// The name of who asks, for the mail that asks back.
    pub by: Option<AuthorName>,
    pub now: Timestamp,
}

/// A code to be sent.
#[derive(Debug, Clone)]
pub struct NewCode {
    pub code: String,
    pub hash: [u8; 16],
    pub now: Timestamp,
}

/// What a reader who follows things on a page has there.
#[derive(Debug, Clone, Default)]
pub struct Followed {
    pub page: bool,
    pub comments: Vec<CommentId>,
}

/// How long a code counts.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(15);
const CODE_TRIES: u32 = 5;
/// Mails of one kind that one address gets because somebody typed it.
const TYPED_PER_HOUR: u32 = 1;
const TYPED_PER_DAY: u32 = 3;
const CODES_PER_HOUR: u32 = 3;
const CODES_PER_DAY: u32 = 10;
/// What one address may follow on one site; fewer until its owner has said that it is theirs, since others may have typed it.
const MOST_FOLLOWED: u32 = 1_000;
const MOST_UNCONFIRMED: u32 = 20;

impl Store {
    /// Notes what somebody wants to be told of. Unless the address is known to be theirs, it is asked first, by mail and within limits; an
    /// address that has left is asked nothing. Whoever types it learns none of that.
    pub async fn follow(&self, asked: Follow) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let (page, _) = page::find_or_insert(write.connection, asked.site, &asked.page)?;
                let root = match asked.following {
                    Following::Page => CommentId::BEFORE_ALL,
                    Following::Replies(id) => {
                        let found = comment::find_on_site(write.connection, asked.site, id)?.filter(|found| found.page == page);
                        found.filter(crate::domain::Comment::is_published).ok_or(Refusal::UnknownComment)?.root
                    }
                };
                follow(&write, &asked, page, root)
            })
            .await
    }

    /// Whether typing this address would send a mail to it that asks whose it is.
    pub async fn would_ask(&self, site: SiteId, address: HashedEmail, now: Timestamp) -> Result<bool, StoreError> {
        self.readers
            .run(move |connection| {
                let known = mailbox::find(connection, site, &address.hash)?;
                if known.is_some_and(|known| known.confirmed_at.is_some() || known.email.is_none() || known.bounced_at.is_some()) {
                    return Ok(false);
                }
                may_be_asked(connection, (site, &address.email), MailKind::Confirmation, (TYPED_PER_HOUR, TYPED_PER_DAY), now)
            })
            .await
    }

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

    pub async fn followed(&self, mailbox: MailboxId, site: SiteId, key: PageKey) -> Result<Followed, StoreError> {
        self.readers
            .run(move |connection| {
                let Some((page, _)) = page::find(connection, site, &key)? else { return Ok(Followed::default()) };
                let mut followed = Followed::default();
                for following in subscription::on_page(connection, mailbox, page)? {
                    match following {
                        Following::Page => followed.page = true,
                        Following::Replies(comment) => followed.comments.push(comment),
                    }
                }
                Ok(followed)
            })
            .await
    }

    pub async fn subscriptions(&self, mailbox: MailboxId) -> Result<Vec<Subscription>, StoreError> {
        self.readers.run(move |connection| Ok(subscription::of_mailbox(connection, mailbox)?)).await
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

    pub async fn unfollow(&self, mailbox: MailboxId, page: PageId, following: Following) -> Result<(), StoreError> {
        self.writer.run(move |write| Ok(subscription::delete(write.connection, mailbox, page, following)?)).await
    }

    pub async fn unfollow_key(&self, mailbox: MailboxId, site: SiteId, key: PageKey, following: Following) -> Result<(), StoreError> {
        self.writer
            .run(move |write| match page::find(write.connection, site, &key)? {
                Some((page, _)) => Ok(subscription::delete(write.connection, mailbox, page, following)?),
                None => Ok(()),
            })
            .await
    }

    /// No more mail of this page.
    pub async fn unfollow_page(&self, mailbox: MailboxId, page: PageId) -> Result<(), StoreError> {
        self.writer.run(move |write| Ok(subscription::delete_all(write.connection, mailbox, Some(page))?)).await
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

    /// Sends a code to an address, within limits, and none to one that has left.
    pub async fn ask_code(&self, site: SiteId, address: HashedEmail, new: NewCode) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let Some(found) = find_or_insert(&write, site, &address)? else { return Ok(()) };
                let codes = (CODES_PER_HOUR, CODES_PER_DAY);
                if !may_be_asked(write.connection, (site, &address.email), MailKind::Code, codes, new.now)? {
                    return Ok(());
                }
                let expires_at = new.now.saturating_add(CODE_LIFE).unwrap_or(Timestamp::MAX);
                code::put(write.connection, found.id, &code::Code { hash: new.hash, tries_left: CODE_TRIES, expires_at })?;
                let detail = json!({ "code": new.code });
                let recipient = Recipient::Mailbox(found.id);
                let mail = NewMail { site: Some(site), kind: MailKind::Code, email: address.email, recipient, comment: None, detail };
                Ok(outbox::insert(write.connection, &mail, new.now)?)
            })
            .await
    }

    /// Makes whoever knows the code the reader behind the address: the one it has, or this visitor where it has none. A wrong code costs one of
    /// its few tries, so this is kept where the answer is a refusal.
    pub async fn prove(
        &self,
        site: SiteId,
        hash: EmailHash,
        code_hash: [u8; 16],
        visitor: ActorId,
        name: Option<AuthorName>,
        now: Timestamp,
    ) -> Result<Result<Mailbox, Refusal>, StoreError> {
        self.writer
            .run(move |write| {
                let Some(found) = mailbox::find(write.connection, site, &hash)? else { return Ok(Err(Refusal::CodeOver)) };
                let sent = code::find(write.connection, found.id)?;
                let Some(sent) = sent.filter(|sent| sent.tries_left > 0 && sent.expires_at > now) else {
                    return Ok(Err(Refusal::CodeOver));
                };
                if !bool::from(sent.hash.ct_eq(&code_hash)) {
                    code::spend_try(write.connection, found.id)?;
                    return Ok(Err(Refusal::WrongCode { tries_left: sent.tries_left - 1 }));
                }
                code::delete(write.connection, found.id)?;
                mailbox::confirm(write.connection, found.id, now)?;
                // A visitor who has proved another address before stays behind that one.
                let is_taken = mailbox::of_actor(write.connection, site, visitor)?.is_some_and(|other| other.id != found.id);
                let actor = match found.actor {
                    Some(actor) => actor,
                    None if is_taken => return Ok(Err(Refusal::OtherAddressProved)),
                    None => visitor,
                };
                mailbox::set_reader(write.connection, found.id, actor, name.as_ref())?;
                Ok(mailbox::get(write.connection, found.id)?.ok_or(Refusal::CodeOver))
            })
            .await
    }
}

/// None for an address that has left.
fn find_or_insert(write: &Write<'_>, site: SiteId, address: &HashedEmail) -> Result<Option<Mailbox>, StoreError> {
    let found = match mailbox::find(write.connection, site, &address.hash)? {
        Some(found) => Some(found),
        None => {
            let id = mailbox::insert(write.connection, site, &address.hash, &address.email)?;
            mailbox::get(write.connection, id)?
        }
    };
    Ok(found.filter(|found| found.email.is_some()))
}

pub(super) fn follow(write: &Write<'_>, asked: &Follow, page: PageId, root: CommentId) -> Result<(), StoreError> {
    let Some(found) = find_or_insert(write, asked.site, &asked.address)? else { return Ok(()) };
    let confirmed = found.confirmed_at.is_some() || asked.proved;
    let most = if confirmed { MOST_FOLLOWED } else { MOST_UNCONFIRMED };
    if subscription::count(write.connection, found.id)? < most {
        let place = subscription::Place { page, following: asked.following, root };
        subscription::put(write.connection, found.id, place, asked.actor, asked.now)?;
    }
    if asked.proved {
        return Ok(mailbox::confirm(write.connection, found.id, asked.now)?);
    }
    let typed = (TYPED_PER_HOUR, TYPED_PER_DAY);
    let email = &asked.address.email;
    if confirmed || found.bounced_at.is_some() {
        return Ok(());
    }
    if !may_be_asked(write.connection, (asked.site, email), MailKind::Confirmation, typed, asked.now)? {
        return Ok(());
    }
    let scope = if asked.following == Following::Page { "page" } else { "replies" };
    let detail = json!({ "page": page.0, "scope": scope, "by": asked.by.as_ref().map(AuthorName::as_str) });
    let recipient = Recipient::Mailbox(found.id);
    let mail = NewMail { site: Some(asked.site), kind: MailKind::Confirmation, email: email.clone(), recipient, comment: None, detail };
    Ok(outbox::insert(write.connection, &mail, asked.now)?)
}

/// Whether an address may get one more mail that somebody typed it for: so many an hour from one site, so many a day from all.
fn may_be_asked(
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
