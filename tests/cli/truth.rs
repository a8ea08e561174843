//! Labels that a run learns from: what they change, what is said of them, and how they are refused.

use std::fs;

use crate::folder::assert_same;
use crate::table::{Table, json};
use crate::workshop::{SMALL_SHOP, Workshop};

const FIRST: [&str; 12] = [
    "Anggrek", "Bakti", "Cahaya", "Delima", "Elang", "Fajar", "Garuda", "Harapan", "Intan", "Jaya",
    "Kencana", "Laksana",
];
const SECOND: [&str; 5] = ["Abadi", "Barokah", "Citra", "Damai", "Emas"];

/// How many shops there are, each with two entries in one hall and a third in another.
const SHOPS: u64 = 60;

/// The entries of a market's shops. Only labels can tell that another hall is another shop.
fn market() -> String {
    let mut text = String::from("id,shop,phone,hall,city\n");
    for shop in 0..SHOPS {
        let at = shop as usize;
        let (first, second) = (FIRST[at % 12], SECOND[at / 12]);
        let phone = shop * 79_228_163 % 100_000_000;
        let hall = shop * 7 % 40;
        let city = ["Surabaya", "Malang", "Kediri", "Jember"][at % 4];
        for (entry, hall) in [hall, hall, (hall + 1 + shop * 11 % 39) % 40]
            .iter()
            .enumerate()
        {
            text.push_str(&format!(
                "{shop}-{entry},{first} {second},0812{phone:08},H{hall:02},{city}\n"
            ));
        }
    }
    text
}

/// The labels of some shops: the third entry is a shop of its own.
fn labels(shops: impl IntoIterator<Item = u64>) -> String {
    let mut text = String::from("id,entity\n");
    for shop in shops {
        text.push_str(&format!(
            "{shop}-0,{shop}\n{shop}-1,{shop}\n{shop}-2,other {shop}\n"
        ));
    }
    text
}

/// A market whose first half is labelled.
fn labelled_market() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("market.csv", market());
    workshop.write("labels.csv", labels(0..SHOPS / 2));
    workshop
}

fn run(workshop: &Workshop, out: &str, more: &[&str]) -> String {
    let typed = ["run", "market.csv", "-o", out].into_iter();
    let outcome = workshop.satukan(typed.chain(more.iter().copied())).done();
    outcome.stderr
}

/// In how many shops without a label the first two entries are one person, and in how many the third is that person, too.
fn joined(workshop: &Workshop, out: &str) -> (usize, usize) {
    let crossref = Table::csv(&workshop.path(out).join("crossref.csv"));
    let (keys, persons) = (crossref.column("record_key"), crossref.column("person_id"));
    let person = |key: String| {
        let at = keys.iter().position(|found| **found == key);
        persons[at.expect("the record is there")]
    };
    let one =
        |shop: &u64, entry: u64| person(format!("{shop}-0")) == person(format!("{shop}-{entry}"));
    let unlabelled = SHOPS / 2..SHOPS;
    (
        unlabelled.clone().filter(|shop| one(shop, 1)).count(),
        unlabelled.filter(|shop| one(shop, 2)).count(),
    )
}

#[test]
fn labels_of_some_records_teach_what_tells_the_others_apart() {
    let workshop = labelled_market();
    run(&workshop, "alone", &[]);
    run(&workshop, "taught", &["--truth", "labels.csv"]);
    let half = SHOPS as usize / 2;
    assert_eq!(joined(&workshop, "alone"), (half, half));
    assert_eq!(joined(&workshop, "taught"), (half, 0));
}

#[test]
fn what_labels_taught_goes_on_in_the_model() {
    let workshop = labelled_market();
    run(&workshop, "taught", &["--truth", "labels.csv"]);
    run(&workshop, "again", &["--model", "taught/model.json"]);
    let bytes = |out: &str, file: &str| fs::read(workshop.path(out).join(file)).expect("a file");
    for file in ["crossref.csv", "links.parquet", "model.json"] {
        assert!(bytes("taught", file) == bytes("again", file), "{file}");
    }
}

