//! The cells of one sheet as a file gives them: only those that hold something, in whatever order.

use super::damaged;
use super::value::{Format, write_iso_duration, write_iso_moment, write_number};
use crate::error::Result;
use crate::ingest::grid::{Grid, Sheet};
use crate::ingest::limits::Limits;

/// The largest sheet any spreadsheet program makes.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// What a cell costs beside its text, here and in the grid, in bytes.
///
/// A million tiny cells are a small text and a large table, so the cost counts as if it were text.
const COST: u64 = 24;

/// Whole numbers from here on are beyond what 64-bit floating point keeps apart.
const FIRST_INEXACT: f64 = 9_007_199_254_740_992.0;
/// Whole numbers from here on have more than the 15 digits that Excel keeps.
const FIRST_OF_16_DIGITS: f64 = 1e15;

/// The cells of one sheet that hold something.
pub(super) struct Cells {
    limits: Limits,
    is_1904: bool,
    text: String,
    cells: Vec<Cell>,
    is_in_order: bool,
    scratch: String,
    errors: u64,
    /// Numbers that can't be exact.
    inexact: u64,
    /// Numbers of 16 digits that can, with a last digit of 0 and with another one.
    ends_in_zero: u64,
    ends_otherwise: u64,
}

/// Where a cell stands, and where its text ends.
#[derive(Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    end: usize,
}

impl Cells {
    pub(super) fn new(limits: Limits, is_1904: bool) -> Self {
        Self {
            limits,
            is_1904,
            text: String::new(),
            cells: Vec::new(),
            is_in_order: true,
            scratch: String::new(),
            errors: 0,
            inexact: 0,
            ends_in_zero: 0,
            ends_otherwise: 0,
        }
    }

