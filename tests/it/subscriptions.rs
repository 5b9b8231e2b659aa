//! Asking to be told, confirming it, and leaving.

use serde_json::{Value, json};

use crate::support::mail::Mail;
use crate::support::mailing::{self, PUBLIC_URL, TITLE, altered, assert_private_page, page_of, signed, subscription};
use crate::support::page::{FORM, local};
use crate::support::staff::OWNER;
use crate::support::{Answer, Client, Console, Mailing, PAGE, Page, SITE, Server, Setup, database, draft};

const WREN: &str = "wren@example.org";
const ROOK: &str = "rook@example.net";

/// Clicks "unsubscribe" in a mail client: one request, and nothing else of the mail is asked for.
fn one_click(mailing: &Mailing, link: &str) -> Answer {
    mailing.guest().send_bytes("POST", &local(link), Some((FORM, b"List-Unsubscribe=One-Click".to_vec())))
}

/// A follower with the mail about a comment.
fn follower(mailing: &Mailing, email: &str) -> Mail {
    mailing.follow(email);
    let id = mailing.somebody_says("words");
    mailing.mail_about(&id, email)
}

/// How many mails about new comments an address gets for one more comment on the page.
#[track_caller]
fn told_of_one_more(mailing: &Mailing, email: &str) -> usize {
    let before = mailing.told(email).len();
    mailing.somebody_says("one more");
    mailing.told(email).len() - before
}

#[test]
fn a_confirmation_says_who_asked_for_what() {
    let mailing = Mailing::start();
    mailing.server().visitor().posts(&signed("words", "Wren of the Marsh", WREN).with("notify", json!("page")));
    let mail = mailing.confirmation(WREN);
    for part in [mail.text(), mail.html()] {
        for words in ["Low Water", TITLE, "Wren of the Marsh"] {
            assert!(part.contains(words), "{words} is not in {part}");
        }
    }
    let page = Page::opened(&mailing.guest(), &mail.link("/subscription/confirm"));
    assert!(page.words().contains(TITLE) && page.words().contains("Low Water"), "{}", page.html());
}

#[test]
fn a_confirmation_repeats_nothing_that_could_be_an_advertisement() {
    let mailing = Mailing::start();
    let advertisement = signed("Buy at https://watches.example", "https://watches.example", WREN);
    mailing.server().visitor().posts(&advertisement.with("notify", json!("replies")));
    let mail = mailing.confirmation(WREN);
    assert!(!mail.text().contains("Buy at"), "{}", mail.text());
    assert!(mail.html_links().iter().all(|link| !link.contains("watches")), "{}", mail.html());
}

#[test]
fn opening_links_changes_nothing_and_their_buttons_act() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let scan = |link: &str| {
        for method in ["GET", "HEAD", "GET"] {
            assert_eq!(mailing.guest().send(method, &local(link), None).status, 200, "{method} {link}");
        }
    };
    let confirm = mailing.confirmation(WREN);
    confirm.links().iter().filter(|link| link.starts_with(PUBLIC_URL)).for_each(|link| scan(link));
    assert_eq!(told_of_one_more(&mailing, WREN), 0, "a scanner confirms nothing");
    Page::opened(&mailing.guest(), &confirm.link("/subscription/confirm")).press();
    assert_eq!(told_of_one_more(&mailing, WREN), 1);

    let mail = mailing.told(WREN).remove(0);
    mail.links().iter().filter(|link| link.starts_with(PUBLIC_URL)).for_each(|link| scan(link));
    scan(&mail.leave_link());
    assert_eq!(told_of_one_more(&mailing, WREN), 1, "a scanner leaves nothing");
    let left = Page::opened(&mailing.guest(), &mail.link("/subscription/leave")).press();
    assert_eq!(left.answer.status, 200, "{}", left.html());
    assert_eq!(told_of_one_more(&mailing, WREN), 0);
}

