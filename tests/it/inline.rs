//! Comments on a passage of the page's text.

use serde_json::{Value, json};

use crate::support::builders::Draft;
use crate::support::client::{ids, query};
use crate::support::database::{number, read_only};
use crate::support::mailing::{PUBLIC_URL, page};
use crate::support::raw::{exchange, status};
use crate::support::staff::Staff;
use crate::support::{Client, PAGE, SITE, Server, Setup, draft};

fn anchor(exact: &str) -> Value {
    json!({"exact": exact, "prefix": "before it ", "suffix": " behind it", "start": 10, "end": 10 + exact.len()})
}

fn on(passage: &str, body: &str) -> Draft {
    draft(body).with("page", page()).with("anchor", anchor(passage))
}

#[test]
fn an_inline_comment_keeps_its_passage() {
    let server = Server::start();
    let visitor = server.visitor();
    let posted = visitor.post(&on("the moon did the tides", "A joint effort.")).json_of(201);
    assert_eq!(posted["anchor"], anchor("the moon did the tides"));
    let read = visitor.read()["comments"][0].clone();
    assert_eq!(read["anchor"], anchor("the moon did the tides"));
    let id = read["id"].as_str().unwrap();
    visitor.edit(id, "changed").json_of(200);
    assert_eq!(visitor.comment(id).json_of(200)["comments"][0]["anchor"], anchor("the moon did the tides"));
    let reply = visitor.answers(id, "a reply");
    assert_eq!(visitor.comment(&reply).json_of(200)["comments"][1].get("anchor"), None);
}

#[test]
fn only_its_words_are_needed() {
    let server = Server::start();
    let visitor = server.visitor();
    let posted = visitor.post(&draft("words").with("anchor", json!({"exact": " two\n words "}))).json_of(201);
    assert_eq!(posted["anchor"], json!({"exact": "two words"}));
    let question = json!({"exact": "asked", "question": "What would you do?"});
    assert_eq!(visitor.post(&draft("answer").with("anchor", question.clone())).json_of(201)["anchor"], question);
}

#[test]
fn what_an_articles_text_does_not_show_is_left_out_of_a_passage() {
    let server = Server::start();
    let given = json!({"exact": "Wat\u{AD}ten \u{200B} meer\u{FEFF}", "prefix": "\u{2060} be\u{AD}fore ", "suffix": "\u{FEFF}", "start": 3, "end": 17});
    let posted = server.visitor().post(&draft("words").with("anchor", given)).json_of(201);
    assert_eq!(posted["anchor"], json!({"exact": "Watten meer", "prefix": " before ", "start": 3, "end": 17}));
}

#[test]
fn inline_comments_are_read_alone_in_every_order_page_by_page() {
    let server = Server::start();
    let (visitor, voter) = (server.visitor(), server.visitor());
    let mut inline = Vec::new();
    for n in 0..7 {
        visitor.posts(&draft(&format!("plain {n}")));
        inline.push(visitor.posts(&on("passage", &format!("inline {n}"))));
    }
    let reply = visitor.answers(&inline[0], "below the first");
    voter.vote(&inline[3], 1).json_of(200);
    voter.vote(&inline[5], -1).json_of(200);
    let all = |sort: &str| {
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut parameters = vec![("sort", sort), ("anchored", "true"), ("limit", "2")];
            parameters.extend(after.as_deref().map(|after| ("after", after)));
            let answer = visitor.thread(&parameters).json_of(200);
            found.extend(ids(&answer["comments"]));
            match answer["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => return found,
            }
        }
    };
    let picked = |order: &[usize]| -> Vec<String> {
        order.iter().flat_map(|n| std::iter::once(inline[*n].clone()).chain((*n == 0).then(|| reply.clone()))).collect()
    };
    assert_eq!(all("oldest"), picked(&[0, 1, 2, 3, 4, 5, 6]));
    assert_eq!(all("newest"), picked(&[6, 5, 4, 3, 2, 1, 0]));
    assert_eq!(all("top"), picked(&[3, 6, 4, 2, 1, 0, 5]));
    visitor.thread(&[("anchored", "perhaps")]).field_problem(422, "invalid_request", "anchored");
}

