//! Records that are equal in all attributes: one row, exported again and again.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::Records;
use crate::record::{Facet, RecordId};

/// Of records that are equal in all attributes so many take part like others: that a match, as a rule, agrees in all is
/// learned from them.
pub const ORDINARY_COPIES: usize = 8;

/// Before any other record is seen, so many are held to be others, and this share of them to have a value.
const USUAL_SHARE: f64 = 0.02;
const USUAL_RECORDS: f64 = 20.0;

/// Which records repeat others whole.
///
/// A row that stands in a file a hundred times makes its values common, and common values prove little; but it is one
/// person all the same. So beyond [`ORDINARY_COPIES`] only as many copies count as chance explains, where it is counted how
/// common values are. Namesakes of whom no more is known than a name and a city are equal by chance, and count each.
#[derive(Clone, Debug)]
pub struct Copies {
    /// The members of each set of equal records, two at least, in the canonical order.
    pub equal: Vec<Vec<u32>>,
    /// Whether each record counts.
    counts: Vec<bool>,
}

impl Copies {
    /// Finds them.
    pub fn of(records: &Records) -> Self {
        let equal = equal(records);
        let mut counts = vec![true; records.len()];
        let is_large = |group: &&Vec<u32>| group.len() > ORDINARY_COPIES;
        if equal.iter().any(|group| is_large(&group)) {
            let chance = Chance::new(records);
            for group in equal.iter().filter(is_large) {
                let by_chance = chance.equal_to(RecordId(group[0]), group.len());
                for copy in group.iter().skip(by_chance) {
                    counts[*copy as usize] = false;
                }
            }
        }
        Self { equal, counts }
    }

    /// How many records there are, copies or not.
    pub fn records(&self) -> usize {
        self.counts.len()
    }

    /// Whether a record counts where it is counted how common values are.
    pub fn is_counted(&self, record: RecordId) -> bool {
        self.counts[record.index()]
    }

    /// The records that count, in the canonical order.
    pub fn counted(&self) -> Vec<RecordId> {
        RecordId::first(self.records())
            .filter(|record| self.is_counted(*record))
            .collect()
    }
}

/// The sets of equal records, by their first members.
fn equal(records: &Records) -> Vec<Vec<u32>> {
    let values = |record: u32| {
        let attributes = records.attributes.iter();
        attributes.flat_map(move |attribute| attribute.values_of(RecordId(record)))
    };
    let count = u32::try_from(records.len()).expect("fewer than 2^32 records");
    let mut keyed: Vec<(u64, u32)> = (0..count)
        .into_par_iter()
        .map(|record| {
            let mut hasher = FxHasher::default();
            values(record).for_each(|value| value.0.hash(&mut hasher));
            (hasher.finish(), record)
        })
        .collect();
    keyed.par_sort_unstable();
    let mut equal: Vec<Vec<u32>> = keyed
        .chunk_by(|left, right| left.0 == right.0)
        .filter(|alike| alike.len() > 1)
        .filter_map(|alike| {
            // Few hashes are equal by chance.
            let first = alike[0].1;
            let is_equal = |other: &u32| values(first).eq(values(*other));
            let members = alike.iter().map(|(_, record)| *record);
            let equal: Vec<u32> = members.filter(is_equal).collect();
            (equal.len() > 1).then_some(equal)
        })
        .collect();
    equal.par_sort_unstable_by_key(|group| group[0]);
    equal
}

/// How common the values of the records are, each attribute by itself.
struct Chance<'a> {
    records: &'a Records,
    /// Per attribute, per value, the records that hold it.
    holders: Vec<Vec<u32>>,
}

impl<'a> Chance<'a> {
    fn new(records: &'a Records) -> Self {
        let attributes = records.attributes.par_iter();
        Self {
            records,
            holders: attributes
                .map(|attribute| attribute.value_counts())
                .collect(),
        }
    }

    /// Of `copies` records that are equal to one, how many would be so if its surroundings had nothing to do with whose they
    /// are; [`ORDINARY_COPIES`] at least.
    ///
    /// A place tells its postal code, and a name the sex: of what belongs together the rarest value counts alone. Who has
    /// values of one kind only is like others by chance, for all that can be known.
    fn equal_to(&self, record: RecordId, copies: usize) -> usize {
        let beside = |holders: u32| (f64::from(holders) - copies as f64).max(0.0);
        let mut rarest = [None::<f64>; 3];
        for (attribute, holders) in self.records.attributes.iter().zip(&self.holders) {
            let Some(value) = attribute.first(record).index() else {
                continue;
            };
            let others = beside(holders[value]) + USUAL_SHARE * USUAL_RECORDS;
            let rarest = &mut rarest[match attribute.facet {
                Facet::Personal => 0,
                Facet::Shared => 1,
                Facet::Open => 2,
            }];
            *rarest = Some(rarest.map_or(others, |rarest| rarest.min(others)));
        }
        let known: Vec<f64> = rarest.into_iter().flatten().collect();
        let [_, _, ..] = known[..] else {
            return copies;
        };
        // Of two independent properties, as many have both as have either alone, multiplied, per record that has neither.
        let rest = (self.records.len() - copies) as f64 - known.iter().sum::<f64>();
        let rest = rest.max(0.0) + USUAL_RECORDS;
        let expected = rest * known.iter().map(|others| others / rest).product::<f64>();
        (expected.round() as usize).max(ORDINARY_COPIES).min(copies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::Attribute;
    use crate::record::{AttributeKind, ValueId};

    fn category(name: &str, facet: Facet, of_records: &[u32]) -> Attribute {
        let slots = of_records
            .iter()
            .map(|value| ValueId::from_index(*value as usize));
        Attribute::of_numbers(name, AttributeKind::Category, facet, 1, slots.collect())
    }

    fn counted(attributes: Vec<Attribute>) -> usize {
        let records = Records::of_attributes(attributes);
        Copies::of(&records).counted().len()
    }

    /// Records of their own, and behind them `copies` of one more.
    fn with_copies(others: u32, copies: usize) -> Vec<u32> {
        (0..others)
            .chain(std::iter::repeat_n(others, copies))
            .collect()
    }

    #[test]
    fn a_row_that_is_repeated_a_hundred_times_counts_a_few_times() {
        let values = with_copies(500, 100);
        let both = vec![
            category("who", Facet::Personal, &values),
            category("where", Facet::Shared, &values),
        ];
        assert_eq!(counted(both), 500 + ORDINARY_COPIES);
    }

    #[test]
    fn namesakes_of_one_city_are_equal_by_chance_and_count_each() {
        // Every fifth has the name, every fourth of these and of the others lives in the city.
        let names: Vec<u32> = (0..2_000)
            .map(|at| if at % 5 == 0 { 0 } else { at })
            .collect();
        let cities: Vec<u32> = (0..2_000).map(|at| u32::from(at / 5 % 4 == 0)).collect();
        let both = vec![
            category("who", Facet::Personal, &names),
            category("where", Facet::Shared, &cities),
        ];
        assert!(counted(both) >= 1_950, "nearly all count");
    }

    #[test]
    fn of_one_attribute_nothing_tells_copies_from_namesakes() {
        let names = category("who", Facet::Personal, &with_copies(500, 100));
        assert_eq!(counted(vec![names]), 600);
    }
}
