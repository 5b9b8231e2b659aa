//! Who is told of a comment. Notices are rows, written in the transaction of what they tell of; `mail` sends them.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::json;

use super::sqlite::{account, comment, outbox, subscription, writer::Write};
use super::{NewMail, StoreError};
use crate::domain::{ActorId, Comment, EmailAddress, MailKind, Recipient, Status};

/// Tells of a comment that everybody can read from now on: those who decide about it, those who follow its page, and those who follow one of
/// the comments it stands below. Whatever matches, one address gets one mail, and the writer none.
pub(super) fn of_published(write: &Write<'_>, told: &Comment, now: Timestamp) -> Result<(), StoreError> {
    if !write.mail {
        return Ok(());
    }
    let writer = Writer::of(write, told)?;
    tell_accounts(write, told, &writer, now)?;
    let above = comment::ancestors(write.connection, told)?;
    let followers = subscription::followers(write.connection, told.page, told.root, &above)?;
    // One of their subscriptions may know more of them than another.
    let writers: HashSet<_> = followers.iter().filter(|one| writer.is(&one.email, &one.actors)).map(|one| one.mailbox).collect();
    for follower in followers.into_iter().filter(|one| !writers.contains(&one.mailbox)) {
        put(write, told, MailKind::Comment, Recipient::Mailbox(follower.mailbox), follower.email, now)?;
    }
    Ok(())
}

/// Tells those who decide of a comment that waits for them.
pub(super) fn of_waiting(write: &Write<'_>, told: &Comment, now: Timestamp) -> Result<(), StoreError> {
    if !write.mail {
        return Ok(());
    }
    tell_accounts(write, told, &Writer::of(write, told)?, now)
}

fn tell_accounts(write: &Write<'_>, told: &Comment, writer: &Writer, now: Timestamp) -> Result<(), StoreError> {
    for found in account::to_be_told(write.connection, told.site, told.status == Status::Held)? {
        if !writer.is(&found.email, &[Some(found.actor)]) {
            put(write, told, MailKind::Moderation, Recipient::Account(found.id), found.email, now)?;
        }
    }
    Ok(())
}

fn put(
    write: &Write<'_>,
    told: &Comment,
    kind: MailKind,
    recipient: Recipient,
    email: EmailAddress,
    now: Timestamp,
) -> Result<(), StoreError> {
    let new = NewMail { site: Some(told.site), kind, email, recipient, comment: Some(told.id), detail: json!({}) };
    Ok(outbox::insert(write.connection, &new, now)?)
}

/// Who wrote a comment, as far as that is known.
struct Writer {
    actor: Option<ActorId>,
    email: Option<EmailAddress>,
}

impl Writer {
    fn of(write: &Write<'_>, told: &Comment) -> Result<Self, StoreError> {
        Ok(Self { actor: told.actor, email: comment::email(write.connection, told.id)? })
    }

    fn is(&self, email: &EmailAddress, actors: &[Option<ActorId>]) -> bool {
        let same_actor = self.actor.is_some() && actors.contains(&self.actor);
        same_actor || self.email.as_ref().is_some_and(|own| own.is_same_mailbox(email))
    }
}
