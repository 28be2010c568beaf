//! Brokers that speak TLS and ask who is there.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, ConsumerContext};
use tempfile::tempdir;

use super::super::sent;
use super::own::{More, OwnBroker};
use super::with;
use crate::connector::tests::certificate::make_certificate;
use crate::connector::tests::own_process::free_port;
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Kafka};

/// The password, and what it is in an address.
const PASSWORD: &str = "hunter2:%@";
const IN_ADDRESS: &str = "hunter2%3A%25%40";

/// A broker with each kind of listener.
struct Secure {
    broker: OwnBroker,
    ssl: u16,
    sasl_ssl: u16,
    sasl_plaintext: u16,
    /// The file of the key and the certificate that it shows without a login.
    shown: String,
    /// The file of its certificate, and that of another server.
    ca: String,
    other_ca: String,
}

impl Secure {
    fn start() -> Self {
        let folder = tempdir().unwrap();
        let other = folder.path().join("other");
        fs::create_dir(&other).unwrap();
        make_certificate(&other);
        make_certificate(folder.path());
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (keystore, shown) = (at("server.pem"), at("shown.pem"));
        put_both(folder.path(), &keystore);
        put_both(folder.path(), &shown);
        let (ca, other_ca) = (at("server.crt"), at("other/server.crt"));
        let [ssl, sasl_ssl, sasl_plaintext] = [free_port(), free_port(), free_port()];
        let more = More {
            listeners: vec![("SSL", ssl), ("SASL_SSL", sasl_ssl), ("SASL_PLAINTEXT", sasl_plaintext)],
            settings: settings(&keystore, &shown),
            users: ["SCRAM-SHA-256", "SCRAM-SHA-512"]
                .map(|it| format!("{it}=[name=app,password={PASSWORD}]"))
                .into(),
        };
        Secure {
            broker: OwnBroker::start_in(folder, &more),
            ssl,
            sasl_ssl,
            sasl_plaintext,
            shown,
            ca,
            other_ca,
        }
    }

    fn ssl(&self, topic: &str, host: &str) -> ConnectorConfig {
        self.broker.config(topic).at(format!("{host}:{}", self.ssl)).param("security", "ssl")
    }

    fn sasl_ssl(&self, topic: &str, mechanism: &str, password: &str) -> ConnectorConfig {
        let config = self.broker.config(topic).at(format!("app:{password}@localhost:{}", self.sasl_ssl));
        config.param("security", "sasl_ssl").param("sasl", mechanism).param("tls_ca", &self.ca)
    }

    fn sasl_plaintext(&self, topic: &str, password: &str) -> ConnectorConfig {
        let config =
            self.broker.config(topic).at(format!("app:{password}@localhost:{}", self.sasl_plaintext));
        config.param("security", "sasl_plaintext").param("sasl", "scram-sha-256")
    }
}

/// Makes one file of the key and the certificate in a folder.
fn put_both(folder: &Path, file: &str) {
    let both = ["server.key", "server.crt"].map(|name| fs::read_to_string(folder.join(name)).unwrap());
    fs::write(file, both.concat()).unwrap();
}

fn settings(keystore: &str, shown: &str) -> String {
    let modules = "org.apache.kafka.common.security";
    let mut settings = format!("ssl.keystore.type=PEM\nssl.keystore.location={keystore}\n");
    for (name, value) in [("type", "PEM"), ("location", shown)] {
        settings += &format!("listener.name.ssl.ssl.keystore.{name}={value}\n");
    }
    for listener in ["sasl_ssl", "sasl_plaintext"] {
        let its = format!("listener.name.{listener}");
        settings += &format!("{its}.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512\n");
        for scram in ["scram-sha-256", "scram-sha-512"] {
            settings +=
                &format!("{its}.{scram}.sasl.jaas.config={modules}.scram.ScramLoginModule required;\n");
        }
        settings += &format!(
            "{its}.plain.sasl.jaas.config={modules}.plain.PlainLoginModule required user_app=\"{PASSWORD}\";\n"
        );
    }
    settings
}

async fn connect_error(config: ConnectorConfig) -> String {
    let error = with(config).topic::<Student>("Log").await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter"), "{shown}");
    error.to_string()
}

/// The broker is one for all cases, because it takes seconds to start.
#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_security_has_its_outcome() {
    let mut secure = tokio::task::spawn_blocking(Secure::start).await.unwrap();
    rows_go_over_each_listener_to_brokers_that_are_trusted(&secure).await;
    a_login_that_is_refused_is_an_error_at_once(&secure).await;
    a_broker_that_is_not_trusted_is_an_error_and_gets_no_password(&secure).await;
    another_kind_of_listener_is_an_error_that_names_the_param(&secure).await;
    no_log_and_no_debug_output_tells_the_password(&secure).await;
    a_broker_that_comes_back_with_another_certificate_is_verified_again(&mut secure).await;
}

async fn rows_go_over_each_listener_to_brokers_that_are_trusted(secure: &Secure) {
    for config in [
        secure.ssl("ssl", "localhost").param("tls_ca", &secure.ca),
        secure.sasl_ssl("plain", "plain", IN_ADDRESS),
        secure.sasl_ssl("scram256", "scram-sha-256", IN_ADDRESS),
        secure.sasl_ssl("scram512", "SCRAM-SHA-512", IN_ADDRESS),
        secure.sasl_plaintext("in-clear", IN_ADDRESS),
    ] {
        let topic = config.key_or("").to_owned();
        let connectors = with(config);
        connectors
            .topic::<Student>("Log")
            .await
            .unwrap()
            .send(&[student(1, "a"), student(2, "b")])
            .await
            .unwrap();
        let keys: Vec<_> = sent(&connectors, "Log").await.into_iter().map(|sent| sent.key.unwrap()).collect();
        assert_eq!(keys, [b"1", b"2"], "{topic}");
    }
}

