//! What people do, one use case per file. Here the rules, the limits and the rooms below are put together; nothing here knows of HTTP.

mod edit;
mod limits;
mod post;
mod read;
mod remove;
mod rerender;
mod sites;
mod vote;

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::config;
use crate::domain::{Refusal, Site};
use crate::markup::MarkupError;
use crate::store::{Store, StoreError};

pub use limits::{LimitedAction, RateLimited};
pub use post::NewComment;
pub use sites::{KnownSite, SiteDirectory};
pub use vote::Voter;

use limits::Limiter;

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
}

impl Discussion {
    pub async fn new(store: Arc<Store>, limits: &config::Limits) -> Result<Self, StoreError> {
        let sites = SiteDirectory::load(&store).await?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { store, sites, limiter: Limiter::new(limits), rendering: Semaphore::new(cores) })
    }

    pub fn sites(&self) -> &SiteDirectory {
        &self.sites
    }

    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The likeliest mistake in setting up a site, which browsers hide from its pages. Anybody can cause it, so not each time is worth a line.
    pub fn note_foreign_origin(&self, site: &Site, origin: &str) {
        if self.limiter.may_warn() {
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
    pub fn check_limit(&self, action: LimitedAction, network: crate::identity::Network) -> Result<(), RateLimited> {
        self.limiter.check(action, network)
    }
}
