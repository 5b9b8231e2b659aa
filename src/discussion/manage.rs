use jiff::Timestamp;

use super::accounts::check_administers;
use super::{Discussion, DiscussionError, KnownSite};
use crate::domain::{Account, Origin, Site, SiteChange, SiteKey, SiteName, SiteSettings, SsoSettings};
use crate::markup::{self, Allowed};
use crate::store::{By, NewSite, SiteSummary};

impl Discussion {
    /// All sites with how much they hold.
    pub async fn site_summaries(&self) -> Result<Vec<SiteSummary>, DiscussionError> {
        Ok(self.store.site_summaries().await?)
    }

    pub async fn add_site(
        &self,
        asker: &Account,
        key: SiteKey,
        name: SiteName,
        origins: Vec<Origin>,
        now: Timestamp,
    ) -> Result<Site, DiscussionError> {
        check_administers(asker)?;
        let settings = SiteSettings::default();
        let renderer = markup::renderer(Allowed { images: settings.images });
        let added = self.store.add_site(NewSite { key, name, origins, settings, renderer }, By::from(asker), now).await?;
        self.reload_sites().await?;
        Ok(added)
    }

    pub async fn change_site(&self, asker: &Account, key: SiteKey, change: SiteChange, now: Timestamp) -> Result<(), DiscussionError> {
        check_administers(asker)?;
        self.store.change_site(key, change, By::from(asker), now).await?;
        self.reload_sites().await
    }

    pub async fn set_sso(
        &self,
        asker: &Account,
        site: &KnownSite,
        sso: Option<SsoSettings>,
        now: Timestamp,
    ) -> Result<(), DiscussionError> {
        check_administers(asker)?;
        self.store.set_sso(site.id, site.key.clone(), sso, By::from(asker), now).await?;
        self.reload_sites().await
    }

    pub async fn remove_site(&self, asker: &Account, key: SiteKey, with_comments: bool, now: Timestamp) -> Result<(), DiscussionError> {
        check_administers(asker)?;
        self.store.remove_site(key, with_comments, By::from(asker), now).await?;
        self.reload_sites().await
    }

    /// Before the answer, so that what was decided holds from then on.
    pub(super) async fn reload_sites(&self) -> Result<(), DiscussionError> {
        Ok(self.sites.reload(&self.store).await?)
    }
}
