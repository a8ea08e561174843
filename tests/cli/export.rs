//! Packs for a new CRM, held against the written tables of each CRM's fields.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::folder::{assert_same, files};
use crate::table::{Table, json};
use crate::workshop::{SMALL_SHOP, Workshop};

/// A CRM, and its objects with the files that hold them.
const CRMS: [(&str, &[(&str, &str)]); 4] = [
    (
        "salesforce",
        &[("Account", "accounts"), ("Contact", "contacts")],
    ),
    (
        "hubspot",
        &[("Company", "companies"), ("Contact", "contacts")],
    ),
    ("odoo", &[("res.partner", "partners")]),
    (
        "suitecrm",
        &[("Accounts", "accounts"), ("Contacts", "contacts")],
    ),
];

fn fields() -> Table {
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/crm/tables");
    Table::csv(&tables.join("fields.csv"))
}

fn shop() -> Workshop {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "out");
    workshop
}

fn export<'a>(workshop: &Workshop, crm: &'a str, more: &[&'a str]) -> String {
    let typed = ["export", "out", "--for", crm, "-o", crm];
    let outcome = workshop.satukan(typed.into_iter().chain(more.iter().copied()));
    outcome.done().stdout
}

/// Whether a cell is what a field of this kind takes.
fn is_taken(kind: &str, cell: &str) -> bool {
    match kind {
        "date" => cell.len() == 10 && cell.split('-').map(str::len).eq([4, 2, 2]),
        "email" => cell.split('@').count() == 2,
        "phone" => cell
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'+'),
        "boolean" => ["true", "false", "True", "False", "0", "1"].contains(&cell),
        _ => true,
    }
}

#[test]
fn every_file_of_a_pack_is_as_the_crm_documents_its_fields() {
    let workshop = shop();
    let fields = fields();
    for (crm, objects) in CRMS {
        export(&workshop, crm, &[]);
        for (object, file) in objects {
            let table = Table::csv(&workshop.path(crm).join(format!("{file}.csv")));
            assert!(!table.rows.is_empty(), "{crm} {file}");
            let known: BTreeMap<&str, &Vec<String>> = fields
                .rows
                .iter()
                .filter(|row| row[0] == crm && row[1] == *object)
                .map(|row| (row[2].as_str(), row))
                .collect();
            for header in &table.headers {
                let field = known.get(header.as_str());
                let field = field.unwrap_or_else(|| panic!("{crm} {object} has no field {header}"));
                let cells = table.column(header);
                if field[5] == "yes" {
                    assert!(cells.iter().all(|cell| !cell.is_empty()), "{crm} {header}");
                }
                if field[6] == "yes" {
                    let filled = cells.iter().filter(|cell| !cell.is_empty());
                    let distinct: BTreeSet<&&str> = filled.clone().collect();
                    assert_eq!(distinct.len(), filled.count(), "{crm} {header}");
                }
                let length = field[4].parse().unwrap_or(usize::MAX);
                for cell in cells.into_iter().filter(|cell| !cell.is_empty()) {
                    assert!(cell.chars().count() <= length, "{crm} {header}");
                    assert!(is_taken(&field[3], cell), "{crm} {header}: {cell}");
                }
            }
            for (name, field) in known {
                let is_there = table.headers.iter().any(|header| header == name);
                assert!(
                    is_there || field[5].is_empty(),
                    "{crm} lacks the required {name}"
                );
            }
        }
    }
}

