//! One file: its tables are opened, and each is understood.

use std::path::Path;

use super::dialect::Layout;
use super::heading::Heading;
use super::mend::Mended;
use super::table::Table;
use super::understand::understand;
use super::{
    Decision, Dialect, Format, Source, SourceSettings, columnar, dbf, encoding, excel, format,
    html, json, load, sheet, text,
};
use crate::error::{Error, Result, did_you_mean};

/// One table, its rows cut but not yet understood.
pub(super) struct Opened {
    pub(super) sheet: Option<String>,
    pub(super) dialect: Dialect,
    pub(super) decisions: Vec<Decision>,
    pub(super) notes: Vec<String>,
    pub(super) headers: Vec<Heading>,
    /// How the raw text of a reject is cut into fields.
    pub(super) layout: Layout,
    pub(super) table: Table,
}

/// What is known of the file as a whole.
pub(super) struct FileFacts {
    pub(super) hash: String,
    pub(super) bytes: u64,
}

/// Reads one file; rows of the lists of rejects take the place of those that were rejected.
pub(super) fn read_with(settings: &SourceSettings, mended: &Mended) -> Result<Vec<Source>> {
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
