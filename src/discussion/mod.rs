//! What people do, one use case per file. Here the rules, the limits and the rooms below are put together; nothing here knows of HTTP.

mod accounts;
mod ban;
mod deliver;
mod edit;
mod follow;
mod guard;
mod letters;
mod limits;
mod linked;
mod manage;
mod moderate;
mod outbox;
mod post;
mod prove;
mod read;
mod remove;
mod rerender;
mod sign_in;
mod sites;
mod speakers;
mod vote;

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Semaphore;

use crate::config;
use crate::domain::{Refusal, Site};
use crate::identity::{IssuedToken, MailKey, Network, NetworkHasher, Passwords, Secrets, SessionTokens, SharedKeyring, VisitorTokens};
use crate::markup::MarkupError;
use crate::store::{Store, StoreError};

pub use accounts::PasswordChange;
pub use ban::BanOfWriter;
pub use deliver::Carrier;
pub use follow::{FollowAsked, Followed, LinkError, NewFollow};
pub use limits::{LimitedAction, RateLimited};
pub use moderate::MOST_DECIDED;
pub use post::NewComment;
pub use prove::Proved;
pub use sign_in::{Begun, ConsoleSession, Credentials, SignInError};
pub use sites::{KnownSite, SiteDirectory};
pub use speakers::{Bearer, Moderator, Participant, SpeakerError};

use accounts::Setup;
use limits::{Limiter, Warning};
use sign_in::Attempts;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum DiscussionError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    #[error(transparent)]
    Markup(#[from] MarkupError),
}

impl From<Refusal> for DiscussionError {
    fn from(refusal: Refusal) -> Self {
        Self::Store(refusal.into())
    }
}

/// All discussions of this server.
pub struct Discussion {
    store: Arc<Store>,
    sites: SiteDirectory,
    limiter: Limiter,
    /// As many long texts are rendered at the same time as there are cores; the others wait.
    rendering: Semaphore,
    networks: NetworkHasher,
    visitors: VisitorTokens,
    sessions: SessionTokens,
    passwords: Passwords,
    attempts: Attempts,
    setup: Setup,
    mail_key: MailKey,
    mail_on: bool,
}

impl Discussion {
    /// `mail_on` says whether anybody can be told by mail.
    pub async fn new(
        store: Arc<Store>,
        limits: &config::Limits,
        secrets: &Secrets,
        keyring: SharedKeyring,
        mail_on: bool,
    ) -> anyhow::Result<Self> {
        let sites = SiteDirectory::load(&store).await?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            store,
            sites,
            limiter: Limiter::new(limits),
            rendering: Semaphore::new(cores),
            networks: NetworkHasher::new(secrets.network_key),
            visitors: VisitorTokens::new(keyring.clone()),
            sessions: SessionTokens::new(keyring),
            passwords: Passwords::new()?,
            attempts: Attempts::new(),
            setup: Setup::default(),
            mail_key: MailKey::derive(&secrets.network_key),
            mail_on,
        })
    }

    /// Makes a token for a new visitor of the site.
    pub fn new_visitor(&self, site: &Site, network: Network, now: Timestamp) -> Result<IssuedToken, SignInError> {
        self.check_limit(LimitedAction::Visitor, network).map_err(DiscussionError::from)?;
        Ok(self.visitors.issue(&site.key, now)?)
    }

    pub fn sites(&self) -> &SiteDirectory {
        &self.sites
    }

    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The likeliest mistake in setting up a site, which browsers hide from its pages. Anybody can cause it, so not each time is worth a line.
    pub fn note_foreign_origin(&self, site: &Site, origin: &str) {
        if self.limiter.may_warn(Warning::ForeignOrigin, site.id) {
            tracing::warn!(site = %site.key, ?origin, "a page of {origin:?} asked for site {}, which does not allow it; see `rejoinder site set`", site.key);
        }
    }

    /// Whether people could post and read now.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.store.check().await
    }

    /// Forgets networks that have not acted for a while. To be called now and then.
    pub fn tidy_limits(&self) {
        self.limiter.tidy();
    }

    /// Counts an action of a network against its limit.
    pub fn check_limit(&self, action: LimitedAction, network: Network) -> Result<(), RateLimited> {
        self.limiter.check(action, network)
    }
}
