//! Reads the two files: the truth, and the cross-reference that is looked up for each of its rows.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::columns::{Join, Within, unknown_column};
use super::labels::Labels;
use super::role::Role;
use super::text::Text;
use super::{CHECK_BOTH, Level};
use crate::error::{Error, Result};

const BUFFER_BYTES: usize = 1 << 20;

/// A spreadsheet runs a cell that begins with one of these as a formula; in our outputs it stands behind an apostrophe.
const FORMULA: &[u8] = b"=+-@\t\r";

/// A delimited file with a header, read row by row as bytes.
pub(crate) struct Table {
    path: PathBuf,
    text: Text,
    reader: csv::Reader<Box<dyn Read + Send>>,
    headers: Vec<String>,
}

impl Table {
    /// Opens a file and reads its header; a byte order mark is skipped. `hint` says what to do if it can't be opened.
    pub(crate) fn open(path: &Path, hint: &str) -> Result<Self> {
        let (text, bytes) = Text::open(path, hint)?;
        let mut reader = csv::ReaderBuilder::new()
            .buffer_capacity(BUFFER_BYTES)
            .delimiter(text.delimiter)
            .flexible(true)
            .from_reader(bytes);
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
            text,
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

    /// Refuses a file in which a quote opens that is never closed: it would swallow the rows behind it.
    pub(crate) fn refuse_open_quote(&self) -> Result<()> {
        match self.text.open_quote() {
            None => Ok(()),
            Some(line) => Err(
                Error::input("a quote that opens in this row is never closed")
                    .in_file(&self.path)
                    .at_line(line)
                    .hinted("Close it, or write two quotes for one that belongs to the text"),
            ),
        }
    }

    /// Finds a column that may be there, written like this or else in other capitals.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let exact = self.headers.iter().position(|header| header == name);
        let alike = |header: &String| header.eq_ignore_ascii_case(name);
        exact.or_else(|| self.headers.iter().position(alike))
    }

    /// Finds a column that must be there.
    pub(super) fn column(&self, name: &str) -> Result<usize> {
        self.position(name)
            .ok_or_else(|| unknown_column(self, name))
    }

    /// Reads the next row that is not all blank into `row`; false at the end.
    ///
    /// Spreadsheets leave out blank fields at the end of a row, and add some; no other field may be too many.
    pub(crate) fn read(&mut self, row: &mut ByteRecord) -> Result<bool> {
        loop {
            let read = self.reader.read_byte_record(row).map_err(|error| {
                let line = error.position().map(csv::Position::line);
                let mut place = Error::input("can't read the row").in_file(&self.path);
                if let Some(line) = line {
                    place = place.at_line(line);
                }
                place.caused_by(error)
            })?;
            if !read {
                return Ok(false);
            }
            if row.iter().skip(self.headers.len()).any(is_filled) {
                return Err(self.wrong_width(row));
            }
            if row.iter().any(is_filled) {
                return Ok(true);
            }
        }
    }

    /// Makes an error about a row that was read.
    pub(crate) fn error_at(&self, row: &ByteRecord, message: impl Into<String>) -> Error {
        let error = Error::input(message).in_file(&self.path);
        let position = row.position();
        let line = position.and_then(|position| self.lines(std::slice::from_ref(position)).pop());
        match line {
            Some(line) => error.at_line(line),
            None => error,
        }
    }

    /// The lines, counted from 1, on which rows begin, by where they were read, in that order.
    pub(crate) fn lines(&self, read: &[csv::Position]) -> Vec<u64> {
        let starts: Vec<u64> = read.iter().map(csv::Position::byte).collect();
        let by_reader = || read.iter().map(csv::Position::line).collect();
        self.text.lines_at(&starts).unwrap_or_else(by_reader)
    }

    fn wrong_width(&self, row: &ByteRecord) -> Error {
        let counted = |fields: usize| match fields {
            1 => "1 field".to_owned(),
            _ => format!("{fields} fields"),
        };
        let (fields, expected) = (counted(row.len()), self.headers.len());
        self.error_at(row, format!("row has {fields}, the header has {expected}"))
            .hinted(match self.text.delimiter {
                _ if row.len() < expected => "Give the row a field for each column of the header",
                b',' => "Put a text with a comma in it between double quotes",
                _ => "Put a text with the delimiter in it between double quotes",
            })
    }

