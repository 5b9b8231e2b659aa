use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::*;
use crate::domain::{
    Account, ActorId, Author, AuthorName, BadgeLabel, Body, Comment, CommentId, Decided, EmailAddress, HoldWord, Html, MailChoice, Member,
    MemberProfile, NetworkHash, PageAddress, PageKey, Role, Rules, Seen, SessionId, Signals, Site, SiteKey, SiteName, SiteRole,
    SiteSettings, Sort, Speaker, SsoSettings, Status, Thread, ThreadQuery, Vote,
};

/// A store of its own with one site and its owner, who is signed in to the site's threads.
struct Given {
    store: Store,
    site: Site,
    owner: Account,
    session: SessionId,
    runtime: Runtime,
    folder: TempDir,
}

fn nowhere() -> NetworkHash {
    NetworkHash::from_bytes([0; 8])
}

fn now() -> Timestamp {
    Timestamp::from_second(1_750_000_000).unwrap()
}

fn words(text: &str) -> NewWords {
    NewWords::new(Body::parse(text, 1_000).unwrap(), Html::sanitised(format!("<p>{text}</p>\n"), 1))
}

fn key(text: &str) -> SsoSettings {
    SsoSettings { algorithm: "EdDSA".into(), key: text.into(), since: now() }
}

fn page() -> PageAddress {
    PageAddress { key: PageKey::parse("/page").unwrap(), url: None, title: None }
}

impl Given {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let store = Store::open(&folder.path().join("test.db"), 1).unwrap();
        let session = SessionId::from_random(42);
        let (site, owner) = runtime.block_on(async {
            let new = NewSite {
                key: SiteKey::parse("blog").unwrap(),
                name: SiteName::parse("Low Water").unwrap(),
                origins: Vec::new(),
                settings: SiteSettings::default(),
                renderer: 1,
            };
            let site = store.add_site(new, By::command_line(), now()).await.unwrap();
            let fields = AccountFields {
                email: EmailAddress::parse("olive@example.com").unwrap(),
                name: AuthorName::parse("Olive Owner").unwrap(),
                label: None,
                website: None,
                owner: true,
                roles: Vec::new(),
                mail: MailChoice::Waiting,
            };
            let new = NewAccount { fields, actor: ActorId::from_random(2), password: "hash".into(), now: now() };
            let owner = store.add_account(new, true, By::command_line()).await.unwrap();
            let new = NewSession { id: session, site: Some(site.id), expires_at: now() + SignedDuration::from_hours(1) };
            store.begin_session(&owner, "hash".into(), new, now()).await.unwrap();
            (site, owner)
        });
        Self { store, site, owner, session, runtime, folder }
    }

    fn speaker(&self) -> Speaker {
        Speaker::account(&self.owner, self.site.id).in_session(self.session)
    }

    fn by(&self) -> By {
        By { session: Some(self.session), ..By::from(&self.owner) }
    }

    fn new_comment(&self, speaker: Speaker, text: &str) -> NewComment {
        NewComment {
            site: self.site.id,
            page: page(),
            parent: None,
            speaker,
            author: Author::default(),
            words: words(text),
            notify: None,
            anchor: None,
            signals: Signals::default(),
            rules: Rules::default(),
            network: nowhere(),
            now: now(),
        }
    }

    fn post(&self, speaker: Speaker, text: &str) -> Result<Comment, StoreError> {
        self.runtime.block_on(self.store.post(self.new_comment(speaker, text)))
    }

    /// How many comments the index of words holds, and those it finds.
    fn indexed(&self, word: &str) -> (i64, Vec<i64>) {
        let connection = rusqlite::Connection::open(self.folder.path().join("test.db")).unwrap();
        let count = connection.query_row("SELECT count(*) FROM comment_text_docsize", [], |row| row.get(0)).unwrap();
        let mut statement = connection.prepare("SELECT rowid FROM comment_text WHERE comment_text MATCH ? ORDER BY rowid").unwrap();
        let found = statement.query_map([word], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        (count, found)
    }

    /// Signs in a member as the site names them; the session's number is the one given.
    fn admit(&self, session: u64, role: Option<SiteRole>, issued_at: Timestamp, key: &SsoSettings) -> (Speaker, Member) {
        let profile = MemberProfile {
            name: AuthorName::parse("Mem Ber").unwrap(),
            email: None,
            email_verified: false,
            website: None,
            role,
            label: None,
        };
        let named = NamedMember { site: self.site.id, subject: "7".into(), profile, issued_at: Some(issued_at), checked_with: key.clone() };
        let id = SessionId::from_random(session << 1);
        let new = NewSession { id, site: Some(self.site.id), expires_at: now() + SignedDuration::from_hours(1) };
        let member = self.runtime.block_on(self.store.admit_member(named, ActorId::from_random(700), new, now())).unwrap();
        (Speaker::member(&member).in_session(id), member)
    }

    fn set_key(&self, key: Option<&SsoSettings>) {
        let set = self.store.set_sso(self.site.id, self.site.key.clone(), key.cloned(), self.by(), now());
        self.runtime.block_on(set).unwrap();
    }

    fn own(&self, id: CommentId) -> OwnComment {
        OwnComment {
            site: self.site.id,
            id,
            actor: self.owner.actor,
            session: Some(self.session),
            version: None,
            window: SignedDuration::from_mins(15),
            now: now(),
        }
    }

    fn vote(&self) -> NewVote {
        NewVote {
            site: self.site.id,
            actor: self.owner.actor,
            session: Some(self.session),
            vote: Vote::Up,
            network: nowhere(),
            most_per_network: 9,
            now: now(),
        }
    }
}

