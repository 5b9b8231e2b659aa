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
        let letters: String = body.as_str().nfkc().collect::<String>().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let digest = <[u8; 32]>::from(Sha256::digest(letters.as_bytes()));
        Some(Self(i64::from_be_bytes(*digest.first_chunk().expect("32 bytes begin with 8"))))
    }

    pub(crate) fn as_i64(self) -> i64 {
        self.0
    }
}
