//! A spreadsheet that opens an output runs nothing that a customer typed.

use crate::table::Table;
use crate::workshop::{SMALL_SHOP, Workshop};

/// Whether a spreadsheet would take the cell for a formula; numbers and telephone numbers are none.
fn would_run(cell: &str) -> bool {
    let is_number = |rest: &str| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|character| character.is_ascii_digit() || " .,-".contains(character))
    };
    match cell.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => !is_number(&cell[1..]),
        _ => false,
    }
}

#[track_caller]
fn assert_harmless(workshop: &Workshop, out: &str) {
    for name in [
        "golden_customers.csv",
        "crossref.csv",
        "review.csv",
        "rejects.csv",
    ] {
        let table = Table::csv(&workshop.path(out).join(name));
        for cell in table.rows.iter().flatten().chain(&table.headers) {
            assert!(!would_run(cell), "{name} has the cell {cell}");
        }
    }
}

#[test]
fn the_small_shop_is_harmless() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "out");
    assert_harmless(&workshop, "out");
}

#[test]
fn formulas_in_every_column_are_neutralised() {
    let formulas = [
        "=HYPERLINK(\"\"x\"\")",
        "+A1+cmd|' /C calc'!A0",
        "-2+3+cmd",
        "@SUM(A1:A9)",
    ];
    let mut text = String::from("customer_no,name,address,city,phone,email,note\n");
    for (at, formula) in formulas.iter().cycle().take(16).enumerate() {
        let key = if at % 4 == 0 {
            format!("=K{at}")
        } else {
            format!("K{at}")
        };
        // Two rows each, so that the review list and the other values hold them too.
        text.push_str(&format!(
            "{key},\"{formula}\",\"{formula} Jl. Mawar {at}\",\"{formula}\",08123045{at:04},a{at}@example.com,\"{formula}\"\n\
             L{at},\"{formula}\",\"{formula} Jl. Mawar {at}\",\"{formula}\",08123045{at:04},,\"{formula}\"\n"
        ));
    }
    // A row that is rejected with its raw text.
    text.push_str("=1+1,too few\n");
    let workshop = Workshop::new();
    workshop.write("typed.csv", text);
    workshop.run(&["typed.csv"], "out");
    assert_harmless(&workshop, "out");
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    assert!(crossref.column("record_key").contains(&"'=K0"));
    let rejects = Table::csv(&workshop.path("out/rejects.csv"));
    assert_eq!(rejects.column("raw"), ["'=1+1,too few"]);
}