/// What can be asked for in a session, and how the store answers it.
fn all_in_session(given: &Given, own: CommentId, others: CommentId) -> Vec<(&'static str, Result<(), StoreError>)> {
    let Given { store, site, runtime, .. } = given;
    let seen = |comment| Seen { comment, version: None };
    runtime.block_on(async {
        vec![
            ("edit", store.edit(given.own(own), words("changed"), None).await.map(drop)),
            ("vote", store.vote_on_comment(others, given.vote()).await.map(drop)),
            ("vote on the page", store.vote_on_page(page(), given.vote()).await.map(drop)),
            ("edit another's", store.edit_any(site.id, seen(others), words("changed"), given.by(), now()).await.map(drop)),
            ("pin", store.pin(site.id, others, true, given.by(), now()).await.map(drop)),
            ("lock", store.lock(site.id, page(), true, given.by(), now()).await.map(drop)),
            ("decide", store.decide(vec![site.id], vec![seen(others)], Decided::REMOVED, given.by(), now()).await.map(drop)),
            ("set the key", store.set_sso(site.id, site.key.clone(), Some(key("key")), given.by(), now()).await),
            ("remove", store.remove(given.own(own)).await.map(drop)),
        ]
    })
}

#[test]
fn words_that_nobody_has_read_beforehand_are_judged_all_the_same() {
    let given = Given::new();
    let rules = Rules { hold_words: [HoldWord::parse("casino").unwrap()].into(), ..Rules::default() };
    for (text, status) in [("At the casino", Status::Held), ("At the quay", Status::Published)] {
        let new = NewComment { rules: rules.clone(), ..given.new_comment(Speaker::visitor(ActorId::from_random(9)), text) };
        assert_eq!(given.runtime.block_on(given.store.post(new)).unwrap().status, status, "{text}");
    }
}

#[test]
fn in_a_session_that_is_over_nothing_is_done() {
    let given = Given::new();
    let own = given.post(given.speaker(), "own words").unwrap().id;
    let others = given.post(Speaker::visitor(ActorId::from_random(1_000)), "a visitor's words").unwrap().id;

    given.runtime.block_on(given.store.end_session(given.session)).unwrap();
    assert!(matches!(given.post(given.speaker(), "more"), Err(StoreError::Refused(Refusal::SessionOver))));
    for (deed, answer) in all_in_session(&given, own, others) {
        assert!(matches!(answer, Err(StoreError::Refused(Refusal::SessionOver))), "{deed}: {answer:?}");
    }

    let new = NewSession { id: given.session, site: Some(given.site.id), expires_at: now() + SignedDuration::from_hours(1) };
    given.runtime.block_on(given.store.begin_session(&given.owner, "hash".into(), new, now())).unwrap();
    for (deed, answer) in all_in_session(&given, own, others) {
        assert!(answer.is_ok(), "{deed}: {answer:?}");
    }
}

#[test]
fn a_comment_carries_the_badge_of_the_moment_it_is_stored() {
    let given = Given::new();
    let asked = given.speaker();
    let relabelled = |fields| AccountFields { label: Some(BadgeLabel::parse("Editor").unwrap()), ..fields };
    let change = given.store.change_account(given.owner.id, relabelled, None, By::command_line(), now());
    given.runtime.block_on(change).unwrap();
    let badge = given.post(asked, "words").unwrap().badge.unwrap();
    assert_eq!((badge.role, badge.label.unwrap().as_str()), (Role::Owner, "Editor"));
}

#[test]
fn a_member_with_another_role_is_signed_out_of_the_sessions_before() {
    let given = Given::new();
    given.set_key(Some(&key("key")));
    let (moderator, _) = given.admit(1, Some(SiteRole::Moderator), now(), &key("key"));
    given.post(moderator.clone(), "a moderator's").unwrap();
    let (member, _) = given.admit(2, None, now() + SignedDuration::from_secs(1), &key("key"));
    assert!(matches!(given.post(moderator, "after that"), Err(StoreError::Refused(Refusal::SessionOver))));
    given.admit(3, None, now() + SignedDuration::from_secs(2), &key("key"));
    given.post(member, "the same role ends nothing").unwrap();
}

