//! What the metrics say of connectors.

use kis_runtime::connector::{BoxFuture, Cells, Connector, ConnectorConfig, Connectors, Table, TopicEngine};
use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

use super::books::{Books, counters};

#[derive(Row, Serialize, Deserialize)]
struct Part {
    #[row(key)]
    name: String,
    count: u32,
    broken: Option<bool>,
}

fn part(name: &str, broken: Option<bool>) -> Part {
    Part { name: name.to_owned(), count: 1, broken }
}

#[tokio::test]
async fn calls_rows_and_bytes_are_exact() {
    let books = Books::default();
    let _here = metrics::set_default_local_recorder(&books);
    let connectors = Connectors::new().with("Parts", ConnectorConfig::new("memory", ""));
    let parts = connectors.store::<Part>("Parts").await.unwrap();
    parts.upsert(&[part("wheel", Some(true)), part("key", None)]).await.unwrap();
    parts.upsert(&[]).await.unwrap();
    parts.get(&["wheel".to_owned(), "none".to_owned()]).await.unwrap();
    parts.scan().all().await.unwrap();
    parts.delete(&["key".to_owned(), "none".to_owned()]).await.unwrap();
    parts.count().await.unwrap();
    let recorded = books.take();
    let of = |operation: &str| format!("{{conn_name=Parts,conn_type=memory,operation={operation}}}");
    let sums = |name: &str| {
        let sum = |operation| recorded.get(&format!("{name}{}", of(operation))).map_or(0.0, |sum| sum[0]);
        ["upsert", "get", "scan", "delete", "count"].map(sum)
    };
    // One page, and the call that finds no further one.
    assert_eq!(sums("connector_calls"), [2.0, 1.0, 2.0, 1.0, 1.0]);
    assert_eq!(sums("connector_rows"), [2.0, 1.0, 2.0, 1.0, 0.0]);
    let (wheel, key) = (5.0 + 8.0 + 1.0, 3.0 + 8.0);
    assert_eq!(sums("connector_bytes"), [wheel + key, wheel, wheel + key, 0.0, 0.0]);
    assert_eq!(sums("connector_errors"), [0.0; 5]);
    assert_eq!(recorded[&format!("connector_duration{}", of("upsert"))].len(), 2);
}

struct Full;

impl Connector for Full {
    const TYPE: &'static str = "full";

    async fn connect(_: &str, _: &ConnectorConfig) -> Result<Self> {
        Ok(Full)
    }

    async fn topic(&self, _: &Table) -> Result<std::sync::Arc<dyn TopicEngine>> {
        Ok(std::sync::Arc::new(Full))
    }
}

impl TopicEngine for Full {
    fn send(&self, _: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async { Err("there is no room".into()) })
    }
}

#[tokio::test]
async fn a_failed_call_is_an_error_and_moves_nothing() {
    let books = Books::default();
    let _here = metrics::set_default_local_recorder(&books);
    let connectors = Connectors::new().register::<Full>().with("Log", ConnectorConfig::new("full", ""));
    let log = connectors.topic::<String>("Log").await.unwrap();
    log.send(&["one".to_owned()]).await.unwrap_err();
    let labels = "{conn_name=Log,conn_type=full,operation=send}";
    assert_eq!(
        counters(&books.take()),
        [format!("connector_calls{labels} 1"), format!("connector_errors{labels} 1")]
    );
}
