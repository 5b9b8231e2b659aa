//! The conversation with an SMTP server. Led step by step with lettre's connection, so that a refusal is known by what was refused.

use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use tokio::net::TcpStream;

use super::wary::{Patience, Wary};
use super::{Cause, SendError, Stage};
use crate::config::{Encryption, SmtpUrl};
use crate::mail::{Composed, MailError};

/// Of one address of the server.
const CONNECT: Duration = Duration::from_secs(15);
/// A connection that has been idle for longer is not used again.
const IDLE: Duration = Duration::from_secs(30);
/// One that was kept answers by then, or is given up.
const REVIVE: Duration = Duration::from_secs(5);
/// For leaving politely.
const LEAVE: Duration = Duration::from_secs(1);

pub(super) struct Smtp {
    url: SmtpUrl,
    hello: ClientId,
    tls: Option<TlsParameters>,
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    connection: Connection,
    since: Instant,
}

struct Connection {
    smtp: AsyncSmtpConnection,
    /// None where it is encrypted from the start: there only the server itself is heard.
    patience: Option<Patience>,
}

impl Smtp {
    pub(super) fn new(url: &SmtpUrl, host: &str) -> Result<Self, MailError> {
        let tls = match url.encryption() {
            Encryption::None => None,
            _ => Some(TlsParameters::new(url.host().to_owned()).map_err(|error| MailError::Tls(in_words(&error)))?),
        };
        let literal = host.trim_matches(['[', ']']);
        let hello = match literal.parse() {
            Ok(std::net::IpAddr::V4(address)) => ClientId::Ipv4(address),
            Ok(std::net::IpAddr::V6(address)) => ClientId::Ipv6(address),
            Err(_) => ClientId::Domain(host.to_owned()),
        };
        Ok(Self { url: url.clone(), hello, tls, kept: Mutex::default() })
    }

