//! DKIM signatures (RFC 6376, relaxed/relaxed; RFC 8463 for Ed25519). Our own, since what lettre offers brings an `rsa` crate with an open
//! advisory (RUSTSEC-2023-0071).

use std::path::Path;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256};
use data_encoding::BASE64;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::MailError;

/// In this order. Those that name whom to leave by have to be among them (RFC 8058).
const SIGNED: [&str; 14] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
];
/// Named once more than they are there, so that nobody can add one.
const SEALED: [&str; 4] = ["from", "to", "subject", "date"];
const LINE: usize = 72;

/// Signs mails in the name of a domain.
pub(super) struct Signer {
    key: Key,
    selector: String,
    domain: String,
}

enum Key {
    Rsa(rsa::KeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Signer {
    pub(super) fn load(path: &Path, selector: &str, domain: &str) -> Result<Self, MailError> {
        let is_selector = !selector.is_empty() && selector.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !is_selector {
            return Err(MailError::Dkim("dkim_selector is a name in the DNS, of letters, digits, '-' and '.'".into()));
        }
        let pem = std::fs::read_to_string(path).map_err(|error| MailError::File(path.to_owned(), error))?;
        let key = Key::parse(&pem).map_err(|wrong| MailError::Key(path.to_owned(), wrong.into()))?;
        Ok(Self { key, selector: selector.to_owned(), domain: domain.to_owned() })
    }

    /// The name and the text that the DNS must have.
    pub(super) fn record(&self) -> (String, String) {
        let public = match &self.key {
            Key::Rsa(pair) => {
                AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).map(|der| BASE64.encode(der.as_ref())).unwrap_or_default()
            }
            Key::Ed25519(pair) => BASE64.encode(pair.public_key().as_ref()),
        };
        (format!("{}._domainkey.{}", self.selector, self.domain), format!("v=DKIM1; k={}; p={public}", self.key.kind()))
    }

    /// The header that goes before the others.
    pub(super) fn header(&self, raw: &[u8], at: Timestamp) -> Result<String, String> {
        let raw = std::str::from_utf8(raw).map_err(|error| error.to_string())?;
        let (headers, body) = raw.split_once("\r\n\r\n").ok_or("a mail without a body")?;
        let headers = fields(headers);
        let mut named: Vec<&str> = SIGNED.into_iter().filter(|name| headers.iter().any(|(own, _)| own == name)).collect();
        let present = |name: &&str| headers.iter().find(|(own, _)| own == name);
        let signed: Vec<String> = named.iter().filter_map(present).map(|(name, value)| format!("{name}:{value}\r\n")).collect();
        named.extend(SEALED);
        let body_hash = BASE64.encode(&Sha256::digest(relaxed_body(body)));
        let unsigned = format!(
            "DKIM-Signature: v=1; a={}-sha256; c=relaxed/relaxed; d={};\r\n s={}; t={};\r\n h={};\r\n bh={body_hash};\r\n b=",
            self.key.kind(),
            self.domain,
            self.selector,
            at.as_second(),
            named.chunks(5).map(|names| names.join(":")).collect::<Vec<_>>().join(":\r\n  "),
        );
        let [(name, value)] = &fields(&unsigned)[..] else { return Err("a signature is one header".into()) };
        let signature = self.key.sign(format!("{}{name}:{value}", signed.concat()).as_bytes())?;
        let lines: Vec<&str> =
            (0..signature.len()).step_by(LINE).map(|start| &signature[start..signature.len().min(start + LINE)]).collect();
        Ok(format!("{unsigned}{}\r\n", lines.join("\r\n  ")))
    }
}

impl Key {
    /// The messages never hold anything of the key.
    fn parse(pem: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "must hold a private key in PEM: RSA of at least 2048 bits, or Ed25519";
        let rest = pem.split_once("-----BEGIN ").ok_or(WRONG)?.1;
        let (label, rest) = rest.split_once("-----").ok_or(WRONG)?;
        let encoded: String = rest.split("-----END").next().unwrap_or_default().split_whitespace().collect();
        let der = BASE64.decode(encoded.as_bytes()).map_err(|_| WRONG)?;
        match label {
            "RSA PRIVATE KEY" => rsa::KeyPair::from_der(&der).map(Self::Rsa).map_err(|_| WRONG),
            "PRIVATE KEY" => rsa::KeyPair::from_pkcs8(&der)
                .map(Self::Rsa)
                .or_else(|_| Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map(Self::Ed25519))
                .map_err(|_| WRONG),
            "ENCRYPTED PRIVATE KEY" => Err("is locked by a password; it must hold the key itself"),
            _ => Err(WRONG),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa",
            Self::Ed25519(_) => "ed25519",
        }
    }

    fn sign(&self, data: &[u8]) -> Result<String, String> {
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data, &mut signature).map_err(|error| error.to_string())?;
                Ok(BASE64.encode(&signature))
            }
            Self::Ed25519(pair) => Ok(BASE64.encode(pair.sign(&Sha256::digest(data)).as_ref())),
        }
    }
}

/// Names in lower case, values unfolded, each run of white space one space (RFC 6376 section 3.4.2).
fn fields(headers: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in headers.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim_end().to_ascii_lowercase(), value.to_owned()));
        }
    }
    for (_, value) in &mut fields {
        *value = value.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    }
    fields
}

