//! The client: one connection that is made anew when it is lost.

use std::fmt;
use std::time::Duration;

use redis::cluster_routing::Slot;
use redis::{ConnectionAddr, Pipeline, RedisError, Value};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::cluster::KnownSlots;
use super::fault::{Cure, Fault};
use super::held::Wait;
use super::link::{RedisConnection, Request};
use super::settings::Settings;
use crate::Result;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
use crate::connector::meter::retries;

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The client of a `redis` or `redis-stream` connector, for what [`Store`](crate::Store) and
/// [`Topic`](crate::Topic) do not do.
///
/// ```no_run
/// use kis_runtime::connector::{ConnectorConfig, Connectors, Redis};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Cache", ConnectorConfig::new("redis", "redis://127.0.0.1:6379"));
/// let mut connection = connectors.client::<Redis>("Cache").await?.connection().await?;
/// let _: String = redis::cmd("PING").query_async(&mut connection).await?;
/// # Ok(()) }
/// ```
pub struct Redis {
    name: String,
    conn_type: String,
    address: String,
    settings: Settings,
    live: Mutex<Live>,
    /// Of a cluster.
    pub(super) slots: KnownSlots,
}

struct Live {
    /// `None` after it was lost.
    connection: Option<RedisConnection>,
    /// Which connection it is, so that it is thrown away once.
    number: u64,
}

/// Whether a request may be sent again when it is not known what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    Always,
    /// Only when it was certainly not done.
    IfUndone,
}

impl Redis {
    /// Connects; a server that cannot be reached is an error at once.
    pub(super) async fn connect(name: &str, config: &ConnectorConfig, settings: Settings) -> Result<Self> {
        let limit = match settings.encrypted {
            // Less than the limit that is set around this, so that what may be wrong with TLS is told.
            true => settings.connect_timeout * 9 / 10,
            // Twice the limit: the one that is set around this is told in the words of every connector.
            false => settings.connect_timeout * 2,
        };
        let opened = RedisConnection::open(&settings, limit).await;
        let connection = opened.map_err(|error| Fault::of(error, false, &settings).0)?;
        let client = Redis {
            name: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            address: config.masked_address(),
            settings,
            live: Mutex::new(Live { connection: Some(connection), number: 0 }),
            slots: KnownSlots::default(),
        };
        // A server that wants a password says so at the first command.
        client.run("connect", &Request::One(redis::cmd("PING")), Repeat::Always).await?;
        Ok(client)
    }

    /// The connection, made anew if it was lost. It does not reconnect by itself: ask for it again when it fails.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Operation`] when the server cannot be reached.
    pub async fn connection(&self) -> Result<RedisConnection> {
        match self.live().await {
            Ok((connection, _)) => Ok(connection),
            Err(error) => Err(ConnectorError::Operation {
                connector: self.name.clone(),
                conn_type: self.conn_type.clone(),
                address: self.address.clone(),
                operation: "call",
                source: Fault::of(error, false, &self.settings).0.into(),
            }
            .into()),
        }
    }

    pub(super) fn is_cluster(&self) -> bool {
        self.settings.is_cluster()
    }

    /// Where the server or the cluster is reached.
    pub(super) fn host(&self) -> &str {
        match self.settings.nodes[0].addr() {
            ConnectionAddr::Tcp(host, _) | ConnectionAddr::TcpTls { host, .. } => host,
            _ => "localhost",
        }
    }

    /// How writes wait for replicas, if they do; `may_repeat` says whether they may be written again.
    pub(super) fn wait(&self, may_repeat: bool) -> Option<Wait> {
        Wait::of(&self.settings, may_repeat)
    }

    /// Asks the server, again and again for as long as `retry_for` says when that may help.
    pub(super) async fn run(
        &self,
        operation: &'static str,
        request: &Request,
        repeat: Repeat,
    ) -> Result<Vec<Value>, Fault> {
        self.run_held(operation, request, repeat, None).await
    }

