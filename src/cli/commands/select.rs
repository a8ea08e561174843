//! `satukan select`

use std::io::{BufWriter, ErrorKind, Write, stdout};
use std::path::Path;

use anyhow::Result;
use satukan::error::Error;
use satukan::frame::{CsvStyle, Format, Frame};
use satukan::pipeline::Progress;
use satukan::publish::opened::Opened;
use satukan::select::{self, ColumnFacts, Counts, OptOutColumn, Selection, Settings, Unique};

use crate::cli::args::{Per, Select};
use crate::cli::message::{Messages, grouped};

/// Lists the customers who meet a condition.
pub fn run(args: &Select, messages: &Messages) -> Result<()> {
    let result = Opened::open(&args.result)?;
    if args.list_columns {
        return super::print(&table(&select::columns(&result)?));
    }
    let place = args
        .output
        .as_deref()
        .filter(|place| *place != Path::new("-"));
    let format = format(args, place)?;
    if let Some(place) = place {
        check(&result, place)?;
    }
    let settings = Settings {
        condition: args.condition.clone(),
        columns: args.columns.clone(),
        per: match args.per {
            Per::Customer => select::Per::Customer,
            Per::Household => select::Per::Household,
        },
        unique: match args.unique.as_deref() {
            None => Unique::Contacts,
            Some("none") => Unique::Nothing,
            Some(name) => Unique::Column(name.to_owned()),
        },
        opt_out: super::opt_out_column(args.opt_out.as_deref()),
    };
    let selection = select::select(&result, &settings)?;
    let style = CsvStyle {
        has_mark: args.bom,
        is_short: true,
    };
    match place {
        _ if args.count => super::print(&format!("{}\n", selection.counts.selected))?,
        Some(place) => write(&selection.table, place, format, style)?,
        None => print(&selection.table, format, style)?,
    }
    report(&selection, &settings, messages);
    Ok(())
}

fn format(args: &Select, place: Option<&Path>) -> Result<Format> {
    let format = match (args.format, place) {
        (Some(format), _) => format.into(),
        (None, None) => Format::Csv,
        (None, Some(place)) => Format::of(place).ok_or_else(|| {
            Error::usage("the ending of the file tells no format")
                .in_file(place)
                .hinted("Use .csv, .xlsx, .jsonl, .parquet or .sqlite, or say it with `--format`")
        })?,
    };
    let is_text = matches!(format, Format::Csv | Format::JsonLines);
    if place.is_none() && !is_text {
        return Err(Error::usage("this format can't go to the standard output")
            .hinted("Name a file with `-o`")
            .into());
    }
    if args.bom && format != Format::Csv {
        return Err(Error::usage("only CSV begins with a byte order mark")
            .hinted("Leave out `--bom`")
            .into());
    }
    Ok(format)
}

/// Checks, before any work is done, that the list can go where it should.
fn check(result: &Opened, place: &Path) -> Result<()> {
    if result.holds(place) {
        return Err(Error::usage("the list can't go into the result")
            .in_file(place)
            .hinted("Name a file elsewhere: the next run replaces the folder, and takes no strange files")
            .into());
    }
    if place.is_dir() {
        return Err(Error::usage("the list can't be a folder")
            .in_file(place)
            .hinted("Name a file with `-o`")
            .into());
    }
    Ok(())
}

/// Writes the list beside its place and puts it there when it is whole.
fn write(table: &Frame, place: &Path, format: Format, style: CsvStyle) -> Result<()> {
    let parent = match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let fail = |error: std::io::Error| {
        Error::output("can't write the list")
            .in_file(place)
            .hinted("Name a file in a folder that may be written to")
            .caused_by(error)
    };
    // Files that a writer sets aside lie in the same folder, which is its owner's alone.
    let mut builder = tempfile::Builder::new();
    builder.prefix(".satukan-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let draft = builder.tempdir_in(parent).map_err(fail)?;
    let file = tempfile::NamedTempFile::new_in(draft.path()).map_err(fail)?;
    table.write(file.path(), format, style, "customers")?;
    file.persist(place).map_err(|error| fail(error.error))?;
    Ok(())
}

fn print(table: &Frame, format: Format, style: CsvStyle) -> Result<()> {
    let mut into = BufWriter::new(stdout().lock());
    let written = if format == Format::JsonLines {
        table.json_lines_to(&mut into)
    } else {
        table.csv_to(&mut into, style)
    };
    match written.and_then(|()| into.flush()) {
        // A reader that closed the pipe has had enough, which is no failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

fn report(selection: &Selection, settings: &Settings, messages: &Messages) {
    let Counts {
        customers,
        not_met,
        opted_out,
        shares_contact,
        same_household,
        same_contact,
        selected,
    } = selection.counts;
    let number = |count: usize| grouped(count as u64);
    messages.result(&format!(
        "{} of {} customers",
        number(selected),
        number(customers)
    ));
    let why = |count: usize, reason: &str| {
        if count > 0 {
            messages.result(&format!("{:>9} {reason}", number(count)));
        }
    };
    why(not_met, "don't meet the condition");
    why(
        opted_out,
        &format!("opted out ({})", listed(&selection.opt_out)),
    );
    why(shares_contact, "share a contact with one who opted out");
    why(same_household, "live with one who is on the list");
    let unique: Vec<String> = selection
        .unique
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    why(
        same_contact,
        &format!("have the {} of one who is on the list", unique.join(" or ")),
    );
    if settings.opt_out == OptOutColumn::Found && selection.opt_out.is_empty() {
        messages.note("no column says who opted out; if one does, name it with `--opt-out`");
    }
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn table(columns: &[ColumnFacts]) -> String {
    let width = columns
        .iter()
        .map(|column| column.name.len())
        .max()
        .unwrap_or(0)
        .max(6);
    let mut text = format!(
        "{:width$}  {:5} {:>9} {:>9}\n",
        "column", "type", "filled", "distinct"
    );
    for column in columns {
        text.push_str(&format!(
            "{:width$}  {:5} {:>9} {:>9}",
            column.name,
            column.kind,
            grouped(column.filled as u64),
            grouped(column.distinct as u64)
        ));
        let values: Vec<String> = column
            .values
            .iter()
            .map(|(value, customers)| format!("{value} {}", grouped(*customers as u64)))
            .collect();
        if !values.is_empty() {
            text.push_str(&format!("  {}", values.join(", ")));
        }
        text.push('\n');
    }
    text
}
