//! Which values of a column say the same things in the same words: one source may write `DE` where another writes `Germany`.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::normalise::Attribute;
use crate::record::RecordId;

/// Two sources use the same words if the words of the other stand in this share of the records of either.
const SHARED: f64 = 0.1;

/// For each value of an attribute, the vocabulary that it belongs to; values of two vocabularies can't be compared.
///
/// A source that says the same everywhere has no vocabulary of its own, and takes part in the commonest.
///
/// `source` is the source of each record. Without this, records of two sources that write one thing in two ways would never
/// agree in it, and agreeing would come to mean being of one source.
pub(super) fn vocabularies(attribute: &Attribute, source: &Attribute) -> Vec<u32> {
    let sources = source.values.len();
    let mut holders: FxHashMap<(usize, usize), u32> = FxHashMap::default();
    let mut filled = vec![0u32; sources];
    let records = attribute.slots.len() / attribute.width;
    for record in RecordId::first(records) {
        let (Some(value), Some(source)) = (
            attribute.first(record).index(),
            source.first(record).index(),
        ) else {
            continue;
        };
        *holders.entry((value, source)).or_default() += 1;
        filled[source] += 1;
    }
    let mut of_value: Vec<Vec<(usize, u32)>> = vec![Vec::new(); attribute.values.len()];
    for ((value, source), count) in holders {
        of_value[value].push((source, count));
    }
    // Per pair of sources, the records of the first that hold words of the second.
    let mut understood = vec![0u32; sources * sources];
    for held in &of_value {
        for (one, count) in held {
            for (other, _) in held.iter().filter(|(other, _)| other != one) {
                understood[one * sources + other] += count;
            }
        }
    }
    let mut words = vec![0u32; sources];
    for (source, _) in of_value.iter().flatten() {
        words[*source] += 1;
    }
    let mut vocabulary: Vec<usize> = (0..sources).collect();
    for one in 0..sources {
        for other in 0..sources {
            let share =
                f64::from(understood[one * sources + other]) / f64::from(filled[one].max(1));
            if share >= SHARED && vocabulary[one] != vocabulary[other] {
                let (from, into) = (
                    vocabulary[one].max(vocabulary[other]),
                    vocabulary[one].min(vocabulary[other]),
                );
                for vocabulary in vocabulary.iter_mut().filter(|number| **number == from) {
                    *vocabulary = into;
                }
            }
        }
    }
    let has_words = |source: &usize| words[*source] > 1;
    let commonest = (0..sources)
        .filter(has_words)
        .max_by_key(|source| (filled[*source], Reverse(*source)))
        .map(|source| vocabulary[source]);
    for source in (0..sources).filter(|source| !has_words(source)) {
        vocabulary[source] = commonest.unwrap_or(0);
    }
    let first = |held: &Vec<(usize, u32)>| held.iter().map(|(source, _)| vocabulary[*source]).min();
    of_value
        .iter()
        .map(|held| u32::try_from(first(held).unwrap_or(0)).expect("few sources"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{TextValue, Values};
    use crate::record::{AttributeKind, Facet, ValueId};

    fn category(words: &[&str], of_records: &[usize]) -> Attribute {
        let text = |word: &&str| TextValue {
            written: (*word).into(),
            canonical: (*word).into(),
        };
        Attribute {
            name: "column".to_owned(),
            kind: AttributeKind::Category,
            facet: Facet::Open,
            width: 1,
            slots: of_records
                .iter()
                .map(|value| ValueId::from_index(*value))
                .collect(),
            values: Values::Texts(words.iter().map(text).collect()),
        }
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
}
