//! What the user named, to the files that are meant: globs, folders, the standard input; and a name for each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::load::STDIN;
use crate::error::{Error, Result};

/// Endings of files that a folder is searched for.
const ENDINGS: [&str; 26] = [
    "arrow", "asc", "csv", "dat", "dbf", "feather", "htm", "html", "ipc", "json", "jsonl", "lst",
    "ndjson", "ods", "parquet", "prn", "psv", "rpt", "tab", "tsv", "txt", "xls", "xlsb", "xlsm",
    "xlsx", "xml",
];

/// Endings of packed files; the one before it says what is in them.
const PACKED: [&str; 3] = ["gz", "zst", "zstd"];

/// The files meant, each with a name of its own, and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// Name and path, in the order named; the files of a folder by name.
    pub files: Vec<(String, PathBuf)>,
    /// What was passed over, in words.
    pub notes: Vec<String>,
}

/// Finds the files that arguments mean and names them apart.
///
/// A name is the file's stem. Files of one stem are told apart by their ending, else by their folders.
///
/// # Errors
///
/// A usage error for no argument; an input error for a pattern or folder without a file.
pub fn locate(arguments: &[PathBuf]) -> Result<Located> {
    if arguments.is_empty() {
        return Err(Error::usage("no source given").hinted("Name one or more files or a folder"));
    }
    let mut located = Located::default();
    let mut paths: Vec<PathBuf> = Vec::new();
    for argument in arguments {
        if argument == Path::new(STDIN) || argument.is_file() {
            paths.push(argument.clone());
        } else if argument.is_dir() {
            paths.extend(folder(argument, &mut located.notes)?);
        } else if let Some(found) = pattern(argument)? {
            paths.extend(found);
        } else {
            // Reading it says what is wrong.
            paths.push(argument.clone());
        }
    }
    let mut seen = BTreeSet::new();
    paths.retain(|path| {
        let fresh = seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone()));
        if !fresh {
            let note = format!("`{}` is named twice and read once", path.display());
            located.notes.push(note);
        }
        fresh
    });
    located.files = named(paths);
    Ok(located)
}

/// The files of a folder that may hold tables, by name.
fn folder(folder: &Path, notes: &mut Vec<String>) -> Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| {
        Error::input("the folder can't be read")
            .in_file(folder)
            .hinted("Check who may read it")
            .caused_by(error)
    };
    let mut found = Vec::new();
    let (mut others, mut folders) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = file_name(&path);
        // Hidden files, and the locks of open workbooks.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if path.is_dir() {
            folders.push(name);
        } else if ENDINGS.contains(&ending(&name).as_str()) {
            found.push(path);
        } else if !is_companion(&name) {
            others.push(name);
        }
    }
    found.sort();
    others.sort();
    folders.sort();
    if !folders.is_empty() {
        notes.push(format!(
            "folders below `{}` are not searched: `{}`",
            folder.display(),
            folders.join("`, `")
        ));
    }
    if !others.is_empty() {
        notes.push(format!(
            "in `{}` {} passed over, by the ending no tables: `{}`",
            folder.display(),
            if others.len() == 1 {
                "one entry is"
            } else {
                "some entries are"
            },
            others.join("`, `")
        ));
    }
    if found.is_empty() {
        return Err(Error::input("the folder holds no file with a table")
            .in_file(folder)
            .hinted("Name the files themselves, whatever their endings"));
    }
    Ok(found)
}

/// Files that belong to another one: memo texts and indexes of dBase tables, settings.
fn is_companion(name: &str) -> bool {
    matches!(
        ending(name).as_str(),
        "fpt" | "dbt" | "cdx" | "idx" | "ndx" | "mdx" | "ntx" | "toml"
    )
}

/// The files that a pattern with `*`, `?` or `[` stands for; `None` for a plain path.
fn pattern(argument: &Path) -> Result<Option<Vec<PathBuf>>> {
    let text = argument.to_string_lossy();
    if !text.contains(['*', '?', '[']) {
        return Ok(None);
    }
    let wrong = |error: glob::PatternError| {
        Error::usage(format!("the pattern `{text}` is not valid"))
            .hinted("Use `*` for any characters and `?` for one")
            .caused_by(error)
    };
    let as_a_shell = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::default()
    };
    let mut found: Vec<PathBuf> = glob::glob_with(&text, as_a_shell)
        .map_err(wrong)?
        .filter_map(std::result::Result::ok)
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    if found.is_empty() {
        return Err(Error::input(format!("no file matches `{text}`")).hinted("Check the folder"));
    }
    Ok(Some(found))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// The ending in small letters, that of the packed file for a packed one.
