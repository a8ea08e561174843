//! Survivorship rules: which of several values is kept, and why.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::settings::{AGREED_WORDS, Aggregate, Criterion};

/// The rule that decided for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// No other value was there.
    OnlyValue,
    /// The first question on which it and the next best differ.
    By(Criterion),
    /// All questions leave it even with another: the text that comes first.
    TextOrder,
    /// It stands in the record that gave the address.
    WithTheAddress,
    /// It stands in another record of the same house.
    SameHouse,
    /// No record has an address: it stands in a record that has the city.
    WithTheCity,
    /// Of a city and a regency of one name the one that the postal code reaches.
    ByPostalCode,
    /// It was put together word by word.
    AgreedWords,
    /// It was made of all values.
    Made(Aggregate),
}

impl Rule {
    /// The rule as it is written in `provenance.parquet`.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnlyValue => "only value",
            Self::By(criterion) => criterion.word(),
            Self::TextOrder => "text order",
            Self::WithTheAddress => "with the address",
            Self::SameHouse => "same house",
            Self::WithTheCity => "with the city",
            Self::ByPostalCode => "by the postal code",
            Self::AgreedWords => AGREED_WORDS,
            Self::Made(aggregate) => aggregate.word(),
        }
    }
}

/// How a value stands on each question; more is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// 1 if it is valid in one record at least.
    pub valid: u8,
    /// 2 in an own record, 1 in one of the family, 0 in others.
    pub role: u8,
    /// How far its source is trusted; 0 for not named.
    pub trust: u16,
    /// Distinct records that say so.
    pub records: u32,
    /// The last day it was said, as a number; 0 where no day is known.
    pub last: i32,
    /// How many parts it has.
    pub parts: i32,
    /// Letters and figures of a valid one.
    pub length: u32,
}

impl Standing {
    /// Compares by one question.
    pub fn by(&self, criterion: Criterion, other: &Self) -> Ordering {
        match criterion {
            Criterion::Validated => self.valid.cmp(&other.valid),
            Criterion::OwnRole => self.role.cmp(&other.role),
            Criterion::TrustedSource => self.trust.cmp(&other.trust),
            Criterion::MostRecent => self.last.cmp(&other.last),
            Criterion::MostFrequent => self.records.cmp(&other.records),
            Criterion::MostComplete => self.parts.cmp(&other.parts),
            Criterion::LongestValid => self.length.cmp(&other.length),
        }
    }
}

/// One value that could be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<'a> {
    /// The caller's place for it.
    pub at: usize,
    /// What is meant.
    pub meaning: Cow<'a, str>,
    /// How it stands.
    pub standing: Standing,
}

/// Orders candidates, the best first, and tells what put the first before the second.
///
/// What `criteria` leave even is decided by the other questions in their usual order, then by the text, so that the order
/// of records does not matter. `None` without candidates.
pub fn order(candidates: &mut [Candidate<'_>], criteria: &[Criterion]) -> Option<Rule> {
    let usual = Criterion::ALL.iter().filter(|one| !criteria.contains(one));
    let questions = || criteria.iter().chain(usual.clone()).copied();
    candidates.sort_by(|left, right| {
        questions()
            .map(|question| right.standing.by(question, &left.standing))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| left.meaning.cmp(&right.meaning))
    });
    match candidates {
        [] => None,
        [_] => Some(Rule::OnlyValue),
        [first, second, ..] => Some(
            questions()
                .find(|question| first.standing.by(*question, &second.standing).is_ne())
                .map_or(Rule::TextOrder, Rule::By),
        ),
    }
}

/// How sure a golden value is, from 0 to 1.
///
/// `agreeing` of `available` records say so, each counted by how surely it belongs to the customer, with one more record
/// on either side: a value said once is not as sure as one said ten times. What could not be validated counts three
/// quarters.
pub fn confidence(agreeing: f32, available: f32, is_valid: bool) -> f32 {
    let share = (agreeing + 1.0) / (available + 2.0);
    if is_valid { share } else { 0.75 * share }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(meaning: &'static str, standing: Standing) -> Candidate<'static> {
        Candidate {
            at: 0,
            meaning: meaning.into(),
            standing,
        }
    }

    fn best(mut candidates: Vec<Candidate<'static>>, criteria: &[Criterion]) -> (String, Rule) {
        let rule = order(&mut candidates, criteria).expect("a choice");
        (candidates[0].meaning.clone().into_owned(), rule)
    }

    #[test]
    fn each_rule_prefers_what_it_says() {
        let usual = Standing {
            valid: 1,
            role: 1,
            trust: 1,
            records: 2,
            last: 100,
            parts: 2,
            length: 5,
        };
        for (criterion, better) in [
            (Criterion::OwnRole, Standing { role: 2, ..usual }),
            (Criterion::TrustedSource, Standing { trust: 2, ..usual }),
            (
                Criterion::MostFrequent,
                Standing {
                    records: 3,
                    ..usual
                },
            ),
            (Criterion::MostRecent, Standing { last: 101, ..usual }),
            (Criterion::MostComplete, Standing { parts: 3, ..usual }),
            (Criterion::LongestValid, Standing { length: 6, ..usual }),
        ] {
            let values = vec![candidate("a", usual), candidate("b", better)];
            assert_eq!(
                best(values, &[criterion]),
                ("b".to_owned(), Rule::By(criterion))
            );
        }
        let doubtful = Standing {
            valid: 0,
            records: 9,
            ..usual
        };
        let values = vec![candidate("a", doubtful), candidate("b", usual)];
        assert_eq!(
            best(values, &[Criterion::Validated]),
            ("b".to_owned(), Rule::By(Criterion::Validated))
        );
    }

    #[test]
    fn the_first_rule_that_tells_values_apart_decides() {
        let often = Standing {
            records: 3,
            last: 1,
            ..Standing::default()
        };
        let late = Standing {
            records: 1,
            last: 9,
            ..Standing::default()
        };
        let values = || vec![candidate("often", often), candidate("late", late)];
        let (frequent, recent) = (Criterion::MostFrequent, Criterion::MostRecent);
        assert_eq!(best(values(), &[frequent, recent]).0, "often");
        assert_eq!(best(values(), &[recent, frequent]).0, "late");
        // What the settings leave open, the usual order decides.
        assert_eq!(
            best(values(), &[Criterion::Validated]),
            ("often".to_owned(), Rule::By(frequent))
        );
    }

    #[test]
    fn even_values_are_told_apart_by_their_text() {
        let values = vec![
            candidate("b", Standing::default()),
            candidate("a", Standing::default()),
        ];
        assert_eq!(best(values, &[]), ("a".to_owned(), Rule::TextOrder));
    }

    #[test]
    fn confidence_grows_with_records_that_agree() {
        let rounded = |value: f32| (value * 100.0).round() / 100.0;
        assert_eq!(rounded(confidence(1.0, 1.0, true)), 0.67);
        assert_eq!(rounded(confidence(8.0, 8.0, true)), 0.9);
        assert_eq!(rounded(confidence(1.0, 3.0, true)), 0.4);
        assert_eq!(rounded(confidence(1.0, 1.0, false)), 0.5);
    }
}
