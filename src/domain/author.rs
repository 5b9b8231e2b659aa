use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use url::{Host, Url};

use super::{Invalid, text::clean_line};

/// The name a commenter goes by: one line of visible text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorName(String);

impl AuthorName {
    pub const MAX_CHARS: usize = 80;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        clean_line(text, "the name", Self::MAX_CHARS).map(Self)
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the widget draws the avatar from. Made of the public name alone: nothing of an address may leave the server.
    pub fn avatar_seed(&self) -> String {
        let digest = Sha256::digest(self.0.to_lowercase().as_bytes());
        data_encoding::HEXLOWER.encode(&digest[..6])
    }
}

/// A mail address, `local@domain` as RFC 5321 has it without quoting, comments or groups. Never shown to anybody.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    pub const MAX_BYTES: usize = 254;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let wrong = || Invalid::new("the mail address must look like name@example.com");
        if text.len() > Self::MAX_BYTES {
            return Err(Invalid::new(format!("the mail address is longer than {} bytes", Self::MAX_BYTES)));
        }
        let (local, domain) = text.split_once('@').ok_or_else(wrong)?;
        let dots_well = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
        if local.is_empty() || local.len() > 64 || !dots_well || !local.chars().all(is_atom) {
            return Err(wrong());
        }
        // Otherwise one mailbox could be written in several ways, and be taken for several.
        let local: String = local.chars().flat_map(|c| c.to_lowercase().map(move |lower| if c.is_ascii() { c } else { lower })).collect();
        if !local.nfkc().eq(local.chars()) {
            return Err(wrong());
        }
        match Host::parse(domain) {
            Ok(Host::Domain(domain)) if domain.contains('.') && domain.split('.').all(is_label) && !ends_in_number(&domain) => {
                Ok(Self(format!("{local}@{domain}")))
            }
            _ => Err(wrong()),
        }
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the same address, however its letters are written. Nothing else proves that it is theirs.
    pub fn is_same_address(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    /// Case says nothing about whose mailbox it is, at any provider there is, and what follows a `+` nothing at most (RFC 5233).
    pub fn is_same_mailbox(&self, other: &Self) -> bool {
        self.mailbox() == other.mailbox()
    }

    /// The user and the domain, however they were written.
    pub(crate) fn mailbox(&self) -> (String, String) {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let user = local.split_once('+').map_or(local, |(user, _)| user);
        let user = if user.is_empty() { local } else { user };
        (user.to_lowercase(), domain.to_lowercase())
    }
}

/// Addresses stay out of logs and panics.
impl std::fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// RFC 1123 section 2.1.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

/// No domain at the top begins with a digit.
fn ends_in_number(domain: &str) -> bool {
    domain.rsplit('.').next().is_some_and(|top| top.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) || (!c.is_ascii() && c.is_alphanumeric())
}

/// A commenter's own site: an http or https address without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Website(String);

impl Website {
    pub const MAX_BYTES: usize = 300;

    /// `example.org` is taken for `https://example.org/`, as people type it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let wrong = || Invalid::new("the website must be an http or https address such as https://example.org");
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let url = Url::parse(&with_scheme).map_err(|_| wrong())?;
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        let named_host = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
        if !matches!(url.scheme(), "http" | "https") || has_credentials || !named_host {
            return Err(wrong());
        }
        if url.as_str().len() > Self::MAX_BYTES {
            return Err(Invalid::new(format!("the website's address is longer than {} bytes", Self::MAX_BYTES)));
        }
        Ok(Self(url.into()))
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands between `//` and the port or path.
    pub fn host(&self) -> &str {
        host_of(&self.0)
    }
}

/// The host of an http or https address as [`Url`] writes it.
pub(super) fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // The colons of an IPv6 address stand in brackets.
    let end = host.find(']').map_or_else(|| host.find(':'), |end| Some(end + 1)).unwrap_or(host.len());
    // A dot at the end names the same host.
    host[..end].trim_end_matches('.')
}

/// Who a comment says wrote it. All of it is optional, and none of it proves anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    pub name: Option<AuthorName>,
    pub email: Option<EmailAddress>,
    pub website: Option<Website>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cannot_be_seen_or_turn_the_line_are_refused() {
        for bad in [
            "",
            " \t ",
            "\u{200B}",
            "\u{3164}",
            "a\u{202E}b",
            "a\u{0}b",
            "\u{2066}a",
            "e\u{301}\u{301}\u{301}\u{301}\u{301}",
            "e\u{301}\u{301}\u{301}\u{200D}\u{301}\u{301}",
            "\u{E000}",
        ] {
            assert!(AuthorName::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(AuthorName::parse("  Mira \n Halvorsen ").unwrap().as_str(), "Mira Halvorsen");
        for good in ["李小龍", "محمد", "O'Neill", "👩‍💻 Ada", "علی‌رضا"] {
            assert_eq!(AuthorName::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn addresses_are_one_plain_mailbox() {
        for bad in [
            "",
            "a",
            "a@",
            "@b.c",
            "a b@c.de",
            "a@b",
            "a@b.c@d.e",
            "a\r\nBcc: x@y.z@b.cd",
            "list:a@b.cd;",
            "\"a\"@b.cd",
            "a..b@c.de",
            ".a@b.cd",
            "<a@b.cd>",
            "a@b..cd",
            "a@b\u{200b}..cd",
            "a@.b.cd",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(EmailAddress::parse(" Mira@Example.COM ").unwrap().as_str(), "Mira@example.com");
        assert_eq!(EmailAddress::parse("jo@bücher.example").unwrap().as_str(), "jo@xn--bcher-kva.example");
    }

    #[test]
    fn websites_are_http_or_https_only() {
        for bad in [
            "javascript:alert(1)",
            "javascript://example.org/%0aalert(1)",
            "data:text/html,x",
            "https://a:b@example.org",
            "ftp://example.org",
            "localhost",
            "https://",
        ] {
            assert!(Website::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Website::parse("example.org").unwrap().as_str(), "https://example.org/");
        assert_eq!(Website::parse("https://example.org/'onclick=x").unwrap().as_str(), "https://example.org/'onclick=x");
    }
}
