//! Against the server that all tests share.

mod faults;
mod own;
mod refusals;
mod values;

use reqwest::Method;
use serde_json::Value;

use super::{said, store, with};
use crate::connector::tests::rows::{Event, Student, student};
use crate::connector::tests::servers;
use crate::connector::{ConnectorConfig, Connectors, Es};

/// An index that is not there yet, and is made.
fn config() -> ConnectorConfig {
    servers::config("es").param("create", "true")
}

/// Asks for something of the index; `path` is what comes after its name.
async fn ask(connectors: &Connectors, method: Method, path: &str, body: &str) -> Value {
    let config = connectors.config("Index").unwrap();
    let es = connectors.client::<Es>("Index").await.unwrap();
    let path = format!("/{}{path}", config.key_or(""));
    let request = es.request(method, &path).header("content-type", "application/json");
    let answer = request.body(body.to_owned()).send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&answer).unwrap()
}

#[tokio::test]
async fn a_row_is_the_document_of_its_key_as_serde_writes_it() {
    let connectors = with(config());
    let store = connectors.store("Index").await.unwrap();
    store.upsert(&[Student { score: Some(f64::INFINITY), ..student(101, "Ann\0") }]).await.unwrap();
    let document = ask(&connectors, Method::GET, "/_doc/101", "").await;
    assert_eq!(document["_source"].to_string(), r#"{"id":101,"name":"Ann\u0000","score":"Infinity"}"#);
    let other = r#"{"more": [1, {"name": 1}], "score": 7, "name": "B\u006fb", "id": 101, "score": null}"#;
    ask(
        &connectors,
        Method::PUT,
        "/_doc/102",
        &other.replacen("101", "102", 1).replacen("\"score\": 7, ", "", 1),
    )
    .await;
    assert_eq!(store.get(&[102]).await.unwrap(), [Some(student(102, "Bob"))]);
}

#[tokio::test]
async fn an_index_is_made_so_that_searches_find_the_rows() {
    let connectors = with(config());
    let store = connectors.store("Index").await.unwrap();
    store.upsert(&[Student { score: Some(2.5), ..student(1, "Ann") }, student(2, "Bob")]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 2);
    let mapping = ask(&connectors, Method::GET, "/_mapping", "").await;
    let index = mapping.as_object().unwrap().values().next().unwrap();
    assert_eq!(
        index["mappings"].to_string(),
        r#"{"dynamic":"false","properties":{"id":{"type":"long"},"name":{"type":"keyword","ignore_above":8191},"score":{"type":"double","ignore_malformed":true}}}"#
            .parse::<Value>()
            .unwrap()
            .to_string()
    );
    for (field, value) in [("id", "2"), ("name", "\"Bob\"")] {
        let query = format!(r#"{{"query":{{"term":{{"{field}":{value}}}}}}}"#);
        let found = ask(&connectors, Method::POST, "/_search", &query).await;
        assert_eq!(found["hits"]["hits"][0]["_id"], "2", "{found}");
    }
}

#[tokio::test]
async fn opaque_rows_are_found_by_their_key_and_by_a_scan() {
    let store = store::<Event>(config()).await;
    let rows = [Event::Joined { who: "a:b%".to_owned() }, Event::Left("null".to_owned(), 7)];
    store.upsert(&rows).await.unwrap();
    let mut all = store.scan().all().await.unwrap();
    all.sort_by_key(crate::Keyed::key);
    assert_eq!(all, rows);
    assert_eq!(store.delete(&[("null".to_owned(), false)]).await.unwrap(), 1);
    assert_eq!(store.count().await.unwrap(), 1);
}

#[tokio::test]
async fn long_answers_are_asked_for_in_parts_and_long_bulks_sent_in_parts() {
    let config = config().param("answer_bytes", "3000").param("bulk_bytes", "2000").param("page_rows", "2");
    let store = store::<Student>(config).await;
    let rows: Vec<_> = (0..40).map(|id| student(id, &"x".repeat(800))).collect();
    store.upsert(&rows).await.unwrap();
    let keys: Vec<_> = (0..40).collect();
    assert!(store.get(&keys).await.unwrap().into_iter().flatten().eq(rows.iter().cloned()));
    let mut all = store.scan().all().await.unwrap();
    all.sort_by_key(|row| row.id);
    assert!(all == rows);
    store.upsert(&[student(7, &"x".repeat(4_000))]).await.unwrap();
    assert_eq!(
        said(store.get(&[7]).await.unwrap_err()),
        "the answer is longer than 3000 bytes: keep shorter rows, or raise param `answer_bytes`"
    );
}

#[tokio::test]
async fn a_scan_sees_each_row_of_its_beginning_once() {
    let store = store::<Student>(config().param("page_rows", "100")).await;
    let rows: Vec<_> = (0..1_000).map(|id| student(id, "old")).collect();
    store.upsert(&rows).await.unwrap();
    let mut scan = store.scan();
    let mut seen = scan.next().await.unwrap().unwrap();
    let later: Vec<_> = (500..1_500).map(|id| student(id, "new")).collect();
    store.upsert(&later).await.unwrap();
    while let Some(page) = scan.next().await.unwrap() {
        seen.extend(page);
    }
    seen.sort_by_key(|row| row.id);
    assert!(seen == rows);
    assert!(scan.next().await.unwrap().is_none());
}
