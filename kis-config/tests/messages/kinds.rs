//! Values of the wrong kind.

use super::rendered;

#[test]
fn text_where_a_list_is_expected() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows: f
"#
        )]),
        r#"
error[KIS014]: `flows` takes a list of functions, not text
 --> a.yml:3:8
  |
3 | flows: f
  |        ^ this is text
  |
  = help: write each on a line of its own, after `- `, under `flows:`
"#
    );
}

#[test]
fn a_list_where_text_is_expected() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - fname: f
    params:
      ids: [1, 2]
"#
        )]),
        r#"
error[KIS014]: `ids` takes text, not a list
 --> a.yml:6:12
  |
6 |       ids: [1, 2]
  |            ^^^^^^ this is a list
  |
  = help: write a list as text, with commas: `"a,b"`
"#
    );
}

#[test]
fn text_where_a_mapping_is_expected() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - f
  - fname: g
    params: x
"#
        )]),
        r#"
error[KIS014]: a step of a flow is a mapping, not text
 --> a.yml:4:5
  |
4 |   - f
  |     ^ a step of a flow is written as `key: value` lines

error[KIS014]: `params` takes a mapping, not text
 --> a.yml:6:13
  |
6 |     params: x
  |             ^ this is text
"#
    );
}

#[test]
fn a_mapping_where_text_is_expected() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: {a: b}
fmode: Verify
"#
        )]),
        r#"
error[KIS014]: `fname` takes text, not a mapping
 --> a.yml:2:8
  |
2 | fname: {a: b}
  |        ^^^^^^ this is a mapping
"#
    );
}

#[test]
fn a_key_that_is_no_text() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - fname: f
    params: {[a]: b}
"#
        )]),
        r#"
error[KIS014]: a key is text, not a list
 --> a.yml:5:14
  |
5 |     params: {[a]: b}
  |              ^^^ this is no key
"#
    );
}

#[test]
fn quotes_around_a_boolean_and_a_number() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: global
prometheus_enable: "true"
---
kistype: func
fname: f
fmode: Verify
option: {retry_times: "3"}
"#
        )]),
        r#"
error[KIS014]: `prometheus_enable` takes `true` or `false`, not text
 --> a.yml:2:20
  |
2 | prometheus_enable: "true"
  |                    ^^^^^^ this is text
  |
  = help: write it without quotes: `true`

error[KIS014]: `retry_times` takes a whole number, not text
 --> a.yml:7:23
  |
7 | option: {retry_times: "3"}
  |                       ^^^ this is text
  |
  = help: write it without quotes: `3`
"#
    );
}
