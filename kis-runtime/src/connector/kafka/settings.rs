//! Where to connect, how long to wait, and what that is in librdkafka's words.

use std::str::FromStr;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;

use super::address::Address;
use super::security::Security;
use crate::connector::config::ConnectorConfig;
use crate::connector::entry::connect_timeout;
use crate::connector::error::ConnectorError;

/// Rows that wait to be acknowledged take this much memory, or twice the largest message when that is more.
const QUEUE_BYTES: usize = 64 << 20;
/// What librdkafka takes for `message.max.bytes`.
const MESSAGE_BYTES: std::ops::RangeInclusive<usize> = 1_000..=1_000_000_000;
/// The largest of librdkafka's limits on the time for one answer.
const LONGEST_RESPONSE: Duration = Duration::from_secs(300);

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) brokers: String,
    security: Security,
    pub(super) topic: String,
    pub(super) create: Option<NewTopic>,
    pub(super) max_message_bytes: usize,
    pub(super) retry_for: Duration,
    connect_timeout: Duration,
    response_timeout: Duration,
    linger: Duration,
    compression: Compression,
}

/// How a topic that is not there is made; -1 leaves it to the brokers.
#[derive(Clone, Copy)]
pub(super) struct NewTopic {
    pub(super) partitions: i32,
    pub(super) replication: i32,
}

#[derive(Clone, Copy)]
enum Compression {
    None,
    Lz4,
    Snappy,
}

impl FromStr for Compression {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "none" => Ok(Compression::None),
            "lz4" => Ok(Compression::Lz4),
            "snappy" => Ok(Compression::Snappy),
            _ => Err(()),
        }
    }
}

impl Settings {
    pub(super) const PARAMS: &'static [&'static str] = &[
        "compression",
        "create",
        "linger",
        "max_message_bytes",
        "partitions",
        "replication",
        "response_timeout",
        "retry_for",
        "sasl",
        "security",
        "tls_ca",
    ];

    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let time = |param, default: Duration| {
            Ok::<_, ConnectorError>(config.duration(name, param)?.unwrap_or(default))
        };
        let invalid = |param: &str, expected: String| ConnectorError::InvalidParam {
            connector: name.to_owned(),
            param: param.to_owned(),
            value: config.get(param).unwrap_or_default().to_owned(),
            expected,
        };
        let retry_for = time("retry_for", Duration::from_secs(30))?;
        let most = Duration::from_millis(i32::MAX as u64);
        if retry_for < Duration::from_millis(1) || retry_for > most {
            return Err(invalid("retry_for", format!("allowed: `1ms` to `{}ms`", most.as_millis())));
        }
        let response_timeout = time("response_timeout", Duration::from_secs(10))?;
        if response_timeout < Duration::from_millis(10) || response_timeout > LONGEST_RESPONSE {
            return Err(invalid("response_timeout", "allowed: `10ms` to `5m`".to_owned()));
        }
        let linger = time("linger", Duration::from_millis(5))?;
        if linger >= retry_for || linger > Duration::from_secs(900) {
            return Err(invalid("linger", "allowed: `0` to `15m`, and less than `retry_for`".to_owned()));
        }
        let expected = "a number of bytes from 1000 to 1000000000";
        let max_message_bytes = config.parsed(name, "max_message_bytes", expected)?.unwrap_or(1_000_000);
        if !MESSAGE_BYTES.contains(&max_message_bytes) {
            return Err(invalid("max_message_bytes", format!("allowed: {expected}")));
        }
        let address = Address::of(name, config)?;
        Ok(Settings {
            brokers: address.brokers,
            security: Security::of(name, config, address.login)?,
            topic: topic(name, config)?,
            create: NewTopic::of(name, config)?,
            max_message_bytes,
            retry_for,
            connect_timeout: connect_timeout(name, config)?,
            response_timeout,
            linger,
            compression: config
                .parsed(name, "compression", "`none`, `lz4` or `snappy`")?
                .unwrap_or(Compression::None),
        })
    }

    /// What every client of these brokers needs, consumers too.
    pub(super) fn of_clients(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        // The shortest that librdkafka takes for a connection is a second.
        let connect_timeout = self.connect_timeout.clamp(Duration::from_secs(1), Duration::from_secs(3600));
        config
            .set("bootstrap.servers", &self.brokers)
            .set("client.id", "kisflow")
            .set("socket.connection.setup.timeout.ms", connect_timeout.as_millis().to_string())
            .set("socket.timeout.ms", self.response_timeout.as_millis().to_string())
            .set("socket.keepalive.enable", "true")
            .set("reconnect.backoff.ms", "50")
            .set("reconnect.backoff.max.ms", "1000")
            .set("allow.auto.create.topics", "false")
            .set_log_level(RDKafkaLogLevel::Info);
        self.security.set_in(&mut config);
        config
    }

    /// What the connector's own producer has.
    pub(super) fn of_producers(&self) -> ClientConfig {
        let mut config = self.of_clients();
        let queue = QUEUE_BYTES.max(2 * self.max_message_bytes);
        config
            .set("enable.idempotence", "true")
            .set("acks", "all")
            .set("partitioner", "murmur2_random")
            .set("linger.ms", self.linger.as_millis().to_string())
            .set("message.max.bytes", self.max_message_bytes.to_string())
            .set("message.timeout.ms", self.retry_for.as_millis().to_string())
            .set("request.timeout.ms", self.response_timeout.as_millis().to_string())
            .set("queue.buffering.max.kbytes", (queue / 1024).to_string())
            .set("statistics.interval.ms", "1000")
            // A topic was there when this producer connected, so one that is not known is soon taken for deleted.
            .set("topic.metadata.propagation.max.ms", "3000")
            .set(
                "compression.type",
                match self.compression {
                    Compression::None => "none",
                    Compression::Lz4 => "lz4",
                    Compression::Snappy => "snappy",
                },
            );
        config
    }
}

