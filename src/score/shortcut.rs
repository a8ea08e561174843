//! Giving up on a pair as soon as it can no longer reach the threshold.

use super::model::{CLASSES, Class, Gathered, Model, PerClass, RARITY_SHARE, behind};
use crate::compare::Comparison;
use crate::record::RecordId;

/// Sums in another order differ by less, in bits.
const ROUNDING: f64 = 1e-6;

/// The order in which a pair's comparisons are done, and what those that are still to come can add at most.
///
/// Most candidate pairs are no match, and a few comparisons show it.
#[derive(Debug)]
pub struct Shortcut {
    order: Vec<usize>,
    /// Per comparison in that order, per class: the most bits by which all that follow can raise match above it.
    rest: Vec<PerClass>,
}

impl Model {
    /// Plans the order of comparisons for [`Model::weight_from`].
    pub fn shortcut(&self, comparisons: &[Comparison]) -> Shortcut {
        let most: Vec<PerClass> = (0..comparisons.len())
            .map(|index| self.most_bits(index, comparisons[index].most_rarity()))
            .collect();
        let mut order: Vec<usize> = (0..comparisons.len()).collect();
        // What names the person comes first: it alone tells a household from a match. Then what can add most.
        order.sort_by(|left, right| {
            let rank = |index: &usize| {
                let against_household = most[*index][Class::Household as usize];
                let against_chance = most[*index][Class::Random as usize];
                let filled = comparisons[*index].filled as f64;
                (against_household + against_chance) * filled
            };
            rank(right).total_cmp(&rank(left)).then(left.cmp(right))
        });
        let order = behind(&order, &self.follows);
        let mut rest = vec![[0.0; CLASSES]; order.len()];
        for at in (1..order.len()).rev() {
            rest[at - 1] = std::array::from_fn(|class| rest[at][class] + most[order[at]][class]);
        }
        Shortcut { order, rest }
    }

    /// The most bits by which one comparison can raise match above each class.
    fn most_bits(&self, index: usize, most_rarity: f32) -> PerClass {
        let mut most = [0.0f64; CLASSES];
        for (at, level) in self.levels[index].iter().enumerate() {
            // Rarity moves each class one way or not at all, so that the ends of its range hold the extremes.
            let beyond = |rarity: f64| RARITY_SHARE * (rarity - level.mean_rarity);
            let ends = [0.0, beyond(0.0), beyond(f64::from(most_rarity))].map(|beyond| {
                let mut evidence = self.evidence_of_level(index, at);
                evidence.add_rarity(beyond, self.by_chance[index][at]);
                evidence
            });
            let follows = self.follows[index];
            let ends = ends.into_iter().flat_map(|evidence| {
                let mut following = evidence;
                if let Some(follows) = &follows {
                    following.follow(&follows.share);
                }
                [evidence, following]
            });
            let mut matching = f64::NEG_INFINITY;
            let mut least = [f64::INFINITY; CLASSES];
            for evidence in ends {
                let classes = [Class::Match, Class::Moved].map(|class| evidence.0[class as usize]);
                matching = matching.max(classes[0]).max(classes[1]);
                for (least, bits) in least.iter_mut().zip(evidence.0) {
                    *least = least.min(bits);
                }
            }
            for (most, least) in most.iter_mut().zip(least) {
                *most = most.max(matching - least);
            }
        }
        most
    }

    /// The match weight of two records if it is at least `least` bits; gives up as soon as it can't be.
    pub fn weight_from(
        &self,
        comparisons: &[Comparison],
        shortcut: &Shortcut,
        least: f64,
        left: RecordId,
        right: RecordId,
    ) -> Option<f64> {
        let mut gathered = Gathered::default();
        for (&index, rest) in shortcut.order.iter().zip(&shortcut.rest) {
            let outcome = comparisons[index].compare(left, right);
            if outcome.level == 0 {
                continue;
            }
            self.gather(&mut gathered, index, outcome);
            let joint = self.joint(gathered.sum);
            // Two classes match; together they are at most twice as likely as the likelier of them.
            let matching = joint[Class::Match as usize].max(joint[Class::Moved as usize]) + 1.0;
            let is_lost = |class: Class| {
                let class = class as usize;
                matching - joint[class] + rest[class] < least - ROUNDING
            };
            if Class::ALL
                .into_iter()
                .any(|class| !class.is_match() && is_lost(class))
            {
                return None;
            }
        }
        // Summed once more in the order of all other weights, so that they are equal to the last bit.
        let weight = self.weight(comparisons, left, right);
        (weight >= least).then_some(weight)
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
            for (left, right) in
                (0..60).flat_map(|left| (left + 1..60).map(move |right| (left, right)))
            {
                let (left, right) = (RecordId(left), RecordId(right));
                let weight = model.weight(&comparisons, left, right);
                for least in [-3.0, 0.0, 2.0] {
                    let found = model.weight_from(&comparisons, &shortcut, least, left, right);
                    assert_eq!(found, (weight >= least).then_some(weight));
                }
            }
        }
    }
}
