//! Signing in to the console, its cookie, and how sessions end.

use serde_json::{Value, json};

use crate::support::staff::{OWNER, cookie, login};
use crate::support::{Client, Console, ORIGIN, PASSWORD, SITE, Server, Setup, Staff, draft, wait_for};

#[test]
fn signing_in_sets_a_cookie_that_no_script_and_no_other_site_gets() {
    let staff = Staff::start();
    let answer = Console::nobody(&staff.server).login(OWNER, PASSWORD);
    let session = answer.json_of(200);
    assert_eq!((&session["account"]["email"], &session["account"]["owner"]), (&json!(OWNER), &json!(true)));
    assert_eq!((&session["may"], &session["sites"][0]["role"]), (&json!({"administer": true, "mail": false}), &json!("owner")));
    assert!(!answer.text().contains(cookie(&answer).split('=').nth(1).unwrap()), "the token is in the cookie alone");
    let set = answer.header("set-cookie").unwrap();
    for part in ["rejoinder=", "Path=/", "Max-Age=43", "HttpOnly", "SameSite=Strict"] {
        assert!(set.contains(part), "{part} in {set}");
    }
    assert!(!set.contains("Domain") && !set.contains("Secure"), "{set}");
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
}

#[test]
fn behind_https_the_cookie_is_bound_to_its_host() {
    let staff = Setup::new().server("public_url = \"https://comments.example\"").prepare();
    staff.run_with_input(&["account", "add", OWNER, "--name", "Olive", "--role", "owner", "--password-stdin"], PASSWORD).success();
    let server = Server::start_in(staff);
    let nobody = Console { client: server.client().on_a_page_of("https://comments.example") };
    let answer = nobody.login(OWNER, PASSWORD);
    answer.json_of(200);
    let set = answer.header("set-cookie").unwrap();
    assert!(set.starts_with("__Host-rejoinder=") && set.contains("; Secure") && set.contains("Path=/;"), "{set}");
    nobody.with_cookie(&cookie(&answer)).get("/session").json_of(200);
    let plain = cookie(&answer).replace("__Host-", "");
    nobody.with_cookie(&plain).get("/session").problem(401, "sign_in_required");
}

#[test]
fn a_wrong_password_an_unknown_address_and_what_can_be_neither_are_told_alike() {
    let staff = Staff::start();
    let nobody = Console::nobody(&staff.server);
    let long = "x".repeat(200);
    let mut told: Vec<Value> = [(OWNER, "not this one"), ("who@example.com", PASSWORD), ("nonsense", ""), (OWNER, long.as_str())]
        .iter()
        .map(|(email, password)| nobody.login(email, password).problem(401, "wrong_credentials"))
        .collect();
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    login(&staff.server.client(), "who@example.com", PASSWORD, SITE).problem(401, "wrong_credentials");
}

#[test]
fn the_sixth_try_to_sign_in_within_a_quarter_of_an_hour_waits_here_and_there_together() {
    let folder = Setup::new().limits("").prepare();
    folder.run_with_input(&["account", "add", OWNER, "--name", "Olive", "--role", "owner", "--password-stdin"], PASSWORD).success();
    let server = Server::start_in(folder);
    let nobody = Console::nobody(&server);
    for _ in 0..3 {
        nobody.login(OWNER, "not this one").problem(401, "wrong_credentials");
    }
    for _ in 0..2 {
        login(&server.client(), OWNER, "nor this", SITE).problem(401, "wrong_credentials");
    }
    let answer = nobody.login(OWNER, PASSWORD);
    answer.problem(429, "rate_limited");
    assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
    login(&server.client(), OWNER, PASSWORD, SITE).problem(429, "rate_limited");
}

#[test]
fn other_origins_may_ask_the_console_to_do_nothing() {
    let staff = Staff::start();
    let (_, comment) = staff.visitor_says("words");
    let foreign = |origin: &str| Console { client: staff.owner.client.on_a_page_of(origin) };
    let port = staff.server.address().port();
    let wrong_port = format!("http://127.0.0.1:{}", if port == 1 { 2 } else { port - 1 });
    for origin in [ORIGIN, "https://evil.example", "null", "http://127.0.0.1.evil.example", &wrong_port, ""] {
        let answer = foreign(origin).decide(&[&comment], "spam");
        answer.problem(403, "foreign_origin");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
        foreign(origin).login(OWNER, PASSWORD).problem(403, "foreign_origin");
        assert_eq!(foreign(origin).get("/session").header("access-control-allow-origin"), None, "{origin}");
    }
    let preflight = staff.server.client().on_a_page_of(ORIGIN).with_header("access-control-request-method", "POST");
    assert_eq!(preflight.send("OPTIONS", "/api/v1/admin/decisions", None).header("access-control-allow-origin"), None);
    foreign(&format!("http://127.0.0.1:{port}")).decide(&[&comment], "spam").json_of(200);
    let sent_by = |site: &str| Console { client: staff.owner.client.with_header("sec-fetch-site", site) };
    for site in ["cross-site", "same-site", "none"] {
        sent_by(site).decide(&[&comment], "published").problem(403, "foreign_origin");
        let own = Console { client: sent_by(site).client.on_a_page_of(&format!("http://127.0.0.1:{port}")) };
        own.decide(&[&comment], "published").problem(403, "foreign_origin");
    }
    sent_by("same-origin").decide(&[&comment], "published").json_of(200);
}

