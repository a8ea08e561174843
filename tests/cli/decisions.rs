//! What a person decides in `review.csv`, and how later runs obey it.

use std::fs;

use serde_json::Value;

use crate::folder::assert_same;
use crate::table::{Table, json};
use crate::workshop::{Outcome, SMALL_SHOP, Workshop};

/// The case of the small shop that is kept apart: a father and his daughter in one house.
const FATHER: &str = "V0005";
const DAUGHTER: &str = "V0055";

/// The weakest link of a person of four records.
const LINDA: &str = "V0007";
const MEI_LAN: &str = "V0046";

/// Two of whom the evidence does not decide.
const SLAMET: &str = "V0019";
const SLAMET_OF_THE_WEB: &str = "1007";

/// Two strangers whom no case asks about.
const BUDI: &str = "V0002";
const BAMBANG: &str = "V0003";

fn small_shop() -> Workshop {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "out");
    workshop
}

/// The review list of a result.
fn review(workshop: &Workshop, out: &str) -> Table {
    Table::csv(&workshop.path(out).join("review.csv"))
}

/// The cells of the row on two keys, by column.
fn case(list: &Table, left: &str, right: &str) -> Option<Vec<String>> {
    let keys = [list.at("left_key"), list.at("right_key")];
    let is_it = |row: &&Vec<String>| {
        let found = keys.map(|at| row[at].as_str());
        found == [left, right] || found == [right, left]
    };
    list.rows.iter().find(is_it).cloned()
}

/// The cell of the row on two keys.
fn cell(workshop: &Workshop, out: &str, (left, right): (&str, &str), column: &str) -> String {
    let list = review(workshop, out);
    let row = case(&list, left, right).expect("a row on the two");
    row[list.at(column)].clone()
}

/// Writes the list as a spreadsheet would, with a delimiter.
fn save(workshop: &Workshop, out: &str, list: &Table, delimiter: u8) {
    let path = workshop.path(out).join("review.csv");
    let mut writer = csv::WriterBuilder::new();
    let mut writer = writer.delimiter(delimiter).from_path(path).expect("a file");
    writer.write_record(&list.headers).expect("written");
    for row in &list.rows {
        writer.write_record(row).expect("written");
    }
    writer.flush().expect("written");
}

/// Writes a word beside a case of the list.
fn decide(workshop: &Workshop, out: &str, (left, right): (&str, &str), word: &str) {
    let mut list = review(workshop, out);
    let (decision, keys) = (
        list.at("decision"),
        [list.at("left_key"), list.at("right_key")],
    );
    let rows = list.rows.iter_mut().filter(|row| {
        let found = keys.map(|at| row[at].as_str());
        found == [left, right] || found == [right, left]
    });
    let decided = rows.map(|row| row[decision] = word.to_owned()).count();
    assert_eq!(decided, 1, "the list asks about the two");
    save(workshop, out, &list, b',');
}

/// Writes a list of decisions on keys of the card file.
fn write_list(workshop: &Workshop, name: &str, rows: &[(&str, &str, &str, &str)]) {
    let mut text = String::from("left_key,right_key,decision,kind,left_source,right_source\n");
    for (left, right, decision, kind) in rows {
        text.push_str(&format!(
            "{left},{right},{decision},{kind},kartu_vip,kartu_vip\n"
        ));
    }
    workshop.write(name, text);
}

fn run_with(workshop: &Workshop, out: &str, more: &[&str]) -> Outcome {
    let typed = ["run"].into_iter().chain(SMALL_SHOP).chain(["-o", out]);
    workshop.satukan(typed.chain(more.iter().copied()))
}

/// Whether two keys have one id in the cross-reference.
fn are_one(workshop: &Workshop, out: &str, (left, right): (&str, &str), id: &str) -> bool {
    let crossref = Table::csv(&workshop.path(out).join("crossref.csv"));
    let (keys, ids) = (crossref.column("record_key"), crossref.column(id));
    let of = |key: &str| {
        let at = keys.iter().position(|found| **found == *key);
        ids[at.expect("the record is there")]
    };
    of(left) == of(right)
}

fn audit(workshop: &Workshop, out: &str) -> Value {
    json(&workshop.path(out).join("audit.json"))
}

