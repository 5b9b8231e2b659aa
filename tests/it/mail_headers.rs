//! What a mail is made of: its headers, its two parts, and nothing that a reader wrote into either.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::builders::Draft;
use crate::support::mail::Mail;
use crate::support::mailing::{SENDER, TITLE, page_of, signed, subscription};
use crate::support::staff::OWNER;
use crate::support::{Mailing, PAGE, SITE, draft};

const WREN: &str = "wren@example.org";

/// A page whose follower has one mail about a comment.
fn told(mailing: &Mailing, comment: Value) -> Mail {
    let posted = mailing.server().visitor().send("POST", "/api/v1/comments", Some(&comment)).json_of(201);
    mailing.mail_about(posted["id"].as_str().unwrap(), WREN)
}

/// Every kind of mail that comes without waiting a day.
fn one_of_each(mailing: &Mailing) -> Vec<(&'static str, Mail)> {
    mailing.choose("each");
    mailing.follow(WREN);
    let id = mailing.somebody_says("words");
    let code = "rook@example.net";
    mailing.server().visitor().send("POST", "/api/v1/verifications", Some(&json!({"site": SITE, "email": code}))).json_of(202);
    vec![
        ("confirmation", mailing.confirmation(WREN)),
        ("comment", mailing.mail_about(&id, WREN)),
        ("moderation", mailing.mail_about(&id, OWNER)),
        ("code", mailing.smtp.wait_for_mails_to(code, 1).remove(0)),
    ]
}

/// Only ASCII in the head, only whole lines, none too long, and each field once.
#[track_caller]
fn assert_well_formed(kind: &str, mail: &Mail) {
    let head = mail.head();
    assert!(head.is_ascii(), "{kind}: {head}");
    let shown = mail.shown().replace("\r\n", "");
    assert!(!shown.contains(['\r', '\n', '\0']), "{kind}: a line that ends with half an end: {shown:?}");
    assert!(mail.shown().split("\r\n").all(|line| line.len() <= 998), "{kind}: a line is too long");
    let names: Vec<String> = mail.headers().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{kind}: {names:?}");
}

#[test]
fn every_kind_of_mail_says_what_it_is_and_how_to_leave() {
    let mailing = Mailing::start();
    for (kind, mail) in one_of_each(&mailing) {
        assert_well_formed(kind, &mail);
        assert_eq!(mail.from(), ("Low Water".to_owned(), SENDER.to_owned()), "{kind}");
        assert_eq!(vec![mail.to().1], mail.recipients, "{kind}");
        assert_eq!(mail.sender, SENDER, "{kind}");
        assert_eq!(mail.header("auto-submitted"), "auto-generated", "{kind}");
        assert_eq!(mail.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click", "{kind}");
        assert!(mail.leave_link().starts_with("https://"), "{kind}: {}", mail.leave_link());
        let list = mail.header("list-id");
        assert!(list.contains('<') && list.ends_with('>') && list.contains('.'), "{kind}: {list}");
        let id = mail.header("message-id");
        assert!(id.starts_with('<') && id.ends_with('>') && id.matches('@').count() == 1, "{kind}: {id}");
        assert_eq!(mail.header("mime-version"), "1.0", "{kind}");
        assert!(mail.header("content-type").starts_with("multipart/alternative"), "{kind}: {}", mail.head());
        assert_eq!(mail.media_types(), ["multipart", "text/plain", "text/html"], "{kind}");
        assert!(!mail.subject().is_empty() && !mail.text().trim().is_empty(), "{kind}");
    }
}

#[test]
fn no_two_mails_share_an_id_unless_they_tell_of_one_comment() {
    let mailing = Mailing::start();
    let mails = one_of_each(&mailing);
    let ids: BTreeSet<String> = mails.iter().filter(|(kind, _)| *kind != "moderation").map(|(_, mail)| mail.header("message-id")).collect();
    assert_eq!(ids.len(), 3, "{ids:?}");
}

#[test]
fn both_parts_lead_to_the_same_places_and_load_nothing() {
    let mailing = Mailing::start();
    for (kind, mail) in one_of_each(&mailing) {
        let (text, html): (BTreeSet<_>, BTreeSet<_>) = (mail.links().into_iter().collect(), mail.html_links().into_iter().collect());
        assert_eq!(text, html, "{kind}");
        let html = mail.html().to_lowercase();
        for word in ["<img", "<script", "<link", "<iframe", "<form", "@import", "url(", "src=", "javascript:", "srcset"] {
            assert!(!html.contains(word), "{kind}: {word} in {html}");
        }
        assert!(html.contains("color-scheme") && html.contains("prefers-color-scheme"), "{kind}: {html}");
    }
}

#[test]
fn the_mails_of_a_thread_are_a_thread_in_a_mail_program() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let root = mailing.somebody_says("root");
    let reply = mailing.somebody_answers(&root, "reply");
    let below = mailing.somebody_answers(&reply, "below");
    let other = mailing.somebody_says("other");
    let [root_mail, reply_mail, below_mail, other_mail] = [&root, &reply, &below, &other].map(|id| mailing.mail_about(id, WREN));
    let host = root_mail.header("message-id").split_once('@').unwrap().1.to_owned();
    let id = |comment: &str| format!("<comment-{comment}@{host}");
    assert_eq!([&root_mail, &reply_mail, &below_mail].map(|mail| mail.header("message-id")), [id(&root), id(&reply), id(&below)]);
    let page = root_mail.ids("references").remove(0);
    assert!(page.starts_with("<page-") && page.ends_with(&host), "{page}");
    assert_eq!(root_mail.ids("references"), std::slice::from_ref(&page));
    assert_eq!(reply_mail.ids("references"), [page.clone(), id(&root)]);
    assert_eq!(below_mail.ids("references"), [page.clone(), id(&root), id(&reply)]);
    assert_eq!(other_mail.ids("references"), [page], "a page is one thread");
    assert_eq!([&reply_mail, &below_mail].map(|mail| mail.header("in-reply-to")), [id(&root), id(&reply)]);
}

