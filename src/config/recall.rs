//! What it takes to read the sources of a run once more, just as that run read them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Arguments, File, Settings};
use crate::error::{Error, Result};
use crate::ingest::{STDIN, SourceSettings};

/// The sources of a run and the settings file that it used; `settings.json` is its serialisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recall {
    /// The files, as they were named.
    pub sources: Vec<RecalledSource>,
    /// What `satukan.toml` said.
    #[serde(default)]
    settings: File,
}

/// One file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecalledSource {
    /// The name that it had before the settings gave it another.
    pub name: String,
    /// Where it was.
    pub path: String,
}

impl Recall {
    /// Takes down what a run is about to read.
    pub(super) fn new(sources: &[SourceSettings], file: &File) -> Self {
        let mut settings = file.clone();
        // The result holds its model, with what labels taught it; and how much may be rejected was settled when it was made.
        settings.model = None;
        settings.truth = None;
        settings.decisions = None;
        settings.max_rejects = None;
        for source in settings.sources.values_mut() {
            source.path = source.path.as_deref().map(|path| written(path).into());
        }
        Self {
            sources: sources
                .iter()
                .map(|source| RecalledSource {
                    name: source.name.clone(),
                    path: written(&source.path),
                })
                .collect(),
            settings,
        }
    }

    /// Reads what a run wrote.
    ///
    /// # Errors
    ///
    /// An input error for a file that is not there or not ours.
    pub fn read(path: &Path) -> Result<Self> {
        let not_ours = |message: &str| {
            Error::input(message)
                .in_file(path)
                .hinted("Run again, so that the result holds all that this version needs")
        };
        let text = std::fs::read_to_string(path).map_err(|error| {
            not_ours("the result doesn't say how its sources were read").caused_by(error)
        })?;
        serde_json::from_str(&text)
            .map_err(|error| not_ours("the settings of the result can't be used").caused_by(error))
    }

    /// Looks for files that are not where they were named from, because the run was made in another folder: from each folder above
    /// the result, the nearest first.
    #[must_use]
    pub fn seen_from(mut self, result: &Path) -> Self {
        let result = result.canonicalize().unwrap_or_default();
        let found = |path: &Path| -> PathBuf {
            let mut above = result.ancestors().skip(1).map(|folder| folder.join(path));
            let is_there = path.is_absolute() || path.is_file();
            let elsewhere = (!is_there).then(|| above.find(|path| path.is_file()));
            elsewhere.flatten().unwrap_or_else(|| path.to_path_buf())
        };
        for source in self.settings.sources.values_mut() {
            source.path = source.path.as_deref().map(found);
        }
        for source in &mut self.sources {
            source.path = written(&found(Path::new(&source.path)));
        }
        self
    }

    /// Looks for the files in another folder than they were in: below it as they stood below each other, else by name.
    #[must_use]
    pub fn in_folder(mut self, folder: &Path) -> Self {
        let base = common_folder(self.sources.iter().map(|source| Path::new(&source.path)));
        let moved = |path: &Path| -> PathBuf {
            let below = path.strip_prefix(&base).map(|rest| folder.join(rest));
            match below {
                Ok(below) if below.is_file() => below,
                _ => folder.join(path.file_name().unwrap_or_default()),
            }
        };
        for source in self.settings.sources.values_mut() {
            source.path = source.path.as_deref().map(moved);
        }
        for source in &mut self.sources {
            source.path = written(&moved(Path::new(&source.path)));
        }
        self
    }

    /// The settings by which the sources are read as they were.
    ///
    /// # Errors
    ///
    /// An input error for a source that was typed into the run and is gone; else as [`Settings::load`].
    pub fn settings(&self) -> Result<Settings> {
        let sources = self
            .sources
            .iter()
            .map(|source| SourceSettings {
                name: source.name.clone(),
                ..SourceSettings::new(&source.path)
            })
            .collect();
        Settings::merge(&Arguments::default(), &self.settings, None, sources)
    }

    /// Whether a source came from the standard input, which can't be read twice.
    pub fn has_stdin(&self) -> bool {
        self.sources.iter().any(|source| source.path == STDIN)
    }

    /// As indented JSON, without what was not set.
    pub fn to_json(&self) -> String {
        let mut value = serde_json::to_value(self).expect("settings are texts and numbers");
        drop_unset(&mut value);
        let mut text = serde_json::to_string_pretty(&value).expect("JSON is JSON");
        text.push('\n');
        text
    }
}

fn written(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The folder that all paths have in common.
fn common_folder<'a>(mut paths: impl Iterator<Item = &'a Path>) -> PathBuf {
    let folder = |path: &'a Path| path.parent().unwrap_or(Path::new(""));
    let Some(first) = paths.next().map(folder) else {
        return PathBuf::new();
    };
    let mut common = first.to_path_buf();
    for path in paths.map(folder) {
        while !path.starts_with(&common) && common.pop() {}
    }
    common
}

fn drop_unset(value: &mut Value) {
    let is_unset = |value: &Value| match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    if let Value::Object(fields) = value {
        for field in fields.values_mut() {
            drop_unset(field);
        }
        let unset: Vec<String> = fields
            .iter()
            .filter(|(_, field)| is_unset(field))
            .map(|(key, _)| key.clone())
            .collect();
        for key in unset {
            fields.shift_remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recall(paths: &[&str], toml: &str) -> Recall {
        let sources: Vec<SourceSettings> = paths
            .iter()
            .map(|path| SourceSettings::new(*path))
            .collect();
        Recall::new(&sources, &toml::from_str(toml).expect("settings"))
    }

    #[test]
    fn what_was_set_comes_back_and_what_was_not_is_not_written() {
        let toml = "model = \"m.json\"\n[sources.kartu]\npath = \"a/kartu.csv\"\nheader = false\n\
                    delimiter = \";\"\n[sources.kartu.columns]\nKET = \"notes\"\nTGL = { dates = \"month-day\" }\n\
                    [normalise]\ncountry = \"SG\"\n";
        let text = recall(&["a/kartu.csv"], toml).to_json();
        assert!(!text.contains("null") && !text.contains("m.json"), "{text}");
        let again: Recall = serde_json::from_str(&text).expect("ours");
        let settings = again.settings().expect("they were in force");
        let source = &settings.sources[0];
        assert_eq!((source.header, source.delimiter), (Some(false), Some(b';')));
        assert_eq!(source.columns.len(), 2);
        assert!(source.columns["TGL"].dates.is_some());
        assert!(settings.normalise.country.is_some());
    }

    #[test]
    fn moved_files_are_found_below_each_other_or_by_their_name() {
        let archive = tempfile::tempdir().expect("a folder");
        for name in ["2008/crm.csv", "2009/crm.csv", "kartu.csv"] {
            let path = archive.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, "x").expect("written");
        }
        let recall = recall(
            &["in/2008/crm.csv", "in/2009/crm.csv", "in/other/kartu.csv"],
            "[sources.crm]\npath = \"in/2009/crm.csv\"\n",
        );
        let moved = recall.in_folder(archive.path());
        let below = |name: &str| written(&archive.path().join(name));
        let paths: Vec<&str> = moved
            .sources
            .iter()
            .map(|source| source.path.as_str())
            .collect();
        assert_eq!(
            paths,
            [
                below("2008/crm.csv"),
                below("2009/crm.csv"),
                below("kartu.csv")
            ]
        );
        let settings = moved.settings.sources["crm"].path.as_deref();
        assert_eq!(settings.map(written), Some(below("2009/crm.csv")));
    }
}
