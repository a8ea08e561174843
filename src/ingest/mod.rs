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

use crate::error::{Error, Result, did_you_mean};
use crate::text::clean::{fold, tidy};
use crate::text::count::counted;

mod columnar;
mod dbf;
mod dialect;
mod dos;
mod encoding;
mod excel;
mod field;
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

use self::dialect::Layout;
use self::heading::{Heading, check_columns, headers};
use self::mapping::Draft;
use self::mend::Mended;
use self::shape::Shape;
use self::table::Table;

/// One table, its rows cut but not yet understood.
struct Opened {
    sheet: Option<String>,
    dialect: Dialect,
    decisions: Vec<Decision>,
    notes: Vec<String>,
    headers: Vec<Heading>,
    /// How the raw text of a reject is cut into fields.
    layout: Layout,
    table: Table,
}

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

fn read_with(settings: &SourceSettings, mended: &Mended) -> Result<Vec<Source>> {
    let path = &settings.path;
    let loaded = load::load(path, settings.limits).map_err(|error| error.in_file(path))?;
    let (format, why) = match settings.format {
        Some(format) => (format, "set by the configuration"),
        None => format::detect(&loaded.bytes).map_err(|error| error.in_file(path))?,
    };
    let (hash, opened) = rayon::join(
        || {
            loaded
                .hash
                .unwrap_or_else(|| blake3::hash(&loaded.bytes).to_hex().to_string())
        },
        || open(&loaded.bytes, format, settings),
    );
    let mut opened = opened.map_err(|error| error.in_file(path))?;
    let names: Vec<&str> = opened
        .iter()
        .filter_map(|table| table.sheet.as_deref())
        .collect();
    if let Some(unknown) = settings
        .sheets
        .keys()
        .find(|name| !names.contains(&name.as_str()))
    {
        let error = Error::usage(format!("the workbook has no sheet `{unknown}` with rows"));
        return Err(match did_you_mean(unknown, names.iter().copied()) {
            Some(near) => error.hinted(format!("Did you mean `{near}`?")),
            None => error.hinted(format!("It has `{}`", names.join("`, `"))),
        }
        .in_file(path));
    }
    opened.retain(|table| {
        let sheet = table
            .sheet
            .as_ref()
            .and_then(|sheet| settings.sheets.get(sheet));
        !sheet.is_some_and(|sheet| sheet.skip)
    });
    let several = opened.len() > 1;
    let has_rows = |table: &Opened| table.table.rows_read > 0;
    // A sheet with headings only, beside others, is no mistake of the export.
    let empty: Vec<String> = match opened.iter().any(has_rows) {
        true => opened
            .extract_if(.., |table| !has_rows(table))
            .filter_map(|table| table.sheet)
            .collect(),
        false => Vec::new(),
    };
    let mut sources = Vec::with_capacity(opened.len());
    for mut table in opened {
        table.dialect.packing = loaded.packing.map(str::to_owned);
        let found = table.dialect.format;
        let why = if found == format {
            why
        } else {
            "its columns are aligned by blanks"
        };
        let mut first = vec![Decision::new("format", found.word(), why)];
        first.extend(
            loaded
                .packing
                .map(|packing| Decision::new("packing", packing, "its first bytes")),
        );
        table.decisions.splice(0..0, first);
        if sources.is_empty() && !empty.is_empty() {
            let note = format!(
                "sheets without data rows are passed over: `{}`",
                empty.join("`, `")
            );
            table.notes.push(note);
        }
        let of_sheet = table
            .sheet
            .as_ref()
            .and_then(|sheet| settings.sheets.get(sheet));
        let settings = match (of_sheet, &table.sheet) {
            (Some(settings), _) => settings.clone(),
            (None, Some(sheet)) if several => SourceSettings {
                name: format!("{}:{sheet}", settings.name),
                ..settings.clone()
            },
            _ => settings.clone(),
        };
        table.dialect.sheet = table
            .sheet
            .clone()
            .filter(|_| several || settings.sheet.is_some());
        let facts = FileFacts {
            hash: hash.clone(),
            bytes: loaded.size,
        };
        let source = understand(&settings, facts, table, mended);
        sources.push(source.map_err(|error| error.in_file(path))?);
    }
    Ok(sources)
}

/// What is known of the file as a whole.
struct FileFacts {
    hash: String,
    bytes: u64,
}

