//! Tokens as somebody who knows the server's key would sign them, or somebody who does not.

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::builders::SITE;
use super::folder::Folder;

/// The key that the server of this folder signs with.
pub(crate) fn key(folder: &Folder) -> Vec<u8> {
    BASE64URL_NOPAD.decode(newest_key(folder, "key").as_bytes()).expect("a key is base64url")
}

/// What the server of this folder calls that key.
pub(crate) fn key_id(folder: &Folder) -> String {
    newest_key(folder, "id")
}

fn newest_key(folder: &Folder, field: &str) -> String {
    let text = std::fs::read_to_string(folder.data().join("secrets.toml")).expect("the secrets are there");
    let secrets: toml::Table = text.parse().expect("the secrets are TOML");
    let newest = secrets["signing_key"].as_array().and_then(|keys| keys.last()).expect("there is a key");
    newest[field].as_str().expect("it is text").to_owned()
}

/// Claims the server would accept.
pub(crate) fn claims() -> Value {
    let now = now();
    json!({"iss": "rejoinder", "aud": SITE, "sub": "0cm4q3k1g8000", "iat": now, "nbf": now, "exp": now + 600})
}

pub(crate) fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is after 1970").as_secs()
}

/// The header the server writes.
pub(crate) fn header(key_id: &str) -> Header {
    Header { typ: Some("visitor+jwt".to_owned()), kid: Some(key_id.to_owned()), ..Header::new(Algorithm::HS256) }
}

pub(crate) fn sign(header: &Header, claims: &Value, key: &[u8]) -> String {
    encode(header, claims, &EncodingKey::from_secret(key)).expect("claims can be signed")
}

/// Not signed at all, with a header that says so or anything else.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}.", part(header), part(claims))
}