async fn a_login_that_is_refused_is_an_error_at_once(secure: &Secure) {
    for config in [
        secure.sasl_ssl("plain", "plain", "hunter3"),
        secure.sasl_ssl("scram256", "scram-sha-256", "hunter3"),
        secure.sasl_plaintext("in-clear", "hunter3"),
    ] {
        let error = connect_error(config.param("connect_timeout", "1m")).await;
        assert!(error.contains("`app:***@localhost:") && error.contains("): the login failed: "), "{error}");
    }
}

async fn a_broker_that_is_not_trusted_is_an_error_and_gets_no_password(secure: &Secure) {
    let login = || secure.sasl_ssl("plain", "plain", IN_ADDRESS).param("connect_timeout", "1m");
    let by_its_ip = login().at(format!("app:{IN_ADDRESS}@127.0.0.1:{}", secure.sasl_ssl));
    for config in [
        secure.ssl("ssl", "localhost"),
        secure.ssl("ssl", "localhost").param("tls_ca", &secure.other_ca),
        secure.ssl("ssl", "127.0.0.1").param("tls_ca", &secure.ca),
        login().param("tls_ca", &secure.other_ca),
        by_its_ip,
    ] {
        let error = connect_error(config).await;
        assert!(error.contains("): the TLS handshake failed: "), "{error}");
        assert!(error.contains("certificate verify failed"), "{error}");
    }
}

async fn another_kind_of_listener_is_an_error_that_names_the_param(secure: &Secure) {
    let plain = || secure.broker.config("ssl").param("connect_timeout", "1m");
    let login = || secure.sasl_ssl("plain", "plain", IN_ADDRESS).param("connect_timeout", "1m");
    for (config, reason) in [
        (plain().at(format!("localhost:{}", secure.ssl)), "the param `security` says how"),
        (plain().at(format!("localhost:{}", secure.sasl_plaintext)), "the param `security` says how"),
        (plain().param("security", "ssl"), "the TLS handshake failed: "),
        (login().at(format!("app:{IN_ADDRESS}@localhost:{}", secure.ssl)), "the login failed: "),
        (
            login().at(format!("app:{IN_ADDRESS}@localhost:{}", secure.sasl_plaintext)),
            "the TLS handshake failed: ",
        ),
    ] {
        let error = connect_error(config).await;
        assert!(error.contains(reason), "{error}");
    }
}

/// How long a client is polled at a time.
const PATIENCE: Duration = Duration::from_millis(100);

/// Collects the lines that a client logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn says(&self, word: &str) -> bool {
        self.0.lock().unwrap().iter().any(|line| line.contains(word))
    }
}

impl ClientContext for Log {
    fn log(&self, _: RDKafkaLogLevel, _: &str, message: &str) {
        self.0.lock().unwrap().push(message.to_owned());
    }
}

impl ConsumerContext for Log {}

async fn no_log_and_no_debug_output_tells_the_password(secure: &Secure) {
    for mechanism in ["plain", "scram-sha-256"] {
        let connectors = with(secure.sasl_ssl("plain", mechanism, IN_ADDRESS));
        let kafka = connectors.client::<Kafka>("Log").await.unwrap();
        let mut config = kafka.client_config();
        let shown = format!("{kafka:?} {config:?} {:?} {connectors:?}", kafka.producer_config());
        assert!(!shown.contains("hunter"), "{shown}");
        config.set("debug", "all").set("group.id", "tests").set_log_level(RDKafkaLogLevel::Debug);
        let log = Log::default();
        let told = log.clone();
        tokio::task::spawn_blocking(move || {
            let consumer = BaseConsumer::from_config_and_context(&config, log.clone()).unwrap();
            // The lines come when it is polled.
            let has_logged_in = || (0..200).any(|_| log.says("-> UP") || consumer.poll(PATIENCE).is_some());
            assert!(has_logged_in());
        })
        .await
        .unwrap();
        assert!(told.says("SASL") && !told.says("hunter"));
    }
}

async fn a_broker_that_comes_back_with_another_certificate_is_verified_again(secure: &mut Secure) {
    let same = with(secure.sasl_ssl("same", "scram-sha-256", IN_ADDRESS));
    let other = with(secure.ssl("other", "localhost").param("tls_ca", &secure.ca).param("retry_for", "3s"));
    let (to_same, to_other) = (same.topic::<Student>("Log"), other.topic::<Student>("Log"));
    let (to_same, to_other) = (to_same.await.unwrap(), to_other.await.unwrap());
    to_same.send(&[student(1, "a")]).await.unwrap();
    to_other.send(&[student(1, "a")]).await.unwrap();
    secure.broker.kill();
    put_both(Path::new(&secure.other_ca).parent().unwrap(), &secure.shown);
    secure.broker.start_again();
    to_same.send(&[student(2, "b")]).await.unwrap();
    assert_eq!(sent(&same, "Log").await.len(), 2);
    let error = to_other.send(&[student(2, "b")]).await.unwrap_err().to_string();
    let reason = "the brokers did not acknowledge within 3s (param `retry_for`); the last that went wrong: ";
    assert!(error.contains(reason) && error.contains("certificate verify failed"), "{error}");
}