    /// The cell of a column, which may be blank but must be there.
    fn cell<'row>(&self, row: &'row ByteRecord, column: usize) -> Result<&'row [u8]> {
        row.get(column).ok_or_else(|| self.wrong_width(row))
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

    /// The source that a row names, where records are found by it.
    pub(super) fn source<'row>(
        &self,
        row: &'row ByteRecord,
        join: &Join,
    ) -> Result<Option<&'row [u8]>> {
        let cell = |column| self.filled(row, column).map(without_apostrophe);
        join.source().map(cell).transpose()
    }

    /// Writes what identifies the record of `row` into `key`.
    pub(super) fn write_key(&self, row: &ByteRecord, join: &Join, key: &mut Vec<u8>) -> Result<()> {
        let source = self.source(row, join)?;
        let within = match join.within() {
            Within::Key(column) => Identity::Key(self.filled(row, column)?),
            Within::Row(column) => Identity::Row(self.row_number(row, column)?),
        };
        write_identity(source, within, key);
        Ok(())
    }

    fn row_number(&self, row: &ByteRecord, column: usize) -> Result<u64> {
        let number = std::str::from_utf8(self.filled(row, column)?).ok();
        number
            .map(str::trim)
            // As tools write whole numbers of a column with gaps.
            .map(|number| number.strip_suffix(".0").unwrap_or(number))
            .and_then(|number| number.parse().ok())
            .filter(|number| *number > 0)
            .ok_or_else(|| {
                let name = &self.headers[column];
                self.error_at(row, format!("column `{name}` is not a row number"))
                    .hinted("Rows are whole numbers, counted from 1 below the header, as in `crossref.csv`")
            })
    }
}

fn is_filled(cell: &[u8]) -> bool {
    !cell.trim_ascii().is_empty()
}

/// What identifies a record, within its source or alone.
#[derive(Clone, Copy, Debug)]
pub(super) enum Identity<'a> {
    /// The source's own key.
    Key(&'a [u8]),
    /// The data row.
    Row(u64),
}

/// Writes what identifies a record into `key`.
pub(super) fn write_identity(source: Option<&[u8]>, within: Identity<'_>, key: &mut Vec<u8>) {
    key.clear();
    if let Some(source) = source {
        key.extend_from_slice(without_apostrophe(source));
        key.push(0);
    }
    match within {
        Identity::Key(own) => key.extend_from_slice(without_apostrophe(own)),
        Identity::Row(row) => key.extend_from_slice(&row.to_be_bytes()),
    }
}

/// A text as it was before our outputs kept it from running as a formula.
fn without_apostrophe(cell: &[u8]) -> &[u8] {
    match cell {
        [b'\'', rest @ ..] if rest.first().is_some_and(|first| FORMULA.contains(first)) => rest,
        _ => cell,
    }
}

/// The cross-reference: the cluster of every record, by key.
pub(super) struct CrossReference {
    keys: Labels,
    /// By key id.
    clusters: Vec<usize>,
    /// By key id: what the record is to its customer.
    roles: Vec<Option<Role>>,
    /// By key id: whether several records have this key.
    is_shared: Vec<bool>,
    cluster_count: usize,
    records: usize,
    /// The names of the sources, where records are found by them.
    pub(super) sources: Sources,
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
        let role = table.position("role");
        let join = match truth_join {
            Join::Key(_) => Join::Key(column("record_key")?),
            Join::SourceKey { .. } => Join::SourceKey {
                source: column("source")?,
                key: column("record_key")?,
            },
            Join::SourceRow { .. } => Join::SourceRow {
                source: column("source")?,
                row: column("row")?,
            },
        };
        let mut clusters = Labels::default();
        let mut found = Self {
            keys: Labels::default(),
            clusters: Vec::new(),
            roles: Vec::new(),
            is_shared: Vec::new(),
            cluster_count: 0,
            records: 0,
            sources: Sources::default(),
        };
        let mut row = ByteRecord::new();
        let mut key = Vec::new();
        while table.read(&mut row)? {
            found.records += 1;
            if let Some(source) = table.source(&row, &join)? {
                found.sources.add(source);
            }
            let cluster = clusters.intern(table.filled(&row, cluster)?);
            // A source without keys leaves them blank; the truth can't ask for those.
            if let Within::Key(column) = join.within()
                && table.cell(&row, column)?.is_empty()
            {
                continue;
            }
            table.write_key(&row, &join, &mut key)?;
            let id = found.keys.intern(&key);
            if id == found.clusters.len() {
                found.clusters.push(cluster);
                let role = role.and_then(|column| row.get(column));
                found.roles.push(role.and_then(Role::of));
                found.is_shared.push(false);
            } else if matches!(join.within(), Within::Key(_)) {
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

    pub(super) fn role_of(&self, key_id: usize) -> Option<Role> {
        self.roles[key_id]
    }

    pub(super) fn is_ambiguous(&self, key_id: usize) -> bool {
        self.is_shared[key_id]
    }

    /// Finds the id of a key.
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        self.keys.get(key)
    }
}

/// The names of the sources that are at hand.
#[derive(Default)]
pub(super) struct Sources {
    known: Labels,
    names: BTreeSet<String>,
}

/// The most names that a message lists.
const LISTED: usize = 8;

impl Sources {
    /// Takes down a name; one that is known already costs little.
    pub(super) fn add(&mut self, name: &[u8]) {
        let before = self.known.len();
        if self.known.intern(name) == before {
            let name = String::from_utf8_lossy(name).into_owned();
            self.names.insert(name);
        }
    }

    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.known.get(name).is_some()
    }

    /// The names in words.
    pub(super) fn list(&self) -> String {
        let names = self.names.iter().take(LISTED);
        let mut words: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        if self.names.len() > LISTED {
            words.push(format!("and {} more", self.names.len() - LISTED));
        }
        words.join(", ")
    }
}
