//! `satukan.toml`: its keys, and errors that name the line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::segments::{self, Segments};
use super::survivorship::Survivorship;
use crate::attribute::Merge;
use crate::error::{Error, Result, did_you_mean};
use crate::ingest::{
    ColumnSettings, Field, FixedColumn, Format, RejectLimit, STDIN, SourceKind, SourceSettings,
};
use crate::normalise::phone::Country;
use crate::normalise::{self, Vocabulary};
use crate::survive::settings::{ATTRIBUTES, Way};

/// A settings file as written.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    /// The most rows that may be rejected: a number, or a share such as `"5%"`.
    pub max_rejects: Option<Limit>,
    /// A saved model to use instead of learning one, from the folder of the settings file.
    pub model: Option<PathBuf>,
    /// Labels of some records to learn from, from the folder of the settings file.
    pub truth: Option<PathBuf>,
    /// Lists of pairs that a person has decided, from the folder of the settings file.
    pub decisions: Option<Vec<PathBuf>>,
    /// How much one source may hold.
    pub limits: Limits,
    /// How values are understood.
    pub normalise: Normalise,
    /// Scoring and clustering.
    pub matching: Matching,
    /// Who holds the cards.
    pub customers: Customers,
    /// What customers are worth and where they stand.
    pub segments: Segments,
    /// Which rules choose golden values.
    pub survivorship: Survivorship,
    /// What is known of the sources, by name.
    pub sources: BTreeMap<String, Source>,
    /// The names of the sources as they follow one another in the text.
    #[serde(skip)]
    pub order: Vec<String>,
}

/// A limit of rejects as written.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a number of rows, or a share such as `\"5%\"`"
)]
pub enum Limit {
    /// Rows.
    Rows(u64),
    /// A share with a percent sign, or rows as text.
    #[serde(deserialize_with = "limit", serialize_with = "as_text")]
    Text(RejectLimit),
}

fn limit<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<RejectLimit, D::Error> {
    String::deserialize(from)?
        .parse()
        .map_err(serde::de::Error::custom)
}

fn as_text<S: serde::Serializer>(
    limit: &RejectLimit,
    into: S,
) -> std::result::Result<S::Ok, S::Error> {
    into.collect_str(limit)
}

/// The table `[limits]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Megabytes of text after unpacking.
    pub text_megabytes: Option<u64>,
    /// Columns.
    pub columns: Option<usize>,
    /// Kilobytes in one cell.
    pub cell_kilobytes: Option<usize>,
}

/// One column of a fixed-width text.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutColumn {
    /// Its header; a layout without any name only says where the columns are, the header stands in the text.
    pub name: Option<String>,
    /// The position of its first character, counted from 1.
    pub start: usize,
    /// Its characters; without, it reaches to the end of the line.
    pub width: Option<usize>,
}

/// What is known of a column: its field, or a table of facts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Column {
    /// The field alone.
    Field(Field),
    /// Field, order of dates, decimal sign.
    Facts(ColumnSettings),
}

impl Column {
    fn settings(&self) -> ColumnSettings {
        match self {
            Self::Field(field) => ColumnSettings {
                field: Some(*field),
                ..ColumnSettings::default()
            },
            Self::Facts(settings) => *settings,
        }
    }
}

/// The table `[normalise]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Normalise {
    /// The country of telephone numbers without a country code.
    pub country: Option<String>,
    /// Own titles: written form to title.
    pub titles: BTreeMap<String, String>,
    /// Own spellings of names: variant to canonical form.
    pub aliases: BTreeMap<String, String>,
    /// Own names of cities: written form to region code.
    pub cities: BTreeMap<String, String>,
    /// Own texts that stand for nothing.
    pub placeholders: Vec<String>,
    /// Telephones that identify nobody.
    pub shared_telephones: Vec<String>,
}

