use std::io::{BufRead, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{Mistake, account, site};
use crate::config::Config;
use crate::domain::{AuthorName, EmailAddress, MailChoice, Origin, SiteKey, SiteName, SiteSettings};
use crate::identity::Password;
use crate::server::open_store;
use crate::store::{AccountFields, Store};

/// What is not given is asked for.
#[derive(Args)]
pub(super) struct Arguments {
    /// The word for the script tag, such as blog.
    #[arg(long, value_name = "KEY")]
    site: Option<String>,
    #[arg(long)]
    name: Option<String>,
    /// Where the site may be embedded, such as `https://example.org`.
    #[arg(long = "origin", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// What readers' browsers call this server, such as `https://comments.example.org`.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The owner's mail address, to sign in with; without it the server's first start prints a link to make the account.
    #[arg(long, value_name = "EMAIL", requires = "owner_name")]
    owner_email: Option<String>,
    /// The owner's name, as it stands beside their comments.
    #[arg(long, value_name = "NAME", requires = "owner_email")]
    owner_name: Option<String>,
    /// Read the owner's password from standard input.
    #[arg(long, requires = "owner_email")]
    password_stdin: bool,
    /// Address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:8377")]
    listen: SocketAddr,
    /// Where the database and the secrets are kept.
    #[arg(long, value_name = "FOLDER", default_value = "rejoinder-data")]
    data: PathBuf,
}

pub(super) async fn run(arguments: Arguments, file: Option<PathBuf>) -> anyhow::Result<()> {
    let file = file.unwrap_or_else(|| PathBuf::from("rejoinder.toml"));
    if file.exists() {
        return Err(Mistake(format!("{} exists already; `rejoinder site add` adds a site to it", file.display())).into());
    }
    let key = ask("A short word for the site, for the script tag", "blog", arguments.site, |text| SiteKey::parse(text).map(drop))?;
    let name = ask("The site's name", "My blog", arguments.name, |text| SiteName::parse(text).map(drop))?;
    let given = arguments.origins.first().cloned();
    let first = ask("The site's address", "https://example.org", given, |text| Origin::parse(text).map(drop))?;
    let origins: Vec<String> = std::iter::once(first).chain(arguments.origins.into_iter().skip(1)).collect();
    let public_url =
        ask("The address readers will reach this server at", &format!("http://{}", arguments.listen), arguments.public_url, |text| {
            Origin::parse(text).map(drop)
        })?;

    let owner = owner(arguments.owner_email, arguments.owner_name, arguments.password_stdin)?;

    let text = configuration(arguments.listen, &public_url, &arguments.data);
    std::fs::OpenOptions::new().write(true).create_new(true).open(&file)?.write_all(text.as_bytes())?;
    println!("wrote {}", file.display());
    let config = Config::load(Some(&file))?;
    let store = open_store(&config.data.folder)?;
    let added = add(&store, (&key, &name, &origins), owner).await;
    store.close();
    site::print_tag(&added?, &config);
    println!("then start the server: rejoinder serve --config {}", file.display());
    Ok(())
}

async fn add(
    store: &Store,
    (key, name, origins): (&str, &str, &[String]),
    owner: Option<(AccountFields, Password)>,
) -> anyhow::Result<SiteKey> {
    let added = site::add(store, key, name, origins, SiteSettings::default()).await?;
    if let Some((fields, password)) = owner {
        println!("added the owner {}", fields.email.as_str());
        account::insert(store, fields, password).await?;
    }
    Ok(added)
}

/// The owner's account, where one was named; at a terminal it is asked for, and an empty answer leaves it for the first start.
fn owner(email: Option<String>, name: Option<String>, from_stdin: bool) -> anyhow::Result<Option<(AccountFields, Password)>> {
    let (email, name) = match (email, name) {
        (Some(email), Some(name)) => (email, name),
        _ if std::io::stdin().is_terminal() => {
            let check = |text: &str| if text == LATER { Ok(()) } else { EmailAddress::parse(text).map(drop) };
            let email = ask("Your mail address, to sign in with", LATER, None, check)?;
            if email == LATER {
                return Ok(None);
            }
            let name = ask("Your name, as readers see it", "Author", None, |text| AuthorName::parse(text).map(drop))?;
            (email, name)
        }
        _ => return Ok(None),
    };
    let fields = AccountFields {
        email: EmailAddress::parse(&email).map_err(site::mistake)?,
        name: AuthorName::parse(&name).map_err(site::mistake)?,
        label: None,
        website: None,
        owner: true,
        roles: Vec::new(),
        mail: MailChoice::usual(true),
    };
    Ok(Some((fields, account::read_password(from_stdin)?)))
}

const LATER: &str = "later";

/// The flag where it was given; else an answer, asked for until it is right. Without a terminal there is nobody to ask.
fn ask<E: std::fmt::Display>(
    question: &str,
    example: &str,
    given: Option<String>,
    check: impl Fn(&str) -> Result<(), E>,
) -> Result<String, Mistake> {
    if let Some(given) = given {
        return check(&given).map(|()| given).map_err(|error| Mistake(error.to_string()));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Mistake("without a terminal, --site, --name, --origin and --public-url must all be given".into()));
    }
    loop {
        print!("{question} [{example}]: ");
        let read = std::io::stdout().flush().and_then(|()| read_line());
        let line = read.map_err(|error| Mistake(format!("no answer could be read: {error}")))?;
        let answer = if line.trim().is_empty() { example } else { line.trim() };
        match check(answer) {
            Ok(()) => return Ok(answer.to_owned()),
            Err(error) => println!("{error}"),
        }
    }
}

fn read_line() -> std::io::Result<String> {
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line)? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line),
    }
}

fn configuration(listen: SocketAddr, public_url: &str, data: &std::path::Path) -> String {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    format!(
        "# config.example.toml documents every key.\n\n[server]\nlisten = {}\npublic_url = {}\n\n[data]\nfolder = {}\n",
        text(&listen.to_string()),
        text(public_url),
        text(&data.to_string_lossy())
    )
}
