//! What each function did, after the run.

use kis_runtime::RunReport;

/// Prints a line per function of the run.
pub(crate) fn print<R>(flow: &str, report: &RunReport<R>) {
    println!("\n{flow:20} {:>10} {:>10} {:>10} {:>12}", "rows in", "rows out", "dropped", "time");
    for function in &report.functions {
        let time =
            function.duration.map_or_else(String::new, |time| format!("{:.2} ms", time.as_secs_f64() * 1e3));
        println!(
            "  {:18} {:>10} {:>10} {:>10} {time:>12}",
            function.name, function.rows_in, function.rows_out, function.dropped
        );
    }
}
