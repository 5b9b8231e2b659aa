use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::{AppState, answer};

/// `GET /healthz`: the process answers.
pub(super) async fn healthz() -> HttpResponse {
    answer::guarded(StatusCode::OK).content_type("text/plain; charset=utf-8").body("ok\n")
}

/// Longer than this, and nobody would wait for an answer either.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /readyz`: the database takes writes and answers reads.
pub(super) async fn readyz(state: Data<AppState>) -> HttpResponse {
    let (status, text) = match tokio::time::timeout(PATIENCE, state.discussion.check()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        failed => {
            tracing::error!("not ready: {}", failed.map_or_else(|error| error.to_string(), |checked| format!("{checked:?}")));
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    };
    answer::guarded(status).content_type("text/plain; charset=utf-8").body(text)
}
