//! What one round of learning expects: how many pairs of each class there are, and on which levels.

use rayon::prelude::*;

use super::guess::{
    LEAST, UNSEEN, believable, is_shared_by_namesakes, most_by_chance, tells_residence,
};
use super::labels::UNLABELLED_PAIRS;
use super::model::{
    CLASSES, Class, Evidence, HOUSEHOLD, LevelModel, MATCH, MOVED, Model, NAMESAKE, NEIGHBOUR,
    PerClass, RANDOM, add,
};
use super::pattern::{Pattern, Patterns};
use crate::compare::Comparison;

/// The weight of the first guess beside the data, as a share of the pairs that the data says are of a class.
const GUESS_SHARE: f64 = 0.02;

/// The least weight of the first guess, in pairs.
const GUESS_PAIRS: f64 = 2.0;

/// Of the pairs that agree wholly, at least this share is held to do so by chance.
const LEAST_BY_CHANCE: f64 = 0.02;

/// Expected counts of one round.
pub(super) struct Seen {
    /// All pairs that are learned from, labelled or not, as if each candidate counted once.
    pub(super) training: Expected,
    /// Those of which nothing is known.
    pub(super) unlabelled: Expected,
    /// Those that are known to match.
    pub(super) labelled: Expected,
    /// What each of these tells, as a share of a pair that is alone.
    pub(super) told_by_pair: f64,
    pub(super) random: Expected,
    /// All candidate pairs per training pair.
    pub(super) scale: f64,
}

/// Expected counts over one set of patterns.
pub(super) struct Expected {
    pub(super) pairs: PerClass,
    /// Per comparison, per level.
    pub(super) levels: Vec<Vec<PerClass>>,
}

impl Model {
    /// Gives each pattern its share in the classes that it `may` be of.
    pub(super) fn expect(
        &self,
        patterns: &Patterns,
        may: &(dyn Fn(Class) -> bool + Sync),
    ) -> Expected {
        // The parts are of one size and summed in order, so that the number of threads does not matter.
        let parts: Vec<Expected> = patterns
            .parts()
            .map(|part| self.expect_part(part, may))
            .collect();
        let mut expected = self.nothing_seen();
        for part in &parts {
            expected.add(part, 1.0);
        }
        expected
    }

    fn nothing_seen(&self) -> Expected {
        let zero = |levels: &Vec<LevelModel>| vec![[0.0; CLASSES]; levels.len()];
        Expected {
            pairs: [0.0; CLASSES],
            levels: self.levels.iter().map(zero).collect(),
        }
    }

    fn expect_part(&self, part: &[(Pattern, f64)], may: &dyn Fn(Class) -> bool) -> Expected {
        debug_assert!(self.follows.iter().all(Option::is_none));
        let mut expected = self.nothing_seen();
        for (pattern, count) in part {
            // What follows what is found when learning has ended.
            let mut sum = Evidence::default();
            for (index, at) in pattern.levels() {
                sum.add(self.evidence_of_level(index, at));
            }
            for (sum, rarity) in sum.0.iter_mut().zip(pattern.rarity()) {
                *sum -= rarity;
            }
            let joint = self.joint(sum);
            let share = shares(&joint, may).map(|share| share * count);
            add(&mut expected.pairs, share);
            for (index, at) in pattern.levels() {
                add(&mut expected.levels[index][at], share);
            }
        }
        expected
    }
}

/// Classes that are less likely than the likeliest by more bits have no share.
const MOST_BITS: f64 = 64.0;

/// The share of each class that a pair `may` be of, by the logarithms of their probabilities.
pub(super) fn shares(joint: &PerClass, may: &dyn Fn(Class) -> bool) -> PerClass {
    let open = |class: &Class| may(*class);
    let best = Class::ALL
        .into_iter()
        .filter(open)
        .map(|class| joint[class as usize])
        .fold(f64::NEG_INFINITY, f64::max);
    let mut shares = [0.0; CLASSES];
    for class in Class::ALL.into_iter().filter(open) {
        let beyond = joint[class as usize] - best;
        if beyond > -MOST_BITS {
            shares[class as usize] = beyond.exp2();
        }
    }
    let total: f64 = shares.iter().sum();
    shares.map(|share| share / total)
}

impl Expected {
    /// Adds other counts, each `times`.
    pub(super) fn add(&mut self, other: &Self, times: f64) {
        let multiplied = |counts: PerClass| counts.map(|count| count * times);
        add(&mut self.pairs, multiplied(other.pairs));
        for (levels, other) in self.levels.iter_mut().zip(&other.levels) {
            for (level, other) in levels.iter_mut().zip(other) {
                add(level, multiplied(*other));
            }
        }
    }

    /// The pairs of some classes on each level of one comparison.
    fn on_levels(&self, classes: &[usize], index: usize) -> Vec<f64> {
        let of = |pairs: &PerClass| classes.iter().map(|class| pairs[*class]).sum::<f64>();
        self.levels[index].iter().map(of).collect()
    }

