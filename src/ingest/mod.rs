//! Legacy bytes to columns of text, each with its meaning, plus the rows that could not be taken.
//!
//! A file comes in, a [`Source`] for each table in it goes out: one cell per column and accepted row, as a number into
//! the column's distinct texts. Rows read are rows accepted plus rejects. Every decision about the body (delimiter,
//! encoding, fields, kind) depends on the set of rows and not on their order; the header is looked for above them. A file
//! is held in memory while it is read; afterwards only the distinct texts and four bytes per cell remain.
//!
//! One format per file: delimited text is cut where it stands (`scanner`), every other format gives a `grid::Grid` of
//! cells. Both become a `table::Table`.

use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::text::count::counted;

mod columnar;
mod dbf;
mod dialect;
mod dos;
mod encoding;
mod excel;
mod field;
mod file;
mod fixed_width;
mod format;
mod fraction;
mod furniture;
mod grid;
mod head;
mod header;
mod header_answer;
mod heading;
mod html;
mod identity;
mod interner;
mod json;
mod kind;
mod limits;
mod load;
mod locate;
mod mapping;
mod mend;
mod reject;
mod repair;
mod scanner;
mod shape;
mod sheet;
mod source;
mod table;
mod text;
mod texts;
mod understand;

pub use field::Field;
pub use fixed_width::FixedColumn;
pub use format::Format;
pub use header::tells_family;
pub use header_answer::{HeaderAnswer, header};
pub use identity::Identities;
pub use kind::SourceKind;
pub use limits::Limits;
pub use load::STDIN;
pub use locate::{Located, locate};
pub use reject::{Reject, RejectLimit};
pub use source::{Column, ColumnSettings, Decision, Dialect, Source, SourceSettings};
pub(crate) use text::delimiter_word;
pub use texts::Texts;

use self::file::read_with;
use self::mend::Mended;

/// Reads all sources; `advance` is told of each file.
///
/// A list of rejects among them is no source: its rows take the place of those that were rejected.
///
/// # Errors
///
/// What [`read`] refuses; an input error for mended rejects of a source that is not there.
pub fn read_all(settings: &[SourceSettings], advance: &(dyn Fn() + Sync)) -> Result<Vec<Source>> {
    let mut mended = Mended::default();
    let (reviewed, sources): (Vec<_>, Vec<_>) = settings
        .iter()
        .filter(|source| !source.skip)
        .partition(|source| source.path != Path::new(STDIN) && is_review(&source.path));
    let (lists, files): (Vec<_>, Vec<_>) = sources
        .into_iter()
        .partition(|source| source.path != Path::new(STDIN) && Mended::is_list(&source.path));
    for list in &lists {
        mended.add(&list.path)?;
    }
    if let (true, true, Some(list)) = (files.is_empty(), lists.is_empty(), reviewed.first()) {
        return Err(Error::input("the only source is a review list")
            .in_file(&list.path)
            .hinted("Name the files of the customers, and the list with `--decisions`"));
    }
    if files.is_empty() && lists.is_empty() {
        return Err(Error::usage("every source is skipped")
            .hinted("Take `skip = true` off one of them in the settings"));
    }
    let read: Vec<Result<Vec<Source>>> = files
        .par_iter()
        .map(|source| {
            let read = read_with(source, &mended);
            advance();
            read
        })
        .collect();
    let mut sources = Vec::with_capacity(files.len());
    for read in read {
        sources.extend(read?);
    }
    for name in mended.sources() {
        if !sources.iter().any(|source| source.name == name) {
            let list = lists.first().map_or(Path::new(""), |list| &list.path);
            return Err(Error::input(format!(
                "the list holds rows of `{name}`, which is none of the sources"
            ))
            .in_file(list)
            .hinted("Name the file those rows came from, too"));
        }
    }
    if let (true, Some(list)) = (sources.is_empty(), lists.first()) {
        return Err(Error::input("the only source is a list of rejects")
            .in_file(&list.path)
            .hinted("Name the files those rows came from, too"));
    }
    for source in &sources {
        let headers = source.columns.iter().map(|column| column.header.as_str());
        if headers.eq(mend::HEADER) {
            return Err(Error::input("a list of rejects is taken as CSV only")
                .in_file(&source.path)
                .hinted("Save it as CSV in UTF-8, as it was written"));
        }
    }
    pass_over_things(&mut sources, settings);
    if let Some(first) = sources.first_mut() {
        first.notes.extend(reviewed.iter().map(|list| {
            let path = list.path.display();
            format!("beside it `{path}` is passed over: a review list is no source; to obey its decisions, name it with `--decisions`")
        }));
    }
    note_copies(&mut sources);
    if sources.len() > usize::from(u16::MAX) {
        return Err(Error::input(format!(
            "there are {} tables, at most 65535 can be read",
            sources.len()
        ))
        .hinted("Name fewer files at a time"));
    }
    identity::settle(&mut sources);
    Ok(sources)
}

