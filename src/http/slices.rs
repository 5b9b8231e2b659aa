//! A body that is handed out bit by bit, so that of an answer that nobody reads only what fits the connection's buffers is copied.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

/// As much as actix-web keeps of an answer before it waits for the reader.
const SLICE: usize = 32 * 1024;

struct Slices(Bytes);

/// These bytes, shared with whoever else is answered with them.
pub(super) fn in_slices(bytes: Bytes) -> BoxBody {
    if bytes.len() <= SLICE { BoxBody::new(bytes) } else { BoxBody::new(Slices(bytes)) }
}

impl MessageBody for Slices {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let left = &mut self.get_mut().0;
        let next = left.split_to(left.len().min(SLICE));
        Poll::Ready((!next.is_empty()).then_some(Ok(next)))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    #[actix_web::test]
    async fn a_body_comes_whole_whatever_its_length() {
        for length in [0, 1, SLICE - 1, SLICE, SLICE + 1, 2 * SLICE, 2 * SLICE + 7] {
            let bytes: Bytes = (0..length).map(|n| n as u8).collect();
            let body = in_slices(bytes.clone());
            assert_eq!(body.size(), BodySize::Sized(length as u64));
            assert_eq!(to_bytes(body).await.unwrap(), bytes);
        }
    }
}
