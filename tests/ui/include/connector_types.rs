//! Types of connectors that are not compiled in, and of the program's own.
use kis_runtime::prelude::*;
use kis_runtime::Connector;

struct Iceberg;

impl Connector for Iceberg {
    const TYPE: &'static str = "iceberg";
    async fn connect(_: &str, _: &ConnectorConfig) -> Result<Self> {
        Ok(Iceberg)
    }
}

#[kis_function(mode = "Calculate", name = "Increment")]
fn increment(row: u64) -> u64 {
    row + 1
}

include_flow!("./connector_types.yml", types("iceberg" => Iceberg, "kafka" => crate::Iceberg));

fn main() {}
