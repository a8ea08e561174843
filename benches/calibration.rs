//! Are the match probabilities true? Of the candidate pairs said to be 0.9, nine in ten should match.
//!
//! `cargo bench --bench calibration` prints for every set of the data folder named by `SATUKAN_DATA`, else of
//! `../shared/data`, the share of true matches per band of match probability, as the table of `docs/benchmarks.md`;
//! `-- --levels` also prints m as learned beside m as counted on the true pairs, for every comparison level. A name behind
//! `--` takes the sets with that name alone.

#![expect(clippy::print_stdout, reason = "a bench prints its result")]

use anyhow::Result;
use satukan::block::{self, Index};
use satukan::compare::{Comparison, Population};
use satukan::normalise::Copies;
use satukan::pair::CandidatePair;
use satukan::record::RecordId;
use satukan::score::model::{Class, probability};
use satukan::score::pairs::{score_candidates, training_pairs};
use satukan::score::{Model, Settings, sample, train};

mod labelled;

/// Where the bands of match probability begin; each ends where the next begins.
const BANDS: [f64; 7] = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let with_levels = arguments.iter().any(|argument| argument == "--levels");
    let names: Vec<&String> = arguments
        .iter()
        .filter(|argument| *argument != "--levels")
        .collect();
    let ends = BANDS
        .windows(2)
        .map(|ends| format!(" {}-{} |", ends[0], ends[1]));
    println!(
        "| set |{} from {} |",
        ends.collect::<String>(),
        BANDS[BANDS.len() - 1]
    );
    println!("|---|{}", "---:|".repeat(BANDS.len()));
    for place in labelled::places()? {
        let name = labelled::name(&place);
        if !names.is_empty() && !names.contains(&&name) {
            continue;
        }
        let (records, entities) = labelled::read(&place)?;
        let copies = Copies::of(&records);
        let counted = copies.counted();
        let population = Population {
            copies: Some(&copies),
            source: None,
        };
        let comparisons = Comparison::all_among(&records.attributes, &population);
        let index = Index::build(&records, &copies, &block::Settings::default());
        let settings = Settings::default();
        let possible = counted.len() as u64 * (counted.len() as u64 - 1) / 2;
        let random = sample::random_pairs(&counted, settings.random_pairs);
        let training = training_pairs(&index, &counted, &settings);
        let model = train(
            &comparisons,
            &random,
            &training.pairs,
            training.in_all,
            possible,
            &settings,
        );
        println!(
            "| {name} |{}",
            reliability(&index, &comparisons, &model, &entities)
        );
        if with_levels {
            print_levels(&comparisons, &model, &entities);
        }
    }
    Ok(())
}

/// Per band: the share of true matches among the labelled candidate pairs, and their number.
fn reliability(
    index: &Index,
    comparisons: &[Comparison],
    model: &Model,
    entities: &[Option<u32>],
) -> String {
    let least = f64::NEG_INFINITY;
    let (edges, _) = score_candidates(index, comparisons, model, entities.len(), least, &|_| {});
    let mut bands = [(0_u64, 0_u64); BANDS.len()];
    for edge in &edges {
        let (left, right) = (edge.pair.left.index(), edge.pair.right.index());
        let (Some(left), Some(right)) = (entities[left], entities[right]) else {
            continue;
        };
        let chance = probability(f64::from(edge.weight));
        let band = &mut bands[BANDS.partition_point(|from| *from <= chance) - 1];
        band.0 += 1;
        band.1 += u64::from(left == right);
    }
    bands
        .iter()
        .map(|(pairs, matches)| match pairs {
            0 => " 0 |".to_owned(),
            _ => format!(
                " {:.2} of {} |",
                *matches as f64 / *pairs as f64,
                grouped(*pairs)
            ),
        })
        .collect()
}

/// A count with a comma between thousands.
fn grouped(count: u64) -> String {
    match count / 1_000 {
        0 => count.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), count % 1_000),
    }
}

/// m as learned, m as counted on the true pairs, and u.
fn print_levels(comparisons: &[Comparison], model: &Model, entities: &[Option<u32>]) {
    let pairs = true_pairs(entities);
    println!(
        "  prior learned {:.2e}, counted {:.2e}; {} rounds{}",
        model.match_prior(),
        pairs.len() as f64 / (entities.len() as f64 * (entities.len() as f64 - 1.0) / 2.0),
        model.rounds,
        if model.converged { "" } else { ", not settled" }
    );
    for (index, comparison) in comparisons.iter().enumerate() {
        println!(
            "  {} ({}), {} filled, {} distinct",
            comparison.attribute,
            comparison.kind.word(),
            comparison.filled,
            comparison.distinct
        );
        let mut counts = vec![0_u64; comparison.levels().len() + 1];
        for pair in &pairs {
            counts[usize::from(comparison.compare(pair.left, pair.right).level)] += 1;
        }
        let filled = (pairs.len() as u64 - counts[0]).max(1) as f64;
        for (at, level) in comparison.levels().iter().enumerate() {
            let learned = &model.levels[index][at];
            println!(
                "    {:<26} m learned {:.4} counted {:.4}  u {:.2e}  household {:.4} neighbour {:.4}  weight {:>6.1}",
                level.name,
                learned.m(),
                counts[at + 1] as f64 / filled,
                learned.u(),
                learned.given[Class::Household as usize],
                learned.given[Class::Neighbour as usize],
                learned.weight()
            );
        }
    }
}

/// All pairs of records of one entity.
fn true_pairs(entities: &[Option<u32>]) -> Vec<CandidatePair> {
    let mut members: std::collections::BTreeMap<u32, Vec<RecordId>> = Default::default();
    for (record, entity) in (0..).zip(entities) {
        if let Some(entity) = entity {
            members.entry(*entity).or_default().push(RecordId(record));
        }
    }
    let mut pairs = Vec::new();
    for members in members.values() {
        for (at, left) in members.iter().enumerate() {
            pairs.extend(
                members[at + 1..]
                    .iter()
                    .filter_map(|right| CandidatePair::new(*left, *right)),
            );
        }
    }
    pairs
}
