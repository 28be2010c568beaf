//! The client: requests to one of the nodes, each bounded in time and size.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use metrics::{Gauge, gauge};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};

use super::answer;
use super::fault::Fault;
use super::settings::{Settings, Sizes};
use crate::Result;
use crate::connector::config::ConnectorConfig;
use crate::connector::limits::Limits;
use crate::connector::mask::mask;
use crate::connector::meter::retries;

/// Waits between tries double from the first to the longest; a random half of each is left out.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The client of an `es` connector, for what [`Store`](crate::Store) does not do.
///
/// ```no_run
/// use kis_runtime::connector::{ConnectorConfig, Connectors, Es};
/// use reqwest::Method;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Index", ConnectorConfig::new("es", "http://127.0.0.1:9200"));
/// let es = connectors.client::<Es>("Index").await?;
/// let answer = es.request(Method::GET, "/_cat/indices").send().await?;
/// println!("{}", answer.text().await?);
/// # Ok(()) }
/// ```
pub struct Es {
    name: String,
    address: String,
    http: Client,
    nodes: Vec<Url>,
    /// The node that is asked first.
    current: AtomicUsize,
    slots: Semaphore,
    in_use: Gauge,
    limits: Limits,
    pub(super) sizes: Sizes,
}

/// What a node is asked.
pub(super) struct Ask {
    pub(super) method: Method,
    /// What comes after the node's address, beginning with the first segment, percent-encoded.
    pub(super) path: String,
    pub(super) body: Option<Bytes>,
    pub(super) kind: Kind,
}

/// Which of the time limits holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Write,
}

/// Whether a request may be sent again when it is not known what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    Always,
    /// Only when it was certainly not done.
    IfUndone,
}

impl Es {
    /// Connects; servers of which none can be reached are an error at once.
    pub(super) async fn connect(name: &str, config: &ConnectorConfig, settings: Settings) -> Result<Self> {
        let Settings { nodes, http, limits, sizes, create: _ } = settings;
        // No proxy that the environment names, and no other server that one sends us to: neither is configured here.
        let http = http.no_proxy().redirect(Policy::none()).connect_timeout(limits.connect_timeout);
        let http = http.pool_max_idle_per_host(limits.pool_size).tcp_nodelay(true);
        let conn_type = config.conn_type().to_owned();
        let client = Es {
            http: http
                .build()
                .map_err(|error| Fault::of(error, limits.connect_timeout, "connect_timeout"))?,
            slots: Semaphore::new(limits.pool_size),
            in_use: gauge!("connector_pool_in_use", "conn_name" => name.to_owned(), "conn_type" => conn_type),
            name: name.to_owned(),
            address: config.masked_address(),
            current: AtomicUsize::new(0),
            nodes,
            limits,
            sizes,
        };
        match client.attempt(&Ask::get("")).await {
            Ok(answer) => {
                // A page of something else has status 200 too.
                answer::read_owned::<Map<String, Value>>(&answer)?;
                Ok(client)
            }
            // Who may write an index need not be allowed to look at the server.
            Err(Fault::Forbidden(_)) => Ok(client),
            Err(fault) => Err(fault.into()),
        }
    }

