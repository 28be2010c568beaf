//! Reading the files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::{ErrorKind, Reader, StringRecord};
use flate2::read::MultiGzDecoder;
use indicatif::ProgressBar;
use kis_runtime::{CancellationToken, Result};
use serde::de::DeserializeOwned;

/// All rows of a CSV file, one at least, unpacked if its name ends in `.gz`; `bar` follows the file's bytes, and
/// `stop` ends it early.
///
/// # Errors
///
/// The text names the file and, where there is one, the line and the column.
pub(crate) fn read<T: DeserializeOwned>(
    path: &Path,
    bar: &ProgressBar,
    stop: &CancellationToken,
) -> Result<Vec<T>> {
    let at_fault = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    let file = File::open(path).map_err(|problem| at_fault(&problem))?;
    bar.set_length(file.metadata().map_err(|problem| at_fault(&problem))?.len());
    let bytes = bar.wrap_read(file);
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let text: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) };

    let mut reader = Reader::from_reader(text);
    let header = reader.headers().map_err(|problem| at_fault(&problem))?.clone();
    let rows: Vec<T> = reader
        .into_records()
        .take_while(|_| !stop.is_cancelled())
        .map(|record| record.and_then(|record| without_missing(record).deserialize(Some(&header))))
        .collect::<std::result::Result<_, _>>()
        .map_err(|problem| format!("{}{}", path.display(), explain(&problem, &header)))?;
    if rows.is_empty() {
        return Err(at_fault(&"no rows").into());
    }
    Ok(rows)
}

/// `NA` says that a value is missing; csv reads an empty field so.
fn without_missing(record: StringRecord) -> StringRecord {
    if record.iter().all(|field| field != "NA") {
        return record;
    }
    let mut emptied: StringRecord =
        record.iter().map(|field| if field == "NA" { "" } else { field }).collect();
    emptied.set_position(record.position().cloned());
    emptied
}

/// `:LINE: what is wrong`, with the column's name where one is at fault.
fn explain(problem: &csv::Error, header: &StringRecord) -> String {
    let line = problem.position().map(|position| format!(":{}", position.line())).unwrap_or_default();
    match problem.kind() {
        ErrorKind::Deserialize { err, .. } => {
            let column = err.field().and_then(|field| header.get(usize::try_from(field).ok()?));
            let column = column.map(|name| format!("column `{name}`: ")).unwrap_or_default();
            format!("{line}: {column}{}", err.kind())
        }
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{line}: the row has {len} fields and the header {expected_len}")
        }
        _ => format!("{line}: {problem}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{Airline, ScheduledFlight};

    const HEADER: &str =
        "carrier,flight,origin,dest,distance,dep_time,dep_delay,arr_delay,air_time,time_hour\n";

    fn problem<T: DeserializeOwned>(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, text).unwrap();
        let problem =
            read::<T>(&path, &ProgressBar::hidden(), &CancellationToken::new()).err().unwrap().to_string();
        problem.replace(&folder.path().display().to_string(), "")
    }

    #[test]
    fn a_value_that_is_no_number_is_placed() {
        let text = format!("{HEADER}UA,1545,EWR,IAH,1400,517,2,11,227,h\nUA,1,EWR,IAH,1400,517,x,11,227,h\n");
        assert_eq!(
            problem::<ScheduledFlight>(&text),
            "/rows.csv:3: column `dep_delay`: invalid digit found in string"
        );
    }

    #[test]
    fn a_missing_value_is_none_and_keeps_its_line() {
        let text = format!("{HEADER}UA,1545,EWR,IAH,1400,NA,NA,,227,h\nUA,1,EWR,IAH,far,NA,NA,NA,NA,h\n");
        assert_eq!(
            problem::<ScheduledFlight>(&text),
            "/rows.csv:3: column `distance`: invalid digit found in string"
        );
    }

    #[test]
    fn a_file_without_rows_is_no_input() {
        assert_eq!(problem::<Airline>("carrier,name\n"), "/rows.csv: no rows");
    }

    #[test]
    fn a_row_of_another_length_is_placed() {
        assert_eq!(
            problem::<Airline>("carrier,name\nUA,United,Air\n"),
            "/rows.csv:2: the row has 3 fields and the header 2"
        );
    }

    #[test]
    fn a_missing_column_is_named() {
        assert_eq!(problem::<Airline>("carrier\nUA\n"), "/rows.csv:2: missing field `name`");
    }

    #[test]
    fn a_missing_file_is_named() {
        let problem =
            read::<Airline>(Path::new("no-such.csv"), &ProgressBar::hidden(), &CancellationToken::new());
        let problem = problem.err().unwrap();
        assert!(problem.to_string().starts_with("no-such.csv: No such file"), "{problem}");
    }
}
