//! The only room that keeps anything. Its public functions are operations in the words of the design, one transaction each; what engine
//! stands behind them is known inside alone.

mod accounts;
mod audit;
mod bans;
mod changes;
mod comments;
mod digests;
mod following;
mod judging;
mod letters;
mod mailboxes;
mod moderation;
mod notices;
mod outbox;
mod pages;
mod proving;
mod rendering;
mod sessions;
mod sites;
mod sqlite;
mod statuses;
mod threads;
mod upkeep;
mod votes;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY;
use rusqlite::{Connection, ErrorCode};

pub use accounts::{AccountFields, NewAccount};
pub use audit::{AuditEntry, By, DecisionId};
pub use bans::NewBan;
pub use changes::{Changes, Epoch, Generation};
pub use comments::{NewComment, NewWords, NotifyWriter, OwnComment, Posting, Removed};
pub use following::{Claim, Follow, Followed};
pub use letters::{Addressee, CommentFacts, ToldFor};
pub use mailboxes::HashedEmail;
pub use moderation::{CommentFile, DecisionOutcome, StatusChange};
pub use outbox::{MailCounts, NewMail};
pub use pages::{PageChange, PageCursor, PageQuery};
pub use proving::{CODE_LIFE, NewCode};
pub use sessions::{NamedMember, NewSession, SessionHolder, SignedIn};
pub use sites::{NewSite, SiteSummary};
pub use sqlite::open::OpenError;
pub use votes::NewVote;

use crate::domain::Refusal;
use sqlite::{migrations, open, readers::Readers, writer::Writer};

/// Why an operation was not done. Whatever the reason, nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("too many requests wait for the database")]
    Busy,
    /// The disk is full, cannot be written, or another process holds the database.
    #[error("the database cannot take this now: {0}")]
    Unavailable(String),
    #[error("the store is closed")]
    Closed,
    #[error("database error: {0}")]
    Internal(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // Whoever asks names a site that was there a moment ago; all else that rows lean on is looked up in the same transaction.
        if error.sqlite_error().is_some_and(|error| error.extended_code == SQLITE_CONSTRAINT_FOREIGNKEY) {
            return Refusal::UnknownSite.into();
        }
        let unavailable = matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::DatabaseBusy | ErrorCode::CannotOpen)
        );
        if unavailable { Self::Unavailable(error.to_string()) } else { Self::Internal(error.to_string()) }
    }
}

/// A database in use.
pub struct Store {
    writer: Writer,
    readers: Readers,
    changes: Arc<Changes>,
    /// Whether notices are written.
    mail: Arc<AtomicBool>,
}

impl Store {
    /// Opens the database, making it where there is none, and brings its schema up to date.
    pub fn open(path: &Path, reader_count: usize) -> Result<Self, OpenError> {
        let mut connection = open::open_for_writing(path)?;
        migrations::migrate(&mut connection, path)?;
        let connections = (0..reader_count).map(|_| open::open_for_reading(path)).collect::<Result<_, _>>()?;
        let no_thread = |error: std::io::Error| OpenError::Unusable {
            path: path.to_owned(),
            source: rusqlite::Error::ToSqlConversionFailure(Box::new(error)),
        };
        Self::over(connection, connections).map_err(no_thread)
    }

    /// A store over connections to one database.
    fn over(writer: Connection, readers: Vec<Connection>) -> std::io::Result<Self> {
        let changes = Arc::new(Changes::new());
        let mail = Arc::new(AtomicBool::new(false));
        let writer = Writer::start(writer, Arc::clone(&changes), Arc::clone(&mail))?;
        Ok(Self { writer, readers: Readers::start(readers)?, changes, mail })
    }

    /// From now on people are told by mail: notices are written along with what they tell of.
    pub fn begin_mail(&self) {
        self.mail.store(true, Ordering::Relaxed);
    }

    pub fn changes(&self) -> &Arc<Changes> {
        &self.changes
    }

    /// Whether the database can be written and read now.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.writer.run(|_| Ok(())).await?;
        self.readers.run(|_| Ok(())).await
    }

    /// Finishes what waits and closes the database; the readers first, so that the writer's end leaves one tidy file.
    pub fn close(self) {
        self.readers.stop();
        self.writer.stop();
    }
}

#[cfg(test)]
mod hot_path {
    mod tests;
}
#[cfg(test)]
mod tests;
