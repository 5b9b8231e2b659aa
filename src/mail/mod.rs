//! Mails: what they say, how they look, and how they leave. Who gets which is no matter of this room.

mod context;
mod dkim;
mod letter;
mod line;
mod message;
mod samples;
mod templates;
mod transport;

use std::path::PathBuf;
use std::time::Duration;

use lettre::message::Mailbox;

use crate::config;

use dkim::Signer;
use templates::Templates;
use transport::Way;

pub use letter::{Content, DigestEntry, Letter, LetterId, LetterLinks, LetterPage, LetterSite, ModerationLinks, Quoted, Scope, Why};
pub use message::Composed;
pub use transport::{Cause, SendError, Stage};

/// A mail that has not come as far as its message by then is tried again.
const WHOLE_SEND: Duration = Duration::from_secs(60);

/// Everything that is needed to compose mails and send them.
pub struct Mail {
    way: Way,
    from: Option<Mailbox>,
    host: String,
    templates: Templates,
    signer: Option<Signer>,
    per_minute: u32,
    attempts: u32,
    retry_seconds: u32,
}

/// Why mails could not be set up: a mistake in `[mail]` or in what it names.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("in [mail]: from must be an address such as \"My blog <comments@example.org>\"")]
    From,
    #[error("in [mail]: {0} cannot stand in a Message-ID; it should be the name of this server")]
    Host(String),
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, std::io::Error),
    #[error("{}: {}", .0.display(), .1)]
    Key(PathBuf, String),
    #[error("in [mail]: {0}")]
    Dkim(String),
    #[error("a mail template is broken: {0}")]
    Template(String),
    #[error("encrypted connections cannot be made: {0}")]
    Tls(String),
    #[error("mails cannot be composed: {0}")]
    Compose(ComposeError),
}

/// Why a letter did not become a mail. Trying again would change nothing.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error("the configuration names nobody whom mails come from")]
    NoSender,
    #[error("the address cannot be written to: {0}")]
    Address(String),
    #[error("the template fails: {0}")]
    Template(String),
    #[error("the template leaves out what the mail is sent for")]
    Empty,
    #[error("a header would be longer than mails may have it")]
    TooLong,
    #[error("the mail cannot be put together: {0}")]
    Message(String),
}

impl Mail {
    /// `host` is what the server is called outside; it stands in each `Message-ID`. Tries every template once where a folder has its own.
    pub fn new(config: &config::Mail, host: &str) -> Result<Self, MailError> {
        let from = match config.from.trim() {
            "" if config.transport == config::Transport::None => None,
            written => Some(message::sender(written).ok_or(MailError::From)?),
        };
        if !message::is_host(host) {
            return Err(MailError::Host(host.to_owned()));
        }
        let signer = match (&config.dkim_key, &config.dkim_selector, &from) {
            (Some(key), Some(selector), Some(from)) => Some(Signer::load(key, selector, from.email.domain())?),
            _ => None,
        };
        let mail = Self {
            way: Way::new(config, host)?,
            from,
            host: host.to_owned(),
            templates: Templates::load(config.templates.as_deref())?,
            signer,
            per_minute: config.per_minute.get(),
            attempts: config.attempts.get(),
            retry_seconds: config.retry_seconds.get(),
        };
        // Those of the program are tried by its tests: at each start it would be its longest step.
        if config.templates.is_some() {
            mail.try_templates()?;
        }
        Ok(mail)
    }

    /// Whether mails leave at all.
    pub fn is_on(&self) -> bool {
        self.way.is_on()
    }

    /// How many mails may leave in a minute.
    pub fn per_minute(&self) -> u32 {
        self.per_minute
    }

    /// How long a mail that could not be sent waits for its second try.
    pub fn retry_seconds(&self) -> u32 {
        self.retry_seconds
    }

    /// How often a mail is tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Writes the mail. The same letter gives the same bytes.
    pub fn compose(&self, letter: &Letter) -> Result<Composed, ComposeError> {
        let from = self.from.as_ref().ok_or(ComposeError::NoSender)?;
        let words = self.words(letter)?;
        let mut composed = message::write(letter, from, &self.host, words)?;
        if let Some(signer) = &self.signer {
            composed.sign(signer, letter.date).map_err(ComposeError::Message)?;
        }
        Ok(composed)
    }

    /// Hands the mail over. What is called sent was accepted by the next server.
    pub async fn send(&self, composed: &Composed) -> Result<(), SendError> {
        Ok(self.try_to_send(composed).await?)
    }

    /// As [`send`](Self::send), and says where a mail stopped.
    pub async fn try_to_send(&self, composed: &Composed) -> Result<(), Cause> {
        self.way.send(composed, WHOLE_SEND).await
    }

    /// What has to stand in the DNS for the signatures: a name and its text. None where mails are not signed here.
    pub fn dkim_record(&self) -> Option<(String, String)> {
        self.signer.as_ref().map(Signer::record)
    }

    /// The domain in whose name mails are sent.
    pub fn domain(&self) -> Option<&str> {
        self.from.as_ref().map(|from| from.email.domain())
    }

    fn words(&self, letter: &Letter) -> Result<templates::Words, ComposeError> {
        let words = self.templates.words(letter.content.kind(), &context::values(letter));
        let mut words = words.map_err(|error| ComposeError::Template(error.to_string().replace('\n', " ")))?;
        words.subject = message::subject(&words.subject);
        let needed = letter.content.must_hold().unwrap_or_default();
        // In HTML an address is written with `&amp;`.
        let is_whole = words.text.contains(needed) && words.html.replace("&amp;", "&").contains(needed) && !words.subject.is_empty();
        if is_whole { Ok(words) } else { Err(ComposeError::Empty) }
    }

    fn try_templates(&self) -> Result<(), MailError> {
        for letter in samples::letters()? {
            self.words(&letter).map_err(|error| MailError::Template(format!("{}: {error}", letter.content.kind())))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
