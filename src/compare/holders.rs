//! How many persons stand behind a value: one buyer's five hundred records make her telephone no more common than one does.

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::normalise::Attribute;
use crate::record::RecordId;

/// Up to so many records of one value are taken for as many persons: small numbers hardly make it look common.
const FEW: usize = 8;

/// So many of the records that hold a value are asked for what else they hold.
const ASKED: usize = 64;

/// An attribute tells persons apart if no more random pairs agree on it.
const TELLING: f64 = 0.05;

/// Of the attributes that do, so many are asked.
const MOST_TELLING: usize = 16;

/// Agreeing pairs are no more than chance up to so many standard deviations beyond it.
const DEVIATIONS: f64 = 3.0;

/// For each value of an attribute, about how many persons hold it.
#[derive(Debug)]
pub(super) struct Holders {
    /// The records that count, of those that hold each value.
    pub(super) records: Vec<u32>,
    /// The persons that these are, at most.
    pub(super) persons: Vec<u32>,
    /// The records that count and hold any.
    pub(super) filled: u64,
}

impl Holders {
    /// The persons who hold any value, at most.
    pub(super) fn filled_persons(&self) -> u64 {
        let sum = |counts: &[u32]| counts.iter().map(|count| f64::from(*count)).sum::<f64>();
        let share = sum(&self.persons) / sum(&self.records).max(1.0);
        ((self.filled as f64 * share) as u64).max(1)
    }

    /// Counts them for all attributes.
    ///
    /// The records of one person agree in other attributes, too: on a telephone that K persons share, two records have the
    /// same name in one of K pairs, besides chance. The attribute by which they are most persons decides, so that a family
    /// of one address and many names is many, and so are namesakes in many houses. Spellings that differ count as different;
    /// so there are rather too many persons than too few.
    pub(super) fn of_all(
        attributes: &[&Attribute],
        is_counted: &(dyn Fn(RecordId) -> bool + Sync),
    ) -> Vec<Self> {
        let mut all: Vec<Self> = attributes
            .par_iter()
            .map(|attribute| {
                let (records, filled) = attribute.value_counts_among(is_counted);
                Self {
                    persons: records.clone(),
                    records,
                    filled,
                }
            })
            .collect();
        let mut telling: Vec<(usize, f64)> = all
            .iter()
            .enumerate()
            .map(|(at, holders)| (at, chance_agreement(&holders.records, holders.filled)))
            .filter(|(_, chance)| *chance <= TELLING)
            .collect();
        // Of many columns those that most records fill.
        telling.sort_by_key(|(at, _)| (Reverse(all[*at].filled), *at));
        telling.truncate(MOST_TELLING);
        let persons: Vec<Vec<(usize, u32)>> = (0..attributes.len())
            .into_par_iter()
            .map(|at| {
                let others = telling.iter().filter(|(other, _)| *other != at);
                let others: Vec<(&Attribute, f64)> = others
                    .map(|(other, chance)| (attributes[*other], *chance))
                    .collect();
                persons(attributes[at], &all[at].records, &others, is_counted)
            })
            .collect();
        for (holders, persons) in all.iter_mut().zip(persons) {
            for (value, persons) in persons {
                holders.persons[value] = persons;
            }
        }
        all
    }
}

/// P(two random records with a value agree).
pub(super) fn chance_agreement(counts: &[u32], filled: u64) -> f64 {
    let all = filled.max(1) as f64;
    let agreeing: f64 = counts
        .iter()
        .map(|count| f64::from(*count) * (f64::from(*count) - 1.0))
        .sum();
    (agreeing / (all * (all - 1.0)).max(1.0)).clamp(1e-12, 1.0)
}

