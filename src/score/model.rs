//! The fitted model and the weight it gives a pair.

use crate::compare::Comparison;
use crate::compare::level::Outcome;
use crate::record::RecordId;

/// How the model is learned and used.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Pairs are joined from this match probability on.
    pub match_probability: f64,
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
            match_probability: 0.5,
            rounds: 60,
            random_pairs: 400_000,
            training_pairs: 600_000,
        }
    }
}

/// The probabilities of one comparison level in the three classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelModel {
    /// P(level given match).
    pub m: f64,
    /// P(level given a random pair that does not match).
    pub u: f64,
    /// P(level given a related pair that does not match).
    pub related: f64,
    /// The mean rarity of this level among random pairs, in bits; a pair's own rarity counts against it.
    pub mean_rarity: f64,
}

impl LevelModel {
    /// log2(m/u), in bits.
    pub fn weight(&self) -> f64 {
        (self.m / self.u).log2()
    }
}

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Model {
    /// P(two random records match).
    pub prior: f64,
    /// P(two random records are related without matching).
    pub related_prior: f64,
    /// Per comparison, per level (weakest first).
    pub levels: Vec<Vec<LevelModel>>,
    /// Per comparison, per level, whether rarity speaks against related pairs as it does against random ones.
    pub is_personal: Vec<Vec<bool>>,
    /// Rounds of expectation-maximisation done.
    pub rounds: usize,
    /// Whether they settled.
    pub converged: bool,
}

/// How much of a pair's own rarity counts: the rest is kept as shrinkage to the level's mean.
const RARITY_SHARE: f64 = 0.9;

/// The evidence for a pair, summed in the log domain.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// log2 P(vector given match).
    pub m: f64,
    /// log2 P(vector given random).
    pub u: f64,
    /// log2 P(vector given related).
    pub related: f64,
}

impl Model {
    /// The evidence that one outcome of comparison `index` adds; nothing where a value is missing.
    pub fn evidence(&self, index: usize, outcome: Outcome) -> Evidence {
        let Some(at) = usize::from(outcome.level).checked_sub(1) else {
            return Evidence::default();
        };
        let level = &self.levels[index][at];
        let rarity = if outcome.rarity > 0.0 {
            RARITY_SHARE * (f64::from(outcome.rarity) - level.mean_rarity)
        } else {
            0.0
        };
        Evidence {
            m: level.m.log2(),
            u: level.u.log2() - rarity,
            related: level.related.log2()
                - if self.is_personal[index][at] {
                    rarity
                } else {
                    0.0
                },
        }
    }

    /// The match weight of two records: the log-odds that they match, in bits, prior included.
    ///
    /// # Source
    ///
    /// Fellegi and Sunter, "A Theory for Record Linkage" (1969); the third class is ours (`docs/matching.md`).
    pub fn weight(&self, comparisons: &[Comparison], left: RecordId, right: RecordId) -> f64 {
        let mut sum = Evidence::default();
        for (index, comparison) in comparisons.iter().enumerate() {
            sum.add(self.evidence(index, comparison.compare(left, right)));
        }
        self.total(sum)
    }

    /// The log-odds of a pair's summed evidence, in bits, prior included.
    pub fn total(&self, sum: Evidence) -> f64 {
        let random = (1.0 - self.prior - self.related_prior).max(1e-12).log2() + sum.u;
        let related = self.related_prior.max(1e-300).log2() + sum.related;
        self.prior.log2() + sum.m - log2_sum(random, related)
    }
}

/// One step of the way from the prior to the match weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The attribute; `related` for the correction that speaks against other members of a household.
    pub attribute: String,
    /// The level that its values reached.
    pub level: &'static str,
    /// What it adds, in bits.
    pub bits: f64,
}

impl Model {
    /// The evidence for two records, attribute by attribute; with the prior, the bits sum to the match weight.
    pub fn steps(&self, comparisons: &[Comparison], left: RecordId, right: RecordId) -> Vec<Step> {
        let mut sum = Evidence::default();
        let mut steps = Vec::new();
        for (index, comparison) in comparisons.iter().enumerate() {
            let outcome = comparison.compare(left, right);
            let evidence = self.evidence(index, outcome);
            sum.add(evidence);
            if let Some(level) = usize::from(outcome.level).checked_sub(1) {
                let level = comparison.levels()[level].name;
                steps.push(Step {
                    attribute: comparison.attribute.clone(),
                    level,
                    bits: evidence.m - evidence.u,
                });
            }
        }
        let correction = self.total(sum) - self.prior_weight() - (sum.m - sum.u);
        steps.push(Step {
            attribute: "related".to_owned(),
            level: "correction",
            bits: correction,
        });
        steps
    }

    /// The prior in bits.
    pub fn prior_weight(&self) -> f64 {
        weight_of(self.prior)
    }
}

impl Evidence {
    /// Adds the evidence of another comparison.
    pub fn add(&mut self, other: Self) {
        self.m += other.m;
        self.u += other.u;
        self.related += other.related;
    }
}

/// log2(2^a + 2^b) without leaving the log domain.
pub(crate) fn log2_sum(a: f64, b: f64) -> f64 {
    let (larger, smaller) = if a > b { (a, b) } else { (b, a) };
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
    }

    #[test]
    fn one_sided_missing_adds_no_weight() {
        let level = LevelModel {
            m: 0.9,
            u: 0.1,
            related: 0.1,
            mean_rarity: 3.0,
        };
        let model = Model {
            prior: 0.01,
            related_prior: 0.0,
            levels: vec![vec![level; 2]],
            is_personal: vec![vec![true; 2]],
            rounds: 0,
            converged: true,
        };
        assert_eq!(model.evidence(0, Outcome::MISSING), Evidence::default());
    }
}
