//! The Prometheus recorder and its listener.
//!
//! The recorder is metrics-exporter-prometheus'. Its listener stands on hyper with HTTP/2, which costs a user's build
//! more than everything else in this crate; what answers `GET /metrics` here is one file.

use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{interval, timeout};

use super::{BATCH_SIZE_BUCKETS, FLOW_DURATION_BUCKETS, FUNCTION_DURATION_BUCKETS, describe};

/// The longest request that is read, in bytes.
const LONGEST_REQUEST: usize = 8 << 10;
/// The time that a client has for its request, and again for reading the answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Clients that are answered at once; further ones wait.
const MOST_CLIENTS: usize = 64;
/// How often recorded durations are sorted into their buckets, so that they do not pile up between two requests.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why metrics cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrometheusError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address} for metrics: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Another recorder of the `metrics` facade is installed already.
    #[error("metrics are recorded elsewhere already: another recorder is installed in this process")]
    OtherRecorder,
}

/// The listener; it ends when this is dropped.
#[derive(Debug)]
#[must_use = "the listener ends when this is dropped"]
pub struct PrometheusServer {
    address: SocketAddr,
    listener: AbortHandle,
}

impl PrometheusServer {
    /// The address that is listened on, with the port that the system chose where none was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for PrometheusServer {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// Records the metrics of this process and serves them at `http://address/metrics`.
///
/// It must be called before flows are built, and within a tokio runtime. It may be called again, for another address.
///
/// # Errors
/// The address cannot be listened on, or another recorder is installed.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> kis_runtime::Result<()> {
/// let server = kis_runtime::metrics::serve_prometheus("127.0.0.1:0".parse()?).await?;
/// println!("metrics at http://{}/metrics", server.address());
/// # Ok(())
/// # }
/// ```
pub async fn serve_prometheus(address: SocketAddr) -> Result<PrometheusServer, PrometheusError> {
    let failed = |source| PrometheusError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let handle = recorder()?;
    let listener = tokio::spawn(listen(listener, handle)).abort_handle();
    Ok(PrometheusServer { address, listener })
}

/// The recorder of this process, installed when it is first asked for.
fn recorder() -> Result<PrometheusHandle, PrometheusError> {
    static INSTALLED: Mutex<Option<PrometheusHandle>> = Mutex::new(None);
    let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*installed {
        return Ok(handle.clone());
    }
    let buckets: [(&str, &[f64]); 4] = [
        ("func_run_duration", &FUNCTION_DURATION_BUCKETS),
        ("flow_run_duration", &FLOW_DURATION_BUCKETS),
        ("flow_batch_size", &BATCH_SIZE_BUCKETS),
        ("connector_duration", &FUNCTION_DURATION_BUCKETS),
    ];
    let recorder = buckets
        .into_iter()
        .try_fold(PrometheusBuilder::new(), |builder, (name, bounds)| {
            builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), bounds)
        })
        .expect("a list of buckets is refused only when it is empty")
        .build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| PrometheusError::OtherRecorder)?;
    describe();
    Ok(installed.insert(handle).clone())
}

async fn listen(listener: TcpListener, handle: PrometheusHandle) {
    let mut clients = JoinSet::new();
    let upkeep = handle.clone();
    clients.spawn(async move {
        let mut ticks = interval(UPKEEP);
        loop {
            ticks.tick().await;
            upkeep.run_upkeep();
        }
    });
    loop {
        while clients.len() > MOST_CLIENTS {
            clients.join_next().await;
        }
        match listener.accept().await {
            Ok((client, _)) => {
                clients.spawn(answer(client, handle.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "metrics listener");
                tokio::time::sleep(Duration::from_millis(100)).await; // out of file handles, perhaps
            }
        }
        while clients.try_join_next().is_some() {}
    }
}

async fn answer(mut client: TcpStream, handle: PrometheusHandle) {
    let Ok(Some(request)) = timeout(PATIENCE, request_line(&mut client)).await else { return };
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default();
    let (status, body) = match (method, path) {
        ("GET" | "HEAD", "/metrics") => ("200 OK", handle.render()),
        ("GET" | "HEAD", _) => ("404 Not Found", "metrics are at /metrics\n".to_owned()),
        _ => ("405 Method Not Allowed", "metrics are read by GET\n".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let body = if method == "HEAD" { "" } else { &body };
    let sent = timeout(PATIENCE, async {
        client.write_all(head.as_bytes()).await?;
        client.write_all(body.as_bytes()).await?;
        client.shutdown().await
    });
    if let Ok(Err(error)) = sent.await {
        tracing::debug!(%error, "metrics client");
    }
}

/// The first line of a request that was read to the end of its head.
async fn request_line(client: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    let mut part = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match client.read(&mut part).await {
            Ok(read @ 1..) if request.len() + read <= LONGEST_REQUEST => {
                request.extend_from_slice(&part[..read])
            }
            _ => return None,
        }
    }
    let line = request.split(|byte| *byte == b'\r').next()?;
    String::from_utf8(line.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(address: SocketAddr, request: &str) -> String {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn metrics_are_served_and_nothing_else_is() {
        let server = serve_prometheus("127.0.0.1:0".parse().unwrap()).await.unwrap();
        metrics::counter!("flow_schedule_cnts", "flow_name" => "Served").increment(3);
        metrics::histogram!("flow_run_duration", "flow_name" => "Served").record(0.02);
        let found = ask(server.address(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(found.starts_with("HTTP/1.1 200 OK\r\n"), "{found}");
        assert!(found.contains("flow_schedule_cnts{flow_name=\"Served\"} 3\n"), "{found}");
        assert!(found.contains("flow_run_duration_bucket{flow_name=\"Served\",le=\"0.03\"} 1\n"), "{found}");
        assert!(found.contains("# HELP flow_schedule_cnts "), "{found}");
        let other = ask(server.address(), "GET / HTTP/1.1\r\n\r\n").await;
        assert!(other.starts_with("HTTP/1.1 404 "), "{other}");
        let post = ask(server.address(), "POST /metrics HTTP/1.1\r\n\r\n").await;
        assert!(post.starts_with("HTTP/1.1 405 "), "{post}");
        let long = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(LONGEST_REQUEST));
        let mut client = TcpStream::connect(server.address()).await.unwrap();
        let _refused_on_the_way = client.write_all(long.as_bytes()).await;
        let mut answer = Vec::new();
        let _reset = client.read_to_end(&mut answer).await;
        assert!(answer.is_empty());
    }

    #[tokio::test]
    async fn a_taken_address_is_told() {
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = taken.local_addr().unwrap();
        let error = serve_prometheus(address).await.unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("cannot listen on {address} for metrics: ")),
            "{error}"
        );
    }
}
