//! Deciding about comments, as the thread shows it.

use serde_json::{Value, json};

use crate::support::client::ids;
use crate::support::database::wrong_counters;
use crate::support::staff::OWNER;
use crate::support::{Answer, Client, PAGE, SITE, Server, Staff, draft};

fn give(moderator: &Client, id: &str, status: &str) -> Answer {
    moderator.send("PUT", &format!("/api/v1/comments/{id}/status"), Some(&json!({"status": status})))
}

fn pin(moderator: &Client, id: &str, pinned: bool) -> Answer {
    moderator.send("PUT", &format!("/api/v1/comments/{id}/pin"), Some(&json!({"pinned": pinned})))
}

fn lock(moderator: &Client, locked: bool) -> Answer {
    moderator.send("PUT", "/api/v1/pages/lock", Some(&json!({"site": SITE, "page": {"key": PAGE}, "locked": locked})))
}

fn pending(client: &Client) -> Vec<String> {
    ids(&client.viewer().json_of(200)["pending"])
}

#[track_caller]
fn assert_counters(server: &Server) {
    assert_eq!(wrong_counters(&server.folder().database()), Vec::<String>::new());
}

#[test]
fn a_held_comment_is_seen_by_its_writer_and_by_who_decides_alone() {
    let staff = Staff::start();
    staff.set(&json!({"hold": "all"}));
    let moderator = staff.moderator();
    let (writer, other, nobody) = (staff.server.visitor(), staff.server.visitor(), staff.server.client());
    let posted = writer.post(&draft("*wait*").by("Wren")).json_of(201);
    assert_eq!(posted["status"], "held");
    let id = posted["id"].as_str().unwrap();
    for reader in [&nobody, &other] {
        reader.comment(id).problem(404, "unknown_comment");
        assert_eq!(reader.read()["comments"], json!([]));
        assert_eq!(reader.read()["page"]["comments"], 0);
        assert_eq!(reader.viewer().json_of(200)["pending"], json!([]));
        assert_eq!(reader.counts(&[PAGE]).json_of(200)["counts"][0]["comments"], 0);
    }
    other.vote(id, 1).problem(404, "unknown_comment");
    other.post(&draft("x").answering(id)).problem(422, "unknown_parent");
    assert_eq!((pending(&writer), pending(&moderator)), (vec![id.to_owned()], vec![id.to_owned()]));
    let own = &writer.viewer().json_of(200)["pending"][0];
    assert_eq!((&own["html"], &own["status"], &own["depth"]), (&json!("<p><em>wait</em></p>\n"), &json!("held"), &json!(0)));
    assert_eq!(moderator.read()["comments"], json!([]), "the thread is the same for everybody");
    assert_counters(&staff.server);
}

#[test]
fn an_approved_comment_appears_with_its_count_and_can_be_taken_back() {
    let staff = Staff::start();
    staff.set(&json!({"hold": "all"}));
    let (moderator, nobody) = (staff.moderator(), staff.server.client());
    let (writer, id) = staff.visitor_says("words");
    let seen = |status: &str, count: u64| {
        give(&moderator, &id, status).json_of(200);
        let read = nobody.read();
        let listed = ids(&read["comments"]).contains(&id);
        assert_eq!((&read["page"]["comments"], listed), (&json!(count), count == 1), "{status}");
        assert_eq!(nobody.comment(&id).status, if count == 1 { 200 } else { 404 }, "{status}");
        assert_eq!(nobody.counts(&[PAGE]).json_of(200)["counts"][0]["comments"], count, "{status}");
        assert_counters(&staff.server);
    };
    for (status, count) in [("published", 1), ("published", 1), ("spam", 0), ("held", 0), ("removed", 0), ("published", 1), ("held", 0)] {
        seen(status, count);
    }
    seen("published", 1);
    assert_eq!(pending(&writer), Vec::<String>::new());
}

