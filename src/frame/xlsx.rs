//! Tables as Excel workbooks: typed cells, a header that stays in sight, columns as wide as their values.
//!
//! Rows go to the disk as they come, so that a large table needs no large memory. The workbook says a fixed time of
//! creation: the same table gives the same bytes.

use std::path::Path;

use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, FormatAlign, RowNum, Workbook, Worksheet,
    XlsxError,
};

use super::{Cell, Cells, Frame, HashedFile};
use crate::error::{Error, Result};

/// Rows of a sheet, the header among them.
const SHEET_ROWS: usize = 1_048_576;

/// Characters of a cell.
const CELL_CHARS: usize = 32_767;

/// From here on Excel would round a whole number: it keeps 15 digits.
const LARGE: u64 = 1_000_000_000_000_000;

/// Widths in characters; very long texts are read in the input line.
const WIDTHS: std::ops::RangeInclusive<usize> = 6..=60;

impl Frame {
    /// Writes the table as an Excel workbook with sheets called `title`. Gives the BLAKE3 hash of the file.
    ///
    /// Texts stay texts, so that leading zeros stay; a column of dates has typed dates as far as they are whole. A sheet
    /// holds 1,048,575 rows; further rows go to further sheets. A text is cut at 32,767 characters, Excel's limit.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if the file can't be written.
    pub fn write_xlsx(&self, path: &Path, title: &str) -> Result<blake3::Hash> {
        self.write_sheets(path, title, SHEET_ROWS - 1)
    }

    fn write_sheets(&self, path: &Path, title: &str, rows_each: usize) -> Result<blake3::Hash> {
        let fail = |error: std::io::Error| {
            Error::output("can't write the workbook")
                .in_file(path)
                .caused_by(error)
        };
        let fail_xlsx = |error: XlsxError| {
            Error::output("can't write the workbook")
                .in_file(path)
                .caused_by(error)
        };
        let mut file = HashedFile::create(path).map_err(fail)?;
        let mut workbook = self
            .workbook(path.parent(), title, rows_each)
            .map_err(fail_xlsx)?;
        workbook.save_to_writer(&mut file).map_err(fail_xlsx)?;
        file.finish().map_err(fail)
    }

    fn workbook(
        &self,
        folder: Option<&Path>,
        title: &str,
        rows_each: usize,
    ) -> std::result::Result<Workbook, XlsxError> {
        let mut workbook = Workbook::new();
        // What is set aside stays beside the file, where only its owner reads.
        if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
            workbook.set_tempdir(folder)?;
        }
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let columns: Vec<Style> = self.columns.iter().map(Style::of).collect();
        let starts = (0..self.rows().max(1)).step_by(rows_each);
        for (number, start) in starts.enumerate() {
            let sheet = workbook.add_worksheet_with_constant_memory()?;
            let behind = if number == 0 {
                String::new()
            } else {
                format!(" {}", number + 1)
            };
            sheet.set_name(format!("{title}{behind}"))?;
            let end = self.rows().min(start + rows_each);
            self.fill(sheet, &columns, start..end)?;
        }
        Ok(workbook)
    }

    fn fill(
        &self,
        sheet: &mut Worksheet,
        columns: &[Style],
        rows: std::ops::Range<usize>,
    ) -> std::result::Result<(), XlsxError> {
        let bold = Format::new().set_bold().set_align(FormatAlign::Left);
        sheet.set_freeze_panes(1, 0)?;
        for (at, ((name, _), style)) in (0..).zip(self.columns.iter().zip(columns)) {
            sheet.set_column_width(at, style.width as f64 + 2.0)?;
            sheet.write_string_with_format(0, at, name, &bold)?;
        }
        if let Some(last) = ColNum::try_from(self.columns.len())
            .ok()
            .and_then(|columns| columns.checked_sub(1))
        {
            sheet.autofilter(0, 0, RowNum::try_from(rows.len()).unwrap_or(0), last)?;
        }
        for (line, row) in (1..).zip(rows) {
            for (at, ((_, cells), style)) in (0..).zip(self.columns.iter().zip(columns)) {
                style.write(sheet, line, at, cells.get(row))?;
            }
        }
        Ok(())
    }
}

/// How a column is written.
struct Style {
    width: usize,
    /// Whether texts that are whole dates become dates.
    has_dates: bool,
    format: Format,
}

