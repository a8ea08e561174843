//! The keys of `satukan.toml` and the words that some take, checked before the values.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::segments;
use crate::error::{Error, did_you_mean};
use crate::ingest::{Field, Format};
use crate::survive::settings::{ATTRIBUTES, Way};

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

/// Checks every key before the values, so that a misspelt one gets a suggestion.
pub(super) fn check_keys(top: &DeTable<'_>) -> Checked<()> {
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

/// Checks that the lists of decisions are written as a list.
pub(super) fn check_decisions(top: &DeTable<'_>) -> Checked<()> {
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
