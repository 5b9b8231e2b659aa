use jiff::{SignedDuration, Timestamp};

use super::sqlite::{comment, page, spam, vote, writer::Write};
use super::{Store, StoreError, statuses};
use crate::domain::{
    Action, ActorId, Author, Body, Case, Comment, CommentId, Fingerprint, Html, NetworkHash, PageAddress, ReadText, Reason, Refusal, Rules,
    Signals, SiteId, Speaker, Status, Verdict, Vote, Votes, check_edit, check_reply, check_vote, judge,
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
    pub now: Timestamp,
}

/// New words for a comment.
#[derive(Debug, Clone)]
pub struct NewWords {
    pub body: Body,
    pub html: Html,
    read: ReadText,
}

impl NewWords {
    pub fn new(body: Body, html: Html) -> Self {
        Self { read: ReadText::of(&body, &html), body, html }
    }
}

/// A comment that the one who wrote it wants to change, with what decides whether they may.
#[derive(Debug, Clone, Copy)]
pub struct OwnComment {
    pub site: SiteId,
    pub id: CommentId,
    pub actor: ActorId,
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

    /// Changes the text of an actor's own comment. The rules look at the new words as they did at the first; none where the writer stands
    /// above them.
    pub async fn edit(&self, own: OwnComment, new: NewWords, rules: Option<Rules>) -> Result<Comment, StoreError> {
        self.writer
            .run(move |mut write| {
                let found = changeable(&write, &own)?;
                comment::update_body(write.connection, &found, &new.body, &new.html, own.now)?;
                if let Some(rules) = rules {
                    judge_again(&mut write, &found, &new, &rules, own.now)?;
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

    /// Puts, changes or takes back (with [`Vote::None`]) an actor's vote on a comment.
    pub async fn vote_on_comment(
        &self,
        site: SiteId,
        id: CommentId,
        actor: ActorId,
        new: Vote,
        network: NetworkHash,
        most_per_network: u32,
    ) -> Result<Votes, StoreError> {
        self.writer
            .run(move |mut write| {
                let found = known(&write, site, id)?;
                check_vote(&found, actor)?;
                let old = vote::on_comment(write.connection, found.page, actor, id)?;
                if old == new {
                    return Ok(found.votes);
                }
                if old == Vote::None && vote::count_of_network_on_comment(write.connection, id, network)? >= most_per_network {
                    return Err(Refusal::NetworkVoteLimit.into());
                }
                vote::put_on_comment(write.connection, found.page, actor, id, new, network)?;
                let (up, down) = old.change_to(new);
                let votes = comment::add_votes(write.connection, id, up, down)?;
                statuses::touch(&mut write, &found)?;
                Ok(votes)
            })
            .await
    }
}

/// The same words by the same actor in the same place within this time are one comment, sent again because its answer was lost.
const SAME_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// The same words by others within this time are a sign of a machine.
const REPEATED_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// Shorter words are said by many people.
const REPEATED_FROM_CHARS: usize = 20;

fn post(write: Write<'_>, new: NewComment) -> Result<Comment, StoreError> {
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
    let verdict = if free { PUBLISHED } else { judge_new(&write, &new)? };
    let id = comment::free_id(write.connection, new.now)?;
    let comment = Comment {
        id,
        site: new.site,
        page,
        parent: new.parent,
        root: parent.as_ref().map_or(id, |parent| parent.root),
        depth: parent.as_ref().map_or(0, |parent| parent.depth + 1),
        actor: Some(new.speaker.actor),
        kind: new.speaker.kind,
        author: new.author,
        badge: new.speaker.badge,
        status: verdict.status,
        pinned: false,
        html: new.words.html.as_str().to_owned(),
        votes: Votes::default(),
        reply_count: 0,
        branch_count: 0,
        edited_at: None,
    };
    let unseen = comment::Unseen { words: &new.words, reasons: &verdict.reasons, network: new.network };
    comment::insert(write.connection, &comment, &unseen)?;
    if comment.status == Status::Spam {
        spam::remember(write.connection, id, new.now)?;
    }
    page::note_comment(write.connection, page, id.created_at(), comment.is_published())?;
    if comment.is_published() {
        statuses::count_in_thread(&write, &comment, 1)?;
        write.touched.page(new.site, new.page.key);
    }
    Ok(comment)
}

const PUBLISHED: Verdict = Verdict { status: Status::Published, reasons: Vec::new() };

fn judge_new(write: &Write<'_>, new: &NewComment) -> Result<Verdict, StoreError> {
    let newcomer = !comment::is_known(write.connection, new.site, new.speaker.actor)?;
    let case = case(write, &new.author, &new.words, new.site, new.speaker.actor, new.now, None)?;
    Ok(judge(&new.rules, Case { signals: new.signals, newcomer, ..case }))
}

/// Somebody whose comment was published is no newcomer; what waits goes on waiting, whatever it says now, and why follows its words.
fn judge_again(write: &mut Write<'_>, found: &Comment, new: &NewWords, rules: &Rules, now: Timestamp) -> Result<(), StoreError> {
    let (Status::Published | Status::Held, Some(actor)) = (found.status, found.actor) else { return Ok(()) };
    let verdict = judge(rules, case(write, &found.author, new, found.site, actor, now, Some(found.id))?);
    if found.is_published() && verdict.status == Status::Published {
        return Ok(());
    }
    let mut reasons = if found.is_published() { Vec::new() } else { comment::reasons(write.connection, found.id)? };
    reasons.retain(|reason| !reason.is_of_words() && !verdict.reasons.contains(reason));
    reasons.extend(verdict.reasons);
    reasons.push(Reason::Edited);
    comment::set_reasons(write.connection, found.id, &reasons)?;
    let to = if verdict.status == Status::Spam { Status::Spam } else { Status::Held };
    statuses::change(write, found, to, now)
}

/// What the store knows about words that are to be judged; `except` is the comment that has them.
fn case<'a>(
    write: &Write<'_>,
    author: &'a Author,
    NewWords { body, html, read }: &'a NewWords,
    site: SiteId,
    actor: ActorId,
    now: Timestamp,
    except: Option<CommentId>,
) -> Result<Case<'a>, StoreError> {
    let since = now.saturating_sub(REPEATED_WITHIN).unwrap_or(Timestamp::UNIX_EPOCH);
    let long = body.as_str().chars().count() >= REPEATED_FROM_CHARS;
    let (mut duplicate, mut like_spam) = (false, false);
    if let Some(fingerprint) = Fingerprint::of(author, body, html).filter(|_| long) {
        duplicate = comment::is_repeated(write.connection, site, fingerprint, since, except)?;
        like_spam = spam::holds(write.connection, site, fingerprint)?;
    }
    if long && !duplicate {
        duplicate = comment::has_said(write.connection, site, actor, body, since, except)?;
    }
    Ok(Case { author, text: read, links: html.link_count(), signals: Signals::default(), newcomer: false, duplicate, like_spam })
}

fn known(write: &Write<'_>, site: SiteId, id: CommentId) -> Result<Comment, StoreError> {
    Ok(comment::find_on_site(write.connection, site, id)?.ok_or(Refusal::UnknownComment)?)
}

fn changeable(write: &Write<'_>, own: &OwnComment) -> Result<Comment, StoreError> {
    let found = known(write, own.site, own.id)?;
    check_edit(&found, own.actor, own.window, own.now)?;
    Ok(found)
}
