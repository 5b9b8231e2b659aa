//! Comments for any page, from one self-hosted binary and one script tag.
//!
//! The rooms, from the outside in; arrows between them point down this list only (`ARCHITECTURE.md` has the reasons):
//!
//! - [`cli`]: one file per command
//! - [`server`]: where the parts are put together
//! - [`http`]: the only room that knows of requests and answers
//! - [`discussion`]: what people do, one use case per file
//! - [`mail`]: what is sent to people, and how
//! - [`store`], [`identity`], [`markup`]: what is kept, who speaks, how text becomes HTML
//! - [`domain`]: the words as types, and the rules
//! - [`config`]: file and environment to one validated value

pub mod cli;
pub mod config;
pub mod discussion;
pub mod domain;
pub mod http;
pub mod identity;
pub mod mail;
pub mod markup;
pub mod server;
pub mod store;
