//! Patterns: pairs with the same levels and the same rarity, counted together.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::model::RARITY_SHARE;
use crate::compare::Comparison;
use crate::pair::CandidatePair;

/// Pairs with the same levels and the same rarity, to whole bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pattern {
    levels: Box<[u8]>,
    /// Rarity beyond the mean, in bits: what relatives may share, and what only the person has.
    familiar: i16,
    personal: i16,
}

impl Pattern {
    fn of(
        comparisons: &[Comparison],
        pair: CandidatePair,
        mean: &[Vec<f64>],
        is_personal: &[Vec<bool>],
    ) -> Self {
        let mut levels = Vec::with_capacity(comparisons.len());
        let (mut familiar, mut personal) = (0.0, 0.0);
        for (index, comparison) in comparisons.iter().enumerate() {
            let outcome = comparison.compare(pair.left, pair.right);
            levels.push(outcome.level);
            if outcome.rarity > 0.0 {
                let at = usize::from(outcome.level) - 1;
                let beyond = RARITY_SHARE * (f64::from(outcome.rarity) - mean[index][at]);
                if is_personal[index][at] {
                    personal += beyond;
                } else {
                    familiar += beyond;
                }
            }
        }
        Self {
            levels: levels.into(),
            familiar: familiar.round() as i16,
            personal: personal.round() as i16,
        }
    }

    /// The comparisons that both records have a value for, each with the index of its level.
    pub(super) fn levels(&self) -> impl Iterator<Item = (usize, usize)> {
        self.levels
            .iter()
            .enumerate()
            .filter_map(|(index, level)| Some((index, usize::from(*level).checked_sub(1)?)))
    }

    pub(super) fn familiar_rarity(&self) -> f64 {
        f64::from(self.familiar)
    }

    pub(super) fn personal_rarity(&self) -> f64 {
        f64::from(self.personal)
    }
}

/// Patterns that one thread goes through at a time.
const PART: usize = 2048;

/// Patterns with the pairs that have each, in a fixed order.
#[derive(Debug)]
pub(super) struct Patterns(Vec<(Pattern, f64)>);

impl Patterns {
    pub(super) fn count(
        comparisons: &[Comparison],
        pairs: &[CandidatePair],
        mean: &[Vec<f64>],
        is_personal: &[Vec<bool>],
    ) -> Self {
        let counted = pairs
            .par_chunks(4096)
            .map(|chunk| {
                let mut counts: FxHashMap<Pattern, u64> = FxHashMap::default();
                for pair in chunk {
                    *counts
                        .entry(Pattern::of(comparisons, *pair, mean, is_personal))
                        .or_default() += 1;
                }
                counts
            })
            .reduce(FxHashMap::default, |mut into, from| {
                for (pattern, count) in from {
                    *into.entry(pattern).or_default() += count;
                }
                into
            });
        let mut patterns: Vec<(Pattern, f64)> = counted
            .into_iter()
            .map(|(pattern, count)| (pattern, count as f64))
            .collect();
        patterns.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        Self(patterns)
    }

    /// The patterns in parts of one size, for several threads.
    pub(super) fn parts(&self) -> impl IndexedParallelIterator<Item = &[(Pattern, f64)]> {
        self.0.par_chunks(PART)
    }
}
