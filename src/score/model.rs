//! The fitted model and the weight it gives a pair.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::compare::Comparison;
use crate::compare::level::Outcome;
use crate::record::RecordId;

/// How the model is learned and used.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Pairs are joined from this match weight on, in bits; `None` where the data is to choose it.
    pub threshold: Option<f64>,
    /// The most rounds of expectation-maximisation.
    pub rounds: usize,
    /// The random pairs that u is counted on.
    pub random_pairs: usize,
    /// The most candidate pairs that m is learned on.
    pub training_pairs: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: None,
            rounds: 60,
            random_pairs: 200_000,
            training_pairs: 100_000,
        }
    }
}

/// What two records can be to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(usize)]
pub enum Class {
    /// They name one person.
    Match,
    /// They have nothing to do with each other.
    Random,
    /// They name two people who share an address, a telephone, a shop: a family, or cards held by one hand.
    Household,
    /// They name two people whose surroundings are alike: one village, one postal area, one source.
    Neighbour,
    /// They name two of one name: branches of a chain, people called alike.
    Namesake,
    /// They name one person, at two residences.
    Moved,
}

impl Class {
    /// All classes, in their order.
    pub const ALL: [Self; CLASSES] = [
        Self::Match,
        Self::Random,
        Self::Household,
        Self::Neighbour,
        Self::Namesake,
        Self::Moved,
    ];

    /// Whether its pairs name one person.
    pub const fn is_match(self) -> bool {
        matches!(self, Self::Match | Self::Moved)
    }
}

/// How many classes there are.
pub const CLASSES: usize = 6;

// The places of the classes in their order.
pub(super) const MATCH: usize = Class::Match as usize;
pub(super) const RANDOM: usize = Class::Random as usize;
pub(super) const HOUSEHOLD: usize = Class::Household as usize;
pub(super) const NEIGHBOUR: usize = Class::Neighbour as usize;
pub(super) const NAMESAKE: usize = Class::Namesake as usize;
pub(super) const MOVED: usize = Class::Moved as usize;

/// For each class, in the order of [`Class`], whether its pairs agree by chance.
pub type ByChance = [bool; CLASSES];

/// One number per class, in the order of [`Class`].
pub type PerClass = [f64; CLASSES];

/// The probabilities of one comparison level in the classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelModel {
    /// P(level given class).
    pub given: PerClass,
    /// The mean rarity of this level among random pairs, in bits; a pair's own rarity counts against it.
    pub mean_rarity: f64,
}

impl LevelModel {
    /// P(level given match).
    pub fn m(&self) -> f64 {
        self.given[Class::Match as usize]
    }

    /// P(level given a random pair that does not match).
    pub fn u(&self) -> f64 {
        self.given[Class::Random as usize]
    }

    /// log2(m/u), in bits.
    pub fn weight(&self) -> f64 {
        (self.m() / self.u()).log2()
    }
}

/// The logarithms that weighing a pair adds up.
#[derive(Clone, Debug, Default)]
pub(super) struct Logs {
    prior: PerClass,
    levels: Vec<Vec<PerClass>>,
}

/// An attribute whose agreement follows from that of a finer one: the city from the postal code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Follows {
    /// The comparison of the finer one.
    pub on: usize,
    /// Per class, of the pairs that agree on the finer one, the share that agrees on this one because of it.
    pub share: PerClass,
}

/// The evidence for a pair while it is gathered, comparison by comparison in the model's order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gathered {
    /// The sum so far.
    pub sum: Evidence,
    /// Whether any value was compared.
    pub is_compared: bool,
    /// One bit per comparison that agreed wholly.
    agreed: u128,
}

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Model {
    /// P(class) of two records drawn at random.
    pub prior: PerClass,
    /// Per comparison, per level (weakest first).
    pub levels: Vec<Vec<LevelModel>>,
    /// log2 of the prior and of the levels, kept ready for the pair loop.
    pub(super) logs: Logs,
    /// Per comparison, per level, the classes in which such an agreement is chance, so that rarity speaks against them.
    pub by_chance: Vec<Vec<ByChance>>,
    /// Per comparison, the one that it follows.
    pub(super) follows: Vec<Option<Follows>>,
    /// The comparisons, each behind the one that it follows.
    pub(super) order: Vec<usize>,
    /// Rounds of expectation-maximisation done.
    pub rounds: usize,
    /// Whether they settled.
    pub converged: bool,
}

/// How much of a pair's own rarity counts: the rest is kept as shrinkage to the level's mean.
pub(super) const RARITY_SHARE: f64 = 0.9;

