use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::*;
use crate::domain::{
    Account, ActorId, Author, AuthorName, Body, Comment, CommentId, Decided, EmailAddress, Html, NetworkHash, PageAddress, PageKey, Rules,
    Seen, SessionId, Signals, Site, SiteKey, SiteName, SiteSettings, Speaker, SsoSettings, Vote,
};

/// A store of its own with one site and its owner, who is signed in to the site's threads.
struct Given {
    store: Store,
    site: Site,
    owner: Account,
    session: SessionId,
    runtime: Runtime,
    _folder: TempDir,
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
            };
            let new = NewAccount { fields, actor: ActorId::from_random(2), password: "hash".into(), now: now() };
            let owner = store.add_account(new, true, By::command_line()).await.unwrap();
            let new = NewSession { id: session, site: Some(site.id), expires_at: now() + SignedDuration::from_hours(1) };
            store.begin_session(&owner, "hash".into(), new, now()).await.unwrap();
            (site, owner)
        });
        Self { store, site, owner, session, runtime, _folder: folder }
    }

    fn speaker(&self) -> Speaker {
        Speaker::account(&self.owner, self.site.id).in_session(self.session)
    }

    fn by(&self) -> By {
        By { session: Some(self.session), ..By::from(&self.owner) }
    }

    fn post(&self, speaker: Speaker, text: &str) -> Result<Comment, StoreError> {
        let new = NewComment {
            site: self.site.id,
            page: page(),
            parent: None,
            speaker,
            author: Author::default(),
            words: words(text),
            signals: Signals::default(),
            rules: Rules::default(),
            network: nowhere(),
            now: now(),
        };
        self.runtime.block_on(self.store.post(new))
    }

    fn own(&self, id: CommentId) -> OwnComment {
        OwnComment {
            site: self.site.id,
            id,
            actor: self.owner.actor,
            session: Some(self.session),
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
    let seen = |comment| vec![Seen { comment, version: None }];
    let sso = SsoSettings { algorithm: "HS256".into(), key: "key".into(), since: now() };
    runtime.block_on(async {
        vec![
            ("edit", store.edit(given.own(own), words("changed"), None).await.map(drop)),
            ("vote", store.vote_on_comment(others, given.vote()).await.map(drop)),
            ("vote on the page", store.vote_on_page(page(), given.vote()).await.map(drop)),
            ("edit another's", store.edit_any(site.id, others, words("changed"), given.by(), now()).await.map(drop)),
            ("pin", store.pin(site.id, others, true, given.by(), now()).await.map(drop)),
            ("lock", store.lock(site.id, page(), true, given.by(), now()).await.map(drop)),
            ("decide", store.decide(vec![site.id], seen(others), Decided::REMOVED, given.by(), now()).await.map(drop)),
            ("set the key", store.set_sso(site.id, site.key.clone(), Some(sso), given.by(), now()).await),
            ("remove", store.remove(given.own(own)).await.map(drop)),
        ]
    })
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
