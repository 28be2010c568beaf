//! A bounded number of connections, opened when they are needed and used again when a call ended well.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use metrics::{Gauge, gauge};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::fault::{Fault, ServerFault};
use crate::Result;
use crate::connector::engine::BoxFuture;
use crate::connector::limits::Limits;
use crate::connector::meter::retries;

/// Waits between tries double from the first to the longest; a random half of each is left out.
const FIRST_WAIT: Duration = Duration::from_millis(20);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// A database's own client, as far as a pool deals with it.
pub(in crate::connector) trait Driver: Send + Sync + 'static {
    type Connection: Send + 'static;
    type Said: ServerFault;

    /// A new connection of the connector called `name`.
    fn open(&self, name: &str) -> impl Future<Output = Result<Self::Connection, Fault<Self::Said>>> + Send;

    fn is_closed(connection: &Self::Connection) -> bool;

    /// Closes a connection, and ends what the server may still do for it.
    fn abandon(self: &Arc<Self>, connection: Self::Connection);
}

pub(in crate::connector) struct Pool<D: Driver> {
    name: String,
    conn_type: &'static str,
    driver: Arc<D>,
    limits: Limits,
    idle: Mutex<Vec<D::Connection>>,
    slots: Arc<Semaphore>,
    in_use: Gauge,
}

