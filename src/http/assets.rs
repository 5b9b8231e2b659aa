//! The widget's scripts, embedded in the program.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::Embed;

use super::problem::Problem;
use super::snapshot::{accepts, brotli, contains_etag, gzip};

#[derive(Embed)]
#[folder = "widget/dist"]
#[include = "*.js"]
struct Widget;

/// A script as it is sent.
struct Script {
    plain: Bytes,
    gzip: LazyLock<Bytes, Box<dyn FnOnce() -> Bytes + Send>>,
    brotli: LazyLock<Bytes, Box<dyn FnOnce() -> Bytes + Send>>,
    etag: header::HeaderValue,
}

/// Compressed as well as can be, but only when first asked for: that takes longer than the server's start may.
static SCRIPTS: LazyLock<HashMap<String, Script>> =
    LazyLock::new(|| Widget::iter().filter_map(|name| Some((name.to_string(), Script::new(Widget::get(&name)?)))).collect());

impl Script {
    fn new(file: rust_embed::EmbeddedFile) -> Self {
        let digest = data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash()[..12]);
        let plain = Bytes::from(file.data.into_owned());
        let (for_gzip, for_brotli) = (plain.clone(), plain.clone());
        Self {
            plain,
            gzip: LazyLock::new(Box::new(move || gzip(&for_gzip, flate2::Compression::best()))),
            brotli: LazyLock::new(Box::new(move || brotli(&for_brotli, 11))),
            etag: header::HeaderValue::from_str(&format!("\"{digest}\"")).expect("hexadecimal digits are a header's value"),
        }
    }
}

/// `GET /embed.js`, `GET /count.js`. Every page may load them, with `integrity` too; a new version is seen within five minutes.
pub(super) async fn script(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let script = SCRIPTS.get(request.path().trim_start_matches('/')).ok_or_else(Problem::not_found)?;
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (coding, body) = match () {
        () if accepts(accepted, "br") => (Some("br"), &*script.brotli),
        () if accepts(accepted, "gzip") => (Some("gzip"), &*script.gzip),
        () => (None, &script.plain),
    };
    let etag = coding.map_or(Ok(script.etag.clone()), |coding| suffixed(&script.etag, coding));
    let etag = etag.unwrap_or_else(|_| script.etag.clone());
    let unchanged = request.headers().get(header::IF_NONE_MATCH).is_some_and(|seen| contains_etag(seen, &etag));
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300, stale-while-revalidate=86400"))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if unchanged {
        return Ok(response.finish());
    }
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding));
    }
    Ok(response.content_type("text/javascript; charset=utf-8").body(body.clone()))
}

fn suffixed(etag: &header::HeaderValue, coding: &str) -> Result<header::HeaderValue, header::InvalidHeaderValue> {
    let digest = etag.to_str().unwrap_or_default().trim_matches('"');
    header::HeaderValue::from_str(&format!("\"{digest}-{coding}\""))
}
