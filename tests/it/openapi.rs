//! The document, the committed copy of it, and the running server say the same.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::staff::OWNER;
use crate::support::{Answer, Client, Console, PAGE, PASSWORD, SITE, Server, Staff, draft, query};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn document(client: &Client) -> Value {
    client.get("/openapi.json").json_of(200)
}

/// Documented paths with the methods they document.
fn paths(document: &Value) -> Vec<(String, BTreeSet<String>)> {
    let paths = document["paths"].as_object().unwrap();
    paths.iter().map(|(path, item)| (path.clone(), item.as_object().unwrap().keys().cloned().collect())).collect()
}

/// Documented calls, such as `GET /api/v1/thread`.
fn calls(document: &Value) -> BTreeSet<String> {
    let of_path = |(path, methods): (String, BTreeSet<String>)| methods.into_iter().map(move |method| call(&method, &path));
    paths(document).into_iter().flat_map(of_path).collect()
}

fn call(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}

/// The calls under `/api/v1` that the server itself lists.
fn routed() -> BTreeSet<String> {
    let mut routed = BTreeSet::new();
    for (n, part) in include_str!("../../src/http/routes.rs").split("web::scope(").enumerate() {
        // Before the first scope, addresses are whole.
        let prefix = if n == 0 { "" } else { literals(part).next().unwrap() };
        for resource in part.split("resource(").skip(1).filter(|text| text.trim_start().starts_with('"')) {
            let mut literals = literals(resource);
            let (path, methods) = (literals.next().unwrap(), literals.next().unwrap());
            routed.extend(methods.split(", ").map(|method| call(method, &format!("{prefix}{path}"))));
        }
    }
    routed.retain(|call| call.contains(" /api/v1/"));
    routed
}

fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).step_by(2)
}

#[test]
fn every_route_is_documented_and_nothing_else_is() {
    let server = Server::start();
    let (routed, documented) = (routed(), calls(&document(&server.client())));
    let missing: Vec<&String> = routed.difference(&documented).collect();
    assert!(missing.is_empty(), "not documented: {missing:?}");
    let unknown: Vec<&String> = documented.difference(&routed).collect();
    assert!(unknown.is_empty(), "documented, but no route: {unknown:?}");
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_it_does() {
    let server = Server::start();
    let document = document(&server.client());
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{method} {path}: another operation is called {name} too");
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{method} {path} says nothing");
        }
    }
}

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let server = Server::start();
    let committed = include_str!("../../openapi.json");
    assert!(server.client().get("/openapi.json").text() == committed, "openapi.json is stale: save what GET /openapi.json answers");
}

#[test]
fn the_document_lists_every_call_of_the_contract() {
    let server = Server::start();
    let documented = calls(&document(&server.client()));
    let contract = [
        "DELETE /api/v1/comments/{id}",
        "GET /api/v1/comments/{id}",
        "GET /api/v1/comments/{id}/replies",
        "GET /api/v1/counts",
        "GET /api/v1/thread",
        "GET /api/v1/viewer",
        "PATCH /api/v1/comments/{id}",
        "POST /api/v1/comments",
        "POST /api/v1/preview",
        "POST /api/v1/visitors",
        "PUT /api/v1/comments/{id}/vote",
        "PUT /api/v1/pages/vote",
    ];
    for call in contract {
        assert!(documented.contains(call), "{call} is not documented");
    }
}

#[test]
fn what_is_documented_is_there_and_what_is_not_is_refused() {
    let server = Server::start();
    let (client, visitor) = (server.client(), server.visitor());
    for (path, documented) in paths(&document(&client)) {
        let id = visitor.says(&format!("for {path}"));
        let address = path.replace("{id}", &id).replace("{key}", SITE);
        for method in METHODS {
            let answer = client.send(&method.to_uppercase(), &address, None);
            if documented.contains(method) {
                assert!(answer.status != 405 && !answer.text().contains("\"not_found\""), "{method} {path}: {}", answer.text());
            } else {
                answer.problem(405, "method_not_allowed");
                let allowed: BTreeSet<String> = answer.header("allow").unwrap().split(", ").map(str::to_lowercase).collect();
                assert!(documented.is_subset(&allowed) && !allowed.contains(method), "{method} {path}: {allowed:?}");
            }
        }
    }
}

