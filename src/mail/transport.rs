//! The ways in which a mail leaves, and what is said when it does not.

mod folder;
mod sendmail;
mod smtp;
mod wary;

use std::time::Duration;

use super::{Composed, MailError};
use crate::config::{self, Transport};

/// Why a mail did not leave, for whoever decides what becomes of it. The words are the server's own; they may name the address, so they belong
/// to those who look after the server, and not into a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Worth another try later.
    #[error("{0}")]
    Temporary(String),
    /// This mail will never be taken.
    #[error("{0}")]
    Permanent(String),
    /// Nobody has this address.
    #[error("{0}")]
    BadAddress(String),
}

/// How far a mail came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Resolve,
    Connect,
    Tls,
    Greeting,
    Login,
    Sender,
    Recipient,
    Message,
    /// The sendmail program.
    Program,
    /// The folder.
    File,
}

/// Where and why a mail stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub stage: Stage,
    pub error: SendError,
}

/// The configured way.
pub(super) struct Way(Means);

enum Means {
    Smtp(Box<smtp::Smtp>),
    Sendmail(sendmail::Sendmail),
    Folder(folder::Folder),
    None,
}

impl Way {
    pub(super) fn new(config: &config::Mail, host: &str) -> Result<Self, MailError> {
        Ok(Self(match (config.transport, &config.smtp_url) {
            (Transport::Smtp, Some(url)) => Means::Smtp(Box::new(smtp::Smtp::new(url, host)?)),
            (Transport::Sendmail, _) => Means::Sendmail(sendmail::Sendmail::default()),
            (Transport::Folder, _) => Means::Folder(folder::Folder::new(&config.folder)),
            (Transport::Smtp, None) | (Transport::None, _) => Means::None,
        }))
    }

    pub(super) fn is_on(&self) -> bool {
        !matches!(self.0, Means::None)
    }

    pub(super) async fn send(&self, composed: &Composed, within: Duration) -> Result<(), Cause> {
        match &self.0 {
            Means::Smtp(smtp) => smtp.send(composed, within).await,
            Means::Sendmail(sendmail) => sendmail.send(composed, within).await,
            Means::Folder(folder) => folder.send(composed).await,
            Means::None => Err(Cause::temporary(Stage::File, "mails are off: transport is \"none\"")),
        }
    }
}

impl From<Cause> for SendError {
    fn from(cause: Cause) -> Self {
        cause.error
    }
}

impl Cause {
    fn temporary(stage: Stage, words: impl Into<String>) -> Self {
        Self { stage, error: SendError::Temporary(words.into()) }
    }
}

#[cfg(test)]
mod tests;
