//! Answers every request with the bytes of a file, from memory: `limit-read ADDRESS FILE ["NAME: VALUE"]…`. The headers are those that
//! Rejoinder sends along with these bytes; where the asker has what their `ETag` names, it gets a 304. With the same number of workers and
//! the same library, this is the most that a handler can reach on this machine.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use anyhow::Context;

struct Answer {
    body: Bytes,
    headers: Vec<(HeaderName, HeaderValue)>,
    etag: Option<HeaderValue>,
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("usage: limit-read ADDRESS FILE [\"NAME: VALUE\"]…");
    };
    let headers = arguments.map(|line| header_of(&line)).collect::<anyhow::Result<Vec<_>>>()?;
    let etag = headers.iter().find(|(name, _)| name == header::ETAG).map(|(_, value)| value.clone());
    let body = Bytes::from(std::fs::read(&file).with_context(|| format!("cannot read {file}"))?);
    let answer = Arc::new(Answer { body, headers, etag });
    HttpServer::new(move || {
        let answer = Arc::clone(&answer);
        App::new().default_service(web::to(move |request: HttpRequest| {
            let response = answer.to(request.headers());
            async move { response }
        }))
    })
    .bind(address)?
    .run()
    .await?;
    Ok(())
}

fn header_of(line: &str) -> anyhow::Result<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(": ").with_context(|| format!("{line:?} is no header"))?;
    Ok((name.parse()?, value.parse()?))
}

impl Answer {
    fn to(&self, asked: &HeaderMap) -> HttpResponse {
        let unchanged = self.etag.is_some() && asked.get(header::IF_NONE_MATCH) == self.etag.as_ref();
        let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        for header in &self.headers {
            let describes_body = header.0 == header::CONTENT_TYPE || header.0 == header::CONTENT_ENCODING;
            if !(unchanged && describes_body) {
                response.insert_header(header.clone());
            }
        }
        if unchanged { response.finish() } else { response.body(self.body.clone()) }
    }
}
