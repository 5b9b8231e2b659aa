use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::{Author, Body, Html};

/// What two comments with the same words have in common, whatever stands between the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(i64);

impl Fingerprint {
    /// Only of what spam needs: a link or a website.
    pub fn of(author: &Author, body: &Body, html: &Html) -> Option<Self> {
        if html.link_count() == 0 && author.website.is_none() {
            return None;
        }
        let digest = <[u8; 32]>::from(Sha256::digest(letters(body.as_str()).as_bytes()));
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
    text.nfkc().collect::<String>().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
