//! What a connection may cost: how long one stays whose client takes nothing of its answer, and how many there may be.

use std::any::Any;

use actix_web::dev::Extensions;

/// A client that takes nothing of its answer for so long is dropped (the user timeout of RFC 9293, 3.8.3; Linux alone).
#[cfg(target_os = "linux")]
const READ_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(20);

#[cfg(target_os = "linux")]
pub(super) fn drop_if_nobody_reads(connection: &dyn Any, _: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
    if let Err(error) = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(READ_TIMEOUT)) {
        tracing::debug!(%error, "a connection has no read timeout: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn drop_if_nobody_reads(_: &dyn Any, _: &mut Extensions) {}

/// Each connection is a file, of which a process may have a thousand where nobody has asked for more.
#[cfg(unix)]
pub(super) fn allow_many() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "no more connections at once than the system gives by itself: {error}");
    }
}

#[cfg(not(unix))]
pub(super) fn allow_many() {}
