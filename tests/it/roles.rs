//! Who may do what in the console and in the threads: every call by everybody.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::staff::OWNER;
use crate::support::{Client, Console, PAGE, PASSWORD, SITE, Setup, Staff, draft};

const ROLES: [&str; 5] = ["visitor", "author", "other moderator", "moderator", "owner"];

/// A call, with what each of [`ROLES`] gets.
struct Row(&'static str, &'static str, fn() -> Value, [u16; 5]);

fn nothing() -> Value {
    Value::Null
}

/// In this order: the last row signs everybody out. What stands in braces is made anew for each call.
fn table() -> Vec<Row> {
    let mut rows = anybody();
    rows.extend(about_comments());
    rows.extend(about_sites());
    rows.extend(about_accounts());
    rows.push(Row("POST", "/logout", nothing, [401, 204, 204, 204, 204]));
    rows
}

fn anybody() -> Vec<Row> {
    let anybody = |status| [status; 5];
    let signed_in = |status| [401, status, status, status, status];
    vec![
        Row("GET", "/session", nothing, signed_in(200)),
        Row("GET", "/setup", nothing, anybody(200)),
        Row("POST", "/setup", || json!({"token": "x", "email": "a@b.example", "name": "A", "password": PASSWORD}), anybody(403)),
        Row("POST", "/login", || json!({"email": OWNER, "password": "not this one"}), anybody(401)),
        Row("PATCH", "/account", || json!({"website": "https://me.example"}), signed_in(200)),
        Row("PUT", "/account/password", || json!({"current": PASSWORD, "new": PASSWORD}), signed_in(204)),
    ]
}

fn about_comments() -> Vec<Row> {
    let of_the_site = |status| [401, 403, 404, status, status];
    let moderators = |status| [401, 403, status, status, status];
    vec![
        Row("GET", "/comments", nothing, moderators(200)),
        Row("GET", "/comments?site=blog", nothing, of_the_site(200)),
        Row("GET", "/comments/{comment}", nothing, of_the_site(200)),
        Row("PATCH", "/comments/{comment}", || json!({"body": "changed"}), of_the_site(200)),
        Row("POST", "/comments/{comment}/reply", || json!({"body": "answered"}), of_the_site(201)),
        Row("PUT", "/comments/{comment}/pin", || json!({"pinned": false}), of_the_site(200)),
        Row("POST", "/comments/{comment}/ban", || json!({"targets": ["author"]}), of_the_site(201)),
        Row("POST", "/decisions", || json!({"comments": ["0cm4q3k1g8000"], "status": "spam"}), moderators(200)),
        Row("POST", "/decisions/{decision}/undo", nothing, of_the_site(200)),
        Row("GET", "/bans", nothing, moderators(200)),
        Row("GET", "/bans?site=blog", nothing, of_the_site(200)),
        Row("POST", "/bans", || json!({"site": SITE, "kind": "email", "value": "a@b.example"}), of_the_site(201)),
        Row("POST", "/bans", || json!({"site": null, "kind": "email", "value": "a@b.example"}), [401, 403, 403, 403, 201]),
        Row("DELETE", "/bans/{ban}", nothing, of_the_site(204)),
        Row("DELETE", "/bans/{ban everywhere}", nothing, [401, 403, 404, 404, 204]),
        Row("GET", "/pages", nothing, moderators(200)),
        Row("GET", "/pages?site=blog", nothing, of_the_site(200)),
        Row("PATCH", "/pages/{page}", || json!({"locked": false}), of_the_site(200)),
        Row("POST", "/pages/{page}/merge", || json!({"into": "{another page}"}), of_the_site(200)),
        Row("GET", "/audit", nothing, moderators(200)),
        Row("GET", "/audit?site=blog", nothing, of_the_site(200)),
    ]
}

