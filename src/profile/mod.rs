//! What the sources hold: how full, valid and varied each column is, and what is worth a look before anything is matched.
//!
//! In: sources as they were read. Out: a [`Profile`], plain values for reports. Every distinct value is looked at once and
//! counts as often as it stands in the source; nothing depends on the order of the rows or on the clock. Values are
//! masked unless [`Settings`] says otherwise. No stage calls this.

use rayon::prelude::*;
use serde::Serialize;

use crate::ingest::{Decision, Source};
use crate::text::mask::mask;

mod column;
mod fact;
mod look;
mod pattern;
mod reading;
mod suspicion;

use column::Scan;

/// How a profile is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Values are shown as they stand; by default only their form is.
    pub show_values: bool,
}

impl Settings {
    fn show(self, value: &str) -> String {
        if self.show_values {
            value.to_owned()
        } else {
            mask(value)
        }
    }
}

/// What all sources hold.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    /// The version of the program that made it.
    pub version: String,
    /// Values are masked.
    pub is_masked: bool,
    /// The sources, in the order they were named.
    pub sources: Vec<SourceProfile>,
}

/// What one source holds.
#[derive(Clone, Debug, Serialize)]
pub struct SourceProfile {
    /// The name in the outputs.
    pub name: String,
    /// The file as the user named it.
    pub path: String,
    /// `cards`, `people` or `invoices`.
    pub kind: String,
    /// Why it was taken for that kind.
    pub kind_reason: String,
    /// How it is stored: `delimited`, `workbook`.
    pub format: String,
    /// The encoding it was read in; empty where the format leaves no choice.
    pub encoding: String,
    /// The delimiter, as a readable word or character; empty where there is none.
    pub delimiter: String,
    /// What was found out about the file, and by what.
    pub decisions: Vec<Decision>,
    /// What the user should know about the reading.
    pub notes: Vec<String>,
    /// Size in bytes.
    pub bytes: u64,
    /// Data rows read.
    pub rows_read: u64,
    /// Rows accepted.
    pub rows_accepted: u64,
    /// Rows rejected.
    pub rows_rejected: u64,
    /// Those of them that were never data: page headers, totals, footers.
    pub furniture: u64,
    /// The rejected rows by reason, the most frequent first.
    pub rejects: Vec<RejectGroup>,
    /// The columns from left to right.
    pub columns: Vec<ColumnProfile>,
}

/// The rows rejected for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectGroup {
    /// Why they were not taken.
    pub reason: String,
    /// How many there are.
    pub rows: u64,
    /// The line on which the first of them starts.
    pub first_line: u64,
}

/// What one column holds. Shares are 0 to 1 and of the filled rows, unless it says otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnProfile {
    /// The header as written.
    pub header: String,
    /// The meaning it was given.
    pub field: String,
    /// How sure that is, 0 to 1.
    pub score: f32,
    /// Why.
    pub reason: String,
    /// Accepted rows.
    pub rows: u64,
    /// Rows with a value that stands for something.
    pub filled: u64,
    /// Rows with a value that stands for nothing, such as `-` or `TIDAK ADA`.
    pub placeholders: u64,
    /// Distinct values of the filled rows.
    pub distinct: u64,
    /// Values that stand in one row only.
    pub unique: u64,
    /// Filled rows whose value is understood; absent where any text will do.
    pub valid: Option<u64>,
    /// The most frequent values of those that stand in several rows.
    pub frequent: Vec<Frequent>,
    /// Some values.
    pub examples: Vec<String>,
    /// What was found out about the column as a whole.
    pub facts: Vec<Fact>,
    /// Values that may not be what they seem.
    pub suspicious: Vec<Suspicion>,
    /// How long the values are; absent where there are none.
    pub lengths: Option<Lengths>,
    /// How the values are written: 9 for a digit, `A`, `Aa` or `a` for a word. The most frequent ones.
    pub patterns: Vec<Frequent>,
}

/// A value or pattern that stands in many rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Frequent {
    /// The value, masked unless asked for, or the pattern.
    pub value: String,
    /// How many rows have it.
    pub rows: u64,
    /// Their share.
    pub share: f64,
}

