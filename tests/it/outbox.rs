//! Mail that meets a mail server with every fault there is: nothing is lost, nothing is doubled, and posting waits for none of it.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::mailing::{page, signed, subscription};
use crate::support::smtp::{DEFERRED, NO_SUCH_MAILBOX, REFUSED};
use crate::support::staff::OWNER;
use crate::support::{Client, Console, Fault, Folder, Mailing, SITE, Server, Setup, Smtp, database, draft, wait_for};

/// Mails that may be on their way at the same time.
const AT_ONCE: usize = 4;
const WREN: &str = "wren@example.org";
const ROOK: &str = "rook@example.net";

/// A server whose only mail goes to those who follow the page.
fn quiet(setup: Setup) -> Mailing {
    let mailing = Mailing::of(setup);
    mailing.choose("none");
    mailing.follow(WREN);
    mailing
}

/// How many mails about a comment an address has.
fn copies(smtp: &Smtp, comment: &str, email: &str) -> usize {
    smtp.mails_to(email).iter().filter(|mail| mail.comment().as_deref() == Some(comment)).count()
}

/// Waits until the outbox's one mail in this state is there.
#[track_caller]
fn wait_for_one(mailing: &Mailing, state: &str) -> Value {
    wait_for(&format!("a mail to be {state}"), || mailing.outbox(state).first().cloned())
}

/// Waits until a mail has been tried in vain, and what became of that is known.
#[track_caller]
fn wait_for_try(mailing: &Mailing) -> Value {
    wait_for("a try in vain", || mailing.outbox("waiting").into_iter().find(|mail| mail["answer"].is_string()))
}

/// The number of a mail in the outbox, as addresses have it.
fn number(mail: &Value) -> String {
    mail["id"].as_str().map_or_else(|| mail["id"].to_string(), str::to_owned)
}

fn words(mail: &Value) -> String {
    mail["answer"].as_str().unwrap_or_default().to_owned()
}

#[track_caller]
fn assert_survived(fault: Fault, at_most: usize) {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails(fault);
    let id = mailing.somebody_says("words");
    if fault == Fault::RefusesConnections {
        wait_for_try(&mailing);
    } else {
        mailing.smtp.wait_to_strike(1);
    }
    mailing.smtp.recovers();
    mailing.mail_about(&id, WREN);
    let later = mailing.somebody_says("later words");
    mailing.settle();
    let found = copies(&mailing.smtp, &id, WREN);
    assert!((1..=at_most).contains(&found), "{fault:?}: {found} copies");
    assert_eq!(copies(&mailing.smtp, &later, WREN), 1, "{fault:?}");
    assert_eq!(mailing.counts()["failed"], 0, "{fault:?}");
}

#[test]
fn a_closed_port_costs_nothing() {
    assert_survived(Fault::RefusesConnections, 1);
}

#[test]
fn a_server_that_hangs_costs_nothing() {
    assert_survived(Fault::HangsAtConnect, 1);
}

#[test]
fn a_server_that_hangs_after_the_message_costs_nothing() {
    assert_survived(Fault::HangsAfterData, 1);
}

#[test]
fn a_server_that_turns_away_costs_nothing() {
    assert_survived(Fault::TurnsAway421, 1);
}

#[test]
fn a_greeting_that_is_no_smtp_costs_nothing() {
    assert_survived(Fault::GreetsWithGarbage, 1);
}

#[test]
fn a_deferred_sender_costs_nothing() {
    assert_survived(Fault::DefersSender450, 1);
}

#[test]
fn a_deferred_recipient_costs_nothing() {
    assert_survived(Fault::DefersRecipient451, 1);
}

#[test]
fn a_dropped_message_is_sent_again() {
    assert_survived(Fault::DropsMessage, 1);
}

#[test]
fn a_lost_answer_costs_a_second_copy_at_most() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails_once(Fault::LosesAnswer);
    let id = mailing.somebody_says("words");
    mailing.smtp.wait_to_strike(1);
    mailing.settle();
    let found = copies(&mailing.smtp, &id, WREN);
    assert!((1..=2).contains(&found), "{found} copies");
    assert_eq!(mailing.outbox("sent")[0]["state"], "sent");
    let ids: Vec<String> =
        mailing.smtp.mails_to(WREN).iter().filter(|mail| !mail.is_confirmation()).map(|mail| mail.header("message-id")).collect();
    assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "mail programs show copies of one id once: {ids:?}");
}