impl Normalise {
    /// The checked settings.
    pub fn settings(&self) -> Result<normalise::Settings> {
        let no_country = |code: &String| {
            Error::usage(format!(
                "`normalise.country` is `{code}`, which is no country"
            ))
            .hinted("Write an ISO 3166 code of two letters, for example `ID`")
        };
        let country = self
            .country
            .as_ref()
            .map(|code| Country::of_code(code).ok_or_else(|| no_country(code)))
            .transpose()?;
        let settings = normalise::Settings {
            country,
            vocabulary: Vocabulary {
                titles: self.titles.clone(),
                aliases: self.aliases.clone(),
                cities: self.cities.clone(),
                placeholders: self.placeholders.clone(),
                shared_telephones: self.shared_telephones.clone(),
            },
        };
        settings.check()?;
        Ok(settings)
    }

    /// What is set, as it would be written.
    pub fn described(&self) -> Vec<(&'static str, String)> {
        let text = |text: &str| toml::Value::from(text).to_string();
        let table = |map: &BTreeMap<String, String>| {
            let entries: Vec<String> = map
                .iter()
                .map(|(from, to)| format!("{} = {}", text(from), text(to)))
                .collect();
            (!map.is_empty()).then(|| format!("{{ {} }}", entries.join(", ")))
        };
        let list = |items: &[String]| {
            let items: Vec<String> = items.iter().map(|item| text(item)).collect();
            (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
        };
        [
            ("country", self.country.as_deref().map(text)),
            ("titles", table(&self.titles)),
            ("aliases", table(&self.aliases)),
            ("cities", table(&self.cities)),
            ("placeholders", list(&self.placeholders)),
            ("shared_telephones", list(&self.shared_telephones)),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
    }
}

/// The table `[matching]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Matching {
    /// Pairs are joined from this probability on.
    pub match_probability: Option<f64>,
    /// The least mean probability across two clusters that are joined.
    pub cohesion: Option<f64>,
    /// The pairs compared per record, in the mean.
    pub pairs_per_record: Option<u64>,
    /// The largest block that is compared whole.
    pub largest_block: Option<usize>,
}

/// The table `[customers]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Customers {
    /// What is done with cards in other names.
    pub merge: Option<Merge>,
    /// Cards are held by one customer from this probability on.
    pub probability: Option<f64>,
    /// They are listed for review from this probability on.
    pub review: Option<f64>,
}

/// A table `[sources.NAME]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// The file, from the folder of the settings file.
    pub path: Option<PathBuf>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Leave the source out.
    pub skip: bool,
    /// What a row stands for.
    pub kind: Option<SourceKind>,
    /// How the file is stored.
    pub format: Option<Format>,
    /// The character between fields.
    pub delimiter: Option<char>,
    /// The encoding's name.
    pub encoding: Option<String>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// The line of the header.
    pub header_line: Option<u64>,
    /// The columns of a fixed-width text.
    pub layout: Vec<LayoutColumn>,
    /// What is known of columns, by header.
    pub columns: BTreeMap<String, Column>,
}

/// An error and the bytes of the file that it is about.
#[derive(Debug)]
pub(super) struct Misplaced {
    pub(super) error: Error,
    pub(super) span: Option<Range<usize>>,
}

pub(super) type Checked<T> = std::result::Result<T, Box<Misplaced>>;

const TOP: [&str; 11] = [
    "max_rejects",
    "model",
    "truth",
    "decisions",
    "limits",
    "normalise",
    "matching",
    "customers",
    "segments",
    "survivorship",
    "sources",
];
const NORMALISE: [&str; 6] = [
    "country",
    "titles",
    "aliases",
    "cities",
    "placeholders",
    "shared_telephones",
];
const LIMITS: [&str; 3] = ["text_megabytes", "columns", "cell_kilobytes"];
const COLUMN: [&str; 3] = ["field", "dates", "decimal"];
const LAYOUT: [&str; 3] = ["name", "start", "width"];
const MATCHING: [&str; 4] = [
    "match_probability",
    "cohesion",
    "pairs_per_record",
    "largest_block",
];
const CUSTOMERS: [&str; 3] = ["merge", "probability", "review"];
const SOURCE: [&str; 11] = [
    "path",
    "sheet",
    "skip",
    "kind",
    "format",
    "delimiter",
    "encoding",
    "header",
    "header_line",
    "layout",
    "columns",
];

