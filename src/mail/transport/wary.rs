//! A connection to a server that need not mean well.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What a server may say while one mail is handed over; all it has to say is a few lines.
const MOST_SAID: usize = 256 * 1024;
/// What is read at once.
const CHUNK: usize = 4 * 1024;
/// A conversation that becomes encrypted begins so (RFC 8446 section 5.1); no command of SMTP does.
const HANDSHAKE: u8 = 0x16;

/// Gives what a server says line by line, so that nothing of what it said in the clear is taken for an answer once the connection is encrypted
/// (CVE-2011-0411), and not without end. In the clear, what is no ASCII becomes `?`: an answer's code is read whatever its words are.
#[derive(Debug)]
pub(super) struct Wary<S> {
    stream: S,
    /// Said and not given yet.
    waiting: Vec<u8>,
    encrypted: bool,
    patience: Patience,
}

/// How many bytes a server may still say.
#[derive(Debug, Clone)]
pub(super) struct Patience(Arc<AtomicUsize>);

impl Patience {
    fn new() -> Self {
        Self(Arc::new(AtomicUsize::new(MOST_SAID)))
    }

    /// For the next mail.
    pub(super) fn renew(&self) {
        self.0.store(MOST_SAID, Relaxed);
    }

    fn spend(&self, bytes: usize) -> io::Result<()> {
        let left = self.0.load(Relaxed).checked_sub(bytes);
        let left = left.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the server talks without end"))?;
        self.0.store(left, Relaxed);
        Ok(())
    }
}

impl<S> Wary<S> {
    pub(super) fn new(stream: S) -> (Self, Patience) {
        let patience = Patience::new();
        (Self { stream, waiting: Vec::new(), encrypted: false, patience: patience.clone() }, patience)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wary<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.waiting.is_empty() {
            let mut space = [0; CHUNK];
            let mut read = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut read))?;
            let said = read.filled();
            self.patience.spend(said.len())?;
            self.waiting.extend_from_slice(said);
            if !self.encrypted {
                self.waiting.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
            }
        }
        let line = if self.encrypted { None } else { self.waiting.iter().position(|byte| *byte == b'\n') };
        let length = line.map_or(self.waiting.len(), |end| end + 1).min(to.remaining());
        to.put_slice(&self.waiting[..length]);
        self.waiting.drain(..length);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wary<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if bytes.first() == Some(&HANDSHAKE) && !self.encrypted {
            self.encrypted = true;
            if !self.waiting.is_empty() {
                let words = "somebody on the way has added to what the server said before encryption";
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, words)));
            }
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Wary<TcpStream> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, duplex};

    use super::*;

    #[tokio::test]
    async fn what_stands_behind_a_line_in_the_clear_ends_the_handshake() {
        let (near, mut far) = duplex(1_024);
        let (wary, _) = Wary::new(near);
        let mut reader = BufReader::new(wary);
        far.write_all(b"220 go\r\n250 injected\r\n").await.unwrap();
        let mut line = String::new();
        reader.read_line(&mut line).await.unwrap();
        assert_eq!((line.as_str(), reader.buffer()), ("220 go\r\n", &b""[..]), "a reader that is thrown away takes nothing with it");
        let error = reader.into_inner().write_all(&[HANDSHAKE, 3, 1]).await.unwrap_err();
        assert!(error.to_string().contains("before encryption"), "{error}");
    }

    #[tokio::test]
    async fn encrypted_bytes_pass_as_they_are() {
        let (near, mut far) = duplex(1_024);
        let (mut wary, _) = Wary::new(near);
        wary.write_all(&[HANDSHAKE, 3, 1]).await.unwrap();
        far.write_all(b"\xff\n\xfe\n\x00").await.unwrap();
        let mut bytes = [0; 5];
        wary.read_exact(&mut bytes).await.unwrap();
        assert_eq!(&bytes, b"\xff\n\xfe\n\x00");
    }

    #[tokio::test]
    async fn a_line_without_end_is_given_up() {
        let (near, mut far) = duplex(1_024);
        let (wary, patience) = Wary::new(near);
        let talking = tokio::spawn(async move { while far.write_all(&[b'x'; 512]).await.is_ok() {} });
        let mut line = Vec::new();
        let error = BufReader::new(wary).read_until(b'\n', &mut line).await.unwrap_err();
        assert!(error.to_string().contains("without end") && line.len() <= MOST_SAID, "{error}");
        patience.renew();
        assert!(patience.spend(MOST_SAID).is_ok() && patience.spend(1).is_err());
        talking.abort();
    }

    #[tokio::test]
    async fn words_that_are_no_ascii_do_not_hide_the_code() {
        let (near, mut far) = duplex(1_024);
        let (wary, _) = Wary::new(near);
        far.write_all(b"550 5.1.1 inconnu \xe9\r\n").await.unwrap();
        let mut line = String::new();
        BufReader::new(wary).read_line(&mut line).await.unwrap();
        assert_eq!(line, "550 5.1.1 inconnu ?\r\n");
    }
}