#[test]
fn the_first_page_brings_all_inline_comments_to_who_marks_them() {
    let server = Server::start();
    let visitor = server.visitor();
    let inline: Vec<String> = (0..4).map(|n| visitor.posts(&on("passage", &format!("inline {n}")))).collect();
    visitor.says("plain");
    assert_eq!(visitor.thread(&[("limit", "1")]).json_of(200).get("inline"), None, "others do not pay for it");
    let first = visitor.thread(&[("inline", "true")]).json_of(200);
    assert_eq!(first["comments"].as_array().unwrap().len(), 5);
    assert_eq!(ids(&first["inline"]), inline.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(first["inline"][0]["anchor"], anchor("passage"));
    let shortened = visitor.thread(&[("limit", "1")]).json_of(200);
    let next = shortened["next"].as_str().unwrap();
    let later = visitor.thread(&[("inline", "true"), ("after", next)]).json_of(200);
    assert_eq!(later.get("inline"), None);
    visitor.thread(&[("inline", "true"), ("limit", "29")]).field_problem(422, "invalid_request", "limit");
    assert_eq!(server.client().thread(&[("page", "/untouched"), ("inline", "true")]).json_of(200)["inline"], json!([]));
}

#[test]
fn a_pinned_inline_comment_stands_first_among_inline_ones_too() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let inline: Vec<String> = (0..3).map(|n| visitor.posts(&on("passage", &format!("inline {n}")))).collect();
    let plain = visitor.says("plain");
    for id in [&inline[0], &plain] {
        staff.owner.send("PUT", &format!("/comments/{id}/pin"), Some(&json!({"pinned": true}))).json_of(200);
    }
    let listed = |of: &[&String]| of.iter().map(|id| (*id).clone()).collect::<Vec<_>>();

    let alone = visitor.thread(&[("anchored", "true")]).json_of(200);
    assert_eq!(ids(&alone["comments"]), listed(&[&inline[0], &inline[2], &inline[1]]));
    assert_eq!((&alone["comments"][0]["pinned"], alone["comments"][1].get("pinned")), (&json!(true), None));
    let first = visitor.thread(&[("anchored", "true"), ("limit", "1")]).json_of(200);
    assert_eq!(ids(&first["comments"]), listed(&[&inline[0], &inline[2]]));
    let next = first["next"].as_str().unwrap();
    let second = visitor.thread(&[("anchored", "true"), ("limit", "1"), ("after", next)]).json_of(200);
    assert_eq!((ids(&second["comments"]), &second["next"]), (listed(&[&inline[1]]), &Value::Null));

    let all = visitor.thread(&[("inline", "true")]).json_of(200);
    assert_eq!(ids(&all["comments"]), listed(&[&plain, &inline[0], &inline[2], &inline[1]]));
    assert_eq!(ids(&all["inline"]), listed(&[&inline[2], &inline[1], &inline[0]]), "by time alone, for passages have their own order");
    assert_eq!(all["inline"][2]["pinned"], true);
}

#[test]
fn no_more_than_500_inline_comments_come_with_the_first_page() {
    let server = Server::start();
    let visitor = server.visitor();
    let with_the_thread = || ids(&visitor.thread(&[("inline", "true")]).json_of(200)["inline"]);
    let mut all: Vec<String> = (0..500).map(|n| visitor.posts(&on("passage", &n.to_string()))).collect();
    assert!(with_the_thread().iter().eq(all.iter().rev()));
    all.extend((500..502).map(|n| visitor.posts(&on("passage", &n.to_string()))));
    assert!(with_the_thread().iter().eq(all[2..].iter().rev()), "the newest");
    assert!(all_annotated(&visitor).iter().eq(all.iter().rev()), "the rest is read as annotations");
}

