// The functions of the case `retries`, which a test of pools has too.

#[derive(Row)]
struct Order {
    id: u64,
}

#[kis_function(mode = "Verify", name = "Check")]
fn check(row: &Order) -> Result<bool> {
    Ok(row.id > 0)
}

#[kis_function(mode = "Calculate", name = "Take")]
async fn take(rows: Vec<Order>) -> Result<Vec<Order>> {
    Ok(rows)
}

#[kis_function(mode = "Calculate", name = "Fold")]
fn fold(rows: impl Iterator<Item = Order>) -> Result<Vec<Order>> {
    Ok(rows.collect())
}

#[kis_function(mode = "Calculate", name = "Count")]
fn count(rows: &[Order]) -> Vec<u64> {
    rows.iter().map(|row| row.id).collect()
}

#[kis_function(mode = "Calculate", name = "Borrow")]
async fn borrow(rows: &[u64]) -> Result<Vec<u64>> {
    Ok(rows.to_vec())
}

#[kis_function(mode = "Calculate", name = "TakeCopies")]
async fn take_copies(rows: Vec<u64>) -> Result<Vec<u64>> {
    Ok(rows)
}

#[kis_function(mode = "Calculate", name = "TakeAny")]
fn take_any(rows: Vec<u64>) -> Vec<u64> {
    rows
}
