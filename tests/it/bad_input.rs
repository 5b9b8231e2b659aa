//! Whatever is sent: an answer that names what is wrong, and a server that goes on.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Client, ORIGIN, PAGE, SITE, Server, Setup, draft, query};

/// A server that must still be well at the end of the test.
struct Harassed {
    server: Server,
    visitor: Client,
}

impl Harassed {
    fn start() -> Self {
        Self::of(Setup::new())
    }

    fn of(setup: Setup) -> Self {
        let server = setup.start();
        Self { visitor: server.visitor(), server }
    }
}

impl Drop for Harassed {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let id = self.visitor.says("still here");
            assert_eq!(self.visitor.comment(&id).status, 200);
            let log = self.server.log();
            assert!(!log.contains("ERROR") && !log.contains("panicked"), "{log}");
        }
    }
}

#[test]
fn an_unknown_site_is_named_by_every_call() {
    let harassed = Harassed::start();
    let page = json!({"key": PAGE});
    let read = |path| harassed.visitor.get(&query(path, &[("site", "nowhere"), ("page", PAGE)]));
    for path in ["/api/v1/thread", "/api/v1/counts", "/api/v1/viewer"] {
        read(path).field_problem(404, "unknown_site", "site");
    }
    for (method, path, body) in [
        ("POST", "/api/v1/comments", json!({"site": "nowhere", "page": page, "body": "x"})),
        ("PUT", "/api/v1/pages/vote", json!({"site": "nowhere", "page": page, "value": 1})),
        ("POST", "/api/v1/preview", json!({"site": "nowhere", "body": "x"})),
        ("POST", "/api/v1/visitors", json!({"site": "nowhere"})),
        ("POST", "/api/v1/visitors", json!({"site": "../../etc"})),
        ("POST", "/api/v1/visitors", json!({"site": ""})),
    ] {
        harassed.visitor.send(method, path, Some(&body)).field_problem(404, "unknown_site", "site");
    }
}

#[test]
fn a_foreign_origin_is_refused_by_every_call_and_changes_nothing() {
    let harassed = Harassed::start();
    let id = harassed.visitor.says("x");
    let origins = ["https://evil.example", "https://blog.example.evil.example", "http://blog.example", "https://blog.example:444", "null"];
    let malformed = ["https://blog.example:99999", "https://blog.example/", "blog.example", "*", "https://BLOG.example"];
    for origin in origins.into_iter().chain(malformed) {
        let foreign = harassed.visitor.on_a_page_of(origin);
        for answer in [
            foreign.thread(&[]),
            foreign.comment(&id),
            foreign.replies(&id, &[]),
            foreign.viewer(),
            foreign.counts(&[PAGE]),
            foreign.preview("x"),
            foreign.visitors(SITE),
            foreign.post(&draft("y")),
            foreign.edit(&id, "y"),
            foreign.delete(&id),
            foreign.vote(&id, 1),
            foreign.vote_on_page(PAGE, 1),
        ] {
            answer.problem(403, "origin_not_allowed");
            assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
        }
    }
    let thread = harassed.visitor.read();
    assert_eq!((&thread["page"]["comments"], &thread["page"]["points"]["up"]), (&json!(1), &json!(0)));
}

#[test]
fn a_parent_must_be_there_and_on_the_same_page() {
    let harassed = Harassed::of(Setup::new().site("shop", "https://shop.example"));
    let visitor = &harassed.visitor;
    let elsewhere = visitor.posts(&draft("x").on("/elsewhere"));
    let shopper = harassed.server.client().as_visitor_of("shop");
    let other_site = shopper.posts(&draft("x").with("site", json!("shop")));
    visitor.post(&draft("y").answering("0cm4q3k1g8000")).field_problem(422, "unknown_parent", "parent");
    visitor.post(&draft("y").answering(&other_site)).field_problem(422, "unknown_parent", "parent");
    visitor.post(&draft("y").answering(&elsewhere)).field_problem(422, "parent_on_other_page", "parent");
    for malformed in ["x", "0", "zzzzzzzzzzzzz", "vvvvvvvvvvvvv", "0cm4q3k1g8000 ", "0cm4q3k1g800000", "☃"] {
        visitor.post(&draft("y").answering(malformed)).field_problem(422, "invalid_request", "parent");
    }
    visitor.post(&draft("y").with("parent", json!(12))).field_problem(422, "invalid_request", "parent");
    assert_eq!(visitor.read()["page"]["comments"], 0);
}

