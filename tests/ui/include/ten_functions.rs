//! Ten mistakes between files and functions are ten messages, also of functions that stand in several flows. Code that
//! uses the flows is quiet.
use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Row, Serialize, Deserialize)]
struct Order {
    #[row(key)]
    order_id: u64,
    total: u64,
}

#[derive(Row, Serialize, Deserialize)]
struct Bill {
    #[row(key)]
    order_id: u64,
}

#[derive(Params)]
struct Limits {
    limit: u32,
}

#[kis_function(mode = "Verify", name = "CheckOrders")]
fn check_orders(row: &Order, limits: &Limits) -> bool {
    row.total < u64::from(limits.limit)
}

#[kis_function(mode = "Save", name = "SaveOrders", connector = "Orders")]
async fn save_orders(rows: &[Order], orders: &Store<Order>) -> Result<()> {
    orders.upsert(rows).await
}

#[kis_function(mode = "Calculate", name = "TakeOrders")]
async fn take_orders(rows: Vec<Order>) -> Result<Vec<Order>> {
    Ok(rows)
}

#[kis_function(mode = "Load", name = "LoadBills", connector = "Orders")]
async fn load_bills(rows: Vec<u64>, limits: &Limits, bills: &Store<Bill>) -> Result<Vec<Bill>> {
    let bills = bills.get(&rows).await?;
    Ok(bills.into_iter().flatten().take(limits.limit as usize).collect())
}

#[kis_function(mode = "Expand", name = "PrintOrders")]
fn print_orders(row: &Order) {
    println!("{}", row.order_id);
}

include_flow!("./ten_functions.yml");

async fn use_them() -> Result<()> {
    let orders = Orders::builder().connectors(&connectors()).build().await?;
    orders.run([Order { order_id: 1, total: 2 }]).await?;
    let _ = Bills::builder().build().await?;
    let _ = pool().await?;
    Ok(())
}

fn main() {
    let _ = use_them();
}
