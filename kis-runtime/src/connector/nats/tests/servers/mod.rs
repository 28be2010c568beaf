//! Against the server that all tests share, and servers of the tests' own.

mod faults;
mod logins;
mod own;
mod rows;
mod streams;
mod tls;

use async_nats::jetstream::Context;
use async_nats::jetstream::stream::{Config, State};

use super::held;
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Connectors, Nats, Topic};

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Log", config)
}

async fn topic(connectors: &Connectors) -> Topic<Student> {
    connectors.topic("Log").await.unwrap()
}

/// Why no topic can be had.
async fn open_error(config: ConnectorConfig) -> String {
    with(config).topic::<Student>("Log").await.unwrap_err().to_string()
}

async fn jetstream(connectors: &Connectors) -> Context {
    connectors.client::<Nats>("Log").await.unwrap().jetstream().await.unwrap()
}

/// Makes the stream `rows` with what this configuration says.
async fn make(connectors: &Connectors, config: Config) {
    let config = Config { name: "rows".to_owned(), subjects: vec!["rows".to_owned()], ..config };
    jetstream(connectors).await.create_stream(config).await.unwrap();
}

async fn state(connectors: &Connectors, stream: &str) -> State {
    jetstream(connectors).await.get_stream(stream).await.unwrap().cached_info().state.clone()
}

async fn ids(connectors: &Connectors, subject: &str) -> Vec<i64> {
    let client = connectors.client::<Nats>("Log").await.unwrap();
    held(&client, subject).await.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

fn batch(number: i64) -> Vec<Student> {
    (number * 500..(number + 1) * 500).map(|id| student(id, &format!("student {id}"))).collect()
}
