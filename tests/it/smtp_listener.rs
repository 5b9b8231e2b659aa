//! The mail server that the other tests send to, tried by hand: what it says is what it does. And the readers of mails and of pages.

use std::net::TcpStream;

use crate::support::page::{forms, local};
use crate::support::raw::Socket;
use crate::support::smtp::{DEFERRED, NO_SUCH_MAILBOX, REFUSED};
use crate::support::{Fault, Smtp, wait_for};

const HELLO: &str = "EHLO me\r\n";
const ENVELOPE: &str = "MAIL FROM:<comments@blog.example> BODY=8BITMIME\r\nRCPT TO:<wren@example.org>\r\nDATA\r\n";
const MESSAGE: &str = "Subject: tide\r\n\r\nwords\r\n.\r\n";

/// Somebody who was greeted.
fn greeted(smtp: &Smtp) -> Socket {
    let mut socket = Socket::connect(smtp.address());
    socket.read_until("220 mail.test");
    socket
}

fn say(socket: &mut Socket, line: &str, answer: &str) {
    socket.send(line.as_bytes());
    socket.read_until(answer);
}

/// Says everything up to the message's end.
fn send_all(smtp: &Smtp) -> Socket {
    let mut socket = greeted(smtp);
    say(&mut socket, HELLO, "250 8BITMIME\r\n");
    say(&mut socket, ENVELOPE, "354 ");
    socket.send(MESSAGE.as_bytes());
    socket
}

#[track_caller]
fn assert_works(smtp: &Smtp) {
    let before = smtp.mails().len();
    send_all(smtp).read_until("250 2.0.0 kept");
    assert_eq!(smtp.mails().len(), before + 1);
}

#[test]
fn a_message_is_kept_with_its_envelope() {
    let smtp = Smtp::start();
    let mut socket = send_all(&smtp);
    socket.read_until("250 2.0.0 kept");
    say(&mut socket, "QUIT\r\n", "221 ");
    assert_eq!(socket.read_to_end(), "");
    let mails = smtp.mails();
    assert_eq!(
        (mails.len(), mails[0].sender.as_str(), &mails[0].recipients[..]),
        (1, "comments@blog.example", &["wren@example.org".to_owned()][..])
    );
    assert_eq!(mails[0].raw, b"Subject: tide\r\n\r\nwords\r\n");
    assert_eq!(smtp.mails_to("WREN@example.org").len(), 1);
    assert_eq!(smtp.commands(), ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]);
}

#[test]
fn dots_are_unstuffed_and_a_lone_dot_between_bare_line_feeds_ends_nothing() {
    let smtp = Smtp::start();
    let mut socket = greeted(&smtp);
    say(&mut socket, ENVELOPE, "354 ");
    say(&mut socket, "..\r\n...two\r\n.one\r\nx\n.\nRSET\n.\r\ny\r\n.\r\n", "250 2.0.0 kept");
    assert_eq!(smtp.mails()[0].raw, b".\r\n..two\r\none\r\nx\n.\nRSET\n.\r\ny\r\n");
}

#[test]
fn everything_may_be_said_at_once() {
    let smtp = Smtp::start();
    let mut socket = Socket::connect(smtp.address());
    socket.send([HELLO, "NOOP\r\n", ENVELOPE, MESSAGE, ENVELOPE, "Subject: ebb\r\n\r\n.\r\n", "QUIT\r\n"].concat().as_bytes());
    let said = socket.read_to_end();
    let codes: Vec<&str> = said.lines().filter(|line| line.as_bytes().get(3) == Some(&b' ')).map(|line| &line[..3]).collect();
    assert_eq!(codes, ["220", "250", "250", "250", "250", "354", "250", "250", "250", "354", "250", "221"], "{said}");
    assert_eq!(smtp.mails().len(), 2);
    assert_eq!(smtp.connections(), 1);
}

#[test]
fn what_is_reset_or_out_of_order_is_not_sent() {
    let smtp = Smtp::start();
    let mut socket = greeted(&smtp);
    say(&mut socket, "DATA\r\n", "503 ");
    say(&mut socket, "RCPT TO:<wren@example.org>\r\n", "503 ");
    say(&mut socket, "MAIL FROM:comments@blog.example\r\n", "501 ");
    say(&mut socket, "MAIL FROM:<>\r\n", "250 ");
    say(&mut socket, "MAIL FROM:<>\r\n", "503 ");
    say(&mut socket, "RCPT TO:<wren@example.org>\r\nRSET\r\n", "250 2.0.0 forgotten");
    say(&mut socket, "DATA\r\n", "503 ");
    say(&mut socket, "STARTTLS\r\n", "502 ");
    assert_eq!(smtp.mails().len(), 0);
}

