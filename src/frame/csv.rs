//! A table as CSV: UTF-8, commas, a header, formulas neutralised.

use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Cells, Frame, HashedFile, is_formula};
use crate::error::{Error, Result};

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvStyle {
    /// Whether a byte order mark stands in front, by which Excel knows UTF-8.
    pub has_mark: bool,
    /// Whether real numbers have as many decimal places as they need, four at most, instead of four.
    pub is_short: bool,
}

/// The rows of a table in memory that one thread writes at a time.
const ROWS_AT_ONCE: usize = 4096;

/// A CSV file on its way to the disk.
pub(super) struct CsvFile {
    file: HashedFile,
    path: PathBuf,
}

impl CsvFile {
    /// Creates the file with the header of `rows`.
    pub(super) fn create(path: &Path, rows: &Frame) -> Result<Self> {
        let fail = |error| fail(path, error);
        let mut file = HashedFile::create(path).map_err(fail)?;
        write_header(&mut file, rows).map_err(fail)?;
        Ok(Self {
            file,
            path: path.to_path_buf(),
        })
    }

    /// Adds rows as [`encode`] gives them.
    pub(super) fn append(&mut self, rows: &[u8]) -> Result<()> {
        self.file
            .write_all(rows)
            .map_err(|error| fail(&self.path, error))
    }

    /// Waits until the file is on the disk, and gives its hash.
    pub(super) fn finish(self) -> Result<blake3::Hash> {
        self.file.finish().map_err(|error| fail(&self.path, error))
    }
}

fn fail(path: &Path, source: std::io::Error) -> Error {
    Error::output("can't write the table")
        .in_file(path)
        .caused_by(source)
}

fn write_header(into: &mut impl Write, rows: &Frame) -> std::io::Result<()> {
    let mut header = csv::Writer::from_writer(into);
    header.write_record(rows.columns.iter().map(|(name, _)| name))?;
    header.flush()
}

impl Frame {
    /// Writes the table as CSV in a style. Gives the BLAKE3 hash of the file.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if the file can't be written.
    pub fn write_csv_as(&self, path: &Path, style: CsvStyle) -> Result<blake3::Hash> {
        let write = || {
            let mut file = HashedFile::create(path)?;
            self.csv_to(&mut file, style)?;
            file.finish()
        };
        write().map_err(|error| fail(path, error))
    }

    /// Writes the table as CSV to anything that takes bytes.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn csv_to(&self, into: &mut impl Write, style: CsvStyle) -> std::io::Result<()> {
        if style.has_mark {
            into.write_all("\u{feff}".as_bytes())?;
        }
        write_header(into, self)?;
        let rows_at_once = ROWS_AT_ONCE * rayon::current_num_threads();
        for start in (0..self.rows()).step_by(rows_at_once) {
            let end = self.rows().min(start + rows_at_once);
            let starts: Vec<usize> = (start..end).step_by(ROWS_AT_ONCE).collect();
            let pieces: Vec<Vec<u8>> = starts
                .par_iter()
                .map(|start| encode_rows(self, *start..end.min(start + ROWS_AT_ONCE), style))
                .collect();
            for piece in pieces {
                into.write_all(&piece)?;
            }
        }
        Ok(())
    }
}

/// Writes all rows into memory.
pub(super) fn encode(rows: &Frame) -> Vec<u8> {
    encode_rows(rows, 0..rows.rows(), CsvStyle::default())
}

fn encode_rows(frame: &Frame, rows: Range<usize>, style: CsvStyle) -> Vec<u8> {
    const IN_MEMORY: &str = "writing into memory can't fail";
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut cell = Vec::new();
    for row in rows {
        for (_, cells) in &frame.columns {
            cell.clear();
            write_cell(cells, row, style, &mut cell).expect(IN_MEMORY);
            writer.write_field(&cell).expect(IN_MEMORY);
        }
        writer.write_record(None::<&[u8]>).expect(IN_MEMORY);
    }
    writer.into_inner().expect(IN_MEMORY)
}

