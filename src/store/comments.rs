use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};

use super::sqlite::{comment, mailbox, page, writer::Write};
use super::{Claim, Follow, HashedEmail, Store, StoreError, audit, following, judging, notices, sessions, statuses};
use crate::domain::{
    Action, ActorId, Anchor, Author, Body, Comment, CommentId, EmailAddress, Fingerprint, Following, Html, Mailbox, NetworkHash, NotifyOf,
    PageAddress, PageId, ReadText, Refusal, Rules, SessionId, Signals, SiteId, Speaker, Status, Verdict, Version, Votes, check_edit,
    check_reply, check_version,
};

/// A comment to be posted, all of it checked.
#[derive(Debug, Clone)]
pub struct NewComment {
    pub site: SiteId,
    pub page: PageAddress,
    pub parent: Option<CommentId>,
    pub speaker: Speaker,
    pub author: Author,
    pub words: NewWords,
    pub signals: Signals,
    pub rules: Rules,
    pub network: NetworkHash,
    /// What its writer wants to be told of.
    pub notify: Option<NotifyWriter>,
    /// The passage it answers; for roots only.
    pub anchor: Option<Box<Anchor>>,
    pub now: Timestamp,
}

/// The writer of a comment wants to be told.
#[derive(Debug, Clone)]
pub struct NotifyWriter {
    pub of: NotifyOf,
    pub address: HashedEmail,
    pub claim: Claim,
}

/// New words for a comment, with what is made of them before the writer's turn.
#[derive(Debug, Clone)]
pub struct NewWords {
    pub body: Body,
    pub html: Html,
    read: OnceLock<ReadText>,
    fingerprint: Option<Fingerprint>,
}

impl NewWords {
    pub fn new(body: Body, html: Html) -> Self {
        Self { fingerprint: Fingerprint::of(&body), read: OnceLock::new(), body, html }
    }

    /// To be judged by these rules: what may take long is made here, and not by the writer while others wait.
    pub fn to_be_judged(self, rules: &Rules) -> Self {
        self.read_for(rules);
        self
    }

    /// None where the rules have no words to look for.
    pub(super) fn read_for(&self, rules: &Rules) -> Option<&ReadText> {
        (!rules.hold_words.is_empty()).then(|| self.read.get_or_init(|| ReadText::of(&self.body, &self.html)))
    }

    /// Only of what spam needs: a link, or a writer with a website.
    pub(super) fn fingerprint(&self, author: &Author) -> Option<Fingerprint> {
        self.fingerprint.filter(|_| self.html.link_count() > 0 || author.website.is_some())
    }
}

/// What became of a comment with an author as a visitor typed them.
#[derive(Debug)]
pub enum Posting {
    Posted(Comment),
    /// Nothing was kept: they have proved this address, and the comment goes with that and its name where they typed none.
    MoreIsKnown(Box<NewComment>, EmailAddress),
}

/// A comment that the one who wrote it wants to change, with what decides whether they may.
#[derive(Debug, Clone, Copy)]
pub struct OwnComment {
    pub site: SiteId,
    pub id: CommentId,
    pub actor: ActorId,
    /// The session they act in. Where it is over by then, nothing is changed.
    pub session: Option<SessionId>,
    /// The words that were read; where they have changed since, nothing is changed. None: whatever they are.
    pub version: Option<Version>,
    /// How long after posting it may be changed.
    pub window: SignedDuration,
    pub now: Timestamp,
}

/// What is left of a removed comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// It has replies, so its place stays.
    Tombstone(Box<Comment>),
    Gone,
}

impl Store {
    /// Posts a comment, making its page where there is none. Posting it again gives the same comment.
    pub async fn post(&self, new: NewComment) -> Result<Comment, StoreError> {
        self.writer.run(move |write| post(write, new)).await
    }

    /// Posts a visitor's comment, unless more is known of them than they typed: whether they may go by that is then to be checked first.
    pub async fn post_as_typed(&self, new: NewComment) -> Result<Posting, StoreError> {
        self.writer
            .run(move |write| {
                let proved = mailbox::of_actor(write.connection, new.site, new.speaker.actor)?;
                let Some(Mailbox { email: Some(email), name, .. }) = proved else {
                    return post(write, new).map(Posting::Posted);
                };
                if new.author.email.as_ref() == Some(&email) && new.author.name.is_some() {
                    return post(write, new).map(Posting::Posted);
                }
                let typed = new.author;
                let author = Author { name: typed.name.or(name), email: typed.email.or_else(|| Some(email.clone())), ..typed };
                Ok(Posting::MoreIsKnown(Box::new(NewComment { author, ..new }), email))
            })
            .await
    }