#[test]
fn the_summary_the_audit_and_the_model_say_what_the_labels_were_worth() {
    let workshop = labelled_market();
    let typed = ["run", "market.csv", "-o", "out", "--truth", "labels.csv"];
    let outcome = workshop.satukan(typed).done();
    let said: Vec<&str> = outcome
        .stdout
        .lines()
        .filter(|line| line.starts_with("labels") || line.starts_with("pairwise"))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    labels         90  records of 60 persons, 100.0 % of their pairs compared
    pairwise F1 1.000  cross-validated: precision 1.000, recall 1.000; without labels F1 0.333
    ");
    let (audit, model) = (
        json(&workshop.path("out/audit.json")),
        json(&workshop.path("out/model.json")),
    );
    let labels = serde_json::json!({
        "records": 90, "persons": 60, "true_pairs": 30, "true_candidates": 30,
    });
    assert_eq!(audit["model"]["labels"], labels);
    assert_eq!(model["learned_on"]["labels"], labels);
    let figures = &model["cross_validated"];
    assert_eq!(&audit["model"]["cross_validated"], figures);
    for key in ["precision", "recall", "f1"] {
        assert_eq!(figures[key], 1.0, "{key}");
    }
    // Without labels a third entry is taken for the shop of the other two.
    let without = figures["f1_without_labels"].as_f64().expect("a figure");
    assert!((0.3..0.7).contains(&without), "{without}");
    let page = fs::read_to_string(workshop.path("out/audit.html")).expect("a page");
    assert!(page.contains("persons whose labels were kept back"));
}

#[test]
fn labels_that_mislead_are_given_away_by_cross_validation() {
    let workshop = labelled_market();
    // Each person is an entry of one shop and one of the next.
    let mut text = String::from("id,entity\n");
    for shop in 0..SHOPS {
        text.push_str(&format!(
            "{shop}-0,{shop}\n{shop}-1,{}\n",
            (shop + 1) % SHOPS
        ));
    }
    workshop.write("wrong.csv", text);
    let said = run(&workshop, "out", &["--truth", "wrong.csv"]);
    let model = json(&workshop.path("out/model.json"));
    let f1 = model["cross_validated"]["f1"].as_f64().expect("a figure");
    assert!(f1 < 0.1, "{f1}");
    let stage = "120 records of 60 persons by `entity`, found by `id`";
    assert!(said.contains(stage), "{said}");
    // Nothing is learned from them, and it is told on the terminal and in the audit.
    let note =
        "nothing is learned from the labels, which have hardly anything to do with the records: ";
    assert!(said.contains(note), "{said}");
    let warnings = json(&workshop.path("out/audit.json"))["warnings"].to_string();
    assert!(warnings.contains(note), "{warnings}");
    let settings = json(&workshop.path("out/audit.json"))["settings"].to_string();
    let threshold =
        r#"{"key":"matching.match_probability","value":"best expected F1","origin":"default"}"#;
    assert!(settings.contains(threshold), "{settings}");
    let page = fs::read_to_string(workshop.path("out/audit.html")).expect("a page");
    assert!(page.contains("and not from the labels, which were left out"));
    run(&workshop, "alone", &[]);
    for file in ["golden_customers.csv", "crossref.csv", "links.parquet"] {
        let bytes = |out: &str| fs::read(workshop.path(out).join(file)).expect("a file");
        assert!(bytes("out") == bytes("alone"), "{file}");
    }
}

