use crate::support::{Answer, Client, ORIGIN, PAGE, SITE, Server, Setup, draft};

fn preflight(client: &Client, path: &str, method: &str) -> Answer {
    let asking = client.with_header("access-control-request-method", method);
    asking.with_header("access-control-request-headers", "authorization,content-type").send("OPTIONS", path, None)
}

fn assert_readable_by(answer: &Answer, origin: &str) {
    assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{answer:?}");
    assert!(answer.header_list("vary").to_lowercase().contains("origin"), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-credentials"), None, "{answer:?}");
}

#[test]
fn every_answer_to_a_page_of_the_site_can_be_read_there_and_nowhere_else() {
    let server = Server::start();
    let page = server.visitor().on_a_page_of(ORIGIN);
    let id = page.says("x");
    for answer in [
        page.thread(&[]),
        page.comment(&id),
        page.replies(&id, &[]),
        page.viewer(),
        page.counts(&[PAGE]),
        page.preview("x"),
        page.visitors(SITE),
        page.post(&draft("y")),
        page.edit(&id, "z"),
        page.vote_on_page(PAGE, 1),
        page.delete(&id),
        page.comment("unknown"),
        page.get("/api/v1/nothing"),
        page.with_token("nonsense").viewer(),
    ] {
        assert_readable_by(&answer, ORIGIN);
    }
}

#[test]
fn a_304_can_be_read_too() {
    let server = Server::start();
    let page = server.client().on_a_page_of(ORIGIN);
    let etag = page.thread(&[]).header("etag").unwrap().to_owned();
    let unchanged = page.with_header("if-none-match", &etag).thread(&[]);
    assert_eq!(unchanged.status, 304);
    assert_readable_by(&unchanged, ORIGIN);
}

#[test]
fn a_browser_may_ask_beforehand_for_every_write() {
    let server = Server::start();
    let page = server.client().on_a_page_of(ORIGIN);
    for (path, method) in [
        ("/api/v1/comments", "POST"),
        ("/api/v1/comments/0cm4q3k1g8000", "PATCH"),
        ("/api/v1/comments/0cm4q3k1g8000", "DELETE"),
        ("/api/v1/comments/0cm4q3k1g8000/vote", "PUT"),
        ("/api/v1/pages/vote", "PUT"),
        ("/api/v1/viewer", "GET"),
    ] {
        let answer = preflight(&page, path, method);
        assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
        assert_readable_by(&answer, ORIGIN);
        assert!(answer.header_list("access-control-allow-methods").contains(method), "{answer:?}");
        let headers = answer.header_list("access-control-allow-headers").to_lowercase();
        assert!(headers.contains("authorization") && headers.contains("content-type"), "{answer:?}");
        let age: u32 = answer.header("access-control-max-age").unwrap().parse().unwrap();
        assert!((1..=7_200).contains(&age), "{age}");
    }
}

#[test]
fn a_foreign_page_is_not_let_through_beforehand() {
    let server = Server::start();
    for origin in ["https://evil.example", "null", "https://blog.example.evil.example"] {
        let answer = preflight(&server.client().on_a_page_of(origin), "/api/v1/comments", "POST");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}: {answer:?}");
    }
}

#[test]
fn a_page_of_one_site_cannot_use_another() {
    let server = Setup::new().site("shop", "https://shop.example").start();
    let shop = server.visitor().on_a_page_of("https://shop.example");
    shop.thread(&[]).problem(403, "origin_not_allowed");
    shop.post(&draft("x")).problem(403, "origin_not_allowed");
    assert_eq!(server.client().read()["page"]["comments"], 0);
}

#[test]
fn the_wait_after_a_refusal_can_be_read() {
    let server = Setup::new().limits("previews_per_minute = 1").start();
    let page = server.client().on_a_page_of(ORIGIN);
    page.preview("x").json_of(200);
    let refused = page.preview("x");
    refused.problem(429, "rate_limited");
    let exposed = refused.header_list("access-control-expose-headers").to_lowercase();
    assert!(exposed.contains("retry-after"), "{refused:?}");
}

#[test]
fn every_page_may_load_the_scripts() {
    let server = Server::start();
    for path in ["/embed.js", "/count.js"] {
        let answer = server.client().on_a_page_of("https://anywhere.example").get(path);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
        assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
    }
}
