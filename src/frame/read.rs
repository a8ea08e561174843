//! Parquet and Arrow files as columns of text.

use std::io::Cursor;

use polars::prelude::{
    AnyValue, Column, DataFrame, DataType, IpcReader, ParquetReader, PolarsError, SerReader,
};

use super::{Cells, Frame};
use crate::error::{Error, Result};

/// A column's name and its cells; an absent value is the empty text.
pub type TextColumn = (String, Vec<String>);

/// Reads a Parquet file of at most `cells` cells.
///
/// # Errors
///
/// An input error for a damaged file, or a larger one.
pub fn read_parquet(bytes: &[u8], cells: u64) -> Result<Vec<TextColumn>> {
    guarded(|| {
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        let rows = reader.num_rows().map_err(damaged)? as u64;
        let columns = reader.schema().map_err(damaged)?.len() as u64;
        check(rows, columns, cells)?;
        texts(&reader.finish().map_err(damaged)?)
    })
}

/// Reads some columns of a Parquet file that this program wrote, in the order asked for.
///
/// # Errors
///
/// An input error for a damaged file, or one that lacks a column.
pub fn read_columns(bytes: &[u8], names: &[&str]) -> Result<Vec<Vec<String>>> {
    let wanted = names.iter().map(|name| (*name).to_owned()).collect();
    let mut read = guarded(|| {
        let reader = ParquetReader::new(Cursor::new(bytes)).with_columns(Some(wanted));
        texts(&reader.finish().map_err(damaged)?)
    })?;
    names
        .iter()
        .map(|name| {
            let column = read.iter_mut().find(|(known, _)| known == name);
            let (_, cells) = column.ok_or_else(unreadable)?;
            Ok(std::mem::take(cells))
        })
        .collect()
}

/// Reads a Parquet file that this program wrote, with its types.
///
/// Amounts come back as real numbers, and what is no text, number or truth value as text.
///
/// # Errors
///
/// An input error for a damaged file.
pub fn read_frame(bytes: &[u8]) -> Result<Frame> {
    guarded(|| {
        let table = ParquetReader::new(Cursor::new(bytes))
            .finish()
            .map_err(damaged)?;
        let mut frame = Frame::new();
        for column in table.columns() {
            frame.push(column.name().as_str(), typed(column)?);
        }
        Ok(frame)
    })
}

fn typed(column: &Column) -> Result<Cells> {
    let series = column.as_materialized_series();
    let dtype = series.dtype();
    if dtype.is_integer() {
        let cast = series.strict_cast(&DataType::Int64).map_err(damaged)?;
        return Ok(Cells::Whole(cast.i64().map_err(damaged)?.iter().collect()));
    }
    if dtype.is_float() {
        let cast = series.cast(&DataType::Float64).map_err(damaged)?;
        return Ok(Cells::Real(cast.f64().map_err(damaged)?.iter().collect()));
    }
    if dtype.is_bool() && series.null_count() == 0 {
        let truths = series.bool().map_err(damaged)?;
        return Ok(Cells::Truth(truths.iter().flatten().collect()));
    }
    Ok(Cells::Text(cells(column)?.into_iter().collect()))
}

/// Reads an Arrow IPC file of at most `cells` cells.
///
/// # Errors
///
/// An input error for a damaged file, or a larger one.
pub fn read_arrow(bytes: &[u8], cells: u64) -> Result<Vec<TextColumn>> {
    guarded(|| {
        let table = IpcReader::new(Cursor::new(bytes))
            .finish()
            .map_err(damaged)?;
        check(table.height() as u64, table.width() as u64, cells)?;
        texts(&table)
    })
}

/// Polars panics on about one in a hundred damaged files, where it should refuse them.
fn guarded<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    // Nothing is shared with what panicked: the bytes are only read, and the table is dropped.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(unreadable()))
}

fn unreadable() -> Error {
    Error::input("the file can't be read: it is damaged or of an unknown kind")
        .hinted("Write it again, or export it as CSV")
}

/// What polars says may quote the file, so that it isn't passed on.
fn damaged(_: PolarsError) -> Error {
    unreadable()
}

fn check(rows: u64, columns: u64, cells: u64) -> Result<()> {
    if rows.saturating_mul(columns) <= cells {
        return Ok(());
    }
    Err(Error::input(format!(
        "the file has {rows} rows of {columns} columns, more than the limits allow"
    ))
    .hinted("If it really is that large, raise `limits.text_megabytes`"))
}

fn texts(table: &DataFrame) -> Result<Vec<TextColumn>> {
    table
        .columns()
        .iter()
        .map(|column| Ok((column.name().to_string(), cells(column)?)))
        .collect()
}

fn cells(column: &Column) -> Result<Vec<String>> {
    let series = column.as_materialized_series();
    let tidy: fn(&str) -> String = match series.dtype() {
        DataType::Float32 | DataType::Float64 => |text| whole_number(text).to_owned(),
        DataType::Datetime(..) => |text| without_midnight(text).to_owned(),
        _ => str::to_owned,
    };
    let is_flat = !matches!(
        series.dtype(),
        DataType::List(_)
            | DataType::Binary
            | DataType::BinaryOffset
            | DataType::Float32
            | DataType::Float64
    );
    if is_flat && let Ok(cast) = series.cast(&DataType::String) {
        let texts = cast.str().map_err(damaged)?;
        return Ok(texts
            .iter()
            .map(|text| text.map_or(String::new(), tidy))
            .collect());
    }
    Ok(series.iter().map(|value| tidy(&written(&value))).collect())
}