#[test]
fn the_writer_of_spam_is_told_no_more_than_that_it_waits() {
    let staff = Staff::start();
    let moderator = staff.moderator();
    let (writer, id) = staff.visitor_says("words");
    assert_eq!(give(&moderator, &id, "spam").json_of(200)["status"], "spam");
    let own = writer.viewer().json_of(200)["pending"].clone();
    assert_eq!((ids(&own), &own[0]["status"]), (vec![id.clone()], &json!("held")));
    assert!(!writer.viewer().text().contains("spam"));
    assert_eq!(give(&moderator, &id, "removed").json_of(200)["status"], "removed");
    assert!(!writer.viewer().text().contains("removed"));
}

#[test]
fn what_is_taken_away_between_others_leaves_a_place_without_words() {
    let staff = Staff::start();
    let (moderator, visitor) = (staff.moderator(), staff.server.visitor());
    let root = visitor.posts(&draft("the root's words").by("Rook"));
    let reply = visitor.answers(&root, "the reply's words");
    for status in ["held", "spam", "removed"] {
        give(&moderator, &root, status).json_of(200);
        let read = visitor.read();
        let place = &read["comments"][0];
        assert_eq!((&place["deleted"], &place["id"], &place["html"]), (&json!(true), &json!(root), &json!("")), "{status}");
        assert!(!read.to_string().contains("Rook") && !read.to_string().contains("the root's"), "{status}: {read}");
        assert_eq!(place.get("status"), None, "why is nobody's business: {place}");
        assert_eq!(read["page"]["comments"], 1, "{status}");
        visitor.comment(&reply).json_of(200);
        assert_counters(&staff.server);
    }
    give(&moderator, &reply, "removed").json_of(200);
    assert_eq!(visitor.read()["comments"], json!([]), "a place goes with the last that stood below it");
    assert_counters(&staff.server);
    give(&moderator, &reply, "published").json_of(200);
    assert_eq!(ids(&visitor.read()["comments"])[0], root, "and comes back with it");
    give(&moderator, &root, "published").json_of(200);
    assert_eq!(visitor.read()["comments"][0]["html"], "<p>the root's words</p>\n");
    assert_counters(&staff.server);
}

#[test]
fn a_deep_branch_of_waiting_comments_comes_and_goes_with_true_counts() {
    let staff = Staff::start();
    let (moderator, visitor) = (staff.moderator(), staff.server.visitor());
    let mut line = vec![visitor.says("0")];
    for n in 1..6 {
        let below = visitor.answers(line.last().unwrap(), &n.to_string());
        line.push(below);
    }
    let statuses = ["spam", "held", "removed", "published"];
    for step in 0_usize..40 {
        give(&moderator, &line[(step * 7 + step / 3) % line.len()], statuses[(step * 5 + step / 4) % statuses.len()]).json_of(200);
        assert_counters(&staff.server);
    }
    for id in &line {
        give(&moderator, id, "published").json_of(200);
    }
    assert_eq!(visitor.read()["page"]["comments"], 6);
    assert_counters(&staff.server);
}

