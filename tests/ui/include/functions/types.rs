// The functions of the case `types`, which a test of pools has too.

#[derive(Row)]
struct Order {
    order_id: u64,
    user_id: u64,
}

#[derive(Row)]
struct Invoice {
    id: u64,
}

#[derive(Params)]
struct Limits {
    limit: u32,
    table: String,
}

#[kis_function(mode = "Verify", name = "CheckOrders")]
fn check_orders(row: &Order, limits: &Limits) -> bool {
    row.order_id + row.user_id < u64::from(limits.limit) + limits.table.len() as u64
}

#[kis_function(mode = "Expand", name = "SaveInvoices")]
fn save_invoices(row: &Invoice) {
    println!("{}", row.id);
}
