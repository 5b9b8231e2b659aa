//! Markdown to safe HTML, in three steps: parse, tame the tree, sanitise what was written from it. Nothing else in the program makes HTML
//! from a reader's text.

mod sanitise;
mod tame;

use comrak::{Arena, Options, format_html, parse_document};

use crate::domain::{Body, Html};

/// Grows whenever the same text would give other HTML; stored comments are then rendered anew.
const VERSION: u32 = 1;

/// What a site allows in its comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    pub images: bool,
}

/// The number stored with what this program renders for such a site.
pub fn renderer(allowed: Allowed) -> u32 {
    VERSION * 2 + u32::from(allowed.images)
}

/// Why a text cannot be rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkupError {
    #[error("quotes, lists and emphasis can be at most {} levels deep", tame::MAX_NESTING)]
    NestedTooDeep,
}

/// Renders a comment. Work and memory grow with the text's length, which [`Body`] bounds.
pub fn render(body: &Body, allowed: Allowed) -> Result<Html, MarkupError> {
    let arena = Arena::new();
    let options = options();
    let document = parse_document(&arena, body.as_str(), &options);
    tame::check_nesting(document)?;
    tame::tame(&arena, document, allowed);
    let mut unsafe_html = String::new();
    // Writing to a String cannot fail.
    let _ = format_html(document, &options, &mut unsafe_html);
    Ok(Html::sanitised(sanitise::sanitise(&unsafe_html, allowed), renderer(allowed)))
}

/// `CommonMark` with strikethrough, tables and bare links. HTML is shown as it was typed. A line break is a line break, as people expect of
/// a comment field.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.render.escape = true;
    options.render.hardbreaks = true;
    options
}

#[cfg(test)]
mod tests;