#[test]
fn many_are_decided_at_once_and_all_of_it_is_undone() {
    let staff = Staff::start();
    staff.set(&json!({"hold": "all"}));
    let visitor = staff.server.visitor();
    let waiting: Vec<String> = (0..3).map(|n| visitor.says(&n.to_string())).collect();
    let gone = visitor.says("gone");
    visitor.delete(&gone).json_of(204);
    let comments: Vec<&str> = waiting.iter().map(String::as_str).chain([gone.as_str(), "nonsense"]).collect();
    let outcome = staff.owner.decide(&comments, "published").json_of(200);
    assert_eq!((outcome["changed"].as_array().unwrap().len(), &outcome["gone"]), (3, &json!([gone, "nonsense"])));
    assert_eq!((&outcome["changed"][0]["before"], &outcome["changed"][0]["after"]), (&json!("held"), &json!("published")));
    assert_eq!(visitor.read()["page"]["comments"], 3);
    let again = staff.owner.decide(&comments, "published").json_of(200);
    assert_eq!((&again["decision"], again["unchanged"].as_array().unwrap().len()), (&Value::Null, 3));

    staff.owner.decide(&[&waiting[0]], "spam").json_of(200);
    let undo = format!("/decisions/{}/undo", outcome["decision"].as_str().unwrap());
    let undone = staff.owner.send("POST", &undo, None).json_of(200);
    assert_eq!((undone["changed"].as_array().unwrap().len(), &undone["unchanged"]), (2, &json!([waiting[0]])), "later decisions stand");
    assert_eq!(visitor.read()["page"]["comments"], 0);
    assert_eq!(staff.owner.comments("status=spam")[0]["id"], json!(waiting[0]));
    staff.owner.send("POST", &undo, None).problem(404, "unknown_decision");
    assert_counters(&staff.server);
    staff.owner.post("/decisions", &json!({"comments": [], "status": "spam"})).field_problem(422, "invalid_request", "comments");
    staff.owner.decide(&vec!["0cm4q3k1g8000"; 201], "spam").field_problem(422, "invalid_request", "comments");
    staff.owner.decide(&[&waiting[0]], "deleted").field_problem(422, "invalid_request", "status");
}

#[test]
fn pinned_roots_come_first_under_every_order_and_once() {
    let staff = Staff::start();
    let (moderator, visitor) = (staff.moderator(), staff.server.visitor());
    let roots: Vec<String> = (0..5).map(|n| visitor.says(&n.to_string())).collect();
    let reply = visitor.answers(&roots[0], "reply");
    visitor.edit(&roots[4], "4").json_of(200);
    assert_eq!(pin(&moderator, &roots[2], true).json_of(200)["pinned"], true);
    for sort in ["newest", "oldest", "best", "top", "controversial"] {
        let answer = visitor.thread(&[("sort", sort)]);
        if answer.status == 200 {
            let read = answer.json();
            let listed = ids(&read["comments"]);
            assert_eq!(listed[0], roots[2], "{sort}");
            assert_eq!(listed.iter().filter(|id| **id == roots[2]).count(), 1, "{sort}");
        }
    }
    let first = visitor.thread(&[("sort", "oldest"), ("limit", "2")]).json_of(200);
    assert_eq!(ids(&first["comments"])[0], roots[2], "{first}");
    pin(&moderator, &reply, true).problem(422, "not_a_root");
    pin(&moderator, &roots[0], true).json_of(200);
    pin(&moderator, &roots[1], true).json_of(200);
    pin(&moderator, &roots[3], true).problem(409, "too_many_pinned");
    pin(&moderator, &roots[2], false).json_of(200);
    assert_eq!(visitor.comment(&roots[2]).json_of(200)["comments"][0].get("pinned"), None);
    pin(&moderator, &roots[3], true).json_of(200);
}

#[test]
fn paging_past_pinned_roots_repeats_and_loses_none() {
    let staff = Staff::start();
    let (moderator, visitor) = (staff.moderator(), staff.server.visitor());
    let mut roots: Vec<String> = (0..9).map(|n| visitor.says(&n.to_string())).collect();
    for n in [0, 4, 8] {
        pin(&moderator, &roots[n], true).json_of(200);
    }
    for sort in ["newest", "oldest"] {
        let (mut listed, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut asked = vec![("sort", sort), ("limit", "2")];
            asked.extend(after.as_deref().map(|after| ("after", after)));
            let read = visitor.thread(&asked).json_of(200);
            listed.extend(ids(&read["comments"]));
            let Some(next) = read["next"].as_str() else { break };
            after = Some(next.to_owned());
        }
        listed.sort();
        roots.sort();
        assert_eq!(listed, roots, "{sort}");
    }
}

