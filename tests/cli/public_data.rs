//! Labelled data from outside, where it is at hand: a floor under the quality, without any configuration.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::workshop::Workshop;

/// No public set may fall below this pairwise F1.
const FLOOR: f64 = 0.5;

/// Higher floors of some sets.
const HIGHER_FLOORS: [(&str, f64); 2] = [("febrl3", 0.99), ("splink_historical_50k", 0.80)];

/// The folder of the data: named by `SATUKAN_DATA`, else beside the project.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn data(below: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SATUKAN_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let folder = folder.join(below);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not here", folder.display());
    None
}

/// Runs all CSV files of a folder but its truths, and measures.
fn f1(folder: &Path, level: &str) -> f64 {
    let mut sources: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            path.extension().is_some_and(|ending| ending == "csv")
                && !stem.starts_with("truth")
                && stem != "households"
        })
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    sources.sort();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let workshop = Workshop::new();
    workshop.run(&sources, "out");
    let truth = folder.join("truth.csv").to_string_lossy().into_owned();
    let typed = [
        "evaluate", "out", "--truth", &truth, "--level", level, "--json",
    ];
    let outcome = workshop.satukan(typed).done();
    let scores: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(
        scores["missing"], 0,
        "every labelled record is in the result"
    );
    scores["f1"].as_f64().expect("a share")
}

#[test]
fn the_persons_of_a_card_file_with_borrowed_names_are_found() {
    let Some(folder) = data("kosmo-dev") else {
        return;
    };
    let f1 = f1(&folder, "person");
    assert!(f1 >= 0.60, "pairwise F1 is {f1}");
}

#[test]
fn public_sets_are_above_their_floors() {
    let Some(folder) = data("public") else {
        return;
    };
    let mut below = Vec::new();
    let mut sets: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("records.csv").is_file() && path.join("truth.csv").is_file())
        .collect();
    sets.sort();
    assert!(!sets.is_empty(), "{} has sets", folder.display());
    for set in sets {
        let name = set
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let floor = HIGHER_FLOORS
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(FLOOR, |(_, floor)| *floor);
        let f1 = f1(&set, "customer");
        if f1 < floor {
            below.push(format!("{name}: {f1:.4} is below {floor}"));
        }
    }
    assert!(below.is_empty(), "{}", below.join("\n"));
}
