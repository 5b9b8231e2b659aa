use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::domain::{CommentId, EmailAddress, Reason, SiteKey};

const AT: &str = "2026-07-03T10:00:00Z";

pub(super) fn mail() -> Mail {
    let config = config::Mail { from: "Low Water <comments@blog.example>".into(), ..config::Mail::default() };
    Mail::new(&config, "comments.example").unwrap()
}

fn at() -> Timestamp {
    AT.parse().unwrap()
}

fn link(path: &str) -> Url {
    Url::parse("https://comments.example/").unwrap().join(path).unwrap()
}

fn id(number: i64) -> CommentId {
    CommentId::from_i64(number)
}

fn quoted(name: &str, html: &str) -> Quoted {
    Quoted { id: id(9), name: Some(name.into()), badge: None, at: at(), html: html.into(), passage: None }
}

pub(super) fn letter(content: Content) -> Letter {
    Letter {
        to: EmailAddress::parse("ada@reader.example").unwrap(),
        to_name: Some("Ada".into()),
        date: at(),
        id: LetterId::Comment(id(9)),
        site: LetterSite {
            key: SiteKey::parse("my.blog").unwrap(),
            name: "Low Water".into(),
            url: Some("https://blog.example".into()),
            time_zone: TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(),
        },
        page: Some(LetterPage {
            key: "/tides".into(),
            title: Some("The tide printer".into()),
            url: Some("https://blog.example/tides".into()),
        }),
        links: LetterLinks { leave: link("subscription/leave?t=a&u=b"), manage: Some(link("subscription/manage?t=a")) },
        content,
    }
}

pub(super) fn reply() -> Letter {
    letter(Content::Comment {
        why: Why::Reply,
        comment: quoted("Charles", "<p>It does <em>not</em>.</p>"),
        answers: Some(quoted("Ada", "<p>Does it rise?</p>")),
        ancestors: vec![id(1), id(2)],
        url: Some(link("demo#comment-9")),
    })
}

