//! Reads the two files: the truth, and the cross-reference that is looked up for each of its rows.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::columns::{Join, unknown_column};
use super::labels::Labels;
use super::{CHECK_BOTH, Level};
use crate::error::{Error, Result};

const BUFFER_BYTES: usize = 1 << 20;

/// A spreadsheet runs a cell that begins with one of these as a formula; in our outputs it stands behind an apostrophe.
pub(super) const FORMULA: &[u8] = b"=+-@\t\r";

/// A comma-separated file with a header, read row by row as bytes.
pub(super) struct Table {
    path: PathBuf,
    reader: csv::Reader<File>,
    headers: Vec<String>,
}

impl Table {
    /// Opens a file and reads its header; a byte order mark is skipped. `hint` says what to do if it can't be opened.
    pub(super) fn open(path: &Path, hint: &str) -> Result<Self> {
        let file = File::open(path).map_err(|error| {
            Error::input("can't open the file")
                .in_file(path)
                .hinted(hint)
                .caused_by(error)
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .buffer_capacity(BUFFER_BYTES)
            .flexible(true)
            .from_reader(file);
        let headers = reader
            .byte_headers()
            .map_err(|error| {
                Error::input("can't read the header")
                    .in_file(path)
                    .caused_by(error)
            })?
            .iter()
            .map(|header| String::from_utf8_lossy(header).trim().to_owned())
            .collect();
        Ok(Self {
            path: path.to_path_buf(),
            reader,
            headers,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Finds a column that may be there.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// Finds a column that must be there.
    pub(super) fn column(&self, name: &str) -> Result<usize> {
        self.position(name)
            .ok_or_else(|| unknown_column(self, name))
    }

    /// Reads the next row into `row`; false at the end.
    pub(super) fn read(&mut self, row: &mut ByteRecord) -> Result<bool> {
        self.reader.read_byte_record(row).map_err(|error| {
            let line = error.position().map(csv::Position::line);
            let mut place = Error::input("can't read the row").in_file(&self.path);
            if let Some(line) = line {
                place = place.at_line(line);
            }
            place.caused_by(error)
        })
    }

    /// Makes an error about a row that was read.
    pub(super) fn error_at(&self, row: &ByteRecord, message: impl Into<String>) -> Error {
        let error = Error::input(message).in_file(&self.path);
        match row.position() {
            Some(position) => error.at_line(position.line()),
            None => error,
        }
    }

    /// The cell of a column, which may be blank but must be there.
    fn cell<'row>(&self, row: &'row ByteRecord, column: usize) -> Result<&'row [u8]> {
        row.get(column).ok_or_else(|| {
            let (fields, expected) = (row.len(), self.headers.len());
            self.error_at(
                row,
                format!("row has {fields} fields, the header has {expected}"),
            )
        })
    }

    /// The cell of a column that must have a value.
    pub(super) fn filled<'row>(&self, row: &'row ByteRecord, column: usize) -> Result<&'row [u8]> {
        let cell = self.cell(row, column)?;
        if cell.is_empty() {
            let name = &self.headers[column];
            return Err(self
                .error_at(row, format!("column `{name}` is blank"))
                .hinted("Leave out rows without a label, and find rows without a key by `source` and `row`"));
        }
        Ok(cell)
    }

    /// Writes what identifies the record of `row` into `key`.
    pub(super) fn write_key(&self, row: &ByteRecord, join: &Join, key: &mut Vec<u8>) -> Result<()> {
        key.clear();
        match *join {
            Join::Key(column) => key.extend_from_slice(self.filled(row, column)?),
            Join::SourceRow {
                source,
                row: number,
            } => {
                key.extend_from_slice(self.filled(row, source)?);
                let number = self.row_number(row, number)?;
                key.push(0);
                key.extend_from_slice(&number.to_be_bytes());
            }
        }
        Ok(())
    }

    fn row_number(&self, row: &ByteRecord, column: usize) -> Result<u64> {
        let number = std::str::from_utf8(self.filled(row, column)?).ok();
        number
            .and_then(|number| number.trim().parse().ok())
            .ok_or_else(|| {
                let name = &self.headers[column];
                self.error_at(row, format!("column `{name}` is not a row number"))
            })
    }
}

/// The cross-reference: the cluster of every record, by key.
pub(super) struct CrossReference {
    keys: Labels,
    /// By key id.
    clusters: Vec<usize>,
    /// By key id: whether several records have this key.
    is_shared: Vec<bool>,
    cluster_count: usize,
    records: usize,
}

impl CrossReference {
    /// Reads the clusters of `level`, keyed as the truth's `join` asks.
    pub(super) fn read(path: &Path, level: Level, truth_join: &Join) -> Result<Self> {
        let mut table = Table::open(path, CHECK_BOTH)?;
        let column = |name: &str| {
            table.position(name).ok_or_else(|| {
                Error::input(format!("column `{name}` is not there"))
                    .in_file(path)
                    .hinted("Give the folder that `satukan run` wrote")
            })
        };
        let cluster = column(level.column())?;
        let join = match truth_join {
            Join::Key(_) => Join::Key(column("record_key")?),
            Join::SourceRow { .. } => Join::SourceRow {
                source: column("source")?,
                row: column("row")?,
            },
        };
        let mut clusters = Labels::default();
        let mut found = Self {
            keys: Labels::default(),
            clusters: Vec::new(),
            is_shared: Vec::new(),
            cluster_count: 0,
            records: 0,
        };
        let mut row = ByteRecord::new();
        let mut key = Vec::new();
        while table.read(&mut row)? {
            found.records += 1;
            let cluster = clusters.intern(table.filled(&row, cluster)?);
            // A source without keys leaves them blank; the truth can't ask for those.
            if let Join::Key(column) = join
                && table.cell(&row, column)?.is_empty()
            {
                continue;
            }
            table.write_key(&row, &join, &mut key)?;
            let id = found.keys.intern(&key);
            if id == found.clusters.len() {
                found.clusters.push(cluster);
                found.is_shared.push(false);
            } else if matches!(join, Join::Key(_)) {
                found.is_shared[id] = true;
            } else {
                return Err(table.error_at(&row, "two records have the same source and row"));
            }
        }
        found.cluster_count = clusters.len();
        Ok(found)
    }

    /// How many different keys there are; key ids are below it.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// How many clusters there are; cluster ids are below it.
    pub(super) fn clusters(&self) -> usize {
        self.cluster_count
    }

    pub(super) fn records(&self) -> usize {
        self.records
    }

    pub(super) fn cluster_of(&self, key_id: usize) -> usize {
        self.clusters[key_id]
    }

    pub(super) fn is_ambiguous(&self, key_id: usize) -> bool {
        self.is_shared[key_id]
    }

    /// Finds the id of a key.
    ///
    /// A key that a spreadsheet would run as a formula was written behind an apostrophe.
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        let found = self.keys.get(key);
        if found.is_none() && key.first().is_some_and(|first| FORMULA.contains(first)) {
            return self.keys.get(&[b"'", key].concat());
        }
        found
    }
}
