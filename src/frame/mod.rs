//! Tables on their way to and from a file: the only place that knows polars, rusqlite and rust_xlsxwriter.
//!
//! In: named columns of equal length. Out: files of CSV, Parquet, JSON lines, Excel and SQLite, byte for byte the same for
//! the same columns. And the way back: Parquet and Arrow files as columns of text, our own Parquet files as tables.

use std::path::Path;

use crate::error::Result;

mod cell;
mod csv;
mod file;
mod format;
mod json_lines;
mod parquet;
mod read;
mod sqlite;
mod table;
mod texts;
mod xlsx;

pub use cell::Cell;
pub use csv::CsvStyle;
pub use file::HashedFile;
pub use format::Format;
pub use read::{TextColumn, read_arrow, read_columns, read_frame, read_parquet};
pub use sqlite::{Compare, Database, Refusal, SqlTable, write_sqlite};
pub use table::Table;
pub use texts::TextCells;

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

    /// Writes the table as one Parquet file.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if the file can't be written.
    pub fn write_parquet(&self, path: &Path) -> Result<blake3::Hash> {
        let rows = parquet::encode(self);
        let mut sink = parquet::Sink::create(path)?;
        let mut file = parquet::ParquetFile::begin(&mut sink, &rows)?;
        file.append(&rows)?;
        file.end()?;
        sink.finish()
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
}
