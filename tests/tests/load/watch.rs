//! Files that are loaded again when they change. Time is tokio's, and stands still.

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kis_runtime::Pool;
use kis_runtime::prelude::*;
use tokio::time::{sleep, timeout};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::Conf;
use super::functions::pool;

const EVERY: Duration = Duration::from_secs(2);

fn adds(k: u64) -> String {
    format!("{{kistype: flow, flow_name: Adds, flows: [{{fname: Add, params: {{k: {k}}}}}]}}")
}

async fn added(pool: &Pool) -> String {
    pool.run_json("Adds", ["0"]).await.unwrap().concat()
}

#[tokio::test(start_paused = true)]
async fn a_change_is_seen_and_a_mistake_changes_nothing() {
    let conf = Conf::of(&[("a.yml", &adds(1))]);
    let pool = pool();
    let mut watch = pool.watch(conf.path(), EVERY).await.unwrap();
    assert_eq!(watch.last().unwrap().added, ["Adds"]);

    conf.write("a.yml", &adds(2));
    assert_eq!(watch.changed().await.unwrap().unwrap().changed, ["Adds"]);
    assert_eq!(added(&pool).await, "2");

    conf.write("a.yml", &adds(3).replace("Add,", "Addd,"));
    let error = watch.changed().await.unwrap().unwrap_err();
    assert_eq!(error.diagnostics()[0].message, "no function named `Addd` is registered");
    assert_eq!(watch.last().unwrap_err().to_string(), error.to_string());
    assert_eq!(added(&pool).await, "2");

    conf.write("a.yml", &adds(4));
    assert_eq!(watch.changed().await.unwrap().unwrap().changed, ["Adds"]);
    assert_eq!(added(&pool).await, "4");
}

#[tokio::test(start_paused = true)]
async fn files_that_stay_are_not_loaded_again() {
    let conf = Conf::of(&[("a.yml", &adds(1))]);
    let mut watch = pool().watch(conf.path(), EVERY).await.unwrap();
    assert!(timeout(20 * EVERY, watch.changed()).await.is_err());
    // A mistake is told once.
    conf.write("a.yml", "kistype: floww");
    assert!(watch.changed().await.unwrap().is_err());
    assert!(timeout(20 * EVERY, watch.changed()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_half_written_is_waited_for() {
    let conf = Conf::of(&[("a.yml", &adds(1))]);
    let pool = pool();
    let mut watch = pool.watch(conf.path(), EVERY).await.unwrap();
    // An editor empties the file, and writes it bit by bit.
    for written in [0, 10, 50] {
        conf.write("a.yml", &adds(2)[..written]);
        sleep(EVERY).await;
        assert_eq!(added(&pool).await, "1");
    }
    conf.write("a.yml", &adds(2));
    assert_eq!(watch.changed().await.unwrap().unwrap().changed, ["Adds"]);
    assert_eq!(added(&pool).await, "2");
    // What is back before anybody minds is no change.
    conf.write("a.yml", "");
    sleep(EVERY).await;
    conf.write("a.yml", &adds(2));
    assert!(timeout(20 * EVERY, watch.changed()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn files_that_are_gone_for_good_are_an_error() {
    let conf = Conf::of(&[("conf/a.yml", &adds(1))]);
    let pool = pool();
    let mut watch = pool.watch(conf.path().join("conf"), EVERY).await.unwrap();
    std::fs::rename(conf.path().join("conf"), conf.path().join("away")).unwrap();
    let error = watch.changed().await.unwrap().unwrap_err();
    assert!(conf.shown(&error).starts_with("cannot read `conf/conf`: "), "{error}");
    assert_eq!(added(&pool).await, "1");
    std::fs::rename(conf.path().join("away"), conf.path().join("conf")).unwrap();
    assert_eq!(watch.changed().await.unwrap().unwrap().unchanged, ["Adds"]);
}

#[tokio::test(start_paused = true)]
async fn nobody_watches_once_the_watch_is_dropped() {
    let conf = Conf::of(&[("a.yml", &adds(1))]);
    let pool = pool();
    drop(pool.watch(conf.path(), EVERY).await.unwrap());
    conf.write("a.yml", &adds(2));
    sleep(20 * EVERY).await;
    assert_eq!(added(&pool).await, "1");
}

static IS_UP: AtomicBool = AtomicBool::new(false);

/// A server that is down at first.
struct Server;

impl kis_runtime::Connector for Server {
    const TYPE: &'static str = "server";
    async fn connect(_name: &str, _config: &ConnectorConfig) -> Result<Self> {
        if IS_UP.load(Relaxed) { Ok(Server) } else { Err("it is down".into()) }
    }
    fn client(&self) -> Option<std::sync::Arc<dyn std::any::Any + Send + Sync>> {
        Some(std::sync::Arc::new(Server))
    }
}

impl kis_runtime::Argument for Server {
    type Held = std::sync::Arc<Server>;
    async fn resolve(from: &mut kis_runtime::Resolver) -> Option<Self::Held> {
        from.client().await
    }
}

#[kis_function(mode = "Expand", name = "Ask", connector = "Server")]
fn ask(_rows: &[u64], _server: &Server) {}

#[tokio::test(start_paused = true)]
async fn a_connector_that_is_down_is_tried_again() {
    let conf = Conf::of(&[("a.yml", &adds(1))]);
    let pool = pool();
    pool.register::<ask>().connectors(&Connectors::new().register::<Server>());
    let mut watch = pool.watch(conf.path(), EVERY).await.unwrap();
    conf.write(
        "a.yml",
        "
{kistype: conn, cname: Server, type: server, addrs: 'me:hunter2@far:1'}
---
{kistype: flow, flow_name: Asks, flows: [{fname: Ask}]}
",
    );
    let error = watch.changed().await.unwrap().unwrap_err();
    assert_eq!(
        conf.shown(&error),
        "error[KIS054]: connector `Server` cannot connect to `me:***@far:1` (type `server`): it is down
 --> conf/a.yml:1:24
  |
1 | {kistype: conn, cname: Server, type: server, addrs: 'me:*******@far:1'}
  |                        ^^^^^^

1 error in 1 file; no flow was loaded from `conf`"
    );
    assert_eq!(pool.names(), ["Adds"]);
    IS_UP.store(true, Relaxed);
    let loaded = loop {
        if let Ok(loaded) = watch.changed().await.unwrap() {
            break loaded;
        }
    };
    assert_eq!((loaded.added, loaded.removed), (vec!["Asks".to_owned()], vec!["Adds".to_owned()]));
}

/// Writes down events: their level, message and what is not about the place.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if !["path", "error"].contains(&field.name()) {
            write!(self.0, " {}={value:?}", field.name()).unwrap();
        }
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("kis_runtime::pool") && metadata.is_event()
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = Text(event.metadata().level().to_string());
        event.record(&mut text);
        self.0.lock().unwrap().push(text.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn an_operator_is_told() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let conf = Conf::of(&[("a.yml", &adds(1))]);
    let mut watch = pool().watch(conf.path(), EVERY).await.unwrap();
    conf.write("a.yml", &adds(2));
    watch.changed().await.unwrap().unwrap();
    conf.write("a.yml", "kistype: floww");
    watch.changed().await.unwrap().unwrap_err();
    assert_eq!(
        *log.0.lock().unwrap(),
        [
            "INFO message=flows reloaded added=[] changed=[\"Adds\"] removed=[] unchanged=0",
            "WARN message=flows not reloaded problems=1",
        ]
    );
}