fn write_cell(
    cells: &Cells,
    row: usize,
    style: CsvStyle,
    into: &mut Vec<u8>,
) -> std::io::Result<()> {
    match cells {
        Cells::Text(cells) => {
            let cell = &cells[row];
            if is_formula(cell) {
                into.push(b'\'');
            }
            into.extend_from_slice(cell.as_bytes());
            Ok(())
        }
        Cells::Whole(cells) => cells[row].map_or(Ok(()), |number| write!(into, "{number}")),
        Cells::Real(cells) => cells[row].map_or(Ok(()), |number| {
            write_real(into, number)?;
            if style.is_short && into.contains(&b'.') {
                let kept = into.iter().rposition(|figure| *figure != b'0');
                into.truncate(kept.map_or(0, |at| at + 1));
                if into.last() == Some(&b'.') {
                    into.pop();
                }
            }
            Ok(())
        }),
        Cells::Amount(cells) => cells[row].map_or(Ok(()), |amount| write_amount(into, amount)),
        Cells::Truth(cells) => write!(into, "{}", cells[row]),
    }
}

pub(super) fn write_amount(into: &mut Vec<u8>, amount: i64) -> std::io::Result<()> {
    let sign = if amount < 0 { "-" } else { "" };
    write!(
        into,
        "{sign}{}.{:02}",
        amount.unsigned_abs() / 100,
        amount.unsigned_abs() % 100
    )
}

/// Writes a number with four decimal places, rounded as the standard library does.
///
/// That one expands every digit, which is slow; what is clearly on one side of a half needs no more than whole numbers.
fn write_real(into: &mut Vec<u8>, number: f64) -> std::io::Result<()> {
    /// Far more than a multiplication can be wrong by, below the largest number taken.
    const DOUBT: f64 = 1e-4;
    let scaled = number.abs() * 10_000.0;
    let beyond = scaled.fract();
    if scaled.is_nan() || scaled >= 1e10 || (beyond - 0.5).abs() < DOUBT {
        return write!(into, "{number:.4}");
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let rounded = scaled.round() as u64;
    write!(into, "{sign}{}.{:04}", rounded / 10_000, rounded % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_hold_what_was_put_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table.csv");
        let mut frame = Frame::new();
        frame.text("name", ["Budi, SE", "=1+1"]);
        frame.push("amount", Cells::Amount(vec![Some(-1_950_050), None]));
        frame.push("weight", Cells::Real(vec![Some(1.5), None]));
        let mut file = CsvFile::create(&path, &frame).expect("created");
        file.append(&encode(&frame)).expect("written");
        file.finish().expect("on the disk");
        let text = std::fs::read_to_string(&path).expect("read");
        assert_eq!(
            text,
            "name,amount,weight\n\"Budi, SE\",-19500.50,1.5000\n'=1+1,,\n"
        );
    }

    #[test]
    fn real_numbers_are_rounded_as_the_standard_library_rounds_them() {
        let halves = (0..4000).map(|number| f64::from(number) / 32_768.0);
        let thirds = (0..4000).map(|number| f64::from(number) / 3.0);
        let near = (0..4000).map(|number| (f64::from(number) + 0.5) / 10_000.0);
        let odd = [0.0, 1e9, 1e300, f64::NAN, f64::INFINITY, 5e-324, 0.999_96];
        for number in halves.chain(thirds).chain(near).chain(odd) {
            for number in [number, -number] {
                let mut written = Vec::new();
                write_real(&mut written, number).expect("written");
                let expected = format!("{number:.4}");
                assert_eq!(String::from_utf8_lossy(&written), expected);
            }
        }
    }

    #[test]
    fn a_short_style_leaves_zeros_out_and_a_mark_stands_in_front() {
        let mut frame = Frame::new();
        frame.push(
            "weight",
            Cells::Real(vec![Some(1.5), Some(120.0), Some(0.99999), Some(0.0)]),
        );
        let style = CsvStyle {
            has_mark: true,
            is_short: true,
        };
        let mut bytes = Vec::new();
        frame.csv_to(&mut bytes, style).expect("memory");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(text, "\u{feff}weight\n1.5\n120\n1\n0\n");
    }
}