#[test]
fn no_older_token_counts_after_the_same_key_was_given_again() {
    let given = Given::new();
    let (before, after) = (now() - SignedDuration::from_mins(2), now() - SignedDuration::from_mins(1));
    let role_by_the_older = |key: &SsoSettings| given.admit(3, Some(SiteRole::Moderator), before, key).1.profile.role;
    given.set_key(Some(&key("key")));
    given.admit(1, Some(SiteRole::Moderator), before, &key("key"));
    given.admit(2, None, after, &key("key"));
    given.set_key(Some(&key("key")));
    assert_eq!(role_by_the_older(&key("key")), None);
    given.set_key(None);
    given.set_key(Some(&key("key")));
    assert_eq!(role_by_the_older(&key("key")), None, "it was away meanwhile");
    given.set_key(Some(&key("another")));
    assert_eq!(role_by_the_older(&key("another")), Some(SiteRole::Moderator), "another key begins anew");
}

#[test]
fn what_is_asked_of_a_site_that_is_gone_by_then_is_refused() {
    let given = Given::new();
    given.runtime.block_on(given.store.remove_site(given.site.key.clone(), true, By::command_line(), now())).unwrap();
    let visitor = || Speaker::visitor(ActorId::from_random(1_000));
    assert!(matches!(given.post(visitor(), "words"), Err(StoreError::Refused(Refusal::UnknownSite))));
    let vote = given.store.vote_on_page(page(), NewVote { session: None, ..given.vote() });
    assert!(matches!(given.runtime.block_on(vote), Err(StoreError::Refused(Refusal::UnknownSite))));
}

#[test]
fn the_index_of_words_follows_what_is_posted_edited_and_deleted() {
    let given = Given::new();
    let first = given.post(given.speaker(), "alder").unwrap().id;
    let second = given.post(given.speaker(), "alder and birch").unwrap().id;
    assert_eq!(given.indexed("alder"), (2, vec![first.as_i64(), second.as_i64()]));
    given.runtime.block_on(given.store.edit(given.own(first), words("cedar"), None)).unwrap();
    assert_eq!(given.indexed("alder"), (2, vec![second.as_i64()]));
    assert_eq!(given.indexed("cedar").1, [first.as_i64()]);
    given.runtime.block_on(given.store.remove(given.own(second))).unwrap();
    assert_eq!(given.indexed("birch"), (1, vec![]));
    let reply = NewComment { parent: Some(first), ..given.new_comment(given.speaker(), "elm") };
    given.runtime.block_on(given.store.post(reply)).unwrap();
    let left = given.runtime.block_on(given.store.remove(given.own(first))).unwrap();
    assert!(matches!(left, Removed::Tombstone(_)));
    assert_eq!((given.indexed("cedar").1, given.indexed("elm").0), (vec![], 1), "its place stays, its words do not");
}

#[test]
fn the_index_of_words_keeps_nothing_of_what_came_and_went_in_one_group() {
    let given = Given::new();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let waits = given.store.writer.run(move |_| wait.recv().map_err(|_| StoreError::Closed));
    // Each with an id of its own, or one would cover what another left.
    let at = |text: &str, millis: i64| NewComment {
        now: now() + SignedDuration::from_millis(millis),
        ..given.new_comment(given.speaker(), text)
    };
    let deleted = CommentId::first_at(now());
    let undone = at("alder undone", 1);
    let undone = given.store.writer.run(move |write| comments::post(write, undone).and(Err::<(), _>(Refusal::UnknownComment.into())));
    let (.., removed, undone, kept, sent) = given.runtime.block_on(async {
        tokio::join!(
            waits,
            given.store.post(given.new_comment(given.speaker(), "alder deleted")),
            given.store.remove(given.own(deleted)),
            undone,
            given.store.post(at("alder kept", 2)),
            async { go.send(()) }
        )
    });
    assert!(matches!(removed, Ok(Removed::Gone)) && undone.is_err() && sent.is_ok());
    let kept = kept.unwrap().id;
    assert_ne!(kept, deleted);
    assert_eq!(given.indexed("alder"), (1, vec![kept.as_i64()]));
}

/// What a cache holds must not grow with the threads that ask for it: the C library keeps memory for each thread that allocates.
#[test]
fn what_is_made_of_a_thread_is_made_by_the_thread_that_reads_it() {
    let given = Given::new();
    let query = ThreadQuery { sort: Sort::Newest, limit: ThreadQuery::DEFAULT_LIMIT, after: None, anchored: false, inline: false };
    let maker = |_: Thread| std::thread::current().name().map(str::to_owned);
    let made_by = given.runtime.block_on(given.store.thread(given.site.id, page().key, query, maker)).unwrap();
    assert_eq!(made_by.as_deref(), Some("store-reader-0"));
}