#[test]
fn each_fault_shows_and_is_over_when_it_recovers() {
    let smtp = Smtp::start();
    for (fault, said_before, said) in [
        (Fault::TurnsAway421, "", "421 "),
        (Fault::GreetsWithGarbage, "", "SSH-2.0-heron"),
        (Fault::DefersSender450, ENVELOPE, "450 "),
        (Fault::DefersRecipient451, ENVELOPE, DEFERRED),
        (Fault::KnowsNoSuchMailbox550, ENVELOPE, NO_SUCH_MAILBOX),
    ] {
        smtp.fails(fault);
        let mut socket = Socket::connect(smtp.address());
        socket.send(said_before.as_bytes());
        socket.read_until(said);
        assert_eq!(smtp.struck(), 1, "{fault:?}");
        smtp.recovers();
        assert_eq!(smtp.mails().len(), 0, "{fault:?}");
    }
    assert_works(&smtp);
}

#[test]
fn what_a_message_meets_is_told_or_not() {
    let smtp = Smtp::start();
    smtp.fails(Fault::RefusesMessage554);
    send_all(&smtp).read_until(REFUSED);
    smtp.fails(Fault::DropsMessage);
    assert_eq!(send_all(&smtp).read_to_end(), "");
    assert_eq!(smtp.mails().len(), 0);
    smtp.fails(Fault::LosesAnswer);
    assert_eq!(send_all(&smtp).read_to_end(), "");
    assert_eq!(smtp.mails().len(), 1);
    smtp.recovers();
    assert_works(&smtp);
}

#[test]
fn it_hangs_until_it_recovers() {
    let smtp = Smtp::start();
    smtp.fails(Fault::HangsAtConnect);
    let mut at_connect = Socket::connect(smtp.address());
    at_connect.send(HELLO.as_bytes());
    smtp.wait_to_strike(1);
    smtp.fails(Fault::HangsAfterData);
    assert_eq!(at_connect.read_to_end(), "");
    let mut after_data = send_all(&smtp);
    smtp.wait_to_strike(1);
    smtp.recovers();
    assert_eq!(after_data.read_to_end(), "");
    assert_eq!(smtp.mails().len(), 0);
    assert_works(&smtp);
}

#[test]
fn it_refuses_connections_and_comes_back_at_the_same_port() {
    let smtp = Smtp::start();
    let mut idle = greeted(&smtp);
    // A process that another test is just starting holds all that was open for a moment.
    let closed = || wait_for("the port to be closed", || TcpStream::connect(smtp.address()).err());
    for _ in 0..3 {
        smtp.fails(Fault::RefusesConnections);
        assert_eq!(idle.read_to_end(), "");
        closed();
        smtp.fails(Fault::RefusesConnections);
        closed();
        smtp.recovers();
        assert_works(&smtp);
        idle = greeted(&smtp);
    }
    smtp.fails(Fault::RefusesConnections);
    smtp.fails(Fault::TurnsAway421);
    Socket::connect(smtp.address()).read_until("421 ");
}

#[test]
fn whoever_is_cut_off_is_not_heard_any_more() {
    let smtp = Smtp::start();
    for _ in 0..50 {
        smtp.fails(Fault::DefersSender450);
        let mut socket = Socket::connect(smtp.address());
        socket.send([ENVELOPE, ENVELOPE, ENVELOPE].concat().as_bytes());
        socket.read_until("450 ");
        smtp.fails(Fault::DefersRecipient451);
        socket.read_to_end();
        assert_eq!(smtp.struck(), 0);
    }
}

#[test]
fn it_fails_once_where_that_is_asked_for() {
    let smtp = Smtp::start();
    smtp.fails_once(Fault::LosesAnswer);
    assert_eq!(send_all(&smtp).read_to_end(), "");
    assert_works(&smtp);
    assert_eq!((smtp.struck(), smtp.mails().len()), (1, 2));
}

