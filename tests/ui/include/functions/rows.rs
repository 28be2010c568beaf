// The functions of the case `rows`, which a test of pools has too.

#[derive(Row, Serialize, Deserialize)]
struct Order {
    #[row(key)]
    id: u64,
}

#[derive(Row, Serialize, Deserialize)]
struct Invoice {
    #[row(key)]
    id: u64,
}

#[kis_function(mode = "Save", name = "SaveOrders", connector = "Orders")]
async fn save_orders(rows: &[Order], orders: &Store<Order>) -> Result<()> {
    orders.upsert(rows).await
}

#[kis_function(mode = "Load", name = "LoadInvoices", connector = "Orders")]
async fn load_invoices(rows: Vec<u64>, invoices: &Store<Invoice>) -> Result<Vec<Invoice>> {
    Ok(invoices.get(&rows).await?.into_iter().flatten().collect())
}

// Not told of: what it takes is right.
#[kis_function(mode = "Calculate", name = "CountInvoices")]
fn count_invoices(rows: &[Invoice]) -> Vec<usize> {
    vec![rows.len()]
}

#[kis_function(mode = "Save", name = "SaveInvoices", connector = "Orders")]
async fn save_invoices(rows: &[Invoice], invoices: &Topic<Invoice>) -> Result<()> {
    invoices.send(rows).await
}

mod notes {
    use super::*;

    #[derive(Row, Serialize, Deserialize)]
    pub(crate) struct Order {
        #[row(key)]
        id: u64,
    }
}

// The same type under two names.
type Note = notes::Order;

#[kis_function(mode = "Save", name = "SaveNotes", connector = "Notes")]
async fn save_notes(rows: &[Note], notes: &Store<notes::Order>) -> Result<()> {
    notes.upsert(rows).await
}

#[kis_function(mode = "Load", name = "LoadNotes", connector = "Notes")]
async fn load_notes(rows: &[notes::Order], notes: &Store<Note>) -> Result<Vec<Note>> {
    let ids: Vec<u64> = rows.iter().map(Keyed::key).collect();
    Ok(notes.get(&ids).await?.into_iter().flatten().collect())
}
