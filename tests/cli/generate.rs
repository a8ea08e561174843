//! Synthetic exports.

use std::fs;

use crate::folder::{assert_same, files};
use crate::table::Table;
use crate::workshop::Workshop;

fn generated(workshop: &Workshop, out: &str, seed: &str) {
    workshop
        .satukan(["generate", "-o", out, "--customers", "120", "--seed", seed])
        .done();
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let workshop = Workshop::new();
    generated(&workshop, "one", "5");
    generated(&workshop, "again", "5");
    generated(&workshop, "other", "6");
    assert_same(&workshop.path("one"), &workshop.path("again"));
    assert_same(&workshop.path("one/truth"), &workshop.path("again/truth"));
    assert_ne!(files(&workshop.path("one")), files(&workshop.path("other")));
}

#[test]
fn the_truth_names_every_record_that_a_run_accepts() {
    let workshop = Workshop::new();
    generated(&workshop, "shop", "5");
    let sources: Vec<String> = files(&workshop.path("shop"))
        .into_keys()
        .map(|name| format!("shop/{name}"))
        .collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    workshop.run(&sources, "out");
    let places = |table: &Table| {
        let mut places: Vec<(String, String)> = table
            .rows
            .iter()
            .map(|row| {
                (
                    row[table.at("source")].clone(),
                    row[table.at("row")].clone(),
                )
            })
            .collect();
        places.sort();
        places
    };
    let truth = Table::csv(&workshop.path("shop/truth/truth.csv"));
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    assert_eq!(places(&truth), places(&crossref));
}

#[test]
fn a_folder_that_holds_something_is_refused() {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("home")).expect("a folder");
    workshop.write("home/diary.txt", "mine");
    let before = files(&workshop.path("home"));
    let outcome = workshop.satukan(["generate", "-o", "home"]);
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 4
    error: the output folder is not empty (`home`)

    hint: Empty it, or name a folder that doesn't exist yet
    ");
    assert_eq!(outcome.stdout, "");
    assert_eq!(files(&workshop.path("home")), before);
}
