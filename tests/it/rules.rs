//! What a site's rules make of comments before anybody reads them.

use serde_json::{Value, json};

use crate::support::staff::OWNER;
use crate::support::{SITE, Staff, draft};

/// The status and the reasons of a comment, as who decides sees them.
#[track_caller]
fn judged(staff: &Staff, id: &str) -> (String, Vec<(String, Option<String>)>) {
    let comment = staff.owner.get(&format!("/comments/{id}")).json_of(200)["comment"].clone();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let reasons = comment["reasons"].as_array().unwrap().iter().map(|reason| (text(&reason["code"]).unwrap(), text(&reason["detail"])));
    (text(&comment["status"]).unwrap(), reasons.collect())
}

#[track_caller]
fn assert_judged(staff: &Staff, id: &str, status: &str, codes: &[&str]) {
    let (found, reasons) = judged(staff, id);
    let found_codes: Vec<&str> = reasons.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!((found.as_str(), &found_codes[..]), (status, codes));
}

fn links(count: usize) -> String {
    let links: Vec<String> = (0..count).map(|n| format!("[{n}](https://place{n}.example/)")).collect();
    links.join(" ")
}

#[test]
fn newcomers_wait_until_one_of_their_comments_is_published() {
    let staff = Staff::start();
    staff.set(&json!({"hold": "newcomers"}));
    let (visitor, first) = staff.visitor_says("first");
    let second = visitor.says("second");
    assert_judged(&staff, &first, "held", &["first_comment"]);
    assert_judged(&staff, &second, "held", &["first_comment"]);
    staff.owner.decide(&[&first], "published").json_of(200);
    assert_judged(&staff, &visitor.says("third"), "published", &[]);
    assert_judged(&staff, &staff.visitor_says("somebody else's first").1, "held", &["first_comment"]);
}

#[test]
fn a_typed_name_or_address_of_somebody_known_makes_nobody_known() {
    let staff = Staff::start();
    let known = |body: &str| draft(body).with("author", json!({"name": "Wren", "email": "wren@example.org"}));
    staff.server.visitor().posts(&known("published"));
    staff.set(&json!({"hold": "newcomers"}));
    let id = staff.server.visitor().posts(&known("by somebody who says so"));
    assert_judged(&staff, &id, "held", &["first_comment"]);
}

#[test]
fn more_links_than_allowed_make_a_comment_wait() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    assert_judged(&staff, &visitor.says(&links(5)), "published", &[]);
    let held = visitor.says(&links(6));
    assert_eq!(judged(&staff, &held), ("held".to_owned(), vec![("links".to_owned(), Some("6".to_owned()))]));
    staff.set(&json!({"hold_links": 0}));
    assert_judged(&staff, &visitor.says("see [it](https://one.example/)"), "held", &["links"]);
    staff.set(&json!({"hold_links": null}));
    assert_judged(&staff, &visitor.says(&format!("{} and more", links(20))), "published", &[]);
}

#[test]
fn words_hold_whole_words_in_the_text_the_name_and_the_website() {
    let staff = Staff::start();
    staff.set(&json!({"hold_words": ["casino", "buy now", "c++"]}));
    let visitor = staff.server.visitor();
    for body in ["a CASINO here", "ｃａｓｉｎｏ", "**casino**", "so Buy Now!", "learn c++ today", "casino."] {
        assert_judged(&staff, &visitor.says(body), "held", &["word"]);
    }
    for body in ["casinos", "buy it now", "occasion"] {
        assert_judged(&staff, &visitor.says(body), "published", &[]);
    }
    assert_judged(&staff, &visitor.posts(&draft("hello").by("Best Casino")), "held", &["word"]);
    let website = draft("hello there").with("author", json!({"website": "https://casino.example/"}));
    assert_judged(&staff, &visitor.posts(&website), "held", &["word"]);
}