#[test]
fn one_person_by_decision_is_one_person_and_stays_so_until_it_is_taken_back() {
    let workshop = small_shop();
    let two = (FATHER, DAUGHTER);
    assert!(!are_one(&workshop, "out", two, "person_id"));
    decide(&workshop, "out", two, "same");
    for _ in 0..2 {
        let done = workshop.run(&SMALL_SHOP, "out");
        assert!(
            done.stdout.contains(", 1 decided by you\n"),
            "{}",
            done.stdout
        );
        assert!(are_one(&workshop, "out", two, "person_id"));
        assert!(are_one(&workshop, "out", two, "customer_id"));
        assert_eq!(cell(&workshop, "out", two, "decision"), "same");
        assert_eq!(cell(&workshop, "out", two, "reason"), "decided here: same");
        assert_eq!(cell(&workshop, "out", two, "kind"), "kept apart");
        assert_eq!(audit(&workshop, "out")["decisions"]["one_person"], 1);
    }
    let list = review(&workshop, "out");
    let last = list.rows.last().expect("a row");
    assert_eq!(
        last[list.at("decision")],
        "same",
        "what is decided stands last"
    );

    decide(&workshop, "out", two, "");
    workshop.run(&SMALL_SHOP, "out");
    assert!(!are_one(&workshop, "out", two, "person_id"));
    assert_eq!(cell(&workshop, "out", two, "reason")[..4], *"this");
    workshop.run(&SMALL_SHOP, "untouched");
    assert_same(&workshop.path("out"), &workshop.path("untouched"));
}

#[test]
fn a_weak_person_is_cut_where_two_are_decided_to_be_two() {
    let workshop = small_shop();
    let two = (LINDA, MEI_LAN);
    assert!(are_one(&workshop, "out", two, "person_id"));
    decide(&workshop, "out", two, "BEDA");
    workshop.run(&SMALL_SHOP, "out");
    assert!(!are_one(&workshop, "out", two, "person_id"));
    assert_eq!(cell(&workshop, "out", two, "decision"), "different");
    assert_eq!(audit(&workshop, "out")["decisions"]["two_persons"], 1);
}

