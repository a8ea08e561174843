//! The probabilities of the classes for one kind of pairs, and how they are learned from patterns of outcomes.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::guess::{Guess, guesses};
use super::model::Evidence;
use super::written::Written;
use crate::compare::level::Outcome;
use crate::record::AttributeKind;
use crate::score::model::log2_sum;

/// One buyer.
pub(super) const BUYER: usize = 0;

/// Two buyers who live together, or a card of hers that somebody else holds.
pub(super) const HOUSE: usize = 1;

/// Two strangers.
pub(super) const STRANGER: usize = 2;

pub(super) const CLASSES: usize = 3;

pub(super) type PerClass = [f64; CLASSES];

/// What is known beforehand weighs as much as so many pairs.
pub(super) const GUESS_PAIRS: f64 = 20.0;

/// The least probability of a level in any class.
pub(super) const LEAST: f64 = 1e-7;

pub(super) const SAME_PERSON: usize = 0;
pub(super) const TWO_PERSONS: usize = 1;

/// One level's probabilities in each class.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) given: PerClass,
    pub(super) logs: PerClass,
}

impl Level {
    pub(super) fn new(given: PerClass) -> Self {
        let given = given.map(|given| given.max(LEAST));
        Self {
            given,
            logs: given.map(f64::log2),
        }
    }
}

/// The probabilities for one kind of pairs.
#[derive(Clone, Debug, Default)]
pub(super) struct Kind {
    pub(super) prior: PerClass,
    /// In bits; only once all is learned.
    pub(super) prior_logs: PerClass,
    /// Per evidence, per level.
    pub(super) levels: Vec<Vec<Level>>,
    /// Where the address on a card in another name comes from.
    pub(super) written: Written,
}

/// Outcomes, and how many pairs have them.
pub(super) type Pattern = (Vec<Outcome>, u32);

/// Pairs with the same outcomes counted together; rarity to an eighth of a bit.
pub(super) fn patterns(outcomes: &[Outcome], width: usize) -> Vec<Pattern> {
    const PARTS: f32 = 8.0;
    let key = |outcome: &Outcome| {
        let is_rare = outcome.rarity > 0.0;
        let parts = is_rare.then(|| (outcome.rarity * PARTS).round() as u16);
        (outcome.level, parts.unwrap_or(0))
    };
    let keys: Vec<(u8, u16)> = outcomes.par_iter().with_min_len(4096).map(key).collect();
    let times = keys
        .par_chunks_exact(width)
        .with_min_len(4096)
        .fold(FxHashMap::<&[(u8, u16)], u32>::default, |mut times, key| {
            *times.entry(key).or_insert(0) += 1;
            times
        })
        .reduce(FxHashMap::default, |mut one, other| {
            for (key, times) in other {
                *one.entry(key).or_insert(0) += times;
            }
            one
        });
    let mut times: Vec<(&[(u8, u16)], u32)> = times.into_iter().collect();
    times.sort_unstable();
    let outcome = |(level, parts): &(u8, u16)| Outcome {
        level: *level,
        rarity: f32::from(*parts) / PARTS,
    };
    times
        .into_iter()
        .map(|(key, times)| (key.iter().map(outcome).collect(), times))
        .collect()
}

/// Adds what one outcome says of each class.
pub(super) fn add(sum: &mut PerClass, levels: &[Level], outcome: Outcome) {
    let Some(at) = usize::from(outcome.level).checked_sub(1) else {
        return;
    };
    let mut logs = levels[at].logs;
    // Strangers share a value as often as it is common.
    if outcome.rarity > 0.0 {
        logs[STRANGER] = -f64::from(outcome.rarity);
    }
    for (sum, log) in sum.iter_mut().zip(logs) {
        *sum += log;
    }
}

/// Expected counts of one round.
pub(super) struct Counts {
    pub(super) pairs: PerClass,
    pub(super) levels: Vec<Vec<PerClass>>,
}

impl Counts {
    pub(super) fn new(kind: &Kind) -> Self {
        Self {
            pairs: [0.0; CLASSES],
            levels: kind
                .levels
                .iter()
                .map(|levels| vec![[0.0; CLASSES]; levels.len()])
                .collect(),
        }
    }

    pub(super) fn add(&mut self, outcomes: &[Outcome], shares: PerClass) {
        let plus = |counts: &mut PerClass| {
            for (count, share) in counts.iter_mut().zip(shares) {
                *count += share;
            }
        };
        plus(&mut self.pairs);
        for (levels, outcome) in self.levels.iter_mut().zip(outcomes) {
            if let Some(at) = usize::from(outcome.level).checked_sub(1) {
                plus(&mut levels[at]);
            }
        }
    }
}

impl Kind {
    /// The largest change of a probability given one buyer.
    pub(super) fn moved_from(&self, before: &Self) -> f64 {
        let all = |kind: &Self| -> Vec<f64> {
            let levels = kind.levels.iter().flatten();
            levels.map(|level| level.given[BUYER]).collect()
        };
        all(self)
            .iter()
            .zip(all(before))
            .map(|(now, then)| (now - then).abs())
            .fold(0.0, f64::max)
    }

    /// The probability of each class for each pattern.
    pub(super) fn shares(&self, patterns: &[Pattern]) -> Vec<PerClass> {
        let prior = self.prior.map(f64::log2);
        let shares = |(outcomes, _): &Pattern| {
            let mut sum = prior;
            for (levels, outcome) in self.levels.iter().zip(outcomes) {
                add(&mut sum, levels, *outcome);
            }
            let total = sum.iter().copied().fold(f64::NEG_INFINITY, log2_sum);
            sum.map(|sum| (sum - total).exp2())
        };
        patterns.par_iter().with_min_len(256).map(shares).collect()
    }

