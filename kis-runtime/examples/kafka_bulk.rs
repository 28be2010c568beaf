//! 100,000 rows into Kafka: through a flow and its topic, and by the best that the plain client does.
//!
//! `cargo run --release -p kis-runtime --features kafka --example kafka_bulk -- 127.0.0.1:9092`

use std::time::{Duration, Instant};

use kis_runtime::connector::{ConnectorConfig, Connectors, Kafka};
use kis_runtime::prelude::*;
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::producer::{
    BaseRecord, DefaultProducerContext, FutureProducer, FutureRecord, Producer, ThreadedProducer,
};
use serde::{Deserialize, Serialize};

const ROWS: i64 = 100_000;
const ROUNDS: usize = 15;

#[derive(Row, Clone, Serialize, Deserialize)]
struct Average {
    #[row(key)]
    student: i64,
    name: String,
    score: f64,
    note: Option<String>,
}

fn average(student: i64) -> Average {
    let note = (student % 3 == 0).then(|| "needs another look".to_owned());
    Average { student, name: format!("student number {student}"), score: student as f64 / 7.0, note }
}

/// Tells the averages.
#[kis_function(mode = "Save", connector = "Averages")]
async fn tell_averages(rows: &[Average], averages: &Topic<Average>) -> Result<()> {
    averages.send(rows).await
}

flow! { Tell = tell_averages }

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).ok_or("which brokers? `-- 127.0.0.1:9092`")?;
    let topic = format!("kafka_bulk_{}", std::process::id());
    let config = ConnectorConfig::new("kafka", address).key(&topic).param("create", "true");
    let connectors = Connectors::new().with("Averages", config.param("partitions", "4"));
    let kafka = connectors.client::<Kafka>("Averages").await?;
    let settings = kafka.producer_config();
    let threaded: ThreadedProducer<DefaultProducerContext> = settings.create()?;
    let futures: FutureProducer = settings.create()?;
    let rows: Vec<_> = (0..ROWS).map(average).collect();
    let mut flow = Vec::new();
    let mut plain = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        flow.push(through_flow(&connectors, rows.clone()).await?);
        plain[0].push(with_threads(&threaded, &topic, rows.clone())?);
        plain[1].push(with_futures(&futures, &topic, rows.clone()).await?);
    }
    remove(&kafka.client_config(), &topic).await?;
    let flow = least(flow);
    println!("flow {flow:?}");
    for (name, times) in
        ["ThreadedProducer and flush", "FutureProducer and all its futures"].iter().zip(plain)
    {
        let time = least(times);
        println!("plain client, {name}: {time:?}: {:.2} of it", time.as_secs_f64() / flow.as_secs_f64());
    }
    Ok(())
}

/// Other work on the machine makes it more, and never less.
fn least(times: Vec<Duration>) -> Duration {
    times.into_iter().min().unwrap_or_default()
}

async fn through_flow(connectors: &Connectors, rows: Vec<Average>) -> Result<Duration> {
    let flow = Tell::builder().connectors(connectors).build().await?;
    let start = Instant::now();
    flow.run(rows).await?;
    Ok(start.elapsed())
}

fn with_threads(
    producer: &ThreadedProducer<DefaultProducerContext>,
    topic: &str,
    rows: Vec<Average>,
) -> Result<Duration> {
    let start = Instant::now();
    for row in &rows {
        let (key, value) = (row.student.to_string(), serde_json::to_vec(row)?);
        while let Err((error, _)) = producer.send(BaseRecord::to(topic).key(&key).payload(&value)) {
            match error.rdkafka_error_code() {
                Some(RDKafkaErrorCode::QueueFull) => std::thread::sleep(Duration::from_millis(2)),
                _ => return Err(error.into()),
            }
        }
    }
    producer.flush(Duration::from_secs(30))?;
    drop(rows);
    Ok(start.elapsed())
}

async fn with_futures(producer: &FutureProducer, topic: &str, rows: Vec<Average>) -> Result<Duration> {
    let start = Instant::now();
    let mut deliveries = Vec::with_capacity(rows.len());
    for row in &rows {
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
    drop(rows);
    Ok(start.elapsed())
}

async fn remove(settings: &ClientConfig, topic: &str) -> Result<()> {
    let admin: AdminClient<DefaultClientContext> = settings.create()?;
    for removed in admin.delete_topics(&[topic], &AdminOptions::new()).await? {
        removed.map_err(|(topic, code)| format!("{topic}: {code}"))?;
    }
    Ok(())
}
