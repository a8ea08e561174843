//! What several persons share, as a worksheet: the verdict on each value, why, and a column to overrule it in.

use std::path::Path;

use super::Findings;
use crate::attribute::shared::{Decision, Overrules, SharedValue};
use crate::error::{Error, Result};
use crate::frame::{Cells, Frame, Table};

/// The name of the worksheet.
pub const FILE: &str = "shared_values.csv";

/// The word for a value that belongs to those who share it.
const PRIVATE: &str = "private";

/// The word for a value that says nothing of who belongs together.
const PUBLIC: &str = "public";

/// A row of the worksheet.
struct Row<'a> {
    attribute: &'a str,
    value: &'a str,
    decision: Option<bool>,
    verdict: &'static str,
    records: u32,
    persons: u32,
    customers: u32,
    reason: &'a str,
}

impl<'a> Row<'a> {
    fn of_value(one: &'a SharedValue) -> Self {
        Self {
            attribute: &one.attribute,
            value: &one.value,
            decision: one.decision,
            verdict: one.verdict.word(),
            records: one.records,
            persons: one.persons,
            customers: one.customers,
            reason: &one.reason,
        }
    }

    fn of_unfit(one: &'a Decision) -> Self {
        Self {
            attribute: &one.attribute,
            value: &one.value,
            decision: Some(one.is_private),
            verdict: "",
            records: 0,
            persons: 0,
            customers: 0,
            reason: "decided here; no value of this run",
        }
    }
}

/// The worksheet: the values of this run, and below them the decisions that fit none of them, so that they hold again where
/// the values come back.
pub fn table(findings: &Findings) -> Table<'_> {
    let customers = &findings.customers;
    let values = customers.shared.iter().map(Row::of_value);
    let unfit = customers.unfit.iter().map(Row::of_unfit);
    let all: Vec<Row> = values.chain(unfit).collect();
    Table::new(all.len(), move |rows| part(&all[rows]))
}

/// Builds some rows of the worksheet.
fn part(rows: &[Row]) -> Frame {
    let mut frame = Frame::new();
    frame.text("attribute", rows.iter().map(|row| row.attribute));
    frame.text("value", rows.iter().map(|row| row.value));
    let decision = |decision: Option<bool>| match decision {
        Some(true) => PRIVATE,
        Some(false) => PUBLIC,
        None => "",
    };
    frame.text("decision", rows.iter().map(|row| decision(row.decision)));
    frame.text("verdict", rows.iter().map(|row| row.verdict));
    let whole = |number: fn(&Row) -> u32| {
        let numbers = rows.iter().map(|row| Some(i64::from(number(row))));
        Cells::Whole(numbers.collect())
    };
    frame.push("records", whole(|row| row.records));
    frame.push("persons", whole(|row| row.persons));
    frame.push("customers", whole(|row| row.customers));
    frame.text("reason", rows.iter().map(|row| row.reason));
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
        overrules.add(Decision {
            attribute: cell(attribute),
            value: cell(value),
            is_private,
        });
    }
    Ok(overrules)
}
