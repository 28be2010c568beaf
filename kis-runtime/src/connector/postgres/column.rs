//! What PostgreSQL has for a field.

use tokio_postgres::types::Type;

use crate::{Field, FieldKind, LogicalType};

/// A column's type, as far as values differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    Bool,
    Int2,
    Int4,
    Int8,
    Numeric,
    Real,
    Double,
    /// `text`, or `varchar` of at most so many characters.
    Text {
        longest: Option<usize>,
    },
    Bytea,
    Date,
    /// `time`, exact to so many digits of a second.
    Time {
        digits: u32,
    },
    /// `timestamp` without a time zone.
    DateTime {
        digits: u32,
    },
    /// `timestamp` with one.
    Timestamp {
        digits: u32,
    },
    /// A `numeric` for decimal numbers, of at most so many digits before the point and after it.
    Decimal {
        limits: Option<(usize, usize)>,
    },
    /// A value of any kind as JSON. Not `jsonb`, which would give another text back and has no `-0.0`.
    Json,
    /// A value of any kind as text, for keys: `json` cannot be compared.
    AnyText,
}

/// What PostgreSQL adds to the length of a `varchar` and to the scale of a `numeric`.
const MODIFIER_OFFSET: i32 = 4;
/// Digits of a second that times have unless the column says otherwise.
const MOST_DIGITS: u32 = 6;

impl ColumnType {
    /// The type that a field is given in a table of ours.
    pub(super) fn of(field: &Field) -> Self {
        match field.kind {
            FieldKind::Bool => ColumnType::Bool,
            FieldKind::Integer { min, max } if fits(min, max, i64::MIN, i64::MAX) => ColumnType::Int8,
            FieldKind::Integer { .. } => ColumnType::Numeric,
            FieldKind::Float => ColumnType::Double,
            FieldKind::Text => ColumnType::Text { longest: None },
            FieldKind::Bytes => ColumnType::Bytea,
            FieldKind::Logical(LogicalType::Date) => ColumnType::Date,
            FieldKind::Logical(LogicalType::Time) => ColumnType::Time { digits: MOST_DIGITS },
            FieldKind::Logical(LogicalType::DateTime) => ColumnType::DateTime { digits: MOST_DIGITS },
            FieldKind::Logical(LogicalType::Timestamp) => ColumnType::Timestamp { digits: MOST_DIGITS },
            FieldKind::Logical(LogicalType::Decimal) => ColumnType::Decimal { limits: None },
            FieldKind::Any if field.key => ColumnType::AnyText,
            FieldKind::Any => ColumnType::Json,
        }
    }

    /// The type of a column that is there, if it gives back every value of the field that it takes.
    ///
    /// A column may be too small for some values of the field: those are refused when they come. Whole numbers are
    /// not narrowed so, except that `bigint` stands for the unsigned numbers that PostgreSQL lacks.
    pub(super) fn found(field: &Field, oid: u32, modifier: i32) -> Option<Self> {
        let found = Type::from_oid(oid)?;
        let limited = modifier >= MODIFIER_OFFSET;
        Some(match field.kind {
            FieldKind::Bool if found == Type::BOOL => ColumnType::Bool,
            FieldKind::Integer { min, max } => match found {
                Type::INT2 if fits(min, max, i16::MIN.into(), i16::MAX.into()) => ColumnType::Int2,
                Type::INT4 if fits(min, max, i32::MIN.into(), i32::MAX.into()) => ColumnType::Int4,
                Type::INT8 => ColumnType::Int8,
                // A negative scale would round.
                Type::NUMERIC if !limited || (modifier - MODIFIER_OFFSET) & 0x400 == 0 => ColumnType::Numeric,
                _ => return None,
            },
            FieldKind::Float if found == Type::FLOAT8 => ColumnType::Double,
            FieldKind::Float if found == Type::FLOAT4 => ColumnType::Real,
            FieldKind::Logical(logical) if logical_type(&found) == Some(logical) => {
                let digits = u32::try_from(modifier).unwrap_or(MOST_DIGITS);
                match logical {
                    LogicalType::Date => ColumnType::Date,
                    LogicalType::Time => ColumnType::Time { digits },
                    LogicalType::DateTime => ColumnType::DateTime { digits },
                    LogicalType::Timestamp => ColumnType::Timestamp { digits },
                    LogicalType::Decimal => ColumnType::Decimal { limits: decimal_limits(modifier)? },
                }
            }
            FieldKind::Text | FieldKind::Logical(_) if found == Type::TEXT => {
                ColumnType::Text { longest: None }
            }
            FieldKind::Text | FieldKind::Logical(_) if found == Type::VARCHAR => {
                let longest = usize::try_from(modifier - MODIFIER_OFFSET).ok().filter(|_| limited);
                ColumnType::Text { longest }
            }
            FieldKind::Bytes if found == Type::BYTEA => ColumnType::Bytea,
            FieldKind::Any if found == Type::JSON && !field.key => ColumnType::Json,
            FieldKind::Any if found == Type::TEXT => ColumnType::AnyText,
            _ => return None,
        })
    }

