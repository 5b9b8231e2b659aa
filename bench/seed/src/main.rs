//! Fills a database with comments, through the very functions that a request would reach, so that counters, indices and what is searched
//! are as they would be: `seed FOLDER --pages N --comments N --shape SHAPE`. The folder holds a database with the site, and no server runs on it.

mod shape;
mod sower;

use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use jiff::Timestamp;
use rejoinder::server::open_store;

use shape::Shape;
use sower::{Plan, Sower};

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
    let store = open_store(&folder)?;
    let plan = Plan { pages, on_each: comments / pages.max(1), shape, now: Timestamp::now() };
    Sower::new(&store, &site, plan).await?.sow().await?;
    store.close();
    eprintln!("seeded {comments} comments in {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}
