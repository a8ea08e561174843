//! Which rules choose each golden value: the words of `[survivorship]`, and the defaults.

use std::collections::BTreeMap;

use crate::error::{Error, Result, did_you_mean};

/// One question by which the values of an attribute are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Criterion {
    /// The value can be what it should be, and nothing in its record speaks against it.
    Validated,
    /// It stands in a record that names the customer, rather than one of the family, rather than somebody else.
    OwnRole,
    /// Its source is trusted more.
    TrustedSource,
    /// It was said last.
    MostRecent,
    /// More distinct records say so.
    MostFrequent,
    /// It has more parts.
    MostComplete,
    /// It is valid and longer.
    LongestValid,
}

impl Criterion {
    /// All of them, in the order in which they decide unless somebody says otherwise.
    pub const ALL: [Self; 7] = [
        Self::OwnRole,
        Self::Validated,
        Self::TrustedSource,
        Self::MostFrequent,
        Self::MostRecent,
        Self::MostComplete,
        Self::LongestValid,
    ];

    /// The word in the settings and in `provenance.parquet`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Validated => "validated",
            Self::OwnRole => "own role",
            Self::TrustedSource => "trusted source",
            Self::MostRecent => "most recent",
            Self::MostFrequent => "most frequent",
            Self::MostComplete => "most complete",
            Self::LongestValid => "longest valid",
        }
    }
}

/// How the values of all records become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aggregate {
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The sum over distinct records.
    Sum,
    /// All that differ.
    Union,
}

impl Aggregate {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Min, Self::Max, Self::Sum, Self::Union];

    /// The word in the settings and in `provenance.parquet`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::Sum => "sum",
            Self::Union => "union",
        }
    }
}

/// The word for a name that is put together from what its records agree on.
pub const AGREED_WORDS: &str = "agreed words";

/// How a golden value is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The value that the first of these prefers; the next decides among those that are even.
    Choose(Vec<Criterion>),
    /// Something that is made of all values.
    Aggregate(Aggregate),
    /// Of names: word by word what most records say.
    AgreedWords,
}

impl Way {
    /// Every word of the settings.
    pub fn words() -> Vec<&'static str> {
        let criteria = Criterion::ALL.map(Criterion::word);
        let aggregates = Aggregate::ALL.map(Aggregate::word);
        let mut words = Vec::from(criteria);
        words.extend(aggregates);
        words.push(AGREED_WORDS);
        words
    }

    /// Reads the words for an attribute.
    ///
    /// # Errors
    ///
    /// A usage error for words that don't fit the attribute or each other.
    pub fn of_words(attribute: &str, words: &[String]) -> Result<Self> {
        let refused = |what: &str, hint: &str| {
            Err(Error::usage(format!("`survivorship.{attribute}` {what}")).hinted(hint))
        };
        let aggregate = |word: &str| Aggregate::ALL.into_iter().find(|one| one.word() == word);
        if let [only] = words {
            if let Some(aggregate) = aggregate(only) {
                return if attribute.starts_with("x_") {
                    Ok(Self::Aggregate(aggregate))
                } else {
                    refused(
                        &format!("can't be `{only}`"),
                        "Only the `x_` columns can be added up",
                    )
                };
            }
            if only == AGREED_WORDS {
                return if attribute == "name" {
                    Ok(Self::AgreedWords)
                } else {
                    refused(
                        &format!("can't be `{only}`"),
                        "Only names are put together word by word",
                    )
                };
            }
        }
        let mut criteria = Vec::with_capacity(words.len());
        for word in words {
            let Some(criterion) = Criterion::ALL.into_iter().find(|one| one.word() == word) else {
                return refused(
                    &format!("has `{word}` beside other rules"),
                    "Write it alone, or a list of the others",
                );
            };
            if criteria.contains(&criterion) {
                return refused(&format!("has `{word}` twice"), "Write each rule once");
            }
            criteria.push(criterion);
        }
        if criteria.is_empty() {
            return refused("is empty", "Name a rule, for example `most recent`");
        }
        Ok(Self::Choose(criteria))
    }

    /// As it would be written in the settings.
    pub fn described(&self) -> String {
        let words: Vec<&str> = match self {
            Self::Choose(criteria) => criteria.iter().map(|one| one.word()).collect(),
            Self::Aggregate(aggregate) => vec![aggregate.word()],
            Self::AgreedWords => vec![AGREED_WORDS],
        };
        format!("[\"{}\"]", words.join("\", \""))
    }
}

