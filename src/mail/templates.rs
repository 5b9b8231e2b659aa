//! The words of each mail, as files in the program that a folder may replace.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value, escape_formatter};
use rust_embed::Embed;

use super::MailError;

#[derive(Embed)]
#[folder = "templates/mail"]
#[include = "*.html"]
#[include = "*.txt"]
struct BuiltIn;

/// A mail's words.
pub(super) struct Words {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Instructions that one template may take; the longest of ours takes a hundredth of it. One that loops is a mistake, and is told as one.
const FUEL: u64 = 1_000_000;

pub(super) struct Templates(Environment<'static>);

impl Templates {
    /// The built-in templates, with those of the folder in their place.
    pub(super) fn load(folder: Option<&Path>) -> Result<Self, MailError> {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(|error| broken(&error))?);
        environment.set_fuel(Some(FUEL));
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| match Path::new(name).extension() {
            Some(ending) if ending == "html" => AutoEscape::Html,
            _ => AutoEscape::None,
        });
        // Its errors are then one line.
        environment.set_debug(false);
        environment.set_formatter(write_value);
        environment.add_filter("quote", quote);
        let names: BTreeSet<String> = BuiltIn::iter().map(|name| name.to_string()).collect();
        let own = folder.map_or(Ok(BTreeSet::new()), |folder| names_in(folder, &names))?;
        for name in names {
            let source = match folder.filter(|_| own.contains(&name)) {
                Some(folder) => read(&folder.join(&name))?,
                None => built_in(&name)?,
            };
            environment.add_template_owned(name, source).map_err(|error| broken(&error))?;
        }
        Ok(Self(environment))
    }

    /// The words of a mail of this kind.
    pub(super) fn words(&self, kind: &str, values: &Value) -> Result<Words, minijinja::Error> {
        let render = |ending: &str| self.0.get_template(&format!("{kind}.{ending}"))?.render(values.clone());
        Ok(Words { subject: render("subject.txt")?, text: render("txt")?, html: render("html")? })
    }
}

pub(super) fn broken(error: &minijinja::Error) -> MailError {
    MailError::Template(error.to_string().replace('\n', " "))
}

/// The templates that a folder replaces. What looks like one but replaces nothing is a misspelled name.
fn names_in(folder: &Path, known: &BTreeSet<String>) -> Result<BTreeSet<String>, MailError> {
    let unreadable = |error| MailError::File(folder.to_owned(), error);
    let mut own = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        let is_template = Path::new(&name).extension().is_some_and(|ending| ending == "html" || ending == "txt");
        if is_template && !known.contains(&name) {
            let known = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(MailError::Template(format!("{}: there is no such template; there are {known}", folder.join(&name).display())));
        }
        if is_template {
            own.insert(name);
        }
    }
    Ok(own)
}

fn read(path: &Path) -> Result<String, MailError> {
    fs::read_to_string(path).map_err(|error| MailError::File(path.to_owned(), error))
}

fn built_in(name: &str) -> Result<String, MailError> {
    let file = BuiltIn::get(name).ok_or_else(|| MailError::Template(format!("{name} is not in the program")))?;
    Ok(String::from_utf8_lossy(&file.data).into_owned())
}

/// As minijinja writes values, but leaves `/` alone: addresses in links would be unreadable, and many mails are mostly addresses.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if *state.auto_escape() != AutoEscape::Html || value.is_safe() || value.is_none() || value.is_undefined() {
        return escape_formatter(out, state, value);
    }
    for c in value.to_string().chars() {
        match c {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#39;")?,
            other => out.write_char(other)?,
        }
    }
    Ok(())
}

/// Writes `>` before each line.
fn quote(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }).collect::<Vec<_>>().join("\n")
}
