use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::following::confirm_proved;
use super::mailboxes::{HashedEmail, find_or_left, may_be_asked};
use super::sqlite::{code, mailbox, outbox};
use super::{NewMail, Store, StoreError};
use crate::domain::{ActorId, AuthorName, EmailHash, MailKind, Mailbox, Recipient, Refusal, SiteId};

/// A code to be sent.
#[derive(Debug, Clone)]
pub struct NewCode {
    pub code: String,
    pub hash: [u8; 16],
    /// Who asked; it counts for nobody else.
    pub visitor: ActorId,
    pub now: Timestamp,
}

/// How long a code counts.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(15);
const CODE_TRIES: u32 = 5;
const CODES_PER_HOUR: u32 = 3;
const CODES_PER_DAY: u32 = 10;

impl Store {
    /// Sends a code to an address, within limits, and none to one that has left or that no server knows. Who asks learns none of that: there is
    /// always a code to be guessed.
    pub async fn ask_code(&self, site: SiteId, address: HashedEmail, new: NewCode) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let found = find_or_left(&write, site, &address)?;
                let expires_at = new.now.saturating_add(CODE_LIFE).unwrap_or(Timestamp::MAX);
                let kept = code::Code { hash: new.hash, tries_left: CODE_TRIES, expires_at };
                let Some(email) = found.email.filter(|_| found.bounced_at.is_none()) else {
                    return Ok(code::put(write.connection, found.id, new.visitor, &kept)?);
                };
                if !may_be_asked(write.connection, (site, &email), MailKind::Code, (CODES_PER_HOUR, CODES_PER_DAY), new.now)? {
                    return Ok(());
                }
                code::put(write.connection, found.id, new.visitor, &kept)?;
                let detail = json!({ "code": new.code });
                let recipient = Recipient::Mailbox(found.id);
                let mail = NewMail { site: Some(site), kind: MailKind::Code, email, recipient, comment: None, detail };
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
                let found = mailbox::find(write.connection, site, &hash)?;
                let Some(found) = found else { return Ok(Err(Refusal::CodeOver)) };
                let sent = code::find(write.connection, found.id, visitor)?;
                let Some(sent) = sent.filter(|sent| sent.tries_left > 0 && sent.expires_at > now) else {
                    return Ok(Err(Refusal::CodeOver));
                };
                if !bool::from(sent.hash.ct_eq(&code_hash)) {
                    code::spend_try(write.connection, found.id, visitor)?;
                    return Ok(Err(Refusal::WrongCode { tries_left: sent.tries_left - 1 }));
                }
                // A code for an address that has left was sent to nobody.
                if found.email.is_none() {
                    return Ok(Err(Refusal::CodeOver));
                }
                // A visitor who has proved another address before stays behind that one.
                let is_taken = mailbox::of_actor(write.connection, site, visitor)?.is_some_and(|other| other.id != found.id);
                let actor = match found.actor {
                    Some(actor) => actor,
                    None if is_taken => return Ok(Err(Refusal::OtherAddressProved)),
                    None => visitor,
                };
                code::delete(write.connection, found.id)?;
                confirm_proved(&write, &found, Some(actor), now)?;
                mailbox::set_reader(write.connection, found.id, actor, name.as_ref())?;
                Ok(mailbox::get(write.connection, found.id)?.ok_or(Refusal::CodeOver))
            })
            .await
    }
}
