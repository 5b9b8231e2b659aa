use serde_json::{Value, json};

use crate::support::{PAGE, Server, Setup, database};

fn votes(up: i64, down: i64, mine: i64) -> Value {
    json!({"up": up, "down": down, "score": up - down, "mine": mine})
}

fn points(up: i64, down: i64, mine: i64) -> Value {
    json!({"up": up, "down": down, "points": up - down, "mine": mine})
}

#[test]
fn a_vote_can_be_given_changed_repeated_and_taken_back() {
    let server = Server::start();
    let id = server.visitor().says("x");
    let (voter, other) = (server.visitor(), server.visitor());
    for (value, expected) in [(1, votes(1, 0, 1)), (1, votes(1, 0, 1)), (-1, votes(0, 1, -1)), (0, votes(0, 0, 0)), (0, votes(0, 0, 0))] {
        assert_eq!(voter.vote(&id, value).json_of(200), expected, "after {value}");
    }
    voter.vote(&id, -1).json_of(200);
    assert_eq!(other.vote(&id, 1).json_of(200), votes(1, 1, 1));
    assert_eq!(other.read()["comments"][0]["votes"], json!({"up": 1, "down": 1, "score": 0}));
}

#[test]
fn a_page_is_voted_on_like_a_comment_and_needs_none() {
    let server = Server::start();
    let (voter, other) = (server.visitor(), server.visitor());
    for (value, expected) in [(1, points(1, 0, 1)), (1, points(1, 0, 1)), (-1, points(0, 1, -1)), (0, points(0, 0, 0))] {
        assert_eq!(voter.vote_on_page(PAGE, value).json_of(200), expected, "after {value}");
    }
    voter.vote_on_page(PAGE, 1).json_of(200);
    other.vote_on_page(PAGE, 1).json_of(200);
    assert_eq!(other.read()["page"]["points"], json!({"up": 2, "down": 0, "points": 2}));
    assert_eq!(other.viewer().json_of(200)["page_vote"], 1);
}

#[test]
fn a_vote_needs_a_token() {
    let server = Server::start();
    let id = server.visitor().says("x");
    let answer = server.client().vote(&id, 1);
    answer.problem(401, "token_required");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    server.client().vote_on_page(PAGE, 1).problem(401, "token_required");
}

#[test]
fn nobody_votes_on_their_own_comment() {
    let server = Server::start();
    let visitor = server.visitor();
    let id = visitor.says("x");
    for value in [1, -1, 0] {
        visitor.vote(&id, value).problem(403, "own_comment");
    }
}

#[test]
fn a_comment_of_another_site_is_as_unknown_as_none() {
    let server = Setup::new().site("shop", "https://shop.example").start();
    let id = server.visitor().says("x");
    let stranger = server.client().as_visitor_of("shop");
    stranger.vote(&id, 1).field_problem(404, "unknown_comment", "id");
    stranger.edit(&id, "y").problem(404, "unknown_comment");
    stranger.delete(&id).problem(404, "unknown_comment");
    assert_eq!(server.client().read()["comments"][0]["votes"]["up"], 0);
}

#[test]
fn one_network_votes_only_so_often_on_one_comment() {
    let server = Server::start();
    let id = server.visitor().says("x");
    let voters: Vec<_> = (0..6).map(|_| server.visitor()).collect();
    for voter in &voters[..5] {
        voter.vote(&id, 1).json_of(200);
    }
    voters[5].vote(&id, 1).problem(403, "network_vote_limit");
    voters[5].vote(&id, -1).problem(403, "network_vote_limit");
    assert_eq!(voters[0].vote(&id, -1).json_of(200), votes(4, 1, -1), "who has voted may still change it");
    voters[1].vote(&id, 0).json_of(200);
    assert_eq!(voters[5].vote(&id, 1).json_of(200), votes(4, 1, 1), "a vote taken back makes room");
}

#[test]
fn one_network_votes_only_so_often_on_one_page() {
    let server = Setup::new().site_flags(&["--votes-per-network", "2"]).start();
    let voters: Vec<_> = (0..3).map(|_| server.visitor()).collect();
    for voter in &voters[..2] {
        voter.vote_on_page(PAGE, 1).json_of(200);
    }
    voters[2].vote_on_page(PAGE, 1).problem(403, "network_vote_limit");
    voters[2].vote_on_page("/another", 1).json_of(200);
    assert_eq!(voters[2].read()["page"]["points"]["up"], 2);
}

#[test]
fn twenty_equal_votes_at_once_count_once() {
    let server = Server::start();
    let id = server.visitor().says("x");
    let voter = server.visitor();
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                voter.vote(&id, 1).json_of(200);
                voter.vote_on_page(PAGE, 1).json_of(200);
            });
        }
    });
    let thread = voter.read();
    assert_eq!((&thread["comments"][0]["votes"]["up"], &thread["page"]["points"]["up"]), (&json!(1), &json!(1)));
    assert_eq!(database::wrong_counters(&server.folder().database()), [""; 0]);
}

#[test]
fn no_address_is_kept_with_a_vote() {
    let server = Server::start();
    let id = server.visitor().says("x");
    server.visitor().vote(&id, 1).json_of(200);
    let connection = database::read_only(&server.folder().database());
    let network = database::number(&connection, "SELECT network FROM vote");
    assert!(![0, 0x7f00_0001, 0x0100_007f].contains(&network), "{network:x} tells the address");
}
