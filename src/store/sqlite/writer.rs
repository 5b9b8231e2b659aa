//! The one thread that writes. It takes everything that waits, runs each job in a savepoint of its own, commits once, and answers only
//! then: as durable as one transaction per job, at a fraction of the disk's waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::StoreError;
use crate::store::changes::{Changes, Touched};

/// How many jobs may wait before new ones are refused.
const QUEUE: usize = 1_024;
/// How many jobs one commit takes at most.
const GROUP: usize = 256;
/// How soon a write of another process is noticed.
const FOREIGN_WRITE_POLL: Duration = Duration::from_millis(200);

/// What a job gets: the connection, inside its savepoint, and a place to note what it changed.
pub(in crate::store) struct Write<'a> {
    pub(in crate::store) connection: &'a Connection,
    pub(in crate::store) touched: &'a mut Touched,
}

/// Tells the caller, after the commit.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

enum Outcome {
    Keep(Answer),
    Undo(Answer),
}

type Job = Box<dyn FnOnce(Write<'_>) -> Outcome + Send>;

pub(in crate::store) struct Writer {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

impl Writer {
    pub(in crate::store) fn start(connection: Connection, changes: Arc<Changes>) -> std::io::Result<Self> {
        let (jobs, queue) = bounded(QUEUE);
        let thread = std::thread::Builder::new().name("store-writer".into()).spawn(move || run(&connection, &queue, &changes))?;
        Ok(Self { jobs, thread })
    }

    /// Runs a job and waits until it is durable.
    pub(in crate::store) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(Write<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |write| match job(write) {
            Ok(value) => Outcome::Keep(Box::new(move |committed| {
                // The caller may have gone away; the write stands all the same.
                let _ = sender.send(committed.map(|()| value));
            })),
            Err(error) => Outcome::Undo(Box::new(move |_| {
                let _ = sender.send(Err(error));
            })),
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })?;
        receiver.await.map_err(|_| StoreError::Closed)?
    }

    /// Ends the thread after everything that waits is written. The last connection to close folds the log into the database.
    pub(in crate::store) fn stop(self) {
        drop(self.jobs);
        if self.thread.join().is_err() {
            tracing::error!("the writer thread had panicked");
        }
    }
}

fn run(connection: &Connection, queue: &Receiver<Job>, changes: &Changes) {
    let mut foreign = ForeignWrites::new(connection);
    loop {
        match queue.recv_timeout(FOREIGN_WRITE_POLL) {
            Ok(first) => commit_group(connection, first, queue, changes),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if foreign.seen(connection) {
            let mut touched = Touched::default();
            touched.everything();
            changes.publish(&touched);
        }
    }
}

fn commit_group(connection: &Connection, first: Job, queue: &Receiver<Job>, changes: &Changes) {
    let mut touched = Touched::default();
    let mut answers = Vec::new();
    let result = begin(connection).and_then(|()| {
        for job in std::iter::once(first).chain(queue.try_iter().take(GROUP - 1)) {
            answers.extend(run_job(connection, job, &mut touched)?);
        }
        execute(connection, "COMMIT")
    });
    match result {
        Ok(()) => {
            changes.publish(&touched);
            for answer in answers {
                answer(Ok(()));
            }
        }
        Err(error) => {
            let error = StoreError::from(error);
            tracing::error!(%error, "a group of {} writes failed: {error}", answers.len());
            if !connection.is_autocommit() {
                let _ = execute(connection, "ROLLBACK");
            }
            for answer in answers {
                answer(Err(StoreError::Unavailable(error.to_string())));
            }
        }
    }
}

/// One job in its savepoint. A panic undoes that job alone; its caller learns of it by the dropped channel.
fn run_job(connection: &Connection, job: Job, touched: &mut Touched) -> rusqlite::Result<Option<Answer>> {
    let mark = touched.mark();
    execute(connection, "SAVEPOINT job")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| job(Write { connection, touched })));
    let (undo, answer) = match outcome {
        Ok(Outcome::Keep(answer)) => (false, Some(answer)),
        Ok(Outcome::Undo(answer)) => (true, Some(answer)),
        Err(_) => (true, None),
    };
    if undo {
        touched.truncate(mark);
        execute(connection, "ROLLBACK TO job")?;
    }
    execute(connection, "RELEASE job")?;
    Ok(answer)
}

fn begin(connection: &Connection) -> rusqlite::Result<()> {
    execute(connection, "BEGIN IMMEDIATE")
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// Notices commits of other processes: `PRAGMA data_version` changes with every commit that is not this connection's own.
struct ForeignWrites {
    version: Option<i64>,
    looked_at: Instant,
}

impl ForeignWrites {
    fn new(connection: &Connection) -> Self {
        Self { version: data_version(connection), looked_at: Instant::now() }
    }

    fn seen(&mut self, connection: &Connection) -> bool {
        if self.looked_at.elapsed() < FOREIGN_WRITE_POLL {
            return false;
        }
        self.looked_at = Instant::now();
        let version = data_version(connection);
        let seen = version != self.version;
        self.version = version;
        seen
    }
}

fn data_version(connection: &Connection) -> Option<i64> {
    connection.prepare_cached("PRAGMA data_version").and_then(|mut statement| statement.query_row([], |row| row.get(0))).ok()
}
