//! Patterns: pairs with the same levels and the same rarity, counted together.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::model::{ByChance, CLASSES, PerClass, RARITY_SHARE};
use crate::compare::Comparison;
use crate::compare::level::Outcome;
use crate::pair::CandidatePair;

/// Pairs with the same levels and the same rarity, to whole bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pattern {
    levels: Box<[u8]>,
    /// Per class, the rarity beyond the mean of what its pairs agree in by chance, in bits.
    rarity: [i16; CLASSES],
}

/// The outcomes of all comparisons of many pairs, pair by pair.
#[derive(Debug)]
pub(super) struct Outcomes {
    comparisons: usize,
    outcomes: Vec<Outcome>,
}

impl Outcomes {
    pub(super) fn of(comparisons: &[Comparison], pairs: &[CandidatePair]) -> Self {
        let outcomes = pairs
            .par_iter()
            .with_min_len(256)
            .flat_map_iter(|pair| {
                comparisons
                    .iter()
                    .map(|comparison| comparison.compare(pair.left, pair.right))
            })
            .collect();
        Self {
            comparisons: comparisons.len(),
            outcomes,
        }
    }

    /// The outcomes of each pair in turn, comparison by comparison.
    pub(super) fn one_by_one(&self) -> impl Iterator<Item = &[Outcome]> {
        self.outcomes.chunks_exact(self.comparisons.max(1))
    }

    /// The outcomes of each pair, comparison by comparison.
    pub(super) fn of_pairs(&self) -> impl IndexedParallelIterator<Item = &[Outcome]> {
        self.outcomes.par_chunks_exact(self.comparisons.max(1))
    }

    /// The outcomes of one comparison, pair by pair.
    pub(super) fn of_comparison(&self, index: usize) -> impl Iterator<Item = Outcome> {
        let pairs = self.outcomes.chunks_exact(self.comparisons.max(1));
        pairs.map(move |outcomes| outcomes[index])
    }
}

impl Pattern {
    fn of(outcomes: &[Outcome], mean: &[Vec<f64>], by_chance: &[Vec<ByChance>]) -> Self {
        let mut levels = Vec::with_capacity(outcomes.len());
        let mut rarity = [0.0; CLASSES];
        for (index, outcome) in outcomes.iter().enumerate() {
            levels.push(outcome.level);
            if outcome.rarity > 0.0 {
                let at = usize::from(outcome.level) - 1;
                let beyond = RARITY_SHARE * (f64::from(outcome.rarity) - mean[index][at]);
                for (rarity, is_chance) in rarity.iter_mut().zip(by_chance[index][at]) {
                    if is_chance {
                        *rarity += beyond;
                    }
                }
            }
        }
        Self {
            levels: levels.into(),
            rarity: rarity.map(|bits| bits.round() as i16),
        }
    }

    /// The comparisons that both records have a value for, each with the index of its level.
    pub(super) fn levels(&self) -> impl Iterator<Item = (usize, usize)> {
        self.levels
            .iter()
            .enumerate()
            .filter_map(|(index, level)| Some((index, usize::from(*level).checked_sub(1)?)))
    }

    /// Per class, the rarity that speaks against it, in bits.
    pub(super) fn rarity(&self) -> PerClass {
        self.rarity.map(f64::from)
    }
}

/// Patterns that one thread goes through at a time.
const PART: usize = 2048;

/// Pairs that one thread counts at a time.
const CHUNK: usize = 4096;

/// Patterns with the pairs that have each, in a fixed order.
#[derive(Debug)]
pub(super) struct Patterns(Vec<(Pattern, f64)>);

impl Patterns {
    /// Counts the pairs that are `wanted`, by their place among the outcomes.
    pub(super) fn count(
        outcomes: &Outcomes,
        mean: &[Vec<f64>],
        by_chance: &[Vec<ByChance>],
        wanted: &(dyn Fn(usize) -> bool + Sync),
    ) -> Self {
        let comparisons = outcomes.comparisons.max(1);
        let counted = outcomes
            .outcomes
            .par_chunks(CHUNK * comparisons)
            .enumerate()
            .map(|(chunk_at, chunk)| {
                let mut counts: FxHashMap<Pattern, u64> = FxHashMap::default();
                let pairs = (chunk_at * CHUNK..).zip(chunk.chunks_exact(comparisons));
                for (_, pair) in pairs.filter(|(at, _)| wanted(*at)) {
                    *counts
                        .entry(Pattern::of(pair, mean, by_chance))
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
