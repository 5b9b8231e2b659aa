//! All addresses of the server, on one page.

use actix_web::http::header;
use actix_web::web::{self, Data, ServiceConfig, delete, get, head, patch, post, put};
use actix_web::{Resource, ResponseError, Route};

use super::admin;
use super::api::{
    annotations, comments, counts, moderation, preview, sessions, subscriptions, thread, verifications, viewer, visitors, votes,
};
use super::problem::Problem;
use super::{AppState, answer, assets, cors, demo, demo_mail, health, openapi, pages};

/// Registers everything. Methods an address does not take, and addresses that are none, get a problem too.
pub fn configure(state: Data<AppState>) -> impl FnOnce(&mut ServiceConfig) {
    move |routes| {
        routes
            .app_data(state.clone())
            .service(resource("/api/v1/thread", "GET", [get().to(thread::thread)]))
            .service(console_api())
            .service(api(state.clone()))
            .service(resource("/admin", "GET", [get().to(admin::console::page)]))
            .service(resource("/admin/console.js", "GET", [get().to(admin::console::asset)]))
            .service(resource("/admin/console.css", "GET", [get().to(admin::console::asset)]))
            .service(resource("/admin/{screen:.*}", "GET", [get().to(admin::console::page)]))
            .service(resource("/subscription/page.css", "GET", [get().to(pages::css)]))
            .service(page(
                "/subscription/confirm",
                get().to(pages::confirmation),
                head().to(pages::confirmation),
                post().to(pages::confirm),
            ))
            .service(page("/subscription/leave", get().to(pages::leaving), head().to(pages::leaving), post().to(pages::leave)))
            .service(page("/subscription/manage", get().to(pages::managing), head().to(pages::managing), post().to(pages::manage)))
            .service(page("/moderation/{action}", get().to(pages::decision), head().to(pages::decision), post().to(pages::decide)))
            .service(resource("/embed.js", "GET, HEAD", [get().to(assets::script), head().to(assets::script)]))
            .service(resource("/write.js", "GET, HEAD", [get().to(assets::script), head().to(assets::script)]))
            .service(resource("/inline.js", "GET, HEAD", [get().to(assets::script), head().to(assets::script)]))
            .service(resource("/count.js", "GET, HEAD", [get().to(assets::script), head().to(assets::script)]))
            // Browsers ask for it unasked; there is none.
            .service(resource("/favicon.ico", "GET", [get().to(|| async { answer::no_content() })]))
            .service(resource("/openapi.json", "GET", [get().to(openapi::openapi)]))
            .service(resource("/healthz", "GET, HEAD", [get().to(health::healthz), head().to(health::healthz)]))
            .service(resource("/readyz", "GET, HEAD", [get().to(health::readyz), head().to(health::readyz)]));
        if state.demo.is_some() {
            routes
                .service(resource("/", "GET", [get().to(demo::to_index)]))
                .service(resource("/demo", "GET", [get().to(demo::to_index)]))
                .service(resource("/demo/mail", "GET", [get().to(demo_mail::list)]))
                .service(resource("/demo/mail/{name}", "GET", [get().to(demo_mail::show)]))
                .service(resource("/demo/mail/{name}/html", "GET", [get().to(demo_mail::html)]))
                .service(resource("/demo/{file:[^/]*}", "GET", [get().to(demo::page)]));
        }
        routes.default_service(web::to(|| async { Problem::not_found().error_response() }));
    }
}

/// What is asked for most comes first: addresses are tried in this order. The thread, asked for most of all, stands outside and answers
/// for its origins itself: it needs no preflight, and what it does not pass through it need not pay for.
fn api(state: Data<AppState>) -> impl actix_web::dev::HttpServiceFactory {
    web::scope("/api/v1")
        .wrap(cors::api(state))
        .service(resource("/counts", "GET", [get().to(counts::counts)]))
        .service(resource("/annotations", "GET", [get().to(annotations::annotations)]))
        .service(resource("/viewer", "GET", [get().to(viewer::viewer)]))
        .service(resource("/comments/{id}/vote", "PUT", [put().to(votes::vote_on_comment)]))
        .service(resource("/comments", "POST", [post().to(comments::post_comment)]))
        .service(resource("/visitors", "POST", [post().to(visitors::create_visitor)]))
        .service(resource("/pages/vote", "PUT", [put().to(votes::vote_on_page)]))
        .service(resource("/comments/{id}/replies", "GET", [get().to(comments::get_replies)]))
        .service(resource("/preview", "POST", [post().to(preview::preview)]))
        .service(resource("/login", "POST", [post().to(sessions::login)]))
        .service(resource("/logout", "POST", [post().to(sessions::logout)]))
        .service(resource("/sso", "POST", [post().to(sessions::sso)]))
        .service(resource("/subscriptions", "POST, DELETE", [post().to(subscriptions::subscribe), delete().to(subscriptions::unsubscribe)]))
        .service(resource("/verifications", "POST, PUT", [post().to(verifications::ask), put().to(verifications::prove)]))
        .service(resource("/pages/lock", "PUT", [put().to(moderation::lock)]))
        .service(resource("/comments/{id}/status", "PUT", [put().to(moderation::set_status)]))
        .service(resource("/comments/{id}/pin", "PUT", [put().to(moderation::pin)]))
        .service(resource("/comments/{id}/ban", "POST", [post().to(moderation::ban)]))
        .service(resource("/comments/{id}/source", "GET", [get().to(moderation::source)]))
        .service(resource(
            "/comments/{id}",
            "GET, PATCH, DELETE",
            [get().to(comments::get_comment), patch().to(comments::edit_comment), delete().to(comments::delete_comment)],
        ))
        .default_service(web::to(|| async { Problem::not_found().error_response() }))
}

