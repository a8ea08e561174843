//! What `satukan.toml` says is obeyed, and the audit shows it.

use serde_json::Value;

use crate::table::{Table, json};
use crate::workshop::Workshop;

const RECORDS: &str = "F1|F2|F3|F4\n\
    900001|Muhammad Suharto|081230776711|Surabaya\n\
    900002|Mochamad Soeharto|081230776711|Surabaya\n\
    900003|Linda Tanoto|081331122334|Malang\n\
    900004|Siti Aminah|085643120987|Kediri\n";

const SETTINGS: &str = "max_rejects = 3\n\
    \n\
    [matching]\n\
    match_probability = 0.6\n\
    \n\
    [sources.members]\n\
    path = \"export.txt\"\n\
    kind = \"people\"\n\
    delimiter = \"|\"\n\
    header = true\n\
    \n\
    [sources.members.columns]\n\
    F1 = \"record_key\"\n\
    F3 = \"phone\"\n\
    F4 = \"shop\"\n";

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("export.txt", RECORDS);
    workshop.write("satukan.toml", SETTINGS);
    workshop
}

fn setting<'a>(audit: &'a Value, key: &str) -> (&'a str, &'a str) {
    let settings = audit["settings"].as_array().expect("settings");
    let found = settings
        .iter()
        .find(|setting| setting["key"] == key)
        .unwrap_or_else(|| panic!("no setting `{key}`"));
    (
        found["value"].as_str().expect("a value"),
        found["origin"].as_str().expect("an origin"),
    )
}

#[test]
fn the_file_in_the_working_folder_names_the_sources_and_their_columns() {
    let workshop = workshop();
    workshop.run(&[], "out");
    let audit = json(&workshop.path("out/audit.json"));
    let source = &audit["sources"][0];
    assert_eq!(
        (
            &source["name"],
            &source["kind"],
            &source["kind_reason"],
            &source["delimiter"]
        ),
        (
            &"members".into(),
            &"people".into(),
            &"set by the configuration".into(),
            &"|".into()
        )
    );
    for (at, field) in [(0, "record_key"), (2, "phone"), (3, "shop")] {
        let column = &source["columns"][at];
        assert_eq!(
            (&column["field"], &column["reason"]),
            (&field.into(), &"set by the configuration".into())
        );
    }
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    assert_eq!(crossref.column("source"), ["members"; 4]);
    assert_eq!(
        crossref.column("record_key"),
        ["900001", "900002", "900003", "900004"]
    );
}

#[test]
fn the_audit_shows_every_setting_with_its_origin() {
    let workshop = workshop();
    let typed = ["run", "-o", "out", "--match-probability", "0.7"];
    workshop.satukan(typed).done();
    let audit = json(&workshop.path("out/audit.json"));
    assert_eq!(setting(&audit, "max_rejects"), ("3", "satukan.toml"));
    assert_eq!(
        setting(&audit, "matching.match_probability"),
        ("0.7", "command line")
    );
    assert_eq!(setting(&audit, "matching.cohesion").1, "default");
    assert_eq!(
        setting(&audit, "sources.members.kind"),
        ("people", "satukan.toml")
    );
    assert_eq!(
        setting(&audit, "sources.members.columns.F3"),
        ("phone", "satukan.toml")
    );
    let page = std::fs::read_to_string(workshop.path("out/audit.html")).expect("a page");
    assert!(page.contains("matching.match_probability") && page.contains("command line"));
}

#[test]
fn a_setting_of_the_file_is_obeyed() {
    let workshop = workshop();
    workshop.write("export.txt", format!("{RECORDS}too|few\n"));
    workshop.write(
        "satukan.toml",
        SETTINGS.replace("max_rejects = 3", "max_rejects = 0"),
    );
    let outcome = workshop.satukan(["run", "-o", "out"]);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
    let typed = ["run", "-o", "out", "--max-rejects", "1"];
    workshop.satukan(typed).done();
}

#[test]
fn a_file_named_on_the_command_line_gets_what_the_settings_say_of_it() {
    let workshop = workshop();
    workshop.run(&["export.txt"], "out");
    let audit = json(&workshop.path("out/audit.json"));
    assert_eq!(audit["sources"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        audit["sources"][0]["kind_reason"],
        "set by the configuration"
    );
}

#[test]
fn a_category_of_settings_changes_the_hash_of_the_settings() {
    let workshop = workshop();
    workshop.run(&[], "out");
    let typed = ["run", "-o", "other", "--match-probability", "0.7"];
    workshop.satukan(typed).done();
    let hash = |out: &str| json(&workshop.path(out).join("manifest.json"))["settings"].clone();
    assert_ne!(hash("out"), hash("other"));
}
