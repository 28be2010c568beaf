//! Keys, and values of the wrong kind.

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

#[test]
fn missing_keys_are_placed_at_their_mapping() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
status: 1
---
kistype: flow
flow_name: A
flows:
  - params: {x: 1}
---
kistype: func
fid: f
"#
        )]),
        r#"
error[KIS015]: `flow_name` is missing
 --> a.yml:1:1
  |
1 | kistype: flow
  | ^^^^^^^^^^^^^ this flow has no `flow_name`
  |
  = help: add `flow_name: MyFlow`

error[KIS015]: `flows` is missing
 --> a.yml:1:1
  |
1 | kistype: flow
  | ^^^^^^^^^^^^^ this flow has no `flows`
  |
  = help: add `flows: [{fname: MyFunction}]`

error[KIS015]: `fname` is missing
 --> a.yml:7:5
  |
7 |   - params: {x: 1}
  |     ^^^^^^^^^^^^^^ this step of a flow has no `fname`
  |
  = help: add `fname: MyFunction`

error[KIS015]: `fmode` is missing
 --> a.yml:9:1
  |
9 | kistype: func
  | ^^^^^^^^^^^^^ this function has no `fmode`
  |
  = help: add `fmode: Verify`
"#
    );
}

#[test]
fn a_missing_address_of_a_server() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: conn
cname: A
type: redis
---
kistype: conn
cname: B
type: sqlite
addrs: ""
---
kistype: conn
cname: C
"#
        )]),
        r#"
error[KIS015]: `addrs` is missing
 --> a.yml:1:1
  |
1 | kistype: conn
  | ^^^^^^^^^^^^^ this connector has no `addrs`
  |
  = help: add `addrs: 127.0.0.1:6379`

error[KIS015]: `addrs` is empty
 --> a.yml:8:8
  |
8 | addrs: ""
  |        ^^ no address stands here
  |
  = help: a `sqlite` needs one: `addrs: data/rows.db`

error[KIS015]: `type` is missing
  --> a.yml:10:1
   |
10 | kistype: conn
   | ^^^^^^^^^^^^^ this connector has no `type`
   |
   = help: add `type: memory`
"#
    );
}

#[test]
fn null_where_text_is_expected() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - fname: f
    params:
      school:
      town: ~
"#
        )]),
        r#"
error[KIS016]: `school` takes text, and null is none
 --> a.yml:6:7
  |
6 |       school:
  |       ^^^^^^ this is null
  |
  = help: write empty text as `""`, or leave it out

error[KIS016]: `town` takes text, and null is none
 --> a.yml:7:13
  |
7 |       town: ~
  |             ^ this is null
  |
  = help: write empty text as `""`, or leave it out
"#
    );
}

#[test]
fn an_empty_name() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: " "
fmode: Verify
"#
        )]),
        r#"
error[KIS017]: `fname` is empty
 --> a.yml:2:8
  |
2 | fname: " "
  |        ^^^ a name has letters
"#
    );
}

#[test]
fn two_keys_that_mean_the_same_and_differ() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fid: a
fname: b
fmode: Save
option:
  cname: C
  cid: C
  retry_duration: 500
  return_duration: 1s
---
kistype: conn
cname: C
type: memory
"#
        )]),
        r#"
error[KIS018]: `fname` and `fid` mean the same, but differ
 --> a.yml:3:8
  |
2 | fid: a
  |      - from this
3 | fname: b
  |        ^ this differs
  |
  = help: leave one of them out

error[KIS018]: `return_duration` and `retry_duration` mean the same, but differ
 --> a.yml:9:20
  |
8 |   retry_duration: 500
  |                   --- from this
9 |   return_duration: 1s
  |                    ^^ this differs
  |
  = help: leave one of them out
"#
    );
}
