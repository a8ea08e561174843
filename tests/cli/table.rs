//! CSV and Parquet files as tables of text.

use std::fs::File;
use std::path::Path;

use polars::prelude::{ParquetReader, SerReader};

/// A table of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub headers: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a comma-separated file.
    pub fn csv(path: &Path) -> Self {
        Self::delimited(path, b',')
    }

    /// Reads a file with another delimiter.
    pub fn delimited(path: &Path, delimiter: u8) -> Self {
        let file = File::open(path).expect("a CSV file");
        let mut builder = csv::ReaderBuilder::new();
        Self::read(builder.delimiter(delimiter).from_reader(file))
    }

    /// Reads comma-separated text.
    pub fn parse(text: &str) -> Self {
        Self::read(csv::Reader::from_reader(text.as_bytes()))
    }

    fn read(mut reader: csv::Reader<impl std::io::Read>) -> Self {
        let owned = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect();
        Self {
            headers: owned(reader.headers().expect("a header")),
            rows: reader
                .records()
                .map(|row| owned(&row.expect("a row")))
                .collect(),
        }
    }

    /// Reads a Parquet file; an absent value is an empty text.
    pub fn parquet(path: &Path) -> Self {
        let file = File::open(path).expect("a Parquet file");
        let frame = ParquetReader::new(file).finish().expect("a table");
        let columns: Vec<Vec<String>> = frame
            .columns()
            .iter()
            .map(|column| {
                (0..frame.height())
                    .map(|row| {
                        let value = column.get(row).expect("a cell");
                        if value.is_null() {
                            String::new()
                        } else {
                            value.str_value().into_owned()
                        }
                    })
                    .collect()
            })
            .collect();
        Self {
            headers: frame
                .get_column_names()
                .into_iter()
                .map(ToString::to_string)
                .collect(),
            rows: (0..frame.height())
                .map(|row| columns.iter().map(|column| column[row].clone()).collect())
                .collect(),
        }
    }

    /// The place of a column.
    pub fn at(&self, header: &str) -> usize {
        self.headers
            .iter()
            .position(|known| known == header)
            .unwrap_or_else(|| panic!("no column `{header}` in {:?}", self.headers))
    }

    /// The cells of a column.
    pub fn column(&self, header: &str) -> Vec<&str> {
        let at = self.at(header);
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// The table without the columns that say on which row or line of its file a record stands.
    pub fn without_places(&self) -> Self {
        let kept: Vec<usize> = (0..self.headers.len())
            .filter(|at| {
                let header = &self.headers[*at];
                header != "line" && header != "row" && !header.ends_with("_row")
            })
            .collect();
        let alternatives = self
            .headers
            .iter()
            .position(|header| header == "alternatives");
        let cell = |row: &Vec<String>, at: usize| {
            if Some(at) == alternatives {
                without_rows(&row[at])
            } else {
                row[at].clone()
            }
        };
        let pick = |row: &Vec<String>| kept.iter().map(|at| cell(row, *at)).collect();
        Self {
            headers: pick(&self.headers),
            rows: self.rows.iter().map(pick).collect(),
        }
    }
}

/// The alternatives of a golden value without the rows on which they stand.
fn without_rows(alternatives: &str) -> String {
    let Ok(mut parsed) = serde_json::from_str::<serde_json::Value>(alternatives) else {
        return alternatives.to_owned();
    };
    for alternative in parsed.as_array_mut().into_iter().flatten() {
        alternative
            .as_object_mut()
            .and_then(|known| known.remove("row"));
    }
    parsed.to_string()
}

/// Reads a JSON file.
pub fn json(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}