/// The attributes that can have rules of their own, beside the `x_` columns; places go with the address.
pub const ATTRIBUTES: [&str; 8] = [
    "name",
    "gender",
    "birth_date",
    "mobile",
    "landline",
    "email",
    "national_id",
    "address",
];

/// How golden values are chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The names of trusted sources, the most trusted first; all others come behind.
    pub trusted: Vec<String>,
    /// The attributes that have rules of their own, by the name of their column.
    pub ways: BTreeMap<String, Way>,
}

impl Settings {
    /// How the golden value of a column is found.
    pub fn way(&self, column: &str) -> Way {
        self.ways.get(column).cloned().unwrap_or_else(|| {
            if column == "name" {
                Way::AgreedWords
            } else {
                Way::Choose(Criterion::ALL.to_vec())
            }
        })
    }

    /// Checks what only the sources can tell: their names and the `x_` columns of the result.
    ///
    /// # Errors
    ///
    /// A usage error that names what is not there and the nearest that is.
    pub fn check<'a>(
        &self,
        sources: impl Iterator<Item = &'a str> + Clone,
        columns: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<()> {
        for name in &self.trusted {
            if !sources.clone().any(|source| source == name) {
                let error = Error::usage(format!(
                    "`survivorship.trusted` names `{name}`, which is none of the sources"
                ));
                return Err(suggest(error, name, sources, ""));
            }
        }
        let own = self.ways.keys().filter_map(|key| key.strip_prefix("x_"));
        for key in own {
            if !columns.clone().any(|column| column == key) {
                let error = Error::usage(format!(
                    "`survivorship.x_{key}` is no column of the golden file"
                ));
                return Err(suggest(error, key, columns, "x_"));
            }
        }
        Ok(())
    }
}

fn suggest<'a>(
    error: Error,
    word: &str,
    known: impl Iterator<Item = &'a str>,
    prefix: &str,
) -> Error {
    match did_you_mean(word, known) {
        Some(near) => error.hinted(format!("Did you mean `{prefix}{near}`?")),
        None => error.hinted("The audit lists the sources and their columns"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(attribute: &str, words: &[&str]) -> std::result::Result<Way, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Way::of_words(attribute, &words).map_err(|error| error.to_string())
    }

    #[test]
    fn rules_are_read_in_the_order_they_are_written() {
        assert_eq!(
            way("mobile", &["validated", "most recent"]),
            Ok(Way::Choose(vec![
                Criterion::Validated,
                Criterion::MostRecent
            ]))
        );
        assert_eq!(
            way("x_points", &["sum"]),
            Ok(Way::Aggregate(Aggregate::Sum))
        );
    }

    #[test]
    fn rules_that_do_not_fit_are_refused() {
        for (attribute, words, told) in [
            (
                "mobile",
                &["sum"][..],
                "`survivorship.mobile` can't be `sum`",
            ),
            (
                "x_points",
                &["sum", "most recent"],
                "`survivorship.x_points` has `sum` beside other rules",
            ),
            (
                "email",
                &["most recent", "most recent"],
                "`survivorship.email` has `most recent` twice",
            ),
            (
                "email",
                &["agreed words"],
                "`survivorship.email` can't be `agreed words`",
            ),
            ("email", &[], "`survivorship.email` is empty"),
        ] {
            assert_eq!(way(attribute, words), Err(told.to_owned()));
        }
    }

    #[test]
    fn a_source_that_is_none_gets_a_suggestion() {
        let settings = Settings {
            trusted: vec!["crm_wbe".to_owned()],
            ..Settings::default()
        };
        let error = settings
            .check(["crm_web"].into_iter(), std::iter::empty())
            .expect_err("refused");
        assert_eq!(error.hint(), Some("Did you mean `crm_web`?"));
    }
}
