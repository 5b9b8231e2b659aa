use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::logging;
use crate::config::{Config, Data, Log, LogLevel, Mail, Server, Transport};
use crate::server::{Application, Pages};

mod seed;

const USUAL_PORT: u16 = 8377;
const FROM: &str = "Low Water <comments@low-water.example>";

#[derive(Args)]
pub(super) struct Arguments {
    /// Address and port to listen on; without it port 8377, or a free one.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let folder = Folder::make()?;
    let mut config = Config {
        server: Server { listen: arguments.listen.unwrap_or(usual_address()), ..Server::default() },
        data: Data { folder: folder.0.clone() },
        mail: Mail { transport: Transport::Folder, from: FROM.to_owned(), folder: folder.0.join("mail"), ..Mail::default() },
        log: Log { level: LogLevel::Warn, ..Log::default() },
        ..Config::default()
    };
    logging::start(&config.log);
    if arguments.listen.is_none() && std::net::TcpListener::bind(config.server.listen).is_err() {
        config.server.listen.set_port(0);
    }
    let application = Application::build(&config, Pages::Demo).await?;
    let address = application.address();
    let owner = seed::sow(application.discussion(), address, Timestamp::now()).await?;
    println!("Rejoinder's demo listens on http://{address}");
    println!();
    println!("  A blog with threads:  http://{address}/demo/");
    println!("  One article:          http://{address}/demo/the-tide-printer");
    println!("  The console:          http://{address}/admin");
    println!("  The mail it sends:    http://{address}/demo/mail");
    println!();
    println!("  Sign in, in the console or below an article, as {} with the password {}", owner.email, owner.password);
    println!();
    println!("Everything you write there is thrown away when you stop it with Ctrl-C.");
    application.run_until_stopped().await
}

fn usual_address() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, USUAL_PORT))
}

/// A folder that is removed with all it holds.
struct Folder(PathBuf);

impl Folder {
    fn make() -> anyhow::Result<Self> {
        let name = format!("rejoinder-demo-{:016x}", getrandom::u64()?);
        Ok(Self(std::env::temp_dir().join(name)))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!("{} could not be removed: {error}", self.0.display());
        }
    }
}
