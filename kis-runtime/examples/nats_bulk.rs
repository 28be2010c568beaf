//! 100,000 rows into a stream of NATS: through a flow and its topic, and by the best that the plain client does.
//!
//! `cargo run --release -p kis-runtime --features nats --example nats_bulk -- nats://127.0.0.1:4222`

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use async_nats::jetstream::Context;
use async_nats::jetstream::message::PublishMessage;
use kis_runtime::connector::{ConnectorConfig, Connectors, Nats};
use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

const ROWS: i64 = 100_000;
const ROUNDS: usize = 5;

#[derive(Row, Clone, Serialize, Deserialize)]
struct Average {
    student: i64,
    name: String,
    score: f64,
    note: Option<String>,
}

fn average(student: i64) -> Average {
    let note = (student % 3 == 0).then(|| "needs another look".to_owned());
    Average { student, name: format!("student number {student}"), score: student as f64 / 7.0, note }
}

/// Tells everybody the averages.
#[kis_function(mode = "Save", connector = "Averages")]
async fn send_averages(rows: &[Average], averages: &Topic<Average>) -> Result<()> {
    averages.send(rows).await
}

flow! { Send = send_averages }

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).ok_or("which server? `-- nats://127.0.0.1:4222`")?;
    let subject = format!("nats_bulk_{}", std::process::id());
    let config = ConnectorConfig::new("nats", address).key(&subject).param("create", "true");
    let connectors = Connectors::new().with("Averages", config);
    let flow = Send::builder().connectors(&connectors).build().await?;
    let jetstream = connectors.client::<Nats>("Averages").await?.jetstream().await?;
    let stream = jetstream.get_stream(&subject).await?;
    let rows: Vec<_> = (0..ROWS).map(average).collect();
    let (mut through_flow, mut plain) = (Vec::new(), [const { Vec::new() }; 4]);
    for round in 0..ROUNDS {
        let given = rows.clone();
        let start = Instant::now();
        flow.run(given).await?;
        through_flow.push(start.elapsed());
        stream.purge().await?;
        for (times, (window, ids)) in plain.iter_mut().zip(WAYS) {
            let ids = ids.then(|| format!("{}-{round}-{window}", std::process::id()));
            times.push(publish(&jetstream, &subject, rows.clone(), window, ids).await?);
            stream.purge().await?;
        }
    }
    jetstream.delete_stream(&subject).await?;
    let flow = least(through_flow);
    println!("flow: {flow:?}");
    for ((window, ids), times) in WAYS.iter().zip(plain) {
        let (time, ids) = (least(times), if *ids { "with ids" } else { "without ids" });
        let ratio = time.as_secs_f64() / flow.as_secs_f64();
        println!("plain client, {window} on their way, {ids}: {time:?}: {ratio:.2} of it");
    }
    Ok(())
}

/// How many messages the plain client has on their way, and whether each has an id against duplicates.
const WAYS: [(usize, bool); 4] = [(1_000, true), (4_096, true), (1_000, false), (4_096, false)];

/// Other work on the machine makes it more, and never less.
fn least(times: Vec<Duration>) -> Duration {
    times.into_iter().min().unwrap_or_default()
}

async fn publish(
    jetstream: &Context,
    subject: &str,
    rows: Vec<Average>,
    window: usize,
    ids: Option<String>,
) -> Result<Duration> {
    let start = Instant::now();
    let mut waiting = VecDeque::with_capacity(window);
    for row in &rows {
        let mut message = PublishMessage::build().payload(serde_json::to_vec(row)?.into());
        if let Some(ids) = &ids {
            message = message.message_id(format!("{ids}-{}", row.student));
        }
        if waiting.len() == window
            && let Some(first) = waiting.pop_front()
        {
            acknowledged(first).await?;
        }
        waiting.push_back(jetstream.send_publish(subject.to_owned(), message).await?);
    }
    for each in waiting {
        acknowledged(each).await?;
    }
    drop(rows);
    Ok(start.elapsed())
}

async fn acknowledged(waiting: async_nats::jetstream::context::PublishAckFuture) -> Result<()> {
    waiting.await?;
    Ok(())
}
