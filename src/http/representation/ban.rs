use serde::Serialize;
use utoipa::ToSchema;

use super::time;
use crate::domain::{self, BanTarget};
use crate::http::AppState;

/// Somebody who is kept out.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Ban {
    pub(in crate::http) id: String,
    /// None: on all sites.
    pub(in crate::http) site: Option<String>,
    /// `actor`, `network`, `email` or `website`
    pub(in crate::http) kind: &'static str,
    /// None for networks.
    pub(in crate::http) value: Option<String>,
    /// Whom it was meant for.
    pub(in crate::http) name: Option<String>,
    pub(in crate::http) reason: Option<String>,
    #[schema(format = DateTime)]
    pub(in crate::http) created_at: String,
    /// None: for good.
    #[schema(format = DateTime)]
    pub(in crate::http) until: Option<String>,
    pub(in crate::http) by: String,
}

impl Ban {
    pub(in crate::http) fn new(ban: domain::Ban, state: &AppState) -> Self {
        let value = match &ban.target {
            BanTarget::Network(..) => None,
            BanTarget::Actor(actor) => Some(actor.to_string()),
            BanTarget::Email(email) => Some(email.as_str().to_owned()),
            BanTarget::Website(domain) => Some(domain.as_str().to_owned()),
        };
        Self {
            id: ban.id.to_string(),
            site: ban.site.and_then(|site| state.discussion.sites().get(site).ok()).map(|site| site.key.to_string()),
            kind: ban.target.kind().as_str(),
            value,
            name: ban.name,
            reason: ban.reason.map(|reason| reason.as_str().to_owned()),
            created_at: time(ban.created_at),
            until: ban.until.map(time),
            by: ban.by,
        }
    }
}
