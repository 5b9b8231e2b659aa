//! Who is speaking: visitors' tokens, and the networks they come from.

mod network;
mod secrets;
mod visitor;

pub use network::{Network, NetworkHasher};
pub use secrets::{Secrets, SecretsError};
pub use visitor::{IssuedToken, TokenError, Visitor, VisitorTokens};
