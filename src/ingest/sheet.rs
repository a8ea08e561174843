//! A grid of cells, from any format but delimited text, to a table.

use std::hash::Hasher;

use super::dialect::Layout;
use super::file::Opened;
use super::furniture::Furniture;
use super::grid::{Grid, Sheet};
use super::head::{HEAD, Head, Wanted};
use super::heading::headers;
use super::text::head_decision;
use super::{Dialect, Format, SourceSettings, table};
use crate::error::{Error, Result};
use crate::text::clean::tidy;

/// Rows in the sample.
const SAMPLE: usize = 1000;

/// Rejects of formats that are not delimited text are written as such, with these signs.
pub(super) const WRITTEN: Layout = Layout {
    delimiter: b',',
    quote: b'"',
    newline: b'\n',
    skip: 0,
};

/// Finds header and columns of a grid and reads its data rows.
///
/// # Errors
///
/// A usage error for a configured header line that isn't there, an input error for an empty grid.
pub(super) fn open(
    sheet: Sheet,
    format: Format,
    damaged: bool,
    settings: &SourceSettings,
) -> Result<Opened> {
    let grid = &sheet.grid;
    if grid.len() == 0 {
        return Err(Error::input("the file is empty")
            .hinted("Check the export that should have written it"));
    }
    let row = |at: usize| grid.row(at).map(str::to_owned).collect::<Vec<String>>();
    let first: Vec<Vec<String>> = (0..grid.len().min(HEAD + 2)).map(row).collect();
    let head = if sheet.has_header == Some(true) {
        Head {
            titles: 0,
            header_rows: 1,
            skip: 1,
            headers: first[0].clone(),
            why: "the format names the columns".to_owned(),
        }
    } else {
        let wanted = Wanted {
            header: settings.header,
            row: settings
                .header_line
                .map(|line| header_row(grid, line))
                .transpose()?,
        };
        Head::find(&first, &sample(grid), wanted)
    };
    let width = width(grid, &head);
    let furniture = Furniture::new(
        &first[..head.titles],
        &first[head.titles..head.titles + head.header_rows],
    );
    let table = table::of_grid(
        grid,
        head.skip,
        width,
        &furniture,
        format == Format::FixedWidth,
        damaged,
    );
    let line = if head.header_rows > 0 {
        grid.line(head.titles)
    } else {
        0
    };
    let decision = head_decision(&head, line);
    Ok(Opened {
        sheet: sheet.name,
        dialect: Dialect {
            format,
            encoding: sheet.encoding,
            has_header: head.header_rows > 0,
            header_line: line,
            titles: head.titles as u64,
            ..Dialect::default()
        },
        decisions: vec![decision],
        notes: sheet.notes,
        headers: headers(&head, width),
        layout: WRITTEN,
        table,
    })
}

fn header_row(grid: &Grid, line: u64) -> Result<usize> {
    (0..grid.len().min(HEAD))
        .find(|at| grid.line(*at) == line)
        .ok_or_else(|| {
            Error::usage(format!("line {line} can't be the header")).hinted(format!(
                "`header_line` is a line that isn't blank, among the first {HEAD}"
            ))
        })
}

/// Rows with the lowest hashes, so that the order of the rows decides nothing.
fn sample(grid: &Grid) -> Vec<Vec<String>> {
    let mut drawn: Vec<(u64, usize)> = (1..grid.len())
        .filter(|at| grid.refused(*at).is_none())
        .map(|at| {
            let mut hasher = rustc_hash::FxHasher::default();
            for cell in grid.row(at) {
                hasher.write(cell.as_bytes());
                hasher.write_u8(0);
            }
            (hasher.finish(), at)
        })
        .collect();
    drawn.sort_unstable();
    // A row that comes a thousand times is one row.
    drawn.dedup_by_key(|(hash, _)| *hash);
    drawn.truncate(SAMPLE);
    drawn
        .into_iter()
        .map(|(_, at)| grid.row(at).map(str::to_owned).collect())
        .collect()
}

/// The columns up to the last that has a heading or a value.
fn width(grid: &Grid, head: &Head) -> usize {
    let filled = |row: &mut dyn DoubleEndedIterator<Item = (usize, &str)>| {
        row.rev()
            .find(|(_, cell)| !tidy(cell).is_empty())
            .map_or(0, |(last, _)| last + 1)
    };
    let named = filled(&mut head.headers.iter().map(String::as_str).enumerate());
    // A stray cell far to the right becomes a column of its own rather than costing its row.
    let widest = (head.skip..grid.len())
        .filter(|at| grid.refused(*at).is_none())
        .map(|at| {
            let cells: Vec<&str> = grid.row(at).collect();
            filled(&mut cells.into_iter().enumerate())
        })
        .max()
        .unwrap_or(0);
    named.max(widest).max(1)
}
