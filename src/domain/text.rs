//! What may stand in a line of text that is shown to others.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::Invalid;

/// Letters and symbols that Unicode counts as visible but that show nothing: Hangul fillers, Khmer inherent vowels, blank Braille.
const BLANK: [char; 7] = ['\u{115F}', '\u{1160}', '\u{3164}', '\u{FFA0}', '\u{17B4}', '\u{17B5}', '\u{2800}'];

/// More combining marks than this on one letter is drawing over the neighbours, not writing.
const MAX_MARKS: usize = 4;

/// Joiners that real scripts and emoji need between their letters.
const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];

/// Whether a reader sees something where this character stands.
pub(super) fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !BLANK.contains(&c)
        && matches!(
            c.general_category_group(),
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number | GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol
        )
}

/// Whether a reader sees anything of this text.
pub fn has_visible_character(text: &str) -> bool {
    text.chars().any(is_visible)
}

/// Collapses white space and refuses what is invisible, turns the line around or piles up marks.
pub(super) fn clean_line(text: &str, what: &str, max_chars: usize) -> Result<String, Invalid> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > max_chars {
        return Err(Invalid::new(format!("{what} is longer than {max_chars} characters")));
    }
    if let Some(c) = line.chars().find(|c| !may_stand_in_line(*c)) {
        return Err(Invalid::new(format!("{what} holds the control or invisible character U+{:04X}; leave it out", u32::from(c))));
    }
    if !line.chars().any(is_visible) {
        return Err(Invalid::new(format!("{what} has no visible character")));
    }
    if longest_run_of_marks(&line) > MAX_MARKS {
        return Err(Invalid::new(format!("{what} has more than {MAX_MARKS} combining marks on one letter")));
    }
    Ok(line)
}

fn may_stand_in_line(c: char) -> bool {
    if JOINERS.contains(&c) || c == ' ' {
        return true;
    }
    !BLANK.contains(&c)
        && !matches!(
            c.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::Surrogate
                | GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
        )
        && c != '\u{FFFD}'
}

pub(super) fn longest_run_of_marks(line: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in line.chars() {
        if JOINERS.contains(&c) {
            continue;
        }
        let is_mark = c.general_category_group() == GeneralCategoryGroup::Mark;
        run = if is_mark { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// For text the sender cannot mend (a page's own title): what may not stand is left out, what is too long is cut.
pub fn tidy_line(text: &str, max_chars: usize) -> String {
    let kept: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| may_stand_in_line(*c) || c.is_whitespace()).collect();
    let line = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(max_chars).collect()
}
