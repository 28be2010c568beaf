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

fn average(student: i64, term: u32) -> Average {
    let note = (student % 3 == 0).then(|| "needs another look".to_owned());
    let score = student as f64 / 7.0 + f64::from(term);
    Average { student, name: format!("student number {student}"), score, note }
}

/// How long it took to write new rows, to replace them by others, and by the same once more.
type Times = [Duration; 3];

#[tokio::main]
async fn main() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("name the server: mysql://user:password@host/database")?;
    let config = |table: &str| ConnectorConfig::new("mysql", &url).key(table).param("create", "true");
    let connectors =
        Connectors::new().with("Store", config("kis_bulk_store")).with("Plain", config("kis_bulk_plain"));
    let store = connectors.store::<Average>("Store").await?;
    let plain = connectors.store::<Average>("Plain").await?; // makes the table
    let mut client = connectors.client::<MySql>("Plain").await?.connection().await?;
    let rows: Vec<_> = (0..ROWS).map(|student| average(student, 1)).collect();
    let others: Vec<_> = (0..ROWS).map(|student| average(student, 2)).collect();

    let (mut stores, mut plains) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        client.query_drop("TRUNCATE kis_bulk_store").await?;
        client.query_drop("TRUNCATE kis_bulk_plain").await?;
        let (mut by_store_times, mut by_hand_times) = (Times::default(), Times::default());
        for (which, rows) in [&rows, &others, &others].into_iter().enumerate() {
            by_store_times[which] = by_store(&store, rows).await?;
            by_hand_times[which] = by_hand(&mut client, rows).await?;
        }
        stores.push(by_store_times);
        plains.push(by_hand_times);
    }
    assert_eq!((store.count().await?, plain.count().await?), (ROWS as u64, ROWS as u64));
    client.query_drop("DROP TABLE kis_bulk_store, kis_bulk_plain").await?;

    let (store, plain) = (least(&stores), least(&plains));
    println!("milliseconds for {ROWS} rows:      new  replaced  the same again");
    println!("store                     {}", listed(store.map(|time| time.as_secs_f64() * 1_000.0)));
    println!("by hand                   {}", listed(plain.map(|time| time.as_secs_f64() * 1_000.0)));
    let ratios = [0, 1, 2].map(|which| plain[which].as_secs_f64() / store[which].as_secs_f64());
    println!("the store has of its speed{}", listed(ratios));
    Ok(())
}

fn listed(numbers: [f64; 3]) -> String {
    numbers.map(|number| format!("{number:>10.2}")).concat()
}

/// Of each, the fastest round: other work on the machine only ever adds.
fn least(rounds: &[Times]) -> Times {
    rounds
        .iter()
        .fold([Duration::MAX; 3], |least, times| [0, 1, 2].map(|which| least[which].min(times[which])))
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