impl File {
    /// Reads and checks a settings file; the paths in it count from its own folder.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::usage("can't read the settings")
                .in_file(path)
                .hinted("Check the path given with `--config`")
                .caused_by(error)
        })?;
        let mut file = Self::parse(&text).map_err(|misplaced| {
            let Misplaced { error, span } = *misplaced;
            let error = error.in_file(path);
            match span {
                Some(span) => error.at_line(line_of(&text, span.start)),
                None => error,
            }
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let lists = file.decisions.iter_mut().flatten();
        for path in [&mut file.model, &mut file.truth]
            .into_iter()
            .flatten()
            .chain(lists)
        {
            *path = folder.join(&*path);
        }
        for source in file.sources.values_mut() {
            if let Some(path) = source.path.as_mut().filter(|path| **path != *STDIN) {
                *path = folder.join(&*path);
            }
        }
        Ok(file)
    }

    fn parse(text: &str) -> Checked<Self> {
        let not_toml = |error: toml::de::Error| {
            Box::new(Misplaced {
                span: error.span(),
                error: Error::usage(format!("the settings can't be used: {}", error.message())),
            })
        };
        let table = DeTable::parse(text).map_err(not_toml)?;
        check_keys(table.get_ref())?;
        check_decisions(table.get_ref())?;
        let mut file: Self = toml::from_str(text).map_err(not_toml)?;
        file.order = sources_in_order(table.get_ref());
        Ok(file)
    }
}

/// Checks that the lists of decisions are written as a list.
fn check_decisions(top: &DeTable<'_>) -> Checked<()> {
    let Some(lists) = top.get("decisions") else {
        return Ok(());
    };
    let is_text = |list: &Spanned<DeValue<'_>>| matches!(list.get_ref(), DeValue::String(_));
    match lists.get_ref() {
        DeValue::Array(lists) if lists.iter().all(is_text) => Ok(()),
        _ => Err(Box::new(Misplaced {
            error: Error::usage("`decisions` is no list of files")
                .hinted("Write `decisions = [\"decisions.csv\"]`"),
            span: Some(lists.span()),
        })),
    }
}

fn sources_in_order(top: &DeTable<'_>) -> Vec<String> {
    let Some(DeValue::Table(sources)) = top.get("sources").map(|value| value.get_ref()) else {
        return Vec::new();
    };
    let mut names: Vec<(usize, String)> = sources
        .keys()
        .map(|name| (name.span().start, name.get_ref().to_string()))
        .collect();
    names.sort_unstable();
    names.into_iter().map(|(_, name)| name).collect()
}

