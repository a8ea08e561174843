//! The same inputs and settings give the same bytes, for any number of threads and any order of the rows.

use std::fs;

use crate::folder::assert_same;
use crate::table::{Table, json};
use crate::workshop::Workshop;

/// A generated shop in `shop`; the names of its sources.
fn generated_shop() -> (Workshop, Vec<String>) {
    Workshop::with_generated_shop(&["--customers", "300", "--seed", "7"])
}

/// Runs the main job in a folder, so that both folders name their sources alike.
fn run_in(workshop: &Workshop, below: &str, sources: &[String], out: &str, more: &[&str]) {
    let arguments = ["run", "--quiet", "-o", out]
        .into_iter()
        .chain(sources.iter().map(String::as_str))
        .chain(more.iter().copied());
    workshop.satukan_in(below, arguments).done();
}

/// Puts the rows below the header into another order; a row may go over several lines.
fn shuffled(bytes: &[u8]) -> Vec<u8> {
    // An old export ends with the byte that ended a file under DOS.
    let (body, end) = match bytes.strip_suffix(b"\x1a") {
        Some(body) => (body, &b"\x1a"[..]),
        None => (bytes, &b""[..]),
    };
    let mut rows: Vec<Vec<u8>> = Vec::new();
    let mut is_inside_quotes = false;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if is_inside_quotes {
            rows.last_mut().expect("a row has begun").extend(line);
        } else {
            rows.push(line.to_vec());
        }
        is_inside_quotes ^= line.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
    }
    assert!(
        rows.iter().all(|row| row.ends_with(b"\n")),
        "the last row ends its line"
    );
    rows[1..].sort_by_key(|row| *blake3::hash(row).as_bytes());
    let mut out = rows.concat();
    out.extend(end);
    out
}

#[test]
fn one_thread_and_many_write_the_same_bytes() {
    let (workshop, sources) = generated_shop();
    for threads in ["1", "2", "7"] {
        let out = format!("../out{threads}");
        run_in(&workshop, "shop", &sources, &out, &["--threads", threads]);
    }
    assert_same(&workshop.path("out1"), &workshop.path("out2"));
    assert_same(&workshop.path("out1"), &workshop.path("out7"));
}

#[test]
fn a_second_run_writes_the_same_bytes() {
    let (workshop, sources) = generated_shop();
    run_in(&workshop, "shop", &sources, "../first", &[]);
    run_in(&workshop, "shop", &sources, "../second", &[]);
    assert_same(&workshop.path("first"), &workshop.path("second"));
}

#[test]
fn the_order_of_the_rows_changes_only_where_a_record_stands() {
    let (workshop, sources) = generated_shop();
    fs::create_dir(workshop.path("shuffled")).expect("a folder");
    for source in &sources {
        let bytes = fs::read(workshop.path("shop").join(source)).expect("a source");
        let other = shuffled(&bytes);
        assert_ne!(bytes, other, "{source} is in another order");
        workshop.write(&format!("shuffled/{source}"), other);
    }
    run_in(&workshop, "shop", &sources, "../first", &[]);
    run_in(&workshop, "shuffled", &sources, "../second", &[]);
    let file = |out: &str, name: &str| workshop.path(out).join(name);

    for name in [
        "golden_customers.csv",
        "golden_customers.parquet",
        "shared_values.csv",
    ] {
        let bytes = |out: &str| fs::read(file(out, name)).expect("a file");
        assert!(bytes("first") == bytes("second"), "{name} differs");
    }
    for name in ["crossref.csv", "review.csv", "cards.csv"] {
        let table = |out: &str| Table::csv(&file(out, name)).without_places();
        assert!(table("first") == table("second"), "{name} differs");
    }
    for name in ["crossref.parquet", "links.parquet", "provenance.parquet"] {
        let table = |out: &str| Table::parquet(&file(out, name)).without_places();
        assert!(table("first") == table("second"), "{name} differs");
    }
    let purchases = |out: &str| {
        let mut table = Table::parquet(&file(out, "purchases.parquet")).without_places();
        table.rows.sort();
        table
    };
    assert!(
        purchases("first") == purchases("second"),
        "purchases differ"
    );
    let rejects = |out: &str| {
        let mut table = Table::csv(&file(out, "rejects.csv")).without_places();
        table.rows.sort();
        table
    };
    assert_eq!(rejects("first"), rejects("second"));

    let audit = |out: &str| {
        let mut audit = json(&file(out, "audit.json"));
        for source in audit["sources"].as_array_mut().expect("sources") {
            source["hash"].take();
        }
        audit
    };
    assert_eq!(audit("first"), audit("second"));
    let manifest = |out: &str| {
        let mut manifest = json(&file(out, "manifest.json"));
        manifest["inputs"].take();
        manifest["outputs"].take();
        manifest
    };
    assert_eq!(manifest("first"), manifest("second"));
}

#[test]
fn the_order_of_the_sources_changes_no_table() {
    let (workshop, mut sources) = generated_shop();
    run_in(&workshop, "shop", &sources, "../first", &[]);
    sources.reverse();
    run_in(&workshop, "shop", &sources, "../second", &[]);
    for name in [
        "golden_customers.csv",
        "crossref.csv",
        "review.csv",
        "shared_values.csv",
        "rejects.csv",
        "links.parquet",
        "provenance.parquet",
        "purchases.parquet",
        "cards.csv",
    ] {
        let bytes = |out: &str| fs::read(workshop.path(out).join(name)).expect("a file");
        assert!(bytes("first") == bytes("second"), "{name} differs");
    }
}
