//! Parquet and Arrow files to a grid.

use super::Format;
use super::grid::{Grid, Sheet};
use super::limits::Limits;
use crate::error::Result;
use crate::frame;

/// Reads a Parquet or Arrow IPC file; its own column names are the header.
///
/// # Errors
///
/// An input error for a damaged file or one beyond the limits.
pub(super) fn read(bytes: &[u8], format: Format, limits: Limits) -> Result<Sheet> {
    // A cell takes sixteen bytes while it is read, however short its text is.
    let cells = limits.text / 16;
    let columns = match format {
        Format::Arrow => frame::read_arrow(bytes, cells)?,
        _ => frame::read_parquet(bytes, cells)?,
    };
    let mut grid = Grid::new(limits);
    for (name, _) in &columns {
        grid.push(name)?;
    }
    grid.end_row(1);
    let rows = columns.first().map_or(0, |(_, cells)| cells.len());
    for row in 0..rows {
        for (_, cells) in &columns {
            grid.push(&cells[row])?;
        }
        // As a text with a header would count its lines.
        grid.end_row(row as u64 + 2);
    }
    Ok(Sheet {
        name: None,
        grid,
        has_header: Some(true),
        encoding: None,
        notes: Vec::new(),
    })
}
