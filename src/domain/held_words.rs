//! Words that make a comment wait, found in what its readers read and not in how it was typed.

use unicode_normalization::UnicodeNormalization;

use super::look::letters_as_read;
use super::text::clean_line;
use super::{Anchor, Author, Body, Html, Invalid};

/// A word or a phrase that makes a comment wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldWord {
    text: String,
    /// As it is looked for, so that it need not be made for each comment.
    folded: String,
}

impl HoldWord {
    pub const MAX_CHARS: usize = 60;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = clean_line(text, "a word to hold", Self::MAX_CHARS)?;
        Ok(Self { folded: folded(&text), text })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A comment's words as they are searched. Making them takes up to a third of a second: one sign may stand for many letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadText(String);

impl ReadText {
    /// Of the text that is read, and of the Markdown too: addresses of links stand only there.
    pub fn of(body: &Body, html: &Html) -> Self {
        Self::plain(&[&html.text(), body.as_str()].join(APART))
    }

    pub(super) fn plain(text: &str) -> Self {
        Self(folded(text))
    }
}

pub(super) fn held_word<'a>(
    words: &'a [HoldWord],
    author: &Author,
    text: Option<&ReadText>,
    anchor: Option<&Anchor>,
) -> Option<&'a HoldWord> {
    if words.is_empty() {
        return None;
    }
    let name = author.name.as_ref().map_or("", |name| name.as_str());
    let website = author.website.as_ref().map_or("", |website| website.as_str());
    let beside = [name, website].into_iter().chain(anchor.into_iter().flat_map(Anchor::words));
    let beside = folded(&beside.collect::<Vec<_>>().join(APART));
    words.iter().find(|word| text.is_some_and(|text| contains_word(&text.0, &word.folded)) || contains_word(&beside, &word.folded))
}

/// The same for texts that read the same: without case, accents and what cannot be seen, each letter as the Latin one that it passes for, and
/// one blank between words however far they are apart.
fn folded(text: &str) -> String {
    let letters = text.nfkd().flat_map(char::to_lowercase).flat_map(letters_as_read);
    let mut folded = String::with_capacity(text.len());
    for letter in letters {
        if !letter.is_whitespace() {
            folded.push(letter);
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded
}

/// Between texts that are searched together: no phrase begins in one and ends in the next.
const APART: &str = "\n|\n";

/// Whether the word stands in the text and is not part of a longer one.
fn contains_word(text: &str, word: &str) -> bool {
    !word.is_empty()
        && text.match_indices(word).any(|(at, found)| {
            let before = text[..at].chars().next_back();
            let after = text[at + found.len()..].chars().next();
            let joins = |beside: Option<char>, edge: Option<char>| {
                beside.is_some_and(char::is_alphanumeric) && edge.is_some_and(char::is_alphanumeric)
            };
            !joins(before, word.chars().next()) && !joins(after, word.chars().next_back())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AuthorName;

    fn is_held(text: &str, word: &str) -> bool {
        held_word(&[HoldWord::parse(word).unwrap()], &Author::default(), Some(&ReadText::plain(text)), None).is_some()
    }

    #[test]
    fn words_are_whole_words() {
        for (text, word, expected) in [
            ("a cheap watch", "cheap", true),
            ("cheaply", "cheap", false),
            ("uncheap", "cheap", false),
            ("so CHEAP!", "cheap", true),
            ("我买手表吧", "手表", false),
            ("我买 手表 吧", "手表", true),
            ("a c++ book", "c++", true),
            ("corn on the cob", "com", false),
            ("ПОКУПАЙТЕ часы", "часы", true),
            ("भारत", "भारत", true),
            ("buy cheap\n \u{A0}pills now", "cheap pills", true),
            ("cheaper pills", "cheap pills", false),
        ] {
            assert_eq!(is_held(text, word), expected, "{text} {word}");
        }
    }

    #[test]
    fn a_word_is_found_however_it_is_disguised() {
        for disguised in [
            "ca\u{AD}sino",
            "cas\u{200B}ino",
            "сasіno",
            "CASINO",
            "ｃａｓｉｎｏ",
            "cásìnö",
            "ca\u{FE0F}sino",
            "cas1n0",
            "🅲🅰🆂🅸🅽🅾",
            "ᴄᴀꜱɪɴᴏ",
            "𝒄𝒂𝒔𝒊𝒏𝒐",
            "c\u{34F}asino",
            "саsiпо",
        ] {
            assert!(is_held(&format!("the {disguised}, now"), "casino"), "{disguised}: {}", folded(disguised));
        }
    }

    #[test]
    fn names_and_websites_are_read_too() {
        let words = [HoldWord::parse("casino").unwrap()];
        let author = Author { name: Some(AuthorName::parse("Best Casino").unwrap()), ..Author::default() };
        assert!(held_word(&words, &author, Some(&ReadText::plain("hello")), None).is_some());
        assert!(held_word(&words, &Author::default(), Some(&ReadText::plain("hello")), None).is_none());
    }
}
