//! `cargo xtask servers up beanstalkd` starts the server; `--skip servers::` leaves these tests out.

mod faults;
mod own;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use kis_runtime::Pool;
use kis_runtime::prelude::*;
use serde_json::{Value, json};

use crate::beanstalkd::{Beanstalkd, Server};
use crate::{Order, ShipOrders, connectors, enqueue_parcel, is_paid};

/// A tube of the server that no other test has.
fn config() -> ConnectorConfig {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let state = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/servers/beanstalkd.json");
    let started = || {
        let state: Value = serde_json::from_str(&std::fs::read_to_string(state).ok()?).ok()?;
        Some(state["url"].as_str()?.to_owned())
    };
    let url = std::env::var("KIS_TEST_BEANSTALKD_URL").ok().filter(|url| !url.is_empty()).or_else(started);
    let url =
        url.expect("there is no beanstalkd to test against: `cargo xtask servers up beanstalkd` starts one");
    let tube = format!("kis_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    ConnectorConfig::new("beanstalkd", url).key(tube)
}

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().register::<Beanstalkd>().with("Parcels", config)
}

async fn topic<T: Row + serde::Serialize>(config: &ConnectorConfig) -> Topic<T> {
    with(config.clone()).topic("Parcels").await.unwrap()
}

async fn open_error<T: Row + serde::Serialize>(config: ConnectorConfig) -> String {
    with(config).topic::<T>("Parcels").await.unwrap_err().to_string()
}

/// Fetches and deletes all jobs, as a worker does: not by the code under test.
fn fetch(config: &ConnectorConfig) -> Vec<String> {
    let mut stream = BufReader::new(TcpStream::connect(config.address()).unwrap());
    let mut ask = |command: &str| -> String {
        stream.get_mut().write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_line(&mut answer).unwrap();
        if let Some(("RESERVED", job)) = answer.trim_end().split_once(' ') {
            let (id, length) = job.split_once(' ').unwrap();
            let mut body = vec![0; length.parse::<usize>().unwrap() + 2];
            stream.read_exact(&mut body).unwrap();
            body.truncate(body.len() - 2);
            return format!("{id} {}", String::from_utf8(body).unwrap());
        }
        answer
    };
    ask(&format!("watch {}", config.key_or("")));
    let mut jobs = Vec::new();
    loop {
        let answer = ask("reserve-with-timeout 0");
        let Some((id, body)) = answer.split_once(' ') else { return jobs };
        assert_eq!(ask(&format!("delete {id}")), "DELETED\r\n");
        jobs.push(body.to_owned());
    }
}

fn order(id: u64, note: &str) -> Order {
    let (ordered_at, total) = ("2026-01-31T09:00:00Z".to_owned(), "12.5".to_owned());
    Order { id, paid: true, ordered_at, total, note: Some(note.to_owned()) }
}

fn ids(jobs: &[String]) -> Vec<u64> {
    jobs.iter().map(|job| serde_json::from_str::<Order>(job).unwrap().id).collect()
}

#[tokio::test]
async fn rows_are_jobs_in_order_as_serde_writes_them() {
    let config = config();
    let texts =
        ["", "'", "a\nb\r\nput 0 0 0 1\r\nx\r\n", "nul\0nul", "שלום\u{202e}abc", "'; DROP TABLE x; --"];
    let rows: Vec<_> = texts.iter().map(|text| order(u64::MAX, text)).collect();
    topic(&config).await.send(&rows).await.unwrap();
    let expected: Vec<_> = rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect();
    assert_eq!(fetch(&config), expected);
}

#[tokio::test]
async fn every_kind_of_value_arrives_exactly_or_is_refused() {
    #[derive(Row, serde::Serialize)]
    struct Kinds {
        large: i128,
        half: f64,
        initial: char,
        tags: Vec<String>,
        none: Option<bool>,
    }
    let row = |half, tags| Kinds { large: i128::MIN, half, initial: '"', tags, none: None };
    let config = config();
    let topic = topic(&config).await;
    topic.send(&[row(-0.0, vec![]), row(5e-324, vec!["{".to_owned()])]).await.unwrap();
    let error = topic.send(&[row(1.0, vec![]), row(f64::NAN, vec![])]).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "row 2 of `Kinds` cannot be written to connector `Parcels` (column `half`): JSON has no number for `NaN`"
    );
    let large = i128::MIN;
    assert_eq!(
        fetch(&config),
        [
            format!(r#"{{"large":{large},"half":-0.0,"initial":"\"","tags":[],"none":null}}"#),
            format!(r#"{{"large":{large},"half":5e-324,"initial":"\"","tags":["{{"],"none":null}}"#),
        ]
    );
}

#[tokio::test]
async fn rows_whose_fields_are_not_known_are_their_value() {
    let config = config();
    topic::<Value>(&config).await.send(&[json!([1, "null"]), json!("null"), json!(null)]).await.unwrap();
    assert_eq!(fetch(&config), [r#"[1,"null"]"#, r#""null""#, "null"]);
}

#[tokio::test]
async fn many_rows_arrive_in_order() {
    let config = config();
    let rows: Vec<_> = (0..10_001).map(|id| order(id, "x")).collect();
    topic(&config).await.send(&rows).await.unwrap();
    assert_eq!(ids(&fetch(&config)), (0..10_001).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_row_that_is_too_large_is_refused_with_all_of_its_batch() {
    let config = config();
    let topic = topic(&config).await;
    let error = topic.send(&[order(1, "x"), order(2, &"x".repeat(70_000))]).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "row 2 of `Order` cannot be written to connector `Parcels`: \
         a job of 70081 bytes is over the server's limit of 65535 (its `-z`)"
    );
    topic.send(&[order(3, "x")]).await.unwrap();
    assert_eq!(ids(&fetch(&config)), [3]);
}

#[tokio::test]
async fn bytes_are_refused_before_a_row_moves() {
    #[derive(Row, serde::Serialize)]
    struct Scan {
        image: Vec<u8>,
    }
    assert_eq!(
        open_error::<Scan>(config()).await,
        "connector `Parcels` of type `beanstalkd` cannot hold rows of `Scan`: \
         a job is JSON, which has no bytes: make its field `image` text, in base64 say"
    );
}

#[tokio::test]
async fn a_flow_of_the_files_sends_what_is_paid() -> Result<()> {
    let config = config();
    let stores = connectors().with("Parcels", config.clone());
    let flow = ShipOrders::builder().connectors(&stores).build().await?;
    flow.run([order(1, "a"), Order { paid: false, ..order(2, "b") }, order(3, "c")]).await?;
    assert_eq!(stores.client::<Server>("Parcels").await?.waiting().await?, 2);
    assert_eq!(ids(&fetch(&config)), [1, 3]);
    Ok(())
}

#[tokio::test]
async fn a_pool_knows_the_type_too() -> Result<()> {
    let config = config();
    let folder = tempfile::tempdir()?;
    let files = include_str!("../../conf/parcels.yml").replace("127.0.0.1:11300", config.address());
    std::fs::write(
        folder.path().join("parcels.yml"),
        files.replace("key: parcels", &format!("key: {}", config.key_or(""))),
    )?;

    let pool = Pool::new();
    pool.connectors(&Connectors::new().register::<Beanstalkd>());
    pool.register::<is_paid>().register::<enqueue_parcel>();
    pool.load(folder.path()).await?;
    pool.run_json("ShipOrders", [serde_json::to_string(&order(7, "x"))?]).await?;
    assert_eq!(ids(&fetch(&config)), [7]);
    Ok(())
}
