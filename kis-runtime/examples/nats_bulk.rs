//! 100,000 rows into a stream of NATS: through a flow and its topic, and by the best that the plain client does.
//!
//! `cargo run --release -p kis-runtime --features nats --example nats_bulk -- nats://127.0.0.1:4222`

mod bulk;

use std::collections::VecDeque;

use async_nats::jetstream::Context;
use async_nats::jetstream::message::PublishMessage;
use bulk::{Average, Tell, averages, plain, tell, through};
use kis_runtime::connector::{ConnectorConfig, Connectors, Nats};
use kis_runtime::prelude::*;

const ROUNDS: usize = 5;
/// How many messages the plain client has on their way, and whether each has an id against duplicates.
const WAYS: [(usize, bool); 4] = [(1_000, true), (4_096, true), (1_000, false), (4_096, false)];

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).ok_or("which server? `-- nats://127.0.0.1:4222`")?;
    let subject = format!("nats_bulk_{}", std::process::id());
    let config = ConnectorConfig::new("nats", address).key(&subject).param("create", "true");
    let connectors = Connectors::new().with("Averages", config);
    let flow = Tell::builder().connectors(&connectors).build().await?;
    let jetstream = connectors.client::<Nats>("Averages").await?.jetstream().await?;
    let stream = jetstream.get_stream(&subject).await?;
    let rows = averages(1);
    let (mut flows, mut ways) = (Vec::new(), [const { Vec::new() }; 4]);
    for round in 0..ROUNDS {
        flows.push([through(&flow, &rows).await?]);
        stream.purge().await?;
        for (times, (window, ids)) in ways.iter_mut().zip(WAYS) {
            let ids = ids.then(|| format!("{}-{round}-{window}", std::process::id()));
            let publish = async |rows: &[Average]| publish(&jetstream, &subject, rows, window, ids).await;
            times.push([plain(&rows, publish).await?]);
            stream.purge().await?;
        }
    }
    jetstream.delete_stream(&subject).await?;
    let [few, many, few_bare, many_bare] = &ways;
    tell(
        ["appended"],
        &flows,
        &[
            ("1,000 on their way, with ids", few),
            ("4,096 on their way, with ids", many),
            ("1,000 on their way, without ids", few_bare),
            ("4,096 on their way, without ids", many_bare),
        ],
    );
    Ok(())
}

async fn publish(
    jetstream: &Context,
    subject: &str,
    rows: &[Average],
    window: usize,
    ids: Option<String>,
) -> Result<()> {
    let mut waiting = VecDeque::with_capacity(window);
    for row in rows {
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
    Ok(())
}

async fn acknowledged(waiting: async_nats::jetstream::context::PublishAckFuture) -> Result<()> {
    waiting.await?;
    Ok(())
}
