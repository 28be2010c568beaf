use std::rc::Rc;

use kis_runtime::{Keyed, Row};

struct Plain {
    _id: u32,
}

#[derive(Row)]
struct NoKey {
    id: u32,
}

#[derive(Row)]
struct NotSend {
    id: Rc<u32>,
}

fn takes<R: Row>() {}
fn keeps<R: Keyed>() {}

fn main() {
    takes::<Plain>();
    keeps::<NoKey>();
}
