use serde_json::{Value, json};

pub(crate) const SITE: &str = "blog";
pub(crate) const PAGE: &str = "/2026/the-tide-printer";
pub(crate) const ORIGIN: &str = "https://blog.example";

/// A comment to be posted: on [`PAGE`] of [`SITE`] by nobody in particular, unless told otherwise.
#[derive(Clone)]
pub(crate) struct Draft(Value);

pub(crate) fn draft(body: &str) -> Draft {
    Draft(json!({"site": SITE, "page": {"key": PAGE}, "body": body}))
}

impl Draft {
    pub(crate) fn on(self, page: &str) -> Self {
        self.with("page", json!({"key": page}))
    }

    pub(crate) fn answering(self, parent: &str) -> Self {
        self.with("parent", json!(parent))
    }

    pub(crate) fn by(self, name: &str) -> Self {
        self.with("author", json!({"name": name}))
    }

    /// Sets any field.
    pub(crate) fn with(mut self, field: &str, value: Value) -> Self {
        self.0[field] = value;
        self
    }

    pub(crate) fn json(&self) -> &Value {
        &self.0
    }
}
