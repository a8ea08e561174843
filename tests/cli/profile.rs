//! What the columns hold, as a table, as JSON and as a page.

use serde_json::Value;

use crate::workshop::{SMALL_SHOP, Workshop};

const CARDS: &str = "NO_KARTU;NAMA;HP;TGL_LAHIR\n\
    0001;BPK. SOEHARTO;081230456712;31/12/1948\n\
    0002;Siti Aminah;-;01/01/71\n\
    0003;too;few\n\
    0004;TIDAK ADA;8.12E+10;30/02/1970\n";

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", CARDS);
    workshop
}

#[test]
fn the_table_has_one_line_per_column_and_what_is_wrong_below_it() {
    let outcome = workshop().satukan(["profile", "kartu.csv"]).done();
    insta::assert_snapshot!(outcome.stdout, @r#"
    kartu (kartu.csv)
      cards: names with a card number of their own
      delimited, UTF-8, delimiter `;`, header line 1
      4 rows read, 3 accepted, 1 rejected
          1 rejected, first on line 4: row has 3 fields, the header has 4

      column     meaning          sure   filled    valid    distinct
      NO_KARTU   card_number     100 %  100.0 %        -           3
      NAMA       name            100 %   66.7 %  100.0 %           2
          all in capitals in 1 row (50.0 %): capitals don't count when values are compared
        ! 1 value in 1 row (33.3 %): marks for nothing, taken as missing (`TIDAK ADA`)
      HP         phone            85 %   66.7 %   50.0 %           2
          scientific notation in 1 row (50.0 %): digits are lost, taken as missing
        ! 1 value in 1 row (33.3 %): marks for nothing, taken as missing (`-`)
        ! 1 value in 1 row (50.0 %): no telephone number that can be dialled (`•.•••+10`)
      TGL_LAHIR  birth_date      100 %  100.0 %   66.7 %           3
          dates that must be day first in 2 rows (66.7 %): all are read day first, as most of the dates
            that tell
          two-digit years in 1 row (33.3 %): 00 to 15 are read as 2000 to 2015, others as 1916 to 1999
        ! 1 value in 1 row (33.3 %): no date that exists (`••/••/••70`)
    "#);
}

#[test]
fn stages_are_told_on_stderr_and_quiet_says_nothing() {
    let workshop = workshop();
    let outcome = workshop.satukan(["profile", "kartu.csv"]).done();
    let stages: Vec<&str> = outcome
        .stderr
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(stages, ["ingest", "profile"]);
    let quiet = workshop.satukan(["profile", "kartu.csv", "--quiet"]).done();
    assert_eq!((quiet.stderr.as_str(), quiet.stdout), ("", outcome.stdout));
}

#[test]
fn lines_fit_into_a_hundred_columns() {
    let workshop = Workshop::with_small_shop();
    let outcome = workshop.satukan(["profile"].into_iter().chain(SMALL_SHOP));
    for line in outcome.done().stdout.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn json_is_one_object_with_all_details() {
    let outcome = workshop()
        .satukan(["profile", "kartu.csv", "--json"])
        .done();
    assert_eq!(outcome.stdout.lines().count(), 1);
    let profile: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let source = &profile["sources"][0];
    assert_eq!(
        (&source["rows_read"], &source["rows_rejected"]),
        (&4.into(), &1.into())
    );
    insta::assert_snapshot!(source["rejects"], @r#"
    [{"reason":"row has 3 fields, the header has 4","rows":1,"first_line":4}]
    "#);
    let name = &source["columns"][1];
    assert_eq!(
        (&name["field"], &name["filled"], &name["placeholders"]),
        (&"name".into(), &2.into(), &1.into())
    );
    insta::assert_snapshot!(name["examples"], @r#"
    ["B••. S•••••••","S••• A•••••"]
    "#);
    insta::assert_snapshot!(name["patterns"], @r#"
    [{"value":"A. A","rows":1,"share":0.5},{"value":"Aa Aa","rows":1,"share":0.5}]
    "#);
}

#[test]
fn values_are_masked_unless_asked_for() {
    let workshop = workshop();
    for more in [&[][..], &["--json"], &["--html", "page.html"]] {
        let typed = ["profile", "kartu.csv"].into_iter();
        let outcome = workshop.satukan(typed.chain(more.iter().copied())).done();
        let page = std::fs::read_to_string(workshop.path("page.html")).unwrap_or_default();
        for value in ["SOEHARTO", "Aminah", "081230456712", "31/12/1948"] {
            assert!(
                !outcome.stdout.contains(value),
                "{value} in {}",
                outcome.stdout
            );
            assert!(!page.contains(value), "{value}");
        }
    }
    let outcome = workshop
        .satukan(["profile", "kartu.csv", "--json", "--show-values"])
        .done();
    assert!(outcome.stdout.contains("BPK. SOEHARTO"));
}

#[test]
fn the_page_is_whole_in_itself_and_its_owner_s_alone() {
    let workshop = workshop();
    workshop
        .satukan(["profile", "kartu.csv", "--html", "page.html"])
        .done();
    assert_eq!(workshop.names(), ["kartu.csv", "page.html"]);
    let page = std::fs::read_to_string(workshop.path("page.html")).expect("a page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Values are masked"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(workshop.path("page.html")).expect("there");
        assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn the_page_never_replaces_a_source() {
    let workshop = workshop();
    let outcome = workshop.satukan(["profile", "kartu.csv", "--html", "./kartu.csv"]);
    insta::assert_snapshot!(outcome.refusal(), @r#"
    exit code 2
    error: the page would replace a source (`./kartu.csv`)

    hint: Name another file, for example `--html profile.html`
    "#);
    let kept = std::fs::read_to_string(workshop.path("kartu.csv"));
    assert_eq!(kept.expect("the source"), CARDS);
}

#[test]
fn a_file_of_rejects_is_profiled_and_not_refused() {
    let workshop = Workshop::new();
    workshop.write(
        "kartu.csv",
        format!("{CARDS}{}", "0009;too;few\n".repeat(20)),
    );
    let outcome = workshop.satukan(["profile", "kartu.csv"]).done();
    assert!(
        outcome
            .stdout
            .contains("21 rejected, first on line 4: row has 3 fields, the header has 4"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_file_that_is_not_there_is_refused_as_by_run() {
    let workshop = Workshop::new();
    let refusal = workshop.satukan(["profile", "missing.csv"]).refusal();
    assert_eq!(
        refusal,
        workshop
            .satukan(["run", "missing.csv", "-o", "out"])
            .refusal()
    );
    insta::assert_snapshot!(refusal, @r#"
    exit code 3
    error: the file doesn't exist (`missing.csv`)
      because: No such file or directory (os error 2)

    hint: Check the path
    "#);
}

#[test]
fn any_number_of_threads_gives_the_same_profile() {
    let workshop = Workshop::with_small_shop();
    let of = |threads| {
        let typed = ["profile", "--json", "--threads", threads].into_iter();
        workshop.satukan(typed.chain(SMALL_SHOP)).done().stdout
    };
    assert_eq!(of("1"), of("4"));
}
