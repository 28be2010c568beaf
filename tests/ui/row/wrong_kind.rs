use kis_runtime::Row;

#[derive(Row)]
enum Shape {
    Round,
}

#[derive(Row)]
struct Pair(u32, u32);

#[derive(Row)]
struct Nothing;

#[derive(Row)]
union Either {
    a: u32,
    b: f32,
}

#[derive(Row)]
struct Borrowed<'a> {
    name: &'a str,
}

// The rest of the program has no second error.
fn takes<R: Row>() {}

fn main() {
    takes::<Shape>();
    takes::<Pair>();
    takes::<Nothing>();
    takes::<Either>();
    takes::<Borrowed<'static>>();
}
