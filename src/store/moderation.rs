use jiff::Timestamp;
use serde_json::json;

use super::sqlite::{audit, comment, moderated, page, spam, writer::Write};
use super::{AuditEntry, By, DecisionId, NewWords, Store, StoreError, statuses};
use crate::domain::{
    AuthorName, Body, Comment, CommentId, Decided, MAX_PINNED, Moderated, ModeratedQuery, Page, PageAddress, PageId, Person, Refusal, Seen,
    SiteId, Status, Version, check_version,
};

/// What became of each comment that a decision was about.
#[derive(Debug, Clone, Default)]
pub struct DecisionOutcome {
    /// None where nothing was changed.
    pub decision: Option<DecisionId>,
    pub changed: Vec<StatusChange>,
    pub unchanged: Vec<CommentId>,
    /// Changed by their writers since they were read.
    pub edited: Vec<CommentId>,
    /// Not there, not on these sites, or deleted by their writers.
    pub gone: Vec<CommentId>,
}

#[derive(Debug, Clone, Copy)]
pub struct StatusChange {
    pub comment: CommentId,
    pub before: Status,
    pub after: Status,
}

/// A comment with all that helps to decide about it.
#[derive(Debug, Clone)]
pub struct CommentFile {
    pub comment: Moderated,
    pub person: Person,
    /// The writer's newest other comments on the site.
    pub others: Vec<Moderated>,
    pub history: Vec<AuditEntry>,
}

const OTHERS: u32 = 10;

impl Store {
    pub async fn moderated(&self, query: ModeratedQuery) -> Result<Vec<Moderated>, StoreError> {
        self.readers.run(move |connection| Ok(moderated::list(connection, &query)?)).await
    }

    pub async fn moderated_comment(&self, id: CommentId) -> Result<Option<Moderated>, StoreError> {
        self.readers.run(move |connection| Ok(moderated::find(connection, id)?)).await
    }

    pub async fn comment_file(&self, id: CommentId) -> Result<Option<CommentFile>, StoreError> {
        self.readers
            .run(move |connection| {
                let Some(found) = moderated::find(connection, id)? else { return Ok(None) };
                let site = found.comment.site;
                let (mut person, mut others) = (Person::default(), Vec::new());
                if let Some(actor) = found.comment.actor {
                    person = moderated::person(connection, site, actor)?;
                    let of_actor = ModeratedQuery { sites: vec![site], actor: Some(actor), limit: OTHERS + 1, ..ModeratedQuery::default() };
                    others = moderated::list(connection, &of_actor)?;
                    others.retain(|other| other.comment.id != id);
                    others.truncate(OTHERS as usize);
                }
                let history = audit::of_comment(connection, id)?;
                Ok(Some(CommentFile { comment: found, person, others, history }))
            })
            .await
    }

    /// How many comments wait, by site.
    pub async fn held_by_site(&self) -> Result<Vec<(SiteId, u32)>, StoreError> {
        self.readers.run(|connection| Ok(moderated::held_by_site(connection)?)).await
    }

    /// Gives comments of these sites a status, all in one transaction.
    pub async fn decide(
        &self,
        sites: Vec<SiteId>,
        seen: Vec<Seen>,
        to: Decided,
        by: By,
        now: Timestamp,
    ) -> Result<DecisionOutcome, StoreError> {
        self.writer
            .run(move |mut write| {
                let mut outcome = DecisionOutcome::default();
                for seen in seen {
                    decide(&mut write, &sites, seen, to.status(), &by, now, &mut outcome)?;
                }
                Ok(outcome)
            })
            .await
    }

    /// Puts back what a decision changed, where nobody has decided otherwise since.
    pub async fn undo(&self, sites: Vec<SiteId>, decision: DecisionId, by: By, now: Timestamp) -> Result<DecisionOutcome, StoreError> {
        self.writer.run(move |mut write| undo(&mut write, &sites, decision, &by, now)).await
    }