#[test]
fn a_filled_field_that_nobody_sees_is_spam_and_the_sender_is_not_told() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let posted = visitor.post(&draft("words").with("subject", json!("Re: offer"))).json_of(201);
    assert_eq!(posted["status"], "held");
    assert_judged(&staff, posted["id"].as_str().unwrap(), "spam", &["honeypot"]);
    assert_judged(&staff, &visitor.posts(&draft("other words").with("subject", json!(""))), "published", &[]);
}

#[test]
fn what_was_written_in_no_time_waits() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let within = |seconds: Value| draft(&format!("within {seconds}")).with("writing_seconds", seconds);
    for (seconds, status, codes) in
        [(0, "held", &["too_fast"][..]), (1, "held", &["too_fast"]), (2, "published", &[]), (86_400, "published", &[])]
    {
        assert_judged(&staff, &visitor.posts(&within(json!(seconds))), status, codes);
    }
    for nonsense in [json!(-1), json!("2"), json!(1.5), json!(4_294_967_296_u64)] {
        visitor.post(&within(nonsense)).problem(422, "invalid_request");
    }
}

#[test]
fn the_same_advertisement_twice_waits_and_one_like_known_spam_is_spam() {
    let staff = Staff::start();
    let first = staff.visitor_says("Cheap watches at https://watches.example").1;
    assert_judged(&staff, &first, "published", &[]);
    let second = staff.visitor_says("cheap WATCHES, at https://watches.example !").1;
    assert_judged(&staff, &second, "held", &["duplicate"]);
    staff.owner.decide(&[&first, &second], "spam").json_of(200);
    let (status, reasons) = judged(&staff, &staff.visitor_says("Cheap... watches at https://watches.example").1);
    assert!(status == "spam" && reasons.iter().any(|(code, _)| code == "like_spam"), "{status} {reasons:?}");
    assert_judged(&staff, &staff.visitor_says("Thanks!").1, "published", &[]);
    assert_judged(&staff, &staff.visitor_says("Thanks!").1, "published", &[]);
}

#[test]
fn spam_that_is_published_after_all_teaches_nothing() {
    let staff = Staff::start();
    let text = "Our meeting: https://meet.example/next";
    let first = staff.visitor_says(text).1;
    staff.owner.decide(&[&first], "spam").json_of(200);
    staff.owner.decide(&[&first], "published").json_of(200);
    let (_, reasons) = judged(&staff, &staff.visitor_says(text).1);
    assert!(reasons.iter().all(|(code, _)| code != "like_spam"), "{reasons:?}");
    for status in ["spam", "removed", "published"] {
        staff.owner.decide(&[&first], status).json_of(200);
    }
    let (_, reasons) = judged(&staff, &staff.visitor_says(text).1);
    assert!(reasons.iter().all(|(code, _)| code != "like_spam"), "{reasons:?}");
}

#[test]
fn an_edit_is_judged_like_a_new_comment_and_leaves_the_thread_when_held() {
    let staff = Staff::start();
    staff.set(&json!({"hold_words": ["casino"]}));
    let (visitor, id) = staff.visitor_says("innocent");
    let edited = visitor.edit(&id, "visit the casino").json_of(200);
    assert_eq!(edited["status"], "held");
    let (status, reasons) = judged(&staff, &id);
    let codes: Vec<&str> = reasons.iter().map(|(code, _)| code.as_str()).collect();
    assert!(status == "held" && codes.contains(&"word") && codes.contains(&"edited"), "{status} {codes:?}");
    assert_eq!(visitor.read()["comments"], json!([]));
    assert_eq!(staff.server.client().comment(&id).status, 404);
}

#[test]
fn a_held_comment_does_not_free_itself_by_an_edit() {
    let staff = Staff::start();
    staff.set(&json!({"hold_words": ["casino"]}));
    let (visitor, id) = staff.visitor_says("casino");
    visitor.edit(&id, "harmless").json_of(200);
    assert_eq!(judged(&staff, &id).0, "held");
    let spam = visitor.posts(&draft("words").with("subject", json!("x")));
    visitor.edit(&spam, "other words").json_of(200);
    assert_eq!(judged(&staff, &spam).0, "spam");
    staff.owner.decide(&[&id], "removed").json_of(200);
    let answer = visitor.edit(&id, "back again");
    assert!(judged(&staff, &id).0 == "removed", "{}", answer.text());
}

