//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;

const OWN_DB: &str = "kis-flights.sqlite";
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/nycflights13");

/// Works through the flights that left New York City: who flew, how late, and how fast.
///
/// Three flows share SQLite stores. `Airlines` saves the airlines. `Flights` drops the cancelled flights,
/// calculates speed, total delay and route, saves the flights, adds them up by carrier and saves that.
/// `Report` loads the totals and the airlines' names and prints a table.
#[derive(Parser)]
#[command(name = "flights", verbatim_doc_comment, after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The flights, as CSV or CSV in gzip (`.gz`) [default: January 2013, which comes with the example]
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,

    /// The airlines' names by carrier [default: the 16 that come with the example]
    #[arg(long, value_name = "FILE")]
    airlines: Option<PathBuf>,

    /// The SQLite file of the stores; what it holds is kept [default: a new one in the folder for temporary files]
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,

    /// Serve Prometheus metrics at this address, and go on serving until Ctrl-C
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) serve: Option<SocketAddr>,
}

const EXAMPLES: &str = "\
Examples:
  cargo run --release --example flights
  cargo run --release --example flights -- --input flights.csv.gz --db flights.sqlite
  cargo run --release --example flights -- --serve 127.0.0.1:9464
  sqlite3 flights.sqlite 'select * from carrier_totals order by mean_speed desc'";

impl Args {
    pub(crate) fn input(&self) -> PathBuf {
        self.input.clone().unwrap_or_else(january)
    }

    pub(crate) fn airlines(&self) -> PathBuf {
        self.airlines.clone().unwrap_or_else(airlines)
    }

    /// Where the stores are.
    pub(crate) fn db(&self) -> PathBuf {
        self.db.clone().unwrap_or_else(|| std::env::temp_dir().join(OWN_DB))
    }

    /// Removes the stores of an earlier run, unless the user named the file.
    pub(crate) fn start_afresh(&self) {
        if self.db.is_none() {
            for end in ["", "-wal", "-shm"] {
                // That there is none is the usual case; any other problem shows when the file is opened.
                let _ = std::fs::remove_file(std::env::temp_dir().join(format!("{OWN_DB}{end}")));
            }
        }
    }
}

/// The flights of January 2013.
pub(crate) fn january() -> PathBuf {
    PathBuf::from(DATA).join("flights-2013-01.csv.gz")
}

/// The airlines of that month.
pub(crate) fn airlines() -> PathBuf {
    PathBuf::from(DATA).join("airlines.csv")
}
