//! 100,000 rows into Elasticsearch or OpenSearch: through a flow and its store, and by `_bulk` bodies that are made by hand
//! and sent by the plain HTTP client, of the same size and as many at once.
//!
//! `cargo run --release -p kis-runtime --features es --example es_bulk -- http://127.0.0.1:9200`

use std::io::Write;
use std::time::{Duration, Instant};

use kis_runtime::connector::{ConnectorConfig, Connectors, Es};
use kis_runtime::prelude::*;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

const ROWS: i64 = 100_000;
const ROUNDS: usize = 7;
/// What the connector does by default.
const BULK_BYTES: usize = 5 << 20;
const BULK_ROWS: usize = 10_000;
const AT_ONCE: usize = 4;

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
    let index = |by| format!("es_bulk_{}_{by}", std::process::id());
    let config = |by| ConnectorConfig::new("es", &address).key(index(by)).param("create", "true");
    let connectors = Connectors::new().with("Averages", config("flow"));
    let plain = Connectors::new().with("Averages", config("plain"));
    // Opened, so that both indices are there, with the same mapping.
    connectors.store::<Average>("Averages").await?;
    plain.store::<Average>("Averages").await?;
    let es = plain.client::<Es>("Averages").await?;
    let rows: Vec<_> = (0..ROWS).map(average).collect();
    let (mut flows, mut plains) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (by_flow, by_hand);
        // A server that is busy with what came before is slower for whoever is next.
        if round % 2 == 0 {
            by_flow = flow(&connectors, rows.clone()).await?;
            by_hand = bulks(&es, &index("plain"), rows.clone()).await?;
        } else {
            by_hand = bulks(&es, &index("plain"), rows.clone()).await?;
            by_flow = flow(&connectors, rows.clone()).await?;
        }
        let ratio = by_hand.as_secs_f64() / by_flow.as_secs_f64();
        println!("flow {by_flow:?}, plain client {by_hand:?}: {ratio:.2} of it");
        flows.push(by_flow);
        plains.push(by_hand);
    }
    let count = connectors.store::<Average>("Averages").await?.count().await?;
    for by in ["flow", "plain"] {
        es.request(Method::DELETE, &format!("/{}", index(by))).send().await?;
    }
    let (flow, plain) = (median(flows), median(plains));
    println!("{count} rows: flow {flow:?}, plain client {plain:?}");
    println!("{:.2} of it", plain.as_secs_f64() / flow.as_secs_f64());
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

async fn flow(connectors: &Connectors, rows: Vec<Average>) -> Result<Duration> {
    let flow = Save::builder().connectors(connectors).build().await?;
    let start = Instant::now();
    flow.run(rows).await?;
    Ok(start.elapsed())
}

async fn bulks(es: &Es, index: &str, rows: Vec<Average>) -> Result<Duration> {
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
        let path = format!("/{index}/_bulk?filter_path=errors");
        let request = es.request(Method::POST, &path).header("content-type", "application/json");
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
    match answer?? == r#"{"errors":false}"# {
        true => Ok(()),
        false => Err("a row was refused".into()),
    }
}
