use jiff::Timestamp;
use serde_json::json;

use super::sqlite::{account, audit, comment, session, site, writer::Write};
use super::{By, Store, StoreError};
use crate::domain::{
    Account, AccountId, ActorId, AuthorName, BadgeLabel, EmailAddress, MailChoice, Refusal, ReservedNames, SessionId, SiteId, SiteRole,
    Website,
};

/// What can be changed of an account.
#[derive(Debug, Clone)]
pub struct AccountFields {
    pub email: EmailAddress,
    pub name: AuthorName,
    pub label: Option<BadgeLabel>,
    pub website: Option<Website>,
    pub owner: bool,
    pub roles: Vec<(SiteId, SiteRole)>,
    pub mail: MailChoice,
}

impl From<&Account> for AccountFields {
    fn from(account: &Account) -> Self {
        let Account { email, name, label, website, owner, roles, mail, .. } = account.clone();
        Self { email, name, label, website, owner, roles, mail }
    }
}

/// An account to be made.
#[derive(Debug)]
pub struct NewAccount {
    pub fields: AccountFields,
    pub actor: ActorId,
    /// PHC string.
    pub password: String,
    pub now: Timestamp,
}

impl Store {
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.readers.run(|connection| Ok(account::all(connection)?)).await
    }

    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.readers.run(move |connection| Ok(account::find(connection, id)?)).await
    }

    /// The account with its password's hash.
    pub async fn account_by_email(&self, email: EmailAddress) -> Result<Option<(Account, Option<String>)>, StoreError> {
        self.readers.run(move |connection| Ok(account::find_by_email(connection, &email)?)).await
    }

    pub async fn password_of(&self, id: AccountId) -> Result<Option<String>, StoreError> {
        self.readers.run(move |connection| Ok(account::password(connection, id)?)).await
    }

    /// Makes an account; with `only_first` none unless there is no other.
    pub async fn add_account(&self, new: NewAccount, only_first: bool, by: By) -> Result<Account, StoreError> {
        self.writer
            .run(move |write| {
                check_is_still_owner(&write, &by)?;
                if only_first && account::count(write.connection)? > 0 {
                    return Err(Refusal::SetupOver.into());
                }
                if account::find_by_email(write.connection, &new.fields.email)?.is_some() {
                    return Err(Refusal::AccountExists.into());
                }
                let id = account::insert(write.connection, &new.fields, new.actor, Some(&new.password), new.now)?;
                let added = existing(&write, id)?;
                note(&write, "account_added", &added, &by, new.now)?;
                write.touched.everything();
                Ok(added)
            })
            .await
    }

    /// Changes an account; `change` makes the new fields of those it has by then. Other rights end its sessions, need an asker who is an owner
    /// by then (none: the command line), and its badges say what it is now.
    pub async fn change_account(
        &self,
        id: AccountId,
        change: impl FnOnce(AccountFields) -> AccountFields + Send + 'static,
        asker: Option<AccountId>,
        by: By,
        now: Timestamp,
    ) -> Result<Account, StoreError> {
        self.writer
            .run(move |write| {
                let before = existing(&write, id)?;
                let fields = change(AccountFields::from(&before));
                let has_other_rights = (before.owner, &before.roles) != (fields.owner, &fields.roles);
                if let Some(asker) = asker {
                    check_may_change(&write, asker, &before, &fields)?;
                }
                if before.owner && !fields.owner {
                    check_not_last_owner(&write, id)?;
                }
                account::update(write.connection, id, &fields, now)?;
                let after = existing(&write, id)?;
                // Before the asker's own session may end with it.
                note(&write, "account_changed", &after, &by, now)?;
                if has_other_rights {
                    session::delete_of_account(write.connection, id, None)?;
                }
                refresh_badges(&write, &after)?;
                write.touched.everything();
                Ok(after)
            })
            .await
    }

    /// Sets a password, and signs the account out everywhere but in the session named.
    pub async fn set_password(
        &self,
        id: AccountId,
        password: String,
        keep: Option<SessionId>,
        by: By,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let found = existing(&write, id)?;
                if by.account != Some(id) {
                    check_is_still_owner(&write, &by)?;
                }
                account::set_password(write.connection, id, &password)?;
                note(&write, "password_changed", &found, &by, now)?;
                Ok(session::delete_of_account(write.connection, id, keep)?)
            })
            .await
    }

    /// Replaces the hash of the same password, where nobody has changed it meanwhile.
    pub async fn renew_hash(&self, id: AccountId, before: String, after: String) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                if account::password(write.connection, id)?.is_some_and(|now| now == before) {
                    account::set_password(write.connection, id, &after)?;
                }
                Ok(())
            })
            .await
    }

    /// Removes an account. What it wrote stays, without badge.
    pub async fn remove_account(&self, id: AccountId, by: By, now: Timestamp) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                check_is_still_owner(&write, &by)?;
                let found = existing(&write, id)?;
                if found.owner {
                    check_not_last_owner(&write, id)?;
                }
                for site in site::all(write.connection)? {
                    comment::set_badges(write.connection, site.id, found.actor, None)?;
                }
                note(&write, "account_removed", &found, &by, now)?;
                account::delete(write.connection, id)?;
                write.touched.everything();
                Ok(())
            })
            .await
    }
}

fn existing(write: &Write<'_>, id: AccountId) -> Result<Account, StoreError> {
    Ok(account::find(write.connection, id)?.ok_or(Refusal::UnknownAccount)?)
}

/// Owners change everything; others their own name and website, as long as nobody else is known by that name.
fn check_may_change(write: &Write<'_>, asker: AccountId, before: &Account, fields: &AccountFields) -> Result<(), StoreError> {
    if account::find(write.connection, asker)?.is_some_and(|asker| asker.owner) {
        return Ok(());
    }
    if asker != before.id || (before.owner, &before.roles) != (fields.owner, &fields.roles) {
        return Err(Refusal::NotAllowed.into());
    }
    if fields.label != before.label {
        return Err(Refusal::LabelNotYours.into());
    }
    let others = account::all(write.connection)?.into_iter().filter(|other| other.id != before.id);
    if fields.name != before.name && ReservedNames::of(others).holds(&fields.name) {
        return Err(Refusal::AccountNameTaken.into());
    }
    Ok(())
}

/// Hashing a password takes a while, and an owner may have stopped being one meanwhile. The command line and whoever sets up have no account.
fn check_is_still_owner(write: &Write<'_>, by: &By) -> Result<(), StoreError> {
    let Some(asker) = by.account else { return Ok(()) };
    let is_owner = account::find(write.connection, asker)?.is_some_and(|asker| asker.owner);
    if is_owner { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
}

fn check_not_last_owner(write: &Write<'_>, id: AccountId) -> Result<(), StoreError> {
    if account::other_owners(write.connection, id)? == 0 { Err(Refusal::LastOwner.into()) } else { Ok(()) }
}

fn refresh_badges(write: &Write<'_>, account: &Account) -> Result<(), StoreError> {
    for site in site::all(write.connection)? {
        comment::set_badges(write.connection, site.id, account.actor, account.badge_on(site.id).as_ref())?;
    }
    Ok(())
}

fn note(write: &Write<'_>, action: &'static str, account: &Account, by: &By, now: Timestamp) -> Result<(), StoreError> {
    let detail = json!({ "name": account.name.as_str(), "email": account.email.as_str(), "owner": account.owner });
    let deed = audit::Deed { by, site: None, action, comment: None, detail };
    super::audit::note(write, &deed, None, now)?;
    Ok(())
}
