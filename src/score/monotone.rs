//! A stronger level never speaks less for a match, and a contradiction never for one, but in open categories.

use super::expected::capped;
use super::guess::given;
use super::model::{LevelModel, Model};
use crate::compare::Comparison;
use crate::record::{AttributeKind, Facet};

/// Neighbouring levels whose weights would fall, taken together.
#[derive(Clone, Copy)]
struct Pool {
    m: f64,
    u: f64,
    levels: usize,
}

impl Model {
    /// Makes the weights of each comparison rise with its levels: a stronger level never speaks less for a match, and a
    /// contradiction never for one.
    ///
    /// # Source
    ///
    /// Pool adjacent violators, Ayer et al. (1955); pooled levels get the weight of their sums.
    pub(super) fn make_monotone(&mut self, comparisons: &[Comparison]) {
        for (levels, comparison) in self.levels.iter_mut().zip(comparisons) {
            // Two waves of a census, two files without doubles: there the same value speaks against a match.
            if comparison.kind == AttributeKind::Category && comparison.facet == Facet::Open {
                continue;
            }
            let mut pools: Vec<Pool> = Vec::with_capacity(levels.len());
            for (level, m) in levels.iter().zip(contradicting(levels, comparison)) {
                pools.push(Pool {
                    m,
                    u: level.u(),
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
                for level in at..at + pool.levels {
                    let [_, u, household, neighbour, namesake, moved] = levels[level].given;
                    let m = u * pool.m / pool.u;
                    // Nor do names that contradict each other speak for one person instead of two who are related.
                    let is_of_names = comparison.facet == Facet::Personal
                        && comparison.levels()[level].is_contradiction;
                    let least = if is_of_names { m } else { 0.0 };
                    let (household, neighbour) = (household.max(least), neighbour.max(least));
                    levels[level].given = given(
                        comparison,
                        level,
                        m,
                        u,
                        [household, neighbour, namesake, moved],
                    );
                }
                at += pool.levels;
            }
        }
    }
}

/// m of the levels of one comparison, held at u where the values contradict each other: where hardly any pair does so, the
/// first guess would speak for a match. What is over goes to the other levels.
fn contradicting(levels: &[LevelModel], comparison: &Comparison) -> Vec<f64> {
    let most: Vec<f64> = comparison
        .levels()
        .iter()
        .zip(levels)
        .map(|(spec, level)| {
            if spec.is_contradiction {
                level.u()
            } else {
                1.0
            }
        })
        .collect();
    let learned: Vec<f64> = levels.iter().map(LevelModel::m).collect();
    capped(&learned, &most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::date::parse_birth;
    use crate::normalise::name::parse;
    use crate::normalise::{Attribute, NAME, Values};
    use crate::record::ValueId;
    use crate::score::guess::first_guess;
    use crate::score::model::{Class, HOUSEHOLD, NEIGHBOUR, RANDOM};
    use crate::score::pattern::Outcomes;
    use crate::score::sample::spread;
    use crate::text::notation::DateOrder;

    fn names() -> Attribute {
        let names = ["Indra Putra", "Indra Putri"];
        attribute(
            AttributeKind::Name,
            Values::Names(
                names
                    .map(|name| parse(name).expect("a name").into())
                    .to_vec(),
            ),
        )
    }

    fn dates() -> Attribute {
        let dates = ["1970-02-03", "1981-04-05"];
        let date = |date| parse_birth(date, DateOrder::DayMonth).expect("a date");
        attribute(AttributeKind::Date, Values::Dates(dates.map(date).to_vec()))
    }

    fn attribute(kind: AttributeKind, values: Values) -> Attribute {
        Attribute {
            name: NAME.to_owned(),
            kind,
            facet: Facet::Personal,
            width: 1,
            slots: [0, 1].map(ValueId::from_index).to_vec(),
            values,
        }
    }

    /// How many levels weigh less than the one below.
    fn falls(levels: &[LevelModel]) -> usize {
        let pairs = levels.windows(2);
        pairs
            .filter(|two| two[0].weight() > two[1].weight() + 1e-9)
            .count()
    }

    #[test]
    fn weights_rise_with_their_levels_however_the_levels_were_learned() {
        for attribute in [names(), dates()] {
            let comparisons = Comparison::all([&attribute]);
            let guess = first_guess(&comparisons, &Outcomes::of(&comparisons, &[]), 1, false);
            for round in 0..50 {
                let mut model = guess.clone();
                let count = model.levels[0].len() as u64;
                // Each level has some share of m and of u, in no order.
                let shares = |seed: u64| {
                    let draw = move |at: u64| 1.0 + (spread(seed + at) % 1_000) as f64;
                    let total: f64 = (0..count).map(draw).sum();
                    (0..count).map(move |at| draw(at) / total)
                };
                let drawn = shares(round * 1_000).zip(shares(round * 1_000 + 500));
                for (level, (m, u)) in model.levels[0].iter_mut().zip(drawn) {
                    level.given[Class::Match as usize] = m;
                    level.given[RANDOM] = u;
                }
                assert!(
                    falls(&model.levels[0]) > 0,
                    "nothing to put right in {round}"
                );
                model.make_monotone(&comparisons);
                let levels = &model.levels[0];
                assert_eq!(falls(levels), 0, "{levels:?}");
                let m: f64 = levels.iter().map(LevelModel::m).sum();
                assert!((m - 1.0).abs() < 1e-9, "{m}");
            }
        }
    }

    #[test]
    fn a_contradiction_is_no_evidence_for_a_match_however_rarely_strangers_show_it() {
        let comparisons = Comparison::all([&names()]);
        let m = [0.02, 0.01, 0.02, 0.05, 0.1, 0.05, 0.15, 0.6];
        let u = [0.985, 1e-5, 0.01, 1e-3, 1e-3, 1e-4, 1e-4, 1e-4];
        let mut model = first_guess(&comparisons, &Outcomes::of(&comparisons, &[]), 1, false);
        for (level, (m, u)) in model.levels[0].iter_mut().zip(m.into_iter().zip(u)) {
            level.given = [m, u, 1e-7, 1e-7, m, m];
        }
        model.make_monotone(&comparisons);
        let levels = &model.levels[0];
        for (level, spec) in levels.iter().zip(comparisons[0].levels()) {
            let others = [RANDOM, HOUSEHOLD, NEIGHBOUR];
            let is_no_evidence = others.iter().all(|class| level.m() <= level.given[*class]);
            assert_eq!(is_no_evidence, spec.is_contradiction, "{}", spec.name);
        }
        let sum: f64 = levels.iter().map(LevelModel::m).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }
}
