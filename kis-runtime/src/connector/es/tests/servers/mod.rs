//! Against the servers that all tests share.

/// Each case as a test of OpenSearch, whose server has the connector's name, and of Elasticsearch.
macro_rules! at_each_server {
    ($($name:ident($server:ident) $body:block)*) => {
        mod cases {
            use super::*;
            $(pub(super) async fn $name($server: &str) $body)*
        }
        mod opensearch {
            $(#[tokio::test]
            async fn $name() {
                super::cases::$name("es").await;
            })*
        }
        mod elasticsearch {
            $(#[tokio::test]
            async fn $name() {
                super::cases::$name("elasticsearch").await;
            })*
        }
    };
}

mod faults;
mod own;
mod refusals;
mod values;

use reqwest::Method;
use serde_json::Value;

use super::{said, store, with};
use crate::connector::tests::rows::{Event, Seen, Student, student};
use crate::connector::tests::servers;
use crate::connector::{ConnectorConfig, Connectors, Es};

/// An index of this server, which is not there.
fn absent(server: &str) -> ConnectorConfig {
    servers::config_at(server, "es")
}

/// An index that is not there yet, and is made.
fn config(server: &str) -> ConnectorConfig {
    absent(server).param("create", "true")
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

at_each_server! {
    a_row_is_the_document_of_its_key_as_serde_writes_it(server) {
        let connectors = with(config(server));
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

    an_index_is_made_so_that_searches_find_the_rows(server) {
        let connectors = with(config(server));
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

    opaque_rows_are_found_by_their_key_and_by_a_scan(server) {
        let store = store::<Event>(config(server)).await;
        let rows = [Event::Joined { who: "a:b%".to_owned() }, Event::Left("null".to_owned(), 7)];
        store.upsert(&rows).await.unwrap();
        let mut all = store.scan().all().await.unwrap();
        all.sort_by_key(crate::Keyed::key);
        assert_eq!(all, rows);
        assert_eq!(store.delete(&[("null".to_owned(), false)]).await.unwrap(), 1);
        assert_eq!(store.count().await.unwrap(), 1);
    }

    long_answers_are_asked_for_in_parts_and_long_bulks_sent_in_parts(server) {
        let config = config(server).param("answer_bytes", "3000").param("bulk_bytes", "2000").param("page_rows", "2");
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

    a_scan_sees_each_row_of_its_beginning_once(server) {
        let store = store::<Student>(config(server).param("page_rows", "100")).await;
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

    a_scan_that_meets_a_document_that_is_no_row_is_not_kept_at_the_server(server) {
        let connectors = with(config(server));
        let store = connectors.store::<Student>("Index").await.unwrap();
        ask(&connectors, Method::PUT, "/_doc/1?refresh", r#"{"id":1,"name":["a","b"],"score":null}"#).await;
        let error = store.scan().all().await.unwrap_err().to_string();
        assert!(error.contains("(column `name`)"), "{error}");
        let kept = async || {
            let stats = ask(&connectors, Method::GET, "/_stats/search", "").await;
            stats["_all"]["total"]["search"]["scroll_current"].as_u64().unwrap()
        };
        let gone = async { while kept().await > 0 {} };
        tokio::time::timeout(std::time::Duration::from_secs(30), gone).await.expect("the scroll is kept");
    }

    whole_numbers_up_to_u64_are_found_by_a_search(server) {
        let connectors = with(config(server));
        let store = connectors.store("Index").await.unwrap();
        store.upsert(&[Seen { id: u64::MAX }, Seen { id: u64::MAX - 1 }]).await.unwrap();
        assert_eq!(store.count().await.unwrap(), 2);
        let query = format!(r#"{{"query":{{"term":{{"id":{}}}}}}}"#, u64::MAX);
        let found = ask(&connectors, Method::POST, "/_search", &query).await;
        assert_eq!(found["hits"]["total"]["value"], 1, "{found}");
        assert_eq!(found["hits"]["hits"][0]["_id"], u64::MAX.to_string(), "{found}");
    }
}
