use kis_runtime::Row;

#[derive(Row)]
struct Inner {
    a: u32,
}

#[derive(Row)]
struct Payment {
    #[row(key, kind = "date")]
    id: u64,
    #[row(kind = "timestmap")]
    at: String,
    #[row(kind = "money")]
    amount: String,
    #[row(kind)]
    paid: String,
    #[row(kind = Date)]
    booked: String,
    #[serde(flatten)]
    #[row(kind = "date")]
    inner: Inner,
}

#[derive(Row)]
struct Reading {
    #[row(kind = "decimal")]
    value: f64,
    #[row(kind = "timestamp")]
    at: Option<i64>,
}

fn main() {}
