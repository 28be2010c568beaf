//! 100,000 rows into Elasticsearch or OpenSearch: through a flow and its store, and by `_bulk` bodies that are made by hand
//! and sent by the plain HTTP client, of the same size and as many at once. By hand once with the result of each row in the
//! answers, as the connector has them, and once with nothing but whether there was any error.
//!
//! `cargo run --release -p kis-runtime --features es --example es_bulk -- http://127.0.0.1:9200`

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kis_runtime::connector::{ConnectorConfig, Connectors, Es};
use kis_runtime::prelude::*;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

const ROWS: i64 = 100_000;
const ROUNDS: usize = 9;
/// What the connector does by default.
const BULK_BYTES: usize = 5 << 20;
const BULK_ROWS: usize = 10_000;
const AT_ONCE: usize = 4;
/// What the answers hold.
const RESULTS: [&str; 2] = ["items.*.status,items.*.error", "errors"];

#[derive(Row, Clone, Serialize, Deserialize)]
struct Average {
    #[row(key)]
    student: i64,
    name: String,
    score: f64,
    note: Option<String>,
}

fn average(student: i64) -> Average {
    let note = (student % 3 == 0).then(|| "needs another look".to_owned());
    Average { student, name: format!("student number {student}"), score: student as f64 / 7.0, note }
}

/// Keeps the averages.
#[kis_function(mode = "Save", connector = "Averages")]
async fn save_averages(rows: &[Average], averages: &Store<Average>) -> Result<()> {
    averages.upsert(rows).await
}

flow! { Save = save_averages }

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).ok_or("which server? `-- http://127.0.0.1:9200`")?;
    let rows: Vec<_> = (0..ROWS).map(average).collect();
    let (mut flows, mut plains) = (Vec::new(), [const { Vec::new() }; 2]);
    for round in 0..ROUNDS {
        // Each in an index of its own: one that is written again has its old rows to merge away.
        let flow = async || {
            let index = Index::make(&address, "flow").await?;
            let time = flow(&index.connectors, rows.clone()).await?;
            index.remove().await.map(|()| time)
        };
        let plain = async |results| {
            let index = Index::make(&address, "plain").await?;
            let time = bulks(&index, rows.clone(), results).await?;
            index.remove().await.map(|()| time)
        };
        // Each is the first as often as the others.
        let mut took = [Duration::ZERO; 3];
        for turn in 0..3 {
            let way = (round + turn) % 3;
            took[way] = if way == 0 { flow().await? } else { plain(RESULTS[way - 1]).await? };
        }
        println!("flow {:?}, plain client {:?}, without results {:?}", took[0], took[1], took[2]);
        flows.push(took[0]);
        plains[0].push(took[1]);
        plains[1].push(took[2]);
    }
    for (name, of) in [("least", least as fn(&[Duration]) -> Duration), ("median", median)] {
        let flow = of(&flows);
        for (what, plain) in ["with results", "without results"].iter().zip(&plains) {
            let plain = of(plain);
            let ratio = plain.as_secs_f64() / flow.as_secs_f64();
            println!("{name}: flow {flow:?}, plain client {what} {plain:?}: {ratio:.2} of it");
        }
    }
    Ok(())
}

/// An index with the mapping that the connector makes.
struct Index {
    connectors: Connectors,
    es: Arc<Es>,
    name: String,
}

impl Index {
    async fn make(address: &str, by: &str) -> Result<Self> {
        let name = format!("es_bulk_{}_{by}", std::process::id());
        let config = ConnectorConfig::new("es", address).key(&name).param("create", "true");
        let connectors = Connectors::new().with("Averages", config);
        connectors.store::<Average>("Averages").await?;
        let es = connectors.client("Averages").await?;
        Ok(Index { connectors, es, name })
    }

    /// Counts the rows first: all of them are there.
    async fn remove(self) -> Result<()> {
        let count = self.connectors.store::<Average>("Averages").await?.count().await?;
        self.es.request(Method::DELETE, &format!("/{}", self.name)).send().await?;
        match i64::try_from(count)? {
            ROWS => Ok(()),
            count => Err(format!("{count} rows are there, and {ROWS} were written").into()),
        }
    }
}

/// Other work on the machine makes it more, and never less.
fn least(times: &[Duration]) -> Duration {
    times.iter().min().copied().unwrap_or_default()
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[times.len() / 2]
}

async fn flow(connectors: &Connectors, rows: Vec<Average>) -> Result<Duration> {
    let flow = Save::builder().connectors(connectors).build().await?;
    let start = Instant::now();
    flow.run(rows).await?;
    Ok(start.elapsed())
}

async fn bulks(index: &Index, rows: Vec<Average>, results: &str) -> Result<Duration> {
    let start = Instant::now();
    let mut running = JoinSet::new();
    let (mut body, mut count) = (Vec::with_capacity(BULK_BYTES + 4_096), 0);
    for (place, row) in rows.iter().enumerate() {
        writeln!(body, r#"{{"index":{{"_id":"{}"}}}}"#, row.student)?;
        serde_json::to_writer(&mut body, row)?;
        body.push(b'\n');
        count += 1;
        if body.len() < BULK_BYTES && count < BULK_ROWS && place + 1 < rows.len() {
            continue;
        }
        if running.len() == AT_ONCE {
            finish(&mut running).await?;
        }
        let path = format!("/{}/_bulk?filter_path={results}", index.name);
        let request = index.es.request(Method::POST, &path).header("content-type", "application/json");
        let request = request.body(std::mem::replace(&mut body, Vec::with_capacity(BULK_BYTES + 4_096)));
        running.spawn(async move { request.send().await?.text().await });
        count = 0;
    }
    while !running.is_empty() {
        finish(&mut running).await?;
    }
    drop(rows);
    Ok(start.elapsed())
}

async fn finish(running: &mut JoinSet<reqwest::Result<String>>) -> Result<()> {
    let Some(answer) = running.join_next().await else { return Ok(()) };
    let answer = answer??;
    match answer.contains("\"error\"") || answer.contains("\"errors\":true") {
        false => Ok(()),
        true => Err("a row was refused".into()),
    }
}
