//! `cargo xtask allocations`: a flow allocates nothing per row that the hand-written loop does not.

use crate::Result;
use crate::cases::Cases;
use crate::options::Options;
use crate::valgrind::{Count, Counter};

/// Growing a batch to twice its size takes an allocation or two; one in a thousand rows is not one per row.
const SLACK_PER_ROW: f64 = 0.001;

pub(crate) fn run(options: Options) -> Result {
    let cases = Cases::from_options(options)?;
    let width = cases.name_width();
    let mut counter = Counter::new(Count::Allocations, &cases.binary);
    let mut over = Vec::new();

    println!("allocations per row");
    println!("{:width$} {:>8} {:>13} {:>8}", "case", "rows", "hand-written", "flow");
    for &rows in &cases.batch_sizes {
        for pair in &cases.pairs {
            let hand = counter.per_row(&pair.hand, rows)?;
            let flow = counter.per_row(&pair.flow, rows)?;
            let too_many = flow > hand + SLACK_PER_ROW;
            let mark = if too_many { "  OVER" } else { "" };
            println!("{:width$} {rows:>8} {hand:>13.4} {flow:>8.4}{mark}", pair.name);
            if too_many {
                over.push(format!("{} at {rows} rows", pair.name));
            }
        }
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(format!("the flow allocates per row: {}", over.join(", ")).into())
    }
}