/// Checks every key before the values, so that a misspelt one gets a suggestion.
fn check_keys(top: &DeTable<'_>) -> Checked<()> {
    check_table(top, "", &TOP)?;
    if let Some(DeValue::Table(matching)) = top.get("matching").map(|value| value.get_ref()) {
        check_table(matching, "matching.", &MATCHING)?;
    }
    if let Some(DeValue::Table(customers)) = top.get("customers").map(|value| value.get_ref()) {
        check_table(customers, "customers.", &CUSTOMERS)?;
        check_choice(customers, "merge", "way to merge", &["auto", "flag", "off"])?;
    }
    if let Some(DeValue::Table(segments)) = top.get("segments").map(|value| value.get_ref()) {
        segments::check(segments)?;
    }
    if let Some(DeValue::Table(survivorship)) = top.get("survivorship").map(|value| value.get_ref())
    {
        check_survivorship(survivorship)?;
    }
    if let Some(DeValue::Table(normalise)) = top.get("normalise").map(|value| value.get_ref()) {
        check_table(normalise, "normalise.", &NORMALISE)?;
    }
    if let Some(DeValue::Table(limits)) = top.get("limits").map(|value| value.get_ref()) {
        check_table(limits, "limits.", &LIMITS)?;
    }
    if let Some(DeValue::Table(sources)) = top.get("sources").map(|value| value.get_ref()) {
        for (name, source) in sources {
            let DeValue::Table(source) = source.get_ref() else {
                continue;
            };
            check_table(source, &format!("sources.{}.", name.get_ref()), &SOURCE)?;
            let words: Vec<&str> = Field::ALL.iter().map(|field| field.word()).collect();
            check_choice(source, "kind", "kind", &["cards", "people", "invoices"])?;
            check_choice(source, "format", "format", &Format::ALL.map(Format::word))?;
            if let Some(DeValue::Array(layout)) = source.get("layout").map(|value| value.get_ref())
            {
                for column in layout.iter() {
                    if let DeValue::Table(column) = column.get_ref() {
                        check_table(
                            column,
                            &format!("sources.{}.layout.", name.get_ref()),
                            &LAYOUT,
                        )?;
                    }
                }
            }
            if let Some(DeValue::Table(columns)) =
                source.get("columns").map(|value| value.get_ref())
            {
                for (header, column) in columns {
                    check_choice(columns, header.get_ref(), "field", &words)?;
                    if let DeValue::Table(column) = column.get_ref() {
                        let prefix =
                            format!("sources.{}.columns.{}.", name.get_ref(), header.get_ref());
                        check_table(column, &prefix, &COLUMN)?;
                        check_choice(column, "field", "field", &words)?;
                        check_choice(
                            column,
                            "dates",
                            "order of dates",
                            &["day-month", "month-day"],
                        )?;
                        check_choice(column, "decimal", "decimal sign", &[",", "."])?;
                    }
                }
            }
        }
    }
    Ok(())
}

pub(super) fn check_table(table: &DeTable<'_>, prefix: &str, known: &[&str]) -> Checked<()> {
    for key in table.keys() {
        let name: &str = key.get_ref();
        if !known.contains(&name) {
            let error = suggest(
                Error::usage(format!("unknown key `{prefix}{name}`")),
                name,
                known,
            );
            return Err(Box::new(Misplaced {
                error,
                span: Some(key.span()),
            }));
        }
    }
    Ok(())
}

/// Checks attributes and rules; `x_` columns are those of the sources, which nobody knows yet.
fn check_survivorship(table: &DeTable<'_>) -> Checked<()> {
    let mut known = vec!["trusted"];
    known.extend(ATTRIBUTES);
    let own = table
        .keys()
        .map(|key| &**key.get_ref())
        .filter(|key| key.starts_with("x_"));
    known.extend(own);
    check_table(table, "survivorship.", &known)?;
    let words = Way::words();
    for (key, value) in table {
        if *key.get_ref() == "trusted" {
            continue;
        }
        check_choice(table, key.get_ref(), "rule", &words)?;
        if let DeValue::Array(rules) = value.get_ref() {
            for rule in rules.iter() {
                check_word(rule, "rule", &words)?;
            }
        }
    }
    Ok(())
}

fn check_choice(table: &DeTable<'_>, key: &str, what: &str, known: &[&str]) -> Checked<()> {
    match table.get(key) {
        Some(value) => check_word(value, what, known),
        None => Ok(()),
    }
}

fn check_word(value: &Spanned<DeValue<'_>>, what: &str, known: &[&str]) -> Checked<()> {
    match value.get_ref() {
        DeValue::String(word) if !known.contains(&&**word) => {
            let error = suggest(
                Error::usage(format!("unknown {what} `{word}`")),
                word,
                known,
            );
            Err(Box::new(Misplaced {
                error,
                span: Some(value.span()),
            }))
        }
        _ => Ok(()),
    }
}

fn suggest(error: Error, word: &str, known: &[&str]) -> Error {
    match did_you_mean(word, known.iter().copied()) {
        Some(near) => error.hinted(format!("Did you mean `{near}`?")),
        None => error.hinted(format!("Known are `{}`", known.join("`, `"))),
    }
}

