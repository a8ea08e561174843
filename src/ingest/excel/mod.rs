//! Workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods bytes in, one table of text per sheet out.
//!
//! Told apart by content, for a file's name is often wrong. The order is the workbook's, the same bytes give the same sheets,
//! and memory follows the cells that hold something, not the range the file claims. Nothing a file says about its own size
//! is believed.

mod cells;
mod compound;
mod ods;
mod package;
mod shared;
mod value;
mod xls;
mod xlsb;
mod xlsx;

use super::grid::Sheet;
use super::limits::Limits;
use crate::error::{Error, Result, did_you_mean};

/// Reads all sheets that hold something, or the one named.
///
/// A cell is what a person would compare: a number without exponent and with the leading zeros its format shows, a day as
/// `YYYY-MM-DD`, a time as `HH:MM:SS`, a formula's last result, nothing for `#N/A`. A row's line is its number in the sheet.
/// A name is looked for as it stands, then in any case.
///
/// # Errors
///
/// An input error for bytes that are no workbook, a damaged or protected one, or one beyond the limits; a usage error for a
/// sheet that isn't there.
pub(crate) fn read(bytes: &[u8], only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>> {
    if bytes.starts_with(compound::SIGNATURE) || bytes.starts_with(xls::SIGNATURE) {
        return xls::read(bytes, only, limits);
    }
    if !bytes.starts_with(b"PK") {
        return Err(no_workbook());
    }
    match package::check(bytes, limits)? {
        package::Kind::Ods => ods::read(bytes, only, limits),
        package::Kind::Xlsb => xlsb::read(bytes, only, limits),
        package::Kind::Xlsx => xlsx::read(bytes, only, limits),
    }
}

/// A sheet a workbook lists.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Listed {
    name: String,
    is_hidden: bool,
}

/// The position of the sheet named, or nothing for all.
fn chosen(sheets: &[Listed], only: Option<&str>) -> Result<Option<usize>> {
    let Some(only) = only else { return Ok(None) };
    let lower = only.to_lowercase();
    let exact = sheets.iter().position(|sheet| sheet.name == only);
    if let Some(at) = exact.or_else(|| {
        sheets
            .iter()
            .position(|sheet| sheet.name.to_lowercase() == lower)
    }) {
        return Ok(Some(at));
    }
    let error = Error::usage(format!("the workbook has no sheet `{only}`"));
    let names = || sheets.iter().map(|sheet| sheet.name.as_str());
    Err(match did_you_mean(only, names()) {
        Some(near) => error.hinted(format!("Did you mean `{near}`?")),
        None if sheets.is_empty() => error.hinted("Leave the sheet's name out"),
        None => {
            let names: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            error.hinted(format!("Choose one of its sheets: {}", names.join(", ")))
        }
    })
}

fn no_workbook() -> Error {
    Error::input("the file is no workbook")
        .hinted("Save it as .xlsx or .csv in a spreadsheet program")
}

fn damaged() -> Error {
    Error::input("the workbook can't be read")
        .hinted("Open it in a spreadsheet program and save it as .xlsx")
}

fn protected() -> Error {
    Error::input("the workbook is protected with a password")
        .hinted("Open it, remove the password and save it")
}

#[cfg(test)]
mod tests;
