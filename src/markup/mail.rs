//! A comment's HTML as a mail may show it, and as plain text. Stricter than a page: no images and no links, since in a mail both come from the
//! server's address and not from the reader who wrote them. Addresses stay, as text.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::{
    Allowed,
    plain::to_plain,
    sanitise::sanitise,
    tags::{Piece, escape, pieces, unescape},
};

/// One comment in the two forms that a mail has. They say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForMail {
    /// Safe to stand in a page; styled in place, as many mail programs know no style sheets.
    pub html: String,
    pub text: String,
}

const TAGS: [&str; 17] =
    ["blockquote", "br", "code", "del", "em", "hr", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr"];

static STRICT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into_iter().chain(["ul"]).collect())
        .tag_attributes(HashMap::from([("ol", HashSet::from(["start"]))]))
        .generic_attributes(HashSet::new())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::new())
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|_, _, value| value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.into()));
    builder
});

/// An address longer than this is cut: nobody reads on.
const MAX_ADDRESS: usize = 200;

/// Turns a comment's HTML into what a mail shows of it; what has more than `most` characters is cut.
pub fn for_mail(html: &str, most: usize) -> ForMail {
    let clean = sanitise(html, Allowed { images: true });
    let strict = STRICT.clean(&without_links(&clean, most)).to_string();
    ForMail { html: styled(&strict), text: to_plain(&strict) }
}

/// Links and images become text. Stops after `most` characters; what is still open then, the sanitiser closes.
fn without_links(html: &str, most: usize) -> String {
    let mut out = String::with_capacity(html.len());
    let mut left = most;
    let mut link: Option<(String, String)> = None;
    for piece in pieces(html) {
        match piece {
            Piece::Open { name: "a", .. } => link = piece.attribute("href").map(|address| (address, String::new())),
            Piece::Close { name: "a", .. } => {
                let Some((address, words)) = link.take() else { continue };
                if !says_address(&words, &address) {
                    push(&mut out, &format!(" <{}>", shortened(&address)), &mut left);
                }
            }
            Piece::Open { name: "img", .. } => {
                let described = piece.attribute("alt").filter(|alt| !alt.trim().is_empty());
                let picture = described.map_or("[image]".to_owned(), |alt| format!("[image: {alt}]"));
                let address = piece.attribute("src").map(|address| format!(" <{}>", shortened(&address))).unwrap_or_default();
                push(&mut out, &format!("{picture}{address}"), &mut left);
            }
            Piece::Open { raw, .. } | Piece::Close { raw, .. } => out.push_str(raw),
            Piece::Text(escaped) => {
                let words = unescape(escaped);
                if let Some((_, seen)) = &mut link {
                    seen.push_str(&words);
                }
                push(&mut out, &words, &mut left);
            }
        }
        if left == 0 {
            break;
        }
    }
    out
}

/// Writes words as HTML, as many as may still come.
fn push(out: &mut String, words: &str, left: &mut usize) {
    let mut readable = words.chars().filter(|c| !turns_the_line(*c));
    let taken: String = readable.by_ref().take(*left).collect();
    *left -= taken.chars().count();
    out.push_str(&escape(&taken));
    if *left == 0 {
        out.push('…');
    }
}

fn says_address(words: &str, address: &str) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches("mailto:").trim_end_matches('/').to_owned();
    bare(words) == bare(address)
}

fn shortened(address: &str) -> String {
    match address.char_indices().nth(MAX_ADDRESS) {
        Some((end, _)) => format!("{}…", &address[..end]),
        None => address.to_owned(),
    }
}

/// Directions that are forced upon a line: a quoted comment could turn what the mail itself says.
fn turns_the_line(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The few tags that would look wrong without a style of their own.
fn styled(html: &str) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    for piece in pieces(html) {
        match piece {
            Piece::Open { name, raw } => match style(name) {
                Some(style) => {
                    let (head, rest) = raw.split_at(1 + name.len());
                    for part in [head, " style=\"", style, "\"", rest] {
                        out.push_str(part);
                    }
                }
                None => out.push_str(raw),
            },
            Piece::Close { raw, .. } => out.push_str(raw),
            Piece::Text(escaped) => out.push_str(escaped),
        }
    }
    out
}

fn style(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "p" => "margin:0 0 .75em",
        "blockquote" => "margin:0 0 .75em;padding-left:.9em;border-left:2px solid #9aa3ad",
        "pre" => "margin:0 0 .75em;padding:.6em .8em;background:rgba(128,128,128,.12);border-radius:4px;white-space:pre-wrap",
        "code" => "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em",
        "ul" | "ol" => "margin:0 0 .75em;padding-left:1.5em",
        "table" => "margin:0 0 .75em;border-collapse:collapse",
        "td" | "th" => "padding:.2em .6em;border:1px solid rgba(128,128,128,.4);text-align:left",
        "hr" => "margin:.75em 0;border:0;border-top:1px solid rgba(128,128,128,.4)",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
