use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use crate::http::assets;
use crate::http::problem::Problem;

/// As strict as a page can be: nothing but its own files, and HTML only through its own policy.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: http:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// `GET /admin` and everything below it that is no file: the page finds its screen by the address.
pub(in crate::http) async fn page(request: HttpRequest) -> Result<HttpResponse, Problem> {
    file(&request, "console.html")
}

/// `GET /admin/console.js`, `GET /admin/console.css`
pub(in crate::http) async fn asset(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let name = request.path().trim_start_matches("/admin/").to_owned();
    file(&request, &name)
}

fn file(request: &HttpRequest, name: &str) -> Result<HttpResponse, Problem> {
    let file = assets::find(name).ok_or_else(Problem::not_found)?;
    Ok(file.answer(request, |response| {
        response
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .insert_header(("Cross-Origin-Opener-Policy", "same-origin"))
            .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
            .insert_header(("Permissions-Policy", "camera=(), microphone=(), geolocation=()"));
    }))
}
