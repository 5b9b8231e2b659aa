//! A comment's HTML as people write it in plain text: `>` before quotes, `-` before items, an empty line between blocks.

use super::tags::{Piece, pieces, unescape};

/// Deeper quotes and lists look like those above them: what stands before a line must not outgrow it.
const MAX_SHOWN_LEVELS: usize = 8;

pub(super) fn to_plain(html: &str) -> String {
    let mut page = Page::default();
    for piece in pieces(html) {
        match piece {
            Piece::Open { name, raw } => page.open(name, raw),
            Piece::Close { name, .. } => page.close(name),
            Piece::Text(escaped) => page.write(&unescape(escaped)),
        }
    }
    page.end_line();
    page.text.trim_end().to_owned()
}

/// A quote, a list, an item or preformatted text that is open.
struct Level {
    tag: &'static str,
    /// Stands before each of its lines.
    before: &'static str,
    /// Stands before an item's first line instead, until that is written.
    mark: Option<String>,
    /// The number that the next item of an ordered list has.
    next: Option<u32>,
}

#[derive(Default)]
struct Page {
    text: String,
    line: String,
    levels: Vec<Level>,
    preformatted: bool,
    /// Whether an empty line comes before the next one.
    gap: bool,
}

impl Page {
    fn open(&mut self, tag: &str, raw: &str) {
        match tag {
            "br" => self.break_line(),
            "hr" => {
                self.end_line();
                self.line.push_str("----");
                self.end_block();
            }
            "p" | "table" => self.end_line(),
            "pre" => {
                self.enter("pre", "    ", None);
                self.preformatted = true;
            }
            "blockquote" => self.enter("blockquote", "> ", None),
            "ul" | "ol" => {
                let start = raw.split_once("start=\"").and_then(|(_, rest)| rest.split('"').next()?.parse().ok()).unwrap_or(1);
                self.enter("list", "", None);
                self.innermost(|list| list.next = (tag == "ol").then_some(start));
            }
            "li" => {
                let mut mark = String::from("- ");
                self.innermost(|list| {
                    if let Some(number) = &mut list.next {
                        mark = format!("{number}. ");
                        *number = number.saturating_add(1);
                    }
                });
                self.enter("li", "  ", Some(mark));
            }
            "td" | "th" if !self.line.is_empty() => {
                self.line.truncate(self.line.trim_end().len());
                self.line.push_str(" | ");
            }
            _ => self.mark(tag),
        }
    }

    fn close(&mut self, tag: &str) {
        match tag {
            "p" | "table" => self.end_block(),
            "pre" => {
                self.preformatted = false;
                self.leave("pre");
                self.gap = true;
            }
            "blockquote" => {
                self.leave("blockquote");
                self.gap = true;
            }
            "ul" | "ol" => {
                self.leave("list");
                self.gap = !self.levels.iter().any(|level| level.tag == "li");
            }
            "li" => {
                self.leave("li");
                self.gap = false;
            }
            "tr" => self.end_line(),
            _ => self.mark(tag),
        }
    }

    /// Emphasis, as it has been written in mails since there were any.
    fn mark(&mut self, tag: &str) {
        let mark = match tag {
            "strong" => "*",
            "em" => "_",
            "del" => "~",
            "code" if !self.preformatted => "`",
            _ => return,
        };
        self.line.push_str(mark);
    }

    fn write(&mut self, words: &str) {
        if self.preformatted {
            for (place, line) in words.split('\n').enumerate() {
                if place > 0 {
                    self.break_line();
                }
                self.line.push_str(line);
            }
            return;
        }
        for c in words.chars() {
            let blank = c.is_whitespace() && c != '\u{A0}';
            if !blank {
                self.line.push(c);
            } else if !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
        }
    }

    fn enter(&mut self, tag: &'static str, before: &'static str, mark: Option<String>) {
        self.end_line();
        self.write_gap();
        self.levels.push(Level { tag, before, mark, next: None });
    }

    fn leave(&mut self, tag: &str) {
        self.end_line();
        self.levels.pop_if(|level| level.tag == tag);
    }

    fn innermost(&mut self, change: impl FnOnce(&mut Level)) {
        if let Some(level) = self.levels.last_mut() {
            change(level);
        }
    }

    fn end_block(&mut self) {
        self.end_line();
        self.gap = true;
    }

    fn end_line(&mut self) {
        if !self.line.trim().is_empty() {
            self.break_line();
        }
        self.line.clear();
    }

    /// The empty line belongs to what stands around both blocks.
    fn write_gap(&mut self) {
        if std::mem::take(&mut self.gap) && !self.text.is_empty() {
            let before: String = self.shown_levels().map(|level| level.before).collect();
            self.push_line(&before);
        }
    }

    fn break_line(&mut self) {
        self.write_gap();
        let mut line: String = self.shown_levels().map(|level| level.mark.take().unwrap_or_else(|| level.before.to_owned())).collect();
        line.push_str(&self.line);
        self.push_line(&line);
        self.line.clear();
    }

    fn shown_levels(&mut self) -> impl Iterator<Item = &mut Level> {
        self.levels.iter_mut().take(MAX_SHOWN_LEVELS)
    }

    fn push_line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}
