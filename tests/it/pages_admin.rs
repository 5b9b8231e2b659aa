//! Pages in the console: found, moved, closed, merged.

use serde_json::{Value, json};

use crate::support::client::ids;
use crate::support::database::wrong_counters;
use crate::support::{Answer, Setup, Staff, draft};

#[track_caller]
fn page(staff: &Staff, key: &str) -> Value {
    let pages = staff.owner.get("/pages").json_of(200)["pages"].clone();
    pages.as_array().unwrap().iter().find(|page| page["key"] == key).unwrap_or_else(|| panic!("{key} in {pages}")).clone()
}

fn id(page: &Value) -> &str {
    page["id"].as_str().unwrap()
}

fn change(staff: &Staff, page: &Value, change: &Value) -> Answer {
    staff.owner.send("PATCH", &format!("/pages/{}", id(page)), Some(change))
}

fn merge(staff: &Staff, from: &Value, into: &Value) -> Answer {
    staff.owner.post(&format!("/pages/{}/merge", id(from)), &json!({"into": id(into)}))
}

#[test]
fn pages_are_listed_by_their_last_comment_and_found_by_their_words_as_they_are() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    for key in ["/old", "/100%", "/new"] {
        visitor.posts(&draft("x").on(key));
    }
    let keys = |parameters: &str| {
        let pages = staff.owner.get(&format!("/pages{parameters}")).json_of(200)["pages"].clone();
        pages.as_array().unwrap().iter().map(|page| page["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(keys(""), ["/new", "/100%", "/old"]);
    assert_eq!(keys("?q=%25"), ["/100%"]);
    assert_eq!(keys("?q=_"), Vec::<String>::new());
    let first = staff.owner.get("/pages?limit=2").json_of(200);
    assert_eq!(keys(&format!("?limit=2&after={}", first["next"].as_str().unwrap())), ["/old"]);
}

#[test]
fn a_page_moves_with_its_comments_to_a_key_that_is_free() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let comment = visitor.posts(&draft("x").on("/old"));
    visitor.posts(&draft("y").on("/taken"));
    let old = page(&staff, "/old");
    change(&staff, &old, &json!({"key": "/taken"})).field_problem(409, "page_exists", "key");
    let moved = change(&staff, &old, &json!({"key": "/new", "title": "Moved"})).json_of(200);
    assert_eq!((&moved["key"], &moved["title"], &moved["comments"]), (&json!("/new"), &json!("Moved"), &json!(1)));
    assert_eq!(ids(&visitor.thread(&[("page", "/new")]).json_of(200)["comments"]), [comment]);
    assert_eq!(visitor.thread(&[("page", "/old")]).json_of(200)["comments"], json!([]));
    change(&staff, &old, &json!({"url": "javascript:alert(1)"})).field_problem(422, "invalid_request", "url");
}

#[test]
fn a_page_is_closed_and_opened_in_the_console_too() {
    let staff = Staff::start();
    let (visitor, _) = staff.visitor_says("x");
    let found = page(&staff, crate::support::PAGE);
    assert_eq!(change(&staff, &found, &json!({"locked": true})).json_of(200)["locked"], true);
    visitor.post(&draft("y")).problem(403, "page_locked");
    change(&staff, &found, &json!({"locked": false})).json_of(200);
    visitor.says("z");
}

#[test]
fn merged_pages_have_the_comments_and_votes_of_both() {
    let staff = Staff::start();
    let (visitor, other) = (staff.server.visitor(), staff.server.visitor());
    let first = visitor.posts(&draft("first").on("/from"));
    let reply = other.posts(&draft("reply").on("/from").answering(&first));
    let second = visitor.posts(&draft("second").on("/into"));
    let held = visitor.posts(&draft("held").on("/from"));
    staff.owner.decide(&[&held], "held").json_of(200);
    visitor.vote_on_page("/from", 1).json_of(200);
    visitor.vote_on_page("/into", -1).json_of(200);
    other.vote_on_page("/from", 1).json_of(200);
    let merged = merge(&staff, &page(&staff, "/from"), &page(&staff, "/into")).json_of(200);
    assert_eq!((&merged["key"], &merged["comments"], &merged["held"]), (&json!("/into"), &json!(3), &json!(1)));
    assert_eq!((&merged["points"]["up"], &merged["points"]["down"]), (&json!(1), &json!(1)), "one vote of each");
    let read = visitor.thread(&[("page", "/into"), ("sort", "oldest")]).json_of(200);
    let listed = ids(&read["comments"]);
    assert!([&first, &reply, &second].iter().all(|id| listed.contains(id)), "{read}");
    assert_eq!(visitor.thread(&[("page", "/from")]).json_of(200)["comments"], json!([]));
    staff.owner.decide(&[&held], "published").json_of(200);
    visitor.vote(&reply, 1).json_of(200);
    assert_eq!(wrong_counters(&staff.server.folder().database()), Vec::<String>::new());
}

#[test]
fn at_most_three_stay_pinned_after_a_merge() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    for key in ["/from", "/into"] {
        for n in 0..2 {
            let id = visitor.posts(&draft(&n.to_string()).on(key));
            staff.owner.send("PUT", &format!("/comments/{id}/pin"), Some(&json!({"pinned": true}))).json_of(200);
        }
    }
    merge(&staff, &page(&staff, "/from"), &page(&staff, "/into")).json_of(200);
    let comments = visitor.thread(&[("page", "/into")]).json_of(200)["comments"].clone();
    assert_eq!(comments.as_array().unwrap().iter().filter(|comment| comment["pinned"] == true).count(), 3);
}

#[test]
fn pages_merge_into_another_one_of_their_site_alone() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    staff.server.visitor().posts(&draft("x").on("/here"));
    staff.server.client().as_visitor_of("shop").posts(&draft("x").with("site", json!("shop")).on("/there"));
    let (here, there) = (page(&staff, "/here"), page(&staff, "/there"));
    merge(&staff, &here, &here).field_problem(422, "merge_into_itself", "into");
    merge(&staff, &here, &there).field_problem(422, "merge_across_sites", "into");
    staff.owner.post(&format!("/pages/{}/merge", id(&here)), &json!({"into": "999"})).problem(404, "unknown_page");
    staff.owner.post("/pages/nonsense/merge", &json!({"into": id(&here)})).problem(404, "unknown_page");
}

#[test]
fn a_pages_address_is_one_of_its_own_site() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    staff.visitor_says("words");
    let page = page(&staff, crate::support::PAGE);
    change(&staff, &page, &json!({"url": "https://shop.example/x"})).problem(422, "invalid_request");
    change(&staff, &page, &json!({"url": format!("{}/x", crate::support::ORIGIN)})).json_of(200);
}
