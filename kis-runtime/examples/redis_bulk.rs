//! 100,000 rows into Redis: through a flow and its store, and by the best that the plain client does.
//!
//! `cargo run --release -p kis-runtime --features redis --example redis_bulk -- redis://127.0.0.1:6379`

mod bulk;

use bulk::{Average, Save, averages, plain, tell, through};
use kis_runtime::connector::{ConnectorConfig, Connectors, Redis};
use kis_runtime::prelude::*;
use redis::aio::ConnectionLike;

const ROUNDS: usize = 15;

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).ok_or("which server? `-- redis://127.0.0.1:6379`")?;
    let prefix = format!("redis_bulk_{}_", std::process::id());
    let config = |format| ConnectorConfig::new("redis", &address).key(&prefix).param("format", format);
    let json = Connectors::new().with("Averages", config("json"));
    let hash = Connectors::new().with("Averages", config("hash"));
    let json_flow = Save::builder().connectors(&json).build().await?;
    let hash_flow = Save::builder().connectors(&hash).build().await?;
    let mut client = json.client::<Redis>("Averages").await?.connection().await?;
    let rows = averages(1);
    let (mut json, mut hash, mut ways) = (Vec::new(), Vec::new(), [const { Vec::new() }; 4]);
    for _ in 0..ROUNDS {
        json.push([through(&json_flow, &rows).await?]);
        ways[0].push([plain(&rows, async |rows| sets(&mut client, &prefix, rows, rows.len()).await).await?]);
        ways[1].push([plain(&rows, async |rows| sets(&mut client, &prefix, rows, 10_000).await).await?]);
        ways[2].push([plain(&rows, async |rows| msets(&mut client, &prefix, rows, 4_000).await).await?]);
        hash.push([through(&hash_flow, &rows).await?]);
        ways[3].push([plain(&rows, async |rows| hsets(&mut client, &prefix, rows, 10_000).await).await?]);
    }
    for rows in rows.chunks(10_000) {
        let keys: Vec<_> = rows.iter().map(|row| format!("{prefix}{}", row.student)).collect();
        redis::cmd("UNLINK").arg(keys).exec_async(&mut client).await?;
    }
    let [one, many, together, hashes] = &ways;
    tell(
        ["JSON"],
        &json,
        &[("SET, one pipeline", one), ("SET, 10,000 a pipeline", many), ("MSET of 4,000", together)],
    );
    tell(["hashes"], &hash, &[("HSET, 10,000 a pipeline", hashes)]);
    Ok(())
}

async fn sets(
    client: &mut impl ConnectionLike,
    prefix: &str,
    rows: &[Average],
    at_once: usize,
) -> Result<()> {
    for rows in rows.chunks(at_once) {
        let mut pipeline = redis::Pipeline::with_capacity(rows.len());
        for row in rows {
            let json = serde_json::to_vec(row)?;
            pipeline.cmd("SET").arg(format!("{prefix}{}", row.student)).arg(json).ignore();
        }
        pipeline.exec_async(client).await?;
    }
    Ok(())
}

async fn msets(
    client: &mut impl ConnectionLike,
    prefix: &str,
    rows: &[Average],
    at_once: usize,
) -> Result<()> {
    for rows in rows.chunks(at_once) {
        let mut command = redis::cmd("MSET");
        for row in rows {
            command.arg(format!("{prefix}{}", row.student)).arg(serde_json::to_vec(row)?);
        }
        command.exec_async(client).await?;
    }
    Ok(())
}

async fn hsets(
    client: &mut impl ConnectionLike,
    prefix: &str,
    rows: &[Average],
    at_once: usize,
) -> Result<()> {
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
    Ok(())
}
