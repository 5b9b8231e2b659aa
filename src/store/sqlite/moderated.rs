//! Comments as moderators see them: with what readers must not know.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Result, Row, params, params_from_iter};

use super::comment::{COLUMN_COUNT, COLUMNS, from_row, reasons_from_stored};
use super::{ids, search};
use crate::domain::{
    ActorId, Answered, Body, CommentId, EmailAddress, Moderated, ModeratedQuery, NetworkHash, PageKey, PageRef, Person, SaltedNetwork,
    SiteId, Status,
};

/// What is read besides [`COLUMNS`].
const MORE_COLUMNS: &str = "page.key, page.title, page.url, comment.email, comment.source, comment.reasons, comment.links, comment.network,
       above.id, above.name, above.source, above.status <> 'published'";
/// Whether a comment's writer had no published one on the site before, and needed one: whom the site or an account vouches for does not.
const IS_NEWCOMER: &str = "comment.kind <> 'account' AND coalesce(comment.role, 'member') = 'member' AND NOT EXISTS (
           SELECT 1 FROM comment AS earlier WHERE earlier.actor = comment.actor AND +earlier.site = comment.site
                                              AND earlier.status = 'published' AND earlier.id < comment.id)";
const JOINS: &str = "JOIN page ON page.id = comment.page LEFT JOIN comment AS above ON above.id = comment.parent";

fn moderated(row: &Row<'_>) -> Result<Moderated> {
    let comment = from_row(row)?;
    let at = |column: usize| COLUMN_COUNT + column;
    let page = PageRef { id: comment.page, key: PageKey::from_stored(row.get(at(0))?), title: row.get(at(1))?, url: row.get(at(2))? };
    let answers = match row.get::<_, Option<i64>>(at(8))? {
        Some(id) => Some(Answered {
            id: CommentId::from_i64(id),
            name: row.get(at(9))?,
            body: Body::from_stored(row.get(at(10))?),
            hidden: row.get(at(11))?,
        }),
        None => None,
    };
    Ok(Moderated {
        page,
        answers,
        email: row.get::<_, Option<String>>(at(3))?.map(EmailAddress::from_stored),
        body: Body::from_stored(row.get(at(4))?),
        reasons: reasons_from_stored(row.get(at(5))?),
        links: row.get(at(6))?,
        network: row
            .get::<_, Option<i64>>(at(7))?
            .map(|hash| SaltedNetwork { hash: NetworkHash::from_i64(hash), salted_at: comment.id.created_at() }),
        newcomer: row.get::<_, Option<bool>>(at(12))?.unwrap_or(false),
        comment,
    })
}

pub(in crate::store) fn find(connection: &Connection, id: CommentId) -> Result<Option<Moderated>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, {MORE_COLUMNS}, {IS_NEWCOMER} FROM comment {JOINS} WHERE comment.id = ? AND comment.status <> 'deleted'"
        ))?
        .query_row([id.as_i64()], moderated)
        .optional()
}

/// What others than this actor said on a site from one moment up to another, and can be read or waits; newest first.
pub(in crate::store) fn said_within(
    connection: &Connection,
    site: SiteId,
    but_by: ActorId,
    (since, until): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<Moderated>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, {MORE_COLUMNS}, {IS_NEWCOMER} FROM comment {JOINS}
             WHERE comment.id >= ? AND comment.id < ? AND comment.site = ? AND comment.actor IS NOT ? AND comment.status IN ('published', 'held')
             ORDER BY comment.id DESC LIMIT ?"
        ))?
        .query_map(
            params![CommentId::first_at(since).as_i64(), CommentId::first_at(until).as_i64(), site.0, but_by.as_i64(), limit],
            moderated,
        )?
        .collect()
}

/// Newest first.
pub(in crate::store) fn list(connection: &Connection, query: &ModeratedQuery) -> Result<Vec<Moderated>> {
    let Some((sql, values)) = sql(query) else { return Ok(Vec::new()) };
    connection.prepare(&sql)?.query_map(params_from_iter(values), moderated)?.collect()
}

