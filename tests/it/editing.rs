use serde_json::{Value, json};

use crate::support::client::ids;
use crate::support::{Server, Setup, draft};

#[test]
fn an_edit_changes_the_words_and_says_so() {
    let server = Server::start();
    let (visitor, voter) = (server.visitor(), server.visitor());
    let id = visitor.posts(&draft("frist").by("Mira"));
    voter.vote(&id, 1).json_of(200);
    visitor.answers(&id, "reply");
    let edited = visitor.edit(&id, "*first*").json_of(200);
    assert_eq!(edited["html"], "<p><em>first</em></p>\n");
    assert!(edited["edited_at"].is_string() && edited["editable_until"].is_string(), "{edited}");

    let read = &visitor.read()["comments"][0];
    assert_eq!((&read["html"], &read["edited_at"]), (&edited["html"], &edited["edited_at"]));
    assert_eq!((&read["author"]["name"], &read["votes"]["up"], &read["reply_count"]), (&json!("Mira"), &json!(1), &json!(1)));
}

#[test]
fn an_edit_is_checked_like_a_post() {
    let server = Setup::new().site_flags(&["--max-length", "10"]).start();
    let visitor = server.visitor();
    let id = visitor.says("x");
    for body in ["", " \u{200B} ", "01234567890", "a\u{0}b"] {
        visitor.edit(&id, body).field_problem(422, "invalid_request", "body");
    }
    assert_eq!(visitor.read()["comments"][0]["html"], "<p>x</p>\n");
}

#[test]
fn nobody_changes_what_another_wrote() {
    let server = Server::start();
    let id = server.visitor().says("mine");
    let other = server.visitor();
    other.edit(&id, "theirs").problem(403, "not_yours");
    other.delete(&id).problem(403, "not_yours");
    server.client().edit(&id, "nobody's").problem(401, "token_required");
    server.client().delete(&id).problem(401, "token_required");
    assert_eq!(other.read()["comments"][0]["html"], "<p>mine</p>\n");
}

#[test]
fn nothing_is_changed_after_the_window() {
    let server = Setup::new().site_flags(&["--edit-window", "0"]).start();
    let visitor = server.visitor();
    let id = visitor.says("settled");
    visitor.edit(&id, "unsettled").problem(403, "edit_window_over");
    visitor.delete(&id).problem(403, "edit_window_over");
    assert_eq!(visitor.viewer().json_of(200)["editable"], json!([]));
    assert_eq!(visitor.read()["comments"][0]["html"], "<p>settled</p>\n");
}

#[test]
fn a_deleted_comment_without_replies_goes_away() {
    let server = Server::start();
    let visitor = server.visitor();
    let id = visitor.says("gone");
    assert!(visitor.delete(&id).json_of(204).is_null());
    assert_eq!(visitor.read()["comments"], json!([]));
    assert_eq!(visitor.read()["page"]["comments"], 0);
    visitor.comment(&id).field_problem(404, "unknown_comment", "id");
    visitor.delete(&id).problem(404, "unknown_comment");
    visitor.edit(&id, "back").problem(404, "unknown_comment");
}

#[test]
fn a_deleted_comment_with_replies_stays_as_a_place() {
    let server = Server::start();
    let (visitor, voter) = (server.visitor(), server.visitor());
    let id = visitor.posts(&draft("secret words").with("author", json!({"name": "Mira", "website": "mira.example"})));
    let reply = visitor.answers(&id, "reply");
    voter.vote(&id, 1).json_of(200);
    let answered = visitor.delete(&id).json_of(200);

    let thread = visitor.read();
    let place = &thread["comments"][0];
    assert_eq!(&answered, place);
    assert_eq!((&place["id"], &place["deleted"], &place["html"]), (&json!(id), &json!(true), &json!("")));
    assert_eq!((place["author"].get("name"), place["author"].get("website")), (None, None));
    assert_eq!(place["votes"], json!({"up": 0, "down": 0, "score": 0}));
    assert_eq!(place.get("edited_at"), None);
    assert_eq!(ids(&thread["comments"]), [id.as_str(), &reply]);
    assert_eq!(thread["page"]["comments"], 1, "a place is not counted as a comment");
    for path in [format!("/api/v1/comments/{id}"), format!("/api/v1/comments/{reply}"), format!("/api/v1/comments/{id}/replies")] {
        let text = visitor.get(&path).text();
        assert!(!text.contains("secret words") && !text.contains("Mira"), "{path}: {text}");
    }
    assert_eq!(voter.viewer().json_of(200)["votes"], json!([]), "the vote went with the words");
}

#[test]
fn a_place_cannot_be_edited_deleted_or_voted_on_but_answered() {
    let server = Server::start();
    let (visitor, voter) = (server.visitor(), server.visitor());
    let id = visitor.says("root");
    visitor.answers(&id, "reply");
    visitor.delete(&id).json_of(200);
    visitor.edit(&id, "back").problem(409, "comment_deleted");
    visitor.delete(&id).problem(409, "comment_deleted");
    voter.vote(&id, 1).problem(409, "comment_deleted");
    let late = voter.answers(&id, "still talking");
    assert_eq!(ids(&visitor.read()["comments"])[2], late);
}

#[test]
fn a_place_goes_with_its_last_reply() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let [first, second] = ["first", "second"].map(|body| visitor.answers(&root, body));
    visitor.delete(&root).json_of(200);
    visitor.delete(&first).json_of(204);
    assert_eq!(ids(&visitor.read()["comments"]), [root.as_str(), &second]);
    visitor.delete(&second).json_of(204);
    assert_eq!(visitor.read()["comments"], json!([]));
    visitor.comment(&root).problem(404, "unknown_comment");
}

#[test]
fn a_line_of_places_goes_at_once_up_to_the_first_that_still_has_something_to_hold() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let kept = visitor.answers(&root, "kept");
    let first = visitor.answers(&root, "first");
    let second = visitor.answers(&first, "second");
    let third = visitor.answers(&second, "third");
    for id in [&root, &first, &second] {
        visitor.delete(id).json_of(200);
    }
    visitor.delete(&third).json_of(204);
    let thread = visitor.read();
    assert_eq!(ids(&thread["comments"]), [root.as_str(), &kept]);
    assert_eq!((&thread["comments"][0]["reply_count"], &thread["page"]["comments"]), (&json!(1), &json!(1)));
}

#[test]
fn a_deleted_reply_with_replies_stays_between_them() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let middle = visitor.answers(&root, "middle");
    let leaf = visitor.answers(&middle, "leaf");
    visitor.delete(&middle).json_of(200);
    let comments = visitor.read()["comments"].clone();
    assert_eq!(ids(&comments), [root, middle.clone(), leaf]);
    assert_eq!((&comments[1]["deleted"], &comments[2]["parent"]), (&json!(true), &json!(middle)));
    assert_eq!((comments[0].get("deleted"), comments[2].get("deleted")), (None::<&Value>, None));
}
