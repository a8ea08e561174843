//! A settings file that says what was detected, to be read, changed and kept.
//!
//! In: sources as they were read, and the settings they were read with. Out: the text of `satukan.toml`. A run with it
//! gives the same result as one without. It names headers and no value.

use std::fmt::Write;
use std::iter::once;
use std::path::Path;

use super::{Origin, Settings};
use crate::ingest::{
    Column, Field, FixedColumn, Format, Limits, RejectLimit, Source, SourceSettings,
};
use crate::normalise::amount::{self, AmountStyle};
use crate::normalise::date::{self, DateOrder};

/// Below this a column's meaning is called unsure.
const SURE: f32 = 0.7;

/// Comments stand below one another unless a line is longer.
const WIDEST: usize = 64;

const TOP: &str = "\
# Settings for satukan: what was detected in the files below. Use them with
#
#     satukan run --config satukan.toml -o out
#
# Correct what is wrong and leave out what you like: what is not set is detected in every run.
# Paths count from the folder of this file. A line that begins with # holds a default.
";

/// Writes the settings of these sources, with what each was told by.
pub fn render(sources: &[Source], settings: &Settings) -> String {
    let mut text = TOP.to_owned();
    write_defaults(&mut text, settings);
    for source in sources {
        write_source(&mut text, source);
    }
    for settings in &settings.sources {
        write_unread(&mut text, sources, settings);
    }
    text
}

/// Words and countries: an example where nothing is set.
fn write_normalise(text: &mut String, settings: &Settings) {
    const EXAMPLES: [(&str, &str, &str); 6] = [
        (
            "The country of telephone numbers without a country code; by default the data tells.",
            "country",
            "\"ID\"",
        ),
        (
            "Own titles: how they are written, and the title.",
            "titles",
            "{ \"bpkh\" = \"bapak\" }",
        ),
        (
            "Own spellings of names.",
            "aliases",
            "{ \"mhmmd\" = \"muhammad\" }",
        ),
        (
            "Own names of cities, with the region code.",
            "cities",
            "{ \"sby brt\" = \"35.78\" }",
        ),
        (
            "Own texts that stand for nothing.",
            "placeholders",
            "[\"PELANGGAN TOKO\"]",
        ),
        (
            "Telephones of shops and offices; they identify nobody.",
            "shared_telephones",
            "[\"031-5671234\"]",
        ),
    ];
    text.push_str("\n[normalise]\n");
    for (about, key, example) in EXAMPLES {
        let key_in_force = format!("normalise.{key}");
        let set = settings
            .in_force
            .iter()
            .find(|setting| setting.key == key_in_force);
        let _ = match set {
            Some(setting) => write!(text, "# {about}\n{key} = {}\n", setting.value),
            None => write!(text, "# {about} For example:\n# {key} = {example}\n"),
        };
    }
}

