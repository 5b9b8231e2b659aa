use serde::Serialize;
use utoipa::ToSchema;

use crate::domain;

/// A passage of a page's text: its words with what stands around them, and where it was found.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Anchor {
    pub(in crate::http) exact: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::http) prefix: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::http) suffix: String,
    /// Characters before it in the article's text, when it was selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) start: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) end: Option<u32>,
    /// The question of the page's author that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) question: Option<String>,
}

impl From<domain::Anchor> for Anchor {
    fn from(anchor: domain::Anchor) -> Self {
        Self {
            exact: anchor.exact.as_str().to_owned(),
            prefix: anchor.prefix.as_str().to_owned(),
            suffix: anchor.suffix.as_str().to_owned(),
            start: anchor.position.map(|position| position.start),
            end: anchor.position.map(|position| position.end),
            question: anchor.question.map(|question| question.as_str().to_owned()),
        }
    }
}
