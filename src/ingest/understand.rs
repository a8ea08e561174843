//! What a table means: its rows put right, a field for each column, and a kind for the whole.

use rayon::prelude::*;

use super::dialect::{self, Layout};
use super::file::{FileFacts, Opened};
use super::heading::check_columns;
use super::mapping::{self, Draft};
use super::mend::Mended;
use super::shape::Shape;
use super::table::Table;
use super::{
    Column, Dialect, Field, Format, Limits, Reject, Source, SourceSettings, fraction, json, kind,
    repair,
};
use crate::error::{Error, Result};
use crate::text::clean::{fold, tidy};

/// Puts ragged and mended rows right, finds the meaning of columns and source, and puts everything together.
pub(super) fn understand(
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