#[test]
fn one_click_in_a_mail_client_leaves_at_once() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    assert_eq!(mail.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    assert!(mail.leave_link().starts_with(PUBLIC_URL), "{}", mail.leave_link());
    for _ in 0..2 {
        let answer = one_click(&mailing, &mail.leave_link());
        assert_eq!((answer.status, answer.header("set-cookie"), answer.header("location")), (200, None, None), "{}", answer.text());
    }
    assert_eq!(told_of_one_more(&mailing, WREN), 0);
}

#[test]
fn a_mail_client_may_send_its_click_as_a_form_of_parts() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    let body = b"--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n".to_vec();
    let answer = mailing.guest().send_bytes("POST", &local(&mail.leave_link()), Some(("multipart/form-data; boundary=b", body)));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(told_of_one_more(&mailing, WREN), 0);
}

#[test]
fn who_was_asked_in_error_can_leave_before_anything_else_comes() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let mail = mailing.confirmation(WREN);
    let answer = one_click(&mailing, &mail.leave_link());
    assert_eq!(answer.status, 200, "{}", answer.text());
    mailing.ask(&subscription("page", WREN)).json_of(202);
    mailing.settle();
    assert_eq!(mailing.smtp.mails_to(WREN).len(), 1, "nobody can have them asked again");
}

#[test]
fn leaving_works_after_a_restart_and_holds_after_another() {
    let mut mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    assert!(mailing.staff.server.stop().success());
    mailing.start_again();
    assert_eq!(one_click(&mailing, &mail.leave_link()).status, 200);
    mailing.start_again();
    assert_eq!(told_of_one_more(&mailing, WREN), 0);
}

#[test]
fn everything_that_is_followed_is_listed_and_each_of_it_can_be_ended() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    let mut others = Vec::new();
    for (key, title) in [("/weather", "The weather"), ("/harbour", "The harbour")] {
        let mut another = subscription("page", WREN);
        another["page"] = page_of(key, title);
        mailing.ask(&another).json_of(202);
        others.push(draft("words").with("page", page_of(key, title)));
    }
    let page = Page::opened(&mailing.guest(), &mail.link("/subscription/manage"));
    for title in [TITLE, "The weather", "The harbour"] {
        assert!(page.words().contains(title), "{title} is not in {}", page.html());
    }
    assert!(!page.html().contains(ROOK), "{}", page.html());
    let after = page.press_at("The weather");
    assert!(
        !after.words().contains("The weather") || after.forms().iter().all(|form| !form.words.contains("The weather")),
        "{}",
        after.html()
    );
    let of_weather = mailing.server().visitor().posts(&others[0]);
    let of_harbour = mailing.server().visitor().posts(&others[1]);
    let told = mailing.told_of(WREN);
    assert!(!told.contains(&of_weather) && told.contains(&of_harbour), "{told:?}");
    assert_eq!(told_of_one_more(&mailing, WREN), 1);
}

#[test]
fn everything_can_be_ended_at_once() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    mailing.writer(signed("mine", "Rook", ROOK), ROOK);
    let mut another = subscription("page", WREN);
    another["page"] = page_of("/weather", "The weather");
    mailing.ask(&another).json_of(202);
    let before = mailing.told(WREN).len();
    let left = Page::opened(&mailing.guest(), &mail.link("/subscription/manage")).press_at("everything");
    assert_eq!(left.answer.status, 200, "{}", left.html());
    mailing.server().visitor().posts(&draft("words").with("page", page_of("/weather", "The weather")));
    assert_eq!(told_of_one_more(&mailing, WREN), 0);
    assert_eq!(mailing.told(WREN).len(), before);
}

