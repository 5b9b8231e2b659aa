//! File and environment to one validated value. Nothing else reads the environment.

mod mail;
mod sections;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

pub use mail::{Encryption, Mail, SmtpUrl, Transport};
pub use sections::{Cache, Data, Limits, Log, LogFormat, LogLevel, Server};

/// Read when no file is named and it exists.
const DEFAULT_FILE: &str = "rejoinder.toml";
const ENVIRONMENT_PREFIX: &str = "REJOINDER__";

/// Everything that belongs to the server and not to a site. `config.example.toml` documents every key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub server: Server,
    pub data: Data,
    pub limits: Limits,
    pub cache: Cache,
    pub mail: Mail,
    pub log: Log,
}

/// What is wrong with the configuration, in one line.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{}: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: std::io::Error },
    #[error("{}: {reason}", path.display())]
    InFile { path: PathBuf, reason: String },
    #[error("environment variable {variable}: {reason}")]
    InEnvironment { variable: String, reason: String },
    #[error("in [{section}]: {reason}")]
    InSection { section: &'static str, reason: &'static str },
}

impl Config {
    /// Reads the named file, or `rejoinder.toml` where there is one, and lets the environment override it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let default = Path::new(DEFAULT_FILE);
        let file = file.or_else(|| default.exists().then_some(default));
        let environment = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let text = match file {
            Some(path) => std::fs::read_to_string(path).map_err(|reason| ConfigError::Unreadable { path: path.to_owned(), reason })?,
            None => String::new(),
        };
        Self::read(file.unwrap_or(default), &text, environment)
    }

    fn read(path: &Path, text: &str, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let in_file = |error: &toml::de::Error| ConfigError::InFile { path: path.to_owned(), reason: one_line(error, text) };
        let mut config: Self = toml::from_str(text).map_err(|error| in_file(&error))?;
        let mut table: Table = toml::from_str(text).map_err(|error| in_file(&error))?;
        for (variable, value) in environment {
            let Some(name) = variable.strip_prefix(ENVIRONMENT_PREFIX) else { continue };
            let in_environment = |reason| ConfigError::InEnvironment { variable: variable.clone(), reason };
            set(&mut table, name, &value).map_err(in_environment)?;
            // One variable at a time, so that the message can name it.
            config = Self::deserialize(Value::Table(table.clone())).map_err(|error| in_environment(error.message().to_owned()))?;
        }
        config.mail.check(config.server.public_url.as_ref()).map_err(|reason| ConfigError::InSection { section: "mail", reason })?;
        Ok(config)
    }
}

/// `SECTION__KEY` names a key; the value is TOML where it reads as such, and text otherwise.
fn set(table: &mut Table, name: &str, value: &str) -> Result<(), String> {
    let name = name.to_ascii_lowercase();
    let Some((section, key)) = name.split_once("__") else {
        return Err(format!("the name must be {ENVIRONMENT_PREFIX}SECTION__KEY"));
    };
    let value = toml::from_str::<Table>(&format!("value = {value}"))
        .ok()
        .and_then(|mut parsed| parsed.remove("value"))
        .unwrap_or_else(|| Value::String(value.to_owned()));
    let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
    section.as_table_mut().ok_or("the section is not a table")?.insert(key.to_owned(), value);
    Ok(())
}

