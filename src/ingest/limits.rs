//! How much one source may hold, so that a broken or hostile file ends in an error and not in swap.

use crate::error::{Error, Result};

/// Limits of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of text after unpacking.
    pub text: u64,
    /// Columns.
    pub columns: usize,
    /// Bytes in one cell.
    pub cell: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: 4 << 30,
            columns: 4096,
            cell: 1 << 20,
        }
    }
}

impl Limits {
    /// Checks the text so far.
    ///
    /// # Errors
    ///
    /// An input error beyond the limit.
    pub(crate) fn check_text(&self, bytes: u64) -> Result<()> {
        if bytes <= self.text {
            return Ok(());
        }
        let most = self.text >> 20;
        Err(
            Error::input(format!("the file holds more than {most} MB of text"))
                .hinted("If it really is that large, raise `limits.text_megabytes`"),
        )
    }

    /// Checks the number of columns of a row.
    ///
    /// # Errors
    ///
    /// An input error beyond the limit.
    pub(crate) fn check_columns(&self, columns: usize, line: u64) -> Result<()> {
        if columns <= self.columns {
            return Ok(());
        }
        let most = self.columns;
        Err(
            Error::input(format!("line {line} has more than {most} columns"))
                .hinted("If the table really is that wide, raise `limits.columns`"),
        )
    }

    /// Checks the size of a cell.
    ///
    /// # Errors
    ///
    /// An input error beyond the limit.
    pub(crate) fn check_cell(&self, bytes: usize, line: u64) -> Result<()> {
        if bytes <= self.cell {
            return Ok(());
        }
        let most = self.cell >> 10;
        Err(
            Error::input(format!("line {line} has a cell of more than {most} kB"))
                .hinted("If that is no damage, raise `limits.cell_kilobytes`"),
        )
    }
}