#[test]
fn every_customer_is_exported_or_listed_with_a_reason() {
    let workshop = shop();
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    let ids: BTreeSet<&str> = golden.column("customer_id").into_iter().collect();
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    for (crm, objects) in CRMS {
        export(&workshop, crm, &[]);
        let read = |name: &str| Table::csv(&workshop.path(crm).join(name));
        let not_exported = read("not_exported.csv");
        let map = read("old_to_new.csv");
        assert_eq!(map.rows.len(), crossref.rows.len());
        assert_eq!(map.column("old_key"), crossref.column("record_key"));
        assert_eq!(map.column("new_id"), crossref.column("customer_id"));
        // The key of each old record is one of a row of the object that it names.
        let keys: BTreeSet<(String, String)> = objects
            .iter()
            .flat_map(|(object, file)| {
                let table = read(&format!("{file}.csv"));
                let keys: Vec<(String, String)> = table
                    .rows
                    .iter()
                    .map(|row| ((*object).to_owned(), row[0].clone()))
                    .collect();
                keys
            })
            .collect();
        let mut exported: BTreeSet<&str> = BTreeSet::new();
        for row in &map.rows {
            let [object, key] = ["crm_object", "crm_key"].map(|header| row[map.at(header)].clone());
            if !object.is_empty() {
                assert!(keys.contains(&(object, key)), "{crm} {row:?}");
                exported.insert(&row[map.at("new_id")]);
            }
        }
        let left: BTreeSet<&str> = not_exported.column("customer_id").into_iter().collect();
        assert!(exported.is_disjoint(&left), "{crm}");
        assert_eq!(&exported | &left, ids, "{crm}");
        assert_eq!(left.len(), 1, "{crm}: the card without a name");
    }
}

#[test]
fn an_organisation_is_an_account_and_a_contact_finds_its_household() {
    let workshop = shop();
    export(&workshop, "salesforce", &["--country", "Indonesia"]);
    let accounts = Table::csv(&workshop.path("salesforce/accounts.csv"));
    let contacts = Table::csv(&workshop.path("salesforce/contacts.csv"));
    let names = accounts.column("Name");
    assert!(names.contains(&"Toko Sinar Jaya"));
    assert!(names.contains(&"Muhammad Suharto (household)"));
    assert!(!contacts.column("LastName").contains(&"Toko Sinar Jaya"));
    let ids: BTreeSet<&str> = accounts.column("Satukan_Id__c").into_iter().collect();
    for account in contacts.column("Account.Satukan_Id__c") {
        assert!(ids.contains(account), "{account}");
    }
    assert!(
        contacts
            .column("MailingCountry")
            .iter()
            .all(|country| *country == "Indonesia")
    );
    let odoo = export(&workshop, "odoo", &[]);
    assert!(
        odoo.starts_with("27 of 28 customers exported, 1 not\n"),
        "{odoo}"
    );
    let partners = Table::csv(&workshop.path("odoo/partners.csv"));
    let companies = partners.column("is_company");
    assert_eq!(
        companies
            .iter()
            .filter(|company| **company == "True")
            .count(),
        1
    );
}

#[test]
fn a_retired_card_is_never_the_one_that_is_kept() {
    let workshop = shop();
    export(&workshop, "generic", &[]);
    let retired = Table::csv(&workshop.path("generic/cards_to_retire.csv"));
    let kept: BTreeSet<&str> = retired.column("kept_card").into_iter().collect();
    assert!(
        retired
            .column("card")
            .iter()
            .all(|card| !kept.contains(card))
    );
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let cards: BTreeSet<&str> = crossref
        .rows
        .iter()
        .filter(|row| row[0] == "kartu_vip")
        .map(|row| row[crossref.at("record_key")].as_str())
        .filter(|card| !card.is_empty())
        .collect();
    let holders: BTreeSet<&str> = crossref
        .rows
        .iter()
        .filter(|row| row[0] == "kartu_vip" && !row[crossref.at("record_key")].is_empty())
        .map(|row| row[crossref.at("customer_id")].as_str())
        .collect();
    // Every holder keeps one card.
    assert_eq!(cards.len() - retired.rows.len(), holders.len());
    let own = retired
        .column("role")
        .into_iter()
        .filter(|role| *role == "own")
        .count();
    assert!(own > 0 && own < retired.rows.len());
}

