//! Who is told of a comment. Notices are rows, written in the transaction of what they tell of; `discussion/deliver.rs` sends them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::sqlite::{account, comment, outbox, subscription, writer::Write};
use super::{NewMail, StoreError};
use crate::domain::{ActorId, Comment, EmailAddress, MailKind, Recipient, SpeakerKind, Status};

/// Tells of a comment that everybody can read from now on, once in its life.
pub(super) fn of_published(write: &Write<'_>, told: &Comment, now: Timestamp) -> Result<(), StoreError> {
    let is_first = comment::note_told(write.connection, told.id, now)?;
    if !is_first {
        return Ok(());
    }
    if write.mail {
        // Who was to decide, and follows too, is now to read it.
        outbox::forget_waiting_of(write.connection, told.id, now)?;
    }
    of_new(write, told, now)
}

/// Tells of a comment that nobody was told of before: those who decide about it, those who follow its page, and those who follow one of the
/// comments it stands below. Whatever matches, one address gets one mail, and the writer none.
pub(super) fn of_new(write: &Write<'_>, told: &Comment, now: Timestamp) -> Result<(), StoreError> {
    if !write.mail {
        return Ok(());
    }
    let writer = Writer::of(write, told)?;
    tell_accounts(write, told, &writer, &json!({}), now)?;
    let followers = subscription::followers(write.connection, told.page, told.root, told.actor)?;
    let followed = followers.iter().filter_map(|follower| follower.following.comment()).collect();
    let above = comment::above(write.connection, told, &followed)?;
    for follower in followers {
        let is_concerned = follower.following.comment().is_none_or(|followed| above.contains(&followed));
        if is_concerned && !writer.has(&follower.email) {
            put(write, told, (MailKind::Comment, json!({})), Recipient::Mailbox(follower.mailbox), follower.email, now)?;
        }
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
        if !writer.has(&found.email) && writer.actor != Some(found.actor) {
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

/// Who wrote a comment, as far as that is known. What a visitor types proves nothing: they could keep somebody from being told.
struct Writer {
    actor: Option<ActorId>,
    email: Option<EmailAddress>,
}

impl Writer {
    fn of(write: &Write<'_>, told: &Comment) -> Result<Self, StoreError> {
        let email = if told.kind == SpeakerKind::Account { comment::email(write.connection, told.id)? } else { None };
        Ok(Self { actor: told.actor, email })
    }

    fn has(&self, email: &EmailAddress) -> bool {
        self.email.as_ref().is_some_and(|own| own.is_same_mailbox(email))
    }
}
