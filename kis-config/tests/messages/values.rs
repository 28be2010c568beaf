//! Values that cannot be.

use super::rendered;

#[test]
fn an_unknown_mode() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: f
fmode: Calclate
"#
        )]),
        r#"
error[KIS020]: unknown mode `Calclate`
 --> a.yml:3:8
  |
3 | fmode: Calclate
  |        ^^^^^^^^ no mode is called so
  |
  = help: did you mean `Calculate`?
  = note: the modes are `Verify`, `Save`, `Load`, `Calculate` and `Expand`
"#
    );
}

#[test]
fn a_connector_type_by_another_name() {
    assert_eq!(
        rendered(&[("a.yml", "{kistype: conn, cname: C, type: Elasticsearch, addrs: 'http://h:9200'}")]),
        r#"
error[KIS021]: unknown connector type `Elasticsearch`
 --> a.yml:1:33
  |
1 | {kistype: conn, cname: C, type: Elasticsearch, addrs: 'http://h:9200'}
  |                                 ^^^^^^^^^^^^^ no connector is of this type
  |
  = help: did you mean `es`?
  = note: the types are `memory`, `file`, `sqlite`, `redis`, `mysql`, `tidb`, `postgres`, `es`, `kafka`, `nats` and `redis-stream`
"#
    );
}

#[test]
fn an_unknown_connector_type() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: conn
cname: C
type: reddis
addrs: h:1
"#
        )]),
        r#"
error[KIS021]: unknown connector type `reddis`
 --> a.yml:3:7
  |
3 | type: reddis
  |       ^^^^^^ no connector is of this type
  |
  = help: did you mean `redis`?
  = note: the types are `memory`, `file`, `sqlite`, `redis`, `mysql`, `tidb`, `postgres`, `es`, `kafka`, `nats` and `redis-stream`
"#
    );
}

#[test]
fn an_unknown_source_type() {
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
flow_name: A
type: oracle
"#
        )]),
        r#"
error[KIS021]: unknown source type `oracle`
 --> a.yml:9:7
  |
9 | type: oracle
  |       ^^^^^^ no source is of this type
  |
  = note: the types are `file`, `kafka`, `nats`, `redis-stream`, `mysql-binlog`, `sql` and `http`
"#
    );
}

#[test]
fn an_address_with_a_port_that_is_none() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: conn
cname: C
type: redis
addrs: '10.0.0.1:6379, 10.0.0.2:66379'
"#
        )]),
        r#"
error[KIS022]: `addrs` holds what cannot be an address
 --> a.yml:4:33
  |
4 | addrs: '10.0.0.1:6379, 10.0.0.2:66379'
  |                                 ^^^^^ a port is a number from 1 to 65535
  |
  = note: an address is `host:port`, or a URL; more than one are separated by commas
"#
    );
}

#[test]
fn an_address_without_a_host() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: conn
cname: C
type: kafka
addrs: :9092
"#
        )]),
        r#"
error[KIS022]: `addrs` holds what cannot be an address
 --> a.yml:4:8
  |
4 | addrs: :9092
  |        ^^^^^ the host is missing
  |
  = note: an address is `host:port`, or a URL; more than one are separated by commas
"#
    );
}

#[test]
fn an_address_of_the_metrics() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: global
prometheus_serve: 0.0.0.0
---
kistype: global
prometheus_serve: 0.0.0.0:http
"#
        )]),
        r#"
error[KIS022]: `prometheus_serve` holds what cannot be an address
 --> a.yml:2:19
  |
2 | prometheus_serve: 0.0.0.0
  |                   ^^^^^^^ the port is missing
  |
  = note: an address is `host:port`, such as `0.0.0.0:20004`

error[KIS030]: `global` is declared twice
 --> a.yml:4:10
  |
1 | kistype: global
  |          ------ first declared here
...
4 | kistype: global
  |          ^^^^^^ declared again here

error[KIS022]: `prometheus_serve` holds what cannot be an address
 --> a.yml:5:27
  |
5 | prometheus_serve: 0.0.0.0:http
  |                           ^^^^ a port is a number from 1 to 65535
  |
  = note: an address is `host:port`, such as `0.0.0.0:20004`
"#
    );
}

