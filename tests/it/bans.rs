//! Keeping somebody out, by what is known of them.

use serde_json::{Value, json};

use crate::support::database;
use crate::support::staff::OWNER;
use crate::support::{Answer, Client, Console, PAGE, SITE, Setup, Staff, draft};

fn ban(staff: &Staff, comment: &str, targets: &[&str], more: &Value) -> Answer {
    let mut body = json!({"targets": targets});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    staff.owner.post(&format!("/comments/{comment}/ban"), &body)
}

/// The server believes the tests' networks, and one visitor of a network of their own has said something.
fn from_a_network(staff: &Staff, network: &str) -> Client {
    staff.server.visitor().with_header("x-forwarded-for", network)
}

fn behind_a_proxy() -> Staff {
    Staff::of(Setup::new().server("trusted_proxies = [\"127.0.0.1/32\"]"))
}

#[test]
fn a_banned_writer_writes_edits_and_votes_no_more() {
    let staff = Staff::start();
    let (visitor, id) = staff.visitor_says("words");
    let (other, others) = staff.visitor_says("others' words");
    let bans = ban(&staff, &id, &["author"], &json!({"days": 7, "reason": "shouts"})).json_of(201)["bans"].clone();
    assert_eq!((&bans[0]["kind"], &bans[0]["reason"], &bans[0]["by"]), (&json!("actor"), &json!("shouts"), &json!("Olive Owner")));
    assert!(bans[0]["until"].is_string(), "{bans}");
    let problem = visitor.post(&draft("again")).problem(403, "banned");
    assert!(problem["detail"].as_str().unwrap().contains("until 20"), "{problem}");
    assert!(!problem.to_string().contains("shouts"), "the reason is for moderators: {problem}");
    visitor.edit(&id, "changed").problem(403, "banned");
    visitor.vote(&others, 1).problem(403, "banned");
    visitor.vote_on_page(PAGE, 1).problem(403, "banned");
    visitor.read();
    other.says("still here");
    let lifted = format!("/bans/{}", bans[0]["id"].as_str().unwrap());
    staff.owner.send("DELETE", &lifted, None).json_of(204);
    visitor.says("back again");
    staff.owner.send("DELETE", &lifted, None).problem(404, "unknown_ban");
}

#[test]
fn a_ban_ends_by_itself() {
    let staff = Staff::start();
    let (visitor, id) = staff.visitor_says("words");
    ban(&staff, &id, &["author"], &json!({"days": 1})).json_of(201);
    visitor.post(&draft("x")).problem(403, "banned");
    database::write(&staff.server.folder().database(), "UPDATE ban SET until = 1000");
    crate::support::wait_for("the ban to be over", || (visitor.post(&draft("x")).status == 201).then_some(()));
}

#[test]
fn a_banned_network_is_kept_out_and_others_are_not() {
    let staff = behind_a_proxy();
    let visitor = from_a_network(&staff, "203.0.113.7");
    let id = visitor.says("words");
    let bans = ban(&staff, &id, &["network"], &json!({})).json_of(201)["bans"].clone();
    assert_eq!((&bans[0]["kind"], &bans[0]["value"], &bans[0]["until"]), (&json!("network"), &Value::Null, &Value::Null));
    from_a_network(&staff, "203.0.113.7").post(&draft("x")).problem(403, "banned");
    visitor.with_header("x-forwarded-for", "203.0.113.8").says("from elsewhere");
    let stored = std::fs::read(staff.server.folder().database()).unwrap();
    assert!(!stored.windows(11).any(|bytes| bytes == b"203.0.113.7"), "no address is kept");
}

#[test]
fn a_banned_address_is_refused_however_it_is_written() {
    let staff = Staff::start();
    let by = |email: &str| draft("words").with("author", json!({"name": "A", "email": email}));
    let id = staff.server.visitor().posts(&by("Wren@Example.org"));
    ban(&staff, &id, &["email"], &json!({})).json_of(201);
    for email in ["wren@example.org", "WREN@EXAMPLE.ORG"] {
        staff.server.visitor().post(&by(email)).problem(403, "banned");
    }
    staff.server.visitor().posts(&by("robin@example.org"));
    staff.server.visitor().says("without any");
}

