//! The blocking plan: what `--explain-blocking` prints, and what it leaves alone.

use crate::folder::files;
use crate::workshop::{Outcome, SMALL_SHOP, Workshop};

fn explained(workshop: &Workshop, sources: &[&str], more: &[&str]) -> Outcome {
    let arguments = ["run"].iter().chain(sources).chain(&["--explain-blocking"]);
    workshop.satukan(arguments.chain(more).copied()).done()
}

/// A shop with more records than are compared each with every other.
fn shop() -> (Workshop, Vec<String>) {
    let workshop = Workshop::new();
    workshop
        .satukan(["generate", "-o", "shop", "--customers", "800", "--quiet"])
        .done();
    let names = files(&workshop.path("shop")).into_keys();
    let sources = names.map(|name| format!("shop/{name}")).collect();
    (workshop, sources)
}

#[test]
fn a_small_shop_is_compared_whole_and_nothing_is_written() {
    let workshop = Workshop::with_small_shop();
    let before = workshop.names();
    let outcome = explained(&workshop, &SMALL_SHOP, &["--quiet"]);
    insta::assert_snapshot!(outcome.stdout, @r"
    2 415 pairs are compared, which is every one: no match is left out

    rule                           records  limit  blocks  pairs  finds  alone  refused  would cost  lost
    every record with every other       70     70       1  2 415                      0           0     0
    ");
    assert_eq!(workshop.names(), before);
}

#[test]
fn the_plan_is_what_the_run_pays_and_names_common_keys_masked() {
    let (workshop, sources) = shop();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let json = ["--quiet", "--log-format", "json"];
    let text = explained(&workshop, &sources, &json).stdout;
    assert_eq!(
        text,
        explained(
            &workshop,
            &sources,
            &["--quiet", "--log-format", "json", "--threads", "1"]
        )
        .stdout
    );
    let mut plan: serde_json::Value = serde_json::from_str(&text).expect("one object");
    let recall = plan["estimate"]["recall"].as_f64().expect("an estimate");
    assert!(recall > 0.5 && recall <= 1.0, "{recall}");
    let common = plan["common_keys"].as_array().expect("a list");
    assert!(!common.is_empty());
    for key in common {
        let (records, pairs) = (key["records"].as_u64(), key["pairs"].as_u64());
        let records = records.expect("a number");
        assert_eq!(pairs, Some(records * (records - 1) / 2));
        let letters: Vec<char> = key["key"].as_str().expect("a text").chars().collect();
        let shows_a_word = |two: &[char]| two.iter().all(|letter| letter.is_alphabetic());
        assert!(!letters.windows(2).any(shows_a_word), "{key}");
    }
    workshop.run(&sources, "out");
    let audit = std::fs::read_to_string(workshop.path("out/audit.json")).expect("an audit");
    let mut audit: serde_json::Value = serde_json::from_str(&audit).expect("JSON");
    // The plan foretells the candidates; everything else is the same.
    let foretold = plan["candidate_pairs"].take().as_f64().expect("a number");
    let compared = audit["blocking"]["candidate_pairs"].take().as_f64();
    let ratio = foretold / compared.expect("a number");
    assert!((0.8..1.25).contains(&ratio), "{ratio}");
    assert_eq!(plan, audit["blocking"]);
}

#[test]
fn without_a_plan_to_print_a_run_needs_a_folder_and_with_one_takes_none() {
    let workshop = Workshop::with_small_shop();
    let bare = workshop.satukan(["run", "kartu_vip.csv"]);
    assert_eq!(bare.code, 2);
    assert!(bare.stderr.contains("--output"), "{}", bare.stderr);
    let both = workshop.satukan(["run", "kartu_vip.csv", "-o", "out", "--explain-blocking"]);
    assert_eq!(both.code, 2);
    assert!(
        both.stderr.contains("cannot be used with"),
        "{}",
        both.stderr
    );
}
