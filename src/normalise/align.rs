//! Which columns that nothing is known of say the same in different sources: `parish` in one, `civil_parish` in the other.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::plan::{generic_name, takes_part};
use crate::ingest::{Column, Field, Source, SourceKind};
use crate::text::clean::fold;
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// This share of the records of either column has to hold values of the other.
const SHARED: f64 = 0.3;

/// So many values have to be shared that are words or long numbers.
const SHARED_VALUES: usize = 5;

/// A value that more columns hold tells nothing of what they mean.
const MOST_COLUMNS: usize = 64;

/// Numbers of so many digits are of accounts and the like, and not years, amounts or counts.
const LONG_NUMBER: usize = 9;

/// Where the columns of one name stand: source and column.
type Places = Vec<(usize, usize)>;

/// Makes columns of several headers one attribute where no source has two of them and each holds the values of the other;
/// says so in the notes of the sources.
///
/// The attribute is called by the first header in the alphabet, so that the order of the sources does not matter.
pub fn align_columns(sources: &mut [Source]) {
    let taking_part: BTreeSet<usize> = (0..sources.len())
        .filter(|at| sources[*at].kind != SourceKind::Invoices)
        .collect();
    if taking_part.len() < 2 {
        return;
    }
    let mut named: BTreeMap<String, Places> = BTreeMap::new();
    for source in &taking_part {
        for (at, column) in sources[*source].columns.iter().enumerate() {
            let is_unknown = matches!(column.field, Field::Attribute | Field::Notes);
            if is_unknown && takes_part(&sources[*source], column) {
                let places = named.entry(generic_name(column)).or_default();
                places.push((*source, at));
            }
        }
    }
    let held_by =
        |places: &Places| -> BTreeSet<usize> { places.iter().map(|(source, _)| *source).collect() };
    named.retain(|_, places| held_by(places) != taking_part);
    let (names, places): (Vec<String>, Vec<Places>) = named.into_iter().unzip();
    let said: Vec<Said> = places
        .par_iter()
        .map(|places| {
            Said::new(
                places
                    .iter()
                    .map(|(source, at)| &sources[*source].columns[*at]),
            )
        })
        .collect();
    let mut group_of: Vec<usize> = (0..names.len()).collect();
    let mut sources_of: Vec<BTreeSet<usize>> = places.iter().map(held_by).collect();
    for (left, right) in sharing(&said) {
        let (left_group, right_group) = (group_of[left], group_of[right]);
        if sources_of[left_group].is_disjoint(&sources_of[right_group])
            && said[left].is_also(&said[right])
            && said[right].is_also(&said[left])
        {
            let (into, from) = (left_group.min(right_group), left_group.max(right_group));
            let moved = std::mem::take(&mut sources_of[from]);
            sources_of[into].extend(moved);
            for group in group_of.iter_mut().filter(|group| **group == from) {
                *group = into;
            }
        }
    }
    for (name, places) in places
        .iter()
        .enumerate()
        .filter(|(name, _)| group_of[*name] != *name)
    {
        let into = &names[group_of[name]];
        for (source, at) in places {
            let source = &mut sources[*source];
            let column = &mut source.columns[*at];
            source.notes.push(format!(
                "column `{}` is taken for `{into}` of another source, since each holds the values of the other",
                column.header
            ));
            column.same_as = Some(into.clone());
        }
    }
}

/// The pairs of names that share enough values to be looked at, in their order.
fn sharing(said: &[Said]) -> Vec<(usize, usize)> {
    let mut columns: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (name, said) in said.iter().enumerate() {
        for value in &said.telling {
            columns.entry(*value).or_default().push(name);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for names in columns.values().filter(|names| names.len() <= MOST_COLUMNS) {
        for (at, left) in names.iter().enumerate() {
            for right in &names[at + 1..] {
                *shared.entry((*left, *right)).or_default() += 1;
            }
        }
    }
    let enough = shared
        .into_iter()
        .filter(|(_, values)| *values >= SHARED_VALUES);
    enough.map(|(pair, _)| pair).collect()
}

/// What the columns of one name say.
#[derive(Debug, Default)]
struct Said {
    /// The records that hold each value, by its hash.
    holders: FxHashMap<u64, u64>,
    records: u64,
    /// The values that are words or long numbers, each once.
    telling: Vec<u64>,
}

impl Said {
    fn new<'a>(columns: impl Iterator<Item = &'a Column>) -> Self {
        let mut said = Self::default();
        for column in columns {
            let mut counts = vec![0u64; column.values.len()];
            for cell in &column.cells {
                counts[*cell as usize] += 1;
            }
            let held = column.values.iter().zip(counts).skip(1);
            let held = held.filter(|(value, count)| {
                *count > 0 && !is_placeholder(PlaceholderField::Other, value)
            });
            for (value, count) in held {
                said.add(&fold(value), count);
            }
        }
        said
    }

    fn add(&mut self, value: &str, count: u64) {
        let mut hasher = FxHasher::default();
        value.hash(&mut hasher);
        let value_hash = hasher.finish();
        let holders = self.holders.entry(value_hash).or_default();
        if *holders == 0 && is_telling(value) {
            self.telling.push(value_hash);
        }
        *holders += count;
        self.records += count;
    }

    /// Whether enough of its records hold values of another.
    fn is_also(&self, other: &Self) -> bool {
        let known = self.holders.iter();
        let known = known.filter(|(value, _)| other.holders.contains_key(*value));
        let holding: u64 = known.map(|(_, count)| count).sum();
        holding as f64 >= SHARED * self.records as f64
    }
}

/// Whether a value is a word or a long number: flags, years and amounts stand in all kinds of columns.
fn is_telling(value: &str) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    letters > 1 || digits >= LONG_NUMBER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(values: &[&str]) -> Said {
        let mut said = Said::default();
        for value in values {
            said.add(value, 10);
        }
        said
    }

    #[test]
    fn columns_of_the_same_words_share_enough() {
        let parishes = [
            "elland", "halifax", "sowerby", "warley", "ovenden", "soyland",
        ];
        assert_eq!(sharing(&[said(&parishes), said(&parishes[..5])]), [(0, 1)]);
        assert_eq!(sharing(&[said(&parishes), said(&parishes[..4])]), []);
        assert!(said(&parishes).is_also(&said(&parishes[..2])));
        assert!(!said(&parishes).is_also(&said(&parishes[..1])));
    }

    #[test]
    fn flags_years_and_amounts_are_in_all_kinds_of_columns() {
        let years = ["1999", "2000", "2001", "2002", "2003", "2004", "y", "n"];
        assert_eq!(sharing(&[said(&years), said(&years)]), []);
        let accounts = [
            "123456789",
            "223456789",
            "323456789",
            "423456789",
            "523456789",
        ];
        assert_eq!(sharing(&[said(&accounts), said(&accounts)]), [(0, 1)]);
    }
}
