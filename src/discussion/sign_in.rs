use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use quick_cache::sync::Cache;

use super::limits::Warning;
use super::{Discussion, DiscussionError, KnownSite, LimitedAction};
use crate::domain::{Account, ActorId, EmailAddress, Member, MemberProfile, Refusal, SessionId, SiteId, SsoSettings};
use crate::identity::{
    IssuedToken, MemberClaims, Network, Password, PasswordError, PasswordHash, Scope, SsoAlgorithm, SsoError, SsoKey, verify_member,
};
use crate::store::{By, NamedMember, NewSession, SignedIn, StoreError};

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("the mail address or the password is wrong")]
    WrongCredentials,
    #[error("your account has no role on this site")]
    NoRoleHere,
    #[error("this site takes no tokens of its own; its owner can set up a key for them")]
    SsoOff,
    #[error("the site's own token for you was not accepted")]
    SsoRefused(#[source] SsoError),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(#[from] getrandom::Error),
    #[error(transparent)]
    Discussion(#[from] DiscussionError),
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Discussion(error.into())
    }
}

/// What somebody typed to sign in. What can be nobody's address or password is wrong like any other.
#[derive(Debug)]
pub struct Credentials {
    pub email: Option<EmailAddress>,
    pub password: Option<Password>,
}

/// A session with whom it is for.
#[derive(Debug)]
pub struct Begun<T> {
    pub token: IssuedToken,
    pub holder: T,
}

/// Somebody's stay in the console.
#[derive(Debug)]
pub struct ConsoleSession {
    pub account: Account,
    pub id: SessionId,
    pub expires_at: Timestamp,
}

impl ConsoleSession {
    pub(super) fn by(&self) -> By {
        By { session: Some(self.id), ..By::from(&self.account) }
    }
}

impl Discussion {
    /// Signs an account in to the threads of a site.
    pub async fn sign_in_to_thread(
        &self,
        site: &KnownSite,
        credentials: Credentials,
        network: Network,
        now: Timestamp,
    ) -> Result<Begun<Account>, SignInError> {
        let (account, hash) = self.recognise(credentials, network).await?;
        if account.role_on(site.id).is_none() {
            return Err(SignInError::NoRoleHere);
        }
        self.begin(account, hash, &Scope::Thread(site.key.clone()), Some(site.id), now).await
    }

    /// Signs an account in to the console.
    pub async fn sign_in_to_console(
        &self,
        credentials: Credentials,
        network: Network,
        now: Timestamp,
    ) -> Result<Begun<Account>, SignInError> {
        let (account, hash) = self.recognise(credentials, network).await?;
        self.begin_console(account, hash, now).await
    }

    pub(super) async fn begin_console(&self, account: Account, hash: String, now: Timestamp) -> Result<Begun<Account>, SignInError> {
        self.begin(account, hash, &Scope::Console, None, now).await
    }

    pub async fn end_console_session(&self, session: SessionId) -> Result<(), DiscussionError> {
        Ok(self.store.end_session(session).await?)
    }

    /// Signs in whom the site's own backend has named.
    pub async fn sign_in_member(
        &self,
        site: &KnownSite,
        token: &str,
        network: Network,
        now: Timestamp,
    ) -> Result<Begun<Member>, SignInError> {
        let settings = site.sso.as_ref().ok_or(SignInError::SsoOff)?;
        self.check_limit(LimitedAction::MemberSignIn, network).map_err(DiscussionError::from)?;
        let claims = sso_key(settings).and_then(|key| verify_member(&key, token, &site.key, now));
        let claims = claims.and_then(|claims| check_name(site, claims)).map_err(|reason| {
            if self.limiter.may_warn(Warning::MemberRefused, site.id) {
                tracing::warn!(site = %site.key, "a token of {}'s own backend was refused: {reason}", site.key);
            }
            SignInError::SsoRefused(reason)
        })?;
        let id = SessionId::from_random(getrandom::u64()?);
        let fresh_actor = ActorId::from_random(getrandom::u64()?);
        let scope = Scope::Thread(site.key.clone());
        let expires_at = now.saturating_add(scope.life()).unwrap_or(Timestamp::MAX);
        let new = NewSession { id, site: Some(site.id), expires_at };
        let MemberClaims { subject, name, email, email_verified, website, badge, role, issued_at } = claims;
        let profile = MemberProfile { name, email, email_verified, website, role, label: badge };
        let named = NamedMember { site: site.id, subject, profile, issued_at, checked_with: settings.clone() };
        let member = self.store.admit_member(named, fresh_actor, new, now).await?;
        let token = self.sessions.issue(member.actor, id, &scope, now, expires_at);
        Ok(Begun { token, holder: member })
    }

    async fn begin(
        &self,
        account: Account,
        hash: String,
        scope: &Scope,
        site: Option<SiteId>,
        now: Timestamp,
    ) -> Result<Begun<Account>, SignInError> {
        let id = SessionId::from_random(getrandom::u64()?);
        let expires_at = now.saturating_add(scope.life()).unwrap_or(Timestamp::MAX);
        let begun = self.store.begin_session(&account, hash, NewSession { id, site, expires_at }, now).await;
        begun.map_err(|error| match error {
            // The password was changed, or the account removed, while it was looked at.
            StoreError::Refused(Refusal::UnknownAccount) => SignInError::WrongCredentials,
            other => other.into(),
        })?;
        let token = self.sessions.issue(account.actor, id, scope, now, expires_at);
        Ok(Begun { token, holder: account })
    }

