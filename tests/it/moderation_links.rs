//! Deciding by the links of an owner's mail: a page shows what will happen, its button does it.

use serde_json::{Value, json};

use crate::support::mail::Mail;
use crate::support::mailing::{PUBLIC_URL, altered, assert_private_page};
use crate::support::page::{FORM, local};
use crate::support::staff::OWNER;
use crate::support::{Console, Mailing, Page, SITE};

const WREN: &str = "wren@example.org";

/// A comment that waits, and the mail that tells the owner so.
fn waiting(mailing: &Mailing, words: &str) -> (String, Mail) {
    mailing.staff.set(&json!({"hold": "all"}));
    let id = mailing.somebody_says(words);
    let mail = mailing.mail_about(&id, OWNER);
    (id, mail)
}

#[track_caller]
fn status(mailing: &Mailing, id: &str) -> Value {
    mailing.staff.owner.get(&format!("/comments/{id}")).json_of(200)["comment"]["status"].clone()
}

fn told_all() -> Mailing {
    let mailing = Mailing::start();
    mailing.choose("each");
    mailing
}

#[test]
fn each_link_shows_the_comment_and_its_button_alone_decides() {
    let mailing = told_all();
    for (action, after) in [("approve", "published"), ("spam", "spam"), ("remove", "removed")] {
        let words = format!("words to {action}");
        let (id, mail) = waiting(&mailing, &words);
        let link = mail.link(&format!("/moderation/{action}"));
        for method in ["GET", "HEAD", "GET"] {
            assert_eq!(mailing.guest().send(method, &local(&link), None).status, 200, "{method}");
        }
        let page = Page::opened(&mailing.guest(), &link);
        assert!(page.words().contains(&words), "{}", page.html());
        assert_eq!(status(&mailing, &id), "held", "{action}: opening a link decides nothing");
        assert_eq!(page.press().answer.status, 200);
        assert_eq!(status(&mailing, &id), after);
    }
}

#[test]
fn what_is_approved_from_a_mail_is_told_to_who_follows() {
    let mailing = told_all();
    mailing.follow(WREN);
    let (id, mail) = waiting(&mailing, "words");
    Page::opened(&mailing.guest(), &mail.link("/moderation/approve")).press();
    assert_eq!(mailing.told_of(WREN), std::slice::from_ref(&id));
    assert_eq!(mailing.told_of(OWNER), [id], "the owner knows it already");
}

#[test]
fn the_audit_log_says_whose_link_it_was() {
    let mailing = told_all();
    let (id, mail) = waiting(&mailing, "words");
    Page::opened(&mailing.guest(), &mail.link("/moderation/spam")).press();
    let log = mailing.staff.owner.get(&format!("/audit?site={SITE}")).json_of(200)["entries"].clone();
    assert!(log.to_string().contains("Olive Owner") && log.to_string().contains(&id), "{log}");
}

#[test]
fn an_answer_can_be_written_from_the_mail() {
    let mailing = told_all();
    let root = mailing.somebody_says("a question");
    let mail = mailing.mail_about(&root, OWNER);
    let page = Page::opened(&mailing.guest(), &mail.link("/moderation/reply"));
    assert!(page.words().contains("a question"), "{}", page.html());
    let form = page.forms().first().expect("there is a form").clone().filled("body", "the *owner's* answer");
    assert_eq!(page.send(&form).answer.status, 200);
    let comments = mailing.guest().read()["comments"].clone();
    assert_eq!((&comments[1]["parent"], &comments[1]["html"]), (&json!(root), &json!("<p>the <em>owner's</em> answer</p>\n")));
    assert_eq!(comments[1]["author"]["name"], "Olive Owner");
    let empty = page.send(&page.forms()[0].clone().filled("body", " "));
    assert!((400..500).contains(&empty.answer.status), "{}", empty.html());
    assert_eq!(mailing.guest().read()["comments"].as_array().unwrap().len(), 2);
}

#[test]
fn what_was_decided_meanwhile_is_not_decided_anew() {
    let mailing = told_all();
    let (id, mail) = waiting(&mailing, "words");
    let page = Page::opened(&mailing.guest(), &mail.link("/moderation/approve"));
    mailing.staff.owner.decide(&[&id], "spam").json_of(200);
    assert!(page.press().answer.status < 500);
    assert_eq!(status(&mailing, &id), "spam", "somebody has decided since the page was shown");
}

