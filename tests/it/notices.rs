//! Who is told what, and who is not.

use serde_json::{Value, json};

use crate::support::builders::Draft;
use crate::support::mail::Mail;
use crate::support::mailing::{TITLE, page, page_of, signed, subscription};
use crate::support::staff::OWNER;
use crate::support::tokens::{now, sign};
use crate::support::{Client, Console, Fault, Mailing, PAGE, Page, SITE, Setup, draft, wait_for};

const WREN: &str = "wren@example.org";
const ROOK: &str = "rook@example.net";

fn by_wren(body: &str) -> Draft {
    signed(body, "Wren", WREN)
}

#[test]
fn who_was_answered_is_told_what_and_by_whom() {
    let mailing = Mailing::start();
    let (_, root) = mailing.writer(by_wren("When does the water turn?"), WREN);
    let answer = signed("At *half past six*, **as ever**.", "Rook", ROOK).answering(&root);
    let reply = mailing.server().visitor().posts(&answer);
    let mail = mailing.mail_about(&reply, WREN);
    assert!(mail.subject().contains(TITLE), "{}", mail.subject());
    for part in [mail.text(), mail.html()] {
        for words in ["Rook", "half past six", "as ever", "When does the water turn?"] {
            assert!(part.contains(words), "{words} is not in {part}");
        }
        assert!(!part.contains(ROOK), "nobody's address is told: {part}");
    }
    assert_eq!(mailing.told_of(WREN), [reply]);
    assert_eq!(mailing.told(ROOK).len(), 0);
}

#[test]
fn replies_to_mine_are_all_comments_below_it_and_no_others() {
    let mailing = Mailing::start();
    let (_, root) = mailing.writer(by_wren("root"), WREN);
    let first = mailing.somebody_answers(&root, "first");
    let second = mailing.somebody_answers(&first, "second");
    let third = mailing.somebody_answers(&second, "third");
    let beside = mailing.somebody_says("beside");
    mailing.somebody_answers(&beside, "below that");
    assert_eq!(mailing.told_of(WREN), [first, second, third]);
}

#[test]
fn replies_to_a_reply_of_mine_are_those_below_it() {
    let mailing = Mailing::start();
    let root = mailing.somebody_says("root");
    let (_, mine) = mailing.writer(by_wren("mine").answering(&root), WREN);
    mailing.somebody_answers(&root, "beside mine");
    let below = mailing.somebody_answers(&mine, "below mine");
    assert_eq!(mailing.told_of(WREN), [below]);
}

#[test]
fn who_follows_a_page_is_told_everything_on_it_and_nothing_of_others() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let root = mailing.somebody_says("root");
    let reply = mailing.somebody_answers(&root, "reply");
    mailing.server().visitor().posts(&draft("elsewhere").with("page", page_of("/elsewhere", "Elsewhere")));
    assert_eq!(mailing.told_of(WREN), [root, reply]);
}

#[test]
fn a_comment_can_ask_for_its_whole_page() {
    let mailing = Mailing::start();
    mailing.server().visitor().posts(&by_wren("tell me all").with("notify", json!("page")));
    mailing.confirm(WREN);
    let root = mailing.somebody_says("not below it");
    assert_eq!(mailing.told_of(WREN), [root]);
}

#[test]
fn one_branch_can_be_followed_without_a_word() {
    let mailing = Mailing::start();
    let (root, other) = (mailing.somebody_says("root"), mailing.somebody_says("other"));
    let mut branch = subscription("replies", WREN);
    branch["comment"] = json!(root);
    mailing.follow_as(&branch, WREN);
    let reply = mailing.somebody_answers(&root, "reply");
    let below = mailing.somebody_answers(&reply, "below");
    mailing.somebody_answers(&other, "elsewhere");
    assert_eq!(mailing.told_of(WREN), [reply, below]);
}

#[test]
fn whatever_matches_one_event_is_one_mail_to_one_address() {
    let mailing = Mailing::start();
    let (wren, root) = mailing.writer(by_wren("root"), WREN);
    let between = mailing.somebody_answers(&root, "between");
    let mine = wren.posts(&by_wren("mine too").answering(&between).with("notify", json!("page")));
    for scope in ["page", "replies"] {
        let mut again = subscription(scope, "Wren@Example.ORG");
        again["comment"] = if scope == "replies" { json!(mine) } else { Value::Null };
        mailing.ask(&again).json_of(202);
    }
    let reply = mailing.somebody_answers(&mine, "below both");
    assert_eq!(mailing.told_of(WREN), [between, reply]);
}

