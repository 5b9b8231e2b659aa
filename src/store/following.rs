use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::mailboxes::{HashedEmail, find_or_left, find_or_revive, may_be_asked};
use super::sqlite::{comment, mailbox, outbox, page, subscription, writer::Write};
use super::{NewMail, Store, StoreError};
use crate::domain::{
    ActorId, AuthorName, Comment, CommentId, EmailAddress, Following, MailKind, Mailbox, MailboxId, PageAddress, PageId, PageKey,
    Recipient, Refusal, SiteId, Subscription,
};

/// How far it is known that an address belongs to who asks with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    Proved,
    /// It was only typed: its owner is asked, unless they said before that it is theirs.
    Typed,
    /// Likewise, from a network that has caused its mails of the hour: nothing is sent.
    TypedUnasked,
}

/// Somebody asks to be told.
#[derive(Debug, Clone)]
pub struct Follow {
    pub site: SiteId,
    pub address: HashedEmail,
    pub claim: Claim,
    /// Who asks, as far as that is known: they are not told of what they write themselves.
    pub actor: Option<ActorId>,
    pub page: PageAddress,
    pub following: Following,
    /// The name of who asks, for the mail that asks back.
    pub by: Option<AuthorName>,
    pub now: Timestamp,
}

/// What a reader who follows things on a page has there.
#[derive(Debug, Clone, Default)]
pub struct Followed {
    pub page: bool,
    pub comments: Vec<CommentId>,
}

/// Mails that one address gets because somebody typed it.
const TYPED_PER_HOUR: u32 = 1;
const TYPED_PER_DAY: u32 = 3;
/// What one address may follow on one site; fewer until its owner has said that it is theirs, and so many a day where it is not known that its
/// owner asks.
const MOST_FOLLOWED: u32 = 1_000;
const MOST_UNCONFIRMED: u32 = 20;
const MOST_TYPED_PER_DAY: u32 = 20;

impl Store {
    /// Notes what somebody wants to be told of. Unless the address is known to be theirs, it is asked first, by mail and within limits; an
    /// address that has left is asked nothing. Whoever types it learns none of that.
    pub async fn follow(&self, asked: Follow) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let root = match asked.following {
                    Following::Page => CommentId::BEFORE_ALL,
                    Following::Replies(id) => published_on_page(&write, &asked, id)?.root,
                };
                follow(&write, &asked, root)
            })
            .await
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

    pub async fn unfollow(&self, mailbox: MailboxId, page: PageId, following: Following) -> Result<(), StoreError> {
        self.writer.run(move |write| Ok(subscription::end(write.connection, mailbox, page, following)?)).await
    }

    pub async fn unfollow_key(&self, mailbox: MailboxId, site: SiteId, key: PageKey, following: Following) -> Result<(), StoreError> {
        self.writer
            .run(move |write| match page::find(write.connection, site, &key)? {
                Some((page, _)) => Ok(subscription::delete(write.connection, mailbox, page, following)?),
                None => Ok(()),
            })
            .await
    }

    /// The page itself, or the one it was merged into: what links in old mails are about.
    pub async fn page_now(&self, page: PageId) -> Result<PageId, StoreError> {
        self.readers.run(move |connection| Ok(page::moved_to(connection, page)?)).await
    }

    /// No more mail of this page.
    pub async fn unfollow_page(&self, mailbox: MailboxId, page: PageId) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let page = page::moved_to(write.connection, page)?;
                Ok(subscription::end_page(write.connection, mailbox, page)?)
            })
            .await
    }
}

fn published_on_page(write: &Write<'_>, asked: &Follow, id: CommentId) -> Result<Comment, StoreError> {
    let page = page::find(write.connection, asked.site, &asked.page.key)?.map(|(page, _)| page);
    let found = comment::find_on_site(write.connection, asked.site, id)?;
    Ok(found.filter(|found| Some(found.page) == page && found.is_published()).ok_or(Refusal::UnknownComment)?)
}

