//! Giving up on a pair as soon as it can no longer reach the threshold.
//!
//! A pair is given the most that it can reach, by which values both records have and which of them are equal; each
//! comparison then puts what it found in the place of the most that it could have found.

use super::model::{Class, Evidence, Model, RARITY_SHARE, behind, bit};
use crate::compare::Comparison;
use crate::compare::level::Outcome;
use crate::record::{RecordId, ValueId};

/// Sums in another order differ by less, in bits.
const ROUNDING: f64 = 1e-6;

/// The classes that match, and those that don't.
const MATCHING: [Class; 2] = [Class::Match, Class::Moved];
const OTHERS: [Class; 4] = [
    Class::Random,
    Class::Household,
    Class::Neighbour,
    Class::Namesake,
];
const GAINS: usize = MATCHING.len() * OTHERS.len();

/// By how many bits something raises each class that matches above each that doesn't.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Gains([f64; GAINS]);

/// The order in which a pair's comparisons are done, and what each can add.
///
/// Most candidate pairs are no match, and a few comparisons show it.
#[derive(Debug)]
pub struct Shortcut {
    /// What the prior says.
    prior: Gains,
    steps: Vec<Step>,
}

/// One comparison in the order of the shortcut.
#[derive(Debug)]
struct Step {
    index: usize,
    /// Where its values lie in a row.
    start: usize,
    width: usize,
    /// The most that it can add, for values that may be equal and for values that are not.
    most: Gains,
    most_unequal: Gains,
    levels: Vec<LevelGains>,
    /// The place in the order of the comparison that it follows.
    follows: Option<usize>,
}

/// What one level of a comparison adds.
#[derive(Debug)]
struct LevelGains {
    plain: Gains,
    /// What each bit of rarity beyond the mean adds.
    per_bit: Gains,
    mean_rarity: f64,
    /// The most that it adds where it follows from an agreement.
    following: Gains,
}

/// What comparing one pair needs beside the records; to be used again for the next.
#[derive(Clone, Debug)]
pub struct Scratch {
    /// Per step, the most that it can add; none where a record has no value.
    reach: Vec<Reach>,
    outcomes: Vec<Outcome>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Reach {
    Missing,
    Unequal,
    Equal,
}

impl Gains {
    const NONE: Self = Self([0.0; GAINS]);
    const LEAST: Self = Self([f64::NEG_INFINITY; GAINS]);

    /// One number for each class that matches and each that doesn't.
    fn each(gain: impl Fn(usize, usize) -> f64) -> Self {
        Self(std::array::from_fn(|at| {
            let (matching, other) = (MATCHING[at / OTHERS.len()], OTHERS[at % OTHERS.len()]);
            gain(matching as usize, other as usize)
        }))
    }

    fn add(&mut self, other: &Self) {
        for (sum, bits) in self.0.iter_mut().zip(other.0) {
            *sum += bits;
        }
    }

    fn take(&mut self, other: &Self) {
        for (sum, bits) in self.0.iter_mut().zip(other.0) {
            *sum -= bits;
        }
    }

    fn raise(&mut self, other: &Self) {
        for (most, bits) in self.0.iter_mut().zip(other.0) {
            *most = most.max(bits);
        }
    }

    /// Whether a pair that can gain no more is below `least` bits.
    ///
    /// Two classes match; together they are at most twice as likely as the likelier of them. What is not a number tells
    /// nothing.
    fn is_below(&self, least: f64) -> bool {
        let least = least - 1.0 - ROUNDING;
        self.0
            .chunks_exact(OTHERS.len())
            .all(|matching| matching.iter().any(|bits| *bits < least))
    }
}

impl Model {
    /// Plans the order of comparisons for [`Model::weight_from`].
    pub fn shortcut(&self, comparisons: &[Comparison]) -> Shortcut {
        let mut steps: Vec<Step> = (0..comparisons.len())
            .map(|index| self.step(index, &comparisons[index]))
            .collect();
        let mut order: Vec<usize> = (0..steps.len()).collect();
        let ranks: Vec<f64> = (0..steps.len())
            .map(|index| self.rank(&steps[index], &comparisons[index]))
            .collect();
        order.sort_by(|left, right| ranks[*right].total_cmp(&ranks[*left]).then(left.cmp(right)));
        let order = behind(&order, &self.follows);
        let place = |index: usize| order.iter().position(|known| *known == index);
        for step in &mut steps {
            // Those without a bit are never followed.
            step.follows = self.follows[step.index]
                .filter(|follows| bit(follows.on) != 0)
                .and_then(|follows| place(follows.on));
        }
        steps.sort_by_key(|step| place(step.index));
        let prior = self.joint(Evidence::default());
        Shortcut {
            prior: Gains::each(|matching, other| prior[matching] - prior[other]),
            steps,
        }
    }