    /// Changes the text of an actor's own comment. The rules look at the new words as they did at the first; none where the writer stands
    /// above them.
    pub async fn edit(&self, own: OwnComment, new: NewWords, rules: Option<Rules>) -> Result<Comment, StoreError> {
        self.writer
            .run(move |mut write| {
                let found = changeable(&write, &own)?;
                comment::update_body(write.connection, &found, &new, own.now)?;
                write.touched.words(found.id);
                if let Some(rules) = rules {
                    judging::judge_again(&mut write, &found, &new, &rules, own.now)?;
                }
                statuses::touch(&mut write, &found)?;
                known(&write, own.site, own.id)
            })
            .await
    }

    /// Removes an actor's own comment.
    pub async fn remove(&self, own: OwnComment) -> Result<Removed, StoreError> {
        self.writer
            .run(move |mut write| {
                let found = changeable(&write, &own)?;
                statuses::erase(&mut write, &found, own.now)?;
                let left = comment::find(write.connection, own.id)?.filter(Comment::is_shown);
                Ok(left.map_or(Removed::Gone, |left| Removed::Tombstone(Box::new(left))))
            })
            .await
    }
}

/// The same words by the same actor in the same place within this time are one comment, sent again because its answer was lost.
const SAME_WITHIN: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn post(write: Write<'_>, mut new: NewComment) -> Result<Comment, StoreError> {
    // The badge that is written here must be the one of now: who changes it looks only at what is there.
    new.speaker = sessions::speaker_now(&write, new.speaker, new.site, new.now)?;
    let (page, state) = page::find_or_insert(write.connection, new.site, &new.page)?;
    let free = new.speaker.may(Action::WriteFreely);
    if !free && state.is_closed(&new.rules, new.now) {
        return Err(Refusal::PageLocked.into());
    }
    let parent = match new.parent {
        Some(id) => Some(comment::find_on_site(write.connection, new.site, id)?.ok_or(Refusal::UnknownParent)?),
        None => None,
    };
    if let Some(parent) = &parent {
        check_reply(parent, page)?;
    }
    if let Some(posted) = comment::find_same(write.connection, page, &new, SAME_WITHIN)? {
        return Ok(posted);
    }
    let verdict = if free { PUBLISHED } else { judging::judge_new(&write, &new)? };
    let id = comment::free_id(write.connection, new.now)?;
    let comment = made_of(&new, id, page, parent.as_ref(), verdict.status);
    let told_at = comment.is_published().then_some(new.now);
    let unseen = comment::Unseen { words: &new.words, reasons: &verdict.reasons, network: new.network, told_at };
    comment::insert(write.connection, &comment, &unseen)?;
    write.touched.words(id);
    page::note_comment(write.connection, page, id.created_at(), comment.is_published())?;
    if comment.is_published() {
        statuses::count_in_thread(&write, &comment, 1)?;
        write.touched.page(new.site, new.page.key.clone());
        notices::of_new(&write, &comment, new.now)?;
    } else if comment.status == Status::Held {
        notices::of_waiting(&write, &comment, new.now)?;
    }
    // Nobody gets mail because a machine filled in a form.
    if let Some(notify) = new.notify.filter(|_| comment.status != Status::Spam) {
        notify_writer(&write, &comment, notify, new.page, new.now)?;
    }
    Ok(comment)
}

/// Nothing has answered it yet, and nobody has voted on it.
fn made_of(new: &NewComment, id: CommentId, page: PageId, parent: Option<&Comment>, status: Status) -> Comment {
    Comment {
        id,
        site: new.site,
        page,
        parent: new.parent,
        root: parent.map_or(id, |parent| parent.root),
        depth: parent.map_or(0, |parent| parent.depth + 1),
        actor: Some(new.speaker.actor),
        kind: new.speaker.kind,
        author: new.author.clone(),
        badge: new.speaker.badge.clone(),
        status,
        pinned: false,
        anchor: new.anchor.clone(),
        html: new.words.html.as_str().to_owned(),
        votes: Votes::default(),
        reply_count: 0,
        branch_count: 0,
        edited_at: None,
    }
}

fn notify_writer(write: &Write<'_>, comment: &Comment, notify: NotifyWriter, page: PageAddress, now: Timestamp) -> Result<(), StoreError> {
    let NotifyWriter { of, address, claim } = notify;
    let following = if of == NotifyOf::Page { Following::Page } else { Following::Replies(comment.id) };
    let by = comment.author.name.clone();
    let asked = Follow { site: comment.site, address, claim, actor: comment.actor, page, following, by, now };
    following::follow(write, &asked, comment.root)
}

const PUBLISHED: Verdict = Verdict { status: Status::Published, reasons: Vec::new() };

pub(super) fn known(write: &Write<'_>, site: SiteId, id: CommentId) -> Result<Comment, StoreError> {
    Ok(comment::find_on_site(write.connection, site, id)?.ok_or(Refusal::UnknownComment)?)
}

fn changeable(write: &Write<'_>, own: &OwnComment) -> Result<Comment, StoreError> {
    audit::check_session(write, own.session, own.now)?;
    let found = known(write, own.site, own.id)?;
    check_edit(&found, own.actor, own.window, own.now)?;
    check_version(&found, own.version)?;
    Ok(found)
}
