use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::Mistake;
use crate::config::Config;
use crate::domain::{
    Change, Hold, HoldWord, Origin, Refusal, SettingsChange, SiteChange, SiteKey, SiteName, SiteSettings, Sort, SsoSettings, TimeZoneName,
};
use crate::identity::{SsoAlgorithm, SsoKey};
use crate::markup::{self, Allowed};
use crate::server::open_store;
use crate::store::{By, NewSite, SiteSummary, Store, StoreError};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add a site; a running server knows it at once.
    Add {
        /// The word for the script tag, such as blog.
        key: String,
        #[arg(long)]
        name: String,
        /// Where it may be embedded, such as `https://example.org`; can be given several times.
        #[arg(long = "origin", required = true, value_name = "ORIGIN")]
        origins: Vec<String>,
        #[command(flatten)]
        settings: SettingFlags,
    },
    /// Change a site; what is not named stays.
    Set {
        key: String,
        #[arg(long)]
        name: Option<String>,
        /// All origins from now on; those not named are no longer allowed.
        #[arg(long = "origin", value_name = "ORIGIN")]
        origins: Vec<String>,
        #[command(flatten)]
        settings: SettingFlags,
    },
    /// Let the site's own backend name its members (single sign-on), by tokens that it signs. Without a key, makes a secret and prints it
    /// once.
    Sso {
        key: String,
        /// The public half of the site's own key, in PEM.
        #[arg(long, value_name = "FILE", requires = "algorithm")]
        public_key: Option<PathBuf>,
        /// `EdDSA`, `RS256` or `ES256`.
        #[arg(long, requires = "public_key")]
        algorithm: Option<String>,
        /// Take no more tokens.
        #[arg(long, conflicts_with = "public_key")]
        off: bool,
    },
    /// List the sites.
    List,
    /// Remove a site with all its comments.
    Remove {
        key: String,
        /// Needed where the site has comments.
        #[arg(long)]
        with_comments: bool,
    },
}

#[derive(Args)]
pub(super) struct SettingFlags {
    /// The order a reader sees first.
    #[arg(long, value_enum)]
    sort: Option<SortFlag>,
    /// How long commenters may edit and delete what they wrote, in minutes.
    #[arg(long, value_name = "MINUTES")]
    edit_window: Option<u32>,
    /// The longest comment, in characters.
    #[arg(long, value_name = "CHARACTERS")]
    max_length: Option<u32>,
    /// Show images in comments (otherwise they are links).
    #[arg(long, value_name = "BOOL")]
    images: Option<bool>,
    /// Most votes on one comment from one network.
    #[arg(long, value_name = "NUMBER")]
    votes_per_network: Option<u32>,
    /// What times in mails are written in, such as Europe/Berlin.
    #[arg(long, value_name = "NAME")]
    time_zone: Option<String>,
    /// Whose comments wait for a moderator.
    #[arg(long, value_enum)]
    hold: Option<HoldFlag>,
    /// More links than this make a comment wait; `none` for as many as one likes.
    #[arg(long, value_name = "NUMBER|none", value_parser = number_or_none)]
    hold_links: Option<NumberOrNone>,
    /// A word or phrase that makes a comment wait; can be given several times, and `--hold-word ''` forgets all.
    #[arg(long = "hold-word", value_name = "WORD")]
    hold_words: Vec<String>,
    /// Days after its first comment on which a page takes no more; `none` for never.
    #[arg(long, value_name = "DAYS|none", value_parser = number_or_none)]
    close_after_days: Option<NumberOrNone>,
}

#[derive(Clone, Copy)]
struct NumberOrNone(Option<u32>);

