use serde_json::{Value, json};

use crate::support::client::ids;
use crate::support::{Client, PAGE, Server, Setup, database, draft, wait_for};

fn field<'a>(comments: &'a Value, name: &str) -> Vec<&'a Value> {
    comments.as_array().unwrap().iter().map(|comment| &comment[name]).collect()
}

#[test]
fn a_page_nobody_has_written_on_is_empty_not_unknown() {
    let server = Server::start();
    let thread = server.client().read();
    let untouched = json!({
        "key": PAGE, "url": null, "title": null, "comments": 0, "points": {"up": 0, "down": 0, "points": 0}, "locked": false
    });
    assert_eq!(thread["page"], untouched);
    assert_eq!((&thread["comments"], &thread["next"], &thread["sort"]), (&json!([]), &Value::Null, &json!("newest")));
}

#[test]
fn a_thread_tells_what_the_widget_needs_of_its_site() {
    let server = Setup::new().site_flags(&["--edit-window", "7", "--max-length", "321", "--images", "true", "--sort", "top"]).start();
    let thread = server.client().read();
    assert_eq!(thread["site"], json!({"name": "Low Water", "max_length": 321, "edit_window": 420, "images": true, "mail": false}));
    assert_eq!(thread["sort"], "top");
}

#[test]
fn the_first_comment_tells_what_the_page_is_called_and_later_ones_cannot_rename_it() {
    let server = Server::start();
    let visitor = server.visitor();
    let on = |title: &str, url: &str| draft(title).with("page", json!({"key": PAGE, "title": title, "url": url}));
    visitor.posts(&on(" The\ntide printer\u{202E} ", "https://blog.example/2026/the-tide-printer#top"));
    visitor.posts(&on("Something else", "https://blog.example/else"));
    let page = &visitor.read()["page"];
    assert_eq!((&page["title"], &page["url"]), (&json!("The tide printer"), &json!("https://blog.example/2026/the-tide-printer")));
    assert_eq!(page["comments"], 2, "{page}");
}

#[test]
fn roots_follow_the_sort_and_replies_stand_oldest_first_under_every_sort() {
    let server = Server::start();
    let (writer, voter) = (server.visitor(), server.visitor());
    let [a, b, c] = ["a", "b", "c"].map(|body| writer.says(body));
    let [b1, b2] = ["b1", "b2"].map(|body| writer.answers(&b, body));
    let b1x = writer.answers(&b1, "b1x");
    voter.vote(&b2, 1).json_of(200);
    voter.vote(&b, 1).json_of(200);
    voter.vote(&c, -1).json_of(200);
    let sorted = |sort| ids(&writer.thread(&[("sort", sort)]).json_of(200)["comments"]);
    assert_eq!(sorted("newest"), [&c, &b, &b1, &b1x, &b2, &a].map(Clone::clone));
    assert_eq!(sorted("oldest"), [&a, &b, &b1, &b1x, &b2, &c].map(Clone::clone));
    assert_eq!(sorted("top"), [&b, &b1, &b1x, &b2, &a, &c].map(Clone::clone));
}

#[test]
fn a_comment_names_its_parent_its_root_its_depth_and_its_direct_replies() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let reply = visitor.answers(&root, "reply");
    let leaf = visitor.answers(&reply, "leaf");
    visitor.answers(&root, "second");
    let comments = &visitor.thread(&[]).json_of(200)["comments"];
    assert_eq!(field(comments, "parent"), [&Value::Null, &json!(root), &json!(reply), &json!(root)]);
    assert_eq!(field(comments, "root"), [&json!(root); 4]);
    assert_eq!(field(comments, "depth"), [0, 1, 2, 1]);
    assert_eq!(field(comments, "reply_count"), [2, 1, 0, 0]);
    assert_eq!(visitor.comment(&leaf).json_of(200)["comments"][2]["id"], json!(leaf));
}

#[test]
fn the_same_key_on_another_site_is_another_page() {
    let server = Setup::new().site("shop", "https://shop.example").start();
    server.visitor().says("on the blog");
    let thread = server.client().get(&crate::support::query("/api/v1/thread", &[("site", "shop"), ("page", PAGE)])).json_of(200);
    assert_eq!((&thread["page"]["comments"], &thread["comments"]), (&json!(0), &json!([])));
}

