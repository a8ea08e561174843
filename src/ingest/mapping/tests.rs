//! What columns are taken for, as a whole.

use super::{Draft, adapt, map};
use crate::ingest::Field;
use crate::ingest::kind::SourceKind;
use crate::ingest::shape::Shape;

/// Columns given as a header and values, one per row, before anything is said of them.
fn drafts<'a>(columns: &[(&'a str, &[&str])]) -> Vec<Draft<'a>> {
    columns
        .iter()
        .map(|(header, texts)| {
            let mut values: Vec<Box<str>> = vec!["".into()];
            let mut cells = Vec::new();
            for text in *texts {
                let at = values
                    .iter()
                    .position(|value| **value == **text)
                    .unwrap_or_else(|| {
                        values.push((*text).into());
                        values.len() - 1
                    });
                cells.push(at as u32);
            }
            Draft::new(
                header,
                !header.is_empty(),
                Shape::of(&cells, &values.iter().skip(1).collect()),
                None,
            )
        })
        .collect()
}

/// Maps columns given as a header and values, one per row.
fn fields(columns: &[(&str, &[&str])]) -> Vec<(Field, String)> {
    let mut drafts = drafts(columns);
    map(&mut drafts);
    drafts
        .into_iter()
        .map(|draft| (draft.field, draft.reason))
        .collect()
}

fn field(header: &str, texts: &[&str]) -> (Field, String) {
    fields(&[(header, texts)]).remove(0)
}

#[test]
fn values_veto_a_header_that_cannot_be_true() {
    let (found, reason) = field("TELP", &["01/02/1970", "03/04/1981", "05/06/1992"]);
    assert_eq!(found, Field::Attribute);
    assert_eq!(
        reason,
        "header `TELP` means telephone numbers, but the values look different"
    );
    let (found, reason) = field("HP", &["a@b.co.id", "c@d.com", "e@f.com"]);
    assert_eq!(found, Field::Email);
    assert_eq!(
        reason,
        "header `HP` means telephone numbers, but the values look different: like e-mail addresses"
    );
}

#[test]
fn names_under_a_header_that_means_something_else_are_names_where_no_other_column_has_any() {
    let names = [
        "Martin, John",
        "Mrs Patty Gonzalez",
        "Anna Smith",
        "Brown, Michael",
    ];
    assert_eq!(field("Member", &names).0, Field::Name);
    let teachers = ["Sarah Miller", "David Wilson", "Emily Davis", "Paul Taylor"];
    let both = fields(&[("Member", &names), ("Pupil", &teachers)]);
    assert_eq!((both[0].0, both[1].0), (Field::Attribute, Field::Name));
    assert_eq!(
        field("Member", &["A-0017", "A-0018", "A-0020"]).0,
        Field::CardNumber
    );
}

#[test]
fn a_column_st_of_codes_is_the_state() {
    let state = |codes: &[&str]| {
        fields(&[
            ("CITY", &["Peoria", "Decatur", "Gary"]),
            ("ST", codes),
            ("ZIP", &["61604", "62521", "46402"]),
        ])
        .remove(1)
        .0
    };
    assert_eq!(state(&["IL", "IL", "IN"]), Field::Province);
    let streets = ["Mill Lane", "High Street", "Church Road"];
    assert_ne!(state(&streets), Field::Province);
    assert_ne!(field("ST", &["AC", "IN", "CL"]).0, Field::Province);
}

#[test]
fn unknown_headers_are_understood_by_their_values_or_kept() {
    assert_eq!(field("x9", &["a@b.com", "c@d.com"]).0, Field::Email);
    assert_eq!(
        field("x9", &["3578011203700001", "3578014408810002"]).0,
        Field::NationalId
    );
    assert_eq!(
        field("x9", &["081234567891", "081234567892", "081234567891"]).0,
        Field::Phone
    );
    let (found, reason) = field("x9", &["foo", "bar", "foo"]);
    assert_eq!(found, Field::Attribute);
    assert_eq!(
        reason,
        "header `x9` is not known, the values are kept as they are"
    );
}

