//! What happens to rows when the server fails.

use tokio::sync::mpsc;

use super::own::Node;
use super::{said, store};
use crate::connector::tests::rows::{Student, student};

fn batch(number: i64) -> Vec<Student> {
    (number * 500..(number + 1) * 500).map(|id| student(id, &format!("student {id}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_hangs_and_goes_loses_no_row_and_is_told() {
    faults_of("es").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes half a minute, for what OpenSearch shows too"]
async fn a_node_of_elasticsearch_loses_no_row_either() {
    faults_of("elasticsearch").await;
}

/// One node for all of it: each start takes seconds.
async fn faults_of(server: &'static str) {
    let mut node = Node::start(server).await;
    killed_in_the_middle_of_a_run(&mut node).await;
    hanging(&node).await;
    gone(&mut node).await;
}

async fn killed_in_the_middle_of_a_run(node: &mut Node) {
    let store = store::<Student>(node.config().param("retry_for", "3m")).await;
    let (progress, mut done) = mpsc::unbounded_channel();
    let writer = tokio::spawn({
        let store = store.clone();
        async move {
            for number in 0..40 {
                store.upsert(&batch(number)).await.unwrap();
                progress.send(number).unwrap();
            }
        }
    });
    while done.recv().await.unwrap() < 15 {}
    node.kill();
    node.up().await;
    writer.await.unwrap();
    assert_eq!(store.count().await.unwrap(), 20_000);
    let keys: Vec<_> = (0..20_000).collect();
    let found: Vec<_> = store.get(&keys).await.unwrap().into_iter().flatten().collect();
    assert!(found == (0..40).flat_map(batch).collect::<Vec<_>>());
}

async fn hanging(node: &Node) {
    let limits = |retry_for| {
        let config = node.config().param("read_timeout", "500ms").param("write_timeout", "500ms");
        config.param("retry_for", retry_for)
    };
    let patient = store::<Student>(limits("2m")).await;
    let hasty = store::<Student>(limits("0")).await;
    node.hang();
    let waiting = tokio::spawn({
        let patient = patient.clone();
        async move { patient.upsert(&batch(50)).await }
    });
    let (read, written, removed) =
        tokio::join!(hasty.get(&[1]), hasty.upsert(&batch(51)), hasty.delete(&[1, 2, 3]));
    let late = |param| format!("the server did not answer within 500ms; param `{param}` sets the limit");
    assert_eq!(said(read.unwrap_err()), late("read_timeout"));
    assert_eq!(
        said(written.unwrap_err()),
        format!(
            "0 of 500 rows are written, 500 may be written; writing all of them again is safe: {}",
            late("write_timeout")
        )
    );
    assert_eq!(
        said(removed.unwrap_err()),
        format!(
            "0 rows are removed, 3 keys more may be; removing all of them again is safe: {}",
            late("write_timeout")
        )
    );
    node.go_on();
    waiting.await.unwrap().unwrap();
    for number in [0, 51] {
        patient.upsert(&batch(number)).await.unwrap();
    }
    let keys: Vec<_> = batch(0).into_iter().chain(batch(50)).chain(batch(51)).map(|row| row.id).collect();
    assert_eq!(patient.get(&keys).await.unwrap().into_iter().flatten().count(), 1_500);
}

async fn gone(node: &mut Node) {
    let store = store::<Student>(node.config().param("retry_for", "300ms")).await;
    let mut scan = store.scan();
    scan.next().await.unwrap();
    node.kill();
    let error = said(store.upsert(&batch(0)).await.unwrap_err());
    assert!(error.starts_with("the server cannot be reached: "), "{error}");
    assert!(error.ends_with("; tried again for 300ms (param `retry_for`)"), "{error}");
    let lost = said(scan.next().await.unwrap_err());
    assert!(
        lost.ends_with("; a page of the scan may be lost, so the scan is over: begin it again"),
        "{lost}"
    );
}
