//! Reading a request's JSON body: bounded in size, depth and time, and every mistake named by its field.

use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::object::Object;
use super::problem::{FieldError, Problem};
use crate::domain::Invalid;

/// Room for the longest comment in any script, twice over.
const MAX_BYTES: usize = 64 * 1024;
/// What is read of a body that is refused for its size.
const MOST_DISCARDED: usize = 16 * 1024 * 1024;
const MAX_TIME: Duration = Duration::from_secs(15);

/// A body of the given form. Unknown fields are mistakes; nesting past `serde_json`'s own limit of 128 is too.
pub(super) struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let is_json = request.content_type().eq_ignore_ascii_case("application/json");
        let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        let body = Payload::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Problem::unsupported_media_type());
            }
            let body = body.await.map_err(|error| Problem::malformed_json(error.to_string()))?;
            if announced.is_some_and(|length| length > MAX_BYTES) {
                discard(body).await;
                return Err(Problem::body_too_large(MAX_BYTES));
            }
            parse(&read(body).await?).map(Self)
        })
    }
}

/// Reads on for a while, because a connection that is closed on somebody who still sends loses the answer too.
async fn discard(mut body: Payload) {
    let mut discarded = 0;
    let reading = async {
        while let Some(Ok(chunk)) = body.next().await {
            discarded += chunk.len();
            if discarded > MOST_DISCARDED {
                return;
            }
        }
    };
    // Whether all of it came or not, the answer is the same.
    let _ = tokio::time::timeout(MAX_TIME, reading).await;
}

pub(super) async fn read(body: Payload) -> Result<Bytes, Problem> {
    let read = tokio::time::timeout(MAX_TIME, body.to_bytes_limited(MAX_BYTES)).await;
    let within_limit = read.map_err(|_| Problem::body_too_slow())?.map_err(|_| Problem::body_too_large(MAX_BYTES))?;
    within_limit.map_err(|error| Problem::malformed_json(format!("the body could not be read: {error}")))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let Object(value) = serde_path_to_error::deserialize::<_, Object<T>>(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        let error = error.into_inner();
        if error.is_data() && field != "." {
            Problem::invalid_field(&field, plain(&error.to_string()))
        } else {
            Problem::malformed_json(error.to_string())
        }
    })?;
    reader.end().map_err(|error| Problem::malformed_json(error.to_string()))?;
    Ok(value)
}

/// What serde says of a value, without what only programmers know.
fn plain(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    let message = message.replace("expected u32", "expected a whole number from 0 on").replace("expected a string", "expected text");
    message.replace("integer `", "the number `").replace("floating point `", "the number `")
}

/// Collects what is wrong with a request's fields, so that all of it is said at once.
#[derive(Default)]
pub(super) struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// The value, or nothing after noting why not.
    pub(super) fn take<T>(&mut self, field: &str, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|error| self.errors.push(FieldError { field: field.to_owned(), message: error.to_string() })).ok()
    }

    /// Notes what only several fields together are wrong in.
    pub(super) fn refuse(&mut self, field: &str, message: &str) {
        self.errors.push(FieldError { field: field.to_owned(), message: message.to_owned() });
    }

    /// Empty text in an optional field counts as none: forms send it.
    pub(super) fn take_optional<T>(&mut self, field: &str, text: Option<&str>, parse: impl Fn(&str) -> Result<T, Invalid>) -> Option<T> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        self.take(field, parse(text))
    }

    /// All values, where each was good.
    pub(super) fn finish<T>(self, all: Option<T>) -> Result<T, Problem> {
        all.filter(|_| self.errors.is_empty()).ok_or_else(|| Problem::invalid(self.errors))
    }
}
