//! The document, the committed copy of it, and the running server say the same.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, Client, PAGE, SITE, Server, draft, query};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn document(client: &Client) -> Value {
    client.get("/openapi.json").json_of(200)
}

/// Documented paths with the methods they document.
fn paths(document: &Value) -> Vec<(String, BTreeSet<String>)> {
    let paths = document["paths"].as_object().unwrap();
    paths.iter().map(|(path, item)| (path.clone(), item.as_object().unwrap().keys().cloned().collect())).collect()
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
    let documented: Vec<String> = paths(&document(&server.client()))
        .into_iter()
        .flat_map(|(path, methods)| methods.into_iter().map(move |method| format!("{} {path}", method.to_uppercase())))
        .collect();
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
        assert!(documented.contains(&call.to_owned()), "{call} is not documented");
    }
}

#[test]
fn what_is_documented_is_there_and_what_is_not_is_refused() {
    let server = Server::start();
    let (client, visitor) = (server.client(), server.visitor());
    for (path, documented) in paths(&document(&client)) {
        let id = visitor.says(&format!("for {path}"));
        let address = path.replace("{id}", &id);
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
        let mut schema = self.schema(method, path, answer);
        schema["components"] = self.document["components"].clone();
        let validator = jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let wrong: Vec<String> = validator.iter_errors(&answer.json()).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{method} {path}: {wrong:?} in {}", answer.text());
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
