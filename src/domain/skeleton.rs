use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton as confusable_skeleton;

use super::look::{plain_letter, tells_names_apart};

/// What a name looks like, for comparing it with names that nobody else may take: two names that a reader could mistake for each other
/// have the same skeleton.
///
/// It goes further than the skeleton of Unicode Technical Standard 39, which keeps case, spaces, accents and ornaments apart. It is coarse on
/// purpose (`Ali` and `All` are one, as `ALl` and `ALI` look alike), so it must not decide whether two ordinary names are the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Skeleton(String);

/// No name that was tried needs more than 3; the rest is for a Unicode to come.
const MAX_PASSES: usize = 8;

impl Skeleton {
    pub fn of(name: &str) -> Self {
        let mut text = capitals_as_seen(name).unwrap_or_else(|| name.to_owned());
        for _ in 0..MAX_PASSES {
            let next = pass(&text);
            if next == text {
                break;
            }
            text = next;
        }
        // A name of nothing but punctuation looks like itself.
        if text.is_empty() { Self(name.nfkc().collect()) } else { Self(text) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Greek and Cyrillic capitals look like Latin ones where their small letters do not (`Ν` and `ν`), so a name whose letters all pass for Latin
/// ones is read as it looks before its case is dropped. Other names are not: their capitals would part from their own small letters.
fn capitals_as_seen(name: &str) -> Option<String> {
    let seen = letters_as_seen(name);
    (!seen.is_empty() && seen.is_ascii()).then_some(seen)
}

fn pass(text: &str) -> String {
    let compatible = if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfkc().collect::<String>().to_lowercase() };
    letters_as_seen(&compatible).to_lowercase().replace('l', "i").replace('6', "b")
}

/// Each character as the one it is confused with; then without accents, spaces and ornaments, since some of these stand for letters.
/// Capital `I` becomes `l` here, which is why [`pass`] makes one letter of both.
fn letters_as_seen(text: &str) -> String {
    if text.is_ascii() {
        return text.bytes().map(|byte| ASCII_AS_SEEN[usize::from(byte)].as_str()).collect();
    }
    any_letters_as_seen(text)
}

/// Most names are of these, each of which is seen alike wherever it stands.
static ASCII_AS_SEEN: LazyLock<[String; 128]> =
    LazyLock::new(|| std::array::from_fn(|code| any_letters_as_seen(&char::from(code as u8).to_string())));

fn any_letters_as_seen(text: &str) -> String {
    let compatible: String = text.nfkc().map(plain_letter).collect();
    confusable_skeleton(&compatible).filter(|c| tells_names_apart(*c)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn look_alike(a: &str, b: &str) -> bool {
        Skeleton::of(a) == Skeleton::of(b)
    }

    #[test]
    fn names_that_look_like_a_reserved_one_are_found() {
        for imitation in [
            "Hanne Obi",
            "hanne obi",
            "HANNE OBI",
            "Hanne 0bi",
            "H\u{391}NNE OBI",
            "H a n n e-Obi",
            "H\u{430}nne Obi",
            "Hanne\u{200D} Obi",
            "𝐇anne Obi",
            "Hánne Obi",
            "Ha\u{301}\u{323}nne Obi",
            "Hanne Ob\u{131}",
            "Hanne Ob1",
            "HANNE OBl",
            "\u{397}\u{391}\u{39D}\u{39D}\u{395} \u{39F}\u{392}\u{399}",
            "\u{41D}\u{410}NN\u{415} \u{41E}\u{412}\u{406}",
            "Ｈａｎｎｅ Ｏｂｉ",
            "Hanne\u{3164}Obi\u{2800}",
            "Hanne Obi ✓",
            "★Hanne.Obi★",
            "H\u{20DD}anne Obi",
            "\u{202E}Hanne Obi",
        ] {
            assert!(look_alike(imitation, "Hanne Obi"), "{imitation:?}: {:?}", Skeleton::of(imitation));
        }
        assert!(look_alike("Marnie", "Mamie"));
        assert!(look_alike("Νίκος", "ΝΙΚΟΣ"));
        assert!(look_alike("Ёлкин", "ЕЛКИН"));
        assert!(look_alike("محمد", "مُحَمَّد"));
    }

    #[test]
    fn plainly_different_names_differ() {
        for (a, b) in [
            ("李小龍", "王小龍"),
            ("Mira", "Mara"),
            ("Hanna", "Hanne"),
            ("Иван", "Ирина"),
            ("राम", "रामु"),
            ("かな", "がな"),
            ("ดี", "ดา"),
            ("???", "!!!"),
            ("Anna", "Hanna"),
            ("✓", "Hanne Obi"),
        ] {
            assert!(!look_alike(a, b), "{a} and {b}: {:?}", Skeleton::of(a));
        }
    }

    #[test]
    fn every_character_settles() {
        // The ideographs, Hangul and private characters between are their own skeletons.
        for c in ('\0'..'\u{3400}').chain('\u{A000}'..'\u{AC00}').chain('\u{F900}'..'\u{12000}').chain('\u{1D000}'..'\u{1FC00}') {
            let once = Skeleton::of(&format!("a{c}b"));
            assert_eq!(Skeleton::of(once.as_str()), once, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn ascii_is_seen_as_any_letters_are(text in r"[\x00-\x7F]{0,12}") {
            prop_assert_eq!(letters_as_seen(&text), any_letters_as_seen(&text));
        }

        #[test]
        fn a_skeleton_is_its_own_skeleton(name in ".{0,40}") {
            let once = Skeleton::of(&name);
            prop_assert_eq!(Skeleton::of(once.as_str()), once);
        }

        #[test]
        fn case_and_spaces_tell_no_ascii_names_apart(name in "[A-Za-z]{1,20}", at in 0_usize..20) {
            let (front, back) = name.split_at(at.min(name.len()));
            prop_assert_eq!(Skeleton::of(&format!("{front} {}", back.to_uppercase())), Skeleton::of(&name));
        }
    }
}
