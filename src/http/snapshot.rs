//! The hot path: a thread's first page as bytes that are ready to send, the same for every viewer, made once however many ask.

use std::io::Write;
use std::sync::{Arc, OnceLock};

use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use sha2::{Digest, Sha256};

use super::problem::Problem;
use crate::domain::{PageKey, SiteId, ThreadQuery};
use crate::store::Generation;

/// Which view of which thread, in which state: a changed thread is another key, so what is stale is never found again and ages out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SnapshotKey {
    pub site: SiteId,
    pub page: PageKey,
    pub query: ThreadQuery,
    pub generation: Generation,
}

/// Snapshots by key, bounded by their bytes.
pub struct Snapshots {
    cache: Cache<SnapshotKey, Arc<Snapshot>, ByBytes>,
}

#[derive(Clone)]
struct ByBytes;

/// What a snapshot costs besides its body: key, headers, and room for its compressed forms.
const OVERHEAD: usize = 512;

impl Weighter<SnapshotKey, Arc<Snapshot>> for ByBytes {
    fn weight(&self, key: &SnapshotKey, snapshot: &Arc<Snapshot>) -> u64 {
        (OVERHEAD + key.page.as_str().len() + snapshot.plain.len() + snapshot.plain.len() / 3) as u64
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
    ) -> Result<Arc<Snapshot>, Problem> {
        if let Some(snapshot) = self.cache.get(key) {
            return Ok(snapshot);
        }
        self.cache.get_or_insert_async(key, async { Ok(Arc::new(Snapshot::new(build.await?))) }).await
    }
}

/// Below this, compressing costs more than it saves.
const WORTH_COMPRESSING: usize = 1_000;
/// A quarter of the time of gzip's best, at a better size.
const BROTLI_QUALITY: i32 = 5;

/// A body with its compressed forms, each made when first asked for.
pub(super) struct Snapshot {
    plain: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
    /// One for each encoding, since they differ in their bytes (RFC 9110, 8.8.3).
    etags: [header::HeaderValue; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Plain,
    Gzip,
    Brotli,
}

impl Snapshot {
    pub(super) fn new(plain: Vec<u8>) -> Self {
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&plain)[..12]);
        let etag = |suffix: &str| {
            header::HeaderValue::from_str(&format!("\"{digest}{suffix}\"")).expect("hexadecimal digits are a header's value")
        };
        Self { etags: [etag(""), etag("-gz"), etag("-br")], plain: plain.into(), gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// 304 where the asker has it, else the body in the best encoding the asker takes.
    pub(super) fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let encoding = self.encoding_for(request);
        let etag = &self.etags[encoding as usize];
        let unchanged = request.headers().get(header::IF_NONE_MATCH).is_some_and(|seen| contains_etag(seen, etag));
        let mut response = HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        response
            .insert_header((header::ETAG, etag.clone()))
            .insert_header((header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache")))
            .append_header((header::VARY, header::HeaderValue::from_static("Accept-Encoding")))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff")));
        if unchanged {
            return response.finish();
        }
        response.insert_header((header::CONTENT_TYPE, header::HeaderValue::from_static("application/json")));
        match encoding {
            Encoding::Plain => {}
            Encoding::Gzip => drop(response.insert_header((header::CONTENT_ENCODING, header::HeaderValue::from_static("gzip")))),
            Encoding::Brotli => drop(response.insert_header((header::CONTENT_ENCODING, header::HeaderValue::from_static("br")))),
        }
        response.body(self.body(encoding))
    }

    fn encoding_for(&self, request: &HttpRequest) -> Encoding {
        let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match () {
            () if self.plain.len() < WORTH_COMPRESSING => Encoding::Plain,
            () if accepts(accepted, "br") => Encoding::Brotli,
            () if accepts(accepted, "gzip") => Encoding::Gzip,
            () => Encoding::Plain,
        }
    }

    fn body(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Plain => self.plain.clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.plain, flate2::Compression::default())).clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.plain, BROTLI_QUALITY)).clone(),
        }
    }
}

/// Writing to memory cannot fail, for this one and the next.
pub(super) fn gzip(plain: &[u8], level: flate2::Compression) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail").into()
}

pub(super) fn brotli(plain: &[u8], quality: i32) -> Bytes {
    let parameters = brotli::enc::BrotliEncoderParams { quality, size_hint: plain.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut packed, &parameters).expect("writing to memory does not fail");
    packed.into()
}

/// Whether an `Accept-Encoding` takes a coding: named, and not with a weight of zero (RFC 9110, 12.5.3).
pub(super) fn accepts(accept_encoding: &str, coding: &str) -> bool {
    accept_encoding.split(',').any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

/// Whether an `If-None-Match` names the tag, weakly compared.
pub(super) fn contains_etag(if_none_match: &header::HeaderValue, etag: &header::HeaderValue) -> bool {
    let (Ok(list), Ok(etag)) = (if_none_match.to_str(), etag.to_str()) else { return false };
    list.split(',').map(|item| item.trim().trim_start_matches("W/")).any(|item| item == etag || item == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_taken_as_they_are_offered() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("br;q=0.0", "br"));
        assert!(!accepts("brotli", "br"));
        assert!(!accepts("", "gzip"));
    }

    #[test]
    fn etags_are_found_in_lists() {
        let value = |text: &str| header::HeaderValue::from_str(text).unwrap();
        let etag = value("\"a-br\"");
        for list in ["\"a-br\"", "W/\"a-br\"", "\"x\", \"a-br\"", "*"] {
            assert!(contains_etag(&value(list), &etag), "{list}");
        }
        assert!(!contains_etag(&value("\"a\""), &etag));
    }
}
