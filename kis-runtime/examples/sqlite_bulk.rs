//! 100,000 rows into SQLite: through a flow and its store, and by the best that plain rusqlite does.
//!
//! `cargo run --release -p kis-runtime --features sqlite --example sqlite_bulk`, with the number of rounds after `--`;
//! 9 without.

mod bulk;

use std::path::Path;
use std::time::{Duration, Instant};

use bulk::{Average, REPLACING, Save, averages, tell, through};
use kis_runtime::connector::{ConnectorConfig, Connectors};
use kis_runtime::prelude::*;
use rusqlite::Connection;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build()?;
    let folder = tempfile::tempdir()?;
    let (rows, others) = (averages(1), averages(2));
    let batches = [&*rows, &*others, &*others];
    let path = |name: &str, round| folder.path().join(format!("{name}{round}.db"));
    let rounds = std::env::args().nth(1).map_or(Ok(9), |rounds| rounds.parse::<usize>())?;
    let (mut flows, mut singles, mut manies) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds.max(1) {
        flows.push(runtime.block_on(flow(&path("flow", round), batches))?);
        singles.push(plain(&path("single", round), batches, 1)?);
        manies.push(plain(&path("many", round), batches, 50)?);
    }
    tell(
        REPLACING,
        &flows,
        &[("rusqlite, one row a statement", &singles), ("rusqlite, 50 rows a statement", &manies)],
    );
    Ok(())
}

async fn flow(path: &Path, batches: [&[Average]; 3]) -> Result<[Duration; 3]> {
    let config = ConnectorConfig::new("sqlite", path.display().to_string());
    let connectors = Connectors::new().with("Averages", config);
    let flow = Save::builder().connectors(&connectors).build().await?;
    let mut times = [Duration::ZERO; 3];
    for (rows, time) in batches.into_iter().zip(&mut times) {
        *time = through(&flow, rows).await?;
    }
    Ok(times)
}

/// One transaction, one prepared statement of so many rows.
fn plain(path: &Path, batches: [&[Average]; 3], at_once: usize) -> Result<[Duration; 3]> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = wal; PRAGMA synchronous = normal;
         CREATE TABLE averages (student INTEGER NOT NULL, name TEXT NOT NULL, score REAL NOT NULL, note TEXT,
                                PRIMARY KEY (student)) STRICT",
    )?;
    let sql = format!(
        "INSERT INTO averages (student, name, score, note) VALUES {}
         ON CONFLICT (student) DO UPDATE SET name = excluded.name, score = excluded.score, note = excluded.note",
        vec!["(?, ?, ?, ?)"; at_once].join(", ")
    );
    let mut upsert = |rows: &[Average]| -> Result<Duration> {
        let rows = rows.to_vec();
        let start = Instant::now();
        let transaction = connection.transaction()?;
        let mut statement = transaction.prepare(&sql)?;
        for rows in rows.chunks_exact(at_once) {
            for (row, first) in rows.iter().zip((1..).step_by(4)) {
                statement.raw_bind_parameter(first, row.student)?;
                statement.raw_bind_parameter(first + 1, row.name.as_str())?;
                statement.raw_bind_parameter(first + 2, row.score)?;
                statement.raw_bind_parameter(first + 3, row.note.as_deref())?;
            }
            statement.raw_execute()?;
        }
        drop(statement);
        transaction.commit()?;
        drop(rows); // as a flow does
        Ok(start.elapsed())
    };
    let [new, replaced, again] = batches;
    Ok([upsert(new)?, upsert(replaced)?, upsert(again)?])
}