#[test]
fn a_body_that_a_foreign_form_can_send_is_refused() {
    let staff = Staff::start();
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let body = json!({"email": "a@spam.example", "kind": "email", "value": "a@spam.example", "site": SITE}).to_string();
        let answer = staff.owner.client.send_bytes("POST", "/api/v1/admin/bans", Some((media_type, body.into_bytes())));
        answer.problem(415, "unsupported_media_type");
    }
}

fn setup_token(server: &Server) -> String {
    let line = wait_for("the set-up link", || server.said().lines().find(|line| line.contains("/admin#setup=")).map(str::to_owned));
    line.split("#setup=").nth(1).unwrap().trim().to_owned()
}

fn set_up(server: &Server, token: &str, email: &str) -> crate::support::Answer {
    Console::nobody(server).post("/setup", &json!({"token": token, "email": email, "name": "First", "password": PASSWORD}))
}

#[test]
fn the_first_owner_is_made_once_with_the_link_the_server_prints() {
    let mut server = Server::start();
    let needed = |server: &Server| Console::nobody(server).get("/setup").json_of(200)["needed"].clone();
    assert_eq!(needed(&server), true);
    let old = setup_token(&server);
    server.start_again();
    let token = setup_token(&server);
    set_up(&server, &old, OWNER).problem(403, "setup_over");
    set_up(&server, "", OWNER).problem(403, "setup_over");
    set_up(&server, &token, "nonsense").field_problem(422, "invalid_request", "email");
    assert_eq!(needed(&server), true);

    let answer = set_up(&server, &token, OWNER);
    assert_eq!(answer.json_of(201)["account"]["owner"], true);
    Console::nobody(&server).with_cookie(&cookie(&answer)).get("/accounts").json_of(200);
    assert_eq!(needed(&server), false);
    set_up(&server, &token, "second@example.com").problem(403, "setup_over");
    server.start_again();
    set_up(&server, &token, "second@example.com").problem(403, "setup_over");
    assert!(!server.said().contains("#setup="), "{}", server.said());
}

#[test]
fn two_who_set_up_at_once_do_not_both_become_owners() {
    let server = Server::start();
    let token = setup_token(&server);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let (server, token) = (&server, &token);
        let tries: Vec<_> = (0..4).map(|n| scope.spawn(move || set_up(server, token, &format!("o{n}@example.com")).status)).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 403).count(), 3, "{statuses:?}");
}

#[test]
fn signing_out_ends_that_session_at_once_and_no_other() {
    let staff = Staff::start();
    let other = Console::sign_in(&staff.server, OWNER);
    let answer = staff.owner.send("POST", "/logout", None);
    answer.json_of(204);
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    staff.owner.get("/session").problem(401, "sign_in_required");
    other.get("/session").json_of(200);

    let thread = staff.thread_of(OWNER, SITE);
    thread.says("as the owner");
    thread.send("POST", "/api/v1/logout", None).json_of(204);
    thread.post(&draft("as nobody")).problem(401, "session_over");
    other.get("/session").json_of(200);
}

#[test]
fn a_new_password_ends_all_other_sessions() {
    let staff = Staff::start();
    let (other, thread) = (Console::sign_in(&staff.server, OWNER), staff.thread_of(OWNER, SITE));
    let change = |current: &str, new: &str| staff.owner.send("PUT", "/account/password", Some(&json!({"current": current, "new": new})));
    change("not this one", "another passphrase").problem(401, "wrong_credentials");
    change(PASSWORD, "short").field_problem(422, "invalid_request", "new");
    other.get("/session").json_of(200);
    change(PASSWORD, "another passphrase").json_of(204);
    staff.owner.get("/session").json_of(200);
    other.get("/session").problem(401, "sign_in_required");
    thread.post(&draft("x")).problem(401, "session_over");
    Console::nobody(&staff.server).login(OWNER, PASSWORD).problem(401, "wrong_credentials");
    Console::nobody(&staff.server).login(OWNER, "another passphrase").json_of(200);
}

