use std::sync::{Arc, PoisonError, RwLock};

use jsonwebtoken::{DecodingKey, EncodingKey};

use super::secrets::{LEGACY_ID, SigningKey};

/// The keys that the server's own tokens are signed and checked with, ready for use: the newest signs, all of them check.
pub struct Keyring {
    newest: Key,
    older: Vec<Key>,
}

struct Key {
    id: String,
    signing: EncodingKey,
    checking: DecodingKey,
}

impl Key {
    fn new(key: &SigningKey) -> Self {
        Self { id: key.id.clone(), signing: EncodingKey::from_secret(&key.key), checking: DecodingKey::from_secret(&key.key) }
    }
}

impl Keyring {
    pub(super) fn new(newest: &SigningKey, older: &[SigningKey]) -> Self {
        Self { newest: Key::new(newest), older: older.iter().map(Key::new).collect() }
    }

    /// The id to write into the header (`kid`; RFC 7515, 4.1.4), and the key to sign with.
    pub fn signing(&self) -> (&str, &EncodingKey) {
        (&self.newest.id, &self.newest.signing)
    }

    /// The key that a header names. The name is compared with the ids known and used for nothing else (RFC 8725, 3.10). Tokens from before
    /// keys had ids name none.
    pub fn checking(&self, kid: Option<&str>) -> Option<&DecodingKey> {
        let id = kid.unwrap_or(LEGACY_ID);
        std::iter::once(&self.newest).chain(&self.older).find(|key| key.id == id).map(|key| &key.checking)
    }
}

/// Shows the ids alone.
impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids = self.older.iter().chain([&self.newest]).map(|key| &key.id);
        f.write_str("Keyring ")?;
        f.debug_list().entries(ids).finish()
    }
}

/// The keyring that all who sign and check have in common, so that a new key reaches them while they work. Clones share it.
#[derive(Debug, Clone)]
pub struct SharedKeyring(Arc<RwLock<Arc<Keyring>>>);

impl SharedKeyring {
    pub fn new(keyring: Keyring) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(keyring))))
    }

    /// Everybody signs and checks with these from now on.
    pub fn replace(&self, keyring: Keyring) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keyring);
    }

    pub fn current(&self) -> Arc<Keyring> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn key(id: &str, byte: u8) -> SigningKey {
        SigningKey { id: id.to_owned(), key: [byte; 32], since: Timestamp::UNIX_EPOCH }
    }

    fn bytes<'a>(keyring: &'a Keyring, kid: Option<&str>) -> Option<&'a [u8]> {
        keyring.checking(kid).map(|key| key.try_get_as_bytes().unwrap())
    }

    #[test]
    fn the_newest_key_signs_and_all_check_under_their_own_id() {
        let keyring = Keyring::new(&key("b", 2), &[key("0", 0), key("a", 1)]);
        assert_eq!(keyring.signing().0, "b");
        assert_eq!(bytes(&keyring, Some("b")), Some(&[2; 32][..]));
        assert_eq!(bytes(&keyring, Some("a")), Some(&[1; 32][..]));
        assert_eq!(bytes(&keyring, None), Some(&[0; 32][..]));
        for unknown in ["", "c", "A", "../secrets.toml", "http://example.org/key"] {
            assert!(keyring.checking(Some(unknown)).is_none(), "{unknown}");
        }
    }

    #[test]
    fn tokens_that_name_no_key_are_checked_with_the_old_one_alone() {
        assert!(Keyring::new(&key("a", 1), &[key("b", 2)]).checking(None).is_none());
    }

    #[test]
    fn a_replaced_keyring_reaches_every_clone() {
        let shared = SharedKeyring::new(Keyring::new(&key("a", 1), &[]));
        let clone = shared.clone();
        shared.replace(Keyring::new(&key("b", 2), &[key("a", 1)]));
        assert_eq!(clone.current().signing().0, "b");
    }

    #[test]
    fn keys_are_not_shown() {
        let shared = SharedKeyring::new(Keyring::new(&key("b", 77), &[key("a", 77)]));
        let shown = format!("{shared:?}");
        assert!(shown.contains(r#"["a", "b"]"#) && !shown.contains("77"), "{shown}");
    }
}
