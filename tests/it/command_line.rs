use std::fs;

use crate::support::{Client, Folder, PAGE, Ran, Running, SITE, Server, Setup, query, wait_for};

const INIT: [&str; 9] =
    ["init", "--site", "blog", "--name", "Low Water", "--origin", "https://blog.example", "--public-url", "https://comments.example"];

#[test]
fn init_by_flags_makes_a_configuration_that_serves() {
    let folder = Folder::empty();
    let said = folder.run(&[&INIT[..], &["--listen", "127.0.0.1:0", "--data", "data"]].concat()).success();
    assert!(said.contains("<script src=\"https://comments.example/embed.js\" data-site=\"blog\" async></script>"), "{said}");
    let server = Server::start_in(folder);
    server.visitor().says("hello");
}

#[test]
fn init_never_overwrites() {
    let folder = Folder::with_config("# mine\n");
    let line = folder.run(&INIT).failure(2);
    assert!(line.contains("exists already"), "{line}");
    assert_eq!(fs::read_to_string(folder.config()).unwrap(), "# mine\n");
}

#[test]
fn init_without_a_terminal_asks_nothing() {
    let folder = Folder::empty();
    let line = folder.run(&["init", "--site", "blog"]).failure(2);
    assert!(line.contains("--origin"), "{line}");
    assert!(!folder.config().exists());
}

#[test]
fn init_names_what_is_wrong_before_it_writes() {
    let folder = Folder::empty();
    for (flag, bad) in [("--site", "My Blog"), ("--name", " "), ("--origin", "blog.example"), ("--public-url", "comments.example")] {
        let mut arguments = INIT;
        let place = arguments.iter().position(|argument| *argument == flag).unwrap();
        arguments[place + 1] = bad;
        folder.run(&arguments).failure(2);
        assert!(!folder.config().exists(), "{flag}");
    }
}

#[test]
fn sites_are_added_listed_changed_and_removed() {
    let folder = Folder::with_config("[data]\nfolder = \"data\"\n");
    assert!(folder.run(&["site", "list"]).success().contains("no sites yet"));
    let added = folder
        .run(&["site", "add", "shop", "--name", "Shop", "--origin", "https://a.example", "--origin", "http://localhost:3000"])
        .success();
    assert!(added.contains("data-site=\"shop\""), "{added}");
    let listed = folder.run(&["site", "list"]).success();
    assert_eq!(listed.trim_end(), "shop\tShop\t0 comments\thttp://localhost:3000 https://a.example");
    folder.run(&["site", "set", "shop", "--name", "The shop", "--origin", "https://b.example/"]).success();
    let listed = folder.run(&["site", "list"]).success();
    assert_eq!(listed.trim_end(), "shop\tThe shop\t0 comments\thttps://b.example");
    folder.run(&["site", "remove", "shop"]).success();
    assert!(folder.run(&["site", "list"]).success().contains("no sites yet"));
}

#[test]
fn a_site_with_comments_is_only_removed_on_purpose() {
    let server = Server::start();
    server.visitor().says("x");
    let line = server.folder().run(&["site", "remove", SITE]).failure(2);
    assert!(line.contains("1 comments") && line.contains("--with-comments"), "{line}");
    assert_eq!(server.client().read()["page"]["comments"], 1);
    server.folder().run(&["site", "remove", SITE, "--with-comments"]).success();
}

#[test]
fn what_cannot_be_a_site_is_a_mistake_in_one_line() {
    let folder = Setup::new().prepare();
    let fine = ["--name", "x", "--origin", "https://x.example"];
    for (arguments, expected) in [
        (vec!["add", SITE, "--name", "x", "--origin", "https://x.example"], "exists already"),
        ([&["add", "My Shop"], &fine[..]].concat(), "a-z"),
        (vec!["add", "shop", "--name", "\u{200B}", "--origin", "https://x.example"], "name"),
        (vec!["add", "shop", "--name", "x", "--origin", "x.example"], "x.example: an origin"),
        (vec!["add", "shop", "--name", "x", "--origin", "https://x.example/blog"], "an origin"),
        ([&["add", "shop", "--max-length", "0"], &fine[..]].concat(), "1 to 10000"),
        ([&["add", "shop", "--max-length", "10001"], &fine[..]].concat(), "1 to 10000"),
        ([&["add", "shop", "--edit-window", "999999999"], &fine[..]].concat(), "366 days"),
        ([&["add", "shop", "--votes-per-network", "0"], &fine[..]].concat(), "at least one"),
        (vec!["set", "nowhere", "--name", "x"], "no site nowhere"),
        (vec!["set", SITE, "--origin", "*"], "an origin"),
        (vec!["remove", "nowhere"], "no site nowhere"),
    ] {
        let line = folder.run(&[&["site"], &arguments[..]].concat()).failure(2);
        assert!(line.contains(expected), "{arguments:?}: {line}");
    }
    assert_eq!(folder.run(&["site", "list"]).success().lines().count(), 1);
}

