use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Validation;
use serde::{Deserialize, Serialize};

use super::jwt::{self, IssuedToken, TokenError, TokenKind};
use super::keyring::SharedKeyring;
use crate::domain::{ActorId, SessionId, SiteKey};

const CONSOLE_AUDIENCE: &str = "console";
/// No site's key has a colon, so that no audience of one kind can be read as another's.
const SITE_AUDIENCE: &str = "site:";

/// Where a session is good for anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The threads of one site, inside its pages.
    Thread(SiteKey),
    /// The console of the server.
    Console,
}

impl Scope {
    /// The longest that a session's token lives: 24 hours in threads, 12 in the console.
    pub fn life(&self) -> SignedDuration {
        match self {
            Self::Thread(_) => SignedDuration::from_hours(24),
            Self::Console => SignedDuration::from_hours(12),
        }
    }

    fn kind(&self) -> TokenKind {
        match self {
            Self::Thread(_) => TokenKind::ThreadSession,
            Self::Console => TokenKind::ConsoleSession,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Thread(_) => "thread",
            Self::Console => "console",
        }
    }

    fn audience(&self) -> String {
        match self {
            Self::Thread(site) => format!("{SITE_AUDIENCE}{site}"),
            Self::Console => CONSOLE_AUDIENCE.to_owned(),
        }
    }

    fn of_audience(audience: &str) -> Option<Self> {
        match audience.strip_prefix(SITE_AUDIENCE) {
            Some(site) => SiteKey::parse(site).ok().map(Self::Thread),
            None => (audience == CONSOLE_AUDIENCE).then_some(Self::Console),
        }
    }
}

/// Somebody who has signed in. Whether the session has been ended since is for the store to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub actor: ActorId,
    pub id: SessionId,
    pub scope: Scope,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    scope: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Signs and checks the tokens of those who have signed in. Each scope has its own type, audience and name in the claims, and all three must fit
/// (RFC 8725, 3.12).
pub struct SessionTokens {
    keys: SharedKeyring,
    rules: Validation,
}

impl SessionTokens {
    pub fn new(keys: SharedKeyring) -> Self {
        Self { keys, rules: jwt::rules() }
    }

    /// Makes a token that ends when the session does, or when the scope's [`life`](Scope::life) is over if that is sooner.
    pub fn issue(&self, actor: ActorId, id: SessionId, scope: &Scope, now: Timestamp, expires_at: Timestamp) -> IssuedToken {
        let expires_at = expires_at.min(now.saturating_add(scope.life()).unwrap_or(Timestamp::MAX));
        let claims = Claims {
            iss: jwt::ISSUER.to_owned(),
            aud: scope.audience(),
            sub: actor.to_string(),
            sid: id.to_string(),
            scope: scope.name().to_owned(),
            iat: now.as_second(),
            nbf: now.as_second(),
            exp: expires_at.as_second(),
        };
        IssuedToken { token: jwt::sign(scope.kind(), &claims, &self.keys), expires_at }
    }

    /// Everything is checked before anything is believed.
    pub fn verify(&self, token: &str) -> Result<Session, TokenError> {
        let kind = jwt::kind_of(token).ok_or(TokenError::Invalid)?;
        let claims: Claims = jwt::open(token, kind, &self.rules, &self.keys)?;
        believe(kind, &claims).ok_or(TokenError::Invalid)
    }
}

