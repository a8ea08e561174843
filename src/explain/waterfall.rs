//! The way from the prior to the match weight of a pair, attribute by attribute.

use serde::Serialize;

use super::{Recalled, Show, finite};
use crate::record::RecordId;
use crate::score::model::{Class, Gathered, RELATED, log2_sum, probability};

/// How the match weight of a pair comes about; all weights are in bits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waterfall {
    /// P(two records drawn at random match).
    pub prior_probability: f64,
    /// The same in bits: what a pair starts from.
    pub prior_weight: f64,
    /// What each attribute adds, the weightiest first; those that could not be compared last.
    pub attributes: Vec<Evidence>,
    /// What the possibility takes away that the two are relatives or neighbours.
    pub related_weight: f64,
    /// The sum; `None` where no attribute could be compared.
    pub match_weight: Option<f64>,
    /// The sum as a probability.
    pub match_probability: f64,
    /// Pairs are joined from this match weight on.
    pub threshold: f64,
    /// The same as a probability.
    pub threshold_probability: f64,
    /// What the two may be to each other.
    pub likely: Likely,
}

/// What one attribute says of a pair.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The attribute, for example `birth_date`.
    pub attribute: String,
    /// How its values are compared.
    pub kind: &'static str,
    /// The values of the first record.
    pub left: Vec<String>,
    /// The values of the second record.
    pub right: Vec<String>,
    /// The level that they reached; `None` where a value is missing, which is no evidence.
    pub level: Option<&'static str>,
    /// P(level given match).
    pub m: Option<f64>,
    /// P(level given a random pair).
    pub u: Option<f64>,
    /// log2(m/u).
    pub level_weight: f64,
    /// What the rarity of the agreeing values adds, or their commonness takes away.
    pub rarity_weight: f64,
    /// The finer attribute that agrees, too, and of which this agreement follows in part.
    pub follows: Option<String>,
    /// What that takes away, so that nothing counts twice.
    pub follows_weight: f64,
    /// All three together.
    pub weight: f64,
    /// The sum so far, prior included.
    pub total: f64,
}

/// What two records may be to each other; sums to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Likely {
    /// One person.
    pub one_person: f64,
    /// Two people of one household.
    pub one_household: f64,
    /// Two people in like surroundings.
    pub neighbours: f64,
    /// Two of one name, such as branches of a chain.
    pub namesakes: f64,
    /// Strangers.
    pub strangers: f64,
}

impl Waterfall {
    /// Weighs two different records; `one` is shown on the left.
    pub fn new(recalled: &Recalled, one: RecordId, other: RecordId, show: Show) -> Self {
        let Recalled {
            comparisons, model, ..
        } = recalled;
        let (first, second) = (one.min(other), one.max(other));
        let steps = model.steps(comparisons, first, second);
        let weight_of = |attribute: &str| {
            let mut steps = steps.iter();
            let step = steps.find(|step| step.attribute == attribute);
            step.map_or(0.0, |step| step.bits)
        };
        let mut attributes: Vec<Evidence> = comparisons
            .iter()
            .zip(&model.levels)
            .enumerate()
            .map(|(index, (comparison, levels))| {
                let name = &comparison.attribute;
                let outcome = comparison.compare(first, second);
                let at = usize::from(outcome.level).checked_sub(1);
                let level = at.map(|at| levels[at]);
                let (weight, level_weight) =
                    level.map_or((0.0, 0.0), |level| (weight_of(name), level.weight()));
                let by_itself = model.evidence(index, outcome).against_chance();
                let follows = model
                    .follows(index)
                    .filter(|_| (weight - by_itself).abs() > f64::EPSILON * weight.abs().max(1.0));
                Evidence {
                    attribute: name.clone(),
                    kind: comparison.kind.word(),
                    left: recalled.values(name, one, show),
                    right: recalled.values(name, other, show),
                    level: at.map(|at| comparison.levels()[at].name),
                    m: level.map(|level| level.m()),
                    u: level.map(|level| level.u()),
                    level_weight,
                    rarity_weight: by_itself - level_weight,
                    follows: follows.map(|follows| comparisons[follows.on].attribute.clone()),
                    follows_weight: weight - by_itself,
                    weight,
                    total: 0.0,
                }
            })
            .collect();
        attributes.sort_by(|left, right| {
            left.level
                .is_none()
                .cmp(&right.level.is_none())
                .then_with(|| right.weight.abs().total_cmp(&left.weight.abs()))
        });
        let mut total = model.prior_weight();
        for evidence in &mut attributes {
            total += evidence.weight;
            evidence.total = total;
        }
        let weight = recalled.weight(one, other);
        Self {
            prior_probability: model.match_prior(),
            prior_weight: model.prior_weight(),
            attributes,
            related_weight: weight_of(RELATED),
            match_weight: finite(weight),
            match_probability: probability(weight),
            threshold: recalled.threshold,
            threshold_probability: probability(recalled.threshold),
            likely: Likely::new(recalled, first, second, probability(weight)),
        }
    }
}

impl Likely {
    fn new(recalled: &Recalled, left: RecordId, right: RecordId, one_person: f64) -> Self {
        let model = &recalled.model;
        let mut joint = model.prior.map(f64::log2);
        let mut gathered = Gathered::default();
        for &index in model.order() {
            let outcome = recalled.comparisons[index].compare(left, right);
            let evidence = model.gather(&mut gathered, index, outcome);
            for (sum, bits) in joint.iter_mut().zip(evidence.0) {
                *sum += bits;
            }
        }
        let others = Class::ALL.into_iter().filter(|class| !class.is_match());
        let all = others
            .map(|class| joint[class as usize])
            .fold(f64::NEG_INFINITY, log2_sum);
        // What is left by the match is shared out among the rest as the model has it.
        let share = |class: Class| (joint[class as usize] - all).exp2() * (1.0 - one_person);
        Self {
            one_person,
            one_household: share(Class::Household),
            neighbours: share(Class::Neighbour),
            namesakes: share(Class::Namesake),
            strangers: share(Class::Random),
        }
    }
}
