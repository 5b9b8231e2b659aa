//! Members that a site's own backend signs in, with tokens made by hand as another language's library would make them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::tokens::now;
use crate::support::{Answer, Client, Console, SITE, Setup, Staff, draft, wait_for};

/// Switches the site's own tokens on, and gives the secret.
#[track_caller]
fn switch_on(staff: &Staff, site: &str) -> String {
    let made = staff.owner.send("PUT", &format!("/sites/{site}/sso"), Some(&json!({"algorithm": "HS256"}))).json_of(200);
    made["secret"].as_str().unwrap().to_owned()
}

fn claims() -> Value {
    json!({"sub": "member-7", "name": "Mem Ber", "aud": SITE, "iat": now(), "exp": now() + 300})
}

fn with(field: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[field] = value;
    claims
}

fn signed_by(key: &[u8], header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let text = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    format!("{text}.{}", BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()))
}

/// The secret is used as the text it is shown as.
fn token(secret: &str, claims: &Value) -> String {
    signed_by(secret.as_bytes(), &json!({"alg": "HS256", "typ": "JWT"}), claims)
}

fn enter(staff: &Staff, token: &str) -> Answer {
    staff.server.client().send("POST", "/api/v1/sso", Some(&json!({"site": SITE, "token": token})))
}

#[track_caller]
fn entered(staff: &Staff, token: &str) -> Client {
    let session = enter(staff, token).json_of(200);
    staff.server.client().with_token(session["token"].as_str().unwrap())
}

#[test]
fn a_member_writes_under_the_name_and_badge_that_the_site_signs() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let session = enter(&staff, &token(&secret, &with("badge", json!("Patron")))).json_of(200);
    let me = &session["account"];
    assert_eq!((&me["name"], &me["role"], &me["kind"]), (&json!("Mem Ber"), &json!("member"), &json!("member")));
    assert_eq!((&me["badge"]["label"], &me["may_moderate"]), (&json!("Patron"), &json!(false)));
    let member = staff.server.client().with_token(session["token"].as_str().unwrap());
    member.posts(&draft("words").by("Somebody Else"));
    let author = staff.server.client().read()["comments"][0]["author"].clone();
    assert_eq!((&author["name"], &author["badge"]), (&json!("Mem Ber"), &json!({"role": "member", "label": "Patron"})));
}

#[test]
fn a_member_is_the_same_person_at_every_entry_and_goes_by_the_newest_name() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let id = entered(&staff, &token(&secret, &claims())).says("words");
    let again = entered(&staff, &token(&secret, &with("name", json!("Mem Ber-Jones"))));
    again.edit(&id, "my own words").json_of(200);
    entered(&staff, &token(&secret, &with("sub", json!("member-8")))).edit(&id, "not mine").problem(403, "not_yours");
}

#[test]
fn a_site_that_has_no_key_takes_no_tokens() {
    let staff = Staff::start();
    enter(&staff, &token("secret", &claims())).problem(403, "sso_off");
    let secret = switch_on(&staff, SITE);
    let member = entered(&staff, &token(&secret, &claims()));
    let sites = staff.owner.get("/sites").text();
    assert!(sites.contains("HS256") && !sites.contains(&secret), "the secret is shown once");
    let newer = switch_on(&staff, SITE);
    enter(&staff, &token(&secret, &claims())).problem(401, "sso_refused");
    enter(&staff, &token(&newer, &claims())).json_of(200);
    staff.owner.send("DELETE", "/sites/blog/sso", None).json_of(204);
    enter(&staff, &token(&newer, &claims())).problem(403, "sso_off");
    let answer = member.post(&draft("after the key is gone"));
    assert!([201, 401].contains(&answer.status), "{}", answer.text());
}

#[test]
fn tokens_that_prove_nothing_are_refused_and_nobody_is_told_the_key() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    let (secret, others) = (switch_on(&staff, SITE), switch_on(&staff, "shop"));
    let good = token(&secret, &claims());
    let (unsigned, signature) = good.rsplit_once('.').unwrap();
    let header = |header: Value| signed_by(secret.as_bytes(), &header, &claims());
    let refused = [
        String::new(),
        "a.b.c".to_owned(),
        format!("{unsigned}."),
        format!("{unsigned}.{}", signature.chars().rev().collect::<String>()),
        token(&others, &claims()),
        header(json!({"alg": "none"})),
        header(json!({"alg": "HS512"})),
        header(json!({"alg": "hs256"})),
        header(json!({"alg": "HS256", "crit": ["exp"], "exp": 1})),
        token(&secret, &with("aud", json!("shop"))),
        token(&secret, &with("aud", json!([SITE, "shop"]))),
        token(&secret, &with("aud", Value::Null)),
        token(&secret, &with("exp", json!(now() - 120))),
        token(&secret, &with("exp", json!(now() + 25 * 3_600))),
        token(&secret, &with("exp", Value::Null)),
        token(&secret, &with("exp", json!("tomorrow"))),
        token(&secret, &with("nbf", json!(now() + 300))),
        token(&secret, &with("sub", json!(""))),
        token(&secret, &with("name", Value::Null)),
        token(&secret, &with("name", json!("\u{202e}x"))),
        token(&secret, &with("role", json!("owner"))),
        token(&secret, &with("website", json!("javascript:alert(1)"))),
        token(&secret, &with("name", json!("x".repeat(10_000)))),
    ];
    for token in &refused {
        let answer = enter(&staff, token);
        assert_eq!(answer.status, 401, "{token}: {}", answer.text());
        answer.problem(401, "sso_refused");
        assert!(!answer.text().contains(&secret));
    }
    assert!(!staff.server.log().contains(&secret) && !staff.server.log().contains(unsigned), "{}", staff.server.log());
}

