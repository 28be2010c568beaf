use kis_runtime::{Keyed, Row};

#[derive(Row)]
struct Inner {
    a: u32,
}

#[derive(Row)]
struct Skipped {
    #[row(key)]
    #[serde(skip)]
    id: u32,
}

#[derive(Row)]
struct Flattened {
    #[row(key)]
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Row)]
struct Absent {
    #[row(key)]
    id: Option<u32>,
}

fn keyed<R: Keyed>() {}

fn main() {
    keyed::<Skipped>();
    keyed::<Flattened>();
    keyed::<Absent>();
}
