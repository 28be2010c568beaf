//! The client: a producer that is made anew when nothing else helps.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseRecord, Producer as _, ThreadedProducer};
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::sleep;

use super::batch::{Batch, Tally};
use super::events::{Events, Line};
use super::fault::{Fault, in_words, is_gone, is_passing};
use super::messages::Messages;
use super::settings::Settings;
use crate::Result;
use crate::connector::config::ConnectorConfig;

/// How long the first question to the brokers waits for a connection; each after it twice as long.
const FIRST_LOOK: Duration = Duration::from_millis(100);
const LONGEST_LOOK: Duration = Duration::from_secs(2);
/// How long a full queue is left to empty.
const FULL: Duration = Duration::from_millis(2);
/// How long brokers are left to find out about a topic.
const SOON: Duration = Duration::from_millis(50);
/// What librdkafka's overhead for a batch of one message is at most.
const OVERHEAD: usize = 512;
/// How many rows are queued without letting other tasks run.
const AT_ONCE: usize = 512;

/// The client of a `kafka` connector, for what [`Topic`](crate::Topic) does not do: the settings by which the program
/// makes clients of the crate `rdkafka` 0.39 of its own, at the same brokers.
///
/// ```no_run
/// use kis_runtime::connector::{ConnectorConfig, Connectors, Kafka};
/// use rdkafka::consumer::{BaseConsumer, Consumer};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Orders", ConnectorConfig::new("kafka", "127.0.0.1:9092").key("orders"));
/// let kafka = connectors.client::<Kafka>("Orders").await?;
/// let consumer: BaseConsumer = kafka.client_config().set("group.id", "billing").create()?;
/// consumer.subscribe(&[kafka.topic()])?;
/// # Ok(()) }
/// ```
pub struct Kafka {
    name: String,
    settings: Settings,
    events: Arc<Events>,
    live: Mutex<Arc<Producer>>,
}

