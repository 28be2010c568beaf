//! 100,000 rows into SQLite: through a store, and by the best that plain rusqlite does.
//!
//! `cargo run --release -p kis-runtime --features sqlite --example sqlite_bulk`, with the number of rounds to take the
//! medians of after `--`; 9 without.

use std::path::Path;
use std::time::{Duration, Instant};

use kis_runtime::connector::{ConnectorConfig, Connectors};
use kis_runtime::{Result, Row};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

const ROWS: i64 = 100_000;

#[derive(Row, Serialize, Deserialize)]
struct Average {
    #[row(key)]
    student: i64,
    name: String,
    score: f64,
    note: Option<String>,
}

fn average(student: i64, term: u32) -> Average {
    let note = (student % 3 == 0).then(|| "needs another look".to_owned());
    let score = student as f64 / 7.0 + f64::from(term);
    Average { student, name: format!("student number {student}"), score, note }
}

/// How long it took to write new rows, to replace them by others, and by the same once more.
type Times = [Duration; 3];

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build()?;
    let folder = tempfile::tempdir()?;
    let rows: Vec<_> = (0..ROWS).map(|student| average(student, 1)).collect();
    let others: Vec<_> = (0..ROWS).map(|student| average(student, 2)).collect();
    let batches = [&*rows, &*others, &*others];
    let path = |name: &str, round| folder.path().join(format!("{name}{round}.db"));
    let rounds = std::env::args().nth(1).map_or(Ok(9), |rounds| rounds.parse::<usize>())?;
    let (mut stores, mut singles, mut manies) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds.max(1) {
        stores.push(runtime.block_on(store(&path("store", round), batches))?);
        singles.push(plain(&path("single", round), batches, 1)?);
        manies.push(plain(&path("many", round), batches, 50)?);
    }
    let store = medians(&stores);
    println!("milliseconds for {ROWS} rows:      new      replaced  the same again");
    println!("store                        {}", listed(store, |time| time.as_secs_f64() * 1_000.0));
    for (name, times) in [("one row a statement", singles), ("50 rows a statement", manies)] {
        let plain = medians(&times);
        println!("rusqlite, {name}{}", listed(plain, |time| time.as_secs_f64() * 1_000.0));
        let ratios = [0, 1, 2].map(|which| plain[which].as_secs_f64() / store[which].as_secs_f64());
        println!("  the store has of its speed {}", listed(ratios, |ratio| ratio));
    }
    Ok(())
}

fn listed<T>(values: [T; 3], number: impl Fn(T) -> f64) -> String {
    values.map(|value| format!("{:>10.2}", number(value))).concat()
}

fn medians(rounds: &[Times]) -> Times {
    [0, 1, 2].map(|which| {
        let mut times: Vec<_> = rounds.iter().map(|times| times[which]).collect();
        times.sort();
        times[times.len() / 2]
    })
}

async fn store(path: &Path, batches: [&[Average]; 3]) -> Result<Times> {
    let config = ConnectorConfig::new("sqlite", path.display().to_string());
    let store = Connectors::new().with("Averages", config).store::<Average>("Averages").await?;
    let mut times = Times::default();
    for (rows, time) in batches.into_iter().zip(&mut times) {
        let start = Instant::now();
        store.upsert(rows).await?;
        *time = start.elapsed();
    }
    Ok(times)
}

/// One transaction, one prepared statement of so many rows.
fn plain(path: &Path, batches: [&[Average]; 3], at_once: usize) -> Result<Times> {
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
    let [new, replaced, again] = batches;
    Ok([upsert(new)?, upsert(replaced)?, upsert(again)?])
}
