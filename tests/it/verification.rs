//! Readers who prove a mail address by a code.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::mail::Mail;
use crate::support::mailing::{page, signed, subscription};
use crate::support::{Answer, Client, Mailing, Page, SITE, Setup, database, draft};

const WREN: &str = "wren@example.org";
const ROOK: &str = "rook@example.net";

fn ask(client: &Client, email: &str) -> Answer {
    client.send("POST", "/api/v1/verifications", Some(&json!({"site": SITE, "email": email})))
}

fn give(visitor: &Client, email: &str, code: &str) -> Answer {
    let given = json!({"site": SITE, "email": email, "code": code, "name": "Wren"});
    visitor.send("PUT", "/api/v1/verifications", Some(&given))
}

/// The code of the newest mail to an address, once it has this many.
#[track_caller]
fn code(mailing: &Mailing, email: &str, count: usize) -> String {
    let mail = mailing.smtp.wait_for_mails_to(email, count).pop().unwrap();
    let text = mail.text();
    let codes: BTreeSet<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    assert_eq!(codes.len(), 1, "one code in {text}");
    let code = codes.into_iter().next().unwrap();
    assert!(mail.html().contains(code), "{}", mail.html());
    code.to_owned()
}

/// Another code than this one.
fn wrong(code: &str, n: u32) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + n) % 1_000_000)
}

/// A visitor on another device who proves the address; `count` mails have come to it then.
#[track_caller]
fn proved(mailing: &Mailing, email: &str, count: usize) -> Client {
    let visitor = mailing.server().visitor();
    assert_eq!(ask(&visitor, email).json_of(202), json!({"status": "asked"}));
    let session = give(&visitor, email, &code(mailing, email, count)).json_of(200);
    assert!(session["expires_at"].as_str().unwrap().ends_with('Z'), "{session}");
    mailing.guest().with_token(session["token"].as_str().unwrap())
}

#[test]
fn who_gives_the_code_has_proved_the_address() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    let before = visitor.viewer().json_of(200);
    assert_eq!((&before["email_verified"], &before["reader"]), (&json!(false), &Value::Null));
    let reader = proved(&mailing, WREN, 1);
    let viewer = reader.viewer().json_of(200);
    assert_eq!((&viewer["email_verified"], &viewer["reader"]), (&json!(true), &json!({"name": "Wren", "email": true})));
    assert!(!viewer.to_string().contains("wren@"), "{viewer}");
    reader.posts(&draft("words").with("page", page()));
    let author = mailing.guest().read()["comments"][0]["author"].clone();
    assert_eq!((&author["name"], author.get("badge")), (&json!("Wren"), None));
}

#[test]
fn asking_says_the_same_of_every_address() {
    let mailing = Mailing::start();
    proved(&mailing, WREN, 1);
    let visitor = mailing.server().visitor();
    ask(&mailing.guest(), ROOK).problem(401, "token_required");
    let said = |email: &str| {
        let answer = ask(&visitor, email);
        let headers: BTreeSet<String> =
            answer.headers.iter().filter(|(name, _)| *name != "date").map(|header| format!("{header:?}")).collect();
        (answer.status, answer.text(), headers)
    };
    let unknown = said("unknown@example.com");
    assert_eq!(unknown.0, 202);
    for email in [WREN, ROOK, crate::support::staff::OWNER] {
        assert_eq!(said(email), unknown, "{email}");
    }
}

#[test]
fn a_code_is_good_once() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    ask(&visitor, WREN).json_of(202);
    let code = code(&mailing, WREN, 1);
    give(&visitor, WREN, &code).json_of(200);
    give(&visitor, WREN, &code).problem(410, "code_over");
    give(&mailing.server().visitor(), WREN, &code).problem(410, "code_over");
}

#[test]
fn a_code_is_good_once_even_at_the_same_moment() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    ask(&visitor, WREN).json_of(202);
    let code = code(&mailing, WREN, 1);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let givers: Vec<_> = (0..6).map(|_| scope.spawn(|| give(&visitor, WREN, &code).status)).collect();
        givers.into_iter().map(|giver| giver.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[test]
fn five_wrong_codes_end_the_right_one() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    ask(&visitor, WREN).json_of(202);
    let code = code(&mailing, WREN, 1);
    let mut left = Vec::new();
    for n in 1..=4 {
        let problem = give(&visitor, WREN, &wrong(&code, n)).problem(422, "wrong_code");
        left.push(problem["tries_left"].as_u64().unwrap_or_else(|| panic!("no tries left in {problem}")));
    }
    assert_eq!(left, [4, 3, 2, 1]);
    let last = give(&visitor, WREN, &wrong(&code, 5));
    assert!([410, 422].contains(&last.status), "{}", last.text());
    give(&visitor, WREN, &code).problem(410, "code_over");
}