#[test]
fn labels_that_are_of_little_use_are_named() {
    let workshop = labelled_market();
    let notes = |truth: &str| {
        workshop.write("few.csv", truth);
        let said = run(&workshop, "out", &["--truth", "few.csv"]);
        let notes: Vec<&str> = said
            .lines()
            .filter(|line| line.starts_with("note"))
            .collect();
        let audit = json(&workshop.path("out/audit.json"));
        let warnings = audit["warnings"].as_array().expect("warnings").clone();
        for note in &notes {
            let text = note.trim_start_matches("note: ");
            assert!(warnings.iter().any(|warning| *warning == text), "{note}");
        }
        notes.join("\n")
    };
    insta::assert_snapshot!(notes("id,entity\n1-0,a\n1-1,a\n2-0,b\n999-0,c\n"), @r"
    note: records of the truth that are not in the sources, by `id`: 1
    note: fewer than 5 persons of the labels have several records, which is too few for cross-validation
    ");
    insta::assert_snapshot!(notes("id,entity\n1-0,a\n2-0,b\n"), @"note: no person of the labels has several records: they tell only what does not match, and the threshold is chosen without them");
    insta::assert_snapshot!(notes("id,entity\n1-0,a\n"), @"note: no person of the labels has several records: they tell only what does not match, and the threshold is chosen without them");
    insta::assert_snapshot!(notes("id,entity\n1-0,a\n1-1,a\n"), @"note: fewer than 5 persons of the labels have several records, which is too few for cross-validation");
}

#[test]
fn pairs_that_blocking_leaves_out_are_counted_and_the_remedy_is_named() {
    let (workshop, sources) =
        Workshop::with_generated_shop(&["--customers", "1500", "--seed", "3"]);
    let crossref = fs::read_to_string(workshop.path("shop/truth/truth.csv")).expect("labels");
    workshop.write("labels.csv", crossref);
    workshop.write("satukan.toml", "[matching]\npairs_per_record = 1\n");
    let sources: Vec<String> = sources.iter().map(|name| format!("shop/{name}")).collect();
    let typed = ["run", "-o", "out", "--truth", "labels.csv"].into_iter();
    let outcome = workshop
        .satukan(typed.chain(sources.iter().map(String::as_str)))
        .done();
    let model = json(&workshop.path("out/model.json"));
    let labels = &model["learned_on"]["labels"];
    let count = |key: &str| labels[key].as_f64().expect("a count");
    let missed = 100.0 * (1.0 - count("true_candidates") / count("true_pairs"));
    assert!(missed > 5.0, "{missed}");
    let typed = ["run", "--explain-blocking", "--truth", "labels.csv"].into_iter();
    let plan = workshop.satukan(typed.chain(sources.iter().map(String::as_str)));
    let told = format!(
        " of one person by the labels: {:.1} % of them compared",
        100.0 - missed
    );
    let plan = plan.done().stdout;
    assert!(plan.contains(&told), "{told}\n{plan}");
    let note = format!(
        "note: {missed:.1} % of the labelled pairs of one person are not compared, since no blocking key that is rare enough \
         brings them together: raise `matching.pairs_per_record`, and see the keys with `--explain-blocking`"
    );
    assert!(outcome.stderr.contains(&note), "{}", outcome.stderr);
}

#[test]
fn settings_name_labels_from_their_own_folder() {
    let workshop = labelled_market();
    run(&workshop, "typed", &["--truth", "labels.csv"]);
    fs::create_dir(workshop.path("kept")).expect("a folder");
    fs::rename(
        workshop.path("labels.csv"),
        workshop.path("kept/labels.csv"),
    )
    .expect("moved");
    workshop.write("kept/satukan.toml", "truth = \"labels.csv\"\n");
    run(&workshop, "told", &["--config", "kept/satukan.toml"]);
    let bytes = |out: &str| fs::read(workshop.path(out).join("model.json")).expect("a model");
    assert!(bytes("typed") == bytes("told"));
    let audit = json(&workshop.path("told/audit.json"));
    let setting = |key: &str| {
        let mut settings = audit["settings"].as_array().expect("settings").iter();
        let setting = settings.find(|setting| setting["key"] == key);
        let setting = setting.expect("the setting is in force");
        (setting["value"].clone(), setting["origin"].clone())
    };
    assert_eq!(
        setting("truth"),
        ("kept/labels.csv".into(), "satukan.toml".into())
    );
    assert_eq!(
        setting("matching.match_probability").0,
        "best F1 on the labels"
    );

    workshop.write("satukan.toml", "truth = \"kept/labels.csv\"\n");
    let printed = workshop.satukan(["init", "market.csv"]).done().stdout;
    assert!(
        printed.contains("\ntruth = \"kept/labels.csv\"\n"),
        "{printed}"
    );
}

#[test]
fn a_threshold_that_was_asked_for_stands() {
    let workshop = labelled_market();
    let asked = ["--truth", "labels.csv", "--match-probability", "0.99"];
    run(&workshop, "out", &asked);
    let model = json(&workshop.path("out/model.json"));
    let threshold = model["threshold"].as_f64().expect("a number");
    assert!((threshold - (0.99f64 / 0.01).log2()).abs() < 1e-9);
}

#[test]
fn the_order_of_rows_and_labels_and_the_threads_make_no_difference() {
    let workshop = labelled_market();
    for threads in ["1", "2", "7"] {
        let typed = ["--truth", "labels.csv", "--threads", threads];
        run(&workshop, &format!("out{threads}"), &typed);
    }
    assert_same(&workshop.path("out1"), &workshop.path("out2"));
    assert_same(&workshop.path("out1"), &workshop.path("out7"));

    for name in ["market.csv", "labels.csv"] {
        let text = fs::read_to_string(workshop.path(name)).expect("rows");
        let mut rows: Vec<&str> = text.lines().collect();
        rows[1..].sort_by_key(|row| *blake3::hash(row.as_bytes()).as_bytes());
        workshop.write(name, rows.join("\n") + "\n");
    }
    run(&workshop, "shuffled", &["--truth", "labels.csv"]);
    let bytes = |out: &str, file: &str| fs::read(workshop.path(out).join(file)).expect("a file");
    for file in ["model.json", "golden_customers.csv"] {
        assert!(bytes("out1", file) == bytes("shuffled", file), "{file}");
    }
}

#[test]
fn labels_that_can_not_be_used_are_refused() {
    let workshop = Workshop::with_small_shop();
    let refused = |truth: &str, more: &[&str]| {
        workshop.write("labels.csv", truth);
        let typed = ["run", "-o", "out", "--truth", "labels.csv"].into_iter();
        let typed = typed.chain(more.iter().copied()).chain(SMALL_SHOP);
        let refusal = workshop.satukan(typed).refusal();
        assert!(!workshop.path("out").exists());
        refusal
    };
    insta::assert_snapshot!(refused("source,row,person_id\n", &[]), @r"
    exit code 3
    error: the truth has no records (`labels.csv`)

    hint: Write a header `source,row,person_id`, and below it a line for each labelled record, parted by commas
    ");
    insta::assert_snapshot!(refused("row\n1\n", &[]), @r"
    exit code 3
    error: the truth needs a column for the record and one for its cluster (`labels.csv`)

    hint: Write a header `source,row,person_id`, and below it a line for each labelled record, parted by commas
    ");
    insta::assert_snapshot!(refused("source,row,person_id\nkartu_web,1,P1\n", &[]), @r"
    exit code 3
    error: not one record of the truth is in the sources, by `source` and `row` (`labels.csv`)

    hint: Name the sources as the result does: `kartu_vip`, `pelanggan_web`
    ");
    insta::assert_snapshot!(refused("source,row,person_id\nkartu_vip,1,P1\nkartu_vip,2,\n", &[]), @r"
    exit code 3
    error: column `person_id` is blank (`labels.csv` line 3)

    hint: Leave out rows without a label, and find rows without a key by `source` and `row`
    ");
    insta::assert_snapshot!(refused("source,row,customer_id\nkartu_vip,1,C1\n", &[]), @r"
    exit code 3
    error: the truth tells customers, and a run learns who is one person (`labels.csv`)

    hint: Give the truth a column `person_id`
    ");
    insta::assert_snapshot!(refused("source,row,person_id\n", &["--model", "model.json"]), @r"
    exit code 2
    error: `truth` can't be used with `model`, which has learned already

    hint: Leave out the model to learn from the labels; what is learned is in `model.json`
    ");
    let typed = ["run", "-o", "out", "--truth", "nowhere.csv"].into_iter();
    let missing = workshop.satukan(typed.chain(SMALL_SHOP));
    insta::assert_snapshot!(missing.refusal(), @r"
    exit code 3
    error: can't open the file (`nowhere.csv`)
      because: No such file or directory (os error 2)

    hint: Check the path of the truth
    ");
    workshop.write(
        "satukan.toml",
        "truth = \"labels.csv\"\nmodel = \"model.json\"\n",
    );
    let outcome = workshop.satukan(["run", "-o", "out"].into_iter().chain(SMALL_SHOP));
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 2
    error: `truth` can't be used with `model`, which has learned already (`satukan.toml`)

    hint: Leave out the model to learn from the labels; what is learned is in `model.json`
    ");
}
