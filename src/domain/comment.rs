use jiff::Timestamp;
use url::Url;

use super::author::host_of;
use super::{ActorId, Anchor, Author, Badge, Invalid, PageId, SiteId, SpeakerKind, Status, text::is_visible};

/// A comment's id: 43 bits of milliseconds since 1970, then 20 bits that count within the millisecond, so that the order of the ids is
/// the order of time and one index serves both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentId(i64);

const SEQUENCE_BITS: u32 = 20;
const MAX_MILLIS: i64 = (1 << 43) - 1;

impl CommentId {
    /// Comes before every id.
    pub const BEFORE_ALL: Self = Self(-1);

    /// The first id of a moment; moments before 1970 and after 2248 are moved to these limits.
    pub fn first_at(time: Timestamp) -> Self {
        Self(time.as_millisecond().clamp(0, MAX_MILLIS) << SEQUENCE_BITS)
    }

    /// The last id of the same millisecond.
    pub fn last_of_millisecond(self) -> Self {
        Self(self.0 | ((1 << SEQUENCE_BITS) - 1))
    }

    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub fn created_at(self) -> Timestamp {
        Timestamp::from_millisecond(self.0 >> SEQUENCE_BITS).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub(crate) fn from_i64(value: i64) -> Self {
        Self(value)
    }

    pub fn as_i64(self) -> i64 {
        self.0
    }

    /// Reads the 13 characters of base32hex (RFC 4648 section 7) in lower case that [`Display`](std::fmt::Display) writes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("an id is 13 characters of 0-9 and a-v");
        let bytes = data_encoding::BASE32_DNSSEC.decode(text.as_bytes()).map_err(|_| wrong())?;
        let value = i64::from_be_bytes(bytes.try_into().map_err(|_| wrong())?);
        if value < 0 {
            return Err(wrong());
        }
        Ok(Self(value))
    }
}

impl std::fmt::Display for CommentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        data_encoding::BASE32_DNSSEC.encode_display(&self.0.to_be_bytes()).fmt(f)
    }
}

/// The Markdown a commenter wrote: line ends made plain, no control characters, something to see in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// No site may allow more; the renderer's time is bounded by it.
    pub const MAX_CHARS: u32 = 10_000;

    pub fn parse(text: &str, max_chars: u32) -> Result<Self, Invalid> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim_matches(|c: char| c == '\n' || c.is_whitespace() && c != ' ').trim_end();
        let length = text.chars().count();
        if length > max_chars as usize {
            return Err(Invalid::new(format!("the comment has {length} characters; at most {max_chars} are allowed")));
        }
        if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(Invalid::new(format!("the comment holds the control character U+{:04X}; leave it out", u32::from(c))));
        }
        if !text.chars().any(is_visible) {
            return Err(Invalid::new("the comment is empty; write something"));
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

/// A comment's HTML, safe to show. Only `markup` makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html {
    text: String,
    renderer: u32,
}

impl Html {
    /// `text` must come out of the sanitiser; `renderer` is the number of the program's way to render that made it.
    pub(crate) fn sanitised(text: String, renderer: u32) -> Self {
        Self { text, renderer }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn renderer(&self) -> u32 {
        self.renderer
    }

    pub fn link_count(&self) -> u32 {
        self.links().count() as u32
    }

    /// Hosts that are linked to, as a browser reads the addresses.
    pub fn link_hosts(&self) -> impl Iterator<Item = String> {
        let host = |link: &str| Url::parse(link).ok().map(|url| host_of(url.as_str()).to_owned());
        self.links().filter_map(host)
    }

    /// What a reader reads: without tags, and what stands in different blocks apart.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for piece in self.text.split('<') {
            // Text cannot hold `<`, and the sanitiser writes no `>` into attributes.
            let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
            if !matches!(name, "" | "a" | "em" | "strong" | "del" | "code") {
                text.push('\n');
            }
            text.push_str(words);
        }
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&quot;", "\"").replace("&amp;", "&")
    }

    /// Addresses as the sanitiser wrote them: text cannot hold `<`, nor an attribute `"`.
    fn links(&self) -> impl Iterator<Item = &str> {
        self.text.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next())
    }
}

