//! Tables of an HTML page or of an Excel 2003 XML file, which many old programs write and call `.xls`.
//!
//! A text comes in, a [`Sheet`] per table of two rows or more goes out, in the order in which the tables begin. The
//! files are machine-made but often cut off or not closed, so tags are taken as they come and nothing has to fit.

use super::grid::Sheet;
use super::limits::Limits;
use crate::error::Result;

mod page;
mod scan;
mod table;
mod workbook;

use self::page::Page;
use self::scan::{Scanner, Token};
use self::workbook::Workbook;

/// Bytes at the head of a file that are looked at.
const HEAD: usize = 8192;

/// Tells whether a file is an HTML page or an Excel 2003 XML workbook, whatever its name says.
///
/// Looks at the head only and works before the encoding is known: UTF-16 has the same letters, with NULs between.
pub(crate) fn is_markup(text: &[u8]) -> bool {
    let head: Vec<u8> = text[..text.len().min(HEAD)]
        .iter()
        .filter(|byte| **byte != 0)
        .map(u8::to_ascii_lowercase)
        .skip_while(|byte| *byte != b'<' && (byte.is_ascii_whitespace() || !byte.is_ascii()))
        .collect();
    if head.first() != Some(&b'<') {
        return false;
    }
    let has = |word: &[u8]| {
        head.windows(word.len() + 1).any(|window| {
            window.starts_with(word)
                && !window[word.len()].is_ascii_alphanumeric()
                && window[word.len()] != b'_'
        })
    };
    // `<table` is also a name in the XML dumps of databases.
    has(b"<html")
        || has(b"<!doctype html")
        || has(b"<workbook")
        || has(b"<ss:workbook")
        || has(b"progid=\"excel.sheet")
        || (has(b"<table") && !head.starts_with(b"<?xml"))
}

/// Reads all tables of a page or all worksheets of a workbook that have two rows or more.
///
/// A sheet's name is the worksheet's, else the table's caption, else `table 2` by the order in the page. Tables within
/// a table are tables of their own.
///
/// # Errors
///
/// An input error beyond the limits.
pub(crate) fn read(text: &str, limits: Limits) -> Result<Vec<Sheet>> {
    let is_workbook = Scanner::new(text).any(
        |token| matches!(token, Token::Open { name, .. } if matches!(scan::local(name).as_str(), "workbook" | "worksheet")),
    );
    if is_workbook {
        Workbook::new(limits).read(text)
    } else {
        Page::new(limits).read(text)
    }
}

#[cfg(test)]
mod tests;
