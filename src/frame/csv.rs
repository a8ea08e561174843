//! A table as CSV: UTF-8, commas, a header, formulas neutralised.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Cells, Frame, HashedFile, is_formula};
use crate::error::{Error, Result};

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
        let mut header = csv::Writer::from_writer(&mut file);
        header
            .write_record(rows.columns.iter().map(|(name, _)| name))
            .map_err(|error| fail(error.into()))?;
        header.flush().map_err(fail)?;
        drop(header);
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

/// Writes rows into memory.
pub(super) fn encode(rows: &Frame) -> Vec<u8> {
    const IN_MEMORY: &str = "writing into memory can't fail";
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut cell = Vec::new();
    for row in 0..rows.rows() {
        for (_, cells) in &rows.columns {
            cell.clear();
            write_cell(cells, row, &mut cell).expect(IN_MEMORY);
            writer.write_field(&cell).expect(IN_MEMORY);
        }
        writer.write_record(None::<&[u8]>).expect(IN_MEMORY);
    }
    writer.into_inner().expect(IN_MEMORY)
}

fn write_cell(cells: &Cells, row: usize, into: &mut Vec<u8>) -> std::io::Result<()> {
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
        Cells::Real(cells) => cells[row].map_or(Ok(()), |number| write_real(into, number)),
        Cells::Amount(cells) => cells[row].map_or(Ok(()), |amount| write_amount(into, amount)),
        Cells::Truth(cells) => write!(into, "{}", cells[row]),
    }
}

fn write_amount(into: &mut Vec<u8>, amount: i64) -> std::io::Result<()> {
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
}
