use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::time_from_millis;
use crate::domain::{Hold, HoldWord, Origin, Rules, Site, SiteId, SiteKey, SiteName, SiteSettings, Sort, SsoSettings, TimeZoneName};

const COLUMNS: &str = "id, key, name, default_sort, edit_window_seconds, max_length, images, votes_per_network, hold, hold_links, hold_words, close_after_days, sso_algorithm, sso_key, sso_since, time_zone";

pub(in crate::store) fn all(connection: &Connection) -> Result<Vec<Site>> {
    let mut sites = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM site ORDER BY key"))?
        .query_map([], from_row)?
        .collect::<Result<Vec<_>>>()?;
    for site in &mut sites {
        site.origins = origins(connection, site.id)?;
    }
    Ok(sites)
}

fn origins(connection: &Connection, site: SiteId) -> Result<Vec<Origin>> {
    connection
        .prepare_cached("SELECT origin FROM origin WHERE site = ? ORDER BY origin")?
        .query_map([site.0], |row| parsed(0, Origin::parse, &row.get::<_, String>(0)?))?
        .collect()
}

fn from_row(row: &Row<'_>) -> Result<Site> {
    Ok(Site {
        id: SiteId(row.get(0)?),
        key: parsed(1, SiteKey::parse, &row.get::<_, String>(1)?)?,
        name: parsed(2, SiteName::parse, &row.get::<_, String>(2)?)?,
        origins: Vec::new(),
        settings: SiteSettings {
            default_sort: parsed(3, Sort::parse, &row.get::<_, String>(3)?)?,
            edit_window_seconds: row.get(4)?,
            max_length: row.get(5)?,
            images: row.get(6)?,
            votes_per_network: row.get(7)?,
            time_zone: parsed(15, TimeZoneName::parse, row.get_ref(15)?.as_str()?)?,
            rules: Rules {
                hold: parsed(8, Hold::parse, &row.get::<_, String>(8)?)?,
                hold_links: row.get(9)?,
                hold_words: row.get::<_, String>(10)?.lines().map(|word| parsed(10, HoldWord::parse, word)).collect::<Result<_>>()?,
                close_after_days: row.get(11)?,
            },
        },
        sso: sso(row.get(12)?, row.get(13)?, row.get(14)?),
    })
}

fn sso(algorithm: Option<String>, key: Option<String>, since: Option<i64>) -> Option<SsoSettings> {
    Some(SsoSettings { algorithm: algorithm?, key: key?, since: time_from_millis(since?) })
}

pub(super) fn parsed<T>(column: usize, parse: impl Fn(&str) -> std::result::Result<T, crate::domain::Invalid>, text: &str) -> Result<T> {
    parse(text).map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error)))
}

pub(in crate::store) fn find(connection: &Connection, key: &SiteKey) -> Result<Option<SiteId>> {
    connection.prepare_cached("SELECT id FROM site WHERE key = ?")?.query_row([key.as_str()], |row| row.get(0).map(SiteId)).optional()
}

pub(in crate::store) fn insert(
    connection: &Connection,
    key: &SiteKey,
    name: &SiteName,
    settings: &SiteSettings,
    renderer: u32,
) -> Result<SiteId> {
    // The settings follow, by the statement that changes them too.
    connection.execute(
        "INSERT INTO site (key, name, default_sort, edit_window_seconds, max_length, images, votes_per_network, renderer)
         VALUES (?, ?, 'newest', 0, 1, 0, 1, ?)",
        params![key.as_str(), name.as_str(), renderer],
    )?;
    let id = SiteId(connection.last_insert_rowid());
    update(connection, id, name, settings)?;
    Ok(id)
}

pub(in crate::store) fn update(connection: &Connection, id: SiteId, name: &SiteName, settings: &SiteSettings) -> Result<()> {
    let Rules { hold, hold_links, hold_words, close_after_days } = &settings.rules;
    connection.execute(
        "UPDATE site SET name = ?, default_sort = ?, edit_window_seconds = ?, max_length = ?, images = ?, votes_per_network = ?,
                         hold = ?, hold_links = ?, hold_words = ?, close_after_days = ?, time_zone = ? WHERE id = ?",
        params![
            name.as_str(),
            settings.default_sort.as_str(),
            settings.edit_window_seconds,
            settings.max_length,
            settings.images,
            settings.votes_per_network,
            hold.as_str(),
            hold_links,
            hold_words.iter().map(HoldWord::as_str).collect::<Vec<_>>().join("\n"),
            close_after_days,
            settings.time_zone.as_str(),
            id.0
        ],
    )?;
    Ok(())
}

/// What the site's own tokens are checked with now.
pub(in crate::store) fn get_sso(connection: &Connection, id: SiteId) -> Result<Option<SsoSettings>> {
    connection
        .prepare_cached("SELECT sso_algorithm, sso_key, sso_since FROM site WHERE id = ?")?
        .query_row([id.0], |row| Ok(sso(row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
        .map(Option::flatten)
}

pub(in crate::store) fn set_sso(connection: &Connection, id: SiteId, sso: Option<&SsoSettings>) -> Result<()> {
    connection.execute(
        "UPDATE site SET sso_algorithm = ?, sso_key = ?, sso_since = ? WHERE id = ?",
        params![sso.map(|sso| &sso.algorithm), sso.map(|sso| &sso.key), sso.map(|sso| sso.since.as_millisecond()), id.0],
    )?;
    Ok(())
}

pub(in crate::store) fn replace_origins(connection: &Connection, site: SiteId, origins: &[Origin]) -> Result<()> {
    connection.execute("DELETE FROM origin WHERE site = ?", [site.0])?;
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO origin (site, origin) VALUES (?, ?)")?;
    for origin in origins {
        insert.execute(params![site.0, origin.as_str()])?;
    }
    Ok(())
}

/// Everything of the site goes with it.
pub(in crate::store) fn delete(connection: &Connection, site: SiteId) -> Result<()> {
    connection.execute("DELETE FROM site WHERE id = ?", [site.0])?;
    Ok(())
}

pub(in crate::store) fn count_comments(connection: &Connection, site: SiteId) -> Result<u32> {
    connection.query_row("SELECT count(*) FROM comment WHERE site = ? AND status <> 'deleted'", [site.0], |row| row.get(0))
}

/// The renderer that all comments of the site are known to be rendered with.
pub(in crate::store) fn renderer(connection: &Connection, site: SiteId) -> Result<u32> {
    connection.query_row("SELECT renderer FROM site WHERE id = ?", [site.0], |row| row.get(0))
}

pub(in crate::store) fn set_renderer(connection: &Connection, site: SiteId, renderer: u32) -> Result<()> {
    connection.execute("UPDATE site SET renderer = ? WHERE id = ?", params![renderer, site.0])?;
    Ok(())
}
