use std::fmt::Display;

use kis_runtime::{Keyed, Row};

mod names {
    // Nothing that the derive writes may be taken from here.
    pub struct Option;
    pub struct Vec;
    pub struct Result;
    pub struct Send;
    pub struct Clone;
}
#[allow(unused_imports)]
use names::*;

#[derive(Row)]
#[allow(non_snake_case)]
pub struct Plain {
    #[row(key)]
    pub r#type: u8,
    学生: std::string::String,
}

#[derive(Row)]
struct Generic<T: Display, const N: usize>
where
    T: PartialEq,
{
    #[row(key)]
    key: T,
    list: [T; N],
}

#[derive(Row)]
struct Empty {}

fn keyed<R: Keyed>(_: &R) {}

fn main() {
    #[derive(Row)]
    struct Local {
        _a: u8,
    }
    assert_eq!(Local::NAME, "Local");
    let _ = Empty {};
    keyed(&Plain { r#type: 1, 学生: "a".into() });
    let generic = Generic { key: 1_u8, list: [2] };
    keyed(&generic);
    let _ = generic.list;
}