/// Opens the tables of a file.
fn open(bytes: &[u8], format: Format, settings: &SourceSettings) -> Result<Vec<Opened>> {
    let limits = settings.limits;
    let encoding = settings.encoding.as_deref();
    let sheets = match format {
        Format::Delimited | Format::FixedWidth => {
            return Ok(vec![text::open(bytes, format, settings)?]);
        }
        Format::Workbook => excel::read(bytes, settings.sheet.as_deref(), limits)?,
        Format::Dbase => vec![dbf::read(
            bytes,
            memo(&settings.path).as_deref(),
            encoding,
            limits,
        )?],
        Format::Parquet | Format::Arrow => vec![columnar::read(bytes, format, limits)?],
        Format::Json => vec![json::read(
            &encoding::decode(bytes, encoding)?.whole()?,
            limits,
        )?],
        Format::Markup => html::read(&encoding::decode(bytes, encoding)?.whole()?, limits)?,
    };
    if sheets.is_empty() {
        return Err(Error::input("the file holds no table")
            .hinted("Check the export that should have written it"));
    }
    sheets
        .into_iter()
        .map(|sheet| {
            let of_sheet = sheet
                .name
                .as_ref()
                .and_then(|name| settings.sheets.get(name));
            sheet::open(sheet, format, false, of_sheet.unwrap_or(settings))
        })
        .collect()
}

/// The memo texts of a dBase table, in a file beside it.
fn memo(path: &Path) -> Option<Vec<u8>> {
    ["fpt", "FPT", "dbt", "DBT", "Fpt", "Dbt"]
        .iter()
        .find_map(|ending| std::fs::read(path.with_extension(ending)).ok())
}

fn refuse_useless(table: &Table, width: usize) -> Result<()> {
    if table.rows_read == 0 {
        let hint = "Check the export; if the first line is data, say in the settings that there is no header";
        return Err(Error::input("the file has a header but no data rows").hinted(hint));
    }
    let (true, Some(first)) = (table.rows.is_empty(), table.refused.first()) else {
        return Ok(());
    };
    let reason = first.why.words("text in the file's encoding");
    let hint = match width {
        1 => "Name the delimiter in the settings, or remove the lines above the header",
        _ => "Check that the first line is the header and that every row has its columns",
    };
    let message = format!(
        "none of the {} data rows can be taken, the first on line {}: {reason}",
        table.rows_read, first.line
    );
    Err(Error::input(message).hinted(hint))
}

/// Beside given names, a column of names that does not repeat them holds the family names, however many words they have.
fn split_names(columns: &mut [Column]) {
    let only = |columns: &[Column], field: Field| {
        let mut found = (0..columns.len()).filter(|at| columns[*at].field == field);
        found.next().filter(|_| found.next().is_none())
    };
    if columns
        .iter()
        .any(|column| column.field == Field::FamilyName)
    {
        return;
    }
    let (Some(given), Some(name)) = (only(columns, Field::GivenName), only(columns, Field::Name))
    else {
        return;
    };
    let (mut both, mut repeats) = (0u32, 0u32);
    for row in 0..columns[given].cells.len() {
        let (given, name) = (
            fold(columns[given].text(row)),
            fold(columns[name].text(row)),
        );
        if !given.is_empty() && !name.is_empty() {
            both += 1;
            repeats += u32::from(format!(" {name} ").contains(&format!(" {given} ")));
        }
    }
    if both > 0 && 2 * repeats < both {
        let header = &columns[given].header;
        columns[name].reason = format!(
            "{}; beside the given names of `{header}`",
            columns[name].reason
        );
        columns[name].field = Field::FamilyName;
    }
}

/// Cuts the raw text of a rejected row into fields, as its format would.
fn fields_of(
    raw: &str,
    dialect: &Dialect,
    layout: Layout,
    headers: &[String],
    limits: Limits,
) -> Vec<String> {
    match dialect.format {
        Format::FixedWidth => dialect
            .fixed_columns
            .iter()
            .map(|column| {
                let behind = raw.chars().skip(column.start);
                let cell: String = behind.take(column.width.unwrap_or(usize::MAX)).collect();
                cell.trim().to_owned()
            })
            .collect(),
        Format::Json => {
            let Ok(sheet) = json::read(raw, limits) else {
                return Vec::new();
            };
            if sheet.grid.len() != 2 || sheet.grid.refused(1).is_some() {
                return Vec::new();
            }
            let names: Vec<&str> = sheet.grid.row(0).collect();
            let cells: Vec<&str> = sheet.grid.row(1).collect();
            let cell = |header: &String| {
                let at = names.iter().position(|name| tidy(name) == header.as_str());
                at.and_then(|at| cells.get(at))
                    .copied()
                    .unwrap_or_default()
                    .to_owned()
            };
            headers.iter().map(cell).collect()
        }
        _ => dialect::split(raw.as_bytes(), layout.delimiter, layout.quote),
    }
}

