//! Tables of dBase, FoxBase, FoxPro and Clipper: the bytes of a `.dbf` file -> a sheet of texts.
//!
//! The file's size is believed before its header, whole records are read however the file ends, and whatever was
//! passed over is told in a note. Digits stay as they stand in the file; no number goes through a `f64` that isn't one.

mod field;
mod header;
mod memo;
mod page;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use self::field::Cell;
use self::header::{Field, Header};
use self::memo::{Block, Memo};
use self::page::{Evidence, Page};
use super::dos::DosPage;
use super::grid::{Grid, Sheet};
use super::limits::Limits;
use super::reject::Why;
use crate::error::Result;

/// Bytes of one memo text that are looked at to find out the code page.
const EVIDENCE: usize = 4096;

/// The page of DOS in which words are written, if they are rather that than Windows-1252.
pub(super) fn guess_dos<'a>(words: impl Iterator<Item = &'a [u8]>) -> Option<DosPage> {
    let mut evidence = Evidence::new();
    words.for_each(|word| evidence.add(word));
    match evidence.decide(None, 0) {
        Ok((Page::Dos(page), _)) => Some(page),
        _ => None,
    }
}

/// Tells whether the bytes are a dBase table: a known version byte, a sane date, header length, record length and record
/// count that fit together and the file's size.
///
/// A table whose end is missing is still one, so that reading it can say what is missing.
pub(crate) fn is_dbf(bytes: &[u8]) -> bool {
    Header::is_sane(bytes)
}

/// Reads a dBase table; `memo` is the file of the same name that ends in `.dbt` or `.fpt`.
///
/// The first row has the names of the fields; a field without a name has an empty one. The line of a row is its record
/// number as FoxPro shows it, counted from 1 with the deleted records, and 0 for the names. A row with bytes that the
/// code page doesn't know is refused.
///
/// # Errors
///
/// An input error for a damaged header, a usage error for a code page that can't be read.
pub(crate) fn read(
    bytes: &[u8],
    memo: Option<&[u8]>,
    encoding: Option<&str>,
    limits: Limits,
) -> Result<Sheet> {
    let header = Header::read(bytes)?;
    let (records, mut notes) = extent(bytes, &header);
    let columns = columns(&header);
    let texts = memo.map(|bytes| Memo::new(bytes, &header, EVIDENCE));
    let (page, note) =
        evidence(&header, &columns, records, texts.as_ref()).decide(encoding, header.driver)?;
    let texts = memo.map(|bytes| Memo::new(bytes, &header, limits.cell + 1));
    notes.extend(note);

    let mut grid = Grid::new(limits);
    for column in &columns {
        grid.push(&page.decode(&column.field.name).0)?;
    }
    grid.end_row(0);
    let has_header = grid.len() == 1;

    let mut counts = Counts::default();
    for (record, line) in records.chunks_exact(header.record_length).zip(1..) {
        match record[0] {
            b'*' => {
                counts.deleted += 1;
                continue;
            }
            b' ' => {}
            _ => counts.unmarked += 1,
        }
        let mut damaged = false;
        for column in &columns {
            let (cell, bad) = text(
                column.cell(&header, record),
                texts.as_ref(),
                page,
                &mut counts,
            );
            damaged |= bad;
            grid.push(&cell)?;
        }
        if damaged {
            let raw = page.decode(record).0.replace(char::is_control, " ");
            grid.refuse(line, Why::Undecodable, raw.trim())?;
        } else {
            grid.end_row(line);
        }
    }
    notes.extend(counts.notes(memo.is_some()));
    Ok(Sheet {
        name: None,
        grid,
        has_header: Some(has_header),
        encoding: Some(page.name().to_owned()),
        notes,
    })
}

/// The bytes of the whole records, with notes where header and file disagree.
fn extent<'a>(bytes: &'a [u8], header: &Header) -> (&'a [u8], Vec<String>) {
    let body = &bytes[header.length..];
    let size = header.record_length;
    let fitting = body.len() / size;
    let mut notes = Vec::new();
    // Within the records that the header promises and the file has, an end mark is a damaged deletion mark.
    let promised = if fitting as u64 >= header.records {
        header.records as usize
    } else {
        0
    };
    let end = (promised..fitting).find(|at| match body[at * size] {
        0x1a => true,
        b' ' | b'*' => false,
        _ => *at as u64 >= header.records,
    });
    let whole = end.unwrap_or(fitting);
    let rest = &body[whole * size..];
    let is_cut = end.is_none()
        && matches!(rest.first(), Some(b' ' | b'*'))
        && whole as u64 != header.records;
    if is_cut {
        notes.push(format!(
            "the file ends in the middle of record {}",
            whole + 1
        ));
    }
    if whole as u64 + u64::from(is_cut) != header.records {
        notes.push(format!(
            "the header promises {}, the file has {whole}",
            counted(header.records, "record", "records")
        ));
    }
    (&body[..whole * size], notes)
}

