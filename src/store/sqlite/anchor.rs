//! An anchor as the JSON it is stored as.

use serde::{Deserialize, Serialize};

use crate::domain::{Anchor, Passage, QuestionKey, Surrounding, TextPosition};

#[derive(Serialize, Deserialize)]
struct Stored {
    exact: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    prefix: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    suffix: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<(u32, u32)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
}

/// What is kept of the anchor of a deleted comment: that there was one, so that its place stays among inline comments as long as replies need it.
pub(super) const FORGOTTEN: &str = "{}";

pub(super) fn to_stored(anchor: &Anchor) -> String {
    let stored = Stored {
        exact: anchor.exact.as_str().to_owned(),
        prefix: anchor.prefix.as_str().to_owned(),
        suffix: anchor.suffix.as_str().to_owned(),
        position: anchor.position.map(|TextPosition { start, end }| (start, end)),
        question: anchor.question.as_ref().map(|question| question.as_str().to_owned()),
    };
    serde_json::to_string(&stored).expect("texts and numbers are JSON")
}

/// None for one that is forgotten, and for what this program did not write.
pub(super) fn from_stored(text: &str) -> Option<Anchor> {
    let stored: Stored = serde_json::from_str(text).ok()?;
    Some(Anchor {
        exact: Passage::from_stored(stored.exact),
        prefix: Surrounding::from_stored(stored.prefix),
        suffix: Surrounding::from_stored(stored.suffix),
        position: stored.position.map(|(start, end)| TextPosition { start, end }),
        question: stored.question.map(QuestionKey::from_stored),
    })
}
