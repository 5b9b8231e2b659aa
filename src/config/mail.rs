//! `[mail]`: how mails leave, and in whose name.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer, de::Error};
use url::Url;

/// `[mail]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    pub transport: Transport,
    /// Of transport "smtp": the server, the login, and whether the connection is encrypted.
    pub smtp_url: Option<SmtpUrl>,
    /// Whom mails come from, `Name <comments@example.org>` or a bare address.
    pub from: String,
    /// Of transport "folder": where each mail becomes a file.
    pub folder: PathBuf,
    /// A folder whose files replace the built-in templates.
    pub templates: Option<PathBuf>,
    pub per_minute: NonZeroU32,
    /// Tries before a mail is parked as failed.
    pub attempts: NonZeroU32,
    /// Seconds before the second try; each wait is twice the one before, up to six hours.
    pub retry_seconds: NonZeroU32,
    /// A private key in PEM, to sign each mail with.
    pub dkim_key: Option<PathBuf>,
    /// The name that the public half has in the DNS.
    pub dkim_selector: Option<String>,
}

/// How mails leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    Smtp,
    /// The program of that name, which most mail servers bring.
    Sendmail,
    /// One file per mail, to look at.
    Folder,
    None,
}

impl Default for Mail {
    fn default() -> Self {
        let number = |n| NonZeroU32::new(n).expect("the defaults below are not zero");
        Self {
            transport: Transport::None,
            smtp_url: None,
            from: String::new(),
            folder: PathBuf::from("mail"),
            templates: None,
            per_minute: number(60),
            attempts: number(14),
            retry_seconds: number(60),
            dkim_key: None,
            dkim_selector: None,
        }
    }
}

impl Mail {
    /// What no key can tell alone. Only the whole configuration can be asked, since the environment sets one key after the other.
    pub(super) fn check(&self, public_url: Option<&Url>) -> Result<(), &'static str> {
        if self.transport == Transport::Smtp && self.smtp_url.is_none() {
            return Err("transport \"smtp\" needs smtp_url");
        }
        if self.transport != Transport::None && self.from.trim().is_empty() {
            return Err("from is needed, such as \"My blog <comments@example.org>\"");
        }
        if self.dkim_key.is_some() != self.dkim_selector.is_some() {
            return Err("dkim_key and dkim_selector need each other");
        }
        if matches!(self.transport, Transport::Smtp | Transport::Sendmail) && public_url.is_none() {
            return Err("the links in mails lead to public_url in [server], such as https://comments.example.org; it is needed");
        }
        Ok(())
    }
}

/// Where an SMTP server is and how it is spoken to: `smtp://user:password@host:port?tls=required`.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(Url);

/// When a connection to an SMTP server becomes encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS before the first word.
    FromTheStart,
    /// By STARTTLS, or not at all.
    Required,
    /// By STARTTLS where the server offers it.
    Opportunistic,
    None,
}

impl SmtpUrl {
    const SHAPE: &str = "smtp_url must look like smtp://user:password@mail.example.org:587?tls=required, smtps://… for TLS from the start or \
        smtp://localhost:25 without TLS; what is special in a password is written as %40 for @";

