use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Validation;
use serde::{Deserialize, Serialize};

use super::jwt::{self, IssuedToken, TokenError, TokenKind};
use super::keyring::SharedKeyring;
use crate::domain::{ActorId, SiteKey};

const LIFE: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Somebody without an account, on one site: whoever holds the token the server signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub actor: ActorId,
    pub site: SiteKey,
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

/// Signs and checks visitors' tokens.
pub struct VisitorTokens {
    keys: SharedKeyring,
    rules: Validation,
}

impl VisitorTokens {
    pub fn new(keys: SharedKeyring) -> Self {
        Self { keys, rules: jwt::rules() }
    }

    /// Makes a token for a new visitor.
    pub fn issue(&self, site: &SiteKey, now: Timestamp) -> Result<IssuedToken, getrandom::Error> {
        Ok(self.issue_for(ActorId::from_random(getrandom::u64()?), site, now))
    }

    /// Makes a token for somebody who has been a visitor before.
    pub fn issue_for(&self, actor: ActorId, site: &SiteKey, now: Timestamp) -> IssuedToken {
        let expires_at = now.saturating_add(LIFE).unwrap_or(Timestamp::MAX);
        let claims = Claims {
            iss: jwt::ISSUER.to_owned(),
            aud: site.as_str().to_owned(),
            sub: actor.to_string(),
            iat: now.as_second(),
            nbf: now.as_second(),
            exp: expires_at.as_second(),
        };
        IssuedToken { token: jwt::sign(TokenKind::Visitor, &claims, &self.keys), expires_at }
    }

    /// Everything is checked before anything is believed.
    pub fn verify(&self, token: &str) -> Result<Visitor, TokenError> {
        let claims: Claims = jwt::open(token, TokenKind::Visitor, &self.rules, &self.keys)?;
        let actor = ActorId::parse(&claims.sub).map_err(|_| TokenError::Invalid)?;
        let site = SiteKey::parse(&claims.aud).map_err(|_| TokenError::Invalid)?;
        Ok(Visitor { actor, site })
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Algorithm, Header};
    use serde_json::{Value, json};

    use super::jwt::tests::{forge, keyring, keys, signing_key, typed, unsigned};
    use super::*;
    use crate::identity::Keyring;

    const TYPE: &str = "visitor+jwt";

    fn now() -> Timestamp {
        Timestamp::now()
    }

    fn site() -> SiteKey {
        SiteKey::parse("blog").unwrap()
    }

    fn claims() -> Value {
        let now = now().as_second();
        json!({"iss": "rejoinder", "aud": "blog", "sub": ActorId::from_random(2).to_string(), "iat": now, "nbf": now, "exp": now + 1_000})
    }

    #[test]
    fn a_token_is_believed_by_the_server_that_signed_it() {
        let tokens = VisitorTokens::new(keys(7));
        let issued = tokens.issue(&site(), now()).unwrap();
        assert_eq!(tokens.verify(&issued.token).unwrap().site, site());
        assert_eq!(VisitorTokens::new(keys(8)).verify(&issued.token), Err(TokenError::Invalid));
    }

    #[test]
    fn expired_tokens_are_told_apart() {
        let tokens = VisitorTokens::new(keys(7));
        let long_ago = now().saturating_sub(LIFE).unwrap().saturating_sub(SignedDuration::from_mins(5)).unwrap();
        assert_eq!(tokens.verify(&tokens.issue(&site(), long_ago).unwrap().token), Err(TokenError::Expired));
        let not_yet = now().saturating_add(SignedDuration::from_hours(1)).unwrap();
        assert_eq!(tokens.verify(&tokens.issue(&site(), not_yet).unwrap().token), Err(TokenError::Invalid));
    }

    #[test]
    fn a_token_outlives_a_rotation_until_its_key_is_forgotten() {
        let shared = keys(7);
        let tokens = VisitorTokens::new(shared.clone());
        let old = tokens.issue(&site(), now()).unwrap().token;
        shared.replace(Keyring::new(&signing_key("new", 9), &[signing_key("k", 7)]));
        let new = tokens.issue(&site(), now()).unwrap().token;
        assert!(tokens.verify(&old).is_ok() && tokens.verify(&new).is_ok());
        shared.replace(keyring("new", 9));
        assert_eq!(tokens.verify(&old), Err(TokenError::Invalid));
        assert!(tokens.verify(&new).is_ok());
    }

    #[test]
    fn tokens_from_before_keys_had_ids_are_believed_with_the_old_key_alone() {
        let of_old = forge(&typed(TYPE, None), &claims(), 7);
        assert!(VisitorTokens::new(SharedKeyring::new(keyring("0", 7))).verify(&of_old).is_ok());
        let rotated = Keyring::new(&signing_key("new", 9), &[signing_key("0", 7)]);
        assert!(VisitorTokens::new(SharedKeyring::new(rotated)).verify(&of_old).is_ok());
        assert_eq!(VisitorTokens::new(keys(7)).verify(&of_old), Err(TokenError::Invalid));
    }

    #[test]
    fn forged_tokens_are_refused() {
        let tokens = VisitorTokens::new(keys(7));
        let sign = |header: Header, claims: &Value| forge(&header, claims, 7);
        let ours = || typed(TYPE, Some("k"));
        let good = sign(ours(), &claims());
        assert!(tokens.verify(&good).is_ok());

        let with = |claim: &str, value: Value| {
            let mut claims = claims();
            claims[claim] = value;
            sign(ours(), &claims)
        };
        for bad in [
            sign(typed("JWT", Some("k")), &claims()),
            sign(typed("thread-session+jwt", Some("k")), &claims()),
            sign(typed(TYPE, Some("other")), &claims()),
            sign(typed(TYPE, None), &claims()),
            sign(Header { alg: Algorithm::HS512, ..ours() }, &claims()),
            sign(Header { crit: Some(vec!["exp".to_owned()]), ..ours() }, &claims()),
            forge(&ours(), &claims(), 8),
            with("iss", json!("else")),
            with("iss", json!(["rejoinder"])),
            with("aud", json!("site:blog")),
            with("aud", json!(["blog"])),
            with("sub", json!("mira")),
            with("exp", json!(null)),
            unsigned(TYPE, &claims()),
            good[..good.len() - 2].to_owned(),
            format!("{good}{}", "a".repeat(jwt::MAX_BYTES)),
            String::new(),
            "a.b.c".to_owned(),
        ] {
            assert_eq!(tokens.verify(&bad), Err(TokenError::Invalid), "{bad}");
        }
    }
}
