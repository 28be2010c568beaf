use std::time::Duration;

use kis_runtime::Params;

#[derive(Params)]
enum Speed {
    Fast,
    Slow,
}

#[derive(Params)]
struct Limits {
    #[param(default = "250 apples")]
    wait: Duration,
    #[param(default = "Fats")]
    speed: Speed,
    #[param(default = "1, 2, x")]
    ids: Vec<u8>,
    #[param(default = 1.5)]
    whole: u32,
}

fn main() {}
