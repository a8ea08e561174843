//! Profiles of small sources, from the file to the figures.

use super::*;
use crate::ingest::{SourceSettings, read};

/// Profiles one file of this text.
fn profiled(text: &str, settings: Settings) -> SourceProfile {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kartu.csv");
    std::fs::write(&path, text).expect("written");
    let sources = read(&SourceSettings::new(path)).expect("read");
    let mut profile = profile(&sources, settings);
    profile.sources.remove(0)
}

fn masked(text: &str) -> SourceProfile {
    profiled(text, Settings::default())
}

fn shown(text: &str) -> SourceProfile {
    profiled(text, Settings { show_values: true })
}

fn column<'a>(source: &'a SourceProfile, header: &str) -> &'a ColumnProfile {
    source
        .columns
        .iter()
        .find(|column| column.header == header)
        .expect("a column of that header")
}

fn fact<'a>(column: &'a ColumnProfile, what: &str) -> Option<&'a Fact> {
    column.facts.iter().find(|fact| fact.what == what)
}

fn suspicion<'a>(column: &'a ColumnProfile, what: &str) -> Option<&'a Suspicion> {
    column.suspicious.iter().find(|found| found.what == what)
}

const CARDS: &str = "NO_KARTU;NAMA;HP;TGL_LAHIR;TGL_BUAT\n\
    0107000571;SOEHARTO;081230456712;31/12/1970;04/01/2006\n\
    0107000572;AMINAH;-;01/02/71;05/01/2006\n\
    0107000573;BUDI SANTOSO;08123456789;30/02/1970;06/01/2006\n\
    0107000573;TIDAK ADA;0812304567;06/01/2006;06/01/2006\n\
    107000575;DEWI;85643120987;;07/01/2006\n";

#[test]
fn filled_valid_and_placeholders_are_counted_by_row() {
    let source = masked(CARDS);
    let name = column(&source, "NAMA");
    assert_eq!((name.rows, name.filled, name.placeholders), (5, 4, 1));
    assert_eq!((name.valid, name.distinct, name.unique), (Some(4), 4, 4));
    let phone = column(&source, "HP");
    assert_eq!((phone.filled, phone.placeholders), (3, 2));
    assert_eq!(suspicion(phone, "invented").map(|it| it.rows), Some(1));
    assert_eq!(suspicion(phone, "placeholder").map(|it| it.rows), Some(1));
    let birth = column(&source, "TGL_LAHIR");
    assert_eq!((birth.filled, birth.valid), (4, Some(3)), "30 February");
    assert_eq!(column(&source, "NO_KARTU").valid, None);
}

#[test]
fn values_are_masked_unless_asked_for_and_placeholders_never() {
    let text = serde_json::to_string(&masked(CARDS)).expect("JSON");
    for value in ["SOEHARTO", "AMINAH", "081230456712", "31/12/1970"] {
        assert!(!text.contains(value), "{value} in {text}");
    }
    assert!(text.contains("TIDAK ADA") && text.contains("08123456789"));
    let text = serde_json::to_string(&shown(CARDS)).expect("JSON");
    assert!(text.contains("SOEHARTO"));
}

#[test]
fn facts_are_decided_from_the_whole_column() {
    let source = masked(CARDS);
    let birth = column(&source, "TGL_LAHIR");
    let rows = |column, what| fact(column, what).map(|fact| fact.rows);
    assert_eq!(rows(birth, "dates that must be day first"), Some(2));
    assert_eq!(rows(birth, "two-digit years"), Some(1));
    assert_eq!(rows(column(&source, "NAMA"), "all in capitals"), Some(4));
    assert_eq!(
        rows(column(&source, "HP"), "numbers that begin with 8"),
        Some(1)
    );
    let card = column(&source, "NO_KARTU");
    assert_eq!(rows(card, "9 digits where others have 0 and 9"), Some(1));
    assert_eq!(rows(card, "fewer than the usual 10 digits"), None);
}

#[test]
fn impossible_births_and_repeated_cards_are_suspicious() {
    let source = masked(CARDS);
    let birth = column(&source, "TGL_LAHIR");
    assert_eq!(suspicion(birth, "invalid").map(|it| it.rows), Some(1));
    assert_eq!(suspicion(birth, "day_of_issue").map(|it| it.rows), Some(1));
    let card = suspicion(column(&source, "NO_KARTU"), "repeated").expect("one of them");
    assert_eq!((card.values, card.rows), (1, 2));
    assert_eq!(card.examples[0].value, "••••••••73");
}

#[test]
fn a_telephone_under_many_names_is_shared() {
    const NAMES: [&str; 10] = [
        "Suharto", "Aminah", "Budi", "Dewi", "Hartono", "Joko", "Kartika", "Lestari", "Mulyono",
        "Ningsih",
    ];
    let mut text = "NO_KARTU;NAMA;HP\n".to_owned();
    for (at, name) in NAMES.iter().enumerate() {
        text.push_str(&format!("{at:04};{name} Wijaya;0812-3045-6712\n"));
        text.push_str(&format!("1{at:03};{name} Wijaya;08564312{at:02}87\n"));
    }
    text.push_str("2000;Suharto Wijaya;081230456712\n");
    let source = masked(&text);
    let shared = suspicion(column(&source, "HP"), "shared").expect("the number of the shop");
    assert_eq!((shared.values, shared.rows), (1, 11));
    assert_eq!(shared.examples[0].names, Some(10));
}

#[test]
fn neither_the_order_of_rows_nor_the_number_of_threads_leaves_a_trace() {
    let mut rows: Vec<String> = (0..6000)
        .map(|at| format!("{at:05};Nama {};08{:09}", at % 71, at * 7919))
        .collect();
    let text = |rows: &[String]| format!("NO_KARTU;NAMA;HP\n{}\n", rows.join("\n"));
    let of = |rows: &[String]| {
        let mut source = masked(&text(rows));
        source.path.clear();
        serde_json::to_string(&source).expect("JSON")
    };
    let one = of(&rows);
    rows.reverse();
    assert_eq!(of(&rows), one);
    rows.rotate_left(1234);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    assert_eq!(alone.expect("a thread").install(|| of(&rows)), one);
}

#[test]
fn values_cut_by_a_field_are_seen() {
    let mut text = "NO_KARTU;NAMA\n".to_owned();
    for at in 0..60_u32 {
        let long = at % 3 == 0;
        let letter = char::from(b'a' + (at % 26) as u8);
        let name: String = match long {
            true => format!("Sri {} {}", letter, "Wahyuningsih Handayani"),
            false => format!("Budi {}", letter.to_string().repeat(1 + at as usize % 9)),
        };
        let cut: String = name.chars().take(20).collect();
        text.push_str(&format!("{at:04};{cut}\n"));
    }
    let cut = masked(&text);
    let cut = suspicion(column(&cut, "NAMA"), "cut").expect("the names of 20 characters");
    assert_eq!(
        cut.reason,
        "exactly 20 characters, cut by the width of a field"
    );
}
