//! 100,000 rows into Elasticsearch or OpenSearch: through a flow and its store, and by `_bulk` bodies that are made by
//! hand and sent by the plain HTTP client, of the same size and as many at once. By hand once with the result of each
//! row in the answers, as the connector has them, and once with nothing but whether there was any error.
//!
//! `cargo run --release -p kis-runtime --features es --example es_bulk -- http://127.0.0.1:9200`

mod bulk;

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use bulk::{Average, ROWS, Save, averages, plain, tell, through};
use kis_runtime::connector::{ConnectorConfig, Connectors, Es};
use kis_runtime::prelude::*;
use reqwest::Method;
use tokio::task::JoinSet;

const ROUNDS: usize = 9;
/// What the connector does by default.
const BULK_BYTES: usize = 5 << 20;
const BULK_ROWS: usize = 10_000;
const AT_ONCE: usize = 4;
/// What the answers hold.
const RESULTS: [&str; 2] = ["items.*.status,items.*.error", "errors"];

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).ok_or("which server? `-- http://127.0.0.1:9200`")?;
    let rows = averages(1);
    let (mut flows, mut plains) = (Vec::new(), [const { Vec::new() }; 2]);
    for round in 0..ROUNDS {
        // Each in an index of its own: one that is written again has its old rows to merge away.
        let by_flow = async || {
            let index = Index::make(&address, "flow").await?;
            let flow = Save::builder().connectors(&index.connectors).build().await?;
            let time = through(&flow, &rows).await?;
            index.remove().await.map(|()| time)
        };
        let by_hand = async |results| {
            let index = Index::make(&address, "plain").await?;
            let time = plain(&rows, async |rows| bulks(&index, rows, results).await).await?;
            index.remove().await.map(|()| time)
        };
        // Each is the first as often as the others.
        let mut took = [Duration::ZERO; 3];
        for turn in 0..3 {
            let way = (round + turn) % 3;
            took[way] = if way == 0 { by_flow().await? } else { by_hand(RESULTS[way - 1]).await? };
        }
        flows.push([took[0]]);
        plains[0].push([took[1]]);
        plains[1].push([took[2]]);
    }
    tell(["new"], &flows, &[("with each row's result", &plains[0]), ("with none", &plains[1])]);
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
        match usize::try_from(count)? {
            ROWS => Ok(()),
            count => Err(format!("{count} rows are there, and {ROWS} were written").into()),
        }
    }
}

async fn bulks(index: &Index, rows: &[Average], results: &str) -> Result<()> {
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
    Ok(())
}

async fn finish(running: &mut JoinSet<reqwest::Result<String>>) -> Result<()> {
    let Some(answer) = running.join_next().await else { return Ok(()) };
    let answer = answer??;
    match answer.contains("\"error\"") || answer.contains("\"errors\":true") {
        false => Ok(()),
        true => Err("a row was refused".into()),
    }
}
