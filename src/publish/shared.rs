//! What several persons share, as a worksheet: the verdict on each value, why, and a column to overrule it in.

use std::path::Path;

use super::Findings;
use crate::attribute::shared::{Overrules, SharedValue};
use crate::error::{Error, Result};
use crate::frame::{Cells, Frame, Table};

/// The name of the worksheet.
pub const FILE: &str = "shared_values.csv";

/// The word for a value that belongs to those who share it.
const PRIVATE: &str = "private";

/// The word for a value that says nothing of who belongs together.
const PUBLIC: &str = "public";

/// The worksheet.
pub fn table(findings: &Findings) -> Table<'_> {
    let shared = &findings.customers.shared;
    Table::new(shared.len(), |rows| part(&shared[rows]))
}

/// Builds some rows of the worksheet.
fn part(shared: &[SharedValue]) -> Frame {
    let mut frame = Frame::new();
    frame.text("attribute", shared.iter().map(|one| &one.attribute));
    frame.text("value", shared.iter().map(|one| &one.value));
    let decision = |decision: Option<bool>| match decision {
        Some(true) => PRIVATE,
        Some(false) => PUBLIC,
        None => "",
    };
    frame.text("decision", shared.iter().map(|one| decision(one.decision)));
    frame.text("verdict", shared.iter().map(|one| one.verdict.word()));
    let whole = |number: fn(&SharedValue) -> u32| {
        Cells::Whole(
            shared
                .iter()
                .map(|one| Some(i64::from(number(one))))
                .collect(),
        )
    };
    frame.push("records", whole(|one| one.records));
    frame.push("persons", whole(|one| one.persons));
    frame.push("customers", whole(|one| one.customers));
    frame.text("reason", shared.iter().map(|one| &one.reason));
    frame
}

/// Reads the decisions out of the worksheet of an earlier run; none where there is no such file.
///
/// # Errors
///
/// An input error if the file can't be read, lacks a column, or holds another decision than the two.
pub fn overrules(folder: &Path) -> Result<Overrules> {
    let path = folder.join(FILE);
    let mut overrules = Overrules::default();
    if !path.exists() {
        return Ok(overrules);
    }
    let misread =
        |error: &csv::Error| Error::input(format!("can't be read: {error}")).in_file(&path);
    let mut reader = csv::Reader::from_path(&path).map_err(|error| misread(&error))?;
    let headers = reader.headers().map_err(|error| misread(&error))?.clone();
    let place = |name: &str| {
        headers
            .iter()
            .position(|header| header == name)
            .ok_or_else(|| {
                Error::input(format!("has no column `{name}`"))
                    .in_file(&path)
                    .hinted("Save it with commas between the columns, or move it away to go on without its decisions")
            })
    };
    let (attribute, value, decision) = (place("attribute")?, place("value")?, place("decision")?);
    for row in reader.records() {
        let row = row.map_err(|error| misread(&error))?;
        let is_private = match row.get(decision).unwrap_or_default().trim() {
            "" => continue,
            word if word.eq_ignore_ascii_case(PRIVATE) => true,
            word if word.eq_ignore_ascii_case(PUBLIC) => false,
            _ => {
                let line = row.position().map_or(0, csv::Position::line);
                return Err(Error::input(format!(
                    "the column `decision` holds neither `{PRIVATE}` nor `{PUBLIC}`"
                ))
                .in_file(&path)
                .at_line(line)
                .hinted("Leave the cell empty to keep the verdict"));
            }
        };
        let cell = |place: usize| {
            let text = row.get(place).unwrap_or_default();
            // What a spreadsheet would run as a formula was written behind an apostrophe.
            let plain = text.strip_prefix('\'');
            plain
                .filter(|plain| plain.starts_with(['=', '+', '-', '@', '\t', '\r']))
                .unwrap_or(text)
                .to_owned()
        };
        overrules.add(cell(attribute), cell(value), is_private);
    }
    Ok(overrules)
}
