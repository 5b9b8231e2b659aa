use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use data_encoding::BASE64;
use jsonwebtoken::{Algorithm, EncodingKey, Header as JwtHeader, encode};
use proptest::prelude::*;
use serde_json::json;

use super::*;

const SECRET: &[u8] = b"thirty-two bytes are enough here";
const RSA_1024: &str = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCdsuwRA9hQgJIlz9IWEU2DPg88
vtuKMA7Ilk1as/dW3gSR9gWeV0zAbrdrDUR+92GBujE4lzB0VSBhYyd12HmSKmav
G+tVFSJzKZSgVMVkLTiS3TnzzSu0kpIOQ33Ql7uqVgYj62Qe9VUQuud8/plKELKC
ppCx+QR8t6zzfkSQWwIDAQAB
-----END PUBLIC KEY-----";
/// As `openssl rsa -RSAPublicKey_out` writes it.
const RSA_PKCS1: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAvhT9ycjUYICBHmzpodiigvxQR+FjNdxsM46guVvXv3I68D96SpIi
B64AbRL6/P5jMtueoQW1JwTE7KmBWqwrtap9caLVUneQ0ahInMZc5uMcRS3M7Lh5
D33RteBYmrbR8ypr7E4xMqqmVODqJf7iJi4tujercMkd5sewveiHXw91nwF4JgdS
rdAaH9qdi8K+ziU0Bsg3g1534+eirX6o7Zct+R08YEyz3zCwRDEA0/N9JOQmT1/P
yFRtnJyei/L6K/6NpXekcm+Z+ywgopDyb9NkGPcT+wo0SW5vkNVng6+BFNc3uNKI
En2S+IKg5A6wyd/KD8ozKBbw4qwBqVaefwIDAQAB
-----END RSA PUBLIC KEY-----";

/// What a site's backend holds, and what it gives to the server.
struct Backend {
    algorithm: SsoAlgorithm,
    signing: EncodingKey,
    pem: String,
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64.encode(der))
}

fn public_pem(key: &impl AsDer<PublicKeyX509Der<'static>>) -> String {
    pem("PUBLIC KEY", key.as_der().unwrap().as_ref())
}