#[test]
fn large_objects_are_split_and_the_count_sheet_knows_every_file() {
    let workshop = shop();
    export(&workshop, "odoo", &["--rows-per-file", "10"]);
    let rows: Vec<usize> = (1..=3)
        .map(|number| {
            Table::csv(&workshop.path(format!("odoo/partners-{number}.csv")))
                .rows
                .len()
        })
        .collect();
    assert_eq!(rows, [10, 10, 7]);
    let sheet = Table::csv(&workshop.path("odoo/rehearsal.csv"));
    for row in &sheet.rows {
        let bytes = fs::read(workshop.path("odoo").join(&row[0])).expect("a file");
        assert_eq!(
            row[3],
            blake3::hash(&bytes).to_hex().to_string(),
            "{}",
            row[0]
        );
        let table = Table::csv(&workshop.path("odoo").join(&row[0]));
        assert_eq!(row[2], table.rows.len().to_string(), "{}", row[0]);
    }
    let manifest = json(&workshop.path("odoo/manifest.json"));
    let listed = manifest["outputs"].as_object().expect("files").len();
    assert_eq!(listed + 1, files(&workshop.path("odoo")).len());
}

#[test]
fn a_pack_is_the_same_bytes_each_time_and_replaces_an_earlier_one() {
    let workshop = shop();
    export(&workshop, "salesforce", &["--rows-per-file", "5"]);
    export(&workshop, "salesforce", &[]);
    let typed = ["export", "out", "--for", "salesforce", "-o", "again"];
    workshop.satukan(typed).done();
    assert_same(&workshop.path("salesforce"), &workshop.path("again"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for (place, mode) in [("again", 0o700), ("again/contacts.csv", 0o600)] {
            let found = fs::metadata(workshop.path(place))
                .expect("there")
                .permissions()
                .mode();
            assert_eq!(found & 0o777, mode, "{place}");
        }
    }
}

#[test]
fn a_database_has_the_tables_with_keys_and_indexes() {
    let workshop = shop();
    export(&workshop, "generic", &["--format", "sqlite"]);
    let connection =
        Connection::open(workshop.path("generic/customers.sqlite")).expect("a database");
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        connection
            .query_row(&sql, [], |row| row.get(0))
            .expect("a count")
    };
    assert_eq!((count("golden_customers"), count("crossref")), (28, 70));
    let of_customer: i64 = connection
        .query_row(
            "SELECT count(*) FROM golden_customers JOIN crossref USING (customer_id) \
             JOIN provenance USING (customer_id) WHERE attribute = 'name' AND name = 'Budi Santoso'",
            [],
            |row| row.get(0),
        )
        .expect("a count");
    assert!(of_customer > 1);
    let keyed: i64 = connection
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'sqlite_autoindex_%' OR type = 'index'",
            [],
            |row| row.get(0),
        )
        .expect("a count");
    assert!(keyed >= 6, "{keyed}");
}

#[test]
fn what_cannot_be_exported_is_refused() {
    let workshop = shop();
    let refusal = |typed: &[&str]| {
        workshop
            .satukan(
                ["export", "out", "--for"]
                    .into_iter()
                    .chain(typed.iter().copied()),
            )
            .refusal()
    };
    insta::assert_snapshot!(refusal(&["odoo", "-o", "out"]), @r"
    exit code 2
    error: the pack can't go where a result stands (`out`)

    hint: Name a folder of its own with `-o`
    ");
    insta::assert_snapshot!(refusal(&["odoo", "-o", "out/pack"]), @r"
    exit code 2
    error: the pack can't go where a result stands (`out/pack`)

    hint: Name a folder of its own with `-o`
    ");
    insta::assert_snapshot!(refusal(&["odoo", "-o", "pack", "--format", "xlsx"]), @r"
    exit code 2
    error: the files for a CRM are CSV, whatever `--format` says

    hint: Leave out `--format`, or export `--for generic`
    ");
    insta::assert_snapshot!(refusal(&["odoo", "-o", "."]), @r"
    exit code 4
    error: the output folder has no name of its own (`.`)

    hint: Name a folder with `-o`, for example `-o out`
    ");
}