    /// The message never holds the address, which may hold a password.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text.trim()).map_err(|_| Self::SHAPE)?;
        let smtp_url = Self(url);
        let is_whole = smtp_url.url_is_bare() && smtp_url.encryption_named().is_some();
        if !is_whole {
            return Err(Self::SHAPE);
        }
        let Some((user, password)) = smtp_url.credentials() else { return Ok(smtp_url) };
        if user.is_empty() || password.is_empty() {
            return Err("smtp_url has a user without a password, or a password without a user");
        }
        match smtp_url.encryption() {
            Encryption::Opportunistic => Err("smtp_url has a password, which tls=opportunistic could send in the clear; use tls=required"),
            Encryption::None if !smtp_url.is_near() => {
                Err("smtp_url has a password, which would travel in the clear; add ?tls=required, or use smtps://")
            }
            _ => Ok(smtp_url),
        }
    }

    /// On this very computer, where nobody else listens.
    fn is_near(&self) -> bool {
        self.host() == "localhost" || self.host().parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    fn url_is_bare(&self) -> bool {
        self.0.host_str().is_some_and(|host| !host.is_empty()) && matches!(self.0.path(), "" | "/") && self.0.fragment().is_none()
    }

    fn encryption_named(&self) -> Option<Encryption> {
        match (self.0.scheme(), self.0.query()) {
            ("smtps", None) => Some(Encryption::FromTheStart),
            ("smtp", None | Some("tls=none")) => Some(Encryption::None),
            ("smtp", Some("tls=required")) => Some(Encryption::Required),
            ("smtp", Some("tls=opportunistic")) => Some(Encryption::Opportunistic),
            _ => None,
        }
    }

    pub fn encryption(&self) -> Encryption {
        self.encryption_named().unwrap_or(Encryption::Required)
    }

    /// A name or an address; IPv6 without brackets.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
    }

    /// Where none is given: 465 for TLS from the start, 25 without TLS, 587 otherwise.
    pub fn port(&self) -> u16 {
        self.0.port().unwrap_or(match self.encryption() {
            Encryption::FromTheStart => 465,
            Encryption::None => 25,
            Encryption::Required | Encryption::Opportunistic => 587,
        })
    }

    /// User and password, where there are any.
    pub fn credentials(&self) -> Option<(String, String)> {
        // Decodes as a form does, in which `+` and `&` have a meaning that they have not here.
        let plain = |text: &str| {
            let pair = format!("={}", text.replace('+', "%2B").replace('&', "%26"));
            url::form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()).next()
        };
        if self.0.username().is_empty() && self.0.password().is_none() {
            return None;
        }
        Some((plain(self.0.username()).unwrap_or_default(), self.0.password().and_then(plain).unwrap_or_default()))
    }
}

/// Passwords stay out of logs and panics.
impl std::fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let login = if self.credentials().is_some() { "…@" } else { "" };
        write!(f, "SmtpUrl({}://{login}{}:{})", self.0.scheme(), self.host(), self.port())
    }
}

impl<'de> Deserialize<'de> for SmtpUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> SmtpUrl {
        SmtpUrl::parse(text).unwrap()
    }

    #[test]
    fn an_smtp_url_says_where_and_how() {
        for (text, host, port, encryption) in [
            ("smtps://u:p@mail.example.org", "mail.example.org", 465, Encryption::FromTheStart),
            ("smtp://u:p@mail.example.org?tls=required", "mail.example.org", 587, Encryption::Required),
            ("smtp://mail.example.org:2525?tls=opportunistic", "mail.example.org", 2525, Encryption::Opportunistic),
            ("smtp://localhost", "localhost", 25, Encryption::None),
            ("smtp://[::1]:25", "::1", 25, Encryption::None),
            ("smtp://127.0.0.1:25/?tls=none", "127.0.0.1", 25, Encryption::None),
        ] {
            let url = url(text);
            assert_eq!((url.host(), url.port(), url.encryption()), (host, port, encryption), "{text}");
        }
    }

    #[test]
    fn a_login_may_hold_any_character() {
        let url = url("smtps://me%40example.org:a+b%2F%3A%40%20%C3%BC&=c@mail.example.org");
        assert_eq!(url.credentials().unwrap(), ("me@example.org".to_owned(), "a+b/:@ ü&=c".to_owned()));
        assert_eq!(super::SmtpUrl::parse("smtp://localhost").unwrap().credentials(), None);
    }

    #[test]
    fn a_password_may_travel_in_the_clear_inside_this_computer_alone() {
        for near in ["smtp://me:secret@localhost", "smtp://me:secret@127.0.0.1:2525", "smtp://me:secret@[::1]?tls=none"] {
            assert!(url(near).credentials().is_some(), "{near}");
        }
    }

    #[test]
    fn a_password_is_never_told() {
        assert_eq!(format!("{:?}", url("smtps://me:hunter2@mail.example.org")), "SmtpUrl(smtps://…@mail.example.org:465)");
        for bad in [
            "hunter2",
            "me:hunter2@mail.example.org",
            "smtp://me:hunter2@",
            "smtp://me:hunter2@host:99999",
            "http://me:hunter2@host",
            "smtp://me:hunter2@host?tls=perhaps",
            "smtp://me:hunter2@host/path",
            "smtps://me:hunter2@host?tls=required",
            "smtp://:hunter2@host",
            "smtp://hunter2@host",
            "smtp://me:hunter2@host?tls=opportunistic",
            "smtp://me:hunter2@mail.example.org",
            "smtp://me:hunter2@192.0.2.1:587?tls=none",
        ] {
            let message = SmtpUrl::parse(bad).unwrap_err();
            assert!(message.starts_with("smtp_url ") && !message.contains("hunter2"), "{bad}: {message}");
        }
    }
}
