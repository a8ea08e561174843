//! Every file of `fixtures/dialects` is read as a careful person would, with nothing but detection.
//!
//! Beside `NAME.csv` (or `.xls`, `.dbf`, ...) stands what is to be read from it: `NAME.expected.csv`, for a workbook of
//! several sheets `NAME.SHEET.expected.csv`; and in `NAME.rejects.csv` the line and reason of each row that is refused on
//! purpose. Cells are compared as `text::clean::tidy` leaves them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use satukan::ingest::{Source, SourceSettings, read};
use satukan::text::clean::tidy;

use crate::table::Table;

/// What is beside a fixture and none itself: expectations, memo files of dBase, the scripts that made them.
const COMPANIONS: [&str; 5] = [".expected.csv", ".rejects.csv", ".dbt", ".fpt", ".py"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/dialects")
}

/// The settings of the few files that can't be understood without.
fn settings(path: &Path) -> SourceSettings {
    let mut settings = SourceSettings::new(path);
    // Three accents don't tell the code page of DOS from that of Windows.
    if settings.name == "dos_850" {
        settings.encoding = Some("cp850".to_owned());
    }
    settings
}

fn names() -> BTreeSet<String> {
    fs::read_dir(folder())
        .expect("the fixtures")
        .map(|entry| {
            let name = entry.expect("a file").file_name();
            name.into_string().expect("a name in UTF-8")
        })
        .collect()
}

fn is_companion(name: &str) -> bool {
    COMPANIONS.iter().any(|ending| name.ends_with(ending))
}

/// A file's name up to the first dot, and the sheet of a workbook with several.
fn stem(name: &str, sheet: Option<&str>) -> String {
    let stem = name.split('.').next().unwrap_or_default();
    match sheet {
        Some(sheet) => format!("{stem}.{sheet}"),
        None => stem.to_owned(),
    }
}

fn found(source: &Source) -> Table {
    let rows = 0..source.rows.len();
    let row = |at| {
        let cells = source.columns.iter().map(|column| column.text(at));
        cells.map(|cell| tidy(cell).into_owned()).collect()
    };
    Table {
        headers: source
            .columns
            .iter()
            .map(|column| column.header.clone())
            .collect(),
        rows: rows.map(row).collect(),
    }
}

fn rejects(source: &Source) -> Vec<Vec<String>> {
    let reject =
        |reject: &satukan::ingest::Reject| vec![reject.line.to_string(), reject.reason.clone()];
    source.rejects.iter().map(reject).collect()
}

/// Where a file is read otherwise than expected; empty if nowhere. Takes what it looked at off `open`.
fn differences(name: &str, open: &mut BTreeSet<String>) -> Vec<String> {
    let sources = match read(&settings(&folder().join(name))) {
        Ok(sources) => sources,
        Err(error) => return vec![format!("is refused: {error}")],
    };
    let mut differences = Vec::new();
    for source in &sources {
        let stem = stem(name, source.dialect.sheet.as_deref());
        let (expected, refused) = (
            format!("{stem}.expected.csv"),
            format!("{stem}.rejects.csv"),
        );
        if !open.remove(&expected) {
            differences.push(format!("`{expected}` is missing"));
            continue;
        }
        let wanted = Table::csv(&folder().join(expected));
        let found = found(source);
        if found.headers != wanted.headers {
            differences.push(format!("has the header {:?}", found.headers));
        }
        if found.rows.len() != wanted.rows.len() {
            differences.push(format!(
                "has {} rows, expected {}",
                found.rows.len(),
                wanted.rows.len()
            ));
        }
        let mut rows = found.rows.iter().zip(&wanted.rows);
        if let Some((found, wanted)) = rows.find(|(found, wanted)| found != wanted) {
            differences.push(format!("has the row {found:?}, expected {wanted:?}"));
        }
        let wanted = match open.remove(&refused) {
            true => Table::csv(&folder().join(refused)).rows,
            false => Vec::new(),
        };
        if rejects(source) != wanted {
            differences.push(format!("has the rejects {:?}", rejects(source)));
        }
        if source.rows_read != (source.rows.len() + source.rejects.len()) as u64 {
            differences.push("has rows that are neither taken nor rejected".to_owned());
        }
    }
    differences
}

#[test]
fn every_fixture_is_read_as_expected() {
    let names = names();
    let mut open: BTreeSet<String> = names
        .iter()
        .filter(|name| name.ends_with(".expected.csv") || name.ends_with(".rejects.csv"))
        .cloned()
        .collect();
    let mut wrong = Vec::new();
    for name in names.iter().filter(|name| !is_companion(name)) {
        let differences = differences(name, &mut open);
        if !differences.is_empty() {
            wrong.push(format!("{name} {}", differences.join("\n    ")));
        }
    }
    let left = open
        .iter()
        .map(|name| format!("{name} belongs to no table"));
    wrong.extend(left);
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