/// Tells the words of a comment from those it had before they were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(i64);

impl Version {
    pub(crate) fn from_i64(value: i64) -> Self {
        Self(value)
    }

    pub(crate) fn as_i64(self) -> i64 {
        self.0
    }

    /// Reads the decimal digits that [`Display`](std::fmt::Display) writes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        text.parse().map(Self).map_err(|_| Invalid::new("a version is what a comment was shown with, in digits"))
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The votes on a comment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Votes {
    pub up: u32,
    pub down: u32,
}

impl Votes {
    pub fn score(self) -> i64 {
        i64::from(self.up) - i64::from(self.down)
    }
}

/// A comment as it is kept. What of it everybody may see is for [`Status`] to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    pub site: SiteId,
    pub page: PageId,
    pub parent: Option<CommentId>,
    pub root: CommentId,
    /// 0 for a root.
    pub depth: u32,
    /// Nobody, once it is deleted.
    pub actor: Option<ActorId>,
    pub kind: SpeakerKind,
    pub author: Author,
    pub badge: Option<Badge>,
    pub status: Status,
    pub pinned: bool,
    /// The passage of the page's text that it answers; roots only.
    pub anchor: Option<Box<Anchor>>,
    /// What [`Html`] held when it was stored.
    pub html: String,
    pub votes: Votes,
    /// Direct replies that are shown, tombstones among them.
    pub reply_count: u32,
    /// All that are shown below; kept for roots only.
    pub branch_count: u32,
    pub edited_at: Option<Timestamp>,
}

impl Comment {
    pub fn is_published(&self) -> bool {
        self.status == Status::Published
    }

    /// Its words as they are now.
    pub fn version(&self) -> Version {
        Version(self.edited_at.unwrap_or_else(|| self.id.created_at()).as_millisecond())
    }

    /// Whether it has a place in the thread: its own, or one that its replies need.
    pub fn is_shown(&self) -> bool {
        self.is_published() || self.reply_count > 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_read_back_what_they_write_and_sort_like_time(a in 0..MAX_MILLIS, b in 0..MAX_MILLIS) {
            let at = |ms| CommentId::first_at(Timestamp::from_millisecond(ms).unwrap());
            let (x, y) = (at(a), at(b));
            prop_assert_eq!(CommentId::parse(&x.to_string()), Ok(x));
            prop_assert_eq!(x.created_at().as_millisecond(), a);
            prop_assert_eq!(a.cmp(&b), x.to_string().cmp(&y.to_string()));
        }

        #[test]
        fn no_text_makes_an_id_that_writes_itself_otherwise(text in "\\PC{0,20}|[0-9a-v]{13}") {
            if let Ok(id) = CommentId::parse(&text) {
                prop_assert_eq!(id.to_string(), text.to_lowercase());
            }
        }

        #[test]
        fn bodies_are_bounded_and_stable(text in "(?s).{0,200}") {
            if let Ok(body) = Body::parse(&text, 100) {
                prop_assert!(body.as_str().chars().count() <= 100);
                let again = Body::parse(body.as_str(), 100);
                prop_assert_eq!(again, Ok(body));
            }
        }
    }

    #[test]
    fn a_body_needs_something_to_see() {
        for bad in ["", "  \n\t ", "\u{200B}\u{200D}", "\u{3164}", "a\u{0}"] {
            assert!(Body::parse(bad, 100).is_err(), "{bad:?}");
        }
        assert_eq!(Body::parse("\r\n  code\r\nmore \r\n", 100).unwrap().as_str(), "  code\nmore");
        assert!(Body::parse("ab", 1).is_err());
    }
}