/// Checks answers against the document, and takes members it does not name for mistakes.
struct Checker {
    document: Value,
}

impl Checker {
    fn new(client: &Client) -> Self {
        let mut document = document(client);
        for schema in document["components"]["schemas"].as_object_mut().unwrap().values_mut() {
            if schema["type"] == "object" {
                schema["additionalProperties"] = json!(false);
            }
        }
        Self { document }
    }

    /// The schema that the document gives for this answer.
    fn schema(&self, method: &str, path: &str, answer: &Answer) -> Value {
        let responses = &self.document["paths"][path][method]["responses"];
        let status = answer.status.to_string();
        let response = responses.get(&status).or_else(|| responses.get(format!("{}XX", &status[..1])));
        let response = response.unwrap_or_else(|| panic!("{method} {path} documents no {status}"));
        let media_type = answer.header("content-type").unwrap_or_default();
        let content = &response["content"][media_type]["schema"];
        assert!(content.is_object(), "{method} {path} documents no {media_type} for {status}: {response}");
        content.clone()
    }

    fn check(&self, method: &str, path: &str, answer: &Answer) {
        if answer.bytes.is_empty() {
            let status = answer.status.to_string();
            assert!(self.document["paths"][path][method]["responses"].get(&status).is_some(), "{method} {path} documents no {status}");
            return;
        }
        self.compare(method, path, self.schema(method, path, answer), &answer.json());
    }

    fn check_request(&self, method: &str, path: &str, body: &Value) {
        let schema = &self.document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {path} documents no body");
        self.compare(method, path, schema.clone(), body);
    }

    fn compare(&self, method: &str, path: &str, mut schema: Value, value: &Value) {
        schema["components"] = self.document["components"].clone();
        let validator = jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let wrong: Vec<String> = validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{method} {path}: {wrong:?} in {value}");
    }
}

#[test]
fn real_answers_are_as_documented() {
    let server = Server::start();
    let (visitor, other) = (server.visitor(), server.visitor());
    let checker = Checker::new(&visitor);
    let author = json!({"name": "Mira", "website": "https://mira.example", "email": "mira@mail.example"});
    let root = visitor.says("root");
    for n in 0..25 {
        other.answers(&root, &n.to_string());
    }
    let leaf = visitor.says("leaf");
    let kept = visitor.says("kept");
    other.answers(&kept, "so that its place stays");
    let page = json!({"key": PAGE, "url": "https://blog.example/a", "title": "A title"});
    let vote = json!({"site": SITE, "page": page, "value": 1});
    let replies = "/api/v1/comments/{id}/replies";
    let comment = "/api/v1/comments/{id}";
    for (method, path, answer) in [
        ("post", "/api/v1/comments", visitor.post(&draft("x").with("author", author).with("page", page))),
        ("post", "/api/v1/comments", visitor.post(&draft(""))),
        ("post", "/api/v1/comments", server.client().post(&draft("x"))),
        ("patch", comment, visitor.edit(&root, "edited")),
        ("patch", comment, other.edit(&root, "edited")),
        ("put", "/api/v1/comments/{id}/vote", other.vote(&root, -1)),
        ("put", "/api/v1/comments/{id}/vote", visitor.vote(&root, -1)),
        ("put", "/api/v1/pages/vote", other.send("PUT", "/api/v1/pages/vote", Some(&vote))),
        ("get", "/api/v1/thread", visitor.thread(&[("limit", "2")])),
        ("get", "/api/v1/thread", visitor.thread(&[("page", "/untouched")])),
        ("get", "/api/v1/thread", visitor.thread(&[("limit", "0")])),
        ("get", comment, visitor.comment(&root)),
        ("get", comment, visitor.comment("unknown")),
        ("get", replies, visitor.replies(&root, &[("limit", "3")])),
        ("get", replies, visitor.replies(&root, &[])),
        ("get", "/api/v1/viewer", other.viewer()),
        ("get", "/api/v1/viewer", server.client().viewer()),
        ("get", "/api/v1/counts", visitor.counts(&[PAGE, "/untouched"])),
        ("post", "/api/v1/preview", visitor.preview("x")),
        ("post", "/api/v1/visitors", visitor.visitors(SITE)),
        ("post", "/api/v1/visitors", visitor.visitors("nowhere")),
        ("delete", comment, visitor.delete(&leaf)),
        ("delete", comment, visitor.delete(&kept)),
        ("get", "/api/v1/thread", visitor.thread(&[("limit", "100")])),
    ] {
        checker.check(method, path, &answer);
    }
    let unchanged = visitor.with_header("if-none-match", "*").thread(&[]);
    assert_eq!(unchanged.status, 304);
    checker.check("get", "/api/v1/thread", &unchanged);
}

