//! One table while its cells come in.

use super::super::grid::{Grid, Sheet};
use super::super::limits::Limits;
use crate::error::Result;

/// The widest span that is believed, as in browsers.
const WIDEST_SPAN: usize = 1000;
/// The highest span that is believed, as in browsers.
const HIGHEST_SPAN: u64 = 65_534;
/// The memory that an empty cell takes in a [`Grid`].
const EMPTY_CELL: u64 = 8;

/// Rows of a table in which cells may span columns and rows.
pub(super) struct Table {
    pub(super) name: Option<String>,
    grid: Grid,
    limits: Limits,
    /// The number of the open row, or of the last one.
    row: u64,
    column: usize,
    /// The last row that a cell from above covers, by column.
    covered: Vec<u64>,
    /// Cells that no tag of their own made: a short file may ask for very many.
    fillers: u64,
}

impl Table {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            name: None,
            grid: Grid::new(limits),
            limits,
            row: 0,
            column: 0,
            covered: Vec::new(),
            fillers: 0,
        }
    }

    /// Opens the next row, or the one with a number of its own.
    pub(super) fn open_row(&mut self, number: Option<u64>) {
        let next = self.row.saturating_add(1);
        self.row = number.map_or(next, |number| number.max(next));
    }

    /// Closes the open row.
    pub(super) fn close_row(&mut self) -> Result<()> {
        let covered = self.covered.iter().rposition(|row| *row >= self.row);
        self.fill_to(covered.map_or(0, |last| last + 1))?;
        self.grid.end_row(self.row);
        self.column = 0;
        Ok(())
    }

    /// Adds empty cells up to a column, counted from 0.
    pub(super) fn fill_to(&mut self, column: usize) -> Result<()> {
        while self.column < column {
            self.fillers += 1;
            self.limits.check_text(self.fillers * EMPTY_CELL)?;
            self.grid.push("")?;
            self.column += 1;
        }
        Ok(())
    }

    /// Adds a cell at the next free place; the cells it spans are empty.
    pub(super) fn push(&mut self, value: &str, columns: usize, rows: u64) -> Result<()> {
        let free = (self.column..)
            .find(|column| self.covered.get(*column).is_none_or(|row| *row < self.row))
            .expect("columns never end");
        self.fill_to(free)?;
        self.grid.push(value)?;
        self.column += 1;
        self.fill_to(free + columns.clamp(1, WIDEST_SPAN))?;
        let rows = rows.clamp(1, HIGHEST_SPAN);
        if rows > 1 {
            self.covered.resize(self.covered.len().max(self.column), 0);
            self.covered[free..self.column].fill(self.row.saturating_add(rows - 1));
        }
        Ok(())
    }

    /// The table as a sheet, if it has two rows or more.
    pub(super) fn finish(self, name: Option<String>) -> Option<Sheet> {
        (self.grid.len() > 1).then_some(Sheet {
            name: self.name.or(name),
            grid: self.grid,
            has_header: None,
            encoding: None,
            notes: Vec::new(),
        })
    }
}
