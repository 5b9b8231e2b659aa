//! Bytes on a socket, for what no well-behaved client sends.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(60);

pub(crate) struct Socket(TcpStream);

impl Socket {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server accepts connections");
        stream.set_read_timeout(Some(TIMEOUT)).expect("a timeout can be set");
        stream.set_write_timeout(Some(TIMEOUT)).expect("a timeout can be set");
        Self(stream)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr().expect("a connection has an address")
    }

    /// Sends; whether the other side still took it.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }

    /// Reads until the text is there.
    pub(crate) fn read_until(&mut self, text: &str) -> String {
        let mut read = Vec::new();
        let mut buffer = [0; 4_096];
        loop {
            let length = self.0.read(&mut buffer).expect("the server says something in time");
            assert!(length > 0, "closed before {text:?} came; had {:?}", String::from_utf8_lossy(&read));
            read.extend(&buffer[..length]);
            if String::from_utf8_lossy(&read).contains(text) {
                return String::from_utf8_lossy(&read).into_owned();
            }
        }
    }

    /// Reads until the server closes; fails when it never does.
    pub(crate) fn read_to_end(&mut self) -> String {
        let mut read = Vec::new();
        match self.0.read_to_end(&mut read) {
            Ok(_) => {}
            // Closed with some of what was sent unread.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => {}
            Err(error) => panic!("the server neither answered to the end nor closed: {error}; had {:?}", String::from_utf8_lossy(&read)),
        }
        String::from_utf8_lossy(&read).into_owned()
    }
}

/// Sends all of it and reads to the end.
pub(crate) fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut socket = Socket::connect(address);
    socket.send(bytes);
    socket.read_to_end()
}

/// The status of an answer; nothing where the server only closed.
pub(crate) fn status(answer: &str) -> Option<u16> {
    let line = answer.lines().next()?;
    line.split(' ').nth(1)?.parse().ok()
}
