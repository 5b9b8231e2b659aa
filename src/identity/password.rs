use std::sync::Arc;

use argon2::password_hash::{Error as HashError, phc};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::domain::Invalid;

/// What somebody signs in with, in one form however it was typed (NFC, as NIST SP 800-63B advises).
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub const MIN_CHARS: usize = 8;
    pub const MAX_CHARS: usize = 128;
    /// Nothing longer is looked at.
    pub const MAX_BYTES: usize = 512;

    /// A new password. Any characters may stand in it, and none must.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let password =
            Self::attempt(text).ok_or_else(|| Invalid::new(format!("the password must have at most {} characters", Self::MAX_CHARS)))?;
        if password.0.chars().count() < Self::MIN_CHARS {
            return Err(Invalid::new(format!("the password must have at least {} characters; several words are best", Self::MIN_CHARS)));
        }
        Ok(password)
    }

    /// A password as somebody gives it to sign in; none if it cannot be anybody's. Too short is not told here: an older rule may have allowed it.
    pub fn attempt(text: &str) -> Option<Self> {
        if text.len() > Self::MAX_BYTES {
            return None;
        }
        let normal: String = text.nfc().collect();
        (normal.chars().count() <= Self::MAX_CHARS).then_some(Self(normal))
    }
}

/// Passwords stay out of logs and panics.
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What is kept of a password: a PHC string, `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hashes stay out of logs and panics.
impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Why a password could be neither hashed nor checked. None of it says whether the password was right.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("too many are signing in at this moment; try again in a few seconds")]
    TooManyWaiting,
    #[error("the stored hash of a password cannot be read; set the password anew")]
    Damaged,
    #[error("the password could not be hashed: {0}")]
    Failed(String),
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(getrandom::Error),
}

/// What came of checking a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    pub matches: bool,
    /// The hash was not made as hashes are made today: if the password matches, hash it anew.
    pub outdated: bool,
}

/// OWASP's parameters for argon2id.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// Hashes made at the same time; each takes 19 MiB, and a core.
const AT_ONCE: usize = 1;
/// Room for so many blocks of 1 KiB is asked for, though fewer are touched: what is larger than 32 MiB, glibc gives back to the system as
/// soon as it is free. Anything smaller it would keep, once for each thread that ever made a hash.
const BLOCKS_GIVEN_BACK: usize = 33 * 1_024;
/// Attempts that wait for their turn; the next is turned away, so that a flood cannot make everybody wait.
const WAITING: usize = 32;

/// Hashes and checks passwords (argon2id version 19, RFC 9106), away from the threads that answer requests.
pub struct Passwords {
    argon2: Argon2<'static>,
    /// Of nobody's password, for taking as long over an account that does not exist.
    dummy: PasswordHash,
    lanes: Lanes,
}

impl Passwords {
    pub fn new() -> Result<Self, PasswordError> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES)).map_err(|error| PasswordError::Failed(error.to_string()))?;
        let dummy = dummy(&params)?;
        Ok(Self { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), dummy, lanes: Lanes::new(AT_ONCE, WAITING) })
    }

    pub async fn hash(&self, password: Password) -> Result<PasswordHash, PasswordError> {
        let salt = random_bytes::<SALT_BYTES>()?;
        let argon2 = self.argon2.clone();
        let digest = self.lanes.run(move || digest::<HASH_BYTES>(&argon2, &password, &salt)).await??;
        phc_text(self.argon2.params(), &salt, &digest)
    }

    /// Without a hash (there is no such account, or it has no password) the answer is no, after the same work.
    pub async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verified, PasswordError> {
        let known = hash.is_some();
        let stored = hash.unwrap_or_else(|| self.dummy.clone());
        let stored = Stored::read(&stored)?;
        let outdated = known && !self.is_current(&stored);
        let fits = self.lanes.run(move || stored.fits(&password)).await??;
        Ok(Verified { matches: fits && known, outdated })
    }

    fn is_current(&self, stored: &Stored) -> bool {
        let made_with = &stored.argon2;
        made_with.params() == self.argon2.params() && stored.is_argon2id_v19 && stored.salt.len() >= SALT_BYTES
    }
}

/// A hash as it was made, whenever that was.
struct Stored {
    argon2: Argon2<'static>,
    is_argon2id_v19: bool,
    salt: phc::Salt,
    digest: phc::Output,
}

impl Stored {
    fn read(stored: &PasswordHash) -> Result<Self, PasswordError> {
        let damaged = |_: HashError| PasswordError::Damaged;
        let parsed = phc::PasswordHash::new(stored.as_str()).map_err(|_| PasswordError::Damaged)?;
        let algorithm = Algorithm::try_from(parsed.algorithm.as_str()).map_err(|_| PasswordError::Damaged)?;
        let version = parsed.version.map_or(Ok(Version::default()), Version::try_from).map_err(|_| PasswordError::Damaged)?;
        let params = Params::try_from(&parsed).map_err(damaged)?;
        Ok(Self {
            argon2: Argon2::new(algorithm, version, params),
            is_argon2id_v19: algorithm == Algorithm::Argon2id && version == Version::V0x13,
            salt: parsed.salt.ok_or(PasswordError::Damaged)?,
            digest: parsed.hash.ok_or(PasswordError::Damaged)?,
        })
    }

    fn fits(&self, password: &Password) -> Result<bool, PasswordError> {
        let mut made = [0; phc::Output::MAX_LENGTH];
        let made = &mut made[..self.digest.len()];
        fill(&self.argon2, password, &self.salt, made)?;
        let made = phc::Output::new(made).map_err(|error| PasswordError::Failed(error.to_string()))?;
        // In constant time, as the library compares these.
        Ok(made == self.digest)
    }
}

fn digest<const N: usize>(argon2: &Argon2<'_>, password: &Password, salt: &[u8]) -> Result<[u8; N], PasswordError> {
    let mut digest = [0; N];
    fill(argon2, password, salt, &mut digest)?;
    Ok(digest)
}

fn fill(argon2: &Argon2<'_>, password: &Password, salt: &[u8], out: &mut [u8]) -> Result<(), PasswordError> {
    let blocks = argon2.params().block_count();
    let mut memory = Vec::with_capacity(blocks.max(BLOCKS_GIVEN_BACK));
    memory.resize(blocks, Block::new());
    let filled = argon2.hash_password_into_with_memory(password.0.as_bytes(), salt, out, &mut memory);
    filled.map_err(|error| PasswordError::Failed(error.to_string()))
}

fn phc_text(params: &Params, salt: &[u8], digest: &[u8]) -> Result<PasswordHash, PasswordError> {
    let failed = |error: &dyn std::fmt::Display| PasswordError::Failed(error.to_string());
    let hash = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: params.try_into().map_err(|error: HashError| failed(&error))?,
        salt: Some(phc::Salt::new(salt).map_err(|error| failed(&error))?),
        hash: Some(phc::Output::new(digest).map_err(|error| failed(&error))?),
    };
    Ok(PasswordHash(hash.to_string()))
}

/// Made up, not computed: checking a password against it costs what it costs with any other.
fn dummy(params: &Params) -> Result<PasswordHash, PasswordError> {
    phc_text(params, &random_bytes::<SALT_BYTES>()?, &random_bytes::<HASH_BYTES>()?)
}

fn random_bytes<const N: usize>() -> Result<[u8; N], PasswordError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(PasswordError::NoRandomness)?;
    Ok(bytes)
}

/// Lets so many work at the same time and so many wait, in the order they came.
struct Lanes {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Lanes {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once + waiting)), turns: Arc::new(Semaphore::new(at_once)) }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| PasswordError::TooManyWaiting)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.expect("it is never closed");
        let working = tokio::task::spawn_blocking(move || {
            // Held by the work itself: it goes on when whoever asked for it has hung up.
            let _held = (place, turn);
            work()
        });
        working.await.map_err(|error| PasswordError::Failed(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::sync::{Mutex, mpsc};
    use std::time::{Duration, Instant};

    use argon2::password_hash::PasswordHasher;

    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text).unwrap()
    }

    #[test]
    fn new_passwords_have_eight_to_128_characters_of_any_kind() {
        for good in
            ["12345678", "pässwörter", "        ", "correct horse battery staple", &"x".repeat(128), &"𝕏".repeat(128), "a\u{0}bcdefg"]
        {
            assert!(Password::parse(good).is_ok(), "{good:?}");
        }
        let refused = |text: &str| Password::parse(text).unwrap_err().to_string();
        for short in ["", "1234567", "äöüäöüä", "a\u{301}e\u{301}i\u{301}o\u{301}"] {
            assert!(refused(short).contains("at least 8"), "{short:?}");
        }
        for long in ["x".repeat(129), "x".repeat(1_000_000)] {
            assert!(refused(&long).contains("at most 128"));
        }
    }

    #[test]
    fn an_attempt_says_nothing_but_that_it_can_be_nobodys() {
        assert!(Password::attempt("short").is_some());
        assert!(Password::attempt("").is_some());
        assert!(Password::attempt(&"x".repeat(129)).is_none());
        assert!(Password::attempt(&"\u{301}".repeat(257)).is_none());
    }

    #[test]
    fn a_password_is_the_same_however_its_accents_are_typed() {
        assert_eq!(password("p\u{e4}ssword"), password("pa\u{308}ssword"));
        assert_ne!(password("passw\u{ff}rd"), password("password"));
        assert_ne!(password("ｐassword"), password("password"));
    }

    #[test]
    fn neither_passwords_nor_hashes_are_shown() {
        let hash = PasswordHash::from_stored("$argon2id$secret".to_owned());
        assert_eq!(format!("{:?} {hash:?}", password("secretsecret")), "Password(…) PasswordHash(…)");
    }

    #[tokio::test]
    async fn only_the_password_matches_its_hash() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash(password("correct horse")).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        let again = passwords.hash(password("correct horse")).await.unwrap();
        assert_ne!(hash, again, "salted");

        let stored = PasswordHash::from_stored(hash.as_str().to_owned());
        let right = passwords.verify(password("correct horse"), Some(stored.clone())).await.unwrap();
        assert_eq!(right, Verified { matches: true, outdated: false });
        let wrong = passwords.verify(password("Correct horse"), Some(stored)).await.unwrap();
        assert_eq!(wrong, Verified { matches: false, outdated: false });
    }

    #[tokio::test]
    async fn hashes_made_otherwise_still_match_and_are_outdated() {
        let passwords = Passwords::new().unwrap();
        for (algorithm, version, memory, passes, bytes) in [
            (Algorithm::Argon2id, Version::V0x13, 256, 2, 32),
            (Algorithm::Argon2id, Version::V0x13, MEMORY_KIB, 1, 32),
            (Algorithm::Argon2id, Version::V0x13, MEMORY_KIB, 2, 16),
            (Algorithm::Argon2id, Version::V0x10, MEMORY_KIB, 2, 32),
            (Algorithm::Argon2i, Version::V0x13, MEMORY_KIB, 2, 32),
        ] {
            let argon2 = Argon2::new(algorithm, version, Params::new(memory, passes, 1, Some(bytes)).unwrap());
            let old: phc::PasswordHash = argon2.hash_password_with_salt(b"correct horse", &[7; 16]).unwrap();
            let old = PasswordHash::from_stored(old.to_string());
            let right = passwords.verify(password("correct horse"), Some(old)).await.unwrap();
            assert_eq!(right, Verified { matches: true, outdated: true });
        }
    }

    #[tokio::test]
    async fn an_unknown_account_costs_the_same_work_and_gets_a_no() {
        let passwords = Passwords::new().unwrap();
        assert!(passwords.is_current(&Stored::read(&passwords.dummy).unwrap()), "the same parameters");
        let hash = passwords.hash(password("correct horse")).await.unwrap();
        let mut times = [Duration::MAX; 2];
        // What else the machine does may double a time, so the shortest counts; and all five may have been doubled.
        for round in 1.. {
            for (time, hash) in times.iter_mut().zip([Some(hash.clone()), None]) {
                let start = Instant::now();
                let answer = passwords.verify(password("wrong horse"), hash).await.unwrap();
                assert_eq!(answer, Verified { matches: false, outdated: false });
                *time = (*time).min(start.elapsed());
            }
            if round >= 5 && times[1] > times[0] / 2 {
                break;
            }
            assert!(round < 50, "{times:?}");
        }
    }

    #[tokio::test]
    async fn not_even_the_dummys_own_password_opens_an_unknown_account() {
        let mut passwords = Passwords::new().unwrap();
        passwords.dummy = passwords.hash(password("correct horse")).await.unwrap();
        assert!(!passwords.verify(password("correct horse"), None).await.unwrap().matches);
    }

    #[tokio::test]
    async fn damaged_hashes_are_told_apart_from_wrong_passwords() {
        let passwords = Passwords::new().unwrap();
        for damaged in [
            "",
            "x",
            "$argon2id$v=19$m=19456,t=2,p=1",
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21l",
            "$argon2id$v=19$m=1,t=2,p=1$c29tZXNhbHRzb21l$c29tZXNhbHRzb21lc29tZXNhbHRzb21l",
            "$2b$12$c29tZXNhbHRzb21lc29tZXNhbHRzb21lc29tZXNhbHRzb21l",
            "$scrypt$ln=15,r=8,p=1$c29tZXNhbHRzb21l$c29tZXNhbHRzb21lc29tZXNhbHRzb21l",
        ] {
            let result = passwords.verify(password("correct horse"), Some(PasswordHash::from_stored(damaged.to_owned()))).await;
            assert!(matches!(result, Err(PasswordError::Damaged)), "{damaged}: {result:?}");
        }
    }

    #[tokio::test]
    async fn one_works_32_wait_and_the_next_is_turned_away() {
        let lanes = Arc::new(Passwords::new().unwrap().lanes);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (all_came, have_all_come) = mpsc::channel::<()>();
        let have_all_come = Arc::new(Mutex::new(have_all_come));
        let tasks: Vec<_> = (0..40)
            .map(|_| {
                let (lanes, now, most, have_all_come) =
                    (Arc::clone(&lanes), Arc::clone(&now), Arc::clone(&most), Arc::clone(&have_all_come));
                let work = move || {
                    most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                    // It fails, at once, when all have come.
                    have_all_come.lock().unwrap().recv().unwrap_err();
                    std::thread::sleep(Duration::from_millis(2));
                    now.fetch_sub(1, SeqCst);
                };
                tokio::spawn(async move { lanes.run(work).await })
            })
            .collect();
        for _ in 0..tasks.len() {
            tokio::task::yield_now().await;
        }
        drop(all_came);
        let mut turned_away = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => {}
                Err(PasswordError::TooManyWaiting) => turned_away += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!((turned_away, most.load(SeqCst)), (7, 1));
        assert!(lanes.run(|| ()).await.is_ok(), "the places are free again");
    }

    #[tokio::test]
    async fn work_keeps_its_lane_when_nobody_waits_for_it_any_more() {
        let lanes = Arc::new(Lanes::new(1, 0));
        let (started, has_started) = tokio::sync::oneshot::channel();
        let (finish, may_finish) = mpsc::channel::<()>();
        let task = tokio::spawn({
            let lanes = Arc::clone(&lanes);
            async move {
                let work = move || (started.send(()).unwrap(), may_finish.recv().unwrap());
                lanes.run(work).await
            }
        });
        has_started.await.unwrap();
        task.abort();
        assert!(task.await.is_err());
        assert!(matches!(lanes.run(|| ()).await, Err(PasswordError::TooManyWaiting)));
        finish.send(()).unwrap();
        while lanes.run(|| ()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