#[test]
fn a_closed_page_takes_comments_of_those_with_a_role_alone() {
    let staff = Staff::start();
    let (moderator, visitor) = (staff.moderator(), staff.server.visitor());
    let author = staff.thread_of(&staff.add("Aud Author", "author", SITE), SITE);
    let page = lock(&moderator, true).json_of(200);
    assert_eq!((&page["locked"], page["closes_at"].is_string()), (&json!(true), true), "{page}");
    visitor.post(&draft("x")).problem(403, "page_locked");
    author.says("as an author");
    moderator.says("as a moderator");
    assert_eq!(visitor.read()["page"]["locked"], true);
    lock(&moderator, false).json_of(200);
    visitor.says("open again");
}

#[test]
fn who_decides_changes_others_words_at_any_time_and_leaves_a_trace() {
    let staff = Staff::start();
    let moderator = staff.moderator();
    let (writer, id) = staff.visitor_says("first words");
    assert_eq!(moderator.get(&format!("/api/v1/comments/{id}/source")).json_of(200)["body"], "first words");
    let changed = moderator.edit(&id, "other words").json_of(200);
    assert_eq!(changed["html"], "<p>other words</p>\n");
    assert_eq!(writer.read()["comments"][0]["html"], "<p>other words</p>\n");
    let entries = staff.owner.get("/audit?site=blog").json_of(200)["entries"].clone();
    assert_eq!((&entries[0]["action"], &entries[0]["by"]), (&json!("comment_edited"), &json!("Mo Derator")));
    assert_eq!((&entries[0]["comment"], &entries[0]["detail"]["before"]), (&json!(id), &json!("first words")));
}

#[test]
fn removing_by_who_decides_can_be_put_back_and_deleting_by_the_writer_not() {
    let staff = Staff::start();
    let moderator = staff.moderator();
    let (writer, id) = staff.visitor_says("words");
    moderator.delete(&id).json_of(204);
    assert_eq!(staff.owner.comments("status=removed")[0]["id"], json!(id));
    give(&moderator, &id, "published").json_of(200);
    writer.comment(&id).json_of(200);
    writer.delete(&id).json_of(204);
    give(&moderator, &id, "published").problem(404, "unknown_comment");
    assert_eq!(staff.owner.decide(&[&id], "published").json_of(200)["gone"], json!([id]));
    let owners = staff.thread_of(OWNER, SITE);
    let own = owners.says("own");
    owners.delete(&own).json_of(204);
    assert_counters(&staff.server);
}

/// The comment as a moderator reads it now.
fn version(staff: &Staff, id: &str) -> Value {
    staff.owner.get(&format!("/comments/{id}")).json_of(200)["comment"]["version"].clone()
}

#[test]
fn nothing_is_decided_about_words_that_changed_after_they_were_read() {
    let staff = Staff::start();
    staff.set(&json!({"hold": "all"}));
    let moderator = staff.moderator();
    let (writer, id) = staff.visitor_says("harmless");
    let (_, other) = staff.visitor_says("another");
    let read = version(&staff, &id);
    let own = moderator.viewer().json_of(200)["pending"].as_array().unwrap().iter().find(|waiting| waiting["id"] == id).unwrap().clone();
    assert_eq!(own["version"], read, "moderators are told the version in the thread too");
    assert_eq!(writer.viewer().json_of(200)["pending"][0]["version"], Value::Null);
    writer.edit(&id, "not harmless at all").json_of(200);

    let decide = |versions: &Value| {
        staff.owner.post("/decisions", &json!({"comments": [id, other], "status": "published", "versions": versions})).json_of(200)
    };
    let outcome = decide(&json!({&id: read, &other: version(&staff, &other)}));
    assert_eq!((&outcome["edited"], &outcome["changed"][0]["comment"]), (&json!([id]), &json!(other)));
    assert_eq!(outcome["changed"].as_array().unwrap().len(), 1);
    let status = format!("/api/v1/comments/{id}/status");
    moderator.send("PUT", &status, Some(&json!({"status": "published", "version": read}))).problem(409, "edited_meanwhile");
    assert_eq!(staff.server.client().comment(&id).status, 404);

    let upper = id.to_uppercase();
    let outcome = staff.owner.post("/decisions", &json!({"comments": [id], "status": "published", "versions": {upper: read}})).json_of(200);
    assert_eq!(outcome["edited"], json!([id]), "an id is the same in capital letters");

    let now = version(&staff, &id);
    let given = moderator.send("PUT", &status, Some(&json!({"status": "published", "version": now}))).json_of(200);
    assert_eq!((&given["version"], given["html"].as_str().unwrap().contains("not harmless")), (&now, true));
    assert_counters(&staff.server);
}

