//! Tokens that a site's own backend signs for its members (JWT, RFC 7519), held to RFC 8725.

mod key;
#[cfg(test)]
mod tests;

use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{crypto::verify, errors::ErrorKind};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::domain::{AuthorName, BadgeLabel, EmailAddress, Invalid, SiteKey, SiteRole, Website};

pub use key::{SsoAlgorithm, SsoKey};

/// Nothing longer is parsed.
const MAX_BYTES: usize = 8_192;
const MAX_SUBJECT_CHARS: usize = 255;
/// A token may end this far ahead, so that one that has leaked is of no use the day after.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How far the clocks of the site and the server may differ.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// What a site's backend says of the one it has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberClaims {
    /// Who it is on the site, for as long as the site exists: 1 to 255 characters, none of them control characters.
    pub subject: String,
    pub name: AuthorName,
    pub email: Option<EmailAddress>,
    /// Whether the site has made sure that the address is the member's; false without one.
    pub email_verified: bool,
    pub website: Option<Website>,
    pub badge: Option<BadgeLabel>,
    pub role: Option<SiteRole>,
    /// When the site said so.
    pub issued_at: Option<Timestamp>,
}

/// Why a token was refused, in words for the one who writes the site's backend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SsoError {
    #[error("the token is longer than {MAX_BYTES} bytes")]
    TooLong,
    #[error("the token is not a signed JWT of three parts in base64url")]
    Malformed,
    #[error("the token's header has `crit`; no extensions are understood, so leave it out")]
    CriticalHeader,
    #[error("the token is signed with {found}, and this site's tokens must be signed with {expected}")]
    WrongAlgorithm { expected: SsoAlgorithm, found: String },
    #[error("the token's signature does not fit this site's key")]
    BadSignature,
    #[error("the token's `aud` must be this site's key and nothing else")]
    WrongAudience,
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet; is the clock of the site's server right?")]
    NotYetValid,
    #[error("the token's `exp` is more than 24 hours ahead; is it in seconds since 1970?")]
    LivesTooLong,
    #[error("the token has no `{0}`")]
    MissingClaim(&'static str),
    #[error("the token's `{claim}` cannot be used: {reason}")]
    BadClaim { claim: &'static str, reason: String },
}

/// Believes what a site's backend has signed with the site's key, for this site, not too long ago.
///
/// The key decides how the token must be signed; the header is asked only in order to say what was wrong (RFC 8725, 3.1). Where its `jku`, `x5u`,
/// `jwk` or `kid` point to is never looked at (3.10). Claims that are not known are left alone; of those that may be missing, `null` and an empty
/// text count as missing, as many a backend writes them so.
pub fn verify_member(key: &SsoKey, token: &str, site: &SiteKey, now: Timestamp) -> Result<MemberClaims, SsoError> {
    if token.len() > MAX_BYTES {
        return Err(SsoError::TooLong);
    }
    let token = Parts::of(token).ok_or(SsoError::Malformed)?;
    check_header(token.header, key.algorithm())?;
    check_signature(&token, key)?;
    let claims = Claims(read_part(token.claims)?);
    check_audience(&claims, site)?;
    check_times(&claims, now)?;
    member(&claims)
}

/// A token's three parts (RFC 7515, 7.1).
struct Parts<'a> {
    header: &'a str,
    claims: &'a str,
    /// The two before, with the dot between.
    signed: &'a str,
    signature: &'a str,
}