/// Every text in every table of the database.
fn stored_texts(mailing: &Mailing) -> String {
    let connection = database::read_only(&mailing.server().folder().database());
    let names = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        rows.map(|bytes| String::from_utf8_lossy(&bytes.unwrap()).into_owned()).collect()
    };
    let mut texts = String::new();
    for table in
        names("SELECT CAST(name AS BLOB) FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE VIRTUAL%'")
    {
        for column in names(&format!("SELECT CAST(name AS BLOB) FROM pragma_table_info('{table}')")) {
            texts.extend(names(&format!("SELECT CAST(\"{column}\" AS BLOB) FROM \"{table}\" WHERE \"{column}\" IS NOT NULL")));
            texts.push('\n');
        }
    }
    texts
}

#[test]
fn nothing_readable_is_left_of_an_address_that_left() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    assert!(stored_texts(&mailing).contains(WREN), "this looks where addresses are");
    Page::opened(&mailing.guest(), &mail.link("/subscription/manage")).press_at("everything");
    mailing.settle();
    assert!(!stored_texts(&mailing).contains(WREN));
    mailing.ask(&subscription("page", WREN)).json_of(202);
    mailing.settle();
    let confirmations = mailing.smtp.mails_to(WREN).iter().filter(|mail| mail.is_confirmation()).count();
    assert_eq!(confirmations, 1, "who has left everything is not asked again by others");
}

#[test]
fn tokens_that_the_server_did_not_give_out_do_nothing() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    mailing.ask(&subscription("page", ROOK)).json_of(202);
    let confirmation = mailing.confirmation(ROOK);
    for link in [confirmation.link("/subscription/confirm"), mail.link("/subscription/leave"), mail.link("/subscription/manage")] {
        let (before, token) = link.split_once("t=").expect("the token is the parameter t");
        for token in altered(token) {
            let link = local(&format!("{before}t={token}"));
            let shown = mailing.guest().get(&link);
            assert!((400..500).contains(&shown.status), "{link}: {}", shown.text());
            assert_eq!(shown.header("content-type"), Some("text/html; charset=utf-8"), "{link}");
            let posted = one_click(&mailing, &format!("{before}t={token}"));
            assert!((400..500).contains(&posted.status), "{link}: {}", posted.text());
        }
    }
    assert_eq!((told_of_one_more(&mailing, WREN), told_of_one_more(&mailing, ROOK)), (1, 0));
}

#[test]
fn a_token_does_only_what_it_was_made_for() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    mailing.ask(&subscription("page", ROOK)).json_of(202);
    let confirmation = mailing.confirmation(ROOK);
    let token = |link: String| link.split_once("t=").expect("the token is the parameter t").1.to_owned();
    let (confirm, leave) = (token(confirmation.link("/subscription/confirm")), token(mail.link("/subscription/leave")));
    for (path, token) in [("confirm", &leave), ("leave", &confirm), ("manage", &leave), ("manage", &confirm)] {
        let answer = one_click(&mailing, &format!("{PUBLIC_URL}/subscription/{path}?t={token}"));
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.text());
    }
    assert_eq!((told_of_one_more(&mailing, WREN), told_of_one_more(&mailing, ROOK)), (1, 0));
}

#[test]
fn confirming_twice_is_confirming_once_and_does_not_undo_leaving() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let link = mailing.confirmation(WREN).link("/subscription/confirm");
    let page = Page::opened(&mailing.guest(), &link);
    page.press();
    assert!(page.press().answer.status < 500);
    assert_eq!(told_of_one_more(&mailing, WREN), 1);
    one_click(&mailing, &mailing.told(WREN)[0].leave_link());
    assert!(page.press().answer.status < 500);
    assert_eq!(told_of_one_more(&mailing, WREN), 0, "an old mail in the wrong hands brings nobody back");
}

#[test]
fn nobody_learns_whether_an_address_is_known() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    mailing.ask(&subscription("page", ROOK)).json_of(202);
    let left = "left@example.com";
    let mail = follower(&mailing, left);
    one_click(&mailing, &mail.leave_link());
    let said = |email: &str| {
        let answer = mailing.ask(&subscription("page", email));
        let mut headers: Vec<String> =
            answer.headers.iter().filter(|(name, _)| *name != "date").map(|header| format!("{header:?}")).collect();
        headers.sort();
        (answer.status, answer.text(), headers)
    };
    let unknown = said("unknown@example.com");
    assert_eq!(unknown.0, 202);
    for email in [WREN, ROOK, left, OWNER] {
        assert_eq!(said(email), unknown, "{email}");
    }
}

