//! The main job on the small shop: what it writes is the contract.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::folder::files;
use crate::table::{Table, json};
use crate::workshop::{SMALL_SHOP, Workshop};

/// The files of the contract.
const FILES: [&str; 16] = [
    "audit.html",
    "audit.json",
    "cards.csv",
    "crossref.csv",
    "crossref.parquet",
    "golden_customers.csv",
    "golden_customers.parquet",
    "links.parquet",
    "manifest.json",
    "model.json",
    "provenance.parquet",
    "purchases.parquet",
    "rejects.csv",
    "review.csv",
    "settings.json",
    "shared_values.csv",
];

/// The first columns of the golden customer file.
const LEADING: [&str; 13] = [
    "customer_id",
    "name",
    "gender",
    "birth_date",
    "mobile",
    "landline",
    "email",
    "national_id",
    "address",
    "city",
    "province",
    "postal_code",
    "household_id",
];

fn small_shop_run() -> Workshop {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "out");
    workshop
}

#[test]
fn the_files_are_those_of_the_contract_and_nothing_stays_beside_them() {
    let workshop = small_shop_run();
    let names: Vec<String> = files(&workshop.path("out")).into_keys().collect();
    assert_eq!(names, FILES);
    assert_eq!(
        workshop.names(),
        [
            "expected_clusters.csv",
            "faktur.csv",
            "kartu_vip.csv",
            "out",
            "pelanggan_web.csv"
        ]
    );
}

#[test]
fn the_golden_file_starts_with_the_columns_of_the_contract() {
    let workshop = small_shop_run();
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    assert_eq!(golden.headers[..LEADING.len()], LEADING);
    for header in [
        "records",
        "cards",
        "own",
        "family",
        "proxy",
        "purchase_amount",
        "confidence",
        "completeness",
        "needs_review",
    ] {
        golden.at(header);
    }
}

#[test]
fn the_cross_reference_has_one_row_per_accepted_record() {
    let workshop = small_shop_run();
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    assert_eq!(
        crossref.headers,
        [
            "source",
            "row",
            "record_key",
            "person_id",
            "customer_id",
            "household_id",
            "role",
            "confidence",
            "reason",
            "flags"
        ]
    );
    let found: BTreeSet<(&str, &str, &str)> = crossref
        .rows
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str(), row[2].as_str()))
        .collect();
    let expected = Table::csv(&workshop.path("expected_clusters.csv"));
    let accepted: BTreeSet<(&str, &str, &str)> = expected
        .rows
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str(), row[2].as_str()))
        .collect();
    assert_eq!(crossref.rows.len(), found.len(), "each record once");
    assert_eq!(found, accepted);
    for role in crossref.column("role") {
        assert!(["own", "family", "proxy"].contains(&role), "{role}");
    }
    assert!(
        crossref
            .column("reason")
            .iter()
            .all(|cell| !cell.is_empty())
    );
}

#[test]
fn a_person_has_one_customer_and_a_customer_one_household() {
    let workshop = small_shop_run();
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    for (part, whole) in [
        ("person_id", "customer_id"),
        ("customer_id", "household_id"),
    ] {
        let mut known = BTreeMap::new();
        for (part, whole) in crossref
            .column(part)
            .into_iter()
            .zip(crossref.column(whole))
        {
            assert!(!part.is_empty() && !whole.is_empty());
            assert_eq!(*known.entry(part).or_insert(whole), whole, "{part}");
        }
    }
}

#[test]
fn golden_customers_and_cross_reference_name_the_same_customers() {
    let workshop = small_shop_run();
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let mut records: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (customer, role) in crossref
        .column("customer_id")
        .into_iter()
        .zip(crossref.column("role"))
    {
        *records
            .entry(customer)
            .or_default()
            .entry(role)
            .or_default() += 1;
    }
    let customers = golden.column("customer_id");
    assert_eq!(customers.len(), records.len(), "each customer once");
    assert!(
        records
            .values()
            .any(|roles| roles.values().sum::<usize>() == 1),
        "customers of one record are there"
    );
    for (at, customer) in customers.iter().enumerate() {
        let roles = records
            .get(customer)
            .unwrap_or_else(|| panic!("{customer} has no record"));
        let count = |header: &str| {
            golden.column(header)[at]
                .parse::<usize>()
                .expect("a number")
        };
        assert_eq!(count("records"), roles.values().sum::<usize>());
        for role in ["own", "family", "proxy"] {
            assert_eq!(count(role), roles.get(role).copied().unwrap_or(0), "{role}");
        }
    }
}

