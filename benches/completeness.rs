//! Pairs completeness: the share of the true pairs that blocking lets be compared, and what comparing them costs.
//!
//! `cargo bench --bench completeness` prints a line for every budget and every set of the data folder named by
//! `SATUKAN_DATA`, else of `../shared/data`: its true pairs, the share of them among the candidates, what the plan takes
//! that share to be, the candidates per record, and the seconds that blocking takes. Budgets are pairs per record; others
//! than the default are named in `SATUKAN_BUDGETS`, such as `5,10,20`.

#![expect(clippy::print_stdout, reason = "a bench prints its result")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use satukan::block::{Index, Settings};
use satukan::normalise::Copies;

mod labelled;

fn main() -> Result<()> {
    let places = labelled::places()?;
    if places.is_empty() {
        println!("no labelled data: name a folder in SATUKAN_DATA");
        return Ok(());
    }
    let budgets = match std::env::var("SATUKAN_BUDGETS") {
        Ok(budgets) => budgets
            .split(',')
            .map(|budget| budget.trim().parse())
            .collect::<Result<_, _>>()
            .context("SATUKAN_BUDGETS holds whole numbers with commas between")?,
        Err(_) => vec![Settings::default().pairs_per_record],
    };
    println!(
        "{:<24} {:>9} {:>10} {:>6} {:>12} {:>9} {:>17} {:>7}",
        "set",
        "records",
        "true pairs",
        "budget",
        "completeness",
        "estimate",
        "candidates/record",
        "seconds"
    );
    for place in &places {
        measure(place, &budgets)?;
    }
    Ok(())
}

fn measure(place: &Path, budgets: &[u64]) -> Result<()> {
    let (records, entities) = labelled::read(place)?;
    let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
    for entity in entities.iter().flatten() {
        *sizes.entry(*entity).or_default() += 1;
    }
    let pairs: u64 = sizes.values().map(|size| size * (size - 1) / 2).sum();
    for budget in budgets {
        let settings = Settings {
            pairs_per_record: *budget,
            ..Settings::default()
        };
        let began = Instant::now();
        let index = Index::build(&records, &Copies::of(&records), &settings);
        let seconds = began.elapsed().as_secs_f64();
        // Copies of a record are compared with it alone; what it finds it finds for them.
        let mut copies: Vec<BTreeMap<u32, u64>> = vec![BTreeMap::new(); records.len()];
        for record in records.ids() {
            if let Some(entity) = entities[record.index()] {
                let original = index.original_of(record);
                *copies[original.index()].entry(entity).or_default() += 1;
            }
        }
        let shared = |left: &BTreeMap<u32, u64>, right: &BTreeMap<u32, u64>| -> u64 {
            let both = left
                .iter()
                .filter_map(|(entity, count)| Some(count * right.get(entity)?));
            both.sum()
        };
        let (mut candidates, mut compared) = (Vec::new(), 0_u64);
        let repeated = copies.iter().flat_map(BTreeMap::values);
        let mut found: u64 = repeated.map(|count| count * (count - 1) / 2).sum();
        for record in records.ids() {
            index.candidates(record, &mut candidates);
            compared += candidates.len() as u64;
            let originals = candidates
                .iter()
                .filter(|other| index.original_of(**other) == **other);
            found += originals
                .map(|other| shared(&copies[record.index()], &copies[other.index()]))
                .sum::<u64>();
        }
        let estimate = index.estimate.recall;
        println!(
            "{:<24} {:>9} {:>10} {:>6} {:>12.4} {:>9} {:>17.1} {:>7.2}",
            labelled::name(place),
            records.len(),
            pairs,
            budget,
            found as f64 / pairs.max(1) as f64,
            estimate.map_or("-".to_owned(), |estimate| format!("{estimate:.4}")),
            compared as f64 / records.len().max(1) as f64,
            seconds,
        );
    }
    Ok(())
}
