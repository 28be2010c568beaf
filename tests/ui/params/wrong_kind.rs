use kis_runtime::{ParamValue, Params};

#[derive(Params)]
struct Pair(u32, u32);

#[derive(Params)]
union Either {
    a: u32,
    b: f32,
}

#[derive(Params)]
enum Shape {
    Round,
    Square(u32),
    Oblong { width: u32, height: u32 },
}

#[derive(Params)]
enum Never {}

#[derive(Params)]
struct Borrowed<'a> {
    name: &'a str,
}

// The rest of the program has no second error.
fn takes<P: Params>() {}
fn value<V: ParamValue>() {}

fn main() {
    takes::<Pair>();
    takes::<Either>();
    takes::<Borrowed<'static>>();
    value::<Shape>();
    value::<Never>();
}
