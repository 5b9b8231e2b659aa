use jiff::Timestamp;

use super::sqlite::{audit, session, writer::Write};
use super::{Store, StoreError};
use crate::domain::{Account, AccountId, CommentId, Refusal, SessionId, SiteId, Status};

/// Who did something, as the audit log names them.
#[derive(Debug, Clone)]
pub struct By {
    /// None for members, whom their sites name, and for the command line.
    pub account: Option<AccountId>,
    /// The session they act in. Where it is over by the time of the deed, nothing is done.
    pub session: Option<SessionId>,
    pub name: String,
}

impl By {
    /// Whoever can run commands on the server.
    pub fn command_line() -> Self {
        Self { account: None, session: None, name: "command line".to_owned() }
    }
}

impl From<&Account> for By {
    fn from(account: &Account) -> Self {
        Self { account: Some(account.id), session: None, name: account.name.as_str().to_owned() }
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

    /// Of the words that were decided about.
    pub(super) fn version(&self) -> Option<String> {
        let detail = serde_json::from_str::<serde_json::Value>(&self.detail).ok()?;
        detail["version"].as_str().map(str::to_owned)
    }

    /// What it taught of the comment's words, where that was new: that they are spam, or that they are none.
    pub(super) fn taught_spam(&self) -> Option<bool> {
        let detail = serde_json::from_str::<serde_json::Value>(&self.detail).ok()?;
        detail["taught_spam"].as_bool()
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

/// Notes something that was done, in the transaction that does it. Whoever has been signed out meanwhile, or has other rights than when they
/// were asked for them, does it no more: other rights end all sessions.
pub(super) fn note(
    write: &Write<'_>,
    deed: &audit::Deed<'_>,
    decision: Option<DecisionId>,
    now: Timestamp,
) -> Result<DecisionId, StoreError> {
    check_session(write, deed.by.session, now)?;
    Ok(audit::note(write.connection, deed, decision, now)?)
}

pub(super) fn check_session(write: &Write<'_>, session: Option<SessionId>, now: Timestamp) -> Result<(), StoreError> {
    match session {
        Some(id) if session::holder_anywhere(write.connection, id, now)?.is_none() => Err(Refusal::SessionOver.into()),
        _ => Ok(()),
    }
}
