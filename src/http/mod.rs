//! The only room that knows of requests and answers. Handlers extract, call, answer; `routes` has all addresses on one page.

mod answer;
mod api;
mod assets;
mod client;
mod cors;
mod demo;
mod gate;
mod health;
mod json;
mod object;
mod openapi;
mod packed;
mod problem;
mod query;
mod representation;
mod routes;
mod snapshot;

use std::sync::Arc;

use ipnet::IpNet;

use crate::discussion::Discussion;
use crate::identity::{NetworkHasher, VisitorTokens};

pub use gate::{log_request, refuse_endless_body};
pub use routes::configure;
pub use snapshot::Snapshots;

/// What every handler can reach.
pub struct AppState {
    pub discussion: Arc<Discussion>,
    pub tokens: VisitorTokens,
    pub networks: NetworkHasher,
    pub snapshots: Snapshots,
    pub trusted_proxies: Vec<IpNet>,
    /// Whether the demo's pages are served too.
    pub demo: bool,
}
