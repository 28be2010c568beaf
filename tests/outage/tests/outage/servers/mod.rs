//! What takes a real server: one of the test's own, on a port and in a folder of its own.

mod own;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "redis")]
mod redis;

use std::time::Duration;

use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::books::{Books, counters};
use own::{Kind, OwnServer};

#[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
struct Reading {
    #[row(key)]
    id: u64,
    value: f64,
}

#[kis_function(mode = "Verify")]
fn is_plausible(row: &Reading) -> bool {
    row.value >= 0.0
}

#[kis_function(mode = "Save", connector = "Readings")]
async fn keep(rows: &[Reading], readings: &Store<Reading>) -> Result<()> {
    readings.upsert(rows).await
}

flow! { KeepReadings = is_plausible -> keep }

const BATCHES: u64 = 40;
const ROWS: u64 = 500;
/// The pauses before so many tries are two seconds together, or at least half of that.
const TRIES: f64 = 8.0;

fn reading(id: u64) -> Reading {
    Reading { id, value: id as f64 / 8.0 }
}

/// How many requests were sent again since the last time that somebody asked.
fn retries(books: &Books) -> f64 {
    let counters = counters(&books.take());
    let again = counters.iter().filter_map(|line| line.strip_prefix("connector_retries{")?.split_once("} "));
    again.map(|(_, count)| count.parse::<f64>().unwrap()).sum()
}

/// Stops the server while the flow has batches to save, has the flow try in vain, and starts it again on its data.
async fn no_row_is_lost_while_the_server_is_away(kind: &'static Kind) {
    let books = Books::default();
    let _here = metrics::set_default_local_recorder(&books);
    let mut server = OwnServer::start(kind).await;
    let connectors = Connectors::new().with("Readings", server.config().param("retry_for", "1m"));
    let flow = KeepReadings::builder().connectors(&connectors).build().await.unwrap();
    let (done, mut seen) = watch::channel(0);
    let batches = async {
        for batch in 0..BATCHES {
            let rows = (batch * ROWS..(batch + 1) * ROWS).map(reading);
            let implausible = Reading { id: u64::MAX, value: -1.0 };
            let kept = flow.run(rows.chain([implausible])).await.unwrap();
            assert_eq!(kept.len() as u64, ROWS);
            done.send_replace(batch + 1);
        }
    };
    let outages = async {
        for (end_after, end) in [(5, OwnServer::stop as fn(&mut OwnServer)), (20, OwnServer::kill)] {
            seen.wait_for(|done| *done >= end_after).await.unwrap();
            end(&mut server);
            let mut tries = 0.0;
            // The run that fails in the end would end the test.
            while tries < TRIES {
                tokio::time::sleep(Duration::from_millis(20)).await;
                tries += retries(&books);
            }
            server.start_again().await;
        }
    };
    tokio::join!(batches, outages);
    let store = connectors.store::<Reading>("Readings").await.unwrap();
    assert_eq!(store.count().await.unwrap(), BATCHES * ROWS);
    let mut kept = store.scan().all().await.unwrap();
    kept.sort_by_key(|row| row.id);
    assert!(kept == (0..BATCHES * ROWS).map(reading).collect::<Vec<_>>());
}
