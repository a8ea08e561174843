//! One cell of a table, for writers that go row by row.

use super::Cells;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Missing,
    /// A text that is not empty.
    Text(&'a str),
    /// A whole number.
    Whole(i64),
    /// A real number.
    Real(f64),
    /// An amount in hundredths.
    Amount(i64),
    /// True or false.
    Truth(bool),
}

impl Cells {
    /// The cell of a row.
    pub fn get(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Text(cells) if cells[row].is_empty() => Cell::Missing,
            Self::Text(cells) => Cell::Text(&cells[row]),
            Self::Whole(cells) => cells[row].map_or(Cell::Missing, Cell::Whole),
            Self::Real(cells) => cells[row].map_or(Cell::Missing, Cell::Real),
            Self::Amount(cells) => cells[row].map_or(Cell::Missing, Cell::Amount),
            Self::Truth(cells) => Cell::Truth(cells[row]),
        }
    }

    /// The text of a row; empty where there is none, or where the column holds no texts.
    pub fn text(&self, row: usize) -> &str {
        match self.get(row) {
            Cell::Text(text) => text,
            _ => "",
        }
    }

    /// The cells of some rows, in their order.
    pub fn pick(&self, rows: &[usize]) -> Self {
        fn some<T: Copy>(cells: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|row| cells[*row]).collect()
        }
        match self {
            Self::Text(cells) => Self::Text(rows.iter().map(|row| &cells[*row]).collect()),
            Self::Whole(cells) => Self::Whole(some(cells, rows)),
            Self::Real(cells) => Self::Real(some(cells, rows)),
            Self::Amount(cells) => Self::Amount(some(cells, rows)),
            Self::Truth(cells) => Self::Truth(some(cells, rows)),
        }
    }
}

impl Cell<'_> {
    /// The value as a number, as far as it is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Whole(number) => Some(number as f64),
            Self::Real(number) => Some(number),
            Self::Amount(hundredths) => Some(hundredths as f64 / 100.0),
            Self::Missing | Self::Text(_) | Self::Truth(_) => None,
        }
    }
}
