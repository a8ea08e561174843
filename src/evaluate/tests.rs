use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::*;
use crate::error::Kind;

const CROSSREF: &str = "\
source,row,record_key,person_id,customer_id,household_id,role,confidence,reason
shop,1,k1,P1,C1,H1,own,1,first
shop,2,k2,P1,C1,H1,own,1,same name
shop,3,k3,P2,C1,H1,proxy,0.8,same telephone
web,1,k3,P3,C2,H2,own,1,first
web,2,,P3,C2,H2,own,1,same e-mail
web,3,'+62,P4,C3,H3,own,1,first
";

struct Case {
    folder: TempDir,
}

impl Case {
    fn new(truth: &str) -> Self {
        Self::with_crossref(CROSSREF, truth)
    }

    fn with_crossref(crossref: &str, truth: &str) -> Self {
        let case = Self {
            folder: TempDir::new().expect("a temporary folder can be made"),
        };
        fs::write(case.path("crossref.csv"), crossref).expect("the folder can be written");
        fs::write(case.path("truth.csv"), truth).expect("the folder can be written");
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn evaluate(&self, level: Level, columns: &TruthColumns) -> Result<Scores> {
        evaluate(
            &self.path("crossref.csv"),
            &self.path("truth.csv"),
            level,
            columns,
        )
    }

    fn scores(&self, level: Level) -> Scores {
        self.evaluate(level, &TruthColumns::default())
            .expect("the case can be evaluated")
    }

    /// The kind, the message without its place, and the hint.
    fn error(&self, columns: &TruthColumns) -> (Kind, String, String) {
        let error = self
            .evaluate(Level::Person, columns)
            .expect_err("the case must fail");
        let message = error.to_string();
        let message = message.split(" (`").next().unwrap_or_default().to_owned();
        (
            error.kind(),
            message,
            error.hint().unwrap_or_default().to_owned(),
        )
    }
}

fn id(name: &str) -> TruthColumns {
    TruthColumns {
        id: Some(name.to_owned()),
        ..TruthColumns::default()
    }
}

#[test]
fn source_and_row_are_preferred_to_a_key_that_two_sources_share() {
    let truth = "\
source,row,record_key,person_id,customer_id
shop,1,k1,a,x
shop,2,k2,a,x
shop,3,k3,b,x
web,1,k3,c,y
web,2,,c,y
";
    let scores = Case::new(truth).scores(Level::Person);
    assert_eq!((scores.f1, scores.b3_f1, scores.clusters), (1.0, 1.0, 3));
    assert_eq!((scores.records, scores.missing, scores.extra), (5, 0, 1));
    assert_eq!(scores.joined_on, "`source` and `row`");
    assert_eq!(scores.cluster_column, "person_id");
    let scores = Case::new(truth).scores(Level::Customer);
    assert_eq!(
        (scores.f1, scores.cluster_sizes),
        (1.0, vec![(2, 1), (3, 1)])
    );
}

#[test]
fn customers_share_a_household_where_the_truth_or_a_file_of_its_own_says_so() {
    let truth = "\
source,row,customer_id,household_id
shop,1,x,h
shop,3,y,h
web,1,z,h
web,3,w,k
";
    let scores = Case::new(truth).scores(Level::Household);
    assert_eq!(scores.cluster_column, "household_id");
    assert_eq!(
        (scores.precision, scores.recall, scores.entities),
        (1.0, 1.0 / 3.0, 2)
    );

    let truth = "source,row,person_id,customer_id\nshop,1,p,x\nshop,3,q,y\nweb,1,r,z\nweb,3,s,w\n";
    let case = Case::new(truth);
    let apart = |households: &str, level| {
        fs::write(case.path("households.csv"), households).expect("written");
        let columns = TruthColumns {
            households: Some(case.path("households.csv")),
            ..TruthColumns::default()
        };
        case.evaluate(level, &columns)
    };
    let listed = apart(
        "customer_id,household_id\nz,h\ny,h\nx,h\nx,h\n",
        Level::Household,
    );
    let listed = listed.expect("the case can be evaluated");
    assert_eq!(listed.cluster_column, "customer_id");
    assert_eq!(
        Scores {
            cluster_column: scores.cluster_column.clone(),
            ..listed
        },
        scores
    );
    // A customer that bears the name of a household is no member of it.
    let alone = apart("customer_id,household_id\ny,x\n", Level::Household);
    assert_eq!(alone.expect("the case can be evaluated").entities, 4);

    let refused = |households: &str, level| {
        let error = apart(households, level).expect_err("refused").to_string();
        error.split(" (`").next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        refused("customer_id,household_id\nx,h\nx,k\n", Level::Household),
        "the truth gives one customer two households"
    );
    assert_eq!(
        refused("customer,household_id\nx,h\n", Level::Household),
        "column `customer_id` is not there"
    );
    assert_eq!(
        refused("customer_id,household_id\nx,h\n", Level::Customer),
        "`--households` goes with `--level household`"
    );
}

#[test]
fn roles_are_counted_by_what_they_are_and_what_was_found() {
    let truth = "\
source,row,customer_id,role
shop,1,x,own
shop,1,x,own
shop,2,x,family
shop,3,x,Proxy
web,1,y,proxy
web,2,y,
web,9,y,own
";
    let case = Case::new(truth);
    let roles = case.scores(Level::Customer).roles.expect("both have roles");
    assert_eq!(roles.found, [[1, 0, 0], [1, 0, 0], [1, 0, 1]]);
    assert_eq!(roles.accuracy, 0.5);
    // Which role a card has is said of customers, not of persons.
    let truth = truth.replace("customer_id", "person_id");
    assert_eq!(Case::new(&truth).scores(Level::Person).roles, None);
    let bare = "source,row,customer_id,role\nshop,1,x,boss\n";
    assert_eq!(Case::new(bare).scores(Level::Customer).roles, None);
}

#[test]
fn missing_records_are_singletons_and_extra_ones_change_nothing() {
    let scores = Case::new("rec_id,entity_id\nk1,a\nk2,a\nk8,a\nk9,a\n").scores(Level::Person);
    assert_eq!((scores.records, scores.missing, scores.extra), (4, 2, 4));
    assert_eq!((scores.precision, scores.recall), (1.0, 1.0 / 6.0));
    assert_eq!((scores.clusters, scores.largest, scores.missed), (3, 2, 5));
    assert_eq!(scores.cluster_sizes, [(1, 2), (2, 1)]);
}

#[test]
fn columns_are_found_by_flag_then_by_name_then_by_place() {
    let columns = |truth: &str, level| {
        let scores = Case::new(truth).scores(level);
        (scores.joined_on, scores.cluster_column)
    };
    let named = |key: &str, cluster: &str| (format!("`{key}`"), cluster.to_owned());
    assert_eq!(
        columns("no,label\nk1,a\n", Level::Person),
        named("no", "label")
    );
    assert_eq!(
        columns("label,record_key\na,k1\n", Level::Person),
        named("record_key", "label")
    );
    assert_eq!(
        columns("person_id,no\na,k1\n", Level::Person),
        named("no", "person_id")
    );
    assert_eq!(
        columns("no,x,customer_id\nk1,a,b\n", Level::Customer),
        named("no", "customer_id")
    );
    assert_eq!(
        columns(
            "source,record_key,shop,entity\nshop,k1,s,b\n",
            Level::Customer
        ),
        ("`source` and `record_key`".to_owned(), "shop".to_owned())
    );
    assert_eq!(
        columns("source,No,Person_ID\nx,k1,b\n", Level::Person),
        named("No", "Person_ID")
    );

    let flags = TruthColumns {
        id: Some("no".to_owned()),
        cluster: Some("label".to_owned()),
        ..TruthColumns::default()
    };
    let case = Case::new("source,row,label,no\nshop,1,a,k2\n");
    let scores = case
        .evaluate(Level::Person, &flags)
        .expect("the columns are there");
    assert_eq!(
        (scores.joined_on.as_str(), scores.cluster_column.as_str()),
        ("`no`", "label")
    );

    let flags = TruthColumns {
        source: Some("file".to_owned()),
        ..TruthColumns::default()
    };
    let case = Case::new("file,row,label\nshop,1,a\n");
    let scores = case
        .evaluate(Level::Person, &flags)
        .expect("`row` is found by its usual name");
    assert_eq!(
        (scores.joined_on.as_str(), scores.extra),
        ("`file` and `row`", 5)
    );
}

#[test]
fn a_byte_order_mark_and_a_repeated_row_change_nothing() {
    let scores =
        Case::new("\u{feff}record_key,label\r\nk1,a\r\n\r\nk1,a\r\n").scores(Level::Person);
    assert_eq!(
        (scores.records, scores.joined_on.as_str()),
        (1, "`record_key`")
    );
}

#[test]
fn a_key_that_was_neutralised_for_spreadsheets_is_found() {
    assert_eq!(
        Case::new("id,label\n+62,a\n").scores(Level::Person).missing,
        0
    );
}

#[test]
fn an_unknown_column_is_answered_with_the_nearest() {
    let case = Case::new("rec_id,entity_id\nk1,a\n");
    let expected = (
        Kind::Usage,
        "unknown column `rec_ids`",
        "Did you mean `rec_id`?",
    );
    let (kind, message, hint) = case.error(&id("rec_ids"));
    assert_eq!((kind, message.as_str(), hint.as_str()), expected);
    let (_, _, hint) = case.error(&id("quite other"));
    assert_eq!(
        hint,
        "Write the column as it stands in the header of the truth"
    );
}

#[test]
fn a_key_of_several_records_is_an_error_only_when_it_is_asked_for() {
    let (kind, message, hint) = Case::new("id,label\nk1,a\nk3,b\n").error(&TruthColumns::default());
    assert_eq!(kind, Kind::Input);
    assert_eq!(
        message,
        "the key of this row stands for several records of the cross-reference"
    );
    assert!(hint.contains("`source` and `row`"), "{hint}");
    assert_eq!(Case::new("id,label\nk1,a\n").scores(Level::Person).extra, 5);
}

#[test]
fn a_truth_that_says_nothing_or_two_things_is_an_error() {
    let message = |truth: &str| Case::new(truth).error(&TruthColumns::default()).1;
    assert_eq!(message(""), "the truth is empty");
    assert_eq!(message("id,label\n"), "the truth has no records");
    let two_columns = "the truth needs a column for the record and one for its cluster";
    assert_eq!(message("id:label\nk1:a\n"), two_columns);
    assert_eq!(message("person_id\na\n"), two_columns);
    assert_eq!(
        message("id,label\nk1,a\nk1,b\n"),
        "the truth gives one record two clusters"
    );
    assert_eq!(
        message("id,label\nk9,a\nk9,b\n"),
        "the truth gives one record two clusters"
    );
    assert_eq!(message("id,label\nk1,\n"), "column `label` is blank");
    assert_eq!(
        message("id,label\nk1\n"),
        "row has 1 field, the header has 2"
    );
    assert_eq!(
        message("source,row,label\nshop,one,a\n"),
        "column `row` is not a row number"
    );
    assert_eq!(
        message("id,label\nz1,a\n"),
        "not one record of the truth is in the cross-reference, by `id`"
    );
    let both = TruthColumns {
        row: Some("row".to_owned()),
        ..id("id")
    };
    let (kind, message, _) = Case::new("id,label\nk1,a\n").error(&both);
    assert_eq!(kind, Kind::Usage);
    assert_eq!(message, "`--id` can't be used with `--row`");
}

#[test]
fn keys_that_sources_share_are_told_apart_by_the_source() {
    let case = Case::new("source,record_key,person_id\nshop,k3,a\nweb,k3,a\nweb,+62,b\n");
    let scores = case.scores(Level::Person);
    assert_eq!((scores.missing, scores.records, scores.missed), (0, 3, 1));
    let named = TruthColumns {
        source: Some("file".to_owned()),
        ..id("key")
    };
    let case = Case::new("file,key,label\nshop,k3,a\nweb,k3,b\n");
    let scores = case.evaluate(Level::Person, &named).expect("found");
    assert_eq!(scores.joined_on, "`file` and `key`");
    assert_eq!((scores.missing, scores.false_merges), (0, 0));
}

#[test]
fn sources_that_the_result_does_not_know_are_answered_with_those_it_has() {
    let case = Case::new("source,row,label\nkartu,1,a\n");
    let (_, message, hint) = case.error(&TruthColumns::default());
    assert_eq!(
        message,
        "not one record of the truth is in the cross-reference, by `source` and `row`"
    );
    assert_eq!(hint, "Name the sources as the result does: `shop`, `web`");
}

#[test]
fn an_error_names_the_line_and_never_the_value() {
    let case = Case::new("id,label\nk1,a\nk3,b\n");
    let error = case
        .evaluate(Level::Person, &TruthColumns::default())
        .expect_err("k3 is shared");
    assert_eq!(error.place().and_then(|place| place.line), Some(3));
    assert!(!error.to_string().contains("k3"), "{error}");
}

#[test]
fn a_broken_cross_reference_is_an_error() {
    let truth = "source,row,label\nshop,1,a\n";
    let message = |crossref: &str| {
        Case::with_crossref(crossref, truth)
            .error(&TruthColumns::default())
            .1
    };
    assert_eq!(
        message("source,row\nshop,1\n"),
        "column `person_id` is not there"
    );
    assert_eq!(
        message("source,row,person_id\nshop,1,a\nshop,01,b\n"),
        "two records have the same source and row"
    );
    let absent = evaluate(
        Path::new("no/such/crossref.csv"),
        &Case::new(truth).path("truth.csv"),
        Level::Person,
        &TruthColumns::default(),
    );
    let error = absent.expect_err("there is no such file");
    assert_eq!(
        error.to_string(),
        "can't open the file (`no/such/crossref.csv`)"
    );
}

#[test]
fn a_shuffled_truth_gives_the_same_bits() {
    let (crossref, truth) = random_clusterings(3, 500, 60);
    let mut lines: Vec<&str> = truth.lines().collect();
    lines[1..].reverse();
    let forward = Case::with_crossref(&crossref, &truth).scores(Level::Person);
    let backward = Case::with_crossref(&crossref, &lines.join("\n")).scores(Level::Person);
    assert_eq!(forward, backward);
}

/// A cross-reference and a truth that agree now and then, each with records that the other lacks.
fn random_clusterings(seed: u64, records: u64, entities: u64) -> (String, String) {
    let mut state = seed;
    let mut below = |bound: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut crossref = "source,row,record_key,person_id,customer_id\n".to_owned();
    let mut truth = "record_key,label\n".to_owned();
    for record in 0..records {
        let entity = below(entities);
        let cluster = if below(4) == 0 {
            below(entities)
        } else {
            entity
        };
        if below(10) > 0 {
            writeln!(crossref, "s,{record},k{record},P{cluster},C0").expect("a string takes text");
        }
        if below(10) > 0 {
            writeln!(truth, "k{record},E{entity}").expect("a string takes text");
        }
    }
    (crossref, truth)
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn every_figure_is_that_of_the_reference_script() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/tools/er_eval.py");
    let has_python = Command::new("python3").arg("--version").output().is_ok();
    if !has_python || !Path::new(script).exists() {
        eprintln!("skipped: python3 or `{script}` is absent");
        return;
    }
    for (seed, records, entities) in [(1, 40, 10), (2, 300, 300), (3, 2_000, 700), (4, 900, 3)] {
        let (crossref, truth) = random_clusterings(seed, records, entities);
        let case = Case::with_crossref(&crossref, &truth);
        let output = Command::new("python3")
            .args([
                script,
                "--pred-id",
                "record_key",
                "--pred-cluster",
                "person_id",
            ])
            .args([case.path("crossref.csv"), case.path("truth.csv")])
            .output()
            .expect("python3 was there a moment ago");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let expected: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("the script prints one JSON line");
        let ours = serde_json::to_value(case.scores(Level::Person)).expect("scores serialise");
        let expected = expected.as_object().expect("the script prints an object");
        assert_eq!(expected.len(), 12);
        for (figure, expected) in expected {
            let (ours, expected) = (ours[figure].as_f64(), expected.as_f64());
            let ours = ours.map(|figure| format!("{figure:.5}"));
            assert_eq!(
                ours,
                expected.map(|figure| format!("{figure:.5}")),
                "{figure}, seed {seed}"
            );
        }
    }
}