impl<'a> Parts<'a> {
    fn of(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        Some(Self { header, claims, signed, signature })
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    crit: Option<Value>,
}

fn check_header(encoded: &str, expected: SsoAlgorithm) -> Result<(), SsoError> {
    let header: Header = read_part(encoded)?;
    if header.crit.is_some() {
        return Err(SsoError::CriticalHeader);
    }
    if header.alg != expected.as_str() {
        return Err(SsoError::WrongAlgorithm { expected, found: shown_algorithm(header.alg) });
    }
    Ok(())
}

fn read_part<T: DeserializeOwned>(encoded: &str) -> Result<T, SsoError> {
    let json = BASE64URL_NOPAD.decode(encoded.as_bytes()).map_err(|_| SsoError::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| SsoError::Malformed)
}

/// It goes into the log, so it is no more than a word.
fn shown_algorithm(alg: String) -> String {
    let is_word = (1..=16).contains(&alg.len()) && alg.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-_".contains(&b));
    if is_word { alg } else { "something else".to_owned() }
}

/// The signature alone: the library's own look at the claims takes a list of audiences if any is right, and does not name a claim that is wrong.
fn check_signature(token: &Parts<'_>, key: &SsoKey) -> Result<(), SsoError> {
    match verify(token.signature, token.signed.as_bytes(), key.checking(), key.algorithm().of_library()) {
        Ok(true) => Ok(()),
        Err(error) if matches!(error.kind(), ErrorKind::Base64(_)) => Err(SsoError::Malformed),
        Ok(false) | Err(_) => Err(SsoError::BadSignature),
    }
}

fn check_audience(claims: &Claims, site: &SiteKey) -> Result<(), SsoError> {
    let is_site = |value: &Value| value.as_str() == Some(site.as_str());
    let fits = match claims.get("aud").ok_or(SsoError::MissingClaim("aud"))? {
        Value::Array(list) => !list.is_empty() && list.iter().all(is_site),
        one => is_site(one),
    };
    if fits { Ok(()) } else { Err(SsoError::WrongAudience) }
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), SsoError> {
    let (now, leeway) = (now.as_second(), LEEWAY.as_secs());
    let expires = claims.seconds("exp")?.ok_or(SsoError::MissingClaim("exp"))?;
    if expires.saturating_add(leeway) <= now {
        return Err(SsoError::Expired);
    }
    if expires > now + LONGEST_LIFE.as_secs() + leeway {
        return Err(SsoError::LivesTooLong);
    }
    for claim in ["nbf", "iat"] {
        if claims.seconds(claim)?.is_some_and(|begins| begins > now + leeway) {
            return Err(SsoError::NotYetValid);
        }
    }
    Ok(())
}

fn member(claims: &Claims) -> Result<MemberClaims, SsoError> {
    let email = claims.optional("email", EmailAddress::parse)?;
    let email_verified = claims.flag("email_verified")? && email.is_some();
    Ok(MemberClaims {
        subject: claims.required("sub", subject)?,
        name: claims.required("name", AuthorName::parse)?,
        email,
        email_verified,
        website: claims.optional("website", Website::parse)?,
        badge: claims.optional("badge", BadgeLabel::parse)?,
        role: claims.optional("role", SiteRole::parse)?,
        issued_at: claims.seconds("iat")?.and_then(|seconds| Timestamp::from_second(seconds).ok()),
    })
}

fn subject(text: &str) -> Result<String, Invalid> {
    let fits = (1..=MAX_SUBJECT_CHARS).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new(format!(
            "it must be 1 to {MAX_SUBJECT_CHARS} characters without control characters, the same for a member at all times"
        )))
    }
}

struct Claims(Map<String, Value>);

impl Claims {
    fn get(&self, claim: &str) -> Option<&Value> {
        self.0.get(claim).filter(|value| !value.is_null())
    }

    fn text(&self, claim: &'static str) -> Result<Option<&str>, SsoError> {
        match self.get(claim) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(SsoError::BadClaim { claim, reason: "it must be text".to_owned() }),
        }
    }

    fn required<T>(&self, claim: &'static str, parse: impl Fn(&str) -> Result<T, Invalid>) -> Result<T, SsoError> {
        let text = self.text(claim)?.ok_or(SsoError::MissingClaim(claim))?;
        parse(text).map_err(|Invalid(reason)| SsoError::BadClaim { claim, reason })
    }

    fn optional<T>(&self, claim: &'static str, parse: impl Fn(&str) -> Result<T, Invalid>) -> Result<Option<T>, SsoError> {
        match self.text(claim)? {
            None | Some("") => Ok(None),
            Some(_) => self.required(claim, parse).map(Some),
        }
    }

    fn flag(&self, claim: &'static str) -> Result<bool, SsoError> {
        match self.get(claim) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(SsoError::BadClaim { claim, reason: "it must be true or false, without quotes".to_owned() }),
        }
    }

    /// A moment (`NumericDate`; RFC 7519, 2), which may have a fraction.
    fn seconds(&self, claim: &'static str) -> Result<Option<i64>, SsoError> {
        let Some(value) = self.get(claim) else { return Ok(None) };
        let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64));
        let wrong = || SsoError::BadClaim { claim, reason: "it must be a number of seconds since 1970".to_owned() };
        seconds.map(Some).ok_or_else(wrong)
    }
}