#[test]
fn one_address_cannot_be_flooded() {
    let mailing = Mailing::of(Setup::new().limits("").server("trusted_proxies = [\"127.0.0.1/32\"]"));
    for n in 0..40 {
        let mut wish = subscription("page", if n % 2 == 0 { WREN } else { "WREN+x@Example.org" });
        wish["page"] = page_of(&format!("/{n}"), "A page");
        let from_anywhere = mailing.guest().with_header("x-forwarded-for", &format!("203.0.113.{n}"));
        from_anywhere.send("POST", "/api/v1/subscriptions", Some(&wish)).json_of(202);
    }
    mailing.settle();
    let mails = mailing.smtp.mails();
    let flooded = mails.iter().filter(|mail| mail.recipients[0].to_lowercase().starts_with("wren")).count();
    assert!((1..=3).contains(&flooded), "{flooded} mails to who never asked");
}

#[test]
fn one_network_cannot_flood_many_addresses() {
    let mailing = Mailing::of(Setup::new().limits(""));
    let answers: Vec<Answer> = (0..40).map(|n| mailing.ask(&subscription("page", &format!("reader{n}@example.org")))).collect();
    let (taken, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 202);
    assert!((1..=20).contains(&taken.len()), "{} of 40 are taken", taken.len());
    for answer in &refused {
        let problem = answer.problem(429, "rate_limited");
        assert!(problem["retry_after"].as_u64().is_some_and(|seconds| seconds >= 1), "{problem}");
    }
    mailing.settle();
    assert_eq!(mailing.smtp.mails().iter().filter(|mail| mail.is_confirmation()).count(), taken.len());
}

#[test]
fn an_unconfirmed_address_that_asks_again_can_still_confirm_all_of_it() {
    let mailing = Mailing::start();
    let mut another = subscription("page", WREN);
    another["page"] = page_of("/weather", "The weather");
    mailing.ask(&subscription("page", WREN)).json_of(202);
    mailing.ask(&another).json_of(202);
    mailing.confirm(WREN);
    let of_weather = mailing.server().visitor().posts(&draft("words").with("page", page_of("/weather", "The weather")));
    assert!(mailing.told_of(WREN).contains(&of_weather));
    assert_eq!(told_of_one_more(&mailing, WREN), 1);
}

#[test]
fn addresses_that_cannot_be_are_refused_and_get_nothing() {
    let mailing = Mailing::start();
    let long = format!("{}@example.org", "x".repeat(300));
    for email in [
        "",
        "wren",
        "wren@",
        "@example.org",
        "wren@@example.org",
        "wren@example@org",
        "wren@example.org\r\nBcc: rook@example.net",
        "wren\r\n@example.org",
        "wren@exa\nmple.org",
        "wren\u{0}@example.org",
        "\"wren\r\nRCPT TO:<rook@example.net>\"@example.org",
        "\"wren\"@example.org",
        "wren@example.org,rook@example.net",
        "wren@example.org rook@example.net",
        "friends:wren@example.org;",
        "<wren@example.org>",
        "Wren <wren@example.org>",
        "wren@example.org>",
        "wren(comment)@example.org",
        "wren@[127.0.0.1]",
        "wren@127.0.0.1",
        "wren@localhost",
        "wren\u{202e}@example.org",
        "wren@exam\u{200b}ple..org",
        long.as_str(),
    ] {
        let answer = mailing.ask(&subscription("page", email));
        assert_eq!(answer.status, 422, "{email:?}: {}", answer.text());
        answer.field_problem(422, "invalid_request", "email");
        let comment = signed("words", "Wren", email).with("notify", json!("replies"));
        let answer = mailing.server().visitor().post(&comment);
        assert_eq!(answer.status, 422, "{email:?}: {}", answer.text());
    }
    mailing.settle();
    let reached: Vec<Mail> = mailing.smtp.mails().into_iter().filter(|mail| mail.recipients != [OWNER]).collect();
    assert_eq!(reached.len(), 0, "{reached:?}");
}

