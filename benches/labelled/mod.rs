//! Labelled sets for the benches: their records, and the entity of each.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use satukan::ingest::{SourceSettings, read_all};
use satukan::normalise::{self, Records, assemble};
use satukan::record::RecordId;

/// The folders that hold a truth, in the folder named by `SATUKAN_DATA`, else in `../shared/data`, and in its `public`.
pub fn places() -> Result<Vec<PathBuf>> {
    let folder = std::env::var_os("SATUKAN_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let mut places = Vec::new();
    for folder in [folder.join("public"), folder] {
        if folder.is_dir() {
            let mut found = entries(&folder)?;
            found.retain(|place| place.join("truth.csv").is_file());
            places.splice(0..0, found);
        }
    }
    Ok(places)
}

/// The name of a set, by its folder.
pub fn name(place: &Path) -> String {
    place
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The records of a set, and the entity of each as far as the truth tells.
pub fn read(place: &Path) -> Result<(Records, Vec<Option<u32>>)> {
    let mut files = entries(place)?;
    files.retain(|path| {
        let name = name(path);
        name.ends_with(".csv") && !name.starts_with("truth") && name != "households.csv"
    });
    let settings: Vec<SourceSettings> = files.into_iter().map(SourceSettings::new).collect();
    let mut sources = read_all(&settings, &|| ())?;
    for source in &mut sources {
        normalise::fill_dittos(source);
    }
    let records = assemble(&sources, &normalise::Settings::default());
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let entities = entities(&place.join("truth.csv"), &records, &names)?;
    Ok((records, entities))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

/// The entity of every record, by its source, where that is given, and its key.
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