#[test]
fn who_writes_is_never_told_of_it() {
    let mailing = Mailing::start();
    let (wren, root) = mailing.writer(by_wren("root").with("notify", json!("page")), WREN);
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let mine = wren.posts(&by_wren("my own answer").answering(&root));
    wren.posts(&draft("without name and address").with("page", page()).answering(&mine));
    let other = mailing.somebody_says("somebody else's");
    assert_eq!(mailing.told_of(WREN), [other]);
}

#[test]
fn a_held_comment_is_told_when_it_is_approved_and_once() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    mailing.staff.set(&json!({"hold": "all"}));
    let id = mailing.somebody_says("wait for it");
    assert_eq!(mailing.told(WREN).len(), 0);
    for status in ["published", "held", "published", "removed", "published"] {
        mailing.staff.owner.decide(&[&id], status).json_of(200);
    }
    assert_eq!(mailing.told_of(WREN), [id]);
}

#[test]
fn spam_is_never_told() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    mailing.choose("each");
    let caught = draft("buy").with("page", page()).with("subject", json!("offer"));
    mailing.server().visitor().posts(&caught);
    mailing.staff.set(&json!({"hold": "all"}));
    let held = mailing.somebody_says("held and then spam");
    mailing.staff.owner.decide(&[&held], "spam").json_of(200);
    assert_eq!(mailing.told(WREN).len(), 0);
    let to_owner = mailing.told(OWNER);
    assert!(to_owner.iter().all(|mail| !mail.text().contains("buy")), "{to_owner:?}");
}

#[test]
fn what_is_taken_away_before_its_mail_is_sent_is_not_told() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    mailing.smtp.fails(Fault::RefusesConnections);
    let spam = mailing.somebody_says("regretted spam");
    let (writer, regretted) = mailing.staff.visitor_says("regretted words");
    let kept = mailing.somebody_says("kept");
    mailing.staff.owner.decide(&[&spam], "spam").json_of(200);
    writer.delete(&regretted).json_of(204);
    mailing.smtp.recovers();
    assert_eq!(mailing.told_of(WREN), [kept]);
}

#[test]
fn an_edit_is_told_to_nobody() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let (writer, id) = mailing.staff.visitor_says("frist");
    mailing.mail_about(&id, WREN);
    writer.edit(&id, "first").json_of(200);
    mailing.staff.owner.send("PATCH", &format!("/comments/{id}"), Some(&json!({"body": "First."}))).json_of(200);
    assert_eq!(mailing.told_of(WREN), [id]);
}

#[test]
fn votes_and_pins_are_told_to_nobody() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let id = mailing.somebody_says("words");
    mailing.server().visitor().vote(&id, 1).json_of(200);
    mailing.staff.owner.send("PUT", &format!("/comments/{id}/pin"), Some(&json!({"pinned": true}))).json_of(200);
    assert_eq!(mailing.told_of(WREN), [id]);
}

#[test]
fn who_has_not_confirmed_gets_one_mail_and_nothing_else() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    let root = mailing.server().visitor().posts(&by_wren("root").with("notify", json!("replies")));
    mailing.somebody_answers(&root, "reply");
    mailing.settle();
    let mails = mailing.smtp.mails_to(WREN);
    assert!(mails.iter().all(Mail::is_confirmation), "{mails:?}");
    assert_eq!(mails.len(), 1, "two wishes within a moment are one mail");
}

#[test]
fn a_confirmation_holds_for_all_that_an_address_asked_for_on_its_site() {
    let mailing = Mailing::of(Setup::new().site("shop", "https://shop.example"));
    mailing.follow(WREN);
    let mut another = subscription("page", WREN);
    another["page"] = page_of("/another", "Another");
    mailing.ask(&another).json_of(202);
    let told = mailing.server().visitor().posts(&draft("on the other page").with("page", page_of("/another", "Another")));
    assert_eq!(mailing.told_of(WREN), [told]);
    let confirmations = || mailing.smtp.mails_to(WREN).iter().filter(|mail| mail.is_confirmation()).count();
    assert_eq!(confirmations(), 1);
    let of_shop = json!({"site": "shop", "page": {"key": "/a"}, "scope": "page", "email": WREN});
    mailing.ask(&of_shop).json_of(202);
    mailing.smtp.wait_for_mails_to(WREN, 3);
    assert_eq!(confirmations(), 2, "another site asks for itself");
}