fn about_sites() -> Vec<Row> {
    let owners_of_the_site = |status| [401, 403, 404, 403, status];
    vec![
        Row("GET", "/sites", nothing, [401, 403, 200, 200, 200]),
        Row("POST", "/sites", || json!({"key": "new", "name": "New", "origins": ["https://new.example"]}), [401, 403, 403, 403, 201]),
        Row("PATCH", "/sites/blog", || json!({"name": "Low Water"}), owners_of_the_site(200)),
        Row("DELETE", "/sites/blog", nothing, owners_of_the_site(409)),
        Row("PUT", "/sites/blog/sso", || json!({"algorithm": "HS256"}), owners_of_the_site(200)),
        Row("DELETE", "/sites/blog/sso", nothing, owners_of_the_site(204)),
    ]
}

fn about_accounts() -> Vec<Row> {
    let owners = |status| [401, 403, 403, 403, status];
    let new = || json!({"email": "new@example.com", "name": "New One", "owner": true, "roles": [], "password": PASSWORD});
    vec![
        Row("GET", "/accounts", nothing, owners(200)),
        Row("POST", "/accounts", new, owners(201)),
        Row("PATCH", "/accounts/{account}", || json!({"name": "Renamed"}), owners(200)),
        Row("PUT", "/accounts/{account}/password", || json!({"password": PASSWORD}), owners(204)),
        Row("DELETE", "/accounts/{account}", nothing, owners(204)),
        Row("GET", "/mail", nothing, owners(200)),
        Row("POST", "/mail/1/retry", nothing, owners(404)),
        Row("DELETE", "/mail/1", nothing, owners(404)),
    ]
}

/// Makes what the names in braces stand for.
struct Fixtures {
    staff: Staff,
    made: u32,
}

impl Fixtures {
    fn fill(&mut self, text: &str) -> String {
        let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
        let Some((name, after)) = rest.split_once('}') else { return text.to_owned() };
        let made = self.make(name);
        format!("{before}{made}{after}")
    }

    fn make(&mut self, name: &str) -> String {
        self.made += 1;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let owner = &self.staff.owner;
        match name {
            "comment" => self.staff.visitor_says("words").1,
            "decision" => {
                let comment = self.staff.visitor_says("words").1;
                text(&owner.decide(&[&comment], "spam").json_of(200)["decision"])
            }
            "ban" => self.ban(&json!(SITE)),
            "ban everywhere" => self.ban(&Value::Null),
            "page" | "another page" => self.page(),
            "account" => {
                let account = self.staff.add_labelled(&format!("Account {}", self.made), "author", SITE, Value::Null);
                text(&account["id"])
            }
            other => panic!("nobody knows how to make {other}"),
        }
    }

    fn ban(&self, site: &Value) -> String {
        let ban = json!({"site": site, "kind": "email", "value": format!("n{}@spam.example", self.made)});
        self.staff.owner.post("/bans", &ban).json_of(201)["id"].as_str().unwrap().to_owned()
    }

    fn page(&self) -> String {
        let key = format!("/page/{}", self.made);
        self.staff.server.visitor().posts(&draft("words").on(&key));
        let pages = self.staff.owner.get(&format!("/pages?q={key}")).json_of(200);
        pages["pages"][0]["id"].as_str().unwrap().to_owned()
    }
}

fn everybody(staff: &Staff) -> [Console; 5] {
    [
        Console::nobody(&staff.server),
        staff.console_of("Aud Author", "author", SITE),
        staff.console_of("Ona Other", "moderator", "shop"),
        staff.console_of("Mo Derator", "moderator", SITE),
        staff.owner.clone(),
    ]
}