/// A value that has no plain text of its own: a float, bytes, a list.
fn written(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => String::new(),
        // A number in decimal digits, however large: `{}` never writes an exponent.
        AnyValue::Float64(number) if number.is_finite() => number.to_string(),
        AnyValue::Float32(number) if number.is_finite() => number.to_string(),
        AnyValue::Float64(_) | AnyValue::Float32(_) => String::new(),
        AnyValue::Binary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        AnyValue::BinaryOwned(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        AnyValue::List(items) => {
            let items: Vec<String> = items.iter().map(|item| written(&item)).collect();
            items.join("; ")
        }
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        other => other.to_string(),
    }
}

/// Some programs keep telephone numbers and keys as real numbers.
fn whole_number(text: &str) -> &str {
    text.strip_suffix(".0").unwrap_or(text)
}

fn without_midnight(text: &str) -> &str {
    let text = text
        .split_once('.')
        .filter(|(_, fraction)| fraction.bytes().all(|byte| byte == b'0'))
        .map_or(text, |(whole, _)| whole);
    text.strip_suffix(" 00:00:00").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use polars::prelude::{IntoColumn, IpcWriter, NamedFrom, ParquetWriter, SerWriter, Series};

    use super::*;

    fn table() -> DataFrame {
        let columns = vec![
            Series::new("NAMA".into(), ["BUDI", "Nur\u{2019}aini"]).into_column(),
            Series::new("NIK".into(), [Some(3_578_221_403_520_003_i64), None]).into_column(),
            Series::new("TELP".into(), [812_345_678_901.0_f64, 0.5]).into_column(),
            Series::new("AKTIF".into(), [true, false]).into_column(),
            Series::new("LAHIR".into(), [19_000_i32, 0])
                .cast(&DataType::Date)
                .expect("dates")
                .into_column(),
        ];
        DataFrame::new(2, columns).expect("a table")
    }

    fn expected() -> Vec<TextColumn> {
        [
            ("NAMA", ["BUDI", "Nur\u{2019}aini"]),
            ("NIK", ["3578221403520003", ""]),
            ("TELP", ["812345678901", "0.5"]),
            ("AKTIF", ["true", "false"]),
            ("LAHIR", ["2022-01-08", "1970-01-01"]),
        ]
        .map(|(name, cells)| (name.to_owned(), cells.map(str::to_owned).to_vec()))
        .to_vec()
    }

    #[test]
    fn values_of_parquet_and_arrow_keep_their_digits() {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .finish(&mut table())
            .expect("memory");
        assert_eq!(read_parquet(&bytes, 1000).expect("a table"), expected());
        let mut bytes = Vec::new();
        IpcWriter::new(&mut bytes)
            .finish(&mut table())
            .expect("memory");
        assert_eq!(read_arrow(&bytes, 1000).expect("a table"), expected());
    }

    #[test]
    fn columns_come_in_the_order_asked_for() {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .finish(&mut table())
            .expect("memory");
        let columns = read_columns(&bytes, &["LAHIR", "NAMA"]).expect("both are there");
        assert_eq!(columns[0], ["2022-01-08", "1970-01-01"]);
        assert_eq!(columns[1], ["BUDI", "Nur\u{2019}aini"]);
        read_columns(&bytes, &["NAMA", "UMUR"]).expect_err("there is no such column");
    }

    #[test]
    fn a_table_comes_back_with_its_types() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table.parquet");
        let mut frame = Frame::new();
        frame.text("name", ["Budi", ""]);
        frame.push("cards", Cells::Whole(vec![Some(i64::MAX), None]));
        frame.push("share", Cells::Real(vec![None, Some(0.1)]));
        frame.push("doubtful", Cells::Truth(vec![true, false]));
        frame.write_parquet(&path).expect("written");
        let bytes = std::fs::read(&path).expect("read");
        assert_eq!(read_frame(&bytes).expect("a table"), frame);
        read_frame(&bytes[..bytes.len() / 2]).expect_err("cut off");
    }

    #[test]
    fn damaged_and_oversized_files_are_refused() {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .finish(&mut table())
            .expect("memory");
        let error = read_parquet(&bytes[..bytes.len() / 2], 1000).expect_err("cut off");
        assert!(
            error.to_string().starts_with("the file can't be read"),
            "{error}"
        );
        let error = read_parquet(&bytes, 9).expect_err("too large");
        assert!(
            error
                .to_string()
                .starts_with("the file has 2 rows of 5 columns"),
            "{error}"
        );
    }

    #[test]
    fn midnight_is_no_time() {
        assert_eq!(without_midnight("2006-01-02 00:00:00.000000"), "2006-01-02");
        assert_eq!(
            without_midnight("2006-01-02 09:30:00.000000"),
            "2006-01-02 09:30:00"
        );
    }
}