/// Puts ragged and mended rows right, finds the meaning of columns and source, and puts everything together.
fn understand(
    settings: &SourceSettings,
    facts: FileFacts,
    opened: Opened,
    mended: &Mended,
) -> Result<Source> {
    let Opened {
        dialect,
        decisions,
        mut notes,
        headers: headings,
        layout,
        mut table,
        ..
    } = opened;
    let mut made_up: Vec<bool> = headings.iter().map(|heading| heading.is_made_up).collect();
    let mut headers: Vec<String> = headings.into_iter().map(|heading| heading.text).collect();
    check_columns(settings, &headers)?;
    let split = |raw: &str| fields_of(raw, &dialect, layout, &headers, settings.limits);
    let (by_hand, unused) = mended.apply(&settings.name, &mut table, &split);
    if unused > 0 {
        notes.push(format!(
            "rows of the list of rejects that changed nothing, as no such row was rejected or they still can't be read: {unused}"
        ));
    }
    if by_hand > 0 {
        notes.push(format!("rows mended by the list of rejects: {by_hand}"));
    }
    // Elsewhere a row with other fields is no row at all.
    if dialect.format == Format::Delimited {
        for (count, what) in repair::repair(&mut table, layout.delimiter, &split) {
            notes.push(format!("rows {what}: {count}"));
        }
    }
    refuse_useless(&table, headers.len())?;
    let mut table = table.finish()?;
    // The edges of a table drawn with `|`, a column that a spreadsheet left out: neither heading nor value.
    let is_nothing = |at: usize| made_up[at] && table.columns[at].values.len() == 1;
    let kept: Vec<bool> = (0..headers.len()).map(|at| !is_nothing(at)).collect();
    if kept.contains(&true) {
        let mut keep = kept.iter().copied();
        headers.retain(|_| keep.next().unwrap_or(true));
        let mut keep = kept.iter().copied();
        made_up.retain(|_| keep.next().unwrap_or(true));
        let mut keep = kept.iter().copied();
        table.columns.retain(|_| keep.next().unwrap_or(true));
    }
    let whole: Vec<u64> = table
        .columns
        .par_iter_mut()
        .map(fraction::take_off)
        .collect();
    for (header, cells) in headers.iter().zip(whole).filter(|(_, cells)| *cells > 0) {
        notes.push(format!(
            "`.0` behind whole numbers of `{header}` is taken off: {cells} cells"
        ));
    }

    let shapes: Vec<Shape> = table
        .columns
        .par_iter()
        .map(|column| Shape::of(&column.cells, &column.values))
        .collect();
    let of_column = |header: &str| settings.columns.get(header).copied().unwrap_or_default();
    let mut drafts: Vec<Draft<'_>> = headers
        .iter()
        .zip(shapes)
        .zip(&made_up)
        .map(|((header, shape), made_up)| {
            Draft::new(header, !made_up, shape, of_column(header).field)
        })
        .collect();
    mapping::map(&mut drafts);
    let (kind, kind_reason) = match settings.kind {
        Some(kind) => (kind, "set by the configuration".to_owned()),
        None => kind::decide(&drafts),
    };
    mapping::adapt(&mut drafts, kind);
    let meanings: Vec<(Field, f32, String)> = drafts
        .into_iter()
        .map(|draft| (draft.field, draft.score, draft.reason))
        .collect();
    let mut columns: Vec<Column> = headers
        .into_iter()
        .zip(meanings)
        .zip(table.columns)
        .map(|((header, (field, score, reason)), column)| Column {
            same_as: None,
            settings: of_column(&header),
            header,
            field,
            score,
            reason,
            cells: column.cells,
            values: column.values,
        })
        .collect();
    split_names(&mut columns);
    let encoding = dialect.encoding.as_deref().unwrap_or("text");
    let rejects = table
        .refused
        .into_iter()
        .map(|row| Reject {
            source: settings.name.clone(),
            line: row.line,
            reason: row.why.words(encoding),
            raw: row.raw,
            is_furniture: row.why.is_furniture(),
        })
        .collect();
    Ok(Source {
        name: settings.name.clone(),
        path: settings.path.clone(),
        hash: facts.hash,
        bytes: facts.bytes,
        dialect,
        decisions,
        notes,
        kind,
        kind_reason,
        columns,
        rows: table.rows,
        lines: table.lines,
        rows_read: table.rows_read,
        rejects,
        mended_hash: mended.hash(&settings.name),
        identities: None,
        dittos: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