#[test]
fn a_signed_role_counts_in_the_threads_of_that_site_and_never_in_the_console() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let (_, comment) = staff.visitor_says("words");
    let status = format!("/api/v1/comments/{comment}/status");
    let spam = json!({"status": "spam"});
    entered(&staff, &token(&secret, &claims())).send("PUT", &status, Some(&spam)).problem(403, "not_allowed");
    let mut promoted = with("role", json!("moderator"));
    promoted["iat"] = json!(now() + 20);
    let session = enter(&staff, &token(&secret, &promoted)).json_of(200);
    assert_eq!(session["account"]["may_moderate"], true);
    let bearer = session["token"].as_str().unwrap();
    let moderator = staff.server.client().with_token(bearer);
    moderator.send("PUT", &status, Some(&spam)).json_of(200);
    let cookie = format!("rejoinder={bearer}");
    Console::nobody(&staff.server).with_cookie(&cookie).get("/session").problem(401, "sign_in_required");
    let again = entered(&staff, &token(&secret, &with("iat", json!(now() + 30))));
    again.send("PUT", &status, Some(&spam)).problem(403, "not_allowed");
    moderator.send("PUT", &status, Some(&spam)).problem(401, "session_over");
}

#[test]
fn a_member_can_be_banned_and_has_to_be_let_in_by_the_rules_like_anybody() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let member = entered(&staff, &token(&secret, &claims()));
    let id = member.says("words");
    staff.owner.post(&format!("/comments/{id}/ban"), &json!({"targets": ["author"]})).json_of(201);
    entered(&staff, &token(&secret, &claims())).post(&draft("x")).problem(403, "banned");
    staff.set(&json!({"hold": "all"}));
    let other = entered(&staff, &token(&secret, &with("sub", json!("member-8"))));
    assert_eq!(other.post(&draft("x")).json_of(201)["status"], "held");
}

#[test]
fn a_member_is_known_to_the_site_and_waits_for_nobody_as_a_newcomer() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    staff.set(&json!({"hold": "newcomers"}));
    let posted = entered(&staff, &token(&secret, &claims())).post(&draft("a member's first")).json_of(201);
    assert_eq!(posted.get("status"), None, "{posted}");
    assert_eq!(staff.server.visitor().post(&draft("a visitor's first")).json_of(201)["status"], "held");
}

#[test]
fn signing_out_ends_a_members_session() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let member = entered(&staff, &token(&secret, &claims()));
    member.send("POST", "/api/v1/logout", None).json_of(204);
    member.post(&draft("x")).problem(401, "session_over");
    staff.server.visitor().send("POST", "/api/v1/logout", None).header("date").unwrap();
}

#[test]
fn an_older_token_brings_back_nothing_that_a_newer_one_took() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let ago = |seconds: u64, role: Value| {
        let mut claims = with("role", role);
        claims["iat"] = json!(now() - seconds);
        token(&secret, &claims)
    };
    let (before, after) = (ago(60, json!("moderator")), ago(30, Value::Null));
    assert_eq!(enter(&staff, &before).json_of(200)["account"]["may_moderate"], true);
    assert_eq!(enter(&staff, &after).json_of(200)["account"]["may_moderate"], false);
    let replayed = enter(&staff, &before).json_of(200);
    assert_eq!((&replayed["account"]["may_moderate"], &replayed["account"]["role"]), (&json!(false), &json!("member")));
    let undated = {
        let mut claims = with("role", json!("moderator"));
        claims.as_object_mut().unwrap().remove("iat");
        token(&secret, &claims)
    };
    assert_eq!(enter(&staff, &undated).json_of(200)["account"]["may_moderate"], false, "it may be older too");
    assert_eq!(enter(&staff, &ago(0, json!("moderator"))).json_of(200)["account"]["may_moderate"], true);
}

#[test]
fn of_two_tokens_of_one_second_neither_gives_back_what_the_other_took() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let second = now();
    let of_then = |role: Value, badge: Value| {
        let mut claims = with("role", role);
        claims["iat"] = json!(second);
        claims["badge"] = badge;
        enter(&staff, &token(&secret, &claims)).json_of(200)["account"].clone()
    };
    assert_eq!(of_then(json!("moderator"), json!("Patron"))["role"], "moderator");
    assert_eq!(of_then(json!("author"), Value::Null)["role"], "author");
    let again = of_then(json!("moderator"), json!("Patron"));
    assert_eq!((&again["role"], &again["badge"]["label"]), (&json!("author"), &Value::Null), "{again}");
}