/// The headers by name, unfolded and decoded, and what follows them.
fn headers(raw: &str) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in raw.split_once("\r\n\r\n").unwrap().0.split("\r\n") {
        match line.strip_prefix(' ') {
            Some(more) => {
                let value = &mut headers.last_mut().unwrap().1;
                value.push(' ');
                value.push_str(more);
            }
            None => {
                let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("no header: {line}"));
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    headers.into_iter().map(|(name, value)| (name, decoded(&value))).collect()
}

/// RFC 2047, as far as lettre writes it.
fn decoded(value: &str) -> String {
    let mut out = String::new();
    let mut was_encoded = false;
    for word in value.split(' ') {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        if !(out.is_empty() || was_encoded && encoded.is_some()) {
            out.push(' ');
        }
        was_encoded = encoded.is_some();
        match encoded {
            Some(encoded) => out.push_str(std::str::from_utf8(&data_encoding::BASE64.decode(encoded.as_bytes()).unwrap()).unwrap()),
            None => out.push_str(word),
        }
    }
    out
}

fn raw(composed: &Composed) -> &str {
    std::str::from_utf8(composed.raw()).unwrap()
}

fn header(composed: &Composed, name: &str) -> String {
    let found: Vec<String> = headers(raw(composed)).into_iter().filter(|(own, _)| own == name).map(|(_, value)| value).collect();
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found[0].clone()
}

fn composed(letter: &Letter) -> Composed {
    mail().compose(letter).unwrap()
}

#[test]
fn a_mail_has_every_header_once() {
    let mail = composed(&reply());
    let references = header(&mail, "References");
    let ids: Vec<&str> = references.split(' ').collect();
    assert!(ids[0].starts_with("<page-") && ids[0].ends_with("@comments.example>"), "{references}");
    assert_eq!(ids[1..], [format!("<comment-{}@comments.example>", id(1)), format!("<comment-{}@comments.example>", id(2))]);
    for (name, expected) in [
        ("From", "\"Low Water\" <comments@blog.example>".to_owned()),
        ("To", "Ada <ada@reader.example>".to_owned()),
        ("Subject", "New reply to you: The tide printer".to_owned()),
        ("Date", "Fri, 3 Jul 2026 12:00:00 +0200".to_owned()),
        ("Message-ID", format!("<comment-{}@comments.example>", id(9))),
        ("In-Reply-To", format!("<comment-{}@comments.example>", id(2))),
        ("List-Id", "Low Water <my-blog.comments.example>".to_owned()),
        ("List-Unsubscribe", "<https://comments.example/subscription/leave?t=a&u=b>".to_owned()),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("MIME-Version", "1.0".to_owned()),
    ] {
        assert_eq!(header(&mail, name), expected);
    }
    assert!(header(&mail, "Content-Type").starts_with("multipart/alternative;"));
}

#[test]
fn every_kind_can_be_left_and_says_that_no_person_wrote_it() {
    for letter in samples::letters().unwrap() {
        let mail = composed(&letter);
        for name in
            ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Message-ID", "Date", "Subject", "From", "To"]
        {
            assert!(!header(&mail, name).is_empty());
        }
        let leave = letter.links.leave.as_str();
        assert!(mail.text().contains(leave) && mail.html().contains(leave), "{}", letter.content.kind());
    }
}

#[test]
fn comments_of_a_page_are_one_thread() {
    let page = |mut letter: Letter, own: Vec<CommentId>| {
        if let Content::Comment { ancestors, .. } = &mut letter.content {
            *ancestors = own;
        }
        composed(&letter)
    };
    let root = page(reply(), Vec::new());
    assert_eq!(header(&root, "In-Reply-To"), header(&root, "References"));
    let deep = page(reply(), (1..5_000).map(id).collect());
    let references = header(&deep, "References");
    assert!(references.starts_with(&header(&root, "References")), "{references}");
    assert!(references.contains(&id(1).to_string()) && references.ends_with(&format!("<comment-{}@comments.example>", id(4_999))));
    assert!(references.split(' ').count() < 30, "{references}");
}

#[test]
fn the_same_letter_makes_the_same_mail() {
    assert_eq!(composed(&reply()).raw(), composed(&reply()).raw());
}

#[test]
fn text_comes_first_and_both_parts_say_the_same() {
    let mail = composed(&reply());
    let message = raw(&mail);
    let (plain, html) = (message.find("text/plain; charset=utf-8").unwrap(), message.find("text/html; charset=utf-8").unwrap());
    assert!(plain < html);
    for words in [
        "Charles",
        "replied to you",
        "The tide printer",
        "Does it rise?",
        "3 July 2026, 12:00 CEST",
        "https://comments.example/demo#comment-9",
    ] {
        assert!(mail.text().contains(words), "{words}: {}", mail.text());
        assert!(mail.html().contains(words), "{words}: {}", mail.html());
    }
    assert!(mail.text().contains("> Does it rise?\n") && mail.text().contains("\n> It does _not_.\n"), "{}", mail.text());
}

#[test]
fn nothing_is_fetched_and_no_link_is_a_readers() {
    let mut letter = reply();
    if let Content::Comment { comment, .. } = &mut letter.content {
        comment.html = "<p>see <a href=\"https://evil.example/login\">your bank</a> <img src=\"https://evil.example/p.gif\" alt=\"\"></p><script>x</script>".into();
        comment.name = Some("<img src=x onerror=alert(1)>".into());
        comment.badge = Some("\"><script>".into());
    }
    letter.page.as_mut().unwrap().title = Some("</h1><script>alert(1)</script>".into());
    let mail = composed(&letter);
    assert!(!mail.html().contains("<img") && !mail.html().contains("<script") && !mail.html().contains("src=\""), "{}", mail.html());
    for address in mail.html().split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(address.starts_with("https://comments.example/") || address.starts_with("https://blog.example"), "{address}");
    }
    assert!(mail.text().contains("your bank <https://evil.example/login>"));
}

#[test]
fn no_header_can_be_injected() {
    let evil = "x\r\nBcc: victim@example.org\r\n\r\nbody\u{0}\u{85}\u{2028}";
    let mut letter = reply();
    letter.to_name = Some(evil.into());
    letter.site.name = evil.into();
    letter.page = Some(LetterPage { key: evil.into(), title: Some(evil.into()), url: None });
    let names = |mail: &Composed| headers(raw(mail)).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let mail = composed(&letter);
    assert_eq!(names(&mail), names(&composed(&reply())));
    assert_eq!(mail.subject(), "New reply to you: x Bcc: victim@example.org body");
    for bad in ["a@b.example\r\nBcc: c@d.example", "Ada <a@b.example>, c@d.example", "a:b@c.example;", "nobody"] {
        let config = config::Mail { from: bad.into(), transport: config::Transport::Folder, ..config::Mail::default() };
        assert!(matches!(Mail::new(&config, "comments.example"), Err(MailError::From)), "{bad}");
    }
    for bad in ["", "a b", "a\r\nb", "a>b", "[::1", "a..b", "ü.example"] {
        assert!(matches!(Mail::new(&config::Mail::default(), bad), Err(MailError::Host(_))), "{bad}");
    }
    assert!(Mail::new(&config::Mail::default(), "[::1]").is_ok());
}

