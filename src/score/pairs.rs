//! Scoring all candidate pairs, each once, on all cores.

use rayon::prelude::*;

use super::model::{Model, Settings};
use super::sample::spread;
use crate::block::Index;
use crate::compare::Comparison;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// A scored pair that is worth keeping.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The pair.
    pub pair: CandidatePair,
    /// Its match weight in bits, prior included.
    pub weight: f32,
}

/// Candidate pairs to learn from, and of how many they are a sample.
#[derive(Clone, Debug)]
pub struct Training {
    /// The pairs, in canonical order.
    pub pairs: Vec<CandidatePair>,
    /// How many candidate pairs there are in all, by the sample's share of the records.
    pub in_all: u64,
}

/// Records are handed to the cores in runs of so many.
const RUN: usize = 256;

/// The values of so many candidates are fetched into the processor's cache before the first of them is compared.
const AHEAD: usize = 32;

/// Draws the candidates of an even share of the `counted` records among each other, so that there are about `training_pairs`
/// of them.
pub fn training_pairs(index: &Index, counted: &[RecordId], settings: &Settings) -> Training {
    let one_in = index
        .expected_pairs
        .div_ceil(settings.training_pairs.max(1) as u64)
        .max(1);
    let is_drawn = |record: &&RecordId| spread(u64::from(record.0)).is_multiple_of(one_in);
    let drawn: Vec<RecordId> = counted.iter().filter(is_drawn).copied().collect();
    let is_counted = |record: &RecordId| counted.binary_search(record).is_ok();
    let pairs: Vec<CandidatePair> = drawn
        .par_iter()
        .flat_map_iter(|record| {
            let mut candidates = Vec::new();
            index.candidates(*record, &mut candidates);
            candidates.retain(is_counted);
            candidates
                .into_iter()
                .filter_map(|other| CandidatePair::new(*record, other))
        })
        .collect();
    let in_all = if drawn.is_empty() {
        0
    } else {
        (pairs.len() as f64 * counted.len() as f64 / drawn.len() as f64).round() as u64
    };
    Training { pairs, in_all }
}

/// Scores every candidate pair; returns those of at least `least` bits in canonical order, and how many were scored.
pub fn score_candidates(
    index: &Index,
    comparisons: &[Comparison],
    model: &Model,
    records: usize,
    least: f64,
    progress: &(dyn Fn(u64) + Sync),
) -> (Vec<Edge>, u64) {
    let shortcut = model.shortcut(comparisons);
    let scored: Vec<(Vec<Edge>, u64)> = (0..records.div_ceil(RUN))
        .into_par_iter()
        .map(|run| {
            let (mut edges, mut count, mut candidates) = (Vec::new(), 0, Vec::new());
            let mut scratch = shortcut.scratch();
            let range = run * RUN..((run + 1) * RUN).min(records);
            let done = range.len() as u64;
            for record in range {
                let left = RecordId(u32::try_from(record).expect("fewer than 2^32 records"));
                index.candidates(left, &mut candidates);
                count += candidates.len() as u64;
                for (at, &right) in candidates.iter().enumerate() {
                    if at % AHEAD == 0 {
                        let next = &candidates[at..candidates.len().min(at + AHEAD)];
                        shortcut.fetch(comparisons, next);
                    }
                    let weight = model.weight_from(
                        comparisons,
                        &shortcut,
                        least,
                        (left, right),
                        &mut scratch,
                    );
                    if let Some(weight) = weight {
                        edges.push(Edge {
                            pair: CandidatePair { left, right },
                            weight: weight as f32,
                        });
                    }
                }
            }
            progress(done);
            (edges, count)
        })
        .collect();
    let count = scored.iter().map(|(_, count)| count).sum();
    (
        scored.into_iter().flat_map(|(edges, _)| edges).collect(),
        count,
    )
}
