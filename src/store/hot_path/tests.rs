//! What readers and writers of a thread do, watched statement by statement: each finds its rows by an index, in their order, and costs the
//! same however much there is. What is watched is what runs, so that a new statement is watched too.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::super::*;
use crate::domain::{
    ActorId, Anchor, Author, AuthorName, Body, Branch, Comment, CommentId, Cursor, Hold, Html, ModeratedQuery, NetworkHash, PageAddress,
    PageKey, Passage, Rules, Signals, Site, SiteKey, SiteName, SiteSettings, Sort, Speaker, Surrounding, Thread, ThreadQuery, Vote,
};

const WINDOW: SignedDuration = SignedDuration::from_mins(15);

#[derive(Clone, Default)]
struct Seen {
    /// What has run, and the steps of the database's machine that it took.
    ran: Arc<Mutex<Vec<(String, i64)>>>,
    compiled_anew: Arc<Mutex<BTreeSet<String>>>,
}

impl Seen {
    fn watch(&self, mut connection: Connection) -> Connection {
        let seen = self.clone();
        // A statement counts on from run to run.
        let mut before = HashMap::new();
        let note = move |event: TraceEvent<'_>| {
            if let TraceEvent::Profile(statement, _) = event {
                let (sql, steps) = (statement.sql().into_owned(), i64::from(statement.get_status(StatementStatus::VmStep)));
                let earlier = before.insert(sql.clone(), steps).filter(|earlier| *earlier <= steps).unwrap_or(0);
                if statement.get_status(StatementStatus::RePrepare) > 0 {
                    seen.compiled_anew.lock().unwrap().insert(sql.clone());
                }
                seen.ran.lock().unwrap().push((sql, steps - earlier));
            }
        };
        connection.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note)).unwrap();
        connection
    }

    /// What the full-text index does inside is its own affair: now and then it tidies up. And the writer looks for writes of others by the clock.
    fn take(&self) -> Vec<(String, i64)> {
        let all = std::mem::take(&mut *self.ran.lock().unwrap());
        all.into_iter().filter(|(sql, _)| !sql.contains("'comment_text_") && sql != "PRAGMA data_version").collect()
    }
}

/// A page with so many roots, a root with so many replies, and a line of replies as long; and another page, and another site, as large.
struct Large {
    store: Store,
    site: Site,
    wide: CommentId,
    deep: Vec<CommentId>,
    next_moment: std::cell::Cell<i64>,
    seen: Seen,
    runtime: Runtime,
    path: PathBuf,
    _folder: TempDir,
}

fn address(key: &str) -> PageAddress {
    PageAddress { key: PageKey::parse(key).unwrap(), url: None, title: None }
}

fn newcomer(number: u64) -> Speaker {
    Speaker::visitor(ActorId::from_random(number << 8))
}

fn site(key: &str) -> NewSite {
    let name = SiteName::parse("Low Water").unwrap();
    NewSite { key: SiteKey::parse(key).unwrap(), name, origins: Vec::new(), settings: SiteSettings::default(), renderer: 1 }
}

impl Large {
    fn new(size: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let seen = Seen::default();
        let mut writer = open::open_for_writing(&path).unwrap();
        migrations::migrate(&mut writer, &path).unwrap();
        // What is kept is of no use after the test.
        writer.execute_batch("PRAGMA synchronous = OFF").unwrap();
        let readers = vec![seen.watch(open::open_for_reading(&path).unwrap())];
        let store = Store::over(seen.watch(writer), readers).unwrap();
        let now = Timestamp::from_second(1_750_000_000).unwrap();
        let site = runtime.block_on(store.add_site(site("blog"), By::command_line(), now)).unwrap();
        let deep = Vec::new();
        let next_moment = std::cell::Cell::new(now.as_millisecond());
        let mut large = Self { store, site, wide: CommentId::BEFORE_ALL, deep, next_moment, seen, runtime, path, _folder: folder };
        large.fill(size);
        large
    }