/// The evidence for a pair: log2 P(vector given class), summed over comparisons.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence(pub PerClass);

/// How much less likely, in bits, two records of unrelated persons are where another pair of their clusters agrees.
const STRANGERS_BETWEEN: f64 = 4.0;

/// One step of the way from the prior to the match weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The attribute; [`RELATED`] for the correction that speaks against other members of a household.
    pub attribute: CompactString,
    /// The level that its values reached.
    pub level: &'static str,
    /// What it adds, in bits.
    pub bits: f64,
}

/// The name of the step that speaks for related people.
pub const RELATED: &str = "related";

impl Model {
    /// The evidence that one outcome of comparison `index` adds; nothing where a value is missing.
    pub fn evidence(&self, index: usize, outcome: Outcome) -> Evidence {
        let Some(at) = usize::from(outcome.level).checked_sub(1) else {
            return Evidence::default();
        };
        let level = &self.levels[index][at];
        let mut evidence = self.evidence_of_level(index, at);
        if outcome.rarity > 0.0 {
            evidence.add_rarity(
                RARITY_SHARE * (f64::from(outcome.rarity) - level.mean_rarity),
                self.by_chance[index][at],
            );
        }
        evidence
    }

    /// Adds the evidence of one outcome to what was gathered before, and returns it.
    ///
    /// Comparisons come in [`Model::order`]. What agrees because another attribute agrees is not counted again.
    pub fn gather(&self, gathered: &mut Gathered, index: usize, outcome: Outcome) -> Evidence {
        let mut evidence = self.evidence(index, outcome);
        if outcome.level > 0 {
            gathered.is_compared = true;
            if self.is_whole(index, outcome) {
                if let Some(follows) = &self.follows[index]
                    && gathered.agreed & bit(follows.on) != 0
                {
                    evidence.follow(&follows.share);
                }
                gathered.agreed |= bit(index);
            }
        }
        gathered.sum.add(evidence);
        evidence
    }

    /// Gathers the evidence of all comparisons.
    pub(super) fn gather_all(&self, outcome: impl Fn(usize) -> Outcome) -> Gathered {
        let mut gathered = Gathered::default();
        for &index in &self.order {
            self.gather(&mut gathered, index, outcome(index));
        }
        gathered
    }

    /// The order in which comparisons are gathered.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Takes over what follows what.
    pub(super) fn set_follows(&mut self, follows: Vec<Option<Follows>>) {
        self.order = order(&follows);
        self.follows = follows;
    }

    /// What a comparison follows.
    pub fn follows(&self, index: usize) -> Option<&Follows> {
        self.follows[index].as_ref()
    }

    /// Whether an outcome is that of equal values.
    pub(super) fn is_whole(&self, index: usize, outcome: Outcome) -> bool {
        usize::from(outcome.level) == self.levels[index].len()
    }

    /// The evidence of a level before rarity.
    pub(super) fn evidence_of_level(&self, index: usize, at: usize) -> Evidence {
        Evidence(self.logs.levels[index][at])
    }

    /// The match weight of two records: the log-odds that they match, in bits, prior included; minus infinity where
    /// they have no attribute in common, for then nothing was compared.
    ///
    /// # Source
    ///
    /// Fellegi and Sunter, "A Theory for Record Linkage" (1969); the classes between match and random are ours
    /// (`docs/matching.md`).
    pub fn weight(&self, comparisons: &[Comparison], left: RecordId, right: RecordId) -> f64 {
        self.weight_of(&self.gather_all(|index| comparisons[index].compare(left, right)))
    }

    /// The match weight of gathered evidence.
    pub(super) fn weight_of(&self, gathered: &Gathered) -> f64 {
        if gathered.is_compared {
            self.total(gathered.sum)
        } else {
            f64::NEG_INFINITY
        }
    }

