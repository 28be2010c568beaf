//! What `flow!` asks the compiler about parameters and literals.

use std::time::Duration;

use kis_runtime::__private::params::{Literal, given, known, literal, text};
use kis_runtime::{Param, Params};

#[derive(Params)]
enum Speed {
    Fast,
    Slow,
}

#[derive(Params)]
struct Limits {
    school: String,
    max_id: u32,
    wait: Option<Duration>,
    speed: Option<Speed>,
    ids: Option<Vec<u8>>,
}

const PARAMS: &[&[Param]] = &[Limits::PARAMS];

const _: () = known("verify_stu", PARAMS, "schol", "");
const _: () = known("print_stu", &[], "school", "");
const _: () = given("verify_stu", PARAMS, &["max_id", "wait"], "");
const _: () = given("verify_stu", PARAMS, &[], "");
const _: () = literal("verify_stu", PARAMS, "max_id", Literal::Text("many"));
const _: () = literal("verify_stu", PARAMS, "max_id", Literal::Text("999"));
const _: () = literal("verify_stu", PARAMS, "max_id", Literal::Int("5000000000"));
const _: () = literal("verify_stu", PARAMS, "school", Literal::Int("5"));
const _: () = literal("verify_stu", PARAMS, "wait", Literal::Text("250 ms"));
const _: () = literal("verify_stu", PARAMS, "speed", Literal::Text("fast"));
const _: () = text("verify_stu", PARAMS, "ids", "1, 2, 300", "");

fn main() {}