    fn fill(&mut self, size: u64) {
        self.wide = self.says("/page", None, 1).id;
        self.deep.push(self.says("/page", None, 2).id);
        for number in 0..size {
            let root = self.says("/page", None, 1_000_000 + number);
            self.says("/page", Some(self.wide), 2_000_000 + number);
            let above = self.deep[number as usize];
            self.deep.push(self.says("/page", Some(above), 3_000_000 + number).id);
            self.says("/other", None, 4_000_000 + number);
            if number % 5 == 0 {
                self.votes(root.id, number);
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.next_moment.set(self.next_moment.get() + 1_000);
        Timestamp::from_millisecond(self.next_moment.get()).unwrap()
    }

    fn new_comment(&self, page: &str, parent: Option<CommentId>, speaker: Speaker) -> NewComment {
        let now = self.now();
        let text = format!("Words of {}, which are long enough to be looked for, and https://example.org", now.as_millisecond());
        let author = Author { name: Some(AuthorName::parse("Ada").unwrap()), email: None, website: None };
        let body = Body::parse(&text, 1_000).unwrap();
        let html = Html::sanitised(format!("<p>{text} <a href=\"https://example.org\" rel=\"nofollow\">x</a></p>\n"), 1);
        let passage = Anchor {
            exact: Passage::parse("a passage of the page").unwrap(),
            prefix: Surrounding::default(),
            suffix: Surrounding::default(),
            position: None,
            question: None,
        };
        NewComment {
            site: self.site.id,
            page: address(page),
            parent,
            speaker,
            author,
            words: NewWords::new(body, html),
            notify: None,
            anchor: parent.is_none().then(|| Box::new(passage)),
            signals: Signals::default(),
            rules: Rules::default(),
            network: NetworkHash::from_bytes([0; 8]),
            now,
        }
    }

    fn says(&self, page: &str, parent: Option<CommentId>, number: u64) -> Comment {
        let posting = self.runtime.block_on(self.store.post_as_typed(self.new_comment(page, parent, newcomer(number)))).unwrap();
        let Posting::Posted(comment) = posting else { panic!("{number} has proved an address") };
        comment
    }

    fn new_vote(&self, number: u64, vote: Vote) -> NewVote {
        let (actor, network) = (ActorId::from_random(number << 8), NetworkHash::from_bytes(number.to_le_bytes()));
        NewVote { site: self.site.id, actor, session: None, vote, network, most_per_network: 5, now: self.now() }
    }

    fn votes(&self, on: CommentId, number: u64) {
        self.runtime.block_on(self.store.vote_on_comment(on, self.new_vote(number, Vote::Up))).unwrap();
    }

    fn thread(&self, sort: Sort, after: Option<Cursor>, anchored: bool) -> Thread {
        let query = ThreadQuery { sort, limit: 10, after, anchored, inline: false };
        self.runtime.block_on(self.store.thread(self.site.id, PageKey::parse("/page").unwrap(), query, |thread| thread)).unwrap()
    }

    fn replies(&self, root: CommentId, after: Option<&Branch>) -> Branch {
        let after = after.and_then(|branch| branch.more.as_ref()).map(|more| more.after.clone());
        self.runtime.block_on(self.store.replies(root, after, 10)).unwrap().1
    }

    /// What a deed has run.
    fn watched(&self, deed: impl FnOnce(&Self)) -> Vec<(String, i64)> {
        self.seen.take();
        deed(self);
        self.seen.take()
    }

    fn plan(&self, sql: &str) -> Vec<String> {
        let connection = open::open_for_reading(&self.path).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nothing = rusqlite::params_from_iter(std::iter::repeat_n(rusqlite::types::Null, statement.parameter_count()));
        statement.query_map(nothing, |row| row.get(3)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }
}

type Deed = (&'static str, fn(&Large));

fn key() -> PageKey {
    PageKey::parse("/page").unwrap()
}

const READING: &[Deed] = &[
    ("the newest", |large| drop(large.thread(Sort::Newest, None, false))),
    ("the oldest", |large| drop(large.thread(Sort::Oldest, None, false))),
    ("the top", |large| drop(large.thread(Sort::Top, None, false))),
    ("the second page of the newest", |large| drop(large.thread(Sort::Newest, large.thread(Sort::Newest, None, false).next, false))),
    ("the second page of the oldest", |large| drop(large.thread(Sort::Oldest, large.thread(Sort::Oldest, None, false).next, false))),
    ("the second page of the top", |large| drop(large.thread(Sort::Top, large.thread(Sort::Top, None, false).next, false))),
    ("the newest inline comments", |large| drop(large.thread(Sort::Newest, None, true))),
    ("the top inline comments", |large| drop(large.thread(Sort::Top, None, true))),
    ("annotations", |large| {
        drop(large.runtime.block_on(large.store.inline_comments(large.site.id, key(), None, 10)).unwrap());
    }),
    ("more of many replies", |large| {
        let first = large.replies(large.wide, None);
        drop(large.replies(large.wide, Some(&first)));
    }),
    ("more of a long line", |large| {
        let (mut branch, root) = (large.replies(large.deep[0], None), large.deep[0]);
        // As far as the smallest one goes.
        for _ in 0..3 {
            branch = large.replies(root, Some(&branch));
        }
    }),
    ("a deep comment with those above", |large| {
        drop(large.runtime.block_on(large.store.excerpt(large.deep[large.deep.len() - 1])).unwrap());
    }),
    ("counts", |large| {
        let keys = (0..50).map(|n| PageKey::parse(&format!("/page-{n}")).unwrap()).chain([key()]).collect();
        drop(large.runtime.block_on(large.store.counts(large.site.id, keys)).unwrap());
    }),
    ("a visitor's own", |large| {
        let (visitor, now) = (newcomer(1_000_000).actor, large.now());
        drop(large.runtime.block_on(large.store.viewer(large.site.id, key(), visitor, false, WINDOW, now)).unwrap());
    }),
    ("a moderator's own", |large| {
        let (moderator, now) = (newcomer(1_000_000).actor, large.now());
        drop(large.runtime.block_on(large.store.viewer(large.site.id, key(), moderator, true, WINDOW, now)).unwrap());
    }),
    ("what waits", |large| {
        let query =
            ModeratedQuery { sites: vec![large.site.id], status: Some(crate::domain::Status::Held), limit: 30, ..Default::default() };
        drop(large.runtime.block_on(large.store.moderated(query)).unwrap());
    }),
    ("what was published", |large| {
        let status = Some(crate::domain::Status::Published);
        let query = ModeratedQuery { sites: vec![large.site.id], status, limit: 30, ..Default::default() };
        drop(large.runtime.block_on(large.store.moderated(query)).unwrap());
    }),
];

const WRITING: &[Deed] = &[
    ("a newcomer's first", |large| drop(large.says("/page", None, 8_000_000))),
    ("a newcomer's first, which waits", |large| {
        let rules = Rules { hold: Hold::Newcomers, ..Rules::default() };
        let new = NewComment { rules, ..large.new_comment("/page", None, newcomer(8_000_006)) };
        drop(large.runtime.block_on(large.store.post(new)).unwrap());
    }),
    ("another of the same writer", |large| drop(large.says("/page", None, 1_000_001))),
    ("a reply to many", |large| drop(large.says("/page", Some(large.wide), 8_000_001))),
    ("a reply below a long line", |large| drop(large.says("/page", large.deep.last().copied(), 8_000_002))),
    ("a reply that somebody is told of", |large| {
        large.store.begin_mail();
        drop(large.says("/page", large.deep.last().copied(), 8_000_003));
    }),
    ("a vote", |large| large.votes(large.wide, 8_000_004)),
    ("a vote taken back", |large| {
        large.runtime.block_on(large.store.vote_on_comment(large.wide, large.new_vote(8_000_004, Vote::None))).unwrap();
    }),
    ("a vote on the page", |large| {
        let vote = large.new_vote(8_000_005, Vote::Up);
        large.runtime.block_on(large.store.vote_on_page(address("/page"), vote)).unwrap();
    }),
];

fn is_of_a_whole_table(step: &str) -> bool {
    let scans = step.starts_with("SCAN") && step != "SCAN CONSTANT ROW";
    // A search that finds all of a site or a page is none.
    let finds_all = ["comment_of_site (site=?)", "comment_by_actor (page=?)"].iter().any(|all| step.ends_with(all));
    scans || finds_all || step.contains("TEMP B-TREE")
}

/// Few, so that they are read whole.
const SMALL: [&str; 1] = ["account"];
/// Those who are told of a comment are sorted: as many as there will be mails.
const TOLD: &str = "SELECT subscription.comment, mailbox.id";

#[test]
fn nothing_scans_a_table_or_sorts() {
    let large = Large::new(30);
    let mut statements = BTreeSet::new();
    for (_, deed) in READING.iter().chain(WRITING) {
        statements.extend(large.watched(deed).into_iter().map(|(sql, _)| sql));
    }
    assert!(statements.len() > 30, "all have been seen: {statements:#?}");
    let is_planned = |sql: &&String| ["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|verb| sql.trim_start().starts_with(verb));
    let bad: Vec<_> = statements
        .iter()
        .filter(is_planned)
        .filter(|sql| !sql.starts_with(TOLD))
        .map(|sql| (sql, large.plan(sql)))
        .filter(|(_, plan)| plan.iter().any(|step| is_of_a_whole_table(step) && !SMALL.iter().any(|small| step.contains(small))))
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn what_it_costs_does_not_follow_how_much_there_is() {
    let (small, large) = (Large::new(60), Large::new(600));
    for (name, deed) in READING.iter().chain(WRITING) {
        let steps = |of: &Large| of.watched(deed).into_iter().map(|(_, steps)| steps).sum::<i64>();
        let (few, many) = (steps(&small), steps(&large));
        assert!(few > 0, "{name}: nothing was seen");
        assert!(many <= few + few / 4 + 50, "{name}: {few} steps where there is little, {many} where there is ten times as much");
    }
}

#[test]
fn no_statement_is_compiled_anew_for_other_values() {
    let large = Large::new(30);
    for (_, deed) in READING.iter().chain(WRITING).chain(READING) {
        deed(&large);
    }
    let compiled_anew = large.seen.compiled_anew.lock().unwrap();
    assert!(compiled_anew.is_empty(), "{compiled_anew:#?}");
}

/// What reading a page takes that is in no cache: the page, the pinned roots, the roots, their transaction, and a look for the next reply after
/// each comment and at the end of each line of replies.
#[test]
fn a_first_page_takes_five_statements_and_two_for_each_comment_at_most() {
    let comments = |thread: &Thread| thread.branches.iter().map(|branch| branch.comments.len()).sum::<usize>();
    let large = Large::new(60);
    let shown = std::cell::Cell::new(0);
    let seen = large.watched(|large| shown.set(comments(&large.thread(Sort::Oldest, None, false))));
    let shown = shown.get();
    let (next, own): (Vec<_>, Vec<_>) = seen.iter().map(|(sql, _)| sql.as_str()).partition(|sql| sql.contains("parent = ?"));
    assert_eq!(own.len(), 5, "{own:#?}");
    assert!((1..=2 * shown).contains(&next.len()), "{} looks for the next reply, {shown} comments", next.len());
}