#[test]
fn a_server_that_does_not_offer_tls_gets_nothing_where_it_is_required() {
    let smtp = Smtp::start();
    let setup = Setup::new().mail_through(&format!("smtp://{}?tls=required", smtp.address()));
    let mailing = Mailing::with(setup, smtp);
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let mail = wait_for_try(&mailing);
    assert!(words(&mail).to_uppercase().contains("TLS"), "{mail}");
    assert!(!mailing.smtp.commands().contains(&"MAIL".to_owned()), "{:?}", mailing.smtp.commands());
    assert_eq!(mailing.smtp.mails().len(), 0);
}

#[test]
fn a_refused_message_is_parked_with_the_servers_own_words() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::RefusesMessage554);
    let id = mailing.somebody_says("words");
    let failed = wait_for_one(&mailing, "failed");
    assert!(words(&failed).contains(REFUSED.split_once(' ').unwrap().1), "{failed}");
    assert_eq!((&failed["kind"], &failed["to"], &failed["attempts"]), (&json!("comment"), &json!(WREN), &json!(1)));
    mailing.smtp.recovers();
    let later = mailing.somebody_says("later words");
    assert_eq!(mailing.told_of(WREN), [later], "a refusal is final");
    assert_eq!(copies(&mailing.smtp, &id, WREN), 0);
}

#[test]
fn a_parked_mail_can_be_sent_again() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::RefusesMessage554);
    let id = mailing.somebody_says("words");
    let path = format!("/mail/{}/retry", number(&wait_for_one(&mailing, "failed")));
    mailing.smtp.recovers();
    assert_eq!(mailing.staff.owner.send("POST", &path, None).json_of(200)["state"], "waiting");
    mailing.mail_about(&id, WREN);
    assert_eq!(mailing.told_of(WREN), [id]);
    assert_eq!(mailing.counts()["failed"], 0);
    let again = mailing.staff.owner.send("POST", &path, None);
    assert!((400..500).contains(&again.status), "what was sent is not sent again: {}", again.text());
}

#[test]
fn a_mail_can_be_discarded_while_it_waits_and_when_it_is_parked() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::RefusesMessage554);
    mailing.somebody_says("to be parked");
    let parked = wait_for_one(&mailing, "failed");
    mailing.smtp.fails(Fault::RefusesConnections);
    mailing.somebody_says("to wait");
    let waiting = wait_for_one(&mailing, "waiting");
    for mail in [parked, waiting] {
        let path = format!("/mail/{}", number(&mail));
        mailing.staff.owner.send("DELETE", &path, None).json_of(204);
        let again = mailing.staff.owner.send("DELETE", &path, None);
        assert_eq!(again.status, 404, "{}", again.text());
    }
    mailing.smtp.recovers();
    let told = mailing.somebody_says("to be sent");
    assert_eq!(mailing.told_of(WREN), [told]);
    assert_eq!(mailing.counts()["failed"], 0);
}

#[test]
fn a_mail_that_is_put_off_too_often_is_parked_with_the_last_words() {
    let mailing = quiet(Setup::new().mail_keys("attempts = 2"));
    mailing.smtp.fails(Fault::DefersRecipient451);
    let id = mailing.somebody_says("words");
    let failed = wait_for_one(&mailing, "failed");
    assert!(words(&failed).contains(DEFERRED.split_once(' ').unwrap().1), "{failed}");
    assert_eq!((&failed["attempts"], mailing.smtp.struck()), (&json!(2), 2));
    mailing.smtp.recovers();
    let path = format!("/mail/{}/retry", number(&failed));
    mailing.staff.owner.send("POST", &path, None).json_of(200);
    assert_eq!(mailing.told_of(WREN), [id]);
}

#[test]
fn a_mailbox_that_does_not_exist_is_written_to_no_more() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails_once(Fault::KnowsNoSuchMailbox550);
    mailing.somebody_says("bounces");
    let failed = wait_for_one(&mailing, "failed");
    assert!(words(&failed).contains(NO_SUCH_MAILBOX.split_once(' ').unwrap().1), "{failed}");
    mailing.follow(ROOK);
    let later = mailing.somebody_says("words");
    assert_eq!((mailing.told(WREN).len(), mailing.told_of(ROOK)), (0, vec![later]));
    mailing.ask(&subscription("page", WREN)).json_of(202);
    mailing.settle();
    assert_eq!(mailing.smtp.mails_to(WREN).len(), 1, "not even to confirm: only the confirmation from before the bounce came");
}