impl Backend {
    fn eddsa() -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let signing = EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref());
        Self { algorithm: SsoAlgorithm::EdDSA, signing, pem: public_pem(pair.public_key()) }
    }

    fn es256() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let signing = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
        Self { algorithm: SsoAlgorithm::ES256, signing, pem: public_pem(pair.public_key()) }
    }

    fn rs256() -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let private: Pkcs8V1Der<'static> = pair.as_der().unwrap();
        // The library signs with PKCS #1 (RFC 8017), which PKCS #8 wraps in 26 bytes for a key of 2,048 bits.
        let signing = EncodingKey::from_rsa_der(&private.as_ref()[26..]);
        Self { algorithm: SsoAlgorithm::RS256, signing, pem: public_pem(pair.public_key()) }
    }

    fn all_public() -> [Self; 3] {
        [Self::eddsa(), Self::es256(), Self::rs256()]
    }

    fn key(&self) -> SsoKey {
        SsoKey::public(self.algorithm, &self.pem).unwrap()
    }

    fn sign(&self, claims: &Value) -> String {
        encode(&JwtHeader::new(self.algorithm.of_library()), claims, &self.signing).unwrap()
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn site() -> SiteKey {
    SiteKey::parse("blog").unwrap()
}

fn secret_key() -> SsoKey {
    SsoKey::secret(SECRET).unwrap()
}

fn claims() -> Value {
    let now = now().as_second();
    json!({
        "aud": "blog", "sub": "17", "name": "Mira", "exp": now + 300, "iat": now, "nbf": now,
        "email": "mira@example.com", "email_verified": true, "website": "https://example.org", "badge": "Staff", "role": "moderator",
        "picture": "https://example.org/mira.png", "locale": "nb", "admin": true,
    })
}

fn with(claim: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[claim] = value;
    claims
}

fn without(claim: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(claim);
    claims
}

fn sign_with(header: &JwtHeader, claims: &Value, secret: &[u8]) -> String {
    encode(header, claims, &EncodingKey::from_secret(secret)).unwrap()
}

fn sign(claims: &Value) -> String {
    sign_with(&JwtHeader::new(Algorithm::HS256), claims, SECRET)
}

fn raw(header: &str, claims: &Value, signature: &str) -> String {
    format!("{}.{}.{signature}", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(claims.to_string().as_bytes()))
}

fn check(token: &str) -> Result<MemberClaims, SsoError> {
    verify_member(&secret_key(), token, &site(), now())
}

fn verify_claims(claims: &Value) -> Result<MemberClaims, SsoError> {
    check(&sign(claims))
}

#[test]
fn what_the_site_has_signed_is_believed() {
    let member = verify_claims(&claims()).unwrap();
    assert_eq!((member.subject.as_str(), member.name.as_str()), ("17", "Mira"));
    assert_eq!((member.email.unwrap().as_str(), member.email_verified), ("mira@example.com", true));
    assert_eq!((member.website.unwrap().as_str(), member.badge.unwrap().as_str()), ("https://example.org/", "Staff"));
    assert_eq!(member.role, Some(SiteRole::Moderator));
}

#[test]
fn every_algorithm_checks_what_it_signed_and_nothing_else() {
    for (backend, other) in Backend::all_public().into_iter().zip(Backend::all_public()) {
        let token = backend.sign(&claims());
        assert!(verify_member(&backend.key(), &token, &site(), now()).is_ok(), "{}", backend.algorithm);
        assert_eq!(verify_member(&other.key(), &token, &site(), now()), Err(SsoError::BadSignature), "{}", backend.algorithm);
        let (front, signature) = token.rsplit_once('.').unwrap();
        let other_claims = raw("x", &with("sub", json!("1")), "").split('.').nth(1).unwrap().to_owned();
        let swapped = format!("{}.{other_claims}.{signature}", front.split('.').next().unwrap());
        assert_eq!(verify_member(&backend.key(), &swapped, &site(), now()), Err(SsoError::BadSignature));
    }
    let other = sign_with(&JwtHeader::new(Algorithm::HS256), &claims(), b"another secret of the right length");
    assert_eq!(check(&other), Err(SsoError::BadSignature));
}

#[test]
fn the_key_chooses_the_algorithm_not_the_header() {
    let wrong = |key: &SsoKey, token: &str| match verify_member(key, token, &site(), now()) {
        Err(SsoError::WrongAlgorithm { expected, found }) => (expected == key.algorithm()).then_some(found),
        _ => None,
    };
    for backend in Backend::all_public() {
        // The confusion that RFC 8725, 2.1 tells of: the public key, which all know, taken for a secret.
        for secret in [backend.pem.as_bytes(), backend.key().to_stored().as_bytes(), backend.pem.trim().as_bytes()] {
            let confused = sign_with(&JwtHeader::new(Algorithm::HS256), &claims(), secret);
            assert_eq!(wrong(&backend.key(), &confused).as_deref(), Some("HS256"));
        }
        assert_eq!(wrong(&secret_key(), &backend.sign(&claims())).as_deref(), Some(backend.algorithm.as_str()));
    }
    let hs512 = sign_with(&JwtHeader::new(Algorithm::HS512), &claims(), SECRET);
    assert_eq!(wrong(&secret_key(), &hs512).as_deref(), Some("HS512"));
    for (alg, shown) in [("none", "none"), ("NONE", "NONE"), ("hs256", "hs256"), ("", "something else"), ("a\\nb", "something else")] {
        for signature in ["", "AAAA"] {
            let token = raw(&format!(r#"{{"typ":"JWT","alg":"{alg}"}}"#), &claims(), signature);
            assert_eq!(wrong(&secret_key(), &token).as_deref(), Some(shown), "{alg}");
        }
    }
}

#[test]
fn where_the_header_points_to_is_not_looked_at() {
    let mut header = JwtHeader::new(Algorithm::HS256);
    header.kid = Some("../../etc/passwd".to_owned());
    header.jku = Some("http://127.0.0.1:9/jwks".to_owned());
    header.x5u = Some("http://127.0.0.1:9/x5u".to_owned());
    // The key that fits the signature, offered by the token itself.
    header.jwk =
        Some(serde_json::from_value(json!({"kty": "oct", "k": BASE64URL_NOPAD.encode(b"a key that the site never gave us")})).unwrap());
    assert!(check(&sign_with(&header, &claims(), SECRET)).is_ok());
    assert_eq!(check(&sign_with(&header, &claims(), b"a key that the site never gave us")), Err(SsoError::BadSignature));
    header.crit = Some(vec!["exp".to_owned()]);
    assert_eq!(check(&sign_with(&header, &claims(), SECRET)), Err(SsoError::CriticalHeader));
}

#[test]
fn a_token_is_for_one_site_alone() {
    for aud in [json!("blog"), json!(["blog"]), json!(["blog", "blog"])] {
        assert!(verify_claims(&with("aud", aud)).is_ok());
    }
    for aud in [
        json!("shop"),
        json!(""),
        json!("Blog"),
        json!([]),
        json!(["blog", "shop"]),
        json!(["shop"]),
        json!(7),
        json!({"blog": 1}),
        json!([["blog"]]),
    ] {
        assert_eq!(verify_claims(&with("aud", aud.clone())), Err(SsoError::WrongAudience), "{aud}");
    }
}

#[test]
fn tokens_are_of_today() {
    let at = |claim: &str, seconds: i64| verify_claims(&with(claim, json!(now().as_second() + seconds)));
    for (seconds, expected) in [
        (-3_600, Some(SsoError::Expired)),
        (-60, Some(SsoError::Expired)),
        (-59, None),
        (86_400 + 60, None),
        (86_400 + 61, Some(SsoError::LivesTooLong)),
    ] {
        assert_eq!(at("exp", seconds).err(), expected, "{seconds}");
    }
    for claim in ["nbf", "iat"] {
        assert!(at(claim, 60).is_ok() && at(claim, -1_000_000).is_ok());
        assert_eq!(at(claim, 61), Err(SsoError::NotYetValid));
        assert!(verify_claims(&without(claim)).is_ok());
    }
    assert!(verify_claims(&with("exp", json!(1_800_000_100.5))).is_ok());
    for milliseconds in [json!(1_800_000_100_000_i64), json!(u64::MAX), json!(1e300)] {
        assert_eq!(verify_claims(&with("exp", milliseconds)), Err(SsoError::LivesTooLong));
    }
    for (claim, value) in [("exp", json!("1800000100")), ("exp", json!(true)), ("iat", json!("now")), ("nbf", json!([1]))] {
        let result = verify_claims(&with(claim, value.clone()));
        assert!(matches!(&result, Err(SsoError::BadClaim { claim: named, .. }) if *named == claim), "{claim} {value}: {result:?}");
    }
}

#[test]
fn claims_that_must_be_there_are_named() {
    for claim in ["aud", "exp", "sub", "name"] {
        assert_eq!(verify_claims(&without(claim)), Err(SsoError::MissingClaim(claim)));
        assert_eq!(verify_claims(&with(claim, Value::Null)), Err(SsoError::MissingClaim(claim)));
    }
}

#[test]
fn claims_that_may_be_missing_may_also_be_empty() {
    for claim in ["email", "website", "badge", "role"] {
        for claims in [without(claim), with(claim, Value::Null), with(claim, json!(""))] {
            let member = verify_claims(&claims).unwrap();
            let missing = [member.email.is_none(), member.website.is_none(), member.badge.is_none(), member.role.is_none()];
            assert_eq!(missing.iter().filter(|missing| **missing).count(), 1, "{claim}");
        }
    }
}

#[test]
fn an_address_is_verified_only_if_there_is_one() {
    assert!(!verify_claims(&without("email")).unwrap().email_verified);
    assert!(!verify_claims(&without("email_verified")).unwrap().email_verified);
    assert!(!verify_claims(&with("email_verified", json!(false))).unwrap().email_verified);
}

#[test]
fn claims_that_cannot_be_used_are_refused_by_name() {
    for (claim, value) in [
        ("sub", json!("")),
        ("sub", json!("x".repeat(256))),
        ("sub", json!("a\nb")),
        ("sub", json!(17)),
        ("name", json!("")),
        ("name", json!("a\u{202E}b")),
        ("name", json!("x".repeat(81))),
        ("name", json!({"first": "Mira"})),
        ("email", json!("mira")),
        ("email", json!("a@b.cd\r\nBcc: x@y.zz")),
        ("email_verified", json!("true")),
        ("email_verified", json!(1)),
        ("website", json!("javascript:alert(1)")),
        ("badge", json!("x".repeat(25))),
        ("badge", json!("\u{200B}")),
        ("role", json!("admin")),
        ("role", json!("Moderator")),
        ("role", json!(["moderator"])),
    ] {
        let result = verify_claims(&with(claim, value.clone()));
        assert!(matches!(&result, Err(SsoError::BadClaim { claim: named, .. }) if *named == claim), "{claim} {value}: {result:?}");
    }
    assert_eq!(verify_claims(&with("sub", json!("字".repeat(255)))).unwrap().subject.chars().count(), 255);
    assert_eq!(verify_claims(&with("role", json!("author"))).unwrap().role, Some(SiteRole::Author));
}

#[test]
fn what_is_no_token_is_refused() {
    let good = sign(&claims());
    let parts: Vec<_> = good.split('.').collect();
    let header = r#"{"alg":"HS256"}"#;
    for broken in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        parts[0].to_owned(),
        format!("{}.{}", parts[0], parts[1]),
        format!("{good}.x"),
        format!("{}.{}.!!", parts[0], parts[1]),
        format!(" {good}"),
        format!("{good}="),
        raw("[]", &claims(), parts[2]),
        raw(r#"{"alg":256}"#, &claims(), parts[2]),
        raw(r"{}", &claims(), parts[2]),
        sign(&json!(["not", "an", "object"])),
    ] {
        assert_eq!(check(&broken), Err(SsoError::Malformed), "{broken}");
    }
    assert_eq!(check(&raw(header, &claims(), "")), Err(SsoError::BadSignature));
    assert_eq!(check(&good[..good.len() - 3]), Err(SsoError::BadSignature));
}

#[test]
fn huge_tokens_are_not_even_parsed() {
    let padded = |length: usize| sign(&with("padding", json!("x".repeat(length))));
    assert!(check(&padded(5_000)).is_ok());
    for huge in [padded(8_000), ".".repeat(10_000_000), "a".repeat(MAX_BYTES + 1)] {
        assert_eq!(check(&huge), Err(SsoError::TooLong));
    }
    assert_eq!(check(&"a".repeat(MAX_BYTES)), Err(SsoError::Malformed));
    let deep = format!("{}.{}.AAAA", BASE64URL_NOPAD.encode(br#"{"alg":"HS256"}"#), BASE64URL_NOPAD.encode("[".repeat(5_000).as_bytes()));
    assert_eq!(check(&deep), Err(SsoError::BadSignature));
}

#[test]
fn a_random_secret_is_pasted_as_it_is() {
    let (key, text) = SsoKey::random_secret().unwrap();
    let token = sign_with(&JwtHeader::new(Algorithm::HS256), &claims(), text.as_bytes());
    assert!(verify_member(&key, &token, &site(), now()).is_ok());
    assert_eq!(text.len(), 43);
    assert_ne!(text, SsoKey::random_secret().unwrap().1);
}

#[test]
fn keys_read_back_what_they_store() {
    let (secret, text) = SsoKey::random_secret().unwrap();
    assert_eq!(secret.to_stored(), BASE64URL_NOPAD.encode(text.as_bytes()));
    let mut cases = vec![(secret, sign_with(&JwtHeader::new(Algorithm::HS256), &claims(), text.as_bytes()))];
    cases.extend(Backend::all_public().map(|backend| (backend.key(), backend.sign(&claims()))));
    for (key, token) in cases {
        let stored = SsoKey::parse_stored(key.algorithm(), key.to_stored()).unwrap();
        assert_eq!(stored.to_stored(), key.to_stored());
        assert!(verify_member(&stored, &token, &site(), now()).is_ok());
        let shown = format!("{key:?}");
        assert_eq!(shown, format!("SsoKey({}, …)", key.algorithm()));
    }
    assert!(SsoKey::parse_stored(SsoAlgorithm::HS256, "c2hvcnQ").is_err());
    assert!(SsoKey::parse_stored(SsoAlgorithm::HS256, "not base64url!").is_err());
}

#[test]
fn stored_keys_are_lines_of_64_characters() {
    let stored = SsoKey::public(SsoAlgorithm::RS256, RSA_PKCS1).unwrap().to_stored().to_owned();
    assert_eq!(stored.trim_end(), RSA_PKCS1);
    assert_eq!(SsoKey::public(SsoAlgorithm::RS256, &stored.replace('\n', "\r\n")).unwrap().to_stored(), stored);
}

#[test]
fn secrets_are_32_bytes_at_least_and_no_public_keys() {
    assert!(SsoKey::secret(&[7; 32]).is_ok() && SsoKey::secret(&[7; 1_024]).is_ok());
    for bytes in [&[7; 31][..], &[], &[7; 1_025]] {
        assert!(SsoKey::secret(bytes).unwrap_err().to_string().contains("32 to 1024"));
    }
    assert!(SsoKey::secret(RSA_1024.as_bytes()).unwrap_err().to_string().contains("not a PEM"));
    let pem = Backend::eddsa().pem;
    assert!(SsoKey::public(SsoAlgorithm::HS256, &pem).unwrap_err().to_string().contains("HS256 has no public key"));
}

#[test]
fn private_keys_and_certificates_are_told_apart() {
    for (label, told) in [
        ("PRIVATE KEY", "private key"),
        ("RSA PRIVATE KEY", "private key"),
        ("EC PRIVATE KEY", "private key"),
        ("ENCRYPTED PRIVATE KEY", "private key"),
        ("OPENSSH PRIVATE KEY", "private key"),
        ("CERTIFICATE", "certificate"),
    ] {
        for algorithm in SsoAlgorithm::ALL {
            let message = SsoKey::public(algorithm, &pem(label, b"whatever")).unwrap_err().to_string();
            assert!(message.contains(told) && !message.contains(&BASE64.encode(b"whatever")), "{message}");
        }
    }
    let both = format!("{}{}", Backend::eddsa().pem, pem("PRIVATE KEY", b"whatever"));
    assert!(SsoKey::public(SsoAlgorithm::EdDSA, &both).unwrap_err().to_string().contains("private key"));
}

#[test]
fn a_key_must_be_of_the_algorithms_kind() {
    let p384 = public_pem(EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap().public_key());
    let [eddsa, es256, rs256] = Backend::all_public().map(|backend| backend.pem);
    for (algorithm, pem, is) in [
        (SsoAlgorithm::EdDSA, &es256, "an EC key on P-256"),
        (SsoAlgorithm::EdDSA, &rs256, "an RSA key"),
        (SsoAlgorithm::ES256, &eddsa, "an Ed25519 key"),
        (SsoAlgorithm::ES256, &rs256, "an RSA key"),
        (SsoAlgorithm::ES256, &p384, "an EC key on P-384"),
        (SsoAlgorithm::RS256, &eddsa, "an Ed25519 key"),
        (SsoAlgorithm::RS256, &es256, "an EC key on P-256"),
        (SsoAlgorithm::RS256, &pem("PUBLIC KEY", b"garbage"), "another kind"),
    ] {
        let message = SsoKey::public(algorithm, pem).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{algorithm} needs ")) && message.contains(is), "{message}");
    }
    assert!(SsoKey::public(SsoAlgorithm::RS256, RSA_1024).unwrap_err().to_string().contains("1024 bits"));
}

#[test]
fn what_is_no_pem_is_refused() {
    let good = Backend::eddsa().pem;
    assert!(SsoKey::public(SsoAlgorithm::EdDSA, &format!("\n  {good}\n")).is_ok());
    for bad in [
        String::new(),
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 mira".to_owned(),
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS"}"#.to_owned(),
        good.replace("BEGIN", "BEGINNING"),
        good.replace("-----END PUBLIC KEY-----", ""),
        good.replace("-----END PUBLIC", "-----END RSA PUBLIC"),
        format!("{good}{good}"),
        format!("{good} and more"),
        good.replace('M', "*"),
        pem("PUBLIC KEY", &[7; 10_000]),
    ] {
        assert!(SsoKey::public(SsoAlgorithm::EdDSA, &bad).unwrap_err().to_string().contains("one public key in PEM"), "{bad}");
    }
}

#[test]
fn algorithms_are_read_as_they_are_written() {
    for algorithm in SsoAlgorithm::ALL {
        assert_eq!(SsoAlgorithm::parse(algorithm.as_str()), Ok(algorithm));
        assert_eq!(format!("{:?}", algorithm.of_library()), algorithm.as_str());
    }
    for bad in ["", "none", "hs256", "RS512", "ES256K"] {
        assert!(SsoAlgorithm::parse(bad).is_err());
    }
}

proptest! {
    #[test]
    fn no_token_makes_the_check_panic(token in ".{0,60}", claims in "[ -~]{0,60}") {
        prop_assert!(check(&token).is_err());
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let well_formed = format!("{}.{}.{}", encode(r#"{"alg":"HS256"}"#), encode(&claims), encode(&token));
        prop_assert!(check(&well_formed).is_err());
    }

    #[test]
    fn no_text_makes_reading_a_key_panic(text in ".{0,60}", der in proptest::collection::vec(any::<u8>(), 0..80)) {
        for algorithm in SsoAlgorithm::ALL {
            prop_assert!(SsoKey::public(algorithm, &text).is_err());
            let _ = SsoKey::public(algorithm, &pem("PUBLIC KEY", &der));
        }
    }
}
