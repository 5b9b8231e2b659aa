//! Markdown to safe HTML, in three steps: parse, tame the tree, sanitise what was written from it. Nothing else in the program makes HTML
//! from a reader's text. A mail shows less of it ([`for_mail`]).

mod mail;
mod plain;
mod sanitise;
mod tags;
mod tame;

use comrak::{Arena, Options, format_html, parse_document};

use crate::domain::{Body, Html, has_visible_character};

pub use mail::{ForMail, for_mail};

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
    #[error("nothing of the comment can be seen; write something")]
    NothingToSee,
    #[error("the comment is nearly all markup; use fewer headings, quotes, lists and links, or say more")]
    MoreMarkupThanWords,
}

/// Renders a comment. Work and memory grow with the text's length, which [`Body`] bounds.
pub fn render(body: &Body, allowed: Allowed) -> Result<Html, MarkupError> {
    let arena = Arena::new();
    let options = options(body.as_str());
    let document = parse_document(&arena, body.as_str(), &options);
    tame::check_nesting(document)?;
    tame::tame(&arena, document, allowed);
    let mut unsafe_html = String::new();
    // Writing to a String cannot fail.
    let _ = format_html(document, &options, &mut unsafe_html);
    let html = sanitise::sanitise(&unsafe_html, allowed);
    if !shows_something(&html) {
        return Err(MarkupError::NothingToSee);
    }
    if html.len() > MOST_GROWTH * body.as_str().len() + ALWAYS_ALLOWED {
        return Err(MarkupError::MoreMarkupThanWords);
    }
    Ok(Html::sanitised(html, renderer(allowed)))
}

/// A sign may become as many bytes of HTML, of a whole text: an empty heading of two becomes 26.
const MOST_GROWTH: usize = 8;
/// Bytes of HTML that no text is too short for.
const ALWAYS_ALLOWED: usize = 4_096;

/// Rows are filled up to the width of a table's head, so that a short text can make a table of any size; past this it is no table.
const MAX_CELLS: usize = 1_000;

/// No table of this text has more cells.
fn most_cells(text: &str) -> usize {
    let widest = text.lines().map(|line| line.matches('|').count() + 1).max().unwrap_or_default();
    widest * text.lines().count()
}

/// Whether a reader would see anything: a link without words, or a reference that nothing refers to, leaves no trace.
fn shows_something(html: &str) -> bool {
    let mut inside_tag = false;
    let text: String = html
        .chars()
        .filter(|c| {
            inside_tag = (inside_tag || *c == '<') && *c != '>';
            !inside_tag && *c != '>'
        })
        .collect();
    html.contains("<img") || html.contains("<hr") || has_visible_character(&text.replace("&nbsp;", " "))
}

/// `CommonMark` with strikethrough, tables and bare links. HTML is shown as it was typed. A line break is a line break, as people expect of
/// a comment field.
fn options(text: &str) -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = most_cells(text) <= MAX_CELLS;
    options.extension.autolink = true;
    options.render.escape = true;
    options.render.hardbreaks = true;
    options
}

#[cfg(test)]
mod tests;
