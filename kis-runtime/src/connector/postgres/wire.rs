//! Cells in PostgreSQL's binary form, and back.

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::column::ColumnType;
use super::numeric;
use crate::BoxError;
use crate::connector::cells::{Cell, Cells};
use crate::connector::logical::{Date, Decimal, Moment, Time};
use crate::connector::sql::{any_text, json_text, known, put, read_any};

const NULL: i32 = -1;

/// Appends a cell with its length, as an element of an array or a field of `COPY` has it; the reason if the column
/// cannot hold it.
pub(super) fn write_cell(out: &mut BytesMut, cell: Cell<'_>, column: ColumnType) -> Result<(), String> {
    if cell == Cell::Null {
        out.put_i32(NULL);
        return Ok(());
    }
    let at = out.len();
    out.put_i32(0);
    write_value(out, cell, column)?;
    let length = i32::try_from(out.len() - at - size_of::<i32>())
        .map_err(|_| "PostgreSQL has no values of 2 GiB and more".to_owned())?;
    out[at..at + size_of::<i32>()].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

fn write_value(out: &mut BytesMut, cell: Cell<'_>, column: ColumnType) -> Result<(), String> {
    match (column, cell) {
        (ColumnType::Bool, Cell::Bool(value)) => out.put_u8(value.into()),
        (ColumnType::Int2, Cell::I64(number)) => out.put_i16(narrowed(number)?),
        (ColumnType::Int4, Cell::I64(number)) => out.put_i32(narrowed(number)?),
        (ColumnType::Int8, Cell::I64(number)) => out.put_i64(number),
        (ColumnType::Int8, Cell::U64(number)) => return Err(too_big(number.into())),
        (ColumnType::Int8, Cell::I128(number)) => return Err(too_big(number)),
        (ColumnType::Double, Cell::F64(number)) => out.put_f64(number),
        (ColumnType::Real, Cell::F64(number)) => {
            let single = number as f32;
            if f64::from(single) != number && !number.is_nan() {
                return Err(format!("the column is `real`, which would round `{number}`"));
            }
            out.put_f32(single);
        }
        (ColumnType::Text { longest }, Cell::Text(text)) => {
            if let Some(longest) = longest
                && text.len() > longest
                && text.chars().count() > longest
            {
                return Err(format!("the column takes {longest} characters at most"));
            }
            put_text(out, text)?;
        }
        (ColumnType::Bytea, Cell::Bytes(bytes)) => out.put_slice(bytes),
        (ColumnType::Date, Cell::Text(text)) => out.put_i32(known(Date::parse(text))?.days() - EPOCH_DAYS),
        (ColumnType::Time { digits }, Cell::Text(text)) => {
            let time = known(Time::parse(text))?;
            out.put_i64(time.seconds() * 1_000_000 + i64::from(time.micros_to(digits)?));
        }
        (ColumnType::DateTime { digits }, Cell::Text(text)) => {
            put_moment(out, known(Moment::parse(text))?, digits)?;
        }
        (ColumnType::Timestamp { digits }, Cell::Text(text)) => {
            put_moment(out, known(Moment::parse_with_offset(text))?, digits)?;
        }
        (ColumnType::Decimal { limits }, Cell::Text(text)) => {
            let decimal = known(Decimal::parse(text))?;
            if let Some((whole, fraction)) = limits {
                decimal.check(whole, fraction)?;
            }
            numeric::write_decimal(out, &decimal);
        }
        (ColumnType::Json, cell) => out.put_slice(json_text(cell)?.as_bytes()),
        (ColumnType::AnyText, cell) => put_text(out, &any_text(cell)?)?,
        (ColumnType::Numeric, cell) => match cell.integer() {
            Some(number) => numeric::write(out, number),
            None => return Err(unfit(cell, column)),
        },
        (column, cell) => return Err(unfit(cell, column)),
    }
    Ok(())
}

/// PostgreSQL counts from 2000-01-01.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROS: i64 = EPOCH_DAYS as i64 * 86_400_000_000;

fn put_moment(out: &mut BytesMut, moment: Moment, digits: u32) -> Result<(), String> {
    let micros = moment.seconds() * 1_000_000 + i64::from(moment.time.micros_to(digits)?);
    out.put_i64(micros - EPOCH_MICROS);
    Ok(())
}

fn put_text(out: &mut BytesMut, text: &str) -> Result<(), String> {
    if text.contains('\0') {
        return Err("PostgreSQL's text cannot hold the character NUL (`\\0`)".to_owned());
    }
    out.put_slice(text.as_bytes());
    Ok(())
}

fn narrowed<N: TryFrom<i64>>(number: i64) -> Result<N, String> {
    N::try_from(number).map_err(|_| format!("`{number}` is beyond the column's type"))
}

fn too_big(number: i128) -> String {
    format!("the column is `bigint`, which has no `{number}`: {} to {} are allowed", i64::MIN, i64::MAX)
}

fn unfit(cell: Cell<'_>, column: ColumnType) -> String {
    format!("the column is `{}`, which cannot hold {}", column.name(), cell.describe())
}

/// A value that the server sent.
#[derive(Clone, Copy)]
pub(super) struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, BoxError> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl<'a> Raw<'a> {
    /// Sets the cell at `at`; the reason if no row can hold the value.
    pub(super) fn read(self, cells: &mut Cells, at: usize, column: ColumnType) -> Result<(), String> {
        let Some(raw) = self.0 else { return Ok(()) };
        let cell = match column {
            ColumnType::Bool => Cell::Bool(raw != [0]),
            ColumnType::Int2 => Cell::I64(i16::from_be_bytes(fixed(raw)?).into()),
            ColumnType::Int4 => Cell::I64(i32::from_be_bytes(fixed(raw)?).into()),
            ColumnType::Int8 => Cell::I64(i64::from_be_bytes(fixed(raw)?)),
            ColumnType::Numeric => numeric::read(raw)?.into(),
            ColumnType::Real => Cell::F64(f32::from_be_bytes(fixed(raw)?).into()),
            ColumnType::Double => Cell::F64(f64::from_be_bytes(fixed(raw)?)),
            ColumnType::Text { .. } => Cell::Text(text(raw)?),
            ColumnType::Bytea => Cell::Bytes(raw),
            ColumnType::Json => Cell::Json(text(raw)?),
            ColumnType::AnyText => read_any(text(raw)?),
            ColumnType::Date => {
                let days = i32::from_be_bytes(fixed(raw)?).checked_add(EPOCH_DAYS);
                return put(cells, at, days.and_then(Date::from_days), "");
            }
            ColumnType::Time { .. } => {
                return put(cells, at, Time::from_micros(i64::from_be_bytes(fixed(raw)?)), "");
            }
            ColumnType::DateTime { .. } => return put(cells, at, moment(raw)?, ""),
            ColumnType::Timestamp { .. } => return put(cells, at, moment(raw)?, "Z"),
            ColumnType::Decimal { .. } => return put(cells, at, Some(numeric::read_decimal(raw)?), ""),
        };
        cells.set(at, cell);
        Ok(())
    }
}

fn moment(raw: &[u8]) -> Result<Option<Moment>, String> {
    let micros = i64::from_be_bytes(fixed(raw)?).checked_add(EPOCH_MICROS);
    Ok(micros.and_then(Moment::from_micros))
}

fn text(raw: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(raw).map_err(|error| error.to_string())
}

fn fixed<const N: usize>(raw: &[u8]) -> Result<[u8; N], String> {
    raw.try_into().map_err(|_| format!("the server sent {} bytes for a value of {N}", raw.len()))
}

/// A parameter that is in the binary form already.
#[derive(Debug)]
pub(super) struct Parameter(pub(super) BytesMut);

impl ToSql for Parameter {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        out.put_slice(&self.0);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Parameter {
    /// An array of `cells`; the index and the reason if the column cannot hold one of them.
    pub(super) fn array<'a>(
        cells: impl ExactSizeIterator<Item = Cell<'a>>,
        column: ColumnType,
    ) -> Result<Self, (usize, String)> {
        let too_many = |_| (0, "PostgreSQL has no arrays of 2^31 elements and more".to_owned());
        let length = i32::try_from(cells.len()).map_err(too_many)?;
        let mut out = BytesMut::with_capacity(20 + 12 * cells.len());
        out.put_i32(1); // dimensions
        out.put_i32(1); // there may be nulls
        out.put_u32(column.oid());
        out.put_i32(length);
        out.put_i32(1); // the first index
        for (index, cell) in cells.enumerate() {
            write_cell(&mut out, cell, column).map_err(|reason| (index, reason))?;
        }
        Ok(Parameter(out))
    }

    /// One value, which is not null.
    pub(super) fn value(cell: Cell<'_>, column: ColumnType) -> Result<Self, String> {
        let mut out = BytesMut::new();
        write_value(&mut out, cell, column)?;
        Ok(Parameter(out))
    }
}