/// An owner in the console, whose every request and answer is held against the document.
struct Checked {
    staff: Staff,
    checker: Checker,
}

impl Checked {
    fn start() -> Self {
        let staff = Staff::start();
        let checker = Checker::new(&staff.owner.client);
        Self { staff, checker }
    }

    /// `id` is put where the path has a name in braces; a body of null is none.
    #[track_caller]
    fn ask(&self, method: &str, path: &str, id: &str, body: Value) -> Value {
        let documented = format!("/api/v1/admin{}", path.split('?').next().unwrap());
        let body = Some(body).filter(|body| !body.is_null());
        if let Some(body) = &body {
            self.checker.check_request(method, &documented, body);
        }
        let address = path.replace("{id}", id).replace("{key}", id);
        let answer = self.staff.owner.send(&method.to_uppercase(), &address, body.as_ref());
        self.checker.check(method, &documented, &answer);
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.text());
        if answer.bytes.is_empty() { Value::Null } else { answer.json() }
    }

    /// Asks without a body or an id.
    #[track_caller]
    fn read(&self, path: &str) -> Value {
        self.ask("get", path, "", Value::Null)
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn the_consoles_calls_about_comments_are_as_documented() {
    let console = Checked::start();
    let author = json!({"name": "Mira", "website": "https://mira.example", "email": "mira@mail.example"});
    let visitor = console.staff.server.visitor();
    let id = visitor.posts(&draft("see https://mira.example").with("author", author));
    visitor.answers(&id, "and this");
    console.ask("patch", "/comments/{id}", &id, json!({"body": "changed"}));
    console.ask("post", "/comments/{id}/reply", &id, json!({"body": "thanks"}));
    console.ask("put", "/comments/{id}/pin", &id, json!({"pinned": true}));
    let decided = console.ask("post", "/decisions", "", json!({"comments": [id, "nonsense"], "status": "spam"}));
    console.read("/comments?status=spam");
    console.ask("post", "/decisions/{id}/undo", text(&decided["decision"]), Value::Null);
    console.ask("post", "/comments/{id}/ban", &id, json!({"targets": ["author"], "days": 7, "reason": "shouts"}));
    let ban = console.ask("post", "/bans", "", json!({"kind": "website", "value": "spam.example"}));
    console.read("/bans");
    console.ask("delete", "/bans/{id}", text(&ban["id"]), Value::Null);
    console.ask("get", "/comments/{id}", &id, Value::Null);
    console.read("/comments?status=all&limit=2");
    console.read("/audit?limit=3");
}

#[test]
fn the_consoles_calls_about_pages_sites_and_accounts_are_as_documented() {
    let console = Checked::start();
    let visitor = console.staff.server.visitor();
    visitor.says("x");
    visitor.posts(&draft("y").on("/another"));
    let pages = console.read("/pages?limit=2")["pages"].clone();
    console.ask("patch", "/pages/{id}", text(&pages[0]["id"]), json!({"title": "Another", "locked": true}));
    console.ask("post", "/pages/{id}/merge", text(&pages[0]["id"]), json!({"into": pages[1]["id"]}));
    console.ask("post", "/sites", "", json!({"key": "shop", "name": "Shop", "origins": ["https://shop.example"]}));
    let settings = json!({"hold": "all", "hold_links": null, "hold_words": ["word"], "close_after_days": 30});
    console.ask("patch", "/sites/{key}", "shop", json!({"name": "The shop", "settings": settings}));
    console.ask("put", "/sites/{key}/sso", "shop", json!({"algorithm": "HS256"}));
    console.read("/sites");
    let roles = json!([{"site": "shop", "role": "author"}]);
    let new = json!({"email": "mo@example.com", "name": "Mo", "label": "Editor", "roles": roles, "password": PASSWORD});
    let account = console.ask("post", "/accounts", "", new);
    console.ask("patch", "/accounts/{id}", text(&account["id"]), json!({"label": null, "roles": []}));
    console.ask("put", "/accounts/{id}/password", text(&account["id"]), json!({"password": "another passphrase"}));
    console.read("/accounts");
    console.ask("delete", "/accounts/{id}", text(&account["id"]), Value::Null);
    console.ask("delete", "/sites/{key}/sso", "shop", Value::Null);
    console.ask("delete", "/sites/{key}", "shop", Value::Null);
    console.read("/audit");
}

#[test]
fn the_consoles_calls_about_ones_own_session_are_as_documented() {
    let console = Checked::start();
    console.read("/setup");
    console.read("/session");
    console.ask("patch", "/account", "", json!({"name": "Olive", "label": "Boss", "website": null}));
    console.ask("put", "/account/password", "", json!({"current": PASSWORD, "new": "another passphrase"}));
    console.ask("post", "/login", "", json!({"email": OWNER, "password": "another passphrase"}));
    console.ask("post", "/logout", "", Value::Null);
    let refused = Console::nobody(&console.staff.server).get("/session");
    refused.problem(401, "sign_in_required");
    console.checker.check("get", "/api/v1/admin/session", &refused);
}

/// What the server does not know it does not look at; what it knows it takes once.
#[test]
fn the_consoles_documented_parameters_are_looked_at() {
    let staff = Staff::start();
    let document = document(&staff.owner.client);
    let paths = document["paths"].as_object().unwrap().iter().filter(|(path, _)| path.starts_with("/api/v1/admin/"));
    for (method, path, operation) in paths.flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(m, o)| (m, path, o))) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for name in parameters.filter(|parameter| parameter["in"] == "query").map(|parameter| text(&parameter["name"])) {
            let address = query(&path.replace("{key}", SITE), &[(name, "x"), (name, "x")]);
            staff.owner.client.send(&method.to_uppercase(), &address, None).field_problem(422, "invalid_request", name);
        }
    }
}

#[test]
fn documented_parameters_are_taken() {
    let server = Server::start();
    let client = server.client();
    let document = document(&client);
    let values = [("site", SITE), ("page", PAGE), ("sort", "top"), ("limit", "5")];
    for path in ["/api/v1/thread", "/api/v1/viewer", "/api/v1/counts"] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        let names: Vec<&str> = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        let given: Vec<_> = values.into_iter().filter(|(name, _)| names.contains(name)).collect();
        assert_eq!(client.get(&query(path, &given)).status, 200, "{path}");
        for required in parameters.iter().filter(|parameter| parameter["required"] == true) {
            let without: Vec<_> = given.iter().copied().filter(|(name, _)| required["name"] != *name).collect();
            client.get(&query(path, &without)).field_problem(422, "invalid_request", required["name"].as_str().unwrap());
        }
    }
}
