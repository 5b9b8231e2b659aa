//! Reads pages of a database that `seed` has filled, each of them built anew, and says what one costs, from the request to the bytes:
//! `miss FOLDER PAGES`. One line of JSON: allocations and their bytes, and the median of the microseconds, for each encoding.

use std::alloc::System;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use actix_web::App;
use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Data;
use anyhow::Context;
use rejoinder::config::Limits;
use rejoinder::discussion::Discussion;
use rejoinder::http::{self, AppState, Snapshots};
use rejoinder::identity::{Secrets, SharedKeyring};
use rejoinder::server::open_store;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Too small for any snapshot, so that each is built anew.
const NO_CACHE: u64 = 1;
const READS: u32 = 2_000;

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(pages)) = (arguments.next(), arguments.next()) else { anyhow::bail!("usage: miss FOLDER PAGES") };
    let (pages, state) = (pages.parse::<u32>()?, state(Path::new(&folder)).await?);
    let service = init_service(App::new().configure(http::configure(state))).await;
    let mut costs = Vec::new();
    for encoding in ["identity", "gzip", "br"] {
        let request = |uri: &str| TestRequest::get().uri(uri).insert_header((header::ACCEPT_ENCODING, encoding)).to_request();
        costs.push(format!("\"{encoding}\":{}", cost(&service, request, pages).await?));
    }
    println!("{{{}}}", costs.join(","));
    Ok(())
}

async fn state(folder: &Path) -> anyhow::Result<Data<AppState>> {
    let store = Arc::new(open_store(folder)?);
    let secrets = Secrets::load_or_create(folder)?;
    let keyring = SharedKeyring::new(secrets.keyring());
    let discussion = Discussion::new(store, &Limits { enabled: false, ..Limits::default() }, &secrets, keyring, false).await?;
    Ok(Data::new(AppState {
        discussion: Arc::new(discussion),
        snapshots: Arc::new(Snapshots::new(NO_CACHE)),
        trusted_proxies: Vec::new(),
        public_url: None,
        demo: None,
    }))
}

async fn cost<S, R, B>(service: &S, request: impl Fn(&str) -> R, pages: u32) -> anyhow::Result<String>
where
    S: Service<R, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let mut microseconds = Vec::new();
    let mut allocations = (0, 0);
    for read in 0..READS {
        // Steps over all pages, so that each is as likely in the page cache as another.
        let page = read.wrapping_mul(7_919) % pages + 1;
        let uri = format!("/api/v1/thread?site=bench&page=/page-{page}");
        let request = request(&uri);
        let (counting, begun) = (Region::new(ALLOCATOR), Instant::now());
        let response = service.call(request).await.map_err(|error| anyhow::anyhow!("{error}"))?;
        anyhow::ensure!(response.status().is_success(), "{uri}: {}", response.status());
        to_bytes(response.into_body()).await.ok().context("the body cannot be read")?;
        microseconds.push(begun.elapsed().as_micros());
        let counted = counting.change();
        allocations = (allocations.0 + counted.allocations + counted.reallocations, allocations.1 + counted.bytes_allocated);
    }
    microseconds.sort_unstable();
    let median = microseconds[microseconds.len() / 2];
    let (count, bytes) = (allocations.0 / READS as usize, allocations.1 / READS as usize);
    Ok(format!("{{\"microseconds\":{median},\"allocations\":{count},\"bytes\":{bytes}}}"))
}
