//! 100,000 rows into Redis: through a flow and its store, and by the best that the plain client does.
//!
//! `cargo run --release -p kis-runtime --features redis --example redis_bulk -- redis://127.0.0.1:6379`; of a cluster,
//! two or more addresses, separated by commas. After the address the number of rounds; 15 without.

mod bulk;

use bulk::{Average, Save, averages, plain, tell, through};
use kis_runtime::connector::{ConnectorConfig, Connectors, Redis};
use kis_runtime::prelude::*;
use redis::aio::ConnectionLike;
use redis::cluster::{ClusterClient, ClusterConnection, ClusterPipeline};

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).ok_or("which server? `-- redis://127.0.0.1:6379`")?;
    let prefix = format!("redis_bulk_{}_", std::process::id());
    let rounds = std::env::args().nth(2).map_or(Ok(15), |rounds| rounds.parse::<usize>())?.max(1);
    match address.contains(',') {
        false => server(&address, &prefix, rounds).await,
        true => cluster(&address, &prefix, rounds).await,
    }
}

async fn server(address: &str, prefix: &str, rounds: usize) -> Result<()> {
    let config = |format| ConnectorConfig::new("redis", address).key(prefix).param("format", format);
    let json = Connectors::new().with("Averages", config("json"));
    let hash = Connectors::new().with("Averages", config("hash"));
    let json_flow = Save::builder().connectors(&json).build().await?;
    let hash_flow = Save::builder().connectors(&hash).build().await?;
    let mut client = json.client::<Redis>("Averages").await?.connection().await?;
    let rows = averages(1);
    let (mut json, mut hash, mut ways) = (Vec::new(), Vec::new(), [const { Vec::new() }; 4]);
    for _ in 0..rounds {
        json.push([through(&json_flow, &rows).await?]);
        ways[0].push([plain(&rows, async |rows| sets(&mut client, prefix, rows, rows.len()).await).await?]);
        ways[1].push([plain(&rows, async |rows| sets(&mut client, prefix, rows, 10_000).await).await?]);
        ways[2].push([plain(&rows, async |rows| msets(&mut client, prefix, rows, 4_000).await).await?]);
        hash.push([through(&hash_flow, &rows).await?]);
        ways[3].push([plain(&rows, async |rows| hsets(&mut client, prefix, rows, 10_000).await).await?]);
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

async fn cluster(addresses: &str, prefix: &str, rounds: usize) -> Result<()> {
    let config = |format| ConnectorConfig::new("redis", addresses).key(prefix).param("format", format);
    let json = Connectors::new().with("Averages", config("json"));
    let hash = Connectors::new().with("Averages", config("hash"));
    let json_flow = Save::builder().connectors(&json).build().await?;
    let hash_flow = Save::builder().connectors(&hash).build().await?;
    // The asynchronous client has no pipeline over several slots; the other one has, without transactions.
    let client = ClusterClient::new(addresses.split(','))?;
    let mut client = client.get_connection()?;
    let rows = averages(1);
    let (mut json, mut hash, mut ways) = (Vec::new(), Vec::new(), [const { Vec::new() }; 4]);
    for _ in 0..rounds {
        json.push([through(&json_flow, &rows).await?]);
        ways[0].push([plain(&rows, async |rows| cluster_sets(&mut client, prefix, rows, 10_000)).await?]);
        ways[1].push([plain(&rows, async |rows| cluster_sets(&mut client, prefix, rows, 1_000)).await?]);
        hash.push([through(&hash_flow, &rows).await?]);
        ways[2].push([plain(&rows, async |rows| cluster_hsets(&mut client, prefix, rows, 10_000)).await?]);
        ways[3].push([plain(&rows, async |rows| cluster_scripts(&mut client, prefix, rows, 10_000)).await?]);
    }
    for row in &rows {
        redis::cmd("UNLINK").arg(format!("{prefix}{}", row.student)).exec(&mut client)?;
    }
    let [many, fewer, hashes, scripts] = &ways;
    tell(["JSON"], &json, &[("SET, 10,000 a pipeline", many), ("SET, 1,000 a pipeline", fewer)]);
    tell(
        ["hashes"],
        &hash,
        &[("HSET, 10,000 a pipeline, not atomic", hashes), ("a script for each, 10,000 a pipeline", scripts)],
    );
    Ok(())
}

fn cluster_sets(
    client: &mut ClusterConnection,
    prefix: &str,
    rows: &[Average],
    at_once: usize,
) -> Result<()> {
    for rows in rows.chunks(at_once) {
        let mut pipeline = ClusterPipeline::with_capacity(rows.len());
        for row in rows {
            let json = serde_json::to_vec(row)?;
            pipeline.cmd("SET").arg(format!("{prefix}{}", row.student)).arg(json).ignore();
        }
        pipeline.exec(client)?;
    }
    Ok(())
}

fn cluster_hsets(
    client: &mut ClusterConnection,
    prefix: &str,
    rows: &[Average],
    at_once: usize,
) -> Result<()> {
    for rows in rows.chunks(at_once) {
        let mut pipeline = ClusterPipeline::with_capacity(2 * rows.len());
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
        pipeline.exec(client)?;
    }
    Ok(())
}

/// What the transactions of the connector do: a hash in place of what is there, as a whole.
fn cluster_scripts(
    client: &mut ClusterConnection,
    prefix: &str,
    rows: &[Average],
    at_once: usize,
) -> Result<()> {
    let replace = "redis.call('UNLINK', KEYS[1]) return redis.call('HSET', KEYS[1], unpack(ARGV))";
    let hash: String = redis::cmd("SCRIPT").arg("LOAD").arg(replace).query(client)?;
    for rows in rows.chunks(at_once) {
        let mut pipeline = ClusterPipeline::with_capacity(rows.len());
        for row in rows {
            pipeline.cmd("EVALSHA").arg(&hash).arg(1).arg(format!("{prefix}{}", row.student));
            pipeline.arg("student").arg(row.student).arg("name").arg(&row.name);
            pipeline.arg("score").arg(row.score);
            if let Some(note) = &row.note {
                pipeline.arg("note").arg(note);
            }
            pipeline.ignore();
        }
        pipeline.exec(client)?;
    }
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
