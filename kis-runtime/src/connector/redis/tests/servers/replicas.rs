//! What is written counts when replicas hold it.

use super::own::OwnServer;
use super::{config, stream, with};
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Store};

fn rows() -> Vec<Student> {
    (0..5_000).map(|id| student(id, "x")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_returns_when_replicas_hold_its_rows() {
    let server = OwnServer::start(&["--repl-diskless-sync-delay", "0"]);
    let config = server.config("redis").param("wait_replicas", "1").param("retry_for", "1m");
    let store: Store<Student> = with(config).store("Cache").await.unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.upsert(&rows()).await }
    });
    let replica = OwnServer::start(&["--replicaof", &format!("127.0.0.1 {}", server.port)]);
    waiting.await.unwrap().unwrap();
    let held: Store<Student> = with(replica.config("redis")).store("Cache").await.unwrap();
    assert_eq!(held.count().await.unwrap(), 5_000);
    for number in 0..20 {
        store.upsert(&[student(number, "changed")]).await.unwrap();
        assert_eq!(held.get(&[number]).await.unwrap(), [Some(student(number, "changed"))]);
        assert_eq!(store.delete(&[number, 5_000]).await.unwrap(), 1);
        assert_eq!(held.get(&[number]).await.unwrap(), [None]);
    }
}

#[tokio::test]
async fn too_few_replicas_are_an_error_that_says_what_may_be_written() {
    let problem = "0 of 2 replicas hold what was written (param `wait_replicas`): see that they run and keep up, or ask for \
                   fewer";
    let wants = |config: ConnectorConfig| {
        with(
            config.param("wait_replicas", "2").param("response_timeout", "200ms").param("retry_for", "150ms"),
        )
    };
    let store: Store<Student> = wants(config()).store("Cache").await.unwrap();
    let error = store.upsert(&rows()).await.unwrap_err().to_string();
    let safe = "4096 of 5000 rows may be written; writing all of them again is safe: ";
    let tried = "; tried again for 150ms (param `retry_for`)";
    assert!(error.ends_with(&format!("{safe}{problem}{tried}")), "{error}");

    let error = store.delete(&[1, 2]).await.unwrap_err().to_string();
    let safe = "the 2 keys after them may be; removing all of them again is safe: ";
    assert!(error.ends_with(&format!("{safe}{problem}")), "{error}");

    // Once only: another time would make more of them.
    let topic = wants(stream()).topic::<Student>("Cache").await.unwrap();
    let error = topic.send(&rows()[..3]).await.unwrap_err().to_string();
    let twice = "3 of 3 rows may be written; writing all of them again makes them be there twice: ";
    assert!(error.ends_with(&format!("{twice}{problem}")), "{error}");
}

#[tokio::test]
async fn too_few_replicas_in_a_cluster_are_an_error_for_all_nodes() {
    let config = super::super::cluster().param("wait_replicas", "1");
    let config = config.param("response_timeout", "200ms").param("retry_for", "0");
    for format in ["json", "hash"] {
        let connectors = with(config.clone().param("format", format));
        let store: Store<Student> = connectors.store("Cache").await.unwrap();
        let error = store.upsert(&rows()[..300]).await.unwrap_err().to_string();
        let expected = "300 of 300 rows may be written; writing all of them again is safe: 0 of 1 replicas hold what was \
                        written (param `wait_replicas`): see that they run and keep up, or ask for fewer";
        assert!(error.ends_with(expected), "{error}");
    }
}
