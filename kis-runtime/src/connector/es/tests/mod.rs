//! What only Elasticsearch and OpenSearch do. The tests of `servers` need one.

mod answers;
mod responder;
mod servers;
#[cfg(feature = "es-tls")]
mod tls;

use crate::connector::{ConnectorConfig, Connectors, Store};
use crate::{Keyed, Row};

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Index", config)
}

async fn store<T>(config: ConnectorConfig) -> Store<T>
where
    T: Keyed<Key: serde::Serialize> + Row + serde::Serialize + serde::de::DeserializeOwned,
{
    with(config).store("Index").await.unwrap()
}

/// What comes after connector, type and address.
fn said(error: impl ToString) -> String {
    let error = error.to_string();
    match error.split_once("`): ") {
        Some((_, said)) => said.to_owned(),
        None => error,
    }
}