/// The keys of the records that have the id of one of some keys.
fn fellows(workshop: &Workshop, out: &str, of: &[&str]) -> Vec<String> {
    let crossref = Table::csv(&workshop.path(out).join("crossref.csv"));
    let (keys, ids) = (crossref.column("record_key"), crossref.column("person_id"));
    let asked = |at: &usize| of.contains(&keys[*at]);
    let wanted: Vec<&str> = (0..keys.len()).filter(asked).map(|at| ids[at]).collect();
    let mut found: Vec<String> = (0..keys.len())
        .filter(|at| wanted.contains(&ids[*at]))
        .map(|at| keys[at].to_string())
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn a_weak_person_that_is_decided_to_be_one_stays_as_it_is() {
    let workshop = small_shop();
    let two = (LINDA, MEI_LAN);
    assert_eq!(cell(&workshop, "out", two, "kind"), "weak");
    let before = fellows(&workshop, "out", &[LINDA]);
    assert!(before.len() > 2, "{before:?}");
    let persons = |out: &str| audit(&workshop, out)["totals"]["persons"].as_u64();
    let counted = persons("out");
    decide(&workshop, "out", two, "same");
    workshop.run(&SMALL_SHOP, "out");
    assert_eq!(fellows(&workshop, "out", &[LINDA]), before);
    assert_eq!(persons("out"), counted);
    assert_eq!(cell(&workshop, "out", two, "decision"), "same");
}

#[test]
fn two_that_are_decided_to_be_one_bring_their_whole_persons() {
    let workshop = small_shop();
    let (linda, slamet) = (
        fellows(&workshop, "out", &[LINDA]),
        fellows(&workshop, "out", &[SLAMET]),
    );
    assert!(linda.len() > 2 && !linda.contains(&SLAMET.to_owned()));
    write_list(&workshop, "list.csv", &[(MEI_LAN, SLAMET, "same", "")]);
    run_with(&workshop, "one", &["--decisions", "list.csv"]).done();
    let mut both = [linda, slamet].concat();
    both.sort_unstable();
    assert_eq!(fellows(&workshop, "one", &[MEI_LAN]), both);
}

#[test]
fn a_list_that_is_open_in_a_spreadsheet_is_named() {
    let workshop = small_shop();
    workshop.write("out/.~lock.review.csv#", "");
    let refusal = run_with(&workshop, "out", &[]).refusal();
    insta::assert_snapshot!(refusal, @r"
    exit code 4
    error: the output folder holds a file that is not ours (`out/.~lock.review.csv#`)

    hint: Close `review.csv` in the spreadsheet; if it is closed, remove its lock file
    ");
}

#[test]
fn an_undecided_case_that_is_decided_is_not_asked_again() {
    let workshop = small_shop();
    let two = (SLAMET, SLAMET_OF_THE_WEB);
    let asked = |out: &str| audit(&workshop, out)["totals"]["review"].as_u64();
    let before = asked("out").expect("a number");
    decide(&workshop, "out", two, "tidak");
    workshop.run(&SMALL_SHOP, "out");
    assert!(!are_one(&workshop, "out", two, "person_id"));
    assert_eq!(asked("out"), Some(before - 1));
    decide(&workshop, "out", two, "ya");
    workshop.run(&SMALL_SHOP, "out");
    assert!(are_one(&workshop, "out", two, "person_id"));
}

#[test]
fn customers_are_decided_apart_from_persons() {
    let workshop = small_shop();
    let two = (BUDI, BAMBANG);
    assert!(!are_one(&workshop, "out", two, "customer_id"));
    write_list(
        &workshop,
        "list.csv",
        &[(BUDI, BAMBANG, "yes", "one customer?")],
    );
    run_with(&workshop, "one", &["--decisions", "list.csv"]).done();
    assert!(are_one(&workshop, "one", two, "customer_id"));
    assert!(!are_one(&workshop, "one", two, "person_id"));
    assert_eq!(cell(&workshop, "one", two, "decision"), "same");
    assert_eq!(audit(&workshop, "one")["decisions"]["one_customer"], 1);
    let links = Table::parquet(&workshop.path("one/links.parquet"));
    let (level, reason) = (links.column("level"), links.column("reason"));
    let mut decided = level
        .iter()
        .zip(&reason)
        .filter(|(_, reason)| reason.contains("decided"));
    let found = decided
        .next()
        .map(|(level, reason)| (level.to_string(), reason.to_string()));
    let expected = (
        "customer".to_owned(),
        "decided by you (review.csv)".to_owned(),
    );
    assert_eq!(found, Some(expected));

    // Two that hold cards in several names are one customer, and then no longer.
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let (keys, roles) = (crossref.column("record_key"), crossref.column("role"));
    let customers = crossref.column("customer_id");
    let other = roles
        .iter()
        .position(|role| **role != *"own")
        .expect("a card in another name");
    let own = (0..keys.len())
        .find(|at| customers[*at] == customers[other] && *roles[*at] == *"own")
        .expect("the customer's own");
    let (one, two) = (keys[own].to_string(), keys[other].to_string());
    let sources = crossref.column("source");
    let text = format!(
        "left_source,left_key,right_source,right_key,decision,kind\n{},{one},{},{two},no,one customer?\n",
        sources[own], sources[other]
    );
    workshop.write("apart.csv", text);
    run_with(&workshop, "two", &["--decisions", "apart.csv"]).done();
    assert!(!are_one(&workshop, "two", (&one, &two), "customer_id"));
    assert_eq!(audit(&workshop, "two")["decisions"]["two_customers"], 1);
}

#[test]
fn customers_are_decided_too_where_customers_are_persons() {
    let workshop = small_shop();
    let two = (BUDI, BAMBANG);
    write_list(
        &workshop,
        "list.csv",
        &[(BUDI, BAMBANG, "same", "one customer?")],
    );
    for merge in ["flag", "off"] {
        workshop.write(
            "satukan.toml",
            format!("decisions = [\"list.csv\"]\n[customers]\nmerge = \"{merge}\"\n"),
        );
        let said = workshop.run(&SMALL_SHOP, merge).stdout;
        let is_said = said.contains("  every person is one customer, but for your decisions\n");
        assert_eq!(is_said, merge == "off", "{said}");
        assert!(are_one(&workshop, merge, two, "customer_id"), "{merge}");
        assert!(!are_one(&workshop, merge, two, "person_id"), "{merge}");
        let decided = audit(&workshop, merge)["totals"]["customers"].as_u64();
        workshop.write(
            "satukan.toml",
            format!("[customers]\nmerge = \"{merge}\"\n"),
        );
        let said = workshop.run(&SMALL_SHOP, "alone").stdout;
        let is_said = said.contains("  every person is one customer\n");
        assert_eq!(is_said, merge == "off", "{said}");
        let alone = audit(&workshop, "alone")["totals"]["customers"].as_u64();
        assert_eq!(decided.map(|customers| customers + 1), alone, "{merge}");
    }
}

#[test]
fn a_list_that_a_spreadsheet_saved_is_obeyed_all_the_same() {
    let workshop = Workshop::new();
    let mut text = String::from("NO_KARTU,NAMA,ALAMAT,HP,TGL_LAHIR\n");
    for (at, name) in ["Budi Santoso", "Siti Aminah", "Joko Widodo", "Rina Wati"]
        .iter()
        .enumerate()
    {
        text.push_str(&format!(
            "000{at}7,{name},Jl. Pemuda {at}1,0812304567{at}2,1970-0{}-11\n",
            at + 1
        ));
    }
    workshop.write("kartu.csv", text);
    workshop.run(&["kartu.csv"], "out");
    let mut list = review(&workshop, "out");
    let said = [
        ("decision", "Same"),
        ("left_source", "kartu"),
        ("left_row", "1"),
        ("left_key", "7"),
        ("left_name", "Budi Santoso"),
        ("right_source", "kartu"),
        ("right_row", "4"),
        ("right_key", "37"),
        ("kind", "undecided"),
    ];
    let mut row = vec![String::new(); list.headers.len()];
    for (column, cell) in said {
        row[list.at(column)] = cell.to_owned();
    }
    list.rows.push(row);
    save(&workshop, "out", &list, b';');
    let path = workshop.path("out/review.csv");
    let saved = fs::read(&path).expect("a list");
    fs::write(&path, [b"\xef\xbb\xbf".as_slice(), &saved].concat()).expect("written");
    workshop.run(&["kartu.csv"], "out");
    assert!(are_one(&workshop, "out", ("00007", "00037"), "person_id"));
}

#[test]
fn records_without_keys_are_found_by_row_while_it_says_the_same() {
    let workshop = Workshop::new();
    let people = |first: &str| {
        format!(
            "NAMA,HP,TGL_LAHIR\n{first},081230456712,1970-01-11\nSiti Aminah,085643120987,1975-02-27\nJoko Widodo,081999888777,1961-06-21\n"
        )
    };
    workshop.write("orang.csv", people("Budi Santoso"));
    let header = "decision,left_source,left_row,left_name,left_phone,left_birth_date,right_source,right_row,right_name,right_phone,right_birth_date";
    workshop.write(
        "list.csv",
        format!("{header}\nsame,orang,1,BUDI SANTOSO,6.28123E+12,11/01/70,orang,2,Siti Aminah,6285643120987,27/02/1975\n"),
    );
    let run = |out: &str, more: &[&str]| {
        let typed = ["run", "orang.csv", "-o", out].into_iter();
        workshop.satukan(typed.chain(more.iter().copied())).done()
    };
    let persons = |out: &str| audit(&workshop, out)["totals"]["persons"].as_u64();
    run("out", &["--decisions", "list.csv"]);
    assert_eq!(persons("out"), Some(2));

    // Somebody else stands in the row now: the decision is kept and not obeyed.
    workshop.write("orang.csv", people("Agus Hartono"));
    let said = run("out", &[]);
    assert_eq!(persons("out"), Some(3));
    assert!(
        said.stderr
            .contains("1 decision on a pair fits no two records of this run. It is not obeyed, and kept at the end of `review.csv`: case "),
        "{}",
        said.stderr
    );
    assert!(!said.stderr.contains("Budi"), "{}", said.stderr);
    assert_eq!(audit(&workshop, "out")["decisions"]["unfit"], 1);
    let list = review(&workshop, "out");
    let kept = list.rows.last().expect("the decision");
    assert_eq!(kept[list.at("decision")], "same");
    let mut names = ["left_name", "right_name"].map(|column| kept[list.at(column)].as_str());
    names.sort_unstable();
    assert_eq!(names, ["Budi Santoso", "Siti Aminah"]);

    // It is no case of those who stand there now.
    let explained = workshop.satukan(["explain", "out", "orang:1"]).done();
    assert!(!explained.stdout.contains("In doubt"));

    // And it holds again where he comes back.
    workshop.write("orang.csv", people("Budi Santoso"));
    run("out", &[]);
    assert_eq!(persons("out"), Some(2));
}

#[test]
fn a_key_that_went_to_somebody_else_is_not_meant() {
    let workshop = Workshop::new();
    let cards = |first: &str| {
        format!("NO_KARTU,NAMA,HP,TGL_LAHIR\nK1,{first}\nK2,Joko Widodo,081999888777,1961-06-21\n")
    };
    workshop.write(
        "list.csv",
        "decision,left_key,left_name,left_phone,right_key\nsame,K1,Budi Santoso,+6281230456712,K2\n",
    );
    for (first, persons) in [
        ("Budi Santoso,081230456712,1970-01-11", 1),
        ("Budi Santoso,081777666555,1970-01-11", 1),
        ("Santoso,081230456712,1970-01-11", 1),
        ("Budi Hartono,081777666555,1970-01-11", 2),
        ("Siti Aminah,085643120987,1975-02-27", 2),
    ] {
        workshop.write("kartu.csv", cards(first));
        let typed = ["run", "kartu.csv", "-o", "out", "--decisions", "list.csv"];
        workshop.satukan(typed).done();
        let found = audit(&workshop, "out");
        assert_eq!(found["totals"]["persons"], persons, "{first}");
        assert_eq!(found["decisions"]["unfit"], persons - 1, "{first}");
        fs::remove_dir_all(workshop.path("out")).expect("removed");
    }
}

/// Five strangers with long card numbers given out in turn.
const CARDS: [(&str, &str); 5] = [
    ("8001234567890120", "Budi Santoso,081230456712,1970-01-11"),
    ("8001234567890121", "Siti Aminah,085643120987,1975-02-27"),
    ("8001234567890122", "Joko Widodo,081999888777,1961-06-21"),
    ("8001234567890140", "Rina Wati,081555444333,1988-12-05"),
    ("8001234567890145", "Agus Hartono,081222111000,1955-03-14"),
];

fn write_cards(workshop: &Workshop, cards: &[(&str, &str)]) {
    let rows: String = cards
        .iter()
        .map(|(key, said)| format!("{key},{said}\n"))
        .collect();
    workshop.write("kartu.csv", format!("NO_KARTU,NAMA,HP,TGL_LAHIR\n{rows}"));
}

/// Writes that two of the cards are one person's, with their keys as a spreadsheet may have left them.
fn write_on_cards(workshop: &Workshop, two: [usize; 2], mangle: impl Fn(&str) -> String) {
    let mut cells = vec!["same".to_owned()];
    for at in two {
        let (key, said) = CARDS[at];
        // As the list shows telephones.
        let said = said.replace(",08", ",+628");
        let said: Vec<String> = said.split(',').map(|cell| format!("\"{cell}\"")).collect();
        cells.extend([
            (at + 1).to_string(),
            format!("\"{}\"", mangle(key)),
            said.join(","),
        ]);
    }
    let header = ["left", "right"].map(|side| {
        ["row", "key", "name", "phone", "birth_date"]
            .map(|column| format!("{side}_{column}"))
            .join(",")
    });
    let text = format!("decision,{}\n{}\n", header.join(","), cells.join(","));
    workshop.write("list.csv", text);
}

#[test]
fn keys_that_a_spreadsheet_rounded_never_bind_their_neighbours() {
    let workshop = Workshop::new();
    let rounded: fn(&str) -> String = |key| format!("{}0", &key[..15]);
    let mangled: [fn(&str) -> String; 4] = [
        rounded,
        |_| "8.00123E+15".to_owned(),
        |_| "8,00123E+15".to_owned(),
        |_| "########".to_owned(),
    ];
    let two = [CARDS[2].0, CARDS[4].0];
    for (at, mangle) in mangled.into_iter().enumerate() {
        let run = |out: &str| {
            let typed = ["run", "kartu.csv", "-o", out, "--decisions", "list.csv"];
            workshop.satukan(typed).done();
            let found = audit(&workshop, out);
            let figure = |key: &str| found["decisions"][key].as_u64();
            (figure("one_person"), figure("unfit"))
        };
        write_on_cards(&workshop, [2, 4], mangle);
        // By the row, and by what they say where the rows have moved.
        write_cards(&workshop, &CARDS);
        let out = format!("still{at}");
        assert_eq!(run(&out), (Some(1), Some(0)), "{out}");
        assert!(are_one(&workshop, &out, (two[0], two[1]), "person_id"));
        let mut turned = CARDS;
        turned.reverse();
        write_cards(&workshop, &turned);
        let out = format!("turned{at}");
        assert_eq!(run(&out), (Some(1), Some(0)), "{out}");
        assert!(are_one(&workshop, &out, (two[0], two[1]), "person_id"));
        // Where they are gone it binds nobody.
        write_cards(&workshop, &[CARDS[0], CARDS[1], CARDS[3]]);
        let out = format!("gone{at}");
        assert_eq!(run(&out), (Some(0), Some(1)), "{out}");
        assert_eq!(audit(&workshop, &out)["totals"]["persons"], 3, "{out}");
        let list = review(&workshop, &out);
        let kept = list.rows.last().expect("the decision");
        let mut keys = ["left_key", "right_key"].map(|column| kept[list.at(column)].clone());
        keys.sort();
        assert_eq!(keys, two.map(mangle), "kept as it was");
    }
}

#[test]
fn records_without_keys_are_found_where_their_rows_have_moved() {
    let workshop = Workshop::new();
    let people = [
        "Budi Santoso,081230456712,1970-01-11",
        "Siti Aminah,085643120987,1975-02-27",
        "Joko Widodo,081999888777,1961-06-21",
    ];
    let write = |people: &[&str]| {
        let text = format!("NAMA,HP,TGL_LAHIR\n{}\n", people.join("\n"));
        workshop.write("orang.csv", text);
    };
    workshop.write(
        "list.csv",
        "decision;left_row;left_name;left_phone;left_birth_date;right_row;right_name;right_phone;right_birth_date\nsame;1;Budi Santoso;6,28123E+12;11/01/1970;2;Siti Aminah;6,28564E+12;27/02/1975\n",
    );
    let run = |out: &str| {
        let typed = ["run", "orang.csv", "-o", out, "--decisions", "list.csv"];
        let said = workshop.satukan(typed).done().stderr;
        let found = audit(&workshop, out);
        assert_eq!(
            found["decisions"]["one_person"]
                .as_u64()
                .map(|one| one + found["decisions"]["unfit"].as_u64().unwrap_or(9)),
            Some(1)
        );
        (found["decisions"]["unfit"].as_u64(), said)
    };
    write(&people);
    assert_eq!(run("still").0, Some(0));
    write(&[people[2], people[1], people[0]]);
    assert_eq!(run("turned").0, Some(0));
    write(&[
        "Rina Wati,081555444333,1988-12-05",
        people[0],
        people[1],
        people[2],
    ]);
    assert_eq!(run("inserted").0, Some(0));
    write(&[people[2], people[0], people[1], people[1]]);
    let (unfit, said) = run("twice");
    assert_eq!(unfit, Some(1));
    assert!(said.contains("(`list.csv` line 2), "), "{said}");
    assert!(said.contains(": several records say the same"), "{said}");
}

#[test]
fn what_is_not_obeyed_is_kept_word_for_word_with_its_reason() {
    let workshop = small_shop();
    let header = "decision,left_source,left_row,left_key,right_source,right_row,right_key,kind";
    let rows = [
        "same,nowhere,1,X,kartu_vip,2,V0002,",
        "same,kartu_vip,,V9999,kartu_vip,2,V0002,",
        "same,kartu_vip,the third,,kartu_vip,2,V0002,",
        "same,kartu_vip,2,V0002,kartu_vip,2,V0002,",
    ];
    workshop.write("list.csv", format!("{header}\n{}\n", rows.join("\n")));
    let said = run_with(&workshop, "out", &["--decisions", "list.csv"])
        .done()
        .stderr;
    let list = review(&workshop, "out");
    let cells = |column: &str| -> Vec<String> {
        let at = list.at(column);
        let kept = list
            .rows
            .iter()
            .filter(|row| row[list.at("decision")] == "same");
        kept.map(|row| row[at].clone()).collect()
    };
    let reasons = cells("reason").join("\n");
    for reason in [
        "no source has this name",
        "no record has this key",
        "the row is no number",
        "both are one record",
    ] {
        assert!(reasons.contains(reason), "{reasons}");
        assert!(said.contains(reason), "{said}");
    }
    assert!(
        cells("left_row").contains(&"the third".to_owned())
            || cells("right_row").contains(&"the third".to_owned())
    );
    let cases = cells("case");
    assert_eq!(cases.len(), rows.len());
    for case in &cases {
        assert!(
            said.contains(&format!("case {case} (`list.csv` line ")),
            "{said}"
        );
    }
    // The list is its own from now on, and the lines of the one before are gone.
    let said = run_with(&workshop, "out", &[]).done().stderr;
    for case in &cases {
        assert!(said.contains(&format!("case {case}, ")), "{said}");
    }
    assert!(!said.contains(" line "), "{said}");
    let again = review(&workshop, "out");
    assert_eq!(again.rows, list.rows);
}

#[test]
fn another_word_is_refused_with_its_line() {
    let workshop = small_shop();
    decide(&workshop, "out", (SLAMET, SLAMET_OF_THE_WEB), "perhaps");
    let refusal = run_with(&workshop, "out", &[]).refusal();
    insta::assert_snapshot!(refusal, @r"
    exit code 3
    error: the column `decision` holds neither `same` nor `different` (`out/review.csv` line 4)

    hint: Write one of the two, or leave the cell empty to decide nothing
    ");
}

#[test]
fn decisions_that_contradict_each_other_are_refused_with_their_places() {
    let workshop = small_shop();
    write_list(
        &workshop,
        "list.csv",
        &[
            (BUDI, BAMBANG, "same", ""),
            (BAMBANG, FATHER, "same", "weak"),
            (FATHER, BUDI, "different", "undecided"),
        ],
    );
    let refusal = run_with(&workshop, "out", &["--decisions", "list.csv"]).refusal();
    insta::assert_snapshot!(refusal, @r"
    exit code 3
    error: `kartu_vip` row 2 and `kartu_vip` row 5 are decided to be two persons here, and one person by `list.csv` lines 2, 3 (`list.csv` line 4)

    hint: Change one of these decisions, or empty its cell
    ");
    write_list(
        &workshop,
        "list.csv",
        &[
            (BUDI, BAMBANG, "same", "one customer?"),
            (BAMBANG, BUDI, "different", "one customer?"),
        ],
    );
    let refusal = run_with(&workshop, "out", &["--decisions", "list.csv"]).refusal();
    insta::assert_snapshot!(refusal, @r"
    exit code 3
    error: `kartu_vip` row 2 and `kartu_vip` row 3 are decided to be two customers here, and one customer by `list.csv` line 2 (`list.csv` line 3)

    hint: Change one of these decisions, or empty its cell
    ");
}

#[test]
fn one_person_may_be_two_customers_where_that_is_decided_of_the_same_two() {
    let workshop = small_shop();
    let one_person = (FATHER, DAUGHTER, "same", "");
    let two_customers = (FATHER, DAUGHTER, "different", "one customer?");
    write_list(&workshop, "list.csv", &[one_person, two_customers]);
    run_with(&workshop, "out", &["--decisions", "list.csv"]).done();
    let two = (FATHER, DAUGHTER);
    assert!(are_one(&workshop, "out", two, "person_id"));
    assert!(!are_one(&workshop, "out", two, "customer_id"));
}

#[test]
fn what_was_decided_is_as_sure_as_the_two_were_by_themselves() {
    let confidence = |workshop: &Workshop, key: &str| {
        let crossref = Table::csv(&workshop.path("out/crossref.csv"));
        let keys = crossref.column("record_key");
        let at = keys.iter().position(|found| *found == key);
        let customer = crossref.column("customer_id")[at.expect("the record is there")].to_owned();
        let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
        let ids = golden.column("customer_id");
        let at = ids.iter().position(|found| **found == *customer);
        let of_customer = golden.column("confidence")[at.expect("a golden record")].to_owned();
        of_customer.parse::<f64>().expect("a number")
    };
    let workshop = Workshop::with_small_shop();
    workshop.write("satukan.toml", "[customers]\nmerge = \"off\"\n");
    workshop.run(&SMALL_SHOP, "out");
    let alone = confidence(&workshop, BUDI).min(confidence(&workshop, BAMBANG));
    write_list(&workshop, "list.csv", &[(BUDI, BAMBANG, "same", "")]);
    run_with(&workshop, "out", &["--decisions", "list.csv"]).done();
    assert!(are_one(&workshop, "out", (BUDI, BAMBANG), "customer_id"));
    let together = confidence(&workshop, BUDI);
    // Not certain, as what is decided is not; the decision itself is learned from, by a little.
    assert!((together - alone).abs() < 0.05, "{together} {alone}");
}

#[test]
fn the_order_of_the_rows_of_a_list_makes_no_difference() {
    let workshop = small_shop();
    let mut rows = [
        (FATHER, DAUGHTER, "same", "kept apart"),
        (LINDA, MEI_LAN, "different", "weak"),
        (BUDI, BAMBANG, "same", "one customer?"),
        (BAMBANG, FATHER, "different", ""),
    ];
    write_list(&workshop, "list.csv", &rows);
    run_with(&workshop, "one", &["--decisions", "list.csv"]).done();
    rows.reverse();
    rows[0] = (FATHER, BAMBANG, "no", "");
    write_list(&workshop, "list.csv", &rows);
    run_with(
        &workshop,
        "other",
        &["--decisions", "list.csv", "--threads", "1"],
    )
    .done();
    assert_same(&workshop.path("one"), &workshop.path("other"));
}

#[test]
fn explain_says_what_was_decided() {
    let workshop = small_shop();
    write_list(
        &workshop,
        "list.csv",
        &[
            (FATHER, DAUGHTER, "same", ""),
            (LINDA, MEI_LAN, "different", ""),
            (BUDI, BAMBANG, "same", "one customer?"),
        ],
    );
    run_with(&workshop, "out", &["--decisions", "list.csv"]).done();
    let explained = |left: &str, right: &str| {
        let outcome = workshop.satukan(["explain", "out", left, right]).done();
        let lines = outcome.stdout.lines();
        let told: Vec<String> = lines
            .filter(|line| line.contains("decided by you"))
            .map(str::to_owned)
            .collect();
        told.join("\n")
    };
    insta::assert_snapshot!(explained(FATHER, DAUGHTER), @"kartu_vip:5 and kartu_vip:55 are one person: decided by you (review.csv).");
    insta::assert_snapshot!(explained(LINDA, MEI_LAN), @"kartu_vip:7 and kartu_vip:46 are two persons: decided by you (review.csv).");
    insta::assert_snapshot!(explained(BUDI, BAMBANG), @r"
    kartu_vip:2 and kartu_vip:3 are one customer's: decided by you (review.csv).
      B  family (it names one of the customer's family), over 99.99 %: decided by you (review.csv)
      kartu_vip:2 – kartu_vip:3     0.17 %  decided by you (review.csv)
    ");
    let outcome = workshop
        .satukan(["explain", "out", FATHER, DAUGHTER, "--json"])
        .done();
    let explained: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(explained["decided"]["question"], "one_person");
    assert_eq!(explained["decided"]["answer"], "same");

    // The list may be written into: it is no longer as the run left it, and a customer is explained all the same.
    decide(&workshop, "out", (SLAMET, SLAMET_OF_THE_WEB), "same");
    let outcome = workshop.satukan(["explain", "out", SLAMET]).done();
    assert!(
        outcome.stdout.contains("In doubt (review.csv)"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn the_manifest_knows_what_was_decided() {
    let workshop = small_shop();
    let manifest = |out: &str| json(&workshop.path(out).join("manifest.json"));
    assert!(manifest("out").get("decisions").is_none());
    decide(&workshop, "out", (FATHER, DAUGHTER), "same");
    workshop.run(&SMALL_SHOP, "out");
    let same = manifest("out")["decisions"].clone();
    assert_eq!(same.as_str().map(str::len), Some(64));
    decide(&workshop, "out", (FATHER, DAUGHTER), "different");
    workshop.run(&SMALL_SHOP, "out");
    assert_ne!(manifest("out")["decisions"], same);
}

#[test]
fn a_quote_that_swallows_decisions_is_refused_with_its_line() {
    let workshop = small_shop();
    workshop.write(
        "list.csv",
        "decision,left_key,left_name,right_key\nsame,V0002,\"Budi,V0003\nsame,V0005,,V0055\n",
    );
    let refusal = run_with(&workshop, "out", &["--decisions", "list.csv"]).refusal();
    insta::assert_snapshot!(refusal, @r"
    exit code 3
    error: a quote that opens in this row is never closed (`list.csv` line 2)

    hint: Close it, or write two quotes for one that belongs to the text
    ");
}

#[test]
fn a_review_list_among_the_sources_is_no_source() {
    let workshop = small_shop();
    fs::copy(workshop.path("out/review.csv"), workshop.path("review.csv")).expect("a copy");
    let typed = ["run", "review.csv"].into_iter().chain(SMALL_SHOP);
    let said = workshop.satukan(typed.chain(["-o", "other"])).done();
    let note = "beside it `review.csv` is passed over: a review list is no source";
    assert!(said.stderr.contains(note), "{}", said.stderr);
    let records = |out: &str| audit(&workshop, out)["totals"]["records"].as_u64();
    assert_eq!(records("other"), records("out"));
    let refusal = workshop
        .satukan(["run", "review.csv", "-o", "alone"])
        .refusal();
    insta::assert_snapshot!(refusal, @r"
    exit code 3
    error: the only source is a review list (`review.csv`)

    hint: Name the files of the customers, and the list with `--decisions`
    ");
}

#[test]
fn a_list_that_is_not_there_is_told_before_blocking_is_explained() {
    let workshop = small_shop();
    let typed = ["run"].into_iter().chain(SMALL_SHOP);
    let more = ["--explain-blocking", "--decisions", "missing.csv"];
    let refusal = workshop.satukan(typed.chain(more)).refusal();
    assert!(refusal.contains("exit code 3"), "{refusal}");
    assert!(refusal.contains("`missing.csv`"), "{refusal}");
}
