use jiff::Timestamp;
use serde_json::json;

use super::sqlite::{audit, comment, member, session, site, writer::Write};
use super::{By, Store, StoreError};
use crate::domain::{Origin, Refusal, Site, SiteChange, SiteId, SiteKey, SiteName, SiteSettings, SsoSettings};

/// A site to be added.
#[derive(Debug, Clone)]
pub struct NewSite {
    pub key: SiteKey,
    pub name: SiteName,
    pub origins: Vec<Origin>,
    pub settings: SiteSettings,
    /// The one its comments will be rendered with.
    pub renderer: u32,
}

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

    pub async fn add_site(&self, new: NewSite, by: By, now: Timestamp) -> Result<Site, StoreError> {
        self.writer
            .run(move |write| {
                if site::find(write.connection, &new.key)?.is_some() {
                    return Err(Refusal::SiteExists.into());
                }
                let id = site::insert(write.connection, &new.key, &new.name, &new.settings, new.renderer)?;
                site::replace_origins(write.connection, id, &new.origins)?;
                write.touched.everything();
                note(&write, "site_added", Some(id), &new.key, &by, now)?;
                let NewSite { key, name, origins, settings, .. } = new;
                Ok(Site { id, key, name, origins, settings, sso: None })
            })
            .await
    }

    pub async fn change_site(&self, key: SiteKey, change: SiteChange, by: By, now: Timestamp) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let before = site::all(write.connection)?.into_iter().find(|site| site.key == key).ok_or(Refusal::UnknownSite)?;
                let changed = change.apply(before);
                site::update(write.connection, changed.id, &changed.name, &changed.settings)?;
                site::replace_origins(write.connection, changed.id, &changed.origins)?;
                write.touched.everything();
                note(&write, "site_changed", Some(changed.id), &changed.key, &by, now)
            })
            .await
    }

    /// Another key, or none, for whoever the site's own backend names; those who were signed in by the old one are signed out.
    pub async fn set_sso(&self, id: SiteId, key: SiteKey, sso: Option<SsoSettings>, by: By, now: Timestamp) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let before = site::get_sso(write.connection, id)?;
                site::set_sso(write.connection, id, sso.as_ref())?;
                session::delete_of_members(write.connection, id)?;
                // Who had the old key may have named anybody anything.
                member::forget_rights(write.connection, id)?;
                // Tokens of a key that is given again, or that may be, must not be older than those that came before.
                if before.zip(sso).is_some_and(|(before, now)| before.key != now.key) {
                    member::forget_newest(write.connection, id)?;
                }
                comment::forget_member_badges(write.connection, id)?;
                write.touched.everything();
                note(&write, "sso_changed", Some(id), &key, &by, now)
            })
            .await
    }

    /// Removes a site with everything on it; unless `with_comments` only if there are none.
    pub async fn remove_site(&self, key: SiteKey, with_comments: bool, by: By, now: Timestamp) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let id = site::find(write.connection, &key)?.ok_or(Refusal::UnknownSite)?;
                let comments = site::count_comments(write.connection, id)?;
                if comments > 0 && !with_comments {
                    return Err(Refusal::SiteHasComments { comments }.into());
                }
                site::delete(write.connection, id)?;
                write.touched.everything();
                note(&write, "site_removed", None, &key, &by, now)
            })
            .await
    }
}

fn note(write: &Write<'_>, action: &'static str, site: Option<SiteId>, key: &SiteKey, by: &By, now: Timestamp) -> Result<(), StoreError> {
    let deed = audit::Deed { by, site, action, comment: None, detail: json!({ "site": key.as_str() }) };
    super::audit::note(write, &deed, None, now)?;
    Ok(())
}
