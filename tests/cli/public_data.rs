//! Labelled data from outside, where it is at hand: a floor under the quality, without any configuration.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use satukan::config::{Arguments, Settings};
use satukan::pipeline::{self, Silent};
use serde_json::Value;

use crate::table::Table;
use crate::workshop::Workshop;

/// No public set may fall below this pairwise F1.
const FLOOR: f64 = 0.5;

/// Higher floors of some sets, a little below what was measured (`docs/benchmarks.md`).
const HIGHER_FLOORS: [(&str, f64); 6] = [
    ("dedupe_csv_example", 0.92),
    ("febrl3", 0.999),
    ("pseudopeople_nossn", 0.93),
    ("senzing_truthset", 0.72),
    ("splink_fake_1000", 0.91),
    ("splink_historical_50k", 0.89),
];

/// The folder of the data: named by `SATUKAN_DATA`, else beside the project.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub fn data(below: &str) -> Option<PathBuf> {
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
    assert!(f1 >= 0.93, "pairwise F1 is {f1}");
}

/// The truth of a card file: the buyer of each record, by source and row.
fn buyers(folder: &Path) -> HashMap<(String, String), String> {
    let truth = Table::csv(&folder.join("truth.csv"));
    let (source, row, buyer) = (truth.at("source"), truth.at("row"), truth.at("customer_id"));
    truth
        .rows
        .iter()
        .map(|line| {
            (
                (line[source].clone(), line[row].clone()),
                line[buyer].clone(),
            )
        })
        .collect()
}

#[test]
fn invoice_lines_go_to_a_customer_of_the_true_buyer() {
    let Some(folder) = data("kosmo-dev") else {
        return;
    };
    let files = ["vip_pusat", "vip_cabang", "crm_web", "faktur"];
    let sources = files
        .iter()
        .map(|stem| folder.join(format!("{stem}.csv")))
        .collect();
    let arguments = Arguments {
        sources,
        ..Arguments::default()
    };
    let findings =
        pipeline::run(&Settings::load(&arguments).expect("settings"), &Silent).expect("a run");
    let purchases = findings.purchases.as_ref().expect("there are invoices");
    let buyers = buyers(&folder);
    let truth = Table::csv(&folder.join("truth_invoices.csv"));
    let true_buyer = truth.at("customer_id");
    let (mut attributed, mut right) = (0u32, 0u32);
    assert_eq!(truth.rows.len(), purchases.lines.len());
    for (line, found) in truth.rows.iter().zip(&purchases.lines) {
        let Some(buyer) = found.buyer else { continue };
        attributed += 1;
        let holds = findings.customers.members[buyer.customer as usize]
            .iter()
            .any(|record| {
                let place = (
                    findings.source_name(*record).to_owned(),
                    findings.row(*record).to_string(),
                );
                buyers.get(&place) == Some(&line[true_buyer])
            });
        right += u32::from(holds);
    }
    let share = f64::from(right) / f64::from(attributed);
    assert!(
        share >= 0.98,
        "{right} of {attributed} attributed lines, {share:.4}"
    );
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