/// None where nothing can be found: no site, or a search without a word.
fn sql(query: &ModeratedQuery) -> Option<(String, Vec<Value>)> {
    let mut conditions = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut condition = |text: String, value: Option<Value>| {
        conditions.push(text);
        values.extend(value);
    };
    let (from, id) = match &query.search {
        Some(typed) => match EmailAddress::parse(typed) {
            Ok(email) => {
                condition("comment.email = ? COLLATE NOCASE".into(), Some(Value::Text(email.as_str().to_owned())));
                ("comment", "comment.id")
            }
            Err(_) => {
                condition("comment_text MATCH ?".into(), Some(Value::Text(search::query(typed)?)));
                ("comment_text CROSS JOIN comment ON comment.id = comment_text.rowid", "comment_text.rowid")
            }
        },
        None => ("comment", "comment.id"),
    };
    condition(format!("{id} < ?"), Some(Value::Integer(query.after.map_or(i64::MAX, CommentId::as_i64))));
    let has_other_index = query.actor.is_some() || query.search.is_some() || !matches!(query.status, None | Some(Status::Published));
    match &query.sites[..] {
        [] => return None,
        [site] if !has_other_index => condition("comment.site = ?".into(), Some(Value::Integer(site.0))),
        // The plus keeps the index of another condition, or the order of the ids.
        sites => condition(format!("+comment.site IN ({})", ids(sites.iter().map(|site| site.0))), None),
    }
    match query.status {
        None => condition("comment.status <> 'deleted'".into(), None),
        Some(Status::Published) => condition("comment.status = 'published'".into(), None),
        // Twice, since SQLite must see that the partial index holds them all.
        Some(status) => condition("comment.status = ? AND comment.status <> 'published'".into(), Some(Value::Text(status.as_str().into()))),
    }
    if let Some(page) = query.page {
        condition("comment.page = ?".into(), Some(Value::Integer(page.0)));
    }
    if let Some(actor) = query.actor {
        condition("comment.actor = ?".into(), Some(Value::Integer(actor.as_i64())));
    }
    if query.unanswered {
        condition("comment.replies = 0 AND (comment.role IS NULL OR comment.role = 'member')".into(), None);
    }
    if query.links {
        condition("comment.links > 0".into(), None);
    }
    if query.newcomers {
        condition(IS_NEWCOMER.to_owned(), None);
    }
    values.push(Value::Integer(query.limit.into()));
    let sql = format!(
        "SELECT {COLUMNS}, {MORE_COLUMNS}, {IS_NEWCOMER} FROM {from} {JOINS} WHERE {} ORDER BY {id} DESC LIMIT ?",
        conditions.join(" AND ")
    );
    Some((sql, values))
}

/// How many comments wait, by site; sites where none does are left out.
pub(in crate::store) fn held_by_site(connection: &Connection) -> Result<Vec<(SiteId, u32)>> {
    connection
        .prepare_cached("SELECT site, count(*) FROM comment WHERE status = 'held' AND status <> 'published' GROUP BY site")?
        .query_map([], |row| Ok((SiteId(row.get(0)?), row.get(1)?)))?
        .collect()
}

/// What an actor has written on a site.
pub(in crate::store) fn person(connection: &Connection, site: SiteId, actor: ActorId) -> Result<Person> {
    let mut person = Person::default();
    let mut statement =
        connection.prepare_cached("SELECT status, count(*), min(id) FROM comment WHERE actor = ? AND +site = ? GROUP BY status")?;
    let mut rows = statement.query(params![actor.as_i64(), site.0])?;
    while let Some(row) = rows.next()? {
        let count: u32 = row.get(1)?;
        match Status::from_stored(row.get_ref(0)?.as_str()?) {
            Status::Published => person.published = count,
            Status::Held => person.held = count,
            Status::Spam => person.spam = count,
            Status::Removed => person.removed = count,
            Status::Deleted => continue,
        }
        let first = CommentId::from_i64(row.get(2)?).created_at();
        person.first_at = Some(person.first_at.map_or(first, |at| at.min(first)));
    }
    Ok(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(query: &ModeratedQuery) -> Vec<String> {
        let connection = Connection::open_in_memory().unwrap();
        for migration in super::super::migrations::MIGRATIONS {
            connection.execute_batch(migration).unwrap();
        }
        let (sql, values) = sql(query).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        statement.query_map(params_from_iter(values), |row| row.get(3)).unwrap().collect::<Result<_>>().unwrap()
    }

    /// A console that sorts a million comments for its first thirty is no console.
    #[test]
    fn lists_come_from_an_index_in_their_order() {
        let one = ModeratedQuery { sites: vec![SiteId(1)], ..ModeratedQuery::default() };
        let two = ModeratedQuery { sites: vec![SiteId(1), SiteId(2)], ..ModeratedQuery::default() };
        let queries = [
            (one.clone(), "SEARCH comment USING INDEX comment_of_site (site=? AND rowid<?)"),
            (
                ModeratedQuery { status: Some(Status::Held), ..one.clone() },
                "SEARCH comment USING INDEX comment_unpublished (status=? AND rowid<?)",
            ),
            (
                ModeratedQuery { status: Some(Status::Held), ..two.clone() },
                "SEARCH comment USING INDEX comment_unpublished (status=? AND rowid<?)",
            ),
            (two.clone(), "SEARCH comment USING INTEGER PRIMARY KEY (rowid<?)"),
            (
                ModeratedQuery { actor: Some(ActorId::from_random(1)), ..one.clone() },
                "SEARCH comment USING INDEX comment_of_actor (actor=? AND rowid<?)",
            ),
            (ModeratedQuery { search: Some("word".into()), ..one }, "SCAN comment_text VIRTUAL TABLE INDEX"),
        ];
        for (query, expected) in queries {
            let plan = plan(&query);
            assert!(plan[0].starts_with(expected), "{plan:?}");
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
        }
    }
}
