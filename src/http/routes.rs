//! All addresses of the server, on one page.

use actix_web::http::header;
use actix_web::web::{self, Data, ServiceConfig, delete, get, head, patch, post, put};
use actix_web::{Resource, ResponseError, Route};

use super::api::{comments, counts, preview, thread, viewer, visitors, votes};
use super::problem::Problem;
use super::{AppState, assets, cors, demo, health, openapi};

/// Registers everything. Methods an address does not take, and addresses that are none, get a problem too.
pub fn configure(state: Data<AppState>) -> impl FnOnce(&mut ServiceConfig) {
    move |routes| {
        routes
            .app_data(state.clone())
            .service(resource("/api/v1/thread", "GET", [get().to(thread::thread)]))
            .service(api(state.clone()))
            .service(resource("/embed.js", "GET, HEAD", [get().to(assets::script), head().to(assets::script)]))
            .service(resource("/count.js", "GET, HEAD", [get().to(assets::script), head().to(assets::script)]))
            .service(resource("/openapi.json", "GET", [get().to(openapi::openapi)]))
            .service(resource("/healthz", "GET, HEAD", [get().to(health::healthz), head().to(health::healthz)]))
            .service(resource("/readyz", "GET, HEAD", [get().to(health::readyz), head().to(health::readyz)]));
        if state.demo {
            routes
                .service(resource("/", "GET", [get().to(demo::to_index)]))
                .service(resource("/demo", "GET", [get().to(demo::to_index)]))
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
        .service(resource("/viewer", "GET", [get().to(viewer::viewer)]))
        .service(resource("/comments/{id}/vote", "PUT", [put().to(votes::vote_on_comment)]))
        .service(resource("/comments", "POST", [post().to(comments::post_comment)]))
        .service(resource("/visitors", "POST", [post().to(visitors::create_visitor)]))
        .service(resource("/pages/vote", "PUT", [put().to(votes::vote_on_page)]))
        .service(resource("/comments/{id}/replies", "GET", [get().to(comments::get_replies)]))
        .service(resource("/preview", "POST", [post().to(preview::preview)]))
        .service(resource(
            "/comments/{id}",
            "GET, PATCH, DELETE",
            [get().to(comments::get_comment), patch().to(comments::edit_comment), delete().to(comments::delete_comment)],
        ))
        .default_service(web::to(|| async { Problem::not_found().error_response() }))
}

fn resource<const N: usize>(path: &str, methods: &'static str, routes: [Route; N]) -> Resource {
    let other_method = move || async move {
        let mut response = Problem::method_not_allowed(methods).error_response();
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static(methods));
        response
    };
    routes.into_iter().fold(web::resource(path), Resource::route).default_service(web::to(other_method))
}