    /// `within` is for everything up to the message; the answer to that may take ten times as long (RFC 5321 section 4.5.3.2.6): who gives it
    /// up early sends it again to a server that was about to take it.
    pub(super) async fn send(&self, composed: &Composed, within: Duration) -> Result<(), Cause> {
        let mut stage = Stage::Resolve;
        let silent = |stage, within: Duration| self.stopped(stage, &format!("no answer within {} seconds", within.as_secs()));
        let mut connection = match tokio::time::timeout(within, self.announce(composed, &mut stage)).await {
            Ok(announced) => announced?,
            Err(_) => return Err(silent(stage, within)),
        };
        let within = 10 * within;
        let taken = match tokio::time::timeout(within, connection.smtp.message(composed.raw())).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(self.refused(Stage::Message, &error)),
            Err(_) => Err(silent(Stage::Message, within)),
        };
        match taken {
            Ok(()) => self.keep(connection),
            Err(_) => leave(&mut connection).await,
        }
        taken
    }

    /// Comes as far as the server wants the message now.
    async fn announce(&self, composed: &Composed, stage: &mut Stage) -> Result<Connection, Cause> {
        if let Some(mut connection) = self.take_kept() {
            connection.patience.iter().for_each(Patience::renew);
            *stage = Stage::Sender;
            // Before a recipient is named nothing has been sent: where a server has hung up meanwhile, the mail goes by a new connection.
            let begun = tokio::time::timeout(REVIVE, self.name_sender(&mut connection, composed)).await;
            if let Ok(Ok(())) = begun {
                return self.name_recipient(connection, composed, stage).await;
            }
        }
        let mut connection = self.connect(stage).await?;
        *stage = Stage::Sender;
        if let Err(cause) = self.name_sender(&mut connection, composed).await {
            leave(&mut connection).await;
            return Err(cause);
        }
        self.name_recipient(connection, composed, stage).await
    }

    async fn connect(&self, stage: &mut Stage) -> Result<Connection, Cause> {
        *stage = Stage::Resolve;
        let found = tokio::net::lookup_host((self.url.host(), self.url.port())).await;
        let addresses: Vec<SocketAddr> = found.map_err(|error| self.stopped(Stage::Resolve, &error.to_string()))?.collect();
        *stage = Stage::Connect;
        let connected = match self.tls.clone().filter(|_| self.url.encryption() == Encryption::FromTheStart) {
            Some(tls) => {
                let smtp = AsyncSmtpConnection::connect_tokio1(&addresses[..], Some(CONNECT), &self.hello, Some(tls), None).await;
                smtp.map(|smtp| Connection { smtp, patience: None })
                    .map_err(|error| self.refused(stage_of_connecting(&error, true), &error))
            }
            None => self.connect_in_the_clear(&addresses, stage).await,
        };
        let mut connection = connected?;
        self.encrypt(&mut connection, stage).await?;
        if let Some((user, password)) = self.url.credentials() {
            *stage = Stage::Login;
            let greeted = connection.smtp.auth(DEFAULT_MECHANISMS, &Credentials::new(user, password)).await;
            if let Err(error) = greeted {
                leave(&mut connection).await;
                return Err(self.refused(Stage::Login, &error));
            }
        }
        Ok(connection)
    }

    async fn connect_in_the_clear(&self, addresses: &[SocketAddr], stage: &mut Stage) -> Result<Connection, Cause> {
        let mut last = io::Error::new(ErrorKind::NotFound, "its name leads to no address");
        for address in addresses {
            let connected = tokio::time::timeout(CONNECT, TcpStream::connect(address)).await;
            match connected.unwrap_or_else(|_| Err(io::Error::new(ErrorKind::TimedOut, "it does not answer"))) {
                Ok(stream) => {
                    *stage = Stage::Greeting;
                    let (wary, patience) = Wary::new(stream);
                    let smtp = AsyncSmtpConnection::connect_with_transport(Box::new(wary), &self.hello).await;
                    let patience = Some(patience);
                    return smtp.map(|smtp| Connection { smtp, patience }).map_err(|error| self.refused(Stage::Greeting, &error));
                }
                Err(error) => last = error,
            }
        }
        Err(self.stopped(Stage::Connect, &last.to_string()))
    }

    async fn encrypt(&self, connection: &mut Connection, stage: &mut Stage) -> Result<(), Cause> {
        let wanted = match self.url.encryption() {
            Encryption::Required => true,
            Encryption::Opportunistic => connection.smtp.can_starttls(),
            Encryption::FromTheStart | Encryption::None => false,
        };
        let Some(tls) = self.tls.clone().filter(|_| wanted) else { return Ok(()) };
        *stage = Stage::Tls;
        if !connection.smtp.can_starttls() {
            leave(connection).await;
            return Err(self.stopped(Stage::Tls, "the server offers no encryption (STARTTLS)"));
        }
        connection.smtp.starttls(tls, &self.hello).await.map_err(|error| self.refused(Stage::Tls, &error))
    }

    async fn name_sender(&self, connection: &mut Connection, composed: &Composed) -> Result<(), Cause> {
        let mut parameters = Vec::new();
        if !composed.to.to_string().is_ascii() {
            if !connection.smtp.server_info().supports_feature(Extension::SmtpUtfEight) {
                let words = format!("{} takes no address with letters beyond ASCII (SMTPUTF8)", self.url.host());
                return Err(Cause { stage: Stage::Recipient, error: SendError::Permanent(words) });
            }
            parameters.push(MailParameter::SmtpUtfEight);
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let taken = connection.smtp.command(Mail::new(Some(composed.from.clone()), parameters)).await;
        taken.map(drop).map_err(|error| self.refused(Stage::Sender, &error))
    }

    async fn name_recipient(&self, mut connection: Connection, composed: &Composed, stage: &mut Stage) -> Result<Connection, Cause> {
        *stage = Stage::Recipient;
        let mut named = connection.smtp.command(Rcpt::new(composed.to.clone(), Vec::new())).await;
        if named.is_ok() {
            *stage = Stage::Message;
            named = connection.smtp.command(Data).await;
        }
        match named {
            Ok(_) => Ok(connection),
            Err(error) => {
                leave(&mut connection).await;
                Err(self.refused(*stage, &error))
            }
        }
    }

    fn take_kept(&self) -> Option<Connection> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        (kept.since.elapsed() < IDLE && !kept.connection.smtp.has_broken()).then_some(kept.connection)
    }

    fn keep(&self, connection: Connection) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Kept { connection, since: Instant::now() });
    }

    fn refused(&self, stage: Stage, error: &Error) -> Cause {
        let code = error.status().map(u16::from);
        let said = self.without_secrets(&in_words(error));
        let words = format!("{}: {said}", self.stage_in_words(stage));
        let error = match code {
            // Before the mail itself is spoken of, a refusal says something about the configuration, which can be mended.
            Some(500..) if !matches!(stage, Stage::Sender | Stage::Recipient | Stage::Message) => SendError::Temporary(words),
            Some(code @ 500..) if stage != Stage::Sender && names_no_mailbox(code, &said) => SendError::BadAddress(words),
            Some(500..) => SendError::Permanent(words),
            _ => SendError::Temporary(words),
        };
        Cause { stage, error }
    }

    fn stopped(&self, stage: Stage, why: &str) -> Cause {
        Cause::temporary(stage, format!("{}: {why}", self.stage_in_words(stage)))
    }

    fn stage_in_words(&self, stage: Stage) -> String {
        let server = self.url.host();
        match stage {
            Stage::Resolve => format!("{server} was not found in the DNS"),
            Stage::Connect => format!("{server} could not be reached on port {}", self.url.port()),
            Stage::Tls => format!("no encrypted connection to {server}"),
            Stage::Greeting => format!("{server} did not greet"),
            Stage::Login => format!("{server} refused the login"),
            Stage::Sender => format!("{server} refused the sender"),
            Stage::Recipient => format!("{server} refused the recipient"),
            Stage::Message | Stage::Program | Stage::File => format!("{server} refused the mail"),
        }
    }

    /// A server may say again what was said to it.
    fn without_secrets(&self, said: &str) -> String {
        let Some((user, password)) = self.url.credentials() else { return said.to_owned() };
        let encoded = [BASE64.encode(format!("\0{user}\0{password}").as_bytes()), BASE64.encode(password.as_bytes()), password];
        encoded.iter().fold(said.to_owned(), |said, secret| said.replace(secret.as_str(), "…"))
    }
}

