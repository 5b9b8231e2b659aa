use super::Invalid;
use super::text::{clean_line, is_visible, longest_run_of_marks};

/// Where in the page's text a root stands: the passage it answers. As the W3C's Web Annotation Data Model has it (section 4.2): the words
/// themselves with what stands around them (`TextQuoteSelector`), and the place they were found at, as a hint (`TextPositionSelector`).
///
/// What a reader's browser says of a page nobody can check here; it is text, to be shown as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub exact: Passage,
    pub prefix: Surrounding,
    pub suffix: Surrounding,
    pub position: Option<TextPosition>,
    pub question: Option<QuestionKey>,
}

impl Anchor {
    /// All that everybody can read of it.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let question = self.question.as_ref().map(QuestionKey::as_str);
        [self.exact.as_str(), self.prefix.as_str(), self.suffix.as_str()].into_iter().chain(question)
    }
}

/// The words of a passage, with single blanks between them, as a browser shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage(String);

impl Passage {
    /// In characters. Longer selections are whole sections.
    pub const MAX_CHARS: usize = 2_000;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = shown(text).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        let length = text.chars().count();
        if length > Self::MAX_CHARS {
            return Err(Invalid::new(format!("the passage has {length} characters; at most {} can be answered at once", Self::MAX_CHARS)));
        }
        refuse_unwritten(&text, "the passage")?;
        if !text.chars().any(is_visible) {
            return Err(Invalid::new("the passage is empty; select some words"));
        }
        Ok(Self(text))
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What stands directly before or behind a passage; it tells the passage from others of the same words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surrounding(String);

impl Surrounding {
    /// In characters.
    pub const MAX_CHARS: usize = 200;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut collapsed = String::with_capacity(text.len());
        for c in shown(text) {
            match c.is_whitespace() {
                true if collapsed.ends_with(' ') => {}
                true => collapsed.push(' '),
                false => collapsed.push(c),
            }
        }
        if collapsed.chars().count() > Self::MAX_CHARS {
            return Err(Invalid::new(format!("what stands beside the passage may have at most {} characters", Self::MAX_CHARS)));
        }
        refuse_unwritten(&collapsed, "what stands beside the passage")?;
        Ok(Self(collapsed))
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Characters from the beginning of the article's text to where the passage begins, and to where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextPosition {
    pub start: u32,
    pub end: u32,
}

impl TextPosition {
    pub fn new(start: u32, end: u32) -> Result<Self, Invalid> {
        if start < end {
            Ok(Self { start, end })
        } else {
            Err(Invalid::new("a passage ends behind its start: start must be less than end"))
        }
    }
}

/// Which question of the page's author is answered, however its passage reads by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionKey(String);

impl QuestionKey {
    /// In characters.
    pub const MAX_CHARS: usize = 200;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        clean_line(text, "a question's key", Self::MAX_CHARS).map(Self)
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a line may break or may not (soft hyphen, zero-width space, word joiner), and the mark of byte order.
const NOT_SHOWN: [char; 4] = ['\u{AD}', '\u{200B}', '\u{2060}', '\u{FEFF}'];

/// Without what the widget does not count to an article's text either, so that a passage is the same with and without it.
fn shown(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !NOT_SHOWN.contains(c))
}

/// More than this on one letter is no writing of any script.
const MAX_MARKS: usize = 8;

/// Other characters that show nothing are left: articles hold marks of direction.
fn refuse_unwritten(text: &str, what: &str) -> Result<(), Invalid> {
    if let Some(c) = text.chars().find(|c| c.is_control()) {
        return Err(Invalid::new(format!("{what} holds the control character U+{:04X}; leave it out", u32::from(c))));
    }
    if longest_run_of_marks(text) > MAX_MARKS {
        return Err(Invalid::new(format!("{what} has more than {MAX_MARKS} combining marks on one letter")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_passage_has_the_blanks_that_a_browser_shows() {
        assert_eq!(Passage::parse("  The tide\n\t turns  at\u{A0}six ").unwrap().as_str(), "The tide turns at six");
        assert_eq!(Surrounding::parse("\n before  it ").unwrap().as_str(), " before it ");
        assert_eq!(Passage::parse("Wat\u{AD}ten\u{200F}meer 🌊").unwrap().as_str(), "Watten\u{200F}meer 🌊");
        assert_eq!(Passage::parse("\u{FEFF}one \u{200B} pass\u{2060}age").unwrap().as_str(), "one passage");
        assert_eq!(Surrounding::parse("be\u{AD}fore \u{200B} ").unwrap().as_str(), "before ");
    }

    #[test]
    fn what_is_no_passage_is_refused_with_the_reason() {
        let why = |text: &str| Passage::parse(text).unwrap_err().to_string();
        assert!(why(" \n\u{AD} ").contains("empty"));
        assert!(why("\u{2060}\u{FEFF}\u{200B}").contains("empty"));
        assert!(why("a\u{0}b").contains("U+0000"));
        assert!(why(&"long ".repeat(500)).contains("2499 characters; at most 2000"));
        assert!(why(&format!("Z{}", "\u{301}".repeat(9))).contains("combining marks"));
        assert!(Surrounding::parse(&"x".repeat(201)).unwrap_err().to_string().contains("200"));
        assert!(TextPosition::new(5, 5).unwrap_err().to_string().contains("less than"));
        assert!(QuestionKey::parse("\u{202E}").is_err());
    }

    proptest! {
        #[test]
        fn what_is_not_shown_makes_no_difference(text in "[a-z \u{AD}\u{200B}\u{2060}\u{FEFF}]{0,60}") {
            let plain = text.replace(NOT_SHOWN, "");
            prop_assert_eq!(Passage::parse(&text), Passage::parse(&plain));
            prop_assert_eq!(Surrounding::parse(&text), Surrounding::parse(&plain));
        }

        #[test]
        fn what_was_parsed_once_stays_as_it_is(text in "\\PC{0,300}") {
            if let Ok(passage) = Passage::parse(&text) {
                prop_assert_eq!(&Passage::parse(passage.as_str()).unwrap(), &passage);
            }
            if let Ok(beside) = Surrounding::parse(&text) {
                prop_assert_eq!(&Surrounding::parse(beside.as_str()).unwrap(), &beside);
            }
        }
    }
}