#[test]
fn every_call_of_the_console_answers_each_role_as_the_table_says() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    let consoles = everybody(&staff);
    // Fixtures are made by an owner who does not sign out with the others.
    let maker = Console::sign_in(&staff.server, OWNER);
    let mut fixtures = Fixtures { staff: Staff { owner: maker, ..staff }, made: 0 };
    fixtures.make("comment");
    let (mut seen, mut wrong) = (String::new(), String::new());
    for Row(method, path, body, expected) in table() {
        // What signing the owner out of other sessions would end.
        if path == "/account/password" {
            fixtures.staff.owner = consoles[4].clone();
        }
        let mut statuses = Vec::new();
        for console in &consoles {
            let filled = fixtures.fill(path);
            let body = fill_values(&mut fixtures, body());
            statuses.push(console.send(method, &filled, (!body.is_null()).then_some(&body)));
        }
        let codes: Vec<u16> = statuses.iter().map(|answer| answer.status).collect();
        writeln!(seen, "{method:6} {path:32} {codes:?}").unwrap();
        if codes != expected {
            let texts: Vec<String> = statuses.iter().map(crate::support::Answer::text).collect();
            writeln!(wrong, "{method} {path}: {codes:?} instead of {expected:?}: {texts:#?}").unwrap();
        }
    }
    println!("{:39} {ROLES:?}\n{seen}", "");
    assert!(wrong.is_empty(), "{wrong}");
}

fn fill_values(fixtures: &mut Fixtures, body: Value) -> Value {
    match body {
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, fill_values(fixtures, value))).collect(),
        Value::String(text) => Value::String(fixtures.fill(&text)),
        other => other,
    }
}

/// Every method at every address under `/api/v1/admin`, as the program lists them.
fn listed() -> BTreeSet<(String, String)> {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/http/routes.rs")).unwrap();
    let console = source.split("fn console_api()").nth(1).unwrap().split("\nfn ").next().unwrap().to_owned();
    let calls = console.split("resource(\"").skip(1);
    calls
        .flat_map(|call| {
            let mut parts = call.split('"');
            let (path, _, methods) = (parts.next().unwrap(), parts.next(), parts.next().unwrap());
            methods.split(", ").map(|method| (method.to_owned(), path.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn the_table_has_every_call_of_the_console() {
    let general = |part: &str| match part {
        "blog" => "{key}".to_owned(),
        part if part.starts_with('{') || part == "1" => "{id}".to_owned(),
        part => part.to_owned(),
    };
    let path_of = |path: &str| path.split('?').next().unwrap().split('/').map(general).collect::<Vec<_>>().join("/");
    let tried: BTreeSet<(String, String)> = table().into_iter().map(|Row(method, path, ..)| (method.to_owned(), path_of(path))).collect();
    assert_eq!(tried, listed());
}

#[test]
fn deciding_in_the_thread_is_for_those_who_moderate_its_site() {
    let staff = Staff::of(Setup::new().site("shop", "https://shop.example"));
    let thread = |name, role, site| staff.thread_of(&staff.add(name, role, site), site);
    let everybody: [(&str, Client, u16); 6] = [
        ("nobody", staff.server.client(), 401),
        ("visitor", staff.server.visitor(), 403),
        ("author", thread("Aud Author", "author", SITE), 403),
        ("other moderator", thread("Ona Other", "moderator", "shop"), 404),
        ("moderator", staff.moderator(), 200),
        ("owner", staff.thread_of(OWNER, SITE), 200),
    ];
    let (_, comment) = staff.visitor_says("words");
    let about = |what: &str| format!("/api/v1/comments/{comment}{what}");
    let calls = [
        ("PUT", about("/status"), json!({"status": "held"})),
        ("PUT", about("/status"), json!({"status": "published"})),
        ("PUT", about("/pin"), json!({"pinned": true})),
        ("PUT", "/api/v1/pages/lock".to_owned(), json!({"site": SITE, "page": {"key": PAGE}, "locked": false})),
        ("POST", about("/ban"), json!({"targets": ["author"]})),
        ("GET", about("/source"), Value::Null),
        ("PATCH", about(""), json!({"body": "changed"})),
    ];
    let mut wrong = String::new();
    for (role, client, expected) in &everybody {
        for (method, path, body) in &calls {
            let answer = client.send(method, path, (!body.is_null()).then_some(body));
            let status = if answer.status == 201 { 200 } else { answer.status };
            // A comment of another site is as unknown as none; a site that is named is refused by its name.
            let expected = if *expected == 404 && path.ends_with("/lock") { 403 } else { *expected };
            if status != expected {
                writeln!(wrong, "{role}: {method} {path}: {} instead of {expected}: {}", answer.status, answer.text()).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