/// `root` is the root of the branch that is followed; it says nothing of a page.
pub(super) fn follow(write: &Write<'_>, asked: &Follow, root: CommentId) -> Result<(), StoreError> {
    if asked.claim == Claim::Proved {
        return follow_proved(write, asked, root);
    }
    let found = find_or_left(write, asked.site, &asked.address)?;
    let Some(email) = &found.email else { return Ok(()) };
    let confirmed = found.confirmed_at.is_some();
    let is_known = match asked.actor {
        Some(actor) => subscription::knows(write.connection, found.id, actor)?,
        None => false,
    };
    let may_add = asked.claim == Claim::Typed || is_known;
    if !may_add || !has_room(write, &found, asked.now)? {
        return Ok(());
    }
    // Who types a known address may be anybody; nothing of what is known of its owner follows from them.
    let actor = asked.actor.filter(|_| !confirmed || is_known);
    let added = subscription::add(write.connection, found.id, place(write, asked, root)?, actor, asked.now)?;
    let to_be_asked = !confirmed || added == subscription::Added::ToBeAsked;
    if to_be_asked && found.bounced_at.is_none() && asked.claim == Claim::Typed {
        return ask(write, asked, found.id, email);
    }
    Ok(())
}

fn has_room(write: &Write<'_>, mailbox: &Mailbox, now: Timestamp) -> Result<bool, StoreError> {
    let day_ago = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::UNIX_EPOCH);
    let most = if mailbox.confirmed_at.is_some() { MOST_FOLLOWED } else { MOST_UNCONFIRMED };
    Ok(subscription::count(write.connection, mailbox.id)? < most
        && subscription::count_since(write.connection, mailbox.id, day_ago)? < MOST_TYPED_PER_DAY)
}

fn follow_proved(write: &Write<'_>, asked: &Follow, root: CommentId) -> Result<(), StoreError> {
    let found = find_or_revive(write, asked.site, &asked.address)?;
    confirm_proved(write, &found, asked.actor, asked.now)?;
    if subscription::count(write.connection, found.id)? >= MOST_FOLLOWED {
        return Err(Refusal::FollowsTooMuch { most: MOST_FOLLOWED }.into());
    }
    Ok(subscription::put(write.connection, found.id, place(write, asked, root)?, asked.actor, asked.now)?)
}

/// An address is known to be theirs without a mail that showed what was asked for in its name: what others asked for is forgotten.
pub(super) fn confirm_proved(write: &Write<'_>, found: &Mailbox, actor: Option<ActorId>, now: Timestamp) -> Result<(), StoreError> {
    if found.confirmed_at.is_none() {
        subscription::delete_of_others(write.connection, found.id, actor)?;
    }
    Ok(mailbox::confirm(write.connection, found.id, now)?)
}

fn place(write: &Write<'_>, asked: &Follow, root: CommentId) -> Result<subscription::Place, StoreError> {
    let (page, _) = page::find_or_insert(write.connection, asked.site, &asked.page)?;
    Ok(subscription::Place { page, following: asked.following, root })
}

/// Asks the owner of an address whether it is theirs who asks in its name.
fn ask(write: &Write<'_>, asked: &Follow, mailbox: MailboxId, email: &EmailAddress) -> Result<(), StoreError> {
    if !may_be_asked(write.connection, (asked.site, email), MailKind::Confirmation, (TYPED_PER_HOUR, TYPED_PER_DAY), asked.now)? {
        return Ok(());
    }
    let Some((page, _)) = page::find(write.connection, asked.site, &asked.page.key)? else { return Ok(()) };
    let scope = if asked.following == Following::Page { "page" } else { "replies" };
    let detail = json!({ "page": page.0, "scope": scope, "by": asked.by.as_ref().map(AuthorName::as_str) });
    let recipient = Recipient::Mailbox(mailbox);
    let mail = NewMail { site: Some(asked.site), kind: MailKind::Confirmation, email: email.clone(), recipient, comment: None, detail };
    Ok(outbox::insert(write.connection, &mail, asked.now)?)
}
