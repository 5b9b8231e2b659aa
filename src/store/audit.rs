use jiff::Timestamp;

use super::sqlite::audit;
use super::{Store, StoreError};
use crate::domain::{Account, AccountId, CommentId, SiteId, Status};

/// Who did something, as the audit log names them.
#[derive(Debug, Clone)]
pub struct By {
    /// None for members, whom their sites name, and for the command line.
    pub account: Option<AccountId>,
    pub name: String,
}

impl By {
    /// Whoever can run commands on the server.
    pub fn command_line() -> Self {
        Self { account: None, name: "command line".to_owned() }
    }
}

impl From<&Account> for By {
    fn from(account: &Account) -> Self {
        Self { account: Some(account.id), name: account.name.as_str().to_owned() }
    }
}

/// The first entry of those that were decided together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionId(pub(super) i64);

impl DecisionId {
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl std::fmt::Display for DecisionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Something that was done.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    pub id: i64,
    pub at: Timestamp,
    pub by: String,
    pub site: Option<SiteId>,
    pub action: String,
    pub comment: Option<CommentId>,
    /// A JSON object.
    pub detail: String,
}

impl AuditEntry {
    /// The status before and after, where the entry is about one.
    pub(super) fn statuses(&self) -> Option<(Status, Status)> {
        let detail: serde_json::Value = serde_json::from_str(&self.detail).ok()?;
        let status = |name: &str| detail.get(name)?.as_str().map(Status::from_stored);
        Some((status("before")?, status("after")?))
    }

    /// Whether the comment stood before all others until then.
    pub(super) fn took_pin(&self) -> bool {
        let detail = serde_json::from_str::<serde_json::Value>(&self.detail);
        detail.is_ok_and(|detail| detail["pinned"] == true)
    }
}

impl Store {
    /// What was done on these sites, newest first; none for everything that was done.
    pub async fn audit(&self, sites: Option<Vec<SiteId>>, before: Option<i64>, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        self.readers.run(move |connection| Ok(audit::page(connection, sites.as_deref(), before, limit)?)).await
    }
}
