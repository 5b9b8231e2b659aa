//! What the rules ask the database about a comment that is to be judged.

use jiff::{SignedDuration, Timestamp};

use super::comments::{NewComment, NewWords};
use super::sqlite::{comment, mailbox, spam, writer::Write};
use super::{StoreError, notices, statuses};
use crate::domain::{ActorId, Author, Case, Comment, CommentId, Hold, Reason, Rules, Signals, SiteId, SpeakerKind, Status, Verdict, judge};

/// The same words by others within this time are a sign of a machine.
const REPEATED_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// Shorter words are said by many people.
const REPEATED_FROM_CHARS: usize = 20;

pub(super) fn judge_new(write: &Write<'_>, new: &NewComment) -> Result<Verdict, StoreError> {
    // Asked only where it matters. For a member the site itself answers.
    let matters = new.rules.hold == Hold::Newcomers && new.speaker.kind == SpeakerKind::Visitor;
    let newcomer = matters && !is_known(write, new.site, new.speaker.actor)?;
    let case = case(write, &new.author, &new.words, &new.rules, (new.site, new.speaker.actor), new.now, None)?;
    Ok(judge(&new.rules, Case { signals: new.signals, newcomer, anchor: new.anchor.as_deref(), ..case }))
}

/// Whoever had a comment published, or has proved an address; a typed address counts for nothing.
fn is_known(write: &Write<'_>, site: SiteId, actor: ActorId) -> Result<bool, StoreError> {
    Ok(comment::is_known(write.connection, site, actor)? || mailbox::of_actor(write.connection, site, actor)?.is_some())
}

/// Somebody whose comment was published is no newcomer; what waits goes on waiting, whatever it says now, and why follows its words.
pub(super) fn judge_again(write: &mut Write<'_>, found: &Comment, new: &NewWords, rules: &Rules, now: Timestamp) -> Result<(), StoreError> {
    let (Status::Published | Status::Held, Some(actor)) = (found.status, found.actor) else { return Ok(()) };
    let case = case(write, &found.author, new, rules, (found.site, actor), now, Some(found.id))?;
    let verdict = judge(rules, Case { anchor: found.anchor.as_deref(), ..case });
    if found.is_published() && verdict.status == Status::Published {
        return Ok(());
    }
    let mut reasons = if found.is_published() { Vec::new() } else { comment::reasons(write.connection, found.id)? };
    reasons.retain(|reason| !reason.is_of_words() && !verdict.reasons.contains(reason));
    reasons.extend(verdict.reasons);
    reasons.push(Reason::Edited);
    comment::set_reasons(write.connection, found.id, &reasons)?;
    let to = if verdict.status == Status::Spam { Status::Spam } else { Status::Held };
    statuses::change(write, found, to, now)?;
    if found.is_published() && to == Status::Held {
        notices::of_waiting(write, &Comment { status: to, ..found.clone() }, now)?;
    }
    Ok(())
}

/// What is known of words alone and of who says them; `own` is the comment that has them. The rest is for the caller to fill in.
fn case<'a>(
    write: &Write<'_>,
    author: &'a Author,
    words: &'a NewWords,
    rules: &Rules,
    (site, actor): (SiteId, ActorId),
    now: Timestamp,
    own: Option<CommentId>,
) -> Result<Case<'a>, StoreError> {
    let since = now.saturating_sub(REPEATED_WITHIN).unwrap_or(Timestamp::UNIX_EPOCH);
    let long = words.body.as_str().chars().count() >= REPEATED_FROM_CHARS;
    let (mut duplicate, mut like_spam) = (false, false);
    if let Some(fingerprint) = words.fingerprint(author).filter(|_| long) {
        duplicate = comment::is_repeated(write.connection, site, fingerprint, since, own)?;
        like_spam = spam::holds(write.connection, site, fingerprint)?;
    }
    if long && !duplicate {
        duplicate = comment::has_said(write.connection, site, actor, &words.body, since, own)?;
    }
    Ok(Case {
        author,
        text: words.read_for(rules),
        anchor: None,
        links: words.html.link_count(),
        signals: Signals::default(),
        newcomer: false,
        duplicate,
        like_spam,
    })
}