/// One thing about the whole column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// What it is: `two-digit years`.
    pub what: String,
    /// In how many rows it shows.
    pub rows: u64,
    /// Their share.
    pub share: f64,
    /// What satukan does about it.
    pub treatment: String,
}

/// Values that may not be what they seem, for one reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suspicion {
    /// The reason in a word, for machines: `shared`.
    pub what: &'static str,
    /// The reason.
    pub reason: String,
    /// How many distinct values there are.
    pub values: u64,
    /// In how many rows they stand.
    pub rows: u64,
    /// Their share; of all rows for placeholders.
    pub share: f64,
    /// The worst of them.
    pub examples: Vec<Suspect>,
}

/// A suspicious value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suspect {
    /// The value, masked unless asked for; what stands for nothing is never masked.
    pub value: String,
    /// In how many rows it stands.
    pub rows: u64,
    /// Under how many names it stands, for a value that many share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<u64>,
}

/// The lengths of the values in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lengths {
    /// The shortest.
    pub least: u64,
    /// Half of the rows have no longer one.
    pub median: u64,
    /// The longest.
    pub most: u64,
    /// Rows by length, from short to long.
    pub bins: Vec<LengthBin>,
}

/// The rows with a value of these lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LengthBin {
    /// The shortest length.
    pub from: u64,
    /// The longest length.
    pub to: u64,
    /// How many rows.
    pub rows: u64,
}

/// Looks at all columns of all sources.
pub fn profile(sources: &[Source], settings: Settings) -> Profile {
    let scans: Vec<Vec<Scan<'_>>> = sources
        .par_iter()
        .map(|source| {
            source
                .columns
                .par_iter()
                .map(|column| Scan::new(source, column))
                .collect()
        })
        .collect();
    let latest = suspicion::latest_year(&scans);
    Profile {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        is_masked: !settings.show_values,
        sources: sources
            .par_iter()
            .zip(&scans)
            .map(|(source, scans)| of_source(source, scans, latest, settings))
            .collect(),
    }
}

fn of_source(
    source: &Source,
    scans: &[Scan<'_>],
    latest: Option<i64>,
    settings: Settings,
) -> SourceProfile {
    let rejected = source.rejects.len() as u64;
    let names = suspicion::names_of_rows(scans);
    let dialect = &source.dialect;
    SourceProfile {
        name: source.name.clone(),
        path: source.path.display().to_string(),
        kind: source.kind.word().to_owned(),
        kind_reason: source.kind_reason.clone(),
        format: dialect.format.word().to_owned(),
        encoding: dialect.encoding.clone().unwrap_or_default(),
        delimiter: dialect
            .delimiter
            .map_or(String::new(), crate::ingest::delimiter_word),
        decisions: source.decisions.clone(),
        notes: source.notes.clone(),
        bytes: source.bytes,
        rows_read: source.rows_read,
        rows_accepted: source.rows.len() as u64,
        rows_rejected: rejected,
        furniture: rejected - source.misread().count() as u64,
        rejects: rejects(source),
        columns: scans
            .par_iter()
            .map(|scan| {
                let mut column = scan.profile(settings);
                column.suspicious = suspicion::find(&suspicion::Place {
                    source,
                    scans,
                    scan,
                    names: names.as_deref(),
                    latest,
                    settings,
                });
                column
            })
            .collect(),
    }
}

fn rejects(source: &Source) -> Vec<RejectGroup> {
    let mut groups: std::collections::BTreeMap<&str, (u64, u64)> = Default::default();
    for reject in &source.rejects {
        let group = groups.entry(&reject.reason).or_insert((0, reject.line));
        group.0 += 1;
        group.1 = group.1.min(reject.line);
    }
    let mut groups: Vec<RejectGroup> = groups
        .into_iter()
        .map(|(reason, (rows, first_line))| RejectGroup {
            reason: reason.to_owned(),
            rows,
            first_line,
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.rows));
    groups
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests;
