//! The format of LibreOffice, .ods: one XML text with all sheets.
//!
//! Read here and not by calamine, which makes as many copies of a repeated cell as the file says and a table of the whole
//! range: a few kilobytes of XML can ask for terabytes. It also gives a number without the zeros that the file shows.
//!
//! # Source
//!
//! OASIS, "Open Document Format for Office Applications (OpenDocument) Version 1.3", part 3.

use std::io::{BufReader, Read};

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashSet;

use super::cells::Cells;
use super::package::{self, Part, attribute, broken};
use super::value::Format;
use super::{Listed, chosen, damaged, protected};
use crate::error::{Error, Result};
use crate::ingest::grid::Sheet;
use crate::ingest::limits::Limits;

/// The most cells of a table that are only told to be like another one: several full columns of the largest sheet.
const COPIES: u64 = 1 << 24;

/// The most blanks that one element stands for; more are no text.
const BLANKS: usize = 1 << 16;

/// Reads an .ods file.
///
/// # Errors
///
/// As [`super::read`].
pub(super) fn read(bytes: &[u8], only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>> {
    let mut archive = package::open(bytes)?;
    if let Ok(manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut text = Vec::new();
        // What can't be read here fails below.
        let _ = manifest.take(1 << 20).read_to_end(&mut text);
        if String::from_utf8_lossy(&text).contains("encryption-data") {
            return Err(protected());
        }
    }
    let content = archive
        .by_name("content.xml")
        .map_err(|error| damaged().caused_by(error))?;
    let mut reader = Reader::new(content, limits);
    let mut tables = reader.tables()?;
    let listed: Vec<Listed> = tables.iter().map(|table| table.listed.clone()).collect();
    if let Some(at) = chosen(&listed, only)? {
        tables = vec![tables.swap_remove(at)];
    }
    let mut sheets = Vec::new();
    for table in tables {
        sheets.extend(
            table
                .cells
                .into_sheet(Some(table.listed.name), table.listed.is_hidden)?,
        );
    }
    Ok(sheets)
}

struct Table {
    listed: Listed,
    cells: Cells,
}

/// What a cell holds.
enum Value {
    Nothing,
    Error,
    Bool(bool),
    Number { number: f64, shown: String },
    Moment(String),
    Duration(String),
    Text(String),
}

struct Reader<'a, 'b> {
    xml: quick_xml::Reader<BufReader<Part<'a, 'b>>>,
    buffer: Vec<u8>,
    limits: Limits,
    /// Styles of tables that are not shown.
    hidden: FxHashSet<String>,
}

impl<'a, 'b> Reader<'a, 'b> {
    fn new(part: Part<'a, 'b>, limits: Limits) -> Self {
        let mut xml = quick_xml::Reader::from_reader(BufReader::with_capacity(1 << 16, part));
        xml.config_mut().expand_empty_elements = true;
        Self {
            xml,
            buffer: Vec::new(),
            limits,
            hidden: FxHashSet::default(),
        }
    }

    fn next(&mut self) -> Result<Event<'static>> {
        self.buffer.clear();
        match self.xml.read_event_into(&mut self.buffer) {
            Ok(Event::Eof) => Err(damaged()),
            Ok(event) => Ok(event.into_owned()),
            Err(error) => Err(broken(error)),
        }
    }

    fn skip(&mut self, element: &BytesStart<'_>) -> Result<()> {
        self.buffer.clear();
        self.xml
            .read_to_end_into(element.name(), &mut self.buffer)
            .map_err(broken)?;
        Ok(())
    }

    fn tables(&mut self) -> Result<Vec<Table>> {
        let mut tables = Vec::new();
        let mut style = String::new();
        loop {
            match self.next()? {
                Event::Start(element) => match element.name().as_ref() {
                    "style:style" => style = attribute(&element, "style:name")?.unwrap_or_default(),
                    "style:table-properties"
                        if attribute(&element, "table:display")?.as_deref() == Some("false") =>
                    {
                        self.hidden.insert(style.clone());
                    }
                    "table:table" => tables.extend(self.table(&element)?),
                    // Deleted cells of the change history, and copies of other files.
                    "table:tracked-changes" | "table:dde-links" => self.skip(&element)?,
                    _ => {}
                },
                Event::End(element) if element.name().as_ref() == "office:spreadsheet" => {
                    return Ok(tables);
                }
                _ => {}
            }
        }
    }

    /// Reads a table; nothing for a copy of another file's.
    fn table(&mut self, table: &BytesStart<'_>) -> Result<Option<Table>> {
        let style = attribute(table, "table:style-name")?;
        let listed = Listed {
            name: attribute(table, "table:name")?.unwrap_or_default(),
            is_hidden: style.is_some_and(|style| self.hidden.contains(&style)),
        };
        let mut cells = Cells::new(self.limits, false);
        let mut row = 0;
        let mut is_copy = false;
        let mut copies = 0;
        loop {
            match self.next()? {
                Event::Start(element) => match element.name().as_ref() {
                    "table:table-row" => {
                        let repeated = repeated(&element, "table:number-rows-repeated")?;
                        copies += self.row(row, repeated, &mut cells, COPIES - copies)?;
                        row = row.saturating_add(repeated);
                    }
                    "table:table-source" => is_copy = true,
                    "table:shapes" | "office:forms" | "table:table" => self.skip(&element)?,
                    _ => {}
                },
                Event::End(element) if element.name().as_ref() == "table:table" => break,
                _ => {}
            }
        }
        Ok((!is_copy).then_some(Table { listed, cells }))
    }

    /// Reads a row that counts for several and gives the number of cells it adds by that, `most` of them at most.
    fn row(&mut self, row: u32, rows: u32, cells: &mut Cells, most: u64) -> Result<u64> {
        let mut column: u32 = 0;
        let mut values = Vec::new();
        loop {
            match self.next()? {
                Event::Start(element) => match element.name().as_ref() {
                    "table:table-cell" => {
                        let columns = repeated(&element, "table:number-columns-repeated")?;
                        let value = self.cell(&element)?;
                        if !matches!(value, Value::Nothing) {
                            values.push((column, columns, value));
                        }
                        column = column.saturating_add(columns);
                    }
                    // What a merged cell hides.
                    "table:covered-table-cell" => {
                        column = column
                            .saturating_add(repeated(&element, "table:number-columns-repeated")?);
                        self.skip(&element)?;
                    }
                    _ => self.skip(&element)?,
                },
                Event::End(element) if element.name().as_ref() == "table:table-row" => break,
                _ => {}
            }
        }
        let all: u64 = values
            .iter()
            .map(|(_, columns, _)| u64::from(*columns) * u64::from(rows))
            .fold(0, u64::saturating_add);
        let copies = all.saturating_sub(values.len() as u64);
        if copies > most {
            return Err(
                Error::input("the workbook repeats cells more than 16 million times").hinted(
                    "Delete the rows below the table and the columns beside it and save it again",
                ),
            );
        }
        if values.is_empty() {
            return Ok(0);
        }
        for row in row..row.saturating_add(rows) {
            for (column, columns, value) in &values {
                for column in *column..column.saturating_add(*columns) {
                    add(cells, row, column, value)?;
                }
            }
        }
        Ok(copies)
    }

    fn cell(&mut self, cell: &BytesStart<'_>) -> Result<Value> {
        let mut value = Value::Nothing;
        let mut is_error = false;
        let mut is_formula = false;
        let mut string = None;
        for attribute in cell.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| damaged().caused_by(error))?;
            let text = || {
                attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map(String::from)
                    .map_err(broken)
            };
            match attribute.key.as_ref() {
                "office:value" => {
                    let number = text()?.trim().parse().map_err(|_| damaged())?;
                    value = Value::Number {
                        number,
                        shown: String::new(),
                    };
                }
                "office:date-value" => value = Value::Moment(text()?),
                "office:time-value" => value = Value::Duration(text()?),
                "office:boolean-value" => value = Value::Bool(text()? == "true"),
                "office:string-value" => string = Some(text()?),
                "calcext:value-type" => is_error = attribute.value == "error",
                "table:formula" => is_formula = true,
                _ => {}
            }
        }
        let shown = self.content(cell)?;
        if is_error || (is_formula && is_error_text(&shown)) {
            return Ok(Value::Error);
        }
        Ok(match value {
            Value::Nothing => match string.unwrap_or(shown) {
                text if text.is_empty() => Value::Nothing,
                text => Value::Text(text),
            },
            Value::Number { number, .. } => Value::Number { number, shown },
            value => value,
        })
    }

    /// The paragraphs of a cell as a user sees them.
    fn content(&mut self, cell: &BytesStart<'_>) -> Result<String> {
        let mut text = String::new();
        let mut paragraphs = 0;
        loop {
            match self.next()? {
                Event::Start(element) => match element.name().as_ref() {
                    "text:p" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" => {
                        let count = attribute(&element, "text:c")?
                            .and_then(|count| count.parse().ok())
                            .unwrap_or(1);
                        text.extend(std::iter::repeat_n(' ', BLANKS.min(count)));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    "text:span" | "text:a" => {}
                    // Comments, pictures, tables in a cell.
                    _ => self.skip(&element)?,
                },
                Event::Text(piece) if paragraphs > 0 => text.push_str(&piece.xml10_content()),
                Event::CData(piece) if paragraphs > 0 => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(reference) => {
                    match reference.resolve_char_ref().map_err(broken)? {
                        Some(character) => text.push(character),
                        None => text.push_str(
                            resolve_predefined_entity(&reference.xml10_content())
                                .unwrap_or_default(),
                        ),
                    }
                }
                Event::End(element) if element.name() == cell.name() => return Ok(text),
                _ => {}
            }
            // Blanks are cheap to write down.
            self.limits.check_text(text.len() as u64)?;
        }
    }
}