impl NewTopic {
    fn of(name: &str, config: &ConnectorConfig) -> Result<Option<Self>, ConnectorError> {
        let number = |param, most: i32| {
            let expected = format!("a whole number from 1 to {most}");
            let number: Option<i32> = config.parsed(name, param, &expected)?;
            match number {
                Some(number) if number < 1 || number > most => Err(ConnectorError::InvalidParam {
                    connector: name.to_owned(),
                    param: param.to_owned(),
                    value: number.to_string(),
                    expected: format!("allowed: {expected}"),
                }),
                number => Ok(number),
            }
        };
        let partitions = number("partitions", 100_000)?;
        let replication = number("replication", i32::from(i16::MAX))?;
        if config.parsed(name, "create", "`true` or `false`")?.unwrap_or(false) {
            let or_brokers = |number: Option<i32>| number.unwrap_or(-1);
            return Ok(Some(NewTopic {
                partitions: or_brokers(partitions),
                replication: or_brokers(replication),
            }));
        }
        let unused = [("partitions", partitions), ("replication", replication)];
        match unused.iter().find_map(|(param, number)| Some((*param, (*number)?))) {
            None => Ok(None),
            Some((param, number)) => Err(ConnectorError::InvalidParam {
                connector: name.to_owned(),
                param: param.to_owned(),
                value: number.to_string(),
                expected: "it only says how a topic is created: add `create: true`".to_owned(),
            }),
        }
    }
}

fn topic(name: &str, config: &ConnectorConfig) -> Result<String, ConnectorError> {
    let topic = config.key_or(name);
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if topic.chars().all(is_name) && topic.len() <= 249 && !matches!(topic, "" | "." | "..") {
        return Ok(topic.to_owned());
    }
    Err(ConnectorError::InvalidConfig {
        connector: name.to_owned(),
        conn_type: config.conn_type().to_owned(),
        what: "the key",
        value: topic.chars().take(300).collect::<String>().escape_debug().to_string(),
        reason:
            "Kafka's topics are named with up to 249 of `a` to `z`, `A` to `Z`, `0` to `9`, `.`, `_` and `-`"
                .to_owned(),
    })
}
