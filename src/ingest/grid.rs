//! Rows of text cells, as the reader of a format gives them, before anybody knows what they mean.

use super::limits::Limits;
use super::reject::Why;
use crate::error::Result;

/// One table of a file: its rows in order, the rows above the header and the header among them.
#[derive(Debug)]
pub(crate) struct Grid {
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<usize>,
    rows: Vec<Row>,
    limits: Limits,
}

/// One row of a [`Grid`].
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Where its cells end in `ends`.
    end: usize,
    line: u64,
    refused: Option<Why>,
}

impl Grid {
    /// An empty grid that refuses to grow beyond the limits.
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
            rows: Vec::new(),
            limits,
        }
    }

    /// Adds a cell to the open row.
    ///
    /// # Errors
    ///
    /// An input error for a cell, a row or a table beyond the limits.
    pub(crate) fn push(&mut self, cell: &str) -> Result<()> {
        let line = self.rows.last().map_or(0, |row| row.line).saturating_add(1);
        self.limits.check_cell(cell.len(), line)?;
        self.limits
            .check_text(self.text.len() as u64 + cell.len() as u64)?;
        self.text.push_str(cell);
        self.ends.push(self.text.len());
        self.limits
            .check_columns(self.ends.len() - self.start(), line)
    }

    /// Closes the open row; `line` is what a user would look for, counted from 1: the row of a sheet, the line of a text.
    ///
    /// A row of empty cells only is no row and is dropped.
    pub(crate) fn end_row(&mut self, line: u64) {
        let start = self.start();
        let from = if start == 0 { 0 } else { self.ends[start - 1] };
        if self.text[from..].trim().is_empty() {
            self.ends.truncate(start);
            self.text.truncate(from);
            return;
        }
        self.rows.push(Row {
            end: self.ends.len(),
            line,
            refused: None,
        });
    }

    /// Closes the open row as one that can't be taken; `raw` stands for its cells.
    ///
    /// # Errors
    ///
    /// As [`Grid::push`].
    pub(crate) fn refuse(&mut self, line: u64, why: Why, raw: &str) -> Result<()> {
        let start = self.start();
        let from = if start == 0 { 0 } else { self.ends[start - 1] };
        self.ends.truncate(start);
        self.text.truncate(from);
        self.push(raw)?;
        self.rows.push(Row {
            end: self.ends.len(),
            line,
            refused: Some(why),
        });
        Ok(())
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The cells of a row.
    pub(crate) fn row(&self, at: usize) -> impl ExactSizeIterator<Item = &str> {
        let start = if at == 0 { 0 } else { self.rows[at - 1].end };
        (start..self.rows[at].end).map(|cell| self.cell(cell))
    }

    /// One cell of a row; empty where the row is shorter.
    pub(crate) fn cell_at(&self, row: usize, column: usize) -> &str {
        let start = if row == 0 { 0 } else { self.rows[row - 1].end };
        if start + column < self.rows[row].end {
            self.cell(start + column)
        } else {
            ""
        }
    }

    /// The line of a row.
    pub(crate) fn line(&self, at: usize) -> u64 {
        self.rows[at].line
    }

    /// Why a row can't be taken, if so; its only cell is then the raw text.
    pub(crate) fn refused(&self, at: usize) -> Option<Why> {
        self.rows[at].refused
    }

    fn cell(&self, at: usize) -> &str {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[from..self.ends[at]]
    }

    /// Where the open row starts in `ends`.
    fn start(&self) -> usize {
        self.rows.last().map_or(0, |row| row.end)
    }
}

/// One table of a file with what its format says about it.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The sheet's name, where a file can hold several tables.
    pub(crate) name: Option<String>,
    /// The rows; the first is the header where `has_header` is `Some(true)`.
    pub(crate) grid: Grid,
    /// Whether the format itself names the columns: `Some(true)` for dBase, Parquet and JSON, `None` for a sheet, where
    /// it is yet to be found out.
    pub(crate) has_header: Option<bool>,
    /// The encoding of the texts, where the format leaves it open.
    pub(crate) encoding: Option<String>,
    /// What the user should know about the reading, in words: `3 deleted rows were passed over`. Never a value.
    pub(crate) notes: Vec<String>,
}
