use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, LimitedAction, Participant, SignInError};
use crate::domain::{Author, AuthorName, EmailAddress, Mailbox, ProofCode, Refusal, SpeakerKind};
use crate::identity::IssuedToken;
use crate::store::NewCode;

/// Somebody who has proved an address.
#[derive(Debug)]
pub struct Proved {
    /// What they are known by from now on, on whatever device.
    pub token: IssuedToken,
    pub mailbox: Mailbox,
}

const CODES: u64 = 1_000_000;

impl Discussion {
    /// Sends a code to an address, by which its owner can prove that it is theirs. Says nothing of whether it was sent.
    /// The code counts for who asked for it alone, so that nobody can spend another's tries.
    pub async fn ask_code(&self, site: &KnownSite, who: &Participant, email: EmailAddress, now: Timestamp) -> Result<(), SignInError> {
        self.check_mail_on()?;
        self.check_limit(LimitedAction::Mail, who.network).map_err(DiscussionError::from)?;
        if self.is_banned_address(site, who.network, &email, now)? || !self.may_ask_more().await? {
            return Ok(());
        }
        let address = self.hashed(email);
        let code = format!("{:06}", getrandom::u64()? % CODES);
        let hash = self.mail_key.hash_code(&address.hash, &code);
        self.store.ask_code(site.id, address, NewCode { code, hash, visitor: who.speaker.actor, now }).await.map_err(Into::into)
    }

    /// Takes a code back. The reader goes on as who they were when they proved the address first.
    pub async fn prove(
        &self,
        site: &KnownSite,
        who: &Participant,
        email: EmailAddress,
        code: ProofCode,
        name: Option<AuthorName>,
        now: Timestamp,
    ) -> Result<Proved, DiscussionError> {
        if who.speaker.kind != SpeakerKind::Visitor {
            return Err(Refusal::NotAllowed.into());
        }
        self.check_limit(LimitedAction::Comment, who.network)?;
        site.reserved.check(&Author { name: name.clone(), ..Author::default() })?;
        let address = self.hashed(email);
        let hash = self.mail_key.hash_code(&address.hash, code.as_str());
        let mailbox = self.store.prove(site.id, address.hash, hash, who.speaker.actor, name, now).await??;
        let actor = mailbox.actor.unwrap_or(who.speaker.actor);
        Ok(Proved { token: self.visitors.issue_for(actor, &site.key, now), mailbox })
    }
}