#[test]
fn empty_columns_and_row_numbers_are_ignored() {
    assert_eq!(
        field("NAMA", &["", "", ""]),
        (Field::Ignore, "column is empty".to_owned())
    );
    assert_eq!(field("NO", &["2", "1", "3", "4"]).0, Field::Ignore);
    assert_eq!(field("KOTA", &["SURABAYA"; 30]).0, Field::City);
    assert_eq!(field("x9", &["yes"; 30]).0, Field::Ignore);
}

#[test]
fn a_source_has_one_record_key_and_it_is_unique() {
    let found = fields(&[
        ("person_id", &["7", "7", "8"]),
        ("rec_id", &["r1", "r2", "r3"]),
        ("kode", &["C1", "C2", "C3"]),
    ]);
    let found: Vec<Field> = found.into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        found,
        [Field::Attribute, Field::RecordKey, Field::Attribute]
    );
}

#[test]
fn codes_of_their_own_in_the_foremost_column_name_the_rows_where_nothing_is_bought() {
    let firsts: &[&str] = &["HR01", "HR02", "HR03"];
    let names: &[&str] = &["Stomix Autohaus", "Gavis Elektro", "Kelid SA"];
    for header in ["RegisterNo", "ref", "kode"] {
        let found = fields(&[(header, firsts), ("Company", names)]);
        assert_eq!(found[0].0, Field::RecordKey, "{header}");
        assert!(
            header == "kode" || found[0].1.contains("foremost"),
            "{}",
            found[0].1
        );
    }
    let sums: &[&str] = &["120000", "35000", "7000"];
    let found = fields(&[("ref", firsts), ("Company", names), ("Total", sums)]);
    assert_ne!(found[0].0, Field::RecordKey);
    let found = fields(&[("Company", names), ("ref", firsts)]);
    assert_eq!(found[1].0, Field::Attribute);
}

#[test]
fn a_number_with_noughts_in_front_is_no_telephone_of_a_country_that_is_not_there() {
    let (school, phone): (&[&str], &[&str]) = (
        &["0011921895", "0014723480", "0011491417"],
        &["0046701234567", "0015551234567", "00622112345678"],
    );
    assert_ne!(field("XYZ", school).0, Field::Phone);
    let short: &[&str] = &["0024723480", "0034723482", "0044723481"];
    assert_ne!(field("XYZ", short).0, Field::Phone);
    assert_eq!(field("XYZ", phone).0, Field::Phone);
}

#[test]
fn an_address_column_without_a_house_holds_places() {
    let places: Vec<&str> = ["Carrownagh", "Kilcolman", "Ballytra"].repeat(10);
    let houses: Vec<&str> = ["Mill Lane 3", "Hill Road 12", "Kiln Street 7"].repeat(10);
    assert_eq!(field("Townland / Street", &places).0, Field::Village);
    assert_eq!(field("Townland / Street", &houses).0, Field::Address);
}

#[test]
fn names_of_firms_are_found_beside_those_of_their_contacts() {
    let firms: &[&str] = &[
        "Koch Sanitaer OHG",
        "Becker GmbH & Co. KG",
        "Jaeger Metall AG",
    ];
    let contacts: &[&str] = &["Hr. Fuchs", "Krause", "Fr. Lehmann"];
    let found = fields(&[("Bezeichnung", firms), ("Ansprechpartner", contacts)]);
    assert_eq!((found[0].0, found[1].0), (Field::Organisation, Field::Name));
    let goods: &[&str] = &["Kipas angin", "Kompor gas", "Kulkas dua pintu"];
    let found = fields(&[("Bezeichnung", goods), ("Ansprechpartner", contacts)]);
    assert_ne!(found[0].0, Field::Organisation);
}

#[test]
fn two_given_names_beside_a_family_name_are_no_whole_name() {
    let families: Vec<&str> = [
        "Iglesias Flores",
        "Cabrera López",
        "Calvo Romero",
        "Nieto Domínguez",
    ]
    .repeat(5);
    let given: Vec<&str> = ["María Mercedes", "Jesús"].repeat(10);
    let found = fields(&[("Apellidos", &families), ("Nombre", &given)]);
    assert_eq!(
        (found[0].0, found[1].0),
        (Field::FamilyName, Field::GivenName)
    );
}