    /// A request to the node that answered last, with the connector's user or key; `path` begins with `/`. It has no
    /// time limit but its own, and what it sends is not tried again.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let (_, node) = self.node(0);
        self.http.request(method, format!("{node}{}", path.trim_start_matches('/')))
    }

    /// Asks, again and again for as long as `retry_for` says when that may help.
    pub(super) async fn run(
        &self,
        operation: &'static str,
        ask: &Ask,
        repeat: Repeat,
    ) -> Result<Bytes, Fault> {
        self.run_checked(operation, ask, repeat, |_| Ok(())).await
    }

    /// As [`Es::run`], where an answer too may be a reason to ask again.
    pub(super) async fn run_checked(
        &self,
        operation: &'static str,
        ask: &Ask,
        repeat: Repeat,
        check: impl Fn(&Bytes) -> Result<(), Fault>,
    ) -> Result<Bytes, Fault> {
        let mut patience = self.patience(operation);
        loop {
            let answer = self.attempt(ask).await;
            let fault = match answer.and_then(|answer| check(&answer).map(|()| answer)) {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            if !fault.passes() || (repeat == Repeat::IfUndone && fault.is_unsure()) {
                return Err(fault);
            }
            patience.wait(fault).await?;
        }
    }

    /// For a call of this operation.
    pub(super) fn patience(&self, operation: &'static str) -> Patience<'_> {
        let give_up = Instant::now() + self.limits.retry_for;
        Patience { client: self, operation, give_up, longest: FIRST_PAUSE }
    }

    /// Asks once: the node that answered last, and when it cannot be reached, the others.
    pub(super) async fn attempt(&self, ask: &Ask) -> Result<Bytes, Fault> {
        let (limit, param) = self.limit(ask.kind);
        let slot = timeout(limit, self.slots.acquire()).await;
        let slot = slot.map_err(|_| Fault::Busy { size: self.limits.pool_size, limit })?;
        let _slot = slot.map_err(|_| Fault::Other("the pool is closed".to_owned()))?;
        let _counted = Counted::new(&self.in_use);
        let mut turn = 0;
        loop {
            let (index, node) = self.node(turn);
            let request = self.http.request(ask.method.clone(), format!("{node}{}", ask.path)).timeout(limit);
            let request = match &ask.body {
                Some(body) => request.header(CONTENT_TYPE, "application/json").body(body.clone()),
                None => request,
            };
            let answer = match request.send().await {
                Ok(response) => self.read(response, ask, limit, param).await,
                Err(error) => Err(Fault::of(error, limit, param)),
            };
            turn += 1;
            match answer {
                Err(Fault::Unreachable(_)) if turn < self.nodes.len() => {}
                Err(fault) => {
                    // Somebody else may have turned to another one meanwhile.
                    if fault.is_of_node() {
                        let next = (index + 1) % self.nodes.len();
                        let _ =
                            self.current.compare_exchange(index, next, Ordering::Relaxed, Ordering::Relaxed);
                    }
                    return Err(fault);
                }
                Ok(answer) => {
                    self.current.store(index, Ordering::Relaxed);
                    return Ok(answer);
                }
            }
        }
    }

    /// The node whose turn it is after so many others.
    fn node(&self, turn: usize) -> (usize, &Url) {
        let index = (self.current.load(Ordering::Relaxed) + turn) % self.nodes.len();
        (index, &self.nodes[index])
    }

    async fn read(
        &self,
        response: Response,
        ask: &Ask,
        limit: Duration,
        param: &'static str,
    ) -> Result<Bytes, Fault> {
        let status = response.status();
        if status.is_redirection() {
            let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            return Err(Fault::Redirect(mask(to.unwrap_or_default())));
        }
        let body = self.body(response, ask, limit, param).await?;
        match status {
            status if status.is_success() => Ok(body),
            status if status.as_u16() == 413 => {
                Err(Fault::TooLong { bytes: ask.body.as_ref().map_or(0, Bytes::len) })
            }
            status => Err(answer::fault(status, &body)),
        }
    }

    async fn body(
        &self,
        mut response: Response,
        ask: &Ask,
        limit: Duration,
        param: &'static str,
    ) -> Result<Bytes, Fault> {
        let most = self.sizes.answer_bytes;
        let advice = match ask.kind {
            Kind::Read => "lower param `page_rows`",
            Kind::Write => "lower param `bulk_bytes`",
        };
        let too_long = || Fault::LongAnswer { limit: most, advice };
        let announced = response.content_length().unwrap_or_default();
        if usize::try_from(announced).map_or(true, |length| length > most) {
            return Err(too_long());
        }
        let next = |error| match Fault::of(error, limit, param) {
            Fault::Unreachable(why) | Fault::Other(why) => Fault::Lost(why),
            fault => fault,
        };
        let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or_default());
        while let Some(part) = response.chunk().await.map_err(next)? {
            if body.len() + part.len() > most {
                return Err(too_long());
            }
            body.extend_from_slice(&part);
        }
        Ok(body.into())
    }

    fn limit(&self, kind: Kind) -> (Duration, &'static str) {
        match kind {
            Kind::Read => (self.limits.read_timeout, "read_timeout"),
            Kind::Write => (self.limits.write_timeout, "write_timeout"),
        }
    }
}

/// Forgets a scroll in the background, if there is still somewhere to do so.
pub(super) fn forget_scroll(client: &Arc<Es>, scroll: &str) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let body = serde_json::json!({ "scroll_id": scroll }).to_string();
    let ask = Ask {
        method: Method::DELETE,
        path: "_search/scroll".to_owned(),
        body: Some(body.into()),
        kind: Kind::Read,
    };
    let client = Arc::clone(client);
    runtime.spawn(async move { client.attempt(&ask).await });
}

/// How long a call still waits for what may pass.
pub(super) struct Patience<'c> {
    client: &'c Es,
    operation: &'static str,
    give_up: Instant,
    longest: Duration,
}

impl Patience<'_> {
    /// Waits before the next try, or gives the fault back when `retry_for` is over.
    pub(super) async fn wait(&mut self, fault: Fault) -> Result<(), Fault> {
        let pause = self.longest.mul_f64(0.5 + fastrand::f64() / 2.0);
        if Instant::now() + pause >= self.give_up {
            return Err(match self.client.limits.retry_for {
                Duration::ZERO => fault,
                retry_for => Fault::GaveUp { retry_for, fault: Box::new(fault) },
            });
        }
        let (name, operation) = (&self.client.name, self.operation);
        tracing::warn!(conn_name = name, conn_type = "es", operation, error = %fault, "connector retry");
        retries(name, "es", operation).increment(1);
        sleep(pause).await;
        self.longest = (self.longest * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

impl Ask {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Ask { method: Method::GET, path: path.into(), body: None, kind: Kind::Read }
    }

    pub(super) fn post(path: impl Into<String>, body: impl Into<Bytes>, kind: Kind) -> Self {
        Ask { method: Method::POST, path: path.into(), body: Some(body.into()), kind }
    }
}

/// A request under way, in the gauge.
struct Counted<'g>(&'g Gauge);

impl<'g> Counted<'g> {
    fn new(gauge: &'g Gauge) -> Self {
        gauge.increment(1);
        Counted(gauge)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

impl fmt::Debug for Es {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Es({} at {})", self.name, self.address)
    }
}
