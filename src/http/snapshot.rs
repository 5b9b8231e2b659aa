//! The hot path: one view of a thread as bytes that are ready to send, the same for every viewer, made once however many ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::packed::Packed;
use super::problem::Problem;
use crate::domain::{PageKey, SiteId, ThreadQuery};
use crate::store::Generation;

/// Which view of which thread, in which state: a changed thread is another key, so what is stale is never found again and ages out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SnapshotKey {
    pub(super) site: SiteId,
    pub(super) page: PageKey,
    pub(super) query: ThreadQuery,
    pub(super) generation: Generation,
}

/// Snapshots by key, bounded by their bytes.
pub struct Snapshots {
    cache: Cache<SnapshotKey, Arc<Packed>, ByBytes>,
    built: AtomicU64,
}

#[derive(Clone)]
struct ByBytes;

/// What a snapshot costs besides its body: key, headers, and its place in the cache.
const OVERHEAD: usize = 512;

/// The part for what is asked for often; the rest is for what is new. A snapshot that is heavier than either part, or than its share where the
/// cache is cut into shards, is built for everyone who asks, and a long thread with its inline comments weighs megabytes: hence halves, and one shard.
const OFTEN_ASKED_FOR: f64 = 0.5;

impl Weighter<SnapshotKey, Arc<Packed>> for ByBytes {
    /// A third more than the body, for its compressed forms.
    fn weight(&self, key: &SnapshotKey, snapshot: &Arc<Packed>) -> u64 {
        (OVERHEAD + key.page.as_str().len() + snapshot.len() + snapshot.len() / 3) as u64
    }
}

impl Snapshots {
    /// A cache of at most `bytes`.
    pub fn new(bytes: u64) -> Self {
        let estimated_items = (bytes / 8_192) as usize;
        let options = OptionsBuilder::new()
            .estimated_items_capacity(estimated_items)
            .weight_capacity(bytes)
            .shards(1)
            .hot_allocation(OFTEN_ASKED_FOR)
            // What is remembered of snapshots that were thrown out would let those asked for often outgrow their half.
            .ghost_allocation(0.0)
            .build();
        let options = options.expect("both capacities are given");
        let cache = Cache::with_options(options, ByBytes, DefaultHashBuilder::default(), DefaultLifecycle::default());
        Self { cache, built: AtomicU64::new(0) }
    }

    /// How often a snapshot was built: as often as threads have changed or did not fit, however many asked.
    pub fn built(&self) -> u64 {
        self.built.load(Ordering::Relaxed)
    }

    /// The snapshot, built if nobody has; those who ask meanwhile wait for the same one.
    pub(super) async fn get_or_build(
        &self,
        key: &SnapshotKey,
        build: impl Future<Output = Result<Packed, Problem>>,
    ) -> Result<Arc<Packed>, Problem> {
        if let Some(snapshot) = self.cache.get(key) {
            return Ok(snapshot);
        }
        let built = async {
            self.built.fetch_add(1, Ordering::Relaxed);
            build.await.map(Arc::new)
        };
        self.cache.get_or_insert_async(key, built).await
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::domain::Sort;
    use crate::http::packed::Effort;

    fn key(inline: bool) -> SnapshotKey {
        let query = ThreadQuery { sort: Sort::Newest, limit: ThreadQuery::DEFAULT_LIMIT, after: None, anchored: false, inline };
        SnapshotKey { site: SiteId(1), page: PageKey::parse("/long").unwrap(), query, generation: Generation::default() }
    }

    /// How often bodies of this size are built for one key that is asked for three times.
    async fn builds(snapshots: &Snapshots, key: &SnapshotKey, bytes: usize) -> u32 {
        let built = Cell::new(0);
        for _ in 0..3 {
            let build = async {
                built.set(built.get() + 1);
                Ok(Packed::new(vec![b' '; bytes], "application/json", Effort::Quick))
            };
            assert_eq!(snapshots.get_or_build(key, build).await.unwrap().len(), bytes);
        }
        built.get()
    }

    const CACHE: usize = 4 << 20;

    /// Also while the cache is full of others that were read more often.
    #[tokio::test]
    async fn a_page_as_large_as_a_third_of_the_cache_is_built_once() {
        let snapshots = Snapshots::new(CACHE as u64);
        for part in [1_000, 32, 16, 8, 4, 3] {
            for other in 0..250 {
                let other = SnapshotKey { page: PageKey::parse(&format!("/{part}/{other}")).unwrap(), ..key(false) };
                assert_eq!(builds(&snapshots, &other, 20 << 10).await, 1);
            }
            let inline = key(true);
            let large = SnapshotKey { page: PageKey::parse(&format!("/{part}")).unwrap(), ..inline };
            assert_eq!(builds(&snapshots, &large, CACHE / part).await, 1, "a part of {part}");
        }
        assert!(snapshots.cache.weight() <= CACHE as u64);
    }
}
