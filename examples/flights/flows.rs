//! The three flows of `conf/`, and the SQLite file that joins them.

use std::path::Path;

use kis_runtime::prelude::*;

include_flow!("./conf", functions = crate::functions);

/// The flows, built over the same stores: what one saves another loads.
pub(crate) struct Flows {
    pub(crate) airlines: Airlines,
    pub(crate) flights: Flights,
    pub(crate) report: Report,
}

impl Flows {
    /// The stores are tables of this SQLite file, whatever the files say.
    pub(crate) async fn build(db: &Path) -> Result<Self> {
        let db = db.to_str().ok_or("the name of the SQLite file is no UTF-8")?;
        let files = connectors();
        let mut stores = files.clone();
        for name in files.names() {
            if let Some(config) = files.config(name) {
                stores = stores.with(name, config.clone().at(db));
            }
        }
        Ok(Flows {
            airlines: Airlines::builder().connectors(&stores).build().await?,
            flights: Flights::builder().connectors(&stores).build().await?,
            report: Report::builder().connectors(&stores).build().await?,
        })
    }
}
