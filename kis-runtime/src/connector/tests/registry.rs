//! Declaring, connecting and sharing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::rows::{Odd, Student, student};
use crate::Result;
use crate::connector::{Connector, ConnectorConfig, Connectors, Memory, StoreEngine, Table, TopicEngine};

fn memory() -> Connectors {
    Connectors::new().with("Cache", ConnectorConfig::new("memory", ""))
}

#[tokio::test]
async fn clones_share_the_connection() {
    let connectors = memory();
    let one = connectors.clone().store::<Student>("Cache").await.unwrap();
    let two = connectors.store::<Student>("Cache").await.unwrap();
    one.upsert(&[student(1, "a")]).await.unwrap();
    assert_eq!(two.get(&[1]).await.unwrap(), [Some(student(1, "a"))]);
    let other = memory().store::<Student>("Cache").await.unwrap();
    assert_eq!(other.count().await.unwrap(), 0);
}

#[tokio::test]
async fn one_connector_holds_one_row_type() {
    let connectors = memory();
    connectors.store::<Student>("Cache").await.unwrap();
    let error = connectors.store::<Odd>("Cache").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "connector `Cache` holds rows of `Student`, so it cannot hold rows of `Odd` too: declare a second connector"
    );
    let error = connectors.topic::<Vec<String>>("Cache").await.unwrap_err();
    assert!(error.to_string().contains("`Vec<String>`"), "{error}");
}

#[tokio::test]
async fn unknown_names_and_types_say_what_there_is() {
    let connectors =
        memory().with("Typo", ConnectorConfig::new("memroy", "")).with("Db", ConnectorConfig::new("x", ""));
    let error = connectors.store::<Student>("Cahce").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no connector is named `Cahce` (did you mean `Cache`?); declared: `Cache`, `Db`, `Typo`"
    );
    let error = connectors.store::<Student>("Typo").await.unwrap_err().to_string();
    let types = [
        ("es", cfg!(feature = "es")),
        ("file", true),
        ("kafka", cfg!(feature = "kafka")),
        ("memory", true),
        ("mysql", cfg!(feature = "mysql")),
        ("nats", cfg!(feature = "nats")),
        ("postgres", cfg!(feature = "postgres")),
        ("redis", cfg!(feature = "redis")),
        ("redis-stream", cfg!(feature = "redis")),
        ("sqlite", cfg!(feature = "sqlite")),
        ("tidb", cfg!(feature = "mysql")),
    ];
    let known: Vec<_> = types.iter().filter(|(_, on)| *on).map(|(name, _)| format!("`{name}`")).collect();
    let known = known.join(", ");
    assert_eq!(
        error,
        format!(
            "connector `Typo` has the unknown type `memroy` (did you mean `memory`?); known types: {known}"
        )
    );
}

#[tokio::test]
async fn a_type_is_known_by_its_other_names_and_also_when_its_feature_is_off() {
    for (written, meant) in [("elasticsearch", "es"), ("MariaDB", "mysql"), ("postgress", "postgres")] {
        let connectors = Connectors::new().with("Db", ConnectorConfig::new(written, "h"));
        let error = connectors.store::<Student>("Db").await.unwrap_err().to_string();
        let said = format!(
            "connector `Db` has the unknown type `{written}` (did you mean `{meant}`?); known types: "
        );
        assert!(error.starts_with(&said), "{error}");
    }
}

#[cfg(not(feature = "sqlite"))]
#[tokio::test]
async fn a_type_that_is_not_compiled_in_names_its_feature() {
    let connectors = Connectors::new().with("Db", ConnectorConfig::new("sqlite", ":memory:"));
    assert_eq!(
        connectors.store::<Student>("Db").await.unwrap_err().to_string(),
        "connector `Db` has the type `sqlite`, which is not compiled in: add the feature `sqlite` to `kis-runtime` in \
         Cargo.toml"
    );
}

