use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::{AppState, answer};

/// `GET /healthz`: the process answers.
pub(super) async fn healthz() -> HttpResponse {
    answer::guarded(StatusCode::OK).content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: the database answers too.
pub(super) async fn readyz(state: Data<AppState>) -> HttpResponse {
    match state.discussion.store().sites().await {
        Ok(_) => answer::guarded(StatusCode::OK).content_type("text/plain; charset=utf-8").body("ready\n"),
        Err(error) => {
            tracing::error!("not ready: {error}");
            answer::guarded(StatusCode::SERVICE_UNAVAILABLE)
                .content_type("text/plain; charset=utf-8")
                .body("the database does not answer\n")
        }
    }
}
