//! `satukan.toml`: its keys, and errors that name the line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Result, did_you_mean};
use crate::ingest::{Field, SourceKind, SourceSettings};

/// A settings file as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    /// The most rows that may be rejected.
    pub max_rejects: Option<u64>,
    /// Scoring and clustering.
    pub matching: Matching,
    /// What is known of the sources, by name.
    pub sources: BTreeMap<String, Source>,
}

/// The table `[matching]`.
#[derive(Clone, Debug, Default, Deserialize)]
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

/// A table `[sources.NAME]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// The file, from the folder of the settings file.
    pub path: Option<PathBuf>,
    /// What a row stands for.
    pub kind: Option<SourceKind>,
    /// The character between fields.
    pub delimiter: Option<char>,
    /// The encoding's name.
    pub encoding: Option<String>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// Fields by header.
    pub columns: BTreeMap<String, Field>,
}

/// An error and the bytes of the file that it is about.
#[derive(Debug)]
struct Misplaced {
    error: Error,
    span: Option<Range<usize>>,
}

type Checked<T> = std::result::Result<T, Box<Misplaced>>;

const TOP: [&str; 3] = ["max_rejects", "matching", "sources"];
const MATCHING: [&str; 4] = [
    "match_probability",
    "cohesion",
    "pairs_per_record",
    "largest_block",
];
const SOURCE: [&str; 6] = ["path", "kind", "delimiter", "encoding", "header", "columns"];

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
        for source in file.sources.values_mut() {
            if let Some(path) = &mut source.path {
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
        toml::from_str(text).map_err(not_toml)
    }
}

/// Checks every key before the values, so that a misspelt one gets a suggestion.
fn check_keys(top: &DeTable<'_>) -> Checked<()> {
    check_table(top, "", &TOP)?;
    if let Some(DeValue::Table(matching)) = top.get("matching").map(|value| value.get_ref()) {
        check_table(matching, "matching.", &MATCHING)?;
    }
    if let Some(DeValue::Table(sources)) = top.get("sources").map(|value| value.get_ref()) {
        for (name, source) in sources {
            let DeValue::Table(source) = source.get_ref() else {
                continue;
            };
            check_table(source, &format!("sources.{}.", name.get_ref()), &SOURCE)?;
            let words: Vec<&str> = Field::ALL.iter().map(|field| field.word()).collect();
            check_choice(source, "kind", "kind", &["cards", "people", "invoices"])?;
            if let Some(DeValue::Table(columns)) =
                source.get("columns").map(|value| value.get_ref())
            {
                for header in columns.keys() {
                    check_choice(columns, header.get_ref(), "field", &words)?;
                }
            }
        }
    }
    Ok(())
}

fn check_table(table: &DeTable<'_>, prefix: &str, known: &[&str]) -> Checked<()> {
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

fn check_choice(table: &DeTable<'_>, key: &str, what: &str, known: &[&str]) -> Checked<()> {
    let Some(value) = table.get(key) else {
        return Ok(());
    };
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
        settings.kind = self.kind;
        settings.encoding.clone_from(&self.encoding);
        settings.header = self.header;
        settings.columns.clone_from(&self.columns);
        settings.delimiter = match self.delimiter {
            None => None,
            Some(delimiter)
                if delimiter.is_ascii_punctuation() && delimiter != '"' || delimiter == '\t' =>
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
        note("kind", self.kind.map(|kind| kind.word().to_owned()));
        note(
            "delimiter",
            self.delimiter.map(|delimiter| delimiter.to_string()),
        );
        note("encoding", self.encoding.clone());
        note("header", self.header.map(|header| header.to_string()));
        for (header, field) in &self.columns {
            note(&format!("columns.{header}"), Some(field.word().to_owned()));
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
    fn a_wrong_type_names_its_line() {
        let (message, _, line) = error_of("max_rejects = \"many\"\n");
        assert!(
            message.starts_with("the settings can't be used:"),
            "{message}"
        );
        assert_eq!(line, Some(1));
    }

    #[test]
    fn a_whole_file_is_understood() {
        let file = File::parse("[sources.vip]\npath = \"vip.csv\"\nkind = \"cards\"\ndelimiter = \";\"\n[sources.vip.columns]\n\"No HP\" = \"phone\"\n")
            .expect("understood");
        assert_eq!(file.sources["vip"].columns["No HP"], Field::Phone);
    }
}