    /// The account with these credentials, and the hash that its password was checked with. An unknown address costs the same work as a known
    /// one.
    async fn recognise(&self, credentials: Credentials, network: Network) -> Result<(Account, String), SignInError> {
        self.check_limit(LimitedAction::SignIn, network).map_err(DiscussionError::from)?;
        let Credentials { email: Some(email), password: Some(password) } = credentials else { return Err(SignInError::WrongCredentials) };
        if self.limiter.is_enabled() {
            tokio::time::sleep(self.attempts.delay(&email)).await;
        }
        let found = self.store.account_by_email(email.clone()).await?;
        let hash = found.as_ref().and_then(|(_, hash)| hash.clone());
        let verified = self.passwords.verify(password.clone(), hash.map(PasswordHash::from_stored)).await?;
        let Some((account, Some(hash))) = found.filter(|_| verified.matches) else {
            self.attempts.note_failure(&email);
            return Err(SignInError::WrongCredentials);
        };
        self.attempts.forget(&email);
        if !verified.outdated {
            return Ok((account, hash));
        }
        let renewed = self.passwords.hash(password).await?.as_str().to_owned();
        self.store.renew_hash(account.id, hash, renewed.clone()).await?;
        Ok((account, renewed))
    }

    /// Who is signed in to the console by this token.
    pub async fn console_session(&self, token: &str, now: Timestamp) -> Result<Option<ConsoleSession>, StoreError> {
        let Ok(session) = self.sessions.verify(token) else { return Ok(None) };
        if session.scope != Scope::Console {
            return Ok(None);
        }
        Ok(match self.store.signed_in(session.id, None, now).await? {
            Some((SignedIn::Account(account), expires_at)) => Some(ConsoleSession { account, id: session.id, expires_at }),
            _ => None,
        })
    }

    /// Whether a password is the account's.
    pub(super) async fn check_password(&self, account: &Account, password: Password, network: Network) -> Result<(), SignInError> {
        self.check_limit(LimitedAction::SignIn, network).map_err(DiscussionError::from)?;
        let hash = self.store.password_of(account.id).await?;
        let verified = self.passwords.verify(password, hash.map(PasswordHash::from_stored)).await?;
        if verified.matches { Ok(()) } else { Err(SignInError::WrongCredentials) }
    }
}

/// The names of accounts are reserved, but for whom the site gives a role, or who has the address of an account as the site has made sure.
fn check_name(site: &KnownSite, claims: MemberClaims) -> Result<MemberClaims, SsoError> {
    let is_theirs = claims.email_verified && claims.email.as_ref().is_some_and(|email| site.reserved.holds_email(email));
    if claims.role.is_none() && !is_theirs && site.reserved.holds_name(&claims.name) {
        return Err(SsoError::BadClaim { claim: "name", reason: "it is the name of somebody with an account here".to_owned() });
    }
    Ok(claims)
}

fn sso_key(settings: &SsoSettings) -> Result<SsoKey, SsoError> {
    let algorithm = SsoAlgorithm::parse(&settings.algorithm);
    algorithm.and_then(|algorithm| SsoKey::parse_stored(algorithm, &settings.key)).map_err(|_| SsoError::BadSignature)
}

impl From<Refusal> for SignInError {
    fn from(refusal: Refusal) -> Self {
        Self::Discussion(refusal.into())
    }
}

/// Failed attempts by the address they were for. Somebody who tries one account from many networks is slowed down, and so is its owner,
/// but nobody is ever locked out.
pub(super) struct Attempts {
    hasher: RandomState,
    failures: Cache<u64, (u32, Instant)>,
}

/// Addresses that are remembered; the memory is bounded whatever is tried.
const ADDRESSES: usize = 10_000;
const FREE_FAILURES: u32 = 10;
const REMEMBERED: Duration = Duration::from_secs(15 * 60);
const FIRST_DELAY: Duration = Duration::from_millis(250);
const LONGEST_DELAY: Duration = Duration::from_secs(5);

impl Attempts {
    pub(super) fn new() -> Self {
        Self { hasher: RandomState::new(), failures: Cache::new(ADDRESSES) }
    }

    fn key(&self, email: &EmailAddress) -> u64 {
        self.hasher.hash_one(email.as_str().to_lowercase())
    }

    fn failures(&self, email: &EmailAddress) -> u32 {
        self.failures.get(&self.key(email)).filter(|(_, last)| last.elapsed() < REMEMBERED).map_or(0, |(count, _)| count)
    }

    fn delay(&self, email: &EmailAddress) -> Duration {
        delay_after(self.failures(email))
    }

    fn note_failure(&self, email: &EmailAddress) {
        self.failures.insert(self.key(email), (self.failures(email).saturating_add(1), Instant::now()));
    }

    fn forget(&self, email: &EmailAddress) {
        self.failures.remove(&self.key(email));
    }
}

/// Twice as long after each failure past the free ones.
fn delay_after(failures: u32) -> Duration {
    match failures.checked_sub(FREE_FAILURES) {
        None => Duration::ZERO,
        Some(more) => FIRST_DELAY.saturating_mul(1 << more.min(10)).min(LONGEST_DELAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_that_is_tried_often_answers_later_but_always() {
        assert_eq!(delay_after(9), Duration::ZERO);
        assert_eq!(delay_after(10), FIRST_DELAY);
        assert_eq!(delay_after(12), FIRST_DELAY * 4);
        assert_eq!(delay_after(u32::MAX), LONGEST_DELAY);

        let attempts = Attempts::new();
        let email = EmailAddress::parse("mira@example.com").unwrap();
        for _ in 0..11 {
            attempts.note_failure(&email);
        }
        assert!(attempts.delay(&EmailAddress::parse("Mira@Example.com").unwrap()) > FIRST_DELAY);
        attempts.forget(&email);
        assert_eq!(attempts.delay(&email), Duration::ZERO);
    }
}