    pub(super) fn update(
        &mut self,
        kind: usize,
        evidence: &[Evidence],
        counts: &Counts,
        scale: f64,
        possible: f64,
        most: f64,
    ) {
        if kind == SAME_PERSON {
            let all = counts.pairs[BUYER] + counts.pairs[HOUSE];
            let other = (counts.pairs[HOUSE] + 0.05 * GUESS_PAIRS) / (all + GUESS_PAIRS);
            self.prior = [1.0 - other, other, 0.0];
        } else {
            for class in [BUYER, HOUSE] {
                let pairs = counts.pairs[class] * scale;
                let pairs = if class == BUYER {
                    pairs.min(most)
                } else {
                    pairs
                };
                self.prior[class] = ((pairs + 1.0) / (possible + 1.0)).min(0.3);
            }
            self.prior[STRANGER] = 1.0 - self.prior[BUYER] - self.prior[HOUSE];
        }
        for ((evidence, levels), counts) in
            evidence.iter().zip(&mut self.levels).zip(&counts.levels)
        {
            let guesses = guesses(kind, evidence);
            if kind == TWO_PERSONS && is_address(evidence) {
                self.written.learn(levels, counts);
                continue;
            }
            let share = |class: usize, guess: fn(&Guess) -> f64| -> Vec<f64> {
                let seen: f64 = counts.iter().map(|count| count[class]).sum();
                let share = |(count, known): (&PerClass, &Guess)| {
                    (count[class] + GUESS_PAIRS * guess(known)) / (seen + GUESS_PAIRS)
                };
                counts.iter().zip(guesses).map(share).collect()
            };
            let mut buyer = share(BUYER, |guess| guess.buyer);
            let mut house = share(HOUSE, |guess| guess.house);
            if kind == TWO_PERSONS {
                confine(&mut buyer, guesses.iter().map(|guess| guess.buyer_bounds));
                confine(
                    &mut house,
                    guesses.iter().map(|guess| (0.0, guess.house_most)),
                );
            }
            // Cards of one person that differ never speak for one holder, cards that agree never against.
            if kind == SAME_PERSON && matches!(evidence, Evidence::Contact(..)) {
                rise(&buyer, &mut house);
            }
            for ((level, buyer), house) in levels.iter_mut().zip(buyer).zip(house) {
                *level = Level::new([buyer, house, level.given[STRANGER]]);
            }
        }
    }
}

/// Whether the evidence is the house.
pub(super) fn is_address(evidence: &Evidence) -> bool {
    matches!(evidence, Evidence::Contact(comparison, ..) if comparison.kind == AttributeKind::Address)
}

/// Makes the odds of `buyer` to `house` rise with the levels, by pooling neighbours that fall.
fn rise(buyer: &[f64], house: &mut [f64]) {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(buyer.len());
    for (buyer, house) in buyer.iter().zip(house.iter()) {
        blocks.push((*buyer, *house, 1));
        while let [.., below, above] = &blocks[..]
            && below.0 * above.1 > above.0 * below.1
        {
            let pooled = (below.0 + above.0, below.1 + above.1, below.2 + above.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(pooled);
        }
    }
    let mut at = 0;
    for (buyers, houses, levels) in blocks {
        for level in at..at + levels {
            house[level] = buyer[level] * houses / buyers.max(LEAST);
        }
        at += levels;
    }
}

/// Brings probabilities into their bounds; what that takes or gives is shared by the others.
fn confine(shares: &mut [f64], bounds: impl Iterator<Item = (f64, f64)>) {
    let bounds: Vec<(f64, f64)> = bounds.collect();
    let (mut bound, mut free) = (0.0, 0.0);
    let is_out = |share: f64, (least, most): (f64, f64)| share < least || share > most;
    let out: Vec<bool> = shares
        .iter()
        .zip(&bounds)
        .map(|(share, bounds)| is_out(*share, *bounds))
        .collect();
    for ((share, bounds), out) in shares.iter_mut().zip(&bounds).zip(&out) {
        if *out {
            *share = share.clamp(bounds.0, bounds.1);
            bound += *share;
        } else {
            free += *share;
        }
    }
    for (share, out) in shares.iter_mut().zip(&out) {
        if !out && free > 0.0 {
            *share *= (1.0 - bound).max(0.0) / free;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_rise_with_the_levels_once_they_are_pooled() {
        let buyer = [0.2, 0.3, 0.5];
        let mut house = [0.05, 0.15, 0.8];
        rise(&buyer, &mut house);
        let odds: Vec<f64> = buyer
            .iter()
            .zip(house)
            .map(|(buyer, house)| buyer / house)
            .collect();
        assert!(
            odds.windows(2).all(|two| two[0] <= two[1] + 1e-12),
            "{odds:?}"
        );
        assert!((house.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn odds_that_rise_are_left_alone() {
        let mut house = [0.8, 0.15, 0.05];
        rise(&[0.2, 0.3, 0.5], &mut house);
        assert_eq!(
            house.map(|share| (share * 100.0).round()),
            [80.0, 15.0, 5.0]
        );
    }

    #[test]
    fn probabilities_are_brought_into_their_bounds_and_still_sum_to_one() {
        let mut shares = [0.7, 0.2, 0.1];
        confine(
            &mut shares,
            [(0.0, 0.5), (0.0, 1.0), (0.0, 1.0)].into_iter(),
        );
        assert!((shares[0] - 0.5).abs() < 1e-12);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((shares[1] / shares[2] - 2.0).abs() < 1e-9);
    }
}
