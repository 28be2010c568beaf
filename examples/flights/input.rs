//! Reading the files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::{ErrorKind, Reader, StringRecord};
use flate2::read::MultiGzDecoder;
use indicatif::ProgressBar;
use kis_runtime::{CancellationToken, Result, Row};
use serde::de::DeserializeOwned;

/// All rows of a CSV file, one at least, unpacked if its name ends in `.gz`; `bar` follows the file's bytes, and
/// `stop` ends it early.
///
/// # Errors
///
/// The text names the file and, where there is one, the line, the column and what it holds.
pub(crate) fn read<T: Row + DeserializeOwned>(
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
    if header.is_empty() {
        return Err(at_fault(&"no rows").into());
    }
    let named = |name| header.iter().any(|column| column == name);
    if let Some(missing) = T::FIELDS.iter().find(|field| !field.optional && !named(field.name)) {
        return Err(format!("{}:1: the header has no column `{}`", path.display(), missing.name).into());
    }
    let row = |record: std::result::Result<StringRecord, csv::Error>| {
        let record = without_missing(record.map_err(|problem| explain(&problem, None))?);
        record.deserialize(Some(&header)).map_err(|problem| explain(&problem, Some((&header, &record))))
    };
    let records = reader.into_records().take_while(|_| !stop.is_cancelled());
    let rows: Vec<T> = records
        .map(row)
        .collect::<std::result::Result<_, String>>()
        .map_err(|problem| format!("{}{problem}", path.display()))?;
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

/// `:LINE: what is wrong`, with the column and its value where one is at fault.
fn explain(problem: &csv::Error, at: Option<(&StringRecord, &StringRecord)>) -> String {
    let line = problem.position().map(|position| format!(":{}", position.line())).unwrap_or_default();
    match problem.kind() {
        ErrorKind::Deserialize { err, .. } => {
            let column = err.field().and_then(|field| usize::try_from(field).ok());
            let found = at.zip(column).and_then(|((header, record), column)| {
                Some(format!("column `{}` is `{}`: ", header.get(column)?, record.get(column)?))
            });
            format!("{line}: {}{}", found.unwrap_or_default(), err.kind())
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

    fn problem<T: Row + DeserializeOwned>(text: &str) -> String {
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
            "/rows.csv:3: column `dep_delay` is `x`: invalid digit found in string"
        );
    }

    #[test]
    fn a_missing_value_is_none_and_keeps_its_line() {
        let text = format!("{HEADER}UA,1545,EWR,IAH,1400,NA,NA,,227,h\nUA,1,EWR,IAH,far,NA,NA,NA,NA,h\n");
        assert_eq!(
            problem::<ScheduledFlight>(&text),
            "/rows.csv:3: column `distance` is `far`: invalid digit found in string"
        );
    }

    #[test]
    fn a_file_without_rows_is_no_input() {
        assert_eq!(problem::<Airline>("carrier,name\n"), "/rows.csv: no rows");
        assert_eq!(problem::<Airline>(""), "/rows.csv: no rows");
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
        assert_eq!(problem::<Airline>("carrier\nUA\n"), "/rows.csv:1: the header has no column `name`");
    }

    #[test]
    fn a_missing_file_is_named() {
        let problem =
            read::<Airline>(Path::new("no-such.csv"), &ProgressBar::hidden(), &CancellationToken::new());
        let problem = problem.err().unwrap();
        assert!(problem.to_string().starts_with("no-such.csv: No such file"), "{problem}");
    }
}
