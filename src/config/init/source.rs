//! The tables of a source: how it is stored, what its columns mean, and what told it.

use std::fmt::Write;
use std::iter::once;
use std::path::Path;

use super::quoted;
use crate::ingest::{Column, Field, FixedColumn, Format, Source, SourceSettings};
use crate::normalise::amount::{self, AmountStyle};
use crate::normalise::date::{self, DateOrder};

/// Below this a column's meaning is called unsure.
const SURE: f32 = 0.7;

/// Comments stand below one another unless a line is longer.
const WIDEST: usize = 64;

/// Writes what was detected in a source.
pub(super) fn write_source(text: &mut String, source: &Source) {
    let name = quoted(&source.name);
    let _ = write!(text, "\n[sources.{name}]\n");
    let dialect = &source.dialect;
    let why = |what: &str| {
        let decision = source.decisions.iter().find(|found| found.what == what);
        decision.map_or("", |decision| decision.why.as_str())
    };
    let mut lines = Lines::default();
    add_path(&mut lines, &source.path);
    if let Some(sheet) = &dialect.sheet {
        lines.add("sheet", &quoted(sheet), "");
    }
    lines.add("kind", &quoted(source.kind.word()), &source.kind_reason);
    lines.add("format", &quoted(dialect.format.word()), why("format"));
    if let Some(encoding) = &dialect.encoding {
        lines.add("encoding", &quoted(encoding), why("encoding"));
    }
    if let Some(delimiter) = dialect.delimiter {
        let delimiter = char::from(delimiter).to_string();
        lines.add("delimiter", &quoted(&delimiter), why("delimiter"));
    }
    if !dialect.fixed_columns.is_empty() {
        lines.add(
            "layout",
            &layout(&dialect.fixed_columns),
            why("columns start at"),
        );
    }
    let may_lack_header = matches!(
        dialect.format,
        Format::Delimited | Format::FixedWidth | Format::Workbook | Format::Markup
    );
    if may_lack_header {
        lines.add("header", &dialect.has_header.to_string(), why("header"));
        if dialect.has_header && dialect.header_line > 0 {
            let comment = match dialect.titles {
                0 => "counted from 1".to_owned(),
                1 => "counted from 1, below one line of titles".to_owned(),
                titles => format!("counted from 1, below {titles} lines of titles"),
            };
            lines.add("header_line", &dialect.header_line.to_string(), &comment);
        }
    }
    lines.write(text);
    let _ = write!(text, "\n[sources.{name}.columns]\n");
    let mut lines = Lines::default();
    for column in &source.columns {
        let (value, evidence) = facts(column);
        let unsure = if column.score < SURE { "unsure, " } else { "" };
        let percent = (column.score * 100.0).round();
        let comment = format!("{unsure}{percent} %: {}{evidence}", column.reason);
        lines.add(&quoted(&column.header), &value, &comment);
    }
    lines.write(text);
}

/// What the settings name and nothing was read from: sources that are skipped, lists of mended rejects.
pub(super) fn write_unread(text: &mut String, sources: &[Source], settings: &SourceSettings) {
    let mut table = |name: &str, sheet: Option<&str>, is_skipped: bool| {
        let _ = write!(text, "\n[sources.{}]\n", quoted(name));
        let mut lines = Lines::default();
        add_path(&mut lines, &settings.path);
        if let Some(sheet) = sheet {
            lines.add("sheet", &quoted(sheet), "");
        }
        if is_skipped {
            lines.add("skip", "true", "left out");
        }
        lines.write(text);
    };
    for (sheet, of_sheet) in settings.sheets.iter().filter(|(_, sheet)| sheet.skip) {
        table(&of_sheet.name, Some(sheet), true);
    }
    if !sources.iter().any(|source| source.path == settings.path) {
        table(&settings.name, None, settings.skip);
    }
}

fn add_path(lines: &mut Lines, path: &Path) {
    let comment = match path.to_str() {
        Some(_) => "",
        None => "the name of the file is not UTF-8: rename it",
    };
    lines.add("path", &quoted(&path.to_string_lossy()), comment);
}

