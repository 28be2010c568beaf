//! 100,000 rows into PostgreSQL: through a store, and by the best that plain tokio-postgres does.
//!
//! `cargo run --release -p kis-runtime --features postgres --example postgres_bulk -- postgres://…`

use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::SinkExt;
use kis_runtime::connector::{ConnectorConfig, Connectors, Postgres, PostgresConnection};
use kis_runtime::{Result, Row, Store};
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

#[tokio::main]
async fn main() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("name the server: postgres://user:password@host/database")?;
    let config = |table: &str| ConnectorConfig::new("postgres", &url).key(table).param("create", "true");
    let connectors =
        Connectors::new().with("Store", config("kis_bulk_store")).with("Plain", config("kis_bulk_plain"));
    let store = connectors.store::<Average>("Store").await?;
    let plain = connectors.store::<Average>("Plain").await?; // makes the table
    let client = connectors.client::<Postgres>("Plain").await?.connection().await?;
    let rows: Vec<_> = (0..ROWS).map(average).collect();

    let (mut stores, mut plains) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        client.batch_execute("TRUNCATE kis_bulk_store, kis_bulk_plain; CHECKPOINT").await?;
        stores.push((by_store(&store, &rows).await?, by_store(&store, &rows).await?));
        client.batch_execute("CHECKPOINT").await?;
        plains.push((by_copy(&client, &rows).await?, by_copy(&client, &rows).await?));
    }
    assert_eq!((store.count().await?, plain.count().await?), (ROWS as u64, ROWS as u64));
    client.batch_execute("DROP TABLE kis_bulk_store, kis_bulk_plain").await?;

    let (store, plain) = (median(stores), median(plains));
    let ratio = |plain: Duration, store: Duration| plain.as_secs_f64() / store.as_secs_f64();
    println!("store            insert {:?}, update {:?}", store.0, store.1);
    println!("COPY and merge   insert {:?}, update {:?}", plain.0, plain.1);
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

/// Written for these rows, no key of which comes twice: binary `COPY` into a temporary table, then one statement.
async fn by_copy(client: &PostgresConnection, rows: &[Average]) -> Result<Duration> {
    let start = Instant::now();
    client
        .batch_execute(
            "BEGIN; CREATE TEMPORARY TABLE waiting ON COMMIT DROP AS TABLE kis_bulk_plain WITH NO DATA",
        )
        .await?;
    let mut copy = pin!(client.copy_in::<_, Bytes>("COPY waiting FROM STDIN (FORMAT binary)").await?);
    let mut block = BytesMut::with_capacity(1 << 16);
    block.put_slice(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    for row in rows {
        block.put_i16(4);
        block.put_i32(8);
        block.put_i64(row.student);
        block.put_i32(row.name.len() as i32);
        block.put_slice(row.name.as_bytes());
        block.put_i32(8);
        block.put_f64(row.score);
        match &row.note {
            None => block.put_i32(-1),
            Some(note) => {
                block.put_i32(note.len() as i32);
                block.put_slice(note.as_bytes());
            }
        }
        if block.len() > 1 << 16 {
            copy.feed(block.split().freeze()).await?;
        }
    }
    block.put_i16(-1);
    copy.feed(block.freeze()).await?;
    copy.finish().await?;
    client
        .batch_execute(
            "INSERT INTO kis_bulk_plain SELECT * FROM waiting ON CONFLICT (student) DO UPDATE
             SET name = excluded.name, score = excluded.score, note = excluded.note; COMMIT",
        )
        .await?;
    Ok(start.elapsed())
}
