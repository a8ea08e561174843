//! `rejects.csv` of an earlier run, mended by hand and given back.
//!
//! It is no source of its own: a raw text means nothing without the columns of its file. Each of its rows takes the
//! place of the row that was rejected, so that running with the same list again changes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::table::{Refused, Table, is_damaged};
use crate::error::{Error, Result};
use crate::frame::is_formula;

/// The header of `rejects.csv`.
pub(crate) const HEADER: [&str; 4] = ["source", "line", "reason", "raw"];

/// Mended rows: source, then line, then text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mended {
    by_source: BTreeMap<String, BTreeMap<u64, String>>,
}

/// The beginning of the first line of a file.
pub(super) fn first_line(path: &Path) -> Option<String> {
    use std::io::Read;
    // What is read from a pipe is gone.
    if !path.is_file() {
        return None;
    }
    let mut head = [0_u8; 64];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut head));
    let head = String::from_utf8_lossy(&head[..read.ok()?]).into_owned();
    let first = head.trim_start_matches('\u{feff}').lines().next();
    first.map(str::to_owned)
}

impl Mended {
    /// Tells whether a file is a list of rejects, by its first line.
    pub(super) fn is_list(path: &Path) -> bool {
        first_line(path).is_some_and(|line| line.trim_end().split([',', ';']).eq(HEADER))
    }

    /// Takes in a list.
    ///
    /// # Errors
    ///
    /// An input error for a list that can't be read.
    pub(super) fn add(&mut self, path: &Path) -> Result<()> {
        let unreadable = |line: Option<u64>| {
            let error = Error::input(
                "the list of rejects can't be read, expected source, line, reason and raw text",
            );
            let error = error.in_file(path);
            let error = match line {
                Some(line) => error.at_line(line),
                None => error,
            };
            error.hinted("Save it as CSV in UTF-8, as it was written")
        };
        let text = std::fs::read_to_string(path).map_err(|_| unreadable(None))?;
        let text = text.trim_start_matches('\u{feff}');
        // A spreadsheet may have saved it with semicolons.
        let delimiter = if text.starts_with("source;") {
            b';'
        } else {
            b','
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        for row in reader.records() {
            let line = |position: Option<&csv::Position>| position.map(csv::Position::line);
            let row = row.map_err(|error| unreadable(line(error.position())))?;
            let here = || unreadable(line(row.position()));
            let number: u64 = row[1].trim().parse().map_err(|_| here())?;
            let raw = &row[3];
            // The mark that keeps a spreadsheet from running the text as a formula.
            let raw = match raw.strip_prefix('\'') {
                Some(inner) if is_formula(inner) => inner,
                _ => raw,
            };
            let rows = self.by_source.entry(row[0].to_owned()).or_default();
            rows.insert(number, raw.to_owned());
        }
        Ok(())
    }

    /// The sources that the lists speak of.
    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        self.by_source.keys().map(String::as_str)
    }

    /// The hash of the rows given for a source, in hexadecimal.
    pub(super) fn hash(&self, source: &str) -> Option<String> {
        let rows = self.by_source.get(source)?;
        let mut hasher = blake3::Hasher::new();
        for (line, raw) in rows {
            hasher.update(&line.to_le_bytes());
            hasher.update(&(raw.len() as u64).to_le_bytes());
            hasher.update(raw.as_bytes());
        }
        Some(hasher.finalize().to_hex().to_string())
    }

    /// Puts mended rows in the place of the refused ones; the number of rows that are good now, and of those of the list
    /// that changed nothing.
    ///
    /// `split` cuts the text of a row into fields.
    pub(super) fn apply(
        &self,
        source: &str,
        table: &mut Table,
        split: &dyn Fn(&str) -> Vec<String>,
    ) -> (u64, u64) {
        let Some(mended) = self.by_source.get(source) else {
            return (0, 0);
        };
        let width = table.columns.len();
        let (mut good, mut as_before) = (0, 0);
        let refused = std::mem::take(&mut table.refused);
        for row in refused {
            let new = mended.get(&row.line).filter(|new| **new != row.raw);
            let Some(new) = new else {
                as_before += u64::from(mended.contains_key(&row.line));
                table.refused.push(row);
                continue;
            };
            let fields = split(new);
            let fits = fields.len() == width && !is_damaged(new.as_bytes());
            if fits {
                let cells: Vec<&str> = fields.iter().map(String::as_str).collect();
                table.accept(row.row, row.line, &cells);
                good += 1;
            } else {
                table.refused.push(Refused {
                    raw: new.clone(),
                    ..row
                });
            }
        }
        (good, mended.len() as u64 - good - as_before)
    }
}
