//! Start, stop, and being killed.

use std::collections::HashMap;
use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::raw::{Socket, status};
use crate::support::{Client, Folder, PAGE, SITE, Server, Setup, database, draft, wait_for};

#[test]
fn health_and_readiness_are_answered_in_plain_text() {
    let server = Server::start();
    for (path, text) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = server.client().get(path);
        assert_eq!((answer.status, answer.text().as_str()), (200, text));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(server.client().send("HEAD", path, None).status, 200);
    }
}

#[test]
fn a_restart_keeps_everything() {
    let mut server = Server::start();
    let (visitor, other) = (server.visitor(), server.visitor());
    let id = visitor.posts(&draft("*x*").by("Mira"));
    other.vote(&id, 1).json_of(200);
    other.vote_on_page(PAGE, -1).json_of(200);
    let before = visitor.thread(&[]);
    assert!(server.stop().success());
    server.start_again();
    let after = server.client().thread(&[]);
    assert_eq!((after.text(), after.header("etag")), (before.text(), before.header("etag")));
}

#[test]
fn a_stop_folds_the_log_into_one_tidy_file() {
    let server = Server::start();
    server.visitor().says("x");
    let folder = server.into_folder();
    let mut names: Vec<_> = fs::read_dir(folder.data()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["rejoinder.db", "secrets.toml"]);
}

#[test]
fn a_stop_right_after_the_start_is_a_clean_one() {
    for _ in 0..5 {
        let mut server = Server::start();
        assert_eq!(server.terminate_at_once().code(), Some(0), "{}", server.log());
    }
}

#[test]
fn what_is_in_flight_is_finished_before_the_end() {
    let mut server = Server::start();
    let token = server.client().visitors(SITE).json_of(201)["token"].as_str().unwrap().to_owned();
    let body = draft("said while it was stopping").json().to_string();
    let (first_half, second_half) = body.split_at(20);
    let mut socket = Socket::connect(server.address());
    socket.send(
        format!(
            "POST /api/v1/comments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            body.len()
        )
        .as_bytes(),
    );
    socket.read_until("100 Continue");
    socket.send(first_half.as_bytes());
    server.terminate();
    let address = server.address();
    wait_for("no new connection to be accepted", || TcpStream::connect(address).is_err().then_some(()));
    socket.send(second_half.as_bytes());
    let answer = socket.read_until("created_at");
    assert_eq!(status(&answer), Some(201), "{answer}");
    let stopping = Instant::now();
    assert_eq!(server.ended().code(), Some(0), "{}", server.log());
    assert!(stopping.elapsed() < Duration::from_secs(10), "{:?}", stopping.elapsed());
    server.start_again();
    assert!(server.client().thread(&[]).text().contains("said while it was stopping"));
}

#[test]
fn an_idle_connection_does_not_hold_up_the_end() {
    let mut server = Server::start();
    let idle = server.client();
    idle.read();
    let _silent = Socket::connect(server.address());
    let started = Instant::now();
    assert_eq!(server.stop().code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

/// What a writer was told, and what it may have written without being told.
#[derive(Default)]
struct Ledger {
    acknowledged: Vec<String>,
    tried: Vec<String>,
}

fn write_until_killed(client: &Client, root: &str, name: &str, ledger: &Mutex<Ledger>) {
    for n in 0.. {
        let text = format!("{name}.{n}");
        ledger.lock().unwrap().tried.push(text.clone());
        let comment = if n % 2 == 0 { draft(&text) } else { draft(&text).answering(root) };
        match client.try_post(&comment) {
            Some(201) => ledger.lock().unwrap().acknowledged.push(text),
            Some(status) => panic!("{text}: {status}"),
            None => return,
        }
    }
}

fn count_by_source(database: &Path) -> HashMap<String, usize> {
    let connection = database::read_only(database);
    let mut statement = connection.prepare("SELECT source FROM comment").unwrap();
    let mut counts = HashMap::new();
    for source in statement.query_map([], |row| row.get::<_, String>(0)).unwrap() {
        *counts.entry(source.unwrap()).or_default() += 1;
    }
    counts
}

#[test]
fn ten_kills_under_eight_writers_lose_and_double_nothing_that_was_acknowledged() {
    let mut server = Server::start();
    let token = server.client().visitors(SITE).json_of(201)["token"].as_str().unwrap().to_owned();
    let root = server.client().with_token(&token).says("root");
    let ledger = Mutex::new(Ledger::default());
    let acknowledged = || ledger.lock().unwrap().acknowledged.len();
    for kill in 0..10 {
        let goal = acknowledged() + 5 + 7 * (kill % 4);
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let (client, name) = (server.client().with_token(&token), format!("{kill}.{writer}"));
                let (root, ledger) = (&root, &ledger);
                scope.spawn(move || write_until_killed(&client, root, &name, ledger));
            }
            wait_for("comments to be acknowledged", || (acknowledged() >= goal).then_some(()));
            server.kill();
        });
        assert_eq!(database::integrity(&server.folder().database()), "ok");
        let restarting = Instant::now();
        server.start_again();
        wait_for("the server to be ready", || (server.client().get("/readyz").status == 200).then_some(()));
        assert!(restarting.elapsed() < Duration::from_secs(10), "ready after {:?}", restarting.elapsed());
    }
    let found = count_by_source(&server.folder().database());
    let ledger = ledger.into_inner().unwrap();
    let lost: Vec<_> = ledger.acknowledged.iter().filter(|text| !found.contains_key(*text)).collect();
    let doubled: Vec<_> = ledger.tried.iter().filter(|text| found.get(*text).is_some_and(|count| *count > 1)).collect();
    assert_eq!((lost.len(), doubled.len()), (0, 0), "lost {lost:?}, doubled {doubled:?}");
    assert_eq!(database::wrong_counters(&server.folder().database()), [""; 0]);
    assert_eq!(server.client().read()["page"]["comments"], json!(found.len()));
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn nobody_else_on_the_machine_can_read_the_data() {
    let folder = Server::start().into_folder();
    assert_eq!(format!("{:o}", mode(&folder.data())), "700");
    assert_eq!(format!("{:o}", mode(&folder.data().join("secrets.toml"))), "600");
}

