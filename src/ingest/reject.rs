//! Rows that could not be taken, kept with their reason.

use serde::Serialize;

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
}

/// Why a row was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
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
}

impl Why {
    /// The reason in words.
    pub(super) fn words(self, encoding: &str) -> String {
        match self {
            Self::Fields { found, expected } => {
                let noun = if found == 1 { "field" } else { "fields" };
                format!("row has {found} {noun}, the header has {expected}")
            }
            Self::OpenQuote => "a quote that opens in this row is never closed".to_owned(),
            Self::Undecodable => format!("row has bytes that are not {encoding}"),
            Self::RepeatedHeader => "row repeats the header".to_owned(),
            Self::NoValue => "row has no value in any column".to_owned(),
        }
    }
}
