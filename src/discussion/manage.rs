use jiff::Timestamp;

use super::accounts::check_administers;
use super::{ConsoleSession, Discussion, DiscussionError, KnownSite};
use crate::domain::{Origin, Site, SiteChange, SiteKey, SiteName, SiteSettings, SsoSettings};
use crate::markup::{self, Allowed};
use crate::store::{NewSite, SiteSummary};

impl Discussion {
    /// All sites with how much they hold.
    pub async fn site_summaries(&self) -> Result<Vec<SiteSummary>, DiscussionError> {
        Ok(self.store.site_summaries().await?)
    }

    pub async fn add_site(
        &self,
        asker: &ConsoleSession,
        key: SiteKey,
        name: SiteName,
        origins: Vec<Origin>,
        now: Timestamp,
    ) -> Result<Site, DiscussionError> {
        check_administers(asker)?;
        let settings = SiteSettings::default();
        let renderer = markup::renderer(Allowed { images: settings.images });
        let added = self.store.add_site(NewSite { key, name, origins, settings, renderer }, asker.by(), now).await?;
        self.reload_sites().await?;
        Ok(added)
    }

    pub async fn change_site(
        &self,
        asker: &ConsoleSession,
        key: SiteKey,
        change: SiteChange,
        now: Timestamp,
    ) -> Result<(), DiscussionError> {
        check_administers(asker)?;
        self.store.change_site(key, change, asker.by(), now).await?;
        self.reload_sites().await
    }

    pub async fn set_sso(
        &self,
        asker: &ConsoleSession,
        site: &KnownSite,
        sso: Option<SsoSettings>,
        now: Timestamp,
    ) -> Result<(), DiscussionError> {
        check_administers(asker)?;
        self.store.set_sso(site.id, site.key.clone(), sso, asker.by(), now).await?;
        self.reload_sites().await
    }

    pub async fn remove_site(
        &self,
        asker: &ConsoleSession,
        key: SiteKey,
        with_comments: bool,
        now: Timestamp,
    ) -> Result<(), DiscussionError> {
        check_administers(asker)?;
        self.store.remove_site(key, with_comments, asker.by(), now).await?;
        self.reload_sites().await
    }

    /// Before the answer, so that what was decided holds from then on.
    pub(super) async fn reload_sites(&self) -> Result<(), DiscussionError> {
        Ok(self.sites.reload(&self.store).await?)
    }
}