#[tokio::test]
async fn a_file_is_no_store_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let connectors = Connectors::new().with("Log", ConnectorConfig::new("file", path.to_str().unwrap()));
    assert_eq!(
        connectors.store::<Student>("Log").await.unwrap_err().to_string(),
        "connector `Log` is of type `file`, which has no stores: take `&Topic<T>` instead of `&Store<T>`"
    );
    assert_eq!(
        connectors.client::<Memory>("Log").await.unwrap_err().to_string(),
        "connector `Log` is of type `file`, which has no client of type `Memory`: take the client of this connector's \
         type, or declare another connector"
    );
}

#[tokio::test]
async fn what_a_memory_topic_received_can_be_read_back() {
    let connectors = memory();
    let memory = connectors.client::<Memory>("Cache").await.unwrap();
    assert_eq!(memory.received::<Student>().unwrap(), []);
    let topic = connectors.topic::<Student>("Cache").await.unwrap();
    topic.send(&[student(2, "b"), student(1, "a")]).await.unwrap();
    topic.send(&[student(2, "c")]).await.unwrap();
    assert_eq!(memory.received::<Student>().unwrap(), [student(2, "b"), student(1, "a"), student(2, "c")]);
    assert!(memory.received::<Odd>().is_err());
}

static ATTEMPTS: AtomicUsize = AtomicUsize::new(0);

/// Fails at the first attempt, and hangs when it is told to.
struct Flaky;

impl Connector for Flaky {
    const TYPE: &'static str = "flaky";
    const PARAMS: &'static [&'static str] = &["hang"];

    async fn connect(_: &str, config: &ConnectorConfig) -> Result<Self> {
        if config.get("hang").is_some() {
            std::future::pending::<()>().await;
        }
        match ATTEMPTS.fetch_add(1, Ordering::Relaxed) {
            0 => Err("connection refused".into()),
            _ => Ok(Flaky),
        }
    }

    async fn topic(&self, _: &Table) -> Result<Arc<dyn TopicEngine>> {
        Err("no such stream".into())
    }

    async fn store(&self, table: &Table) -> Result<Arc<dyn StoreEngine>> {
        Err(table.refuse_rows("it is too wide").into())
    }
}

#[tokio::test]
async fn a_failed_connection_is_tried_again_and_never_tells_a_password() {
    let config = ConnectorConfig::new("flaky", "flaky://app:hunter2@h:1");
    let connectors = Connectors::new().register::<Flaky>().with("F", config);
    assert_eq!(
        connectors.client::<()>("F").await.unwrap_err().to_string(),
        "connector `F` cannot connect to `flaky://app:***@h:1` (type `flaky`): connection refused"
    );
    assert_eq!(
        connectors.topic::<String>("F").await.unwrap_err().to_string(),
        "open failed at connector `F` (type `flaky`, `flaky://app:***@h:1`): no such stream"
    );
    let error = Connectors::clone(&connectors).with("G", ConnectorConfig::new("flaky", ""));
    assert_eq!(
        error.store::<Student>("G").await.unwrap_err().to_string(),
        "connector `G` of type `flaky` cannot hold rows of `Student`: it is too wide"
    );
    assert!(!connectors.contains("G"));
    assert!(!format!("{connectors:?}").contains("hunter2"));
}

#[tokio::test(start_paused = true)]
async fn connecting_has_a_time_limit() {
    let config = ConnectorConfig::new("flaky", "h:1").param("hang", "yes").param("connect_timeout", "2s");
    let connectors = Connectors::new().register::<Flaky>().with("F", config);
    let start = tokio::time::Instant::now();
    let error = connectors.client::<()>("F").await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(2));
    assert_eq!(
        error.to_string(),
        "connector `F` did not connect to `h:1` (type `flaky`) within 2s: is it the right server, and does it \
         answer? param `connect_timeout` sets the limit"
    );
}

#[test]
fn handles_and_their_futures_go_anywhere() {
    fn sent<T: Send + 'static>(_: T) {}
    fn shared<T: Send + Sync + 'static>(_: T) {}
    async fn call(connectors: Connectors) -> Result<()> {
        let store = connectors.store::<Student>("Cache").await?;
        let topic = connectors.topic::<Student>("Cache").await?;
        store.upsert(&[]).await?;
        store.scan().next().await?;
        sent(store.get(&[1]));
        shared((store, topic, connectors));
        Ok(())
    }
    sent(call(memory()));
}