#[test]
fn a_refusal_of_one_says_nothing_of_others() {
    let mailing = quiet(Setup::new());
    mailing.follow(ROOK);
    mailing.smtp.fails_once(Fault::RefusesMessage554);
    let id = mailing.somebody_says("words");
    mailing.settle();
    assert_eq!(copies(&mailing.smtp, &id, WREN) + copies(&mailing.smtp, &id, ROOK), 1);
    assert_eq!(mailing.counts()["failed"], 1);
    let later = mailing.somebody_says("later");
    mailing.settle();
    assert_eq!((copies(&mailing.smtp, &later, WREN), copies(&mailing.smtp, &later, ROOK)), (1, 1));
}

/// How long each of some posts took, in turn on both servers, so that a busy machine slows both.
fn post_in_turn(first: &Client, second: &Client, count: usize) -> [Vec<Duration>; 2] {
    let mut taken = [Vec::new(), Vec::new()];
    for n in 0..count {
        for (client, taken) in [first, second].iter().zip(&mut taken) {
            let begun = Instant::now();
            client.posts(&draft(&format!("words {n}")).with("page", page()));
            taken.push(begun.elapsed());
        }
    }
    taken
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    durations[durations.len() / 2]
}

#[test]
fn posting_waits_for_no_mail_server() {
    for fault in [Fault::HangsAtConnect, Fault::HangsAfterData] {
        let (mailing, without) = (quiet(Setup::new()), Server::start());
        mailing.smtp.fails(fault);
        let (writer, other) = (mailing.server().visitor(), without.visitor());
        writer.posts(&draft("the first").with("page", page()));
        mailing.smtp.wait_to_strike(1);
        let [hanging, none] = post_in_turn(&writer, &other, 15);
        assert_eq!(mailing.told_so_far(WREN).len(), 0, "{fault:?}: every post was answered while the first mail still hung");
        let (hanging, none) = (median(hanging), median(none));
        println!("{fault:?}: a post takes {hanging:?} beside a mail server that hangs, {none:?} without mail (medians, in turns)");
        mailing.smtp.recovers();
        mailing.settle();
        assert_eq!(mailing.told_so_far(WREN).len(), 16, "{fault:?}");
    }
}

#[test]
fn mails_share_a_connection() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::RefusesConnections);
    let comments: Vec<String> = (0..8).map(|n| mailing.somebody_says(&n.to_string())).collect();
    let before = mailing.smtp.connections();
    mailing.smtp.recovers();
    mailing.settle();
    assert_eq!(mailing.told_of(WREN), comments);
    let connections = mailing.smtp.connections() - before;
    assert!(connections < comments.len(), "{connections} connections for {} mails", comments.len());
}

#[test]
fn no_more_mails_leave_in_a_minute_than_allowed() {
    let begun = Instant::now();
    let (limited, free) = (quiet(Setup::new().mail_keys("per_minute = 3")), quiet(Setup::new()));
    for mailing in [&limited, &free] {
        for n in 0..8 {
            mailing.somebody_says(&n.to_string());
        }
    }
    assert_eq!(free.told(WREN).len(), 8);
    let allowed = 3 + usize::try_from(begun.elapsed().as_secs() / 20).unwrap();
    let sent = limited.smtp.mails().len();
    assert!(sent <= allowed, "{sent} mails, where {allowed} are allowed, while one without this limit sent all");
    assert!(limited.counts()["waiting"].as_u64() >= Some(9 - allowed as u64), "{}", limited.counts());
}

#[test]
fn a_stop_does_not_wait_for_a_mail_server_that_hangs() {
    let mut mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::HangsAfterData);
    let id = mailing.somebody_says("words");
    mailing.smtp.wait_to_strike(1);
    assert!(mailing.staff.server.stop().success(), "{}", mailing.server().log());
    mailing.smtp.recovers();
    mailing.start_again();
    mailing.mail_about(&id, WREN);
    assert_eq!(mailing.told_of(WREN), [id]);
}

