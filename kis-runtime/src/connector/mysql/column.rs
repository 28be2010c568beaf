//! What MySQL has for a field.

use crate::{Field, FieldKind, LogicalType};

/// A column's type, as far as values differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    Bool,
    Integer {
        min: i64,
        max: u64,
    },
    Decimal {
        digits: usize,
    },
    Double,
    Float,
    Text(Longest),
    Bytes(Longest),
    Json(Longest),
    Date,
    /// A time of day, exact to so many digits of a second.
    Time {
        digits: u32,
    },
    /// A date with a time.
    DateTime {
        digits: u32,
    },
    /// A date with a time in UTC, which the session's time zone is.
    Timestamp {
        digits: u32,
    },
    /// A decimal number of at most so many digits before the point and after it.
    Fixed {
        whole: usize,
        fraction: usize,
    },
    /// A value of any kind as text, for keys.
    AnyText(Longest),
}

/// How long a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Longest {
    Characters(usize),
    Bytes(usize),
}

/// A column of a table that is there, as `information_schema` tells it.
pub(super) struct Found {
    pub(super) name: String,
    /// The type with everything, `int(10) unsigned`.
    pub(super) full_type: String,
    /// The type alone, `int`.
    pub(super) base_type: String,
    pub(super) not_null: bool,
    pub(super) filled: bool,
    pub(super) read_only: bool,
    pub(super) charset: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) characters: usize,
    pub(super) bytes: usize,
    pub(super) precision: usize,
    pub(super) scale: usize,
    pub(super) digits_of_second: u32,
}

/// The digits of the largest `i128`.
const MOST_DIGITS: usize = 39;
/// Bytes that an index of InnoDB takes, and TiDB's by default.
pub(super) const INDEX_BYTES: usize = 3_072;
/// Bytes of a column that an index takes before MySQL 5.7 and MariaDB 10.2.
pub(super) const OLD_INDEX_BYTES: usize = 767;
/// Collations that tell all texts apart, also by spaces at the end.
const EXACT: [&str; 2] = ["utf8mb4_nopad_bin", "utf8mb4_0900_bin"];

/// The type that a field is given in a table of ours, where a part of the key has so many bytes.
pub(super) fn made(field: &Field, key_bytes: usize) -> String {
    match field.kind {
        FieldKind::Bool => "boolean".to_owned(),
        FieldKind::Integer { min, max } if fits(min, max, i64::MIN, i64::MAX as u64) => "bigint".to_owned(),
        FieldKind::Integer { min, max } if fits(min, max, 0, u64::MAX) => "bigint unsigned".to_owned(),
        FieldKind::Integer { .. } => format!("decimal({MOST_DIGITS})"),
        FieldKind::Float => "double".to_owned(),
        FieldKind::Logical(LogicalType::Date) => "date".to_owned(),
        FieldKind::Logical(LogicalType::Time) => "time(6)".to_owned(),
        // Not `timestamp`, which ends in the year 2038.
        FieldKind::Logical(LogicalType::DateTime | LogicalType::Timestamp) => "datetime(6)".to_owned(),
        FieldKind::Logical(LogicalType::Decimal) => "decimal(65,30)".to_owned(),
        _ if field.key => format!("varbinary({key_bytes})"),
        FieldKind::Text | FieldKind::Any => "longtext".to_owned(),
        FieldKind::Bytes => "longblob".to_owned(),
    }
}

impl Found {
    /// The type of the column, if it gives back every value of the field that it takes.
    ///
    /// A column may be too small for some values of the field: those are refused when they come. Whole numbers are
    /// not narrowed so, except that `bigint` and `decimal` stand for larger ones.
    pub(super) fn column_type(&self, field: &Field) -> Option<ColumnType> {
        Some(match field.kind {
            FieldKind::Bool if self.base_type == "tinyint" => ColumnType::Bool,
            FieldKind::Integer { min, max } => return self.integer(min, max),
            // With digits in parentheses it would round.
            FieldKind::Float if self.full_type == "double" => ColumnType::Double,
            FieldKind::Float if self.full_type == "float" => ColumnType::Float,
            FieldKind::Logical(logical) => match self.logical(logical) {
                Some(found) => found,
                None => ColumnType::Text(self.text(field.key)?),
            },
            FieldKind::Text => ColumnType::Text(self.text(field.key)?),
            FieldKind::Any if field.key => ColumnType::AnyText(self.text(true)?),
            FieldKind::Any => ColumnType::Json(self.text(false)?),
            FieldKind::Bytes => match self.base_type.as_str() {
                "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
                    ColumnType::Bytes(Longest::Bytes(self.bytes))
                }
                _ => return None,
            },
            _ => return None,
        })
    }

    fn integer(&self, min: i128, max: u128) -> Option<ColumnType> {
        let unsigned = self.full_type.contains("unsigned");
        let bits = match self.base_type.as_str() {
            "tinyint" => 8,
            "smallint" => 16,
            "mediumint" => 24,
            "int" => 32,
            "bigint" => 64,
            "decimal" if self.scale == 0 && !unsigned => {
                return Some(ColumnType::Decimal { digits: self.precision });
            }
            _ => return None,
        };
        let (smallest, largest) = match unsigned {
            true => (0, u64::MAX >> (64 - bits)),
            false => (i64::MIN >> (64 - bits), i64::MAX as u64 >> (64 - bits)),
        };
        let wide = bits == 64 && !unsigned;
        (wide || fits(min, max, smallest, largest))
            .then_some(ColumnType::Integer { min: smallest, max: largest })
    }

    fn logical(&self, logical: LogicalType) -> Option<ColumnType> {
        let digits = self.digits_of_second;
        Some(match (logical, self.base_type.as_str()) {
            (LogicalType::Date, "date") => ColumnType::Date,
            (LogicalType::Time, "time") => ColumnType::Time { digits },
            (LogicalType::DateTime, "datetime") => ColumnType::DateTime { digits },
            (LogicalType::Timestamp, "datetime" | "timestamp") => ColumnType::Timestamp { digits },
            (LogicalType::Decimal, "decimal") if !self.full_type.contains("unsigned") => {
                let whole = self.precision.saturating_sub(self.scale);
                ColumnType::Fixed { whole, fraction: self.scale }
            }
            _ => return None,
        })
    }

    fn text(&self, key: bool) -> Option<Longest> {
        let utf8 = self.charset.as_deref() == Some("utf8mb4");
        match self.base_type.as_str() {
            "varbinary" if key => Some(Longest::Bytes(self.bytes)),
            "varchar" if utf8 => Some(Longest::Characters(self.characters)),
            "tinytext" | "text" | "mediumtext" | "longtext" if utf8 => Some(Longest::Bytes(self.bytes)),
            _ => None,
        }
    }

    /// The collation, if different texts can be equal by it.
    pub(super) fn lenient(&self) -> Option<&str> {
        self.collation.as_deref().filter(|collation| !EXACT.contains(collation))
    }

    /// The type for messages, with the character set where that is what does not fit.
    pub(super) fn described(&self) -> String {
        match self.charset.as_deref() {
            Some(charset) if charset != "utf8mb4" => format!("{} in {charset}", self.full_type),
            _ => self.full_type.clone(),
        }
    }
}

fn fits(min: i128, max: u128, smallest: i64, largest: u64) -> bool {
    min >= smallest.into() && max <= largest.into()
}
