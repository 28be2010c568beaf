//! How rows stand in a file.

use std::path::Path;

use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
use crate::connector::mask::mask;

const ALLOWED: &str = "`jsonl` or `csv`, each also with `.gz`";

/// A format that this build has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) syntax: Syntax,
    pub(super) packing: Packing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    JsonLines,
    #[cfg(feature = "csv")]
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    #[cfg(feature = "gzip")]
    Gzip,
}

/// Why a text names no format of this build.
#[derive(Debug, PartialEq)]
enum NoFormat {
    Unknown,
    /// The feature of this crate that would bring it.
    #[cfg(not(all(feature = "csv", feature = "gzip")))]
    Off(&'static str),
}

impl Syntax {
    /// Whether a newline can stand within a row, in quotes.
    #[cfg(feature = "gzip")]
    pub(super) fn has_quotes(self) -> bool {
        match self {
            Syntax::JsonLines => false,
            #[cfg(feature = "csv")]
            Syntax::Csv => true,
        }
    }
}

impl Format {
    /// The format that the param says, or else the path's extension.
    pub(super) fn of(name: &str, config: &ConnectorConfig, path: &Path) -> Result<Self, ConnectorError> {
        if let Some(text) = config.get("format") {
            return Format::parse(text).map_err(|problem| ConnectorError::InvalidParam {
                connector: name.to_owned(),
                param: "format".to_owned(),
                value: text.to_owned(),
                expected: match problem {
                    NoFormat::Unknown => format!("allowed: {ALLOWED}"),
                    #[cfg(not(all(feature = "csv", feature = "gzip")))]
                    NoFormat::Off(feature) => turn_on(feature),
                },
            });
        }
        let file = path.file_name().map(|file| file.to_string_lossy().to_lowercase()).unwrap_or_default();
        let (stem, gzip) = match file.strip_suffix(".gz") {
            Some(stem) => (stem, ".gz"),
            None => (file.as_str(), ""),
        };
        let extension = stem.rsplit_once('.').map_or("", |(_, extension)| extension);
        Format::parse(&format!("{extension}{gzip}")).map_err(|problem| ConnectorError::InvalidConfig {
            connector: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            what: "the path",
            value: mask(&path.display().to_string()),
            reason: match problem {
                NoFormat::Unknown => format!(
                    "its extension says no format; name the file so, or set the param `format`, to {ALLOWED}"
                ),
                #[cfg(not(all(feature = "csv", feature = "gzip")))]
                NoFormat::Off(feature) => turn_on(feature),
            },
        })
    }

    fn parse(text: &str) -> Result<Self, NoFormat> {
        let (syntax, gzip) = match text.strip_suffix(".gz") {
            Some(syntax) => (syntax, true),
            None => (text, false),
        };
        let syntax = match syntax {
            "jsonl" | "ndjson" | "json" => Syntax::JsonLines,
            #[cfg(feature = "csv")]
            "csv" => Syntax::Csv,
            #[cfg(not(feature = "csv"))]
            "csv" => return Err(NoFormat::Off("csv")),
            _ => return Err(NoFormat::Unknown),
        };
        let packing = match gzip {
            false => Packing::None,
            #[cfg(feature = "gzip")]
            true => Packing::Gzip,
            #[cfg(not(feature = "gzip"))]
            true => return Err(NoFormat::Off("gzip")),
        };
        Ok(Format { syntax, packing })
    }
}

#[cfg(not(all(feature = "csv", feature = "gzip")))]
fn turn_on(feature: &str) -> String {
    format!("this format is not compiled in: add the feature `{feature}` to `kis-runtime` in Cargo.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Option<Format> {
        Format::of("Out", &ConnectorConfig::new("file", path), Path::new(path)).ok()
    }

    const JSON_LINES: Format = Format { syntax: Syntax::JsonLines, packing: Packing::None };

    #[test]
    fn the_extension_says_the_format() {
        assert_eq!(of("a.b/out.JSONL"), Some(JSON_LINES));
        for path in ["out", "out.gz", "out.txt", "jsonl", "out.csv.zst", ""] {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[cfg(all(feature = "csv", feature = "gzip"))]
    #[test]
    fn the_extension_says_what_the_features_bring() {
        assert_eq!(of("out.ndjson.gz"), Some(Format { packing: Packing::Gzip, ..JSON_LINES }));
        assert_eq!(of("out.csv"), Some(Format { syntax: Syntax::Csv, ..JSON_LINES }));
    }

    #[cfg(not(any(feature = "csv", feature = "gzip")))]
    #[test]
    fn a_format_that_is_not_built_in_names_its_feature() {
        for (path, feature) in [("out.csv", "csv"), ("out.jsonl.gz", "gzip")] {
            let error = Format::of("Out", &ConnectorConfig::new("file", path), Path::new(path)).unwrap_err();
            let advice =
                format!("not compiled in: add the feature `{feature}` to `kis-runtime` in Cargo.toml");
            assert!(error.to_string().ends_with(&advice), "{error}");
        }
    }

    #[test]
    fn the_param_wins_over_the_extension() {
        let config = ConnectorConfig::new("file", "out.log").param("format", "json");
        assert_eq!(Format::of("Out", &config, Path::new("out.log")).unwrap(), JSON_LINES);
        let config = config.param("format", "xml");
        let error = Format::of("Out", &config, Path::new("out.csv")).unwrap_err().to_string();
        assert_eq!(error, format!("param `format` of connector `Out` is `xml`; allowed: {ALLOWED}"));
    }
}
