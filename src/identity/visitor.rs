use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use crate::domain::{ActorId, SiteKey};

/// Kept apart from every other kind of token by its type (RFC 8725, 3.11).
const TYPE: &str = "visitor+jwt";
const ISSUER: &str = "rejoinder";
const LIFE: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Ours are under 400 bytes; nothing longer is parsed.
const MAX_BYTES: usize = 2_048;
const LEEWAY_SECONDS: u64 = 30;

/// Somebody without an account, on one site: whoever holds the token the server signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub actor: ActorId,
    pub site: SiteKey,
}

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

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Signs and checks visitors' tokens (JWT, RFC 7519; HS256 alone).
pub struct VisitorTokens {
    signing: EncodingKey,
    checking: DecodingKey,
    rules: Validation,
}

impl VisitorTokens {
    pub fn new(key: &[u8; 32]) -> Self {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "nbf", "exp"]);
        rules.validate_nbf = true;
        rules.leeway = LEEWAY_SECONDS;
        // The audience is the site; it is returned, and compared with the site that is acted on.
        rules.validate_aud = false;
        Self { signing: EncodingKey::from_secret(key), checking: DecodingKey::from_secret(key), rules }
    }

    /// Makes a token for a new visitor.
    pub fn issue(&self, site: &SiteKey, now: Timestamp) -> Result<IssuedToken, getrandom::Error> {
        let actor = ActorId::from_random(getrandom::u64()?);
        let expires_at = now.saturating_add(LIFE).unwrap_or(Timestamp::MAX);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: site.as_str().to_owned(),
            sub: actor.to_string(),
            iat: now.as_second(),
            nbf: now.as_second(),
            exp: expires_at.as_second(),
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
        let token = encode(&header, &claims, &self.signing).expect("an HS256 key of 32 bytes signs any claims of plain text");
        Ok(IssuedToken { token, expires_at })
    }

    /// Everything is checked before anything is believed.
    pub fn verify(&self, token: &str) -> Result<Visitor, TokenError> {
        if token.len() > MAX_BYTES {
            return Err(TokenError::Invalid);
        }
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        if header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
            return Err(TokenError::Invalid);
        }
        let claims = decode::<Claims>(token, &self.checking, &self.rules).map_err(reason)?.claims;
        let actor = ActorId::parse(&claims.sub).map_err(|_| TokenError::Invalid)?;
        let site = SiteKey::parse(&claims.aud).map_err(|_| TokenError::Invalid)?;
        Ok(Visitor { actor, site })
    }
}

fn reason(error: jsonwebtoken::errors::Error) -> TokenError {
    match error.kind() {
        jsonwebtoken::errors::ErrorKind::ExpiredSignature => TokenError::Expired,
        _ => TokenError::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::now()
    }

    fn site() -> SiteKey {
        SiteKey::parse("blog").unwrap()
    }

    #[test]
    fn a_token_is_believed_by_the_server_that_signed_it() {
        let tokens = VisitorTokens::new(&[7; 32]);
        let issued = tokens.issue(&site(), now()).unwrap();
        assert_eq!(tokens.verify(&issued.token).unwrap().site, site());
        assert_eq!(VisitorTokens::new(&[8; 32]).verify(&issued.token), Err(TokenError::Invalid));
    }

    #[test]
    fn expired_tokens_are_told_apart() {
        let tokens = VisitorTokens::new(&[7; 32]);
        let long_ago = now().saturating_sub(LIFE).unwrap().saturating_sub(SignedDuration::from_mins(5)).unwrap();
        assert_eq!(tokens.verify(&tokens.issue(&site(), long_ago).unwrap().token), Err(TokenError::Expired));
        let not_yet = now().saturating_add(SignedDuration::from_hours(1)).unwrap();
        assert_eq!(tokens.verify(&tokens.issue(&site(), not_yet).unwrap().token), Err(TokenError::Invalid));
    }

    #[test]
    fn forged_tokens_are_refused() {
        let tokens = VisitorTokens::new(&[7; 32]);
        let claims = Claims {
            iss: ISSUER.into(),
            aud: "blog".into(),
            sub: ActorId::from_random(1).to_string(),
            iat: now().as_second(),
            nbf: now().as_second(),
            exp: now().as_second() + 1_000,
        };
        let key = EncodingKey::from_secret(&[7; 32]);
        let sign = |header: Header, claims: &Claims| encode(&header, claims, &key).unwrap();
        let typed = |typ: &str, algorithm| Header { typ: Some(typ.into()), ..Header::new(algorithm) };
        let good = sign(typed(TYPE, Algorithm::HS256), &claims);
        assert!(tokens.verify(&good).is_ok());

        let encode_part = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
        let payload = good.split('.').nth(1).unwrap();
        let unsigned = format!("{}.{payload}.", encode_part(r#"{"typ":"visitor+jwt","alg":"none"}"#));
        let other_issuer = Claims { iss: "else".into(), ..serde_json::from_value(serde_json::to_value(&claims).unwrap()).unwrap() };
        for bad in [
            sign(typed("JWT", Algorithm::HS256), &claims),
            sign(typed(TYPE, Algorithm::HS512), &claims),
            sign(typed(TYPE, Algorithm::HS256), &other_issuer),
            unsigned,
            good[..good.len() - 2].to_owned(),
            format!("{good}{}", "a".repeat(MAX_BYTES)),
            String::new(),
            "a.b.c".to_owned(),
        ] {
            assert_eq!(tokens.verify(&bad), Err(TokenError::Invalid), "{bad}");
        }
    }
}