fn write_defaults(text: &mut String, settings: &Settings) {
    let is_set = |key: &str| {
        let found = settings.in_force.iter().find(|setting| setting.key == key);
        // What comes with a saved model will come with it again.
        let unset = [Origin::Default.word(), Origin::Model.word()];
        found.is_some_and(|setting| !unset.contains(&setting.origin.as_str()))
    };
    let mut setting = |about: &str, key: &str, value: String, is_set: bool| {
        let sign = if is_set { "" } else { "# " };
        let _ = write!(text, "\n# {about}\n{sign}{key} = {value}\n");
    };
    setting(
        "The most rows that may be rejected: so many over all sources, or a share of every source.",
        "max_rejects",
        match settings.max_rejects {
            RejectLimit::Rows(rows) => rows.to_string(),
            RejectLimit::Percent(_) => quoted(&settings.max_rejects.to_string()),
        },
        is_set("max_rejects"),
    );
    if let Some(model) = settings
        .in_force
        .iter()
        .find(|setting| setting.key == "model")
    {
        setting(
            "The saved model to weigh pairs with instead of learning one.",
            "model",
            quoted(&model.value),
            true,
        );
    }
    if let Some(truth) = settings
        .in_force
        .iter()
        .find(|setting| setting.key == "truth")
    {
        setting(
            "Labels of some records, to learn from.",
            "truth",
            quoted(&truth.value),
            true,
        );
    }
    let lists: Vec<String> = settings
        .in_force
        .iter()
        .filter(|setting| setting.key == "decisions")
        .map(|setting| quoted(&setting.value))
        .collect();
    if !lists.is_empty() {
        setting(
            "Lists of pairs that a person has decided.",
            "decisions",
            format!("[{}]", lists.join(", ")),
            true,
        );
    }
    let usual = Limits::default();
    let limits = settings.sources.first().map_or(usual, |first| first.limits);
    text.push_str("\n[limits]\n");
    let mut setting = |about: &str, key: &str, value: String, is_set: bool| {
        let sign = if is_set { "" } else { "# " };
        let _ = write!(text, "# {about}\n{sign}{key} = {value}\n");
    };
    setting(
        "The most text in one source after unpacking, in megabytes.",
        "text_megabytes",
        (limits.text >> 20).to_string(),
        limits.text != usual.text,
    );
    setting(
        "The most columns of one source.",
        "columns",
        limits.columns.to_string(),
        limits.columns != usual.columns,
    );
    setting(
        "The most text in one cell, in kilobytes.",
        "cell_kilobytes",
        (limits.cell >> 10).to_string(),
        limits.cell != usual.cell,
    );
    write_normalise(text, settings);
    let matching = [
        (
            "Pairs are joined from this match probability on. Without it each run chooses one, at most 0.5, for the best expected F1.\n# Higher joins less; 0.5 joins what is likelier one person than not.",
            "match_probability",
            settings
                .in_force
                .iter()
                .find(|setting| setting.key == "matching.match_probability" && is_set(&setting.key))
                .map_or("0.5".to_owned(), |setting| setting.value.clone()),
        ),
        (
            "The least mean match probability across two clusters that are joined. Higher keeps chains apart.",
            "cohesion",
            settings.cluster.cohesion.to_string(),
        ),
        (
            "Pairs that are compared per record, in the mean. Higher compares more of the true pairs and of strangers, and takes longer.",
            "pairs_per_record",
            settings.block.pairs_per_record.to_string(),
        ),
        (
            "No larger block is compared whole, in records.",
            "largest_block",
            settings.block.largest_block.to_string(),
        ),
    ];
    let customers = [
        (
            "What is done with cards in other names that one buyer holds: \"auto\" makes them one customer, \"flag\" lists them\n# in review.csv, \"off\" leaves them alone.",
            "merge",
            quoted(settings.customers.merge.word()),
        ),
        (
            "Two cards are held by one customer from this probability on.",
            "probability",
            settings.customers.probability.to_string(),
        ),
        (
            "They are listed in review.csv from this probability on.",
            "review",
            settings.customers.review.to_string(),
        ),
    ];
    let mut write_all = |table: &str, settings: &[(&str, &str, String)]| {
        let _ = write!(text, "\n[{table}]\n");
        for (about, key, value) in settings {
            let sign = if is_set(&format!("{table}.{key}")) {
                ""
            } else {
                "# "
            };
            let _ = write!(text, "# {about}\n{sign}{key} = {value}\n");
        }
    };
    write_all("matching", &matching);
    write_all("customers", &customers);
    write_all("segments", &segments(settings));
    write_survivorship(text, settings);
}

/// Which rules choose golden values: what is set, else an example of each kind of setting.
fn write_survivorship(text: &mut String, settings: &Settings) {
    const TABLE: &str = "survivorship.";
    text.push_str("\n[survivorship]\n");
    let set: Vec<(&str, &str)> = settings
        .in_force
        .iter()
        .filter_map(|setting| Some((setting.key.strip_prefix(TABLE)?, setting.value.as_str())))
        .collect();
    let source = settings.sources.first().and_then(|first| {
        let stem = first.name.clone();
        (!stem.is_empty()).then_some(stem)
    });
    let trusted = format!("[{}]", quoted(source.as_deref().unwrap_or("kartu_vip")));
    let examples = [
        (
            "Sources whose values are preferred, the most trusted first.",
            "trusted",
            trusted.as_str(),
        ),
        (
            "The rules of an attribute, in the order in which they decide.",
            "mobile",
            "[\"own role\", \"validated\", \"most recent\"]",
        ),
    ];
    for (about, key, example) in examples {
        if !set.iter().any(|(known, _)| *known == key) {
            let _ = write!(text, "# {about} For example:\n# {key} = {example}\n");
        }
    }
    for (key, value) in set {
        let _ = writeln!(text, "{} = {value}", written_key(key));
    }
}