#[test]
fn a_domain_of_any_script_is_written_to_as_mail_servers_know_it() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", "wren@bücher.example")).json_of(202);
    let mail = mailing.confirmation("wren@xn--bcher-kva.example");
    assert_eq!(mail.recipients, ["wren@xn--bcher-kva.example"]);
    mailing.follow("x'o&y+tag!#$%*/=?^_`{|}~-z@example.org");
}

#[test]
fn wishes_that_cannot_be_are_refused_by_field() {
    let mailing = Mailing::start();
    let root = mailing.somebody_says("root");
    let branch = |comment: Value| {
        let mut wish = subscription("replies", WREN);
        wish["comment"] = comment;
        wish
    };
    let with = |field: &str, value: Value| {
        let mut wish = subscription("page", WREN);
        wish[field] = value;
        wish
    };
    mailing.ask(&branch(Value::Null)).field_problem(422, "invalid_request", "comment");
    for unknown in [json!("0cm4q3k1g8000"), json!("nonsense")] {
        let answer = mailing.ask(&branch(unknown));
        assert!([404, 422].contains(&answer.status), "{}", answer.text());
    }
    mailing.ask(&with("scope", json!("all"))).problem(422, "invalid_request");
    mailing.ask(&with("site", json!("nowhere"))).problem(404, "unknown_site");
    mailing.ask(&with("page", page_of("", ""))).problem(422, "invalid_request");
    let mut elsewhere = branch(json!(root));
    elsewhere["page"] = page_of("/elsewhere", "Elsewhere");
    let answer = mailing.ask(&elsewhere);
    assert!([404, 422].contains(&answer.status), "a comment of another page: {}", answer.text());
    let mut foreign = with("page", json!({"key": PAGE, "url": "https://evil.example/", "title": "Evil"}));
    foreign["page"]["key"] = json!("/evil");
    let answer = mailing.ask(&foreign);
    assert!(answer.status == 422 || answer.status == 202, "{}", answer.text());
    mailing.settle();
    assert!(mailing.smtp.mails().iter().all(|mail| !mail.shown().contains("evil.example")), "mail leads to the site's own pages alone");
}

#[test]
fn a_comment_that_nobody_can_see_cannot_be_followed() {
    let mailing = Mailing::start();
    mailing.staff.set(&json!({"hold": "all"}));
    let held = mailing.somebody_says("held");
    let mut wish = subscription("replies", WREN);
    wish["comment"] = json!(held);
    let of_held = mailing.ask(&wish);
    wish["comment"] = json!("0cm4q3k1g8000");
    let of_none = mailing.ask(&wish);
    assert_eq!((of_held.status, of_held.json()["code"].clone()), (of_none.status, of_none.json()["code"].clone()));
}

#[test]
fn pages_of_other_sites_ask_for_nothing() {
    let mailing = Mailing::start();
    let evil = mailing.guest().on_a_page_of("https://evil.example");
    evil.send("POST", "/api/v1/subscriptions", Some(&subscription("page", WREN))).problem(403, "origin_not_allowed");
    mailing.settle();
    assert_eq!(mailing.smtp.mails_to(WREN).len(), 0);
}

#[test]
fn a_server_without_mail_says_so_and_promises_nothing() {
    let server = Server::start();
    assert_eq!(server.client().read()["site"]["mail"], false);
    let answer = server.client().send("POST", "/api/v1/subscriptions", Some(&subscription("page", WREN)));
    assert!((400..500).contains(&answer.status), "{}", answer.text());
    let mailing = Mailing::start();
    assert_eq!(mailing.guest().read()["site"]["mail"], true);
}