#[test]
fn all_words_of_an_anchor_count_for_how_many_come() {
    const MOST: usize = 256 * 1024;
    let server = Server::start();
    let visitor = server.visitor();
    let wave = |count: usize| "🌊".repeat(count);
    let long = json!({"exact": wave(400), "prefix": wave(200), "suffix": wave(200), "question": wave(200)});
    let posted: Vec<String> = (0..90).map(|n| visitor.posts(&draft(&format!("inline {n}")).with("anchor", long.clone()))).collect();
    let sizes = |comments: &Value| -> Vec<usize> {
        let words = |one: &Value| {
            let anchor = ["exact", "prefix", "suffix", "question"].map(|name| one["anchor"][name].as_str().unwrap().len());
            anchor.iter().sum::<usize>() + one["html"].as_str().unwrap().len()
        };
        comments.as_array().unwrap().iter().map(words).collect()
    };
    let sizes = sizes(&visitor.thread(&[("inline", "true")]).json_of(200)["inline"]);
    let bytes: usize = sizes.iter().sum();
    assert!(sizes.len() < posted.len() && bytes > MOST && bytes - sizes.last().unwrap() <= MOST, "{} with {bytes} bytes", sizes.len());
    let first = annotations(&visitor, &[("limit", "100")])["first"].clone();
    assert_eq!(first["items"].as_array().unwrap().len(), sizes.len());
    assert!(first["next"].is_string(), "there are more");
    assert_eq!(all_annotated(&visitor), posted.into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn the_first_page_stays_small_whatever_inline_comments_say() {
    let server = Setup::new().site_flags(&["--max-length", "10000"]).start();
    let visitor = server.visitor();
    let long = "&".repeat(9_900);
    for n in 0..8 {
        visitor.posts(&on("passage", &format!("{long}\n{n}")));
    }
    let answer = visitor.thread(&[("inline", "true")]);
    let bytes: usize = answer.json_of(200)["inline"].as_array().unwrap().iter().map(|one| one["html"].as_str().unwrap().len()).sum();
    assert!((1..600_000).contains(&bytes), "{bytes} bytes");
    let all: usize = visitor.read()["comments"].as_array().unwrap().iter().map(|one| one["html"].as_str().unwrap().len()).sum();
    assert!(all > bytes, "{all} bytes in all");
}

#[test]
fn what_cannot_be_read_has_no_passage_either() {
    let staff = Staff::of(Setup::new());
    let (writer, _) = staff.visitor_says("plain");
    let id = writer.posts(&on("a passage", "words"));
    writer.answers(&id, "a reply keeps its place");
    let passage = || {
        let thread = staff.server.client().thread(&[("inline", "true")]).json_of(200);
        let place = thread["comments"].as_array().unwrap().iter().find(|comment| comment["id"] == id.as_str()).cloned().unwrap();
        (place.get("anchor").is_some(), thread["inline"].as_array().unwrap().len())
    };
    assert_eq!(passage(), (true, 1));
    staff.owner.decide(&[&id], "removed").json_of(200);
    assert_eq!(passage(), (false, 0));
    staff.owner.decide(&[&id], "published").json_of(200);
    assert_eq!(passage(), (true, 1));
    writer.delete(&id).json_of(200);
    assert_eq!(passage(), (false, 0));
}

#[test]
fn a_conversation_stays_among_inline_ones_however_its_root_went() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let roots: Vec<String> = (0..3).map(|n| visitor.posts(&on("a passage", &format!("root {n}")))).collect();
    let replies: Vec<String> = roots.iter().map(|root| visitor.answers(root, "reply")).collect();
    let plain = visitor.says("plain");
    visitor.answers(&plain, "reply");
    staff.owner.decide(&[&roots[1]], "removed").json_of(200);
    visitor.delete(&roots[2]).json_of(200);
    visitor.delete(&plain).json_of(200);
    for sort in ["newest", "oldest", "top"] {
        let alone = visitor.thread(&[("anchored", "true"), ("sort", sort)]).json_of(200);
        let order: &[usize] = if sort == "oldest" { &[0, 1, 2] } else { &[2, 1, 0] };
        let expected: Vec<String> = order.iter().flat_map(|n| [roots[*n].clone(), replies[*n].clone()]).collect();
        assert_eq!(ids(&alone["comments"]), expected, "{sort}");
        for place in alone["comments"].as_array().unwrap().iter().filter(|comment| comment["deleted"] == true) {
            assert_eq!((place.get("anchor"), &place["html"]), (None, &json!("")), "{place}");
        }
        let tombstones = alone["comments"].as_array().unwrap().iter().filter(|comment| comment["deleted"] == true);
        assert_eq!(tombstones.count(), 2, "{sort}");
    }
    let database = read_only(&staff.server.folder().database());
    assert_eq!(number(&database, "SELECT count(*) FROM comment WHERE status = 'deleted' AND anchor LIKE '%passage%'"), 0);
    visitor.delete(&replies[2]).json_of(204);
    let left = ids(&visitor.thread(&[("anchored", "true")]).json_of(200)["comments"]);
    assert_eq!(left, [&roots[1], &replies[1], &roots[0], &replies[0]].map(Clone::clone));
}

#[test]
fn the_same_words_on_another_passage_are_another_comment() {
    let server = Server::start();
    let visitor = server.visitor();
    let first = visitor.posts(&on("one passage", "Yes!"));
    assert_eq!(visitor.posts(&on("one passage", "Yes!")), first, "sent again because its answer was lost");
    assert_ne!(visitor.posts(&on("another passage", "Yes!")), first);
    assert_ne!(visitor.posts(&draft("Yes!").with("page", page())), first);
}

#[test]
fn words_to_hold_are_found_wherever_an_anchor_has_words() {
    let staff = Staff::of(Setup::new());
    staff.set(&json!({"hold_words": ["casino"]}));
    let (writer, _) = staff.visitor_says("plain");
    let status = |id: &str| staff.owner.get(&format!("/comments/{id}")).json_of(200)["comment"]["status"].clone();
    for member in ["exact", "prefix", "suffix", "question"] {
        let mut anchor = anchor("visit the harbour");
        anchor[member] = json!("visit the ca\u{301}sino today");
        let id = writer.posts(&draft(member).with("anchor", anchor));
        assert_eq!(status(&id), "held", "{member}");
        let waiting = staff.owner.get(&format!("/comments/{id}")).json_of(200);
        assert_eq!(waiting["comment"]["reasons"][0]["detail"], "casino", "{waiting:#}");
        staff.owner.decide(&[&id], "published").json_of(200);
        writer.edit(&id, "other words").json_of(200);
        assert_eq!(status(&id), "held", "{member}: an edit does not wash it");
    }
    let other = writer.posts(&on("visit the harbour", "harmless, too"));
    assert_eq!(status(&other), "published");
}

#[test]
fn anchors_that_cannot_be_are_refused_by_field() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let long = "x".repeat(2_001);
    for (anchor, field) in [
        (json!({"exact": ""}), "anchor.exact"),
        (json!({"exact": " \u{AD}\u{200B} "}), "anchor.exact"),
        (json!({"exact": "\u{2060}\u{FEFF}"}), "anchor.exact"),
        (json!({"exact": long}), "anchor.exact"),
        (json!({"exact": "a\u{0}b"}), "anchor.exact"),
        (json!({"exact": 5}), "anchor.exact"),
        (json!({"exact": ["a"]}), "anchor.exact"),
        (json!({"exact": "a", "prefix": "x".repeat(201)}), "anchor.prefix"),
        (json!({"exact": "a", "suffix": "\u{1b}"}), "anchor.suffix"),
        (json!({"exact": "a", "start": 5}), "anchor.end"),
        (json!({"exact": "a", "start": 5, "end": 5}), "anchor.end"),
        (json!({"exact": "a", "start": -1, "end": 5}), "anchor.start"),
        (json!({"exact": "a", "start": 1.5, "end": 5}), "anchor.start"),
        (json!({"exact": "a", "start": 0, "end": 4_294_967_296_u64}), "anchor.end"),
        (json!({"exact": "a", "question": "\u{202E}"}), "anchor.question"),
        (json!({"exact": "a", "question": "x".repeat(201)}), "anchor.question"),
    ] {
        let answer = visitor.post(&draft("words").with("anchor", anchor.clone()));
        assert_eq!(answer.status, 422, "{anchor}: {}", answer.text());
        answer.field_problem(422, "invalid_request", field);
    }
    for anchor in [json!({}), json!([]), json!("text"), json!({"exact": "a", "selector": "p"}), json!(["a", null, null, null, null, null])]
    {
        let answer = visitor.post(&draft("words").with("anchor", anchor.clone()));
        assert!([400, 422].contains(&answer.status), "{anchor}: {}", answer.text());
    }
    let megabytes = visitor.post(&draft("words").with("anchor", json!({"exact": "x".repeat(3_000_000)})));
    assert!([413, 422].contains(&megabytes.status), "{}", megabytes.text());
    let reply = draft("words").answering(&root).with("anchor", anchor("passage"));
    visitor.post(&reply).field_problem(422, "invalid_request", "anchor");
    assert_eq!(visitor.read()["page"]["comments"], 1);
}

