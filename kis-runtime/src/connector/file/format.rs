//! How rows stand in a file.

use std::path::Path;

use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;

const ALLOWED: &str = "`jsonl` or `csv`, each also with `.gz`";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) syntax: Syntax,
    pub(super) gzip: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    JsonLines,
    Csv,
}

impl Format {
    /// The format that the param says, or else the path's extension.
    pub(super) fn of(name: &str, config: &ConnectorConfig, path: &Path) -> Result<Self, ConnectorError> {
        if let Some(text) = config.get("format") {
            return Format::parse(text).ok_or_else(|| ConnectorError::InvalidParam {
                connector: name.to_owned(),
                param: "format".to_owned(),
                value: text.to_owned(),
                expected: format!("allowed: {ALLOWED}"),
            });
        }
        let file = path.file_name().map(|file| file.to_string_lossy().to_lowercase()).unwrap_or_default();
        let (stem, gzip) = match file.strip_suffix(".gz") {
            Some(stem) => (stem, ".gz"),
            None => (file.as_str(), ""),
        };
        let extension = stem.rsplit_once('.').map_or("", |(_, extension)| extension);
        Format::parse(&format!("{extension}{gzip}")).ok_or_else(|| ConnectorError::InvalidConfig {
            connector: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            what: "the path",
            value: path.display().to_string(),
            reason: format!(
                "its extension says no format; name the file so, or set the param `format`, to {ALLOWED}"
            ),
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let (syntax, gzip) = match text.strip_suffix(".gz") {
            Some(syntax) => (syntax, true),
            None => (text, false),
        };
        let syntax = match syntax {
            "jsonl" | "ndjson" | "json" => Syntax::JsonLines,
            "csv" => Syntax::Csv,
            _ => return None,
        };
        Some(Format { syntax, gzip })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Option<Format> {
        Format::of("Out", &ConnectorConfig::new("file", path), Path::new(path)).ok()
    }

    #[test]
    fn the_extension_says_the_format() {
        let jsonl = Format { syntax: Syntax::JsonLines, gzip: false };
        assert_eq!(of("a.b/out.JSONL"), Some(jsonl));
        assert_eq!(of("out.ndjson.gz"), Some(Format { gzip: true, ..jsonl }));
        assert_eq!(of("out.csv"), Some(Format { syntax: Syntax::Csv, gzip: false }));
        for path in ["out", "out.gz", "out.txt", "jsonl", "out.csv.zst", ""] {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[test]
    fn the_param_wins_over_the_extension() {
        let config = ConnectorConfig::new("file", "out.log").param("format", "csv.gz");
        let format = Format::of("Out", &config, Path::new("out.log")).unwrap();
        assert_eq!(format, Format { syntax: Syntax::Csv, gzip: true });
        let config = config.param("format", "xml");
        let error = Format::of("Out", &config, Path::new("out.csv")).unwrap_err().to_string();
        assert_eq!(error, format!("param `format` of connector `Out` is `xml`; allowed: {ALLOWED}"));
    }
}
