use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::config::Config;
use crate::identity::Secrets;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sign with a new key from now on. Tokens of earlier keys stay good, so nobody is signed out; a running server knows at once.
    Rotate {
        /// Where a key may be known to others: believe no earlier key. Everybody is signed out, and visitors can no longer change what they
        /// wrote.
        #[arg(long)]
        forget_old: bool,
    },
}

pub(super) fn run(arguments: Arguments, config: &Config) -> anyhow::Result<()> {
    let Command::Rotate { forget_old } = arguments.command;
    Secrets::load_or_create(&config.data.folder)?;
    let rotated = Secrets::rotate(&config.data.folder, Timestamp::now(), forget_old)?;
    println!("tokens are signed with a new key; {} earlier keys were forgotten", rotated.forgotten);
    Ok(())
}
