//! Which values of a column say the same things in the same words: one source may write `DE` where another writes `Germany`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::normalise::Attribute;
use crate::record::{RecordId, ValueId};

/// Two sources use the same words if words of the other stand in this share of the records of either.
const SHARED: f64 = 0.1;

/// A word is known to a source that has it in this share of its records; a stray one makes no vocabulary.
const KNOWN: f64 = 0.01;

/// Of more sources, as of a file per day, all are held to use the same words: every two would have to be looked at.
const MOST_SOURCES: usize = 1_000;

/// For each value of an attribute, the vocabulary that it belongs to; values of two vocabularies can't be compared.
///
/// A source that says the same everywhere has no vocabulary of its own: where nobody else uses its word, it takes part in the
/// commonest. `source` is the source of each record. Without this, records of two sources that write one thing in two ways
/// would never agree in it, and agreeing would come to mean being of one source.
pub(super) fn vocabularies(attribute: &Attribute, source: &Attribute) -> Vec<u32> {
    let ranks = by_name(source);
    if ranks.len() > MOST_SOURCES {
        return vec![0; attribute.values.len()];
    }
    let mut held: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); attribute.values.len()];
    let mut filled = vec![0u32; ranks.len()];
    let records = attribute.slots.len() / attribute.width;
    for record in RecordId::first(records) {
        let Some(source) = source.first(record).index() else {
            continue;
        };
        let values = attribute.values_of(record).iter();
        for value in values.filter_map(|value| value.index()) {
            *held[value].entry(ranks[source]).or_default() += 1;
            filled[ranks[source]] += 1;
        }
    }
    let mut vocabulary: Vec<usize> = (0..ranks.len()).collect();
    for (one, other) in sharing(&held, &filled) {
        let (one, other) = (vocabulary[one], vocabulary[other]);
        if one != other {
            let joined = vocabulary
                .iter_mut()
                .filter(|number| **number == one.max(other));
            joined.for_each(|number| *number = one.min(other));
        }
    }
    let mut words = vec![0u32; ranks.len()];
    for source in held.iter().flat_map(BTreeMap::keys) {
        words[*source] += 1;
    }
    let records_of = |wanted: usize| -> u64 {
        let members = vocabulary.iter().zip(&filled);
        let of_wanted = members.filter(|(number, _)| **number == wanted);
        of_wanted.map(|(_, records)| u64::from(*records)).sum()
    };
    let commonest = (0..ranks.len())
        .filter(|source| words[*source] > 1)
        .map(|source| vocabulary[source])
        .max_by_key(|number| (records_of(*number), Reverse(*number)));
    let is_alone = |source: usize| {
        vocabulary
            .iter()
            .filter(|number| **number == source)
            .count()
            == 1
    };
    let final_of: Vec<usize> = (0..ranks.len())
        .map(|source| match commonest {
            Some(commonest) if words[source] < 2 && is_alone(vocabulary[source]) => commonest,
            _ => vocabulary[source],
        })
        .collect();
    held.iter()
        .map(|held| {
            let mut records: BTreeMap<usize, u64> = BTreeMap::new();
            for (source, count) in held {
                *records.entry(final_of[*source]).or_default() += u64::from(*count);
            }
            let most = records
                .into_iter()
                .max_by_key(|(number, count)| (*count, Reverse(*number)));
            most.map_or(0, |(number, _)| u32::try_from(number).expect("few sources"))
        })
        .collect()
}

/// The share of the pairs of values, by the records that hold each, that are of one vocabulary.
pub(super) fn comparable(vocabularies: &[u32], records: &[u32]) -> f64 {
    let mut of_vocabulary: BTreeMap<u32, f64> = BTreeMap::new();
    for (vocabulary, records) in vocabularies.iter().zip(records) {
        *of_vocabulary.entry(*vocabulary).or_default() += f64::from(*records);
    }
    let all: f64 = of_vocabulary.values().sum();
    let squares: f64 = of_vocabulary
        .values()
        .map(|records| records * records)
        .sum();
    if all > 0.0 {
        squares / (all * all)
    } else {
        1.0
    }
}

/// The rank of each source by its name, so that the order in which the sources were given does not matter.
fn by_name(source: &Attribute) -> Vec<usize> {
    let count = source.values.len();
    let name = |at: &usize| {
        source
            .values
            .canonical(ValueId::from_index(*at))
            .into_owned()
    };
    let mut sorted: Vec<usize> = (0..count).collect();
    sorted.sort_by_cached_key(name);
    let mut ranks = vec![0; count];
    for (rank, at) in sorted.into_iter().enumerate() {
        ranks[at] = rank;
    }
    ranks
}