    /// Changes anybody's words, as they were read.
    pub async fn edit_any(&self, site: SiteId, seen: Seen, new: NewWords, by: By, now: Timestamp) -> Result<Comment, StoreError> {
        self.writer
            .run(move |mut write| {
                let id = seen.comment;
                let found = existing(&write, site, id)?;
                check_version(&found, seen.version)?;
                let before = comment::source(write.connection, id)?;
                comment::update_body(write.connection, &found, &new, now)?;
                write.touched.words(found.id);
                statuses::touch(&mut write, &found)?;
                let detail = json!({ "before": before.as_str(), "name": name_of(&found) });
                note(&write, &by, &found, "comment_edited", detail, now)?;
                existing(&write, site, id)
            })
            .await
    }

    /// Puts a root before all others of its page, or back among them.
    pub async fn pin(&self, site: SiteId, id: CommentId, pinned: bool, by: By, now: Timestamp) -> Result<Comment, StoreError> {
        self.writer
            .run(move |mut write| {
                let found = existing(&write, site, id)?;
                if found.pinned == pinned {
                    return Ok(found);
                }
                if pinned {
                    check_pin(&write, &found)?;
                }
                comment::set_pinned(write.connection, id, pinned.then_some(now))?;
                statuses::touch(&mut write, &found)?;
                let action = if pinned { "comment_pinned" } else { "comment_unpinned" };
                note(&write, &by, &found, action, json!({ "name": name_of(&found) }), now)?;
                Ok(Comment { pinned, ..found })
            })
            .await
    }

    /// Closes a page for comments, or opens it again; makes it where there is none.
    pub async fn lock(&self, site: SiteId, address: PageAddress, locked: bool, by: By, now: Timestamp) -> Result<Page, StoreError> {
        self.writer
            .run(move |write| {
                let (id, _) = page::find_or_insert(write.connection, site, &address)?;
                lock(write, site, id, locked, &by, now)
            })
            .await
    }

    /// The Markdown of a comment, with its version.
    pub async fn source(&self, site: SiteId, id: CommentId) -> Result<(Body, Version), StoreError> {
        self.readers
            .run(move |connection| {
                let found = comment::find_on_site(connection, site, id)?
                    .filter(|found| found.status != Status::Deleted)
                    .ok_or(Refusal::UnknownComment)?;
                Ok((comment::source(connection, id)?, found.version()))
            })
            .await
    }
}

/// A comment of the site with words, whatever its status.
fn existing(write: &Write<'_>, site: SiteId, id: CommentId) -> Result<Comment, StoreError> {
    let found = comment::find_on_site(write.connection, site, id)?.ok_or(Refusal::UnknownComment)?;
    if found.status == Status::Deleted { Err(Refusal::CommentDeleted.into()) } else { Ok(found) }
}

fn check_pin(write: &Write<'_>, found: &Comment) -> Result<(), StoreError> {
    if found.parent.is_some() {
        return Err(Refusal::PinOfReply.into());
    }
    if !found.is_published() {
        return Err(Refusal::UnknownComment.into());
    }
    if comment::count_pinned(write.connection, found.page)? >= MAX_PINNED {
        return Err(Refusal::TooManyPinned.into());
    }
    Ok(())
}

pub(super) fn lock(write: Write<'_>, site: SiteId, id: PageId, locked: bool, by: &By, now: Timestamp) -> Result<Page, StoreError> {
    let before = page::get(write.connection, id)?;
    if before.locked_at.is_some() == locked {
        return Ok(before);
    }
    page::set_locked(write.connection, id, locked.then_some(now))?;
    write.touched.page(site, before.key.clone());
    let action = if locked { "page_locked" } else { "page_unlocked" };
    let deed =
        audit::Deed { by, site: Some(site), action, comment: None, detail: json!({ "key": before.key.as_str(), "title": before.title }) };
    super::audit::note(&write, &deed, None, now)?;
    Ok(page::get(write.connection, id)?)
}

pub(super) fn decide(
    write: &mut Write<'_>,
    sites: &[SiteId],
    Seen { comment: id, version }: Seen,
    to: Status,
    by: &By,
    now: Timestamp,
    outcome: &mut DecisionOutcome,
) -> Result<(), StoreError> {
    let found = comment::find(write.connection, id)?.filter(|found| sites.contains(&found.site) && found.status != Status::Deleted);
    let Some(found) = found else {
        outcome.gone.push(id);
        return Ok(());
    };
    if found.status == to {
        outcome.unchanged.push(id);
        return Ok(());
    }
    if version.is_some_and(|version| version != found.version()) {
        outcome.edited.push(id);
        return Ok(());
    }
    // Only what somebody decided teaches: whoever fills in a form like a machine must not make spam of another's words.
    let lesson = match (found.status, to) {
        (_, Status::Spam) => Some(true),
        (_, Status::Published) | (Status::Spam, Status::Held) => Some(false),
        _ => None,
    };
    give(write, &found, to, lesson, by, now, outcome)
}

