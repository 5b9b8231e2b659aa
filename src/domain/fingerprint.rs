use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::Body;

/// What two comments with the same words have in common, whatever stands between the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(i64);

/// Of fewer letters and digits, texts without anything in common would be the same: those of signs alone.
const LEAST_LETTERS: usize = 20;

impl Fingerprint {
    /// None where there are too few letters to tell by.
    pub fn of(body: &Body) -> Option<Self> {
        let letters = letters(body.as_str());
        letters.chars().nth(LEAST_LETTERS - 1)?;
        let digest = <[u8; 32]>::from(Sha256::digest(letters.as_bytes()));
        Some(Self(i64::from_be_bytes(*digest.first_chunk().expect("32 bytes begin with 8"))))
    }

    pub(crate) fn as_i64(self) -> i64 {
        self.0
    }
}

/// Small, in the form that all ways to write them have in common.
fn letters(text: &str) -> String {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| char::from(letter.to_ascii_lowercase())).collect();
    }
    letters_of_any(text)
}

fn letters_of_any(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn signs_have_none() {
        let of = |text: &str| Fingerprint::of(&Body::parse(text, 1_000).unwrap());
        assert_eq!(of(&"👍 ".repeat(25)), None);
        assert_eq!(of("too few letters 🎉🎉🎉🎉🎉🎉🎉🎉"), None);
        assert_eq!(of("Cheap watches - at my place!"), of("CHEAP watches, at my ｐlace"));
        assert!(of("Cheap watches at my place").is_some());
    }

    proptest! {
        #[test]
        fn the_short_way_of_ascii_comes_to_the_same(text in r"[\x00-\x7F]{0,40}") {
            prop_assert_eq!(letters(&text), letters_of_any(&text));
        }
    }
}
