//! Connectors of types that have no stores, or no topics.
use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Row, Serialize, Deserialize)]
struct Order {
    #[row(key)]
    id: u64,
}

#[kis_function(mode = "Save", name = "SaveOrders", connector = "Orders")]
async fn save_orders(rows: &[Order], orders: &Store<Order>) -> Result<()> {
    orders.upsert(rows).await
}

#[kis_function(mode = "Save", name = "TellOrders", connector = "News")]
async fn tell_orders(rows: &[Order], news: &Topic<Order>) -> Result<()> {
    news.send(rows).await
}

// Right: this type has both.
#[kis_function(mode = "Save", name = "KeepOrders", connector = "Memory")]
async fn keep_orders(rows: &[Order], orders: &Store<Order>) -> Result<()> {
    orders.upsert(rows).await
}

include_flow!("./handles.yml");

fn main() {}