#[test]
fn dates_with_the_month_in_letters_and_nothing_between_are_dates() {
    let births = ["20SEP1978", "7OCT1980", "05JAN1968", "4MAR1975"];
    assert_eq!(field("dob", &births).0, Field::BirthDate);
}

#[test]
fn the_city_beside_a_suburb_makes_the_suburb_a_district() {
    let found = fields(&[
        ("suburb", &["rivett", "frankston"]),
        ("city", &["canberra", "melbourne"]),
    ]);
    assert_eq!((found[0].0, found[1].0), (Field::District, Field::City));
    assert_eq!(field("suburb", &["rivett", "frankston"]).0, Field::City);
}

#[test]
fn a_bare_name_beside_given_names_is_the_family_name() {
    let found = fields(&[
        ("Nom", &["DUPONT", "MARTIN"]),
        ("Pr\u{e9}nom", &["Jean", "Marie"]),
    ]);
    assert_eq!(
        (found[0].0, found[1].0),
        (Field::FamilyName, Field::GivenName)
    );
    let found = fields(&[
        ("full_name", &["Jean Dupont", "Marie Martin"]),
        ("first_name", &["Jean", "Marie"]),
    ]);
    assert_eq!((found[0].0, found[1].0), (Field::Name, Field::GivenName));
}

#[test]
fn pieces_and_money_are_told_apart_by_size() {
    assert_eq!(field("JML", &["1", "2", "3"]).0, Field::Quantity);
    assert_eq!(field("JML", &["1.950.000", "275.000"]).0, Field::Amount);
}

#[test]
fn a_city_is_no_birth_place_and_the_reverse() {
    let found = fields(&[
        ("birth_place", &["London", "Leeds"]),
        ("city", &["York", "Bath"]),
    ]);
    assert_eq!((found[0].0, found[1].0), (Field::BirthPlace, Field::City));
}

#[test]
fn a_word_that_headers_share_hides_no_name() {
    let found = fields(&[
        ("inventor_first", &["Hiroka", "Alexander"]),
        ("inventor_last", &["Itani", "Epple"]),
    ]);
    assert_eq!(
        (found[0].0, found[1].0),
        (Field::GivenName, Field::FamilyName)
    );
    let found = fields(&[
        ("fname_c1", &["IRMGARD", "RENATE"]),
        ("fname_c2", &["", "EVA"]),
        ("lname_c1", &["DIETRICH", "KOEHLER"]),
    ]);
    assert_eq!(
        (found[0].0, found[1].0, found[2].0),
        (Field::GivenName, Field::MiddleName, Field::FamilyName)
    );
    // Said of somebody else, or by one column alone, it says nothing of the person.
    let found = fields(&[
        ("mother_first", &["Anna", "Eva"]),
        ("mother_last", &["Itani", "Epple"]),
        ("visit_last", &["Monday", "Friday"]),
    ]);
    assert!(found.iter().all(|(field, _)| *field == Field::Attribute));
}

#[test]
fn a_second_given_name_stands_beside_a_family_name() {
    let given: (&str, &[&str]) = ("fname", &["Oleh", "Thi"]);
    let second: (&str, &[&str]) = ("sname", &["Ivanovych", "Hoa"]);
    let found = fields(&[given, second, ("surname", &["Boiko", "Bui"])]);
    assert_eq!(
        (found[1].0, found[2].0),
        (Field::MiddleName, Field::FamilyName)
    );
    assert_eq!(fields(&[given, second])[1].0, Field::FamilyName);
}

#[test]
fn dates_of_persons_over_many_years_are_births() {
    let dates = |years: std::ops::Range<u32>| -> Vec<String> {
        let days = years.flat_map(|year| [(year, 3), (year, 17)]);
        days.map(|(year, day)| format!("{year}/05/{day:02}"))
            .collect()
    };
    let names: Vec<String> = (0..200).map(|at| format!("Name{at}")).collect();
    let found = |years| {
        let dates: Vec<String> = dates(years);
        let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
        let names: Vec<&str> = names[..dates.len()].iter().map(String::as_str).collect();
        let columns = [("surname", &names[..]), ("date", &dates[..])];
        let mut drafts = drafts(&columns);
        map(&mut drafts);
        adapt(&mut drafts, SourceKind::People);
        drafts[1].field
    };
    assert_eq!(found(1940..2005), Field::BirthDate);
    assert_eq!(found(2005..2024), Field::Attribute);
    assert_eq!(found(1982..2025), Field::Attribute);
}