    /// Adds a text; row and column count from 0. A text of blanks is no cell.
    ///
    /// # Errors
    ///
    /// An input error for a cell beyond the limits or outside any sheet.
    pub(super) fn add_text(&mut self, row: u32, column: u32, text: &str) -> Result<()> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if row >= ROWS || column >= COLUMNS {
            return Err(damaged());
        }
        self.limits.check_cell(text.len(), u64::from(row) + 1)?;
        let cost = (self.cells.len() as u64 + 1) * COST;
        self.limits
            .check_text((self.text.len() + text.len()) as u64 + cost)?;
        self.text.push_str(text);
        if let Some(last) = self.cells.last() {
            self.is_in_order &= (last.row, last.column) < (row, column);
        }
        self.cells.push(Cell {
            row,
            column,
            end: self.text.len(),
        });
        Ok(())
    }

    /// Adds a number in its format.
    ///
    /// # Errors
    ///
    /// As [`Cells::add_text`].
    pub(super) fn add_number(
        &mut self,
        row: u32,
        column: u32,
        number: f64,
        format: &Format,
    ) -> Result<()> {
        let is_1904 = self.is_1904;
        if matches!(format, Format::Number | Format::Padded { .. }) {
            self.weigh_digits(number);
        }
        self.add_written(row, column, |text| {
            write_number(text, number, format, is_1904);
        })
    }

    /// Adds a day or a time that is stored as text.
    ///
    /// # Errors
    ///
    /// As [`Cells::add_text`].
    pub(super) fn add_iso_moment(&mut self, row: u32, column: u32, moment: &str) -> Result<()> {
        self.add_written(row, column, |text| write_iso_moment(text, moment))
    }

    /// Adds a duration that is stored as text.
    ///
    /// # Errors
    ///
    /// As [`Cells::add_text`].
    pub(super) fn add_iso_duration(&mut self, row: u32, column: u32, duration: &str) -> Result<()> {
        self.add_written(row, column, |text| write_iso_duration(text, duration))
    }

    /// Adds a truth value.
    ///
    /// # Errors
    ///
    /// As [`Cells::add_text`].
    pub(super) fn add_bool(&mut self, row: u32, column: u32, value: bool) -> Result<()> {
        self.add_text(row, column, if value { "TRUE" } else { "FALSE" })
    }

    /// Counts a cell that holds an error and so counts as empty.
    pub(super) fn add_error(&mut self) {
        self.errors += 1;
    }

    fn add_written(
        &mut self,
        row: u32,
        column: u32,
        write: impl FnOnce(&mut String),
    ) -> Result<()> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        write(&mut scratch);
        let added = self.add_text(row, column, &scratch);
        self.scratch = scratch;
        added
    }

    fn weigh_digits(&mut self, number: f64) {
        let size = number.abs();
        if size < FIRST_OF_16_DIGITS || number.fract() != 0.0 {
            return;
        }
        if size >= FIRST_INEXACT {
            self.inexact += 1;
        } else if size % 10.0 == 0.0 {
            self.ends_in_zero += 1;
        } else {
            self.ends_otherwise += 1;
        }
    }

    /// The numbers that are not what was typed in.
    ///
    /// Excel keeps 15 digits of what is typed and writes 0 for the rest; a program that writes workbooks keeps every whole
    /// number up to 2^53, nearly all of 16 digits. The first gives a 0 always, the second one time in ten: a sheet where 0 is
    /// the rule was typed. Beyond 2^53 nobody keeps them.
    fn lost(&self) -> u64 {
        if self.ends_in_zero > self.ends_otherwise {
            self.inexact + self.ends_in_zero
        } else {
            self.inexact
        }
    }

    /// The sheet, or nothing if no cell holds anything.
    ///
    /// # Errors
    ///
    /// An input error for a table beyond the limits.
    pub(super) fn into_sheet(self, name: Option<String>, is_hidden: bool) -> Result<Option<Sheet>> {
        let order = self.order();
        let Some(columns) = Columns::of(&self.cells, self.limits.columns) else {
            return Ok(None);
        };
        let notes = self.notes(is_hidden);
        self.check_padding(&order, &columns)?;
        let mut grid = Grid::new(self.limits);
        let mut row = 0;
        let mut width = 0;
        for (at, cell) in order.iter(&self.cells) {
            if cell.row != row {
                if width > 0 {
                    grid.end_row(u64::from(row) + 1);
                }
                row = cell.row;
                width = 0;
            }
            let place = columns.place(cell.column);
            while width < place {
                grid.push("")?;
                width += 1;
            }
            let start = if at == 0 { 0 } else { self.cells[at - 1].end };
            grid.push(&self.text[start..cell.end])?;
            width += 1;
        }
        grid.end_row(u64::from(row) + 1);
        Ok(Some(Sheet {
            name,
            grid,
            has_header: None,
            encoding: None,
            notes,
        }))
    }

    fn notes(&self, is_hidden: bool) -> Vec<String> {
        let mut notes = Vec::new();
        if is_hidden {
            notes.push("the sheet is hidden in the workbook".to_owned());
        }
        match self.errors {
            0 => {}
            1 => notes.push("1 cell holds a spreadsheet error and counts as empty".to_owned()),
            errors => notes.push(format!(
                "{errors} cells hold a spreadsheet error and count as empty"
            )),
        }
        match self.lost() {
            0 => {}
            1 => notes.push(
                "1 number has more digits than a workbook keeps; its last digits are lost"
                    .to_owned(),
            ),
            lost => notes.push(format!(
                "{lost} numbers have more digits than a workbook keeps; their last digits are lost"
            )),
        }
        notes
    }

    /// Row by row and from left to right; of two cells in one place the last counts.
    fn order(&self) -> Order {
        if self.is_in_order {
            return Order::AsRead;
        }
        let place = |at: &usize| (self.cells[*at].row, self.cells[*at].column);
        let mut order: Vec<usize> = (0..self.cells.len()).rev().collect();
        order.sort_by_key(place);
        order.dedup_by_key(|at| place(at));
        Order::Sorted(order)
    }

    /// Checks the empty cells between the others: a few thousand cells far apart make a table of a billion.
    fn check_padding(&self, order: &Order, columns: &Columns) -> Result<()> {
        let mut cells: u64 = 0;
        let mut row = None;
        let mut width = 0;
        for (_, cell) in order.iter(&self.cells) {
            if row != Some(cell.row) {
                cells += width;
                row = Some(cell.row);
            }
            width = columns.place(cell.column) as u64 + 1;
        }
        self.limits
            .check_text(self.text.len() as u64 + (cells + width) * 8)
    }
}

/// The order in which cells are handed on.
enum Order {
    AsRead,
    Sorted(Vec<usize>),
}

impl Order {
    fn iter<'a>(&'a self, cells: &'a [Cell]) -> impl Iterator<Item = (usize, Cell)> + 'a {
        (0..match self {
            Self::AsRead => cells.len(),
            Self::Sorted(order) => order.len(),
        })
            .map(move |at| match self {
                Self::AsRead => at,
                Self::Sorted(order) => order[at],
            })
            .map(move |at| (at, cells[at]))
    }
}

/// Which column of the table a column of the sheet is.
enum Columns {
    /// All from the first used one on.
    From(u32),
    /// The used ones only, in order.
    Used(Vec<u32>),
}

impl Columns {
    /// Nothing for no cells.
    ///
    /// Empty columns stay, for they may part two tables, unless there are so many that a note far to the right would turn
    /// the table away.
    fn of(cells: &[Cell], most: usize) -> Option<Self> {
        let first = cells.iter().map(|cell| cell.column).min()?;
        let last = cells.iter().map(|cell| cell.column).max()?;
        if (last - first) as usize >= most {
            let mut is_used = vec![false; COLUMNS as usize];
            for cell in cells {
                is_used[cell.column as usize] = true;
            }
            let used = (0..COLUMNS)
                .filter(|column| is_used[*column as usize])
                .collect();
            return Some(Self::Used(used));
        }
        Some(Self::From(first))
    }

