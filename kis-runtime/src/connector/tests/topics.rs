//! What holds for every topic, whichever engine is behind it.

use serde_json::{Value, json};

use super::rows::{Event, Inner, Outer, Student, student};
use crate::connector::{ConnectorConfig, Connectors, Topic};

/// A topic, and how what it holds is read back, as JSON.
struct Place {
    connectors: Connectors,
    /// Kept until the test ends.
    _folder: Option<tempfile::TempDir>,
    read: Read,
}

enum Read {
    Memory,
    File(std::path::PathBuf),
    #[cfg(feature = "redis")]
    Stream(String),
    #[cfg(feature = "kafka")]
    Kafka,
    #[cfg(feature = "nats")]
    Subject(String),
}

fn memory() -> Place {
    let connectors = Connectors::new().with("Log", ConnectorConfig::new("memory", ""));
    Place { connectors, _folder: None, read: Read::Memory }
}

fn file() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let connectors = Connectors::new().with("Log", ConnectorConfig::new("file", path.to_str().unwrap()));
    Place { connectors, _folder: Some(folder), read: Read::File(path) }
}

#[cfg(feature = "redis")]
fn redis_stream() -> Place {
    stream_at(crate::connector::redis::tests::stream())
}

#[cfg(feature = "redis")]
fn redis_cluster_stream() -> Place {
    stream_at(crate::connector::redis::tests::cluster_stream())
}

#[cfg(feature = "redis")]
fn stream_at(config: ConnectorConfig) -> Place {
    let read = Read::Stream(config.key_or("").to_owned());
    Place { connectors: Connectors::new().with("Log", config), _folder: None, read }
}

#[cfg(feature = "kafka")]
fn kafka() -> Place {
    let config = crate::connector::kafka::tests::config();
    Place { connectors: Connectors::new().with("Log", config), _folder: None, read: Read::Kafka }
}

#[cfg(feature = "nats")]
fn nats() -> Place {
    let config = crate::connector::nats::tests::config();
    let read = Read::Subject(config.key_or("").to_owned());
    Place { connectors: Connectors::new().with("Log", config), _folder: None, read }
}

impl Place {
    async fn held<T: crate::Row + serde::Serialize + serde::de::DeserializeOwned>(&self) -> Vec<Value> {
        match &self.read {
            Read::Memory => {
                let memory = self.connectors.client::<crate::connector::Memory>("Log").await.unwrap();
                let rows = memory.received::<T>().unwrap();
                rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect()
            }
            Read::File(path) => {
                let text = std::fs::read_to_string(path).unwrap();
                text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
            }
            #[cfg(feature = "redis")]
            Read::Stream(name) => {
                let client = self.connectors.client::<crate::connector::Redis>("Log").await.unwrap();
                let mut connection = client.connection().await.unwrap();
                let mut range = redis::cmd("XRANGE");
                range.arg(name).arg("-").arg("+");
                let entries: Vec<(String, Vec<(String, String)>)> =
                    range.query_async(&mut connection).await.unwrap();
                entries
                    .iter()
                    .map(|(_, fields)| {
                        assert!(fields.len() == 1 && fields[0].0 == "row", "{fields:?}");
                        serde_json::from_str(&fields[0].1).unwrap()
                    })
                    .collect()
            }
            #[cfg(feature = "kafka")]
            Read::Kafka => {
                let sent = crate::connector::kafka::tests::sent(&self.connectors, "Log").await;
                sent.iter().map(|message| serde_json::from_slice(&message.value).unwrap()).collect()
            }
            #[cfg(feature = "nats")]
            Read::Subject(subject) => {
                let client = self.connectors.client::<crate::connector::Nats>("Log").await.unwrap();
                crate::connector::nats::tests::held(&client, subject).await
            }
        }
    }
}

