//! What compiles, and what does not with which message: a folder of `ui/` per topic.

#[test]
fn row() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/row/pass/*.rs");
    cases.compile_fail("ui/row/*.rs");
}

#[test]
fn params() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/params/pass/*.rs");
    cases.compile_fail("ui/params/*.rs");
}

#[test]
fn function() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/function/pass/*.rs");
    cases.compile_fail("ui/function/*.rs");
}

#[test]
fn flow() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/flow/pass/*.rs");
    cases.compile_fail("ui/flow/*.rs");
}

#[test]
fn include() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/include/*.rs");
}
