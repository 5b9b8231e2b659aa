//! The order of a thread against a naive model, and paging while others write.

use std::collections::{BTreeSet, HashMap, HashSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::client::ids;
use crate::support::{Client, PAGE, Server, Setup, database, draft};

const VOTERS: usize = 5;
const SORTS: [&str; 3] = ["newest", "oldest", "top"];

/// One comment of the model: whom it answers (by place in the list), and how each voter voted.
#[derive(Debug, Clone)]
struct Planned {
    parent: Option<usize>,
    votes: Vec<i64>,
}

/// Few distinct votes, so that there are ties; few parents, so that branches are both wide and deep.
fn plans() -> impl Strategy<Value = Vec<Planned>> {
    let comment =
        (any::<prop::sample::Index>(), prop::bool::weighted(0.65), prop::collection::vec(-1..=1_i64, VOTERS), prop::bool::weighted(0.5));
    prop::collection::vec(comment, 25..60).prop_map(|drawn| {
        let plan = |(place, (parent, is_reply, votes, is_voted_on)): (usize, (prop::sample::Index, bool, Vec<i64>, bool))| Planned {
            parent: (is_reply && place > 0).then(|| parent.index(place.min(12))),
            votes: if is_voted_on { votes } else { vec![0; VOTERS] },
        };
        drawn.into_iter().enumerate().map(plan).collect()
    })
}

struct Model {
    ids: Vec<String>,
    plans: Vec<Planned>,
}

impl Model {
    fn written(writer: &Client, voters: &[Client], page: &str, plans: Vec<Planned>) -> Self {
        let mut ids: Vec<String> = Vec::new();
        for (place, plan) in plans.iter().enumerate() {
            let reply = draft(&place.to_string()).on(page);
            ids.push(writer.posts(&plan.parent.map_or(reply.clone(), |parent| reply.answering(&ids[parent]))));
        }
        for (id, plan) in ids.iter().zip(&plans) {
            for (voter, value) in voters.iter().zip(&plan.votes).filter(|(_, value)| **value != 0) {
                voter.vote(id, *value).json_of(200);
            }
        }
        Self { ids, plans }
    }

    fn children(&self, of: Option<usize>) -> Vec<usize> {
        (0..self.plans.len()).filter(|place| self.plans[*place].parent == of).collect()
    }

    fn roots(&self, sort: &str) -> Vec<usize> {
        let mut roots = self.children(None);
        let up = |place: &usize| self.plans[*place].votes.iter().filter(|value| **value == 1).count();
        let score = |place: &usize| self.plans[*place].votes.iter().sum::<i64>();
        match sort {
            "newest" => roots.reverse(),
            "top" => roots.sort_by_key(|place| std::cmp::Reverse((score(place), up(place), *place))),
            _ => {}
        }
        roots
    }

    fn reading_order(&self, sort: &str) -> Vec<String> {
        fn walk(model: &Model, place: usize, read: &mut Vec<String>) {
            read.push(model.ids[place].clone());
            for child in model.children(Some(place)) {
                walk(model, child, read);
            }
        }
        let mut read = Vec::new();
        for root in self.roots(sort) {
            walk(self, root, &mut read);
        }
        read
    }
}

/// Everything of a page, by "load more" of both kinds.
fn read_all(client: &Client, page: &str, sort: &str, limit: &str) -> Vec<String> {
    let (mut read, mut after) = (Vec::new(), None::<String>);
    loop {
        let mut parameters = vec![("page", page), ("sort", sort), ("limit", limit)];
        parameters.extend(after.as_deref().map(|after| ("after", after)));
        let thread = client.thread(&parameters).json_of(200);
        let comments = thread["comments"].as_array().unwrap();
        for (place, comment) in comments.iter().enumerate() {
            read.push(comment["id"].as_str().unwrap().to_owned());
            let ends_branch = comments.get(place + 1).is_none_or(|next| next["parent"].is_null());
            let root = comments[..=place].iter().rev().find(|root| root["parent"].is_null()).unwrap();
            if let Some(more) = root.get("more").filter(|_| ends_branch) {
                read.extend(rest_of_branch(client, root["id"].as_str().unwrap(), more["after"].as_str().unwrap(), limit));
            }
        }
        match thread["next"].as_str() {
            Some(next) => after = Some(next.to_owned()),
            None => return read,
        }
    }
}

fn rest_of_branch(client: &Client, root: &str, after: &str, limit: &str) -> Vec<String> {
    let (mut read, mut after) = (Vec::new(), after.to_owned());
    loop {
        let page = client.replies(root, &[("after", &after), ("limit", limit)]).json_of(200);
        read.extend(ids(&page["comments"]));
        match page["more"]["after"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => return read,
        }
    }
}

#[test]
fn pages_of_any_size_make_up_the_thread_in_the_order_of_the_model() {
    let server = Server::start();
    let writer = server.visitor();
    let voters: Vec<Client> = (0..VOTERS).map(|_| server.visitor()).collect();
    let cases = std::cell::Cell::new(0);
    let config = Config { cases: 8, failure_persistence: None, max_shrink_iters: 30, ..Config::default() };
    let checked = TestRunner::new(config).run(&(plans(), 1..12_u32), |(plans, limit)| {
        let page = format!("/{}", cases.replace(cases.get() + 1));
        let model = Model::written(&writer, &voters, &page, plans);
        for sort in SORTS {
            prop_assert_eq!(read_all(&writer, &page, sort, &limit.to_string()), model.reading_order(sort), "{} by {}", sort, limit);
        }
        Ok(())
    });
    checked.unwrap();
}

#[test]
fn equal_scores_are_ordered_by_more_upvotes_and_then_by_the_newest() {
    let server = Server::start();
    let writer = server.visitor();
    let [quiet, disputed, loved, late] = ["quiet", "disputed", "loved", "late"].map(|body| writer.says(body));
    let (a, b) = (server.visitor(), server.visitor());
    a.vote(&disputed, 1).json_of(200);
    b.vote(&disputed, -1).json_of(200);
    a.vote(&loved, 1).json_of(200);
    let top = ids(&writer.thread(&[("sort", "top")]).json_of(200)["comments"]);
    assert_eq!(top, [loved, disputed, late, quiet]);
}

#[test]
fn posting_and_voting_in_between_moves_no_page_of_a_thread_sorted_by_time() {
    for sort in ["newest", "oldest"] {
        let server = Server::start();
        let (writer, voter) = (server.visitor(), server.visitor());
        let there_before: Vec<String> = (0..20).map(|n| writer.says(&n.to_string())).collect();
        let (mut read, mut after) = (Vec::new(), String::new());
        loop {
            let mut parameters = vec![("sort", sort), ("limit", "3")];
            parameters.extend((!after.is_empty()).then_some(("after", after.as_str())));
            let thread = writer.thread(&parameters).json_of(200);
            read.extend(ids(&thread["comments"]));
            let Some(next) = thread["next"].as_str().filter(|_| read.len() < 60) else { break };
            after = next.to_owned();
            if read.len() < 20 {
                writer.says(&format!("in between {}", read.len()));
                voter.vote(&there_before[read.len() % 20], 1).json_of(200);
                writer.delete(read.last().unwrap()).json_of(204);
            }
        }
        assert_eq!(read.iter().collect::<HashSet<_>>().len(), read.len(), "{sort}: something was read twice");
        assert!(there_before.iter().all(|id| read.contains(id)), "{sort}: something was skipped");
    }
}

#[test]
fn voting_in_between_neither_repeats_nor_skips_what_nobody_voted_on() {
    let server = Setup::new().site_flags(&["--votes-per-network", "1000"]).start();
    let writer = server.visitor();
    let voters: Vec<Client> = (0..3).map(|_| server.visitor()).collect();
    let roots: Vec<String> = (0..24).map(|n| writer.says(&n.to_string())).collect();
    for (place, id) in roots.iter().enumerate() {
        for voter in &voters[..place % 4] {
            voter.vote(id, 1).json_of(200);
        }
    }
    let (moving, still): (Vec<_>, Vec<_>) = roots.iter().enumerate().partition(|(place, _)| place % 5 == 0);
    let (mut read, mut after, mut moved) = (Vec::new(), None::<String>, moving.iter().cycle());
    loop {
        let mut parameters = vec![("sort", "top"), ("limit", "4")];
        parameters.extend(after.as_deref().map(|after| ("after", after)));
        let thread = writer.thread(&parameters).json_of(200);
        read.extend(ids(&thread["comments"]));
        assert!(read.len() < 200, "paging does not end");
        let Some(next) = thread["next"].as_str() else { break };
        after = Some(next.to_owned());
        for voter in &voters {
            voter.vote(moved.next().unwrap().1, -1).json_of(200);
        }
        writer.says(&format!("in between {}", read.len()));
    }
    let mut times: HashMap<&String, usize> = HashMap::new();
    for id in &read {
        *times.entry(id).or_default() += 1;
    }
    let wrong: Vec<_> = still.iter().filter(|(_, id)| times.get(id) != Some(&1)).collect();
    assert!(wrong.is_empty(), "not read exactly once: {wrong:?}");
}

#[test]
fn a_cursor_outlives_the_comment_it_names() {
    let server = Server::start();
    let writer = server.visitor();
    let roots: Vec<String> = (0..6).map(|n| writer.says(&n.to_string())).collect();
    for sort in ["oldest", "newest", "top"] {
        let first = writer.thread(&[("sort", sort), ("limit", "2")]).json_of(200);
        assert!(first["next"].is_string());
    }
    let first = writer.thread(&[("sort", "oldest"), ("limit", "2")]).json_of(200);
    writer.delete(&roots[1]).json_of(204);
    let rest = writer.thread(&[("sort", "oldest"), ("after", first["next"].as_str().unwrap())]).json_of(200);
    assert_eq!(ids(&rest["comments"]), roots[2..]);
}

#[test]
fn comments_of_one_millisecond_keep_the_order_they_came_in() {
    let server = Server::start();
    let writer = server.visitor();
    let posted: Vec<String> = std::thread::scope(|scope| {
        let say_six = |thread| {
            scope.spawn({
                let writer = &writer;
                move || (0..6).map(|n| writer.says(&format!("{thread}.{n}"))).collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = (0..8).map(say_six).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let by_id: BTreeSet<&String> = posted.iter().collect();
    assert_eq!(by_id.len(), 48, "every comment has an id of its own");
    assert_eq!(read_all(&writer, PAGE, "oldest", "7").iter().collect::<Vec<_>>(), by_id.into_iter().collect::<Vec<_>>());
    assert_eq!(database::wrong_counters(&server.folder().database()), [""; 0]);
}
