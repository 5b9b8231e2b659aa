//! The demo's own pages: a small blog that embeds the widget as any site would.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::Embed;

use super::problem::Problem;

/// What the demo has besides the API.
pub struct Demo {
    /// The folder its mail goes to.
    pub mail: std::path::PathBuf,
}

#[derive(Embed)]
#[folder = "demo"]
#[include = "*.html"]
#[include = "*.css"]
#[include = "*.svg"]
struct Blog;

/// As strict as the strictest page that the widget promises to work on.
const POLICY: &str = "default-src 'self'; require-trusted-types-for 'script'; frame-ancestors 'none'; base-uri 'none'";

/// `GET /demo/{file}`: `/demo/` is the index, an article has no ending.
pub(super) async fn page(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let name = request.match_info().query("file");
    let (file, media_type) = match name.rsplit_once('.') {
        None if name.is_empty() => ("index.html".to_owned(), "text/html; charset=utf-8"),
        None => (format!("{name}.html"), "text/html; charset=utf-8"),
        Some((_, "css")) => (name.to_owned(), "text/css; charset=utf-8"),
        Some((_, "svg")) => (name.to_owned(), "image/svg+xml"),
        Some(_) => return Err(Problem::not_found()),
    };
    let file = Blog::get(&file).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .body(file.data.into_owned()))
}

pub(super) async fn to_index() -> HttpResponse {
    HttpResponse::TemporaryRedirect().insert_header((header::LOCATION, "/demo/")).finish()
}
