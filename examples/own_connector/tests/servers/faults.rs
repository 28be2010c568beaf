//! A server that is not there, goes away or hangs: each has its outcome, and no row is lost.

use std::collections::BTreeSet;

use kis_runtime::prelude::*;
use tokio::sync::watch;

use super::own::OwnServer;
use super::{fetch, ids, open_error, order, topic};
use crate::Order;

#[tokio::test]
async fn a_declaration_is_checked_before_anything_connects() {
    // Nobody listens at port 1.
    let at = |address: &str| ConnectorConfig::new("beanstalkd", address).key("parcels");
    for (config, problem) in [
        (at("127.0.0.1:1").param("prioritty", "1"), "unknown param `prioritty` (did you mean `priority`?)"),
        (at("127.0.0.1:1").param("priority", "-1"), "allowed: a whole number from 0 to 4294967295"),
        (at("127.0.0.1:1").param("time_to_run", "90ms"), "no whole number of seconds from `1s` on"),
        (at("127.0.0.1:1").key("a\r\nquit"), "the key `a\\r\\nquit` is no name of a tube: at most 200"),
        (at("127.0.0.1:1,127.0.0.1:2"), "`addrs` takes one address, `host[:port]`"),
        (at("beanstalkd://app:hunter2@127.0.0.1:1"), "beanstalkd knows no users and no passwords"),
    ] {
        let error = open_error::<Order>(config).await;
        assert!(error.contains(problem) && error.contains("`Parcels`"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_at_once() {
    let mut server = OwnServer::start();
    server.kill();
    let address = server.config().address().to_owned();
    let error = open_error::<Order>(server.config()).await;
    let expected = format!(
        "connector `Parcels` cannot connect to `{address}` (type `beanstalkd`): the server cannot be reached: "
    );
    assert!(error.starts_with(&expected), "{error}");
}

#[tokio::test]
async fn what_is_no_beanstalkd_is_told_by_its_answer() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let other = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let error = open_error::<Order>(ConnectorConfig::new("beanstalkd", address)).await;
    assert!(error.ends_with("the server answered `HTTP/1.1 400 Bad Request`"), "{error}");
    other.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_and_started_again_loses_no_row() {
    let mut server = OwnServer::start();
    let topic = topic(&server.config()).await;
    let (done, mut seen) = watch::channel(0);
    let sender = tokio::spawn(async move {
        for batch in 0..20 {
            let rows: Vec<_> = (batch * 100..(batch + 1) * 100).map(|id| order(id, "x")).collect();
            topic.send(&rows).await.unwrap();
            done.send_replace(batch + 1);
        }
    });
    for kill_after in [3, 10] {
        seen.wait_for(|done| *done >= kill_after).await.unwrap();
        server.kill();
        server.start_again();
    }
    sender.await.unwrap();
    let sent = ids(&fetch(&server.config()));
    assert_eq!(sent.iter().copied().collect::<BTreeSet<_>>(), (0..2_000).collect());
    // What was not acknowledged when the server was killed may be there twice: one batch for each time.
    assert!(sent.len() <= 2_200, "{}", sent.len());
}

#[tokio::test]
async fn a_server_that_stays_away_is_an_error_and_rows_go_on_when_it_is_back() {
    let mut server = OwnServer::start();
    let config = server.config().param("retry_for", "200ms");
    let topic = topic(&config).await;
    topic.send(&[order(1, "a")]).await.unwrap();
    server.kill();
    let error = topic.send(&[order(2, "b")]).await.unwrap_err().to_string();
    let start = format!("send failed at connector `Parcels` (type `beanstalkd`, `{}`): ", config.address());
    assert!(error.starts_with(&start), "{error}");
    assert!(error.contains("the server cannot be reached: "), "{error}");
    assert!(error.ends_with("; tried again for 200ms (param `retry_for`)"), "{error}");
    server.start_again();
    topic.send(&[order(3, "c")]).await.unwrap();
    assert_eq!(ids(&fetch(&config)), [1, 3]);
}

#[tokio::test]
async fn a_server_that_hangs_is_an_error_in_time_that_says_what_may_be_there() {
    let server = OwnServer::start();
    let config = server.config().param("answer_timeout", "200ms").param("retry_for", "0");
    let topic = topic(&config).await;
    server.hang();
    let error = topic.send(&[order(1, "a"), order(2, "b")]).await.unwrap_err().to_string();
    let expected = "the first 0 of 2 rows are sent, and the 2 after them may be; sending all of them again makes them \
                    be there twice: the server did not answer within 200ms (param `answer_timeout`)";
    assert!(error.ends_with(expected), "{error}");
    server.signal("CONT");
    topic.send(&[order(3, "c")]).await.unwrap();
    assert_eq!(ids(&fetch(&config)).into_iter().filter(|id| *id == 3).count(), 1);
}

#[tokio::test]
async fn a_server_that_drains_is_waited_for_until_another_one_is_there() {
    let mut server = OwnServer::start();
    let hasty = topic(&server.config().param("retry_for", "0")).await;
    let patient = topic(&server.config().param("retry_for", "1m")).await;
    server.signal("USR1");
    // The signal may be on its way for a moment.
    let error = loop {
        if let Err(error) = hasty.send(&[order(1, "a")]).await {
            break error.to_string();
        }
    };
    assert!(error.ends_with("it was told to drain, so start another one"), "{error}");
    let waiting = tokio::spawn(async move { patient.send(&[order(2, "b")]).await });
    server.kill();
    server.start_again();
    waiting.await.unwrap().unwrap();
    assert!(ids(&fetch(&server.config())).ends_with(&[2]));
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_leaves_no_answer_for_the_next_one() {
    let server = OwnServer::start();
    let topic = topic(&server.config()).await;
    server.hang();
    let abandoned = topic.send(&[order(1, "a")]);
    let given_up = tokio::time::timeout(std::time::Duration::from_millis(50), abandoned).await;
    assert!(given_up.is_err());
    server.signal("CONT");
    topic.send(&(2..600).map(|id| order(id, "b")).collect::<Vec<_>>()).await.unwrap();
    let mut sent = ids(&fetch(&server.config()));
    sent.retain(|id| *id != 1);
    assert_eq!(sent, (2..600).collect::<Vec<_>>());
}
