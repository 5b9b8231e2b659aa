use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Keyring, private_file};

const FILE: &str = "secrets.toml";
/// The id of the key that was there before keys had ids; its tokens name none.
pub(super) const LEGACY_ID: &str = "0";
const MAX_ID_BYTES: usize = 32;
/// A replaced key is remembered while a token it signed may live: a visitor's, a year. The day more is for servers that notice late.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(366 * 24);

/// What the server must know and nobody else may: made at first start, kept in the data folder, never printed.
#[derive(Clone)]
pub struct Secrets {
    pub network_key: [u8; 32],
    newest: SigningKey,
    /// Oldest first.
    older: Vec<SigningKey>,
}

/// A key for the server's own tokens (HS256), and when it began to sign them.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SigningKey {
    pub(super) id: String,
    pub(super) key: [u8; 32],
    pub(super) since: Timestamp,
}

/// What a rotation did.
pub struct Rotated {
    /// As they are on the disk now.
    pub secrets: Secrets,
    /// How many older keys were removed, with every token they had signed.
    pub forgotten: usize,
}

/// Why the secrets cannot be used. Each names the file.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("{0}: cannot be read or written: {1}")]
    Io(PathBuf, std::io::Error),
    #[error("{0}: other users of this machine can read it; run `chmod 600` on it")]
    Exposed(PathBuf),
    #[error("{0}: is damaged ({1}); restore it from a backup, or remove it: all visitors then lose their right to edit and take back")]
    Damaged(PathBuf, String),
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(getrandom::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    network_key: String,
    /// The only key of the files that were written before keys were replaced.
    #[serde(skip_serializing)]
    token_key: Option<String>,
    #[serde(default)]
    signing_key: Vec<StoredKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredKey {
    id: String,
    key: String,
    since: String,
}

impl Secrets {
    /// Reads the secrets of a data folder; the first call makes them.
    pub fn load_or_create(folder: &Path) -> Result<Self, SecretsError> {
        if let Some(secrets) = Self::read(folder)? {
            return Ok(secrets);
        }
        let _lock = private_file::lock(folder)?;
        // Another process may have been first.
        if let Some(secrets) = Self::read(folder)? {
            return Ok(secrets);
        }
        let secrets = Self::random()?;
        secrets.write(folder)?;
        Ok(secrets)
    }

    /// Reads the secrets of a data folder that has been in use.
    pub fn load(folder: &Path) -> Result<Self, SecretsError> {
        let missing = || SecretsError::Io(folder.join(FILE), ErrorKind::NotFound.into());
        Self::read(folder)?.ok_or_else(missing)
    }

    /// When the secrets were last written. It differs after a rotation, and need not be later: clocks are set.
    pub fn modified(folder: &Path) -> Result<SystemTime, SecretsError> {
        let path = folder.join(FILE);
        fs::metadata(&path).and_then(|metadata| metadata.modified()).map_err(|error| SecretsError::Io(path, error))
    }

    /// Adds a new key, which signs from now on, and forgets those that no living token was signed with; or, with `forget_old`, all others at
    /// once, which ends every token and session there is.
    pub fn rotate(folder: &Path, now: Timestamp, forget_old: bool) -> Result<Rotated, SecretsError> {
        let _lock = private_file::lock(folder)?;
        let mut secrets = Self::load(folder)?;
        let forgotten = secrets.add_key(now, forget_old)?;
        secrets.write(folder)?;
        Ok(Rotated { secrets, forgotten })
    }

    /// The keys for the server's own tokens.
    pub fn keyring(&self) -> Keyring {
        Keyring::new(&self.newest, &self.older)
    }

    fn random() -> Result<Self, SecretsError> {
        Ok(Self { network_key: random_bytes()?, newest: SigningKey::random(Timestamp::now())?, older: Vec::new() })
    }

    /// Says how many were forgotten.
    fn add_key(&mut self, now: Timestamp, forget_old: bool) -> Result<usize, SecretsError> {
        // Not before its predecessor, whatever the clock says.
        let key = SigningKey::random(now.max(self.newest.since))?;
        self.older.push(std::mem::replace(&mut self.newest, key));
        let before = self.older.len();
        if forget_old {
            self.older.clear();
        } else {
            self.forget_outlived(now);
        }
        Ok(before - self.older.len())
    }

    fn forget_outlived(&mut self, now: Timestamp) {
        let replaced_at: Vec<_> = self.older.iter().skip(1).chain([&self.newest]).map(|successor| successor.since).collect();
        let outlived = replaced_at.iter().take_while(|since| now.duration_since(**since) > REMEMBERED).count();
        self.older.drain(..outlived);
    }

    fn read(folder: &Path) -> Result<Option<Self>, SecretsError> {
        let path = folder.join(FILE);
        let Some(text) = private_file::read(&path)? else { return Ok(None) };
        Self::parse(&text).map(Some).map_err(|reason| SecretsError::Damaged(path, reason))
    }

    fn parse(text: &str) -> Result<Self, String> {
        // What the parser would say may quote a secret.
        let stored: Stored = toml::from_str(text).map_err(|_| "it is not the TOML that was written".to_owned())?;
        let mut keys = match stored.token_key {
            Some(_) if !stored.signing_key.is_empty() => return Err("it has both a token_key and a signing_key".to_owned()),
            Some(key) => vec![SigningKey::legacy(&key)?],
            None => stored.signing_key.iter().map(SigningKey::parse).collect::<Result<Vec<_>, _>>()?,
        };
        let newest = keys.pop().ok_or("it has no signing_key")?;
        if has_twins(&newest, &keys) {
            return Err("two signing_key have the same id".to_owned());
        }
        Ok(Self { network_key: parse_key("network_key", &stored.network_key)?, newest, older: keys })
    }

    fn to_text(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(&Stored {
            network_key: BASE64URL_NOPAD.encode(&self.network_key),
            token_key: None,
            signing_key: self.older.iter().chain([&self.newest]).map(SigningKey::to_stored).collect(),
        })
    }

    fn write(&self, folder: &Path) -> Result<(), SecretsError> {
        let path = folder.join(FILE);
        let text = self.to_text().map_err(std::io::Error::other);
        text.and_then(|text| private_file::replace(folder, &path, &text)).map_err(|error| SecretsError::Io(path, error))
    }
}

impl SigningKey {
    fn random(since: Timestamp) -> Result<Self, SecretsError> {
        Ok(Self { id: HEXLOWER.encode(&random_bytes::<8>()?), key: random_bytes()?, since })
    }

    /// When it began is not known, and does not matter: nothing came before it.
    fn legacy(key: &str) -> Result<Self, String> {
        Ok(Self { id: LEGACY_ID.to_owned(), key: parse_key("token_key", key)?, since: Timestamp::UNIX_EPOCH })
    }

    fn parse(stored: &StoredKey) -> Result<Self, String> {
        let plain = stored.id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        if !plain || !(1..=MAX_ID_BYTES).contains(&stored.id.len()) {
            return Err(format!("the id of a signing_key is not 1 to {MAX_ID_BYTES} letters, digits, '_' and '-'"));
        }
        let since = stored.since.parse().map_err(|_| "the since of a signing_key is not a time such as 2026-01-31T12:00:00Z")?;
        Ok(Self { id: stored.id.clone(), key: parse_key("the key of a signing_key", &stored.key)?, since })
    }

    fn to_stored(&self) -> StoredKey {
        StoredKey { id: self.id.clone(), key: BASE64URL_NOPAD.encode(&self.key), since: self.since.to_string() }
    }
}

fn has_twins(newest: &SigningKey, older: &[SigningKey]) -> bool {
    let ids: std::collections::HashSet<_> = older.iter().chain([newest]).map(|key| &key.id).collect();
    ids.len() <= older.len()
}

fn parse_key(name: &str, text: &str) -> Result<[u8; 32], String> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| format!("{name} is not 32 bytes in base64url"))
}

