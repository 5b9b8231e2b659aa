//! Who is speaking: visitors' and sessions' tokens, passwords, a site's own members, and the networks they come from.

mod jwt;
mod keyring;
mod mail_links;
mod network;
mod password;
mod private_file;
mod secrets;
mod session;
mod sso;
mod visitor;

pub use jwt::{IssuedToken, TokenError, TokenKind, kind_of};
pub use keyring::{Keyring, SharedKeyring};
pub use mail_links::{MailDeed, MailKey, MailLink, MailLinkError};
pub use network::{Network, NetworkHasher};
pub use password::{Password, PasswordError, PasswordHash, Passwords, Verified};
pub use secrets::{Rotated, Secrets, SecretsError};
pub use session::{Scope, Session, SessionTokens};
pub use sso::{MemberClaims, SsoAlgorithm, SsoError, SsoKey, verify_member};
pub use visitor::{Visitor, VisitorTokens};
