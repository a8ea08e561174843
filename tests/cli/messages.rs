//! Results go to stdout, messages to stderr, in the format that was asked for.

use serde_json::Value;

use crate::workshop::{SMALL_SHOP, Workshop};

fn run_with(more: &[&str]) -> crate::workshop::Outcome {
    let workshop = Workshop::with_small_shop();
    let typed = ["run", "-o", "out"].into_iter().chain(SMALL_SHOP);
    workshop.satukan(typed.chain(more.iter().copied())).done()
}

#[test]
fn quiet_says_nothing() {
    let outcome = run_with(&["--quiet"]);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
}

#[test]
fn quiet_still_says_what_failed() {
    let outcome = Workshop::new().satukan(["run", "missing.csv", "-o", "out", "--quiet"]);
    assert!(
        outcome.stderr.starts_with("error: the file doesn't exist"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn stdout_is_the_summary_and_stderr_one_line_per_stage() {
    let outcome = run_with(&[]);
    let words: Vec<&str> = outcome
        .stdout
        .lines()
        .filter_map(|line| line.split("  ").next())
        .filter(|word| !word.is_empty() && !word.ends_with("seconds"))
        .collect();
    for word in [
        "records",
        "customers",
        "duplicates",
        "to review",
        "rejected",
        "purchases",
        "report",
    ] {
        assert!(words.contains(&word), "{word} in {words:?}");
    }
    for stage in [
        "ingest",
        "normalise",
        "block",
        "score",
        "cluster",
        "survive",
        "publish",
    ] {
        let lines = outcome
            .stderr
            .lines()
            .filter(|line| line.starts_with(stage));
        assert_eq!(lines.count(), 1, "{stage} in {}", outcome.stderr);
    }
    assert!(
        !outcome.stderr.contains('\u{1b}'),
        "no colour without a terminal"
    );
}

#[test]
fn json_messages_are_one_object_per_line() {
    let outcome = run_with(&["--log-format", "json"]);
    assert!(outcome.stderr.lines().count() >= 7);
    for line in outcome.stderr.lines() {
        let message: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(message["level"], "info");
        assert!(message["stage"].is_string() && message["seconds"].is_number());
    }
    assert_eq!(
        outcome.stdout.lines().count(),
        run_with(&[]).stdout.lines().count()
    );
}

#[test]
fn a_json_error_has_message_place_and_hint() {
    let workshop = Workshop::new();
    workshop.write("shop.toml", "\n[matchng]\n");
    let typed = [
        "run",
        "cards.csv",
        "-o",
        "out",
        "--config",
        "shop.toml",
        "--log-format",
        "json",
    ];
    let outcome = workshop.satukan(typed);
    insta::assert_snapshot!(outcome.refusal(), @r#"
    exit code 2
    {"level":"error","kind":"usage","message":"unknown key `matchng` (`shop.toml` line 2)","file":"shop.toml","line":2,"hint":"Did you mean `matching`?"}
    "#);
}

#[test]
fn help_and_version_go_to_stdout() {
    let workshop = Workshop::new();
    for typed in [&["--help"][..], &["run", "--help"], &["--version"]] {
        let outcome = workshop.satukan(typed.iter().copied()).done();
        assert!(!outcome.stdout.is_empty());
        assert_eq!(outcome.stderr, "");
    }
}
