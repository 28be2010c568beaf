use kis_runtime::{Keyed, Row};

#[derive(Row)]
#[row(key)]
struct Score {
    #[row(kee)]
    id: u32,
    #[row(colour = "red", index)]
    a: u32,
    #[row(key = true)]
    b: u32,
    #[row(key, key)]
    c: u32,
    #[row(key)]
    #[row(key)]
    d: u32,
    #[row]
    e: u32,
    #[row = "key"]
    f: u32,
}

fn keyed<R: Keyed>() {}

fn main() {
    keyed::<Score>();
}
