//! Against the server that all tests share.

mod cluster;
mod failover;
mod faults;
mod own;
mod own_cluster;
mod replicas;
#[cfg(feature = "redis-tls")]
mod tls;
mod types;

use super::{config, stream};
use crate::connector::tests::rows::{Event, Student, student};
use crate::connector::{ConnectorConfig, Connectors, Redis, Store};

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Cache", config)
}

async fn ask<T: redis::FromRedisValue>(connectors: &Connectors, command: &redis::Cmd) -> T {
    let client = connectors.client::<Redis>("Cache").await.unwrap();
    command.query_async(&mut client.connection().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_row_is_a_string_of_json_under_the_prefix_and_its_key() {
    let config = config();
    let connectors = with(config.clone());
    let store: Store<Student> = connectors.store("Cache").await.unwrap();
    store.upsert(&[Student { score: Some(f64::INFINITY), ..student(101, "Ann\0") }]).await.unwrap();
    let key = format!("{}101", config.key_or(""));
    let json: String = ask(&connectors, redis::cmd("GET").arg(&key)).await;
    assert_eq!(json, r#"{"id":101,"name":"Ann\u0000","score":"Infinity"}"#);
    let other = r#" {"more": [1, {"name": 1}], "score": 7, "name": "B\u006fb", "id": 101, "score": null} "#;
    let _: () = ask(&connectors, redis::cmd("SET").arg(&key).arg(other)).await;
    assert_eq!(store.get(&[101]).await.unwrap(), [Some(student(101, "Bob"))]);
}

#[tokio::test]
async fn a_row_may_be_a_hash_of_its_columns() {
    let config = config().param("format", "hash");
    let connectors = with(config.clone());
    let store: Store<Student> = connectors.store("Cache").await.unwrap();
    let key = format!("{}101", config.key_or(""));
    let _: () =
        ask(&connectors, redis::cmd("HSET").arg(&key).arg("score").arg("1.5").arg("old").arg("1")).await;
    store.upsert(&[Student { score: Some(2.0), ..student(101, "x") }, student(101, "Ann")]).await.unwrap();
    let mut fields: Vec<(String, String)> = ask(&connectors, redis::cmd("HGETALL").arg(&key)).await;
    fields.sort();
    assert_eq!(fields, [("id".to_owned(), "101".to_owned()), ("name".to_owned(), "Ann".to_owned())]);
}

#[tokio::test]
async fn what_is_no_row_is_told_with_its_key_and_never_skipped() {
    let config = config();
    let connectors = with(config.clone());
    let store: Store<Student> = connectors.store("Cache").await.unwrap();
    let key = format!("{}7", config.key_or(""));
    for (value, reason) in [
        (
            r#"{"id":7,"name":1}"#,
            " (column `name`): invalid type: integer `1`, expected a string at line 1 column 1",
        ),
        (r#"{"id":7,"name":"a","score":"1"}"#, " (column `score`): `1` is no number"),
        ("[]", ": invalid type: sequence, expected a JSON object at line 1 column 0"),
    ] {
        let _: () = ask(&connectors, redis::cmd("SET").arg(&key).arg(value)).await;
        let expected = format!("row 1 read from connector `Cache` is no `Student`{reason} (at key `{key}`)");
        assert_eq!(store.get(&[7]).await.unwrap_err().to_string(), expected);
        assert_eq!(store.scan().all().await.unwrap_err().to_string(), expected);
    }
}

#[tokio::test]
async fn rows_of_another_prefix_are_not_taken_for_ones_own() {
    let config = config();
    let longer = format!("{}avg_", config.key_or(""));
    let store: Store<Student> = with(config.clone()).store("Cache").await.unwrap();
    let other: Store<Student> = with(config.clone().key(longer)).store("Cache").await.unwrap();
    store.upsert(&[student(1, "a")]).await.unwrap();
    other.upsert(&[student(2, "b"), student(3, "c")]).await.unwrap();
    assert_eq!(store.scan().all().await.unwrap(), [student(1, "a")]);
    assert_eq!((store.count().await.unwrap(), other.count().await.unwrap()), (1, 2));
}

#[tokio::test]
async fn a_prefix_is_taken_literally() {
    let config = config();
    let pattern = format!("{}*[a-z]?\\^", config.key_or(""));
    let near = format!("{}xxby^", config.key_or(""));
    let odd: Store<Student> = with(config.clone().key(pattern)).store("Cache").await.unwrap();
    let plain: Store<Student> = with(config.key(near)).store("Cache").await.unwrap();
    odd.upsert(&[student(1, "a")]).await.unwrap();
    plain.upsert(&[student(2, "b")]).await.unwrap();
    assert_eq!(odd.scan().all().await.unwrap(), [student(1, "a")]);
}

#[tokio::test]
async fn opaque_rows_are_found_by_their_key_and_by_a_scan() {
    for format in ["json", "hash"] {
        let store: Store<Event> = with(config().param("format", format)).store("Cache").await.unwrap();
        let rows = [Event::Joined { who: "a:b%".to_owned() }, Event::Left("null".to_owned(), 7)];
        store.upsert(&rows).await.unwrap();
        let mut all = store.scan().all().await.unwrap();
        all.sort_by_key(crate::Keyed::key);
        assert_eq!(all, rows);
        assert_eq!(store.delete(&[("null".to_owned(), false)]).await.unwrap(), 1);
        assert_eq!(store.count().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_refused_row_refuses_the_whole_batch_before_anything_is_written() {
    #[derive(serde::Serialize, serde::Deserialize, Debug)]
    struct Odd {
        id: i64,
        any: f64,
    }
    impl crate::Row for Odd {
        const NAME: &'static str = "Odd";
        const FIELDS: crate::Fields = crate::Fields::Named(&[
            crate::connector::tests::rows::key("id", crate::connector::tests::rows::I64),
            crate::connector::tests::rows::field("any", crate::FieldKind::Any),
        ]);
    }
    impl crate::Keyed for Odd {
        type Key = i64;
        fn key(&self) -> i64 {
            self.id
        }
    }
    let store: Store<Odd> = with(config()).store("Cache").await.unwrap();
    let mut rows: Vec<_> = (0..9_999).map(|id| Odd { id, any: 0.5 }).collect();
    rows.push(Odd { id: 9_999, any: f64::NAN });
    assert_eq!(
        store.upsert(&rows).await.unwrap_err().to_string(),
        "row 10000 of `Odd` cannot be written to connector `Cache` (column `any`): JSON has no number for `NaN`"
    );
    assert_eq!(store.count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_stream_keeps_about_its_last_entries_when_it_is_told_to() {
    let config = stream();
    let length = redis::cmd("XLEN").arg(config.key_or("")).clone();
    let connectors = with(config.clone().param("maxlen", "100"));
    let rows: Vec<_> = (0..10_000).map(|id| student(id, "x")).collect();
    connectors.topic::<Student>("Cache").await.unwrap().send(&rows).await.unwrap();
    let kept: usize = ask(&connectors, &length).await;
    assert!((100..400).contains(&kept), "{kept}");
    let connectors = with(config);
    connectors.topic::<Student>("Cache").await.unwrap().send(&rows).await.unwrap();
    assert_eq!(ask::<usize>(&connectors, &length).await, kept + 10_000);
}

#[tokio::test]
async fn a_key_of_another_type_is_no_stream_and_says_so() {
    let config = stream();
    let connectors = with(config.clone());
    let _: () = ask(&connectors, redis::cmd("SET").arg(config.key_or("")).arg("x")).await;
    let error =
        connectors.topic::<Student>("Cache").await.unwrap().send(&[student(1, "a")]).await.unwrap_err();
    assert!(error.to_string().ends_with("another type: remove it, or choose another `key`"), "{error}");
}
