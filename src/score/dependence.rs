//! Attributes that say the same: the city beside its postal code, the sex beside the name, a currency beside the country.
//!
//! In: a model that holds its attributes independent, and the records. Out: for each attribute the finer one that it follows,
//! and how often pairs that agree on that one agree on this one because of it. Pairs that agree on an attribute are drawn for
//! the purpose: among random pairs they are too rare to learn from.

use rayon::prelude::*;

use super::expected::shares;
use super::model::{CLASSES, Class, Follows, LevelModel, Model, PerClass, add};
use super::pattern::Outcomes;
use super::sample::spread;
use crate::compare::Comparison;
use crate::compare::level::Outcome;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// About so many records are searched for values that agree.
const RECORDS: usize = 50_000;

/// So many pairs are drawn that agree on an attribute.
const PAIRS: u64 = 2_000;

/// What is held before any pair is seen, independence, weighs as much as so many pairs.
const PRIOR_PAIRS: f64 = 10.0;

/// Less dependence than this is not told from none.
const LEAST_SHARE: f64 = 0.1;

/// Attributes have to have so many places in the order of comparisons to be followed: one bit each.
const MOST: usize = u128::BITS as usize;

/// For each comparison, pairs that agree on it, and how they compare.
#[derive(Debug)]
pub(super) struct Strata(Vec<Outcomes>);

impl Strata {
    pub(super) fn draw(comparisons: &[Comparison]) -> Self {
        let agreeing = comparisons[..comparisons.len().min(MOST)].par_iter();
        Self(
            agreeing
                .map(|on| Outcomes::of(comparisons, &agreeing_pairs(on)))
                .collect(),
        )
    }

    /// Finds for each comparison the one that it follows.
    pub(super) fn follows(&self, model: &Model) -> Vec<Option<Follows>> {
        let chance = |index: usize| model.levels[index].last().map_or(1.0, LevelModel::u);
        // Whether one tells more than the other; so no two follow each other.
        let is_finer = |one: usize, other: usize| (chance(one), one) < (chance(other), other);
        let shares: Vec<Vec<PerClass>> = self
            .0
            .par_iter()
            .map(|outcomes| given_agreement(model, outcomes))
            .collect();
        (0..model.levels.len())
            .map(|index| {
                let random = |on: &usize| shares[*on][index][Class::Random as usize];
                let followed = (0..shares.len())
                    .filter(|on| index < MOST && is_finer(*on, index) && random(on) >= LEAST_SHARE)
                    .reduce(|best, on| {
                        if random(&on) > random(&best) {
                            on
                        } else {
                            best
                        }
                    });
                followed.map(|on| Follows {
                    on,
                    share: shares[on][index],
                })
            })
            .collect()
    }
}

/// Per comparison and class: of the pairs that agree on another comparison, the share that agrees because of it.
fn given_agreement(model: &Model, outcomes: &Outcomes) -> Vec<PerClass> {
    let mut filled = vec![[0.0; CLASSES]; model.levels.len()];
    let mut agreeing = filled.clone();
    for pair in outcomes.one_by_one() {
        let share = classes(model, pair);
        for (index, outcome) in pair.iter().enumerate() {
            if outcome.level == 0 {
                continue;
            }
            add(&mut filled[index], share);
            if model.is_whole(index, *outcome) {
                add(&mut agreeing[index], share);
            }
        }
    }
    filled
        .iter()
        .zip(&agreeing)
        .zip(&model.levels)
        .map(|((filled, agreeing), levels)| {
            std::array::from_fn(|class| {
                let usual = levels.last().map_or(1.0, |level| level.given[class]);
                let seen = (agreeing[class] + PRIOR_PAIRS * usual) / (filled[class] + PRIOR_PAIRS);
                ((seen - usual) / (1.0 - usual).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0)
            })
        })
        .collect()
}

/// P(class given what was compared).
fn classes(model: &Model, pair: &[Outcome]) -> PerClass {
    let joint = model.joint(model.gather_all(|index| pair[index]).sum);
    shares(&joint, &|_| true)
}