    /// What one comparison can add; what it follows is filled in later.
    fn step(&self, index: usize, comparison: &Comparison) -> Step {
        let most_rarity = f64::from(comparison.most_rarity());
        let count = self.levels[index].len();
        let (mut most, mut most_unequal) = (Gains::LEAST, Gains::LEAST);
        if comparison.may_refuse() {
            most_unequal = Gains::NONE;
        }
        let levels = (0..count)
            .map(|at| {
                let level = self.level_gains(index, at, most_rarity);
                // The gain rises or falls evenly with rarity, so that the ends of its range hold the extremes.
                let mut best = level.plain;
                for rarity in [0.0, most_rarity] {
                    best.raise(&level.beyond_mean(rarity));
                }
                if at + 1 == count && self.follows[index].is_some() {
                    best.raise(&level.following);
                }
                most.raise(&best);
                if at < comparison.unequal_levels() {
                    most_unequal.raise(&best);
                }
                level
            })
            .collect();
        let columns = comparison.columns();
        Step {
            index,
            start: columns.start,
            width: columns.len(),
            most,
            most_unequal,
            levels,
            follows: None,
        }
    }

    fn level_gains(&self, index: usize, at: usize, most_rarity: f64) -> LevelGains {
        let mean_rarity = self.levels[index][at].mean_rarity;
        let by_chance = self.by_chance[index][at];
        let bits = self.evidence_of_level(index, at).0;
        let against = |is_chance: bool| if is_chance { 1.0 } else { 0.0 };
        let mut following = Gains::LEAST;
        if let Some(follows) = &self.follows[index] {
            // Each class by itself rises or falls with rarity, so that the ends of its range hold its extremes.
            let beyond = |rarity: f64| RARITY_SHARE * (rarity - mean_rarity);
            let ends = [0.0, beyond(0.0), beyond(most_rarity)].map(|beyond| {
                let mut evidence = self.evidence_of_level(index, at);
                evidence.add_rarity(beyond, by_chance);
                evidence.follow(&follows.share);
                evidence.0
            });
            following = Gains::each(|matching, other| {
                let of = |class: usize| ends.iter().map(move |end| end[class]);
                of(matching).fold(f64::NEG_INFINITY, f64::max)
                    - of(other).fold(f64::INFINITY, f64::min)
            });
        }
        LevelGains {
            plain: Gains::each(|matching, other| bits[matching] - bits[other]),
            per_bit: Gains::each(|matching, other| {
                against(by_chance[other]) - against(by_chance[matching])
            }),
            mean_rarity,
            following,
        }
    }

    /// How early a comparison is worth doing: by what it takes away from those who are no match, and what it costs.
    fn rank(&self, step: &Step, comparison: &Comparison) -> f64 {
        // What names the person tells a household from a match; of the others chance is the commonest.
        let taken: f64 = [Class::Household, Class::Random]
            .into_iter()
            .filter_map(|class| {
                let place = OTHERS.iter().position(|other| *other == class)?;
                let shares = self.levels[step.index]
                    .iter()
                    .map(|level| level.given[class as usize]);
                let gains = step.levels.iter().map(|level| level.plain.0[place]);
                let found: f64 = shares.zip(gains).map(|(share, gain)| share * gain).sum();
                Some(step.most_unequal.0[place] - found)
            })
            .sum();
        let share = comparison.filled as f64 / comparison.records().max(1) as f64;
        share * share * taken / comparison.cost()
    }

