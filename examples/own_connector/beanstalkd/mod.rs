//! The connector type `beanstalkd`: a topic, each row of which is a job in a tube.
//!
//! `addrs` is `host[:port]`, `key` the tube. `priority` (0 to 4294967295, the lowest comes first; 1024) and
//! `time_to_run` (`1m`, in whole seconds) are the jobs'. One answer may take `answer_timeout` (`5s`); a lost connection
//! is tried again for `retry_for` (`15s`). Rows may be there twice when an answer was lost: at least once.

mod fault;
mod json;
mod link;
mod server;
mod settings;

use std::any::Any;
use std::sync::Arc;

use kis_runtime::connector::{BoxFuture, Cells, Table, TopicEngine};
use kis_runtime::prelude::*;
use kis_runtime::{Connector, FieldKind};

pub(crate) use server::Server;
use settings::Settings;

/// The connector type; a value of it is one connection.
pub(crate) struct Beanstalkd(Arc<Server>);

impl Connector for Beanstalkd {
    const TYPE: &'static str = "beanstalkd";
    const PARAMS: &'static [&'static str] = &["priority", "time_to_run", "answer_timeout", "retry_for"];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let settings = Settings::of(name, config)?;
        Ok(Beanstalkd(Arc::new(Server::connect(name, settings).await?)))
    }

    async fn topic(&self, table: &Table) -> Result<Arc<dyn TopicEngine>> {
        if let Some(bytes) = table.columns().iter().find(|column| column.kind == FieldKind::Bytes) {
            let reason = format!(
                "a job is JSON, which has no bytes: make its field `{}` text, in base64 say",
                bytes.name
            );
            return Err(table.refuse_rows(reason).into());
        }
        Ok(Arc::new(Tube { server: Arc::clone(&self.0), table: table.clone() }))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.0.clone())
    }
}

/// What stands behind a `Topic`.
struct Tube {
    server: Arc<Server>,
    table: Table,
}

impl TopicEngine for Tube {
    fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            // All of them first: a row that is refused refuses the call before anything is sent.
            let jobs = rows.rows().enumerate().map(|(place, row)| json::job(&self.table, place, row));
            let jobs = jobs.collect::<Result<Vec<_>>>()?;
            self.server.put(&jobs, &self.table).await
        })
    }
}
