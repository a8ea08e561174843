//! The format of Excel 5 to 2003, .xls: records in a stream in a container.
//!
//! Read here and not by calamine, which sets memory aside for the range a sheet claims, follows a container's chain in
//! circles, and keeps no number formats: a bit flipped in an old file would end the program, and a card number of an old
//! export would lose its zeros.
//!
//! # Source
//!
//! Microsoft, "[MS-XLS]: Excel Binary File Format (.xls) Structure".

use encoding_rs::Encoding;
use rustc_hash::FxHashMap;

use super::cells::Cells;
use super::compound::{self, Compound};
use super::shared::Shared;
use super::value::{Format, unpacked};
use super::{Listed, chosen, damaged, no_workbook, protected};
use crate::error::{Error, Result};
use crate::ingest::grid::Sheet;
use crate::ingest::limits::Limits;

mod strings;

use strings::{Version, text};

/// The start of a sheet that stands in no container, as small report programs write it.
pub(super) const SIGNATURE: &[u8] = b"\x09\x08";

const START: u16 = 0x0809;
const END: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;

/// Reads an .xls file.
///
/// # Errors
///
/// As [`super::read`].
pub(super) fn read(bytes: &[u8], only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>> {
    if !bytes.starts_with(compound::SIGNATURE) {
        return read_bare(bytes, only, limits);
    }
    let container = Compound::open(bytes).ok_or_else(damaged)?;
    if container.has("EncryptedPackage") {
        return Err(protected());
    }
    let name = ["Workbook", "Book"]
        .into_iter()
        .find(|name| container.has(name))
        .ok_or_else(no_workbook)?;
    read_stream(&container.stream(name).ok_or_else(damaged)?, only, limits)
}

fn read_stream(stream: &[u8], only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>> {
    let book = Book::read(stream)?;
    let listed: Vec<Listed> = book
        .sheets
        .iter()
        .map(|sheet| sheet.listed.clone())
        .collect();
    let only = chosen(&listed, only)?;
    let mut sheets = Vec::new();
    for (at, place) in book.sheets.iter().enumerate() {
        if only.is_none_or(|only| only == at) {
            let cells = book.cells(stream.get(place.start..).ok_or_else(damaged)?, limits)?;
            let sheet =
                cells.into_sheet(Some(place.listed.name.clone()), place.listed.is_hidden)?;
            sheets.extend(sheet.map(|sheet| book.name_encoding(sheet)));
        }
    }
    Ok(sheets)
}

/// Reads records that stand in no container: mostly a single sheet without name, formats or shared strings.
fn read_bare(bytes: &[u8], only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>> {
    if bytes.get(6..8) == Some(b"\x05\0") {
        return read_stream(bytes, only, limits);
    }
    let mut book = Book::new(Version::Biff5);
    if std::str::from_utf8(&all_text(bytes)).is_ok() {
        book.encoding = encoding_rs::UTF_8;
    }
    let sheet = book.cells(bytes, limits)?.into_sheet(None, false)?;
    // A name the user gives can't be that of a sheet without one.
    chosen(&[], only)?;
    Ok(sheet
        .map(|sheet| book.name_encoding(sheet))
        .into_iter()
        .collect())
}

/// The bytes of all labels of a bare sheet: the encoding of its program shows in nothing else.
fn all_text(bytes: &[u8]) -> Vec<u8> {
    let labels = Records { rest: bytes }
        .map_while(Result::ok)
        .filter(|record| record.kind == 0x0204);
    labels
        .flat_map(|label| {
            label
                .data
                .get(8..)
                .unwrap_or_default()
                .iter()
                .copied()
                .chain([b'\n'])
        })
        .collect()
}

/// What the sheets of a workbook share.
struct Book {
    version: Version,
    encoding: &'static Encoding,
    is_1904: bool,
    /// The format of each style.
    styles: Vec<Format>,
    strings: Shared,
    sheets: Vec<Place>,
}

/// A sheet and where its records start in the stream.
struct Place {
    listed: Listed,
    start: usize,
}

impl Book {
    fn new(version: Version) -> Self {
        Self {
            version,
            encoding: encoding_rs::WINDOWS_1252,
            is_1904: false,
            styles: Vec::new(),
            strings: Shared::default(),
            sheets: Vec::new(),
        }
    }

    fn read(stream: &[u8]) -> Result<Self> {
        let mut records = Records { rest: stream };
        let start = records.next().ok_or_else(damaged)??;
        if start.kind != START {
            return Err(damaged());
        }
        let mut book = Self::new(match start.u16(0)? {
            0x0500 => Version::Biff5,
            _ => Version::Biff8,
        });
        let mut codes: FxHashMap<u16, Format> = FxHashMap::default();
        let mut styles = Vec::new();
        while let Some(record) = records.next() {
            let record = record?;
            match record.kind {
                END => break,
                0x002F => return Err(protected()),
                0x0022 => book.is_1904 = record.u16(0)? == 1,
                0x0042 => book.encoding = encoding_of(record.u16(0)?),
                0x041E => {
                    let code = match book.version {
                        Version::Biff8 => text(
                            record.data.get(2..).ok_or_else(damaged)?,
                            book.version,
                            book.encoding,
                        ),
                        Version::Biff5 => record
                            .data
                            .get(3..)
                            .map(|code| book.encoding.decode(code).0.into_owned()),
                    };
                    codes.insert(record.u16(0)?, Format::of_code(&code.ok_or_else(damaged)?));
                }
                0x00E0 => styles.push(record.u16(2)?),
                0x0085 => book.list(&record)?,
                0x00FC => {
                    let mut parts = vec![record.data];
                    records.continued(&mut parts)?;
                    book.strings = strings::shared(&parts).ok_or_else(damaged)?;
                }
                _ => {}
            }
        }
        let format = |id: u16| {
            codes
                .get(&id)
                .cloned()
                .unwrap_or_else(|| Format::of_builtin(id))
        };
        book.styles = styles.into_iter().map(format).collect();
        Ok(book)
    }

    /// Takes down a sheet; charts and macros are none.
    fn list(&mut self, record: &Record<'_>) -> Result<()> {
        if record.u8(5)? != 0 {
            return Ok(());
        }
        let length = usize::from(record.u8(6)?);
        let name = match self.version {
            Version::Biff8 => strings::unicode(record.data.get(7..).unwrap_or_default(), length),
            Version::Biff5 => record
                .data
                .get(7..7 + length)
                .map(|name| self.encoding.decode(name).0.into_owned()),
        };
        self.sheets.push(Place {
            listed: Listed {
                name: name.ok_or_else(damaged)?.replace('\0', ""),
                is_hidden: record.u8(4)? & 3 != 0,
            },
            start: record.u32(0)? as usize,
        });
        Ok(())
    }

    /// Reads the cells of one sheet, whose records start the bytes.
    fn cells(&self, bytes: &[u8], limits: Limits) -> Result<Cells> {
        let mut cells = Cells::new(limits, self.is_1904);
        let mut records = Records { rest: bytes };
        // Charts that stand in the sheet have cells of their own between a start and an end.
        let mut depth = 0;
        let mut formula = None;
        let start = records.next().ok_or_else(damaged)??;
        if start.kind != START {
            return Err(damaged());
        }
        while let Some(record) = records.next() {
            let record = record?;
            match record.kind {
                START => depth += 1,
                END if depth == 0 => break,
                END => depth -= 1,
                _ if depth > 0 => {}
                // The text of the formula just read.
                0x0207 => {
                    let mut parts = vec![record.data];
                    records.continued(&mut parts)?;
                    if let Some((row, column)) = formula.take() {
                        let result = match self.version {
                            Version::Biff8 => strings::continued(&parts),
                            Version::Biff5 => text(record.data, self.version, self.encoding),
                        };
                        cells.add_text(row, column, &result.ok_or_else(damaged)?)?;
                    }
                }
                0x0006 => formula = self.add_formula(&mut cells, &record)?,
                _ => self.add(&mut cells, &record)?,
            }
        }
        Ok(cells)
    }

    fn add(&self, cells: &mut Cells, record: &Record<'_>) -> Result<()> {
        // Most other records are shorter than a place.
        let place = || Ok::<_, Error>((u32::from(record.u16(0)?), u32::from(record.u16(2)?)));
        match record.kind {
            0x0203 => {
                let (row, column) = place()?;
                cells.add_number(row, column, record.f64(6)?, self.format(record.u16(4)?))
            }
            0x027E => {
                let (row, column) = place()?;
                cells.add_number(
                    row,
                    column,
                    unpacked(record.u32(6)?),
                    self.format(record.u16(4)?),
                )
            }
            0x00BD => {
                let (row, first) = place()?;
                let numbers = record
                    .data
                    .get(4..record.data.len().saturating_sub(2))
                    .ok_or_else(damaged)?;
                for (column, number) in (first..).zip(numbers.chunks_exact(6)) {
                    let number = Record {
                        kind: 0,
                        data: number,
                    };
                    cells.add_number(
                        row,
                        column,
                        unpacked(number.u32(2)?),
                        self.format(number.u16(0)?),
                    )?;
                }
                Ok(())
            }
            0x00FD => {
                let (row, column) = place()?;
                let text = self
                    .strings
                    .get(record.u32(6)? as usize)
                    .ok_or_else(damaged)?;
                cells.add_text(row, column, text)
            }
            // A label, and one with formatted parts.
            0x0204 | 0x00D6 => {
                let (row, column) = place()?;
                let label = text(
                    record.data.get(6..).ok_or_else(damaged)?,
                    self.version,
                    self.encoding,
                );
                cells.add_text(row, column, &label.ok_or_else(damaged)?)
            }
            0x0205 => {
                let (row, column) = place()?;
                if record.u8(7)? == 0 {
                    return cells.add_bool(row, column, record.u8(6)? != 0);
                }
                cells.add_error();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Adds a formula's last result, or gives its place if the result is the text in a record to come.
    fn add_formula(&self, cells: &mut Cells, record: &Record<'_>) -> Result<Option<(u32, u32)>> {
        let (row, column) = (u32::from(record.u16(0)?), u32::from(record.u16(2)?));
        if record.u16(12)? != 0xFFFF {
            cells.add_number(row, column, record.f64(6)?, self.format(record.u16(4)?))?;
            return Ok(None);
        }
        match record.u8(6)? {
            0 => return Ok(Some((row, column))),
            1 => cells.add_bool(row, column, record.u8(8)? != 0)?,
            2 => cells.add_error(),
            _ => {}
        }
        Ok(None)
    }

    fn format(&self, style: u16) -> &Format {
        self.styles
            .get(usize::from(style))
            .unwrap_or(&Format::Number)
    }

    /// Tells the encoding where the format leaves it open: before Excel 97.
    fn name_encoding(&self, sheet: Sheet) -> Sheet {
        let encoding = match self.version {
            Version::Biff5 => Some(self.encoding.name().to_lowercase()),
            Version::Biff8 => None,
        };
        Sheet { encoding, ..sheet }
    }
}

/// The encoding of a code page; unknown ones are the usual one.
fn encoding_of(page: u16) -> &'static Encoding {
    match page {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 | 32_768 => encoding_rs::MACINTOSH,
        65_001 => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
}

/// One record of a stream.
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

impl Record<'_> {
    fn part<const N: usize>(&self, at: usize) -> Result<[u8; N]> {
        let part = self
            .data
            .get(at..at + N)
            .and_then(|part| part.try_into().ok());
        part.ok_or_else(damaged)
    }

    fn u8(&self, at: usize) -> Result<u8> {
        self.part(at).map(u8::from_le_bytes)
    }

    fn u16(&self, at: usize) -> Result<u16> {
        self.part(at).map(u16::from_le_bytes)
    }

    fn u32(&self, at: usize) -> Result<u32> {
        self.part(at).map(u32::from_le_bytes)
    }

    fn f64(&self, at: usize) -> Result<f64> {
        self.part(at).map(f64::from_le_bytes)
    }
}

/// The records of a stream in order.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// Adds the data of the records that continue the last one.
    fn continued(&mut self, parts: &mut Vec<&'a [u8]>) -> Result<()> {
        while self.rest.starts_with(&CONTINUE.to_le_bytes()) {
            let Some(record) = self.next() else { break };
            parts.push(record?.data);
        }
        Ok(())
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let head = Record {
            kind: 0,
            data: self.rest,
        };
        let record = head.u16(0).and_then(|kind| {
            let end = 4 + usize::from(head.u16(2)?);
            let data = self.rest.get(4..end).ok_or_else(damaged)?;
            Ok((Record { kind, data }, end))
        });
        // The rest of the last sector after the end of a bare stream, or damage: either way there is no going on.
        self.rest = match &record {
            Ok((_, end)) => &self.rest[*end..],
            Err(_) => &[],
        };
        Some(record.map(|(record, _)| record))
    }
}
