//! Which columns that nothing is known of say the same in different sources: `parish` in one, `civil_parish` in the other.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::ingest::{Column, Source};
use crate::text::clean::fold;

/// This share of the records of either column has to hold values of the other.
const SHARED: f64 = 0.3;

/// So many values have to be shared that are more than a flag or a small number.
const SHARED_VALUES: usize = 5;

/// The name under which each column of a name takes part, where that is another.
///
/// `columns` has the columns of each name, source by source. Two names are one attribute if no source has both and each holds
/// the values of the other; it is called by the first in the alphabet, so that the order of the sources does not matter.
pub(super) fn aligned(
    sources: &[Source],
    columns: &BTreeMap<String, Vec<Vec<usize>>>,
) -> BTreeMap<String, String> {
    let columns: Vec<(&String, &Vec<Vec<usize>>)> = columns.iter().collect();
    let has = |at: usize, source: usize| !columns[at].1[source].is_empty();
    let everywhere = |at: usize| (0..sources.len()).all(|source| has(at, source));
    let open: Vec<usize> = (0..columns.len()).filter(|at| !everywhere(*at)).collect();
    let vocabularies: Vec<Vocabulary> = open
        .iter()
        .map(|at| Vocabulary::new(sources, columns[*at].1))
        .collect();
    let mut name_of: Vec<usize> = (0..open.len()).collect();
    for left in 0..open.len() {
        for right in left + 1..open.len() {
            let meet = (0..sources.len()).any(|source| {
                let of = |name: usize| {
                    let members = (0..open.len()).filter(|at| name_of[*at] == name);
                    members.into_iter().any(|at| has(open[at], source))
                };
                of(name_of[left]) && of(name_of[right])
            });
            if !meet && vocabularies[left].is_of(&vocabularies[right]) {
                let (into, from) = (
                    name_of[left].min(name_of[right]),
                    name_of[left].max(name_of[right]),
                );
                for name in name_of.iter_mut().filter(|name| **name == from) {
                    *name = into;
                }
            }
        }
    }
    (0..open.len())
        .filter(|at| name_of[*at] != *at)
        .map(|at| {
            let name = |at: usize| columns[open[at]].0.clone();
            (name(at), name(name_of[at]))
        })
        .collect()
}

/// The values of the columns of one name, with the records that hold each.
struct Vocabulary {
    holders: FxHashMap<String, u64>,
    records: u64,
}

impl Vocabulary {
    fn new(sources: &[Source], columns: &[Vec<usize>]) -> Self {
        let mut holders: FxHashMap<String, u64> = FxHashMap::default();
        let mut records = 0;
        for (source, columns) in sources.iter().zip(columns) {
            for column in columns.iter().map(|at| &source.columns[*at]) {
                for (value, count) in held(column) {
                    *holders.entry(fold(value)).or_default() += count;
                    records += count;
                }
            }
        }
        Self { holders, records }
    }

    /// Whether two vocabularies are of one meaning.
    fn is_of(&self, other: &Self) -> bool {
        let shared = |own: &Self, other: &Self| {
            let known = own.holders.iter();
            let known = known.filter(|(value, _)| other.holders.contains_key(*value));
            let holding: u64 = known.map(|(_, count)| count).sum();
            holding as f64 >= SHARED * own.records.max(1) as f64
        };
        let telling = self
            .holders
            .keys()
            .filter(|value| is_telling(value) && other.holders.contains_key(*value));
        telling.take(SHARED_VALUES).count() == SHARED_VALUES
            && shared(self, other)
            && shared(other, self)
    }
}

/// The values of a column that are not empty, with the rows that hold each.
fn held(column: &Column) -> impl Iterator<Item = (&str, u64)> {
    let mut counts = vec![0u64; column.values.len()];
    for cell in &column.cells {
        counts[*cell as usize] += 1;
    }
    let values = column.values.iter().zip(counts).skip(1);
    values.filter(|(value, count)| *count > 0 && !value.is_empty())
}

/// Whether a value is more than a letter or a small number, which mean something else in every column.
fn is_telling(value: &str) -> bool {
    value.chars().filter(|c| c.is_alphabetic()).count() > 1 || value.len() > 4
}
