use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use super::guard::{BanList, Reserved};
use crate::domain::{Origin, Refusal, Site, SiteId, SiteKey};
use crate::store::{Epoch, Store, StoreError};

/// The sites in memory, since every request needs one. Replaced whole when any of them changes.
pub struct SiteDirectory {
    current: RwLock<Arc<Listing>>,
}

/// A site as it was known at an epoch: what is made from it must not pass for newer.
#[derive(Debug)]
pub struct KnownSite {
    site: Site,
    pub epoch: Epoch,
    pub(super) bans: BanList,
    pub(super) reserved: Reserved,
}

impl Deref for KnownSite {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

#[derive(Default)]
struct Listing {
    epoch: Epoch,
    by_key: HashMap<SiteKey, Arc<KnownSite>>,
    by_id: HashMap<SiteId, Arc<KnownSite>>,
    origins: HashSet<Origin>,
}

impl SiteDirectory {
    pub(super) async fn load(store: &Store) -> Result<Self, StoreError> {
        let directory = Self { current: RwLock::default() };
        directory.reload(store).await?;
        Ok(directory)
    }

    pub async fn reload(&self, store: &Store) -> Result<(), StoreError> {
        // Before reading, so that a change in between is read again.
        let epoch = store.changes().epoch();
        let mut listing = Listing { epoch, ..Listing::default() };
        let (sites, bans, accounts) = (store.sites().await?, store.bans().await?, store.accounts().await?);
        let known = |site: Site| {
            let holding = bans.iter().filter(|ban| ban.site.is_none_or(|id| id == site.id)).cloned().collect();
            let reserved = Reserved::of(&accounts, site.id);
            Arc::new(KnownSite { site, epoch, bans: BanList::new(holding), reserved })
        };
        for site in sites.into_iter().map(known) {
            listing.origins.extend(site.origins.iter().cloned());
            listing.by_id.insert(site.id, Arc::clone(&site));
            listing.by_key.insert(site.key.clone(), site);
        }
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        // Somebody who began later may have been quicker.
        if listing.epoch >= current.epoch {
            *current = Arc::new(listing);
        }
        Ok(())
    }

    pub fn find(&self, key: &str) -> Result<Arc<KnownSite>, Refusal> {
        self.current().by_key.get(key).cloned().ok_or(Refusal::UnknownSite)
    }

    pub fn get(&self, id: SiteId) -> Result<Arc<KnownSite>, Refusal> {
        self.current().by_id.get(&id).cloned().ok_or(Refusal::UnknownSite)
    }

    /// In the order of their keys.
    pub fn all(&self) -> Vec<Arc<KnownSite>> {
        let mut sites: Vec<_> = self.current().by_id.values().cloned().collect();
        sites.sort_unstable_by(|a, b| a.key.as_str().cmp(b.key.as_str()));
        sites
    }

    /// Whether any site may be embedded there. A preflight names no site, so this is all it can be asked.
    pub fn any_allows(&self, origin: &str) -> bool {
        self.current().origins.contains(origin)
    }

    fn current(&self) -> Arc<Listing> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}
