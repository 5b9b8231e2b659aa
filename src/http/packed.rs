//! A body that is sent many times: each encoding made once, when first asked for, and a tag that saves sending it again.

use std::io::Write;
use std::sync::OnceLock;

use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use sha2::{Digest, Sha256};

use super::slices::in_slices;

/// Below this, compressing costs more than it saves.
const WORTH_COMPRESSING: usize = 1_000;

/// Binary logarithms of how far brotli looks back (RFC 7932, 9.1). With 16 and less this encoder works with other tables; 22 is what it takes
/// by itself.
const LEAST_WINDOW: u32 = 17;
const GREATEST_WINDOW: u32 = 22;

/// How much time compressing may take.
#[derive(Debug, Clone, Copy)]
pub(super) enum Effort {
    /// For what changes and is packed while somebody waits.
    Quick,
    /// For what never changes.
    Best,
}

pub(super) struct Packed {
    plain: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
    effort: Effort,
    content_type: header::HeaderValue,
    /// One for each encoding, since they differ in their bytes (RFC 9110, 8.8.3).
    etags: [header::HeaderValue; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    Gzip,
    Brotli,
}

impl Packed {
    pub(super) fn new(plain: impl Into<Bytes>, content_type: &'static str, effort: Effort) -> Self {
        let plain = plain.into();
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&plain)[..12]);
        let etag = |suffix: &str| {
            header::HeaderValue::from_str(&format!("\"{digest}{suffix}\"")).expect("hexadecimal digits are a header's value")
        };
        Self {
            plain,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
            effort,
            content_type: header::HeaderValue::from_static(content_type),
            etags: [etag(""), etag("-gz"), etag("-br")],
        }
    }

    /// Bytes without compression.
    pub(super) fn len(&self) -> usize {
        self.plain.len()
    }

    /// With what is sent in this encoding made already.
    pub(super) fn made_for(self, encoding: Encoding) -> Self {
        self.body(self.worth(encoding));
        self
    }

    /// 304 where the asker has it, else the body in the best encoding the asker takes.
    pub(super) fn answer(&self, request: &HttpRequest, more_headers: impl FnOnce(&mut HttpResponseBuilder)) -> HttpResponse {
        let encoding = self.worth(Encoding::best_for(request));
        let etag = &self.etags[encoding as usize];
        let unchanged = request.headers().get(header::IF_NONE_MATCH).is_some_and(|seen| contains_etag(seen, etag));
        let mut response = HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        response
            .insert_header((header::ETAG, etag.clone()))
            .insert_header((header::VARY, header::HeaderValue::from_static("Accept-Encoding")))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff")));
        more_headers(&mut response);
        if unchanged {
            return response.finish();
        }
        response.insert_header((header::CONTENT_TYPE, self.content_type.clone()));
        if let Some(coding) = encoding.name() {
            response.insert_header((header::CONTENT_ENCODING, header::HeaderValue::from_static(coding)));
        }
        response.body(in_slices(self.body(encoding)))
    }

    fn worth(&self, encoding: Encoding) -> Encoding {
        if self.plain.len() < WORTH_COMPRESSING { Encoding::Plain } else { encoding }
    }

    fn body(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Plain => self.plain.clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.plain, self.effort)).clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.plain, self.effort)).clone(),
        }
    }
}

impl Encoding {
    /// The smallest that the asker takes.
    pub(super) fn best_for(request: &HttpRequest) -> Self {
        let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match () {
            () if accepts(accepted, "br") => Self::Brotli,
            () if accepts(accepted, "gzip") => Self::Gzip,
            () => Self::Plain,
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

fn gzip(plain: &[u8], effort: Effort) -> Bytes {
    let level = match effort {
        Effort::Quick => flate2::Compression::default(),
        Effort::Best => flate2::Compression::best(),
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail").into()
}

fn brotli(plain: &[u8], effort: Effort) -> Bytes {
    let quality = match effort {
        Effort::Quick => 5,
        Effort::Best => 11,
    };
    // A window as large as what is packed, whose memory need not be more.
    let lgwin = plain.len().next_power_of_two().ilog2().clamp(LEAST_WINDOW, GREATEST_WINDOW).cast_signed();
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin, size_hint: plain.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut packed, &parameters).expect("writing to memory does not fail");
    packed.into()
}

/// Whether an `Accept-Encoding` takes a coding: named, and not with a weight of zero (RFC 9110, 12.5.3).
fn accepts(accept_encoding: &str, coding: &str) -> bool {
    accept_encoding.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused =
            parts.any(|part| part.strip_prefix(['q', 'Q']).and_then(|q| q.strip_prefix('=')).is_some_and(|q| q.parse() == Ok(0.0)));
        name.eq_ignore_ascii_case(coding) && !refused
    })
}

/// Whether an `If-None-Match` names the tag, weakly compared.
fn contains_etag(if_none_match: &header::HeaderValue, etag: &header::HeaderValue) -> bool {
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
        assert!(!accepts("br;Q=0", "br"));
        assert!(!accepts("br; q=0;x=1", "br"));
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