#[test]
fn british_postal_codes_are_known_by_their_values() {
    assert_eq!(
        field("enumpc", &["LE3 4LS", "DE10DT", "PO12 4NX"]).0,
        Field::PostalCode
    );
    assert_ne!(
        field("flight", &["LH 400", "BA 12", "KL 1009"]).0,
        Field::PostalCode
    );
}

#[test]
fn websites_are_known_with_and_without_what_all_begin_with() {
    let sites = [
        "https://www.example.org/",
        "example.co.uk",
        "WWW.EXAMPLE.COM",
    ];
    assert_eq!(field("Web", &sites).0, Field::Website);
    assert_ne!(field("Web", &["yes", "no", "no"]).0, Field::Website);
}

#[test]
fn ages_tell_something_where_births_are_missing() {
    let years: Vec<&str> = [["1879", ""]; 20].concat();
    let ages: Vec<&str> = [["", "12"]; 20].concat();
    let found = fields(&[("birth_year", &years), ("age", &ages)]);
    assert_eq!((found[0].0, found[1].0), (Field::BirthYear, Field::Age));
    let found = fields(&[("birth_year", &["1879"; 40]), ("age", &ages)]);
    assert_eq!(found[1].0, Field::Attribute);
}

#[test]
fn few_values_in_many_rows_are_no_second_name() {
    let names: Vec<String> = (0..200).map(|at| format!("Maju {at} GmbH")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = fields(&[("NAME", &names), ("NAME2", &["Attn: Accounts"; 200])]);
    assert_eq!(found[0].0, Field::Organisation);
    assert_eq!(found[1].0, Field::Ignore);
}

#[test]
fn running_numbers_are_no_telephones() {
    let codes: Vec<String> = (0..100)
        .map(|at| format!("00{:08}", 26_147_600 + at * 7))
        .collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    assert_ne!(field("VENDOR", &codes).0, Field::Phone);
    let phones: Vec<String> = (0..100)
        .map(|at| format!("08123{:06}", at * 7_919))
        .collect();
    let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
    assert_eq!(field("x9", &phones).0, Field::Phone);
}

#[test]
fn parts_of_a_birth_are_told_where_no_whole_date_is() {
    let parts: [(&str, &[&str]); 3] = [
        ("by", &["1956", "1971"]),
        ("bm", &["6", "9"]),
        ("bd", &["15", "4"]),
    ];
    let found: Vec<Field> = fields(&parts).into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        found,
        [Field::BirthYear, Field::BirthMonth, Field::BirthDay]
    );
    assert_eq!(field("by", &["1956", "1971", "1956"]).0, Field::Attribute);
    assert_eq!(field("Geburtsjahr", &["1956", "1971"]).0, Field::BirthYear);
    assert_eq!(field("Umur", &["35", "41"]).0, Field::Age);
    let found = fields(&[
        ("dob", &["15-06-1956", "04-09-1971"]),
        ("birth_year", &["1956", "1971"]),
        ("age", &["50", "35"]),
    ]);
    assert_eq!(found[0].0, Field::BirthDate);
    assert_eq!(
        (found[1].0, found[2].0),
        (Field::Attribute, Field::Attribute)
    );
}

#[test]
fn a_date_is_a_birth_if_most_are_long_before_the_newest_and_no_other_event_is_named() {
    let years = |from: i32, step: i32| -> Vec<String> {
        (0..40)
            .map(|at| format!("{}-03-{:02}", from + at * step, 1 + at % 28))
            .collect()
    };
    let births = years(1930, 2);
    let births: Vec<&str> = births.iter().map(String::as_str).collect();
    assert_eq!(field("x9", &births).0, Field::BirthDate);
    assert_ne!(field("filing_date", &births).0, Field::BirthDate);
    let recent = years(1990, 1);
    let recent: Vec<&str> = recent[..30].iter().map(String::as_str).collect();
    assert_ne!(field("x9", &recent).0, Field::BirthDate);
}
