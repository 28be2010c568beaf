//! January 2013 as another tool counts it: `data/nycflights13/expected.py`.

use std::path::Path;

use indicatif::ProgressBar;
use kis_runtime::CancellationToken;
use kis_runtime::prelude::*;
use serde::de::DeserializeOwned;

use crate::flows::Flows;
use crate::rows::{Airline, CarrierTotals, ScheduledFlight};
use crate::{args, input};

#[derive(Row, serde::Deserialize)]
struct Expected {
    carrier: String,
    rows: u64,
    flights: u64,
    mean_total_delay: f64,
    mean_speed_mph: f64,
    largest_total_delay: i64,
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

fn assert_as_expected(found: &[CarrierTotals], expected: &[Expected]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let carrier = &expected.carrier;
        assert_eq!(&found.carrier, carrier);
        assert_eq!(found.flights, expected.flights, "{carrier}");
        assert_eq!(found.largest_total_delay, expected.largest_total_delay, "{carrier}");
        assert!(
            close(found.mean_total_delay, expected.mean_total_delay),
            "{carrier}: {}",
            found.mean_total_delay
        );
        assert!(close(found.mean_speed, expected.mean_speed_mph), "{carrier}: {}", found.mean_speed);
    }
}

fn read<T: Row + DeserializeOwned>(path: &Path) -> Vec<T> {
    input::read(path, &ProgressBar::hidden(), &CancellationToken::new()).unwrap()
}

#[tokio::test]
async fn january_is_as_another_tool_computes_it() {
    let folder = tempfile::tempdir().unwrap();
    let flows = Flows::build(&folder.path().join("flights.sqlite")).await.unwrap();
    let january = args::january();
    let expected: Vec<Expected> = read(&january.with_file_name("expected-2013-01.csv"));
    let airlines: Vec<Airline> = read(&args::airlines());
    let carriers: Vec<String> = airlines.iter().map(|airline| airline.carrier.clone()).collect();
    let flights: Vec<ScheduledFlight> = read(&january);
    assert_eq!(flights.len() as u64, expected.iter().map(|line| line.rows).sum::<u64>());

    flows.airlines.run(airlines).await.unwrap();
    let worked = flows.flights.run_with(flights, RunOptions::new()).await.unwrap();
    assert_as_expected(&worked.rows, &expected);
    assert_eq!(worked.functions[0].dropped, 27_004 - 26_398);

    // The same again, out of the stores.
    let report = flows.report.run(carriers).await.unwrap();
    assert!(report.iter().any(|line| line.airline == "United Air Lines Inc." && line.totals.carrier == "UA"));
    let totals: Vec<CarrierTotals> = report.into_iter().map(|line| line.totals).collect();
    assert_as_expected(&totals, &expected);
}
