//! Reading an address's query: each parameter at most once, unless it is a list.

use std::borrow::Cow;

use url::form_urlencoded;

use super::problem::Problem;
use crate::domain::{Invalid, PageKey};

pub(super) struct Query<'a> {
    parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    pub(super) fn parse(query: &'a str) -> Self {
        Self { parameters: form_urlencoded::parse(query.as_bytes()).collect() }
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.parameters.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    pub(super) fn optional(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.all(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(Problem::invalid_field(name, "this parameter may be given only once"));
        }
        Ok(first)
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Problem> {
        self.optional(name)?.ok_or_else(|| Problem::invalid_field(name, "this parameter is missing"))
    }

    pub(super) fn parsed<T>(&self, name: &str, parse: impl Fn(&str) -> Result<T, Invalid>) -> Result<Option<T>, Problem> {
        self.optional(name)?.map(parse).transpose().map_err(|error| Problem::invalid_field(name, error.to_string()))
    }

    /// The key of the page that is asked about.
    pub(super) fn page_key(&self) -> Result<PageKey, Problem> {
        PageKey::parse(self.required("page")?).map_err(|error| Problem::invalid_field("page", error.to_string()))
    }

    /// `true`, or `false` as where it is not given.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Problem> {
        let parse = |text: &str| text.parse().map_err(|_| Invalid::new(format!("{name} must be true or false")));
        Ok(self.parsed(name, parse)?.unwrap_or(false))
    }

    /// A whole number from 1 to `most`.
    pub(super) fn limit(&self, default: u32, most: u32) -> Result<u32, Problem> {
        let parse = |text: &str| {
            let number = text.parse().ok().filter(|number| (1..=most).contains(number));
            number.ok_or_else(|| Invalid::new(format!("the limit must be a whole number from 1 to {most}")))
        };
        Ok(self.parsed("limit", parse)?.unwrap_or(default))
    }
}
