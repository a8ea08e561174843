//! Pairs completeness: the share of the true pairs that blocking lets be compared, and what comparing them costs.
//!
//! `cargo bench --bench completeness` prints a line for every budget and every set of the data folder named by
//! `SATUKAN_DATA`, else of `../shared/data`: its true pairs, the share of them among the candidates, what the plan takes
//! that share to be, the candidates per record, and the seconds that blocking takes. Budgets are pairs per record; others
//! than the default are named in `SATUKAN_BUDGETS`, such as `5,10,20`.

#![expect(clippy::print_stdout, reason = "a bench prints its result")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use satukan::block::{Index, Settings};
use satukan::ingest::{SourceSettings, read_all};
use satukan::normalise::{self, Records, assemble};
use satukan::record::RecordId;

fn main() -> Result<()> {
    let folder = std::env::var_os("SATUKAN_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    if !folder.is_dir() {
        println!(
            "no labelled data: {} is not here; name a folder in SATUKAN_DATA",
            folder.display()
        );
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
    for place in folders(&folder)?
        .into_iter()
        .chain(folders(&folder.join("public")).unwrap_or_default())
    {
        let truth = ["truth.csv", "truth/truth.csv"].map(|name| place.join(name));
        if let Some(truth) = truth.iter().find(|truth| truth.is_file()) {
            measure(&place, truth, &budgets)?;
        }
    }
    Ok(())
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.is_dir());
    paths.sort();
    Ok(paths)
}

fn measure(place: &Path, truth: &Path, budgets: &[u64]) -> Result<()> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(place)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".csv") && !name.starts_with("truth") && name != "households.csv"
    });
    files.sort();
    let settings: Vec<SourceSettings> = files.into_iter().map(SourceSettings::new).collect();
    let mut sources = read_all(&settings, &|| ())?;
    for source in &mut sources {
        normalise::fill_dittos(source);
    }
    let records = assemble(&sources, &normalise::Settings::default());
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let entities = entities(truth, &records, &names)?;
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
        let index = Index::build(&records, &settings);
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
            place.file_name().unwrap_or_default().to_string_lossy(),
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

/// The entity of every record, as far as the truth tells: by its source, where that is given, and its key.
fn entities(truth: &Path, records: &Records, sources: &[&str]) -> Result<Vec<Option<u32>>> {
    let mut reader = csv::Reader::from_path(truth)?;
    let headers = reader.headers()?.clone();
    let column = |names: &[&str]| headers.iter().position(|header| names.contains(&header));
    let source_at = column(&["source"]);
    let key_at = column(&["record_key"]).unwrap_or(0);
    let entity_at = column(&["person_id"])
        .or_else(|| column(&["cluster_id", "entity_id", "cluster"]))
        .or_else(|| headers.len().checked_sub(1))
        .context("a truth has columns")?;
    let mut places: FxHashMap<(String, String), RecordId> = FxHashMap::default();
    for record in records.ids() {
        let origin = records.origins[record.index()];
        let source = source_at.map_or("", |_| sources[usize::from(origin.source)]);
        places.insert(
            (source.to_owned(), records.keys[record.index()].to_string()),
            record,
        );
    }
    let mut entities = vec![None; records.len()];
    let mut ids: FxHashMap<String, u32> = FxHashMap::default();
    for row in reader.records() {
        let row = row?;
        let source = source_at.map_or("", |at| &row[at]);
        let next = u32::try_from(ids.len())?;
        let id = *ids.entry(row[entity_at].to_owned()).or_insert(next);
        if let Some(record) = places.get(&(source.to_owned(), row[key_at].to_owned())) {
            entities[record.index()] = Some(id);
        }
    }
    Ok(entities)
}
