//! Fills an empty database with comments: `seed FOLDER --pages N --comments N --shape SHAPE`. The folder holds a database with the site, and
//! no server runs on it. The first ten thousand go through the very functions that a request would reach, so that counters, indices and
//! what is searched are as they would be; the rest are copies of them.

mod copies;
mod shape;
mod sower;

use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use jiff::Timestamp;
use rejoinder::server::open_store;

use copies::Block;
use shape::Shape;
use sower::{Plan, Sower};

/// As in src/server.rs.
const DATABASE: &str = "rejoinder.db";
/// So many comments are not copies.
const WRITTEN: u32 = 10_000;

#[derive(Parser)]
struct Arguments {
    /// The data folder.
    folder: PathBuf,
    /// The site's key.
    #[arg(long, default_value = "bench")]
    site: String,
    /// Pages are `/page-1` and so on.
    #[arg(long, default_value_t = 1)]
    pages: u32,
    /// In all, the same number on each page.
    #[arg(long)]
    comments: u32,
    #[arg(long, value_enum, default_value_t = Shape::Usual)]
    shape: Shape,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let Arguments { folder, site, pages, comments, shape } = Arguments::parse();
    let begun = Instant::now();
    let (written, times) = parts(pages, comments / pages.max(1), shape);
    let store = open_store(&folder)?;
    Sower::new(&store, &site, &written).await?.sow().await?;
    store.close();
    let block = Block { pages: written.pages, span: written.span(), times, own_pages: pages > 1 };
    if times > 1 {
        copies::copy(&folder.join(DATABASE), &block)?;
    }
    eprintln!("seeded {comments} comments in {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// What is written, and how often that is to be there in all. Where branches are long there is nothing to copy.
fn parts(pages: u32, on_each: u32, shape: Shape) -> (Plan, u32) {
    let now = Timestamp::now();
    let whole = (Plan { pages, on_each, shape, now }, 1);
    if !matches!(shape, Shape::Flat | Shape::Usual) {
        return whole;
    }
    let in_block = if pages > 1 { (WRITTEN / on_each.max(1)).max(1) } else { WRITTEN };
    let all = if pages > 1 { pages } else { on_each };
    if all <= in_block || !all.is_multiple_of(in_block) {
        return whole;
    }
    let (pages, on_each) = if pages > 1 { (in_block, on_each) } else { (1, in_block) };
    (Plan { pages, on_each, shape, now }, all / in_block)
}
