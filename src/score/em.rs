//! Learning m, u and the priors by expectation-maximisation over patterns of levels.
//!
//! The candidates stand for all pairs that could match; every other pair counts as random. So the priors are shares of
//! *all* pairs, and blocking does not bias them. u is counted on random pairs, of which the matching share is taken out
//! in each round.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::model::{LevelModel, Model, Settings, log2_sum};
use crate::compare::Comparison;
use crate::compare::level::Level;
use crate::pair::CandidatePair;
use crate::record::{AttributeKind, Facet};

/// Pairs with the same levels and the same rarity, to whole bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Pattern {
    levels: Box<[u8]>,
    /// Rarity beyond the mean of all comparisons, and of the personal ones, in bits.
    rarity: (i16, i16),
}

struct Patterns {
    patterns: Vec<(Pattern, f64)>,
}

/// The weight of the first guess beside the data, as a share of the pairs that the data says match.
const GUESS_SHARE: f64 = 0.02;

/// Of the pairs that agree wholly, at least this share is held to do so by chance.
const LEAST_BY_CHANCE: f64 = 0.02;

/// No probability of a level is learned to be smaller.
const LEAST: f64 = 1e-7;

/// Learns a model from random pairs and candidate pairs.
///
/// `candidates_in_all` is the number of candidate pairs that `candidates` is a sample of; `possible` is the number of
/// all pairs.
pub fn train(
    comparisons: &[Comparison],
    random: &[CandidatePair],
    candidates: &[CandidatePair],
    candidates_in_all: u64,
    possible: u64,
    settings: &Settings,
) -> Model {
    let mut model = first_guess(comparisons, random, possible);
    if candidates.is_empty() || possible == 0 {
        return model;
    }
    let mean: Vec<Vec<f64>> = model
        .levels
        .iter()
        .map(|levels| levels.iter().map(|level| level.mean_rarity).collect())
        .collect();
    let random_patterns = Patterns::count(comparisons, random, &mean);
    let candidate_patterns = Patterns::count(comparisons, candidates, &mean);
    let candidate_scale = candidates_in_all as f64 / candidates.len() as f64;
    for round in 1..=settings.rounds {
        let moved = model.improve(
            comparisons,
            &random_patterns,
            &candidate_patterns,
            candidate_scale,
            possible as f64,
        );
        model.rounds = round;
        if moved < 5e-4 {
            model.converged = true;
            break;
        }
    }
    model.make_monotone();
    model
}

