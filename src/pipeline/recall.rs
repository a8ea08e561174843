//! Reads the sources of a result once more, so that the code that decided can explain.

use std::path::Path;

use super::{MENDED, Progress, Silent, comparisons, exclusive_sources, read, understand_columns};
use crate::block::Index;
use crate::config::{Recall, Settings};
use crate::error::{Error, Result};
use crate::explain::{Published, Recalled};
use crate::ingest::{RejectLimit, Source, SourceKind, SourceSettings};
use crate::normalise::{Copies, assemble};
use crate::publish::folder::{AUDIT, MODEL, SETTINGS};
use crate::score::SavedModel;
use crate::text::count::counted;

/// Reads the sources of a result once more and understands them as its run did, so that the code that decided can explain.
///
/// `moved` is the folder in which the sources are now, where that is another. Invoices that speak for nobody are only
/// checked, not read.
///
/// # Errors
///
/// An input error if a source is gone or not what it was, or if the records are not those of the result.
pub fn recall(
    published: &Published,
    moved: Option<&Path>,
    progress: &dyn Progress,
) -> Result<(Recalled, Settings)> {
    progress.start("read again", 0, "files");
    // Whether the folder still holds what the run wrote is asked of all three before anything is read.
    for name in [MODEL, SETTINGS, AUDIT] {
        published.bytes(name)?;
    }
    let recall = Recall::read(&published.folder.join(SETTINGS))?;
    let idle = idle_files(published)?;
    let is_idle: Vec<bool> = recall
        .sources
        .iter()
        .map(|source| idle.contains(&source.path))
        .collect();
    let recall = match moved {
        Some(folder) => recall.in_folder(folder),
        None => recall.seen_from(&published.folder),
    };
    if recall.has_stdin() {
        return Err(Error::input(
            "a source came from the standard input, which can't be read again",
        )
        .hinted("Keep it in a file, and run again with that"));
    }
    for source in &recall.sources {
        let path = Path::new(&source.path);
        if !path.is_file() {
            return Err(Error::input("a source of the result is not there")
                .in_file(path)
                .hinted("Say with `--sources` in which folder the sources are now, or run again"));
        }
    }
    let mut settings = recall.settings()?;
    settings.max_rejects = RejectLimit::Percent(100.0);
    settings.normalise.install()?;
    for (source, is_idle) in settings.sources.iter_mut().zip(is_idle) {
        check_unchanged(published, source)?;
        source.skip |= is_idle;
    }
    let mut sources = read(&settings, &Silent)?;
    check_inputs(published, &sources, &settings)?;
    understand_columns(&mut sources, &Silent);
    progress.finish(&counted(sources.len(), "table"));

    progress.start("normalise", 0, "records");
    let records = assemble(&sources, &settings.normalise);
    let are_those = records.len() == published.places.len()
        && records
            .origins
            .iter()
            .zip(&published.places)
            .all(|(origin, place)| {
                let source = &sources[usize::from(origin.source)];
                source.name == place.source && source.rows[origin.row as usize] == place.row
            });
    if !are_those {
        return Err(
            Error::input("the sources don't give the records of the result")
                .in_file(&published.folder)
                .hinted("Run again with this version"),
        );
    }
    let saved = SavedModel::read(&published.folder.join(MODEL))?;
    let fitted = saved.fit(comparisons(&sources, &records, &Copies::of(&records)))?;
    progress.finish(&counted(records.len(), "record"));
    let exclusive = exclusive_sources(&fitted.model, &fitted.comparisons, &records);
    let recalled = Recalled {
        exclusive,
        twice: settings.cluster.twice,
        records,
        sources: sources.into_iter().map(|source| source.name).collect(),
        comparisons: fitted.comparisons,
        model: fitted.model,
        threshold: saved.threshold,
        cohesion: settings.cluster.cohesion,
    };
    Ok((recalled, settings))
}

