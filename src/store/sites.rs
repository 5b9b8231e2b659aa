use super::sqlite::site;
use super::{Store, StoreError};
use crate::domain::{Origin, Refusal, Site, SiteKey, SiteName, SiteSettings};

/// A site and how much it holds.
#[derive(Debug, Clone)]
pub struct SiteSummary {
    pub site: Site,
    pub comments: u32,
}

impl Store {
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        self.readers.run(|connection| Ok(site::all(connection)?)).await
    }

    pub async fn site_summaries(&self) -> Result<Vec<SiteSummary>, StoreError> {
        self.readers
            .run(|connection| {
                let summarise =
                    |site: Site| Ok::<_, StoreError>(SiteSummary { comments: site::count_comments(connection, site.id)?, site });
                site::all(connection)?.into_iter().map(summarise).collect()
            })
            .await
    }

    /// `renderer` is the one new comments of the site will be rendered with.
    pub async fn add_site(
        &self,
        key: SiteKey,
        name: SiteName,
        origins: Vec<Origin>,
        settings: SiteSettings,
        renderer: u32,
    ) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                if site::find(write.connection, &key)?.is_some() {
                    return Err(Refusal::SiteExists.into());
                }
                let id = site::insert(write.connection, &key, &name, &settings, renderer)?;
                site::replace_origins(write.connection, id, &origins)?;
                write.touched.everything();
                Ok(())
            })
            .await
    }

    /// Replaces what is kept about a site; its key stays.
    pub async fn change_site(&self, changed: Site) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                site::update(write.connection, &changed)?;
                site::replace_origins(write.connection, changed.id, &changed.origins)?;
                write.touched.everything();
                Ok(())
            })
            .await
    }

    /// Removes a site with everything on it.
    pub async fn remove_site(&self, key: SiteKey) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let id = site::find(write.connection, &key)?.ok_or(Refusal::UnknownSite)?;
                site::delete(write.connection, id)?;
                write.touched.everything();
                Ok(())
            })
            .await
    }
}
