use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::client::ids;
use crate::support::{Server, Setup, database, draft};

#[test]
fn a_posted_comment_reads_back_as_it_was_answered() {
    let server = Server::start();
    let visitor = server.visitor();
    let author = json!({"name": "  Mira   Halvorsen ", "website": "mira.example", "email": "mira@mail.example"});
    let mut posted = visitor.post(&draft("**Well** put.").with("author", author)).json_of(201);
    assert_eq!(posted["author"]["name"], "Mira Halvorsen");
    assert_eq!(posted["author"]["website"], "https://mira.example/");
    assert_eq!(posted["html"], "<p><strong>Well</strong> put.</p>\n");
    assert_eq!((&posted["parent"], &posted["root"], &posted["depth"]), (&Value::Null, &posted["id"].clone(), &json!(0)));
    assert_eq!(posted["votes"], json!({"up": 0, "down": 0, "score": 0}));
    let until = posted.as_object_mut().unwrap().remove("editable_until").unwrap();
    assert!(until.as_str() > posted["created_at"].as_str(), "{until} is after the comment was written");
    assert_eq!(visitor.read()["comments"], json!([posted]));
}

#[test]
fn times_are_utc_to_the_second_and_ids_are_thirteen_characters() {
    let server = Server::start();
    let posted = server.visitor().post(&draft("x")).json_of(201);
    for field in ["created_at", "editable_until"] {
        let time = posted[field].as_str().unwrap();
        assert!(time.len() == 20 && time.ends_with('Z') && !time.contains('.'), "{field}: {time}");
    }
    let id = posted["id"].as_str().unwrap();
    assert!(id.len() == 13 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'v').contains(&byte)), "{id}");
}

#[test]
fn a_comment_needs_no_author() {
    let server = Server::start();
    let visitor = server.visitor();
    for author in [json!({}), json!({"name": "", "email": " ", "website": ""}), json!({"name": null})] {
        let posted = visitor.post(&draft("x").with("author", author)).json_of(201);
        assert_eq!(posted["author"].get("name"), None, "{posted}");
    }
}

#[test]
fn avatars_follow_from_the_name_alone() {
    let server = Server::start();
    let avatar = |author| server.visitor().post(&draft("x").with("author", author)).json_of(201)["author"]["avatar"].clone();
    let first = avatar(json!({"name": "Mira", "email": "one@mail.example"}));
    assert_eq!(first, avatar(json!({"name": "Mira", "email": "two@mail.example"})));
    assert_ne!(first, avatar(json!({"name": "Jonas", "email": "one@mail.example"})));
}

#[test]
fn later_comments_have_greater_ids() {
    let server = Server::start();
    let visitor = server.visitor();
    let posted: Vec<String> = (0..30).map(|n| visitor.says(&n.to_string())).collect();
    assert!(posted.is_sorted_by(|earlier, later| earlier < later), "{posted:?}");
}

#[test]
fn the_same_words_sent_again_are_one_comment() {
    let server = Server::start();
    let visitor = server.visitor();
    let words = draft("pressed twice").by("Mira");
    let first = visitor.posts(&words);
    assert_eq!(visitor.posts(&words), first);
    let at_once: HashSet<String> = std::thread::scope(|scope| {
        let posting: Vec<_> = (0..8).map(|_| scope.spawn(|| visitor.says("pressed eight times"))).collect();
        posting.into_iter().map(|posting| posting.join().unwrap()).collect()
    });
    assert_eq!(at_once.len(), 1);
    assert_eq!(visitor.read()["page"]["comments"], 2);
    assert_eq!(database::wrong_counters(&server.folder().database()), [""; 0]);
}

