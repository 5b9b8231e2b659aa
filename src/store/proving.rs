use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::following::confirm_proved;
use super::mailboxes::{HashedEmail, find_or_insert, may_be_asked};
use super::sqlite::{code, mailbox, outbox};
use super::{NewMail, Store, StoreError};
use crate::domain::{ActorId, AuthorName, EmailHash, MailKind, Mailbox, Recipient, Refusal, SiteId};

/// A code to be sent.
#[derive(Debug, Clone)]
pub struct NewCode {
    pub code: String,
    pub hash: [u8; 16],
    pub now: Timestamp,
}

/// How long a code counts.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(15);
const CODE_TRIES: u32 = 5;
const CODES_PER_HOUR: u32 = 3;
const CODES_PER_DAY: u32 = 10;

impl Store {
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
                // A visitor who has proved another address before stays behind that one.
                let is_taken = mailbox::of_actor(write.connection, site, visitor)?.is_some_and(|other| other.id != found.id);
                let actor = match found.actor {
                    Some(actor) => actor,
                    None if is_taken => return Ok(Err(Refusal::OtherAddressProved)),
                    None => visitor,
                };
                confirm_proved(&write, &found, Some(actor), now)?;
                mailbox::set_reader(write.connection, found.id, actor, name.as_ref())?;
                Ok(mailbox::get(write.connection, found.id)?.ok_or(Refusal::CodeOver))
            })
            .await
    }
}
