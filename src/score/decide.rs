//! From which match weight on a pair is a match.

use rayon::prelude::*;

use super::model::{probability, weight_of};
use super::pairs::Edge;

/// The threshold where nothing speaks for another.
const USUAL: f64 = 0.5;

/// Chooses the threshold, in bits, at which the expected F1 of the pairs is best.
///
/// `edges` are the scored pairs with a probability worth keeping. If the probabilities are true, the pairs from `t` on hold
/// as many matches as their probabilities sum to, and those below hold the matches that are missed. The best threshold is
/// half of the F1 that it reaches, so it lies at one half or below, and the lower the less is certain. Matches among the
/// pairs that were not kept are not counted.
///
/// # Source
///
/// Lipton, Elkan and Narayanaswamy, "Optimal Thresholding of Classifiers to Maximize F1 Measure" (2014).
pub fn best_threshold(edges: &[Edge]) -> f64 {
    let mut weights: Vec<f32> = edges.iter().map(|edge| edge.weight).collect();
    weights.par_sort_unstable_by(|left, right| right.total_cmp(left));
    let matches: f64 = weights
        .iter()
        .map(|weight| probability(f64::from(*weight)))
        .sum();
    let mut best: f64 = 0.0;
    let mut found = 0.0;
    for (at, weight) in weights.iter().enumerate() {
        found += probability(f64::from(*weight));
        best = best.max(2.0 * found / (at as f64 + 1.0 + matches));
    }
    if best > 0.0 {
        weight_of(best / 2.0)
    } else {
        weight_of(USUAL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::fixture::edge;

    fn edges(probabilities: &[f64]) -> Vec<Edge> {
        let edge =
            |(right, probability): (u32, &f64)| edge(0, right, weight_of(*probability) as f32);
        (1..).zip(probabilities).map(edge).collect()
    }

    #[test]
    fn without_pairs_the_threshold_is_one_half() {
        assert_eq!(best_threshold(&[]), 0.0);
    }

    #[test]
    fn where_all_is_certain_the_threshold_is_one_half() {
        let chosen = probability(best_threshold(&edges(&[0.999, 0.999, 0.999])));
        assert!((0.499..=0.5).contains(&chosen), "{chosen}");
    }

    #[test]
    fn the_threshold_has_the_best_expected_f1() {
        // Expected F1 of the first alone 0.632, of two 0.7013, of three 0.7010, of all 0.632.
        let chosen = probability(best_threshold(&edges(&[0.9, 0.45, 0.35, 0.15])));
        assert!((0.35..0.45).contains(&chosen), "{chosen}");
        let chosen = probability(best_threshold(&edges(&[0.6, 0.4, 0.38, 0.3, 0.1])));
        assert!((0.1..0.3).contains(&chosen), "{chosen}");
    }
}