/// The headings by which a list of pairs to decide is known.
const REVIEW: [&str; 5] = ["case", "decision", "left_source", "left_row", "left_key"];

/// Tells whether a file is a review list of ours, by its first line.
fn is_review(path: &Path) -> bool {
    mend::first_line(path).is_some_and(|line| {
        let cells = line.split([',', ';', '\t']);
        let cells = cells.map(|cell| cell.trim_matches('"'));
        cells.take(REVIEW.len()).eq(REVIEW)
    })
}

/// Leaves out tables of things (a price list, a summary) beside tables that say who somebody is.
///
/// A table alone is taken whatever it holds, and so is one of which the settings say what it is.
fn pass_over_things(sources: &mut Vec<Source>, settings: &[SourceSettings]) {
    let names_somebody = |source: &Source| {
        let mut columns = source.columns.iter();
        source.kind != SourceKind::People
            || columns.any(|column| {
                let is_place = (Field::Village..=Field::Country).contains(&column.field);
                column.field == Field::CardNumber || column.field.is_identity() && !is_place
            })
    };
    let is_told = |source: &Source| {
        let told = |known: &SourceSettings| {
            known.kind.is_some() || known.columns.values().any(|column| column.field.is_some())
        };
        settings.iter().any(|known| {
            let of_sheet = known
                .sheets
                .values()
                .any(|sheet| sheet.name == source.name && told(sheet));
            of_sheet || known.name == source.name && told(known)
        })
    };
    let keeps = |source: &Source| names_somebody(source) || is_told(source);
    if !sources.iter().any(keeps) {
        return;
    }
    let passed: Vec<Source> = sources.extract_if(.., |source| !keeps(source)).collect();
    if let Some(first) = sources.first_mut() {
        for source in passed {
            first.notes.push(format!(
                "beside it `{}` is passed over, with {}, since no column says who somebody is",
                source.name,
                counted(source.rows_read, "row")
            ));
        }
    }
}

/// Says of every file that it holds the same bytes as one before it.
fn note_copies(sources: &mut [Source]) {
    for at in 1..sources.len() {
        let (before, rest) = sources.split_at_mut(at);
        let source = &mut rest[0];
        let twin = before
            .iter()
            .find(|other| other.hash == source.hash && other.path != source.path);
        if let Some(twin) = twin {
            source.notes.push(format!(
                "the file has the same content as `{}`: every row comes twice",
                twin.path.display()
            ));
        }
    }
}

/// Reads one file: a source for each table in it.
///
/// # Errors
///
/// An input error for a file that is missing, unreadable, empty, binary, without data rows, or of which no row can
/// be taken; a usage error for a configured encoding or column that doesn't exist.
pub fn read(settings: &SourceSettings) -> Result<Vec<Source>> {
    read_with(settings, &Mended::default())
}

#[cfg(test)]
mod tests;
