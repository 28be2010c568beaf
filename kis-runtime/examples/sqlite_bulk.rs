//! 100,000 rows into SQLite: through a store, and by the best that plain rusqlite does.
//!
//! `cargo run --release -p kis-runtime --features sqlite --example sqlite_bulk`

use std::path::Path;
use std::time::{Duration, Instant};

use kis_runtime::connector::{ConnectorConfig, Connectors};
use kis_runtime::{Result, Row};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

const ROWS: i64 = 100_000;
const ROUNDS: usize = 9;

#[derive(Row, Serialize, Deserialize)]
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

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build()?;
    let folder = tempfile::tempdir()?;
    let rows: Vec<_> = (0..ROWS).map(average).collect();
    let path = |name: &str, round| folder.path().join(format!("{name}{round}.db"));
    let (mut stores, mut singles, mut manies) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        stores.push(runtime.block_on(store(&path("store", round), &rows))?);
        singles.push(plain(&path("single", round), &rows, 1)?);
        manies.push(plain(&path("many", round), &rows, 50)?);
    }
    let store = median(stores);
    println!("store                       insert {:?}, update {:?}", store.0, store.1);
    for (name, times) in [("one row a statement ", singles), ("50 rows a statement ", manies)] {
        let plain = median(times);
        let ratio = |store: Duration, plain: Duration| plain.as_secs_f64() / store.as_secs_f64();
        let (insert, update) = (ratio(store.0, plain.0), ratio(store.1, plain.1));
        println!(
            "rusqlite, {name}insert {:?}, update {:?}: {insert:.2} and {update:.2} of it",
            plain.0, plain.1
        );
    }
    Ok(())
}

fn median(mut times: Vec<(Duration, Duration)>) -> (Duration, Duration) {
    let middle = times.len() / 2;
    times.sort_by_key(|time| time.0);
    let insert = times[middle].0;
    times.sort_by_key(|time| time.1);
    (insert, times[middle].1)
}

async fn store(path: &Path, rows: &[Average]) -> Result<(Duration, Duration)> {
    let config = ConnectorConfig::new("sqlite", path.display().to_string());
    let store = Connectors::new().with("Averages", config).store::<Average>("Averages").await?;
    let start = Instant::now();
    store.upsert(rows).await?;
    let insert = start.elapsed();
    store.upsert(rows).await?;
    Ok((insert, start.elapsed() - insert))
}

/// One transaction, one prepared statement of so many rows.
fn plain(path: &Path, rows: &[Average], at_once: usize) -> Result<(Duration, Duration)> {
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
    let mut upsert = || -> Result<Duration> {
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
        Ok(start.elapsed())
    };
    Ok((upsert()?, upsert()?))
}
