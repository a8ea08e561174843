//! The formats that a table can be written in.

use std::path::Path;

use super::{CsvStyle, Frame, SqlTable, write_sqlite};
use crate::error::Result;

/// A format of a file that holds a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// One JSON object per line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
    /// An SQLite database.
    Sqlite,
}

impl Format {
    /// The format that the ending of a file's name tells.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "parquet" => Some(Self::Parquet),
            "sqlite" | "sqlite3" | "db" => Some(Self::Sqlite),
            _ => None,
        }
    }

    /// The ending of files in this format.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
            Self::Parquet => "parquet",
            Self::Sqlite => "sqlite",
        }
    }
}

impl Frame {
    /// Writes the table, called `name` where the format names tables. Gives the BLAKE3 hash of the file.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if the file can't be written.
    pub fn write(
        &self,
        path: &Path,
        format: Format,
        style: CsvStyle,
        name: &str,
    ) -> Result<blake3::Hash> {
        match format {
            Format::Csv => self.write_csv_as(path, style),
            Format::Xlsx => self.write_xlsx(path, name),
            Format::JsonLines => self.write_json_lines(path),
            Format::Parquet => self.write_parquet(path),
            Format::Sqlite => {
                let table = SqlTable {
                    name,
                    frame: self,
                    key: &["customer_id"],
                    indexes: &[],
                };
                write_sqlite(&[table], path)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_the_format_in_any_capitals() {
        assert_eq!(Format::of(Path::new("a/list.XLSX")), Some(Format::Xlsx));
        assert_eq!(
            Format::of(Path::new("list.v2.jsonl")),
            Some(Format::JsonLines)
        );
        assert_eq!(Format::of(Path::new("list.txt")), None);
        assert_eq!(Format::of(Path::new("csv")), None);
    }
}
