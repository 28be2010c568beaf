//! The functions: what is done with the rows.

use std::collections::BTreeMap;

use kis_runtime::prelude::*;

use crate::rows::{Airline, CarrierTotals, Flight, ReportLine, ScheduledFlight};

#[kis_function(mode = "Save", name = "SaveAirlines", connector = "Airlines")]
pub(crate) async fn save_airlines(rows: &[Airline], airlines: &Store<Airline>) -> Result<()> {
    airlines.upsert(rows).await
}

/// Keeps the flights that left and arrived where they were to.
#[kis_function(mode = "Verify", name = "DropCancelled")]
pub(crate) fn drop_cancelled(row: &ScheduledFlight) -> bool {
    row.flown().is_some()
}

#[kis_function(mode = "Calculate", name = "MeasureFlight")]
pub(crate) fn measure_flight(row: ScheduledFlight) -> Option<Flight> {
    let flown = row.flown()?;
    Some(Flight {
        speed: f64::from(row.distance) / (f64::from(flown.air_time) / 60.0),
        total_delay: flown.total_delay,
        route: format!("{}-{}", row.origin, row.dest),
        time_hour: row.time_hour,
        carrier: row.carrier,
        flight: row.flight,
    })
}

#[kis_function(mode = "Save", name = "SaveFlights", connector = "Flights")]
pub(crate) async fn save_flights(rows: &[Flight], flights: &Store<Flight>) -> Result<()> {
    flights.upsert(rows).await
}

#[kis_function(mode = "Calculate", name = "TotalByCarrier")]
pub(crate) fn total_by_carrier(rows: impl Iterator<Item = Flight>) -> Vec<CarrierTotals> {
    struct Sums {
        flights: u64,
        total_delay: i64,
        speed: f64,
        largest_total_delay: i64,
    }

    let mut carriers = BTreeMap::new();
    for row in rows {
        let none = Sums { flights: 0, total_delay: 0, speed: 0.0, largest_total_delay: i64::MIN };
        let sums = carriers.entry(row.carrier).or_insert(none);
        sums.flights += 1;
        sums.total_delay += row.total_delay;
        sums.speed += row.speed;
        sums.largest_total_delay = sums.largest_total_delay.max(row.total_delay);
    }
    let totals = |(carrier, sums): (String, Sums)| CarrierTotals {
        carrier,
        flights: sums.flights,
        mean_total_delay: sums.total_delay as f64 / sums.flights as f64,
        mean_speed: sums.speed / sums.flights as f64,
        largest_total_delay: sums.largest_total_delay,
    };
    carriers.into_iter().map(totals).collect()
}

#[kis_function(mode = "Save", name = "SaveTotals", connector = "CarrierTotals")]
pub(crate) async fn save_totals(rows: &[CarrierTotals], totals: &Store<CarrierTotals>) -> Result<()> {
    totals.upsert(rows).await
}

/// The totals of these carriers; one that flew nothing has none.
#[kis_function(mode = "Load", name = "LoadTotals", connector = "CarrierTotals")]
pub(crate) async fn load_totals(
    rows: Vec<String>,
    totals: &Store<CarrierTotals>,
) -> Result<Vec<CarrierTotals>> {
    Ok(totals.get(&rows).await?.into_iter().flatten().collect())
}

#[kis_function(mode = "Load", name = "NameAirlines", connector = "Airlines")]
pub(crate) async fn name_airlines(
    rows: Vec<CarrierTotals>,
    airlines: &Store<Airline>,
) -> Result<Vec<ReportLine>> {
    let carriers: Vec<String> = rows.iter().map(|row| row.carrier.clone()).collect();
    let names = airlines.get(&carriers).await?;
    let line = |(totals, airline): (CarrierTotals, Option<Airline>)| ReportLine {
        airline: airline.map_or_else(|| totals.carrier.clone(), |airline| airline.name),
        totals,
    };
    Ok(rows.into_iter().zip(names).map(line).collect())
}

#[kis_function(mode = "Expand", name = "PrintReport")]
pub(crate) fn print_report(rows: &[ReportLine]) {
    println!(
        "\n{:28} {:>8} {:>12} {:>11} {:>14}",
        "airline", "flights", "mean delay", "mean speed", "largest delay"
    );
    for ReportLine { airline, totals } in rows {
        println!(
            "{airline:28} {:>8} {:>8.1} min {:>7.1} mph {:>10} min",
            totals.flights, totals.mean_total_delay, totals.mean_speed, totals.largest_total_delay
        );
    }
}