#[test]
fn nothing_is_written_over_words_that_were_changed_after_they_were_read() {
    let staff = Staff::start();
    let moderator = staff.moderator();
    let (writer, id) = staff.visitor_says("first words");
    let path = format!("/api/v1/comments/{id}");
    let read = moderator.get(&format!("{path}/source")).json_of(200)["version"].clone();
    assert_eq!(read, version(&staff, &id));
    writer.edit(&id, "the writer's newer words").json_of(200);
    let over = json!({"body": "a moderator's", "version": read});
    moderator.send("PATCH", &path, Some(&over)).problem(409, "edited_meanwhile");
    staff.owner.send("PATCH", &format!("/comments/{id}"), Some(&over)).problem(409, "edited_meanwhile");
    writer.send("PATCH", &path, Some(&over)).problem(409, "edited_meanwhile");
    let newer = |body: &str| json!({"body": body, "version": version(&staff, &id)});
    moderator.send("PATCH", &path, Some(&newer("a moderator's"))).json_of(200);
    staff.owner.send("PATCH", &format!("/comments/{id}"), Some(&newer("an owner's"))).json_of(200);
    moderator.send("PATCH", &path, Some(&json!({"body": "x", "version": ""}))).field_problem(422, "invalid_request", "version");
    assert_eq!(staff.server.client().read()["comments"][0]["html"], "<p>an owner's</p>\n");
}

#[test]
fn a_version_that_can_be_none_is_refused() {
    let staff = Staff::start();
    let (_, id) = staff.visitor_says("words");
    let status = format!("/api/v1/comments/{id}/status");
    for nonsense in ["", "x", "1.5", "99999999999999999999"] {
        let moderator = staff.thread_of(OWNER, SITE);
        moderator.send("PUT", &status, Some(&json!({"status": "spam", "version": nonsense}))).field_problem(
            422,
            "invalid_request",
            "version",
        );
        let decision = json!({"comments": [id], "status": "spam", "versions": {&id: nonsense}});
        staff.owner.post("/decisions", &decision).field_problem(422, "invalid_request", "versions");
    }
    assert_eq!(staff.server.client().comment(&id).status, 200);
}

#[test]
fn undoing_publishes_no_words_that_were_changed_since() {
    let staff = Staff::start();
    let (writer, id) = staff.visitor_says("harmless");
    let decision = staff.owner.decide(&[&id], "held").json_of(200)["decision"].as_str().unwrap().to_owned();
    writer.edit(&id, "not harmless at all").json_of(200);
    let outcome = staff.owner.post(&format!("/decisions/{decision}/undo"), &json!({})).json_of(200);
    assert_eq!((&outcome["edited"], &outcome["changed"]), (&json!([id]), &json!([])));
    assert_eq!(staff.server.client().comment(&id).status, 404);
}