/// The console's calls: no other origin is answered, so there is nothing of CORS here.
fn console_api() -> impl actix_web::dev::HttpServiceFactory {
    use admin::{accounts, audit, bans, comments, decisions, mail, pages, session, sites};
    web::scope("/api/v1/admin")
        .service(resource("/session", "GET", [get().to(session::session)]))
        .service(resource("/setup", "GET, POST", [get().to(session::needs_setup), post().to(session::setup)]))
        .service(resource("/login", "POST", [post().to(session::login)]))
        .service(resource("/logout", "POST", [post().to(session::logout)]))
        .service(resource("/account", "PATCH", [patch().to(session::change_account)]))
        .service(resource("/account/password", "PUT", [put().to(session::change_password)]))
        .service(resource("/comments", "GET", [get().to(comments::list)]))
        .service(resource("/comments/{id}", "GET, PATCH", [get().to(comments::file), patch().to(comments::edit)]))
        .service(resource("/comments/{id}/reply", "POST", [post().to(comments::reply)]))
        .service(resource("/comments/{id}/pin", "PUT", [put().to(comments::pin)]))
        .service(resource("/comments/{id}/ban", "POST", [post().to(bans::ban_writer)]))
        .service(resource("/decisions", "POST", [post().to(decisions::decide)]))
        .service(resource("/decisions/{id}/undo", "POST", [post().to(decisions::undo)]))
        .service(resource("/bans", "GET, POST", [get().to(bans::list), post().to(bans::add)]))
        .service(resource("/bans/{id}", "DELETE", [delete().to(bans::lift)]))
        .service(resource("/pages", "GET", [get().to(pages::list)]))
        .service(resource("/pages/{id}", "PATCH", [patch().to(pages::change)]))
        .service(resource("/pages/{id}/merge", "POST", [post().to(pages::merge)]))
        .service(resource("/sites", "GET, POST", [get().to(sites::list), post().to(sites::add)]))
        .service(resource("/sites/{key}", "PATCH, DELETE", [patch().to(sites::change), delete().to(sites::remove)]))
        .service(resource("/sites/{key}/sso", "PUT, DELETE", [put().to(sites::set_sso), delete().to(sites::remove_sso)]))
        .service(resource("/accounts", "GET, POST", [get().to(accounts::list), post().to(accounts::add)]))
        .service(resource("/accounts/{id}", "PATCH, DELETE", [patch().to(accounts::change), delete().to(accounts::remove)]))
        .service(resource("/accounts/{id}/password", "PUT", [put().to(accounts::set_password)]))
        .service(resource("/mail", "GET", [get().to(mail::list)]))
        .service(resource("/mail/{id}", "DELETE", [delete().to(mail::discard)]))
        .service(resource("/mail/{id}/retry", "POST", [post().to(mail::retry)]))
        .service(resource("/audit", "GET", [get().to(audit::list)]))
        .default_service(web::to(|| async { Problem::not_found().error_response() }))
}

/// A page that a link of a mail opens, and its button.
fn page(path: &str, shown: Route, looked_at: Route, pressed: Route) -> Resource {
    resource(path, "GET, HEAD, POST", [shown, looked_at, pressed])
}

fn resource<const N: usize>(path: &str, methods: &'static str, routes: [Route; N]) -> Resource {
    let other_method = move || async move {
        let mut response = Problem::method_not_allowed(methods).error_response();
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static(methods));
        response
    };
    routes.into_iter().fold(web::resource(path), Resource::route).default_service(web::to(other_method))
}