#[test]
fn a_ban_of_what_a_comment_was_posted_with_holds_for_changing_it_too() {
    let staff = Staff::start();
    for (author, target) in [(json!({"email": "wren@example.org"}), "email"), (json!({"website": "https://wren.example"}), "website")] {
        let visitor = staff.server.visitor();
        let id = visitor.posts(&draft(target).with("author", author));
        ban(&staff, &id, &[target], &json!({})).json_of(201);
        visitor.edit(&id, "changed").problem(403, "banned");
    }
}

#[test]
fn a_banned_website_is_refused_as_website_and_as_link_with_all_below_it() {
    let staff = Staff::start();
    staff.owner.post("/bans", &json!({"site": SITE, "kind": "website", "value": "spam.example"})).json_of(201);
    let visitor = staff.server.visitor();
    for website in ["https://spam.example/", "http://www.spam.example/x", "https://a.b.spam.example"] {
        visitor.post(&draft("x").with("author", json!({"website": website}))).problem(403, "banned");
        visitor.post(&draft(&format!("see [this]({website})"))).problem(403, "banned");
    }
    for written in ["http://SPAM.example/", "http://spam%2Eexample/", "https://spam.example./x", "https://ｓpam.example/"] {
        visitor.post(&draft(&format!("see [this]({written})"))).problem(403, "banned");
    }
    let id = visitor.says("see https://notspam.example and spam.example.org");
    visitor.edit(&id, "see https://spam.example/").problem(403, "banned");
}

#[test]
fn what_is_not_known_of_a_writer_cannot_be_banned_by_it() {
    let staff = Staff::start();
    let id = staff.visitor_says("words").1;
    for target in ["email", "website"] {
        ban(&staff, &id, &[target], &json!({})).field_problem(422, "invalid_request", "targets");
    }
    assert_eq!(staff.owner.get("/bans").json_of(200)["bans"], json!([]), "not even the other half");
    ban(&staff, &id, &["author", "email"], &json!({})).problem(422, "invalid_request");
    assert_eq!(staff.owner.get("/bans").json_of(200)["bans"], json!([]));
    for wrong in [json!({"days": 0}), json!({"days": 3_651}), json!({"reason": "x".repeat(201)}), json!({"forever": true})] {
        ban(&staff, &id, &["author"], &wrong).problem(422, "invalid_request");
    }
    ban(&staff, &id, &[], &json!({})).field_problem(422, "invalid_request", "targets");
    let targets = staff.owner.get(&format!("/comments/{id}")).json_of(200)["ban_targets"].clone();
    assert_eq!(targets, json!(["author", "network"]));
}

#[test]
fn nobody_with_an_account_is_banned_by_their_comment() {
    let staff = Staff::start();
    let author = staff.thread_of(&staff.add("Aud Author", "author", SITE), SITE);
    let id = author.says("words");
    ban(&staff, &id, &["author"], &json!({})).problem(403, "ban_of_staff");
    let own = staff.thread_of(OWNER, SITE).says("own words");
    ban(&staff, &own, &["network"], &json!({})).problem(403, "ban_of_staff");
    assert_eq!(staff.owner.get("/bans").json_of(200)["bans"], json!([]));
}

#[test]
fn a_ban_of_the_network_everybody_shares_does_not_keep_staff_out() {
    let staff = Staff::start();
    let (visitor, id) = staff.visitor_says("words");
    ban(&staff, &id, &["network"], &json!({})).json_of(201);
    visitor.post(&draft("x")).problem(403, "banned");
    staff.server.client().visitors(SITE);
    let moderator = staff.moderator();
    moderator.says("still here");
    staff.owner.decide(&[&id], "spam").json_of(200);
}

#[test]
fn banning_can_remove_the_comment_too() {
    let staff = Staff::start();
    let (visitor, id) = staff.visitor_says("words");
    ban(&staff, &id, &["author"], &json!({"remove_comments": true})).json_of(201);
    assert_eq!(visitor.read()["comments"], json!([]));
    assert_eq!(staff.owner.comments("status=removed")[0]["id"], json!(id));
}

#[test]
fn a_ban_of_one_site_holds_there_and_one_of_all_everywhere() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    let by = |site: &str| draft("x").with("site", json!(site)).with("author", json!({"email": "wren@example.org"}));
    let ban = |site: Value| staff.owner.post("/bans", &json!({"site": site, "kind": "email", "value": "wren@example.org"}));
    let shopper = staff.server.client().as_visitor_of("shop");
    ban(json!(SITE)).json_of(201);
    staff.server.visitor().post(&by(SITE)).problem(403, "banned");
    shopper.posts(&by("shop"));
    assert_eq!(ban(Value::Null).json_of(201)["site"], Value::Null);
    shopper.post(&by("shop")).problem(403, "banned");

    let others = staff.console_of("Ona Other", "moderator", "shop");
    let seen = others.get("/bans").json_of(200);
    assert_eq!(seen["bans"], json!([]), "neither other sites' bans nor those of all");
    ban(json!("nowhere")).problem(404, "unknown_site");
}

