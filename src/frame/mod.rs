//! Tables on their way to and from a file: the only place that knows polars, rusqlite and rust_xlsxwriter.
//!
//! In: named columns of equal length. Out: files of CSV, Parquet, JSON lines, Excel and SQLite, byte for byte the same for
//! the same columns. And the way back: Parquet and Arrow files as columns of text, our own Parquet files as tables.

use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use polars::prelude::{
    Column, DataFrame, IntoColumn, NamedFrom, ParquetCompression, ParquetWriter, Series,
};
use rayon::prelude::*;

use crate::error::{Error, Result};

mod cell;
mod file;
mod format;
mod json_lines;
mod read;
mod sqlite;
mod texts;
mod xlsx;

pub use cell::Cell;
pub use file::HashedFile;
pub use format::Format;
pub use read::{TextColumn, read_arrow, read_columns, read_frame, read_parquet};
pub use sqlite::{Compare, Database, Refusal, SqlTable, write_sqlite};
pub use texts::TextCells;

/// The rows of a CSV file that one thread writes at a time.
const ROWS_AT_ONCE: usize = 4096;

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvStyle {
    /// Whether a byte order mark stands in front, by which Excel knows UTF-8.
    pub has_mark: bool,
    /// Whether real numbers have as many decimal places as they need, four at most, instead of four.
    pub is_short: bool,
}

/// The cells of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Texts; an empty text is an absent value.
    Text(TextCells),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Real numbers.
    Real(Vec<Option<f64>>),
    /// Amounts in hundredths, written with two decimal places.
    Amount(Vec<Option<i64>>),
    /// True or false.
    Truth(Vec<bool>),
}

impl Cells {
    fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Whole(cells) | Self::Amount(cells) => cells.len(),
            Self::Real(cells) => cells.len(),
            Self::Truth(cells) => cells.len(),
        }
    }

    fn write(&self, row: usize, style: CsvStyle, into: &mut Vec<u8>) {
        let written = match self {
            Self::Text(cells) => {
                if is_formula(&cells[row]) {
                    into.push(b'\'');
                }
                into.extend_from_slice(cells[row].as_bytes());
                Ok(())
            }
            Self::Whole(cells) => cells[row].map_or(Ok(()), |number| write!(into, "{number}")),
            Self::Real(cells) => cells[row].map_or(Ok(()), |number| {
                let written = format!("{number:.4}");
                into.extend_from_slice(if style.is_short {
                    written
                        .trim_end_matches('0')
                        .trim_end_matches('.')
                        .as_bytes()
                } else {
                    written.as_bytes()
                });
                Ok(())
            }),
            Self::Amount(cells) => cells[row].map_or(Ok(()), |amount| write_amount(into, amount)),
            Self::Truth(cells) => write!(into, "{}", cells[row]),
        };
        written.expect("writing into memory can't fail");
    }
}

fn write_amount(into: &mut Vec<u8>, amount: i64) -> std::io::Result<()> {
    let sign = if amount < 0 { "-" } else { "" };
    write!(
        into,
        "{sign}{}.{:02}",
        amount.unsigned_abs() / 100,
        amount.unsigned_abs() % 100
    )
}

/// Whether a spreadsheet would run the cell: it starts like a formula and is not a plain number or telephone number.
pub fn is_formula(cell: &str) -> bool {
    match cell.as_bytes() {
        [b'=' | b'@' | b'\t' | b'\r', ..] => true,
        [b'+' | b'-', rest @ ..] => {
            rest.is_empty()
                || !rest
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'.' | b',' | b'-'))
        }
        _ => false,
    }
}

/// A table: named columns of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    columns: Vec<(String, Cells)>,
}

