//! A model that one run wrote and another uses.

use std::fs;

use serde_json::Value;

use crate::folder::files;
use crate::table::json;
use crate::workshop::{SMALL_SHOP, Workshop};

/// What says where the model came from, and the hashes of these.
const TELLS_ORIGIN: [&str; 3] = ["audit.html", "audit.json", "manifest.json"];

#[test]
fn the_model_of_a_run_gives_the_same_bytes_again() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "first");
    let typed = ["run", "-o", "second", "--model", "first/model.json"];
    workshop.satukan(typed.into_iter().chain(SMALL_SHOP)).done();
    let (mut first, mut second) = (
        files(&workshop.path("first")),
        files(&workshop.path("second")),
    );
    for name in TELLS_ORIGIN {
        first.remove(name);
        second.remove(name);
    }
    let differing: Vec<&String> = first
        .keys()
        .filter(|name| first[*name] != second[*name])
        .collect();
    assert_eq!(differing, Vec::<&String>::new());
    assert_eq!(first.len(), second.len());

    let audit = |out: &str| json(&workshop.path(out).join("audit.json"));
    let (mut learned, mut taken) = (audit("first"), audit("second"));
    learned["settings"].take();
    let settings = taken["settings"].take();
    assert_eq!(learned, taken);
    let origin = |key: &str| {
        let settings = settings.as_array().expect("settings");
        let setting = settings.iter().find(|setting| setting["key"] == key);
        setting.expect("the setting")["origin"].clone()
    };
    assert_eq!(origin("model"), "command line");
    assert_eq!(origin("matching.match_probability"), "model");
}

#[test]
fn a_model_keeps_its_threshold_unless_another_is_asked_for() {
    let workshop = Workshop::with_small_shop();
    let sources = SMALL_SHOP;
    let typed = ["run", "-o", "strict", "--match-probability", "0.99"];
    workshop.satukan(typed.into_iter().chain(sources)).done();
    let typed = ["run", "-o", "again", "--model", "strict/model.json"];
    workshop.satukan(typed.into_iter().chain(sources)).done();
    let typed = [
        "run",
        "-o",
        "loose",
        "--model",
        "strict/model.json",
        "--match-probability",
        "0.5",
    ];
    workshop.satukan(typed.into_iter().chain(sources)).done();
    let threshold = |out: &str| {
        let model = json(&workshop.path(out).join("model.json"));
        model["threshold"].as_f64().expect("a number")
    };
    assert!((threshold("strict") - (0.99f64 / 0.01).log2()).abs() < 1e-9);
    assert_eq!(threshold("strict").to_bits(), threshold("again").to_bits());
    assert_eq!(threshold("loose"), 0.0);
}

#[test]
fn settings_name_a_model_from_their_own_folder() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "first");
    fs::create_dir(workshop.path("nightly")).expect("a folder");
    fs::copy(
        workshop.path("first/model.json"),
        workshop.path("nightly/kept.json"),
    )
    .expect("a copy");
    workshop.write("nightly/satukan.toml", "model = \"kept.json\"\n");
    let typed = ["run", "-o", "second", "--config", "nightly/satukan.toml"];
    workshop.satukan(typed.into_iter().chain(SMALL_SHOP)).done();
    let bytes = |out: &str| fs::read(workshop.path(out).join("links.parquet")).expect("links");
    assert!(bytes("first") == bytes("second"));
    let audit = json(&workshop.path("second/audit.json"));
    let mut settings = audit["settings"].as_array().expect("settings").iter();
    let model = settings.find(|setting| setting["key"] == "model");
    let model = model.expect("the model is in force");
    assert_eq!(
        (&model["value"], &model["origin"]),
        (&"nightly/kept.json".into(), &"satukan.toml".into())
    );
}

#[test]
fn printed_settings_keep_the_model_and_leave_its_threshold_to_it() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "first");
    workshop.write("satukan.toml", "model = \"first/model.json\"\n");
    let printed = workshop
        .satukan(["init"].into_iter().chain(SMALL_SHOP))
        .done();
    let lines: Vec<&str> = printed
        .stdout
        .lines()
        .filter(|line| line.contains("model") || line.contains("match_probability"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    # The saved model to weigh pairs with instead of learning one.
    model = "first/model.json"
    # match_probability = 0.5
    "#);
}

#[test]
fn attributes_that_the_model_does_not_know_take_no_part() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&["kartu_vip.csv"], "cards");
    let typed = ["run", "-o", "both", "--model", "cards/model.json"];
    let outcome = workshop.satukan(typed.into_iter().chain(SMALL_SHOP)).done();
    let notes: Vec<&str> = outcome
        .stderr
        .lines()
        .filter(|line| line.contains("the model"))
        .collect();
    insta::assert_snapshot!(notes.join("\n"), @r"
    note: the model doesn't know `email`, which therefore takes no part
    note: the model doesn't know `postal_code`, which therefore takes no part
    ");
    let audit = json(&workshop.path("both/audit.json"));
    let compared: Vec<&Value> = audit["model"]["comparisons"]
        .as_array()
        .expect("comparisons")
        .iter()
        .map(|comparison| &comparison["attribute"])
        .collect();
    assert!(!compared.contains(&&Value::from("email")), "{compared:?}");
    let warnings = audit["warnings"].as_array().expect("warnings");
    let said = |note: &&str| {
        let text = note.trim_start_matches("note: ");
        warnings.iter().any(|warning| *warning == text)
    };
    assert!(notes.iter().all(said), "{warnings:?}");
}

#[test]
fn a_model_that_does_not_fit_is_refused() {
    let workshop = Workshop::with_small_shop();
    workshop.write(
        "goods.csv",
        "BARANG;HARGA\nKEMEJA BATIK;145000\nSARUNG TENUN;118000\nKEMEJA BATIK;150000\n",
    );
    workshop.run(&["goods.csv"], "goods");
    let typed = ["run", "-o", "out", "--model", "goods/model.json"];
    let outcome = workshop.satukan(typed.into_iter().chain(SMALL_SHOP));
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 2
    error: the model knows none of the attributes of these sources

    hint: Learn a model from these sources: run without one
    ");
    let text = fs::read_to_string(workshop.path("goods/model.json")).expect("a model");
    workshop.write("odd.json", text.replacen("\"u\": 0.", "\"u\": 7.", 1));
    let typed = ["run", "-o", "out", "--model", "odd.json"];
    let outcome = workshop.satukan(typed.into_iter().chain(SMALL_SHOP));
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 2
    error: the level `different` of `barang` has a figure that is no probability (`odd.json`)

    hint: Undo what was changed in the file, or learn a new model without it
    ");
    let typed = ["run", "-o", "out", "--model", "goods/audit.json"];
    let outcome = workshop.satukan(typed.into_iter().chain(SMALL_SHOP));
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 2
    error: the file holds no model that this version can use (`goods/audit.json` line 3)

    hint: Name the `model.json` that an earlier run wrote into its output folder
    ");
}
