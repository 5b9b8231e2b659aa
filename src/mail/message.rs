//! Headers and parts. Whatever comes, a header is one header: text passes through [`one_line`], and lettre encodes and folds it.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue, Headers};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::ComposeError;
use super::dkim::Signer;
use super::letter::{Content, Letter, LetterId, LetterSite};
use super::line::one_line;
use super::templates::Words;
use crate::domain::{CommentId, EmailAddress};

/// RFC 5322 section 2.1.1, without the line's end.
const MAX_LINE: usize = 998;
const MAX_SUBJECT: usize = 200;
const MAX_NAME: usize = 80;
/// A deep branch has thousands; mail programs need the page, the root and the nearest.
const MAX_NAMED_ANCESTORS: usize = 20;

/// A mail, ready to be sent.
#[derive(Debug, Clone)]
pub struct Composed {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) date: Timestamp,
    message_id: String,
    subject: String,
    text: String,
    html: String,
    raw: Vec<u8>,
}

impl Composed {
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What a mail program shows that knows no HTML.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn html(&self) -> &str {
        &self.html
    }

    /// The mail as it travels: headers, an empty line, the parts.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    pub(super) fn sign(&mut self, signer: &Signer, at: Timestamp) -> Result<(), String> {
        let header = signer.header(&self.raw, at)?;
        self.raw.splice(0..0, header.into_bytes());
        Ok(())
    }
}

pub(super) fn write(letter: &Letter, from: &Mailbox, host: &str, words: Words) -> Result<Composed, ComposeError> {
    let to = address(&letter.to).ok_or_else(|| ComposeError::Address("mail servers would not take it".into()))?;
    let to_name = letter.to_name.as_deref().map(name).filter(|name| !name.is_empty());
    let message_id = message_id(letter.id, host);
    let failed = |error: lettre::error::Error| ComposeError::Message(error.to_string());
    let mut message = lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(to_name, to.clone()))
        .subject(words.subject.clone())
        .message_id(Some(message_id.clone()))
        .multipart(parts(&words))
        .map_err(failed)?;
    let headers = message.headers_mut();
    // Replaces the one that lettre has put there, which can only be in UTC.
    set(headers, "Date", &date(letter)?);
    for (header, value) in thread(letter, host) {
        set(headers, header, &value);
    }
    set(headers, "List-Id", &list_id(&letter.site, host));
    set(headers, "List-Unsubscribe", &format!("<{}>", letter.links.leave));
    set(headers, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    // No answer that programs write: neither by the standard (RFC 3834) nor by Exchange.
    set(headers, "Auto-Submitted", "auto-generated");
    set(headers, "X-Auto-Response-Suppress", "All");
    let raw = message.formatted();
    if raw.split(|byte| *byte == b'\n').any(|line| line.len() > MAX_LINE + 1) {
        return Err(ComposeError::TooLong);
    }
    let Words { subject, text, html } = words;
    Ok(Composed { from: from.email.clone(), to, date: letter.date, message_id, subject, text, html, raw })
}

fn parts(words: &Words) -> MultiPart {
    // Of both texts, so that no text can hold it: a part cannot end where its writer wants.
    let digest = Sha256::new().chain_update(&words.text).chain_update([0]).chain_update(&words.html).finalize();
    MultiPart::alternative()
        .boundary(HEXLOWER.encode(&digest[..16]))
        .singlepart(SinglePart::plain(words.text.clone()))
        .singlepart(SinglePart::html(words.html.clone()))
}

fn set(headers: &mut Headers, name: &'static str, value: &str) {
    headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()));
}

fn date(letter: &Letter) -> Result<String, ComposeError> {
    let zoned = letter.date.to_zoned_datetime(letter.site.time_zone.clone());
    jiff::fmt::rfc2822::to_string(&zoned).map_err(|error| ComposeError::Message(error.to_string()))
}