    /// The match weight of two records if it is at least `least` bits; gives up as soon as it can't be.
    pub fn weight_from(
        &self,
        comparisons: &[Comparison],
        shortcut: &Shortcut,
        least: f64,
        (left, right): (RecordId, RecordId),
        scratch: &mut Scratch,
    ) -> Option<f64> {
        let rows = comparisons.first()?;
        let (left_row, right_row) = (rows.row(left), rows.row(right));
        let mut gains = shortcut.prior;
        for (step, reach) in shortcut.steps.iter().zip(&mut scratch.reach) {
            *reach = step.reach(left_row, right_row);
            gains.add(step.most(*reach));
        }
        if gains.is_below(least) {
            return None;
        }
        for (at, step) in shortcut.steps.iter().enumerate() {
            if scratch.reach[at] == Reach::Missing {
                scratch.outcomes[step.index] = Outcome::MISSING;
                continue;
            }
            let comparison = &comparisons[step.index];
            let outcome = comparison.compare_all(step.of(left_row), step.of(right_row));
            scratch.outcomes[step.index] = outcome;
            gains.take(step.most(scratch.reach[at]));
            if let Some(level) = usize::from(outcome.level).checked_sub(1) {
                let level = &step.levels[level];
                let is_whole = |step: &Step| {
                    usize::from(scratch.outcomes[step.index].level) == step.levels.len()
                };
                let followed = step.follows.map(|on| &shortcut.steps[on]);
                if followed.is_some_and(is_whole) && is_whole(step) {
                    gains.add(&level.following);
                } else {
                    gains.add(&level.with_rarity(f64::from(outcome.rarity)));
                }
            }
            if gains.is_below(least) {
                return None;
            }
        }
        // Summed once more in the order of all other weights, so that they are equal to the last bit.
        let weight = self.weight_of(&self.gather_all(|index| scratch.outcomes[index]));
        (weight >= least).then_some(weight)
    }
}

impl Shortcut {
    /// Fetches what comparing these records begins with into the processor's cache.
    ///
    /// The values of a million records lie too far apart to be there; looked for together, they are waited for together.
    pub fn fetch(&self, comparisons: &[Comparison], records: &[RecordId]) {
        let Some(rows) = comparisons.first() else {
            return;
        };
        let mut seen = 0u32;
        for record in records {
            seen ^= rows.row(*record)[0].0;
        }
        for step in &self.steps {
            let comparison = &comparisons[step.index];
            if !comparison.is_far() {
                continue;
            }
            for record in records {
                seen ^= comparison.glance(step.of(rows.row(*record))[0]);
            }
        }
        std::hint::black_box(seen);
    }

    /// What comparing pairs one after the other needs.
    pub fn scratch(&self) -> Scratch {
        Scratch {
            reach: vec![Reach::Missing; self.steps.len()],
            outcomes: vec![Outcome::MISSING; self.steps.len()],
        }
    }
}

impl Step {
    fn of<'a>(&self, row: &'a [ValueId]) -> &'a [ValueId] {
        &row[self.start..self.start + self.width]
    }

    /// How far two rows can agree, without a look at the values.
    fn reach(&self, left: &[ValueId], right: &[ValueId]) -> Reach {
        let (left, right) = (self.of(left), self.of(right));
        if left[0].is_missing() || right[0].is_missing() {
            return Reach::Missing;
        }
        let is_equal = left
            .iter()
            .take_while(|value| !value.is_missing())
            .any(|value| right.contains(value));
        if is_equal {
            Reach::Equal
        } else {
            Reach::Unequal
        }
    }

    fn most(&self, reach: Reach) -> &Gains {
        match reach {
            Reach::Missing => &Gains::NONE,
            Reach::Unequal => &self.most_unequal,
            Reach::Equal => &self.most,
        }
    }
}

impl LevelGains {
    fn with_rarity(&self, rarity: f64) -> Gains {
        if rarity > 0.0 {
            self.beyond_mean(rarity)
        } else {
            self.plain
        }
    }

    fn beyond_mean(&self, rarity: f64) -> Gains {
        let beyond = RARITY_SHARE * (rarity - self.mean_rarity);
        let mut gains = self.plain;
        for (sum, per_bit) in gains.0.iter_mut().zip(self.per_bit.0) {
            *sum += beyond * per_bit;
        }
        gains
    }
}

#[cfg(test)]
mod tests {
    use crate::record::RecordId;
    use crate::score::dependence::tests::learned;
    use crate::score::sample::spread;

    #[test]
    fn the_shortcut_loses_no_pair_whatever_the_model() {
        let (comparisons, learned) = learned();
        let draw = |number: u64| (1 + spread(number) % 1_000) as f64 / 1_001.0;
        for round in 0..20u64 {
            let mut model = learned.clone();
            model.prior = std::array::from_fn(|class| draw(round * 100 + class as u64));
            for (index, levels) in model.levels.iter_mut().enumerate() {
                for (at, level) in levels.iter_mut().enumerate() {
                    let seed = round * 10_000 + 1_000 * index as u64 + 100 * at as u64;
                    level.given = std::array::from_fn(|class| draw(seed + class as u64));
                    let chance = |class: usize| draw(seed + 50 + class as u64) < 0.5;
                    model.by_chance[index][at] = std::array::from_fn(chance);
                }
            }
            model.refresh();
            let shortcut = model.shortcut(&comparisons);
            let mut scratch = shortcut.scratch();
            for (left, right) in
                (0..60).flat_map(|left| (left + 1..60).map(move |right| (left, right)))
            {
                let (left, right) = (RecordId(left), RecordId(right));
                let weight = model.weight(&comparisons, left, right);
                for least in [-3.0, 0.0, 2.0] {
                    let found = model.weight_from(
                        &comparisons,
                        &shortcut,
                        least,
                        (left, right),
                        &mut scratch,
                    );
                    assert_eq!(found, (weight >= least).then_some(weight));
                }
            }
        }
    }
}
