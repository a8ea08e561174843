//! What customers bought, where they stand, and which line went to whom.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::table::{Table, json};
use crate::workshop::{SMALL_SHOP, Workshop};

const CARDS: &str = "NO_KARTU;NAMA;ALAMAT;HP\n\
    0001;Budi Santoso;Jl. Mawar 1;081230456712\n\
    0002;Budi Santoso;Jl. Mawar 1;081230456712\n\
    0003;Siti Aminah;Jl. Kenanga 3;081555000111\n\
    0004;Agus Wibowo;Jl. Anggrek 4;081777000222\n\
    0005;Rina Kartika;Jl. Dahlia 5;\n\
    0006;Hendra Gunawan;Jl. Melati 6;081888000333\n";

/// Budi came in 2007 with one card and in 2010 with another; Siti comes often; Agus came long ago.
const INVOICES: &str = "NO_FAKTUR;TGL;KD_TOKO;NO_KARTU;NAMA_BRG;QTY;TOTAL\n\
    F01;15/03/2007;T01;0001;KIPAS;1;240.000\n\
    F02;20/06/2010;T02;0002;TV;1;2.400.000\n\
    F03;01/02/2010;T01;0003;PANCI;2;200.000\n\
    F04;01/04/2010;T01;0003;PANCI;1;100.000\n\
    F05;01/06/2010;T02;0003;KOMPOR;1;380.000\n\
    F06;01/09/2010;T01;0003;PANCI;1;100.000\n\
    F07;02/09/2010;T01;0003;PANCI;1;-100.000\n\
    F08;05/05/2008;T03;0004;LEMARI;1;1.500.000\n\
    F09;31/12/2010;T01;9999;TV;1;2.400.000\n";

/// Runs on the cards and invoices, with settings; the golden file and the audit.
fn run_with(settings: &str, invoices: &str) -> (Workshop, Table, Value) {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", CARDS);
    workshop.write("faktur.csv", invoices);
    workshop.write("satukan.toml", settings);
    workshop.run(&["kartu.csv", "faktur.csv"], "out");
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    let audit = json(&workshop.path("out/audit.json"));
    (workshop, golden, audit)
}

/// Some columns of each customer, by name.
fn by_name<'a>(golden: &'a Table, columns: &[&str]) -> BTreeMap<&'a str, Vec<&'a str>> {
    let name = golden.at("name");
    let at: Vec<usize> = columns.iter().map(|column| golden.at(column)).collect();
    let rows = golden.rows.iter();
    rows.map(|row| {
        let cells = at.iter().map(|at| row[*at].as_str()).collect();
        (row[name].as_str(), cells)
    })
    .collect()
}

#[test]
fn the_profile_is_what_the_lines_say() {
    let (_, golden, _) = run_with("", INVOICES);
    let columns = [
        "invoices",
        "purchase_amount",
        "first_purchase",
        "last_purchase",
        "visits",
        "quantity",
        "average_basket",
        "days_between_purchases",
        "favourite_shop",
        "favourite_product",
        "return_lines",
        "return_amount",
        "amount_last_year",
        "amount_year_before",
        "trend",
        "days_since_purchase",
    ];
    let rows = by_name(&golden, &columns);
    // 59, 61 and 92 days lie between the visits of Siti.
    let siti = [
        "5",
        "680000.00",
        "2010-02-01",
        "2010-09-01",
        "4",
        "4.00",
        "136000.00",
        "61.0000",
        "T01",
        "PANCI",
        "1",
        "-100000.00",
        "680000.00",
        "0.00",
        "1.0000",
        "121",
    ];
    assert_eq!(rows["Siti Aminah"], siti);
    let budi = [
        "2",
        "2640000.00",
        "2007-03-15",
        "2010-06-20",
        "2",
        "2.00",
        "1320000.00",
        "1193.0000",
        "T02",
        "TV",
        "0",
        "0.00",
        "2400000.00",
        "0.00",
        "1.0000",
        "194",
    ];
    assert_eq!(rows["Budi Santoso"], budi);
    let rina = rows["Rina Kartika"].clone();
    assert_eq!(rina[..5], ["0", "0.00", "", "", "0"]);
}