#[test]
fn the_pages_of_links_are_kept_by_nobody_and_tell_nobody_where_they_are() {
    let mailing = Mailing::start();
    let mut hostile = subscription("page", WREN);
    hostile["page"]["title"] = json!("<script>alert(1)</script> & \"tide\"");
    mailing.follow_as(&hostile, WREN);
    let mail = follower(&mailing, ROOK);
    let links = [
        mailing.confirmation(WREN).link("/subscription/confirm"),
        mail.link("/subscription/leave"),
        mail.link("/subscription/manage"),
        mailing.told(WREN)[0].link("/subscription/manage"),
    ];
    for link in &links[1..] {
        assert_private_page(&Page::opened(&mailing.guest(), link));
    }
    assert!(!Page::opened(&mailing.guest(), &links[0]).html().contains("<script"));
}

#[test]
fn addresses_and_tokens_are_in_no_log_and_no_public_answer() {
    let mailing = Mailing::of(Setup::new().log_level("debug"));
    let mail = follower(&mailing, WREN);
    let (_, token) = mail.leave_link().split_once("t=").map(|(before, token)| (before.to_owned(), token.to_owned())).unwrap();
    one_click(&mailing, &mail.leave_link());
    let log = mailing.server().log();
    assert!(!log.contains(WREN) && !log.contains(&token), "{log}");
    let public = [mailing.guest().read().to_string(), mailing.guest().viewer().text()].concat();
    assert!(!public.contains("wren@"), "{public}");
    assert!(!mailing.staff.owner.get(&format!("/audit?site={SITE}")).text().contains(&token));
}

/// A guest of another network than all others.
fn from(mailing: &Mailing, network: u8) -> Client {
    mailing.guest().with_header("x-forwarded-for", &format!("203.0.113.{network}"))
}

fn behind_a_proxy() -> Mailing {
    Mailing::of(Setup::new().limits("comments_per_minute = 1000").server("trusted_proxies = [\"127.0.0.1/32\"]"))
}

#[test]
fn the_limit_of_a_network_tells_nothing_of_an_address() {
    let mailing = behind_a_proxy();
    from(&mailing, 1).send("POST", "/api/v1/subscriptions", Some(&subscription("page", WREN))).json_of(202);
    mailing.confirm(WREN);
    let statuses = |network: u8, email: &str| -> Vec<u16> {
        let ask = || from(&mailing, network).send("POST", "/api/v1/subscriptions", Some(&subscription("page", email))).status;
        (0..8).map(|_| ask()).collect()
    };
    let unknown = statuses(2, "unknown@example.com");
    assert_eq!(unknown.iter().filter(|status| **status == 202).count(), 5, "{unknown:?}");
    assert_eq!(statuses(3, WREN), unknown);
}

#[test]
fn strangers_cannot_fill_a_known_address_with_wishes_nor_the_site_with_pages() {
    let mailing = behind_a_proxy();
    from(&mailing, 1).send("POST", "/api/v1/subscriptions", Some(&subscription("page", WREN))).json_of(202);
    mailing.confirm(WREN);
    let mail = {
        let id = mailing.somebody_says("words");
        mailing.mail_about(&id, WREN)
    };
    for n in 0..40 {
        let mut wish = subscription("page", WREN);
        wish["page"] = page_of(&format!("/{n}"), "A page");
        from(&mailing, 10 + n).send("POST", "/api/v1/subscriptions", Some(&wish)).json_of(202);
    }
    let shown = Page::opened(&mailing.guest(), &mail.link("/subscription/manage"));
    assert!(shown.forms().len() <= 21, "{} buttons", shown.forms().len());
    let pages = database::number(&database::read_only(&mailing.server().folder().database()), "SELECT count(*) FROM page");
    assert!(pages <= 20, "{pages} pages");
}