fn add(cells: &mut Cells, row: u32, column: u32, value: &Value) -> Result<()> {
    match value {
        Value::Nothing => Ok(()),
        Value::Error => {
            cells.add_error();
            Ok(())
        }
        Value::Bool(value) => cells.add_bool(row, column, *value),
        Value::Number { number, shown } => match zeros(shown, *number) {
            Some(digits) => {
                let prefix = String::new();
                cells.add_number(row, column, *number, &Format::Padded { prefix, digits })
            }
            None => cells.add_number(row, column, *number, &Format::Number),
        },
        Value::Moment(moment) => cells.add_iso_moment(row, column, moment),
        Value::Duration(duration) => cells.add_iso_duration(row, column, duration),
        Value::Text(text) => cells.add_text(row, column, text),
    }
}

/// The digits of a number that is shown with leading zeros.
fn zeros(shown: &str, number: f64) -> Option<usize> {
    let digits = shown.trim();
    let is_padded = digits.len() > 1
        && digits.len() <= 32
        && digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.parse() == Ok(number);
    is_padded.then_some(digits.len())
}

fn is_error_text(text: &str) -> bool {
    matches!(
        text,
        "#N/A" | "#REF!" | "#DIV/0!" | "#VALUE!" | "#NAME?" | "#NUM!" | "#NULL!"
    ) || text
        .strip_prefix("Err:")
        .is_some_and(|code| code.parse::<u16>().is_ok())
}

/// How often an element counts; 1 if it doesn't say.
fn repeated(element: &BytesStart<'_>, name: &str) -> Result<u32> {
    match attribute(element, name)? {
        Some(count) => count.parse().map_err(|_| damaged()),
        None => Ok(1),
    }
}