/// Each case as a test of each engine; those of `servers` need `cargo xtask servers up`.
macro_rules! for_every_topic {
    ($($name:ident($place:ident, $topic:ident: $row:ty) $body:block)*) => {
        mod cases {
            use super::*;
            $(pub(super) async fn $name($place: Place) {
                let $topic: Topic<$row> = $place.connectors.topic("Log").await.unwrap();
                $body
            })*
        }
        for_every_topic! { @engine memory, $($name)* }
        for_every_topic! { @engine file, $($name)* }
        #[cfg(any(feature = "kafka", feature = "nats", feature = "redis"))]
        mod servers {
            use super::*;
            #[cfg(feature = "nats")]
            for_every_topic! { @engine nats, $($name)* }
            #[cfg(feature = "redis")]
            for_every_topic! { @engine redis_stream, $($name)* }
            #[cfg(feature = "redis")]
            for_every_topic! { @engine redis_cluster_stream, $($name)* }
            #[cfg(feature = "kafka")]
            for_every_topic! { @engine kafka, $($name)* }
        }
    };
    (@engine $engine:ident, $($name:ident)*) => {
        mod $engine {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                cases::$name($engine()).await;
            })*
        }
    };
}

fn ids(held: &[Value]) -> Vec<i64> {
    held.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

for_every_topic! {
    rows_are_added_at_the_end_in_order(place, topic: Student) {
        topic.send(&[student(2, "b"), student(1, "a")]).await.unwrap();
        topic.send(&[student(3, "c"), student(1, "a")]).await.unwrap();
        assert_eq!(ids(&place.held::<Student>().await), [2, 1, 3, 1]);
    }

    nothing_is_sent_of_nothing(place, topic: Student) {
        topic.send(&[]).await.unwrap();
        assert_eq!(place.held::<Student>().await, Vec::<Value>::new());
    }

    many_rows_are_as_good_as_few(place, topic: Student) {
        let rows: Vec<_> = (0..10_001).map(|id| student(id, &format!("student {id}"))).collect();
        topic.send(&rows).await.unwrap();
        assert_eq!(ids(&place.held::<Student>().await), (0..10_001).collect::<Vec<_>>());
    }

    hostile_values_are_only_text(place, topic: Student) {
        let texts = ["", "'", "\"", "a\nb\r\n", "nul\0nul", "שלום\u{202e}abc", "🔑", "*", "'; DROP TABLE x; --"];
        let rows: Vec<_> = (0..).zip(texts).map(|(id, text)| student(id, text)).collect();
        topic.send(&rows).await.unwrap();
        let held = place.held::<Student>().await;
        assert_eq!(held.iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>(), texts);
    }

    large_values_are_sent_whole(place, topic: Student) {
        let row = student(1, &"x'\0é".repeat(1 << 20));
        topic.send(std::slice::from_ref(&row)).await.unwrap();
        assert!(place.held::<Student>().await == [serde_json::to_value(&row).unwrap()]);
    }

    rows_are_what_serde_makes_of_them(place, topic: Outer) {
        let inner = Inner { code: u64::MAX, raw: vec![0, 255], note: None };
        let row = Outer { id: 1, inner, tags: vec!["{".to_owned()] };
        let rows = [row.clone(), Outer { id: 2, tags: vec![], ..row }];
        topic.send(&rows).await.unwrap();
        let expected: Vec<_> = rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
        assert_eq!(place.held::<Outer>().await, expected);
    }

    opaque_rows_are_sent_as_they_are(place, topic: Event) {
        topic.send(&[Event::Joined { who: "[".to_owned() }, Event::Left("null".to_owned(), 7)]).await.unwrap();
        assert_eq!(place.held::<Event>().await, [json!({"who": "["}), json!(["null", 7])]);
    }

    a_refused_row_refuses_the_whole_call(place, topic: (f64, Vec<f64>)) {
        let error = topic.send(&[(1.0, vec![]), (2.0, vec![f64::NAN])]).await.unwrap_err().to_string();
        assert!(error.starts_with("row 2 of `(f64, Vec<f64>)` cannot be written to connector `Log`"), "{error}");
        assert_eq!(place.held::<(f64, Vec<f64>)>().await, Vec::<Value>::new());
    }

    concurrent_senders_lose_nothing(place, topic: Student) {
        let senders: Vec<_> = (0..8)
            .map(|sender| {
                let topic = topic.clone();
                tokio::spawn(async move {
                    for id in 0..25 {
                        topic.send(&[student(sender * 25 + id, "x")]).await.unwrap();
                    }
                })
            })
            .collect();
        for sender in senders {
            sender.await.unwrap();
        }
        let mut held = ids(&place.held::<Student>().await);
        held.sort_unstable();
        assert_eq!(held, (0..200).collect::<Vec<_>>());
    }
}
