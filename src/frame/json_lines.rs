//! Tables as JSON lines: one object per row, absent values left out.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::csv::write_amount;
use super::{Cell, Frame, HashedFile};
use crate::error::{Error, Result};

impl Frame {
    /// Writes the table as JSON lines. Gives the BLAKE3 hash of the file.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if the file can't be written.
    pub fn write_json_lines(&self, path: &Path) -> Result<blake3::Hash> {
        let write = || {
            let mut file = BufWriter::new(HashedFile::create(path)?);
            self.json_lines_to(&mut file)?;
            file.into_inner()
                .map_err(io::IntoInnerError::into_error)?
                .finish()
        };
        write().map_err(|error| {
            Error::output("can't write the JSON lines")
                .in_file(path)
                .caused_by(error)
        })
    }

    /// Writes the table as JSON lines to anything that takes bytes.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn json_lines_to(&self, into: &mut impl Write) -> io::Result<()> {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|(name, _)| serde_json::to_string(name))
            .collect::<std::result::Result<_, _>>()?;
        for row in 0..self.rows() {
            let mut separator = "{";
            for (name, (_, cells)) in names.iter().zip(&self.columns) {
                let cell = cells.get(row);
                if cell == Cell::Missing {
                    continue;
                }
                write!(into, "{separator}{name}:")?;
                separator = ",";
                match cell {
                    Cell::Missing => {}
                    Cell::Text(text) => serde_json::to_writer(&mut *into, text)?,
                    Cell::Whole(number) => write!(into, "{number}")?,
                    Cell::Real(number) => serde_json::to_writer(&mut *into, &number)?,
                    Cell::Amount(hundredths) => {
                        let mut written = Vec::new();
                        write_amount(&mut written, hundredths)?;
                        into.write_all(&written)?;
                    }
                    Cell::Truth(truth) => write!(into, "{truth}")?,
                }
            }
            let end: &[u8] = if separator == "{" { b"{}\n" } else { b"}\n" };
            into.write_all(end)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Cells;

    #[test]
    fn absent_values_are_left_out_and_amounts_keep_their_digits() {
        let mut frame = Frame::new();
        frame.text("name", ["Budi \"B\"", ""]);
        frame.push("amount", Cells::Amount(vec![Some(-1_950_050), None]));
        frame.push("share", Cells::Real(vec![Some(0.5), None]));
        let mut bytes = Vec::new();
        frame.json_lines_to(&mut bytes).expect("memory");
        assert_eq!(
            String::from_utf8(bytes).expect("UTF-8"),
            "{\"name\":\"Budi \\\"B\\\"\",\"amount\":-19500.50,\"share\":0.5}\n{}\n"
        );
    }
}
