//! What answers look like, one file for each kind of answer.

mod anchor;
mod annotation;
mod ban;
mod comment;
mod thread;
mod viewer;

use jiff::Timestamp;

pub(super) use anchor::Anchor;
pub(super) use annotation::{AfterAnnotation, AnnotationPlace, Annotations};
pub(super) use ban::Ban;
pub(super) use comment::{Author, Badge, Comment, CommentVotes, Preview, Source, Votes};
pub(super) use thread::{Counts, Excerpt, More, Page, PageCount, PageVotes, Points, Replies, Thread};
pub(super) use viewer::{Me, Reader, ReaderToken, SessionToken, Viewer, VisitorToken};

/// RFC 3339 in UTC, to the second.
pub(super) fn time(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}
