use serde_json::json;

use crate::support::{PAGE, Server, Setup, draft};

#[test]
fn somebody_without_a_token_is_nobody() {
    let server = Server::start();
    server.visitor().says("x");
    let viewer = server.client().viewer();
    let nothing = json!({
        "visitor": false, "page_vote": 0, "votes": [], "editable": [], "pending": [],
        "email_verified": false, "subscriptions": {"page": false, "comments": []}, "reader": null
    });
    assert_eq!(viewer.json_of(200), nothing);
}

#[test]
fn a_viewer_sees_their_own_votes_and_what_they_may_still_edit() {
    let server = Server::start();
    let (visitor, other) = (server.visitor(), server.visitor());
    let mine = visitor.posts(&draft("my *words*"));
    let theirs = other.says("their words");
    visitor.posts(&draft("elsewhere").on("/elsewhere"));
    visitor.vote(&theirs, -1).json_of(200);
    visitor.vote_on_page(PAGE, 1).json_of(200);
    other.vote(&mine, 1).json_of(200);

    let answer = visitor.viewer();
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    let viewer = answer.json_of(200);
    assert_eq!((&viewer["visitor"], &viewer["page_vote"]), (&json!(true), &json!(1)));
    assert_eq!(viewer["votes"], json!([{"comment": theirs, "value": -1}]));
    let editable = viewer["editable"].as_array().unwrap();
    assert_eq!(editable.len(), 1, "{viewer}");
    assert_eq!((&editable[0]["comment"], &editable[0]["body"]), (&json!(mine), &json!("my *words*")));
    assert!(editable[0]["until"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn a_vote_taken_back_and_a_deleted_comment_are_not_seen_any_more() {
    let server = Server::start();
    let (visitor, other) = (server.visitor(), server.visitor());
    let theirs = other.says("theirs");
    let mine = visitor.says("mine");
    visitor.vote(&theirs, 1).json_of(200);
    visitor.vote(&theirs, 0).json_of(200);
    visitor.answers(&mine, "so that a place stays");
    visitor.delete(&mine).json_of(200);
    let viewer = visitor.viewer().json_of(200);
    assert_eq!(viewer["votes"], json!([]));
    let editable: Vec<_> = viewer["editable"].as_array().unwrap().iter().map(|editable| &editable["body"]).collect();
    assert_eq!(editable, ["so that a place stays"]);
}

#[test]
fn a_token_of_another_site_is_refused() {
    let server = Setup::new().site("shop", "https://shop.example").start();
    server.client().as_visitor_of("shop").viewer().problem(403, "token_other_site");
    server.client().with_token("nonsense").viewer().problem(401, "token_invalid");
}
