use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::Body;

/// What two comments with the same words have in common, whatever stands between the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(i64);

impl Fingerprint {
    pub fn of(body: &Body) -> Self {
        let digest = <[u8; 32]>::from(Sha256::digest(letters(body.as_str()).as_bytes()));
        Self(i64::from_be_bytes(*digest.first_chunk().expect("32 bytes begin with 8")))
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

    proptest! {
        #[test]
        fn the_short_way_of_ascii_comes_to_the_same(text in r"[\x00-\x7F]{0,40}") {
            prop_assert_eq!(letters(&text), letters_of_any(&text));
        }
    }
}
