//! A file of text, delimited or aligned by blanks, to a table.

use std::borrow::Cow;

use super::dialect::{Found, Layout, with_doubled_quotes, with_one_line_end};
use super::encoding;
use super::file::Opened;
use super::fixed_width::{self, FixedColumn};
use super::furniture::Furniture;
use super::head::{HEAD, Head, Wanted};
use super::heading::headers;
use super::scanner::{Cells, Fit, Row, Scanner};
use super::table::{self, Body};
use super::{Decision, Dialect, Format, SourceSettings, sheet};
use crate::error::{Error, Result};
use crate::text::clean::tidy;

/// The share of lines from which on a delimiter is beyond doubt, and columns of blanks aren't looked for.
const CLEARLY_DELIMITED: f64 = 0.7;

/// Opens a file of text.
///
/// # Errors
///
/// A usage error for an unknown encoding; an input error for a text that is empty, binary or beyond the limits.
pub(super) fn open(bytes: &[u8], format: Format, settings: &SourceSettings) -> Result<Opened> {
    let decoded = encoding::decode(bytes, settings.encoding.as_deref())?;
    if decoded
        .text
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == 0)
    {
        return Err(empty());
    }
    let one_end = with_one_line_end(&decoded.text, settings.delimiter);
    let line_ends_mended = matches!(one_end, Cow::Owned(_));
    let found = Layout::detect(&one_end, settings.delimiter);
    let text = with_doubled_quotes(one_end.clone(), &found);
    let columns = fixed_columns(&one_end, format, &found, settings);
    let mut opened = match columns {
        Some(columns) => open_fixed_width(&one_end, decoded.damaged, &columns, settings)?,
        None => open_delimited(&text, decoded.damaged, found, line_ends_mended, settings)?,
    };
    opened.dialect.encoding = Some(decoded.encoding.to_owned());
    opened.dialect.bom = decoded.bom;
    let encoding = Decision::new("encoding", decoded.encoding, decoded.why);
    opened.decisions.insert(0, encoding);
    Ok(opened)
}

fn empty() -> Error {
    Error::input("the file is empty").hinted("Check the export that should have written it")
}

/// The columns of a text that is aligned by blanks: configured ones, else those found where no delimiter divides.
fn fixed_columns(
    text: &[u8],
    format: Format,
    found: &Found<'_>,
    settings: &SourceSettings,
) -> Option<Vec<FixedColumn>> {
    if !settings.fixed_columns.is_empty() {
        return Some(settings.fixed_columns.clone());
    }
    let is_told = format == Format::FixedWidth;
    let is_open = settings.format.is_none() && settings.delimiter.is_none();
    // A time has a colon in every row of a printout.
    let is_clear = found.share >= CLEARLY_DELIMITED && !found.is_odd;
    let is_doubtful = is_open && !is_clear && !found.has_headings;
    if !(is_told || is_doubtful) {
        return None;
    }
    fixed_width::detect(&String::from_utf8_lossy(text))
}

fn open_fixed_width(
    text: &[u8],
    damaged: bool,
    columns: &[FixedColumn],
    settings: &SourceSettings,
) -> Result<Opened> {
    let text = String::from_utf8_lossy(text);
    let read = fixed_width::read(&text, columns, settings.limits)?;
    let mut opened = sheet::open(read, Format::FixedWidth, damaged, settings)?;
    let why = if settings.fixed_columns.is_empty() {
        "the same positions are blank in nearly all lines"
    } else {
        "set by the configuration"
    };
    let edges: Vec<String> = columns
        .iter()
        .map(|column| (column.start + 1).to_string())
        .collect();
    opened
        .decisions
        .insert(0, Decision::new("columns start at", edges.join(", "), why));
    opened.dialect.fixed_columns = columns.to_vec();
    Ok(opened)
}

/// The first rows, each with where the next one starts.
struct First {
    rows: Vec<Vec<String>>,
    found: Vec<Row>,
    /// Where the row behind each starts, and its line.
    next: Vec<(usize, u64)>,
}

fn first_rows(text: &[u8], layout: Layout) -> First {
    let mut first = First {
        rows: Vec::new(),
        found: Vec::new(),
        next: Vec::new(),
    };
    let mut scanner = Scanner::new(text, layout, None);
    let mut cells = Cells::default();
    while first.rows.len() < HEAD + 2 {
        cells.truncate(0);
        let Some(row) = scanner.next_row(&mut cells) else {
            break;
        };
        first.rows.push(cells.texts(text));
        first.found.push(row);
        first.next.push((scanner.at, scanner.line));
    }
    first
}