#[test]
fn customers_stand_where_the_rules_say() {
    let (_, golden, audit) = run_with("", INVOICES);
    let columns = [
        "recency_score",
        "frequency_score",
        "money_score",
        "segment",
        "lifecycle",
        "value_tier",
    ];
    let rows = by_name(&golden, &columns);
    assert_eq!(
        rows["Siti Aminah"],
        ["5", "5", "1", "loyal", "loyal", "B"],
        "of 4.820.000 the others bring 86 %"
    );
    assert_eq!(
        rows["Budi Santoso"],
        ["3", "3", "5", "needs attention", "repeat", "A"]
    );
    assert_eq!(
        rows["Agus Wibowo"],
        ["1", "1", "3", "one-time", "lost", "A"]
    );
    assert_eq!(rows["Rina Kartika"], ["", "", "", "", "suspect", ""]);
    assert_eq!(rows["Hendra Gunawan"], ["", "", "", "", "prospect", ""]);
    let segments = &audit["segments"];
    assert_eq!(segments["reference"], "2010-12-31");
    let views = &segments["views"];
    let counts = |view: &str, keys: [&str; 5]| keys.map(|key| views[view][key].clone());
    let keys = ["buyers", "new", "repeat", "active", "lost"];
    assert_eq!(counts("cards", keys), [4, 2, 1, 2, 2].map(Value::from));
    assert_eq!(counts("customers", keys), [3, 1, 2, 2, 1].map(Value::from));
    assert_eq!(views["new_cards_of_old_customers"], 1);
    assert_eq!(views["inactive_cards_of_active_customers"], 1);
    let bands = segments["recency"].as_array().expect("bands");
    let days: Vec<(u64, u64)> = bands
        .iter()
        .map(|band| (band["score"].as_u64(), band["from"].as_u64()))
        .map(|(score, from)| (score.expect("a score"), from.expect("days")))
        .collect();
    assert_eq!(days, [(1, 970), (3, 194), (5, 121)]);
}

#[test]
fn risks_are_probabilities_and_rise_with_absence() {
    let (_, golden, _) = run_with("", INVOICES);
    let rows = by_name(&golden, &["churn_risk"]);
    let risk = |name: &str| rows[name][0].parse::<f64>().expect("a number");
    // Intervals of 59, 61, 92 and 1193 days have a mean of 351.25.
    let seen: f64 = 351.25 + 212.0;
    let siti = 1.0 / (1.0 + 4.0 * (seen / (seen + 121.0)).powi(4));
    assert!((risk("Siti Aminah") - siti).abs() < 1e-4);
    let agus = 1.0 / (1.0 + 351.25 / (351.25 + 970.0));
    assert!((risk("Agus Wibowo") - agus).abs() < 1e-4);
    assert_eq!(rows["Rina Kartika"][0], "");
}

#[test]
fn settings_decide_the_day_the_limits_and_the_names() {
    let settings = "[segments]\nreference = \"2008-12-31\"\nlapsed_days = 30\nlost_days = 300\nloyal_visits = 2\n\
        rules = [{ name = \"big\", m = \"4-\" }, { name = \"twice\", visits = 2 }]\n";
    let (workshop, golden, audit) = run_with(settings, INVOICES);
    let rows = by_name(&golden, &["segment", "lifecycle", "days_since_purchase"]);
    assert_eq!(rows["Budi Santoso"], ["big", "loyal", "0"]);
    assert_eq!(rows["Siti Aminah"], ["other", "loyal", "0"]);
    assert_eq!(rows["Agus Wibowo"], ["other", "lapsed", "240"]);
    assert_eq!(audit["segments"]["lines_after_reference"], 7);
    let warnings = audit["warnings"].to_string();
    assert!(
        warnings.contains("7 invoice lines are dated after 2008-12-31"),
        "{warnings}"
    );
    // What init prints of these settings gives the same result.
    let printed = workshop
        .satukan(["init", "kartu.csv", "faktur.csv"])
        .done()
        .stdout;
    workshop.write("satukan.toml", printed);
    workshop.run(&["kartu.csv", "faktur.csv"], "again");
    assert_eq!(
        Table::csv(&workshop.path("again/golden_customers.csv")),
        golden
    );
}

#[test]
fn a_segment_that_cannot_be_is_refused_with_its_line() {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", CARDS);
    workshop.write(
        "satukan.toml",
        "[segments]\nnew_days = 90\nreference = \"soon\"\n",
    );
    let outcome = workshop.satukan(["run", "kartu.csv", "-o", "out"]);
    assert_eq!(outcome.code, 2);
    insta::assert_snapshot!(outcome.stderr.trim(), @"error: `segments.reference` can't be used: expected a day such as `\"2010-12-31\"` (`satukan.toml` line 3)");
}

