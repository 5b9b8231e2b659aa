use std::io::Read;

use serde_json::json;

use crate::support::{Answer, Client, ORIGIN, PAGE, Server, draft};

/// A thread that is worth compressing.
fn long_thread(visitor: &Client) -> String {
    let posted: Vec<String> = (0..10).map(|n| visitor.says(&format!("{n}: {}", "many words ".repeat(20)))).collect();
    posted[9].clone()
}

fn accepting(client: &Client, codings: &str) -> Answer {
    client.with_header("accept-encoding", codings).thread(&[])
}

fn decoded(answer: &Answer) -> Vec<u8> {
    let mut plain = Vec::new();
    match answer.header("content-encoding") {
        Some("gzip") => drop(flate2::read::GzDecoder::new(&answer.bytes[..]).read_to_end(&mut plain).unwrap()),
        Some("br") => drop(brotli::Decompressor::new(&answer.bytes[..], 4_096).read_to_end(&mut plain).unwrap()),
        None => plain.clone_from(&answer.bytes),
        other => panic!("nobody asked for {other:?}"),
    }
    plain
}

#[test]
fn every_encoding_carries_the_same_bytes_under_a_tag_of_its_own() {
    let server = Server::start();
    let visitor = server.visitor();
    long_thread(&visitor);
    let plain = accepting(&visitor, "identity");
    let gzip = accepting(&visitor, "gzip");
    let brotli = accepting(&visitor, "gzip, deflate, br, zstd");
    let codings = [&plain, &gzip, &brotli].map(|answer| answer.header("content-encoding"));
    assert_eq!(codings, [None, Some("gzip"), Some("br")]);
    for answer in [&gzip, &brotli] {
        assert_eq!(decoded(answer), plain.bytes);
        assert!(answer.bytes.len() < plain.bytes.len() / 2);
    }
    let mut tags = [&plain, &gzip, &brotli].map(|answer| answer.header("etag").unwrap().to_owned());
    tags.sort();
    assert!(tags.windows(2).all(|pair| pair[0] != pair[1]), "{tags:?}");
    for answer in [&plain, &gzip, &brotli] {
        let vary = answer.header_list("vary").to_lowercase();
        assert!(vary.contains("accept-encoding") && vary.contains("origin"), "{vary}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
}

#[test]
fn a_coding_that_is_refused_is_not_sent() {
    let server = Server::start();
    let visitor = server.visitor();
    long_thread(&visitor);
    for (codings, expected) in [("br;q=0, gzip", Some("gzip")), ("br;q=0.0,gzip;q=0", None), ("", None), ("deflate, zstd", None)] {
        assert_eq!(accepting(&visitor, codings).header("content-encoding"), expected, "{codings}");
    }
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::start();
    let visitor = server.visitor();
    long_thread(&visitor);
    for codings in ["identity", "gzip", "br"] {
        let etag = accepting(&visitor, codings).header("etag").unwrap().to_owned();
        for seen in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}")] {
            let unchanged = accepting(&visitor.with_header("if-none-match", &seen), codings);
            assert_eq!((unchanged.status, unchanged.bytes.len()), (304, 0), "{codings} {seen}");
            assert_eq!(unchanged.header("etag"), Some(etag.as_str()));
            assert!(unchanged.header_list("vary").to_lowercase().contains("accept-encoding"));
        }
        let changed = accepting(&visitor.with_header("if-none-match", "\"other\""), codings);
        assert_eq!(changed.status, 200);
    }
}

#[test]
fn every_change_that_readers_can_see_has_a_new_tag() {
    let server = Server::start();
    let (visitor, other) = (server.visitor(), server.visitor());
    let mut tags = vec![visitor.thread(&[]).header("etag").unwrap().to_owned()];
    let mut changed = |what: &str| {
        let etag = visitor.thread(&[]).header("etag").unwrap().to_owned();
        assert!(!tags.contains(&etag), "{what} is not seen");
        tags.push(etag);
    };
    let root = visitor.says("root");
    changed("a comment");
    let reply = visitor.answers(&root, "reply");
    changed("a reply");
    visitor.edit(&root, "edited").json_of(200);
    changed("an edit");
    other.vote(&root, 1).json_of(200);
    changed("a vote");
    other.vote_on_page(PAGE, -1).json_of(200);
    changed("a vote on the page");
    visitor.delete(&root).json_of(200);
    changed("a deletion that leaves a place");
    visitor.answers(&root, "another");
    changed("a reply to it");
    visitor.delete(&reply).json_of(204);
    changed("a deletion");
}