async fn leave(connection: &mut Connection) {
    // Whether it hears us does not matter.
    let _ = tokio::time::timeout(LEAVE, connection.smtp.command(Quit)).await;
}

/// The server's words with its code, or what the network said.
fn in_words(error: &Error) -> String {
    let mut words = error.to_string();
    // The innermost is what the server or the network said.
    let mut source = error.source();
    while let Some(inner) = source {
        words = inner.to_string();
        source = inner.source();
    }
    if let Some(code) = error.status() {
        words = format!("{code} {words}");
    }
    words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a connection was not made, not encrypted, or not greeted well.
fn stage_of_connecting(error: &Error, is_encrypted: bool) -> Stage {
    if error.status().is_some() || error.is_response() {
        return Stage::Greeting;
    }
    let network = error.source().and_then(|source| source.downcast_ref::<std::io::Error>()).map(std::io::Error::kind);
    match network {
        None | Some(ErrorKind::InvalidData | ErrorKind::UnexpectedEof) if is_encrypted => Stage::Tls,
        Some(_) => Stage::Connect,
        None => Stage::Greeting,
    }
}

/// Enhanced codes (RFC 3463) that say so: there is no such mailbox, domain or address, it has moved, or it takes nothing (RFC 7505).
const NO_MAILBOX: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
/// What servers without enhanced codes say. Less than these words could be said of the sender, whom many servers look at only now.
const NO_MAILBOX_WORDS: [&str; 7] =
    ["user unknown", "unknown user", "no such user", "no such recipient", "unknown recipient", "recipient unknown", "mailbox not found"];

fn names_no_mailbox(code: u16, said: &str) -> bool {
    let mut words = said.split(' ').skip(1);
    let enhanced = words.next().filter(|word| word.starts_with("5.") && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    match enhanced {
        Some(enhanced) => NO_MAILBOX.contains(&enhanced),
        None => {
            let said = said.to_lowercase();
            matches!(code, 550 | 551 | 553) && NO_MAILBOX_WORDS.iter().any(|words| said.contains(words))
        }
    }
}
