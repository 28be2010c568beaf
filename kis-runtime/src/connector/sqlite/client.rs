//! The connection and the thread that holds it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::open::{Settings, open};
use crate::Result;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;

pub(super) type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The client of a `sqlite` connector: the connection itself, for what [`Store`](crate::Store) does not do.
///
/// ```
/// use kis_runtime::connector::{ConnectorConfig, Connectors, Sqlite};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Db", ConnectorConfig::new("sqlite", ":memory:"));
/// let sqlite = connectors.client::<Sqlite>("Db").await?;
/// let sum: i64 = sqlite.call(|connection| connection.query_row("SELECT 1 + 1", [], |row| row.get(0))).await?;
/// assert_eq!(sum, 2);
/// # Ok(()) }
/// ```
pub struct Sqlite {
    name: String,
    address: String,
    /// Taken only when the client is dropped.
    jobs: Option<mpsc::Sender<Job>>,
    /// How many of them are not done.
    unfinished: Arc<AtomicUsize>,
    worker: Option<JoinHandle<()>>,
}

/// The call has no answer.
#[derive(Debug, thiserror::Error)]
#[error("the call panicked; nothing of it was kept")]
pub(super) struct Unanswered;

impl Sqlite {
    pub(super) async fn open(name: &str, config: &ConnectorConfig, settings: Settings) -> Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let (opened, answer) = oneshot::channel();
        let unfinished = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&unfinished);
        let worker = thread::Builder::new().name("kis-sqlite".to_owned()).spawn(move || {
            match open(&settings) {
                // The answer goes first: if nobody waits for it any more, the queue is closed already.
                Ok(connection) => {
                    let _ = opened.send(Ok(()));
                    work(connection, &queue, &left);
                }
                Err(error) => drop(opened.send(Err(error))),
            }
        })?;
        let client = Sqlite {
            name: name.to_owned(),
            address: config.masked_address(),
            jobs: Some(jobs),
            unfinished,
            worker: Some(worker),
        };
        answer.await.map_err(|_| Unanswered)??;
        Ok(client)
    }

    /// Runs `work` on the connection, in the thread that holds it, after the calls before it.
    ///
    /// A transaction that `work` leaves open is rolled back. When the future is dropped before `work` has begun, it
    /// never runs; once begun, it runs to its end.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Operation`] around the error of `work`, or when `work` panics.
    pub async fn call<R, F>(&self, work: F) -> Result<R>
    where
        R: Send + 'static,
        F: FnOnce(&mut Connection) -> rusqlite::Result<R> + Send + 'static,
    {
        let result = match self.run(work).await {
            Ok(result) => result.map_err(Into::into),
            Err(unanswered) => Err(unanswered.into()),
        };
        result.map_err(|source| {
            let error = ConnectorError::Operation {
                connector: self.name.clone(),
                conn_type: "sqlite".to_owned(),
                address: self.address.clone(),
                operation: "call",
                source,
            };
            error.into()
        })
    }

    pub(super) async fn run<R, F>(&self, work: F) -> Result<R, Unanswered>
    where
        R: Send + 'static,
        F: FnOnce(&mut Connection) -> R + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            if !reply.is_closed() {
                let _ = reply.send(work(connection));
            }
        });
        if !self.enqueue(job) {
            return Err(Unanswered);
        }
        answer.await.map_err(|_| Unanswered)
    }

    /// Has the connection's thread do this, if it has nothing to do; says whether.
    pub(super) fn run_if_idle(&self, job: Job) -> bool {
        self.unfinished.load(Ordering::Relaxed) == 0 && self.enqueue(job)
    }

    fn enqueue(&self, job: Job) -> bool {
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok())
    }
}

/// Does the jobs until the last client is gone, then closes the database.
fn work(mut connection: Connection, queue: &mpsc::Receiver<Job>, unfinished: &AtomicUsize) {
    for job in queue {
        // A panic drops the job's reply, which tells the caller; what it left undone is rolled back below.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut connection)));
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "sqlite rollback failed");
        }
        unfinished.fetch_sub(1, Ordering::Relaxed);
    }
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "sqlite close failed");
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.jobs = None;
        // The last handle may be dropped by a job, in the worker itself.
        if let Some(worker) =
            self.worker.take().filter(|worker| worker.thread().id() != thread::current().id())
        {
            let _ = worker.join();
        }
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sqlite({} at {})", self.name, self.address)
    }
}