#[test]
fn passwords_are_not_shown() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: conn
cname: C
type: redis
addrs: redis://app:hunter2@10.0.0.1:0
params: {password: [hunter2]}
"#
        )]),
        r#"
error[KIS022]: `addrs` holds what cannot be an address
 --> a.yml:4:37
  |
4 | addrs: redis://app:*******@10.0.0.1:0
  |                                     ^ a port is a number from 1 to 65535
  |
  = note: an address is `host:port`, or a URL; more than one are separated by commas

error[KIS014]: `password` takes text, not a list
 --> a.yml:5:20
  |
5 | params: {password: *********}
  |                    ^^^^^^^^^ this is a list
  |
  = help: write a list as text, with commas: `"a,b"`
"#
    );
}

#[test]
fn a_status_that_is_neither_0_nor_1() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
status: "1"
flow_name: A
flows: [{fname: f}]
---
kistype: flow
status: off
flow_name: B
flows: [{fname: f}]
---
kistype: flow
status: 2
flow_name: C
flows: [{fname: f}]
"#
        )]),
        r#"
error[KIS023]: `status` is 1 (on) or 0 (off)
 --> a.yml:2:9
  |
2 | status: "1"
  |         ^^^ neither 1 nor 0
  |
  = help: write it without quotes: `1`

error[KIS023]: `status` is 1 (on) or 0 (off)
 --> a.yml:7:9
  |
7 | status: off
  |         ^^^ neither 1 nor 0
  |
  = help: write `0`

error[KIS023]: `status` is 1 (on) or 0 (off)
  --> a.yml:12:9
   |
12 | status: 2
   |         ^ neither 1 nor 0
"#
    );
}

#[test]
fn retries_out_of_bounds() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: f
fmode: Verify
option: {retry_times: -1}
---
kistype: func
fname: g
fmode: Verify
option: {retry_times: 1001}
---
kistype: func
fname: h
fmode: Verify
option: {retry_times: often}
"#
        )]),
        r#"
error[KIS024]: `retry_times` is a whole number from 0 to 1000
 --> a.yml:4:23
  |
4 | option: {retry_times: -1}
  |                       ^^ this is less than none

error[KIS024]: `retry_times` is a whole number from 0 to 1000
 --> a.yml:9:23
  |
9 | option: {retry_times: 1001}
  |                       ^^^^ this is more

error[KIS014]: `retry_times` takes a whole number, not text
  --> a.yml:14:23
   |
14 | option: {retry_times: often}
   |                       ^^^^^ this is text
"#
    );
}

#[test]
fn times_out_of_bounds() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: f
fmode: Verify
option:
  retry_duration: -5
  timeout: 0
---
kistype: func
fname: g
fmode: Verify
option:
  return_duration: 61m
  timeout: 2 s
"#
        )]),
        r#"
error[KIS025]: `retry_duration` is no time
 --> a.yml:5:19
  |
5 |   retry_duration: -5
  |                   ^^ neither milliseconds nor text with a unit
  |
  = help: write `500` (milliseconds), `500ms`, `2s`, `1m30s` or `1h`

error[KIS025]: a `timeout` of 0 leaves no time at all
 --> a.yml:6:12
  |
6 |   timeout: 0
  |            ^ this is no time

error[KIS025]: `return_duration` is at most one hour
  --> a.yml:12:20
   |
12 |   return_duration: 61m
   |                    ^^^ this is longer

error[KIS025]: `timeout` is no time
  --> a.yml:13:12
   |
13 |   timeout: 2 s
   |            ^^^ neither milliseconds nor text with a unit
   |
   = help: write `500` (milliseconds), `500ms`, `2s`, `1m30s` or `1h`
"#
    );
}

#[test]
fn an_unknown_way_to_treat_errors() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: f
fmode: Verify
option:
  on_error: dead-leter
"#
        )]),
        r#"
error[KIS026]: `on_error` cannot be `dead-leter`
 --> a.yml:5:13
  |
5 |   on_error: dead-leter
  |             ^^^^^^^^^^ this is no such way
  |
  = help: did you mean `dead_letter`?
  = note: the ways to treat a row's error are `fail`, `skip` and `dead_letter`
"#
    );
}
