use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::{Invalid, Origin, Rules, SiteId, text::tidy_line};

/// A page's number inside the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageId(pub(crate) i64);

impl PageId {
    pub(crate) fn from_stored(number: i64) -> Self {
        Self(number)
    }

    pub fn as_i64(self) -> i64 {
        self.0
    }
}

/// What identifies a page within its site: by default the path of its address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageKey(String);

impl PageKey {
    pub const MAX_BYTES: usize = 512;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() || text.trim() != text {
            return Err(Invalid::new(
                "the page's key must not be empty and must not begin or end with white space; the path of the page's address is usual",
            ));
        }
        if text.len() > Self::MAX_BYTES {
            return Err(Invalid::new(format!("the page's key is longer than {} bytes", Self::MAX_BYTES)));
        }
        if text.chars().any(|c| c.is_control() || c == '\u{FFFD}') {
            return Err(Invalid::new("the page's key holds a control character or invalid UTF-8"));
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a page is to be found: an http or https address without its fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageUrl(Url);

impl PageUrl {
    pub const MAX_BYTES: usize = 2_048;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("the page's url must be a full http or https address");
        let mut url = Url::parse(text).map_err(|_| wrong())?;
        url.set_fragment(None);
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong());
        }
        if url.as_str().len() > Self::MAX_BYTES {
            return Err(Invalid::new(format!("the page's url is longer than {} bytes", Self::MAX_BYTES)));
        }
        Ok(Self(url))
    }

    pub fn origin(&self) -> Origin {
        Origin::of(&self.0)
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// A page's title, tidied: a reader cannot mend what the page calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTitle(String);

impl PageTitle {
    pub const MAX_CHARS: usize = 300;

    /// Nothing where no visible text is left.
    pub fn tidy(text: &str) -> Option<Self> {
        let line = tidy_line(text, Self::MAX_CHARS);
        (!line.is_empty()).then_some(Self(line))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A page as the embedding script names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAddress {
    pub key: PageKey,
    pub url: Option<PageUrl>,
    pub title: Option<PageTitle>,
}

/// The votes on a page itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Points {
    pub up: u32,
    pub down: u32,
}

impl Points {
    pub fn points(self) -> i64 {
        i64::from(self.up) - i64::from(self.down)
    }
}

/// A page with what is counted on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub key: PageKey,
    pub url: Option<String>,
    pub title: Option<String>,
    /// Comments that everybody can read; tombstones do not count.
    pub comments: u32,
    pub points: Points,
    /// Closed by hand.
    pub locked_at: Option<Timestamp>,
    /// When its first comment was posted.
    pub opened_at: Option<Timestamp>,
}

impl Page {
    /// A page nobody has written on yet.
    pub fn untouched(key: PageKey) -> Self {
        Self { key, url: None, title: None, comments: 0, points: Points::default(), locked_at: None, opened_at: None }
    }

    /// When it stops, or stopped, taking comments.
    pub fn closes_at(&self, rules: &Rules) -> Option<Timestamp> {
        let days = rules.close_after_days.map(|days| SignedDuration::from_hours(24 * i64::from(days)));
        let by_rule = self.opened_at.zip(days).map(|(opened, days)| opened.saturating_add(days).unwrap_or(Timestamp::MAX));
        self.locked_at.into_iter().chain(by_rule).min()
    }

    pub fn is_closed(&self, rules: &Rules, now: Timestamp) -> bool {
        self.closes_at(rules).is_some_and(|closes| closes <= now)
    }
}

/// A page in a moderator's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    pub id: PageId,
    pub site: SiteId,
    pub key: PageKey,
    pub title: Option<String>,
    pub url: Option<String>,
    pub comments: u32,
    pub held: u32,
    pub points: Points,
    pub locked_at: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
    pub last_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_tidied_not_refused() {
        assert_eq!(PageTitle::tidy(" A\u{0}\n title\u{202E} ").unwrap().as_str(), "A title");
        assert_eq!(PageTitle::tidy("\u{200B}\n"), None);
        assert_eq!(PageTitle::tidy(&"x".repeat(1_000)).unwrap().as_str().len(), PageTitle::MAX_CHARS);
    }

    #[test]
    fn page_urls_are_web_addresses() {
        for bad in ["", "/post", "javascript:alert(1)", "https://u:p@example.org/"] {
            assert!(PageUrl::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(PageUrl::parse("https://Example.org/a#b").unwrap().as_str(), "https://example.org/a");
    }
}