#[test]
fn a_deep_thread_makes_no_endless_header() {
    let mailing = Mailing::start();
    let writer = mailing.server().visitor();
    let mut last = writer.posts(&signed("0", "Rook", "rook@example.net"));
    for n in 1..100 {
        last = writer.answers(&last, &n.to_string());
    }
    mailing.follow(WREN);
    let deepest = writer.answers(&last, "the deepest");
    let mail = mailing.mail_about(&deepest, WREN);
    assert_well_formed("a deep one", &mail);
    let references = mail.ids("references");
    assert!(references[0].starts_with("<page-"), "{references:?}");
    assert_eq!(references.last(), Some(&mail.header("in-reply-to")));
}

#[test]
fn the_date_is_the_sites() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let dated = |zone: &str| {
        mailing.staff.set(&json!({"time_zone": zone}));
        let id = mailing.somebody_says("words");
        mailing.mail_about(&id, WREN).header("date")
    };
    assert!(["+0000", "GMT"].iter().any(|end| dated("UTC").ends_with(end)));
    let date = dated("Asia/Kolkata");
    assert!(date.ends_with("+0530"), "{date}");
    let wrong = json!({"settings": {"time_zone": "Mars/Olympus"}});
    mailing.staff.owner.send("PATCH", &format!("/sites/{SITE}"), Some(&wrong)).problem(422, "invalid_request");
}

#[test]
fn names_titles_and_words_of_any_script_arrive_as_they_are() {
    let mailing = Mailing::start();
    let title = "Überfahrt – 潮の満ち引き 🌊";
    let mut wish = subscription("page", WREN);
    wish["page"] = page_of("/sea", title);
    mailing.follow_as(&wish, WREN);
    let name = "Zoë 🦆 Ηρώ";
    let mut comment = signed("Grüße, 世界! ÆØÅ 🐚", name, "rook@example.net").json().clone();
    comment["page"] = page_of("/sea", title);
    let mail = told(&mailing, comment);
    assert_well_formed("of any script", &mail);
    assert!(mail.subject().contains(title), "{}", mail.subject());
    for part in [mail.text(), mail.html()] {
        assert!(part.contains(name) && part.contains("Grüße, 世界! ÆØÅ 🐚"), "{part}");
    }
}

#[test]
fn a_long_title_is_cut_between_characters() {
    let mailing = Mailing::start();
    let title = "潮".repeat(300);
    let mut wish = subscription("page", WREN);
    wish["page"] = page_of("/long", &title);
    mailing.follow_as(&wish, WREN);
    let mut comment = draft("words").json().clone();
    comment["page"] = page_of("/long", &title);
    let mail = told(&mailing, comment);
    assert_well_formed("a long one", &mail);
    let subject = mail.subject();
    assert!(subject.contains("潮潮潮") && !subject.contains('\u{FFFD}') && subject.chars().count() < 250, "{subject}");
}

