//! 100,000 rows into MySQL: through a store, and by multi-row statements that are written by hand for the row type.
//!
//! `cargo run --release -p kis-runtime --features mysql --example mysql_bulk -- mysql://…`

use std::time::{Duration, Instant};

use kis_runtime::connector::{ConnectorConfig, Connectors, MySql, MySqlConnection};
use kis_runtime::{Result, Row, Store};
use mysql_async::prelude::Queryable;
use mysql_async::{Params, Value};
use serde::{Deserialize, Serialize};

const ROWS: i64 = 100_000;
const ROUNDS: usize = 9;
/// Rows in a statement, as the store has them too.
const TOGETHER: usize = 1_024;

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

#[tokio::main]
async fn main() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("name the server: mysql://user:password@host/database")?;
    let config = |table: &str| ConnectorConfig::new("mysql", &url).key(table).param("create", "true");
    let connectors =
        Connectors::new().with("Store", config("kis_bulk_store")).with("Plain", config("kis_bulk_plain"));
    let store = connectors.store::<Average>("Store").await?;
    let plain = connectors.store::<Average>("Plain").await?; // makes the table
    let mut client = connectors.client::<MySql>("Plain").await?.connection().await?;
    let rows: Vec<_> = (0..ROWS).map(average).collect();

    let (mut stores, mut plains) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        client.query_drop("TRUNCATE kis_bulk_store").await?;
        client.query_drop("TRUNCATE kis_bulk_plain").await?;
        stores.push((by_store(&store, &rows).await?, by_store(&store, &rows).await?));
        plains.push((by_hand(&mut client, &rows).await?, by_hand(&mut client, &rows).await?));
    }
    assert_eq!((store.count().await?, plain.count().await?), (ROWS as u64, ROWS as u64));
    client.query_drop("DROP TABLE kis_bulk_store, kis_bulk_plain").await?;

    let (store, plain) = (median(stores), median(plains));
    let ratio = |plain: Duration, store: Duration| plain.as_secs_f64() / store.as_secs_f64();
    println!("store     insert {:?}, update {:?}", store.0, store.1);
    println!("by hand   insert {:?}, update {:?}", plain.0, plain.1);
    println!("the store has {:.2} and {:.2} of its speed", ratio(plain.0, store.0), ratio(plain.1, store.1));
    Ok(())
}

fn median(mut times: Vec<(Duration, Duration)>) -> (Duration, Duration) {
    let middle = times.len() / 2;
    times.sort_by_key(|time| time.0);
    let insert = times[middle].0;
    times.sort_by_key(|time| time.1);
    (insert, times[middle].1)
}

async fn by_store(store: &Store<Average>, rows: &[Average]) -> Result<Duration> {
    let start = Instant::now();
    store.upsert(rows).await?;
    Ok(start.elapsed())
}

/// Written for these rows, no key of which comes twice.
async fn by_hand(client: &mut MySqlConnection, rows: &[Average]) -> Result<Duration> {
    let start = Instant::now();
    client.query_drop("START TRANSACTION").await?;
    for rows in rows.chunks(TOGETHER) {
        let sql = format!(
            "INSERT INTO kis_bulk_plain (student, name, score, note) VALUES {} ON DUPLICATE KEY UPDATE
             name = VALUES(name), score = VALUES(score), note = VALUES(note)",
            vec!["(?,?,?,?)"; rows.len()].join(",")
        );
        let mut values: Vec<Value> = Vec::with_capacity(4 * rows.len());
        for row in rows {
            values.push(row.student.into());
            values.push(row.name.as_str().into());
            values.push(row.score.into());
            values.push(row.note.as_deref().into());
        }
        client.exec_drop(sql, Params::Positional(values)).await?;
    }
    client.query_drop("COMMIT").await?;
    Ok(start.elapsed())
}