    fn place(&self, column: u32) -> usize {
        match self {
            Self::From(first) => (column - first) as usize,
            Self::Used(used) => used.partition_point(|one| *one < column),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(sheet: &Sheet) -> Vec<(u64, String)> {
        (0..sheet.grid.len())
            .map(|at| {
                let cells: Vec<&str> = sheet.grid.row(at).collect();
                (sheet.grid.line(at), cells.join("|"))
            })
            .collect()
    }

    fn sheet_of(texts: &[(u32, u32, &str)]) -> Sheet {
        let mut cells = Cells::new(Limits::default(), false);
        for (row, column, text) in texts {
            cells
                .add_text(*row, *column, text)
                .expect("as the test made it");
        }
        cells
            .into_sheet(None, false)
            .expect("as the test made it")
            .expect("as the test made it")
    }

    #[test]
    fn a_table_starts_at_its_leftmost_cell_in_every_row() {
        let sheet = sheet_of(&[(4, 3, "b"), (4, 4, "c"), (6, 2, "a"), (6, 4, "c")]);
        assert_eq!(
            rows(&sheet),
            [(5, "|b|c".to_owned()), (7, "a||c".to_owned())]
        );
    }

    #[test]
    fn cells_out_of_order_are_put_in_order_and_the_last_of_two_counts() {
        let sheet = sheet_of(&[(1, 0, "x"), (0, 1, "b"), (0, 0, "a"), (1, 0, "y")]);
        assert_eq!(rows(&sheet), [(1, "a|b".to_owned()), (2, "y".to_owned())]);
    }

    #[test]
    fn a_stray_cell_far_away_costs_one_column() {
        let sheet = sheet_of(&[(0, 0, "a"), (0, 2, "c"), (1_048_575, 16_383, "stray")]);
        assert_eq!(
            rows(&sheet),
            [(1, "a|c".to_owned()), (1_048_576, "||stray".to_owned())]
        );
    }

    #[test]
    fn blanks_are_no_cells_and_a_sheet_of_blanks_is_none() {
        let mut cells = Cells::new(Limits::default(), false);
        cells
            .add_text(0, 0, " \u{a0}\n")
            .expect("as the test made it");
        assert!(
            cells
                .into_sheet(None, false)
                .expect("as the test made it")
                .is_none()
        );
    }

    #[test]
    fn a_cell_outside_any_sheet_is_damage() {
        let mut cells = Cells::new(Limits::default(), false);
        let error = cells.add_text(1 << 20, 0, "x").expect_err("refused");
        assert_eq!(error.to_string(), "the workbook can't be read");
        assert!(cells.add_text(0, 1 << 14, "x").is_err());
    }

    #[test]
    fn cells_far_apart_are_refused_before_they_take_memory() {
        let mut cells = Cells::new(
            Limits {
                text: 1 << 20,
                ..Limits::default()
            },
            false,
        );
        for row in 0..1000 {
            cells.add_text(row, 0, "a").expect("as the test made it");
            cells.add_text(row, 4000, "b").expect("as the test made it");
        }
        let error = cells.into_sheet(None, false).expect_err("refused");
        assert_eq!(error.to_string(), "the file holds more than 1 MB of text");
    }

    #[test]
    fn tiny_cells_count_with_what_they_cost() {
        let mut cells = Cells::new(
            Limits {
                text: 1 << 20,
                ..Limits::default()
            },
            false,
        );
        let refused = (0..100_000).find_map(|row| cells.add_text(row, 0, "1").err());
        assert!(refused.is_some());
    }

    fn lost(numbers: &[f64]) -> Vec<String> {
        let mut cells = Cells::new(Limits::default(), false);
        for (row, number) in (0..).zip(numbers) {
            cells
                .add_number(row, 0, *number, &Format::Number)
                .expect("as the test made it");
        }
        cells
            .into_sheet(None, false)
            .expect("as the test made it")
            .expect("as the test made it")
            .notes
    }

    #[test]
    fn numbers_typed_with_more_than_15_digits_are_told() {
        assert_eq!(
            lost(&[3_201_234_567_890_120.0, 3_201_234_567_890_130.0]),
            ["2 numbers have more digits than a workbook keeps; their last digits are lost"]
        );
        assert_eq!(
            lost(&[32_012_345_678_901_234.0]),
            ["1 number has more digits than a workbook keeps; its last digits are lost"]
        );
    }

    #[test]
    fn numbers_that_a_program_wrote_exactly_are_not() {
        let written = [
            3_201_234_567_890_120.0,
            3_201_234_567_890_131.0,
            3_201_234_567_890_127.0,
            1e14,
            0.5,
        ];
        assert!(lost(&written).is_empty());
    }
}
