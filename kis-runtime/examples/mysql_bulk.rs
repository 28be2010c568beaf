//! 100,000 rows into MySQL: through a flow and its store, and by multi-row statements that are written by hand for the
//! row type.
//!
//! `cargo run --release -p kis-runtime --features mysql --example mysql_bulk -- mysql://…`

mod bulk;

use std::time::Duration;

use bulk::{Average, REPLACING, Save, averages, plain, tell, through};
use kis_runtime::connector::{ConnectorConfig, Connectors, MySql, MySqlConnection};
use kis_runtime::prelude::*;
use mysql_async::prelude::Queryable;
use mysql_async::{Params, Value};

const ROUNDS: usize = 9;
/// Rows in a statement, as the store has them too.
const TOGETHER: usize = 1_024;

#[tokio::main]
async fn main() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("name the server: mysql://user:password@host/database")?;
    let config = |table: &str| ConnectorConfig::new("mysql", &url).key(table).param("create", "true");
    let connectors =
        Connectors::new().with("Averages", config("kis_bulk_flow")).with("Plain", config("kis_bulk_plain"));
    let flow = Save::builder().connectors(&connectors).build().await?;
    let store = connectors.store::<Average>("Averages").await?;
    let plain_store = connectors.store::<Average>("Plain").await?; // makes the table
    let mut client = connectors.client::<MySql>("Plain").await?.connection().await?;
    let (rows, others) = (averages(1), averages(2));

    let (mut flows, mut plains) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        client.query_drop("TRUNCATE kis_bulk_flow").await?;
        client.query_drop("TRUNCATE kis_bulk_plain").await?;
        let (mut by_flow, mut by_hand_times) = ([Duration::ZERO; 3], [Duration::ZERO; 3]);
        for (which, rows) in [&rows, &others, &others].into_iter().enumerate() {
            by_flow[which] = through(&flow, rows).await?;
            by_hand_times[which] = plain(rows, async |rows| by_hand(&mut client, rows).await).await?;
        }
        flows.push(by_flow);
        plains.push(by_hand_times);
    }
    assert_eq!((store.count().await?, plain_store.count().await?), (rows.len() as u64, rows.len() as u64));
    client.query_drop("DROP TABLE kis_bulk_flow, kis_bulk_plain").await?;
    tell(REPLACING, &flows, &[("by hand", &plains)]);
    Ok(())
}

/// Written for these rows, no key of which comes twice.
async fn by_hand(client: &mut MySqlConnection, rows: &[Average]) -> Result<()> {
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
    Ok(())
}