#[test]
fn another_role_or_none_ends_all_sessions_of_the_account() {
    let staff = Staff::start();
    let account = staff.add_labelled("Mo Derator", "moderator", SITE, Value::Null);
    let (email, path) = (account["email"].as_str().unwrap(), format!("/accounts/{}", account["id"].as_str().unwrap()));
    let sessions = || (Console::sign_in(&staff.server, email), staff.thread_of(email, SITE));
    let over = |(console, thread): (Console, Client)| {
        console.get("/comments").problem(401, "sign_in_required");
        thread.post(&draft("x")).problem(401, "session_over");
        thread.viewer().problem(401, "session_over");
    };
    let both = sessions();
    staff.owner.send("PATCH", &path, Some(&json!({"label": "Editor"}))).json_of(200);
    both.0.get("/comments").json_of(200);
    staff.owner.send("PATCH", &path, Some(&json!({"roles": [{"site": SITE, "role": "author"}]}))).json_of(200);
    over(both);
    let both = sessions();
    both.0.get("/comments").problem(403, "not_allowed");
    staff.owner.send("DELETE", &path, None).json_of(204);
    over(both);
    login(&staff.server.client(), email, PASSWORD, SITE).problem(401, "wrong_credentials");
}

#[test]
fn tokens_of_threads_open_no_console_and_the_consoles_cookie_no_thread() {
    let staff = Staff::start();
    let session = login(&staff.server.client(), OWNER, PASSWORD, SITE).json_of(200);
    let token = session["token"].as_str().unwrap();
    let nobody = Console::nobody(&staff.server);
    nobody.with_cookie(&format!("rejoinder={token}")).get("/session").problem(401, "sign_in_required");
    Console { client: staff.server.client().with_token(token) }.get("/session").problem(401, "sign_in_required");
    let visitors = staff.server.client().visitors(SITE).json_of(201);
    nobody.with_cookie(&format!("rejoinder={}", visitors["token"].as_str().unwrap())).get("/session").problem(401, "sign_in_required");

    let answer = nobody.login(OWNER, PASSWORD);
    let cookie = cookie(&answer);
    let value = cookie.split_once('=').unwrap().1;
    staff.server.client().with_token(value).post(&draft("x")).problem(401, "token_invalid");
    nobody.with_cookie(&cookie).client.post(&draft("x")).problem(401, "token_required");
}

#[test]
fn the_consoles_page_runs_its_own_files_alone_in_no_frame() {
    let server = Server::start();
    for path in ["/admin", "/admin/", "/admin/comments", "/admin/sites/blog"] {
        let answer = server.client().get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
    for path in ["/admin/console.js", "/admin/console.css"] {
        assert_eq!(server.client().get(path).status, 200, "{path}");
    }
}

#[test]
fn a_page_of_the_same_host_by_another_scheme_is_not_the_consoles() {
    let staff = Staff::of(Setup::new().server("public_url = \"https://comments.example\""));
    let (_, comment) = staff.visitor_says("words");
    let on = |origin: &str| Console { client: staff.owner.client.with_header("host", "comments.example").on_a_page_of(origin) };
    on("http://comments.example").decide(&[&comment], "spam").problem(403, "foreign_origin");
    on("https://comments.example").decide(&[&comment], "spam").json_of(200);
}

#[test]
fn a_name_that_somebody_lets_lead_here_makes_no_page_of_the_consoles() {
    let staff = Staff::of(Setup::new().server("public_url = \"https://comments.example\""));
    let (_, comment) = staff.visitor_says("words");
    let by = |host: &str| staff.owner.client.with_header("host", host).on_a_page_of(&format!("http://{host}"));
    let decide = |host: &str| Console { client: by(host) }.decide(&[&comment], "spam");
    decide("rebound.example").problem(403, "foreign_origin");
    for host in ["192.0.2.7:8377", "[::1]:8377", "localhost:8377"] {
        decide(host).json_of(200);
    }
}

#[test]
fn hashing_many_passwords_leaves_no_memory_behind() {
    let staff = Staff::start();
    let before = staff.server.memory_kib();
    let tries: Vec<_> = (0..40)
        .map(|n| {
            let console = Console::nobody(&staff.server);
            std::thread::spawn(move || console.login(OWNER, &format!("not this one {n}")).status)
        })
        .collect();
    let answers: Vec<u16> = tries.into_iter().map(|one| one.join().unwrap()).collect();
    assert!(answers.iter().filter(|status| **status == 401).count() > 20, "{answers:?}");
    let grown = staff.server.memory_kib().saturating_sub(before);
    assert!(grown < 16 * 1024, "{grown} KiB more than before");
}