#[test]
fn what_was_said_before_an_address_confirmed_is_not_told_afterwards() {
    let mailing = Mailing::start();
    mailing.ask(&subscription("page", WREN)).json_of(202);
    mailing.confirmation(WREN);
    mailing.somebody_says("too early");
    mailing.confirm(WREN);
    let later = mailing.somebody_says("in time");
    assert_eq!(mailing.told_of(WREN), [later]);
}

#[test]
fn who_is_signed_in_with_an_address_that_is_known_needs_no_confirmation() {
    let mailing = Mailing::start();
    let email = mailing.staff.add("Aud Author", "author", SITE);
    let author = mailing.staff.thread_of(&email, SITE);
    Console::sign_in(mailing.server(), &email).send("PATCH", "/account", Some(&json!({"mail": "none"}))).json_of(200);
    let follow =
        |client: &Client| client.send("POST", "/api/v1/subscriptions", Some(&json!({"site": SITE, "page": page(), "scope": "page"})));
    assert_eq!(follow(&author).json_of(202), json!({"status": "subscribed"}));
    author.posts(&draft("my own").with("page", page()));
    let told = mailing.somebody_says("words");
    assert_eq!(mailing.told_of(&email), [told]);
    assert_eq!(mailing.smtp.mails_to(&email).len(), 1);
    assert_eq!(author.viewer().json_of(200)["subscriptions"]["page"], true);
    let page = json!({"site": SITE, "page": {"key": PAGE}, "scope": "page"});
    author.send("DELETE", "/api/v1/subscriptions", Some(&page)).json_of(204);
    mailing.somebody_says("untold");
    assert_eq!(mailing.told(&email).len(), 1);
    assert_eq!(author.viewer().json_of(200)["subscriptions"]["page"], false);
}

#[test]
fn a_member_is_told_at_the_address_that_the_site_says_is_proved() {
    let mailing = Mailing::start();
    let made = mailing.staff.owner.send("PUT", "/sites/blog/sso", Some(&json!({"algorithm": "HS256"}))).json_of(200);
    let secret = made["secret"].as_str().unwrap();
    let enter = |claims: Value| {
        let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
        let token = sign(&header, &claims, secret.as_bytes());
        let session = mailing.guest().send("POST", "/api/v1/sso", Some(&json!({"site": SITE, "token": token}))).json_of(200);
        mailing.guest().with_token(session["token"].as_str().unwrap())
    };
    let claims = |id: &str, proved: bool| json!({"sub": id, "name": "Mem Ber", "aud": SITE, "iat": now(), "exp": now() + 300, "email": WREN, "email_verified": proved});
    let wish = json!({"site": SITE, "page": page(), "scope": "page"});
    let unproved = enter(claims("member-8", false));
    assert_eq!(unproved.viewer().json_of(200)["email_verified"], false);
    unproved.send("POST", "/api/v1/subscriptions", Some(&wish)).field_problem(422, "invalid_request", "email");
    let proved = enter(claims("member-7", true));
    assert_eq!(proved.viewer().json_of(200)["email_verified"], true);
    assert_eq!(proved.send("POST", "/api/v1/subscriptions", Some(&wish)).json_of(202), json!({"status": "subscribed"}));
    let told = mailing.somebody_says("words");
    assert_eq!(mailing.told_of(WREN), [told]);
}

#[test]
fn who_asks_for_notices_must_say_where_to() {
    let mailing = Mailing::start();
    let visitor = mailing.server().visitor();
    let without = draft("words").with("notify", json!("replies"));
    visitor.post(&without).field_problem(422, "invalid_request", "notify");
    visitor.post(&by_wren("words").with("notify", json!("everything"))).problem(422, "invalid_request");
    assert_eq!(visitor.read()["comments"], json!([]));
}

#[test]
fn an_owner_is_told_of_each_comment_but_their_own() {
    let mailing = Mailing::start();
    mailing.choose("each");
    mailing.staff.thread_of(OWNER, SITE).posts(&draft("my own").with("page", page()));
    let told = mailing.somebody_says("the comment's own words");
    assert_eq!(mailing.told_of(OWNER), std::slice::from_ref(&told));
    let mail = mailing.mail_about(&told, OWNER);
    assert!(mail.text().contains("the comment's own words") && mail.subject().contains(TITLE), "{}", mail.shown());
    for action in ["spam", "remove", "reply"] {
        assert!(mail.has_link(&format!("/moderation/{action}")), "{action} in {}", mail.text());
    }
    assert!(!mail.has_link("/moderation/approve"), "it is published already: {}", mail.text());
}