/// Posts until the server ends, each time asking for replies at an address that is new; the addresses of what was acknowledged.
fn write_until_killed(client: &Client, name: &str, acknowledged: &Mutex<Vec<String>>) {
    for n in 0.. {
        let email = format!("reader.{name}.{n}@example.org");
        // The same words twice by one visitor would be one comment.
        let comment = signed(&format!("words {name}.{n}"), "Reader", &email).with("notify", json!("replies"));
        match client.try_post(&comment) {
            Some(201) => acknowledged.lock().unwrap().push(email),
            Some(status) => panic!("{email}: {status}"),
            None => return,
        }
    }
}

#[test]
fn kills_during_sending_lose_no_notice_and_double_only_those_whose_answer_was_lost() {
    const KILLS: usize = 6;
    let mut mailing = Mailing::start();
    mailing.choose("none");
    let token = mailing.guest().visitors(SITE).json_of(201)["token"].as_str().unwrap().to_owned();
    let acknowledged = Mutex::new(Vec::new());
    for kill in 0..KILLS {
        let (said, sent) = (acknowledged.lock().unwrap().len(), mailing.smtp.mails().len());
        std::thread::scope(|scope| {
            for writer in 0..3 {
                let (client, name) = (mailing.guest().with_token(&token), format!("{kill}.{writer}"));
                let acknowledged = &acknowledged;
                scope.spawn(move || write_until_killed(&client, &name, acknowledged));
            }
            wait_for("comments and mails", || {
                (acknowledged.lock().unwrap().len() >= said + 6 && mailing.smtp.mails().len() >= sent + 5).then_some(())
            });
            mailing.staff.server.kill();
        });
        mailing.start_again();
    }
    mailing.settle();
    let comments = database::number(&database::read_only(&mailing.server().folder().database()), "SELECT count(*) FROM comment");
    let made = usize::try_from(comments).unwrap();
    let sent = usize::try_from(mailing.counts()["sent"].as_u64().unwrap()).unwrap();
    let mut delivered: BTreeMap<String, usize> = BTreeMap::new();
    for mail in mailing.smtp.mails() {
        *delivered.entry(mail.recipients[0].clone()).or_default() += 1;
    }
    let copies: usize = delivered.values().sum();
    println!("notices made {made}, sent {sent}, delivered {} in {copies} copies, under {KILLS} kills", delivered.len());
    assert_eq!((sent, delivered.len()), (made, made));
    assert!(copies <= made + KILLS * AT_ONCE, "{copies} copies of {made} notices under {KILLS} kills");
    assert!(delivered.values().all(|copies| *copies <= 2), "{delivered:?}");
    let acknowledged = acknowledged.into_inner().unwrap();
    let lost: Vec<_> = acknowledged.iter().filter(|email| !delivered.contains_key(*email)).collect();
    assert_eq!(lost, [""; 0], "every acknowledged comment had its mail");
}

#[test]
fn a_confirmation_survives_a_kill() {
    let mut mailing = Mailing::start();
    mailing.smtp.fails(Fault::HangsAfterData);
    mailing.ask(&subscription("page", WREN)).json_of(202);
    mailing.smtp.wait_to_strike(1);
    mailing.staff.server.kill();
    mailing.smtp.recovers();
    mailing.start_again();
    mailing.confirm(WREN);
    let told = mailing.somebody_says("words");
    assert_eq!(mailing.told_of(WREN), [told]);
}

#[test]
fn the_outbox_is_the_owners_alone() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::RefusesConnections);
    mailing.somebody_says("words");
    let id = number(&wait_for_one(&mailing, "waiting"));
    let moderator = mailing.staff.console_of("Mo Derator", "moderator", SITE);
    let nobody = Console::nobody(mailing.server());
    for (method, path) in [("GET", "/mail".to_owned()), ("POST", format!("/mail/{id}/retry")), ("DELETE", format!("/mail/{id}"))] {
        assert_eq!(nobody.send(method, &path, None).status, 401, "{method} {path}");
        moderator.send(method, &path, None).problem(403, "not_allowed");
    }
    assert_eq!(mailing.outbox("waiting").len(), 1);
    for path in ["/mail?state=lost", "/mail?limit=0", "/mail?limit=x", "/mail?after=x"] {
        let answer = mailing.staff.owner.get(path);
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.text());
    }
    assert_eq!(mailing.staff.owner.send("DELETE", "/mail/999999", None).status, 404);
}