    /// Its name, as `CREATE TABLE` and casts take it.
    pub(super) fn name(self) -> &'static str {
        match self {
            ColumnType::Bool => "boolean",
            ColumnType::Int2 => "smallint",
            ColumnType::Int4 => "integer",
            ColumnType::Int8 => "bigint",
            ColumnType::Numeric | ColumnType::Decimal { .. } => "numeric",
            ColumnType::Date => "date",
            ColumnType::Time { .. } => "time",
            ColumnType::DateTime { .. } => "timestamp",
            ColumnType::Timestamp { .. } => "timestamp with time zone",
            ColumnType::Real => "real",
            ColumnType::Double => "double precision",
            ColumnType::Text { .. } | ColumnType::AnyText => "text",
            ColumnType::Bytea => "bytea",
            ColumnType::Json => "json",
        }
    }

    /// The number of the type that arrays of it are made of.
    pub(super) fn oid(self) -> u32 {
        match self {
            ColumnType::Bool => Type::BOOL,
            ColumnType::Int2 => Type::INT2,
            ColumnType::Int4 => Type::INT4,
            ColumnType::Int8 => Type::INT8,
            ColumnType::Numeric | ColumnType::Decimal { .. } => Type::NUMERIC,
            ColumnType::Date => Type::DATE,
            ColumnType::Time { .. } => Type::TIME,
            ColumnType::DateTime { .. } => Type::TIMESTAMP,
            ColumnType::Timestamp { .. } => Type::TIMESTAMPTZ,
            ColumnType::Real => Type::FLOAT4,
            ColumnType::Double => Type::FLOAT8,
            ColumnType::Text { .. } | ColumnType::AnyText => Type::TEXT,
            ColumnType::Bytea => Type::BYTEA,
            ColumnType::Json => Type::JSON,
        }
        .oid()
    }
}

/// What a column of this type is for.
fn logical_type(found: &Type) -> Option<LogicalType> {
    Some(match *found {
        Type::DATE => LogicalType::Date,
        Type::TIME => LogicalType::Time,
        Type::TIMESTAMP => LogicalType::DateTime,
        Type::TIMESTAMPTZ => LogicalType::Timestamp,
        Type::NUMERIC => LogicalType::Decimal,
        _ => return None,
    })
}

/// Digits before the point and after it; none for a scale that is negative or longer than the number.
#[expect(clippy::option_option, reason = "a column without limits is one that is understood")]
fn decimal_limits(modifier: i32) -> Option<Option<(usize, usize)>> {
    if modifier < MODIFIER_OFFSET {
        return Some(None);
    }
    let (precision, scale) =
        ((modifier - MODIFIER_OFFSET) >> 16 & 0xffff, (modifier - MODIFIER_OFFSET) & 0x7ff);
    let whole = usize::try_from(precision - scale).ok()?;
    (scale & 0x400 == 0).then_some(Some((whole, scale as usize)))
}

fn fits(min: i128, max: u128, smallest: i64, largest: i64) -> bool {
    min >= smallest.into() && max <= largest.unsigned_abs().into()
}