#[test]
fn a_wrong_code_or_two_leave_the_right_one_good() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    ask(&visitor, WREN).json_of(202);
    let code = code(&mailing, WREN, 1);
    give(&visitor, WREN, &wrong(&code, 1)).problem(422, "wrong_code");
    give(&visitor, WREN, &format!(" {} {} ", &code[..3], &code[3..])).json_of(200);
}

#[test]
fn no_number_of_codes_brings_more_than_a_few_tries() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    let mut tries = 0;
    for _ in 0..30 {
        ask(&visitor, WREN);
        for guess in 0..6 {
            tries += usize::from(give(&visitor, WREN, &format!("{guess:06}")).status == 422);
        }
    }
    mailing.settle();
    assert!(mailing.smtp.mails_to(WREN).len() <= 5, "{} mails", mailing.smtp.mails_to(WREN).len());
    assert!(tries <= 25, "{tries} tries");
}

#[test]
fn one_network_cannot_have_codes_sent_to_many() {
    let mailing = Mailing::of(Setup::new().limits(""));
    let visitor = mailing.server().visitor();
    let statuses: Vec<u16> = (0..40).map(|n| ask(&visitor, &format!("reader{n}@example.org")).status).collect();
    let taken = statuses.iter().filter(|status| **status == 202).count();
    assert!((1..=20).contains(&taken) && statuses.contains(&429), "{statuses:?}");
    mailing.settle();
    assert_eq!(mailing.smtp.mails().len(), taken);
}

#[test]
fn a_code_is_good_for_its_own_address_and_site() {
    let mailing = Mailing::of(Setup::new().site("shop", "https://shop.example"));
    let visitor = mailing.server().visitor();
    ask(&visitor, WREN).json_of(202);
    let code = code(&mailing, WREN, 1);
    let elsewhere = give(&visitor, ROOK, &code);
    assert!([410, 422].contains(&elsewhere.status), "{}", elsewhere.text());
    let shopper = mailing.guest().as_visitor_of("shop");
    let of_shop = json!({"site": "shop", "email": WREN, "code": code});
    let answer = shopper.send("PUT", "/api/v1/verifications", Some(&of_shop));
    assert!([410, 422].contains(&answer.status), "{}", answer.text());
    give(&shopper, WREN, &code).problem(403, "token_other_site");
    give(&mailing.guest(), WREN, &code).problem(401, "token_required");
    give(&visitor, "WREN@example.org", &code).json_of(200);
}

#[test]
fn codes_that_cannot_be_are_refused() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    give(&visitor, WREN, "123456").problem(410, "code_over");
    ask(&visitor, WREN).json_of(202);
    let code = code(&mailing, WREN, 1);
    for nonsense in ["", "12345", "1234567", "abcdef", "-12345", "1e5000", "\u{0}", "' OR 1=1", "١٢٣٤٥٦"] {
        let answer = give(&visitor, WREN, nonsense);
        assert!([410, 422].contains(&answer.status), "{nonsense:?}: {}", answer.text());
    }
    for email in ["nonsense", "wren@example.org\r\nBcc: rook@example.net", ""] {
        ask(&visitor, email).field_problem(422, "invalid_request", "email");
    }
    let answer = give(&visitor, WREN, &code);
    assert!([200, 410].contains(&answer.status), "{}", answer.text());
}

#[test]
fn a_reader_is_the_same_on_every_device() {
    let mailing = Mailing::start();
    let first = proved(&mailing, WREN, 1);
    let id = first.posts(&draft("from the first").with("page", page()));
    let second = proved(&mailing, WREN, 2);
    let editable = second.viewer().json_of(200)["editable"].clone();
    assert_eq!(editable[0]["comment"], json!(id), "{editable}");
    assert_eq!(second.edit(&id, "changed on the second").json_of(200)["html"], "<p>changed on the second</p>\n");
    assert_eq!(second.viewer().json_of(200)["reader"]["name"], "Wren");
    second.vote(&id, 1).problem(403, "own_comment");
    first.edit(&id, "and on the first").json_of(200);
    proved(&mailing, ROOK, 1).edit(&id, "not theirs").problem(403, "not_yours");
    second.delete(&id).json_of(204);
}

