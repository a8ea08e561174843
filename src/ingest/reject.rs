//! Rows that could not be taken, kept with their reason.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::error::{Error, Result};

/// A data row that was read but not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The source's name.
    pub source: String,
    /// The physical line on which the row starts, counted from 1.
    pub line: u64,
    /// Why it was not taken; names no value.
    pub reason: String,
    /// The row as it stood in the file, undecodable bytes replaced by `U+FFFD`.
    pub raw: String,
    /// The row is none of the data: a page header, a total, a footer.
    pub is_furniture: bool,
}

/// How many rows may be rejected before a run stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RejectLimit {
    /// This many over all sources.
    Rows(u64),
    /// This share of every source, 0 to 100; one row may always be, unless it is 0.
    Percent(f64),
}

impl Default for RejectLimit {
    fn default() -> Self {
        Self::Percent(5.0)
    }
}

impl RejectLimit {
    /// The most rows of a source of `rows` that may be rejected; `None` where all sources count together.
    pub fn of_source(self, rows: u64) -> Option<u64> {
        match self {
            Self::Rows(_) => None,
            Self::Percent(percent) => {
                let most = (rows as f64 * percent / 100.0).floor() as u64;
                Some(most.max(u64::from(percent > 0.0)))
            }
        }
    }
}

impl fmt::Display for RejectLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(rows) => write!(f, "{rows}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl FromStr for RejectLimit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            Error::usage(format!(
                "`{text}` is no number of rows, and no share such as `5%`"
            ))
            .hinted("Write a number of rows such as `50`, or a share such as `5%`")
        };
        match text.trim().strip_suffix('%') {
            Some(percent) => {
                let percent: f64 = percent.trim().parse().map_err(|_| wrong())?;
                if (0.0..=100.0).contains(&percent) {
                    Ok(Self::Percent(percent))
                } else {
                    Err(wrong())
                }
            }
            None => text.trim().parse().map(Self::Rows).map_err(|_| wrong()),
        }
    }
}

/// Why a row was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The number of fields isn't the header's.
    Fields { found: usize, expected: usize },
    /// A quote opens and nothing that can belong to the row closes it.
    OpenQuote,
    /// Bytes that the file's encoding doesn't know.
    Undecodable,
    /// The header once more, as on every printed page.
    RepeatedHeader,
    /// Delimiters and nothing else.
    NoValue,
    /// A line from above the header once more.
    RepeatedTitle,
    /// A line of dashes.
    Rule,
    /// A sum of other rows.
    Total,
    /// Who printed it, when, which page.
    Footer,
    /// In a fixed-width text, a value that runs into the next column.
    Overflow,
    /// A line that is no JSON object.
    Json,
}

impl Why {
    /// Tells whether the row was never data: a report program printed it around them.
    pub(crate) fn is_furniture(self) -> bool {
        matches!(
            self,
            Self::RepeatedHeader | Self::RepeatedTitle | Self::Rule | Self::Total | Self::Footer
        )
    }

    /// The reason in words.
    pub(crate) fn words(self, encoding: &str) -> String {
        match self {
            Self::Fields { found, expected } => {
                let noun = if found == 1 { "field" } else { "fields" };
                format!("row has {found} {noun}, the header has {expected}")
            }
            Self::OpenQuote => "a quote that opens in this row is never closed".to_owned(),
            Self::Undecodable => format!("row has bytes that are not {encoding}"),
            Self::RepeatedHeader => "row repeats the header".to_owned(),
            Self::NoValue => "row has no value in any column".to_owned(),
            Self::RepeatedTitle => "row repeats a line from above the header".to_owned(),
            Self::Rule => "row is a line of dashes".to_owned(),
            Self::Total => "row sums up other rows".to_owned(),
            Self::Footer => "row is a page footer".to_owned(),
            Self::Overflow => "a value runs over the edge of its column".to_owned(),
            Self::Json => "row is not a JSON object".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_rows_or_shares() {
        assert_eq!(
            "50".parse::<RejectLimit>().expect("rows"),
            RejectLimit::Rows(50)
        );
        assert_eq!(
            "2.5 %".parse::<RejectLimit>().expect("a share"),
            RejectLimit::Percent(2.5)
        );
        for wrong in ["-1", "many", "120%", ""] {
            let error = wrong.parse::<RejectLimit>().expect_err("no limit");
            assert_eq!(
                error.to_string(),
                format!("`{wrong}` is no number of rows, and no share such as `5%`")
            );
        }
    }

    #[test]
    fn one_bad_row_of_a_small_file_is_within_any_share_but_none() {
        assert_eq!(RejectLimit::Percent(5.0).of_source(10), Some(1));
        assert_eq!(RejectLimit::Percent(5.0).of_source(1000), Some(50));
        assert_eq!(RejectLimit::Percent(0.0).of_source(10), Some(0));
        assert_eq!(RejectLimit::Rows(3).of_source(10), None);
    }
}
