//! The three flows, and the SQLite file that joins them.

use std::path::Path;

use kis_runtime::prelude::*;

use crate::functions::*;

flow! {
    /// Saves the airlines' names for [`Report`].
    pub(crate) Airlines = save_airlines;

    /// Saves every flight that flew, and adds them up by carrier.
    pub(crate) Flights = drop_cancelled -> measure_flight -> save_flights -> total_by_carrier -> save_totals;

    /// Prints what is known of these carriers.
    pub(crate) Report = load_totals -> name_airlines -> print_report;
}

/// The flows, built over the same stores: what one saves another loads.
pub(crate) struct Flows {
    pub(crate) airlines: Airlines,
    pub(crate) flights: Flights,
    pub(crate) report: Report,
}

impl Flows {
    /// The stores are tables of this SQLite file.
    pub(crate) async fn build(db: &Path) -> Result<Self> {
        let db = db.to_str().ok_or("the name of the SQLite file is no UTF-8")?;
        let table = |name| ConnectorConfig::new("sqlite", db).key(name);
        let stores = Connectors::new()
            .with("Airlines", table("airlines"))
            .with("Flights", table("flights"))
            .with("CarrierTotals", table("carrier_totals"));
        Ok(Flows {
            airlines: Airlines::builder().connectors(&stores).build().await?,
            flights: Flights::builder().connectors(&stores).build().await?,
            report: Report::builder().connectors(&stores).build().await?,
        })
    }
}