impl Style {
    fn of((name, cells): &(String, Cells)) -> Self {
        let has_dates = matches!(cells, Cells::Text(_)) && is_of_dates(cells);
        let format = match cells {
            Cells::Amount(_) => Format::new().set_num_format("#,##0.00"),
            Cells::Real(_) => Format::new().set_num_format("General"),
            Cells::Text(_) if has_dates => Format::new().set_num_format("yyyy-mm-dd"),
            _ => Format::new(),
        };
        let widest = (0..cells.len())
            .map(|row| match cells.get(row) {
                Cell::Missing => 0,
                Cell::Text(text) => text.chars().count(),
                Cell::Whole(number) => number.to_string().len(),
                Cell::Real(_) => 10,
                // With the marks between thousands.
                Cell::Amount(hundredths) => hundredths.to_string().len() * 4 / 3 + 1,
                Cell::Truth(_) => 5,
            })
            .max()
            .unwrap_or(0);
        let widest = widest.max(name.chars().count());
        Self {
            width: widest.clamp(*WIDTHS.start(), *WIDTHS.end()),
            has_dates,
            format,
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        row: RowNum,
        column: ColNum,
        cell: Cell<'_>,
    ) -> std::result::Result<(), XlsxError> {
        match cell {
            Cell::Missing => {}
            Cell::Text(text) => match day(text).filter(|_| self.has_dates) {
                Some(date) => {
                    sheet.write_datetime_with_format(row, column, &date, &self.format)?;
                }
                None => {
                    let end = text
                        .char_indices()
                        .nth(CELL_CHARS)
                        .map_or(text.len(), |(at, _)| at);
                    sheet.write_string(row, column, &text[..end])?;
                }
            },
            Cell::Whole(number) if number.unsigned_abs() >= LARGE => {
                sheet.write_string(row, column, number.to_string())?;
            }
            Cell::Whole(number) => {
                sheet.write_number(row, column, number as f64)?;
            }
            Cell::Real(number) => {
                sheet.write_number_with_format(row, column, number, &self.format)?;
            }
            Cell::Amount(hundredths) => {
                let amount = hundredths as f64 / 100.0;
                sheet.write_number_with_format(row, column, amount, &self.format)?;
            }
            Cell::Truth(truth) => {
                sheet.write_boolean(row, column, truth)?;
            }
        }
        Ok(())
    }
}

/// Whether a column holds dates and nothing else, some of them whole.
fn is_of_dates(cells: &Cells) -> bool {
    let mut whole = false;
    for row in 0..cells.len() {
        let text = cells.text(row);
        if is_whole(text) {
            whole = true;
        } else if !text.is_empty() && !is_part(text) {
            return false;
        }
    }
    whole
}

/// Whether digits and hyphens stand where a pattern has `0` and `-`.
fn has_form(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| {
            if wanted == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == wanted
            }
        })
}

fn is_whole(text: &str) -> bool {
    has_form(text, "0000-00-00")
}

/// Whether a text is a date that is known in part.
fn is_part(text: &str) -> bool {
    ["0000-00", "0000", "--00-00"]
        .iter()
        .any(|pattern| has_form(text, pattern))
}

/// A whole date that Excel knows: from 1900 on.
fn day(text: &str) -> Option<ExcelDateTime> {
    if !is_whole(text) {
        return None;
    }
    let year = text[..4].parse().ok()?;
    let month = text[5..7].parse().ok()?;
    let day = text[8..].parse().ok()?;
    ExcelDateTime::from_ymd(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use calamine::{Data, DataType, Reader, Xlsx, open_workbook};

    use super::*;

    fn frame() -> Frame {
        let mut frame = Frame::new();
        frame.text("phone", ["0812", "=1+1", ""]);
        frame.text("born", ["1952-03-14", "1952", "1890-01-01"]);
        frame.push(
            "cards",
            Cells::Whole(vec![Some(3), None, Some(3_578_221_403_520_003)]),
        );
        frame.push("amount", Cells::Amount(vec![Some(12_345), None, None]));
        frame.push("doubtful", Cells::Truth(vec![true, false, false]));
        frame
    }

    #[test]
    fn cells_keep_their_types_and_their_leading_zeros() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list.xlsx");
        frame().write_xlsx(&path, "Customers").expect("written");
        let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
        let sheet = book.worksheet_range("Customers").expect("the sheet");
        let at = |row, column| {
            sheet
                .get_value((row, column))
                .cloned()
                .unwrap_or(Data::Empty)
        };
        assert_eq!(at(0, 0), Data::String("phone".to_owned()));
        assert_eq!(at(1, 0), Data::String("0812".to_owned()));
        assert_eq!(at(2, 0), Data::String("=1+1".to_owned()));
        assert!(at(1, 1).is_datetime());
        assert_eq!(at(2, 1), Data::String("1952".to_owned()));
        assert_eq!(at(3, 1), Data::String("1890-01-01".to_owned()));
        assert_eq!(at(1, 2), Data::Float(3.0));
        assert_eq!(at(3, 2), Data::String("3578221403520003".to_owned()));
        assert_eq!(at(1, 3), Data::Float(123.45));
        assert_eq!(at(1, 4), Data::Bool(true));
    }

    #[test]
    fn real_numbers_show_as_they_are() {
        let cells = Cells::Real(vec![Some(0.00001), Some(2.0)]);
        let style = Style::of(&("share".to_owned(), cells));
        assert_eq!(style.format, Format::new().set_num_format("General"));
    }

    #[test]
    fn rows_beyond_a_sheet_go_to_the_next_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list.xlsx");
        frame()
            .write_sheets(&path, "Customers", 2)
            .expect("written");
        let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
        assert_eq!(book.sheet_names(), ["Customers", "Customers 2"]);
        let second = book.worksheet_range("Customers 2").expect("the sheet");
        assert_eq!(second.height(), 2);
    }

    #[test]
    fn a_workbook_is_the_same_bytes_each_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = [
            folder.path().join("one.xlsx"),
            folder.path().join("other.xlsx"),
        ];
        let [one, other] = paths.map(|path| frame().write_xlsx(&path, "C").expect("written"));
        assert_eq!(one, other);
    }
}
