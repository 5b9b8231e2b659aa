//! Accounts, made and changed by owners and by the command line.

use serde_json::{Value, json};

use crate::support::staff::OWNER;
use crate::support::{Console, PASSWORD, SITE, Staff, wait_for};

#[test]
fn the_last_owner_stays() {
    let staff = Staff::start();
    let own = staff.owner.get("/session").json_of(200)["account"]["id"].as_str().unwrap().to_owned();
    let path = format!("/accounts/{own}");
    staff.owner.send("DELETE", &path, None).problem(409, "last_owner");
    staff.owner.send("PATCH", &path, Some(&json!({"owner": false}))).problem(409, "last_owner");
    let line = staff.server.folder().run(&["account", "remove", OWNER]).failure(2);
    assert!(line.contains("own"), "{line}");
    staff.add_labelled("Second", "owner", SITE, Value::Null);
    staff.owner.send("DELETE", &path, None).json_of(204);
    staff.owner.get("/session").problem(401, "sign_in_required");
}

#[test]
fn an_address_has_one_account_however_it_is_written() {
    let staff = Staff::start();
    let new = json!({"email": "OLIVE@example.com", "name": "Other", "owner": true, "roles": [], "password": PASSWORD});
    staff.owner.post("/accounts", &new).field_problem(409, "account_exists", "email");
    Console::nobody(&staff.server).login("Olive@EXAMPLE.com", PASSWORD).json_of(200);
}

#[test]
fn accounts_that_cannot_be_are_refused_by_field() {
    let staff = Staff::start();
    let good = json!({"email": "a@example.com", "name": "A", "owner": false, "roles": [], "password": PASSWORD});
    for (field, value, named) in [
        ("email", json!("nonsense"), "email"),
        ("name", json!(""), "name"),
        ("password", json!("seven77"), "password"),
        ("label", json!("x".repeat(200)), "label"),
        ("roles", json!([{"site": "nowhere", "role": "author"}]), "roles"),
        ("roles", json!([{"site": SITE, "role": "owner"}]), "roles"),
    ] {
        let mut account = good.clone();
        account[field] = value;
        staff.owner.post("/accounts", &account).field_problem(422, "invalid_request", named);
    }
    assert_eq!(staff.owner.get("/accounts").json_of(200)["accounts"].as_array().unwrap().len(), 1);
}

#[test]
fn no_answer_and_no_log_has_a_password_or_its_hash() {
    let staff = Staff::start();
    staff.add("Aud Author", "author", SITE);
    let everything = [staff.owner.get("/accounts").text(), staff.owner.get("/audit").text(), staff.server.log()].concat();
    assert!(!everything.contains("argon2") && !everything.contains(PASSWORD), "{everything}");
}

#[test]
fn nobody_gives_themselves_a_role() {
    let staff = Staff::start();
    let author = staff.console_of("Aud Author", "author", SITE);
    author.send("PATCH", "/account", Some(&json!({"owner": true}))).problem(422, "invalid_request");
    author.send("PATCH", "/account", Some(&json!({"roles": []}))).problem(422, "invalid_request");
    let own = author.get("/session").json_of(200);
    let path = format!("/accounts/{}", own["account"]["id"].as_str().unwrap());
    author.send("PATCH", &path, Some(&json!({"owner": true}))).problem(403, "not_allowed");
    assert_eq!(author.get("/session").json_of(200)["account"]["owner"], false);
    assert_eq!(own["sites"][0]["may_moderate"], false);
}

#[test]
fn what_the_command_line_changes_holds_for_the_running_server() {
    let staff = Staff::start();
    let folder = staff.server.folder();
    let add = ["account", "add", "cli@example.com", "--name", "Cli", "--role", "moderator", "--site", SITE, "--password-stdin"];
    folder.run_with_input(&add, PASSWORD).success();
    let console = Console::sign_in(&staff.server, "cli@example.com");
    console.get("/comments").json_of(200);
    folder.run(&["account", "role", "cli@example.com", "--role", "author", "--site", SITE]).success();
    wait_for("the session to end", || (console.get("/session").status == 401).then_some(()));
    folder.run_with_input(&["account", "password", "cli@example.com", "--password-stdin"], "another passphrase").success();
    Console::nobody(&staff.server).login("cli@example.com", PASSWORD).problem(401, "wrong_credentials");
    Console::nobody(&staff.server).login("cli@example.com", "another passphrase").json_of(200);
    assert!(folder.run(&["account", "list"]).success().contains("cli@example.com\tCli\tauthor of blog"));
    folder.run(&["account", "remove", "cli@example.com"]).success();
    Console::nobody(&staff.server).login("cli@example.com", "another passphrase").problem(401, "wrong_credentials");
}

#[test]
fn who_is_no_owner_any_more_ends_nothing_that_takes_a_while() {
    let staff = Staff::start();
    let (second, third) = (staff.add("Sec Ond", "owner", SITE), staff.add("Thi Rd", "author", SITE));
    let accounts = staff.owner.get("/accounts").json_of(200)["accounts"].clone();
    let id_of =
        |email: &str| accounts.as_array().unwrap().iter().find(|one| one["email"] == email).unwrap()["id"].as_str().unwrap().to_owned();
    let (third_id, second_id) = (id_of(&third), id_of(&second));
    let rival = Console::sign_in(&staff.server, &second);
    let taken = std::thread::scope(|scope| {
        // Those before it in the queue of hashes keep the rival waiting.
        for n in 0..25 {
            let console = Console::nobody(&staff.server);
            scope.spawn(move || console.login(&format!("nobody{n}@example.com"), "not a password of theirs"));
        }
        let password = json!({"password": "taken over by another"});
        let taking = scope.spawn(move || rival.send("PUT", &format!("/accounts/{third_id}/password"), Some(&password)).status);
        let no_owner = json!({"owner": false, "roles": [{"site": SITE, "role": "author"}]});
        staff.owner.send("PATCH", &format!("/accounts/{second_id}"), Some(&no_owner)).json_of(200);
        taking.join().unwrap()
    });
    // On a busy machine the rival may have been done before; never after.
    let log = staff.owner.get("/audit").json_of(200)["entries"].clone();
    let done = |action: &str| log.as_array().unwrap().iter().rposition(|entry| entry["action"] == action);
    let (lost, took) = (done("account_changed").expect("the rights were taken"), done("password_changed"));
    assert_eq!(took.is_some(), taken == 204, "{log}");
    assert!(took.is_none_or(|took| took > lost), "the newest stands first: {log}");
    let answer = Console::nobody(&staff.server).login(&third, PASSWORD);
    if taken == 204 { drop(answer.problem(401, "wrong_credentials")) } else { drop(answer.json_of(200)) }
}
