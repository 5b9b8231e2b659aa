use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use crate::domain::{CommentId, PageKey, SiteId};

/// How often anything may have changed that is not one page's own: sites, or what another process wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Epoch(u64);

/// How often a page's readable data has changed. Two equal generations mean that nothing changed in between.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Generation {
    epoch: Epoch,
    page: u64,
}

/// What a write has changed for readers, and for who searches.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pages: Vec<(SiteId, PageKey)>,
    words: Vec<CommentId>,
    everything: bool,
}

impl Touched {
    pub(super) fn page(&mut self, site: SiteId, key: PageKey) {
        self.pages.push((site, key));
    }

    /// Settings of a site, or what another process wrote.
    pub(super) fn everything(&mut self) {
        self.everything = true;
    }

    /// The words of a comment are new, others, or gone. Stays when a job is rolled back: search reads what there is then.
    pub(super) fn words(&mut self, comment: CommentId) {
        self.words.push(comment);
    }

    /// Whose words search must read anew, each once, the oldest first.
    pub(super) fn take_words(&mut self) -> Vec<CommentId> {
        let mut words = std::mem::take(&mut self.words);
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The length to return to with [`truncate`](Self::truncate) when a job is rolled back.
    pub(super) fn mark(&self) -> (usize, bool) {
        (self.pages.len(), self.everything)
    }

    pub(super) fn truncate(&mut self, mark: (usize, bool)) {
        self.pages.truncate(mark.0);
        self.everything = mark.1;
    }
}

/// Counts changes in a fixed number of stripes, so that memory is bounded whatever is written. Pages that share a stripe are only
/// rebuilt once more than needed.
#[derive(Debug)]
pub struct Changes {
    hasher: RandomState,
    stripes: Box<[AtomicU64]>,
    epoch: watch::Sender<Epoch>,
}

const STRIPES: usize = 4_096;

impl Changes {
    pub(super) fn new() -> Self {
        Self {
            hasher: RandomState::new(),
            stripes: (0..STRIPES).map(|_| AtomicU64::new(0)).collect(),
            epoch: watch::Sender::new(Epoch::default()),
        }
    }

    /// The page's generation, as seen by somebody who knows everything else as of `epoch`.
    pub fn generation(&self, epoch: Epoch, site: SiteId, key: &PageKey) -> Generation {
        Generation { epoch, page: self.stripe(site, key).load(Ordering::Acquire) }
    }

    pub fn epoch(&self) -> Epoch {
        *self.epoch.borrow()
    }

    /// Told of each new epoch.
    pub fn watch_epoch(&self) -> watch::Receiver<Epoch> {
        self.epoch.subscribe()
    }

    /// To be called after the commit and before its answer.
    pub(super) fn publish(&self, touched: &Touched) {
        for (site, key) in &touched.pages {
            self.stripe(*site, key).fetch_add(1, Ordering::Release);
        }
        if touched.everything {
            self.epoch.send_modify(|epoch| epoch.0 += 1);
        }
    }

    fn stripe(&self, site: SiteId, key: &PageKey) -> &AtomicU64 {
        let hash = self.hasher.hash_one((site, key));
        &self.stripes[(hash % STRIPES as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_changes_with_its_page_and_with_the_epoch() {
        let changes = Changes::new();
        let (site, key) = (SiteId(1), PageKey::parse("/a").unwrap());
        let now = |changes: &Changes| changes.generation(changes.epoch(), site, &key);
        let first = now(&changes);
        assert_eq!(first, now(&changes));

        let mut touched = Touched::default();
        touched.page(site, key.clone());
        changes.publish(&touched);
        let second = now(&changes);
        assert_ne!(first, second);

        let mut touched = Touched::default();
        touched.everything();
        changes.publish(&touched);
        assert_ne!(second, now(&changes));
    }
}
