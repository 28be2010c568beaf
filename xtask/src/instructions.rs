//! `cargo xtask instructions`: what a row costs in a flow, and in the loop that one would write by hand.

use crate::Result;
use crate::cases::Cases;
use crate::options::Options;
use crate::valgrind::{Count, Counter};

pub(crate) fn run(options: Options) -> Result {
    let cases = Cases::from_options(options)?;
    let width = cases.name_width();
    let mut counter = Counter::new(Count::Instructions, &cases.binary);
    let mut over = Vec::new();

    println!("instructions per row, those that make the row taken off");
    println!(
        "{:width$} {:>8} {:>13} {:>8} {:>6} {:>6}",
        "case", "rows", "hand-written", "flow", "ratio", "limit"
    );
    for &rows in &cases.batch_sizes {
        for pair in &cases.pairs {
            let generator = counter.per_row(&pair.generator, rows)?;
            let hand = counter.per_row(&pair.hand, rows)? - generator;
            let flow = counter.per_row(&pair.flow, rows)? - generator;
            if hand <= 0.0 {
                return Err(format!(
                    "`{}` costs {hand:.2} instructions a row more than `{}`, so there is nothing to compare with",
                    pair.hand, pair.generator
                )
                .into());
            }
            let ratio = flow / hand;
            let limit = pair.limit(rows);
            let too_much = ratio > limit;
            println!(
                "{:width$} {rows:>8} {hand:>13.2} {flow:>8.2} {ratio:>6.3} {limit:>6.2}{}",
                pair.name,
                if too_much { "  OVER" } else { "" }
            );
            if too_much {
                over.push(format!("{} at {rows} rows ({ratio:.3} > {limit:.2})", pair.name));
            }
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("over the limit: {}", over.join(", ")).into()) }
}