#[test]
fn a_ragged_row_is_a_reject_with_its_line_and_reason() {
    let workshop = small_shop_run();
    let text = fs::read_to_string(workshop.path("out/rejects.csv")).expect("rejects");
    insta::assert_snapshot!(text, @r#"
    source,line,reason,raw
    kartu_vip,44,"row has 3 fields, the header has 11",V0043;Hendro;Jl. Kapasan
    "#);
}

#[test]
fn the_review_list_has_a_column_to_decide_in() {
    let workshop = small_shop_run();
    let review = Table::csv(&workshop.path("out/review.csv"));
    assert!(review.column("decision").iter().all(|cell| cell.is_empty()));
    assert!(review.column("reason").iter().all(|cell| !cell.is_empty()));
}

#[test]
fn the_sums_of_the_audit_close_and_agree_with_the_files() {
    let workshop = small_shop_run();
    let audit = json(&workshop.path("out/audit.json"));
    let sums = audit["conservation"].as_array().expect("sums");
    assert!(sums.len() >= 6, "{sums:?}");
    for sum in sums {
        assert_eq!(sum["before"], sum["after"], "{}", sum["what"]);
    }
    for source in audit["sources"].as_array().expect("sources") {
        let count = |key: &str| source[key].as_u64().expect("a count");
        assert_eq!(
            count("rows_read"),
            count("rows_accepted") + count("rows_rejected")
        );
        // The small shop has one row per line, below one line of headers.
        let name = format!("{}.csv", source["name"].as_str().expect("a name"));
        let text = fs::read_to_string(workshop.path(name)).expect("a source");
        assert_eq!(count("rows_read"), text.lines().count() as u64 - 1);
    }
    let rows = |name: &str| Table::csv(&workshop.path("out").join(name)).rows.len();
    let total = |key: &str| audit["totals"][key].as_u64().expect("a total") as usize;
    assert_eq!(total("records"), rows("crossref.csv"));
    assert_eq!(total("customers"), rows("golden_customers.csv"));
    assert_eq!(total("rejects"), rows("rejects.csv"));
    assert_eq!(total("review"), rows("review.csv"));
}

/// Reads `Rp118.000,-`, `(75.000)`, `-75.000` and `185.000,00` as hundredths, not by the way of the product.
fn hundredths(written: &str) -> i64 {
    let is_negative = written.contains('(') || written.trim_start().starts_with('-');
    let digits: String = written
        .chars()
        .filter(|character| character.is_ascii_digit() || matches!(character, ',' | '.'))
        .collect();
    let (whole, cents) = match digits.len().checked_sub(3).map(|at| digits.split_at(at)) {
        Some((whole, end)) if end.starts_with([',', '.']) && end[1..].len() == 2 => {
            (whole.to_owned(), end[1..].to_owned())
        }
        _ => (digits.clone(), "00".to_owned()),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let amount: i64 = format!("{whole}{cents}").parse().expect("an amount");
    if is_negative { -amount } else { amount }
}

#[test]
fn the_amount_of_all_purchases_is_that_of_the_invoice_file() {
    let workshop = small_shop_run();
    let invoices = Table::delimited(&workshop.path("faktur.csv"), b';');
    let expected: i64 = invoices.column("TOTAL").into_iter().map(hundredths).sum();
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    let attributed: i64 = golden
        .column("purchase_amount")
        .into_iter()
        .map(|amount| amount.replace('.', "").parse::<i64>().expect("an amount"))
        .sum();
    let audit = json(&workshop.path("out/audit.json"));
    let unattributed = audit["invoices"]["unattributed_amount"]
        .as_i64()
        .expect("an amount");
    assert_eq!(attributed + unattributed, expected);
    let lines: usize = golden
        .column("invoice_lines")
        .into_iter()
        .map(|lines| lines.parse::<usize>().expect("a number"))
        .sum();
    let nobody = audit["invoices"]["unattributed"].as_u64().expect("lines") as usize;
    assert_eq!(lines + nobody, invoices.rows.len());
}

#[test]
fn every_golden_value_has_a_provenance_that_leads_to_a_record_of_the_customer() {
    let workshop = small_shop_run();
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let provenance = Table::parquet(&workshop.path("out/provenance.parquet"));
    let records: BTreeSet<(&str, &str, &str)> = crossref
        .rows
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str(), row[4].as_str()))
        .collect();
    let mut chosen = BTreeMap::new();
    let column = |header: &str| provenance.column(header);
    for (at, row) in provenance.rows.iter().enumerate() {
        let customer = column("customer_id")[at];
        let attribute = column("attribute")[at];
        let origin = (column("source")[at], column("row")[at], customer);
        assert!(records.contains(&origin), "{row:?}");
        assert!(!column("rule")[at].is_empty(), "{row:?}");
        let number = |header: &str| column(header)[at].parse::<u64>().expect("a number");
        assert!(
            (1..=number("available")).contains(&number("agreeing")),
            "{row:?}"
        );
        let before = chosen.insert((customer, attribute), column("value")[at]);
        assert_eq!(before, None, "one value has one provenance: {row:?}");
    }
    for customer in &golden.rows {
        for (header, value) in golden.headers.iter().zip(customer) {
            let is_chosen = LEADING[1..12].contains(&header.as_str());
            if is_chosen && !value.is_empty() {
                let found = chosen.get(&(customer[0].as_str(), header.as_str()));
                assert_eq!(found, Some(&value.as_str()), "{header} of {}", customer[0]);
            }
        }
    }
}