impl Kafka {
    /// The topic that the connector's rows go to.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.settings.topic
    }

    /// The brokers, the login and the time limits, for consumers and admin clients of one's own.
    ///
    /// It holds the password, which its `Debug` output does not show.
    #[must_use]
    pub fn client_config(&self) -> ClientConfig {
        self.settings.of_clients()
    }

    /// All settings of the connector's producer, for producers of one's own; the password too, as in
    /// [`client_config`](Self::client_config).
    #[must_use]
    pub fn producer_config(&self) -> ClientConfig {
        self.settings.of_producers()
    }

    /// Connects; brokers that cannot be reached, and a topic that is not there and not to be created, are errors.
    pub(super) async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let settings = Settings::of(name, config)?;
        let events = Arc::new(Events::new(name, config.conn_type()));
        let producer = Producer::open(&settings, &events)?;
        let client = Kafka { name: name.to_owned(), settings, events, live: Mutex::new(Arc::new(producer)) };
        if !client.topic_is_there().await? {
            client.create_topic().await?;
        }
        Ok(client)
    }

    /// How many bytes key and value of one message may have.
    pub(super) fn largest(&self) -> usize {
        self.settings.max_message_bytes
    }

    /// Queues all messages and waits until each is acknowledged or has failed.
    pub(super) async fn send(&self, messages: &Messages) -> Result<(), Fault> {
        let producer = self.producer()?;
        let batch = Arc::new(Batch::new());
        for (index, message) in messages.iter().enumerate() {
            if index % AT_ONCE == AT_ONCE - 1 {
                yield_now().await;
            }
            if batch.has_failed() {
                break;
            }
            let mut record = BaseRecord::with_opaque_to(&self.settings.topic, Arc::clone(&batch));
            record = record.payload(message.value);
            record.key = message.key;
            batch.add();
            while let Err((error, back)) = producer.send(record) {
                match error.rdkafka_error_code() {
                    Some(RDKafkaErrorCode::QueueFull) if !batch.has_failed() => sleep(FULL).await,
                    code => {
                        batch.refuse(code.unwrap_or(RDKafkaErrorCode::Fail));
                        batch.take_back();
                        break;
                    }
                }
                record = back;
            }
        }
        let Tally { delivered, unsure, failure } = batch.settled().await;
        let Some(code) = failure else { return Ok(()) };
        let rows = messages.len();
        let fault = Box::new(self.explain(code, &producer));
        Err(if delivered + unsure == 0 { *fault } else { Fault::Partial { delivered, unsure, rows, fault } })
    }

    fn explain(&self, code: RDKafkaErrorCode, producer: &Producer) -> Fault {
        let topic = || self.settings.topic.clone();
        if let Some((code, reason)) = producer.client().fatal_error() {
            return Fault::Fatal(format!("{}: {reason}", in_words(code)));
        }
        match code {
            RDKafkaErrorCode::MessageTimedOut => {
                Fault::NotAcknowledged { retry_for: self.settings.retry_for, last: self.events.trouble() }
            }
            RDKafkaErrorCode::MessageSizeTooLarge => Fault::TooLarge(topic()),
            RDKafkaErrorCode::TopicAuthorizationFailed => Fault::Forbidden(topic()),
            // While the producer lives only a partition ends, one that the brokers do not know any more: the rows that
            // wait to be sent to it once more fail so.
            RDKafkaErrorCode::BrokerDestroy => Fault::Gone(topic()),
            code if is_gone(code) => Fault::Gone(topic()),
            code => Fault::Other(code),
        }
    }

    /// The producer; another one when the brokers have fenced off the last.
    fn producer(&self) -> Result<Arc<Producer>, Fault> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        if live.client().fatal_error().is_some() {
            tracing::warn!(conn_name = self.name, conn_type = "kafka", "connector producer anew");
            *live = Arc::new(Producer::open(&self.settings, &self.events)?);
        }
        Ok(Arc::clone(&live))
    }

    /// Asks the brokers until one answers or all are down.
    async fn topic_is_there(&self) -> Result<bool, Fault> {
        let producer = self.producer()?;
        let mut patience = FIRST_LOOK;
        loop {
            let (asked, topic) = (Arc::clone(&producer), self.settings.topic.clone());
            let ask = move || Producer::topic_error(&asked, &topic, patience);
            match spawn_blocking(ask).await.map_err(Fault::Panicked)? {
                Ok(None) => {
                    self.events.forget_trouble();
                    return Ok(true);
                }
                Ok(Some(code)) if is_gone(code) => return Ok(false),
                Ok(Some(RDKafkaErrorCode::TopicAuthorizationFailed)) => {
                    return Err(Fault::Forbidden(self.settings.topic.clone()));
                }
                Ok(Some(code)) | Err(KafkaError::MetadataFetch(code)) if is_passing(code) => {
                    if let Some(fault) = self.events.all_down() {
                        return Err(fault);
                    }
                    sleep(SOON).await;
                }
                Ok(Some(code)) => return Err(Fault::Other(code)),
                Err(error) => return Err(error.into()),
            }
            patience = (patience * 2).min(LONGEST_LOOK);
        }
    }

    async fn create_topic(&self) -> Result<(), Fault> {
        let topic = &self.settings.topic;
        let Some(create) = self.settings.create else { return Err(Fault::NoTopic(topic.clone())) };
        let admin: AdminClient<DefaultClientContext> = self.settings.of_clients().create()?;
        let admin = Ending(Some(admin));
        let largest = (self.settings.max_message_bytes + OVERHEAD).to_string();
        let new = NewTopic::new(topic, create.partitions, TopicReplication::Fixed(create.replication));
        let new = new.set("max.message.bytes", &largest);
        for created in admin.create_topics([&new], &AdminOptions::new()).await? {
            match created {
                Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((_, code)) => {
                    return Err(Fault::NotCreated { topic: topic.clone(), reason: in_words(code) });
                }
            }
        }
        while !self.topic_is_there().await? {
            sleep(SOON).await;
        }
        Ok(())
    }
}

impl fmt::Debug for Kafka {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kafka({} at {})", self.name, self.settings.brokers)
    }
}

/// The connector's producer.
type Producer = Ending<ThreadedProducer<Line>>;

impl Producer {
    fn open(settings: &Settings, events: &Arc<Events>) -> Result<Self, Fault> {
        Ok(Ending(Some(settings.of_producers().create_with_context(events.line())?)))
    }

    /// What the brokers say is wrong with the topic.
    fn topic_error(&self, topic: &str, patience: Duration) -> Result<Option<RDKafkaErrorCode>, KafkaError> {
        let metadata = self.client().fetch_metadata(Some(topic), patience)?;
        let found = metadata.topics().iter().find(|found| found.name() == topic);
        Ok(match found {
            Some(found) => found.error().map(Into::into),
            None => Some(RDKafkaErrorCode::UnknownTopicOrPartition),
        })
    }
}

/// A client of librdkafka that ends on a thread of its own, because it waits for its other threads.
struct Ending<C: Send + 'static>(Option<C>);

impl<C: Send> Deref for Ending<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.0.as_ref().expect("it is taken out only when it is dropped")
    }
}

impl<C: Send> Drop for Ending<C> {
    fn drop(&mut self) {
        let client = self.0.take();
        // Without a thread it ends here.
        let _ = thread::Builder::new().name("kafka-end".to_owned()).spawn(move || drop(client));
    }
}