#[test]
fn nothing_listens_once_it_is_dropped() {
    let smtp = Smtp::start();
    let address = smtp.address();
    drop(smtp);
    wait_for("the port to be free", || TcpStream::connect(address).is_err().then_some(()));
}

#[test]
fn a_mail_is_read_as_its_reader_would() {
    let raw = "From: =?utf-8?q?Zo=C3=AB?= <comments@blog.example>\r\nTo: wren@example.org\r\n\
        Subject: =?utf-8?b?w5xiZXI=?=\r\n =?utf-8?q?fahrt?=\r\nMessage-ID: <comment-7@talk.blog.example>\r\n\
        References: <page-1@talk.blog.example>\r\n\t<comment-6@talk.blog.example>\r\n\
        List-Unsubscribe: <https://talk.blog.example/subscription/leave?t=x>\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n\
        --b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Zo=C3=AB: https://talk.blog.example/subscription/=\r\nleave?t=3Dx and <https://blog.example/a>\r\n\
        --b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        PGEgaHJlZj0iaHR0cHM6Ly9ibG9nLmV4YW1wbGUvYT9hPTEmYW1wO2I9MiI+eDwvYT4=\r\n--b--\r\n";
    let smtp = Smtp::start();
    let mut socket = greeted(&smtp);
    say(&mut socket, ENVELOPE, "354 ");
    say(&mut socket, &format!("{raw}.\r\n"), "250 2.0.0 kept");
    let mail = smtp.wait_for_mails_to("wren@example.org", 1).remove(0);
    assert_eq!(mail.from(), ("Zoë".to_owned(), "comments@blog.example".to_owned()));
    assert_eq!(mail.to(), (String::new(), "wren@example.org".to_owned()));
    assert_eq!((mail.subject().as_str(), mail.comment().as_deref()), ("Überfahrt", Some("7")));
    assert_eq!(mail.ids("references"), ["<page-1@talk.blog.example>", "<comment-6@talk.blog.example>"]);
    assert_eq!(mail.media_types(), ["multipart", "text/plain", "text/html"]);
    assert_eq!(mail.links(), ["https://talk.blog.example/subscription/leave?t=x", "https://blog.example/a"]);
    assert_eq!(mail.link("/subscription/leave"), mail.leave_link());
    assert_eq!(mail.html_links(), ["https://blog.example/a?a=1&b=2"]);
    assert!(!mail.is_confirmation());
}

#[test]
fn a_page_is_read_as_a_browser_would() {
    let url = "https://talk.blog.example/subscription/manage?t=a%26b";
    let html = "<form method=\"get\" action=\"/search\"><input name=\"q\"></form><p>before</p>\
        <form class=\"one\" method=\"post\"><input type=\"hidden\" name=\"t\" value=\"a&amp;b&quot;\">\
        <p>The &lt;weather&gt;</p><button name=\"act\" value=\"end\">Stop this</button><button name=\"act\" value=\"all\">All</button></form>\
        <form action=\"/moderation/reply?t=x\" method=\"POST\"><textarea name=\"body\" required></textarea><button>Reply</button></form>";
    let found = forms(url, html);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].parts(), (url, vec![("t", "a&b\""), ("act", "end")]));
    assert!(found[0].words.contains("The <weather>") && found[0].words.contains("Stop this"), "{}", found[0].words);
    assert_eq!(found[1].clone().filled("body", "words").parts(), ("/moderation/reply?t=x", vec![("body", "words")]));
    assert_eq!((local(url).as_str(), local("https://x.example/a").as_str()), ("/subscription/manage?t=a%26b", "/a"));
}

#[test]
fn what_is_tried_in_place_of_a_token_is_never_the_token() {
    let token = "AbC-123_xyzAAAA0987654321";
    let tried = crate::support::mailing::altered(token);
    assert!(tried.len() > 15 && tried.iter().all(|other| other != token), "{tried:?}");
}

#[test]
fn a_server_that_readers_reach_by_https_is_spoken_to_like_any_other() {
    let setup = crate::support::Setup::new().server("public_url = \"https://talk.blog.example\"");
    let staff = crate::support::Staff::of(setup);
    staff.owner.get("/session").json_of(200);
    staff.set(&serde_json::json!({"hold": "all"}));
}