#[test]
fn a_moderator_puts_no_words_under_the_badge_of_another_account() {
    let staff = Staff::start();
    let (owner, moderator) = (staff.thread_of(OWNER, SITE), staff.moderator());
    let (of_owner, of_moderator) = (owner.says("the owner's"), moderator.says("the moderator's"));
    moderator.edit(&of_owner, "put into the mouth").problem(403, "words_of_account");
    moderator.edit(&of_moderator, "my own, changed").json_of(200);
    owner.edit(&of_moderator, "changed by the owner").json_of(200);
    let console = staff.console_of("Con Sole", "moderator", SITE);
    let body = json!({"body": "put into the mouth"});
    console.send("PATCH", &format!("/comments/{of_owner}"), Some(&body)).problem(403, "words_of_account");
    give(&moderator, &of_owner, "held").json_of(200);
}

#[test]
fn undoing_leaves_alone_what_others_decided_since_whatever_came_of_it() {
    let staff = Staff::start();
    let (_, id) = staff.visitor_says("words");
    let decide = |status: &str| staff.owner.decide(&[&id], status).json_of(200)["decision"].as_str().unwrap().to_owned();
    let first = decide("held");
    decide("published");
    let last = decide("held");
    let undo = |decision: &str| staff.owner.post(&format!("/decisions/{decision}/undo"), &json!({}));
    let outcome = undo(&first).json_of(200);
    assert_eq!((&outcome["unchanged"], &outcome["changed"]), (&json!([id]), &json!([])));
    assert_eq!(undo(&last).json_of(200)["changed"][0]["after"], "published");
}

#[test]
fn a_part_of_a_decision_is_none() {
    let staff = Staff::start();
    let (a, b) = (staff.visitor_says("a").1, staff.visitor_says("b").1);
    let decision: i64 = staff.owner.decide(&[&a, &b], "held").json_of(200)["decision"].as_str().unwrap().parse().unwrap();
    staff.owner.post(&format!("/decisions/{}/undo", decision + 1), &json!({})).problem(404, "unknown_decision");
    staff.owner.post(&format!("/decisions/{decision}/undo"), &json!({})).json_of(200);
    staff.owner.post(&format!("/decisions/{}/undo", decision + 1), &json!({})).problem(404, "unknown_decision");
}

#[test]
fn undoing_puts_a_pinned_comment_back_on_top() {
    let staff = Staff::start();
    let (moderator, id) = (staff.moderator(), staff.visitor_says("first").1);
    staff.visitor_says("second");
    pin(&moderator, &id, true).json_of(200);
    let decision = staff.owner.decide(&[&id], "removed").json_of(200)["decision"].as_str().unwrap().to_owned();
    staff.owner.post(&format!("/decisions/{decision}/undo"), &json!({})).json_of(200);
    let comments = moderator.read()["comments"].clone();
    assert_eq!((&comments[0]["id"], &comments[0]["pinned"]), (&json!(id), &json!(true)));
}

#[test]
fn who_decides_deletes_what_waits_between_replies_too() {
    let staff = Staff::start();
    let moderator = staff.moderator();
    for status in ["held", "spam"] {
        let (_, id) = staff.visitor_says(status);
        staff.server.visitor().answers(&id, "an answer");
        give(&moderator, &id, status).json_of(200);
        moderator.delete(&id).json_of(200);
        assert_eq!(staff.owner.get(&format!("/comments/{id}")).json_of(200)["comment"]["status"], "removed");
    }
    assert_counters(&staff.server);
}

#[test]
fn the_log_keeps_what_was_done_and_forgets_what_was_said() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let id = visitor.posts(&draft("call me at 555-0123").by("Wren Tell"));
    staff.thread_of(OWNER, SITE).edit(&id, "call me").json_of(200);
    staff.owner.decide(&[&id], "held").json_of(200);
    assert!(staff.owner.get("/audit").text().contains("555-0123"));
    visitor.delete(&id).json_of(204);
    let log = staff.owner.get("/audit").text();
    assert!(!log.contains("555-0123") && !log.contains("Wren Tell"), "{log}");
    assert!(log.contains("comment_edited") && log.contains("comment_held"), "{log}");
}
