//! Names of all sorts, and names that generated code might take for its own.
#![deny(warnings)]
#![allow(non_upper_case_globals, non_camel_case_types, dead_code)]

use kis_runtime::prelude::*;

// What generated code binds to variables is not one of these, and what it names is none of those.
const out: u8 = 0;
const error: u8 = 0;
const row: u8 = 0;
const rows: u8 = 0;
const cx: u8 = 0;
const args: u8 = 0;
const stage: u8 = 0;
const stages: u8 = 0;
const spare: u8 = 0;
const from: u8 = 0;
const run: u8 = 0;
const a0: u8 = 0;
const s0: u8 = 0;
static built: u8 = 0;

mod shadows {
    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Vec;
    pub struct Send;
    pub struct Clone;
    pub struct Iterator;
    pub struct Future;
    pub struct Duration;
    pub struct I;
    pub struct Stage;
    pub struct Function;
    pub mod core {}
    pub mod std {}
    pub mod kis_runtime {}
}

#[derive(Params)]
struct Limits {
    #[param(default = 3)]
    limit: u64,
}

mod shadowed {
    use super::Limits;
    #[allow(unused_imports)]
    use super::shadows::*;
    use ::kis_runtime::{flow, kis_function};

    type Rows = ::std::vec::Vec<u64>;

    #[kis_function(mode = "Verify", on_error = "skip")]
    pub fn keeps(number: &u64, limits: &Limits) -> ::kis_runtime::Result<bool> {
        ::core::result::Result::Ok(*number < limits.limit)
    }

    #[kis_function(mode = "Calculate")]
    pub fn maybe(number: u64) -> ::core::option::Option<u64> {
        ::core::option::Option::Some(number)
    }

    #[kis_function(mode = "Calculate")]
    pub fn folds(numbers: impl ::core::iter::Iterator<Item = u64>) -> ::std::vec::Vec<u64> {
        numbers.collect::<Rows>()
    }

    #[kis_function(mode = "Calculate", retry_times = 1)]
    pub async fn batch(numbers: ::std::vec::Vec<u64>, limits: &Limits) -> ::kis_runtime::Result<::std::vec::Vec<u64>> {
        ::core::result::Result::Ok([numbers, ::std::vec![limits.limit]].concat())
    }

    flow! { pub(super) Shadowed = keeps -> maybe -> folds -> batch(limit = 5) }
}

#[kis_function(mode = "Calculate")]
fn r#type(value: u64) -> u64 {
    value
}

#[kis_function(mode = "Calculate", name = "测试KisFunction_S1")]
fn 测试函数(value: u64) -> u64 {
    value
}

#[kis_function(mode = "Calculate", name = "not-an-identifier")]
fn dashed(value: u64) -> u64 {
    value
}

#[kis_function(mode = "Calculate", name = "same")]
fn same(value: u64) -> u64 {
    value
}

// Functions called like the variables of generated code, and like its arguments.
#[kis_function(mode = "Calculate")]
fn hold(__rows: u64, __a0: &Limits, __cx: &Context) -> Result<u64> {
    Ok(__rows + __a0.limit)
}

mod functions {
    use kis_runtime::prelude::*;

    #[kis_function(mode = "Calculate")]
    pub fn rows(row: u64) -> Result<u64> {
        Ok(row)
    }

    #[kis_function(mode = "Calculate", retry_times = 1)]
    pub async fn out(rows: Vec<u64>, _cx: &Context) -> Result<Vec<u64>> {
        Ok(rows)
    }

    #[kis_function(mode = "Calculate")]
    pub async fn error(rows: &[u64]) -> Result<()> {
        Err(format!("{} rows", rows.len()).into())
    }

    flow! { pub Named = rows -> out -> error }
}

flow! {
    测试流 = 测试函数 -> 测试KisFunction_S1 -> r#type -> dashed -> same;
    r#struct = r#type;
    Twice = hold(limit = 1) -> hold -> hold(limit = 5,) -> hold();
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    assert_eq!(测试流::builder().build().await?.run([1]).await?, [1]);
    assert_eq!(<测试流 as Flow>::NAME, "测试流");
    assert_eq!(<r#struct as Flow>::NAME, "struct");
    assert_eq!(Twice::builder().build().await?.run([0]).await?, [12]);
    assert_eq!(shadowed::Shadowed::builder().build().await?.run([1, 9]).await?, [1, 5]);
    let failed = functions::Named::builder().build().await?.run([1, 2]).await.unwrap_err();
    assert!(failed.to_string().contains("error"), "{failed}");
    assert_eq!(测试函数(r#type(3)), 3);
    Ok(())
}
