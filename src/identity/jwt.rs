//! What the server's own tokens have in common (JWT, RFC 7519; HS256 alone), held to RFC 8725.

use jiff::Timestamp;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Serialize, de::DeserializeOwned};

use super::SharedKeyring;

pub(super) const ISSUER: &str = "rejoinder";
/// Ours are under 500 bytes; nothing longer is parsed.
pub(super) const MAX_BYTES: usize = 2_048;
const LEEWAY_SECONDS: u64 = 30;

/// A token with the moment it ends.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    pub token: String,
    pub expires_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("the token was not signed by this server, or is damaged")]
    Invalid,
    #[error("the token has expired")]
    Expired,
}

/// What a token is for. The kinds are told apart by their type (RFC 8725, 3.11), and none passes for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Visitor,
    ThreadSession,
    ConsoleSession,
}

impl TokenKind {
    const ALL: [Self; 3] = [Self::Visitor, Self::ThreadSession, Self::ConsoleSession];

    pub(super) fn typ(self) -> &'static str {
        match self {
            Self::Visitor => "visitor+jwt",
            Self::ThreadSession => "thread-session+jwt",
            Self::ConsoleSession => "console-session+jwt",
        }
    }
}

/// What a token says it is, to choose who checks it. Nothing else of it has been looked at, least of all its signature.
pub fn kind_of(token: &str) -> Option<TokenKind> {
    let typ = header(token)?.typ?;
    TokenKind::ALL.into_iter().find(|kind| kind.typ() == typ)
}

/// Header extensions that must be understood are not: there are none that we know (RFC 7515, 4.1.11).
fn header(token: &str) -> Option<Header> {
    if token.len() > MAX_BYTES {
        return None;
    }
    decode_header(token).ok().filter(|header| header.crit.is_none())
}

/// What is asked of every token. The audience differs by kind; it is returned, and compared with what is acted on.
pub(super) fn rules() -> Validation {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_issuer(&[ISSUER]);
    rules.set_required_spec_claims(&["iss", "aud", "sub", "nbf", "exp"]);
    rules.validate_nbf = true;
    rules.leeway = LEEWAY_SECONDS;
    rules.validate_aud = false;
    rules
}

pub(super) fn sign(kind: TokenKind, claims: &impl Serialize, keys: &SharedKeyring) -> String {
    let keys = keys.current();
    let (kid, key) = keys.signing();
    let header = Header { typ: Some(kind.typ().to_owned()), kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
    encode(&header, claims, key).expect("an HS256 key of 32 bytes signs any claims of plain text")
}

/// The claims of a token of this kind and no other. Everything is checked before anything is believed.
pub(super) fn open<C: DeserializeOwned>(token: &str, kind: TokenKind, rules: &Validation, keys: &SharedKeyring) -> Result<C, TokenError> {
    let header = header(token).ok_or(TokenError::Invalid)?;
    if header.typ.as_deref() != Some(kind.typ()) {
        return Err(TokenError::Invalid);
    }
    let keys = keys.current();
    let key = keys.checking(header.kid.as_deref()).ok_or(TokenError::Invalid)?;
    decode(token, key, rules).map(|data| data.claims).map_err(reason)
}

fn reason(error: jsonwebtoken::errors::Error) -> TokenError {
    match error.kind() {
        ErrorKind::ExpiredSignature => TokenError::Expired,
        _ => TokenError::Invalid,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use jsonwebtoken::EncodingKey;

    use super::*;
    use crate::identity::{Keyring, secrets::SigningKey};

    /// A keyring of one key, whose bytes are all the same.
    pub(in crate::identity) fn keyring(id: &str, byte: u8) -> Keyring {
        Keyring::new(&signing_key(id, byte), &[])
    }

    pub(in crate::identity) fn signing_key(id: &str, byte: u8) -> SigningKey {
        SigningKey { id: id.to_owned(), key: [byte; 32], since: Timestamp::UNIX_EPOCH }
    }

    pub(in crate::identity) fn keys(byte: u8) -> SharedKeyring {
        SharedKeyring::new(keyring("k", byte))
    }

    /// As somebody signs who has the key.
    pub(in crate::identity) fn forge(header: &Header, claims: &serde_json::Value, byte: u8) -> String {
        encode(header, claims, &EncodingKey::from_secret(&[byte; 32])).unwrap()
    }

    pub(in crate::identity) fn typed(typ: &str, kid: Option<&str>) -> Header {
        Header { typ: Some(typ.to_owned()), kid: kid.map(str::to_owned), ..Header::new(Algorithm::HS256) }
    }

    pub(in crate::identity) fn unsigned(typ: &str, claims: &serde_json::Value) -> String {
        let part = |text: String| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
        format!("{}.{}.", part(format!(r#"{{"typ":"{typ}","alg":"none"}}"#)), part(claims.to_string()))
    }

    #[test]
    fn the_kind_is_read_off_the_type_alone() {
        let claims = serde_json::json!({});
        for kind in TokenKind::ALL {
            assert_eq!(kind_of(&forge(&typed(kind.typ(), None), &claims, 1)), Some(kind));
        }
        for unknown in ["JWT", "Visitor+jwt", "application/visitor+jwt", ""] {
            assert_eq!(kind_of(&forge(&typed(unknown, None), &claims, 1)), None);
        }
        for broken in ["", "a.b.c", "..", &"a".repeat(MAX_BYTES + 1)] {
            assert_eq!(kind_of(broken), None);
        }
    }
}
