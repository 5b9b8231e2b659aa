//! The one place where the parts are put together.

mod connections;
mod stop;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Condition, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use anyhow::Context;
use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use url::Url;

use crate::config::Config;
use crate::discussion::{Carrier, Discussion};
use crate::http::{self, AppState, Demo, Snapshots};
use crate::identity::{Secrets, SharedKeyring};
use crate::mail::Mail;
use crate::store::{Epoch, Store};

use stop::StopSignals;

const DATABASE: &str = "rejoinder.db";
/// What is in flight when the server is told to stop has this long to finish.
const SHUTDOWN_SECONDS: u64 = 8;
/// And mail that is on its way: as long, since it is told at the same moment.
const MAIL_SHUTDOWN: Duration = Duration::from_secs(SHUTDOWN_SECONDS);
/// A client that has not sent its headers by then is dropped.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// After refusing a body actix-web would go on reading it for this long, but never looks at the clock while more keeps coming: so not at all.
const LINGER: Duration = Duration::ZERO;
/// How long the workers may take to let go of the store.
const WORKERS_SHUTDOWN: Duration = Duration::from_secs(5);
const UPKEEP_INTERVAL: Duration = Duration::from_secs(3_600);
/// Not at once: it writes, and who waits for the start waits for that.
const UPKEEP_DELAY: Duration = Duration::from_secs(1);
/// How soon a rotation of the keys is noticed.
const KEYS_INTERVAL: Duration = Duration::from_secs(1);
const LIMITS_TIDY_INTERVAL: Duration = Duration::from_secs(60);

/// A server that listens, ready to be run.
pub struct Application {
    address: SocketAddr,
    server: Server,
    store: Arc<Store>,
    discussion: Arc<Discussion>,
    snapshots: Arc<Snapshots>,
    mail: Mail,
    /// What readers' browsers call it.
    public_url: Url,
    changes: watch::Receiver<Epoch>,
    keyring: SharedKeyring,
    folder: PathBuf,
    stop: StopSignals,
}

/// What is served besides the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    None,
    Demo,
}