#[test]
fn names_and_titles_beyond_ascii_arrive_as_they_are() {
    let mut letter = reply();
    letter.to_name = Some("Žofie \"Ž\" <Nováková> 🌊".into());
    letter.site.name = "Nízká voda, z.s.".into();
    letter.page.as_mut().unwrap().title = Some("Příliv 潮汐 🌊 المد".into());
    let mail = composed(&letter);
    assert!(mail.raw().is_ascii());
    assert_eq!(header(&mail, "Subject"), "New reply to you: Příliv 潮汐 🌊 المد");
    assert_eq!(header(&mail, "List-Id"), "Nízká voda z s <my-blog.comments.example>");
    let to = header(&mail, "To");
    assert!(to.contains("Žofie") && to.contains("🌊") && to.ends_with("<ada@reader.example>"), "{to}");
}

#[test]
fn a_list_has_a_name_also_where_the_server_has_only_a_number() {
    for (host, id) in [("127.0.0.1", "127-0-0-1.localhost"), ("[::1]", "--1.localhost"), ("comments.example", "comments.example")] {
        let config = config::Mail { from: "a@b.example".into(), transport: config::Transport::Folder, ..config::Mail::default() };
        let mail = Mail::new(&config, host).unwrap().compose(&reply()).unwrap();
        assert!(header(&mail, "List-Id").ends_with(&format!("<my-blog.{id}>")), "{}", header(&mail, "List-Id"));
    }
}

#[test]
fn long_titles_are_cut_and_lines_turn_for_nobody() {
    let mut letter = reply();
    letter.page.as_mut().unwrap().title = Some("潮".repeat(300));
    let mail = composed(&letter);
    assert_eq!(mail.subject(), format!("New reply to you: {}…", "潮".repeat(89)));
    assert!(raw(&mail).split("\r\n").all(|line| line.len() <= 998));
    letter.page.as_mut().unwrap().title = Some("invoice\u{202E}gpj.exe\u{2066}\u{200F}".into());
    assert_eq!(composed(&letter).subject(), "New reply to you: invoicegpj.exe");
    letter.page.as_mut().unwrap().title = Some("\u{202E}\u{200B}".into());
    assert_eq!(composed(&letter).subject(), "New reply to you: /tides");
}

#[test]
fn what_only_looks_encoded_is_not_decoded() {
    let mut letter = reply();
    letter.page.as_mut().unwrap().title = Some("=?utf-8?q?=0D=0ABcc:_x?=".into());
    letter.to_name = Some("=?utf-8?b?AAAA?=".into());
    let mail = composed(&letter);
    assert!(raw(&mail).contains("\r\nSubject: New reply to you: = ?utf-8?q?=0D=0ABcc:_x?=\r\n"));
    assert_eq!(header(&mail, "To"), "= ?utf-8?b?AAAA?= <ada@reader.example>");
}

#[test]
fn domains_beyond_ascii_are_written_as_the_dns_has_them() {
    let mut letter = reply();
    letter.to = EmailAddress::parse("ada@čtenář.example").unwrap();
    let mail = composed(&letter);
    assert_eq!(header(&mail, "To"), "Ada <ada@xn--ten-gla0t2q.example>");
    letter.to = EmailAddress::parse("žofie@example.org").unwrap();
    assert!(raw(&composed(&letter)).contains("žofie@example.org"));
    let config = config::Mail { from: "Blog <a@blög.example>".into(), ..config::Mail::default() };
    let mail = Mail::new(&config, "comments.example").unwrap();
    assert_eq!(mail.domain(), Some("xn--blg-tna.example"));
}

#[test]
fn a_moderators_mail_says_why_a_comment_waits() {
    let actions = ModerationLinks {
        approve: Some(link("moderation/approve?t=1")),
        spam: link("moderation/spam?t=2"),
        remove: link("moderation/remove?t=3"),
        reply: link("moderation/reply?t=4"),
        console: link("admin"),
    };
    let mail = composed(&letter(Content::Moderation {
        comment: quoted("Eve", "<p>Buy</p>"),
        answers: None,
        ancestors: Vec::new(),
        waiting: Some(vec![Reason::FirstComment, Reason::Word("casino".into())]),
        actions,
    }));
    assert_eq!(mail.subject(), "Waiting for you: The tide printer");
    for part in [mail.text(), mail.html()] {
        assert!(part.contains("first comment here, and it holds “casino”"), "{part}");
        for path in ["approve?t=1", "spam?t=2", "remove?t=3", "reply?t=4"] {
            assert!(part.contains(path), "{path}: {part}");
        }
    }
}

