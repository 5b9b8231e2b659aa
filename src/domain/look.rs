//! What letters look like, beyond what Unicode's own table of confusable characters says.

use unicode_normalization::char::canonical_combining_class;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_security::skeleton as confusable_skeleton;

/// Small letters that pass for Latin ones at a glance and that the table has as letters of their own, or as unlike.
const PASSES_FOR: [(&str, char); 24] = [
    ("ᴀᴧ", 'a'),
    ("ʙвƅ", 'b'),
    ("ᴄ", 'c'),
    ("ᴅ", 'd'),
    ("ᴇɛєε", 'e'),
    ("ꜰ", 'f'),
    ("ɢ", 'g'),
    ("ʜнңһ", 'h'),
    ("ɪ", 'i'),
    ("ᴊ", 'j'),
    ("ᴋкκ", 'k'),
    ("ʟʅ", 'l'),
    ("ᴍм", 'm'),
    ("ɴпηиπ", 'n'),
    ("ᴏ○◯⭕⚪●⊙", 'o'),
    ("ᴘ", 'p'),
    ("ʀг", 'r'),
    ("ꜱ", 's'),
    ("ᴛтτ", 't'),
    ("ᴜυ", 'u'),
    ("ᴠ", 'v'),
    ("ᴡω", 'w'),
    ("ʏү", 'y'),
    ("ᴢ", 'z'),
];

/// A letter that stands in a box or a circle, or is one of the pair that flags are made of, as the letter.
fn unboxed(c: char) -> Option<char> {
    let nth = |first: u32| char::from_u32(u32::from('A') + u32::from(c) - first);
    match c {
        '\u{1F150}'..='\u{1F169}' => nth(0x1F150),
        '\u{1F170}'..='\u{1F189}' => nth(0x1F170),
        '\u{1F1E6}'..='\u{1F1FF}' => nth(0x1F1E6),
        _ => None,
    }
}

/// One of the pair that flags are made of.
pub(super) fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// A small letter, or a boxed one, as the Latin letter it passes for; any other character as itself.
pub(super) fn plain_letter(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let passes_for = || PASSES_FOR.iter().find(|(letters, _)| letters.contains(c)).map(|(_, plain)| *plain);
    unboxed(c).or_else(passes_for).unwrap_or(c)
}

/// How one small letter of a decomposed text (NFKD) is read: nothing for what cannot be seen and for accents. `l`, `1` and `i` are one, and
/// so are `0` and `o`.
pub(super) fn letters_as_read(c: char) -> impl Iterator<Item = char> {
    let mut seen = String::new();
    let plain = plain_letter(c).to_ascii_lowercase();
    if plain.is_ascii() {
        seen.push(plain);
    } else if !is_accent(plain) && !is_unseen(plain) {
        seen.extend(confusable_skeleton(plain.encode_utf8(&mut [0; 4])).flat_map(char::to_lowercase));
    }
    seen.replace(['l', '1'], "i").replace('0', "o").chars().collect::<Vec<_>>().into_iter()
}

/// Marks that a reader takes for an ornament of the letter: accents (canonical combining classes from 200 up), overlays (1), and the points of
/// Hebrew and Arabic (10 to 36) that are written or left out. The others are letters of their own: vowels of Indic scripts and Thai, kana's
/// voicing.
pub(super) fn is_accent(c: char) -> bool {
    c.general_category() == GeneralCategory::NonspacingMark && matches!(canonical_combining_class(c), 1 | 10..=36 | 200..)
}

/// Joiners, fillers and selectors, which leave no trace of their own.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FFA0}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
        || c.general_category() == GeneralCategory::Format
}

/// Whether a character of a skeleton tells names apart.
pub(super) fn tells_names_apart(c: char) -> bool {
    match c.general_category() {
        GeneralCategory::NonspacingMark => !is_accent(c),
        GeneralCategory::EnclosingMark | GeneralCategory::OtherSymbol | GeneralCategory::ModifierSymbol => false,
        _ => !matches!(
            c.general_category_group(),
            GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Separator | GeneralCategoryGroup::Other
        ),
    }
}