/// Names of header fields that somebody tried to write, and the like.
const HOSTILE: [&str; 9] = [
    "tide\r\nBcc: evil@example.com",
    "tide\nBcc: evil@example.com",
    "tide\rBcc: evil@example.com",
    "tide\r\n\r\n<h1>another body</h1>",
    "tide\u{2028}Bcc: evil@example.com\u{85}X-Evil: yes",
    "tide\0Bcc: evil@example.com",
    "\"tide\" <evil@example.com>, evil@example.com; (comment) \\",
    "=?utf-8?q?tide=0D=0ABcc:=20evil@example.com?=",
    "tide\r\n.\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<evil@example.com>\r\nDATA\r\n",
];

/// Whoever wrote it: the same fields as a harmless mail, to the same one, from the same one.
#[track_caller]
fn assert_untouched(hostile: &str, mail: &Mail, harmless: &Mail) {
    assert_well_formed(hostile, mail);
    let names = |mail: &Mail| mail.headers().into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
    assert_eq!(names(mail), names(harmless), "{hostile:?}: {}", mail.head());
    assert_eq!((mail.from(), mail.to(), &mail.recipients[..]), (harmless.from(), harmless.to(), &[WREN.to_owned()][..]), "{hostile:?}");
    assert_eq!(mail.media_types(), harmless.media_types(), "{hostile:?}");
    assert!(!mail.subject().contains(['\r', '\n', '\0', '\u{2028}', '\u{85}']), "{:?}", mail.subject());
}

#[test]
fn no_title_writes_headers() {
    let mailing = Mailing::start();
    let followed = |key: &str, title: &str| {
        let mut wish = subscription("page", WREN);
        wish["page"] = page_of(key, title);
        mailing.ask(&wish)
    };
    mailing.follow(WREN);
    let harmless = told(&mailing, signed("words", "Rook", "rook@example.net").json().clone());
    for (n, hostile) in HOSTILE.iter().enumerate() {
        let key = format!("/{n}");
        if followed(&key, hostile).status == 422 {
            continue;
        }
        let mut comment = signed("words", "Rook", "rook@example.net").json().clone();
        comment["page"] = page_of(&key, hostile);
        assert_untouched(hostile, &told(&mailing, comment), &harmless);
    }
    mailing.settle();
    assert_eq!(mailing.smtp.mails_to("evil@example.com").len(), 0);
}

/// Posts what is made of each of them, and looks at the mails.
#[track_caller]
fn assert_none_writes_headers(comment: impl Fn(&str, &str) -> Draft) {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let harmless = told(&mailing, signed("words", "Rook", "rook@example.net").json().clone());
    // Comments that look alike would wait as advertisements.
    let words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india"];
    for (hostile, word) in HOSTILE.into_iter().zip(words) {
        let answer = mailing.server().visitor().post(&comment(hostile, word));
        if answer.status == 422 {
            continue;
        }
        let id = answer.json_of(201)["id"].as_str().unwrap().to_owned();
        assert_untouched(hostile, &mailing.mail_about(&id, WREN), &harmless);
    }
    mailing.settle();
    assert_eq!(mailing.smtp.mails_to("evil@example.com").len(), 0);
    let known = ["EHLO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"];
    assert!(mailing.smtp.commands().iter().all(|command| known.contains(&command.as_str())), "{:?}", mailing.smtp.commands());
}

#[test]
fn no_name_writes_headers() {
    assert_none_writes_headers(|hostile, word| signed(word, hostile, "rook@example.net"));
}

#[test]
fn no_words_write_headers() {
    assert_none_writes_headers(|hostile, word| signed(&format!("{word}\n{hostile}"), "Rook", "rook@example.net"));
}