#[test]
fn what_a_moderator_has_approved_stays_when_an_edit_breaks_no_rule() {
    let staff = Staff::start();
    staff.set(&json!({"hold": "newcomers"}));
    let (visitor, id) = staff.visitor_says("first");
    staff.owner.decide(&[&id], "published").json_of(200);
    visitor.edit(&id, "first, with a typo mended").json_of(200);
    assert_eq!(judged(&staff, &id).0, "published");
}

#[test]
fn who_has_a_role_waits_for_nobody() {
    let staff = Staff::start();
    staff.set(&json!({"hold": "all", "hold_words": ["casino"], "hold_links": 0}));
    let author = staff.thread_of(&staff.add("Aud Author", "author", SITE), SITE);
    let id = author.says("casino https://place.example/");
    assert_judged(&staff, &id, "published", &[]);
    author.edit(&id, "casino again https://place.example/").json_of(200);
    assert_judged(&staff, &id, "published", &[]);
    assert_judged(&staff, &staff.thread_of(OWNER, SITE).says("casino"), "published", &[]);
}

#[test]
fn settings_that_cannot_be_are_refused_and_change_nothing() {
    let staff = Staff::start();
    let before = staff.owner.get("/sites").json_of(200);
    let words = vec!["w"; 1_001];
    for wrong in [
        json!({"hold": "some"}),
        json!({"hold_words": words}),
        json!({"hold_words": ["x".repeat(61)]}),
        json!({"close_after_days": 0}),
        json!({"close_after_days": 36_501}),
        json!({"max_length": 0}),
        json!({"unknown": 1}),
    ] {
        let answer = staff.owner.send("PATCH", "/sites/blog", Some(&json!({"settings": wrong})));
        answer.problem(422, "invalid_request");
    }
    assert_eq!(staff.owner.get("/sites").json_of(200), before);
}

#[test]
fn words_are_held_as_they_are_read_however_they_are_typed() {
    let staff = Staff::start();
    staff.set(&json!({"hold_words": ["casino"]}));
    for typed in ["cas**in**o", "c&#97;sino", "ca\u{AD}sino", "cas\u{200B}ino", "сasinо", "cásino", "🅒asino", "[x](https://casino.example)"]
    {
        let (status, reasons) = judged(&staff, &staff.visitor_says(&format!("visit the {typed} now")).1);
        assert_eq!((status.as_str(), &reasons[..]), ("held", &[("word".into(), Some("casino".into()))][..]), "{typed}");
    }
    for innocent in ["casinos", "cas ino", "cas\\\nino"] {
        assert_judged(&staff, &staff.visitor_says(&format!("visit the {innocent} now")).1, "published", &[]);
    }
}

#[test]
fn spam_stays_known_when_its_writer_changes_or_deletes_it() {
    let staff = Staff::start();
    for (text, unsay) in [("Cheap watches at https://watches.example", true), ("Cheap clocks at https://clocks.example", false)] {
        let (writer, id) = staff.visitor_says(text);
        staff.owner.decide(&[&id], "spam").json_of(200);
        if unsay {
            writer.delete(&id)
        } else {
            writer.edit(&id, "quite harmless")
        };
        let (status, reasons) = judged(&staff, &staff.visitor_says(text).1);
        assert!(status == "spam" && reasons.iter().any(|(code, _)| code == "like_spam"), "{status} {reasons:?}");
    }
}