#[test]
fn mistakes_in_the_configuration_are_named_in_one_line() {
    for (config, expected) in [
        ("[server]\nport = 80\n", "unknown field `port`"),
        ("[servers]\n", "unknown field `servers`"),
        ("[server]\nlisten = \"nowhere\"\n", "line 2"),
        ("[server]\ntrusted_proxies = [\"10.0.0.0/99\"]\n", "line 2"),
        ("[limits]\ncomments_per_minute = 0\n", "line 2"),
        ("[limits]\nenabled = \"perhaps\"\n", "line 2"),
        ("[log]\nformat = \"xml\"\n", "line 2"),
        ("[log]\nlevel = \"loud\"\n", "unknown variant `loud`, expected one of `error`"),
        ("[server\n", "line 1"),
        ("\u{0}", "line 1"),
    ] {
        let line = Folder::with_config(config).run(&["serve"]).failure(2);
        assert!(line.contains(expected), "{config:?}: {line}");
    }
}

#[test]
fn a_configuration_that_is_not_there_is_named() {
    let folder = Folder::empty();
    for arguments in [&["serve"][..], &["site", "list"]] {
        let line = folder.run(arguments).failure(2);
        assert!(line.contains("config.toml"), "{line}");
    }
    assert!(!folder.path().join("rejoinder-data").exists(), "nothing is made on a mistake");
}

#[test]
fn the_environment_overrides_the_file_and_its_mistakes_are_named() {
    let folder = Folder::with_config("[data]\nfolder = \"data\"\n");
    let run = |name: &str, value: &str| {
        let config = folder.config();
        let mut command = folder.command(&["site", "list", "--config", config.to_str().unwrap()]);
        command.env(name, value);
        Ran::to_the_end(command)
    };
    run("REJOINDER__DATA__FOLDER", "elsewhere").success();
    assert!(folder.path().join("elsewhere/rejoinder.db").exists() && !folder.data().exists());
    for (name, value) in [("REJOINDER__SERVER__LISTEN", "x"), ("REJOINDER__SERVER__PORT", "1"), ("REJOINDER__LISTEN", "127.0.0.1:1")] {
        let line = run(name, value).failure(2);
        assert!(line.contains(name), "{line}");
    }
}

#[test]
fn what_is_no_command_is_answered_with_help() {
    let folder = Folder::empty();
    for arguments in [&["sevre"][..], &["serve", "--port", "1"], &[], &["site"], &["site", "add", "x"]] {
        let ran = folder.run_bare(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains("Usage"), "{arguments:?}: {}", ran.stderr);
    }
    assert!(folder.run_bare(&["--version"]).success().starts_with("rejoinder "));
}

#[test]
fn without_a_configuration_the_data_stands_beside() {
    let folder = Folder::empty();
    folder.run_bare(&["site", "add", "blog", "--name", "x", "--origin", "https://x.example"]).success();
    assert!(folder.path().join("rejoinder-data/rejoinder.db").exists());
}

#[test]
fn the_log_has_colours_on_a_terminal_alone() {
    let mut server = Server::start();
    server.stop();
    assert!(!server.log().contains('\u{1B}'), "{:?}", server.log());
}

#[test]
fn the_log_can_be_json_lines() {
    let folder =
        Folder::with_config("[server]\nlisten = \"127.0.0.1:0\"\n[data]\nfolder = \"data\"\n[log]\nformat = \"json\"\nlevel = \"debug\"\n");
    let mut server = Server::start_in(folder);
    server.client().get("/healthz");
    server.stop();
    let log = server.log();
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    assert!(lines.iter().any(|line| line["fields"]["path"] == "/healthz" && line["fields"]["status"] == 200), "{log}");
}

#[test]
fn the_demo_needs_nothing_shows_a_blog_with_threads_and_leaves_nothing() {
    let folder = Folder::empty();
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let mut command = folder.command(&["demo", "--listen", "127.0.0.1:0"]);
    command.env("TMPDIR", &temporary);
    let mut demo = Running::start(command);
    let client = Client::new(demo.address);
    for path in ["/demo/", "/demo/the-tide-printer"] {
        let page = client.get(path);
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{path}");
        assert!(page.text().contains("data-site=\"demo\""), "{path}");
        for (attribute, ending) in [("href=\"/", '"'), ("src=\"/", '"')] {
            for link in page.text().split(attribute).skip(1).map(|rest| rest.split(ending).next().unwrap()) {
                assert_eq!(client.get(&format!("/{link}")).status, 200, "{path} links to /{link}");
            }
        }
    }
    for path in ["/", "/demo"] {
        assert_eq!(client.get(path).header("location"), Some("/demo/"));
    }
    assert_eq!(client.get("/openapi.json").json_of(200)["openapi"], "3.1.0");
    let thread = query("/api/v1/thread", &[("site", "demo"), ("page", "/demo/the-tide-printer")]);
    let thread = client.on_a_page_of(&format!("http://{}", demo.address)).get(&thread).json_of(200);
    assert!(thread["comments"].as_array().unwrap().len() > 10 && thread["page"]["points"]["points"] != 0, "{thread}");
    client.get(&query("/api/v1/thread", &[("site", "blog"), ("page", PAGE)])).problem(404, "unknown_site");
    client.get("/demo/no-such-article").problem(404, "not_found");
    client.get("/demo/seed.json").problem(404, "not_found");

    demo.signal("TERM");
    assert_eq!(demo.ended().code(), Some(0));
    wait_for("the demo's folder to be removed", || (fs::read_dir(&temporary).unwrap().count() == 0).then_some(()));
}
