//! The command line, one file per command.

mod account;
mod demo;
mod doctor;
mod init;
mod keys;
mod logging;
mod serve;
mod site;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, ConfigError};
use crate::mail::MailError;

/// Comments for any page: one binary, one script tag.
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
struct Arguments {
    /// The configuration; ./rejoinder.toml is read where it exists.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try everything: a throw-away blog with lively threads. Needs nothing.
    Demo(demo::Arguments),
    /// Write a configuration and add a first site, by questions or by flags.
    Init(init::Arguments),
    /// Run the server.
    Serve,
    /// Add, change, list and remove sites.
    Site(site::Arguments),
    /// Add, change, list and remove accounts: owners, moderators and authors.
    Account(account::Arguments),
    /// Change the keys that tokens are signed with.
    Keys(keys::Arguments),
    /// See whether things work.
    Doctor(doctor::Arguments),
}

/// What the user must mend, as opposed to what went wrong.
const USER_MISTAKE: u8 = 2;

/// Runs the command of the process's arguments. Exits with 2 where the user has to change something, with 1 where something failed.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = actix_web::rt::System::new().block_on(dispatch(arguments));
    let Err(error) = done else { return ExitCode::SUCCESS };
    eprintln!("rejoinder: {error:#}");
    let mistake = error.is::<ConfigError>() || error.is::<MailError>() || error.is::<Mistake>();
    if mistake { ExitCode::from(USER_MISTAKE) } else { ExitCode::FAILURE }
}

async fn dispatch(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::Demo(demo) => demo::run(demo).await,
        Command::Init(init) => init::run(init, arguments.config).await,
        Command::Serve => serve::run(&Config::load(arguments.config.as_deref())?).await,
        Command::Site(site) => site::run(site, &Config::load(arguments.config.as_deref())?).await,
        Command::Account(account) => account::run(account, &Config::load(arguments.config.as_deref())?).await,
        Command::Doctor(doctor) => doctor::run(doctor, &Config::load(arguments.config.as_deref())?).await,
        Command::Keys(keys) => keys::run(keys, &Config::load(arguments.config.as_deref())?),
    }
}

/// A mistake in what the user asked for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Mistake(String);