#[test]
fn the_outbox_is_paged_newest_first_and_says_what_each_mail_is() {
    let mailing = quiet(Setup::new());
    for n in 0..5 {
        mailing.somebody_says(&n.to_string());
    }
    mailing.settle();
    let mut seen = Vec::new();
    let mut path = "/mail?state=sent&limit=2".to_owned();
    loop {
        let listed = mailing.staff.owner.get(&path).json_of(200);
        let mails = listed["mails"].as_array().unwrap();
        assert!(mails.len() <= 2, "{listed}");
        seen.extend(mails.iter().map(|mail| number(mail).parse::<i64>().expect("an id is a number")));
        for mail in mails {
            assert_eq!((&mail["state"], &mail["site"], &mail["attempts"]), (&json!("sent"), &json!(SITE), &json!(1)), "{mail}");
            assert!(mail["created_at"].is_string() && mail["ended_at"].is_string(), "{mail}");
        }
        match &listed["next"] {
            Value::Null => break,
            next => path = format!("/mail?state=sent&limit=2&after={}", next.as_str().map_or(next.to_string(), str::to_owned)),
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "{seen:?}");
}

const CREDENTIALS: &str = "heron%2Fmailer:very-secret-words";

#[test]
fn the_password_of_the_mail_server_shows_nowhere() {
    let smtp = Smtp::start();
    smtp.fails(Fault::RefusesConnections);
    let setup = Setup::new().mail_through(&format!("smtp://{CREDENTIALS}@{}?tls=required", smtp.address()));
    let mailing = Mailing::with(setup.log_level("debug"), smtp);
    mailing.ask(&subscription("page", WREN)).json_of(202);
    wait_for_try(&mailing);
    let doctor = mailing.server().folder().run(&["doctor", "--mail", WREN]);
    let outbox = mailing.staff.owner.get("/mail?state=waiting").text();
    let everything = [mailing.server().log(), outbox, doctor.stdout, doctor.stderr].concat();
    assert!(!everything.contains("very-secret") && !everything.contains("heron/mailer:"), "{everything}");
}

#[test]
fn the_doctor_sends_a_mail_and_says_so() {
    let mailing = Mailing::start();
    let said = mailing.server().folder().run(&["doctor", "--mail", WREN]).success();
    assert!(said.contains(WREN), "{said}");
    assert_eq!(mailing.smtp.wait_for_mails_to(WREN, 1)[0].header("auto-submitted"), "auto-generated");
}

#[test]
fn the_doctor_says_in_words_what_is_wrong() {
    let mailing = Mailing::start();
    let doctor = || mailing.server().folder().run(&["doctor", "--mail", WREN]);
    for (fault, words) in [
        (Fault::RefusesConnections, "refused"),
        (Fault::TurnsAway421, "closing for the tide"),
        (Fault::KnowsNoSuchMailbox550, "Nobody of that name roosts here"),
        (Fault::RefusesMessage554, "smells of low tide"),
    ] {
        mailing.smtp.fails(fault);
        let ran = doctor();
        assert!(ran.code.is_some_and(|code| code != 0), "{fault:?}: {ran:?}");
        let said = [ran.stdout, ran.stderr].concat();
        assert!(said.contains(words), "{fault:?}: {said}");
    }
    mailing.smtp.recovers();
    assert_eq!(doctor().code, Some(0));
    let off = Server::start();
    let ran = off.folder().run(&["doctor", "--mail", WREN]);
    assert!(ran.code.is_some_and(|code| code != 0) && [ran.stdout, ran.stderr].concat().contains("[mail]"));
}

#[test]
fn mails_can_be_laid_into_a_folder() {
    let server = Setup::new().mail_keys("transport = \"folder\"\nfrom = \"comments@blog.example\"\nfolder = \"mails\"").start();
    server.client().send("POST", "/api/v1/subscriptions", Some(&subscription("page", WREN))).json_of(202);
    let folder = server.folder().path().join("mails");
    let mail = wait_for("a file", || {
        let mut entries = std::fs::read_dir(&folder).ok()?.map_while(Result::ok).map(|entry| entry.path());
        let path = entries.find(|path| path.extension().is_some_and(|ending| ending == "eml"))?;
        std::fs::read(path).ok()
    });
    let mail = crate::support::mail::Mail { sender: String::new(), recipients: Vec::new(), raw: mail };
    assert_eq!(mail.to().1, WREN);
    assert!(mail.is_confirmation());
}

#[test]
fn a_configuration_that_cannot_send_is_refused_in_one_line() {
    let run = |mail: &str| {
        Folder::with_config(&format!("[mail]\n{mail}\n[server]\npublic_url = \"https://talk.blog.example\"\n")).run(&["serve"]).failure(2)
    };
    let smtp = "transport = \"smtp\"\nsmtp_url = \"smtp://127.0.0.1:1\"\n";
    for (mail, named) in [
        ("transport = \"pigeon\"".to_owned(), "pigeon"),
        ("transport = \"smtp\"\nfrom = \"a@b.example\"".to_owned(), "smtp_url"),
        (smtp.to_owned(), "from"),
        (format!("{smtp}from = \"nonsense\""), "from"),
        (format!("{smtp}from = \"a@b.example\\r\\nBcc: c@d.example\""), "from"),
        ("transport = \"smtp\"\nsmtp_url = \"http://127.0.0.1\"\nfrom = \"a@b.example\"".to_owned(), "smtp_url"),
        (format!("transport = \"smtp\"\nsmtp_url = \"smtp://{CREDENTIALS}@x:99999\"\nfrom = \"a@b.example\""), "smtp_url"),
        (format!("{smtp}from = \"a@b.example\"\nper_minute = 0"), "line 5"),
        (format!("{smtp}from = \"a@b.example\"\nattempts = 0"), "line 5"),
        (format!("{smtp}from = \"a@b.example\"\ntemplates = \"nowhere\""), "nowhere"),
        (format!("{smtp}from = \"a@b.example\"\ndkim_key = \"nowhere.pem\"\ndkim_selector = \"x\""), "nowhere.pem"),
    ] {
        let line = run(&mail);
        assert!(line.contains(named) && !line.contains("very-secret"), "{mail}: {line}");
    }
}

#[test]
fn mail_needs_to_know_where_its_links_lead() {
    for transport in ["smtp\"\nsmtp_url = \"smtp://127.0.0.1:1", "sendmail"] {
        let config = format!("[mail]\ntransport = \"{transport}\"\nfrom = \"a@b.example\"\n");
        let line = Folder::with_config(&config).run(&["serve"]).failure(2);
        assert!(line.contains("public_url"), "{line}");
    }
}

#[test]
fn an_owner_sees_what_became_of_their_own_mail() {
    let mailing = Mailing::start();
    mailing.choose("each");
    mailing.somebody_says("words");
    mailing.settle();
    let sent = mailing.outbox("sent");
    assert!(sent.iter().any(|mail| mail["kind"] == "moderation" && mail["to"] == OWNER), "{sent:?}");
}

#[test]
fn a_stop_finishes_the_mail_on_its_way_and_begins_no_other() {
    let mut mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::RefusesConnections);
    let comments: Vec<String> = (0..4).map(|n| mailing.somebody_says(&n.to_string())).collect();
    wait_for_try(&mailing);
    mailing.smtp.fails(Fault::HoldsAnswer);
    mailing.smtp.wait_to_strike(1);
    mailing.server().terminate();
    wait_for("the server to take no more requests", || TcpStream::connect(mailing.server().address()).err());
    mailing.smtp.lets_go();
    assert!(mailing.staff.server.ended().success(), "{}", mailing.server().log());
    assert_eq!(mailing.told_so_far(WREN).len(), 1);
    mailing.start_again();
    assert_eq!(mailing.told_of(WREN), comments, "each of them once");
}