#[test]
fn without_invoices_nothing_is_said_of_purchases() {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", CARDS);
    workshop.run(&["kartu.csv"], "out");
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    for (name, cells) in by_name(&golden, &["visits", "segment", "lifecycle", "churn_risk"]) {
        assert_eq!(cells, ["", "", "", ""], "{name}");
    }
    let audit = json(&workshop.path("out/audit.json"));
    assert!(audit["segments"].is_null());
    let lines = Table::parquet(&workshop.path("out/purchases.parquet"));
    assert!(lines.rows.is_empty());
    let cards = Table::csv(&workshop.path("out/cards.csv"));
    assert_eq!(cards.rows.len(), 6);
}

#[test]
fn invoices_without_dates_have_totals_and_no_recency() {
    let undated: String = INVOICES
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(';').collect();
            cells.remove(1);
            format!("{}\n", cells.join(";"))
        })
        .collect();
    let (_, golden, audit) = run_with("", &undated);
    let rows = by_name(
        &golden,
        &[
            "purchase_amount",
            "visits",
            "recency_score",
            "frequency_score",
            "amount_last_year",
            "lifecycle",
            "churn_risk",
        ],
    );
    assert_eq!(
        rows["Siti Aminah"],
        ["680000.00", "4", "", "5", "", "loyal", ""]
    );
    assert!(audit["segments"]["reference"].is_null());
    assert_eq!(audit["segments"]["views"]["customers"]["undated"], 3);
}

#[test]
fn every_line_says_to_whom_it_went_and_the_sums_are_those_of_the_golden_file() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "out");
    let lines = Table::parquet(&workshop.path("out/purchases.parquet"));
    assert_eq!(
        lines.headers,
        [
            "source",
            "row",
            "invoice",
            "item_code",
            "item_name",
            "shop",
            "date",
            "quantity",
            "amount",
            "record_source",
            "record_row",
            "record_key",
            "customer_id",
            "attributed_by"
        ]
    );
    let file = std::fs::read_to_string(workshop.path("faktur.csv")).expect("invoices");
    assert_eq!(lines.rows.len(), file.lines().count() - 1);
    let (customer, amount) = (lines.at("customer_id"), lines.at("amount"));
    let by = lines.at("attributed_by");
    let ways: BTreeSet<&str> = lines.column("attributed_by").into_iter().collect();
    assert_eq!(ways, BTreeSet::from(["card", "identity", "nobody"]));
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for row in &lines.rows {
        assert_eq!(row[customer].is_empty(), row[by] == "nobody");
        *sums.entry(&row[customer]).or_default() += row[amount].parse::<f64>().expect("an amount");
    }
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    let (id, total) = (golden.at("customer_id"), golden.at("purchase_amount"));
    for row in &golden.rows {
        let sum = sums.get(row[id].as_str()).copied().unwrap_or(0.0);
        assert_eq!(row[total].parse::<f64>().expect("an amount"), sum);
    }
    let cards = Table::csv(&workshop.path("out/cards.csv"));
    let of_cards: f64 = cards
        .column("purchase_amount")
        .into_iter()
        .map(|cell| cell.parse::<f64>().expect("an amount"))
        .sum();
    let of_customers: f64 = sums
        .iter()
        .filter(|(customer, _)| !customer.is_empty())
        .map(|(_, sum)| sum)
        .sum();
    assert_eq!(of_cards, of_customers);
}

#[test]
fn a_sum_that_fits_no_column_stops_the_run() {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", CARDS);
    let huge: String = (0..12)
        .map(|row| format!("F{row};01/02/2010;0003;PANCI;1;9000000000000000\n"))
        .collect();
    workshop.write(
        "faktur.csv",
        format!("NO_FAKTUR;TGL;NO_KARTU;NAMA_BRG;QTY;TOTAL\n{huge}"),
    );
    let outcome = workshop.satukan(["run", "kartu.csv", "faktur.csv", "-o", "out", "--quiet"]);
    assert_ne!(outcome.code, 0);
    assert!(
        outcome
            .stderr
            .contains("is too large to be written: more than 92 quadrillion"),
        "{}",
        outcome.stderr
    );
    assert!(!workshop.path("out").exists());
}
