//! The threads that read, each with a connection of its own that cannot write.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::StoreError;

/// How many reads may wait before new ones are refused.
const QUEUE: usize = 1_024;

type Job = Box<dyn FnOnce(&Connection) + Send>;

pub(in crate::store) struct Readers {
    jobs: Sender<Job>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(in crate::store) fn start(connections: Vec<Connection>) -> std::io::Result<Self> {
        let (jobs, queue) = bounded(QUEUE);
        let threads = connections
            .into_iter()
            .enumerate()
            .map(|(number, connection)| {
                let queue = queue.clone();
                std::thread::Builder::new().name(format!("store-reader-{number}")).spawn(move || run(&connection, &queue))
            })
            .collect::<std::io::Result<_>>()?;
        Ok(Self { jobs, threads })
    }

    /// Runs a read. All its statements see the same state of the database.
    pub(in crate::store) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run_and_make(job, |read| read).await
    }

    /// Makes something of what was read, by the thread that has read it, once the database is done with.
    pub(in crate::store) async fn run_and_make<R, T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<R, StoreError> + Send + 'static,
        make: impl FnOnce(R) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let _ = sender.send(in_one_state(connection, job).map(make));
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })?;
        receiver.await.map_err(|_| StoreError::Closed)?
    }

    pub(in crate::store) fn stop(self) {
        drop(self.jobs);
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a reader thread had panicked");
            }
        }
    }
}

fn run(connection: &Connection, queue: &Receiver<Job>) {
    for job in queue {
        // The caller learns of a panic by the dropped channel; the thread goes on.
        if catch_unwind(AssertUnwindSafe(|| job(connection))).is_err() {
            tracing::error!("a read panicked");
        }
    }
}

fn in_one_state<T>(connection: &Connection, job: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
    let transaction = connection.unchecked_transaction()?;
    let value = job(&transaction)?;
    transaction.finish()?;
    Ok(value)
}