#[test]
fn secrets_that_others_can_read_are_refused() {
    let folder = Server::start().into_folder();
    let secrets = folder.data().join("secrets.toml");
    for exposed in [0o644, 0o640, 0o604] {
        set_mode(&secrets, exposed);
        let line = folder.run(&["serve"]).failure(1);
        assert!(line.contains("secrets.toml") && line.contains("chmod 600"), "{line}");
    }
    set_mode(&secrets, 0o600);
    Server::start_in(folder).client().read();
}

#[test]
fn damaged_secrets_are_refused_and_not_shown() {
    let folder = Server::start().into_folder();
    let secrets = folder.data().join("secrets.toml");
    for damaged in ["token_key = \"c2VjcmV0d29yZHM\"\nnetwork_key = \"x\"\n", "c2VjcmV0d29yZHM", ""] {
        fs::write(&secrets, damaged).unwrap();
        let line = folder.run(&["serve"]).failure(1);
        assert!(line.contains("secrets.toml") && !line.contains("c2VjcmV0d29yZHM"), "{line}");
        assert_eq!(fs::read_to_string(&secrets).unwrap(), damaged);
    }
}

/// Neither command touches a file that it cannot use.
fn assert_refused(folder: &Folder, expected: &str) {
    let before = fs::read(folder.database()).unwrap();
    for arguments in [&["serve"][..], &["site", "list"]] {
        let line = folder.run(arguments).failure(1);
        assert!(line.contains("rejoinder.db") && line.contains(expected), "{line}");
        assert!(fs::read(folder.database()).unwrap() == before, "{arguments:?} changed the file");
    }
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let folder = Server::start().into_folder();
    database::write(&folder.database(), "PRAGMA user_version = 999");
    assert_refused(&folder, "newer version");
}

#[test]
fn a_database_of_another_program_is_refused() {
    let folder = Setup::new().prepare();
    fs::remove_file(folder.database()).unwrap();
    let connection = rusqlite::Connection::open(folder.database()).unwrap();
    connection.execute_batch("CREATE TABLE bookmarks (url TEXT)").unwrap();
    drop(connection);
    assert_refused(&folder, "another program");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = Setup::new().prepare();
    for damaged in [vec![b'x'; 20_000], b"SQLite format 3\0".repeat(100)] {
        fs::write(folder.database(), damaged).unwrap();
        assert_refused(&folder, "cannot be opened as a database");
    }
}

#[test]
fn an_address_in_use_is_named() {
    let server = Server::start();
    let folder = Folder::with_config(&format!("[server]\nlisten = \"{}\"\n\n[log]\nlevel = \"warn\"\n", server.address()));
    let line = folder.run(&["serve"]).failure(1);
    assert!(line.contains(&server.address().to_string()), "{line}");
}