/// Gives a comment a status, and where there is a `lesson` teaches whether its words are spam.
fn give(
    write: &mut Write<'_>,
    found: &Comment,
    to: Status,
    lesson: Option<bool>,
    by: &By,
    now: Timestamp,
    outcome: &mut DecisionOutcome,
) -> Result<(), StoreError> {
    let id = found.id;
    statuses::change(write, found, to, now)?;
    let is_news = match lesson {
        Some(true) => spam::remember(write.connection, id, now)?,
        Some(false) => spam::forget(write.connection, id)?,
        None => false,
    };
    let action = match to {
        Status::Published => "comment_published",
        Status::Held => "comment_held",
        Status::Spam => "comment_spam",
        Status::Removed | Status::Deleted => "comment_removed",
    };
    let mut detail =
        json!({ "before": found.status.as_str(), "after": to.as_str(), "name": name_of(found), "version": found.version().to_string() });
    if found.pinned {
        detail["pinned"] = json!(true);
    }
    if is_news {
        detail["taught_spam"] = json!(lesson);
    }
    let deed = audit::Deed { by, site: Some(found.site), action, comment: Some(id), detail };
    outcome.decision = Some(super::audit::note(write, &deed, outcome.decision, now)?);
    outcome.changed.push(StatusChange { comment: id, before: found.status, after: to });
    Ok(())
}

const UNDONE: &str = "decision_undone";

fn undo(write: &mut Write<'_>, sites: &[SiteId], decision: DecisionId, by: &By, now: Timestamp) -> Result<DecisionOutcome, StoreError> {
    let entries = audit::of_decision(write.connection, decision)?;
    let decided: Vec<_> = entries.iter().filter_map(|entry| Some((entry, entry.comment?, entry.statuses()?))).collect();
    let foreign = entries.iter().any(|entry| entry.site.is_none_or(|site| !sites.contains(&site)));
    if decided.is_empty() || foreign || entries.iter().any(|entry| entry.action == UNDONE) {
        return Err(Refusal::UnknownDecision.into());
    }
    let mut outcome = DecisionOutcome::default();
    for (entry, id, (before, after)) in decided {
        let Some(found) = comment::find(write.connection, id)?.filter(|found| found.status != Status::Deleted) else {
            outcome.gone.push(id);
            continue;
        };
        let is_newest = audit::newest_decision(write.connection, id)? == Some(decision);
        if found.status != after || !is_newest {
            outcome.unchanged.push(id);
        } else if entry.version().as_deref() != Some(&found.version().to_string()) {
            outcome.edited.push(id);
        } else {
            // What it taught is taken back with it, and nothing else is taught: where it came from, nobody may have decided.
            give(write, &found, before, entry.taught_spam().map(|taught| !taught), by, now, &mut outcome)?;
            if entry.took_pin() {
                pin_again(write, &found, now)?;
            }
        }
    }
    let deed =
        audit::Deed { by, site: entries[0].site, action: UNDONE, comment: None, detail: json!({ "comments": outcome.changed.len() }) };
    super::audit::note(write, &deed, Some(decision), now)?;
    Ok(outcome)
}

/// Where others have taken its place meanwhile, it stays among the rest.
fn pin_again(write: &Write<'_>, found: &Comment, now: Timestamp) -> Result<(), StoreError> {
    if comment::count_pinned(write.connection, found.page)? < MAX_PINNED {
        comment::set_pinned(write.connection, found.id, Some(now))?;
    }
    Ok(())
}

fn note(
    write: &Write<'_>,
    by: &By,
    found: &Comment,
    action: &'static str,
    detail: serde_json::Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    let deed = audit::Deed { by, site: Some(found.site), action, comment: Some(found.id), detail };
    super::audit::note(write, &deed, None, now)?;
    Ok(())
}

fn name_of(comment: &Comment) -> Option<&str> {
    comment.author.name.as_ref().map(AuthorName::as_str)
}
