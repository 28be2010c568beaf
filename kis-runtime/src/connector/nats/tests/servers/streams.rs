//! Which stream holds the subject.

use std::time::Duration;

use async_nats::jetstream::stream::Config;

use super::super::config;
use super::{batch, ids, jetstream, open_error, topic, with};

/// The subject of a configuration, and the name that a stream for it gets.
fn names(config: &crate::connector::ConnectorConfig) -> (String, String) {
    let subject = format!("{}.eu", config.key_or(""));
    (subject.clone(), subject.replace('.', "_"))
}

#[tokio::test]
async fn without_a_stream_the_error_says_what_to_do() {
    let config = config().param("create", "false");
    let subject = config.key_or("").to_owned();
    let expected = format!(
        "`): no stream holds the subject `{subject}`: add it to a stream, or let the connector make one with the param \
         `create: true`"
    );
    let error = open_error(config).await;
    assert!(
        error.ends_with(&expected) && error.starts_with("open failed at connector `Log` (type `nats`, "),
        "{error}"
    );
}

#[tokio::test]
async fn a_stream_is_made_once_for_the_subject_alone() {
    let config = config();
    let (subject, name) = names(&config);
    let config = config.key(&subject);
    let aged = with(config.clone().param("max_age", "30m"));
    let stream = {
        topic(&aged).await.send(&batch(0)).await.unwrap();
        jetstream(&aged).await.get_stream(&name).await.unwrap().cached_info().config.clone()
    };
    assert_eq!((stream.subjects, stream.max_age), (vec![subject.clone()], Duration::from_secs(1_800)));
    // Another program that says nothing of the age takes it as it is.
    let other = with(config);
    topic(&other).await.send(&batch(1)).await.unwrap();
    assert_eq!(ids(&other, &subject).await, (0..1_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_stream_that_holds_more_subjects_will_do() {
    let config = config().param("create", "false");
    let (subject, name) = names(&config);
    let connectors = with(config.clone().key(&subject));
    let subjects = vec![format!("{}.>", config.key_or(""))];
    let wide = Config { name: name.clone(), subjects, ..Config::default() };
    jetstream(&connectors).await.create_stream(wide).await.unwrap();
    topic(&connectors).await.send(&batch(0)).await.unwrap();
    assert_eq!(ids(&connectors, &subject).await.len(), 500);
    let other = open_error(config.key(&subject).param("stream", "other")).await;
    let expected =
        format!("the subject `{subject}` is held by stream `{name}`, and the param `stream` says `other`");
    assert!(other.ends_with(&expected), "{other}");
}

#[tokio::test]
async fn a_name_may_be_given_and_one_that_is_taken_is_told() {
    let config = config();
    let (subject, name) = names(&config);
    let named = with(config.clone().key(&subject).param("stream", &name));
    topic(&named).await.send(&batch(0)).await.unwrap();
    let error = open_error(config.key(format!("{subject}.more")).param("stream", &name)).await;
    let expected = format!(
        "a stream `{name}` is there and does not hold the subject `{subject}.more`: add the subject to it, or name \
         another stream with the param `stream`"
    );
    assert!(error.ends_with(&expected), "{error}");
}

#[tokio::test]
async fn a_stream_that_could_not_keep_the_promises_is_refused() {
    let config = config().param("create", "false");
    let (subject, name) = names(&config);
    let config = config.key(&subject);
    let jetstream = jetstream(&with(config.clone())).await;
    let mut stream = Config {
        name: name.clone(),
        subjects: vec![subject],
        duplicate_window: Duration::from_secs(20),
        ..Config::default()
    };
    jetstream.create_stream(stream.clone()).await.unwrap();
    let short = open_error(config.clone()).await;
    let expected = format!(
        "stream `{name}` knows a repeated row for 20s (`duplicate_window`) only, and one may be repeated for 30s (params \
         `retry_for`, `response_timeout` and `connect_timeout` together): lengthen the one, or shorten the others"
    );
    assert!(short.ends_with(&expected), "{short}");
    topic(&with(config.clone().param("retry_for", "5s"))).await;
    stream.no_ack = true;
    jetstream.update_stream(stream).await.unwrap();
    let silent = open_error(config).await;
    let expected =
        format!("stream `{name}` acknowledges nothing (`no_ack`), so no row could be known to be in it");
    assert!(silent.ends_with(&expected), "{silent}");
}

#[tokio::test]
async fn params_that_do_not_fit_are_told() {
    for (param, value, expected) in [
        ("max_age", "1m", "; it is of use only with `create: true`: a stream that is there keeps its own"),
        (
            "stream",
            "a.b",
            "; allowed: a name without blanks, control characters and `.`, `*`, `>`, `/`, `\\`",
        ),
        ("create", "yes", "; allowed: `true` or `false`"),
        ("tls_ca", "ca.pem", "; it is of use only with `tls://` in the address"),
    ] {
        let config = config().param("create", "false").param(param, value);
        let error = open_error(config).await;
        let start = format!("param `{param}` of connector `Log` is `{value}`");
        assert!(error.starts_with(&start) && error.ends_with(expected), "{error}");
    }
    let error = open_error(config().key("a.>")).await;
    assert!(
        error.ends_with("has the key `a.>`: rows are sent to one subject, and `>` stands for many"),
        "{error}"
    );
}
