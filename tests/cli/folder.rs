//! An output folder as bytes, to be compared whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every file of a folder, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads every file of a folder; folders in it are left out.
pub fn files(folder: &Path) -> Files {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_file())
        .map(|entry| {
            let bytes = fs::read(entry.path()).expect("a file");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect()
}

/// Asserts that two folders hold the same files, and names those that differ.
#[track_caller]
pub fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    let names: Vec<&String> = one.keys().collect();
    assert_eq!(names, other.keys().collect::<Vec<_>>());
    let differing: Vec<&String> = names
        .into_iter()
        .filter(|name| one[*name] != other[*name])
        .collect();
    assert_eq!(differing, Vec::<&String>::new(), "files that differ");
}