fn open_delimited(
    text: &[u8],
    damaged: bool,
    found: Found<'_>,
    line_ends_mended: bool,
    settings: &SourceSettings,
) -> Result<Opened> {
    let Found {
        layout,
        why,
        sample,
        ..
    } = found;
    let first = first_rows(text, layout);
    if first.rows.is_empty() {
        return Err(empty());
    }
    let wanted = Wanted {
        header: settings.header,
        row: settings
            .header_line
            .map(|line| header_row(&first, line))
            .transpose()?,
    };
    let sampled = sample.rows(layout);
    let head = Head::find(&first.rows, &sampled, wanted);
    let usual = usual_width(&sampled);
    let width = width(&head, &sampled, usual);
    settings.limits.check_columns(width, 1)?;
    let fit = Fit {
        width,
        extra: sample.usual_extra(layout, width),
    };
    let furniture = Furniture::new(
        &first.rows[..head.titles],
        &first.rows[head.titles..head.titles + head.header_rows],
    );
    let (start, line) = match head.skip {
        0 => (layout.skip, 1 + u64::from(layout.skip > 0)),
        skip => first.next[skip - 1],
    };
    let table = table::of_text(&Body {
        text,
        layout,
        fit,
        start,
        line,
        furniture: &furniture,
        damaged,
        limits: settings.limits,
    })?;
    let line_end = line_end(text, layout, line_ends_mended);
    let header_line = first.found.get(head.titles).map_or(1, |row| row.line);
    let decisions = vec![
        Decision::new("delimiter", delimiter_word(layout.delimiter), why),
        Decision::new("line ends", line_end, "as they stand in the text"),
        head_decision(&head, header_line),
    ];
    Ok(Opened {
        sheet: None,
        dialect: Dialect {
            format: Format::Delimited,
            delimiter: Some(layout.delimiter),
            quote: Some(layout.quote),
            has_header: head.header_rows > 0,
            header_line: if head.header_rows > 0 { header_line } else { 0 },
            titles: head.titles as u64,
            ..Dialect::default()
        },
        decisions,
        notes: Vec::new(),
        headers: headers(&head, width),
        layout,
        table,
    })
}

/// The number of the row that stands on a line.
fn header_row(first: &First, line: u64) -> Result<usize> {
    first
        .found
        .iter()
        .position(|row| row.line == line)
        .ok_or_else(|| {
            Error::usage(format!("line {line} can't be the header")).hinted(format!(
                "`header_line` is a line that isn't blank, among the first {HEAD}"
            ))
        })
}

/// What was decided about the lines above the data.
pub(super) fn head_decision(head: &Head, line: u64) -> Decision {
    let value = match (head.header_rows, head.titles) {
        (0, 0) => "none".to_owned(),
        (0, titles) => format!("none; {titles} above the data passed over"),
        (1, _) => format!("line {line}"),
        (rows, _) => format!("{rows} lines from line {line}"),
    };
    Decision::new("header", value, head.why.clone())
}

/// A delimiter as reports call it.
pub(crate) fn delimiter_word(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        byte if byte.is_ascii_graphic() => char::from(byte).to_string(),
        byte => format!("0x{byte:02x}"),
    }
}

/// The number of fields that most sampled rows have, of equally frequent ones the largest.
fn usual_width(sample: &[Vec<String>]) -> usize {
    let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    for row in sample {
        *counts.entry(row.len()).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(fields, rows)| (*rows, *fields))
        .map_or(1, |(fields, _)| fields)
}

/// The number of columns: the header's without unnamed ones at its end, else the usual one.
///
/// Unnamed columns at the end count when a sampled row of the usual number of fields fills them.
fn width(head: &Head, sample: &[Vec<String>], usual: usize) -> usize {
    let filled = |row: &[String]| {
        row.iter()
            .rposition(|cell| !tidy(cell).is_empty())
            .map_or(1, |last| last + 1)
    };
    if head.header_rows == 0 {
        return usual;
    }
    let named = filled(&head.headers);
    let rows = sample.iter().filter(|row| row.len() == usual);
    let widest = rows.map(|row| filled(row)).max().unwrap_or(named);
    named.max(widest)
}

fn line_end(text: &[u8], layout: Layout, mixed: bool) -> &'static str {
    let all = memchr::memchr_iter(layout.newline, text).take(1000);
    let (mut with, mut without) = (0, 0);
    for at in all {
        if layout.newline == b'\n' && at > 0 && text[at - 1] == b'\r' {
            with += 1;
        } else {
            without += 1;
        }
    }
    match (layout.newline, with, without) {
        _ if mixed => "mixed",
        (b'\r', ..) => "CR",
        (_, 0, _) => "LF",
        (_, _, 0) => "CRLF",
        _ => "mixed",
    }
}
