//! A stronger level never speaks less for a match.

use super::guess::given;
use super::model::Model;
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
    /// Makes the weights of each comparison rise with its levels: a stronger level never speaks less for a match.
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
            for level in levels.iter() {
                pools.push(Pool {
                    m: level.m(),
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