impl Patterns {
    fn count(comparisons: &[Comparison], pairs: &[CandidatePair], mean: &[Vec<f64>]) -> Self {
        let counted = pairs
            .par_chunks(4096)
            .map(|chunk| {
                let mut counts: FxHashMap<Pattern, u64> = FxHashMap::default();
                for pair in chunk {
                    *counts
                        .entry(Pattern::of(comparisons, *pair, mean))
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
        Self { patterns }
    }
}

impl Pattern {
    fn of(comparisons: &[Comparison], pair: CandidatePair, mean: &[Vec<f64>]) -> Self {
        let mut levels = Vec::with_capacity(comparisons.len());
        let (mut all, mut personal) = (0.0, 0.0);
        for (comparison, mean) in comparisons.iter().zip(mean) {
            let outcome = comparison.compare(pair.left, pair.right);
            levels.push(outcome.level);
            if outcome.rarity > 0.0 {
                let beyond = f64::from(outcome.rarity) - mean[usize::from(outcome.level) - 1];
                all += beyond;
                let level = &comparison.levels()[usize::from(outcome.level) - 1];
                if comparison.facet == Facet::Personal && !level.is_familiar {
                    personal += beyond;
                }
            }
        }
        Self {
            levels: levels.into(),
            rarity: (all.round() as i16, personal.round() as i16),
        }
    }
}

/// The levels at which rarity speaks against related pairs too: those that only the person herself reaches.
fn personal_levels(comparison: &Comparison) -> Vec<bool> {
    let is_personal = comparison.facet == Facet::Personal;
    comparison
        .levels()
        .iter()
        .map(|level| is_personal && !level.is_familiar)
        .collect()
}

/// The model before any learning: u from random pairs, m as usual for such attributes.
fn first_guess(comparisons: &[Comparison], random: &[CandidatePair], possible: u64) -> Model {
    let levels = comparisons
        .par_iter()
        .map(|comparison| {
            let spec = comparison.levels();
            let mut counts = vec![0.0; spec.len()];
            let mut rarity = vec![(0.0f64, 0.0f64); spec.len()];
            for pair in random {
                let outcome = comparison.compare(pair.left, pair.right);
                if let Some(level) = usize::from(outcome.level).checked_sub(1) {
                    counts[level] += 1.0;
                    if outcome.rarity > 0.0 {
                        rarity[level].0 += 1.0;
                        rarity[level].1 += f64::from(outcome.rarity).min(40.0).exp2();
                    }
                }
            }
            let total: f64 = counts.iter().sum::<f64>() + spec.len() as f64 * 0.05;
            let agreed = comparison.chance_agreement;
            spec.iter()
                .enumerate()
                .map(|(index, level)| {
                    let u = ((counts[index] + 0.05) / total).clamp(LEAST, 1.0);
                    let mean_rarity = if level.is_agreement || rarity[index].0 < 20.0 {
                        comparison.mean_rarity
                    } else {
                        (rarity[index].1 / rarity[index].0)
                            .log2()
                            .min(comparison.mean_rarity)
                    };
                    let u = if level.is_agreement {
                        u.max(agreed * 0.5).min(agreed * 2.0).clamp(LEAST, 1.0)
                    } else {
                        u
                    };
                    LevelModel {
                        m: level.expected_m,
                        u,
                        related: u,
                        mean_rarity,
                    }
                })
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    let mut model = Model {
        prior: (4.0 / (possible as f64).sqrt().max(4.0)).clamp(1e-9, 0.3),
        related_prior: (2.0 / (possible as f64).sqrt().max(4.0)).clamp(1e-9, 0.2),
        levels,
        is_personal: comparisons.iter().map(personal_levels).collect(),
        rounds: 0,
        converged: false,
    };
    for (levels, comparison) in model.levels.iter_mut().zip(comparisons) {
        relate_at_first(levels, comparison);
    }
    model
}

/// What related pairs are expected to look like before learning: the surroundings agree, the person does not.
fn relate_at_first(levels: &mut [LevelModel], comparison: &Comparison) {
    match (comparison.facet, comparison.kind) {
        (_, AttributeKind::Name) => {
            let guess = [0.60, 0.01, 0.30, 0.06];
            let top: f64 = levels[4..].iter().map(|level| level.u).sum();
            for (level, guess) in levels.iter_mut().zip(guess) {
                level.related = guess / 0.97 * (1.0 - top);
            }
        }
        (Facet::Personal, _) => {}
        (Facet::Shared, _) => levels.iter_mut().for_each(|level| level.related = level.m),
        (Facet::Open, _) => levels
            .iter_mut()
            .for_each(|level| level.related = 0.5 * (level.m + level.u)),
    }
}

impl Model {
    /// One round; returns the largest change of a probability.
    fn improve(
        &mut self,
        comparisons: &[Comparison],
        random: &Patterns,
        candidates: &Patterns,
        candidate_scale: f64,
        possible: f64,
    ) -> f64 {
        let from_candidates = self.expect(candidates);
        let from_random = self.expect(random);
        let matches = from_candidates.matching * candidate_scale;
        let related = from_candidates.related * candidate_scale;
        self.prior = (matches / possible).clamp(1e-12, 0.5);
        self.related_prior = (related / possible).clamp(1e-12, 0.4);
        let mut moved = 0.0f64;
        for (index, comparison) in comparisons.iter().enumerate() {
            let spec = comparison.levels();
            let guess = GUESS_SHARE * from_candidates.matching + 2.0;
            let related_guess = GUESS_SHARE * from_candidates.related + 2.0;
            let seen = |sums: &[Vec<f64>]| sums[index].iter().sum::<f64>();
            let m_total = seen(&from_candidates.m) + guess;
            let u_total = seen(&from_random.u) + 0.05 * spec.len() as f64;
            let related_total = seen(&from_candidates.r) + related_guess;
            let related_before = self.levels[index]
                .iter()
                .map(|level| level.related)
                .collect::<Vec<_>>();
            let learned: Vec<f64> = spec
                .iter()
                .zip(&from_candidates.m[index])
                .map(|(spec, seen)| ((seen + guess * spec.expected_m) / m_total).max(LEAST))
                .collect();
            let learned = capped(&learned, spec);
            for (at, level) in self.levels[index].iter_mut().enumerate() {
                let m = learned[at];
                moved = moved.max((m - level.m).abs());
                level.m = m;
                let u = ((from_random.u[index][at] + 0.05) / u_total).max(LEAST);
                // Whole agreement is too rare to be met by chance often enough: it is counted over all records, and
                // what matches or is related is taken out.
                level.u = if spec[at].is_agreement {
                    let filled = comparison.filled as f64;
                    let pairs = (filled * (filled - 1.0) / 2.0).max(1.0);
                    let explained = (from_candidates.m[index][at] + from_candidates.r[index][at])
                        * candidate_scale;
                    let agreeing = (comparison.chance_agreement * pairs)
                        .max(explained + from_candidates.u[index][at] * candidate_scale);
                    let by_chance = (agreeing - explained).max(LEAST_BY_CHANCE * agreeing);
                    (by_chance / pairs).clamp(LEAST, 1.0)
                } else {
                    u
                };
                let r = (from_candidates.r[index][at] + related_guess * related_before[at])
                    / related_total;
                let is_learned = comparison.facet != Facet::Personal || spec[at].is_familiar;
                level.related = if is_learned { r.max(LEAST) } else { level.u };
            }
        }
        moved
    }

    fn expect(&self, patterns: &Patterns) -> Expected {
        let mut expected = Expected::new(&self.levels);
        let log = |value: f64| value.log2();
        let table: Vec<Vec<(f64, f64, f64)>> = self
            .levels
            .iter()
            .map(|levels| {
                levels
                    .iter()
                    .map(|level| (log(level.m), log(level.u), log(level.related)))
                    .collect()
            })
            .collect();
        let priors = (
            self.prior.log2(),
            (1.0 - self.prior - self.related_prior).max(1e-12).log2(),
            self.related_prior.log2(),
        );
        for (pattern, count) in &patterns.patterns {
            let (mut m, mut u, mut r) = (priors.0, priors.1, priors.2);
            for (index, level) in pattern.levels.iter().enumerate() {
                if let Some(level) = usize::from(*level).checked_sub(1) {
                    let logs = table[index][level];
                    m += logs.0;
                    u += logs.1;
                    r += logs.2;
                }
            }
            u -= f64::from(pattern.rarity.0);
            r -= f64::from(pattern.rarity.1);
            let total = log2_sum(m, log2_sum(u, r));
            let (pm, pu, pr) = (
                (m - total).exp2() * count,
                (u - total).exp2() * count,
                (r - total).exp2() * count,
            );
            expected.matching += pm;
            expected.related += pr;
            for (index, level) in pattern.levels.iter().enumerate() {
                if let Some(level) = usize::from(*level).checked_sub(1) {
                    expected.m[index][level] += pm;
                    expected.u[index][level] += pu;
                    expected.r[index][level] += pr;
                }
            }
        }
        expected
    }

    /// Makes the weights of each comparison rise with its levels: a stronger level never speaks less for a match.
    ///
    /// # Source
    ///
    /// Pool adjacent violators, Ayer et al. (1955); pooled levels get the weight of their sums.
    fn make_monotone(&mut self) {
        for levels in &mut self.levels {
            let mut pools: Vec<Pool> = Vec::with_capacity(levels.len());
            for level in levels.iter() {
                pools.push(Pool {
                    m: level.m,
                    u: level.u,
                    levels: 1,
                });
                while let [.., lower, upper] = pools[..] {
                    if lower.m * upper.u <= upper.m * lower.u {
                        break;
                    }
                    pools.truncate(pools.len() - 2);
                    pools.push(Pool {
                        m: lower.m + upper.m,
                        u: lower.u + upper.u,
                        levels: lower.levels + upper.levels,
                    });
                }
            }
            let mut at = 0;
            for pool in pools {
                // Each keeps its share of u; the sum of m stays what it was.
                for level in &mut levels[at..at + pool.levels] {
                    level.m = level.u * pool.m / pool.u;
                }
                at += pool.levels;
            }
        }
    }
}

/// Neighbouring levels whose weights would fall, taken together.
#[derive(Clone, Copy)]
struct Pool {
    m: f64,
    u: f64,
    levels: usize,
}

/// Holds every level at its most, and gives what is over to the levels that are below theirs.
fn capped(learned: &[f64], spec: &[Level]) -> Vec<f64> {
    let over = |at: &usize| learned[*at] > spec[*at].most_m;
    let held: f64 = (0..learned.len())
        .filter(over)
        .map(|at| spec[at].most_m)
        .sum();
    let free: f64 = (0..learned.len())
        .filter(|at| !over(at))
        .map(|at| learned[at])
        .sum();
    let scale = (1.0 - held) / free.max(LEAST);
    (0..learned.len())
        .map(|at| {
            if over(&at) {
                spec[at].most_m
            } else {
                learned[at] * scale
            }
        })
        .collect()
}

/// Expected counts of one round.
struct Expected {
    matching: f64,
    related: f64,
    m: Vec<Vec<f64>>,
    u: Vec<Vec<f64>>,
    r: Vec<Vec<f64>>,
}

impl Expected {
    fn new(levels: &[Vec<LevelModel>]) -> Self {
        let zero: Vec<Vec<f64>> = levels
            .iter()
            .map(|levels| vec![0.0; levels.len()])
            .collect();
        Self {
            matching: 0.0,
            related: 0.0,
            m: zero.clone(),
            u: zero.clone(),
            r: zero,
        }
    }
}
