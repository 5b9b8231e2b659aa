//! Whatever people do in whatever order, every counter says what there is.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::support::client::ids;
use crate::support::{Client, PAGE, Server, Setup, database, draft};

const VISITORS: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    Post,
    Reply(usize),
    Edit(usize),
    Delete(usize),
    Vote(usize, i64),
    VoteOnPage(i64),
}

/// Each step is one visitor's; numbers choose among the comments there are.
fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let step = prop_oneof![
        2 => Just(Step::Post),
        5 => any::<usize>().prop_map(Step::Reply),
        1 => any::<usize>().prop_map(Step::Edit),
        4 => any::<usize>().prop_map(Step::Delete),
        3 => (any::<usize>(), -1..=1_i64).prop_map(|(comment, value)| Step::Vote(comment, value)),
        1 => (-1..=1_i64).prop_map(Step::VoteOnPage),
    ];
    proptest::collection::vec((0..VISITORS, step), 30..60)
}

/// Walks; what is refused must be refused for a reason of the rules.
fn walk(visitors: &[Client], page: &str, steps: &[(usize, Step)]) {
    let mut known: Vec<String> = Vec::new();
    for (number, (visitor, step)) in steps.iter().enumerate() {
        let words = format!("step {number}");
        let visitor = &visitors[*visitor];
        let chosen = |number: &usize| known.get(number % known.len().max(1)).cloned().unwrap_or_else(|| "0cm4q3k1g8000".to_owned());
        let answer = match step {
            Step::Post => visitor.post(&draft(&words).on(page)),
            Step::Reply(number) => visitor.post(&draft(&words).on(page).answering(&chosen(number))),
            Step::Edit(number) => visitor.edit(&chosen(number), &words),
            Step::Delete(number) => visitor.delete(&chosen(number)),
            Step::Vote(number, value) => visitor.vote(&chosen(number), *value),
            Step::VoteOnPage(value) => visitor.vote_on_page(page, *value),
        };
        match answer.status {
            201 => known.push(answer.json()["id"].as_str().unwrap().to_owned()),
            200 | 204 => {}
            status => {
                let code = answer.json()["code"].as_str().unwrap().to_owned();
                let expected =
                    ["unknown_comment", "unknown_parent", "comment_deleted", "not_yours", "own_comment"].contains(&code.as_str());
                assert!(expected && status < 500, "{step:?}: {}", answer.text());
            }
        }
    }
}

/// What the thread says of itself must follow from what it shows.
fn assert_adds_up(thread: &Value) {
    let comments = thread["comments"].as_array().unwrap();
    let readable = comments.iter().filter(|comment| comment.get("deleted").is_none()).count();
    assert_eq!(thread["page"]["comments"], readable, "{thread}");
    for comment in comments {
        let replies = comments.iter().filter(|reply| reply["parent"] == comment["id"]).count();
        assert_eq!(comment["reply_count"], replies, "{comment}");
        assert!(replies > 0 || comment.get("deleted").is_none(), "a place without replies is left: {comment}");
        let votes = &comment["votes"];
        assert_eq!(votes["score"].as_i64().unwrap(), votes["up"].as_i64().unwrap() - votes["down"].as_i64().unwrap());
    }
}

/// The whole thread, branches included.
fn whole(client: &Client, page: &str) -> Value {
    let mut thread = client.thread(&[("page", page), ("limit", "100")]).json_of(200);
    let comments = thread["comments"].as_array_mut().unwrap();
    let cut: Vec<(String, String)> = comments
        .iter()
        .filter_map(|root| Some((root["id"].as_str()?.to_owned(), root.get("more")?["after"].as_str()?.to_owned())))
        .collect();
    for (root, after) in cut {
        comments.extend(client.replies(&root, &[("after", &after), ("limit", "100")]).json_of(200)["comments"].as_array().unwrap().clone());
    }
    thread
}

#[test]
fn counters_are_true_after_any_walk() {
    let server = Server::start();
    let visitors: Vec<Client> = (0..VISITORS).map(|_| server.visitor()).collect();
    let cases = std::cell::Cell::new(0);
    let config = Config { cases: 12, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let walked = TestRunner::new(config).run(&steps(), |steps| {
        let page = format!("/{}", cases.replace(cases.get() + 1));
        walk(&visitors, &page, &steps);
        assert_adds_up(&whole(&visitors[0], &page));
        prop_assert_eq!(database::wrong_counters(&server.folder().database()), Vec::<String>::new());
        Ok(())
    });
    walked.unwrap();
}

#[test]
fn counters_are_true_after_everybody_acted_at_once() {
    let server = Setup::new().site_flags(&["--votes-per-network", "1000"]).start();
    let writer = server.visitor();
    let roots: Vec<String> = (0..3).map(|n| writer.says(&n.to_string())).collect();
    std::thread::scope(|scope| {
        for number in 0..6_usize {
            let (visitor, roots) = (server.visitor(), &roots);
            scope.spawn(move || {
                for step in 0..12_usize {
                    let root = &roots[(number + step) % 3];
                    let mine = visitor.answers(root, &format!("{number}.{step}"));
                    visitor.vote(root, [1, -1, 0][step % 3]).json_of(200);
                    visitor.vote_on_page(PAGE, [1, 0, -1][step % 3]).json_of(200);
                    if step % 2 == 0 {
                        visitor.delete(&mine).json_of(204);
                    }
                }
            });
        }
    });
    assert_eq!(database::wrong_counters(&server.folder().database()), [""; 0]);
    let thread = whole(&writer, PAGE);
    assert_eq!(ids(&thread["comments"]).len(), 3 + 6 * 6);
    assert_adds_up(&thread);
}

#[test]
fn a_recount_finds_a_counter_that_is_wrong() {
    let server = Server::start();
    server.visitor().says("x");
    let database = server.folder().database();
    database::write(&database, "UPDATE page SET comments = 2; UPDATE comment SET up = 1");
    assert_eq!(database::wrong_counters(&database).len(), 2);
}
