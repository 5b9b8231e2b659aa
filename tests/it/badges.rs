//! Who is shown as whom: badges, and names that are somebody's.

use serde_json::{Value, json};

use crate::support::staff::OWNER;
use crate::support::{Client, SITE, Setup, Staff, draft};

/// The badge and the name of the comment, as everybody reads it.
#[track_caller]
fn shown(client: &Client, id: &str) -> (Value, Value) {
    let comments = client.comment(id).json_of(200)["comments"].clone();
    let author = comments.as_array().unwrap().last().unwrap()["author"].clone();
    (author["badge"].clone(), author["name"].clone())
}

#[test]
fn an_account_writes_under_its_own_name_with_its_badge() {
    let staff = Staff::start();
    let author = staff.thread_of(&staff.add("Aud Author", "author", SITE), SITE);
    let id = author.posts(&draft("words").by("Somebody Else"));
    assert_eq!(shown(&staff.server.client(), &id), (json!({"role": "author"}), json!("Aud Author")));
    let owners = staff.thread_of(OWNER, SITE).posts(&draft("words").with("author", json!({})));
    assert_eq!(shown(&staff.server.client(), &owners), (json!({"role": "owner"}), json!("Olive Owner")));
    let read = staff.server.client().read();
    assert!(read["comments"].as_array().unwrap().iter().all(|comment| comment["author"]["badge"].is_object()), "{read}");
    assert!(!read.to_string().contains("@example.com"), "no mail address is shown: {read}");
}

#[test]
fn nobody_gets_a_badge_by_saying_so() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let badge = json!({"role": "owner"});
    visitor.post(&draft("x").with("badge", badge.clone())).problem(422, "invalid_request");
    visitor.post(&draft("x").with("author", json!({"name": "A", "badge": badge}))).problem(422, "invalid_request");
    visitor.post(&draft("x").with("pinned", json!(true))).problem(422, "invalid_request");
    visitor.post(&draft("x").with("status", json!("published"))).problem(422, "invalid_request");
    let id = visitor.posts(&draft("x").by("Boat Owner"));
    assert_eq!(shown(&visitor, &id), (Value::Null, json!("Boat Owner")));
}

#[test]
fn badges_follow_the_role_and_go_with_the_account() {
    let staff = Staff::start();
    let account = staff.add_labelled("Mo Derator", "moderator", SITE, json!("Night Editor"));
    let path = format!("/accounts/{}", account["id"].as_str().unwrap());
    let id = staff.thread_of(account["email"].as_str().unwrap(), SITE).says("words");
    let reader = staff.server.client();
    let badge = |expected: Value| {
        assert_eq!(shown(&reader, &id).0, expected);
        assert_eq!(reader.read()["comments"][0]["author"]["badge"], expected);
    };
    let change = |change: Value| staff.owner.send("PATCH", &path, Some(&change)).json_of(200);
    badge(json!({"role": "moderator", "label": "Night Editor"}));
    change(json!({"label": null}));
    badge(json!({"role": "moderator"}));
    change(json!({"roles": [{"site": SITE, "role": "author"}]}));
    badge(json!({"role": "author"}));
    change(json!({"roles": []}));
    badge(Value::Null);
    change(json!({"owner": true}));
    badge(json!({"role": "owner"}));
    staff.owner.send("DELETE", &path, None).json_of(204);
    badge(Value::Null);
    assert_eq!(shown(&reader, &id).1, "Mo Derator", "the words stay with their name");
}

#[test]
fn a_role_on_one_site_is_none_on_another() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    let email = staff.add("Mo Derator", "moderator", "shop");
    crate::support::staff::login(&staff.server.client(), &email, crate::support::PASSWORD, SITE).problem(403, "no_role_here");
    let moderator = staff.thread_of(&email, "shop");
    moderator.post(&draft("x")).problem(403, "token_other_site");
    assert_eq!(moderator.viewer().problem(403, "token_other_site")["status"], 403);
}

