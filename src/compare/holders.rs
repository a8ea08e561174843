//! How many persons stand behind a value: one buyer's five hundred records make her telephone no more common than one does.

use rayon::prelude::*;

use crate::normalise::Attribute;
use crate::record::RecordId;

/// Up to so many records of one value are taken for as many persons: small numbers hardly make it look common.
const FEW: usize = 8;

/// So many of the records that hold a value are asked for what else they hold.
const ASKED: usize = 64;

/// An attribute tells persons apart if no more random pairs agree on it.
const TELLING: f64 = 0.05;

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
        let telling: Vec<(usize, f64)> = all
            .iter()
            .enumerate()
            .map(|(at, holders)| (at, chance_agreement(&holders.records, holders.filled)))
            .filter(|(_, chance)| *chance <= TELLING)
            .collect();
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

impl Holders {
    /// The persons who hold any value, at most.
    pub(super) fn filled_persons(&self) -> u64 {
        let repeated = self.records.iter().zip(&self.persons);
        let repeated: u64 = repeated
            .map(|(records, persons)| u64::from(records - persons))
            .sum();
        self.filled.saturating_sub(repeated).max(1)
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

/// The share of the pairs of values that agree for another reason than chance.
fn repeats(values: &mut [usize], chance: f64) -> f64 {
    values.sort_unstable();
    let agreeing: usize = values
        .chunk_by(|left, right| left == right)
        .map(|equal| equal.len() * (equal.len() - 1))
        .sum();
    let share = agreeing as f64 / (values.len() * (values.len() - 1)).max(1) as f64;
    (share - chance) / (1.0 - chance)
}