    /// The match weight of two records between whose clusters another pair agrees already.
    ///
    /// Two persons whom a pair of records takes for one are rarely strangers: that the two share little, since much is
    /// missing or was written anew, says less than it does of a pair drawn at random. What relatives or neighbours would
    /// share says as much as ever, for they are who is taken for one. So strangers count for a sixteenth. Where namesakes are no
    /// persons, such as branches of a chain, sharing a name is what strangers do, and they count in full.
    pub fn weight_between(
        &self,
        comparisons: &[Comparison],
        left: RecordId,
        right: RecordId,
    ) -> f64 {
        let gathered = self.gather_all(|index| comparisons[index].compare(left, right));
        if gathered.is_compared {
            self.total_between(gathered.sum)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn total_between(&self, sum: Evidence) -> f64 {
        let mut joint = self.joint(sum);
        if self.prior[Class::Namesake as usize] == 0.0 {
            joint[Class::Random as usize] -= STRANGERS_BETWEEN;
        }
        log_odds(joint)
    }

    /// The log-odds of a pair's summed evidence, in bits, prior included.
    pub fn total(&self, sum: Evidence) -> f64 {
        log_odds(self.joint(sum))
    }

    /// Makes the logarithms follow the probabilities; to be called whenever those have changed.
    pub(super) fn refresh(&mut self) {
        self.logs = Logs {
            prior: self.prior.map(|prior| prior.max(f64::MIN_POSITIVE).log2()),
            levels: self
                .levels
                .iter()
                .map(|levels| {
                    levels
                        .iter()
                        .map(|level| level.given.map(f64::log2))
                        .collect()
                })
                .collect(),
        };
    }

    /// log2 P(vector and class).
    pub(super) fn joint(&self, sum: Evidence) -> PerClass {
        std::array::from_fn(|class| self.logs.prior[class] + sum.0[class])
    }

    /// The evidence for two records, attribute by attribute; with the prior, the bits sum to the match weight.
    pub fn steps(&self, comparisons: &[Comparison], left: RecordId, right: RecordId) -> Vec<Step> {
        let mut gathered = Gathered::default();
        let mut steps = Vec::new();
        for &index in &self.order {
            let comparison = &comparisons[index];
            let outcome = comparison.compare(left, right);
            let evidence = self.gather(&mut gathered, index, outcome);
            if let Some(level) = usize::from(outcome.level).checked_sub(1) {
                steps.push(Step {
                    attribute: comparison.attribute.as_str().into(),
                    level: comparison.levels()[level].name,
                    bits: evidence.against_chance(),
                });
            }
        }
        steps.push(Step {
            attribute: CompactString::const_new(RELATED),
            level: "correction",
            bits: self.total(gathered.sum) - self.prior_weight() - gathered.sum.against_chance(),
        });
        steps
    }

    /// P(two records drawn at random match).
    pub fn match_prior(&self) -> f64 {
        self.prior[Class::Match as usize] + self.prior[Class::Moved as usize]
    }

    /// The prior in bits.
    pub fn prior_weight(&self) -> f64 {
        weight_of(self.match_prior())
    }
}

impl Evidence {
    /// Adds the evidence of another comparison.
    pub fn add(&mut self, other: Self) {
        add(&mut self.0, other.0);
    }

    /// What it says for a match against chance, in bits.
    pub fn against_chance(&self) -> f64 {
        self.0[Class::Match as usize] - self.0[Class::Random as usize]
    }

    /// Takes out what agrees because a finer attribute agrees, with the share of that in each class.
    pub(super) fn follow(&mut self, share: &PerClass) {
        for (bits, share) in self.0.iter_mut().zip(share) {
            *bits = (share + (1.0 - share) * bits.exp2()).log2();
        }
    }

    /// Counts rarity beyond the mean, in bits, against the classes that agree by chance.
    pub(super) fn add_rarity(&mut self, beyond: f64, by_chance: ByChance) {
        for (sum, is_chance) in self.0.iter_mut().zip(by_chance) {
            if is_chance {
                *sum -= beyond;
            }
        }
    }
}

/// The log-odds of the classes that are matches against the others, in bits.
fn log_odds(joint: PerClass) -> f64 {
    let (mut matching, mut others) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for class in Class::ALL {
        let side = if class.is_match() {
            &mut matching
        } else {
            &mut others
        };
        *side = log2_sum(*side, joint[class as usize]);
    }
    matching - others
}

/// Adds the numbers of each class.
pub(super) fn add(sum: &mut PerClass, other: PerClass) {
    for (sum, other) in sum.iter_mut().zip(other) {
        *sum += other;
    }
}

/// The bit that stands for a comparison; those that have none follow nothing and are not followed.
pub(super) fn bit(index: usize) -> u128 {
    u32::try_from(index)
        .ok()
        .and_then(|index| 1u128.checked_shl(index))
        .unwrap_or(0)
}

/// All comparisons, each behind the one that it follows.
pub(super) fn order(follows: &[Option<Follows>]) -> Vec<usize> {
    behind(&(0..follows.len()).collect::<Vec<_>>(), follows)
}

/// The same order, but for comparisons that stood before the one that they follow.
pub(super) fn behind(order: &[usize], follows: &[Option<Follows>]) -> Vec<usize> {
    let mut is_placed = vec![false; follows.len()];
    let mut placed = Vec::with_capacity(order.len());
    for &index in order {
        // Each is followed through to the one that follows nothing.
        let mut chain = vec![index];
        while let Some(follows) = &follows[chain[chain.len() - 1]] {
            chain.push(follows.on);
        }
        for index in chain.into_iter().rev() {
            if !std::mem::replace(&mut is_placed[index], true) {
                placed.push(index);
            }
        }
    }
    placed
}

/// log2(2^a + 2^b) without leaving the log domain.
pub(crate) fn log2_sum(a: f64, b: f64) -> f64 {
    let (larger, smaller) = if a > b { (a, b) } else { (b, a) };
    if smaller == f64::NEG_INFINITY {
        return larger;
    }
    larger + (smaller - larger).exp2().ln_1p() * std::f64::consts::LOG2_E
}

/// The match probability of a match weight.
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// The match weight of a match probability.
pub fn weight_of(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        let level = LevelModel {
            given: [0.9, 0.1, 0.5, 0.2, 0.1, 0.5],
            mean_rarity: 3.0,
        };
        let mut model = Model {
            prior: [0.01, 0.96, 0.01, 0.01, 0.01, 0.0],
            levels: vec![vec![level; 2]; 2],
            by_chance: vec![vec![[false, true, true, true, true, false]; 2]; 2],
            follows: vec![None; 2],
            order: vec![0, 1],
            logs: Logs::default(),
            rounds: 0,
            converged: true,
        };
        model.refresh();
        model
    }

    #[test]
    fn weight_and_probability_undo_each_other() {
        for weight in [-12.5, 0.0, 3.0] {
            assert!((weight_of(probability(weight)) - weight).abs() < 1e-9);
        }
    }

    #[test]
    fn sums_in_the_log_domain_neither_overflow_nor_vanish() {
        assert!((log2_sum(-3000.0, -3000.0) + 2999.0).abs() < 1e-9);
        assert!((log2_sum(5.0, -2000.0) - 5.0).abs() < 1e-9);
        assert!((log2_sum(f64::NEG_INFINITY, 5.0) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn one_sided_missing_adds_no_weight() {
        assert_eq!(model().evidence(0, Outcome::MISSING), Evidence::default());
        let prior_only = model().total(Evidence::default());
        assert!((prior_only - weight_of(0.01)).abs() < 1e-9);
    }

    #[test]
    fn between_clusters_strangers_count_for_less_and_relatives_for_as_much() {
        let evidence = |likely: Class| {
            let mut sum = Evidence([-30.0; 6]);
            sum.0[Class::Match as usize] = -2.0;
            sum.0[likely as usize] = 0.0;
            sum
        };
        let gain = |model: &Model, likely: Class| {
            model.total_between(evidence(likely)) - model.total(evidence(likely))
        };
        let mut model = model();
        assert!(gain(&model, Class::Random).abs() < 1e-9, "namesakes");
        model.prior[Class::Namesake as usize] = 0.0;
        model.refresh();
        assert!((gain(&model, Class::Random) - STRANGERS_BETWEEN).abs() < 0.01);
        assert!(gain(&model, Class::Household) < 0.01);
    }

    #[test]
    fn what_is_followed_comes_first_and_only_once() {
        let on = |on| {
            Some(Follows {
                on,
                share: [0.5; CLASSES],
            })
        };
        assert_eq!(order(&[on(2), None, on(3), None]), [3, 2, 0, 1]);
        assert_eq!(bit(127), 1 << 127);
        assert_eq!(bit(128), 0);
    }

    #[test]
    fn agreement_that_follows_from_another_weighs_less() {
        let mut model = model();
        let same = Outcome {
            level: 2,
            rarity: 3.0,
        };
        let weigh = |model: &Model| {
            let mut gathered = Gathered::default();
            for &index in model.order() {
                model.gather(&mut gathered, index, same);
            }
            model.total(gathered.sum)
        };
        let independent = weigh(&model);
        let mut share = [0.9; CLASSES];
        share[Class::Match as usize] = 0.0;
        model.set_follows(vec![Some(Follows { on: 1, share }), None]);
        assert!(weigh(&model) < independent - 0.5);
        share = [0.0; CLASSES];
        model.set_follows(vec![Some(Follows { on: 1, share }), None]);
        assert!((weigh(&model) - independent).abs() < 1e-9);
    }

    #[test]
    fn a_rare_agreement_weighs_more_than_a_common_one() {
        let weight = |rarity| model().total(model().evidence(0, Outcome { level: 2, rarity }));
        assert!(weight(8.0) > weight(3.0) && weight(3.0) > weight(1.0));
    }
}
