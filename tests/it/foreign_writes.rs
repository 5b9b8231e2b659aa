//! What another process writes is seen by a running server.

use serde_json::json;

use crate::support::{ORIGIN, PAGE, Server, database, query, wait_for};

#[test]
fn a_site_added_by_the_command_line_can_be_used_at_once() {
    let server = Server::start();
    let address = query("/api/v1/thread", &[("site", "shop"), ("page", PAGE)]);
    server.client().get(&address).problem(404, "unknown_site");
    server.folder().run(&["site", "add", "shop", "--name", "Shop", "--origin", "https://shop.example"]).success();
    let shop = server.client().on_a_page_of("https://shop.example");
    wait_for("the new site", || (shop.get(&address).status == 200).then_some(()));
    shop.as_visitor_of("shop");
}

#[test]
fn a_sites_changed_settings_are_followed() {
    let server = Server::start();
    let visitor = server.visitor();
    let id = visitor.says("x");
    let flags = ["--name", "High Water", "--max-length", "7", "--edit-window", "0", "--sort", "top", "--origin", "https://moved.example"];
    server.folder().run(&[&["site", "set", "blog"], &flags[..]].concat()).success();
    let expected = json!({"name": "High Water", "max_length": 7, "edit_window": 0, "images": false, "mail": false});
    wait_for("the new settings", || (visitor.read()["site"] == expected).then_some(()));
    assert_eq!(visitor.read()["sort"], "top");
    visitor.preview("12345678").field_problem(422, "invalid_request", "body");
    visitor.edit(&id, "y").problem(403, "edit_window_over");
    visitor.on_a_page_of(ORIGIN).thread(&[]).problem(403, "origin_not_allowed");
    visitor.on_a_page_of("https://moved.example").thread(&[]).json_of(200);
}

#[test]
fn a_removed_site_is_gone_with_its_comments_and_its_tokens_move_nothing() {
    let server = Server::start();
    let visitor = server.visitor();
    let id = visitor.says("x");
    server.folder().run(&["site", "remove", "blog", "--with-comments"]).success();
    wait_for("the site to be gone", || (visitor.thread(&[]).status == 404).then_some(()));
    visitor.comment(&id).problem(404, "unknown_comment");
    visitor.vote(&id, 1).problem(404, "unknown_site");
    let connection = database::read_only(&server.folder().database());
    for table in ["page", "comment", "vote", "page_vote", "origin", "site"] {
        assert_eq!(database::number(&connection, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
}

#[test]
fn a_comment_written_into_the_database_is_seen() {
    let server = Server::start();
    let visitor = server.visitor();
    visitor.says("first");
    visitor.read();
    let insert = "INSERT INTO comment (id, page, root, depth, name, source, html, renderer)
                  SELECT id + 1, page, id + 1, 0, 'Import', 'old', '<p>old</p>', renderer FROM comment;
                  UPDATE page SET comments = comments + 1";
    database::write(&server.folder().database(), insert);
    let thread = wait_for("the imported comment", || Some(visitor.read()).filter(|thread| thread["page"]["comments"] == 2));
    assert_eq!((&thread["comments"][0]["html"], &thread["comments"][0]["author"]["name"]), (&json!("<p>old</p>"), &json!("Import")));
}

#[test]
fn a_comment_changed_in_the_database_is_seen_on_every_cached_view() {
    let server = Server::start();
    let visitor = server.visitor();
    visitor.says("before");
    for sort in ["newest", "oldest", "top"] {
        visitor.thread(&[("sort", sort)]).json_of(200);
    }
    database::write(&server.folder().database(), "UPDATE comment SET html = '<p>after</p>'");
    for sort in ["newest", "oldest", "top"] {
        wait_for("the changed comment", || visitor.thread(&[("sort", sort)]).text().contains("after").then_some(()));
    }
}

#[test]
fn both_can_write_at_once() {
    let server = Server::start();
    let visitor = server.visitor();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| (0..60).map(|n| visitor.says(&n.to_string())).collect::<Vec<_>>());
        for n in 0..6 {
            let key = format!("site-{n}");
            server.folder().run(&["site", "add", &key, "--name", "x", "--origin", "https://x.example"]).success();
        }
        assert_eq!(writing.join().unwrap().len(), 60);
    });
    assert_eq!(server.folder().run(&["site", "list"]).success().lines().count(), 7);
    assert_eq!(visitor.read()["page"]["comments"], 60);
}
