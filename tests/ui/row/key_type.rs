use kis_runtime::Row;

type Maybe = Option<u32>;

#[derive(Row)]
struct Absent {
    #[row(key)]
    id: Maybe,
}

struct Opaque;

#[derive(Row)]
struct NotClone {
    #[row(key)]
    id: Opaque,
}

fn main() {}
