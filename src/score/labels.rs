//! What is known of some records beforehand: which of them name one person.

use rustc_hash::FxHashMap;

use super::sample::spread;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// Parts into which the labelled persons are divided for cross-validation.
pub const FOLDS: u64 = 5;

/// As many labelled pairs, each alone, what is learned without labels weighs beside them.
pub(super) const UNLABELLED_PAIRS: f64 = 100.0;

/// The true person of some records.
#[derive(Clone, Debug)]
pub struct Labels {
    /// By record: the number of its person; persons are numbered in the order of their first records.
    person_of: Vec<Option<u32>>,
    /// By person: its records, ascending.
    members: Vec<Vec<RecordId>>,
}

impl Labels {
    /// Takes down a person for some records, in canonical order; how persons are numbered makes no difference.
    pub fn new<P: Eq + std::hash::Hash>(persons: impl IntoIterator<Item = Option<P>>) -> Self {
        let mut numbers: FxHashMap<P, u32> = FxHashMap::default();
        let mut members: Vec<Vec<RecordId>> = Vec::new();
        let person_of = (0..)
            .map(RecordId)
            .zip(persons)
            .map(|(record, person)| {
                let next = u32::try_from(members.len()).expect("fewer than 2^32 persons");
                let number = *numbers.entry(person?).or_insert(next);
                if number == next {
                    members.push(Vec::new());
                }
                members[number as usize].push(record);
                Some(number)
            })
            .collect();
        Self { person_of, members }
    }

    /// Labelled records.
    pub fn records(&self) -> usize {
        self.members.iter().map(Vec::len).sum()
    }

    /// The labelled share of all records.
    pub fn share(&self) -> f64 {
        self.records() as f64 / self.person_of.len().max(1) as f64
    }

    /// Persons that labelled records name.
    pub fn persons(&self) -> usize {
        self.members.len()
    }

    /// Persons that several labelled records name.
    pub fn persons_with_several(&self) -> usize {
        let several = |members: &&Vec<RecordId>| members.len() > 1;
        self.members.iter().filter(several).count()
    }

    /// The person of a record, where it is known.
    pub fn person(&self, record: RecordId) -> Option<u32> {
        self.person_of[record.index()]
    }

    /// The labelled records of each person, ascending.
    pub(super) fn members(&self) -> &[Vec<RecordId>] {
        &self.members
    }

    /// Whether a pair matches, where both its records are labelled.
    pub fn is_match(&self, pair: CandidatePair) -> Option<bool> {
        Some(self.person(pair.left)? == self.person(pair.right)?)
    }

    /// Pairs of labelled records that name one person.
    pub fn true_pairs(&self) -> u64 {
        self.members
            .iter()
            .map(|members| members.len() as u64 * (members.len() as u64 - 1) / 2)
            .sum()
    }

    /// What each true pair tells, as a share of a pair that is alone: the pairs of one person's records repeat each other,
    /// and of n records n - 1 pairs say it all.
    pub fn told_by_pair(&self) -> f64 {
        let alone = self.records() - self.persons();
        alone as f64 / self.true_pairs().max(1) as f64
    }

    /// About `most` true pairs, evenly drawn; all of them where there are no more.
    pub fn draw_true_pairs(&self, most: u64) -> Vec<CandidatePair> {
        let one_in = self.true_pairs().div_ceil(most.max(1)).max(1);
        let step = usize::try_from(one_in).unwrap_or(usize::MAX);
        let pairs_of = |members: &[RecordId]| -> Vec<CandidatePair> {
            let later = members.iter().enumerate().flat_map(|(at, &left)| {
                let first = (spread(u64::from(left.0)) % one_in) as usize;
                let right = members[at + 1..].iter().skip(first).step_by(step);
                right.map(move |&right| CandidatePair { left, right })
            });
            later.collect()
        };
        self.members
            .iter()
            .flat_map(|members| pairs_of(members))
            .collect()
    }

    /// For each record the later records that name the same person: how many there are.
    pub fn later_members(&self, record: RecordId) -> usize {
        let Some(person) = self.person(record) else {
            return 0;
        };
        let members = &self.members[person as usize];
        members.len() - members.partition_point(|member| *member <= record)
    }

    /// The part of a person in cross-validation.
    pub fn fold(person: u32) -> u64 {
        spread(u64::from(person)) % FOLDS
    }

    /// What is left when the persons of one part are taken for unknown.
    pub fn without_fold(&self, fold: u64) -> Self {
        let person_of = self.person_of.iter().copied();
        Self::new(person_of.map(|person| person.filter(|person| Self::fold(*person) != fold)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::pair;

    fn labels() -> Labels {
        Labels::new([Some("b"), None, Some("a"), Some("b"), Some("b"), Some("c")])
    }

    #[test]
    fn a_pair_is_known_only_where_both_records_are() {
        let labels = labels();
        assert_eq!(labels.is_match(pair(0, 3)), Some(true));
        assert_eq!(labels.is_match(pair(0, 2)), Some(false));
        assert_eq!(labels.is_match(pair(0, 1)), None);
        assert_eq!((labels.records(), labels.persons()), (5, 3));
        assert_eq!(labels.later_members(RecordId(3)), 1);
        assert_eq!(labels.later_members(RecordId(1)), 0);
    }

    #[test]
    fn true_pairs_are_those_within_a_person() {
        let labels = labels();
        assert_eq!(labels.true_pairs(), 3);
        assert_eq!(
            labels.draw_true_pairs(9),
            [pair(0, 3), pair(0, 4), pair(3, 4)]
        );
        let many = Labels::new((0..2_000).map(|record| Some(record % 20)));
        assert_eq!(many.true_pairs(), 20 * 4_950);
        let drawn = many.draw_true_pairs(10_000).len();
        assert!((9_000..11_000).contains(&drawn), "{drawn}");
    }

    #[test]
    fn pairs_of_one_person_repeat_each_other() {
        let twos = Labels::new((0..40).map(|record| Some(record / 2)));
        assert_eq!(twos.told_by_pair(), 1.0);
        let one = Labels::new((0..40).map(|_| Some("a")));
        assert_eq!(one.told_by_pair(), 39.0 / 780.0);
        assert_eq!(one.persons_with_several(), 1);
        let none = Labels::new((0..40).map(Some));
        assert_eq!((none.true_pairs(), none.persons_with_several()), (0, 0));
    }

    #[test]
    fn every_person_is_unknown_in_one_part_as_a_whole() {
        let labels = Labels::new((0..1_000).map(|record| Some(record / 2)));
        let known: usize = (0..FOLDS)
            .map(|fold| {
                let rest = labels.without_fold(fold);
                assert_eq!(rest.true_pairs(), rest.persons() as u64);
                rest.persons()
            })
            .sum();
        assert_eq!(known, 4 * 500);
    }
}
