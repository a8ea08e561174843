//! The binary format of newer Excel, .xlsb: records in the parts of a zip file.
//!
//! Read here and not by calamine, which panics on one damaged file in ten, passes over formulas that end in an error, and
//! keeps no number formats.
//!
//! # Source
//!
//! Microsoft, "[MS-XLSB]: Excel (.xlsb) Binary File Format".

use std::io::{BufRead, BufReader, Read};

use quick_xml::events::Event;
use rustc_hash::FxHashMap;

use super::cells::Cells;
use super::package::{self, Archive, Part};
use super::shared::Shared;
use super::value::{Format, unpacked};
use super::{Listed, chosen, damaged};
use crate::error::{Error, Result};
use crate::ingest::grid::Sheet;
use crate::ingest::limits::Limits;

const END_OF_CELLS: u16 = 0x92;

/// Reads an .xlsb file.
///
/// # Errors
///
/// As [`super::read`].
pub(super) fn read(bytes: &[u8], only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>> {
    let mut archive = package::open(bytes)?;
    let targets = targets(&mut archive)?;
    let book = Book::read(&mut archive, &targets, limits)?;
    let listed: Vec<Listed> = book.sheets.iter().map(|(sheet, _)| sheet.clone()).collect();
    let only = chosen(&listed, only)?;
    let mut sheets = Vec::new();
    for (at, (sheet, path)) in book.sheets.iter().enumerate() {
        if only.is_none_or(|only| only == at) {
            let mut records = Records::open(&mut archive, path)?.ok_or_else(damaged)?;
            let cells = book.cells(&mut records, limits)?;
            sheets.extend(cells.into_sheet(Some(sheet.name.clone()), sheet.is_hidden)?);
        }
    }
    Ok(sheets)
}

/// The paths of the worksheets by the names the workbook uses for them; charts and macros are left out.
fn targets(archive: &mut Archive<'_>) -> Result<FxHashMap<String, String>> {
    let mut targets = FxHashMap::default();
    let Some(part) = package::part(archive, "xl/_rels/workbook.bin.rels")? else {
        return Err(damaged());
    };
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(package::broken)? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "Relationship" =>
            {
                let value = |name| package::attribute(&element, name);
                if let (Some(id), Some(kind), Some(target)) =
                    (value("Id")?, value("Type")?, value("Target")?)
                    && kind.ends_with("/worksheet")
                {
                    let path = target
                        .strip_prefix('/')
                        .map_or_else(|| format!("xl/{target}"), str::to_owned);
                    targets.insert(id, path);
                }
            }
            Event::Eof => return Ok(targets),
            _ => {}
        }
    }
}

/// What the sheets of a workbook share.
struct Book {
    is_1904: bool,
    /// The format of each style.
    styles: Vec<Format>,
    strings: Shared,
    /// The sheets and the paths of their parts.
    sheets: Vec<(Listed, String)>,
}

impl Book {
    fn read(
        archive: &mut Archive<'_>,
        targets: &FxHashMap<String, String>,
        limits: Limits,
    ) -> Result<Self> {
        let mut book = Self {
            is_1904: false,
            styles: styles(archive)?,
            strings: strings(archive, limits)?,
            sheets: Vec::new(),
        };
        let mut records = Records::open(archive, "xl/workbook.bin")?.ok_or_else(damaged)?;
        while let Some(kind) = records.next()? {
            match kind {
                0x99 => book.is_1904 = records.u32(0)? & 1 != 0,
                0x9C => {
                    let (relation, end) = records.text(8)?;
                    let (name, _) = records.text(end)?;
                    if let Some(path) = targets.get(&relation) {
                        let is_hidden = records.u32(0)? & 3 != 0;
                        book.sheets.push((Listed { name, is_hidden }, path.clone()));
                    }
                }
                0x90 => break,
                _ => {}
            }
        }
        Ok(book)
    }

    fn cells(&self, records: &mut Records<'_, '_>, limits: Limits) -> Result<Cells> {
        let mut cells = Cells::new(limits, self.is_1904);
        let mut row = 0;
        loop {
            // A part that ends before its cells do was cut off.
            let kind = records.next()?.ok_or_else(damaged)?;
            match kind {
                0x00 => row = records.u32(0)?,
                END_OF_CELLS => return Ok(cells),
                // Cells without a column; no program is known to write them.
                0x0C..=0x12 => return Err(damaged()),
                0x02..=0x0B | 0x3E => self.add(&mut cells, row, kind, records)?,
                _ => {}
            }
        }
    }

