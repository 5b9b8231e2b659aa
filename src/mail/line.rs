//! Text that has to be one line, of bounded length.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::domain::tidy_line;

/// One line without control characters, without what turns the line, and at most `most` characters long. What is cut ends at a whole
/// character, and between words where one ends nearby.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let line = tidy_line(text, usize::MAX);
    if line.chars().count() <= most {
        return line;
    }
    let mut kept: Vec<char> = line.chars().take(most).collect();
    let next = line.chars().nth(most - 1);
    kept.truncate(most - 1);
    if next.is_some_and(continues) {
        let end = kept.iter().rposition(|c| !continues(*c)).unwrap_or_default();
        kept.truncate(end);
    }
    if let Some(end) = kept.iter().rposition(|c| *c == ' ').filter(|end| kept.len() - end <= MOST_OF_A_WORD) {
        kept.truncate(end);
    }
    let text: String = kept.into_iter().collect();
    format!("{}…", text.trim_end_matches([' ', '\u{200C}', '\u{200D}']))
}

/// More of a word than this stays, cut or not.
const MOST_OF_A_WORD: usize = 15;

/// Belongs to the character before it.
fn continues(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark || matches!(c, '\u{200C}' | '\u{200D}' | '\u{1F3FB}'..='\u{1F3FF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_lines_are_cut_where_a_character_ends() {
        assert_eq!(one_line("short", 10), "short");
        assert_eq!(one_line("one two three four", 12), "one two…");
        assert_eq!(one_line(&"x".repeat(30), 20), format!("{}…", "x".repeat(19)));
        assert_eq!(one_line(&format!("{}e\u{301}xx", "a".repeat(18)), 20), format!("{}…", "a".repeat(18)));
        assert_eq!(one_line("👩\u{200D}👩\u{200D}👧 family", 4), "👩…");
    }

    #[test]
    fn breaks_and_turned_lines_are_gone() {
        assert_eq!(one_line("a\r\nBcc: x@y.example\u{2028}\u{202E}b\u{0}", 80), "a Bcc: x@y.example b");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_comes_is_one_short_line(text in "\\PC{0,40}[\r\n\u{202E}\u{2028}\u{85}]\\PC{0,40}", most in 2_usize..50) {
            let line = one_line(&text, most);
            prop_assert!(line.chars().count() <= most, "{line:?}");
            prop_assert!(!line.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}')), "{line:?}");
        }
    }
}
