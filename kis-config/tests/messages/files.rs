//! Files and documents that cannot be read.

use super::rendered;

#[test]
fn a_file_that_is_not_utf8_is_shown_where_it_stops_being_it() {
    assert_eq!(
        rendered(&[("a.yml", b"kistype: flow\nflow_name: caf\xe9\n")]),
        r#"
error[KIS003]: this file is not in UTF-8
 --> a.yml:2:15
  |
2 | flow_name: caf�
  |               ^ not UTF-8 from here on
  |
  = help: save the file in UTF-8
"#
    );
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    assert_eq!(
        rendered(&[("big.yml", "#".repeat((1 << 20) + 1))]),
        r#"
error[KIS002]: this file is larger than 1 MiB
 --> big.yml
  |
  = help: give each flow, function and connector a file of its own
"#
    );
}

#[test]
fn a_bracket_that_is_not_closed() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flows: [a
flow_name: A
"#
        )]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:3:10
  |
3 | flow_name: A
  |          ^ illegal placement of `:` indicator
"#
    );
}

#[test]
fn a_tab_as_indentation() {
    assert_eq!(
        rendered(&[("a.yml", "kistype: func\noption:\n\tcname: x\n")]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:3:1
  |
3 |     cname: x
  | ^^^^ tabs disallowed within this context (block indentation)
  |
  = help: indent with blanks: YAML allows no tabs here
"#
    );
}

#[test]
fn a_value_that_holds_a_colon() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: a: b
"#
        )]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:2:9
  |
2 | fname: a: b
  |         ^ mapping values are not allowed in this context
"#
    );
}

#[test]
fn a_quote_that_is_not_closed() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: "a
fmode: Save
"#
        )]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:2:8
  |
2 | fname: "a
  |        ^ unclosed quote
"#
    );
}

#[test]
fn an_alias_of_nothing() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: *a
"#
        )]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:2:12
  |
2 | flow_name: *a
  |            ^ found unknown anchor
"#
    );
}

#[test]
fn an_alias_of_itself() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: test
rows: &a [*a]
"#
        )]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:2:11
  |
2 | rows: &a [*a]
  |           ^ this alias stands for something that holds the alias itself
"#
    );
}

#[test]
fn a_merge_of_what_is_no_mapping() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
<<: [a]
"#
        )]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:2:6
  |
2 | <<: [a]
  |      ^ `<<` merges a mapping, or a list of mappings
"#
    );
}

#[test]
fn a_tag_that_does_not_fit() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
status: !!int one
"#
        )]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:2:15
  |
2 | status: !!int one
  |               ^ this is no `!!int`
"#
    );
}

#[test]
fn the_documents_after_one_that_is_no_yaml_are_checked() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: [
---
kistype: flow
flow_name: A
flows: []
"#
        )]),
        r#"
error[KIS004]: this is not YAML
 --> a.yml:1:10
  |
1 | kistype: [
  |          ^ unclosed bracket `[`

error[KIS031]: flow `A` has no functions
 --> a.yml:5:8
  |
5 | flows: []
  |        ^^ nothing is listed here
  |
  = help: list its functions, in order, each as `- fname: MyFunction`
"#
    );
}

#[test]
fn an_alias_bomb_is_refused() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: test
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
"#
        )]),
        r#"
error[KIS005]: aliases stand for too much here
 --> a.yml:5:36
  |
5 | d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
  |                                    ^ from here on it is not read
  |
  = note: all aliases of a document stand for at most 10000 values
"#
    );
}

#[test]
fn what_is_too_deep_is_refused() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            "kistype: test\nrows: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"
        )]),
        r#"
error[KIS005]: lists and mappings are too deep in each other
 --> a.yml:2:70
  |
2 | rows: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
  |                                                                      ^ this is too deep
  |
  = note: 64 levels are allowed
"#
    );
}

#[test]
fn what_is_too_deep_in_blocks_is_refused() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            "kistype: test\nrows:\n a:\n  a:\n   a:\n    a:\n     a:\n      a:\n       a:\n        a:\n         a:\n          a:\n           a:\n            a:\n             a:\n              a:\n               a:\n                a:\n                 a:\n                  a:\n                   a:\n                    a:\n                     a:\n                      a:\n                       a:\n                        a:\n                         a:\n                          a:\n                           a:\n                            a:\n                             a:\n                              a:\n                               a:\n                                a:\n                                 a:\n                                  a:\n                                   a:\n                                    a:\n                                     a:\n                                      a:\n                                       a:\n                                        a:\n                                         a:\n                                          a:\n                                           a:\n                                            a:\n                                             a:\n                                              a:\n                                               a:\n                                                a:\n                                                 a:\n                                                  a:\n                                                   a:\n                                                    a:\n                                                     a:\n                                                      a:\n                                                       a:\n                                                        a:\n                                                         a:\n                                                          a:\n                                                           a:\n                                                            a:\n                                                             a:\n                                                              a:\n                                                               a:\n                                                                a:\n                                                                 a:\n                                                                  a:\n                                                                   a:\n                                                                    a:\n                                                                     a:\n"
        )]),
        r#"
error[KIS005]: lists and mappings are too deep in each other
  --> a.yml:66:65
   |
66 |                                                                 a:
   |                                                                 ^ this is too deep
   |
   = note: 64 levels are allowed
"#
    );
}