#[test]
fn what_was_written_with_a_typed_address_is_not_the_readers() {
    let mailing = Mailing::start();
    let id = mailing.server().visitor().posts(&signed("somebody who says they are Wren", "Wren", WREN));
    let reader = proved(&mailing, WREN, 1);
    reader.edit(&id, "mine now").problem(403, "not_yours");
}

#[test]
fn what_was_written_on_this_device_before_stays_editable() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    let id = visitor.posts(&draft("before").with("page", page()));
    ask(&visitor, WREN).json_of(202);
    let session = give(&visitor, WREN, &code(&mailing, WREN, 1)).json_of(200);
    let reader = mailing.guest().with_token(session["token"].as_str().unwrap());
    reader.edit(&id, "after").json_of(200);
}

#[test]
fn a_reader_who_has_proved_an_address_does_not_wait_as_a_newcomer() {
    let mailing = Mailing::start();
    let status = |id: &str| mailing.staff.owner.get(&format!("/comments/{id}")).json_of(200)["comment"]["status"].clone();
    let first = proved(&mailing, WREN, 1);
    first.posts(&draft("published").with("page", page()));
    mailing.staff.set(&json!({"hold": "newcomers"}));
    let known = proved(&mailing, WREN, 2).posts(&draft("known").with("page", page()));
    assert_eq!(status(&known), "published");
    let new = proved(&mailing, ROOK, 1).posts(&draft("new").with("page", page()));
    assert_eq!(status(&new), "published", "who has proved an address is no newcomer");
    let typed = mailing.server().visitor().posts(&signed("says so", "Wren", WREN));
    assert_eq!(status(&typed), "held");
}

#[test]
fn a_reader_follows_without_another_confirmation() {
    let mailing = Mailing::start();
    let reader = proved(&mailing, WREN, 1);
    let wish = json!({"site": SITE, "page": page(), "scope": "page"});
    assert_eq!(reader.send("POST", "/api/v1/subscriptions", Some(&wish)).json_of(202), json!({"status": "subscribed"}));
    let told = mailing.somebody_says("words");
    mailing.mail_about(&told, WREN);
    let own = reader.posts(&draft("mine").with("page", page()).with("notify", json!("replies")));
    let reply = mailing.somebody_answers(&own, "a reply");
    mailing.mail_about(&reply, WREN);
    mailing.settle();
    assert_eq!(mailing.smtp.mails_to(WREN).len(), 3, "the code and two notices");
    let viewer = reader.viewer().json_of(200);
    assert_eq!((&viewer["subscriptions"]["page"], &viewer["subscriptions"]["comments"]), (&json!(true), &json!([own])));
}

#[test]
fn a_ban_of_a_reader_holds_on_every_device() {
    let mailing = Mailing::start();
    let first = proved(&mailing, WREN, 1);
    let id = first.posts(&draft("words").with("page", page()));
    mailing.staff.owner.post(&format!("/comments/{id}/ban"), &json!({"targets": ["author"]})).json_of(201);
    let second = proved(&mailing, WREN, 2);
    second.post(&draft("again").with("page", page())).problem(403, "banned");
}

#[test]
fn a_ban_of_a_proved_address_holds_whatever_is_typed() {
    let mailing = Mailing::start();
    let reader = proved(&mailing, WREN, 1);
    mailing.staff.owner.post("/bans", &json!({"site": SITE, "kind": "email", "value": WREN})).json_of(201);
    for author in
        [json!({}), json!({"name": "Robin"}), json!({"email": "robin@example.org"}), json!({"name": "Robin", "email": "robin@example.org"})]
    {
        reader.post(&draft("words").with("page", page()).with("author", author)).problem(403, "banned");
    }
    assert_eq!(mailing.guest().read()["comments"], json!([]));
}

#[test]
fn a_name_that_was_proved_and_then_given_to_an_account_is_not_gone_by() {
    let mailing = Mailing::start();
    let reader = proved(&mailing, WREN, 1);
    reader.posts(&draft("before").with("page", page()));
    let new = json!({"email": "own@example.org", "name": "Wren", "owner": true, "roles": [], "password": "correct horse battery staple"});
    mailing.staff.owner.post("/accounts", &new).json_of(201);
    reader.post(&draft("after").with("page", page())).problem(422, "name_reserved");
    assert_eq!(mailing.guest().read()["comments"].as_array().unwrap().len(), 1);
}

