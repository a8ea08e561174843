//! Which format a file is in, told by its content.

use serde::{Deserialize, Serialize};

use super::{dbf, html, json};
use crate::error::{Error, Result};

/// How a table is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with a delimiter between fields: CSV, TSV and the like.
    Delimited,
    /// Text with columns aligned by blanks.
    FixedWidth,
    /// An Excel or OpenDocument workbook.
    Workbook,
    /// A table of dBase, FoxPro or Clipper.
    Dbase,
    /// Apache Parquet.
    Parquet,
    /// Apache Arrow IPC, also known as Feather.
    Arrow,
    /// JSON objects, one per line or in one array.
    Json,
    /// An HTML table or an XML workbook, often named `.xls`.
    Markup,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 8] = [
        Self::Delimited,
        Self::FixedWidth,
        Self::Workbook,
        Self::Dbase,
        Self::Parquet,
        Self::Arrow,
        Self::Json,
        Self::Markup,
    ];

    /// The word used in settings and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Delimited => "delimited",
            Self::FixedWidth => "fixed_width",
            Self::Workbook => "workbook",
            Self::Dbase => "dbase",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::Json => "json",
            Self::Markup => "markup",
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// Names the format of a file's bytes and what it was told by; text without a mark of its own is delimited.
///
/// # Errors
///
/// An input error for a known format that holds no table.
pub(super) fn detect(bytes: &[u8]) -> Result<(Format, &'static str)> {
    const OTHERS: [(&[u8], &str); 9] = [
        (b"%PDF", "a PDF document"),
        (b"SQLite format 3", "a SQLite database"),
        (b"\x89PNG", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"Rar!", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"\x00\x01\x00\x00Standard ", "an Access database"),
        (b"{\\rtf", "a text document"),
        (b"BZh", "a bzip2 archive"),
    ];
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(
            Error::input(format!("the file is {what}, expected a table"))
                .hinted("Export the table as CSV text or as a workbook and name that file"),
        );
    }
    Ok(if bytes.starts_with(b"PK\x03\x04") {
        if !is_workbook(bytes) {
            return Err(Error::input("the file is a zip archive, expected a table")
                .hinted("Unpack it and name the files in it"));
        }
        (Format::Workbook, "it is a packed workbook")
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        (Format::Workbook, "it starts like an old workbook")
    } else if matches!(bytes, [9, 2 | 4 | 8, ..]) {
        (
            Format::Workbook,
            "it starts like a sheet of an old workbook",
        )
    } else if bytes.starts_with(b"PAR1") {
        (Format::Parquet, "it starts with `PAR1`")
    } else if bytes.starts_with(b"ARROW1") {
        (Format::Arrow, "it starts with `ARROW1`")
    } else if dbf::is_dbf(bytes) {
        (
            Format::Dbase,
            "its header describes records of the file's size",
        )
    } else if html::is_markup(bytes) {
        (
            Format::Markup,
            "it starts like a web page or an XML workbook",
        )
    } else if json::is_json(bytes) {
        (Format::Json, "it starts with a JSON object")
    } else {
        (Format::Delimited, "it has no mark of another format")
    })
}

/// Tells whether a zip archive has the parts of a workbook; its directory of names stands at the end.
fn is_workbook(bytes: &[u8]) -> bool {
    const PARTS: [&[u8]; 5] = [
        b"xl/workbook",
        b"[Content_Types].xml",
        b"content.xml",
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        b"EncryptedPackage",
    ];
    let tail = &bytes[bytes.len().saturating_sub(1 << 18)..];
    let head = &bytes[..bytes.len().min(4096)];
    let by_name = PARTS.iter().any(|part| {
        memchr::memmem::find(head, part).is_some() || memchr::memmem::find(tail, part).is_some()
    });
    // One that was cut off has no directory.
    by_name || memchr::memmem::find(bytes, b"xl/worksheets/").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        let of = |bytes: &[u8]| detect(bytes).expect("a table").0;
        assert_eq!(of(b"a,b\n1,2\n"), Format::Delimited);
        assert_eq!(of(b"PAR1...."), Format::Parquet);
        assert_eq!(of(b"ARROW1\0\0"), Format::Arrow);
        assert_eq!(of(b"{\"a\":1}\n{\"a\":2}\n"), Format::Json);
        assert_eq!(
            of(b"<html><table><tr><td>a</td></tr></table></html>"),
            Format::Markup
        );
        assert_eq!(of(b"PK\x03\x04....xl/workbook.xml"), Format::Workbook);
    }

    #[test]
    fn files_without_a_table_are_refused_by_name() {
        let error = detect(b"%PDF-1.4").expect_err("a document");
        assert_eq!(
            error.to_string(),
            "the file is a PDF document, expected a table"
        );
        let error = detect(b"PK\x03\x04....cards.csv").expect_err("an archive");
        assert_eq!(error.hint(), Some("Unpack it and name the files in it"));
    }

    #[test]
    fn a_format_reads_back_from_its_word() {
        for format in Format::ALL {
            let json = serde_json::to_string(&format).expect("a word");
            assert_eq!(json, format!("\"{format}\""));
        }
    }
}