#[test]
fn pages_whose_keys_differ_in_case_slashes_or_percent_signs_are_different_pages() {
    let server = Server::start();
    let visitor = server.visitor();
    let keys = ["/a", "/A", "/a/", "/%61", "/a?b=1&c=2", "ä #+ ☃"];
    for key in keys {
        visitor.posts(&draft(&format!("on {key}")).on(key));
    }
    for key in keys {
        let thread = visitor.thread(&[("page", key)]).json_of(200);
        assert_eq!((&thread["page"]["key"], &thread["page"]["comments"]), (&json!(key), &json!(1)), "{key}");
    }
}

#[test]
fn a_locked_page_says_so_and_takes_no_comment() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("before");
    database::write(&server.folder().database(), "UPDATE page SET locked_at = 1");
    wait_for("the thread to say that it is locked", || (visitor.read()["page"]["locked"] == true).then_some(()));
    visitor.post(&draft("after")).problem(403, "page_locked");
    visitor.post(&draft("after").answering(&root)).problem(403, "page_locked");
    assert_eq!(visitor.read()["page"]["comments"], 1);
}

#[test]
fn a_branch_is_cut_after_twenty_replies_and_says_how_many_are_left() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let replies: Vec<String> = (0..23).map(|n| visitor.answers(&root, &n.to_string())).collect();
    let comments = &visitor.read()["comments"];
    assert_eq!(ids(comments)[1..], replies[..20]);
    assert_eq!(comments[0]["more"]["count"], 3);
    let rest = visitor.replies(&root, &[("after", comments[0]["more"]["after"].as_str().unwrap())]).json_of(200);
    assert_eq!(ids(&rest["comments"]), replies[20..]);
    assert_eq!(rest["more"], Value::Null);
}

#[test]
fn a_branch_of_exactly_twenty_replies_has_no_more() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    for n in 0..20 {
        visitor.answers(&root, &n.to_string());
    }
    let comments = &visitor.read()["comments"];
    assert_eq!((comments.as_array().unwrap().len(), comments[0].get("more")), (21, None));
}

/// The replies of a root by paging, with what `more` counted before each page.
fn page_through(client: &Client, root: &str, limit: &str) -> (Vec<String>, Vec<usize>) {
    let (mut read, mut left, mut after) = (Vec::new(), Vec::new(), None::<String>);
    loop {
        let mut parameters = vec![("limit", limit)];
        parameters.extend(after.as_deref().map(|after| ("after", after)));
        let page = client.replies(root, &parameters).json_of(200);
        read.extend(ids(&page["comments"]));
        if page["more"].is_null() {
            return (read, left);
        }
        left.push(usize::try_from(page["more"]["count"].as_u64().unwrap()).unwrap());
        after = page["more"]["after"].as_str().map(str::to_owned);
    }
}

#[test]
fn three_hundred_replies_to_one_comment_are_paged_through_completely_and_in_order() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let replies: Vec<String> = (0..300).map(|n| visitor.answers(&root, &n.to_string())).collect();
    assert_eq!(page_through(&visitor, &root, "100"), (replies.clone(), vec![200, 100]));
    let (read, left) = page_through(&visitor, &root, "7");
    assert_eq!(read, replies);
    assert!(left.iter().enumerate().all(|(page, left)| *left == 300 - 7 * (page + 1)), "{left:?}");
}

#[test]
fn a_chain_of_three_hundred_replies_reads_in_order_and_its_deepest_has_a_permalink() {
    let server = Server::start();
    let visitor = server.visitor();
    let mut chain = vec![visitor.says("0")];
    for n in 1..=300 {
        chain.push(visitor.answers(&chain[n - 1], &n.to_string()));
    }
    assert_eq!(page_through(&visitor, &chain[0], "40").0, chain[1..]);

    let excerpt = visitor.comment(&chain[300]).json_of(200);
    let shown = ids(&excerpt["comments"]);
    assert_eq!(shown[0], chain[0], "the root comes first");
    assert_eq!(shown[1..], chain[250..=300], "then the fifty nearest ancestors and the comment itself");
    assert_eq!(excerpt["comments"][51]["depth"], 300);
}

