//! A source: what is said of it beforehand, and what it is once it was read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Field, FixedColumn, Format, Identities, Limits, Reject, SourceKind, Texts, locate};
use crate::text::notation::{AmountStyle, DateOrder};

/// What the user knows better about a column than the detection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnSettings {
    /// What the cells mean.
    pub field: Option<Field>,
    /// Which number of a date is the day.
    pub dates: Option<DateOrder>,
    /// The decimal sign of amounts.
    pub decimal: Option<AmountStyle>,
}

/// One file to read, and what the user knows better than the detection.
#[derive(Clone, Debug)]
pub struct SourceSettings {
    /// The name in the outputs, the file's stem unless configured.
    pub name: String,
    /// The file; [`STDIN`](super::STDIN) for the standard input.
    pub path: PathBuf,
    /// The one sheet of a workbook to read; all by default.
    pub sheet: Option<String>,
    /// The source is left out.
    pub skip: bool,
    /// What a row stands for.
    pub kind: Option<SourceKind>,
    /// How the file is stored.
    pub format: Option<Format>,
    /// The byte between fields.
    pub delimiter: Option<u8>,
    /// The encoding's name, such as `windows-1252`.
    pub encoding: Option<String>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// The line of the header, counted from 1.
    pub header_line: Option<u64>,
    /// The columns of a fixed-width text.
    pub fixed_columns: Vec<FixedColumn>,
    /// What is known of columns, by header.
    pub columns: BTreeMap<String, ColumnSettings>,
    /// How much the file may hold.
    pub limits: Limits,
    /// Settings of single sheets, by the sheet's name.
    pub sheets: BTreeMap<String, SourceSettings>,
}

impl SourceSettings {
    /// Makes settings that leave everything to the detection.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = locate::stem(&path);
        Self {
            name,
            path,
            sheet: None,
            skip: false,
            kind: None,
            format: None,
            delimiter: None,
            encoding: None,
            header: None,
            header_line: None,
            fixed_columns: Vec::new(),
            columns: BTreeMap::new(),
            limits: Limits::default(),
            sheets: BTreeMap::new(),
        }
    }
}

/// How one table is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dialect {
    /// How it is stored.
    pub format: Format,
    /// What the file is packed with.
    pub packing: Option<String>,
    /// The sheet of a workbook that holds several.
    pub sheet: Option<String>,
    /// The encoding's standard name, where the format leaves it open.
    pub encoding: Option<String>,
    /// The file starts with a byte order mark.
    pub bom: bool,
    /// Between fields.
    pub delimiter: Option<u8>,
    /// Around fields that hold a delimiter or a line end.
    pub quote: Option<u8>,
    /// The columns of a fixed-width text.
    pub fixed_columns: Vec<FixedColumn>,
    /// The table names its columns.
    pub has_header: bool,
    /// The line of the header, 0 where there is none.
    pub header_line: u64,
    /// Lines above the header.
    pub titles: u64,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            format: Format::Delimited,
            packing: None,
            sheet: None,
            encoding: None,
            bom: false,
            delimiter: None,
            quote: None,
            fixed_columns: Vec::new(),
            has_header: false,
            header_line: 0,
            titles: 0,
        }
    }
}

/// One thing that was found out about a file, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What was to be decided: `encoding`.
    pub what: String,
    /// What was found: `windows-1252`.
    pub value: String,
    /// What it was told by.
    pub why: String,
}

impl Decision {
    pub(super) fn new(what: &str, value: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: what.to_owned(),
            value: value.into(),
            why: why.into(),
        }
    }
}

/// One table as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name in the outputs.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The BLAKE3 hash of the file's bytes, in hexadecimal.
    pub hash: String,
    /// The file's size.
    pub bytes: u64,
    /// How the table is written.
    pub dialect: Dialect,
    /// What was found out about the file, and by what.
    pub decisions: Vec<Decision>,
    /// What the user should know about the reading, in words.
    pub notes: Vec<String>,
    /// What a row stands for.
    pub kind: SourceKind,
    /// Why it is taken for that.
    pub kind_reason: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The data row number of each accepted row, counted from 1 over accepted and rejected rows.
    pub rows: Vec<u32>,
    /// The physical line on which each accepted row starts, counted from 1.
    pub lines: Vec<u32>,
    /// Data rows in the table: accepted ones and rejects.
    pub rows_read: u64,
    /// The rows that were not taken, in file order.
    pub rejects: Vec<Reject>,
    /// The BLAKE3 hash of the rows of a list of rejects that took part.
    pub mended_hash: Option<String>,
    /// In a source of invoices that speaks for its buyers: who they are.
    pub identities: Option<Identities>,
    /// The accepted rows, counted from 0, in which the normaliser filled in a ditto mark from the row above.
    pub dittos: Vec<u32>,
}

impl Source {
    /// The column that names a row: the record key, else the card number of a source of cards, or the number of invoices of one
    /// row each.
    pub fn key_column(&self) -> Option<&Column> {
        let with = |field| self.columns.iter().find(|column| column.field == field);
        match self.kind {
            SourceKind::Cards => with(Field::RecordKey).or_else(|| with(Field::CardNumber)),
            SourceKind::People => with(Field::RecordKey),
            SourceKind::Invoices if self.has_numbered_rows() => with(Field::InvoiceNumber),
            // A row stands for all invoices of its buyer.
            SourceKind::Invoices => with(Field::CardNumber),
        }
    }

    /// Tells whether the rows are invoices of one row each, which are records under their own numbers.
    pub fn has_numbered_rows(&self) -> bool {
        let identities = self.identities.as_ref();
        identities.is_some_and(|identities| identities.are_numbered)
    }

    /// The columns with a field, from left to right.
    pub fn columns_of(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(move |column| column.field == field)
    }

    /// Tells whether rows of the source are identity records.
    pub fn holds_identities(&self) -> bool {
        self.kind != SourceKind::Invoices || self.identities.is_some()
    }

    /// The accepted rows that are identity records, counted from 0.
    pub fn identity_rows(&self) -> Vec<u32> {
        match (&self.identities, self.kind) {
            (Some(identities), _) => identities.rows.clone(),
            (None, SourceKind::Invoices) => Vec::new(),
            (None, _) => (0..self.rows.len() as u32).collect(),
        }
    }

    /// Rejects that could not be read, page headers and totals not counted.
    pub fn misread(&self) -> impl Iterator<Item = &Reject> {
        self.rejects.iter().filter(|reject| !reject.is_furniture)
    }
}

/// One column: its meaning and its cells.
#[derive(Clone, Debug)]
pub struct Column {
    /// The header, tidied and made unique; `column_3` where the file names none.
    pub header: String,
    /// What the cells mean.
    pub field: Field,
    /// How sure that is, 0 to 1.
    pub score: f32,
    /// Why, in words.
    pub reason: String,
    /// What the settings say of its dates and amounts.
    pub settings: ColumnSettings,
    /// One number into `values` per accepted row.
    pub cells: Vec<u32>,
    /// The distinct raw texts; the first is always the empty text.
    pub values: Texts,
    /// The attribute of another source that it was found to be, where nothing was known of it.
    pub same_as: Option<String>,
}

impl Column {
    /// The raw text of an accepted row, counted from 0.
    pub fn text(&self, row: usize) -> &str {
        &self.values[self.cells[row] as usize]
    }
}
