//! The rows on every edge of the flows.

use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

/// A flight as the file has it, flown or not.
#[derive(Row, Deserialize)]
pub(crate) struct ScheduledFlight {
    /// The hour of the scheduled departure; with carrier and number it names the flight.
    pub(crate) time_hour: String,
    pub(crate) carrier: String,
    pub(crate) flight: u32,
    pub(crate) origin: String,
    pub(crate) dest: String,
    /// Miles.
    pub(crate) distance: u32,
    pub(crate) dep_time: Option<u32>,
    /// Minutes, as all that follow.
    pub(crate) dep_delay: Option<i64>,
    pub(crate) arr_delay: Option<i64>,
    pub(crate) air_time: Option<u32>,
}

/// What is known of a flight only when it has flown.
pub(crate) struct Flown {
    pub(crate) total_delay: i64,
    pub(crate) air_time: u32,
}

impl ScheduledFlight {
    /// None if it was cancelled or went somewhere else.
    pub(crate) fn flown(&self) -> Option<Flown> {
        self.dep_time?;
        let total_delay = self.dep_delay? + self.arr_delay?;
        let air_time = self.air_time.filter(|minutes| *minutes > 0)?;
        Some(Flown { total_delay, air_time })
    }
}

/// A flight that has flown.
#[derive(Row, Serialize, Deserialize)]
pub(crate) struct Flight {
    #[row(key)]
    pub(crate) time_hour: String,
    #[row(key)]
    pub(crate) carrier: String,
    #[row(key)]
    pub(crate) flight: u32,
    /// `EWR-IAH`.
    pub(crate) route: String,
    /// Miles per hour.
    pub(crate) speed: f64,
    /// Minutes, departure and arrival together; negative when it was early.
    pub(crate) total_delay: i64,
}

/// A carrier's flights, added up.
#[derive(Row, Serialize, Deserialize)]
pub(crate) struct CarrierTotals {
    #[row(key)]
    pub(crate) carrier: String,
    pub(crate) flights: u64,
    pub(crate) mean_total_delay: f64,
    pub(crate) mean_speed: f64,
    pub(crate) largest_total_delay: i64,
}

/// A carrier's name.
#[derive(Row, Serialize, Deserialize)]
pub(crate) struct Airline {
    #[row(key)]
    pub(crate) carrier: String,
    pub(crate) name: String,
}

/// A line of the report.
#[derive(Row)]
pub(crate) struct ReportLine {
    pub(crate) airline: String,
    pub(crate) totals: CarrierTotals,
}
