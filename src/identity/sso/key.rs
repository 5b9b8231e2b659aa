use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey, RsaParameters, VerificationAlgorithm,
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use jsonwebtoken::{Algorithm, DecodingKey};

use crate::domain::Invalid;

/// How a site signs its members' tokens (RFC 7518, 3.1, and RFC 8037): one of these, chosen beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SsoAlgorithm {
    /// With a secret that the site and the server share.
    HS256,
    /// Ed25519.
    EdDSA,
    /// RSA, PKCS #1 v1.5.
    RS256,
    /// ECDSA on P-256.
    ES256,
}

impl SsoAlgorithm {
    pub const ALL: [Self; 4] = [Self::HS256, Self::EdDSA, Self::RS256, Self::ES256];

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let known = Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text);
        known.ok_or_else(|| Invalid::new("the algorithm must be HS256, EdDSA, RS256 or ES256"))
    }

    /// As the header of a token writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::EdDSA => "EdDSA",
            Self::RS256 => "RS256",
            Self::ES256 => "ES256",
        }
    }

    pub(super) fn of_library(self) -> Algorithm {
        match self {
            Self::HS256 => Algorithm::HS256,
            Self::EdDSA => Algorithm::EdDSA,
            Self::RS256 => Algorithm::RS256,
            Self::ES256 => Algorithm::ES256,
        }
    }
}

impl std::fmt::Display for SsoAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a site's tokens are checked with, and the one algorithm it is for.
#[derive(Clone)]
pub struct SsoKey {
    algorithm: SsoAlgorithm,
    stored: String,
    checking: DecodingKey,
}

impl SsoKey {
    /// As long as the hash of HS256 (RFC 7518, 3.2).
    pub const MIN_SECRET_BYTES: usize = 32;
    pub const MAX_SECRET_BYTES: usize = 1_024;
    pub const MIN_RSA_BITS: u32 = 2_048;
    /// More would make checking a signature slow, and the library refuses it.
    pub const MAX_RSA_BITS: u32 = 8_192;
    /// An RSA key of 8,192 bits takes 1,500.
    const MAX_PEM_BYTES: usize = 4_096;

    /// A secret for HS256: the very bytes that the site's backend signs with.
    pub fn secret(bytes: &[u8]) -> Result<Self, Invalid> {
        if bytes.windows(PEM_BEGIN.len()).any(|window| window == PEM_BEGIN.as_bytes()) {
            return Err(Invalid::new("HS256 needs a secret, not a PEM key; for a public key choose EdDSA, RS256 or ES256"));
        }
        let (min, max) = (Self::MIN_SECRET_BYTES, Self::MAX_SECRET_BYTES);
        if !(min..=max).contains(&bytes.len()) {
            return Err(Invalid::new(format!("the secret must be {min} to {max} random bytes")));
        }
        Ok(Self { algorithm: SsoAlgorithm::HS256, stored: BASE64URL_NOPAD.encode(bytes), checking: DecodingKey::from_secret(bytes) })
    }

    /// A new secret for HS256, with the text to show to the site's owner. The bytes *of that text* are the key, so that the text can be pasted as
    /// it is into any library's `sign(claims, secret)`.
    pub fn random_secret() -> Result<(Self, String), getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let text = BASE64URL_NOPAD.encode(&bytes);
        let key = Self::secret(text.as_bytes()).expect("43 characters are enough and no PEM");
        Ok((key, text))
    }

    /// The public key that fits the private one which the site's backend signs with, in PEM (`-----BEGIN PUBLIC KEY-----`).
    pub fn public(algorithm: SsoAlgorithm, pem: &str) -> Result<Self, Invalid> {
        refuse_private(pem)?;
        let pem = Pem::parse(pem)?;
        let checking = match algorithm {
            SsoAlgorithm::HS256 => return Err(Invalid::new("HS256 has no public key; give the secret, or choose EdDSA, RS256 or ES256")),
            SsoAlgorithm::EdDSA => DecodingKey::from_ed_der(&pem.der),
            SsoAlgorithm::ES256 => DecodingKey::from_ec_der(&pem.der),
            SsoAlgorithm::RS256 => DecodingKey::from_rsa_der(&pem.der),
        };
        KeyType::of(&pem.der).check(algorithm)?;
        Ok(Self { algorithm, stored: pem.to_text(), checking })
    }

    /// Reads what [`to_stored`](Self::to_stored) wrote.
    pub fn parse_stored(algorithm: SsoAlgorithm, text: &str) -> Result<Self, Invalid> {
        if algorithm != SsoAlgorithm::HS256 {
            return Self::public(algorithm, text);
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Invalid::new("the stored secret is not base64url"))?;
        Self::secret(&bytes)
    }

    /// The secret's bytes in base64url, or the public key in PEM. The former must stay as secret as the store.
    pub fn to_stored(&self) -> &str {
        &self.stored
    }

    pub fn algorithm(&self) -> SsoAlgorithm {
        self.algorithm
    }

    pub(super) fn checking(&self) -> &DecodingKey {
        &self.checking
    }
}