#[test]
fn the_thread_is_the_same_for_every_viewer() {
    let server = Server::start();
    let (visitor, other) = (server.visitor(), server.visitor());
    let id = long_thread(&visitor);
    other.vote(&id, 1).json_of(200);
    let viewers = [
        server.client(),
        visitor.clone(),
        other.clone(),
        other.on_a_page_of(ORIGIN),
        visitor.with_header("accept-language", "de").with_header("cookie", "a=b").with_header("user-agent", "x"),
        visitor.with_token("nonsense"),
    ];
    let answers = viewers.map(|viewer| viewer.thread(&[]));
    for answer in &answers[1..] {
        assert_eq!((answer.status, &answer.bytes), (200, &answers[0].bytes));
        assert_eq!(answer.header("etag"), answers[0].header("etag"));
    }
    for answer in [visitor.comment(&id), other.comment(&id)] {
        assert_eq!(answer.bytes, server.client().comment(&id).bytes);
        assert!(!answer.text().contains("editable_until"));
    }
}

#[test]
fn views_of_one_thread_do_not_mix() {
    let server = Server::start();
    let visitor = server.visitor();
    for n in 0..3 {
        visitor.says(&n.to_string());
        visitor.posts(&draft(&n.to_string()).on("/elsewhere"));
    }
    for _ in 0..2 {
        for (parameters, count) in
            [(&[("sort", "top"), ("limit", "1")][..], 1), (&[("sort", "oldest"), ("limit", "2")], 2), (&[("page", "/elsewhere")], 3)]
        {
            let thread = visitor.thread(parameters).json_of(200);
            assert_eq!(thread["comments"].as_array().unwrap().len(), count, "{parameters:?}");
        }
    }
}

#[test]
fn whoever_was_told_that_it_is_written_reads_it() {
    let server = Server::start();
    let (visitor, reader) = (server.visitor(), server.client());
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (visitor, reader) = (visitor.clone(), reader.clone());
            scope.spawn(move || {
                for n in 0..15 {
                    let id = visitor.says(&format!("{writer}.{n}"));
                    let read = reader.thread(&[("limit", "100")]).text();
                    assert!(read.contains(&id), "{id} is acknowledged and not there");
                }
            });
        }
    });
    assert_eq!(reader.read()["page"]["comments"], 60);
}

#[test]
fn scripts_come_compressed_and_are_kept() {
    let server = Server::start();
    for path in ["/embed.js", "/count.js"] {
        let get = |coding| server.client().with_header("accept-encoding", coding).get(path);
        let plain = get("identity");
        assert!(plain.header("cache-control").unwrap().contains("max-age=300"));
        for coding in ["gzip", "br"] {
            let packed = get(coding);
            assert_eq!(packed.header("content-encoding"), Some(coding));
            assert_eq!(decoded(&packed), plain.bytes);
            let etag = packed.header("etag").unwrap();
            assert_ne!(Some(etag), plain.header("etag"));
            let again = server.client().with_header("accept-encoding", coding).with_header("if-none-match", etag).get(path);
            assert_eq!((again.status, again.bytes.len()), (304, 0));
        }
        assert_eq!(server.client().send("HEAD", path, None).status, 200);
    }
}

#[test]
fn counts_are_not_kept_and_not_private() {
    let server = Server::start();
    let visitor = server.visitor();
    assert_eq!(visitor.counts(&[PAGE]).header("cache-control"), Some("no-cache"));
    visitor.says("x");
    assert_eq!(visitor.counts(&[PAGE]).json_of(200)["counts"][0]["comments"], json!(1));
}
