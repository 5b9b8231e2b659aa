use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header;
use minijinja::{Environment, UndefinedBehavior};
use rust_embed::Embed;
use serde::Serialize;

#[derive(Embed)]
#[folder = "templates/pages"]
struct Files;

/// What ends in `.html` is escaped as such, whatever is put into it.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    for name in Files::iter().filter(|name| name.ends_with(".html")) {
        let text = Files::get(&name).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
        environment.add_template_owned(name.into_owned(), text).expect("a test renders every page");
    }
    environment
});

pub(in crate::http) fn render(name: &str, values: &impl Serialize) -> String {
    let page = ENVIRONMENT.get_template(name).and_then(|template| template.render(minijinja::value::Serde(values)));
    page.unwrap_or_else(|error| {
        tracing::error!("the page {name} cannot be made: {error}");
        String::new()
    })
}

/// `GET /subscription/page.css`
pub(in crate::http) async fn css() -> HttpResponse {
    let css = Files::get("page.css").map(|file| file.data.into_owned()).unwrap_or_default();
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(css)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_can_be_read_and_escapes_what_is_put_into_it() {
        assert!(ENVIRONMENT.templates().count() >= 7);
        let values = serde_json::json!({ "site": "<b>", "title": "\"><script>", "lines": ["<img src=x>"], "link": null });
        let page = render("message.html", &values);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"), "{page}");
    }
}