fn message_id(id: LetterId, host: &str) -> String {
    match id {
        LetterId::Comment(id) => comment_id(id, host),
        LetterId::Again(id, number) => format!("<comment-{id}-{number}@{host}>"),
        LetterId::Other(number) => format!("<mail-{number}@{host}>"),
        LetterId::Test(at) => format!("<test-{}@{host}>", at.as_millisecond()),
    }
}

fn comment_id(id: CommentId, host: &str) -> String {
    format!("<comment-{id}@{host}>")
}

/// `In-Reply-To` and `References`: a page is one thread, of which its comments are the branches.
fn thread(letter: &Letter, host: &str) -> Vec<(&'static str, String)> {
    let (Content::Comment { ancestors, .. } | Content::Moderation { ancestors, .. }) = &letter.content else { return Vec::new() };
    let mut named: Vec<String> = letter.page.iter().map(|page| page_id(&letter.site, &page.key, host)).collect();
    let nearest = ancestors.len().saturating_sub(MAX_NAMED_ANCESTORS);
    let root = ancestors.iter().take(nearest.min(1));
    named.extend(root.chain(&ancestors[nearest..]).map(|id| comment_id(*id, host)));
    // Of what was said before of the same comment.
    if let LetterId::Again(id, _) = letter.id {
        named.push(comment_id(id, host));
    }
    match named.last() {
        Some(parent) => vec![("In-Reply-To", parent.clone()), ("References", named.join(" "))],
        None => Vec::new(),
    }
}

fn page_id(site: &LetterSite, key: &str, host: &str) -> String {
    let digest = Sha256::new().chain_update(site.key.as_str()).chain_update([0]).chain_update(key).finalize();
    format!("<page-{}@{host}>", HEXLOWER.encode(&digest[..12]))
}

/// RFC 2919: what people call it, then a name like a host's.
fn list_id(site: &LetterSite, host: &str) -> String {
    // Signs have a meaning in a header; a name is recognised without them.
    let called: String = site.name.chars().map(|c| if c.is_alphanumeric() || !c.is_ascii() { c } else { ' ' }).collect();
    let label = site.key.as_str().replace('.', "-");
    let id = format!("<{label}.{}>", list_namespace(host));
    match name(&called) {
        called if called.is_empty() => id,
        called => format!("{called} {id}"),
    }
}

/// A host's name; for one that has only a number, the namespace that the standard gives lists without a domain (section 3).
fn list_namespace(host: &str) -> String {
    let bare = host.trim_matches(['[', ']']);
    if bare.parse::<IpAddr>().is_ok() { format!("{}.localhost", bare.replace(['.', ':'], "-")) } else { bare.to_owned() }
}

/// A subject as it may stand in a header.
pub(super) fn subject(text: &str) -> String {
    without_encoded_words(&one_line(text, MAX_SUBJECT))
}

fn name(text: &str) -> String {
    without_encoded_words(&one_line(text, MAX_NAME))
}

/// What looks like an encoded word (RFC 2047) would be decoded by whoever reads it.
fn without_encoded_words(text: &str) -> String {
    text.replace("=?", "= ?")
}

fn address(email: &EmailAddress) -> Option<Address> {
    email.as_str().parse().ok()
}

/// Whom mails come from, as the configuration writes it.
pub(super) fn sender(written: &str) -> Option<Mailbox> {
    if written.chars().any(char::is_control) {
        return None;
    }
    let mailbox: Mailbox = written.parse().ok()?;
    // As it is written in the DNS; what has no dot, such as localhost, stays.
    let email = EmailAddress::parse(mailbox.email.as_ref()).ok().and_then(|email| address(&email)).unwrap_or(mailbox.email);
    if !<Address as AsRef<str>>::as_ref(&email).is_ascii() {
        return None;
    }
    Some(Mailbox::new(mailbox.name.as_deref().map(name).filter(|name| !name.is_empty()), email))
}

/// Whether it can stand behind the `@` of a `Message-ID`: a host's name, or an IPv6 address in brackets.
pub(super) fn is_host(host: &str) -> bool {
    let literal = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match literal {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let is_label =
                |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
            host.len() <= 253 && host.split('.').all(is_label)
        }
    }
}
