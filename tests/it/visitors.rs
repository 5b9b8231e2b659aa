use serde_json::{Value, json};

use crate::support::{ORIGIN, SITE, Server, Setup, draft, tokens};

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).expect("a token has three parts");
    serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

#[test]
fn a_visitor_gets_a_token_that_says_nothing_of_them() {
    let server = Server::start();
    let answer = server.client().on_a_page_of(ORIGIN).visitors(SITE);
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    let minted = answer.json_of(201);
    assert!(minted["expires_at"].as_str().unwrap().ends_with('Z'), "{minted}");
    let token = minted["token"].as_str().unwrap();
    assert_eq!(part(token, 0), json!({"typ": "visitor+jwt", "alg": "HS256", "kid": tokens::key_id(server.folder())}));
    let claims = part(token, 1);
    let names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "nbf", "sub"]);
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!("rejoinder"), &json!(SITE)));
}

#[test]
fn every_visitor_is_somebody_else() {
    let server = Server::start();
    let subject = || part(server.client().visitors(SITE).json_of(201)["token"].as_str().unwrap(), 1)["sub"].clone();
    assert_ne!(subject(), subject());
}

#[test]
fn no_cookie_is_set_anywhere() {
    let server = Server::start();
    let visitor = server.visitor();
    let answers = [visitor.visitors(SITE), visitor.post(&draft("x")), visitor.thread(&[]), visitor.viewer(), visitor.get("/embed.js")];
    for answer in answers {
        assert_eq!(answer.header("set-cookie"), None, "{answer:?}");
    }
}

#[test]
fn a_token_is_good_for_its_own_site_alone() {
    let server = Setup::new().site("shop", "https://shop.example").start();
    let visitor = server.client().as_visitor_of("shop");
    visitor.post(&draft("x")).problem(403, "token_other_site");
    visitor.vote_on_page("/a", 1).problem(403, "token_other_site");
    visitor.posts(&draft("x").with("site", json!("shop")));
}

#[test]
fn tokens_outlive_a_restart() {
    let mut server = Server::start();
    let token = server.client().visitors(SITE).json_of(201)["token"].as_str().unwrap().to_owned();
    assert!(server.stop().success());
    server.start_again();
    server.client().with_token(&token).says("still me");
}
