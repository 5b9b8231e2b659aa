use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::{Anchor, Invalid, Passage, QuestionKey, Surrounding, TextPosition};
use crate::http::json::Fields;

/// The passage of the page's text that a comment answers, as the W3C's Web Annotation Data Model selects text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct AnchorFields {
    /// Its words.
    exact: String,
    /// What stands directly before it.
    prefix: Option<String>,
    /// What stands directly behind it.
    suffix: Option<String>,
    /// Characters before it in the article's text; with `end`, or not at all.
    start: Option<u32>,
    end: Option<u32>,
    /// The question of the page's author that is answered.
    question: Option<String>,
}

impl AnchorFields {
    pub(super) fn parse(self, fields: &mut Fields) -> Option<Anchor> {
        let beside = |text: Option<&str>| Surrounding::parse(text.unwrap_or_default());
        let exact = fields.take("anchor.exact", Passage::parse(&self.exact));
        let prefix = fields.take("anchor.prefix", beside(self.prefix.as_deref()));
        let suffix = fields.take("anchor.suffix", beside(self.suffix.as_deref()));
        let position = fields.take("anchor.end", position(self.start, self.end));
        let question = fields.take_optional("anchor.question", self.question.as_deref(), QuestionKey::parse);
        let ((exact, prefix), (suffix, position)) = exact.zip(prefix).zip(suffix.zip(position))?;
        Some(Anchor { exact, prefix, suffix, position, question })
    }
}

fn position(start: Option<u32>, end: Option<u32>) -> Result<Option<TextPosition>, Invalid> {
    match (start, end) {
        (None, None) => Ok(None),
        (Some(start), Some(end)) => TextPosition::new(start, end).map(Some),
        _ => Err(Invalid::new("start and end need each other")),
    }
}
