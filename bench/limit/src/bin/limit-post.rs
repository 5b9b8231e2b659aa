//! Takes a comment as JSON, inserts the row that Rejoinder would keep, and answers when it is on disk: `limit-post ADDRESS DATABASE`, where
//! the database is an empty one of Rejoinder's own, so that tables and indices are the same. One thread writes by group commit with
//! `synchronous=FULL`, and the pages and the log of Rejoinder's store/sqlite/open.rs. It does nothing else: no token, no limits, no rules, no
//! Markdown, no search index, no counters, no snapshot.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::web::{self, Data, Json};
use actix_web::{App, HttpResponse, HttpServer};
use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

/// As in Rejoinder's writer.
const QUEUE: usize = 1_024;
const GROUP: usize = 256;

#[derive(Deserialize)]
struct NewComment {
    site: String,
    page: Page,
    body: String,
    author: Author,
}

#[derive(Deserialize)]
struct Page {
    key: String,
}

#[derive(Deserialize)]
struct Author {
    name: String,
}

#[derive(Serialize)]
struct Posted {
    id: String,
    site: String,
    page: String,
    body: String,
}

/// A comment, and who is told its id after the commit.
struct Job {
    page: String,
    body: String,
    name: String,
    posted: oneshot::Sender<i64>,
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(database)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("usage: limit-post ADDRESS DATABASE");
    };
    let connection = open(&database)?;
    let (jobs, queue) = bounded(QUEUE);
    std::thread::spawn(move || {
        if let Err(error) = write(&connection, &queue) {
            eprintln!("the writer ended: {error}");
        }
    });
    HttpServer::new(move || App::new().app_data(Data::new(jobs.clone())).default_service(web::to(post))).bind(address)?.run().await?;
    Ok(())
}

fn open(database: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(database)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA cache_size = -8192;",
    )?;
    Ok(connection)
}

async fn post(jobs: Data<Sender<Job>>, Json(new): Json<NewComment>) -> HttpResponse {
    let (posted, committed) = oneshot::channel();
    if jobs.try_send(Job { page: new.page.key.clone(), body: new.body.clone(), name: new.author.name, posted }).is_err() {
        return HttpResponse::ServiceUnavailable().finish();
    }
    match committed.await {
        Ok(id) => HttpResponse::Created().json(Posted { id: id.to_string(), site: new.site, page: new.page.key, body: new.body }),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

fn write(connection: &Connection, queue: &Receiver<Job>) -> rusqlite::Result<()> {
    let (mut last_id, mut pages) = (0, HashMap::new());
    while let Ok(first) = queue.recv() {
        let mut posted = Vec::new();
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for job in std::iter::once(first).chain(queue.try_iter().take(GROUP - 1)) {
            last_id = next_id(last_id);
            let page = page_of(connection, &mut pages, &job.page)?;
            insert(connection, last_id, page, &job)?;
            posted.push((job.posted, last_id));
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        for (posted, id) in posted {
            // The asker may have gone away; the row stands all the same.
            let _ = posted.send(id);
        }
    }
    Ok(())
}

/// As Rejoinder's: milliseconds, then 20 bits that count.
fn next_id(last: i64) -> i64 {
    let millis = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as i64;
    last.max((millis << 20) - 1) + 1
}

/// Pages are made where there are none, and known by heart from then on.
fn page_of(connection: &Connection, pages: &mut HashMap<String, i64>, key: &str) -> rusqlite::Result<i64> {
    if let Some(page) = pages.get(key) {
        return Ok(*page);
    }
    connection.execute("INSERT INTO page (site, key) VALUES (1, ?)", [key])?;
    let page = connection.last_insert_rowid();
    pages.insert(key.to_owned(), page);
    Ok(page)
}

/// All that Rejoinder's row of a visitor's root has, in the words that were sent.
fn insert(connection: &Connection, id: i64, page: i64, job: &Job) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO comment (id, site, page, parent, root, depth, actor, kind, name, source, html, renderer, links, fingerprint, status,
                                  network, told_at)
             VALUES (?1, 1, ?5, NULL, ?1, 0, ?2, 'visitor', ?3, ?4, ?4, 1, 1, ?2, 'published', 1, ?1 >> 20)",
        )?
        // Actors and fingerprints lie anywhere in their indices.
        .execute(params![id, id.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64.cast_signed()), job.name, job.body, page])?;
    Ok(())
}
