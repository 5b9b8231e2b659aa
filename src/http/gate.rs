//! What every request passes before its handler.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, ResponseError};
use futures_util::future::{Either, MapOk, TryFutureExt};

use super::problem::Problem;

/// Refuses bodies that do not say how long they are: actix-web would read one without end to its end, long after the answer. The unread
/// body goes along with the answer, which makes it close the connection instead. All requests come through here, so nothing is boxed.
#[derive(Debug, Clone, Copy)]
pub struct RefuseEndlessBody;

impl<S, B> Transform<S, ServiceRequest> for RefuseEndlessBody
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, WithUnread>>;
    type Error = actix_web::Error;
    type Transform = BodyGate<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(BodyGate { inner }))
    }
}

/// Passes on to the service within what [`RefuseEndlessBody`] lets through.
pub struct BodyGate<S> {
    inner: S,
}

type Answer<B> = actix_web::Result<ServiceResponse<EitherBody<B, WithUnread>>>;

impl<S, B> Service<ServiceRequest> for BodyGate<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, WithUnread>>;
    type Error = actix_web::Error;
    type Future = Either<MapOk<S::Future, fn(ServiceResponse<B>) -> Self::Response>, Ready<Answer<B>>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        if request.headers().contains_key(header::TRANSFER_ENCODING) {
            Either::Right(ready(Ok(length_required(request).map_into_right_body())))
        } else {
            Either::Left(self.inner.call(request).map_ok(ServiceResponse::map_into_left_body))
        }
    }
}

fn length_required(mut request: ServiceRequest) -> ServiceResponse<WithUnread> {
    let unread = request.take_payload();
    let response = Problem::length_required().error_response().map_body(|_, body| WithUnread { body, _unread: unread });
    request.into_response(response)
}

/// An answer's body with the request's, which is held until the answer is sent.
pub struct WithUnread {
    body: BoxBody,
    _unread: Payload,
}

impl MessageBody for WithUnread {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// One line for each request: what was asked and what came of it. Neither query nor addresses nor headers: they can name people.
pub async fn log_request(request: ServiceRequest, next: Next<impl MessageBody>) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
    let (method, path, begun) = (request.method().clone(), request.path().to_owned(), Instant::now());
    let response = next.call(request).await?;
    let (status, microseconds) = (response.status().as_u16(), begun.elapsed().as_micros() as u64);
    tracing::debug!(%method, path, status, microseconds, "{method} {path} {status}");
    Ok(response)
}
