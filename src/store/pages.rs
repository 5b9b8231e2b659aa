use jiff::Timestamp;
use serde_json::json;

use super::sqlite::{audit, page, site, writer::Write};
use super::{By, Store, StoreError, moderation};
use crate::domain::{PageCounts, PageId, PageKey, PageRow, PageTitle, PageUrl, Refusal, SiteId};

/// Which pages a moderator asks for, those commented on last first.
#[derive(Debug, Clone)]
pub struct PageQuery {
    /// Those the moderator may see.
    pub sites: Vec<SiteId>,
    /// Part of a key or a title.
    pub search: Option<String>,
    pub after: Option<PageCursor>,
    pub limit: u32,
}

/// The place of a page in that order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageCursor {
    pub last_at: i64,
    pub id: i64,
}

impl PageCursor {
    pub fn of(row: &PageRow) -> Self {
        Self { last_at: row.last_at.map_or(0, Timestamp::as_millisecond), id: row.id.0 }
    }

    /// Reads what [`Display`](std::fmt::Display) writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (last_at, id) = text.split_once('.')?;
        Some(Self { last_at: last_at.parse().ok()?, id: id.parse().ok()? })
    }
}

impl std::fmt::Display for PageCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.last_at, self.id)
    }
}

/// What a moderator changes of a page; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct PageChange {
    pub key: Option<PageKey>,
    pub url: Option<PageUrl>,
    pub title: Option<PageTitle>,
    pub locked: Option<bool>,
}

impl Store {
    /// Comments and points of each page asked for, in that order; zeros for unknown pages.
    pub async fn counts(&self, site: SiteId, keys: Vec<PageKey>) -> Result<Vec<PageCounts>, StoreError> {
        self.readers.run(move |connection| Ok(page::counts(connection, site, keys)?)).await
    }

    pub async fn pages(&self, query: PageQuery) -> Result<Vec<PageRow>, StoreError> {
        self.readers.run(move |connection| Ok(page::list(connection, &query)?)).await
    }

    /// Renames, readdresses, closes or opens a page of these sites.
    pub async fn change_page(
        &self,
        sites: Vec<SiteId>,
        id: PageId,
        change: PageChange,
        by: By,
        now: Timestamp,
    ) -> Result<PageRow, StoreError> {
        self.writer.run(move |write| change_page(write, &sites, id, &change, &by, now)).await
    }

    /// Moves everything of a page to another one.
    pub async fn merge_pages(&self, sites: Vec<SiteId>, from: PageId, into: PageId, by: By, now: Timestamp) -> Result<PageRow, StoreError> {
        self.writer
            .run(move |write| {
                let (gone, kept) = (existing(&write, &sites, from)?, existing(&write, &sites, into)?);
                if from == into {
                    return Err(Refusal::MergeIntoItself.into());
                }
                if gone.site != kept.site {
                    return Err(Refusal::MergeAcrossSites.into());
                }
                page::merge(write.connection, from, into)?;
                write.touched.page(gone.site, gone.key.clone());
                write.touched.page(kept.site, kept.key.clone());
                let detail = json!({ "from": gone.key.as_str(), "into": kept.key.as_str(), "comments": gone.comments });
                note(&write, "pages_merged", kept.site, detail, &by, now)?;
                existing(&write, &sites, into)
            })
            .await
    }
}

fn existing(write: &Write<'_>, sites: &[SiteId], id: PageId) -> Result<PageRow, StoreError> {
    Ok(page::row(write.connection, id)?.filter(|row| sites.contains(&row.site)).ok_or(Refusal::UnknownPage)?)
}

fn change_page(
    write: Write<'_>,
    sites: &[SiteId],
    id: PageId,
    change: &PageChange,
    by: &By,
    now: Timestamp,
) -> Result<PageRow, StoreError> {
    let before = existing(&write, sites, id)?;
    if let Some(url) = &change.url {
        let origin = url.origin();
        let site = site::all(write.connection)?.into_iter().find(|site| site.id == before.site);
        site.filter(|site| site.allows(origin.as_str())).ok_or(Refusal::ForeignPageUrl)?;
    }
    let key = change.key.as_ref().unwrap_or(&before.key);
    if page::find(write.connection, before.site, key)?.is_some_and(|(other, _)| other != id) {
        return Err(Refusal::PageExists.into());
    }
    let url = change.url.as_ref().map(PageUrl::as_str).or(before.url.as_deref());
    let title = change.title.as_ref().map(PageTitle::as_str).or(before.title.as_deref());
    if (key, url, title) != (&before.key, before.url.as_deref(), before.title.as_deref()) {
        page::update(write.connection, id, key, url, title)?;
        write.touched.page(before.site, before.key.clone());
        write.touched.page(before.site, key.clone());
        let detail = json!({ "key": before.key.as_str(), "new_key": key.as_str(), "title": title });
        note(&write, "page_changed", before.site, detail, by, now)?;
    }
    if let Some(locked) = change.locked {
        moderation::lock(
            Write { connection: write.connection, touched: write.touched, mail: write.mail },
            before.site,
            id,
            locked,
            by,
            now,
        )?;
    }
    existing(&write, sites, id)
}

fn note(
    write: &Write<'_>,
    action: &'static str,
    site: SiteId,
    detail: serde_json::Value,
    by: &By,
    now: Timestamp,
) -> Result<(), StoreError> {
    let deed = audit::Deed { by, site: Some(site), action, comment: None, detail };
    super::audit::note(write, &deed, None, now)?;
    Ok(())
}
