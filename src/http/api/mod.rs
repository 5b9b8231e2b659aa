//! The calls under `/api/v1`, one file per thing they are about.

mod anchor;
pub(super) mod annotations;
pub(super) mod comments;
pub(super) mod counts;
pub(super) mod moderation;
pub(super) mod preview;
pub(super) mod sessions;
pub(super) mod subscriptions;
pub(super) mod thread;
pub(super) mod verifications;
pub(super) mod viewer;
pub(super) mod visitors;
pub(super) mod votes;

use serde::Deserialize;
use utoipa::ToSchema;

use super::json::Fields;
use crate::domain::{Invalid, PageAddress, PageKey, PageTitle, PageUrl, Site};

/// The page as the embedding script names it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PageFields {
    /// By default the path of the page's address.
    #[schema(example = "/2026/a-post")]
    key: String,
    /// Its full address, on one of the site's origins.
    url: Option<String>,
    title: Option<String>,
}

impl PageFields {
    /// Checked against the site: nobody may have readers of a notice sent elsewhere.
    fn parse(self, site: &Site, fields: &mut Fields) -> Option<PageAddress> {
        let on_site = |text: &str| {
            let url = PageUrl::parse(text)?;
            if site.allows(url.origin().as_str()) {
                Ok(url)
            } else {
                Err(Invalid("the page's url must be on one of the site's origins".into()))
            }
        };
        let url = fields.take_optional("page.url", self.url.as_deref(), on_site);
        let key = fields.take("page.key", PageKey::parse(&self.key))?;
        Some(PageAddress { key, url, title: self.title.as_deref().and_then(PageTitle::tidy) })
    }
}