/// Runs of white space become one space, none at a line's end, no empty lines at the end (RFC 6376 section 3.4.4).
fn relaxed_body(body: &str) -> String {
    let mut relaxed = String::with_capacity(body.len());
    for line in body.split("\r\n") {
        let mut blank = false;
        for c in line.trim_end_matches([' ', '\t']).chars() {
            let is_blank = matches!(c, ' ' | '\t');
            if !(is_blank && blank) {
                relaxed.push(if is_blank { ' ' } else { c });
            }
            blank = is_blank;
        }
        relaxed.push_str("\r\n");
    }
    let end = relaxed.trim_end_matches("\r\n").len();
    relaxed.truncate(end);
    if !relaxed.is_empty() {
        relaxed.push_str("\r\n");
    }
    relaxed
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{Pkcs8V1Der, PublicKeyX509Der};
    use aws_lc_rs::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;
    use crate::config;
    use crate::mail::Mail;
    use crate::mail::tests::reply;

    fn pem(der: &[u8]) -> String {
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64.encode(der))
    }

    fn signed(pem: &str) -> (String, String) {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("dkim.pem");
        std::fs::write(&key, pem).unwrap();
        let config = config::Mail {
            from: "Low Water <comments@blog.example>".into(),
            dkim_key: Some(key),
            dkim_selector: Some("rejoinder".into()),
            ..config::Mail::default()
        };
        let mail = Mail::new(&config, "comments.example").unwrap();
        let raw = String::from_utf8(mail.compose(&reply()).unwrap().raw().to_vec()).unwrap();
        (raw, mail.dkim_record().unwrap().1)
    }

    /// What a receiver hashes, the body's hash that the signature names, and the signature.
    fn received(raw: &str) -> (String, String, Vec<u8>) {
        let (headers, body) = raw.split_once("\r\n\r\n").unwrap();
        let headers = fields(headers);
        let (name, value) = &headers[0];
        assert_eq!(name, "dkim-signature");
        let tag = |wanted: &str| value.split("; ").find_map(|tag| tag.strip_prefix(wanted)).unwrap().replace(' ', "");
        let unsigned = format!("{}; b=", value.rsplit_once("; b=").unwrap().0);
        let mut data = String::new();
        let mut rest: Vec<_> = headers[1..].to_vec();
        for name in tag("h=").split(':') {
            // From the last upwards; one that is not there counts as nothing (RFC 6376 section 5.4.2).
            if let Some(place) = rest.iter().rposition(|(own, _)| own == name) {
                let (name, value) = rest.remove(place);
                data.extend([&name, ":", &value, "\r\n"]);
            }
        }
        data.extend([name, ":", &unsigned]);
        assert_eq!(tag("bh="), BASE64.encode(&Sha256::digest(relaxed_body(body))));
        (data, tag("h="), BASE64.decode(tag("b=").as_bytes()).unwrap())
    }

    #[test]
    fn signatures_hold_for_whoever_has_the_public_key() {
        let rsa = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = rsa.as_der().unwrap();
        let (raw, record) = signed(&pem(der.as_ref()));
        let (data, named, signature) = received(&raw);
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, rsa.public_key().as_ref()).verify(data.as_bytes(), &signature).unwrap();
        let public: PublicKeyX509Der<'_> = rsa.public_key().as_der().unwrap();
        assert_eq!(record, format!("v=DKIM1; k=rsa; p={}", BASE64.encode(public.as_ref())));
        for header in ["list-unsubscribe", "list-unsubscribe-post", "from", "subject", "message-id"] {
            assert!(named.split(':').any(|name| name == header), "{named}");
        }
        assert_eq!(named.split(':').filter(|name| *name == "from").count(), 2, "{named}");

        let ed25519 = Ed25519KeyPair::generate().unwrap();
        let (raw, record) = signed(&pem(ed25519.to_pkcs8v1().unwrap().as_ref()));
        let (data, _, signature) = received(&raw);
        UnparsedPublicKey::new(&ED25519, ed25519.public_key().as_ref()).verify(&Sha256::digest(data), &signature).unwrap();
        assert!(record.starts_with("v=DKIM1; k=ed25519; p="), "{record}");
        assert!(raw.split("\r\n").all(|line| line.len() <= 998));
    }

    #[test]
    fn white_space_is_relaxed_as_the_standard_shows() {
        // The example of RFC 6376, section 3.4.5.
        assert_eq!(fields("A: X\r\nB : Y\t\r\n\tZ  "), [("a".to_owned(), "X".to_owned()), ("b".to_owned(), "Y Z".to_owned())]);
        assert_eq!(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
        assert_eq!(relaxed_body(""), "");
        assert_eq!(relaxed_body("\r\n\r\n"), "");
    }

    #[test]
    fn keys_that_are_none_are_named_without_being_shown() {
        for bad in [
            "",
            "hunter2",
            "-----BEGIN PRIVATE KEY-----\nhunter2=\n-----END PRIVATE KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END",
        ] {
            let message = Key::parse(bad).err().unwrap();
            assert!(message.contains("private key in PEM") && !message.contains("hunter2"), "{message}");
        }
        assert!(Key::parse("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END").err().unwrap().contains("password"));
    }
}
