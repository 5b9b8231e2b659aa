use std::io::{BufRead, IsTerminal};

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::Mistake;
use super::site::mistake;
use crate::config::Config;
use crate::domain::{Account, ActorId, AuthorName, BadgeLabel, EmailAddress, MailChoice, Refusal, SiteId, SiteRole};
use crate::identity::{Password, Passwords};
use crate::server::open_store;
use crate::store::{AccountFields, By, NewAccount, Store, StoreError};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add an account. The password is asked for, or read from standard input.
    Add {
        email: String,
        #[arg(long)]
        name: String,
        #[command(flatten)]
        role: RoleFlags,
        /// The words of the badge, instead of the role's.
        #[arg(long)]
        badge: Option<String>,
        /// Read the password from standard input, to the first line's end.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts.
    List,
    /// Set a password; the account is signed out everywhere.
    Password {
        email: String,
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give an account a role, or take it; the account is signed out everywhere.
    Role {
        email: String,
        #[command(flatten)]
        role: RoleFlags,
    },
    /// Remove an account. What it wrote stays, without badge.
    Remove { email: String },
}

#[derive(Args)]
struct RoleFlags {
    #[arg(long, value_enum)]
    role: RoleFlag,
    /// The site it is for; owners own the whole server.
    #[arg(long, value_name = "KEY")]
    site: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleFlag {
    Owner,
    Moderator,
    Author,
    /// No role any more: on the site, or without one as an owner.
    None,
}

pub(super) async fn run(arguments: Arguments, config: &Config) -> anyhow::Result<()> {
    let store = open_store(&config.data.folder)?;
    let done = match arguments.command {
        Command::Add { email, name, role, badge, password_stdin } => {
            add(&store, &email, &name, &role, badge.as_deref(), password_stdin).await
        }
        Command::List => list(&store).await,
        Command::Password { email, password_stdin } => set_password(&store, &email, password_stdin).await,
        Command::Role { email, role } => set_role(&store, &email, &role).await,
        Command::Remove { email } => remove(&store, &email).await,
    };
    store.close();
    done
}

async fn add(store: &Store, email: &str, name: &str, role: &RoleFlags, badge: Option<&str>, from_stdin: bool) -> anyhow::Result<()> {
    let empty = AccountFields {
        email: EmailAddress::parse(email).map_err(mistake)?,
        name: AuthorName::parse(name).map_err(mistake)?,
        label: badge.map(BadgeLabel::parse).transpose().map_err(mistake)?,
        website: None,
        owner: false,
        roles: Vec::new(),
        mail: MailChoice::Waiting,
    };
    let fields = RoleChange::parse(store, role).await?.apply(empty);
    let fields = AccountFields { mail: MailChoice::usual(fields.owner), ..fields };
    if !fields.owner && fields.roles.is_empty() {
        return Err(Mistake("an account needs a role: owner, moderator or author".into()).into());
    }
    insert(store, fields, read_password(from_stdin)?).await?;
    println!("added account {email}");
    Ok(())
}

/// Makes an account of whatever role.
pub(super) async fn insert(store: &Store, fields: AccountFields, password: Password) -> anyhow::Result<Account> {
    let password = Passwords::new()?.hash(password).await?.as_str().to_owned();
    let actor = ActorId::from_random(getrandom::u64()?);
    let new = NewAccount { fields, actor, password, now: Timestamp::now() };
    store.add_account(new, false, By::command_line()).await.map_err(refused)
}

/// Another role than before.
#[derive(Clone, Copy)]
enum RoleChange {
    Owner,
    NoOwner,
    None(SiteId),
    On(SiteId, SiteRole),
}

impl RoleChange {
    async fn parse(store: &Store, flags: &RoleFlags) -> anyhow::Result<Self> {
        let site = match &flags.site {
            Some(key) => Some(find_site(store, key).await?),
            None => None,
        };
        let somewhere = || site.ok_or_else(|| Mistake("say with --site where the account has this role".into()));
        Ok(match flags.role {
            RoleFlag::Owner if site.is_some() => return Err(Mistake("an owner owns the whole server; leave out --site".into()).into()),
            RoleFlag::Owner => Self::Owner,
            RoleFlag::None => site.map_or(Self::NoOwner, Self::None),
            RoleFlag::Moderator => Self::On(somewhere()?, SiteRole::Moderator),
            RoleFlag::Author => Self::On(somewhere()?, SiteRole::Author),
        })
    }

    fn apply(self, before: AccountFields) -> AccountFields {
        let without = |site: SiteId, mut roles: Vec<(SiteId, SiteRole)>| {
            roles.retain(|(of, _)| *of != site);
            roles
        };
        match self {
            Self::Owner => AccountFields { owner: true, ..before },
            Self::NoOwner => AccountFields { owner: false, ..before },
            Self::None(site) => AccountFields { roles: without(site, before.roles), ..before },
            Self::On(site, role) => {
                let mut roles = without(site, before.roles);
                roles.push((site, role));
                AccountFields { roles, ..before }
            }
        }
    }
}

async fn find_site(store: &Store, key: &str) -> anyhow::Result<SiteId> {
    let found = store.sites().await?.into_iter().find(|site| site.key.as_str() == key);
    Ok(found.ok_or_else(|| Mistake(format!("there is no site {key}; `rejoinder site list` names them")))?.id)
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let (accounts, sites) = (store.accounts().await?, store.sites().await?);
    if accounts.is_empty() {
        println!("no accounts yet; add one with `rejoinder account add EMAIL --name NAME --role owner`");
    }
    for account in accounts {
        let key = |id: SiteId| sites.iter().find(|site| site.id == id).map_or("?", |site| site.key.as_str());
        let mut roles: Vec<String> = account.roles.iter().map(|(site, role)| format!("{} of {}", role.as_str(), key(*site))).collect();
        if account.owner {
            roles.insert(0, "owner".to_owned());
        }
        println!("{}\t{}\t{}", account.email.as_str(), account.name.as_str(), roles.join(", "));
    }
    Ok(())
}

async fn set_password(store: &Store, email: &str, from_stdin: bool) -> anyhow::Result<()> {
    let account = find(store, email).await?;
    let hash = Passwords::new()?.hash(read_password(from_stdin)?).await?.as_str().to_owned();
    store.set_password(account.id, hash, None, By::command_line(), Timestamp::now()).await.map_err(refused)?;
    println!("changed the password of {email}; it is signed out everywhere");
    Ok(())
}

async fn set_role(store: &Store, email: &str, role: &RoleFlags) -> anyhow::Result<()> {
    let account = find(store, email).await?;
    let change = RoleChange::parse(store, role).await?;
    store
        .change_account(account.id, move |before| change.apply(before), None, By::command_line(), Timestamp::now())
        .await
        .map_err(refused)?;
    println!("changed the role of {email}");
    Ok(())
}

async fn remove(store: &Store, email: &str) -> anyhow::Result<()> {
    let account = find(store, email).await?;
    store.remove_account(account.id, By::command_line(), Timestamp::now()).await.map_err(refused)?;
    println!("removed account {email}");
    Ok(())
}

async fn find(store: &Store, email: &str) -> anyhow::Result<Account> {
    let address = EmailAddress::parse(email).map_err(mistake)?;
    let found = store.account_by_email(address).await?;
    Ok(found.ok_or_else(|| Mistake(format!("there is no account {email}; `rejoinder account list` names them")))?.0)
}

/// Never from an argument, which other users of the machine could read.
pub(super) fn read_password(from_stdin: bool) -> anyhow::Result<Password> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok(Password::parse(line.trim_end_matches(['\r', '\n'])).map_err(mistake)?);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Mistake("without a terminal, give --password-stdin and the password on standard input".into()).into());
    }
    loop {
        match Password::parse(&rpassword::prompt_password("Password (at least 8 characters): ")?) {
            Ok(password) => return Ok(password),
            Err(error) => eprintln!("{error}"),
        }
    }
}

fn refused(error: StoreError) -> anyhow::Error {
    match error {
        StoreError::Refused(refusal @ (Refusal::AccountExists | Refusal::LastOwner | Refusal::UnknownAccount)) => {
            Mistake(refusal.to_string()).into()
        }
        other => other.into(),
    }
}
