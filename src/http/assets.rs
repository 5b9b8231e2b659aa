//! The widget's scripts and the console, embedded in the program.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::Embed;

use super::packed::{Effort, Packed};
use super::problem::Problem;

#[derive(Embed)]
#[folder = "widget/dist"]
#[include = "*.js"]
#[include = "*.css"]
#[include = "*.html"]
struct Built;

static FILES: LazyLock<HashMap<String, Packed>> = LazyLock::new(|| {
    let packed = |name: &str| Some(Packed::new(Built::get(name)?.data.into_owned(), media_type(name), Effort::Best));
    Built::iter().filter_map(|name| Some((name.to_string(), packed(&name)?))).collect()
});

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "html")) => "text/html; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    }
}

/// A built file by its name.
pub(super) fn find(name: &str) -> Option<&'static Packed> {
    FILES.get(name)
}

/// `GET /embed.js`, `GET /write.js`, `GET /inline.js`, `GET /count.js`. Every page may load them, with `integrity` too; a new version is seen within five minutes.
pub(super) async fn script(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let script = find(request.path().trim_start_matches('/')).ok_or_else(Problem::not_found)?;
    Ok(script.answer(&request, |response| {
        response
            .insert_header((header::CACHE_CONTROL, "public, max-age=300, stale-while-revalidate=86400"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"));
    }))
}
