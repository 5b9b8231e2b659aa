use serde_json::json;

use crate::support::{ORIGIN, Server, draft};

#[test]
fn counts_come_in_the_order_asked_with_zeros_for_the_unknown() {
    let server = Server::start();
    let visitor = server.visitor();
    visitor.posts(&draft("x").on("/b"));
    visitor.posts(&draft("y").on("/b"));
    visitor.vote_on_page("/a", -1).json_of(200);
    let counts = visitor.counts(&["/b", "/nobody was here", "/a", "/b"]).json_of(200);
    let count = |page, comments, points| json!({"page": page, "comments": comments, "points": points});
    assert_eq!(counts["counts"], json!([count("/b", 2, 0), count("/nobody was here", 0, 0), count("/a", 0, -1), count("/b", 2, 0)]));
}

#[test]
fn places_of_deleted_comments_are_not_counted() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.posts(&draft("root").on("/a"));
    visitor.posts(&draft("reply").on("/a").answering(&root));
    visitor.delete(&root).json_of(200);
    assert_eq!(visitor.counts(&["/a"]).json_of(200)["counts"][0]["comments"], 1);
}

#[test]
fn a_hundred_pages_can_be_asked_for_at_once_and_no_more() {
    let server = Server::start();
    let client = server.client().on_a_page_of(ORIGIN);
    let pages: Vec<String> = (0..101).map(|n| format!("/{n}")).collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    assert_eq!(client.counts(&pages[..100]).json_of(200)["counts"].as_array().unwrap().len(), 100);
    client.counts(&pages).field_problem(422, "invalid_request", "page");
    client.counts(&[]).field_problem(422, "invalid_request", "page");
    client.counts(&["/a", ""]).field_problem(422, "invalid_request", "page");
}