fn ending(name: &str) -> String {
    let split = |name: &str| {
        name.rsplit_once('.')
            .map(|(stem, ending)| (stem.to_owned(), ending.to_lowercase()))
    };
    match split(name) {
        Some((stem, last)) if PACKED.contains(&last.as_str()) => {
            split(&stem).map_or(String::new(), |(_, ending)| ending)
        }
        Some((_, last)) => last,
        None => String::new(),
    }
}

/// The file's name without its ending, nor that of its packing.
pub(super) fn stem(path: &Path) -> String {
    if path == Path::new(STDIN) {
        return "stdin".to_owned();
    }
    let name = file_name(path);
    let cut = |name: &str| match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    };
    let packed = name
        .rsplit_once('.')
        .is_some_and(|(_, last)| PACKED.contains(&last.to_lowercase().as_str()));
    if packed { cut(&cut(&name)) } else { cut(&name) }
}

/// Gives every path a name: its stem, with the ending or folders where another file has the same.
fn named(paths: Vec<PathBuf>) -> Vec<(String, PathBuf)> {
    let mut levels = vec![0; paths.len()];
    loop {
        let names: Vec<String> = paths
            .iter()
            .zip(&levels)
            .map(|(path, level)| name_at(path, *level))
            .collect();
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            by_name.entry(name).or_default().push(at);
        }
        let clashing: Vec<usize> = by_name
            .values()
            .filter(|rivals| rivals.len() > 1)
            .flatten()
            .copied()
            .collect();
        // Different paths differ at last when all their folders are named.
        let deepest = paths.iter().map(|path| path.components().count()).max();
        if clashing.is_empty() || levels.iter().max() > deepest.as_ref() {
            return names.into_iter().zip(paths).collect();
        }
        for at in clashing {
            levels[at] += 1;
        }
    }
}

/// The name of a path: its stem, then with its ending, then with more and more of its folders.
fn name_at(path: &Path, level: usize) -> String {
    match level {
        0 => stem(path),
        1 => file_name(path),
        _ => {
            let parts: Vec<String> = path
                .components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            parts[parts.len().saturating_sub(level)..].join("/")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str]) -> Vec<String> {
        named(paths.iter().map(PathBuf::from).collect())
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn a_name_is_the_stem_without_ending_and_packing() {
        assert_eq!(
            names(&["a/crm.2009.csv", "b/kartu.csv.gz"]),
            ["crm.2009", "kartu"]
        );
        assert_eq!(names(&["-"]), ["stdin"]);
    }

    #[test]
    fn files_of_one_stem_are_told_apart_by_ending_then_by_folder() {
        assert_eq!(names(&["crm.csv", "crm.xlsx"]), ["crm.csv", "crm.xlsx"]);
        assert_eq!(
            names(&["2008/crm.csv", "2009/crm.csv", "web.csv"]),
            ["2008/crm.csv", "2009/crm.csv", "web"]
        );
    }

    #[test]
    fn a_folder_gives_its_tables_and_says_what_it_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in [
            "b.csv",
            "a.XLSX",
            "notes.pdf",
            ".hidden.csv",
            "~$a.xlsx",
            "m.fpt",
            "c.csv.gz",
        ] {
            std::fs::write(folder.path().join(name), "x").expect("a file");
        }
        let located = locate(&[folder.path().to_path_buf()]).expect("files");
        let names: Vec<&str> = located
            .files
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["a", "b", "c"]);
        assert_eq!(located.notes.len(), 1);
        assert!(
            located.notes[0].ends_with("no tables: `notes.pdf`"),
            "{}",
            located.notes[0]
        );
        let pattern = folder.path().join("*.csv");
        let again = locate(&[pattern, folder.path().join("b.csv")]).expect("files");
        assert_eq!(again.files.len(), 1);
        assert!(again.notes[0].ends_with("is named twice and read once"));
    }

    #[test]
    fn nothing_found_is_an_error() {
        assert_eq!(
            locate(&[]).expect_err("none").to_string(),
            "no source given"
        );
        let folder = tempfile::tempdir().expect("a temporary folder");
        let error = locate(&[folder.path().to_path_buf()]).expect_err("empty");
        assert!(
            error
                .to_string()
                .starts_with("the folder holds no file with a table")
        );
        let error = locate(&[folder.path().join("*.csv")]).expect_err("no match");
        assert!(error.to_string().starts_with("no file matches"));
    }
}
