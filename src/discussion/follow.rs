use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, LimitedAction, Participant};
use crate::domain::{
    BanSubject, EmailAddress, Following, Mailbox, MailboxId, NotifyOf, PageAddress, PageId, PageKey, Refusal, Site, Speaker, Subscription,
};
use crate::identity::{MailLink, MailLinkError, Network};
use crate::store::{self, Claim, Follow, HashedEmail, NotifyWriter, StoreError};

const MOST_URGENT: u32 = 300;

/// What somebody asks to be told of.
#[derive(Debug, Clone)]
pub struct NewFollow {
    pub page: PageAddress,
    pub following: Following,
    /// None where it is known.
    pub email: Option<EmailAddress>,
}

/// What became of asking to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowAsked {
    /// The address is asked first, unless it said before that it is theirs; nobody who typed it learns which.
    ByMail,
    Done,
}

/// What somebody follows on a page, as far as the server knows who they are.
#[derive(Debug, Clone, Default)]
pub struct Followed {
    /// Whether they can be told without typing an address.
    pub email_verified: bool,
    /// The mailbox of somebody without an account who has proved it.
    pub reader: Option<Mailbox>,
    pub here: store::Followed,
}

/// Why a link in a mail does nothing.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error(transparent)]
    Link(#[from] MailLinkError),
    #[error(transparent)]
    Discussion(#[from] DiscussionError),
}

impl From<StoreError> for LinkError {
    fn from(error: StoreError) -> Self {
        Self::Discussion(error.into())
    }
}

impl Discussion {
    /// Whether anybody can be told by mail.
    pub fn mail_is_on(&self) -> bool {
        self.mail_on
    }

    pub(super) fn hashed(&self, email: EmailAddress) -> HashedEmail {
        HashedEmail { hash: self.mail_key.hash_address(&email), email }
    }

    /// Notes that somebody wants to be told. `who` is known where the request had a token.
    pub async fn follow(
        &self,
        site: &KnownSite,
        who: Option<&Participant>,
        network: Network,
        new: NewFollow,
        now: Timestamp,
    ) -> Result<FollowAsked, DiscussionError> {
        self.check_mail_on()?;
        let proved = match who {
            Some(who) => self.proved_address(site, &who.speaker).await?,
            None => None,
        };
        let email = new.email.or_else(|| proved.clone()).ok_or(Refusal::AddressMissing)?;
        let is_proved = proved.is_some_and(|proved| proved.is_same_address(&email));
        // Whatever is known of the address, so that a refusal tells nothing of it.
        self.check_limit(if is_proved { LimitedAction::Follow } else { LimitedAction::Mail }, network)?;
        if !is_proved && self.is_banned_address(site, network, &email, now)? {
            return Ok(FollowAsked::ByMail);
        }
        let claim = match is_proved {
            true => Claim::Proved,
            false if self.may_ask_more().await? => Claim::Typed,
            false => Claim::TypedUnasked,
        };
        let by = who.and_then(|who| who.speaker.profile.as_ref()?.name.clone());
        let actor = who.map(|who| who.speaker.actor);
        let NewFollow { page, following, .. } = new;
        self.store.follow(Follow { site: site.id, address: self.hashed(email), claim, page, following, by, actor, now }).await?;
        Ok(if is_proved { FollowAsked::Done } else { FollowAsked::ByMail })
    }

    /// Stops what somebody follows, for who is known by an address.
    pub async fn unfollow(&self, site: &Site, who: &Participant, page: PageKey, following: Following) -> Result<(), DiscussionError> {
        self.check_limit(LimitedAction::Follow, who.network)?;
        let Some(mailbox) = self.mailbox_of(site, &who.speaker).await? else { return Err(Refusal::NoAddressToTell.into()) };
        Ok(self.store.unfollow_key(mailbox.id, site.id, page, following).await?)
    }

    /// What somebody follows on a page.
    pub async fn followed(&self, site: &Site, speaker: &Speaker, page: PageKey) -> Result<Followed, DiscussionError> {
        let mailbox = self.mailbox_of(site, speaker).await?;
        let here = match &mailbox {
            Some(mailbox) => self.store.followed(mailbox.id, site.id, page).await?,
            None => store::Followed::default(),
        };
        let reader = mailbox.filter(|_| speaker.profile.is_none());
        Ok(Followed { email_verified: speaker.email_verified || reader.is_some(), reader, here })
    }

    async fn mailbox_of(&self, site: &Site, speaker: &Speaker) -> Result<Option<Mailbox>, StoreError> {
        let email = speaker.profile.as_ref().filter(|_| speaker.email_verified).and_then(|profile| profile.email.as_ref());
        match email {
            Some(email) => self.store.find_mailbox(site.id, self.mail_key.hash_address(email)).await,
            None if speaker.profile.is_none() => self.store.reader(site.id, speaker.actor).await,
            None => Ok(None),
        }
    }

    /// The address that is known to be theirs.
    async fn proved_address(&self, site: &Site, speaker: &Speaker) -> Result<Option<EmailAddress>, StoreError> {
        match &speaker.profile {
            Some(profile) => Ok(profile.email.clone().filter(|_| speaker.email_verified)),
            None => Ok(self.store.reader(site.id, speaker.actor).await?.and_then(|mailbox| mailbox.email)),
        }
    }

    /// Whom to tell of what follows a comment.
    pub(super) async fn writer_to_notify(
        &self,
        site: &KnownSite,
        who: &Participant,
        of: NotifyOf,
        typed: Option<EmailAddress>,
    ) -> Result<NotifyWriter, DiscussionError> {
        self.check_mail_on()?;
        let proved = self.proved_address(site, &who.speaker).await?;
        let email = typed.or_else(|| proved.clone()).ok_or(Refusal::NoAddressToTell)?;
        let claim = if proved.is_some_and(|proved| proved.is_same_address(&email)) {
            Claim::Proved
        } else if !self.may_ask_more().await? {
            Claim::TypedUnasked
        } else {
            // A comment is not refused for the mail that its writer wants besides.
            self.check_limit(LimitedAction::Mail, who.network).map_or(Claim::TypedUnasked, |()| Claim::Typed)
        };
        Ok(NotifyWriter { of, address: self.hashed(email), claim })
    }

    pub(super) fn check_mail_on(&self) -> Result<(), Refusal> {
        if self.mail_on { Ok(()) } else { Err(Refusal::MailOff) }
    }

    /// More codes and confirmations than this would come too late, and hold up all other mail: strangers with many networks could have them sent.
    pub(super) async fn may_ask_more(&self) -> Result<bool, StoreError> {
        Ok(!self.limiter.is_enabled() || !self.store.has_urgent_mail(MOST_URGENT).await?)
    }

    /// Whether nothing may be sent to an address that somebody typed; who typed it does not learn of it. Who is banned themselves does.
    pub(super) fn is_banned_address(
        &self,
        site: &KnownSite,
        network: Network,
        email: &EmailAddress,
        now: Timestamp,
    ) -> Result<bool, Refusal> {
        let nobody = BanSubject { actor: None, networks: Vec::new(), email: None, hosts: Vec::new() };
        let networks = site.bans.networks(&self.networks, network);
        site.bans.check(&BanSubject { networks, ..nobody.clone() }, now)?;
        Ok(site.bans.check(&BanSubject { email: Some(email), ..nobody }, now).is_err())
    }

    pub fn open_link(&self, text: &str, now: Timestamp) -> Result<MailLink, MailLinkError> {
        self.mail_key.open(text, now)
    }

    pub fn sign_link(&self, link: &MailLink) -> String {
        self.mail_key.sign(link)
    }

    /// Whose mailbox it is, with all it follows. None where it was forgotten.
    pub async fn mailbox(&self, id: MailboxId) -> Result<Option<(Mailbox, Vec<Subscription>)>, LinkError> {
        match self.store.mailbox(id).await? {
            Some(mailbox) => Ok(Some((mailbox, self.store.subscriptions(id).await?))),
            None => Ok(None),
        }
    }

    /// Its owner wants nothing of what was asked for in its name since it was confirmed.
    pub async fn decline(&self, id: MailboxId) -> Result<(), LinkError> {
        Ok(self.store.decline(id).await?)
    }

    /// None where the address has left meanwhile, or was forgotten.
    pub async fn confirm_mailbox(&self, id: MailboxId, now: Timestamp) -> Result<Option<Mailbox>, LinkError> {
        Ok(self.store.confirm_mailbox(id, now).await?)
    }

    /// The page that a link is about, whatever it was merged into.
    pub async fn page_now(&self, page: PageId) -> Result<PageId, LinkError> {
        Ok(self.store.page_now(page).await?)
    }

    pub async fn unfollow_page(&self, id: MailboxId, page: PageId) -> Result<(), LinkError> {
        Ok(self.store.unfollow_page(id, page).await?)
    }

    pub async fn unfollow_one(&self, id: MailboxId, page: PageId, following: Following) -> Result<(), LinkError> {
        Ok(self.store.unfollow(id, page, following).await?)
    }

    /// Forgets the address and never writes to it again.
    pub async fn leave(&self, id: MailboxId, now: Timestamp) -> Result<(), LinkError> {
        Ok(self.store.leave(id, now).await?)
    }

    pub async fn come_back(&self, id: MailboxId) -> Result<(), LinkError> {
        Ok(self.store.come_back(id).await?)
    }
}
