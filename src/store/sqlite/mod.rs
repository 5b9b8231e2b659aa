//! `SQLite` behind the store: connections, threads, migrations, and one file of SQL per aggregate. Functions here take a connection and are
//! synchronous, so that nothing can wait inside a transaction.

pub(super) mod account;
pub(super) mod anchor;
pub(super) mod audit;
pub(super) mod ban;
pub(super) mod code;
pub(super) mod comment;
pub(super) mod mailbox;
pub(super) mod member;
pub(super) mod migrations;
pub(super) mod moderated;
pub(super) mod open;
pub(super) mod outbox;
pub(super) mod page;
pub(super) mod readers;
pub(super) mod search;
pub(super) mod session;
pub(super) mod site;
pub(super) mod spam;
pub(super) mod subscription;
pub(super) mod thread;
pub(super) mod upkeep;
pub(super) mod vote;
pub(super) mod writer;

use jiff::Timestamp;

/// Times are stored as milliseconds since 1970.
fn time_from_millis(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// For counters, which the schema keeps from being negative.
fn count_from_i64(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Numbers for an `IN (…)`; they come from the database and need no quoting.
fn ids(numbers: impl Iterator<Item = i64>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
}
