//! What only the command line says.

use super::linted;

#[test]
fn a_function_without_a_file() {
    assert_eq!(
        linted(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - fname: VerifyStd
  - fname: VerifyStd
---
kistype: func
fname: VerifyStu
fmode: Verify
"#
        )]),
        r#"
warning[KIS036]: function `VerifyStd` has no file
 --> a.yml:4:12
  |
4 |   - fname: VerifyStd
  |            ^^^^^^^^^ no `func` has this name
  |
  = help: did you mean `VerifyStu`?
  = note: it is right all the same if Rust code has such a function
"#
    );
}

#[test]
fn expand_before_the_end() {
    assert_eq!(
        linted(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - fname: PrintStu
  - fname: VerifyStu
---
kistype: func
fname: VerifyStu
fmode: Verify
---
kistype: func
fname: PrintStu
fmode: Expand
"#
        )]),
        r#"
warning[KIS037]: function `PrintStu` is of mode `Expand`, but not the last one
  --> a.yml:4:12
   |
 4 |   - fname: PrintStu
   |            ^^^^^^^^ 1 of 2
...
13 | fmode: Expand
   |        ------ its mode
   |
   = help: a function that makes rows for the next one is of mode `Calculate`
"#
    );
}