#[test]
fn the_name_of_a_site_writes_no_headers() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let harmless = told(&mailing, draft("words").with("page", page_of(PAGE, TITLE)).json().clone());
    for hostile in HOSTILE {
        let answer = mailing.staff.owner.send("PATCH", &format!("/sites/{SITE}"), Some(&json!({"name": hostile})));
        if answer.status != 200 {
            continue;
        }
        let mail = told(&mailing, draft("words").with("page", page_of(PAGE, TITLE)).json().clone());
        let names = |mail: &Mail| mail.headers().into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
        assert_well_formed(hostile, &mail);
        assert_eq!((names(&mail), mail.from().1, mail.to()), (names(&harmless), harmless.from().1, harmless.to()), "{hostile:?}");
    }
}

#[test]
fn nothing_turns_the_direction_of_a_subject() {
    let mailing = Mailing::start();
    let title = "tide \u{202e}gpj.exe\u{2066} \u{200b}end";
    let mut wish = subscription("page", WREN);
    wish["page"] = page_of("/turned", title);
    mailing.follow_as(&wish, WREN);
    let mut comment = signed("words \u{202e} turned", "Rook", "rook@example.net").json().clone();
    comment["page"] = page_of("/turned", title);
    let subject = told(&mailing, comment).subject();
    assert!(!subject.contains(['\u{202e}', '\u{2066}', '\u{200b}']), "{subject:?}");
}

#[test]
fn lines_of_dots_are_words_like_others() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let body = "    .\n    ..\n    .QUIT\n\nfrom here\n\nFrom there";
    let mail = told(&mailing, signed(body, "Rook", "rook@example.net").json().clone());
    for line in [".", "..", ".QUIT"] {
        let has = mail.text().lines().any(|found| found.trim_start_matches(['>', ' ', '|']).trim() == line);
        assert!(has, "{line} is a line of {}", mail.text());
    }
    assert!(mail.text().contains("From there") && !mail.text().contains(">From there"), "{}", mail.text());
}

#[test]
fn a_readers_links_and_images_are_words() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    mailing.choose("each");
    let body = "[your bank](https://evil.example/login) ![x](https://evil.example/pixel.png) https://evil.example/bare <a href=\"https://evil.example/html\">h</a>";
    let comment = signed(body, "Rook", "rook@example.net").with("author", json!({"name": "Rook", "website": "https://evil.example/home"}));
    let posted = mailing.server().visitor().posts(&comment);
    for email in [WREN, OWNER] {
        let mail = mailing.mail_about(&posted, email);
        assert!(mail.html_links().iter().all(|link| !link.contains("evil.example")), "{}", mail.html());
        assert!(!mail.html().contains("<img") && !mail.html().contains("pixel.png\""), "{}", mail.html());
        for part in [mail.text(), mail.html()] {
            assert!(part.contains("your bank") && part.contains("https://evil.example/login"), "where it leads is shown: {part}");
        }
    }
}

#[test]
fn what_a_reader_wrote_is_no_html_of_ours() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let body = "<script>alert(1)</script> <b onclick=x>bold</b> {{ 7*7 }} {% raw %} ${x} &amp; </td></table> <!-- ";
    let comment = signed(body, "<b>Rook</b> {{ comment }}", "rook@example.net");
    let mail = told(&mailing, comment.json().clone());
    let html = mail.html().to_lowercase();
    assert!(!html.contains("<script") && !html.contains("<b onclick") && !html.contains("<b>rook"), "{html}");
    assert!(mail.text().contains("<b>Rook</b> {{ comment }}"), "{}", mail.text());
    assert!(mail.text().contains("{{ 7*7 }} {% raw %} ${x}"), "{}", mail.text());
}

#[test]
fn both_parts_say_the_same_of_every_kind_of_markdown() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let body = "first *alpha* **bravo** ~~charlie~~ `delta`\n\n> echo\n\n- foxtrot\n- golf\n\n1. hotel\n\n```\nindia\n```\n\nlast juliett";
    let mail = told(&mailing, signed(body, "Rook", "rook@example.net").json().clone());
    for word in ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "Rook"] {
        assert!(mail.text().contains(word) && mail.html().contains(word), "{word} in {}", mail.shown());
    }
}

#[test]
fn the_longest_comment_there_can_be_is_told_whole_or_cut_at_a_character() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let mail = told(&mailing, signed(&"潮 ".repeat(2_400), "Rook", "rook@example.net").json().clone());
    assert_well_formed("the longest", &mail);
    assert!(!mail.text().contains('\u{FFFD}') && !mail.html().contains('\u{FFFD}'));
    assert!(mail.raw.len() < 200_000, "{} bytes", mail.raw.len());
}