#[test]
fn a_comment_is_not_refused_for_the_mail_that_its_writer_wants() {
    let mailing = behind_a_proxy();
    let visitor = from(&mailing, 1).as_visitor_of(SITE);
    for n in 0..8 {
        visitor.posts(&signed(&format!("words {n}"), "Wren", &format!("wren{n}@example.org")).with("notify", json!("replies")));
    }
    mailing.settle();
    let confirmations = mailing.smtp.mails().iter().filter(|mail| mail.is_confirmation()).count();
    assert_eq!(confirmations, 5, "and the mails are as many as a network may cause");
}

#[test]
fn an_address_that_a_mail_programs_click_took_away_can_come_back() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let mail = mailing.confirmation(WREN);
    let left = one_click(&mailing, &mail.leave_link());
    assert_eq!(left.status, 200);
    let shown = Page::opened(&mailing.guest(), &mail.leave_link());
    assert!(shown.forms().is_empty(), "there is nothing left to leave: {}", shown.html());
    let back = Page::opened(&mailing.guest(), &shown.link_to("/subscription/manage"));
    assert_private_page(&back);
    assert_eq!(back.press_at("used here again").answer.status, 200);
    mailing.ask(&subscription("page", WREN)).json_of(202);
    mailing.smtp.wait_for_mails_to(WREN, 2);
    mailing.confirm(WREN);
    assert_eq!(told_of_one_more(&mailing, WREN), 1);
}

#[test]
fn who_is_known_by_an_address_may_follow_again_after_leaving_everything() {
    let mailing = Mailing::start();
    let email = mailing.staff.add("Aud Author", "author", SITE);
    Console::sign_in(mailing.server(), &email).send("PATCH", "/account", Some(&json!({"mail": "none"}))).json_of(200);
    let author = mailing.staff.thread_of(&email, SITE);
    let wish = json!({"site": SITE, "page": mailing::page(), "scope": "page"});
    let follow = || author.send("POST", "/api/v1/subscriptions", Some(&wish)).json_of(202);
    follow();
    let id = mailing.somebody_says("words");
    Page::opened(&mailing.guest(), &mailing.mail_about(&id, &email).link("/subscription/manage")).press_at("everything");
    assert_eq!(told_of_one_more(&mailing, &email), 0);
    mailing.ask(&subscription("page", &email)).json_of(202);
    assert_eq!(told_of_one_more(&mailing, &email), 0, "others bring nobody back");
    assert_eq!(follow(), json!({"status": "subscribed"}));
    assert_eq!(told_of_one_more(&mailing, &email), 1);
}

#[test]
fn what_was_stopped_by_a_link_comes_back_only_by_its_owner() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    assert_eq!(one_click(&mailing, &mail.leave_link()).status, 200);
    mailing.ask(&subscription("page", WREN)).json_of(202);
    assert_eq!(told_of_one_more(&mailing, WREN), 0);
    let again = mailing.smtp.mails_to(WREN).into_iter().filter(Mail::is_confirmation).collect::<Vec<_>>();
    assert_eq!(again.len(), 1, "within the hour nobody is asked twice");
}

#[test]
fn who_stopped_and_wants_it_again_is_asked_by_mail() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    one_click(&mailing, &mail.leave_link());
    database::write(&mailing.server().folder().database(), "UPDATE outbox SET created_at = created_at - 2 * 60 * 60 * 1000");
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let confirmations = || mailing.smtp.mails_to(WREN).into_iter().filter(Mail::is_confirmation).collect::<Vec<_>>();
    let again = crate::support::wait_for("a second confirmation", || confirmations().into_iter().nth(1));
    assert_eq!(told_of_one_more(&mailing, WREN), 0);
    let page = Page::opened(&mailing.guest(), &again.link("/subscription/confirm"));
    assert!(page.words().contains("stopped"), "{}", page.html());
    assert_eq!(page.press().answer.status, 200);
    assert_eq!(told_of_one_more(&mailing, WREN), 1);
}