#[test]
fn an_owner_is_told_why_a_comment_waits() {
    let mailing = Mailing::start();
    mailing.choose("waiting");
    mailing.somebody_says("nothing waits");
    mailing.staff.set(&json!({"hold_words": ["casino"]}));
    let waiting = mailing.somebody_says("a casino on the beach");
    assert_eq!(mailing.told_of(OWNER), std::slice::from_ref(&waiting));
    let mail = mailing.mail_about(&waiting, OWNER);
    assert!(mail.has_link("/moderation/approve"), "{}", mail.text());
    assert!(mail.text().replace("a casino on the beach", "").contains("casino"), "the word is named: {}", mail.text());
}

#[test]
fn an_owner_who_wants_none_or_a_daily_one_is_not_told_at_once() {
    for choice in ["none", "daily"] {
        let mailing = Mailing::start();
        mailing.choose(choice);
        mailing.follow(WREN);
        mailing.staff.set(&json!({"hold_words": ["casino"]}));
        mailing.somebody_says("casino");
        let told = mailing.somebody_says("words");
        assert_eq!(mailing.told_of(WREN), [told]);
        assert_eq!(mailing.told(OWNER).len(), 0, "{choice}");
    }
}

#[test]
fn an_owner_who_follows_too_gets_one_mail() {
    let mailing = Mailing::start();
    mailing.choose("each");
    let wish = json!({"site": SITE, "page": page(), "scope": "page"});
    let owner = mailing.staff.thread_of(OWNER, SITE);
    owner.send("POST", "/api/v1/subscriptions", Some(&wish)).json_of(202);
    let told = mailing.somebody_says("words");
    assert_eq!(mailing.told_of(OWNER), [told]);
}

#[test]
fn each_account_has_its_own_choice_and_owners_may_change_it() {
    let mailing = Mailing::start();
    mailing.choose("none");
    let email = mailing.staff.add("Mo Derator", "moderator", SITE);
    let moderator = Console::sign_in(mailing.server(), &email);
    let account = moderator.get("/session").json_of(200)["account"].clone();
    for choice in ["none", "daily", "waiting", "each"] {
        let path = format!("/accounts/{}", account["id"].as_str().unwrap());
        mailing.staff.owner.send("PATCH", &path, Some(&json!({"mail": choice}))).json_of(200);
        assert_eq!(moderator.get("/session").json_of(200)["account"]["mail"], choice);
    }
    moderator.send("PATCH", "/account", Some(&json!({"mail": "hourly"}))).problem(422, "invalid_request");
    let told = mailing.somebody_says("words");
    assert_eq!((mailing.told_of(&email), mailing.told(OWNER).len()), (vec![told], 0));
}

#[test]
fn who_may_not_decide_gets_no_links_to_decide_and_nothing_of_other_sites() {
    let mailing = Mailing::of(Setup::new().site("shop", "https://shop.example"));
    let (author, other) = (mailing.staff.add("Aud Author", "author", SITE), mailing.staff.add("Oth Er", "moderator", "shop"));
    for email in [&author, &other] {
        let console = Console::sign_in(mailing.server(), email);
        console.send("PATCH", "/account", Some(&json!({"mail": "each"}))).json_of(200);
    }
    mailing.somebody_says("words");
    assert_eq!(mailing.told(&other).len(), 0);
    for mail in mailing.told(&author) {
        assert!(!mail.text().contains("/moderation/") && !mail.html().contains("/moderation/"), "{}", mail.shown());
    }
}

#[test]
fn a_console_reply_is_told_like_any_other() {
    let mailing = Mailing::start();
    let (_, root) = mailing.writer(by_wren("a question"), WREN);
    let reply = mailing.staff.owner.post(&format!("/comments/{root}/reply"), &json!({"body": "the owner's answer"})).json_of(201);
    let mail = mailing.smtp.wait_for_mail_with(WREN, "the owner's answer");
    assert_eq!(mail.comment().as_deref(), reply["id"].as_str().or(reply["comment"]["id"].as_str()));
    assert!(mail.text().contains("Olive Owner"), "{}", mail.text());
}

