//! Everything that can be seen from outside, against the real program.

// A test fails by panicking; clippy's own exception covers test functions but not the helpers they share.
#![allow(clippy::unwrap_used)]

mod support;

mod accounts;
mod bad_input;
mod badges;
mod bans;
mod caching;
mod command_line;
mod console;
mod cors;
mod counters;
mod counts;
mod doctor;
mod editing;
mod foreign_writes;
mod inline;
mod lifecycle;
mod limits;
mod mail_headers;
mod moderation;
mod moderation_links;
mod notices;
mod openapi;
mod outbox;
mod pages_admin;
mod posting;
mod preview;
mod privacy;
mod ranking;
mod raw_sockets;
mod rerender;
mod roles;
mod rules;
mod search;
mod smtp_listener;
mod soak;
mod sso;
mod subscriptions;
mod thread;
mod tidy;
mod tokens;
mod verification;
mod viewer;
mod visitors;
mod votes;