fn one_line(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let message = error.message().replace('\n', " ");
    line.map_or(message.clone(), |line| format!("line {line}: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(Path::new("c.toml"), text, environment).map_err(|error| error.to_string())
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let config = read(
            "[server]\nlisten = \"127.0.0.1:1\"",
            &[("REJOINDER__SERVER__LISTEN", "127.0.0.1:2"), ("REJOINDER__LIMITS__ENABLED", "false"), ("PATH", "x")],
        );
        let config = config.unwrap();
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:2");
        assert!(!config.limits.enabled);
    }

    #[test]
    fn mistakes_are_named_in_one_line() {
        for (text, environment, expected) in [
            ("[server]\nlisten = \"nowhere\"", &[][..], "c.toml: line 2"),
            ("[server]\nport = 1", &[], "unknown field `port`"),
            ("[serve]\n", &[], "unknown field `serve`"),
            ("server", &[], "c.toml: line 1"),
            ("", &[("REJOINDER__SERVER__LISTEN", "x")], "environment variable REJOINDER__SERVER__LISTEN"),
            ("", &[("REJOINDER__LISTEN", "x")], "SECTION__KEY"),
            ("", &[("REJOINDER__LIMITS__ENABLED", "perhaps")], "REJOINDER__LIMITS__ENABLED"),
            ("[limits]\ncomments_per_minute = 0", &[], "line 2"),
            ("[server]\npublic_url = \"example.org\"", &[], "line 2"),
            ("[mail]\ntransport = \"pigeon\"", &[], "line 2: unknown variant `pigeon`"),
            ("[mail]\nsmtp_url = \"mail.example.org\"", &[], "line 2: smtp_url must look like"),
            ("[mail]\nper_minute = 0", &[], "line 2"),
            ("[mail]\ntransport = \"smtp\"\nfrom = \"a@b.example\"", &[], "in [mail]: transport \"smtp\" needs smtp_url"),
            ("[mail]\ntransport = \"folder\"", &[], "in [mail]: from is needed"),
            ("[mail]\ndkim_key = \"dkim.pem\"", &[], "in [mail]: dkim_key and dkim_selector"),
        ] {
            let message = read(text, environment).unwrap_err();
            assert!(message.contains(expected) && !message.contains('\n'), "{message}");
        }
    }

    #[test]
    fn the_environment_may_say_how_mails_leave_in_any_order() {
        let config = read(
            "",
            &[
                ("REJOINDER__MAIL__TRANSPORT", "smtp"),
                ("REJOINDER__SERVER__PUBLIC_URL", "https://comments.example.org"),
                ("REJOINDER__MAIL__FROM", "Low Water <comments@example.org>"),
                ("REJOINDER__MAIL__SMTP_URL", "smtps://me:hunter2@mail.example.org"),
            ],
        );
        let config = config.unwrap();
        assert_eq!(config.mail.transport, Transport::Smtp);
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn a_password_shows_in_no_message() {
        for text in [
            "[mail]\nsmtp_url = \"http://me:hunter2@host\"",
            "[mail]\nsmtp_url = smtps://me:hunter2@host",
            "[mail]\nsmtp_url = \"smtps://me:hunter2@host",
            "[mail]\nsmtp_url = [\"smtps://me:hunter2@host\"]",
        ] {
            let message = read(text, &[]).unwrap_err();
            assert!(!message.contains("hunter2"), "{message}");
        }
        let message = read("", &[("REJOINDER__MAIL__SMTP_URL", "http://me:hunter2@host")]).unwrap_err();
        assert!(message.contains("SMTP_URL") && !message.contains("hunter2"), "{message}");
    }

    #[test]
    fn the_example_holds_every_key_with_its_default() {
        let example = include_str!("../../config.example.toml");
        let active: String = example
            .lines()
            .map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line))
            .collect::<Vec<_>>()
            .join("\n");
        let shown = read(&active, &[]).unwrap();
        let default = Config {
            server: Server { public_url: shown.server.public_url.clone(), ..Server::default() },
            mail: Mail {
                smtp_url: shown.mail.smtp_url.clone(),
                templates: shown.mail.templates.clone(),
                dkim_key: shown.mail.dkim_key.clone(),
                dkim_selector: shown.mail.dkim_selector.clone(),
                ..Mail::default()
            },
            ..Config::default()
        };
        assert_eq!(format!("{shown:?}"), format!("{default:?}"));
        for key in [
            "listen",
            "public_url",
            "trusted_proxies",
            "folder",
            "enabled",
            "comments_per_minute",
            "votes_per_minute",
            "visitors_per_hour",
            "previews_per_minute",
            "sign_ins_per_quarter_hour",
            "member_sign_ins_per_minute",
            "confirmations_per_hour",
            "size_mib",
            "transport",
            "smtp_url",
            "from",
            "templates",
            "per_minute",
            "attempts",
            "retry_seconds",
            "dkim_key",
            "dkim_selector",
            "level",
            "format",
        ] {
            assert!(active.lines().any(|line| line.starts_with(&format!("{key} = "))), "{key}");
        }
    }
}
