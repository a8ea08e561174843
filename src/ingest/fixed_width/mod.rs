//! Text whose columns are aligned by blanks, as old report programs print it.
//!
//! A text and its columns come in, a [`Sheet`] goes out. Columns are either configured (they have names) or detected.
//! Configured columns are cut as they are told, every line that isn't blank is a row. Detected ones are only known
//! from a sample, and a printed page has titles, rules and footers between its rows: see [`place`] for what becomes
//! of a line with text across the edge of a column. What a line becomes depends on the set of lines and not on
//! their order.

use serde::Serialize;

use super::grid::{Grid, Sheet};
use super::limits::Limits;
use super::reject::Why;
use crate::error::Result;

mod detect;
mod line;
mod place;

pub(crate) use detect::detect;

use self::line::{Line, lines};
use self::place::{Placed, Places};

/// One column of a fixed-width text: characters, not bytes, from the left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FixedColumn {
    /// The header, where the layout is configured.
    pub name: Option<String>,
    /// The characters before it.
    pub start: usize,
    /// Its characters; without, it reaches to the end of the line.
    pub width: Option<usize>,
}

impl FixedColumn {
    /// The position behind its last character.
    fn end(&self) -> usize {
        self.width
            .map_or(usize::MAX, |width| self.start.saturating_add(width))
    }
}

/// Cuts a text into its columns.
///
/// Columns of which at least one is named are a configured layout: the sheet starts with a header made of the names,
/// on line 0, and all lines are data. Columns without names are taken for detected ones: they must be in order, lines
/// come as they are, and a title, page header or footer is a row of one cell.
///
/// # Errors
///
/// An input error beyond the limits.
pub(crate) fn read(text: &str, columns: &[FixedColumn], limits: Limits) -> Result<Sheet> {
    let mut grid = Grid::new(limits);
    let mut notes = Vec::new();
    let configured = columns.iter().any(|column| column.name.is_some());
    if configured {
        for column in columns {
            grid.push(column.name.as_deref().unwrap_or_default())?;
        }
        grid.end_row(0);
        for (number, raw) in lines(text) {
            let line = Line::new(raw);
            for column in columns {
                grid.push(line.slice(column.start, column.end()))?;
            }
            grid.end_row(number);
        }
    } else {
        let titles = read_detected(text, columns, &mut grid)?;
        if titles > 0 {
            let (noun, verb) = if titles == 1 {
                ("line", "doesn't")
            } else {
                ("lines", "don't")
            };
            notes.push(format!(
                "{titles} {noun} that {verb} follow the columns taken for titles, page headers or footers"
            ));
        }
    }
    Ok(Sheet {
        name: None,
        grid,
        has_header: configured.then_some(true),
        encoding: None,
        notes,
    })
}

/// Reads the rows of a text with detected columns; gives the number of titles.
fn read_detected(text: &str, columns: &[FixedColumn], grid: &mut Grid) -> Result<usize> {
    let places = Places::learn(text, columns);
    let mut titles = 0;
    for (number, raw) in lines(text) {
        let line = Line::new(raw);
        match places.place(&line) {
            Placed::Row(cuts) => {
                let ends = cuts.iter().copied().chain([usize::MAX]);
                for (start, end) in [0].into_iter().chain(cuts.iter().copied()).zip(ends) {
                    grid.push(line.slice(start, end))?;
                }
                grid.end_row(number);
            }
            Placed::Title => {
                // A rule is no text that anybody could miss.
                titles += usize::from(!line.is_rule());
                grid.push(line.text())?;
                grid.end_row(number);
            }
            Placed::Overflow => grid.refuse(number, Why::Overflow, raw.trim())?,
        }
    }
    Ok(titles)
}

#[cfg(test)]
mod tests;
