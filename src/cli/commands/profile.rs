//! `satukan profile`

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use satukan::error::Error;
use satukan::ingest::Source;
use satukan::pipeline::Progress;
use satukan::profile::{self, ColumnProfile, Profile, Settings, SourceProfile, Suspicion, profile};
use satukan::report::html;
use satukan::text::mask::printable;

use super::{read_leniently, use_threads};
use crate::cli::args;
use crate::cli::message::{Messages, counted, grouped};

/// The table is readable in a window so wide.
const WIDTH: usize = 100;

/// A longer header is cut in the table.
const HEADER: usize = 30;

/// Looks at every column and prints what it holds.
pub fn run(args: &args::Profile, messages: &Messages) -> Result<()> {
    use_threads(args.threads)?;
    let (_, sources) = read_leniently(&args.sources, args.config.as_deref(), messages)?;
    messages.start("profile", 0, "columns");
    let profile = profile(
        &sources,
        Settings {
            show_values: args.show_values,
        },
    );
    let columns: usize = sources.iter().map(|source| source.columns.len()).sum();
    messages.finish(&counted(columns as u64, "column"));
    if let Some(place) = &args.html {
        write_page(place, &html::profile::render(&profile), &sources)?;
    }
    // The process ends here: giving back millions of small texts one by one would only make the user wait.
    std::mem::forget(sources);
    if args.json {
        return super::print(&format!("{}\n", serde_json::to_string(&profile)?));
    }
    super::print(&table(&profile))
}

/// Writes a page whole or not at all; nobody but its owner may read it.
fn write_page(place: &Path, text: &str, sources: &[Source]) -> Result<()> {
    let here = |path: &Path| path.canonicalize().ok();
    if here(place).is_some_and(|place| {
        sources
            .iter()
            .any(|it| here(&it.path) == Some(place.clone()))
    }) {
        return Err(Error::usage("the page would replace a source")
            .in_file(place)
            .hinted("Name another file, for example `--html profile.html`")
            .into());
    }
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let fail = |error: std::io::Error| {
        Error::output("can't write the page")
            .in_file(place)
            .hinted("Name a file in a folder that may be written to")
            .caused_by(error)
    };
    // A temporary file belongs to its owner alone, and keeps that in its place.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    file.persist(place).map_err(|error| fail(error.error))?;
    Ok(())
}

fn table(profile: &Profile) -> String {
    let mut text = String::new();
    for (at, source) in profile.sources.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        add_source(&mut text, source);
    }
    text
}

fn add_source(text: &mut String, source: &SourceProfile) {
    add_line(text, 0, &format!("{} ({})", source.name, source.path));
    add_line(text, 2, &format!("{}: {}", source.kind, source.kind_reason));
    let mut read_as = vec![source.format.clone()];
    if !source.encoding.is_empty() {
        read_as.push(source.encoding.clone());
    }
    if !source.delimiter.is_empty() {
        read_as.push(format!("delimiter `{}`", source.delimiter));
    }
    let header = source.decisions.iter().find(|found| found.what == "header");
    read_as.extend(header.map(|header| format!("header {}", header.value)));
    add_line(text, 2, &read_as.join(", "));
    let rows = format!(
        "{} read, {} accepted, {} rejected",
        counted(source.rows_read, "row"),
        grouped(source.rows_accepted),
        grouped(source.rows_rejected)
    );
    add_line(text, 2, &rows);
    for group in &source.rejects {
        let rejected = format!(
            "{} rejected, first on line {}: {}",
            grouped(group.rows),
            group.first_line,
            group.reason
        );
        add_line(text, 6, &rejected);
    }
    let width = |column: &ColumnProfile| column.header.chars().count().clamp(6, HEADER);
    let width = source.columns.iter().map(width).max().unwrap_or(6);
    text.push_str(&format!(
        "\n  {:width$}  {:14}  {:>5} {:>8} {:>8} {:>11}\n",
        "column", "meaning", "sure", "filled", "valid", "distinct"
    ));
    for column in &source.columns {
        add_column(text, column, width);
    }
}

fn add_column(text: &mut String, column: &ColumnProfile, width: usize) {
    let valid = match column.valid {
        Some(valid) => percent(valid, column.filled),
        None => "-".to_owned(),
    };
    text.push_str(&format!(
        "  {:width$}  {:14}  {:>5} {:>8} {:>8} {:>11}\n",
        cut(&column.header, HEADER),
        column.field,
        format!("{:.0} %", column.score * 100.0),
        percent(column.filled, column.rows),
        valid,
        grouped(column.distinct)
    ));
    for fact in &column.facts {
        let share = percent(fact.rows, column.filled);
        let rows = counted(fact.rows, "row");
        let line = format!("{} in {rows} ({share}): {}", fact.what, fact.treatment);
        add_line(text, 6, &line);
    }
    for suspicion in &column.suspicious {
        add_line(text, 4, &format!("! {}", in_words(suspicion, column)));
    }
}

fn in_words(suspicion: &Suspicion, column: &ColumnProfile) -> String {
    let whole = match suspicion.what {
        "placeholder" | "invented" => column.rows,
        _ => column.filled,
    };
    let examples: Vec<String> = suspicion.examples.iter().map(example).collect();
    let examples = match examples.is_empty() {
        true => String::new(),
        false => format!(" ({})", examples.join("; ")),
    };
    format!(
        "{} in {} ({}): {}{examples}",
        counted(suspicion.values, "value"),
        counted(suspicion.rows, "row"),
        percent(suspicion.rows, whole),
        suspicion.reason,
    )
}

fn example(suspect: &profile::Suspect) -> String {
    let value = format!("`{}`", cut(&suspect.value, HEADER));
    match suspect.names {
        Some(names) => format!("{value} with {}", counted(names, "name")),
        None if suspect.rows > 1 => format!("{value} in {}", grouped(suspect.rows)),
        None => value,
    }
}

/// A share that is never rounded to nothing or to all.
fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    match format!("{:.1}", 100.0 * part as f64 / whole as f64).as_str() {
        "0.0" if part > 0 => "<0.1 %".to_owned(),
        "100.0" if part < whole => ">99.9 %".to_owned(),
        exact => format!("{exact} %"),
    }
}

fn cut(text: &str, most: usize) -> String {
    let text = printable(text);
    if text.chars().count() <= most {
        return text.into_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    cut + "…"
}

/// Adds a text, its lines broken between words and set in.
fn add_line(text: &mut String, indent: usize, line: &str) {
    let mut width = indent;
    text.push_str(&" ".repeat(indent));
    let line = printable(line);
    for (at, word) in line.split(' ').enumerate() {
        let length = word.chars().count();
        if at > 0 && width + 1 + length > WIDTH {
            width = indent + 2;
            text.push('\n');
            text.push_str(&" ".repeat(width));
        } else if at > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(word);
        width += length;
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        assert_eq!(percent(1, 1_000_000), "<0.1 %");
        assert_eq!(percent(999_999, 1_000_000), ">99.9 %");
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(0, 0), "-");
    }

    #[test]
    fn long_lines_are_broken_between_words() {
        let mut text = String::new();
        add_line(&mut text, 4, &"word ".repeat(40));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(text.lines().count(), 3);
        assert!(text.starts_with("    word") && text.contains("\n      word"));
    }

    #[test]
    fn what_a_terminal_would_obey_is_not_printed() {
        assert_eq!(cut("a\u{1b}[2Jb", 30), "a [2Jb");
        assert_eq!(cut("abcdef", 4), "abc…");
    }
}