impl Application {
    /// Opens the data folder and binds the address; the first start makes what is missing.
    pub async fn build(config: &Config, pages: Pages) -> anyhow::Result<Self> {
        let stop = StopSignals::catch()?;
        // Before anything is made: a mistake in it is to be mended first.
        let mail = Mail::new(&config.mail, config.server.host())?;
        let store = Arc::new(open_store(&config.data.folder)?);
        // From before the sites are read, so that no change falls in between.
        let changes = store.changes().watch_epoch();
        let secrets = Secrets::load_or_create(&config.data.folder)?;
        let keyring = SharedKeyring::new(secrets.keyring());
        let discussion = Arc::new(Discussion::new(Arc::clone(&store), &config.limits, &secrets, keyring.clone(), mail.is_on()).await?);
        connections::allow_many();
        let listener = TcpListener::bind(config.server.listen).with_context(|| format!("cannot listen on {}", config.server.listen))?;
        let address = listener.local_addr()?;
        let snapshots = Arc::new(Snapshots::new(u64::from(config.cache.size_mib.get()) << 20));
        let state = Data::new(AppState {
            discussion: Arc::clone(&discussion),
            public_url: config.server.public_url.clone(),
            snapshots: Arc::clone(&snapshots),
            trusted_proxies: config.server.trusted_proxies.clone(),
            demo: (pages == Pages::Demo).then(|| Demo { mail: config.mail.folder.clone() }),
        });
        let log_requests = tracing::enabled!(tracing::Level::DEBUG);
        let server = HttpServer::new(move || {
            App::new()
                .wrap(http::RefuseEndlessBody)
                .wrap(Condition::new(log_requests, from_fn(http::log_request)))
                .configure(http::configure(state.clone()))
        })
        .on_connect(connections::prepare)
        .client_request_timeout(HEADER_TIMEOUT)
        .client_disconnect_timeout(LINGER)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .listen(listener)?
        .run();
        let own_url = || Url::parse(&format!("http://{address}")).context("an address makes a URL");
        let public_url = config.server.public_url.clone().map_or_else(own_url, Ok)?;
        Ok(Self {
            address,
            server,
            store,
            discussion,
            snapshots,
            mail,
            public_url,
            changes,
            keyring,
            folder: config.data.folder.clone(),
            stop,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn discussion(&self) -> &Arc<Discussion> {
        &self.discussion
    }

    /// Serves until a signal ends it; then finishes what is in flight and closes the database.
    pub async fn run_until_stopped(self) -> anyhow::Result<()> {
        let handle = self.server.handle();
        let stop = self.stop;
        let changed = Arc::new(Notify::new());
        let mail_is_on = self.mail.is_on();
        if mail_is_on {
            self.store.begin_mail();
        }
        let carrier = Carrier::new(Arc::clone(&self.discussion), self.mail, self.public_url);
        let (stopping, mail_stops) = watch::channel(false);
        let stopped = stopping.clone();
        let background = [
            actix_web::rt::spawn(async move {
                stop.received().await;
                stopping.send_replace(true);
                handle.stop(true).await;
            }),
            actix_web::rt::spawn(follow_changes(self.changes, Arc::clone(&self.store), Arc::clone(&self.discussion), Arc::clone(&changed))),
            actix_web::rt::spawn(keep_rendered(Arc::clone(&self.discussion), changed)),
            actix_web::rt::spawn(tidy_limits(Arc::clone(&self.discussion))),
            actix_web::rt::spawn(forget_old(Arc::clone(&self.discussion))),
            actix_web::rt::spawn(follow_keys(self.folder, self.keyring)),
        ];
        let mut told_to_stop = stopped.subscribe();
        let carrying = actix_web::rt::spawn(async move {
            if mail_is_on {
                carrier.run(mail_stops).await;
            }
        });
        let serving = async {
            let served = self.server.await;
            // Where it ended by itself, the mail ends with it.
            stopped.send_replace(true);
            served
        };
        let finishing = async {
            // Cannot fail while `stopped` is there.
            let _ = told_to_stop.wait_for(|told| *told).await;
            finish_or_abort(carrying, MAIL_SHUTDOWN).await;
        };
        let (served, ()) = tokio::join!(serving, finishing);
        served?;
        for task in background {
            task.abort();
            // Aborted or ended: either way it holds the store no longer.
            let _ = task.await;
        }
        drop(self.discussion);
        match sole(self.store).await {
            Some(store) => store.close(),
            None => tracing::warn!("the store is still in use; its log is folded in at the next start"),
        }
        tracing::info!("stopped; {} snapshots built", self.snapshots.built());
        Ok(())
    }
}

/// What nobody else holds any more. The server's workers let go of theirs a moment after it has ended, on a busy machine a long one.
async fn sole<T>(shared: Arc<T>) -> Option<T> {
    let patience = Instant::now() + WORKERS_SHUTDOWN;
    while Arc::strong_count(&shared) > 1 && Instant::now() < patience {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Arc::into_inner(shared)
}

async fn finish_or_abort(mut task: actix_web::rt::task::JoinHandle<()>, within: Duration) {
    if tokio::time::timeout(within, &mut task).await.is_err() {
        task.abort();
        // It holds the store until it has ended.
        let _ = task.await;
    }
}

/// Opens the database of a data folder, making both where they are missing.
pub fn open_store(folder: &Path) -> anyhow::Result<Store> {
    make_private_folder(folder).with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    let readers = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 4);
    let database = folder.join(DATABASE);
    make_private_file(&database).with_context(|| format!("cannot make the database {}", database.display()))?;
    Ok(Store::open(&database, readers)?)
}

/// Its log files take the same mode. One that exists keeps its own.
fn make_private_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Keeps the sites in memory true, whoever changes them.
async fn follow_changes(mut changes: watch::Receiver<Epoch>, store: Arc<Store>, discussion: Arc<Discussion>, changed: Arc<Notify>) {
    while changes.changed().await.is_ok() {
        if let Err(error) = discussion.sites().reload(&store).await {
            tracing::error!("the sites could not be read anew: {error}");
        }
        changed.notify_one();
    }
}

/// Renders anew what no longer fits, at the start and after each change of the sites.
async fn keep_rendered(discussion: Arc<Discussion>, changed: Arc<Notify>) {
    loop {
        if let Err(error) = discussion.rerender_outdated().await {
            tracing::error!("comments could not be rendered anew: {error}");
        }
        changed.notified().await;
    }
}

async fn tidy_limits(discussion: Arc<Discussion>) {
    let mut interval = tokio::time::interval(LIMITS_TIDY_INTERVAL);
    loop {
        interval.tick().await;
        discussion.tidy_limits();
    }
}

/// Forgets what has to be forgotten after a while.
async fn forget_old(discussion: Arc<Discussion>) {
    let mut interval = tokio::time::interval_at(Instant::now() + UPKEEP_DELAY, UPKEEP_INTERVAL);
    loop {
        interval.tick().await;
        if let Err(error) = discussion.store().forget_old(Timestamp::now()).await {
            tracing::error!("what is old could not be forgotten: {error}");
        }
    }
}

/// Takes over keys that `rejoinder keys rotate` has made.
async fn follow_keys(folder: PathBuf, keyring: SharedKeyring) {
    let mut known = Secrets::modified(&folder).ok();
    let mut has_complained = false;
    let mut interval = tokio::time::interval(KEYS_INTERVAL);
    loop {
        interval.tick().await;
        let modified = Secrets::modified(&folder).ok();
        if modified == known {
            continue;
        }
        match Secrets::load(&folder) {
            Ok(secrets) => {
                keyring.replace(secrets.keyring());
                (known, has_complained) = (modified, false);
            }
            // Tried again: what mends it need not change the time of the file.
            Err(error) if !has_complained => {
                tracing::error!("the secrets could not be read anew: {error}");
                has_complained = true;
            }
            Err(_) => {}
        }
    }
}
