//! The widget's scripts, embedded in the program.

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
struct Widget;

static SCRIPTS: LazyLock<HashMap<String, Packed>> = LazyLock::new(|| {
    let packed = |file: rust_embed::EmbeddedFile| Packed::new(file.data.into_owned(), "text/javascript; charset=utf-8", Effort::Best);
    Widget::iter().filter_map(|name| Some((name.to_string(), packed(Widget::get(&name)?)))).collect()
});

/// `GET /embed.js`, `GET /count.js`. Every page may load them, with `integrity` too; a new version is seen within five minutes.
pub(super) async fn script(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let script = SCRIPTS.get(request.path().trim_start_matches('/')).ok_or_else(Problem::not_found)?;
    Ok(script.answer(&request, |response| {
        response
            .insert_header((header::CACHE_CONTROL, "public, max-age=300, stale-while-revalidate=86400"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"));
    }))
}
