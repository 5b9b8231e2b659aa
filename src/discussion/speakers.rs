//! Who is behind a token, and what they stand for.

use jiff::Timestamp;

use super::{ConsoleSession, Discussion, KnownSite};
use crate::domain::{Account, Action, ActorId, AuthorName, Comment, Refusal, Role, SessionId, SiteId, SiteKey, Speaker, SpeakerKind, may};
use crate::identity::{self, Network, Scope, TokenError, TokenKind};
use crate::store::{By, SignedIn, StoreError};

/// Why a token counts for nothing here.
#[derive(Debug, thiserror::Error)]
pub enum SpeakerError {
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("the token was made for another site")]
    OtherSite,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a token for threads says, its signature and times checked.
#[derive(Debug, Clone)]
pub struct Bearer {
    pub site: SiteKey,
    holder: Holder,
}

#[derive(Debug, Clone, Copy)]
enum Holder {
    Visitor(ActorId),
    Session(SessionId),
}

/// Whoever acts, and from where.
#[derive(Debug, Clone)]
pub struct Participant {
    pub speaker: Speaker,
    pub network: Network,
}

/// Somebody who decides about others' comments, and on which sites.
#[derive(Debug, Clone)]
pub struct Moderator {
    pub by: By,
    pub actor: ActorId,
    pub sites: Vec<SiteId>,
    /// Also what concerns all sites.
    pub everywhere: bool,
    pub owner: bool,
}

impl Discussion {
    /// Reads a token for threads; those of the console are none.
    pub fn read_token(&self, token: &str) -> Result<Bearer, TokenError> {
        match identity::kind_of(token) {
            Some(TokenKind::Visitor) => {
                let visitor = self.visitors.verify(token)?;
                Ok(Bearer { site: visitor.site, holder: Holder::Visitor(visitor.actor) })
            }
            Some(TokenKind::ThreadSession) => {
                let session = self.sessions.verify(token)?;
                let Scope::Thread(site) = session.scope else { return Err(TokenError::Invalid) };
                Ok(Bearer { site, holder: Holder::Session(session.id) })
            }
            _ => Err(TokenError::Invalid),
        }
    }

    /// Who holds the token, as they stand on the site now.
    pub async fn speaker(&self, bearer: &Bearer, site: &KnownSite, now: Timestamp) -> Result<Speaker, SpeakerError> {
        if bearer.site != site.key {
            return Err(SpeakerError::OtherSite);
        }
        let id = match bearer.holder {
            Holder::Visitor(actor) => return Ok(Speaker::visitor(actor)),
            Holder::Session(id) => id,
        };
        match self.store.signed_in(id, Some(site.id), now).await? {
            Some((SignedIn::Account(account), _)) if account.role_on(site.id).is_some() => {
                Ok(Speaker::account(&account, site.id).in_session(id))
            }
            Some((SignedIn::Member(member), _)) => Ok(Speaker::member(&member).in_session(id)),
            _ => Err(StoreError::from(Refusal::SessionOver).into()),
        }
    }

    /// Ends the session of a token; a visitor's has none.
    pub async fn sign_out(&self, bearer: &Bearer) -> Result<(), StoreError> {
        match bearer.holder {
            Holder::Visitor(_) => Ok(()),
            Holder::Session(id) => self.store.end_session(id).await,
        }
    }

    /// Where an account decides. Nowhere is refused.
    pub fn moderator(&self, session: &ConsoleSession) -> Result<Moderator, Refusal> {
        self.moderator_of(&session.account, session.by())
    }

    pub(super) fn moderator_of(&self, account: &Account, by: By) -> Result<Moderator, Refusal> {
        let may_moderate = |site: SiteId| may(account.role_on(site), Action::Moderate);
        let sites: Vec<SiteId> = self.sites.all().iter().map(|site| site.id).filter(|site| may_moderate(*site)).collect();
        if sites.is_empty() && !account.owner {
            return Err(Refusal::NotAllowed);
        }
        Ok(Moderator { by, actor: account.actor, sites, everywhere: account.owner, owner: account.owner })
    }
}

impl Participant {
    /// This participant as somebody who decides on this site.
    pub fn moderator(&self, site: SiteId) -> Result<Moderator, Refusal> {
        if !self.speaker.may(Action::Moderate) {
            return Err(Refusal::NotAllowed);
        }
        let name = self.speaker.profile.as_ref().and_then(|author| author.name.as_ref()).map_or("", AuthorName::as_str);
        // Members are called what their site likes; nobody shall take them for an account.
        let name = if self.speaker.kind == SpeakerKind::Member { format!("{name} (member)") } else { name.to_owned() };
        let by = By { account: self.speaker.account, session: self.speaker.session, name };
        Ok(Moderator { by, actor: self.speaker.actor, sites: vec![site], everywhere: false, owner: self.speaker.role == Some(Role::Owner) })
    }
}

impl Moderator {
    /// Whether this site is among those decided about.
    pub fn check(&self, site: SiteId) -> Result<(), Refusal> {
        if self.sites.contains(&site) { Ok(()) } else { Err(Refusal::NotAllowed) }
    }

    /// What accounts wrote is for accounts to decide about: a site's own members, whatever it lets them do, have none.
    pub(super) fn check_status_of(&self, comment: &Comment) -> Result<(), Refusal> {
        let allowed = comment.kind != SpeakerKind::Account || self.by.account.is_some();
        if allowed { Ok(()) } else { Err(Refusal::WordsOfAccount) }
    }

    /// Nobody puts words under the badge of another account, but an owner.
    pub(super) fn check_words_of(&self, comment: &Comment) -> Result<(), Refusal> {
        let allowed = comment.kind != SpeakerKind::Account || comment.actor == Some(self.actor) || self.owner;
        if allowed { Ok(()) } else { Err(Refusal::WordsOfAccount) }
    }
}