#[test]
fn an_address_gets_twenty_mails_an_hour_and_those_it_waits_for_besides() {
    let mailing = Mailing::of(Setup::new().limits("comments_per_minute = 1000").server("trusted_proxies = [\"127.0.0.1/32\"]"));
    mailing.choose("none");
    mailing.follow(WREN);
    mailing.smtp.fails(Fault::RefusesConnections);
    for n in 0..25 {
        let visitor = mailing.guest().with_header("x-forwarded-for", &format!("203.0.113.{n}")).as_visitor_of(SITE);
        visitor.posts(&draft(&n.to_string()).with("page", page()));
    }
    mailing.smtp.recovers();
    wait_for("the mails of an hour", || (mailing.told_so_far(WREN).len() >= 19).then_some(()));
    let code = json!({"site": SITE, "email": WREN});
    mailing.server().visitor().send("POST", "/api/v1/verifications", Some(&code)).json_of(202);
    mailing.smtp.wait_for_mail_with(WREN, "code");
    wait_for("only the notices beyond twenty an hour to wait", || (mailing.outbox("waiting").len() == 6).then_some(()));
    assert_eq!(mailing.told_so_far(WREN).len(), 20, "nineteen notices and the code");
}

#[test]
fn what_was_waiting_when_a_mailbox_turned_out_not_to_exist_is_not_sent() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::RefusesConnections);
    for n in 0..3 {
        mailing.somebody_says(&n.to_string());
    }
    mailing.smtp.fails_once(Fault::KnowsNoSuchMailbox550);
    mailing.settle();
    assert_eq!(mailing.told(WREN).len(), 0);
    let failed = mailing.outbox("failed");
    assert_eq!((failed.len(), mailing.smtp.struck()), (3, 1), "{failed:?}");
    assert!(words(&failed[0]).contains("came back") || words(&failed[1]).contains("came back"), "{failed:?}");
}

