//! What pairs of cards show at a look: all of it that stays the same while is learned what it means.

use rayon::prelude::*;

use super::contact::{Contact, starts};
use super::model::Evidence;
use super::trace::Traces;
use crate::compare::Comparison;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// What one kind of evidence shows for one pair: the level of its comparison, or that a value is equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look(u8);

impl Look {
    /// The pair has a value in common; what else it has was not compared.
    pub(super) const EQUAL: Self = Self(u8::MAX);

    /// A level; 0 where there is nothing to compare.
    pub(super) fn level(self) -> u8 {
        self.0
    }

    /// Takes a look at how two cards were handed out.
    fn at_occasion(traces: &Traces, pair: CandidatePair) -> Self {
        Self(traces.of(pair.left).occasion(traces.of(pair.right)) as u8)
    }

    /// Takes a look at the values of one contact.
    fn at_contact(comparison: &Comparison, contact: &Contact, pair: CandidatePair) -> Self {
        let (left, right) = (contact.values_of(pair.left), contact.values_of(pair.right));
        let is_equal = left
            .iter()
            .any(|value| !value.is_missing() && right.contains(value));
        if is_equal {
            Self::EQUAL
        } else {
            Self(comparison.compare(pair.left, pair.right).level)
        }
    }

    /// Takes a look at one kind of evidence.
    pub(super) fn at(evidence: &Evidence, traces: &Traces, pair: CandidatePair) -> Self {
        match evidence {
            Evidence::Occasion => Self::at_occasion(traces, pair),
            Evidence::Contact(comparison, contact, _) => {
                Self::at_contact(comparison, contact, pair)
            }
        }
    }
}

/// The looks of all pairs that share anything.
#[derive(Debug)]
pub(super) struct Looks<'a> {
    pairs: &'a [CandidatePair],
    /// Where the pairs of each left record begin, and where the last end.
    starts: Vec<usize>,
    width: usize,
    looks: Vec<Look>,
}

impl<'a> Looks<'a> {
    /// Looks at `pairs`, which are in canonical order, each once.
    pub(super) fn new(
        evidence: &[Evidence],
        traces: &Traces,
        pairs: &'a [CandidatePair],
        records: usize,
    ) -> Self {
        let width = evidence.len();
        let mut looks = vec![Look::default(); pairs.len() * width];
        looks
            .par_chunks_mut(width)
            .zip(pairs)
            .with_min_len(256)
            .for_each(|(looks, pair)| {
                for (look, evidence) in looks.iter_mut().zip(evidence) {
                    *look = Look::at(evidence, traces, *pair);
                }
            });
        Self {
            pairs,
            starts: starts(pairs, records),
            width,
            looks,
        }
    }

    /// All pairs, in canonical order.
    pub(super) fn pairs(&self) -> &'a [CandidatePair] {
        self.pairs
    }

    /// What the pair at a place shows, per evidence.
    pub(super) fn of(&self, place: usize) -> &[Look] {
        &self.looks[place * self.width..(place + 1) * self.width]
    }

    /// What a pair shows, if it is among those that share anything.
    pub(super) fn find(&self, pair: CandidatePair) -> Option<&[Look]> {
        let RecordId(left) = pair.left;
        let start = self.starts[left as usize];
        let of_left = &self.pairs[start..self.starts[left as usize + 1]];
        let at = of_left.binary_search_by_key(&pair.right, |pair| pair.right);
        at.ok().map(|at| self.of(start + at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_that_was_looked_at_is_found_and_no_other() {
        let pair = |left, right| CandidatePair {
            left: RecordId(left),
            right: RecordId(right),
        };
        let pairs = [pair(0, 1), pair(0, 3), pair(2, 3)];
        let looks = Looks {
            pairs: &pairs,
            starts: starts(&pairs, 4),
            width: 2,
            looks: (1..=6).map(Look).collect(),
        };
        assert_eq!(looks.find(pair(0, 3)), Some(&[Look(3), Look(4)][..]));
        assert_eq!(looks.find(pair(2, 3)), Some(&[Look(5), Look(6)][..]));
        for absent in [pair(0, 2), pair(1, 3), pair(1, 2)] {
            assert_eq!(looks.find(absent), None);
        }
    }
}
