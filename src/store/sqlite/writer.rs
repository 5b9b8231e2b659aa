//! The one thread that writes. It takes everything that waits, runs each job in a savepoint of its own, puts the words of all
//! into the search index, which is a part of the commit, commits once, and answers only then: as durable as one transaction per job, at a fraction of the disk's waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::search;
use crate::domain::CommentId;
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
    /// Whether people are told by mail.
    pub(in crate::store) mail: bool,
}

/// Tells the caller, after the commit.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

enum Outcome {
    Keep(Answer),
    Undo(Answer),
}

/// Is given the reason where it cannot be run.
type Job = Box<dyn FnOnce(Result<Write<'_>, StoreError>) -> Outcome + Send>;

pub(in crate::store) struct Writer {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

impl Writer {
    pub(in crate::store) fn start(connection: Connection, changes: Arc<Changes>, mail: Arc<AtomicBool>) -> std::io::Result<Self> {
        let (jobs, queue) = bounded(QUEUE);
        let thread = std::thread::Builder::new().name("store-writer".into()).spawn(move || run(&connection, &queue, &changes, &mail))?;
        Ok(Self { jobs, thread })
    }

    /// Runs a job and waits until it is durable.
    pub(in crate::store) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(Write<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |write| match write.and_then(job) {
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

fn run(connection: &Connection, queue: &Receiver<Job>, changes: &Changes, mail: &AtomicBool) {
    let mut foreign = ForeignWrites::new(connection);
    loop {
        match queue.recv_timeout(FOREIGN_WRITE_POLL) {
            Ok(first) => commit_group(connection, first, queue, changes, mail.load(Ordering::Relaxed)),
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

fn commit_group(connection: &Connection, first: Job, queue: &Receiver<Job>, changes: &Changes, mail: bool) {
    if let Err(error) = execute(connection, "BEGIN IMMEDIATE") {
        refuse(first, &error);
        return;
    }
    let mut touched = Touched::default();
    let mut answers = Vec::new();
    let result = std::iter::once(first)
        .chain(queue.try_iter().take(GROUP - 1))
        .try_for_each(|job| run_job(connection, job, mail, &mut touched, &mut answers))
        .and_then(|()| index_words(connection, &touched.take_words()))
        .and_then(|()| execute(connection, "COMMIT"));
    match result {
        Ok(()) => {
            changes.publish(&touched);
            for answer in answers {
                answer(Ok(()));
            }
        }
        Err(error) => {
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

/// Answers a job that could not even begin.
fn refuse(job: Job, error: &rusqlite::Error) {
    tracing::error!(%error, "the database takes no writes: {error}");
    let (Outcome::Undo(answer) | Outcome::Keep(answer)) = job(Err(StoreError::Unavailable(error.to_string())));
    answer(Ok(()));
}

/// One job in its savepoint. A panic undoes that job alone; its caller learns of it by the dropped channel.
fn run_job(connection: &Connection, job: Job, mail: bool, touched: &mut Touched, answers: &mut Vec<Answer>) -> rusqlite::Result<()> {
    let mark = touched.mark();
    execute(connection, "SAVEPOINT job")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| job(Ok(Write { connection, touched, mail }))));
    let undo = !matches!(outcome, Ok(Outcome::Keep(_)));
    if let Ok(Outcome::Keep(answer) | Outcome::Undo(answer)) = outcome {
        answers.push(answer);
    }
    if undo {
        touched.truncate(mark);
        execute(connection, "ROLLBACK TO job")?;
    }
    execute(connection, "RELEASE job")
}

/// Where words cannot be indexed, search alone misses them: no comment is lost for it, and nothing else of its group.
fn index_words(connection: &Connection, comments: &[CommentId]) -> rusqlite::Result<()> {
    let [first, others @ ..] = comments else { return Ok(()) };
    execute(connection, "SAVEPOINT words")?;
    let result = search::index(connection, comments);
    if result.is_err() {
        execute(connection, "ROLLBACK TO words")?;
    }
    execute(connection, "RELEASE words")?;
    match result {
        Err(error) if others.is_empty() => tracing::error!(%error, comment = %first, "search will not find a comment: {error}"),
        Err(_) => return comments.iter().try_for_each(|comment| index_words(connection, std::slice::from_ref(comment))),
        Ok(()) => {}
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::runtime::{Builder, Runtime};

    use super::*;
    use crate::domain::Refusal;

    fn writer() -> (Runtime, Arc<Writer>) {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE line (text TEXT UNIQUE)").unwrap();
        let writer = Writer::start(connection, Arc::new(Changes::new()), Arc::default()).unwrap();
        (Builder::new_current_thread().build().unwrap(), Arc::new(writer))
    }

    fn insert(write: &Write<'_>, text: &str) -> Result<(), StoreError> {
        write.connection.execute("INSERT INTO line VALUES (?)", [text])?;
        Ok(())
    }

    async fn lines(writer: &Writer) -> i64 {
        writer.run(|write| Ok(write.connection.query_row("SELECT count(*) FROM line", [], |row| row.get(0))?)).await.unwrap()
    }

    #[test]
    fn a_refused_job_undoes_itself_alone() {
        let (runtime, writer) = writer();
        runtime.block_on(async {
            let good = writer.run(|write| insert(&write, "good"));
            let bad = writer.run(|write| insert(&write, "bad").and(Err::<(), _>(Refusal::UnknownComment.into())));
            let also_good = writer.run(|write| insert(&write, "also good"));
            let results = (good.await, bad.await, also_good.await);
            assert!(results.0.is_ok() && results.2.is_ok());
            assert!(matches!(results.1, Err(StoreError::Refused(Refusal::UnknownComment))));
            assert_eq!(lines(&writer).await, 2);
        });
    }

    #[test]
    fn a_panic_undoes_its_job_and_the_writer_goes_on() {
        let (runtime, writer) = writer();
        runtime.block_on(async {
            let panicked = writer.run(|write| insert(&write, "half done").map(|()| panic!("on purpose"))).await;
            assert!(matches!(panicked, Err::<(), _>(StoreError::Closed)));
            writer.run(|write| insert(&write, "after")).await.unwrap();
            assert_eq!(lines(&writer).await, 1);
        });
    }

    #[test]
    fn what_cannot_be_indexed_is_kept_all_the_same() {
        let (runtime, writer) = writer();
        runtime.block_on(async {
            // There is no index here.
            let jobs = ["one", "two"].map(|text| {
                writer.run(move |write| {
                    write.touched.words(CommentId::from_i64(1));
                    write.touched.words(CommentId::from_i64(2));
                    insert(&write, text)
                })
            });
            for job in jobs {
                job.await.unwrap();
            }
            assert_eq!(lines(&writer).await, 2);
        });
    }

    #[test]
    fn jobs_that_wait_together_are_committed_together_and_all_answered() {
        let (runtime, writer) = writer();
        runtime.block_on(async {
            let (go, wait) = mpsc::channel::<()>();
            let mut tasks = tokio::task::JoinSet::new();
            let first = Arc::clone(&writer);
            tasks.spawn(async move {
                first.run(move |write| wait.recv().map_err(|_| StoreError::Closed).and_then(|()| insert(&write, "first"))).await
            });
            for number in 0..100 {
                let writer = Arc::clone(&writer);
                tasks.spawn(async move { writer.run(move |write| insert(&write, &number.to_string())).await });
            }
            tokio::task::yield_now().await;
            go.send(()).unwrap();
            while let Some(result) = tasks.join_next().await {
                result.unwrap().unwrap();
            }
            assert_eq!(lines(&writer).await, 101);
        });
    }

    #[test]
    fn a_full_queue_refuses_instead_of_growing() {
        let (runtime, writer) = writer();
        runtime.block_on(async {
            let (go, wait) = mpsc::channel::<()>();
            let (started, has_started) = mpsc::channel();
            let mut tasks = tokio::task::JoinSet::new();
            let blocking = Arc::clone(&writer);
            tasks.spawn(async move {
                let job = move |_: Write<'_>| {
                    started.send(()).and_then(|()| wait.recv().map_err(|_| mpsc::SendError(()))).map_err(|_| StoreError::Closed)
                };
                blocking.run(job).await
            });
            tokio::task::yield_now().await;
            has_started.recv().unwrap();
            for _ in 0..QUEUE {
                let writer = Arc::clone(&writer);
                tasks.spawn(async move { writer.run(|_| Ok(())).await });
            }
            for _ in 0..QUEUE {
                tokio::task::yield_now().await;
            }
            assert!(matches!(writer.run(|_| Ok(())).await, Err(StoreError::Busy)));
            go.send(()).unwrap();
            while let Some(result) = tasks.join_next().await {
                result.unwrap().unwrap();
            }
        });
    }
}
