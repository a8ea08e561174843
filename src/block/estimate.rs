//! What the plan finds of what may match.

use rayon::prelude::*;

use super::key::Rule;
use super::sample::{Likeness, Sample, size_class};

/// Of fewer pairs no share is estimated.
const LEAST_RECAPTURED: u64 = 20;

/// What the plan is expected to find.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Sampled pairs that agree under rules of two attributes and rarely enough to be likely matches.
    pub likely_pairs: u64,
    /// The share of them that is compared.
    pub found: Option<f64>,
    /// The share of all matches that is compared, those included that no rule met; none where the attributes don't
    /// allow an estimate.
    pub recall: Option<f64>,
}

/// The rules that compare a pair with these agreements, each once.
pub(super) fn finders<'a>(
    agreements: &'a [(u16, u16)],
    limits: &'a [usize],
) -> impl Iterator<Item = usize> {
    let is_found = |(rule, class): &&(u16, u16)| {
        let limit = limits[usize::from(*rule)];
        limit > 1 && usize::from(*class) <= size_class(limit)
    };
    let by_rule = agreements.chunk_by(|left, right| left.0 == right.0);
    by_rule
        .filter(move |agreements| agreements.iter().any(|agreement| is_found(&agreement)))
        .map(|agreements| usize::from(agreements[0].0))
}

/// Estimates the share of all matches that the rules compare.
///
/// Of the pairs that are likely matches by their other attributes alone, the rules of an attribute find a share. What none
/// of the attributes finds is the product of what each misses, as if they erred independently.
///
/// # Source
///
/// Capture and recapture: Petersen (1896), Lincoln (1930).
pub(super) fn recall(
    sample: &Sample,
    likeness: &Likeness,
    rules: &[Rule],
    limits: &[usize],
) -> Option<f64> {
    let attributes = rules.iter().map(|rule| rule.attribute).max()? + 1;
    let missed: Vec<f64> = (0..attributes)
        .into_par_iter()
        .filter_map(|attribute| {
            let (mut found, mut all) = (0u64, 0u64);
            for pair in (0..sample.pairs.len()).filter(|pair| sample.is_likely[*pair]) {
                if likeness.is_likely(sample.of(pair), Some(attribute)) {
                    all += 1;
                    let by = finders(sample.of(pair), limits)
                        .any(|rule| rules[rule].attribute == attribute);
                    found += u64::from(by);
                }
            }
            (all >= LEAST_RECAPTURED).then(|| 1.0 - found as f64 / all as f64)
        })
        .collect();
    (!missed.is_empty()).then(|| 1.0 - missed.iter().product::<f64>())
}
