//! What is believed of a token.

use jsonwebtoken::{Algorithm, Header};
use serde_json::{Value, json};

use crate::support::{Client, PAGE, Server, draft, tokens};

/// A server whose key is known, and whether a token moves it.
struct Fixture {
    server: Server,
    key: Vec<u8>,
    key_id: String,
}

impl Fixture {
    fn start() -> Self {
        let server = Server::start();
        Self { key: tokens::key(server.folder()), key_id: tokens::key_id(server.folder()), server }
    }

    fn signed(&self, change: impl Fn(&mut Value)) -> String {
        let mut claims = tokens::claims();
        change(&mut claims);
        tokens::sign(&tokens::header(&self.key_id), &claims, &self.key)
    }

    fn client(&self, token: &str) -> Client {
        self.server.client().with_token(token)
    }

    /// Every call that a token can move refuses it with this code.
    #[track_caller]
    fn refused(&self, token: &str, status: u16, code: &str) {
        let client = self.client(token);
        client.post(&draft("x")).problem(status, code);
        client.vote_on_page(PAGE, 1).problem(status, code);
        client.viewer().problem(status, code);
    }
}

#[test]
fn what_the_server_would_have_signed_is_believed() {
    let fixture = Fixture::start();
    fixture.client(&fixture.signed(|_| {})).says("as any visitor");
}

#[test]
fn an_expired_token_is_told_apart() {
    let fixture = Fixture::start();
    let past = tokens::now() - 3_600;
    fixture.refused(&fixture.signed(|claims| claims["exp"] = json!(past)), 401, "token_expired");
}

#[test]
fn forged_tokens_are_refused() {
    let fixture = Fixture::start();
    let claims = tokens::claims();
    let ours = || tokens::header(&fixture.key_id);
    let header = |alg: &str| json!({"typ": "visitor+jwt", "alg": alg});
    let good = fixture.signed(|_| {});
    let (head, tail) = good.split_at(good.rfind('.').unwrap());
    for (token, what) in [
        (tokens::sign(&ours(), &claims, &[7; 32]), "signed with another key"),
        (tokens::sign(&ours(), &claims, b""), "signed with no key"),
        (tokens::sign(&Header { alg: Algorithm::HS512, ..ours() }, &claims, &fixture.key), "another algorithm"),
        (tokens::sign(&Header { typ: Some("JWT".to_owned()), ..ours() }, &claims, &fixture.key), "another kind of token"),
        (tokens::sign(&Header { kid: None, ..ours() }, &claims, &fixture.key), "a key that is not named"),
        (tokens::sign(&tokens::header("../secrets.toml"), &claims, &fixture.key), "a key that is not known"),
        (tokens::unsigned(&header("none"), &claims), "not signed"),
        (tokens::unsigned(&header("None"), &claims), "not signed, spelt otherwise"),
        (tokens::unsigned(&header("HS256"), &claims), "without the signature"),
        (format!("{head}{}", tail.chars().rev().collect::<String>()), "a broken signature"),
        (fixture.signed(|claims| claims["iss"] = json!("else")), "another issuer"),
        (fixture.signed(|claims| claims["sub"] = json!("root")), "a subject that is none"),
        (fixture.signed(|claims| claims["aud"] = json!("../x")), "a site that can be none"),
        (fixture.signed(|claims| claims["nbf"] = json!(tokens::now() + 3_600)), "not yet valid"),
        (format!("{good}{}", "a".repeat(10_000)), "far too long"),
        (String::new(), "empty"),
        ("a.b.c".to_owned(), "nonsense"),
    ] {
        let answer = fixture.client(&token).post(&draft(what));
        assert_eq!(answer.json()["code"], "token_invalid", "{what}");
        fixture.refused(&token, 401, "token_invalid");
    }
    assert_eq!(fixture.server.client().read()["page"]["comments"], 0);
}

#[test]
fn a_token_without_one_of_its_claims_is_refused() {
    let fixture = Fixture::start();
    for claim in ["iss", "aud", "sub", "nbf", "exp"] {
        let token = fixture.signed(|claims| drop(claims.as_object_mut().unwrap().remove(claim)));
        fixture.refused(&token, 401, "token_invalid");
    }
}

#[test]
fn a_token_of_a_site_that_is_none_moves_nothing() {
    let fixture = Fixture::start();
    let token = fixture.signed(|claims| claims["aud"] = json!("nowhere"));
    fixture.refused(&token, 403, "token_other_site");
    let id = fixture.server.visitor().says("x");
    fixture.client(&token).vote(&id, 1).field_problem(404, "unknown_site", "site");
}

#[test]
fn other_schemes_of_authorization_are_no_tokens() {
    let fixture = Fixture::start();
    let good = fixture.signed(|_| {});
    for value in ["Basic bWlyYTpwdw==", "Bearer", "Bearer ", &format!("Token {good}"), &format!("Bearer {good}, Bearer {good}")] {
        let client = fixture.server.client().with_header("authorization", value);
        client.post(&draft("x")).problem(401, "token_invalid");
    }
    fixture.server.client().with_header("authorization", &format!("bearer {good}")).says("the scheme's name may be in lower case");
}
