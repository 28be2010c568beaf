//! 100,000 rows into PostgreSQL: through a flow and its store, and by the best that plain tokio-postgres does.
//!
//! `cargo run --release -p kis-runtime --features postgres --example postgres_bulk -- postgres://…`

mod bulk;

use std::pin::pin;
use std::time::Duration;

use bulk::{Average, REPLACING, Save, averages, plain, tell, through};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::SinkExt;
use kis_runtime::connector::{ConnectorConfig, Connectors, Postgres, PostgresConnection};
use kis_runtime::prelude::*;

const ROUNDS: usize = 9;

#[tokio::main]
async fn main() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("name the server: postgres://user:password@host/database")?;
    let config = |table: &str| ConnectorConfig::new("postgres", &url).key(table).param("create", "true");
    let connectors =
        Connectors::new().with("Averages", config("kis_bulk_flow")).with("Plain", config("kis_bulk_plain"));
    let flow = Save::builder().connectors(&connectors).build().await?;
    let store = connectors.store::<Average>("Averages").await?;
    let plain_store = connectors.store::<Average>("Plain").await?; // makes the table
    let client = connectors.client::<Postgres>("Plain").await?.connection().await?;
    let (rows, others) = (averages(1), averages(2));

    let (mut flows, mut plains) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        client.batch_execute("TRUNCATE kis_bulk_flow, kis_bulk_plain").await?;
        let (mut by_flow, mut by_hand) = ([Duration::ZERO; 3], [Duration::ZERO; 3]);
        for (which, rows) in [&rows, &others, &others].into_iter().enumerate() {
            client.batch_execute("CHECKPOINT").await?;
            by_flow[which] = through(&flow, rows).await?;
            client.batch_execute("CHECKPOINT").await?;
            by_hand[which] = plain(rows, async |rows| by_copy(&client, rows).await).await?;
        }
        flows.push(by_flow);
        plains.push(by_hand);
    }
    assert_eq!((store.count().await?, plain_store.count().await?), (rows.len() as u64, rows.len() as u64));
    client.batch_execute("DROP TABLE kis_bulk_flow, kis_bulk_plain").await?;
    tell(REPLACING, &flows, &[("COPY and merge", &plains)]);
    Ok(())
}

/// Written for these rows, no key of which comes twice: binary `COPY` into a temporary table, then one statement.
async fn by_copy(client: &PostgresConnection, rows: &[Average]) -> Result<()> {
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
    Ok(())
}
