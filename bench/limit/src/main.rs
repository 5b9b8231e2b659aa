//! Answers every request with the bytes of a file, from memory: `limit ADDRESS FILE [CONTENT_ENCODING]`. With the same number of workers
//! and the same library as Rejoinder, this is the most that a handler can reach on this machine.

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer, http::header};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err(std::io::Error::other("usage: limit ADDRESS FILE [CONTENT_ENCODING]"));
    };
    let encoding = arguments.next();
    let body = Bytes::from(std::fs::read(file)?);
    HttpServer::new(move || {
        let (body, encoding) = (body.clone(), encoding.clone());
        App::new().default_service(web::to(move || {
            let mut answer = HttpResponse::Ok();
            answer.content_type("application/json");
            if let Some(encoding) = &encoding {
                answer.insert_header((header::CONTENT_ENCODING, encoding.as_str()));
            }
            let answer = answer.body(body.clone());
            async move { answer }
        }))
    })
    .bind(address)?
    .run()
    .await
}