/// Keys stay out of logs and panics.
impl std::fmt::Debug for SsoKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SsoKey({}, …)", self.algorithm)
    }
}

const PEM_BEGIN: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";
const PEM_DASHES: &str = "-----";
const LABELS: [&str; 2] = ["PUBLIC KEY", "RSA PUBLIC KEY"];

fn refuse_private(pem: &str) -> Result<(), Invalid> {
    if pem.contains("PRIVATE KEY") {
        return Err(Invalid::new(
            "this is a private key, which only the site's own backend may have: make a new pair, as this one has left it, and give the public \
             key, which begins with -----BEGIN PUBLIC KEY-----",
        ));
    }
    Ok(())
}

/// One public key as text (RFC 7468).
struct Pem {
    label: &'static str,
    der: Vec<u8>,
}

impl Pem {
    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.contains("CERTIFICATE-----") {
            return Err(Invalid::new("this is a certificate; `openssl x509 -pubkey -noout` takes the public key out of it"));
        }
        let fits = text.len() <= SsoKey::MAX_PEM_BYTES;
        fits.then(|| LABELS.into_iter().find_map(|label| Self::labelled(label, text))).flatten().ok_or_else(|| {
            Invalid::new("the key must be one public key in PEM, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----")
        })
    }

    fn labelled(label: &'static str, text: &str) -> Option<Self> {
        let begin = format!("{PEM_BEGIN}{label}{PEM_DASHES}");
        let end = format!("{PEM_END}{label}{PEM_DASHES}");
        let body: String = text.trim().strip_prefix(&begin)?.strip_suffix(&end)?.split_whitespace().collect();
        let der = BASE64.decode(body.as_bytes()).ok()?;
        Some(Self { label, der })
    }

    fn to_text(&self) -> String {
        let Self { label, der } = self;
        let mut body = BASE64.encode(der);
        // Lines of 64 characters; the last is ended below.
        for at in (1..body.len().div_ceil(64)).rev() {
            body.insert(at * 64, '\n');
        }
        format!("{PEM_BEGIN}{label}{PEM_DASHES}\n{body}\n{PEM_END}{label}{PEM_DASHES}\n")
    }
}

/// What a public key is, as the library that will use it reads it.
#[derive(Clone, Copy)]
enum KeyType {
    Ed25519,
    P256,
    P384,
    Rsa { bits: u32 },
    Unknown,
}

impl KeyType {
    fn of(der: &[u8]) -> Self {
        let is = |algorithm: &'static dyn VerificationAlgorithm| ParsedPublicKey::new(algorithm, der).is_ok();
        if is(&ED25519) {
            Self::Ed25519
        } else if is(&ECDSA_P256_SHA256_FIXED) {
            Self::P256
        } else if is(&ECDSA_P384_SHA384_FIXED) {
            Self::P384
        } else {
            rsa_bits(der).map_or(Self::Unknown, |bits| Self::Rsa { bits })
        }
    }

    fn check(self, algorithm: SsoAlgorithm) -> Result<(), Invalid> {
        let needed = match algorithm {
            SsoAlgorithm::HS256 => "a secret",
            SsoAlgorithm::EdDSA => "an Ed25519 key",
            SsoAlgorithm::ES256 => "an EC key on P-256",
            SsoAlgorithm::RS256 => "an RSA key",
        };
        match (algorithm, self) {
            (SsoAlgorithm::EdDSA, Self::Ed25519) | (SsoAlgorithm::ES256, Self::P256) => Ok(()),
            (SsoAlgorithm::RS256, Self::Rsa { bits }) => check_rsa_bits(bits),
            _ => Err(Invalid::new(format!("{algorithm} needs {needed}, and this is {}", self.name()))),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "an Ed25519 key",
            Self::P256 => "an EC key on P-256",
            Self::P384 => "an EC key on P-384",
            Self::Rsa { .. } => "an RSA key",
            Self::Unknown => "a key of another kind, or a damaged one",
        }
    }
}

fn check_rsa_bits(bits: u32) -> Result<(), Invalid> {
    let (min, max) = (SsoKey::MIN_RSA_BITS, SsoKey::MAX_RSA_BITS);
    if (min..=max).contains(&bits) {
        Ok(())
    } else {
        Err(Invalid::new(format!("the RSA key has {bits} bits; it must have {min} to {max}")))
    }
}

fn rsa_bits(der: &[u8]) -> Option<u32> {
    let key = rsa::PublicKey::from_der(der).ok()?;
    RsaParameters::public_modulus_len(key.as_ref()).ok()
}
