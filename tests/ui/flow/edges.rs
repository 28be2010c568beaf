#![allow(unused)]

use kis_runtime::prelude::*;

#[derive(Row, Clone)]
struct Order {
    id: u64,
}

#[derive(Row, Clone)]
struct Invoice {
    id: u64,
}

#[kis_function(mode = "Verify")]
fn check_orders(row: &Order) -> bool {
    row.id > 0
}

#[kis_function(mode = "Calculate")]
fn invoice(row: Order) -> Invoice {
    Invoice { id: row.id }
}

#[kis_function(mode = "Expand")]
async fn print(rows: &[Invoice]) {}

#[kis_function(mode = "Calculate")]
fn ids(rows: Vec<Invoice>) -> Vec<u64> {
    rows.into_iter().map(|row| row.id).collect()
}

// One wrong edge.
flow! {
    Wrong = check_orders -> print
}

// A swap is two wrong edges.
flow! {
    Swapped = check_orders -> print -> invoice -> ids
}

mod faas {
    pub(crate) use super::{ids, print};
}

flow! {
    ByPath = check_orders -> invoice -> crate::faas::ids -> faas::print
}

async fn runs() -> Result<()> {
    let rows = Wrong::builder().build().await?.run([Order { id: 1 }]).await?;
    println!("{}", rows[0].id);
    Ok(())
}

fn main() {}