#[test]
fn a_digest_counts_and_names_its_page() {
    let entry = |key: &str, waiting| DigestEntry {
        page: LetterPage { key: key.into(), title: None, url: None },
        comment: quoted("Eve", "<p>Words</p>"),
        waiting,
        url: None,
    };
    let subject = |entries| composed(&letter(Content::Digest { entries, more: false, console: link("admin") })).subject().to_owned();
    assert_eq!(subject(vec![entry("/a", false)]), "1 new comment: /a");
    assert_eq!(subject(vec![entry("/a", true), entry("/a", false)]), "2 new comments, 1 waiting: /a");
    assert_eq!(subject(vec![entry("/a", false), entry("/b", false)]), "2 new comments: Low Water");
}

#[test]
fn every_template_of_the_program_makes_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    with_templates(folder.path()).unwrap();
}

#[test]
fn an_owners_templates_replace_those_of_the_same_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("comment.subject.txt"), "Hey,\n {{ comment.name }}!\n").unwrap();
    fs::write(folder.path().join("notes.md"), "mine").unwrap();
    let mail = with_templates(folder.path()).unwrap();
    assert_eq!(mail.compose(&reply()).unwrap().subject(), "Hey, Charles!");
}

fn with_templates(folder: &Path) -> Result<Mail, MailError> {
    let config = config::Mail { from: "a@b.example".into(), templates: Some(folder.to_owned()), ..config::Mail::default() };
    Mail::new(&config, "comments.example")
}

#[test]
fn a_broken_template_is_refused_at_start_and_named() {
    for (name, text, expected) in [
        ("comment.html", "{% if %}", "comment.html:1"),
        ("comment.html", "{{ coment.name }}", "comment: the template fails: undefined value"),
        ("comment.txt", "{{ url | upper | nothing }}", "nothing"),
        ("moderation.txt", "\n{{ actions.aprove }}", "moderation.txt:2"),
        ("digest.txt", "{{ entries[0].comment.name }}", "digest"),
        ("confirmation.txt", "Confirm on our page", "confirmation: the template leaves out what the mail is sent for"),
        ("code.html", "<p>Your code is in the other part</p>", "code: the template leaves out"),
        ("comment.subject.txt", " \n", "comment: the template leaves out"),
        ("layout.html", "{% block content %}", "layout.html"),
        ("code.txt", "{% for a in range(9999) %}{% for b in range(9999) %}{{ a + b }}{% endfor %}{% endfor %}", "code: the template fails"),
        ("coment.html", "x", "there is no such template; there are code.html"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let message = with_templates(folder.path()).err().unwrap_or_else(|| panic!("{name} {text}")).to_string();
        assert!(message.contains(expected) && !message.contains('\n'), "{name}: {message}");
    }
    let folder = tempfile::tempdir().unwrap();
    let missing = with_templates(&folder.path().join("none")).err().unwrap().to_string();
    assert!(missing.contains("none: "), "{missing}");
    fs::write(folder.path().join("code.txt"), b"\xff").unwrap();
    assert!(with_templates(folder.path()).err().unwrap().to_string().contains("code.txt: "));
}

#[test]
fn mails_can_be_sent_from_any_task() {
    fn is_shared<T: Send + Sync>(value: T) -> T {
        value
    }
    fn is_sent<T: Send>(value: T) -> T {
        value
    }
    let mail = is_shared(mail());
    let composed = mail.compose(&reply()).unwrap();
    drop(is_sent(mail.send(&composed)));
}

#[test]
fn who_sends_nothing_needs_no_sender() {
    let mail = Mail::new(&config::Mail::default(), "comments.example").unwrap();
    assert!(!mail.is_on());
    assert!(matches!(mail.compose(&reply()), Err(ComposeError::NoSender)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_names_come_the_headers_are_the_same_ones(
        name in "(\\PC|[\r\n\"<>(),;:@=?\\\\\u{202E}]){0,60}",
        title in "(\\PC|[\r\n\"<>=?\u{2028}\u{85}]){0,320}",
    ) {
        let mut letter = reply();
        letter.to_name = Some(name.clone());
        letter.site.name = name.clone();
        letter.page = Some(LetterPage { key: "/k".into(), title: Some(title), url: None });
        let mail = composed(&letter);
        let message = raw(&mail);
        prop_assert!(message.is_ascii());
        prop_assert!(message.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
        let names: Vec<String> = headers(message).into_iter().map(|(name, _)| name).collect();
        let usual: Vec<String> = headers(raw(&composed(&reply()))).into_iter().map(|(name, _)| name).collect();
        prop_assert_eq!(names, usual);
    }
}