#[test]
fn a_daily_mail_tells_of_all_that_was_said_since_the_last() {
    let mut mailing = Mailing::start();
    let a_day_passes = |mailing: &mut Mailing| {
        mailing.staff.server.kill();
        database::write(&mailing.server().folder().database(), "UPDATE account SET digest_at = digest_at - 24 * 60 * 60 * 1000");
        mailing.start_again();
    };
    mailing.choose("daily");
    mailing.somebody_says("said on the first day");
    a_day_passes(&mut mailing);
    let first = mailing.smtp.wait_for_mail_with(OWNER, "said on the first day");
    assert!(first.subject().contains("comment"), "{}", first.subject());
    let all_noted = |mailing: &Mailing| wait_for("all to be noted as sent", || mailing.outbox("waiting").is_empty().then_some(()));
    all_noted(&mailing);
    mailing.somebody_says("said on the second day");
    mailing.staff.set(&json!({"hold": "all"}));
    mailing.somebody_says("waits since the second day");
    mailing.start_again();
    mailing.staff.set(&json!({"hold": "none"}));
    mailing.follow(WREN);
    let later = mailing.somebody_says("said a moment ago");
    // Whether a day is over is looked at before anything is sent.
    mailing.mail_about(&later, WREN);
    all_noted(&mailing);
    assert_eq!(mailing.told_so_far(OWNER).len(), 1, "the day is not over");
    a_day_passes(&mut mailing);
    let second = mailing.smtp.wait_for_mail_with(OWNER, "waits since the second day");
    for part in [second.text(), second.html()] {
        assert!(part.contains("said on the second day") && part.contains("said a moment ago"), "{part}");
    }
    assert_eq!(second.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    assert_eq!(mailing.told(OWNER).len(), 2);
}

#[test]
fn a_mail_that_is_discarded_while_another_to_its_address_hangs_is_not_sent() {
    let mailing = quiet(Setup::new());
    mailing.smtp.fails(Fault::HoldsAnswer);
    let first = mailing.somebody_says("on its way");
    mailing.smtp.wait_to_strike(1);
    let second = mailing.somebody_says("behind it");
    let mail = wait_for("the second", || mailing.outbox("waiting").into_iter().find(|mail| mail["attempts"] == 0));
    mailing.staff.owner.send("DELETE", &format!("/mail/{}", number(&mail)), None).json_of(204);
    mailing.smtp.lets_go();
    assert_eq!(mailing.told_of(WREN), [first]);
    assert_eq!(copies(&mailing.smtp, &second, WREN), 0);
}

#[test]
fn one_address_that_hangs_holds_up_no_other() {
    let mailing = quiet(Setup::new());
    mailing.follow(ROOK);
    mailing.smtp.fails_once(Fault::HoldsAnswer);
    let first = mailing.somebody_says("words");
    mailing.smtp.wait_to_strike(1);
    wait_for("the one that nothing holds", || [ROOK, WREN].iter().any(|address| copies(&mailing.smtp, &first, address) > 0).then_some(()));
    let held = if copies(&mailing.smtp, &first, ROOK) == 0 { ROOK } else { WREN };
    let other = if held == ROOK { WREN } else { ROOK };
    let second = mailing.somebody_says("later words");
    mailing.mail_about(&second, other);
    mailing.smtp.lets_go();
    mailing.settle();
    assert_eq!(copies(&mailing.smtp, &second, held), 1);
}