#[test]
fn parquet_and_csv_say_the_same() {
    let workshop = small_shop_run();
    for name in ["golden_customers", "crossref"] {
        let csv = Table::csv(&workshop.path(format!("out/{name}.csv")));
        let parquet = Table::parquet(&workshop.path(format!("out/{name}.parquet")));
        assert_eq!(csv.headers, parquet.headers);
        assert_eq!(csv.rows.len(), parquet.rows.len());
        // CSV rounds real numbers to four decimals and writes amounts with two.
        let is_same = |one: &str, other: &str| {
            let numbers = one.parse::<f64>().ok().zip(other.parse::<f64>().ok());
            let is_rounded = one.contains('.')
                && numbers.is_some_and(|(one, other)| (one - other).abs() <= 0.00005);
            one == other || is_rounded
        };
        for header in &csv.headers {
            for (one, other) in csv.column(header).into_iter().zip(parquet.column(header)) {
                assert!(is_same(one, other), "{name} {header}: {one} and {other}");
            }
        }
    }
}

#[test]
fn links_hold_together_records_of_one_person_and_ties_those_of_one_customer() {
    let workshop = small_shop_run();
    let links = Table::parquet(&workshop.path("out/links.parquet"));
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let places: BTreeMap<(&str, &str), &Vec<String>> = crossref
        .rows
        .iter()
        .map(|row| ((row[0].as_str(), row[1].as_str()), row))
        .collect();
    let levels = links.column("level");
    assert!(levels.contains(&"person") && levels.contains(&"customer"));
    assert!(
        levels.is_sorted_by(|one, other| one >= other),
        "persons first"
    );
    for side in ["left", "right"] {
        let sources = links.column(&format!("{side}_source"));
        let rows = links.column(&format!("{side}_row"));
        for (at, place) in sources.into_iter().zip(rows).enumerate() {
            let column = match levels[at] {
                "person" => "person_id",
                _ => "customer_id",
            };
            let row = places[&place];
            assert_eq!(row[crossref.at(column)], links.rows[at][links.at(column)]);
        }
    }
}

#[test]
fn the_manifest_has_the_hash_of_every_input_and_output() {
    let workshop = small_shop_run();
    let manifest = json(&workshop.path("out/manifest.json"));
    let mut outputs = files(&workshop.path("out"));
    outputs.remove("manifest.json");
    let listed = manifest["outputs"].as_object().expect("outputs");
    assert_eq!(listed.len(), outputs.len());
    for (name, bytes) in &outputs {
        let hash = blake3::hash(bytes).to_hex().to_string();
        assert_eq!(listed[name].as_str(), Some(hash.as_str()), "{name}");
    }
    let inputs = manifest["inputs"].as_object().expect("inputs");
    assert_eq!(inputs.len(), SMALL_SHOP.len());
    for name in SMALL_SHOP {
        let bytes = fs::read(workshop.path(name)).expect("a source");
        let hash = blake3::hash(&bytes).to_hex().to_string();
        let stem = name.trim_end_matches(".csv");
        assert_eq!(inputs[stem].as_str(), Some(hash.as_str()), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn the_output_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let workshop = small_shop_run();
    let mode = |path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(workshop.path("out")), 0o700);
    for name in FILES {
        assert_eq!(mode(workshop.path("out").join(name)), 0o600, "{name}");
    }
}

#[test]
fn the_audit_page_is_one_file_that_needs_no_network() {
    let workshop = small_shop_run();
    let page = fs::read_to_string(workshop.path("out/audit.html")).expect("a page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    for outside in [
        "http://",
        "https://",
        "<link",
        "<script src",
        "<img",
        "<iframe",
        "@import",
        "url(",
        " src=",
        "fetch(",
        "XMLHttpRequest",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn the_audit_shows_no_customer() {
    let workshop = small_shop_run();
    // Without the row that died in the middle.
    let cards = fs::read_to_string(workshop.path("kartu_vip.csv")).expect("cards");
    let whole: Vec<&str> = cards
        .lines()
        .filter(|line| line.matches(';').count() >= 10)
        .collect();
    workshop.write("whole.csv", whole.join("\n"));
    let cards = Table::delimited(&workshop.path("whole.csv"), b';');
    for name in ["audit.html", "audit.json", "manifest.json"] {
        let text = fs::read_to_string(workshop.path("out").join(name)).expect("a file");
        for header in ["NAMA PELANGGAN", "ALAMAT", "TELEPON", "NO KTP"] {
            for value in cards
                .column(header)
                .into_iter()
                .filter(|value| value.len() > 6)
            {
                assert!(!text.contains(value), "a {header} in {name}");
            }
        }
    }
}

#[test]
fn a_second_run_replaces_the_first_whole() {
    let workshop = small_shop_run();
    workshop.run(&["pelanggan_web.csv"], "out");
    let names: Vec<String> = files(&workshop.path("out")).into_keys().collect();
    assert_eq!(names, FILES);
    assert_eq!(
        Table::csv(&workshop.path("out/crossref.csv")).rows.len(),
        10
    );
}
