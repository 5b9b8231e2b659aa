//! The only room that knows of requests and answers. Handlers extract, call, answer; `routes` has all addresses on one page.

mod admin;
mod answer;
mod api;
mod assets;
mod change;
mod client;
mod cors;
mod demo;
mod demo_mail;
mod form;
mod gate;
mod health;
mod json;
mod object;
mod openapi;
mod own_address;
mod packed;
mod pages;
mod problem;
mod query;
mod representation;
mod routes;
mod slices;
mod snapshot;

use std::sync::Arc;

use ipnet::IpNet;
use url::Url;

use crate::discussion::Discussion;

pub use demo::Demo;
pub use gate::{RefuseEndlessBody, log_request};
pub use routes::configure;
pub use snapshot::Snapshots;

/// What every handler can reach.
pub struct AppState {
    pub discussion: Arc<Discussion>,
    pub snapshots: Arc<Snapshots>,
    pub trusted_proxies: Vec<IpNet>,
    /// What readers' browsers call the server, where it is not what they connect to.
    pub public_url: Option<Url>,
    /// Whether the demo's pages are served too.
    pub demo: Option<Demo>,
}