#[test]
fn the_file_of_a_comment_tells_what_is_known_of_its_writer() {
    let staff = Staff::start();
    let (visitor, id) = staff.visitor_says("first");
    let second = visitor.says("second");
    staff.owner.decide(&[&second], "spam").json_of(200);
    ban(&staff, &id, &["author"], &json!({})).json_of(201);
    let file = staff.owner.get(&format!("/comments/{id}")).json_of(200);
    let person = &file["person"];
    assert_eq!((&person["comments"], &person["published"], &person["spam"]), (&json!(2), &json!(1), &json!(1)));
    assert_eq!((&person["others"][0]["id"], file["bans"].as_array().unwrap().len()), (&json!(second), 1));
    let file = staff.owner.get(&format!("/comments/{second}")).json_of(200);
    assert_eq!((&file["history"][0]["action"], &file["history"][0]["by"]), (&json!("comment_spam"), &json!("Olive Owner")));
}

#[test]
fn the_file_of_a_comment_names_the_bans_of_all_sites_to_owners_alone() {
    let staff = Staff::start();
    let id = staff.server.visitor().posts(&draft("words").with("author", json!({"email": "wren@example.org"})));
    staff.owner.post("/bans", &json!({"site": null, "kind": "email", "value": "wren@example.org"})).json_of(201);
    let bans = |console: &Console| console.get(&format!("/comments/{id}")).json_of(200)["bans"].as_array().unwrap().len();
    assert_eq!((bans(&staff.owner), bans(&staff.console_of("Mo Derator", "moderator", SITE))), (1, 0));
}

#[test]
fn a_ban_of_a_site_that_is_named_like_a_prefix_bans_no_whole_top_level_domain() {
    let staff = Staff::start();
    for value in ["https://www.www.com", "www.com", "www.net"] {
        staff.owner.post("/bans", &json!({"site": SITE, "kind": "website", "value": value})).json_of(201);
    }
    let visitor = staff.server.visitor();
    visitor.post(&draft("mine").with("author", json!({"website": "https://innocent.com"}))).json_of(201);
    visitor.post(&draft("theirs").with("author", json!({"website": "https://www.net"}))).problem(403, "banned");
}

#[test]
fn an_address_whose_letters_grow_in_lower_case_can_be_banned() {
    let staff = Staff::start();
    staff.owner.post("/bans", &json!({"site": SITE, "kind": "email", "value": "\u{130}@x.example"})).json_of(201);
    assert_eq!(staff.owner.get("/bans").json_of(200)["bans"].as_array().unwrap().len(), 1);
}

#[test]
fn what_many_sites_share_is_no_website_to_ban() {
    let staff = Staff::start();
    for value in ["https://co.uk", "github.io"] {
        let ban = json!({"site": SITE, "kind": "website", "value": value});
        let problem = staff.owner.post("/bans", &ban).field_problem(422, "invalid_request", "value");
        assert!(problem.contains("example.com"), "{problem}");
    }
    let visitor = staff.server.visitor();
    let id = visitor.posts(&draft("words").with("author", json!({"website": "https://www.co.uk"})));
    ban(&staff, &id, &["website"], &json!({})).json_of(201);
    staff.server.visitor().post(&draft("mine").with("author", json!({"website": "https://innocent.co.uk"}))).json_of(201);
}

#[test]
fn what_stands_behind_a_plus_is_no_other_mailbox() {
    let staff = Staff::start();
    staff.owner.post("/bans", &json!({"site": SITE, "kind": "email", "value": "spam@mail.example"})).json_of(201);
    let with = |email: &str| staff.server.visitor().post(&draft("x").with("author", json!({"email": email})));
    with("Spam+new@mail.example").problem(403, "banned");
    with("spammer@mail.example").json_of(201);
    // Nothing before the plus: that is a mailbox too, and not the same as every other of its kind.
    staff.owner.post("/bans", &json!({"site": SITE, "kind": "email", "value": "+one@mail.example"})).json_of(201);
    with("+one@mail.example").problem(403, "banned");
    with("+two@mail.example").json_of(201);
}
