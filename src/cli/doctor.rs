use anyhow::anyhow;
use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use super::{Mistake, site};
use crate::config::{self, Config, Encryption, Transport};
use crate::domain::{EmailAddress, SiteKey};
use crate::mail::{Cause, Content, Letter, LetterId, LetterLinks, LetterSite, Mail, SendError, Stage};

#[derive(Args)]
pub(super) struct Arguments {
    /// Send a test mail to this address, and say in words what goes wrong.
    #[arg(long, value_name = "ADDRESS")]
    mail: String,
}

pub(super) async fn run(arguments: Arguments, config: &Config) -> anyhow::Result<()> {
    let to = EmailAddress::parse(&arguments.mail).map_err(site::mistake)?;
    if config.mail.transport == Transport::None {
        return Err(Mistake("mails are off: [mail] transport is \"none\"; config.example.toml shows how to send them".into()).into());
    }
    let mail = Mail::new(&config.mail, config.server.host()).map_err(|error| Mistake(error.to_string()))?;
    println!("{}", way(&config.mail));
    let composed = mail.compose(&letter(to.clone(), config)?)?;
    match mail.try_to_send(&composed).await {
        Ok(()) => {
            println!("{}", arrived(&config.mail, &to));
            if config.mail.transport != Transport::Folder {
                print_trust(&mail);
            }
            Ok(())
        }
        Err(cause) => {
            println!("{}", advice(&cause));
            Err(anyhow!("the test did not leave: {}", cause.error))
        }
    }
}

fn letter(to: EmailAddress, config: &Config) -> anyhow::Result<Letter> {
    let now = Timestamp::now();
    let server = Url::parse(&site::public_address(config))?;
    Ok(Letter {
        to,
        to_name: None,
        date: now,
        id: LetterId::Test(now),
        site: LetterSite {
            key: SiteKey::parse("test").map_err(site::mistake)?,
            name: config.server.host().to_owned(),
            url: Some(server.to_string()),
            time_zone: TimeZone::UTC,
        },
        page: None,
        links: LetterLinks { leave: server.join("/admin")?, manage: None },
        content: Content::Test { transport: word(config.mail.transport) },
    })
}

fn word(transport: Transport) -> &'static str {
    match transport {
        Transport::Smtp => "smtp",
        Transport::Sendmail => "sendmail",
        Transport::Folder => "folder",
        Transport::None => "none",
    }
}

fn way(mail: &config::Mail) -> String {
    match (mail.transport, &mail.smtp_url) {
        (Transport::Smtp, Some(url)) => {
            let encryption = match url.encryption() {
                Encryption::FromTheStart => "encrypted from the start",
                Encryption::Required => "encrypted by STARTTLS",
                Encryption::Opportunistic => "encrypted if the server offers it",
                Encryption::None => "not encrypted",
            };
            let login = if url.credentials().is_some() { "with a login" } else { "without a login" };
            format!("Sending as {} by {} on port {}, {encryption}, {login} …", mail.from, url.host(), url.port())
        }
        (Transport::Folder, _) => format!("Writing as {} into the folder {} …", mail.from, mail.folder.display()),
        _ => format!("Sending as {} by the program sendmail …", mail.from),
    }
}

fn arrived(mail: &config::Mail, to: &EmailAddress) -> String {
    match mail.transport {
        Transport::Folder => "The test is in the folder.".to_owned(),
        _ => {
            let to = to.as_str();
            format!(
                "The test for {to} was taken. It should arrive within minutes; if it does not, look among the spam, and for a mail that says why in the sender's mailbox."
            )
        }
    }
}

/// What other mail servers look for before they trust a mail.
fn print_trust(mail: &Mail) {
    let Some(domain) = mail.domain() else { return };
    println!();
    println!("Others trust mails from {domain} if its DNS says three things:");
    println!(
        "  SPF    which servers may send for it: a TXT record at {domain}, such as \"v=spf1 mx a -all\", that includes the server above."
    );
    match mail.dkim_record() {
        Some((name, text)) => {
            println!("  DKIM   the public half of the key that mails are signed with here: a TXT record at {name}:");
            println!("         {text}");
        }
        None => println!(
            "  DKIM   the public half of the key that mails are signed with. Most mail providers sign; if yours does not, set dkim_key and dkim_selector."
        ),
    }
    println!("  DMARC  what to do with mails that fail both: a TXT record at _dmarc.{domain}, \"v=DMARC1; p=none\" to begin with.");
    println!("The headers of the mail that arrived say what was found: spf=pass, dkim=pass, dmarc=pass.");
}

/// What could be done about it.
fn advice(cause: &Cause) -> &'static str {
    let said = cause.error.to_string().to_lowercase();
    let is_about_trust =
        ["spf", "dkim", "dmarc", "unauthenticated", "5.7.26", "reverse dns", "ptr record"].iter().any(|word| said.contains(word));
    match (cause.stage, &cause.error) {
        (Stage::Resolve, _) => {
            "There is no server of the name in smtp_url, or this computer cannot ask the DNS. Is the name spelled right?"
        }
        (Stage::Connect, _) => {
            "Nothing answers there: the host or the port in smtp_url is wrong, or a firewall stands between. Many hosting companies block port 25; \
             587 (smtp://…?tls=required) and 465 (smtps://…) are meant for programs like this one. A server that encrypts from the start says \
             nothing to who does not."
        }
        (Stage::Tls, _) => {
            "The connection could not be encrypted. smtps:// is for servers that encrypt from the start (usually on port 465), \
             smtp://…?tls=required for STARTTLS (usually on 587). The server's certificate must be for the very name in smtp_url, not expired, \
             and from an authority that this computer knows."
        }
        (Stage::Greeting, _) => {
            "Something answers, but not as an SMTP server that wants to talk with this computer. Its words say why; it may need a login, or know this network for spam."
        }
        (Stage::Login, _) => {
            "The login in smtp_url was not taken: the user name or the password is wrong (what is special in them is written as %40 for @), or the \
             provider wants a password made for programs, or a login over an encrypted connection."
        }
        _ if is_about_trust => {
            "The mail is not trusted. The DNS of the sender's domain must name the server that sends (SPF), mails should be signed (DKIM: dkim_key \
             and dkim_selector, or the provider's own), and the sending computer's address should have a name (reverse DNS)."
        }
        (Stage::Sender, _) => {
            "This server does not send for the address in `from`. Use one that belongs to the login, or that the server was told of."
        }
        (Stage::Recipient, SendError::BadAddress(_)) => "There is no such mailbox. Is the address spelled right?",
        (Stage::Recipient, SendError::Permanent(_)) => {
            "The server delivers nothing to that address. \"Relay\" in its words means that it sends to other domains only for who has logged in, or \
             for computers that it was told of."
        }
        (_, SendError::Temporary(_)) if matches!(cause.stage, Stage::Recipient | Stage::Message) => {
            "The server may take it later; mails are tried again by themselves. Servers that do not know the sender yet often say so the first time."
        }
        (Stage::Program, _) => "The program sendmail must be installed, and this user allowed to send with it.",
        (Stage::File, _) => "The folder must be one that this user may write to.",
        (Stage::Recipient | Stage::Message, _) => "The server refused the mail itself; its words say why.",
    }
}