    /// The same; with `wait` replicas have to hold what is done.
    pub(super) async fn run_held(
        &self,
        operation: &'static str,
        request: &Request,
        repeat: Repeat,
        wait: Option<Wait>,
    ) -> Result<Vec<Value>, Fault> {
        self.persist(operation, repeat, || self.attempt(request, wait)).await
    }

    /// Tries something again and again in this way.
    pub(super) async fn persist<T, A: Future<Output = Result<T, (Fault, Cure)>> + Send>(
        &self,
        operation: &'static str,
        repeat: Repeat,
        mut attempt: impl FnMut() -> A + Send,
    ) -> Result<T, Fault> {
        let give_up = Instant::now() + self.settings.retry_for;
        let mut longest = FIRST_PAUSE;
        loop {
            let (fault, cure) = match attempt().await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if cure == Cure::None || (repeat == Repeat::IfUndone && fault.is_unsure()) {
                return Err(fault);
            }
            let pause = longest.mul_f64(0.5 + fastrand::f64() / 2.0);
            if Instant::now() + pause >= give_up {
                return Err(match self.settings.retry_for {
                    Duration::ZERO => fault,
                    retry_for => Fault::GaveUp { retry_for, fault: Box::new(fault) },
                });
            }
            self.note_retry(operation, &fault);
            sleep(pause).await;
            longest = (longest * 2).min(LONGEST_PAUSE);
        }
    }

    /// Tells operators that a call tries again.
    pub(super) fn note_retry(&self, operation: &'static str, fault: &Fault) {
        tracing::warn!(conn_name = self.name, conn_type = self.conn_type, operation, error = %fault, "connector retry");
        retries(&self.name, &self.conn_type, operation).increment(1);
    }

    async fn attempt(&self, request: &Request, wait: Option<Wait>) -> Result<Vec<Value>, (Fault, Cure)> {
        let (mut connection, number) = self.usable().await?;
        let sent = match wait {
            None => connection.send(request).await,
            Some(wait) => connection.send_held(request, wait).await,
        };
        let mut answers = match sent {
            Ok(answers) => answers,
            Err(error) => return Err(self.failed(error, number).await),
        };
        let Some(wait) = wait else { return Ok(answers) };
        match wait.fault(answers.pop().unwrap_or(Value::Nil)) {
            Some(failed) => Err(failed),
            None => Ok(request.take_answer(&mut answers.into_iter()).unwrap_or_default()),
        }
    }

    /// Asks the node that has a slot for what is of several.
    pub(super) async fn attempt_group(
        &self,
        slot: Slot,
        pipeline: Pipeline,
    ) -> Result<Vec<Value>, (Fault, Cure)> {
        let (mut connection, number) = self.usable().await?;
        match connection.send_group(Some(slot), pipeline).await {
            Ok(answers) => Ok(answers),
            Err(error) => Err(self.failed(error, number).await),
        }
    }

    async fn usable(&self) -> Result<(RedisConnection, u64), (Fault, Cure)> {
        self.live().await.map_err(|error| Fault::of(error, false, &self.settings))
    }

    /// What an error means that was answered.
    pub(super) fn fault(&self, error: RedisError) -> (Fault, Cure) {
        Fault::of(error, true, &self.settings)
    }

    /// Throws the connection away if it is lost.
    async fn failed(&self, error: RedisError, number: u64) -> (Fault, Cure) {
        let failed = self.fault(error);
        if failed.1 == Cure::Reconnect {
            let mut live = self.live.lock().await;
            if live.number == number {
                live.connection = None;
            }
        }
        failed
    }

    /// The connection and its number. While one task connects, the others wait for it.
    async fn live(&self) -> redis::RedisResult<(RedisConnection, u64)> {
        let mut live = self.live.lock().await;
        if let Some(connection) = &live.connection {
            return Ok((connection.clone(), live.number));
        }
        let connection = RedisConnection::open(&self.settings, self.settings.connect_timeout).await?;
        live.number += 1;
        live.connection = Some(connection.clone());
        Ok((connection, live.number))
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redis({} at {})", self.name, self.address)
    }
}