#[test]
fn a_code_is_in_no_log_and_no_answer() {
    let mailing = Mailing::of(Setup::new().log_level("debug"));
    let asked = ask(&mailing.server().visitor(), WREN);
    let code = code(&mailing, WREN, 1);
    mailing.settle();
    let outbox = mailing.outbox("sent").iter().map(Value::to_string).collect::<String>();
    for said in [mailing.server().log(), asked.text(), outbox] {
        assert!(!said.contains(&format!("\"{code}\"")) && !said.contains(&format!(" {code}")), "{said}");
    }
}

#[test]
fn codes_are_not_asked_for_by_pages_of_other_sites() {
    let mailing = Mailing::start();
    ask(&mailing.guest().on_a_page_of("https://evil.example"), WREN).problem(403, "origin_not_allowed");
    mailing.settle();
    assert_eq!(mailing.smtp.mails().len(), 0);
}

#[test]
fn a_code_is_good_for_a_quarter_of_an_hour() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    let minutes_pass = |minutes: u32| {
        let sql = format!("UPDATE code SET expires_at = expires_at - {minutes} * 60 * 1000");
        database::write(&mailing.server().folder().database(), &sql);
    };
    ask(&visitor, WREN).json_of(202);
    let first = code(&mailing, WREN, 1);
    minutes_pass(14);
    give(&visitor, WREN, &first).json_of(200);
    ask(&visitor, WREN).json_of(202);
    let second = code(&mailing, WREN, 2);
    minutes_pass(15);
    give(&visitor, WREN, &second).problem(410, "code_over");
}

#[test]
fn what_others_asked_for_in_the_name_of_an_address_is_forgotten_when_its_owner_proves_it() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let stranger = mailing.server().visitor();
    stranger.posts(&signed("a stranger", "Wren", WREN).with("notify", json!("page")));
    let visitor = mailing.server().visitor();
    let own = visitor.posts(&signed("my own", "Wren", WREN).with("notify", json!("replies")));
    mailing.settle();
    let so_far = mailing.smtp.mails_to(WREN).len();
    ask(&visitor, WREN).json_of(202);
    give(&visitor, WREN, &code(&mailing, WREN, so_far + 1)).json_of(200);
    mailing.somebody_says("beside it");
    let reply = mailing.somebody_answers(&own, "below it");
    mailing.mail_about(&reply, WREN);
    mailing.settle();
    let told: Vec<String> = mailing.smtp.mails_to(WREN).iter().filter_map(Mail::comment).collect();
    assert_eq!(told, [reply], "only what they asked for themselves");
}

#[test]
fn nobody_spends_the_tries_of_another() {
    let mailing = Mailing::start();
    let (visitor, stranger) = (mailing.server().visitor(), mailing.server().visitor());
    ask(&visitor, WREN).json_of(202);
    let code = code(&mailing, WREN, 1);
    for n in 1..=6 {
        give(&stranger, WREN, &wrong(&code, n)).problem(410, "code_over");
    }
    give(&stranger, WREN, &code).problem(410, "code_over");
    give(&visitor, WREN, &code).json_of(200);
}

#[test]
fn an_address_that_has_left_is_answered_like_any_other() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let leave = mailing.confirmation(WREN).leave_link();
    Page::opened(&mailing.guest(), &leave).press();
    let visitor = mailing.server().visitor();
    ask(&visitor, WREN).json_of(202);
    give(&visitor, WREN, "000000").problem(422, "wrong_code");
    mailing.settle();
    assert_eq!(mailing.smtp.mails_to(WREN).len(), 1, "and gets nothing");
}

#[test]
fn letters_that_pass_for_others_make_no_second_address() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    ask(&visitor, "\u{FF4B}ate@reader.example").field_problem(422, "invalid_request", "email");
    ask(&visitor, "\u{212A}ate@reader.example").json_of(202);
    let code = code(&mailing, "kate@reader.example", 1);
    give(&visitor, "kate@reader.example", &code).json_of(200);
    for email in ["\u{e4}\u{f6}@reader.example", "\u{c4}\u{f6}@reader.example", "\u{e4}\u{d6}@reader.example"] {
        mailing.ask(&subscription("page", email)).json_of(202);
    }
    let boxes = database::number(&database::read_only(&mailing.server().folder().database()), "SELECT count(*) FROM mailbox");
    assert_eq!(boxes, 2);
}