#[test]
fn a_link_is_good_for_its_own_comment_and_deed() {
    let mailing = told_all();
    let (first, mail) = waiting(&mailing, "first");
    let (second, _) = waiting(&mailing, "second");
    let token = mail.link("/moderation/approve").split_once("t=").unwrap().1.to_owned();
    for path in ["spam", "remove", "reply"] {
        let page = Page::open(&mailing.guest(), &format!("{PUBLIC_URL}/moderation/{path}?t={token}"));
        assert!((400..500).contains(&page.answer.status), "{path}: {}", page.html());
        let body = format!("t={token}&body=x").into_bytes();
        let posted = mailing.guest().send_bytes("POST", &format!("/moderation/{path}?t={token}"), Some((FORM, body)));
        assert!((400..500).contains(&posted.status), "{path}: {}", posted.text());
    }
    assert_eq!((status(&mailing, &first), status(&mailing, &second)), (json!("held"), json!("held")));
}

#[test]
fn forged_and_altered_links_do_nothing() {
    let mailing = told_all();
    let (id, mail) = waiting(&mailing, "words");
    let link = mail.link("/moderation/approve");
    let (before, token) = link.split_once("t=").unwrap();
    for token in altered(token) {
        let link = format!("{before}t={token}");
        let page = Page::open(&mailing.guest(), &link);
        assert!((400..500).contains(&page.answer.status), "{link}: {}", page.html());
        let posted = mailing.guest().send_bytes("POST", &local(&link), Some((FORM, Vec::new())));
        assert!((400..500).contains(&posted.status), "{link}: {}", posted.text());
    }
    assert_eq!(status(&mailing, &id), "held");
}

#[test]
fn a_link_ends_with_the_rights_of_who_got_it() {
    let mailing = told_all();
    let email = mailing.staff.add("Mo Derator", "moderator", SITE);
    let moderator = Console::sign_in(mailing.server(), &email);
    let account = moderator.send("PATCH", "/account", Some(&json!({"mail": "each"}))).json_of(200);
    mailing.staff.set(&json!({"hold": "all"}));
    let id = mailing.somebody_says("words");
    let link = mailing.mail_about(&id, &email).link("/moderation/approve");
    let page = Page::opened(&mailing.guest(), &link);
    let own = account["id"].as_str().or(account["account"]["id"].as_str()).expect("an account has an id");
    mailing.staff.owner.send("DELETE", &format!("/accounts/{own}"), None).json_of(204);
    assert!((400..500).contains(&page.press().answer.status));
    assert_eq!(status(&mailing, &id), "held");
}

#[test]
fn pages_of_links_are_kept_by_nobody_and_tell_nobody_where_they_are() {
    let mailing = told_all();
    let id = mailing.somebody_says("<script>alert(1)</script> words");
    let published = mailing.mail_about(&id, OWNER);
    let (_, waits) = waiting(&mailing, "<script>alert(1)</script> other words");
    for (mail, action) in [(&waits, "approve"), (&waits, "spam"), (&waits, "remove"), (&published, "reply")] {
        let page = Page::opened(&mailing.guest(), &mail.link(&format!("/moderation/{action}")));
        assert_private_page(&page);
    }
}

#[test]
fn a_button_is_about_the_words_that_are_shown_beside_it() {
    let mailing = told_all();
    let (writer, id) = mailing.staff.visitor_says("as the mail has it");
    let mail = mailing.mail_about(&id, OWNER);
    let before = Page::opened(&mailing.guest(), &mail.link("/moderation/remove"));
    writer.edit(&id, "and as it is now").json_of(200);
    let refused = before.press();
    assert_eq!((refused.answer.status, status(&mailing, &id)), (409, json!("published")), "{}", refused.html());
    assert!(refused.words().contains("and as it is now") && refused.words().contains("changed"), "{}", refused.html());
    assert_eq!(refused.press().answer.status, 200);
    assert_eq!(status(&mailing, &id), "removed");
}

#[test]
fn an_answer_is_not_posted_to_words_that_were_not_shown() {
    let mailing = told_all();
    let (writer, id) = mailing.staff.visitor_says("kittens are fine");
    let page = Page::opened(&mailing.guest(), &mailing.mail_about(&id, OWNER).link("/moderation/reply"));
    writer.edit(&id, "kittens are not fine").json_of(200);
    let form = page.forms().remove(0).filled("body", "I agree");
    let refused = page.send(&form);
    assert_eq!(refused.answer.status, 409);
    assert!(refused.html().contains("I agree") && refused.words().contains("not fine"), "{}", refused.html());
    assert_eq!(mailing.guest().read()["comments"].as_array().unwrap().len(), 1);
}
