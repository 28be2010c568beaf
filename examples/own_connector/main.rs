//! A type of connectors that KisFlow does not have: `cargo run --example own_connector -- 127.0.0.1:11300`.
//!
//! Orders that are paid become jobs in a tube of [beanstalkd](https://beanstalkd.github.io), a small work queue, where
//! programs in any language fetch them. `beanstalkd` is the connector; `cargo xtask servers up beanstalkd` starts a
//! server to try it with, and the page "Writing your own" of kis-runtime's documentation walks through the code.

mod beanstalkd;
#[cfg(test)]
mod tests;

use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

use beanstalkd::{Beanstalkd, Server};

#[derive(Clone, Row, Serialize, Deserialize)]
struct Order {
    #[row(key)]
    id: u64,
    paid: bool,
    /// With its zone, as RFC 3339 writes it.
    #[row(kind = "timestamp")]
    ordered_at: String,
    #[row(kind = "decimal")]
    total: String,
    note: Option<String>,
}

#[kis_function(mode = "Verify", name = "IsPaid")]
fn is_paid(row: &Order) -> bool {
    row.paid
}

#[kis_function(mode = "Save", name = "EnqueueParcel", connector = "Parcels")]
async fn enqueue_parcel(rows: &[Order], parcels: &Topic<Order>) -> Result<()> {
    parcels.send(rows).await
}

include_flow!("./conf", types("beanstalkd" => Beanstalkd));

#[tokio::main]
async fn main() -> Result<()> {
    let mut stores = connectors();
    if let (Some(address), Some(config)) = (std::env::args().nth(1), stores.config("Parcels").cloned()) {
        stores = stores.with("Parcels", config.at(address));
    }
    let flow = ShipOrders::builder().connectors(&stores).build().await?;
    let shipped = flow
        .run_json([
            r#"{"id": 1, "paid": true, "ordered_at": "2026-01-31T10:00:00+01:00", "total": "12.50"}"#,
            r#"{"id": 2, "paid": false, "ordered_at": "2026-01-31T10:05:00+01:00", "total": "8"}"#,
        ])
        .await?;
    let waiting = stores.client::<Server>("Parcels").await?.waiting().await?;
    println!("orders sent: {}; jobs that wait in the tube `parcels`: {waiting}", shipped.len());
    Ok(())
}
