use std::collections::HashSet;
use std::time::Instant;

use serde_json::json;

use crate::support::{Answer, Client, PAGE, SITE, Server, Setup, draft};

#[track_caller]
fn assert_limited(answer: &Answer) {
    let problem = answer.problem(429, "rate_limited");
    let wait: u64 = answer.header("retry-after").expect("a limit says when to come back").parse().unwrap();
    assert!(wait >= 1, "{problem}");
    assert_eq!(problem["retry_after"], json!(wait));
}

#[test]
fn the_eleventh_comment_in_a_minute_is_refused() {
    let server = Setup::new().limits("").start();
    let begun = Instant::now();
    let posts_until_refused = |visitor: &Client| {
        (0..100)
            .find(|n| {
                let answer = visitor.post(&draft(&n.to_string()));
                let is_refused = answer.status != 201;
                if is_refused {
                    assert_limited(&answer);
                }
                is_refused
            })
            .expect("one is refused")
    };
    // The second is another visitor of the same network.
    let taken: usize = [server.visitor(), server.visitor()].iter().map(posts_until_refused).sum();
    // Every six seconds one more may be posted, and a machine may be slow.
    let regained = usize::try_from(begun.elapsed().as_secs() / 6).unwrap();
    assert!((10..=10 + regained).contains(&taken), "{taken} were taken");
    assert_eq!(server.client().read()["page"]["comments"], taken);
}

#[test]
fn edits_count_as_comments_do() {
    let server = Setup::new().limits("comments_per_minute = 2").start();
    let visitor = server.visitor();
    let id = visitor.says("a");
    visitor.edit(&id, "b").json_of(200);
    assert_limited(&visitor.edit(&id, "c"));
    assert_eq!(visitor.read()["comments"][0]["html"], "<p>b</p>\n");
}

#[test]
fn votes_previews_and_new_visitors_have_limits_of_their_own() {
    let server = Setup::new().limits("votes_per_minute = 2\npreviews_per_minute = 2\nvisitors_per_hour = 2").start();
    let visitor = server.visitor();
    server.visitor();
    assert_limited(&server.client().visitors(SITE));
    for value in [1, -1] {
        visitor.vote_on_page(PAGE, value).json_of(200);
    }
    assert_limited(&visitor.vote_on_page(PAGE, 1));
    for _ in 0..2 {
        visitor.preview("x").json_of(200);
    }
    assert_limited(&visitor.preview("x"));
    visitor.says("comments are not spent yet");
}

#[test]
fn reading_has_no_limit_of_its_own() {
    let server = Setup::new().limits("comments_per_minute = 1\nvotes_per_minute = 1").start();
    let visitor = server.visitor();
    for _ in 0..100 {
        visitor.thread(&[]).json_of(200);
        visitor.counts(&[PAGE]).json_of(200);
        visitor.viewer().json_of(200);
    }
}

/// Posts under ever other forwarded addresses; gives the statuses.
fn post_as(client: &Client, header: &'static str, addresses: &[String]) -> Vec<u16> {
    let post = |address: &String| client.with_header(header, address).post(&draft(address)).status;
    addresses.iter().map(post).collect()
}

fn rotating(pattern: &str) -> Vec<String> {
    (1..=5).map(|n| pattern.replace('#', &n.to_string())).collect()
}

#[test]
fn what_a_client_says_of_its_address_changes_nothing() {
    for header in ["x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip"] {
        let server = Setup::new().limits("comments_per_minute = 3").start();
        let pattern = if header == "forwarded" { "for=203.0.113.#" } else { "203.0.113.#" };
        assert_eq!(post_as(&server.visitor(), header, &rotating(pattern)), [201, 201, 201, 429, 429], "{header}");
    }
}

#[test]
fn a_trusted_proxy_is_believed_as_far_as_it_vouches() {
    let behind_proxy = || Setup::new().limits("comments_per_minute = 3").server("trusted_proxies = [\"127.0.0.1/32\"]").start();
    let server = behind_proxy();
    let statuses = rotating("203.0.113.#")
        .iter()
        .flat_map(|address| post_as(&server.visitor(), "x-forwarded-for", std::slice::from_ref(address)))
        .collect::<Vec<_>>();
    assert_eq!(statuses, [201; 5]);
    assert_eq!(
        post_as(&server.visitor(), "x-forwarded-for", &rotating("192.0.2.#")),
        [201, 201, 201, 429, 429],
        "one visitor is one, wherever from"
    );
    let spoofed = rotating("198.51.100.#, 203.0.113.9");
    assert_eq!(post_as(&behind_proxy().visitor(), "x-forwarded-for", &spoofed), [201, 201, 201, 429, 429], "only the nearest hop counts");
    let subscriber = rotating("2001:db8:0:1::#");
    assert_eq!(post_as(&behind_proxy().visitor(), "x-forwarded-for", &subscriber), [201, 201, 201, 429, 429], "an IPv6 /64 is one network");
}

#[test]
fn forwarded_addresses_bring_no_more_votes_than_there_are_networks() {
    let vote = |server: &Server, network: &str| {
        let voter = server.visitor().with_header("x-forwarded-for", network);
        voter.vote_on_page(PAGE, 1).status
    };
    let networks = rotating("203.0.113.#");
    let direct = Setup::new().site_flags(&["--votes-per-network", "2"]).start();
    assert_eq!(networks.iter().map(|network| vote(&direct, network)).collect::<Vec<_>>(), [200, 200, 403, 403, 403]);
    let proxied = Setup::new().site_flags(&["--votes-per-network", "2"]).server("trusted_proxies = [\"127.0.0.1/32\"]").start();
    assert_eq!(networks.iter().map(|network| vote(&proxied, network)).collect::<HashSet<_>>(), HashSet::from([200]));
}