#[test]
fn a_member_does_not_go_by_the_name_of_an_account() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let named = |email: Value, verified: bool, role: Value| {
        let claims = json!({"sub": "member-9", "name": "Olive 0wner", "aud": SITE, "exp": now() + 300,
                            "email": email, "email_verified": verified, "role": role});
        enter(&staff, &token(&secret, &claims))
    };
    named(Value::Null, false, Value::Null).problem(401, "sso_refused");
    named(json!(crate::support::staff::OWNER), false, Value::Null).problem(401, "sso_refused");
    wait_for("the reason in the log", || staff.server.log().contains("somebody with an account here").then_some(()));
    named(json!(crate::support::staff::OWNER), true, Value::Null).json_of(200);
    named(Value::Null, false, json!("author")).json_of(200);
}

#[test]
fn the_log_tells_members_from_accounts() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let member = entered(&staff, &token(&secret, &with("role", json!("moderator"))));
    let (_, id) = staff.visitor_says("words");
    member.send("PUT", &format!("/api/v1/comments/{id}/status"), Some(&json!({"status": "spam"}))).json_of(200);
    assert_eq!(staff.owner.get("/audit").json_of(200)["entries"][0]["by"], "Mem Ber (member)");
}

#[test]
fn the_oldest_of_many_sessions_ends() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let sessions: Vec<Client> = (0..21).map(|_| entered(&staff, &token(&secret, &claims()))).collect();
    sessions[0].viewer().problem(401, "session_over");
    sessions[20].viewer().json_of(200);
}

#[test]
fn a_sites_own_moderators_decide_nothing_about_what_accounts_wrote() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let member = entered(&staff, &token(&secret, &with("role", json!("moderator"))));
    let owner = staff.thread_of(crate::support::staff::OWNER, SITE);
    let (of_owner, of_visitor) = (owner.says("the owner's"), staff.visitor_says("a visitor's").1);
    let give = |id: &str| member.send("PUT", &format!("/api/v1/comments/{id}/status"), Some(&json!({"status": "removed"})));
    give(&of_owner).problem(403, "words_of_account");
    let pin = |id: &str| member.send("PUT", &format!("/api/v1/comments/{id}/pin"), Some(&json!({"pinned": true})));
    pin(&of_owner).problem(403, "words_of_account");
    pin(&of_visitor).json_of(200);
    member.edit(&of_owner, "put into the mouth").problem(403, "words_of_account");
    member.delete(&of_owner).problem(403, "words_of_account");
    give(&of_visitor).json_of(200);
}

#[test]
fn who_stands_for_the_site_is_not_shut_out_with_a_network_and_not_banned() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let member = entered(&staff, &token(&secret, &with("role", json!("moderator"))));
    let own = member.says("words of the site's own moderator");
    let ban = |id: &str, target: &str| staff.owner.post(&format!("/comments/{id}/ban"), &json!({"targets": [target]}));
    ban(&own, "author").problem(403, "ban_of_staff");
    let (visitor, words) = staff.visitor_says("words");
    ban(&words, "network").json_of(201);
    visitor.post(&draft("x")).problem(403, "banned");
    member.says("still here");
}

#[test]
fn a_key_that_is_replaced_signs_nobody_in_from_that_moment_on() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let entry = token(&secret, &claims());
    let stop = AtomicBool::new(false);
    let sessions = Mutex::new(Vec::new());
    let knock_on = || {
        while !stop.load(Relaxed) {
            let answer = enter(&staff, &entry);
            if answer.status == 200 {
                sessions.lock().unwrap().push(answer.json()["token"].as_str().unwrap().to_owned());
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(knock_on);
        scope.spawn(knock_on);
        wait_for("somebody to come in", || (sessions.lock().unwrap().len() > 5).then_some(()));
        staff.server.folder().run(&["site", "sso", SITE]).success();
        wait_for("the key to be taken over", || (enter(&staff, &entry).status == 401).then_some(()));
        stop.store(true, Relaxed);
    });
    for session in sessions.into_inner().unwrap() {
        let member = staff.server.client().with_token(&session);
        assert_eq!(member.viewer().status, 401, "no session of the old key is left");
    }
}

#[test]
fn a_replaced_key_takes_the_rights_it_gave() {
    let staff = Staff::start();
    let secret = switch_on(&staff, SITE);
    let forged = entered(&staff, &token(&secret, &with("role", json!("moderator"))));
    let id = forged.says("words");
    let renewed = switch_on(&staff, SITE);
    let mut undated = claims();
    undated.as_object_mut().unwrap().remove("iat");
    assert_eq!(enter(&staff, &token(&renewed, &undated)).json_of(200)["account"]["role"], "member");
    let shown = staff.server.client().comment(&id).json_of(200);
    assert!(!shown.to_string().contains("badge"), "{shown}");
}
