//! The client: one connection that is made anew when it is lost.

use std::fmt;
use std::time::Duration;

use async_nats::Client;
use async_nats::jetstream::Context;
use metrics::Counter;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::fault::{Cure, Fault};
use super::link::Link;
use super::settings::Settings;
use crate::Result;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
use crate::connector::meter::retries;

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The client of a `nats` connector, for what [`Topic`](crate::Topic) does not do.
///
/// ```no_run
/// use kis_runtime::connector::{ConnectorConfig, Connectors, Nats};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Orders", ConnectorConfig::new("nats", "nats://127.0.0.1:4222"));
/// let nats = connectors.client::<Nats>("Orders").await?;
/// let answer = nats.client().await?.request("prices", "EUR".into()).await?;
/// println!("{} bytes, with JetStream as {:?}", answer.payload.len(), nats.jetstream().await?.query_account().await?);
/// # Ok(()) }
/// ```
pub struct Nats {
    name: String,
    conn_type: String,
    address: String,
    pub(super) settings: Settings,
    live: Mutex<Live>,
    retries: Counter,
}

struct Live {
    /// `None` after it was lost.
    link: Option<Link>,
    /// Which connection it is, so that it is thrown away once.
    number: u64,
}

impl Nats {
    /// Connects; a server that cannot be reached is an error at once.
    pub(super) async fn connect(name: &str, config: &ConnectorConfig, settings: Settings) -> Result<Self> {
        // Twice the limit: the one that is set around this is told in the words of every connector.
        let opened = Link::open(&settings, settings.connect_timeout * 2).await;
        let link = opened.map_err(|(fault, _)| fault)?;
        Ok(Nats {
            name: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            address: config.masked_address(),
            retries: retries(name, config.conn_type(), "send"),
            settings,
            live: Mutex::new(Live { link: Some(link), number: 0 }),
        })
    }

    /// The client of the crate, connected anew if it was lost. It does not reconnect by itself: ask for it again when
    /// it fails.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Operation`] when the server cannot be reached.
    pub async fn client(&self) -> Result<Client> {
        Ok(self.jetstream().await?.client())
    }

    /// JetStream by that client.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Operation`] when the server cannot be reached.
    pub async fn jetstream(&self) -> Result<Context> {
        match self.live().await {
            Ok((link, _)) => Ok(link.jetstream),
            Err((fault, _)) => Err(ConnectorError::Operation {
                connector: self.name.clone(),
                conn_type: self.conn_type.clone(),
                address: self.address.clone(),
                operation: "call",
                source: fault.into(),
            }
            .into()),
        }
    }

    /// The connection and its number. While one task connects, the others wait for it.
    pub(super) async fn live(&self) -> Result<(Link, u64), (Fault, Cure)> {
        let mut live = self.live.lock().await;
        if let Some(link) = live.link.as_ref().filter(|link| link.is_live()) {
            return Ok((link.clone(), live.number));
        }
        live.link = None;
        let link = Link::open(&self.settings, self.settings.connect_timeout).await?;
        live.number += 1;
        live.link = Some(link.clone());
        Ok((link, live.number))
    }

    /// Throws the connection of this number away, if nobody has yet.
    pub(super) async fn leave(&self, number: u64) {
        let mut live = self.live.lock().await;
        if live.number == number {
            live.link = None;
        }
    }

    pub(super) fn patience(&self) -> Patience<'_> {
        Patience { client: self, give_up: Instant::now() + self.settings.retry_for, longest: FIRST_PAUSE }
    }
}

/// How long it makes sense to try again.
pub(super) struct Patience<'a> {
    client: &'a Nats,
    give_up: Instant,
    longest: Duration,
}

impl Patience<'_> {
    /// Something went well: the time begins anew.
    pub(super) fn renew(&mut self) {
        *self = self.client.patience();
    }

    /// Waits until it is time to try again, or gives the fault back.
    pub(super) async fn after(&mut self, fault: Fault, cure: Cure) -> Result<(), Fault> {
        if cure == Cure::None {
            return Err(fault);
        }
        let Nats { name, conn_type, settings, retries, .. } = self.client;
        let pause = self.longest.mul_f64(0.5 + fastrand::f64() / 2.0);
        if Instant::now() + pause >= self.give_up {
            return Err(match settings.retry_for {
                Duration::ZERO => fault,
                retry_for => Fault::GaveUp { retry_for, fault: Box::new(fault) },
            });
        }
        tracing::warn!(conn_name = name, conn_type, error = %fault, "connector retry");
        retries.increment(1);
        sleep(pause).await;
        self.longest = (self.longest * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

impl fmt::Debug for Nats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nats({} at {})", self.name, self.address)
    }
}
