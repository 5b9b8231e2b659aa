//! What a connection may cost: how long one stays whose client takes nothing of its answer, and how many there may be.

use std::any::Any;
use std::io;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;

/// A client that takes nothing of its answer for so long is dropped (the user timeout of RFC 9293, 3.8.3; Linux alone).
#[cfg(target_os = "linux")]
const READ_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(20);

pub(super) fn prepare(connection: &dyn Any, _: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
    if let Err(error) = prepare_stream(stream) {
        tracing::debug!(%error, "a connection stays as the system made it: {error}");
    }
}

fn prepare_stream(stream: &TcpStream) -> io::Result<()> {
    // The end of a long answer would wait until the client has acknowledged what came before, which takes it up to 40 ms (RFC 1122, 4.2.3.4).
    stream.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    socket2::SockRef::from(stream).set_tcp_user_timeout(Some(READ_TIMEOUT))?;
    Ok(())
}

/// Each connection is a file, of which a process may have a thousand where nobody has asked for more.
#[cfg(unix)]
pub(super) fn allow_many() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "no more connections at once than the system gives by itself: {error}");
    }
}

#[cfg(not(unix))]
pub(super) fn allow_many() {}

#[cfg(test)]
mod tests {
    use actix_web::rt::net::TcpListener;

    use super::*;

    /// Of an answer in slices the last one is not held back.
    #[actix_web::test]
    async fn what_is_sent_waits_for_nothing() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        prepare(&stream, &mut Extensions::new());
        assert!(stream.nodelay().unwrap());
    }
}