#[test]
fn markup_in_a_passage_stays_text() {
    let server = Server::start();
    let visitor = server.visitor();
    let hostile = "<script>alert(1)</script> & \"quotes\" </script>";
    let id = visitor.posts(&on(hostile, "words"));
    let read = visitor.comment(&id).json_of(200);
    assert_eq!(read["comments"][0]["anchor"]["exact"], hostile);
    assert_eq!(annotations(&visitor, &[])["first"]["items"][0]["target"]["selector"][0]["exact"], hostile);
}

fn annotations(client: &Client, parameters: &[(&str, &str)]) -> Value {
    let address = [&[("site", SITE), ("page", PAGE)], parameters].concat();
    let answer = client.get(&query("/api/v1/annotations", &address));
    assert_eq!(answer.header("content-type"), Some("application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\""));
    answer.json()
}

/// The comments of all pages of the collection, by the addresses that each names.
fn all_annotated(client: &Client) -> Vec<String> {
    let mut page = annotations(client, &[])["first"].clone();
    let mut found = Vec::new();
    loop {
        let items = page["items"].as_array().unwrap().iter();
        found.extend(items.map(|item| item["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { return found };
        page = client.get(&crate::support::page::local(next)).json();
    }
}

/// What the model's "MUST"s ask of an annotation and of what holds it (<https://www.w3.org/TR/annotation-model/>, sections 3 to 5).
fn model() -> Value {
    let iri = json!({"type": "string", "format": "uri", "pattern": "^https?://"});
    let time = json!({"type": "string", "format": "date-time", "pattern": "Z$"});
    let annotation = json!({
        "type": "object",
        "required": ["id", "type", "target"],
        "properties": {
            "id": iri,
            "type": {"const": "Annotation"},
            "motivation": {"enum": ["commenting", "replying", "questioning"]},
            "created": time,
            "modified": time,
            "creator": {"type": "object", "required": ["type", "name"], "properties": {"type": {"const": "Person"}, "name": {"type": "string"}}},
            "body": {
                "type": "object",
                "required": ["type", "value"],
                "properties": {"type": {"const": "TextualBody"}, "value": {"type": "string"}, "format": {"const": "text/html"}},
            },
            "target": {
                "type": "object",
                "required": ["source"],
                "properties": {
                    "source": iri,
                    "selector": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"oneOf": [
                            {
                                "type": "object",
                                "required": ["type", "exact"],
                                "additionalProperties": false,
                                "properties": {
                                    "type": {"const": "TextQuoteSelector"},
                                    "exact": {"type": "string", "minLength": 1},
                                    "prefix": {"type": "string"},
                                    "suffix": {"type": "string"},
                                },
                            },
                            {
                                "type": "object",
                                "required": ["type", "start", "end"],
                                "additionalProperties": false,
                                "properties": {
                                    "type": {"const": "TextPositionSelector"},
                                    "start": {"type": "integer", "minimum": 0},
                                    "end": {"type": "integer", "minimum": 0},
                                },
                            },
                        ]},
                    },
                },
            },
        },
    });
    let page = json!({
        "type": "object",
        "required": ["id", "type", "items"],
        "properties": {
            "id": iri,
            "type": {"const": "AnnotationPage"},
            "partOf": iri,
            "next": iri,
            "items": {"type": "array", "items": annotation},
        },
    });
    let mut single = page.clone();
    single["required"] = json!(["@context", "id", "type", "partOf", "items"]);
    single["properties"]["@context"] = json!({"const": "http://www.w3.org/ns/anno.jsonld"});
    json!({"oneOf": [
        {
            "type": "object",
            "required": ["@context", "id", "type", "first"],
            "properties": {
                "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
                "id": iri,
                "type": {"const": "AnnotationCollection"},
                "label": {"type": "string"},
                "first": page,
            },
        },
        single,
    ]})
}

#[track_caller]
fn assert_fits_the_model(answer: &Value) {
    let validator = jsonschema::options().should_validate_formats(true).build(&model()).expect("the model is a schema");
    let errors: Vec<String> = validator.iter_errors(answer).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?} in {answer:#}");
}

#[test]
fn a_pages_inline_comments_are_web_annotations() {
    let server = Server::start();
    let visitor = server.visitor();
    assert_fits_the_model(&annotations(&visitor, &[]));
    let id = visitor.posts(&on("the moon did the tides", "A **joint** effort.").with("author", json!({"name": "Wren"})));
    visitor.posts(&draft("without an anchor"));
    visitor.edit(&id, "A *joint* effort.").json_of(200);
    visitor.answers(&id, "a reply");
    let collection = annotations(&visitor, &[]);
    assert_fits_the_model(&collection);
    let items = collection["first"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{collection:#}");
    let item = &items[0];
    assert!(item["id"].as_str().unwrap().ends_with(&format!("/api/v1/comments/{id}")), "{item}");
    assert_eq!((&item["creator"]["name"], &item["body"]["value"]), (&json!("Wren"), &json!("<p>A <em>joint</em> effort.</p>\n")));
    assert_eq!(item["target"]["source"], "https://blog.example/2026/the-tide-printer");
    let selectors = json!([
        {"type": "TextQuoteSelector", "exact": "the moon did the tides", "prefix": "before it ", "suffix": " behind it"},
        {"type": "TextPositionSelector", "start": 10, "end": 32},
    ]);
    assert_eq!(item["target"]["selector"], selectors);
    assert!(item["modified"].is_string() && collection["label"].as_str().unwrap().contains("tide printer"), "{collection:#}");
}

#[test]
fn annotations_are_read_page_by_page_by_the_addresses_they_name() {
    let server = Server::start();
    let visitor = server.visitor();
    let inline: Vec<String> = (0..5).map(|n| visitor.posts(&on("passage", &format!("inline {n}")))).collect();
    let mut page = annotations(&visitor, &[("limit", "2")]);
    assert_fits_the_model(&page);
    page = page["first"].clone();
    let mut found = Vec::new();
    loop {
        for address in [&page["id"], &page["next"]].into_iter().filter_map(Value::as_str) {
            let address = crate::support::page::local(address);
            let answer = visitor.get(&address).json();
            assert_fits_the_model(&answer);
            assert_eq!(answer["type"], "AnnotationPage");
        }
        found.extend(
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        page = visitor.get(&crate::support::page::local(next)).json();
    }
    assert_eq!(found, inline.iter().rev().cloned().collect::<Vec<_>>());
    for (name, value) in [("after", "nonsense"), ("limit", "0"), ("limit", "101")] {
        let address = query("/api/v1/annotations", &[("site", SITE), ("page", PAGE), (name, value)]);
        visitor.get(&address).field_problem(422, "invalid_request", name);
    }
    let evil = server.client().on_a_page_of("https://evil.example");
    evil.get(&query("/api/v1/annotations", &[("site", SITE), ("page", PAGE)])).problem(403, "origin_not_allowed");
}

fn annotations_asked_of(server: &Server, host: &[u8]) -> String {
    let address = query("/api/v1/annotations", &[("site", SITE), ("page", PAGE)]);
    let request = [format!("GET {address} HTTP/1.1\r\n").as_bytes(), host, b"Connection: close\r\n\r\n"].concat();
    exchange(server.address(), &request)
}

#[test]
fn annotations_are_named_by_what_the_asker_calls_the_server() {
    let server = Server::start();
    for (host, named) in [
        ("comments.example", "http://comments.example"),
        ("Comments.Example:8377", "http://comments.example:8377"),
        ("localhost:80", "http://localhost"),
        ("docker_name:8377", "http://docker_name:8377"),
        ("127.0.0.1:8377", "http://127.0.0.1:8377"),
        ("[::1]:8377", "http://[::1]:8377"),
    ] {
        let answer = annotations_asked_of(&server, format!("Host: {host}\r\n").as_bytes());
        assert!(answer.contains(&format!("\"id\":\"{named}/api/v1/annotations?site=blog&")), "{host}: {answer}");
    }
}

#[test]
fn a_host_that_is_none_names_nothing() {
    let server = Server::start();
    let long = format!("{}.example", "a".repeat(260));
    let hosts: &[&[u8]] = &[
        b"",
        b"somebody@comments.example",
        b"comments.example/path",
        b"comments.example?query",
        b"comments.example#fragment",
        b"comments.example\\path",
        b"comments example",
        b"comments.example, evil.example",
        b"comments.example:65536",
        b"comments.example:port",
        b"<script>alert(1)</script>",
        b"a\"b",
        b"a%2Fb",
        b"[::1",
        b"[comments.example]",
        b"\xFF.example",
        long.as_bytes(),
    ];
    for host in hosts {
        let shown = String::from_utf8_lossy(host);
        let answer = annotations_asked_of(&server, &[b"Host: ", *host, b"\r\n"].concat());
        assert_eq!(status(&answer), Some(400), "{shown}: {answer}");
        assert!(answer.contains("\"code\":\"invalid_host\"") && !answer.contains("script>"), "{shown}: {answer}");
    }
    for headers in [&b""[..], b"Host: comments.example\r\nHost: evil.example\r\n"] {
        let answer = annotations_asked_of(&server, headers);
        assert_eq!(status(&answer), Some(400), "{answer}");
    }
    let named = Setup::new().server("public_url = \"https://talk.blog.example\"").start();
    let answer = annotations_asked_of(&named, b"Host: evil.example\r\n");
    assert!(answer.contains(PUBLIC_URL) && !answer.contains("evil"), "{answer}");
}
