//! The hot path: one view of a thread as bytes that are ready to send, the same for every viewer, made once however many ask.

use std::sync::Arc;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::packed::{Effort, Packed};
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
}

#[derive(Clone)]
struct ByBytes;

/// What a snapshot costs besides its body: key, headers, and its place in the cache.
const OVERHEAD: usize = 512;

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
        let options = OptionsBuilder::new().estimated_items_capacity(estimated_items).weight_capacity(bytes).build();
        let options = options.expect("both capacities are given");
        Self { cache: Cache::with_options(options, ByBytes, DefaultHashBuilder::default(), DefaultLifecycle::default()) }
    }

    /// The snapshot, built if nobody has; those who ask meanwhile wait for the same one.
    pub(super) async fn get_or_build(
        &self,
        key: &SnapshotKey,
        build: impl Future<Output = Result<Vec<u8>, Problem>>,
    ) -> Result<Arc<Packed>, Problem> {
        if let Some(snapshot) = self.cache.get(key) {
            return Ok(snapshot);
        }
        let packed = async { Ok(Arc::new(Packed::new(build.await?, "application/json", Effort::Quick))) };
        self.cache.get_or_insert_async(key, packed).await
    }
}