impl Frame {
    /// A table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column; a name that is taken already gets a number behind it.
    pub fn push(&mut self, name: impl Into<String>, cells: Cells) {
        let base = name.into();
        let mut name = base.clone();
        let mut number = 2;
        while self.columns.iter().any(|(known, _)| *known == name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        debug_assert!(
            self.columns
                .first()
                .is_none_or(|(_, first)| first.len() == cells.len()),
            "columns are of one length"
        );
        self.columns.push((name, cells));
    }

    /// Adds a column of texts.
    pub fn text<T: AsRef<str>>(
        &mut self,
        name: impl Into<String>,
        cells: impl IntoIterator<Item = T>,
    ) {
        self.push(name, Cells::Text(cells.into_iter().collect()));
    }

    /// Adds a column of texts, of which `write` writes the one of each row.
    pub fn text_of<T>(
        &mut self,
        name: impl Into<String>,
        rows: impl IntoIterator<Item = T>,
        write: impl Fn(T, &mut String),
    ) {
        self.push(name, Cells::Text(TextCells::of(rows, write)));
    }

    /// The columns with their names.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &Cells)> {
        self.columns
            .iter()
            .map(|(name, cells)| (name.as_str(), cells))
    }

    /// The cells of a column.
    pub fn column(&self, name: &str) -> Option<&Cells> {
        self.columns()
            .find(|(known, _)| *known == name)
            .map(|(_, cells)| cells)
    }

    /// Some rows of some columns, in the order asked for; a column that isn't there is left out.
    pub fn pick(&self, columns: &[&str], rows: &[usize]) -> Self {
        let mut picked = Self::new();
        for name in columns {
            if let Some(cells) = self.column(name) {
                picked.push(*name, cells.pick(rows));
            }
        }
        picked
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, cells)| cells.len())
    }

    /// Writes the table as CSV: UTF-8, commas, a header, formulas neutralised. Gives the BLAKE3 hash of the file.
    ///
    /// Beside the table a few thousand rows per thread are held as they are written.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if the file can't be written.
    pub fn write_csv(&self, path: &Path) -> Result<blake3::Hash> {
        self.write_csv_as(path, CsvStyle::default())
    }

    /// Writes the table as CSV in a style. Gives the BLAKE3 hash of the file.
    ///
    /// # Errors
    ///
    /// As [`write_csv`](Self::write_csv).
    pub fn write_csv_as(&self, path: &Path, style: CsvStyle) -> Result<blake3::Hash> {
        let write = || {
            let mut file = HashedFile::create(path)?;
            self.csv_to(&mut file, style)?;
            file.finish()
        };
        write().map_err(|source| {
            Error::output("can't write the table")
                .in_file(path)
                .caused_by(source)
        })
    }

    /// Writes the table as CSV to anything that takes bytes.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn csv_to(&self, into: &mut impl Write, style: CsvStyle) -> std::io::Result<()> {
        if style.has_mark {
            into.write_all("\u{feff}".as_bytes())?;
        }
        let mut header = csv::Writer::from_writer(Vec::new());
        header.write_record(self.columns.iter().map(|(name, _)| name))?;
        into.write_all(
            &header
                .into_inner()
                .map_err(csv::IntoInnerError::into_error)?,
        )?;
        let rows_at_once = ROWS_AT_ONCE * rayon::current_num_threads();
        for start in (0..self.rows()).step_by(rows_at_once) {
            let end = self.rows().min(start + rows_at_once);
            let starts: Vec<usize> = (start..end).step_by(ROWS_AT_ONCE).collect();
            let pieces: Vec<Vec<u8>> = starts
                .par_iter()
                .map(|start| self.csv_rows(*start..end.min(start + ROWS_AT_ONCE), style))
                .collect::<std::result::Result<_, csv::Error>>()?;
            for piece in pieces {
                into.write_all(&piece)?;
            }
        }
        Ok(())
    }

    fn csv_rows(
        &self,
        rows: Range<usize>,
        style: CsvStyle,
    ) -> std::result::Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut cell = Vec::new();
        for row in rows {
            for (_, cells) in &self.columns {
                cell.clear();
                cells.write(row, style, &mut cell);
                writer.write_field(&cell)?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        Ok(writer.into_inner().expect("writing into memory can't fail"))
    }

    /// Writes the table as Parquet, compressed with zstd. Gives the BLAKE3 hash of the file.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if the file can't be written.
    pub fn write_parquet(&self, path: &Path) -> Result<blake3::Hash> {
        let fail = |error: std::io::Error| {
            Error::output("can't write the Parquet file")
                .in_file(path)
                .caused_by(error)
        };
        let fail_polars = |error: polars::error::PolarsError| {
            Error::output("can't write the Parquet file")
                .in_file(path)
                .caused_by(error)
        };
        let columns: Vec<Column> = self
            .columns
            .par_iter()
            .map(|(name, cells)| column(name, cells))
            .collect();
        let mut table = DataFrame::new(self.rows(), columns).map_err(fail_polars)?;
        let mut file = BufWriter::new(HashedFile::create(path).map_err(fail)?);
        ParquetWriter::new(&mut file)
            .with_compression(ParquetCompression::Zstd(None))
            .finish(&mut table)
            .map_err(fail_polars)?;
        let file = file
            .into_inner()
            .map_err(|error| fail(error.into_error()))?;
        file.finish().map_err(fail)
    }
}