/// What a call does: its name, and what bounds a try of it.
#[derive(Clone, Copy)]
pub(in crate::connector) enum Operation {
    Read(&'static str),
    Write(&'static str),
}

impl<D: Driver> Pool<D> {
    /// A pool with one connection, for which nothing but the caller sets a time limit.
    pub(in crate::connector) async fn connect(
        name: &str,
        conn_type: &'static str,
        driver: D,
        limits: Limits,
    ) -> Result<Arc<Self>, Fault<D::Said>> {
        let pool = Pool {
            slots: Arc::new(Semaphore::new(limits.pool_size)),
            idle: Mutex::default(),
            in_use: gauge!("connector_pool_in_use", "conn_name" => name.to_owned(), "conn_type" => conn_type),
            name: name.to_owned(),
            conn_type,
            driver: Arc::new(driver),
            limits,
        };
        let first = pool.driver.open(name).await?;
        pool.keep(first);
        Ok(Arc::new(pool))
    }

    /// Does `job` on a connection, again and again while it fails by what may pass.
    pub(in crate::connector) async fn call<'a, R>(
        self: &Arc<Self>,
        operation: Operation,
        job: impl Fn(Lease<D>) -> BoxFuture<'a, Result<R, Fault<D::Said>>>,
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
            if within + wait > self.limits.retry_for {
                let last = fault.boxed();
                return Err(Fault::<D::Said>::GaveUp { last, tries, within }.boxed());
            }
            if fault.is_loss() {
                // What is idle was most likely lost with it.
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
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
        job: &impl Fn(Lease<D>) -> BoxFuture<'a, Result<R, Fault<D::Said>>>,
    ) -> Result<R, Fault<D::Said>> {
        let (limit, param) = match operation {
            Operation::Read(_) => (self.limits.read_timeout, "read_timeout"),
            Operation::Write(_) => (self.limits.write_timeout, "write_timeout"),
        };
        let ready_by = Instant::now() + limit;
        let busy = |_| Fault::Busy { size: self.limits.pool_size, limit };
        let slot = timeout_at(ready_by, self.slot()).await.map_err(busy)??;
        let late = |_| Fault::Unreachable(format!("no connection within {limit:?}"));
        let mut lease = timeout_at(ready_by, self.lease_in(slot)).await.map_err(late)??;
        lease.busy = true;
        timeout(limit, job(lease)).await.map_err(|_| Fault::TimedOut { limit, param })?
    }

    #[cold]
    fn tell_retry(&self, operation: Operation, fault: &Fault<D::Said>) {
        let (Operation::Read(operation) | Operation::Write(operation)) = operation;
        tracing::warn!(connector = %self.name, conn_type = self.conn_type, operation, error = %fault, "call is tried again");
        retries(&self.name, self.conn_type, operation).increment(1);
    }

    /// A connection, when one is free.
    pub(in crate::connector) async fn lease(self: &Arc<Self>) -> Result<Lease<D>, Fault<D::Said>> {
        let slot = self.slot().await?;
        self.lease_in(slot).await
    }

    async fn slot(&self) -> Result<OwnedSemaphorePermit, Fault<D::Said>> {
        let slots = Arc::clone(&self.slots);
        slots.acquire_owned().await.map_err(|_| Fault::Other("the pool is closed".to_owned()))
    }

    async fn lease_in(self: &Arc<Self>, slot: OwnedSemaphorePermit) -> Result<Lease<D>, Fault<D::Said>> {
        let mut lease = Lease { connection: None, pool: Arc::clone(self), busy: false, _slot: slot };
        self.in_use.increment(1);
        lease.connection = match self.reuse() {
            Some(connection) => Some(connection),
            None => {
                let limit = self.limits.connect_timeout;
                let late = |_| Fault::Unreachable(format!("no connection within {limit:?}"));
                Some(timeout(limit, self.driver.open(&self.name)).await.map_err(late)??)
            }
        };
        Ok(lease)
    }

    fn keep(&self, connection: D::Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    fn reuse(&self) -> Option<D::Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(connection) = idle.pop() {
            if !D::is_closed(&connection) {
                return Some(connection);
            }
        }
        None
    }
}

/// A connection that is somebody's. It goes back to the pool by [`Lease::done`]; dropped before that, it is closed,
/// because nobody knows what the server still does on it.
pub(in crate::connector) struct Lease<D: Driver> {
    /// Taken only when the lease ends.
    connection: Option<D::Connection>,
    pool: Arc<Pool<D>>,
    /// Whether the server may be at work for it.
    busy: bool,
    _slot: OwnedSemaphorePermit,
}

impl<D: Driver> Lease<D> {
    /// Gives the connection back, and `result` with it.
    pub(in crate::connector) fn done<R>(mut self, result: R) -> R {
        if let Some(connection) = self.connection.take() {
            self.pool.keep(connection);
        }
        result
    }

    pub(in crate::connector) fn connection(&mut self) -> &mut D::Connection {
        self.connection.as_mut().expect("a lease has its connection until it ends")
    }

    pub(in crate::connector) fn connection_ref(&self) -> &D::Connection {
        self.connection.as_ref().expect("a lease has its connection until it ends")
    }
}

impl<D: Driver> Drop for Lease<D> {
    fn drop(&mut self) {
        self.pool.in_use.decrement(1);
        let Some(connection) = self.connection.take() else { return };
        if self.busy {
            self.pool.driver.abandon(connection);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A server that takes the first connection, which breaks, and answers nothing on any other.
    #[derive(Default)]
    struct Silent(AtomicUsize);

    #[derive(Debug, thiserror::Error)]
    #[error("no")]
    struct No;

    impl ServerFault for No {
        fn is_rollback(&self) -> bool {
            false
        }

        fn is_loss(&self) -> bool {
            false
        }
    }

    impl Driver for Silent {
        type Connection = ();
        type Said = No;

        async fn open(&self, _: &str) -> Result<(), Fault<No>> {
            match self.0.fetch_add(1, Ordering::Relaxed) {
                0 => Ok(()),
                _ => pending().await,
            }
        }

        fn is_closed((): &()) -> bool {
            true
        }

        fn abandon(self: &Arc<Self>, (): ()) {}
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_does_not_take_a_connection_in_time_is_tried_again_and_is_no_busy_pool() {
        let second = Duration::from_secs(1);
        let limits = Limits {
            pool_size: 8,
            connect_timeout: 10 * second,
            read_timeout: second,
            write_timeout: second,
            retry_for: 5 * second,
        };
        let pool = Pool::connect("Db", "postgres", Silent::default(), limits).await.unwrap();
        let call = pool.call(Operation::Write("upsert"), |lease| Box::pin(async { lease.done(Ok(())) }));
        let error = call.await.unwrap_err().to_string();
        assert!(
            error.starts_with("the server cannot be reached: no connection within 1s; given up"),
            "{error}"
        );
        assert!(pool.driver.0.load(Ordering::Relaxed) > 3, "{error}");
    }
}
