//! How well the records of each cluster hang together.

use rayon::prelude::*;

use super::{Clusters, spread};
use crate::record::RecordId;
use crate::score::Edge;
use crate::score::model::probability;

/// How many members are asked of a larger cluster.
pub const SAMPLED_MEMBERS: usize = 12;

/// The match probabilities of the pairs of one cluster: of all pairs, in a cluster of more than [`SAMPLED_MEMBERS`]
/// records of the pairs among so many evenly spread ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cohesion {
    /// Their mean; 1 for one record.
    pub mean: f32,
    /// The least of them; 1 for one record.
    pub least: f32,
}

impl Cohesion {
    /// The cohesion of one record.
    pub const ALONE: Self = Self {
        mean: 1.0,
        least: 1.0,
    };

    fn of(members: &[RecordId], weight: &impl Fn(RecordId, RecordId) -> f64) -> Self {
        let asked: Vec<RecordId> = spread(members, SAMPLED_MEMBERS).collect();
        let (mut sum, mut least, mut pairs) = (0.0, 1.0f64, 0u32);
        for (at, left) in asked.iter().enumerate() {
            for right in &asked[at + 1..] {
                let probability = probability(weight(*left, *right));
                sum += probability;
                least = least.min(probability);
                pairs += 1;
            }
        }
        if pairs == 0 {
            return Self::ALONE;
        }
        Self {
            mean: (sum / f64::from(pairs)) as f32,
            least: least as f32,
        }
    }
}

impl Clusters {
    /// Works out the cohesion of every cluster.
    pub(super) fn measure_cohesion(
        &mut self,
        weight: &(impl Fn(RecordId, RecordId) -> f64 + Sync),
    ) {
        self.cohesion = self
            .members
            .par_iter()
            .map(|members| Cohesion::of(members, weight))
            .collect();
    }

    /// The weakest of the links that hold each cluster together; none for one record.
    pub fn weakest_links(&self) -> Vec<Option<Edge>> {
        let mut weakest: Vec<Option<Edge>> = vec![None; self.members.len()];
        for link in &self.links {
            let known = &mut weakest[self.of_record[link.pair.left.index()] as usize];
            if known.is_none_or(|known| link.weight < known.weight) {
                *known = Some(*link);
            }
        }
        weakest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(count: u32) -> Vec<RecordId> {
        (0..count).map(RecordId).collect()
    }

    #[test]
    fn a_contradicting_pair_lowers_the_mean_and_is_the_least() {
        let weight = |left: RecordId, right: RecordId| {
            if (left.0, right.0) == (0, 2) {
                -60.0
            } else {
                60.0
            }
        };
        let cohesion = Cohesion::of(&records(3), &weight);
        assert!((cohesion.mean - 2.0 / 3.0).abs() < 1e-6);
        assert!(cohesion.least < 1e-6);
    }

    #[test]
    fn one_record_hangs_together() {
        assert_eq!(Cohesion::of(&records(1), &|_, _| -9.0), Cohesion::ALONE);
    }

    #[test]
    fn of_a_large_cluster_no_more_than_the_sample_is_asked() {
        let asked = std::cell::Cell::new(0);
        let weight = |_, _| {
            asked.set(asked.get() + 1);
            0.0
        };
        let cohesion = Cohesion::of(&records(10_000), &weight);
        assert_eq!(asked.get(), SAMPLED_MEMBERS * (SAMPLED_MEMBERS - 1) / 2);
        assert!((cohesion.mean - 0.5).abs() < 1e-6);
    }
}