/// The blocks of a result, made again.
pub fn index(recalled: &Recalled, settings: &Settings, progress: &dyn Progress) -> Index {
    progress.start("block", 0, "keys");
    let copies = Copies::of(&recalled.records);
    let index = Index::build(&recalled.records, &copies, &settings.block);
    progress.finish(&format!("{} of keys", counted(index.rules.len(), "kind")));
    index
}

/// The files of a result, as they were named, that hold invoices and no identity.
fn idle_files(published: &Published) -> Result<Vec<String>> {
    // Mended rows are put into their source, so that it has to be read.
    if published
        .manifest
        .inputs
        .keys()
        .any(|name| name.ends_with(MENDED))
    {
        return Ok(Vec::new());
    }
    let audit: serde_json::Value =
        serde_json::from_slice(&published.bytes(AUDIT)?).map_err(|error| {
            Error::input("a file of the result can't be read")
                .in_file(published.folder.join(AUDIT))
                .caused_by(error)
        })?;
    let empty = Vec::new();
    let tables = audit["sources"].as_array().unwrap_or(&empty);
    let path = |table: &serde_json::Value| table["path"].as_str().unwrap_or_default().to_owned();
    let is_idle = |table: &serde_json::Value| {
        table["kind"] == SourceKind::Invoices.word() && table["identities"] == 0
    };
    let busy: Vec<String> = tables
        .iter()
        .filter(|table| !is_idle(table))
        .map(path)
        .collect();
    let idle = tables.iter().filter(|table| is_idle(table)).map(path);
    Ok(idle.filter(|path| !busy.contains(path)).collect())
}

/// Checks a file before it is read, so that one that was changed is named and not misread.
fn check_unchanged(published: &Published, source: &SourceSettings) -> Result<()> {
    let is_its = |name: &str| {
        name == source.name
            || name
                .strip_prefix(&source.name)
                .is_some_and(|rest| rest.starts_with(':'))
            || source.sheets.values().any(|sheet| sheet.name == name)
    };
    let mut known = published
        .manifest
        .inputs
        .iter()
        .filter(|(name, _)| is_its(name));
    let Some((_, hash)) = known.next() else {
        return Ok(());
    };
    let file = std::fs::File::open(&source.path);
    let mut hasher = blake3::Hasher::new();
    let hashed = file.and_then(|file| hasher.update_reader(file).map(|hasher| hasher.finalize()));
    match hashed {
        Ok(now) if now.to_hex().as_str() == hash => Ok(()),
        Ok(_) => Err(changed(&source.path)),
        Err(error) => Err(Error::input("the file can't be read")
            .in_file(&source.path)
            .caused_by(error)),
    }
}

/// Checks that all tables were read that the run had read.
fn check_inputs(published: &Published, sources: &[Source], settings: &Settings) -> Result<()> {
    for (input, hash) in &published.manifest.inputs {
        let (name, is_mended) = match input.strip_suffix(MENDED) {
            Some(name) => (name, true),
            None => (input.as_str(), false),
        };
        let source = sources.iter().find(|source| source.name == name);
        let is_same = source.is_some_and(|source| {
            let now = if is_mended {
                source.mended_hash.as_ref()
            } else {
                Some(&source.hash)
            };
            now == Some(hash)
        });
        let is_skipped = settings.sources.iter().any(|file| {
            file.skip && (file.name == name || name.starts_with(&format!("{}:", file.name)))
        });
        if !is_same && !is_skipped {
            // Mended rows stand in a list of their own, not in the file of their source.
            let path = source.filter(|_| !is_mended);
            let path = path.map_or(Path::new(input), |source| &source.path);
            return Err(changed(path));
        }
    }
    Ok(())
}

fn changed(path: &Path) -> Error {
    Error::input("a source is not what the run read")
        .in_file(path)
        .hinted("Run again, or say with `--sources` in which folder the file is as it was")
}