/// A key as TOML writes it: in quotes where it has other letters than a bare one may have.
fn written_key(key: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if key.chars().all(is_bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

/// How customers are put into segments; the rules stand below one another.
fn segments(settings: &Settings) -> [(&'static str, &'static str, String); 6] {
    let segments = &settings.segments;
    let is_set = |key: &str| {
        let mut in_force = settings.in_force.iter();
        in_force.any(|setting| setting.key == key && setting.origin == Origin::File.word())
    };
    let sign = if is_set("segments.rules") { "" } else { "# " };
    let rules: String = segments
        .rules
        .iter()
        .map(|rule| format!("\n{sign}    {},", super::segments::written(rule)))
        .collect();
    let reference = segments.reference.map(|day| quoted(&day.iso()));
    [
        (
            "The day from which is counted back; by default that of the last purchase. For example:",
            "reference",
            reference.unwrap_or_else(|| "\"2010-12-31\"".to_owned()),
        ),
        (
            "A customer is new for so many days after the first purchase.",
            "new_days",
            segments.new_days.to_string(),
        ),
        (
            "A customer who has not bought for more days is lapsed.",
            "lapsed_days",
            segments.lapsed_days.to_string(),
        ),
        (
            "A customer who has not bought for still more days is lost.",
            "lost_days",
            segments.lost_days.to_string(),
        ),
        (
            "A customer who came on so many days is loyal.",
            "loyal_visits",
            segments.loyal_visits.to_string(),
        ),
        (
            "Named segments by scores from 1 to 5 for recency, frequency and money, and by visits. The first that fits is taken.",
            "rules",
            format!("[{rules}\n{sign}]"),
        ),
    ]
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

fn write_source(text: &mut String, source: &Source) {
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
fn write_unread(text: &mut String, sources: &[Source], settings: &SourceSettings) {
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

/// Writes a TOML string, for a key as well as for a value.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other if other.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A comment ends with its line and holds no control characters.
fn plain(comment: &str) -> String {
    crate::text::mask::printable(comment).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Arguments, File};
    use crate::ingest;

    /// Reads files of these contents and renders their settings; the folder lives as long as its guard.
    fn rendered(files: &[(&str, &str)]) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut paths = Vec::new();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            paths.push(path);
        }
        let settings = Settings::load(&Arguments {
            sources: paths,
            config: Some(empty(folder.path())),
            ..Arguments::default()
        })
        .expect("settings");
        let sources = ingest::read_all(&settings.sources, &|| {}).expect("read");
        let text = render(&sources, &settings);
        (folder, text)
    }

    fn empty(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("empty.toml");
        std::fs::write(&path, "").expect("written");
        path
    }

    fn parsed(folder: &tempfile::TempDir, text: &str) -> File {
        let path = folder.path().join("satukan.toml");
        std::fs::write(&path, text).expect("written");
        File::read(&path).expect("a settings file without unknown keys")
    }

    #[test]
    fn any_header_comes_back_as_it_is() {
        let headers = [
            "NO.KARTU",
            "a\\b",
            "it's",
            "名前",
            "x = 1 # y",
            "[z]",
            "q \"\" q",
        ];
        let row = |prefix: &str| {
            let cells = headers.iter().enumerate();
            let cells = cells.map(|(at, header)| match prefix {
                "" => format!("\"{}\"", header.replace('"', "\"\"")),
                _ => format!("{prefix}{at}"),
            });
            cells.collect::<Vec<_>>().join(";")
        };
        let text = format!("{}\n{}\n{}\n", row(""), row("b"), row("c"));
        let (folder, text) = rendered(&[("kartu.csv", &text)]);
        let file = parsed(&folder, &text);
        for header in headers {
            assert!(
                file.sources["kartu"].columns.contains_key(header),
                "{header} in {text}"
            );
        }
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(
            quoted("a\"b\\c\td\u{1f}é\u{7f}"),
            "\"a\\\"b\\\\c\\td\\u001Fé\\u007F\""
        );
        assert_eq!(plain("line\nbreak"), "line break");
    }

    #[test]
    fn no_value_is_written_and_what_is_unsure_is_marked() {
        let (_folder, text) = rendered(&[(
            "kartu.csv",
            "NO_KARTU;NAMA;TGL_LAHIR;XYZ\n0001;SOEHARTO;21/02/1970;ungu\n0002;AMINAH;03/04/1971;jingga\n",
        )]);
        for value in ["SOEHARTO", "AMINAH", "1970", "0001", "jingga"] {
            assert!(!text.contains(value), "{value} in {text}");
        }
        assert!(text.contains("\"TGL_LAHIR\" = { field = \"birth_date\", dates = \"day-month\" }"));
        assert!(text.contains("; dates that must be day first: 1, month first: 0"));
        assert!(
            text.contains("# unsure, 30 %: header `XYZ` is not known"),
            "{text}"
        );
    }

    #[test]
    fn a_file_without_headings_has_numbered_columns() {
        let (folder, text) = rendered(&[(
            "blind.txt",
            "0001\tBudi Santoso\t081230456712\n0002\tSiti Aminah\t085643120987\n0003\tDewi Lestari\t081331122334\n",
        )]);
        let file = parsed(&folder, &text);
        let source = &file.sources["blind"];
        assert_eq!((source.delimiter, source.header), (Some('\t'), Some(false)));
        assert!(source.columns.contains_key("column_1"));
        assert!(!text.contains("Santoso"), "{text}");
    }

    #[test]
    fn sources_keep_their_order_and_names_with_dots() {
        let (folder, text) = rendered(&[
            ("vip.2009.csv", "NO_KARTU;NAMA\n1;A B\n2;C D\n"),
            ("a b.csv", "ID;NAMA\n1;A B\n2;C D\n"),
        ]);
        assert_eq!(parsed(&folder, &text).order, ["vip.2009", "a b"]);
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