#[test]
fn a_body_needs_something_to_read_and_must_fit() {
    let harassed = Harassed::start();
    for (body, expected) in [
        (String::new(), "empty"),
        (" \n\t ".to_owned(), "empty"),
        ("\u{200B}\u{2060}\u{3164}".to_owned(), "empty"),
        ("x".repeat(5_001), "at most 5000"),
        ("a\u{0}b".to_owned(), "U+0000"),
        ("a\u{1B}[31mb".to_owned(), "U+001B"),
    ] {
        let message = harassed.visitor.post(&draft(&body)).field_problem(422, "invalid_request", "body");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn names_of_control_or_invisible_characters_are_refused() {
    let harassed = Harassed::start();
    let long = "n".repeat(81);
    for name in
        ["\u{0}", "\u{7}bell", "\u{200B}", "\u{3164}", "Mira\u{202E}evil", "\u{2066}Mira", "Mi\u{AD}ra", "\u{FFFD}", "\u{E000}", &long]
    {
        harassed.visitor.post(&draft("x").by(name)).field_problem(422, "invalid_request", "author.name");
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let harassed = Harassed::start();
    let everything = json!({
        "site": SITE, "page": {"key": " ", "url": "https://evil.example/post"}, "parent": "x", "body": "",
        "author": {"name": "\u{200B}", "email": "mira", "website": "javascript:alert(1)"}
    });
    let answer = harassed.visitor.send("POST", "/api/v1/comments", Some(&everything));
    for field in ["page.key", "page.url", "parent", "body", "author.name", "author.email", "author.website"] {
        answer.field_problem(422, "invalid_request", field);
    }
}

#[test]
fn fields_of_another_type_unknown_fields_and_missing_fields_are_named() {
    let harassed = Harassed::start();
    for (field, value) in [
        ("body", json!(5)),
        ("body", json!(null)),
        ("site", json!(["blog"])),
        ("page", json!("/post")),
        ("author", json!("Mira")),
        ("admin", json!(true)),
        ("badge", json!("Author")),
    ] {
        let answer = harassed.visitor.post(&draft("x").with(field, value));
        assert!((400..500).contains(&answer.status) && answer.text().contains(field), "{field}: {}", answer.text());
        answer.problem(answer.status, answer.json()["code"].as_str().unwrap());
    }
    for field in ["site", "page", "body"] {
        let mut without = draft("x").json().clone();
        without.as_object_mut().unwrap().remove(field);
        let answer = harassed.visitor.send("POST", "/api/v1/comments", Some(&without));
        assert!((400..500).contains(&answer.status) && answer.text().contains(&format!("`{field}`")), "{field}: {}", answer.text());
    }
}

#[test]
fn nobody_sets_what_is_not_theirs_to_set() {
    let harassed = Harassed::start();
    for field in ["id", "created_at", "votes", "html", "deleted", "actor", "depth", "root"] {
        let answer = harassed.visitor.post(&draft("x").with(field, json!("x")));
        assert!((400..500).contains(&answer.status), "{field} was taken: {}", answer.text());
    }
}

#[test]
fn json_that_is_none_is_refused() {
    let harassed = Harassed::start();
    let broken: [&[u8]; 16] = [
        b"",
        b" ",
        b"{",
        b"nul",
        b"x",
        b"\"x\"",
        b"12",
        b"{\"site\":}",
        b"{'site':'blog'}",
        b"{\"site\":\"blog\",}",
        b"{\"site\":\"blog\"} trailing",
        b"{\"site\":\"blog\"}{\"site\":\"blog\"}",
        b"{\"site\":\"blog\",\"site\":\"blog\"}",
        b"\xEF\xBB\xBF{\"site\":\"blog\"}",
        b"{\"site\":NaN}",
        b"{\"site\":1e999}",
    ];
    for bytes in broken {
        let answer = harassed.visitor.send_bytes("POST", "/api/v1/visitors", Some(("application/json", bytes.to_vec())));
        assert!([400, 422].contains(&answer.status), "{}: {}", String::from_utf8_lossy(bytes), answer.text());
        answer.problem(answer.status, if answer.status == 400 { "malformed_json" } else { "invalid_request" });
    }
}

#[test]
fn an_object_is_not_to_be_sent_as_a_list() {
    let harassed = Harassed::start();
    let answer = harassed.visitor.send("POST", "/api/v1/visitors", Some(&json!([SITE])));
    assert!([400, 422].contains(&answer.status), "{}: {}", answer.status, answer.text());
}

#[test]
fn bytes_that_are_no_utf_8_and_lone_surrogates_are_refused() {
    let harassed = Harassed::start();
    for text in [&b"\xFF"[..], b"\xC3", b"\xED\xA0\x80", b"\\ud800", b"\\udc00\\ud800", b"\\ud83d x", b"\\u12", b"\n", b"\\x41"] {
        let bytes = [&b"{\"site\":\"blog\",\"page\":{\"key\":\"/a\"},\"body\":\""[..], text, b"\"}"].concat();
        let answer = harassed.visitor.send_bytes("POST", "/api/v1/comments", Some(("application/json", bytes)));
        answer.problem(400, "malformed_json");
    }
    harassed.visitor.get("/api/v1/thread?site=blog&page=%FF").field_problem(422, "invalid_request", "page");
    harassed.visitor.get("/api/v1/thread?site=%FF&page=a").field_problem(404, "unknown_site", "site");
}

#[test]
fn numbers_that_are_no_votes_are_refused() {
    let harassed = Harassed::start();
    let id = harassed.visitor.says("x");
    let voter = harassed.server.visitor();
    for value in ["2", "-2", "9223372036854775808", "1e999", "1.5", "NaN", "\"1\"", "true", "null", "[]", "1e400"] {
        for path in [format!("/api/v1/comments/{id}/vote"), "/api/v1/pages/vote".to_owned()] {
            let body = if path.contains("pages") {
                format!(r#"{{"site":"blog","page":{{"key":"{PAGE}"}},"value":{value}}}"#)
            } else {
                format!(r#"{{"value":{value}}}"#)
            };
            let answer = voter.send_bytes("PUT", &path, Some(("application/json", body.into_bytes())));
            match answer.status {
                400 => drop(answer.problem(400, "malformed_json")),
                _ => drop(answer.field_problem(422, "invalid_request", "value")),
            }
        }
    }
    assert_eq!(voter.read()["page"]["points"], json!({"up": 0, "down": 0, "points": 0}));
}

#[test]
fn only_json_is_taken() {
    let harassed = Harassed::start();
    let body = json!({"site": SITE}).to_string().into_bytes();
    let send = |media_type| harassed.visitor.send_bytes("POST", "/api/v1/visitors", Some((media_type, body.clone())));
    for media_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", "json", ""]
    {
        send(media_type).problem(415, "unsupported_media_type");
    }
    for media_type in ["application/json; charset=utf-8", "Application/JSON"] {
        send(media_type).json_of(201);
    }
}

#[test]
fn nesting_without_end_is_refused() {
    let harassed = Harassed::start();
    let send = |text: String| harassed.visitor.send_bytes("POST", "/api/v1/visitors", Some(("application/json", text.into_bytes())));
    for text in [
        "[".repeat(60_000),
        "{\"site\":".repeat(8_000),
        format!("{{\"x\":{}", "[".repeat(60_000)),
        format!("{{\"site\":{}", "[".repeat(60_000)),
    ] {
        let answer = send(text);
        assert!([400, 422].contains(&answer.status), "{}", answer.text());
    }
    send("[".repeat(100_000)).problem(413, "body_too_large");
    send(format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000))).problem(413, "body_too_large");
}

#[test]
fn markdown_made_to_be_slow_or_deep_is_answered_quickly() {
    let harassed = Harassed::of(Setup::new().site_flags(&["--max-length", "10000"]));
    for piece in [
        ">", "[", "*", "_", "`", "<", "![", "[^", "|", "#", "- ", "* a ", "1. ", "\\", "&", "(", "~~", "**a ", "[a](", "<a ", "> - ", "a|",
        "\n>", "http://", "@a.",
    ] {
        let text: String = piece.chars().cycle().take(10_000).collect();
        let started = Instant::now();
        let answer = harassed.visitor.preview(&text);
        assert!(started.elapsed() < Duration::from_secs(8), "{piece:?} took {:?}", started.elapsed());
        match answer.status {
            200 => drop(answer.json_of(200)),
            _ => drop(answer.field_problem(422, "invalid_request", "body")),
        }
    }
    let message = harassed.visitor.post(&draft(&">".repeat(10_000))).field_problem(422, "invalid_request", "body");
    assert!(message.contains("levels"), "{message}");
}

#[test]
fn a_query_must_be_whole_and_unambiguous() {
    let harassed = Harassed::start();
    let long = "p".repeat(513);
    for (address, field) in [
        ("/api/v1/thread", "site"),
        ("/api/v1/thread?site=blog", "page"),
        ("/api/v1/thread?site=blog&page=", "page"),
        ("/api/v1/thread?site=blog&page=+a", "page"),
        ("/api/v1/thread?site=blog&page=%00", "page"),
        (&format!("/api/v1/thread?site=blog&page={long}"), "page"),
        ("/api/v1/thread?site=blog&page=a&page=b", "page"),
        ("/api/v1/thread?site=blog&page=a&p%61ge=a", "page"),
        ("/api/v1/thread?site=blog&site=blog&page=a", "site"),
        ("/api/v1/thread?site=blog&page=a&sort=top&sort=newest", "sort"),
        ("/api/v1/thread?site=blog&page=a&limit=1&limit=2", "limit"),
        ("/api/v1/viewer?site=blog&page=a&page=a", "page"),
        ("/api/v1/viewer?site=blog", "page"),
        ("/api/v1/counts?page=a", "site"),
        ("/api/v1/counts?site=blog&site=shop&page=a", "site"),
    ] {
        harassed.visitor.get(address).field_problem(422, "invalid_request", field);
    }
}

#[test]
fn sorts_and_limits_outside_of_what_there_is_are_refused() {
    let harassed = Harassed::start();
    let root = harassed.visitor.says("x");
    for sort in ["", "best", "NEWEST", "newest;drop table comment"] {
        let message = harassed.visitor.thread(&[("sort", sort)]).field_problem(422, "invalid_request", "sort");
        assert!(message.contains("newest, oldest or top"), "{message}");
    }
    for limit in ["0", "101", "-1", "abc", "", "1.5", "1e1", "99999999999999999999", "٣"] {
        let message = harassed.visitor.thread(&[("limit", limit)]).field_problem(422, "invalid_request", "limit");
        assert!(message.contains("1 to 100"), "{message}");
        harassed.visitor.replies(&root, &[("limit", limit)]).field_problem(422, "invalid_request", "limit");
    }
}

#[test]
fn cursors_that_are_none_or_of_another_sort_are_refused() {
    let harassed = Harassed::start();
    let root = harassed.visitor.says("a");
    harassed.visitor.says("b");
    for sort in ["newest", "oldest", "top"] {
        let page = harassed.visitor.thread(&[("sort", sort), ("limit", "1")]).json_of(200);
        let next = page["next"].as_str().unwrap();
        for other in ["newest", "oldest", "top"] {
            let answer = harassed.visitor.thread(&[("sort", other), ("after", next)]);
            if other == sort { drop(answer.json_of(200)) } else { drop(answer.field_problem(422, "invalid_request", "after")) }
        }
    }
    let long = "n.".repeat(2_000);
    for after in
        ["", "x", "n.", "n.x", "t.1.2", "t.x.1.0cm4q3k1g8000", "t.1.-1.0cm4q3k1g8000", "n.0cm4q3k1g8000.1", "' OR 1=1", &root, &long]
    {
        harassed.visitor.thread(&[("after", after), ("sort", "newest")]).field_problem(422, "invalid_request", "after");
        harassed.visitor.replies(&root, &[("after", after)]).field_problem(422, "invalid_request", "after");
    }
    for extreme in ["t.9223372036854775807.4294967295.7vvvvvvvvvvvu", "t.-9223372036854775808.0.0000000000000"] {
        let answer = harassed.visitor.thread(&[("after", extreme), ("sort", "top")]);
        assert!([200, 422].contains(&answer.status), "{}", answer.text());
    }
}

#[test]
fn ids_that_do_not_exist_or_are_none_are_unknown_comments() {
    let harassed = Harassed::start();
    let long = "0".repeat(3_000);
    for id in [
        "0cm4q3k1g8000",
        "x",
        "-1",
        "1",
        "vvvvvvvvvvvvv",
        "0000000000000",
        "%00",
        "%E2%98%83",
        "%FF",
        "' OR 1=1".replace(' ', "%20").as_str(),
        &long,
    ] {
        for answer in [
            harassed.visitor.comment(id),
            harassed.visitor.replies(id, &[]),
            harassed.visitor.edit(id, "x"),
            harassed.visitor.delete(id),
            harassed.visitor.vote(id, 1),
        ] {
            answer.field_problem(404, "unknown_comment", "id");
        }
    }
}

#[test]
fn a_method_an_address_does_not_take_is_refused_with_those_it_does() {
    let harassed = Harassed::start();
    for (path, method, allowed) in [
        ("/api/v1/thread?site=blog&page=a", "POST", "GET"),
        ("/api/v1/comments", "GET", "POST"),
        ("/api/v1/comments/0cm4q3k1g8000", "PUT", "GET, PATCH, DELETE"),
        ("/api/v1/comments/0cm4q3k1g8000/vote", "POST", "PUT"),
        ("/api/v1/comments/0cm4q3k1g8000/replies", "DELETE", "GET"),
        ("/api/v1/visitors", "TRACE", "POST"),
        ("/api/v1/visitors", "BREW", "POST"),
        ("/openapi.json", "DELETE", "GET"),
        ("/embed.js", "POST", "GET, HEAD"),
        ("/healthz", "POST", "GET, HEAD"),
    ] {
        let answer = harassed.visitor.send(method, path, None);
        answer.problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}");
    }
}

#[test]
fn nothing_is_at_an_unknown_address() {
    let harassed = Harassed::start();
    for path in [
        "/",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/thread",
        "/api/v1/thread/",
        "/api/v1/comments/",
        "/demo/",
        "/admin.html",
        "/console.html",
        "/console.js",
        "/api/v1/admin",
        "/api/v1/admin/",
        "/api/v1/admin/nothing",
        "/embed.js.map",
        "/SOURCES.sha256",
        "/embed.js/..%2fsecrets.toml",
        "/..%2f..%2fetc/passwd",
        "/%00",
        "//embed.js",
        "/rejoinder.db",
        "/.git/config",
    ] {
        for method in ["GET", "POST", "DELETE"] {
            harassed.visitor.send(method, path, None).problem(404, "not_found");
        }
    }
}

#[test]
fn a_page_elsewhere_cannot_be_linked_to() {
    let harassed = Harassed::start();
    for url in [
        "https://evil.example/",
        "javascript:alert(1)",
        "//evil.example",
        "https://blog.example@evil.example/",
        "https://u:p@blog.example/",
        "/post",
    ] {
        let page = json!({"key": PAGE, "url": url});
        harassed.visitor.post(&draft("x").with("page", page.clone())).field_problem(422, "invalid_request", "page.url");
        let vote = json!({"site": SITE, "page": page, "value": 1});
        harassed.visitor.send("PUT", "/api/v1/pages/vote", Some(&vote)).field_problem(422, "invalid_request", "page.url");
    }
    assert_eq!(harassed.visitor.read()["page"]["url"], Value::Null);
}

#[test]
fn what_the_browser_of_an_allowed_page_sends_is_judged_like_anything_else() {
    let harassed = Harassed::start();
    let page = harassed.visitor.on_a_page_of(ORIGIN);
    let answer = page.post(&draft(""));
    answer.field_problem(422, "invalid_request", "body");
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN), "the widget must be able to read why");
}
