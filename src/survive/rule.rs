//! Survivorship rules: which of several values is kept, and why.

use std::borrow::Cow;

use crate::normalise::date::Date;
use crate::record::{RecordId, ValueId};

/// The rule that decided for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// No other value was there.
    OnlyValue,
    /// More records say so than say anything else.
    MostFrequent,
    /// As many records say something else, and this one is the most recent.
    MostRecent,
    /// As frequent and as recent as another, and fuller.
    Fullest,
    /// It stands in the record that gave the address.
    WithTheAddress,
}

impl Rule {
    /// The rule as it is written in `provenance.parquet`.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnlyValue => "only value",
            Self::MostFrequent => "most frequent",
            Self::MostRecent => "most recent",
            Self::Fullest => "fullest",
            Self::WithTheAddress => "with the address",
        }
    }
}

/// One value that could be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<'a> {
    /// The value.
    pub value: ValueId,
    /// Values of equal meaning share a meaning.
    pub meaning: Cow<'a, str>,
    /// How it is written.
    pub written: Cow<'a, str>,
    /// The records that hold it, in canonical order, with the day each was made, as far as it is known.
    pub holders: Vec<(RecordId, Option<Date>)>,
}

/// What was chosen among candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The chosen candidate's place.
    pub at: usize,
    /// The rule that decided.
    pub rule: Rule,
    /// Distinct records that agree in meaning.
    pub agreeing: usize,
    /// Distinct records with any value.
    pub available: usize,
}

/// Chooses by meaning first (most records, then the most recent, then the fullest), and then the fullest way of writing it.
///
/// Ties that remain are broken by the text itself, so that the order of records does not matter. `None` without candidates.
pub fn choose(candidates: &[Candidate<'_>]) -> Option<Choice> {
    let mut records: Vec<RecordId> = candidates
        .iter()
        .flat_map(|candidate| candidate.holders.iter().map(|(record, _)| *record))
        .collect();
    records.sort_unstable();
    records.dedup();
    let mut meanings: Vec<Meaning> = Vec::new();
    for candidate in candidates {
        let last = candidate.holders.iter().filter_map(|(_, day)| *day).max();
        let holders = candidate.holders.iter().map(|(record, _)| *record);
        if let Some(known) = meanings
            .iter_mut()
            .find(|known| known.meaning == candidate.meaning)
        {
            known.records.extend(holders);
            known.last = known.last.max(last);
            known.fullness = known.fullness.max(candidate.written.chars().count());
        } else {
            meanings.push(Meaning {
                meaning: &candidate.meaning,
                records: holders.collect(),
                last,
                fullness: candidate.written.chars().count(),
            });
        }
    }
    for meaning in &mut meanings {
        meaning.records.sort_unstable();
        meaning.records.dedup();
    }
    let strength = |meaning: &Meaning| (meaning.records.len(), meaning.last, meaning.fullness);
    meanings.sort_by(|left, right| {
        strength(right)
            .cmp(&strength(left))
            .then_with(|| left.meaning.cmp(right.meaning))
    });
    let best = meanings.first()?;
    let rule = match meanings.get(1) {
        None => Rule::OnlyValue,
        Some(second) if second.records.len() < best.records.len() => Rule::MostFrequent,
        Some(second) if second.last < best.last => Rule::MostRecent,
        Some(_) => Rule::Fullest,
    };
    let at = (0..candidates.len())
        .filter(|at| candidates[*at].meaning == best.meaning)
        .max_by(|left, right| {
            let (left, right) = (&candidates[*left], &candidates[*right]);
            (left.written.chars().count(), left.holders.len())
                .cmp(&(right.written.chars().count(), right.holders.len()))
                .then_with(|| right.written.cmp(&left.written))
        })?;
    Some(Choice {
        at,
        rule,
        agreeing: best.records.len(),
        available: records.len(),
    })
}

struct Meaning<'a> {
    meaning: &'a str,
    records: Vec<RecordId>,
    last: Option<Date>,
    fullness: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(
        meaning: &'static str,
        written: &'static str,
        holders: &[(u32, Option<i16>)],
    ) -> Candidate<'static> {
        let day = |year| Date {
            year: Some(year),
            month: Some(1),
            day: Some(1),
            suspect: false,
        };
        Candidate {
            value: ValueId::from_index(0),
            meaning: meaning.into(),
            written: written.into(),
            holders: holders
                .iter()
                .map(|(record, year)| (RecordId(*record), year.map(day)))
                .collect(),
        }
    }

    #[test]
    fn the_most_frequent_meaning_wins_in_its_fullest_form() {
        let candidates = [
            candidate("budi", "Budi", &[(0, None)]),
            candidate("suharto", "Suharto", &[(1, None)]),
            candidate("suharto", "Soeharto", &[(2, None)]),
        ];
        let choice = choose(&candidates).expect("a choice");
        assert_eq!(
            (choice.at, choice.rule, choice.agreeing, choice.available),
            (2, Rule::MostFrequent, 2, 3)
        );
    }

    #[test]
    fn among_equally_frequent_values_the_most_recent_wins() {
        let candidates = [
            candidate("a", "Jl. A 1", &[(0, Some(2006))]),
            candidate("b", "Jl. B 2", &[(1, Some(2009))]),
        ];
        let choice = choose(&candidates).expect("a choice");
        assert_eq!((choice.at, choice.rule), (1, Rule::MostRecent));
    }

    #[test]
    fn the_order_of_candidates_does_not_matter() {
        let mut candidates = vec![
            candidate("a", "aa", &[(0, None)]),
            candidate("b", "bb", &[(1, None)]),
        ];
        let one = candidates[choose(&candidates).expect("a choice").at].clone();
        candidates.reverse();
        assert_eq!(candidates[choose(&candidates).expect("a choice").at], one);
    }
}