#[test]
fn links_in_old_mails_lead_to_the_page_that_theirs_was_merged_into() {
    let mailing = Mailing::start();
    let mail = follower(&mailing, WREN);
    mailing.server().visitor().posts(&draft("words").with("page", page_of("/kept", "Kept")));
    let pages = mailing.staff.owner.get("/pages").json_of(200);
    let id = |key: &str| pages["pages"].as_array().unwrap().iter().find(|page| page["key"] == key).unwrap()["id"].clone();
    let path = format!("/pages/{}/merge", id(PAGE).as_str().map_or(id(PAGE).to_string(), str::to_owned));
    mailing.staff.owner.post(&path, &json!({"into": id("/kept")})).json_of(200);
    assert_eq!(one_click(&mailing, &mail.leave_link()).status, 200);
    let before = mailing.told(WREN).len();
    mailing.server().visitor().posts(&draft("one more").with("page", page_of("/kept", "Kept")));
    assert_eq!(mailing.told(WREN).len(), before);
}

#[test]
fn a_proved_address_proves_no_other_way_to_write_it() {
    let mailing = Mailing::start();
    let email = mailing.staff.add("Aud Author", "author", SITE);
    let author = mailing.staff.thread_of(&email, SITE);
    let tagged = email.replace('@', "+x@");
    let wish = subscription("page", &tagged);
    assert_eq!(author.send("POST", "/api/v1/subscriptions", Some(&wish)).json_of(202), json!({"status": "asked"}));
    mailing.smtp.wait_for_mails_to(&tagged, 1);
    assert!(mailing.smtp.mails_to(&tagged)[0].is_confirmation());
}

#[test]
fn a_mailbox_is_one_however_its_address_is_tagged() {
    let mailing = Mailing::start();
    for n in 0..6 {
        mailing.ask(&subscription("page", &format!("wren+{n}@example.org"))).json_of(202);
    }
    mailing.settle();
    assert_eq!(mailing.smtp.mails().iter().filter(|mail| mail.is_confirmation()).count(), 1);
}

#[test]
fn a_confirmation_carries_no_strangers_words_that_lead_elsewhere() {
    let mailing = Mailing::start();
    let mut wish = subscription("page", WREN);
    wish["page"]["title"] = json!("Your payroll is blocked, see evil.example/login");
    mailing.ask(&wish).json_of(202);
    let author = json!({"name": "PayPal, www.evil.example", "email": ROOK});
    mailing
        .server()
        .visitor()
        .posts(&draft("words").with("page", page_of("/x", "Harmless")).with("author", author).with("notify", json!("page")));
    for email in [WREN, ROOK] {
        let mail = mailing.confirmation(email);
        assert!(!mail.shown().contains("evil.example") && !mail.text().contains("evil"), "{}", mail.text());
        assert!(!mail.subject().contains("payroll"), "{}", mail.subject());
    }
    assert!(mailing.confirmation(ROOK).text().contains("Harmless"));
}

#[test]
fn only_an_answer_confirms() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let link = mailing.confirmation(WREN).link("/subscription/confirm");
    assert_eq!(one_click(&mailing, &link).status, 200);
    assert_eq!(told_of_one_more(&mailing, WREN), 0);
}

#[test]
fn a_ban_of_an_address_is_told_to_nobody_who_types_it() {
    let mailing = Mailing::start();
    let id = mailing.server().visitor().posts(&signed("words", "Wren", WREN));
    mailing.staff.owner.post(&format!("/comments/{id}/ban"), &json!({"targets": ["email"]})).json_of(201);
    assert_eq!(mailing.ask(&subscription("page", WREN)).json_of(202), json!({"status": "asked"}));
    mailing.settle();
    assert_eq!(mailing.smtp.mails_to(WREN).len(), 0);
}