fn line_of(text: &str, offset: usize) -> u64 {
    1 + text[..offset.min(text.len())]
        .bytes()
        .filter(|byte| *byte == b'\n')
        .count() as u64
}

impl Source {
    /// Puts what the file says over what the detection starts from.
    pub(super) fn apply(&self, name: &str, mut settings: SourceSettings) -> Result<SourceSettings> {
        name.clone_into(&mut settings.name);
        settings.sheet.clone_from(&self.sheet);
        settings.skip = self.skip;
        settings.kind = self.kind;
        settings.format = self.format;
        settings.header_line = self.header_line;
        settings.fixed_columns = self
            .layout
            .iter()
            .map(|column| {
                let start = column.start.checked_sub(1).ok_or_else(|| {
                    Error::usage(format!(
                        "`sources.{name}.layout` has a column that starts at 0"
                    ))
                    .hinted("Positions count from 1")
                })?;
                Ok(FixedColumn {
                    name: column.name.clone(),
                    start,
                    width: column.width,
                })
            })
            .collect::<Result<_>>()?;
        settings.encoding.clone_from(&self.encoding);
        settings.header = self.header;
        settings.columns = self
            .columns
            .iter()
            .map(|(header, column)| (header.clone(), column.settings()))
            .collect();
        settings.delimiter = match self.delimiter {
            None => None,
            Some(delimiter)
                if delimiter.is_ascii_punctuation() && delimiter != '"'
                    || delimiter.is_ascii_control() && !matches!(delimiter, '\n' | '\r' | '\0') =>
            {
                Some(delimiter as u8)
            }
            Some(_) => {
                return Err(
                    Error::usage(format!("`sources.{name}.delimiter` is no delimiter"))
                        .hinted("Delimiters are `,`, `;`, `|` or a tab, written `\"\\t\"`"),
                );
            }
        };
        Ok(settings)
    }

