use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::{Body, Invalid, Rules, Sort, TimeZoneName, text::clean_line};

/// A site's number inside the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SiteId(pub(crate) i64);

/// The short word that names a site in the script tag: lower-case letters, digits, `.`, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SiteKey(String);

impl SiteKey {
    pub const MAX_BYTES: usize = 64;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=Self::MAX_BYTES).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b));
        if !fits {
            return Err(Invalid::new(format!(
                "a site's key is 1 to {} characters of a-z, 0-9, '.', '_' and '-', such as blog",
                Self::MAX_BYTES
            )));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for SiteKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SiteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What people call a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteName(String);

impl SiteName {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        clean_line(text, "the site's name", 100).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A scheme, host and port that may embed a site, as browsers write it in the `Origin` header (RFC 6454).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let wrong =
            || Invalid::new("an origin is a scheme and a host, such as https://example.org, with nothing behind the host but a port");
        let url = Url::parse(text).map_err(|_| wrong())?;
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !matches!(url.scheme(), "http" | "https") || !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong());
        }
        Ok(Self::of(&url))
    }

    pub(super) fn of(url: &Url) -> Self {
        Self(url.origin().ascii_serialization())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Origin {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a site's owner decides for the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteSettings {
    pub default_sort: Sort,
    /// How long a commenter may edit or delete a comment after posting it.
    pub edit_window_seconds: u32,
    /// The longest comment, in characters; at most [`Body::MAX_CHARS`].
    pub max_length: u32,
    /// Whether images in comments are shown; otherwise they are links.
    pub images: bool,
    /// How many votes one comment (or page) takes from one network within a salt's life.
    pub votes_per_network: u32,
    /// What times in mails are written in.
    pub time_zone: TimeZoneName,
    pub rules: Rules,
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            default_sort: Sort::Newest,
            edit_window_seconds: 15 * 60,
            max_length: 5_000,
            images: false,
            votes_per_network: 5,
            time_zone: TimeZoneName::default(),
            rules: Rules::default(),
        }
    }
}

impl SiteSettings {
    /// A year: past it "within a window" has lost its meaning.
    pub const MAX_EDIT_WINDOW_SECONDS: u32 = 366 * 24 * 3600;

    pub fn check(&self) -> Result<(), Invalid> {
        if !(1..=Body::MAX_CHARS).contains(&self.max_length) {
            return Err(Invalid::new(format!("the longest comment must be 1 to {} characters", Body::MAX_CHARS)));
        }
        if self.edit_window_seconds > Self::MAX_EDIT_WINDOW_SECONDS {
            return Err(Invalid::new("the edit window must be at most 366 days"));
        }
        if self.votes_per_network == 0 {
            return Err(Invalid::new("at least one vote per network must be allowed"));
        }
        if self.rules.hold_words.len() > Rules::MAX_WORDS {
            return Err(Invalid::new(format!("at most {} words can be held", Rules::MAX_WORDS)));
        }
        if self.rules.close_after_days.is_some_and(|days| !(1..=Rules::MAX_DAYS).contains(&days)) {
            return Err(Invalid::new(format!("pages can close after 1 to {} days", Rules::MAX_DAYS)));
        }
        Ok(())
    }

    pub fn edit_window(&self) -> SignedDuration {
        SignedDuration::from_secs(self.edit_window_seconds.into())
    }
}

/// What a site's own backend signs its members' tokens with: a secret, or the public half of a key.
#[derive(Clone, PartialEq, Eq)]
pub struct SsoSettings {
    pub algorithm: String,
    pub key: String,
    pub since: Timestamp,
}

/// Secrets stay out of logs and panics.
impl std::fmt::Debug for SsoSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SsoSettings({}, …)", self.algorithm)
    }
}

/// A web site that embeds the widget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub id: SiteId,
    pub key: SiteKey,
    pub name: SiteName,
    pub origins: Vec<Origin>,
    pub settings: SiteSettings,
    pub sso: Option<SsoSettings>,
}

impl Site {
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| known.as_str() == origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_bare_and_normal() {
        assert_eq!(Origin::parse("https://Example.org/").unwrap().as_str(), "https://example.org");
        assert_eq!(Origin::parse("http://localhost:8080").unwrap().as_str(), "http://localhost:8080");
        assert_eq!(Origin::parse("https://example.org:443").unwrap().as_str(), "https://example.org");
        for bad in ["example.org", "https://example.org/blog", "null", "*", "file:///", "https://a@b.org", "https://example.org?x"] {
            assert!(Origin::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn site_keys_are_short_plain_words() {
        assert!(SiteKey::parse("my-blog.2").is_ok());
        for bad in ["", "Blog", "a b", "ü", "a/b", &"x".repeat(65)] {
            assert!(SiteKey::parse(bad).is_err(), "{bad:?}");
        }
    }
}