#[test]
fn why_a_comment_waits_follows_its_words() {
    let staff = Staff::start();
    staff.set(&json!({"hold": "newcomers", "hold_words": ["casino", "poker"]}));
    let (visitor, id) = staff.visitor_says("casino");
    assert_judged(&staff, &id, "held", &["first_comment", "word"]);
    visitor.edit(&id, "poker").json_of(200);
    let (_, reasons) = judged(&staff, &id);
    let expected = [("first_comment", None), ("word", Some("poker")), ("edited", None)];
    let expected: Vec<(String, Option<String>)> = expected.iter().map(|(code, detail)| ((*code).into(), detail.map(Into::into))).collect();
    assert_eq!(reasons, expected);
    visitor.edit(&id, "harmless").json_of(200);
    assert_judged(&staff, &id, "held", &["first_comment", "edited"]);
}

#[test]
fn settings_that_are_changed_at_the_same_time_are_all_kept() {
    let staff = Staff::start();
    for round in 1..=10_u32 {
        std::thread::scope(|scope| {
            for settings in [json!({"max_length": 100 + round}), json!({"hold_links": round}), json!({"edit_window_seconds": 60 * round})] {
                let owner = staff.owner.clone();
                scope.spawn(move || owner.send("PATCH", &format!("/sites/{SITE}"), Some(&json!({"settings": settings}))).json_of(200));
            }
        });
        let settings = staff.owner.get("/sites").json_of(200)["sites"][0]["settings"].clone();
        let expected = [json!(100 + round), json!(round), json!(60 * round)];
        assert_eq!(["max_length", "hold_links", "edit_window_seconds"].map(|key| settings[key].clone()), expected, "{settings}");
    }
}

#[test]
fn a_machine_makes_no_spam_of_anothers_words() {
    let staff = Staff::start();
    let text = "My long answer is at https://mine.example/x";
    let (writer, id) = staff.visitor_says(text);
    staff.server.visitor().posts(&draft(text).with("subject", json!("x")));
    writer.edit(&id, &format!("{text} !")).json_of(200);
    assert_judged(&staff, &id, "published", &[]);
}

/// Takes back what the owner has just decided.
#[track_caller]
fn undo(staff: &Staff, decided: &Value) {
    let decision = decided["decision"].as_str().unwrap();
    let undone = staff.owner.send("POST", &format!("/decisions/{decision}/undo"), None).json_of(200);
    assert_eq!(undone["changed"].as_array().unwrap().len(), decided["changed"].as_array().unwrap().len(), "{undone}");
}

#[track_caller]
fn is_known_as_spam(staff: &Staff, text: &str) -> bool {
    let (_, id) = staff.visitor_says(text);
    judged(staff, &id).1.iter().any(|(code, _)| code == "like_spam")
}

#[test]
fn undoing_teaches_nothing_that_nobody_decided() {
    let staff = Staff::start();
    let text = "My long answer is at https://mine.example/x";
    let caught = staff.server.visitor().posts(&draft(text).with("subject", json!("x")));
    undo(&staff, &staff.owner.decide(&[&caught], "removed").json_of(200));
    assert_judged(&staff, &caught, "spam", &["honeypot"]);
    assert!(!is_known_as_spam(&staff, text), "a machine said so, and nobody else");
}

#[test]
fn undoing_takes_back_what_was_taught() {
    let staff = Staff::start();
    let texts = ["Cheap watches at https://watches.example", "Cheap clocks at https://clocks.example"];
    let removed = texts.map(|text| staff.visitor_says(text).1);
    let removed: Vec<&str> = removed.iter().map(String::as_str).collect();
    staff.owner.decide(&removed, "removed").json_of(200);
    let spam = staff.owner.decide(&removed, "spam").json_of(200);
    assert!(is_known_as_spam(&staff, texts[0]));
    undo(&staff, &spam);
    assert!(!is_known_as_spam(&staff, texts[1]));

    staff.owner.decide(&removed, "spam").json_of(200);
    let published = staff.owner.decide(&removed, "published").json_of(200);
    assert!(!is_known_as_spam(&staff, &format!("{} !", texts[0])));
    undo(&staff, &published);
    assert!(is_known_as_spam(&staff, texts[0]), "what was decided before is decided again");
}