/// A field to show, with the bits that say more about its value.
struct Column<'a> {
    field: &'a Field,
    /// Where the table's null flags start.
    flags: usize,
    /// The bit that says that the value is null.
    null: Option<usize>,
    /// The bit that says that the last byte is the value's length.
    variable: Option<usize>,
}

/// The fields to show; Visual FoxPro gives each variable and each nullable field a bit, in this order.
fn columns(header: &Header) -> Vec<Column<'_>> {
    let flags = header.fields.iter().find(|field| field.kind == b'0');
    let mut bits = 0..flags.map_or(0, |flags| flags.length * 8);
    let mut columns = Vec::new();
    for field in &header.fields {
        let is_variable = matches!(field.kind, b'V' | b'Q');
        let variable = if is_variable { bits.next() } else { None };
        let null = if field.may_be_null() {
            bits.next()
        } else {
            None
        };
        // A field without width would cost memory in each row and hold nothing.
        if !field.is_hidden() && field.length > 0 {
            columns.push(Column {
                field,
                flags: flags.map_or(0, |flags| flags.start),
                null,
                variable,
            });
        }
    }
    columns
}

impl Column<'_> {
    /// The value in a record.
    fn cell<'a>(&self, header: &Header, record: &'a [u8]) -> Cell<'a> {
        let is_set = |bit: Option<usize>| {
            bit.is_some_and(|bit| record[self.flags + bit / 8] >> (bit % 8) & 1 == 1)
        };
        if is_set(self.null) {
            return Cell::Empty;
        }
        let bytes = &record[self.field.start..self.field.start + self.field.length];
        let used = match bytes.last() {
            Some(last) if is_set(self.variable) => usize::from(*last).min(bytes.len() - 1),
            _ => bytes.len(),
        };
        field::read(header, self.field, bytes, used)
    }
}

/// Everything that can tell the code page.
fn evidence(
    header: &Header,
    columns: &[Column<'_>],
    records: &[u8],
    texts: Option<&Memo<'_>>,
) -> Evidence {
    let mut evidence = Evidence::new();
    for column in columns {
        evidence.add(&column.field.name);
    }
    for record in records.chunks_exact(header.record_length) {
        if record[0] == b'*' || (record.is_ascii() && texts.is_none()) {
            continue;
        }
        for column in columns {
            match (column.cell(header, record), texts) {
                (Cell::Text(text), _) => evidence.add(text),
                (Cell::Memo(number), Some(texts)) => {
                    if let Block::Text(text) = texts.block(number) {
                        evidence.add(text);
                    }
                }
                _ => {}
            }
        }
    }
    evidence
}

/// The text of a value, and whether some of its bytes could not be decoded.
fn text<'a>(
    cell: Cell<'a>,
    texts: Option<&Memo<'_>>,
    page: Page,
    counts: &mut Counts,
) -> (Cow<'a, str>, bool) {
    let empty = (Cow::Borrowed(""), false);
    match cell {
        Cell::Text(bytes) => {
            let (text, bad) = page.decode(bytes);
            // A NUL within a text is padding that a program forgot to blank.
            let text = if text.contains('\0') {
                text.replace('\0', " ").into()
            } else {
                text
            };
            return (text, bad);
        }
        Cell::Ready(text) => return (text.into(), false),
        Cell::Memo(number) => match texts.map(|texts| texts.block(number)) {
            Some(Block::Text(bytes)) => {
                let bytes = memo::tidy(bytes, page.is_single_byte());
                let (text, bad) = page.decode(&bytes);
                return (text.into_owned().into(), bad);
            }
            Some(Block::Binary) => counts.binary += 1,
            Some(Block::Lost) | None => counts.lost += 1,
        },
        Cell::LostMemo => counts.lost += 1,
        Cell::Overflow => counts.overflow += 1,
        Cell::Binary => counts.binary += 1,
        Cell::Empty => {}
    }
    empty
}

/// What was passed over.
#[derive(Default)]
struct Counts {
    deleted: u64,
    unmarked: u64,
    overflow: u64,
    binary: u64,
    lost: u64,
}

impl Counts {
    fn notes(&self, has_memo: bool) -> Vec<String> {
        let mut notes = Vec::new();
        let mut note = |count: u64, one: &str, many: &str| {
            if count > 0 {
                notes.push(counted(count, one, many));
            }
        };
        note(
            self.deleted,
            "deleted row was passed over",
            "deleted rows were passed over",
        );
        note(
            self.unmarked,
            "record has an unknown deletion mark and was taken as not deleted",
            "records have an unknown deletion mark and were taken as not deleted",
        );
        note(
            self.overflow,
            "number was too large for its field and is empty",
            "numbers were too large for their field and are empty",
        );
        note(
            self.binary,
            "picture or other binary value was passed over",
            "pictures or other binary values were passed over",
        );
        if has_memo {
            note(
                self.lost,
                "memo text could not be found in the memo file",
                "memo texts could not be found in the memo file",
            );
        } else if self.lost > 0 {
            let texts = counted(self.lost, "memo text is empty", "memo texts are empty");
            notes.push(format!("the memo file is missing; {texts}"));
        }
        notes
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
