//! Params that connectors do not have.
use kis_runtime::Connector;
use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Row, Serialize, Deserialize)]
struct Order {
    #[row(key)]
    id: u64,
}

struct Iceberg;

impl Connector for Iceberg {
    const TYPE: &'static str = "iceberg";
    const PARAMS: &'static [&'static str] = &["prefix"];
    async fn connect(_: &str, _: &ConnectorConfig) -> Result<Self> {
        Ok(Iceberg)
    }
}

#[kis_function(mode = "Save", name = "SaveOrders", connector = "Orders")]
async fn save_orders(rows: &[Order], orders: &Store<Order>) -> Result<()> {
    orders.upsert(rows).await
}

#[kis_function(mode = "Save", name = "TellOrders", connector = "News")]
async fn tell_orders(rows: &[Order], news: &Topic<Order>) -> Result<()> {
    news.send(rows).await
}

#[kis_function(mode = "Save", name = "CountOrders", connector = "Own")]
async fn count_orders(rows: &[Order], own: &Store<Order>) -> Result<()> {
    own.upsert(rows).await
}

include_flow!("./conn_params.yml", types("iceberg" => Iceberg));

fn main() {}
