//! What follows from a comment's status: whether it has a place in its thread, and what is counted where.

use jiff::Timestamp;

use super::sqlite::{audit, comment, page, vote, writer::Write};
use super::{StoreError, notices};
use crate::domain::{Comment, CommentId, Status};

/// Gives a comment another status, and moves all that is counted with it.
pub(super) fn change(write: &mut Write<'_>, found: &Comment, to: Status, now: Timestamp) -> Result<(), StoreError> {
    if found.status == to {
        return Ok(());
    }
    comment::set_status(write.connection, found.id, to, now)?;
    let published = i64::from(to == Status::Published) - i64::from(found.is_published());
    if published != 0 {
        page::add_comments(write.connection, found.page, published)?;
        touch(write, found)?;
    }
    let is_shown = to == Status::Published || found.reply_count > 0;
    if is_shown != found.is_shown() {
        count_in_thread(write, found, if is_shown { 1 } else { -1 })?;
    }
    if to == Status::Published {
        notices::of_published(write, &Comment { status: to, ..found.clone() }, now)?;
    }
    Ok(())
}

/// A comment that comes into the thread, or leaves it, may bring or take those above that only stand for their replies.
pub(super) fn count_in_thread(write: &Write<'_>, changed: &Comment, by: i64) -> Result<(), StoreError> {
    let mut parent = changed.parent;
    while let Some(id) = parent {
        let Some(above) = comment::find(write.connection, id)? else { return Ok(()) };
        comment::add_replies(write.connection, id, changed.root, by)?;
        let replies = i64::from(above.reply_count) + by;
        let flips = !above.is_published() && (above.reply_count > 0) != (replies > 0);
        parent = above.parent.filter(|_| flips);
    }
    Ok(())
}

/// Forgets the words of a comment, and the comment itself where nothing needs its place.
pub(super) fn erase(write: &mut Write<'_>, found: &Comment, now: Timestamp) -> Result<(), StoreError> {
    vote::delete_on_comment(write.connection, found.id)?;
    change(write, found, Status::Deleted, now)?;
    comment::forget_words(write.connection, found.id)?;
    write.touched.words(found.id);
    audit::forget_words(write.connection, found.id)?;
    bury(write, found.id)
}

/// Deletes a deleted comment that nothing answers, and those above that only stood for it.
fn bury(write: &Write<'_>, id: CommentId) -> Result<(), StoreError> {
    let mut next = Some(id);
    while let Some(id) = next {
        let Some(found) = comment::find(write.connection, id)? else { return Ok(()) };
        if found.status != Status::Deleted || comment::has_children(write.connection, id)? {
            return Ok(());
        }
        comment::delete(write.connection, id)?;
        next = found.parent;
    }
    Ok(())
}

/// Tells readers of the page that it reads otherwise than before.
pub(super) fn touch(write: &mut Write<'_>, comment: &Comment) -> Result<(), StoreError> {
    let (site, key) = page::identity(write.connection, comment.page)?;
    write.touched.page(site, key);
    Ok(())
}
