//! What holds for the names of any text: no panic, and canonical forms that stay what they are.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::*;

/// Every form of the tables that names are read with, and pieces that stand between them.
fn words() -> Vec<&'static str> {
    let tables = [
        include_str!("../tables/titles.csv"),
        include_str!("../tables/name_variants.csv"),
        include_str!("../tables/names_curated.csv"),
        include_str!("../tables/clans.csv"),
        include_str!("../tables/nicknames.csv"),
        include_str!("../tables/nicknames_english.csv"),
    ];
    let forms = tables.iter().flat_map(|table| {
        table
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
    });
    forms.collect()
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(words()).prop_map(str::to_owned),
        2 => select(words()).prop_map(str::to_uppercase),
        1 => select(words()).prop_map(|word| format!("{word}.")),
        2 => "[a-z]{1,9}",
        1 => "(tj|dj|oe|sj|nj|j|oe)[a-z]{1,4}(oe|nj|ij|j)[a-z]{1,3}",
        1 => select(vec!["bin", "binti", "br", "boru", "alias", "h", "r", "st", "i", "ni", "m", "s"])
            .prop_map(str::to_owned),
    ]
}

fn written() -> impl Strategy<Value = String> {
    let gap = select(vec![" ", " ", " ", " ", ", ", ". ", "-"]);
    prop::collection::vec((word(), gap), 1..5).prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(word, gap)| [word, gap.to_owned()])
            .collect()
    })
}

/// The canonical form of a person read again, when the form is read as a person.
fn assert_stays(text: &str) -> Result<(), TestCaseError> {
    let Some(name) = parse(text) else {
        return Ok(());
    };
    if name.kind != NameKind::Person {
        return Ok(());
    }
    let canonical = name.canonical();
    let again = parse(&canonical).map(|name| name.canonical());
    prop_assert_eq!(again.as_deref(), Some(canonical.as_str()), "`{}`", text);
    Ok(())
}

/// A runner that draws the same texts every time, so that no build fails by chance.
fn runner() -> TestRunner {
    let settings = ProptestConfig {
        cases: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(settings, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn the_canonical_form_of_table_words_stays() {
    let outcome = runner().run(&written(), |text| assert_stays(&text));
    outcome.expect("canonical forms stay what they are");
}

#[test]
fn the_canonical_form_of_the_listed_cases_stays() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/identity/cases/names.csv"
    );
    let Ok(mut reader) = csv::Reader::from_path(path) else {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: `{path}` is absent");
        }
        return;
    };
    for row in reader.records().map(|row| row.expect("a case line")) {
        assert_stays(&row[1]).expect("the canonical form stays");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_names_panic(text in prop_oneof![any::<String>(), "[ad/cnoup'@&|.,()\" ]{0,12}", written()]) {
        if let Some(name) = parse(&text) {
            let _ = (name.display(), name.told_gender(), name.bag_key(), name.initials_key());
        }
        let _ = (organisation(&text), role(&text), from_parts(&text, "", &text, &text));
    }
}
