use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error};
use url::Url;

/// `[server]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What readers' browsers call the server; needed where it differs from `listen`, behind a proxy.
    #[serde(deserialize_with = "web_address")]
    pub public_url: Option<Url>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8377)), public_url: None, trusted_proxies: Vec::new() }
    }
}

impl Server {
    /// What the server is called outside: a name, or an address as it stands in a URL.
    pub fn host(&self) -> &str {
        self.public_url.as_ref().and_then(Url::host_str).unwrap_or("localhost")
    }
}

/// The server's own addresses begin behind it.
fn is_bare(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none() && url.fragment().is_none()
}

fn web_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() && is_bare(&url) => Ok(Some(url)),
        _ => Err(D::Error::custom("public_url must be a full http or https address without a path, such as https://comments.example.org")),
    }
}

/// `[data]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// Where the database and the secrets are kept; made at first start.
    pub folder: PathBuf,
}

impl Default for Data {
    fn default() -> Self {
        Self { folder: PathBuf::from("rejoinder-data") }
    }
}

/// `[limits]`: how much one network (an IPv4 address, an IPv6 /64) may do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Off only to measure.
    pub enabled: bool,
    pub comments_per_minute: NonZeroU32,
    pub votes_per_minute: NonZeroU32,
    pub visitors_per_hour: NonZeroU32,
    pub previews_per_minute: NonZeroU32,
    pub sign_ins_per_quarter_hour: NonZeroU32,
    pub member_sign_ins_per_minute: NonZeroU32,
    pub confirmations_per_hour: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        let number = |n| NonZeroU32::new(n).expect("the defaults below are not zero");
        Self {
            enabled: true,
            comments_per_minute: number(10),
            votes_per_minute: number(60),
            visitors_per_hour: number(30),
            previews_per_minute: number(60),
            sign_ins_per_quarter_hour: number(5),
            member_sign_ins_per_minute: number(60),
            confirmations_per_hour: number(5),
        }
    }
}

/// `[cache]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cache {
    /// Memory for ready-made answers, in MiB.
    pub size_mib: NonZeroU32,
}

impl Default for Cache {
    fn default() -> Self {
        Self { size_mib: NonZeroU32::new(32).expect("32 is not zero") }
    }
}

/// `[log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    pub level: LogLevel,
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: LogLevel::Info, format: LogFormat::Text }
    }
}

/// What is worth a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    /// Each request too.
    Debug,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}