/// The setting of a column, and what its dates or amounts told.
fn facts(column: &Column) -> (String, String) {
    let field = quoted(column.field.word());
    let values = || column.values.iter().skip(1);
    match column.field {
        Field::BirthDate | Field::IssueDate | Field::ExpiryDate | Field::InvoiceDate => {
            let order = date::order_of(column);
            let tells = |wanted: DateOrder| {
                values()
                    .filter(|value| date::decide_order(once(*value)) == Some(wanted))
                    .count()
            };
            let (day, month) = (tells(DateOrder::DayMonth), tells(DateOrder::MonthDay));
            let differs = |value: &str| {
                date::parse(value, DateOrder::DayMonth) != date::parse(value, DateOrder::MonthDay)
            };
            let evidence = match (column.settings.dates, day, month) {
                (Some(_), ..) => String::new(),
                (None, 0, 0) if !values().any(differs) => return (field, String::new()),
                (None, 0, 0) => "; no date tells which number is the day".to_owned(),
                (None, day, month) => {
                    format!("; dates that must be day first: {day}, month first: {month}")
                }
            };
            let order = quoted(order.word());
            (format!("{{ field = {field}, dates = {order} }}"), evidence)
        }
        Field::Amount | Field::UnitPrice | Field::Quantity => {
            let style = amount::style_of(column);
            let tells = |wanted: AmountStyle| {
                values()
                    .filter(|value| amount::told_by(value) == Some(wanted))
                    .count()
            };
            let (comma, point) = (tells(AmountStyle::Indonesian), tells(AmountStyle::English));
            let evidence = match (column.settings.decimal, comma, point) {
                (Some(_), ..) => String::new(),
                (None, 0, 0) => return (field, String::new()),
                (None, comma, point) => {
                    format!("; amounts like 1.250,00: {comma}, like 1,250.00: {point}")
                }
            };
            let sign = quoted(style.word());
            (format!("{{ field = {field}, decimal = {sign} }}"), evidence)
        }
        _ => (field, String::new()),
    }
}

fn layout(columns: &[FixedColumn]) -> String {
    let column = |column: &FixedColumn| {
        let mut facts = Vec::new();
        facts.extend(
            column
                .name
                .as_ref()
                .map(|name| format!("name = {}", quoted(name))),
        );
        facts.push(format!("start = {}", column.start + 1));
        facts.extend(column.width.map(|width| format!("width = {width}")));
        format!("{{ {} }}", facts.join(", "))
    };
    let columns: Vec<String> = columns.iter().map(column).collect();
    format!("[{}]", columns.join(", "))
}

/// Lines of one table, whose comments will stand below one another.
#[derive(Default)]
struct Lines {
    lines: Vec<(String, String)>,
}

impl Lines {
    fn add(&mut self, key: &str, value: &str, comment: &str) {
        self.lines
            .push((format!("{key} = {value}"), plain(comment)));
    }

    fn write(&self, text: &mut String) {
        let width = |line: &str| line.chars().count();
        let widest = self
            .lines
            .iter()
            .map(|(line, _)| width(line))
            .filter(|width| *width <= WIDEST)
            .max()
            .unwrap_or(0);
        for (line, comment) in &self.lines {
            text.push_str(line);
            if !comment.is_empty() {
                let blanks = widest.saturating_sub(width(line));
                let _ = write!(text, "{:blanks$}  # {comment}", "");
            }
            text.push('\n');
        }
    }
}

/// A comment ends with its line and holds no control characters.
fn plain(comment: &str) -> String {
    crate::text::mask::printable(comment).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::init::tests::{parsed, rendered};
    use crate::config::{Arguments, Settings};
    use crate::ingest;

    #[test]
    fn a_comment_stays_on_its_line() {
        assert_eq!(plain("line\nbreak"), "line break");
    }

    #[test]
    fn the_sheets_of_a_workbook_are_read_as_one_file() {
        let (folder, _) = rendered(&[("kartu.csv", "NO_KARTU;NAMA\n1;A B\n2;C D\n")]);
        let path = folder.path().join("kartu.csv");
        let read = ingest::read(&SourceSettings::new(&path)).expect("read");
        let sheets = ["Jan \"09\"", "Feb"].map(|sheet| {
            let mut source = read[0].clone();
            source.name = format!("kartu:{sheet}");
            source.dialect.sheet = Some(sheet.to_owned());
            source
        });
        let mut text = String::new();
        for source in &sheets {
            write_source(&mut text, source);
        }
        assert_eq!(
            parsed(&folder, &text).order,
            ["kartu:Jan \"09\"", "kartu:Feb"]
        );
        let settings = Settings::load(&Arguments {
            config: Some(folder.path().join("satukan.toml")),
            ..Arguments::default()
        });
        let settings = settings.expect("settings").sources;
        assert_eq!((settings.len(), &settings[0].path), (1, &path));
        let names: Vec<&str> = settings[0]
            .sheets
            .values()
            .map(|it| it.name.as_str())
            .collect();
        assert_eq!(names, ["kartu:Feb", "kartu:Jan \"09\""]);
    }

    #[test]
    fn the_columns_of_an_aligned_text_are_written_as_they_are_read() {
        let columns = [FixedColumn {
            name: Some("NAMA \"x\"".to_owned()),
            start: 8,
            width: Some(30),
        }];
        let text = format!("[sources.a]\nlayout = {}\n", layout(&columns));
        let folder = tempfile::tempdir().expect("a folder");
        let layout = &parsed(&folder, &text).sources["a"].layout;
        assert_eq!(layout[0].name, columns[0].name);
        assert_eq!((layout[0].start, layout[0].width), (9, Some(30)));
    }
}