#[test]
fn a_permalink_shows_each_ancestor_once() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let reply = visitor.answers(&root, "reply");
    let leaf = visitor.answers(&reply, "leaf");
    visitor.answers(&root, "not on the way");
    assert_eq!(ids(&visitor.comment(&root).json_of(200)["comments"]), [root.as_str()]);
    assert_eq!(ids(&visitor.comment(&reply).json_of(200)["comments"]), [root.as_str(), &reply]);
    let excerpt = visitor.comment(&leaf).json_of(200);
    assert_eq!(ids(&excerpt["comments"]), [root, reply, leaf]);
    assert_eq!((&excerpt["page"]["key"], &excerpt["page"]["comments"]), (&json!(PAGE), &json!(4)));
}

#[test]
fn replies_are_read_by_their_root_alone() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let reply = visitor.answers(&root, "reply");
    let message = visitor.replies(&reply, &[]).field_problem(422, "not_a_root", "id");
    assert!(message.contains(&root), "{message}");
}

#[test]
fn a_cursor_of_another_branch_is_refused() {
    let server = Server::start();
    let visitor = server.visitor();
    let (first, second) = (visitor.says("first"), visitor.says("second"));
    for n in 0..3 {
        visitor.answers(&first, &n.to_string());
    }
    let page = visitor.replies(&first, &[("limit", "1")]).json_of(200);
    let after = page["more"]["after"].as_str().unwrap();
    visitor.replies(&second, &[("after", after)]).field_problem(422, "invalid_request", "after");
}

#[test]
fn paging_a_branch_goes_on_when_the_last_comment_shown_is_deleted() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let replies: Vec<String> = (0..4).map(|n| visitor.answers(&root, &n.to_string())).collect();
    let page = visitor.replies(&root, &[("limit", "2")]).json_of(200);
    let after = page["more"]["after"].as_str().unwrap();
    visitor.delete(&replies[1]).json_of(204);
    let rest = visitor.replies(&root, &[("after", after)]);
    assert_eq!(rest.status, 200, "a reader in the middle of a branch must not be thrown out by another's deletion: {}", rest.text());
    assert_eq!(ids(&rest.json()["comments"]), replies[2..]);
}

/// A sign becomes five bytes of HTML.
fn long(words: &str) -> String {
    format!("{words} {}", "&".repeat(4_900))
}

/// Bytes of one answer.
const MOST: usize = 900_000;

#[test]
fn a_page_of_long_comments_ends_early_and_loses_none() {
    let server = Server::start();
    let visitor = server.visitor();
    let roots: Vec<_> = (0..25).map(|number| visitor.says(&long(&number.to_string()))).collect();
    let (mut seen, mut pages, mut after) = (Vec::new(), 0, None::<String>);
    loop {
        let more = after.iter().map(|after| ("after", after.as_str()));
        let page = visitor.thread(&[("sort", "oldest")].into_iter().chain(more).collect::<Vec<_>>()).json_of(200);
        assert!(page.to_string().len() < MOST, "{} bytes", page.to_string().len());
        seen.extend(ids(&page["comments"]));
        pages += 1;
        after = page["next"].as_str().map(str::to_owned);
        if after.is_none() {
            break;
        }
    }
    assert_eq!((seen, pages), (roots, 2));
}

#[test]
fn a_branch_of_long_replies_ends_early_and_loses_none() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says("root");
    let replies: Vec<_> = (0..15).map(|number| visitor.answers(&root, &long(&number.to_string()))).collect();
    let first = visitor.read();
    let shown = ids(&first["comments"]);
    assert!(first.to_string().len() < MOST);
    assert_eq!(first["comments"][0]["more"]["count"].as_u64().unwrap() as usize, 1 + replies.len() - shown.len());
    let rest = visitor.replies(&root, &[("after", first["comments"][0]["more"]["after"].as_str().unwrap())]).json_of(200);
    let all = [&shown[1..], &ids(&rest["comments"])].concat();
    assert_eq!((all, &rest["more"]), (replies, &Value::Null));
}