/// The values of an attribute that more than a [`FEW`] records hold, and the persons that these are.
fn persons(
    attribute: &Attribute,
    records: &[u32],
    others: &[(&Attribute, f64)],
    is_counted: &dyn Fn(RecordId) -> bool,
) -> Vec<(usize, u32)> {
    let is_common = |value: usize| records[value] as usize > FEW;
    if !(0..records.len()).any(is_common) {
        return Vec::new();
    }
    let count = attribute.slots.len() / attribute.width;
    let mut held: Vec<(usize, RecordId)> = Vec::new();
    for record in RecordId::first(count).filter(|record| is_counted(*record)) {
        let values = attribute.values_of(record).iter();
        let common = values
            .filter_map(|value| value.index())
            .filter(|value| is_common(*value));
        held.extend(common.map(|value| (value, record)));
    }
    held.sort_unstable();
    let mut values = Vec::with_capacity(ASKED);
    held.chunk_by(|left, right| left.0 == right.0)
        .map(|held| {
            let asked = held.len().min(ASKED);
            let asked = || (0..asked).map(|at| held[at * held.len() / asked].1);
            let most = others
                .iter()
                .filter_map(|(other, chance)| {
                    values.clear();
                    values.extend(asked().filter_map(|record| other.first(record).index()));
                    // Of too few records nothing is known.
                    (2 * values.len() > asked().len()).then(|| repeats(&mut values, *chance))
                })
                .fold(f64::INFINITY, f64::min);
            let persons = if most.is_finite() && most > 0.0 {
                (1.0 / most).ceil().min(held.len() as f64)
            } else {
                held.len() as f64
            };
            (held[0].0, persons as u32)
        })
        .collect()
}

/// The share of the pairs of values that agree for another reason than chance; 0 where chance may explain them all.
fn repeats(values: &mut [usize], chance: f64) -> f64 {
    values.sort_unstable();
    let agreeing: usize = values
        .chunk_by(|left, right| left == right)
        .map(|equal| equal.len() * (equal.len() - 1) / 2)
        .sum();
    let pairs = (values.len() * (values.len() - 1) / 2).max(1) as f64;
    let expected = chance * pairs;
    if (agreeing as f64) <= expected + DEVIATIONS * (expected + 1.0).sqrt() {
        return 0.0;
    }
    (agreeing as f64 / pairs - chance) / (1.0 - chance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AttributeKind, Facet, ValueId};

    /// An attribute of `width` values per record.
    fn attribute(name: &str, width: usize, slots: impl Iterator<Item = usize>) -> Attribute {
        let slots = slots.map(ValueId::from_index).collect();
        Attribute::of_numbers(name, AttributeKind::Code, Facet::Open, width, slots)
    }

    #[test]
    fn a_value_of_one_buyers_records_is_one_persons_and_one_of_many_names_is_many() {
        // Of 1,000 records the first hundred have one telephone, and one name or a hundred.
        let own = |at: usize| at.saturating_sub(99);
        let phones = attribute("phone", 1, (0..1_000).map(own));
        let of_phone = |names: &Attribute| Holders::of_all(&[&phones, names], &|_| true).remove(0);
        let one_name = of_phone(&attribute("name", 1, (0..1_000).map(own)));
        assert_eq!((one_name.records[0], one_name.persons[0]), (100, 1));
        assert_eq!(one_name.filled_persons(), 901);
        let many_names = of_phone(&attribute("name", 1, 0..1_000));
        assert_eq!(many_names.persons[0], 100);
    }

    #[test]
    fn agreement_that_chance_explains_is_no_sign_of_one_person() {
        // Two of 64 agree, where one pair in a thousand does by chance.
        let mut values: Vec<usize> = (0..64).map(|at| at.max(1)).collect();
        assert_eq!(repeats(&mut values, 0.001), 0.0);
        let mut values = vec![7; 64];
        assert_eq!(repeats(&mut values, 0.001), 1.0);
    }

    #[test]
    fn a_buyer_of_two_telephones_is_taken_for_one_person_once() {
        let own = |at: usize| at.saturating_sub(199);
        let phones = (0..2_000).flat_map(|at| [2 * own(at), 2 * own(at) + 1]);
        let phones = attribute("phone", 2, phones);
        let names = attribute("name", 1, (0..2_000).map(own));
        let holders = Holders::of_all(&[&phones, &names], &|_| true);
        assert_eq!(holders[0].persons[..2], [1, 1]);
        assert_eq!(holders[0].filled_persons(), 1_801);
    }
}
