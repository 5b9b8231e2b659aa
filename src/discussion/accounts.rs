use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use subtle::ConstantTimeEq;

use super::sign_in::{Begun, SignInError};
use super::{ConsoleSession, Discussion, DiscussionError};
use crate::domain::{Account, AccountId, Action, ActorId, Refusal, may};
use crate::identity::{Network, Password};
use crate::store::{AccountFields, By, NewAccount};

/// The secret of the set-up link, as long as there is no account.
#[derive(Default)]
pub(super) struct Setup {
    secret: Mutex<Option<String>>,
}

/// What somebody gives to have another password.
pub struct PasswordChange {
    pub current: Password,
    pub new: Password,
}

impl Discussion {
    /// The secret for a set-up link, where there is no account yet. Each call makes another one, and the last alone counts.
    pub async fn open_setup(&self) -> Result<Option<String>, SignInError> {
        if !self.store.accounts().await?.is_empty() {
            return Ok(None);
        }
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        let secret = data_encoding::BASE64URL_NOPAD.encode(&bytes);
        *self.setup.secret.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret.clone());
        Ok(Some(secret))
    }

    pub async fn needs_setup(&self) -> Result<bool, DiscussionError> {
        Ok(self.store.accounts().await?.is_empty())
    }

    /// Makes the first owner, for whoever has the set-up link, and signs them in.
    pub async fn set_up(
        &self,
        secret: &str,
        fields: AccountFields,
        password: Password,
        now: Timestamp,
    ) -> Result<Begun<Account>, SignInError> {
        let expected = self.setup.secret.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !expected.is_some_and(|expected| bool::from(expected.as_bytes().ct_eq(secret.as_bytes()))) {
            return Err(Refusal::SetupOver.into());
        }
        let by = By { account: None, session: None, name: fields.name.as_str().to_owned() };
        let account = self.insert_account(fields, password, true, by, now).await?;
        *self.setup.secret.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let hash = self.store.password_of(account.id).await?.unwrap_or_default();
        self.begin_console(account, hash, now).await
    }

    pub async fn accounts(&self, asker: &ConsoleSession) -> Result<Vec<Account>, DiscussionError> {
        check_administers(asker)?;
        Ok(self.store.accounts().await?)
    }

    pub async fn add_account(
        &self,
        asker: &ConsoleSession,
        fields: AccountFields,
        password: Password,
        now: Timestamp,
    ) -> Result<Account, SignInError> {
        check_administers(asker)?;
        self.insert_account(fields, password, false, asker.by(), now).await
    }

    /// Makes an account; with `only_first` none unless there is no other.
    pub async fn insert_account(
        &self,
        fields: AccountFields,
        password: Password,
        only_first: bool,
        by: By,
        now: Timestamp,
    ) -> Result<Account, SignInError> {
        let password = self.passwords.hash(password).await?.as_str().to_owned();
        let actor = ActorId::from_random(getrandom::u64()?);
        let added = self.store.add_account(NewAccount { fields, actor, password, now }, only_first, by).await?;
        self.reload_sites().await?;
        Ok(added)
    }

    /// `change` makes the new fields of those the account has by then. Everybody may change their own name; rights are for owners to change.
    pub async fn change_account(
        &self,
        asker: &ConsoleSession,
        id: AccountId,
        change: impl FnOnce(AccountFields) -> AccountFields + Send + 'static,
        now: Timestamp,
    ) -> Result<Account, DiscussionError> {
        let changed = self.store.change_account(id, change, Some(asker.account.id), asker.by(), now).await?;
        self.reload_sites().await?;
        Ok(changed)
    }

    /// Sets another's password; all sessions of that account end. One's own needs the old one, see [`Self::change_password`].
    pub async fn reset_password(
        &self,
        asker: &ConsoleSession,
        id: AccountId,
        password: Password,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        check_administers(asker)?;
        if asker.account.id == id {
            return Err(Refusal::NotAllowed.into());
        }
        let hash = self.passwords.hash(password).await?.as_str().to_owned();
        Ok(self.store.set_password(id, hash, None, asker.by(), now).await?)
    }

    /// Sets one's own password, for who knows the old one; all other sessions end.
    pub async fn change_password(
        &self,
        asker: &ConsoleSession,
        change: PasswordChange,
        network: Network,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        self.check_password(&asker.account, change.current, network).await?;
        let hash = self.passwords.hash(change.new).await?.as_str().to_owned();
        Ok(self.store.set_password(asker.account.id, hash, Some(asker.id), asker.by(), now).await?)
    }

    pub async fn remove_account(&self, asker: &ConsoleSession, id: AccountId, now: Timestamp) -> Result<(), DiscussionError> {
        check_administers(asker)?;
        self.store.remove_account(id, asker.by(), now).await?;
        self.reload_sites().await
    }
}

/// Rights that are not of one site.
pub(super) fn check_administers(asker: &ConsoleSession) -> Result<(), Refusal> {
    let role = asker.account.owner.then_some(crate::domain::Role::Owner);
    if may(role, Action::Administer) { Ok(()) } else { Err(Refusal::NotAllowed) }
}
