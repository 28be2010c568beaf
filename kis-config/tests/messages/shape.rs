//! What documents and keys there are.

use super::rendered;

#[test]
fn a_document_is_a_mapping() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
just text
"#
        )]),
        r#"
error[KIS014]: a document is a mapping, not text
 --> a.yml:1:1
  |
1 | just text
  | ^^^^^^^^^ a document begins with a line such as `kistype: flow`
"#
    );
}

#[test]
fn a_document_says_what_it_declares() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
flow_name: A
flows:
  - fname: f
"#
        )]),
        r#"
error[KIS010]: `kistype` is missing
 --> a.yml:1:1
  |
1 | flow_name: A
  | ^^^^^^^^^^^^ what does this document declare?
  |
  = help: add `kistype: …`, with one of `flow`, `func`, `conn`, `global`, `source` and `test`
"#
    );
}

#[test]
fn an_unknown_kind_of_document() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: function
---
kistype: cons
"#
        )]),
        r#"
error[KIS011]: unknown kistype `function`
 --> a.yml:1:10
  |
1 | kistype: function
  |          ^^^^^^^^ no document is of this kind
  |
  = note: the kinds are `flow`, `func`, `conn`, `global`, `source` and `test`

error[KIS011]: unknown kistype `cons`
 --> a.yml:3:10
  |
3 | kistype: cons
  |          ^^^^ no document is of this kind
  |
  = help: did you mean `conn`?
  = note: the kinds are `flow`, `func`, `conn`, `global`, `source` and `test`
"#
    );
}

#[test]
fn a_misspelt_kistype_is_taken_for_it() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistyp: flow
flow_name: A
flows: []
"#
        )]),
        r#"
error[KIS012]: unknown key `kistyp`
 --> a.yml:1:1
  |
1 | kistyp: flow
  | ^^^^^^ a flow has no such key
  |
  = help: did you mean `kistype`?
  = note: the keys are `kistype`, `status`, `flow_name`, `flow_id` and `flows`

error[KIS031]: flow `A` has no functions
 --> a.yml:3:8
  |
3 | flows: []
  |        ^^ nothing is listed here
  |
  = help: list its functions, in order, each as `- fname: MyFunction`
"#
    );
}

#[test]
fn an_unknown_key() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - fname: f
    parms: {x: 1}
    colour: red
"#
        )]),
        r#"
error[KIS012]: unknown key `parms`
 --> a.yml:5:5
  |
5 |     parms: {x: 1}
  |     ^^^^^ a step of a flow has no such key
  |
  = help: did you mean `params`?
  = note: the keys are `fname`, `fid` and `params`

error[KIS012]: unknown key `colour`
 --> a.yml:6:5
  |
6 |     colour: red
  |     ^^^^^^ a step of a flow has no such key
  |
  = note: the keys are `fname`, `fid` and `params`
"#
    );
}

#[test]
fn a_key_given_twice() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
status: 1
flow_name: A
flow_name: B
flows:
  - fname: f
    params: {x: 1, y: 2, x: 3}
"#
        )]),
        r#"
error[KIS013]: key `flow_name` is given twice
 --> a.yml:4:1
  |
3 | flow_name: A
  | --------- first given here
4 | flow_name: B
  | ^^^^^^^^^ given again here

error[KIS013]: key `x` is given twice
 --> a.yml:7:26
  |
7 |     params: {x: 1, y: 2, x: 3}
  |                          ^ given again here
  |              - first given here
"#
    );
}