fn column(name: &str, cells: &Cells) -> Column {
    match cells {
        Cells::Text(cells) => {
            let present: Vec<Option<&str>> = cells
                .iter()
                .map(|cell| (!cell.is_empty()).then_some(cell))
                .collect();
            Series::new(name.into(), present).into_column()
        }
        Cells::Whole(cells) => Series::new(name.into(), cells).into_column(),
        Cells::Real(cells) => Series::new(name.into(), cells).into_column(),
        Cells::Amount(cells) => {
            let amounts: Vec<Option<f64>> = cells
                .iter()
                .map(|cell| cell.map(|amount| amount as f64 / 100.0))
                .collect();
            Series::new(name.into(), amounts).into_column()
        }
        Cells::Truth(cells) => Series::new(name.into(), cells).into_column(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_telephone_numbers_are_not() {
        for cell in ["=cmd|' /C calc'!A0", "@SUM(A1)", "+A1", "-2+3+cmd", "-"] {
            assert!(is_formula(cell), "{cell}");
        }
        for cell in ["+6281230456712", "-12.50", "Budi", "", "12"] {
            assert!(!is_formula(cell), "{cell}");
        }
    }

    #[test]
    fn csv_holds_what_was_put_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table.csv");
        let mut frame = Frame::new();
        frame.text("name", ["Budi, SE", "=1+1"]);
        frame.push("amount", Cells::Amount(vec![Some(-1_950_050), None]));
        frame.push("weight", Cells::Real(vec![Some(1.5), None]));
        frame.write_csv(&path).expect("written");
        let text = std::fs::read_to_string(&path).expect("read");
        assert_eq!(
            text,
            "name,amount,weight\n\"Budi, SE\",-19500.50,1.5000\n'=1+1,,\n"
        );
    }

    #[test]
    fn a_short_style_leaves_zeros_out_and_a_mark_stands_in_front() {
        let mut frame = Frame::new();
        frame.push(
            "weight",
            Cells::Real(vec![Some(1.5), Some(120.0), Some(0.99999), Some(0.0)]),
        );
        let style = CsvStyle {
            has_mark: true,
            is_short: true,
        };
        let mut bytes = Vec::new();
        frame.csv_to(&mut bytes, style).expect("memory");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(text, "\u{feff}weight\n1.5\n120\n1\n0\n");
    }

    #[test]
    fn parquet_is_the_same_bytes_each_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut frame = Frame::new();
        frame.text(
            "name",
            (0..1000).map(|number| format!("name {}", number % 7)),
        );
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        frame.write_parquet(&one).expect("written");
        frame.write_parquet(&other).expect("written");
        assert_eq!(
            std::fs::read(one).expect("read"),
            std::fs::read(other).expect("read")
        );
    }
}