fn believe(kind: TokenKind, claims: &Claims) -> Option<Session> {
    let scope = Scope::of_audience(&claims.aud)?;
    let fits = scope.kind() == kind && scope.name() == claims.scope;
    let lives_well = claims.exp.saturating_sub(claims.iat) <= scope.life().as_secs();
    if !fits || !lives_well {
        return None;
    }
    Some(Session { actor: ActorId::parse(&claims.sub).ok()?, id: SessionId::parse(&claims.sid).ok()?, scope })
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Algorithm, Header};
    use serde_json::{Value, json};

    use super::jwt::tests::{forge, keys, typed, unsigned};
    use super::*;
    use crate::identity::VisitorTokens;

    const THREAD: &str = "thread-session+jwt";
    const CONSOLE: &str = "console-session+jwt";

    fn thread() -> Scope {
        Scope::Thread(SiteKey::parse("blog").unwrap())
    }

    fn session(scope: Scope) -> Session {
        Session { actor: ActorId::from_random(77), id: SessionId::from_random(99), scope }
    }

    fn issue(tokens: &SessionTokens, scope: Scope, now: Timestamp, hours: i64) -> IssuedToken {
        let Session { actor, id, scope } = session(scope);
        tokens.issue(actor, id, &scope, now, now.saturating_add(SignedDuration::from_hours(hours)).unwrap())
    }

    fn claims(scope: &Scope) -> Value {
        let Session { actor, id, .. } = session(Scope::Console);
        let now = Timestamp::now().as_second();
        json!({
            "iss": "rejoinder", "aud": scope.audience(), "sub": actor.to_string(), "sid": id.to_string(), "scope": scope.name(),
            "iat": now, "nbf": now, "exp": now + 3_600,
        })
    }

    #[test]
    fn a_session_is_read_back_by_the_server_that_signed_it() {
        let tokens = SessionTokens::new(keys(7));
        for scope in [thread(), Scope::Console] {
            let issued = issue(&tokens, scope.clone(), Timestamp::now(), 1);
            assert_eq!(jwt::kind_of(&issued.token), Some(scope.kind()));
            assert_eq!(tokens.verify(&issued.token), Ok(session(scope)));
            assert_eq!(SessionTokens::new(keys(8)).verify(&issued.token), Err(TokenError::Invalid));
            assert!(issued.token.len() < 500);
        }
    }

    #[test]
    fn tokens_end_with_the_session_and_at_the_latest_after_their_life() {
        let tokens = SessionTokens::new(keys(7));
        let now = Timestamp::now();
        let hours = |issued: &IssuedToken| issued.expires_at.duration_since(now).as_hours();
        assert_eq!(hours(&issue(&tokens, thread(), now, 5)), 5);
        assert_eq!(hours(&issue(&tokens, thread(), now, 500)), 24);
        assert_eq!(hours(&issue(&tokens, Scope::Console, now, 500)), 12);
        for scope in [thread(), Scope::Console] {
            assert!(tokens.verify(&issue(&tokens, scope, now, 500).token).is_ok());
        }
    }

    #[test]
    fn expired_tokens_are_told_apart() {
        let tokens = SessionTokens::new(keys(7));
        let shifted = |minutes| Timestamp::now().saturating_add(SignedDuration::from_mins(minutes)).unwrap();
        assert_eq!(tokens.verify(&issue(&tokens, thread(), shifted(-62), 1).token), Err(TokenError::Expired));
        assert_eq!(tokens.verify(&issue(&tokens, thread(), shifted(2), 1).token), Err(TokenError::Invalid));
    }

    #[test]
    fn no_kind_of_token_passes_for_another() {
        let sessions = SessionTokens::new(keys(7));
        let visitors = VisitorTokens::new(keys(7));
        let visitor = visitors.issue(&SiteKey::parse("blog").unwrap(), Timestamp::now()).unwrap();
        assert_eq!(sessions.verify(&visitor.token), Err(TokenError::Invalid));
        for (scope, own, other) in [(thread(), THREAD, CONSOLE), (Scope::Console, CONSOLE, THREAD)] {
            let genuine = issue(&sessions, scope.clone(), Timestamp::now(), 1).token;
            assert_eq!(visitors.verify(&genuine), Err(TokenError::Invalid));
            assert!(sessions.verify(&forge(&typed(own, Some("k")), &claims(&scope), 7)).is_ok());
            for typ in [other, "visitor+jwt", "JWT"] {
                assert_eq!(sessions.verify(&forge(&typed(typ, Some("k")), &claims(&scope), 7)), Err(TokenError::Invalid), "{typ}");
            }
        }
    }

    #[test]
    fn forged_tokens_are_refused() {
        let tokens = SessionTokens::new(keys(7));
        let ours = || typed(THREAD, Some("k"));
        let with = |claim: &str, value: Value| {
            let mut claims = claims(&thread());
            claims[claim] = value;
            forge(&ours(), &claims, 7)
        };
        let without = |claim: &str| {
            let mut claims = claims(&thread());
            claims.as_object_mut().unwrap().remove(claim);
            forge(&ours(), &claims, 7)
        };
        let good = forge(&ours(), &claims(&thread()), 7);
        assert!(tokens.verify(&good).is_ok());
        let mut bad = vec![
            forge(&ours(), &claims(&thread()), 8),
            forge(&typed(THREAD, None), &claims(&thread()), 7),
            forge(&typed(THREAD, Some("0")), &claims(&thread()), 7),
            forge(&Header { alg: Algorithm::HS384, ..ours() }, &claims(&thread()), 7),
            forge(&Header { crit: Some(vec!["b64".to_owned()]), ..ours() }, &claims(&thread()), 7),
            unsigned(THREAD, &claims(&thread())),
            with("iss", json!("else")),
            with("aud", json!("blog")),
            with("aud", json!("site:")),
            with("aud", json!("site:Blog")),
            with("aud", json!("console")),
            with("aud", json!(["site:blog"])),
            with("scope", json!("console")),
            with("scope", json!("Thread")),
            with("sid", json!("mira")),
            with("sid", json!(99)),
            with("sub", json!("mira")),
            with("exp", json!(Timestamp::now().as_second() + 25 * 3_600)),
            good[..good.len() - 2].to_owned(),
            format!("{good}{}", "a".repeat(jwt::MAX_BYTES)),
            String::new(),
        ];
        bad.extend(["iss", "aud", "sub", "sid", "scope", "iat", "nbf", "exp"].map(without));
        for token in bad {
            assert_eq!(tokens.verify(&token), Err(TokenError::Invalid), "{token}");
        }
    }
}