#[test]
fn who_decides_is_told_again_when_an_edit_makes_a_comment_wait() {
    let mailing = Mailing::start();
    mailing.choose("each");
    mailing.follow(WREN);
    mailing.staff.set(&json!({"hold_words": ["casino"]}));
    let (writer, id) = mailing.staff.visitor_says("harmless");
    let first = mailing.mail_about(&id, OWNER);
    mailing.mail_about(&id, WREN);
    writer.edit(&id, "visit the casino").json_of(200);
    let again = mailing.smtp.wait_for_mail_with(OWNER, "visit the casino");
    assert!(again.has_link("/moderation/approve"), "{}", again.text());
    assert_ne!(first.header("message-id"), again.header("message-id"), "mail programs show copies of one id once");
    assert_eq!(again.ids("in-reply-to"), first.ids("message-id"));
    let approve = Page::opened(&mailing.guest(), &again.link("/moderation/approve"));
    assert_eq!(approve.press().answer.status, 200);
    writer.edit(&id, "the casino once more").json_of(200);
    mailing.smtp.wait_for_mail_with(OWNER, "the casino once more");
    assert_eq!((mailing.told(OWNER).len(), mailing.told_of(WREN)), (3, vec![id]));
}

#[test]
fn an_edit_before_the_mail_about_a_comment_is_sent_is_one_mail() {
    let mailing = Mailing::start();
    mailing.choose("each");
    mailing.staff.set(&json!({"hold_words": ["casino"]}));
    mailing.smtp.fails(Fault::RefusesConnections);
    let (writer, id) = mailing.staff.visitor_says("harmless");
    writer.edit(&id, "visit the casino").json_of(200);
    mailing.smtp.recovers();
    mailing.smtp.wait_for_mail_with(OWNER, "visit the casino");
    assert_eq!(mailing.told(OWNER).len(), 1);
}

#[test]
fn who_types_a_known_address_changes_nothing_of_what_its_owner_is_told() {
    let mailing = Mailing::start();
    mailing.follow(WREN);
    let stranger = mailing.server().visitor();
    stranger.send("POST", "/api/v1/subscriptions", Some(&subscription("page", WREN))).json_of(202);
    stranger.posts(&draft("with notify").with("page", page()).with("author", json!({"email": WREN})).with("notify", json!("page")));
    let told = stranger.posts(&signed("words of the stranger", "Rook", ROOK));
    assert!(mailing.told_of(WREN).contains(&told));
}

#[test]
fn what_is_taken_away_and_put_back_is_told_to_nobody_again() {
    let mailing = Mailing::start();
    let old = mailing.somebody_says("old words");
    mailing.follow(WREN);
    for status in ["spam", "published", "removed", "published"] {
        mailing.staff.owner.decide(&[&old], status).json_of(200);
    }
    assert_eq!(mailing.told(WREN).len(), 0);
}

#[test]
fn a_moderator_who_follows_is_told_of_what_a_colleague_approves() {
    let mailing = Mailing::start();
    mailing.choose("none");
    let email = mailing.staff.add("Mo Derator", "moderator", SITE);
    let wish = json!({"site": SITE, "page": page(), "scope": "page"});
    mailing.staff.thread_of(&email, SITE).send("POST", "/api/v1/subscriptions", Some(&wish)).json_of(202);
    mailing.staff.set(&json!({"hold": "all"}));
    mailing.smtp.fails(Fault::RefusesConnections);
    let id = mailing.somebody_says("waits, and then not");
    // Approved not while the mail that asks to decide is being tried: the next try is a second away.
    wait_for("a try in vain", || mailing.outbox("waiting").iter().any(|mail| mail["answer"].is_string()).then_some(()));
    mailing.staff.owner.decide(&[&id], "published").json_of(200);
    mailing.smtp.recovers();
    assert_eq!(mailing.told_of(&email), [id]);
}

#[test]
fn typing_somebodys_address_keeps_nothing_from_them() {
    let mailing = Mailing::start();
    mailing.choose("each");
    mailing.follow(WREN);
    let stranger = mailing.server().visitor();
    let of_wren: Vec<String> = [WREN, "wren+x@example.org"].iter().map(|email| stranger.posts(&signed(email, "Rook", email))).collect();
    assert_eq!(mailing.told_of(WREN), of_wren);
    assert_eq!(mailing.told_of(OWNER), of_wren);
}

#[test]
fn a_stranger_who_asks_first_keeps_nothing_from_the_owner_of_an_address() {
    let mailing = Mailing::start();
    let stranger = mailing.server().visitor();
    for visitor in [&stranger, &mailing.server().visitor()] {
        visitor.send("POST", "/api/v1/subscriptions", Some(&subscription("page", WREN))).json_of(202);
    }
    mailing.confirm(WREN);
    let told = stranger.posts(&draft("words of the stranger").with("page", page()));
    assert_eq!(mailing.told_of(WREN), [told]);
}
