//! 100,000 rows into Redis: through a flow and its store, and by the best that the plain client does.
//!
//! `cargo run --release -p kis-runtime --features redis --example redis_bulk -- redis://127.0.0.1:6379`

use std::time::{Duration, Instant};

use kis_runtime::connector::{ConnectorConfig, Connectors, Redis};
use kis_runtime::prelude::*;
use redis::aio::ConnectionLike;
use serde::{Deserialize, Serialize};

const ROWS: i64 = 100_000;
const ROUNDS: usize = 15;

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
    let address = std::env::args().nth(1).ok_or("which server? `-- redis://127.0.0.1:6379`")?;
    let prefix = format!("redis_bulk_{}_", std::process::id());
    let config = |format| ConnectorConfig::new("redis", &address).key(&prefix).param("format", format);
    let json = Connectors::new().with("Averages", config("json"));
    let hash = Connectors::new().with("Averages", config("hash"));
    let mut client = json.client::<Redis>("Averages").await?.connection().await?;
    let rows: Vec<_> = (0..ROWS).map(average).collect();
    let (mut json_flow, mut hash_flow) = (Vec::new(), Vec::new());
    let mut plain = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        json_flow.push(flow(&json, rows.clone()).await?);
        plain[0].push(sets(&mut client, &prefix, rows.clone(), rows.len()).await?);
        plain[1].push(sets(&mut client, &prefix, rows.clone(), 10_000).await?);
        plain[2].push(msets(&mut client, &prefix, rows.clone(), 4_000).await?);
        hash_flow.push(flow(&hash, rows.clone()).await?);
        plain[3].push(hsets(&mut client, &prefix, rows.clone(), 10_000).await?);
    }
    for keys in (0..ROWS).collect::<Vec<_>>().chunks(10_000) {
        let keys: Vec<_> = keys.iter().map(|key| format!("{prefix}{key}")).collect();
        redis::cmd("UNLINK").arg(keys).exec_async(&mut client).await?;
    }
    let json_flow = least(json_flow);
    let hash_flow = least(hash_flow);
    println!("flow, json {json_flow:?}, hash {hash_flow:?}");
    let names = ["SET, one pipeline", "SET, 10,000 a pipeline", "MSET of 4,000", "HSET, 10,000 a pipeline"];
    for ((name, times), flow) in names.iter().zip(plain).zip([json_flow, json_flow, json_flow, hash_flow]) {
        let time = least(times);
        println!("plain client, {name}: {time:?}: {:.2} of it", time.as_secs_f64() / flow.as_secs_f64());
    }
    Ok(())
}

/// Other work on the machine makes it more, and never less.
fn least(times: Vec<Duration>) -> Duration {
    times.into_iter().min().unwrap_or_default()
}

async fn flow(connectors: &Connectors, rows: Vec<Average>) -> Result<Duration> {
    let flow = Save::builder().connectors(connectors).build().await?;
    let start = Instant::now();
    flow.run(rows).await?;
    Ok(start.elapsed())
}

async fn sets(
    client: &mut impl ConnectionLike,
    prefix: &str,
    rows: Vec<Average>,
    at_once: usize,
) -> Result<Duration> {
    let start = Instant::now();
    for rows in rows.chunks(at_once) {
        let mut pipeline = redis::Pipeline::with_capacity(rows.len());
        for row in rows {
            let json = serde_json::to_vec(row)?;
            pipeline.cmd("SET").arg(format!("{prefix}{}", row.student)).arg(json).ignore();
        }
        pipeline.exec_async(client).await?;
    }
    drop(rows);
    Ok(start.elapsed())
}

async fn msets(
    client: &mut impl ConnectionLike,
    prefix: &str,
    rows: Vec<Average>,
    at_once: usize,
) -> Result<Duration> {
    let start = Instant::now();
    for rows in rows.chunks(at_once) {
        let mut command = redis::cmd("MSET");
        for row in rows {
            command.arg(format!("{prefix}{}", row.student)).arg(serde_json::to_vec(row)?);
        }
        command.exec_async(client).await?;
    }
    drop(rows);
    Ok(start.elapsed())
}

async fn hsets(
    client: &mut impl ConnectionLike,
    prefix: &str,
    rows: Vec<Average>,
    at_once: usize,
) -> Result<Duration> {
    let start = Instant::now();
    for rows in rows.chunks(at_once) {
        let mut pipeline = redis::Pipeline::with_capacity(2 * rows.len());
        pipeline.atomic();
        for row in rows {
            let key = format!("{prefix}{}", row.student);
            pipeline.cmd("UNLINK").arg(&key).ignore();
            pipeline.cmd("HSET").arg(key).arg("student").arg(row.student).arg("name").arg(&row.name);
            pipeline.arg("score").arg(row.score);
            if let Some(note) = &row.note {
                pipeline.arg("note").arg(note);
            }
            pipeline.ignore();
        }
        pipeline.exec_async(client).await?;
    }
    drop(rows);
    Ok(start.elapsed())
}