    /// What is set, as (key, value), for the audit.
    pub(super) fn described(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut note = |key: &str, value: Option<String>| {
            found.extend(value.map(|value| (key.to_owned(), value)));
        };
        note(
            "path",
            self.path.as_ref().map(|path| path.display().to_string()),
        );
        note("sheet", self.sheet.clone());
        note("skip", self.skip.then(|| "true".to_owned()));
        note("format", self.format.map(|format| format.word().to_owned()));
        note("kind", self.kind.map(|kind| kind.word().to_owned()));
        note(
            "delimiter",
            self.delimiter.map(|delimiter| delimiter.to_string()),
        );
        note("encoding", self.encoding.clone());
        note("header", self.header.map(|header| header.to_string()));
        note("header_line", self.header_line.map(|line| line.to_string()));
        let columns = self.layout.len();
        note(
            "layout",
            (columns > 0).then(|| format!("{columns} columns")),
        );
        for (header, column) in &self.columns {
            let ColumnSettings {
                field,
                dates,
                decimal,
            } = column.settings();
            let key = |part: &str| format!("columns.{header}{part}");
            note(&key(""), field.map(|field| field.word().to_owned()));
            note(&key(".dates"), dates.map(|dates| dates.word().to_owned()));
            note(&key(".decimal"), decimal.map(|sign| sign.word().to_owned()));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(text: &str) -> (String, Option<String>, Option<u64>) {
        let Misplaced { error, span } = *File::parse(text).expect_err("refused");
        (
            error.to_string(),
            error.hint().map(str::to_owned),
            span.map(|span| line_of(text, span.start)),
        )
    }

    #[test]
    fn lists_of_decisions_stand_in_a_list() {
        for wrong in ["\"d1.csv\"", "7", "[7]"] {
            let text = format!("decisions = {wrong}\n");
            let error = File::parse(&text).expect_err("no list").error;
            assert_eq!(error.to_string(), "`decisions` is no list of files");
            assert!(error.hint().is_some());
        }
        let file = File::parse("decisions = [\"d1.csv\"]\n").expect("a list");
        assert_eq!(file.decisions, Some(vec![PathBuf::from("d1.csv")]));
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_a_suggestion() {
        let (message, hint, line) =
            error_of("max_rejects = 5\n\n[matching]\nmatch_probabilty = 0.5\n");
        assert_eq!(message, "unknown key `matching.match_probabilty`");
        assert_eq!(hint.as_deref(), Some("Did you mean `match_probability`?"));
        assert_eq!(line, Some(4));
    }

    #[test]
    fn an_unknown_field_or_kind_gets_a_suggestion() {
        let (message, hint, _) = error_of("[sources.a.columns]\nHP = \"phne\"\n");
        assert_eq!(
            (message.as_str(), hint.as_deref()),
            ("unknown field `phne`", Some("Did you mean `phone`?"))
        );
        let (message, hint, _) = error_of("[sources.a]\nkind = \"card\"\n");
        assert_eq!(
            (message.as_str(), hint.as_deref()),
            ("unknown kind `card`", Some("Did you mean `cards`?"))
        );
    }

    #[test]
    fn a_segment_that_cannot_be_is_named_with_its_line_and_what_is_allowed() {
        let (message, _, line) = error_of("[segments]\nreference = \"31/12/2010\"\n");
        assert_eq!(
            (message.as_str(), line),
            (
                "`segments.reference` can't be used: expected a day such as `\"2010-12-31\"`",
                Some(2)
            )
        );
        let (message, _, line) = error_of("[segments]\nnew_days = 90\nlapsed_days = 0\n");
        assert_eq!(
            (message.as_str(), line),
            (
                "`segments.lapsed_days` can't be used: expected 1 to 36500",
                Some(3)
            )
        );
        for lost in [365, 400] {
            let (message, _, line) = error_of(&format!(
                "[segments]\nlost_days = {lost}\nlapsed_days = 400\n"
            ));
            assert_eq!(
                (message, line),
                (
                    format!(
                        "`segments.lost_days` is {lost}, expected more than `segments.lapsed_days`, which is 400"
                    ),
                    Some(2)
                )
            );
        }
        let (message, _, line) = error_of("[[segments.rules]]\nname = \"best\"\nr = \"4-6\"\n");
        assert_eq!(
            (message.as_str(), line),
            (
                "`segments.rules.r` can't be used: expected a score, `4` or `\"4-5\"`, from 1 to 5",
                Some(3)
            )
        );
        let (message, hint, line) =
            error_of("[segments]\nrules = [\n  { name = \"best\", visit = 1 },\n]\n");
        assert_eq!(
            (message.as_str(), hint.as_deref(), line),
            (
                "unknown key `segments.rules.visit`",
                Some("Did you mean `visits`?"),
                Some(3)
            )
        );
        let (message, hint, line) = error_of("[segments]\nrules = [\n  { r = 5 },\n]\n");
        assert_eq!(
            (message.as_str(), line),
            ("a rule in `segments.rules` has no name of its own", Some(3))
        );
        assert_eq!(
            hint.as_deref(),
            Some("Give it a `name`; `other` stands for customers that no rule names")
        );
    }

    #[test]
    fn a_wrong_type_names_its_line() {
        let (message, _, line) = error_of("max_rejects = \"many\"\n");
        assert!(
            message.starts_with("the settings can't be used:"),
            "{message}"
        );
        assert_eq!(line, Some(1));
    }

    #[test]
    fn sources_keep_the_order_in_which_they_are_written() {
        let text = "[sources.b]\npath = \"b.csv\"\n[sources.c.columns]\nx = \"name\"\n[sources.\"a.1\"]\nskip = true\n";
        let file = File::parse(text).expect("understood");
        assert_eq!(file.order, ["b", "c", "a.1"]);
    }

    #[test]
    fn a_whole_file_is_understood() {
        let file = File::parse("[sources.vip]\npath = \"vip.csv\"\nkind = \"cards\"\ndelimiter = \";\"\n[sources.vip.columns]\n\"No HP\" = \"phone\"\n")
            .expect("understood");
        assert_eq!(
            file.sources["vip"].columns["No HP"].settings().field,
            Some(Field::Phone)
        );
    }
}