/// The pairs of sources of which one uses the words of the other.
fn sharing(held: &[BTreeMap<usize, u32>], filled: &[u32]) -> Vec<(usize, usize)> {
    let mut understood: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for held in held {
        let is_known = |(source, count): &(&usize, &u32)| {
            f64::from(**count) >= KNOWN * f64::from(filled[**source])
        };
        for (one, count) in held {
            let others = held.iter().filter(|(other, _)| *other != one);
            for (other, _) in others.filter(is_known) {
                *understood.entry((*one, *other)).or_default() += count;
            }
        }
    }
    let is_shared = |((one, _), count): &(&(usize, usize), &u32)| {
        f64::from(**count) >= SHARED * f64::from(filled[*one])
    };
    let shared = understood.iter().filter(is_shared);
    shared.map(|(pair, _)| *pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AttributeKind, Facet};

    fn category(words: &[&str], of_records: &[usize]) -> Attribute {
        let slots = of_records
            .iter()
            .map(|value| ValueId::from_index(*value))
            .collect();
        Attribute::of_words(
            "column",
            AttributeKind::Category,
            Facet::Open,
            1,
            words,
            slots,
        )
    }

    #[test]
    fn of_very_many_sources_all_write_one_vocabulary() {
        // Half of the sources write codes, half names.
        let sources = MOST_SOURCES + 1;
        let words = category(
            &["DE", "FR", "Germany", "France"],
            &(0..4 * sources)
                .map(|at| at % 2 + 2 * (at / 4 % 2))
                .collect::<Vec<_>>(),
        );
        let of = |sources: usize| {
            Attribute::of_numbers(
                "source",
                AttributeKind::Category,
                Facet::Open,
                1,
                (0..4 * (MOST_SOURCES + 1))
                    .map(|at| ValueId::from_index(at / 4 % sources))
                    .collect(),
            )
        };
        assert_eq!(vocabularies(&words, &of(sources)), [0; 4]);
        assert_ne!(vocabularies(&words, &of(2)), [0; 4]);
    }

    #[test]
    fn sources_that_share_hardly_a_word_have_vocabularies_of_their_own() {
        let words = ["DE", "FR", "Germany", "France"];
        let country = category(&words, &[0, 1, 0, 0, 2, 3, 2, 1, 0]);
        let source = category(&["a", "b", "c"], &[0, 0, 0, 0, 1, 1, 1, 2, 2]);
        assert_eq!(vocabularies(&country, &source), [0, 0, 1, 1]);
        let all_the_same = category(&["a", "b", "c", "d"], &[0, 0, 0, 0, 1, 1, 1, 2, 3]);
        let words = ["DE", "FR", "Germany", "France", "DEU", "D"];
        let country = category(&words, &[0, 1, 0, 0, 2, 3, 2, 4, 5]);
        assert_eq!(vocabularies(&country, &all_the_same), [0, 0, 1, 1, 0, 0]);
    }

    #[test]
    fn half_of_the_pairs_of_two_equal_vocabularies_can_be_compared() {
        assert_eq!(comparable(&[0, 0, 1], &[30, 20, 50]), 0.5);
        assert_eq!(comparable(&[0, 0], &[1, 2]), 1.0);
        assert_eq!(comparable(&[], &[]), 1.0);
    }

    #[test]
    fn a_source_of_one_word_takes_part_where_its_word_is_used() {
        let country = category(
            &["DE", "FR", "Germany", "France"],
            &[0, 1, 0, 0, 2, 3, 2, 2, 2],
        );
        let source = category(&["a", "b", "c"], &[0, 0, 0, 0, 1, 1, 1, 2, 2]);
        assert_eq!(vocabularies(&country, &source), [0, 0, 1, 1]);
    }

    #[test]
    fn the_order_of_the_sources_makes_no_difference() {
        let country = category(
            &["DE", "FR", "Germany", "France"],
            &[0, 1, 0, 0, 2, 3, 2, 1, 0],
        );
        let source = category(&["c", "b", "a"], &[2, 2, 2, 2, 1, 1, 1, 0, 0]);
        assert_eq!(vocabularies(&country, &source), [0, 0, 1, 1]);
    }
}