#[test]
fn names_that_look_like_an_accounts_are_refused_to_visitors() {
    let staff = Staff::start();
    staff.add("Paul Copia", "author", SITE);
    let visitor = staff.server.visitor();
    let look_alikes = [
        "Paul Copia",
        "paul  COPIA",
        "Pаul Cорiа",
        "Paul\u{a0}Copia",
        "Ｐａｕｌ Ｃｏｐｉａ",
        "Pau1 Copia",
        "PauI Copia",
        "𝐏𝐚𝐮𝐥 𝐂𝐨𝐩𝐢𝐚",
        "Pául Copia",
        "Olive Owner",
        "0live 0wner",
    ];
    let taken: Vec<&str> = look_alikes.into_iter().filter(|name| visitor.post(&draft("x").by(name)).status != 422).collect();
    assert!(taken.is_empty(), "{taken:?}");
    visitor.post(&draft("x").by("Paul Copia")).field_problem(422, "name_reserved", "author.name");
    for free in ["Paula Copia", "Paul", "Saul Copia"] {
        visitor.posts(&draft(free).by(free));
    }
}

#[test]
fn nobody_poses_as_an_account_with_titles_and_ornaments() {
    let staff = Staff::start();
    staff.add_labelled("Max", "author", SITE, json!("Harbour Master"));
    let visitor = staff.server.visitor();
    for name in
        ["Olive Owner ✔", "The real Olive Owner", "🅾live Owner 🇳🇴", "Max (Owner)", "official Max", "Owner", "Site Admin", "harbour master"]
    {
        visitor.post(&draft("x").by(name)).field_problem(422, "name_reserved", "author.name");
    }
    for name in ["Olive", "Max Sommer", "Mad Max", "The Boat Owner's Friend"] {
        visitor.post(&draft(name).by(name)).json_of(201);
    }
}

#[test]
fn an_accounts_mail_address_is_refused_to_visitors_however_it_is_written() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    let by = |email: &str| draft("x").with("author", json!({"name": "A", "email": email}));
    for email in [OWNER, "OLIVE@example.com", "olive@EXAMPLE.com", " olive@example.com "] {
        visitor.post(&by(email)).field_problem(422, "email_reserved", "author.email");
    }
    visitor.posts(&by("olive@example.org"));
}

#[test]
fn names_are_reserved_where_the_account_has_a_role_and_as_long_as_it_has_one() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    let account = staff.add_labelled("Paul Copia", "author", "shop", Value::Null);
    let visitor = staff.server.visitor();
    visitor.posts(&draft("x").by("Paul Copia"));
    let shopper = staff.server.client().as_visitor_of("shop");
    let there = draft("x").with("site", json!("shop")).by("Paul Copia");
    shopper.post(&there).problem(422, "name_reserved");
    staff.owner.send("DELETE", &format!("/accounts/{}", account["id"].as_str().unwrap()), None).json_of(204);
    shopper.posts(&there);
}

#[test]
fn whoever_is_signed_in_is_told_who_they_are() {
    let staff = Staff::start();
    let account = staff.add_labelled("Mo Derator", "moderator", SITE, json!("Night Editor"));
    let moderator = staff.thread_of(account["email"].as_str().unwrap(), SITE);
    let me = moderator.viewer().json_of(200)["account"].clone();
    assert_eq!((&me["name"], &me["role"], &me["may_moderate"]), (&json!("Mo Derator"), &json!("moderator"), &json!(true)));
    assert_eq!((&me["kind"], &me["badge"]), (&json!("account"), &json!({"role": "moderator", "label": "Night Editor"})));
    let author = staff.thread_of(&staff.add("Aud Author", "author", SITE), SITE);
    assert_eq!(author.viewer().json_of(200)["account"]["may_moderate"], false);
    assert_eq!(staff.server.visitor().viewer().json_of(200).get("account"), None);
}

#[test]
fn an_account_that_is_renamed_leaves_its_old_name_free_and_takes_the_new_one() {
    let staff = Staff::start();
    let visitor = staff.server.visitor();
    staff.owner.send("PATCH", "/account", Some(&json!({"name": "Rune Host"}))).json_of(200);
    visitor.post(&draft("x").by("rune host")).problem(422, "name_reserved");
    visitor.posts(&draft("x").by("Olive Owner"));
}

#[test]
fn an_author_cannot_take_the_owners_name_or_words() {
    let staff = Staff::start();
    let author = staff.console_of("Aud Author", "author", SITE);
    let change = |fields: Value| author.send("PATCH", "/account", Some(&fields));
    change(json!({"label": "Owner"})).field_problem(403, "not_allowed", "label");
    staff.add_labelled("Chie Feditor", "author", SITE, json!("Chief Editor"));
    for name in ["Olive 0wner", "Olive Owner (Owner)", "Moderator", "chief editor"] {
        change(json!({"name": name})).field_problem(409, "name_taken", "name");
    }
    change(json!({"name": "Aud A. Author", "label": null})).json_of(200);
}
