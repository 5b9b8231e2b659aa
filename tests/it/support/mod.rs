//! What the tests stand on: the real program as a process, a thin client of its API, and fixtures.

pub(crate) mod builders;
pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod folder;
pub(crate) mod mail;
pub(crate) mod mailing;
pub(crate) mod page;
pub(crate) mod raw;
pub(crate) mod server;
pub(crate) mod smtp;
pub(crate) mod staff;
pub(crate) mod tokens;
pub(crate) mod wait;

pub(crate) use builders::{ORIGIN, PAGE, SITE, draft};
pub(crate) use client::{Answer, Client, query};
pub(crate) use folder::{Folder, Ran};
pub(crate) use mailing::Mailing;
pub(crate) use page::Page;
pub(crate) use server::{Running, Server, Setup};
pub(crate) use smtp::{Fault, Smtp};
pub(crate) use staff::{Console, PASSWORD, Staff};
pub(crate) use wait::wait_for;
