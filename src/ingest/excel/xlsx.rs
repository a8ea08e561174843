//! The format of newer Excel, .xlsx, through calamine's stream of cells: a sheet is never in memory as its whole range.

use std::io::Cursor;

use calamine::{Cell, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::cells::Cells;
use super::value::Format;
use super::{Listed, chosen, damaged, protected};
use crate::error::{Error, Result};
use crate::ingest::grid::Sheet;
use crate::ingest::limits::Limits;

/// Reads an .xlsx or .xlsm file.
///
/// # Errors
///
/// As [`super::read`].
pub(super) fn read(bytes: &[u8], only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| xlsx_error(&error))?;
    let is_1904 = book.has_1904_epoch();
    let listed = listed(book.sheets_metadata())?;
    let mut sheets = Vec::new();
    for sheet in wanted(listed, only)? {
        let mut cells = Cells::new(limits, is_1904);
        let mut reader = match book.worksheet_cells_reader(&sheet.name) {
            Ok(reader) => reader,
            // A sheet of macros or an old dialogue that the list takes for a worksheet.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(xlsx_error(&error)),
        };
        let formats: Vec<Format> = reader
            .styles()
            .iter()
            .map(|style| match &style.number_format {
                Some(format) => Format::of_code(&format.format_code),
                None => Format::Number,
            })
            .collect();
        loop {
            match reader.next_cell_with_style_id() {
                Ok(Some((cell, style))) => add(&mut cells, &cell, formats.get(style))?,
                Ok(None) => break,
                // An error that is younger than the reader: `#SPILL!`, `#CALC!`.
                Err(XlsxError::CellError(_)) => cells.add_error(),
                Err(error) => return Err(xlsx_error(&error)),
            }
        }
        sheets.extend(cells.into_sheet(Some(sheet.name), sheet.is_hidden)?);
    }
    Ok(sheets)
}

fn listed(sheets: &[calamine::Sheet]) -> Result<Vec<Listed>> {
    if sheets.is_empty() {
        return Err(damaged());
    }
    let tables = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    Ok(tables
        .map(|sheet| Listed {
            name: sheet.name.clone(),
            is_hidden: sheet.visible != SheetVisible::Visible,
        })
        .collect())
}

fn wanted(mut listed: Vec<Listed>, only: Option<&str>) -> Result<Vec<Listed>> {
    Ok(match chosen(&listed, only)? {
        Some(at) => vec![listed.swap_remove(at)],
        None => listed,
    })
}

fn add(cells: &mut Cells, cell: &Cell<DataRef<'_>>, format: Option<&Format>) -> Result<()> {
    let (row, column) = cell.get_position();
    let format = format.unwrap_or(&Format::Number);
    match cell.get_value() {
        DataRef::Int(number) => cells.add_number(row, column, *number as f64, format),
        DataRef::Float(number) => cells.add_number(row, column, *number, format),
        DataRef::String(text) => cells.add_text(row, column, text),
        DataRef::SharedString(text) => cells.add_text(row, column, text),
        DataRef::Bool(value) => cells.add_bool(row, column, *value),
        DataRef::DateTime(moment) => {
            let format = match format {
                Format::Day | Format::Moment | Format::Duration => format,
                // Formats that are built in have no code of their own.
                _ if moment.is_duration() => &Format::Duration,
                _ => &Format::Moment,
            };
            cells.add_number(row, column, moment.as_f64(), format)
        }
        DataRef::DateTimeIso(moment) => cells.add_iso_moment(row, column, moment),
        DataRef::DurationIso(duration) => cells.add_iso_duration(row, column, duration),
        DataRef::Error(_) => {
            cells.add_error();
            Ok(())
        }
        DataRef::Empty => Ok(()),
    }
}

fn xlsx_error(error: &XlsxError) -> Error {
    match error {
        XlsxError::Password => protected(),
        // Many of the others quote what stands in the file, so that none is passed on.
        _ => damaged(),
    }
}
