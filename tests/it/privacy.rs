//! Neither an address nor anything made of one leaves the server.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{Answer, PAGE, SITE, Server, Setup, database, draft, tokens};

const EMAIL: &str = "mira.halvorsen@mail.example";
const EMAIL_MD5: &str = "db8ed2e44567e42f9228ee9b4e5b58f9";
const EMAIL_SHA1: &str = "fbb2242d15fa258ed3f58a0cd1fa690ea4404be3";
const CLIENT: &str = "203.0.113.77";
const CLIENT_MD5: &str = "4f1c7b94022370528bcf34e55f8dd678";
const CLIENT_SHA1: &str = "d90b45918f897c2d93873d3e5a02a40b8e7f43aa";
const PEER: &str = "127.0.0.1";
const PEER_MD5: &str = "f528764d624db129b32c21fbca0cb8d6";
const PEER_SHA1: &str = "4b84b15bff6ee5796152495a230e45e3d7e947d9";

/// Everything that would give an address away, in lower case.
fn traces() -> Vec<String> {
    let mut traces = vec![EMAIL.to_owned(), "halvorsen@".to_owned(), "mail.example".to_owned(), CLIENT.to_owned(), PEER.to_owned()];
    for hash in [EMAIL_MD5, EMAIL_SHA1, CLIENT_MD5, CLIENT_SHA1, PEER_MD5, PEER_SHA1] {
        traces.push(hash[..12].to_owned());
    }
    for text in [EMAIL, CLIENT, PEER] {
        traces.push(HEXLOWER.encode(&Sha256::digest(text))[..12].to_owned());
        traces.push(BASE64.encode(text.as_bytes()).trim_end_matches('=').to_lowercase());
    }
    traces
}

#[track_caller]
fn assert_silent(text: &str, what: &str) {
    let text = text.to_lowercase();
    for trace in traces() {
        assert!(!text.contains(&trace), "{what} holds {trace}: {text}");
    }
}

/// Everything people do, with an address typed and another seen; all that was answered.
fn a_conversation(server: &Server) -> Vec<Answer> {
    let client = server.client().with_header("x-forwarded-for", CLIENT);
    let minted = client.visitors(SITE);
    let visitor = client.with_token(minted.json_of(201)["token"].as_str().unwrap());
    let other = client.as_visitor_of(SITE);
    let author = json!({"name": "Mira", "email": EMAIL, "website": "mira.example"});
    let posted = visitor.post(&draft("hello").with("author", author.clone()));
    let id = posted.json_of(201)["id"].as_str().unwrap().to_owned();
    let reply = other.post(&draft("reply").with("author", author.clone()).answering(&id));
    vec![
        minted,
        posted,
        reply,
        visitor.edit(&id, "edited"),
        other.vote(&id, 1),
        other.vote_on_page(PAGE, 1),
        client.thread(&[]),
        client.comment(&id),
        client.replies(&id, &[]),
        visitor.viewer(),
        client.counts(&[PAGE]),
        client.preview("x"),
        other.edit(&id, "x"),
        visitor.vote(&id, 1),
        visitor.post(&draft("").with("author", author)),
        visitor.post(&draft("x").with("author", json!({"name": "\u{200B}", "email": format!("<{EMAIL}>")}))),
        visitor.delete(&id),
        client.thread(&[]),
    ]
}

fn proxied() -> Server {
    Setup::new().server("trusted_proxies = [\"127.0.0.1/32\"]").log_level("debug").start()
}

#[test]
fn no_answer_tells_an_address() {
    let server = proxied();
    for answer in a_conversation(&server) {
        assert_silent(&answer.text(), "a body");
        assert_silent(&format!("{:?}", answer.headers), "a header");
        if let Some(token) = answer.text().split("\"token\":\"").nth(1) {
            let claims = token.split('.').nth(1).unwrap();
            assert_silent(&String::from_utf8(BASE64URL_NOPAD.decode(claims.as_bytes()).unwrap()).unwrap(), "a token");
        }
    }
}

#[test]
fn no_log_line_tells_an_address_or_a_secret() {
    let mut server = proxied();
    let address = server.address().to_string();
    let answers = a_conversation(&server);
    let token = answers[0].json()["token"].as_str().unwrap().to_owned();
    server.stop();
    let log = server.log();
    assert!(log.contains("/api/v1/comments"), "requests are logged: {log}");
    // Where it listens is no reader's address.
    assert_silent(&log.replace(&address, ""), "the log");
    assert!(!log.contains(&token), "a token stands in the log");
    let secrets = std::fs::read_to_string(server.folder().data().join("secrets.toml")).unwrap();
    for secret in secrets.split('"').skip(1).step_by(2) {
        assert!(!log.contains(secret), "a secret stands in the log");
    }
    assert!(!log.contains(&HEXLOWER.encode(&tokens::key(server.folder()))));
}

#[test]
fn the_database_holds_no_network_address_and_forgets_the_mail_address_of_what_is_deleted() {
    let server = proxied();
    a_conversation(&server);
    let connection = database::read_only(&server.folder().database());
    let rows = |sql: &str| -> String {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            let values: Vec<_> = (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column).unwrap()).collect();
            Ok(format!("{values:?}"))
        };
        statement.query_map([], row).unwrap().map(Result::unwrap).collect()
    };
    let all: String = ["site", "page", "comment", "vote", "page_vote"].map(|table| rows(&format!("SELECT * FROM {table}"))).concat();
    assert!(!all.contains(CLIENT) && !all.contains(PEER), "{all}");
    let deleted = rows("SELECT * FROM comment WHERE deleted_at IS NOT NULL");
    assert!(!deleted.is_empty());
    assert_silent(&deleted, "what is left of a deleted comment");
    assert!(!deleted.contains("Mira") && !deleted.contains("edited"), "{deleted}");
}