#[test]
fn the_same_words_in_another_place_by_somebody_else_or_after_a_deletion_are_another_comment() {
    let server = Server::start();
    let visitor = server.visitor();
    let first = visitor.says("+1");
    let others = [
        visitor.answers(&first, "+1"),
        visitor.posts(&draft("+1").on("/elsewhere")),
        server.visitor().says("+1"),
        server.visitor().answers(&first, "+1"),
    ];
    assert_eq!(others.iter().chain([&first]).collect::<HashSet<_>>().len(), 5);
    visitor.delete(&first).json_of(200);
    assert_ne!(visitor.says("+1"), first);
}

#[test]
fn many_at_once_all_get_a_place_of_their_own() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let answers: Vec<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let (visitor, root) = (visitor.clone(), &root);
                scope.spawn(move || (0..5).map(|n| visitor.answers(root, &format!("{writer}.{n}"))).collect::<Vec<_>>())
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().collect::<HashSet<_>>().len(), 40);
    assert_eq!(visitor.read()["page"]["comments"], 41);
    assert_eq!(
        ids(&visitor.replies(&root, &[]).json_of(200)["comments"]).into_iter().collect::<HashSet<_>>(),
        answers.into_iter().collect()
    );
    assert_eq!(database::wrong_counters(&server.folder().database()), [""; 0]);
}

#[test]
fn a_readers_markup_reaches_the_page_as_text() {
    let server = Server::start();
    let visitor = server.visitor();
    for body in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](data:text/html,x)",
        "<svg><animate onbegin=alert(1)>",
        "[a](https://a.example \"\"onmouseover=alert(1)\")",
        "<https://a.example/\" onclick=\"alert(1)>",
        "```\"><script>alert(1)</script>\nx\n```",
        "| <b onclick=x> |\n|---|\n| <iframe> |",
    ] {
        let html = visitor.post(&draft(body)).json_of(201)["html"].as_str().unwrap().to_owned();
        assert_no_active_markup(&html);
    }
}

/// Looks at the tags alone: whatever stands outside of them is text.
fn assert_no_active_markup(html: &str) {
    for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
        assert!(!["script", "img", "svg", "iframe", "animate", "style", "form", "b"].contains(&name), "{html}");
        let outside_quotes: String = tag.split('"').step_by(2).collect();
        assert!(!outside_quotes.contains(" on"), "an event handler in {html}");
        assert!(!tag.contains("javascript:") && !tag.contains("data:"), "{html}");
    }
}

#[test]
fn links_lend_no_rank_and_no_window() {
    let server = Server::start();
    let html =
        server.visitor().post(&draft("https://a.example and [b](http://b.example)")).json_of(201)["html"].as_str().unwrap().to_owned();
    assert_eq!(html.matches("<a ").count(), 2, "{html}");
    assert_eq!(html.matches("rel=\"nofollow ugc noopener\"").count(), 2, "{html}");
}

#[test]
fn a_comment_is_measured_in_characters_and_may_be_as_long_as_the_site_allows() {
    let server = Setup::new().site_flags(&["--max-length", "100"]).start();
    let visitor = server.visitor();
    visitor.post(&draft(&"ü".repeat(100))).json_of(201);
    let message = visitor.post(&draft(&"ü".repeat(101))).field_problem(422, "invalid_request", "body");
    assert!(message.contains("101") && message.contains("100"), "{message}");
}

#[test]
fn a_refused_comment_makes_no_page() {
    let server = Server::start();
    server.visitor().post(&draft("x").on("/new").answering("0cm4q3k1g8000")).field_problem(422, "unknown_parent", "parent");
    let connection = database::read_only(&server.folder().database());
    assert_eq!(database::number(&connection, "SELECT count(*) FROM page"), 0);
}

#[test]
fn the_source_and_the_address_are_kept_for_later() {
    let server = Server::start();
    server.visitor().posts(&draft("*so*").with("author", json!({"name": "Mira", "email": "Mira@Mail.Example"})));
    let connection = database::read_only(&server.folder().database());
    let kept: (String, String) =
        connection.query_row("SELECT source, email FROM comment", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(kept, ("*so*".to_owned(), "Mira@mail.example".to_owned()));
}