    /// P(level given any of some classes) of one comparison, with a guess that weighs little beside the data.
    pub(super) fn learned(&self, classes: &[usize], index: usize, guess: &[f64]) -> Vec<f64> {
        let levels = self.on_levels(classes, index);
        let pairs: f64 = classes.iter().map(|class| self.pairs[*class]).sum();
        let weight = GUESS_SHARE * pairs + GUESS_PAIRS;
        let total = levels.iter().sum::<f64>() + weight * guess.iter().sum::<f64>();
        levels
            .iter()
            .zip(guess)
            .map(|(level, guess)| ((level + weight * guess) / total).max(LEAST))
            .collect()
    }
}

impl Seen {
    /// P(level given match): what the labelled matches show, and besides, as if of a few pairs, what the others do.
    ///
    /// The ceilings of levels keep what nobody labelled from being mistaken; labels need none.
    pub(super) fn matching(
        &self,
        classes: &[usize],
        index: usize,
        guess: &[f64],
        most: &[f64],
    ) -> Vec<f64> {
        let unlabelled = capped(&self.unlabelled.learned(classes, index, guess), most);
        let labelled = self.labelled.on_levels(classes, index);
        let known: f64 = labelled.iter().sum();
        if known == 0.0 {
            return unlabelled;
        }
        let weight = UNLABELLED_PAIRS / self.told_by_pair;
        let total = known + weight;
        unlabelled
            .iter()
            .zip(&labelled)
            .map(|(share, pairs)| ((pairs + weight * share) / total).max(LEAST))
            .collect()
    }

    /// P(level given random).
    pub(super) fn u(&self, comparison: &Comparison, index: usize, at: usize) -> f64 {
        let levels = &self.random.levels[index];
        if !comparison.levels()[at].is_agreement {
            let total = levels.iter().map(|level| level[RANDOM]).sum::<f64>()
                + UNSEEN * levels.len() as f64;
            return ((levels[at][RANDOM] + UNSEEN) / total).max(LEAST);
        }
        // Whole agreement is too rare to be met by chance often enough: it is counted over all records, and what
        // matches or is related is taken out.
        let pairs = comparison.filled_pairs();
        let agreeing = self.training.levels[index][at].map(|count| count * self.scale);
        let namesakes = if is_shared_by_namesakes(comparison) {
            agreeing[NAMESAKE]
        } else {
            0.0
        };
        let moved = if tells_residence(comparison) {
            0.0
        } else {
            agreeing[MOVED]
        };
        let explained =
            agreeing[MATCH] + agreeing[HOUSEHOLD] + agreeing[NEIGHBOUR] + namesakes + moved;
        let all = (comparison.chance_agreement * pairs).max(explained + agreeing[RANDOM]);
        let unexplained = (all - explained).max(LEAST_BY_CHANCE * all);
        believable(comparison, unexplained.min(most_by_chance(comparison)))
    }
}

/// m of which the log-odds against u are a share of what they were.
pub(super) fn damped(m: &[f64], u: &[f64], share: f64) -> Vec<f64> {
    let shared = m.iter().zip(u);
    let shared: Vec<f64> = shared
        .map(|(m, u)| (m.powf(share) * u.powf(1.0 - share)).max(LEAST))
        .collect();
    let total: f64 = shared.iter().sum();
    shared.iter().map(|m| m / total).collect()
}

/// Holds every level at its most, and gives what is over to the levels that are below theirs.
pub(super) fn capped(learned: &[f64], most: &[f64]) -> Vec<f64> {
    let over = |at: &usize| learned[*at] > most[*at];
    let held: f64 = (0..learned.len()).filter(over).map(|at| most[at]).sum();
    let free: f64 = (0..learned.len())
        .filter(|at| !over(at))
        .map(|at| learned[at])
        .sum();
    let scale = (1.0 - held) / free.max(LEAST);
    (0..learned.len())
        .map(|at| {
            if over(&at) {
                most[at]
            } else {
                learned[at] * scale
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_the_probabilities_among_what_may_be() {
        let joint = [-1.0, -2.0, -3.0, -200.0, f64::NEG_INFINITY, -2.0];
        let found = shares(&joint, &|class| class != Class::Moved);
        for (found, expected) in found.into_iter().zip([4.0, 2.0, 1.0, 0.0, 0.0, 0.0]) {
            assert!((found - expected / 7.0).abs() < 1e-12);
        }
    }

    #[test]
    fn half_of_the_evidence_is_the_root_of_the_odds() {
        let (m, u) = ([0.1, 0.9], [0.9, 0.1]);
        let found = damped(&m, &u, 0.5);
        assert!((found[0] - 0.5).abs() < 1e-12 && (found[1] - 0.5).abs() < 1e-12);
        let whole = damped(&m, &u, 1.0);
        assert!((whole[1] - 0.9).abs() < 1e-12);
    }

    #[test]
    fn a_level_is_held_at_its_most_and_the_rest_is_shared_out() {
        let most = crate::compare::level::NAME.map(|level| level.most_m);
        let held = capped(&[0.6, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2, 0.1], &most);
        assert!((held[0] - most[0]).abs() < 1e-12);
        assert!((held.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!((held[6] / held[5] - 2.0).abs() < 1e-9);
    }
}
