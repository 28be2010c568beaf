use kis_runtime::Params;

struct Speed;

#[derive(Params)]
struct Limits {
    speed: Speed,
    #[param(default = Speed)]
    other: Speed,
    list: Vec<Speed>,
    name: &'static str,
}

fn takes<P: Params>() {}

fn main() {
    takes::<Speed>();
}