fn random_bytes<const N: usize>() -> Result<[u8; N], SecretsError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(SecretsError::NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600;

    fn day(number: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + number * DAY).unwrap()
    }

    fn signing(id: &str, since: Timestamp) -> SigningKey {
        SigningKey { id: id.to_owned(), key: [id.as_bytes()[0]; 32], since }
    }

    fn ids(secrets: &Secrets) -> Vec<&str> {
        secrets.older.iter().chain([&secrets.newest]).map(|key| key.id.as_str()).collect()
    }

    fn assert_same(a: &Secrets, b: &Secrets) {
        assert!(a.network_key == b.network_key && a.newest == b.newest && a.older == b.older);
    }

    fn write_private(folder: &Path, text: &str) {
        private_file::replace(folder, &folder.join(FILE), text).unwrap();
    }

    #[test]
    fn secrets_are_made_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Secrets::load(folder.path()).is_err());
        let made = Secrets::load_or_create(folder.path()).unwrap();
        assert_same(&made, &Secrets::load_or_create(folder.path()).unwrap());
        assert_same(&made, &Secrets::load(folder.path()).unwrap());
        assert_ne!(made.newest.id, LEGACY_ID);
    }

    #[test]
    fn all_who_start_at_once_get_the_same_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let made: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| Secrets::load_or_create(folder.path()).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        for secrets in &made {
            assert_same(secrets, &made[0]);
        }
    }

    #[test]
    fn rotations_at_once_lose_no_key() {
        let folder = tempfile::tempdir().unwrap();
        Secrets::load_or_create(folder.path()).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| Secrets::rotate(folder.path(), Timestamp::now(), false).unwrap());
            }
        });
        assert_eq!(ids(&Secrets::load(folder.path()).unwrap()).len(), 9);
    }

    #[test]
    fn a_file_from_before_keys_had_ids_is_read_and_rotated() {
        let folder = tempfile::tempdir().unwrap();
        let text = |byte| BASE64URL_NOPAD.encode(&[byte; 32]);
        write_private(folder.path(), &format!("token_key = \"{}\"\nnetwork_key = \"{}\"\n", text(1), text(2)));
        let old = Secrets::load(folder.path()).unwrap();
        assert_eq!((old.network_key, old.newest.key, ids(&old)), ([2; 32], [1; 32], vec![LEGACY_ID]));

        let rotated = Secrets::rotate(folder.path(), day(0), false).unwrap();
        assert_eq!(rotated.forgotten, 0);
        assert_eq!(ids(&rotated.secrets)[0], LEGACY_ID);
        assert_eq!((rotated.secrets.older[0].key, rotated.secrets.network_key), ([1; 32], [2; 32]));
        assert_same(&rotated.secrets, &Secrets::load(folder.path()).unwrap());
    }

    #[test]
    fn keys_are_forgotten_a_year_and_a_day_after_they_were_replaced() {
        let mut secrets =
            Secrets { network_key: [0; 32], newest: signing("c", day(10)), older: vec![signing("a", day(-900)), signing("b", day(0))] };
        assert_eq!(secrets.add_key(day(366), false).unwrap(), 0);
        assert_eq!(ids(&secrets)[..3], ["a", "b", "c"]);
        assert_eq!(secrets.add_key(day(367), false).unwrap(), 1);
        assert_eq!(ids(&secrets)[..2], ["b", "c"]);
        // All but the one that signed until this moment.
        assert_eq!(secrets.add_key(day(3_650), false).unwrap(), 3);
        assert_eq!(ids(&secrets).len(), 2);
    }

    #[test]
    fn all_old_keys_can_be_forgotten_at_once() {
        let mut secrets = Secrets { network_key: [0; 32], newest: signing("b", day(1)), older: vec![signing("a", day(0))] };
        assert_eq!(secrets.add_key(day(2), true).unwrap(), 2);
        assert_eq!(ids(&secrets).len(), 1);
        assert!(secrets.newest.id != "b" && secrets.newest.since == day(2));
    }

    #[test]
    fn a_clock_set_back_leaves_the_keys_in_order() {
        let mut secrets = Secrets { network_key: [0; 32], newest: signing("a", day(9)), older: Vec::new() };
        secrets.add_key(day(3), false).unwrap();
        assert_eq!(secrets.newest.since, day(9));
    }

    #[test]
    fn a_rotation_can_be_noticed() {
        let folder = tempfile::tempdir().unwrap();
        Secrets::load_or_create(folder.path()).unwrap();
        let before = Secrets::modified(folder.path()).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        Secrets::rotate(folder.path(), day(0), false).unwrap();
        assert_ne!(Secrets::modified(folder.path()).unwrap(), before);
    }

    #[cfg(unix)]
    #[test]
    fn a_rotation_leaves_one_private_file() {
        let folder = tempfile::tempdir().unwrap();
        Secrets::load_or_create(folder.path()).unwrap();
        // As if a rotation had been killed.
        fs::write(folder.path().join(private_file::TEMPORARY), "half").unwrap();
        Secrets::rotate(folder.path(), day(0), false).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(files, [FILE]);
        assert!(private_file::read(&folder.path().join(FILE)).unwrap().is_some(), "nobody else can read it");
    }

    #[test]
    fn damaged_files_are_refused_left_alone_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let key = BASE64URL_NOPAD.encode(b"secretwordssecretwordssecretword");
        let signing = |id: &str, since: &str| format!("[[signing_key]]\nid = \"{id}\"\nkey = \"{key}\"\nsince = \"{since}\"\n");
        let good = format!("network_key = \"{key}\"\n{}", signing("a", "2026-01-31T12:00:00Z"));
        assert!(Secrets::parse(&good).is_ok());
        for damaged in [
            String::new(),
            key.clone(),
            format!("network_key = \"{key}\"\n"),
            format!("network_key = \"c2hvcnQ\"\n{}", signing("a", "2026-01-31T12:00:00Z")),
            format!("token_key = \"{key}\"\n{good}"),
            format!("{good}{}", signing("a", "2026-01-31T12:00:00Z")),
            format!("{good}{}", signing("", "2026-01-31T12:00:00Z")),
            format!("{good}{}", signing("a/b", "2026-01-31T12:00:00Z")),
            format!("{good}{}", signing("b", "yesterday")),
            good.replace("id = \"a\"\n", ""),
            good.replace(&key, "c2hvcnQ"),
        ] {
            write_private(folder.path(), &damaged);
            for result in [Secrets::load_or_create(folder.path()), Secrets::rotate(folder.path(), day(0), false).map(|done| done.secrets)] {
                let message = result.err().expect(&damaged).to_string();
                assert!(message.contains(FILE) && message.contains("damaged") && !message.contains(&key), "{message}");
            }
            assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), damaged);
        }
    }
}
