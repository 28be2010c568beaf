//! What documents say of each other.

use super::rendered;

#[test]
fn a_name_declared_twice_in_two_files() {
    assert_eq!(
        rendered(&[
            ("a.yml", "kistype: flow\nflow_name: A\nflows:\n  - fname: f\n"),
            ("b.yml", "kistype: flow\nstatus: 0\nflow_name: A\nflows:\n  - fname: g\n")
        ]),
        r#"
error[KIS030]: flow `A` is declared twice
 --> b.yml:3:12
  |
3 | flow_name: A
  |            ^ declared again here
  |
 ::: a.yml:2:12
  |
2 | flow_name: A
  |            - first declared here
"#
    );
}

#[test]
fn two_globals() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: global
---
kistype: global
"#
        )]),
        r#"
error[KIS030]: `global` is declared twice
 --> a.yml:3:10
  |
1 | kistype: global
  |          ------ first declared here
2 | ---
3 | kistype: global
  |          ^^^^^^ declared again here
"#
    );
}

#[test]
fn an_empty_flow() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows: []
---
kistype: flow
flow_name: B
flows:
"#
        )]),
        r#"
error[KIS031]: flow `A` has no functions
 --> a.yml:3:8
  |
3 | flows: []
  |        ^^ nothing is listed here
  |
  = help: list its functions, in order, each as `- fname: MyFunction`

error[KIS031]: flow `B` has no functions
 --> a.yml:7:1
  |
7 | flows:
  | ^^^^^ nothing is listed here
  |
  = help: list its functions, in order, each as `- fname: MyFunction`
"#
    );
}

#[test]
fn an_undeclared_connector() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: f
fmode: Save
option:
  cname: ScoreCash
---
kistype: conn
cname: ScoreCache
type: memory
"#
        )]),
        r#"
error[KIS032]: connector `ScoreCash` is not declared
 --> a.yml:5:10
  |
5 |   cname: ScoreCash
  |          ^^^^^^^^^ no `conn` has this name
  |
  = help: did you mean `ScoreCache`?
  = note: the only connector is `ScoreCache`
"#
    );
}

#[test]
fn saving_without_a_connector() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: f
fmode: Save
---
kistype: func
fname: g
fmode: Load
option: {cname: ""}
"#
        )]),
        r#"
error[KIS033]: function `f` saves to a connector, but names none
 --> a.yml:3:8
  |
3 | fmode: Save
  |        ^^^^ this mode needs a connector
  |
  = help: name it under `option`: `cname: MyConnector`

error[KIS033]: function `g` loads from a connector, but names none
 --> a.yml:7:8
  |
7 | fmode: Load
  |        ^^^^ this mode needs a connector
  |
  = help: name it under `option`: `cname: MyConnector`
"#
    );
}

#[test]
fn a_list_that_names_a_function_of_another_mode() {
    assert_eq!(
        rendered(&[
            ("conn.yml", "kistype: conn\ncname: C\ntype: memory\nload:\n  - f\n"),
            ("func.yml", "kistype: func\nfname: f\nfmode: Save\noption:\n  cname: C\n")
        ]),
        r#"
error[KIS034]: `load` lists `f`, whose mode is `Save`
 --> conn.yml:5:5
  |
5 |   - f
  |     ^ listed under `load` of `C`
  |
 ::: func.yml:3:8
  |
3 | fmode: Save
  |        ---- not `Load`
"#
    );
}

#[test]
fn a_list_that_names_a_function_of_another_connector() {
    assert_eq!(
        rendered(&[
            (
                "conn.yml",
                "kistype: conn\ncname: C\ntype: memory\nsave: [f]\n---\nkistype: conn\ncname: D\ntype: memory\n"
            ),
            ("func.yml", "kistype: func\nfname: f\nfmode: Save\noption:\n  cname: D\n")
        ]),
        r#"
error[KIS034]: `save` lists `f`, whose connector is `D`
 --> conn.yml:4:8
  |
4 | save: [f]
  |        ^ listed under `save` of `C`
  |
 ::: func.yml:5:10
  |
5 |   cname: D
  |          - not `C`
"#
    );
}

#[test]
fn a_list_that_leaves_out_a_function() {
    assert_eq!(
        rendered(&[
            ("conn.yml", "kistype: conn\ncname: C\ntype: memory\nsave: [other]\n"),
            ("func.yml", "kistype: func\nfname: f\nfmode: Save\noption:\n  cname: C\n")
        ]),
        r#"
error[KIS034]: `save` of `C` leaves out function `f`
 --> func.yml:5:10
  |
5 |   cname: C
  |          ^ `f` uses `C`
  |
 ::: conn.yml:4:8
  |
4 | save: [other]
  |        ----- the list begins here
  |
  = help: add `f` to the list, or leave the list out: it is not needed
"#
    );
}

#[test]
fn a_list_that_misspells_a_function() {
    assert_eq!(
        rendered(&[
            ("conn.yml", "kistype: conn\ncname: C\ntype: memory\nsave: [SaveScoer]\n"),
            ("func.yml", "kistype: func\nfname: SaveScore\nfmode: Save\noption:\n  cname: C\n")
        ]),
        r#"
error[KIS034]: `save` of `C` leaves out function `SaveScore`
 --> conn.yml:4:8
  |
4 | save: [SaveScoer]
  |        ^^^^^^^^^ `SaveScore` is not listed, but this
  |
 ::: func.yml:5:10
  |
5 |   cname: C
  |          - `SaveScore` uses `C`
  |
  = help: did you mean `SaveScore`?
"#
    );
}

#[test]
fn an_undeclared_flow() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - fname: f
---
kistype: source
sname: S
type: file
addrs: x.csv
flow_name: B
---
kistype: test
tname: T
flow_name: Flow
rows: []
stores:
  after: {Nowhere: []}
"#
        )]),
        r#"
error[KIS035]: flow `B` is not declared
  --> a.yml:10:12
   |
10 | flow_name: B
   |            ^ no `flow` has this name
   |
   = note: the only flow is `A`

error[KIS035]: flow `Flow` is not declared
  --> a.yml:14:12
   |
14 | flow_name: Flow
   |            ^^^^ no `flow` has this name
   |
   = note: the only flow is `A`

error[KIS032]: connector `Nowhere` is not declared
  --> a.yml:17:11
   |
17 |   after: {Nowhere: []}
   |           ^^^^^^^ no `conn` has this name
   |
   = note: no connector is declared
"#
    );
}
