//! `satukan.toml` as written, and errors that name the line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use super::keys::{Checked, Misplaced, check_decisions, check_keys};
use super::segments::Segments;
use super::sources::Source;
use super::survivorship::Survivorship;
use crate::attribute::Merge;
use crate::error::{Error, Result};
use crate::ingest::{RejectLimit, STDIN};
use crate::normalise::phone::Country;
use crate::normalise::{self, Vocabulary};

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

fn line_of(text: &str, offset: usize) -> u64 {
    1 + text[..offset.min(text.len())]
        .bytes()
        .filter(|byte| *byte == b'\n')
        .count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Field;

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