/// Draws pairs of records whose first values of an attribute are the same, each such pair as likely as any other.
pub(super) fn agreeing_pairs(comparison: &Comparison) -> Vec<CandidatePair> {
    let records = comparison.records();
    let one_in = records.div_ceil(RECORDS).max(1) as u64;
    let mut values: Vec<(usize, RecordId)> = (0..records as u64)
        .filter(|record| spread(*record).is_multiple_of(one_in))
        .filter_map(|record| {
            let record = RecordId(u32::try_from(record).ok()?);
            let value = comparison.values_of(record).first()?.index()?;
            Some((value, record))
        })
        .collect();
    values.sort_unstable();
    // By the first record, not by the value: the numbers of values follow the order of the sources.
    let mut equal: Vec<&[(usize, RecordId)]> = values
        .chunk_by(|left, right| left.0 == right.0)
        .filter(|group| group.len() > 1)
        .collect();
    equal.sort_unstable_by_key(|group| group[0].1);
    let mut groups: Vec<(u64, &[(usize, RecordId)])> = Vec::with_capacity(equal.len());
    let mut pairs = 0;
    for group in equal {
        groups.push((pairs, group));
        pairs += group.len() as u64 * (group.len() as u64 - 1) / 2;
    }
    let draws = PAIRS.min(pairs);
    (0..draws)
        .filter_map(|draw| {
            let at = (u128::from(draw) * u128::from(pairs) / u128::from(draws)) as u64;
            let (_, group) = groups[groups.partition_point(|(before, _)| *before <= at) - 1];
            let below = |number: u64, count: usize| {
                ((u128::from(spread(number)) * count as u128) >> 64) as usize
            };
            let first = below(2 * draw, group.len());
            let other = below(2 * draw + 1, group.len() - 1);
            let other = other + usize::from(other >= first);
            CandidatePair::new(group[first].1, group[other].1)
        })
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::record::Facet;
    use crate::score::fixture::{all_pairs, category};
    use crate::score::model::Gathered;
    use crate::score::{Settings, train};

    const RECORDS: u64 = 800;

    /// Two records of each person. The postal code tells the city; the colour and two numbers go with nothing.
    pub(in crate::score) fn learned() -> (Vec<Comparison>, Model) {
        let drawn = |seed: u64, values: u64| move |record: u64| spread(record / 2 + seed) % values;
        let attribute = |name: &str, values: u64, of: &dyn Fn(u64) -> u64| {
            category(name, Facet::Personal, values, (0..RECORDS).map(of))
        };
        let code = drawn(0, 30);
        let attributes = [
            attribute("city", 6, &|record| code(record) / 5),
            attribute("postal_code", 30, &code),
            attribute("colour", 6, &drawn(10_000, 6)),
            attribute("one", 300, &drawn(20_000, 300)),
            attribute("two", 300, &drawn(30_000, 300)),
            attribute("three", 300, &drawn(40_000, 300)),
        ];
        let comparisons = Comparison::all(&attributes);
        let pairs = all_pairs(RECORDS);
        let count = pairs.len() as u64;
        let settings = Settings::default();
        let model = train(&comparisons, &pairs, &pairs, count, count, &settings);
        (comparisons, model)
    }

    #[test]
    fn a_city_follows_its_postal_code_and_nothing_follows_a_colour() {
        let (_, model) = learned();
        let follows = model.follows(0).expect("the city follows");
        assert_eq!(follows.on, 1);
        assert!(follows.share[Class::Random as usize] > 0.7, "{follows:?}");
        for index in 1..6 {
            assert_eq!(model.follows(index), None);
        }
        assert_eq!(model.order(), [1, 0, 2, 3, 4, 5]);
    }

    #[test]
    fn what_follows_is_not_counted_again() {
        let (comparisons, model) = learned();
        let mut independent = model.clone();
        independent.set_follows(vec![None; comparisons.len()]);
        let level = |index: usize, (left, right)| {
            let comparison: &Comparison = &comparisons[index];
            comparison.compare(left, right)
        };
        // The first pair that agrees on the city, and on the postal code or not.
        let pair = |code: u8| {
            let mut pairs = (1..RECORDS as u32).map(|right| (RecordId(0), RecordId(right)));
            let found =
                pairs.find(|pair| level(0, *pair).level == 2 && level(1, *pair).level == code);
            found.expect("such a pair")
        };
        let city_adds = |model: &Model, pair| {
            let mut gathered = Gathered::default();
            model.gather(&mut gathered, 1, level(1, pair));
            model
                .gather(&mut gathered, 0, level(0, pair))
                .against_chance()
        };
        let (same, other) = (pair(2), pair(1));
        let (alone, beside) = (city_adds(&independent, same), city_adds(&model, same));
        assert!(
            alone - beside >= 1.0,
            "{alone} alone, {beside} beside its code"
        );
        assert!(beside.abs() < 0.5, "{beside} beside its code");
        // Where the code does not agree, the city tells as much as ever.
        let (alone, beside) = (city_adds(&independent, other), city_adds(&model, other));
        assert!((alone - beside).abs() < 1e-9, "{alone} {beside}");
    }

    #[test]
    fn pairs_are_drawn_from_all_groups_of_equal_values() {
        let (comparisons, _) = learned();
        let pairs = agreeing_pairs(&comparisons[1]);
        assert!(pairs.len() > 1_000);
        let value = |record: RecordId| comparisons[1].values_of(record)[0];
        let mut seen: Vec<usize> = pairs
            .iter()
            .filter_map(|pair| {
                assert_eq!(value(pair.left), value(pair.right));
                value(pair.left).index()
            })
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 30);
    }
}
