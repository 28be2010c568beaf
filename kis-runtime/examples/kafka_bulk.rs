//! 100,000 rows into Kafka: through a flow and its topic, and by the best that the plain client does.
//!
//! `cargo run --release -p kis-runtime --features kafka --example kafka_bulk -- 127.0.0.1:9092`

mod bulk;

use std::time::Duration;

use bulk::{Average, Tell, averages, plain, tell, through};
use kis_runtime::connector::{ConnectorConfig, Connectors, Kafka};
use kis_runtime::prelude::*;
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::producer::{
    BaseRecord, DefaultProducerContext, FutureProducer, FutureRecord, Producer, ThreadedProducer,
};

const ROUNDS: usize = 15;

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).ok_or("which brokers? `-- 127.0.0.1:9092`")?;
    let topic = format!("kafka_bulk_{}", std::process::id());
    let config = ConnectorConfig::new("kafka", address).key(&topic).param("create", "true");
    let connectors = Connectors::new().with("Averages", config.param("partitions", "4"));
    let flow = Tell::builder().connectors(&connectors).build().await?;
    let kafka = connectors.client::<Kafka>("Averages").await?;
    let settings = kafka.producer_config();
    let threaded: ThreadedProducer<DefaultProducerContext> = settings.create()?;
    let futures: FutureProducer = settings.create()?;
    let rows = averages(1);
    let (mut flows, mut by_threads, mut by_futures) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        flows.push([through(&flow, &rows).await?]);
        by_threads.push([plain(&rows, async |rows| with_threads(&threaded, &topic, rows)).await?]);
        by_futures.push([plain(&rows, async |rows| with_futures(&futures, &topic, rows).await).await?]);
    }
    remove(&kafka.client_config(), &topic).await?;
    tell(
        ["appended"],
        &flows,
        &[("ThreadedProducer and flush", &by_threads), ("FutureProducer and all its futures", &by_futures)],
    );
    Ok(())
}

fn with_threads(
    producer: &ThreadedProducer<DefaultProducerContext>,
    topic: &str,
    rows: &[Average],
) -> Result<()> {
    for row in rows {
        let (key, value) = (row.student.to_string(), serde_json::to_vec(row)?);
        while let Err((error, _)) = producer.send(BaseRecord::to(topic).key(&key).payload(&value)) {
            match error.rdkafka_error_code() {
                Some(RDKafkaErrorCode::QueueFull) => std::thread::sleep(Duration::from_millis(2)),
                _ => return Err(error.into()),
            }
        }
    }
    producer.flush(Duration::from_secs(30))?;
    Ok(())
}

async fn with_futures(producer: &FutureProducer, topic: &str, rows: &[Average]) -> Result<()> {
    let mut deliveries = Vec::with_capacity(rows.len());
    for row in rows {
        let (key, value) = (row.student.to_string(), serde_json::to_vec(row)?);
        loop {
            match producer.send_result(FutureRecord::to(topic).key(&key).payload(&value)) {
                Ok(delivery) => break deliveries.push(delivery),
                Err((error, _)) if error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull) => {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                Err((error, _)) => return Err(error.into()),
            }
        }
    }
    for delivery in deliveries {
        delivery.await?.map_err(|(error, _)| error)?;
    }
    Ok(())
}

async fn remove(settings: &ClientConfig, topic: &str) -> Result<()> {
    let admin: AdminClient<DefaultClientContext> = settings.create()?;
    for removed in admin.delete_topics(&[topic], &AdminOptions::new()).await? {
        removed.map_err(|(topic, code)| format!("{topic}: {code}"))?;
    }
    Ok(())
}
