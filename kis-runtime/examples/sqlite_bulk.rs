//! 100,000 rows into SQLite: through a store, and by the best that plain rusqlite does.
//!
//! `cargo run --release -p kis-runtime --features sqlite --example sqlite_bulk`

use std::path::Path;
use std::time::{Duration, Instant};

use kis_runtime::connector::{ConnectorConfig, Connectors};
use kis_runtime::{Result, Row};
use rusqlite::{Connection, params};
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
    let (mut stores, mut plains) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        stores.push(runtime.block_on(store(&folder.path().join(format!("store{round}.db")), &rows))?);
        plains.push(plain(&folder.path().join(format!("plain{round}.db")), &rows)?);
    }
    let (store, plain) = (median(stores), median(plains));
    println!("store        insert {:?}, update {:?}", store.0, store.1);
    println!("plain        insert {:?}, update {:?}", plain.0, plain.1);
    let ratio = |store: Duration, plain: Duration| plain.as_secs_f64() / store.as_secs_f64();
    println!(
        "store's speed as a part of plain's: {:.2}, {:.2}",
        ratio(store.0, plain.0),
        ratio(store.1, plain.1)
    );
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

/// One transaction, one prepared statement, a row at a time.
fn plain(path: &Path, rows: &[Average]) -> Result<(Duration, Duration)> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = wal; PRAGMA synchronous = normal;
         CREATE TABLE averages (student INTEGER NOT NULL, name TEXT NOT NULL, score REAL NOT NULL, note TEXT,
                                PRIMARY KEY (student)) STRICT",
    )?;
    let mut upsert = || -> Result<Duration> {
        let start = Instant::now();
        let transaction = connection.transaction()?;
        let mut statement = transaction.prepare_cached(
            "INSERT INTO averages (student, name, score, note) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (student) DO UPDATE SET name = excluded.name, score = excluded.score, note = excluded.note",
        )?;
        for row in rows {
            statement.execute(params![row.student, row.name, row.score, row.note])?;
        }
        drop(statement);
        transaction.commit()?;
        Ok(start.elapsed())
    };
    Ok((upsert()?, upsert()?))
}
