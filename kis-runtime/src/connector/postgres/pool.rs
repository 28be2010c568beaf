//! A bounded number of connections, opened when they are needed and used again when a call ended well.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use metrics::{Gauge, gauge};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::{Client, Statement};

use super::fault::Fault;
use super::settings::Settings;
use crate::Result;
use crate::connector::engine::BoxFuture;

/// Waits between tries double from the first to the longest; a random half of each is left out.
const FIRST_WAIT: Duration = Duration::from_millis(20);
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// How long a request to cancel may take.
const CANCEL_LIMIT: Duration = Duration::from_secs(5);

pub(super) struct Pool {
    name: String,
    settings: Settings,
    idle: Mutex<Vec<Connection>>,
    slots: Arc<Semaphore>,
    in_use: Gauge,
}

/// What a call does: its name, and what bounds a try of it.
#[derive(Clone, Copy)]
pub(super) enum Operation {
    Read(&'static str),
    Write(&'static str),
}

struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
    driver: AbortHandle,
}

impl Pool {
    /// A pool with one connection, for which nothing but the caller sets a time limit.
    pub(super) async fn connect(name: &str, settings: Settings) -> Result<Arc<Self>, Fault> {
        let pool = Pool {
            slots: Arc::new(Semaphore::new(settings.pool_size)),
            idle: Mutex::default(),
            in_use: gauge!("connector_pool_in_use", "conn_name" => name.to_owned(), "conn_type" => "postgres"),
            name: name.to_owned(),
            settings,
        };
        let first = pool.open().await?;
        pool.keep(first);
        Ok(Arc::new(pool))
    }

    /// Does `job` on a connection, again and again while it fails by what may pass.
    pub(super) async fn call<'a, R>(
        self: &Arc<Self>,
        operation: Operation,
        job: impl Fn(Lease) -> BoxFuture<'a, Result<R, Fault>>,
    ) -> Result<R> {
        let begun = Instant::now();
        let (mut wait, mut tries) = (FIRST_WAIT, 1);
        loop {
            let fault = match self.once(operation, &job).await {
                Ok(result) => return Ok(result),
                Err(fault) if fault.passes() => fault,
                Err(fault) => return Err(fault.boxed()),
            };
            let within = begun.elapsed();
            if within + wait > self.settings.retry_for {
                return Err(Fault::GaveUp { last: Box::new(fault), tries, within }.boxed());
            }
            self.tell_retry(operation, &fault);
            sleep(wait.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
            wait = (wait * 2).min(LONGEST_WAIT);
            tries += 1;
        }
    }

    async fn once<'a, R>(
        self: &Arc<Self>,
        operation: Operation,
        job: &impl Fn(Lease) -> BoxFuture<'a, Result<R, Fault>>,
    ) -> Result<R, Fault> {
        let (limit, param) = match operation {
            Operation::Read(_) => (self.settings.read_timeout, "read_timeout"),
            Operation::Write(_) => (self.settings.write_timeout, "write_timeout"),
        };
        let busy = |_| Fault::Busy { size: self.settings.pool_size, limit };
        let mut lease = timeout(limit, self.lease()).await.map_err(busy)??;
        lease.busy = true;
        timeout(limit, job(lease)).await.map_err(|_| Fault::TimedOut { limit, param })?
    }

    #[cold]
    fn tell_retry(&self, operation: Operation, fault: &Fault) {
        let (Operation::Read(operation) | Operation::Write(operation)) = operation;
        tracing::warn!(connector = %self.name, operation, error = %fault, "postgres call is tried again");
        metrics::counter!(
            "connector_retries", "conn_name" => self.name.clone(), "conn_type" => "postgres", "operation" => operation
        )
        .increment(1);
    }

    /// A connection, when one is free.
    pub(super) async fn lease(self: &Arc<Self>) -> Result<Lease, Fault> {
        let slots = Arc::clone(&self.slots);
        let slot = slots.acquire_owned().await.map_err(|_| Fault::Other("the pool is closed".to_owned()))?;
        let mut lease = Lease { connection: None, pool: Arc::clone(self), busy: false, _slot: slot };
        self.in_use.increment(1);
        lease.connection = match self.reuse() {
            Some(connection) => Some(connection),
            None => {
                let limit = self.settings.connect_timeout;
                let late = |_| Fault::Unreachable(format!("no connection within {limit:?}"));
                Some(timeout(limit, self.open()).await.map_err(late)??)
            }
        };
        Ok(lease)
    }

    fn keep(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    fn reuse(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(connection) = idle.pop() {
            if !connection.client.is_closed() {
                return Some(connection);
            }
        }
        None
    }

    async fn open(&self) -> Result<Connection, Fault> {
        let connecting = self.settings.tls.connect(&self.settings.server).await;
        let (client, driver) = connecting.map_err(|error| Fault::from(error).of_connecting())?;
        let name = self.name.clone();
        let driver = tokio::spawn(async move {
            if let Err(error) = driver.await {
                tracing::debug!(connector = %name, error = %Fault::from(error), "postgres connection ended");
            }
        });
        Ok(Connection { client, statements: HashMap::new(), driver: driver.abort_handle() })
    }
}

/// A connection that is somebody's. It goes back to the pool by [`Lease::done`]; dropped before that, it is closed,
/// because nobody knows what the server still does on it.
pub(super) struct Lease {
    /// Taken only when the lease ends.
    connection: Option<Connection>,
    pool: Arc<Pool>,
    /// Whether the server may be at work for it.
    busy: bool,
    _slot: OwnedSemaphorePermit,
}

impl Lease {
    /// Gives the connection back, and `result` with it.
    pub(super) fn done<R>(mut self, result: R) -> R {
        if let Some(connection) = self.connection.take() {
            self.pool.keep(connection);
        }
        result
    }

    fn connection(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a lease has its connection until it ends")
    }

    pub(super) fn client(&mut self) -> &mut Client {
        &mut self.connection().client
    }

    pub(super) fn client_ref(&self) -> &Client {
        &self.connection.as_ref().expect("a lease has its connection until it ends").client
    }

    /// A statement that this connection prepares once.
    pub(super) async fn prepare(&mut self, sql: &str) -> Result<Statement, Fault> {
        let connection = self.connection();
        if let Some(statement) = connection.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = connection.client.prepare(sql).await?;
        connection.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.pool.in_use.decrement(1);
        let Some(connection) = self.connection.take() else { return };
        if !self.busy || connection.client.is_closed() {
            return;
        }
        connection.driver.abort();
        // The server would go on, and hold its locks, until it has an answer to send.
        if let Ok(runtime) = Handle::try_current() {
            let (pool, cancel) = (Arc::clone(&self.pool), connection.client.cancel_token());
            runtime.spawn(async move { timeout(CANCEL_LIMIT, pool.settings.tls.cancel(cancel)).await });
        }
    }
}