fn number_or_none(text: &str) -> Result<NumberOrNone, String> {
    match text {
        "none" => Ok(NumberOrNone(None)),
        _ => text.parse().map(|number| NumberOrNone(Some(number))).map_err(|_| "give a whole number or none".to_owned()),
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum HoldFlag {
    None,
    /// Those without a published comment on the site.
    Newcomers,
    All,
}

#[derive(Clone, Copy, ValueEnum)]
enum SortFlag {
    Newest,
    Oldest,
    Top,
}

impl SettingFlags {
    fn parse(&self) -> Result<SettingsChange, Mistake> {
        let words = self.hold_words.iter().filter(|word| !word.is_empty()).map(|word| HoldWord::parse(word)).collect::<Result<_, _>>();
        let change = SettingsChange {
            default_sort: self.sort.map(|sort| match sort {
                SortFlag::Newest => Sort::Newest,
                SortFlag::Oldest => Sort::Oldest,
                SortFlag::Top => Sort::Top,
            }),
            edit_window_seconds: self.edit_window.map(|minutes| minutes.saturating_mul(60)),
            max_length: self.max_length,
            images: self.images,
            votes_per_network: self.votes_per_network,
            time_zone: self.time_zone.as_deref().map(TimeZoneName::parse).transpose().map_err(mistake)?,
            hold: self.hold.map(|hold| match hold {
                HoldFlag::None => Hold::None,
                HoldFlag::Newcomers => Hold::Newcomers,
                HoldFlag::All => Hold::All,
            }),
            hold_links: self.hold_links.map_or(Change::Keep, |NumberOrNone(number)| Change::to(number)),
            hold_words: if self.hold_words.is_empty() { None } else { Some(words.map_err(mistake)?) },
            close_after_days: self.close_after_days.map_or(Change::Keep, |NumberOrNone(number)| Change::to(number)),
        };
        change.check().map_err(mistake)
    }
}

pub(super) async fn run(arguments: Arguments, config: &Config) -> anyhow::Result<()> {
    let store = open_store(&config.data.folder)?;
    let done = match arguments.command {
        Command::Add { key, name, origins, settings } => {
            add(&store, &key, &name, &origins, settings.parse()?.apply(SiteSettings::default())).await.map(|site| print_tag(&site, config))
        }
        Command::Set { key, name, origins, settings } => set(&store, &key, name, &origins, &settings).await,
        Command::Sso { key, public_key, algorithm, off } => {
            let key_file = public_key.zip(algorithm);
            sso(&store, &key, key_file, off).await
        }
        Command::List => list(&store).await,
        Command::Remove { key, with_comments } => remove(&store, &key, with_comments).await,
    };
    store.close();
    done
}

pub(super) async fn add(store: &Store, key: &str, name: &str, origins: &[String], settings: SiteSettings) -> anyhow::Result<SiteKey> {
    let key = SiteKey::parse(key).map_err(mistake)?;
    let name = SiteName::parse(name).map_err(mistake)?;
    let renderer = markup::renderer(Allowed { images: settings.images });
    let new = NewSite { key: key.clone(), name, origins: parse_origins(origins)?, settings, renderer };
    store.add_site(new, By::command_line(), Timestamp::now()).await.map_err(refused)?;
    Ok(key)
}

async fn set(store: &Store, key: &str, name: Option<String>, origins: &[String], flags: &SettingFlags) -> anyhow::Result<()> {
    let SiteSummary { site, .. } = find(store, key).await?;
    let change = SiteChange {
        name: name.map(|name| SiteName::parse(&name)).transpose().map_err(mistake)?,
        origins: if origins.is_empty() { None } else { Some(parse_origins(origins)?) },
        settings: flags.parse()?,
    };
    store.change_site(site.key, change, By::command_line(), Timestamp::now()).await.map_err(refused)?;
    println!("changed site {key}");
    Ok(())
}

async fn sso(store: &Store, key: &str, key_file: Option<(PathBuf, String)>, off: bool) -> anyhow::Result<()> {
    let SiteSummary { site, .. } = find(store, key).await?;
    let now = Timestamp::now();
    let (sso, secret) = match key_file {
        _ if off => (None, None),
        Some((file, algorithm)) => {
            let algorithm = SsoAlgorithm::parse(&algorithm).map_err(mistake)?;
            let pem = std::fs::read_to_string(&file).map_err(|error| Mistake(format!("{}: {error}", file.display())))?;
            (Some(SsoKey::public(algorithm, &pem).map_err(mistake)?), None)
        }
        None => SsoKey::random_secret().map(|(key, secret)| (Some(key), Some(secret)))?,
    };
    let settings =
        sso.map(|sso| SsoSettings { algorithm: sso.algorithm().as_str().to_owned(), key: sso.to_stored().to_owned(), since: now });
    let had = site.sso.is_some() && !off;
    store.set_sso(site.id, site.key, settings, By::command_line(), now).await.map_err(refused)?;
    if had {
        println!("the key that site {key} had until now counts no more");
    }
    match secret {
        Some(secret) => println!("sign the tokens of {key} with HS256 and this secret, which is not shown again:\n{secret}"),
        None if off => println!("site {key} takes no more tokens"),
        None => println!("site {key} takes tokens signed with this key"),
    }
    Ok(())
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let sites = store.site_summaries().await?;
    if sites.is_empty() {
        println!("no sites yet; add one with `rejoinder site add KEY --name NAME --origin https://…`");
    }
    for SiteSummary { site, comments } in sites {
        let origins: Vec<_> = site.origins.iter().map(Origin::as_str).collect();
        println!("{}\t{}\t{} comments\t{}", site.key, site.name.as_str(), comments, origins.join(" "));
    }
    Ok(())
}

async fn remove(store: &Store, key: &str, with_comments: bool) -> anyhow::Result<()> {
    let found = find(store, key).await?;
    if found.comments > 0 && !with_comments {
        let message = format!("site {key} has {} comments; add --with-comments to remove them with it", found.comments);
        return Err(Mistake(message).into());
    }
    store.remove_site(found.site.key, with_comments, By::command_line(), Timestamp::now()).await.map_err(refused)?;
    println!("removed site {key}");
    Ok(())
}

async fn find(store: &Store, key: &str) -> anyhow::Result<SiteSummary> {
    let all = store.site_summaries().await?;
    let found = all.into_iter().find(|summary| summary.site.key.as_str() == key);
    Ok(found.ok_or_else(|| Mistake(format!("there is no site {key}; `rejoinder site list` names them")))?)
}

fn parse_origins(origins: &[String]) -> Result<Vec<Origin>, Mistake> {
    origins.iter().map(|origin| Origin::parse(origin).map_err(|error| Mistake(format!("{origin}: {error}")))).collect()
}

pub(super) fn print_tag(key: &SiteKey, config: &Config) {
    println!("added site {key}; put this where the comments shall stand:");
    println!("  <script src=\"{}/embed.js\" data-site=\"{key}\" async></script>", public_address(config));
}

/// What readers' browsers call the server.
pub(super) fn public_address(config: &Config) -> String {
    let listening = || format!("http://{}", config.server.listen);
    config.server.public_url.as_ref().map_or_else(listening, |url| url.as_str().trim_end_matches('/').to_owned())
}

pub(super) fn mistake(error: crate::domain::Invalid) -> Mistake {
    Mistake(error.to_string())
}

fn refused(error: StoreError) -> anyhow::Error {
    match error {
        StoreError::Refused(Refusal::SiteExists) => {
            Mistake("a site with this key exists already; `rejoinder site set` changes it".into()).into()
        }
        other => other.into(),
    }
}
