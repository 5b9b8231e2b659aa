//! Who is told of a comment. Notices are rows, written in the transaction of what they tell of; `mail` sends them.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::{Value, json};

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
    tell_accounts(write, told, &writer, &json!({}), now)?;
    let above = comment::ancestors(write.connection, told)?;
    let followers = subscription::followers(write.connection, told.page, told.root, &above)?;
    // One of their subscriptions may know more of them than another.
    let writers: HashSet<_> = followers.iter().filter(|one| writer.is(&one.email, &one.actors)).map(|one| one.mailbox).collect();
    for follower in followers.into_iter().filter(|one| !writers.contains(&one.mailbox)) {
        put(write, told, (MailKind::Comment, json!({})), Recipient::Mailbox(follower.mailbox), follower.email, now)?;
    }
    Ok(())
}

/// Tells those who decide of a comment that waits for them; again, where they were told of it before it was changed.
pub(super) fn of_waiting(write: &Write<'_>, told: &Comment, now: Timestamp) -> Result<(), StoreError> {
    if !write.mail {
        return Ok(());
    }
    let again = outbox::supersede(write.connection, told.id, now)?;
    tell_accounts(write, told, &Writer::of(write, told)?, &json!({ "again": again }), now)
}

fn tell_accounts(write: &Write<'_>, told: &Comment, writer: &Writer, detail: &Value, now: Timestamp) -> Result<(), StoreError> {
    for found in account::to_be_told(write.connection, told.site, told.status == Status::Held)? {
        if !writer.is(&found.email, &[Some(found.actor)]) {
            let recipient = Recipient::Account(found.id);
            put(write, told, (MailKind::Moderation, detail.clone()), recipient, found.email, now)?;
        }
    }
    Ok(())
}

fn put(
    write: &Write<'_>,
    told: &Comment,
    (kind, detail): (MailKind, Value),
    recipient: Recipient,
    email: EmailAddress,
    now: Timestamp,
) -> Result<(), StoreError> {
    let new = NewMail { site: Some(told.site), kind, email, recipient, comment: Some(told.id), detail };
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