    /// Adds a cell; those from 8 on are the last results of formulas.
    fn add(&self, cells: &mut Cells, row: u32, kind: u16, record: &Records<'_, '_>) -> Result<()> {
        let column = record.u32(0)?;
        let style = record.u32(4)? & 0x00FF_FFFF;
        let format = self.styles.get(style as usize).unwrap_or(&Format::Number);
        match kind {
            0x02 => cells.add_number(row, column, unpacked(record.u32(8)?), format),
            0x05 | 0x09 => {
                cells.add_number(row, column, f64::from_le_bytes(record.bytes(8)?), format)
            }
            0x04 | 0x0A => cells.add_bool(row, column, record.bytes(8)? != [0]),
            0x06 | 0x08 => cells.add_text(row, column, &record.text(8)?.0),
            // With formatted parts, and a byte of flags for them.
            0x3E => cells.add_text(row, column, &record.text(9)?.0),
            0x07 => {
                let text = self
                    .strings
                    .get(record.u32(8)? as usize)
                    .ok_or_else(damaged)?;
                cells.add_text(row, column, text)
            }
            _ => {
                cells.add_error();
                Ok(())
            }
        }
    }
}

fn styles(archive: &mut Archive<'_>) -> Result<Vec<Format>> {
    let mut styles = Vec::new();
    let Some(mut records) = Records::open(archive, "xl/styles.bin")? else {
        return Ok(styles);
    };
    let mut codes: FxHashMap<u16, Format> = FxHashMap::default();
    let mut is_in_cells = false;
    while let Some(kind) = records.next()? {
        match kind {
            0x2C => {
                codes.insert(
                    u16::from_le_bytes(records.bytes(0)?),
                    Format::of_code(&records.text(2)?.0),
                );
            }
            0x269 => is_in_cells = true,
            0x26A => break,
            0x2F if is_in_cells => {
                let id = u16::from_le_bytes(records.bytes(2)?);
                styles.push(
                    codes
                        .get(&id)
                        .cloned()
                        .unwrap_or_else(|| Format::of_builtin(id)),
                );
            }
            _ => {}
        }
    }
    Ok(styles)
}

fn strings(archive: &mut Archive<'_>, limits: Limits) -> Result<Shared> {
    let mut strings = Shared::default();
    let Some(mut records) = Records::open(archive, "xl/sharedStrings.bin")? else {
        return Ok(strings);
    };
    while let Some(kind) = records.next()? {
        if kind == 0x13 {
            strings.push(records.units(1)?.0);
            limits.check_text(strings.size())?;
        }
    }
    Ok(strings)
}

/// The records of a part in order.
struct Records<'a, 'b> {
    part: BufReader<Part<'a, 'b>>,
    data: Vec<u8>,
}

impl<'a, 'b> Records<'a, 'b> {
    /// Opens a part; nothing if there is none.
    fn open(archive: &'a mut Archive<'b>, name: &str) -> Result<Option<Self>> {
        Ok(package::part(archive, name)?.map(|part| Self {
            part: BufReader::with_capacity(1 << 16, part),
            data: Vec::new(),
        }))
    }

    /// Reads the next record and gives its kind; nothing at the end of the part.
    fn next(&mut self) -> Result<Option<u16>> {
        if self.part.fill_buf().map_err(unreadable)?.is_empty() {
            return Ok(None);
        }
        let kind = self.compact(2)? as u16;
        let length = u64::from(self.compact(4)?);
        self.data.clear();
        // Grows with what is there, not with what the record claims.
        let read = self
            .part
            .by_ref()
            .take(length)
            .read_to_end(&mut self.data)
            .map_err(unreadable)?;
        if (read as u64) < length {
            return Err(damaged());
        }
        Ok(Some(kind))
    }

    /// A number of seven bits a byte, the lowest first.
    fn compact(&mut self, most: u32) -> Result<u32> {
        let mut number = 0;
        for at in 0..most {
            let mut byte = [0];
            self.part.read_exact(&mut byte).map_err(unreadable)?;
            number |= u32::from(byte[0] & 0x7F) << (7 * at);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        Ok(number)
    }

    fn bytes<const N: usize>(&self, at: usize) -> Result<[u8; N]> {
        let bytes = self
            .data
            .get(at..at + N)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or_else(damaged)
    }

    fn u32(&self, at: usize) -> Result<u32> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    /// A text with its length in four bytes in front, and where it ends; no text is one of length -1.
    fn text(&self, at: usize) -> Result<(String, usize)> {
        let (units, end) = self.units(at)?;
        let characters = char::decode_utf16(units);
        Ok((
            characters
                .map(|character| character.unwrap_or('\u{FFFD}'))
                .collect(),
            end,
        ))
    }

    fn units(&self, at: usize) -> Result<(impl Iterator<Item = u16> + '_, usize)> {
        let length = match self.u32(at)? {
            u32::MAX => 0,
            length => length as usize,
        };
        let end = length
            .checked_mul(2)
            .and_then(|length| length.checked_add(at + 4))
            .ok_or_else(damaged)?;
        let bytes = self.data.get(at + 4..end).ok_or_else(damaged)?;
        Ok((
            bytes
                .chunks_exact(2)
                .map(|unit| u16::from_le_bytes([unit[0], unit[1]])),
            end,
        ))
    }
}

fn unreadable(error: std::io::Error) -> Error {
    damaged().caused_by(error)
}
