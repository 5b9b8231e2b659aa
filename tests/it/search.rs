//! Finding comments in the console.

use serde_json::json;

use crate::support::client::{ids, query};
use crate::support::{Setup, Staff, draft};

fn found(staff: &Staff, words: &str) -> Vec<String> {
    let answer = staff.owner.get(&query("/comments", &[("status", "all"), ("q", words)]));
    ids(&answer.json_of(200)["comments"])
}

#[test]
fn words_are_found_in_texts_names_and_beginnings() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let heron = visitor.posts(&draft("A grey *heron* stands").by("Wren"));
    let tide = visitor.posts(&draft("The tide turns").by("Robin"));
    assert_eq!(found(&staff, "heron"), std::slice::from_ref(&heron));
    assert_eq!(found(&staff, "HERON grey"), std::slice::from_ref(&heron), "all of the words, in any order");
    assert_eq!(found(&staff, "wren"), [heron]);
    assert_eq!(found(&staff, "heron tide"), Vec::<String>::new());
    assert_eq!(found(&staff, "tide"), [tide]);
}

#[test]
fn what_is_syntax_to_the_index_is_only_text() {
    let staff = Staff::start();
    let id = staff.visitor_says("Rock AND roll, a \"quoted\" thing: c++ (really) 100% NEAR it's co-op *").1;
    for words in [
        "\"",
        "\"\"",
        "'",
        "*",
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "NEAR(",
        "(",
        ")",
        "((",
        "a AND",
        "AND b",
        "NOT x",
        "body:rock",
        "name: x",
        "^rock",
        "-rock",
        "rock -roll",
        "{body}: x",
        "rock*",
        "\\",
        "%",
        "_",
        "c++",
        "co-op",
        "it's",
        "100%",
        "rock + roll",
        ";--",
        "\u{0}",
        "😀",
        "a\nb",
        "\"unclosed",
        "x\"y\"z",
        ":",
        "::",
        "+",
        ",",
        "~",
        "rock OR",
    ] {
        let answer = staff.owner.get(&query("/comments", &[("status", "all"), ("q", words)]));
        assert_eq!(answer.status, 200, "{words:?}: {}", answer.text());
    }
    for words in ["AND", "NEAR", "c++", "co-op", "it's", "\"quoted\"", "(really)", "rock AND roll"] {
        assert_eq!(found(&staff, words), std::slice::from_ref(&id), "{words}");
    }
    assert_eq!(found(&staff, "rock NOT roll"), Vec::<String>::new(), "NOT is a word like any other");
    staff.owner.get(&query("/comments", &[("q", &"x".repeat(201))])).field_problem(422, "invalid_request", "q");
}

#[test]
fn changed_words_are_found_and_the_old_ones_and_deleted_ones_are_not() {
    let staff = Staff::start();
    let (visitor, id) = staff.visitor_says("cormorant");
    visitor.edit(&id, "shearwater").json_of(200);
    assert_eq!((found(&staff, "cormorant"), found(&staff, "shearwater")), (Vec::new(), vec![id.clone()]));
    visitor.delete(&id).json_of(204);
    assert_eq!(found(&staff, "shearwater"), Vec::<String>::new());
}

#[test]
fn nobody_finds_what_stands_on_sites_of_others() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    staff.visitor_says("a secret heron");
    let other = staff.console_of("Ona Other", "moderator", "shop");
    for parameters in ["status=all", "status=all&q=heron", "status=published"] {
        assert_eq!(other.comments(parameters), json!([]), "{parameters}");
    }
    other.get("/comments?status=all&site=blog").problem(404, "unknown_site");
}

#[test]
fn lists_are_narrowed_by_status_person_page_and_what_comments_have() {
    let staff = Staff::start();
    let (visitor, plain) = staff.visitor_says("plain");
    let linked = visitor.says("see https://place.example/");
    let answered = staff.visitor_says("a question?").1;
    let answer = staff.owner.post(&format!("/comments/{answered}/reply"), &json!({"body": "an answer"})).json_of(201);
    let reply = answer["id"].as_str().unwrap().to_owned();
    let listed = |parameters: &str| ids(&staff.owner.comments(parameters));
    assert_eq!(listed("status=published"), [reply.clone(), answered.clone(), linked.clone(), plain.clone()]);
    assert_eq!(listed("status=published&links=true"), std::slice::from_ref(&linked));
    assert!(!listed("status=published&unanswered=true").contains(&answered));
    assert_eq!(listed(""), Vec::<String>::new(), "what waits, unless asked otherwise");
    let actor = staff.owner.get(&format!("/comments/{plain}")).json_of(200)["comment"]["actor"].as_str().unwrap().to_owned();
    assert_eq!(listed(&format!("status=all&actor={actor}")), [linked, plain]);
    for wrong in ["status=deleted", "links=yes", "page=nonsense", "actor=!", "after=!", "limit=0", "limit=101", "status="] {
        staff.owner.get(&format!("/comments?{wrong}")).problem(422, "invalid_request");
    }
}

#[test]
fn long_lists_come_in_pages_that_repeat_and_lose_nothing() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let mut posted: Vec<String> = (0..7).map(|n| visitor.says(&n.to_string())).collect();
    posted.reverse();
    let (mut listed, mut after) = (Vec::new(), String::new());
    loop {
        let answer = staff.owner.get(&format!("/comments?status=all&limit=3{after}")).json_of(200);
        listed.extend(ids(&answer["comments"]));
        let Some(next) = answer["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(listed, posted);
}
