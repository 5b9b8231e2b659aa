//! Memory stays flat under load; `bench/soak` looks at the same for an hour.

use std::thread;

use crate::support::client::query;
use crate::support::{SITE, Server, Setup, draft};

const CLIENTS: u64 = 4;
const TURNS: u64 = 16;
/// The caches fill in them: snapshots, and what each connection of the database keeps.
const ROUNDS_BEFORE: u64 = 4;
const ROUNDS: u64 = 3;
/// For all the requests of the rounds: some 1,300 bytes that each of them left behind would show.
const MOST_GROWN_KIB: u64 = 3 * 1_024;

/// What some people do at the same time: each reads, posts, votes, asks for counts, and comes as somebody new.
fn round(server: &Server, number: u64) {
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || {
                let (visitor, other) = (server.visitor(), server.visitor());
                for turn in 0..TURNS {
                    let page = format!("/page-{client}-{turn}");
                    let key = [("page", page.as_str())];
                    let id = visitor.posts(&draft(&format!("{number} {client} {turn} {}", "many words ".repeat(100))).on(&page));
                    other.vote(&id, 1).json_of(200);
                    for sort in ["newest", "oldest", "top"] {
                        for limit in ["5", "50"] {
                            visitor.thread(&[key[0], ("sort", sort), ("limit", limit)]).json_of(200);
                        }
                    }
                    visitor.comment(&id).json_of(200);
                    visitor.get(&query("/api/v1/counts", &[("site", SITE), key[0]])).json_of(200);
                    visitor.get(&query("/api/v1/viewer", &[("site", SITE), key[0]])).json_of(200);
                    assert_eq!(visitor.thread(&[key[0], ("limit", "none")]).status, 422);
                }
            });
        }
    });
}

#[test]
fn memory_stays_flat_under_load() {
    let server = Setup::new().small_cache().start();
    for number in 0..ROUNDS_BEFORE {
        round(&server, number);
    }
    let before = server.memory_kib();
    for number in 0..ROUNDS {
        round(&server, ROUNDS_BEFORE + number);
    }
    let grown = server.memory_kib().saturating_sub(before);
    println!("{before} KiB, {grown} KiB more");
    assert!(grown < MOST_GROWN_KIB, "{grown} KiB more than the {before} KiB before {ROUNDS} rounds like those before");
}
