//! Odd inputs, generated: very few records, very many of one, values that all share, chains, files without this or that.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use crate::folder::assert_same;
use crate::table::{Table, json};
use crate::workshop::Workshop;

const GIVEN: [&str; 20] = [
    "Agus", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Gunawan", "Hendra", "Indah", "Joko",
    "Kartika", "Lestari", "Mulyono", "Nurul", "Oktavia", "Prasetyo", "Rahmat", "Teguh", "Wahyu",
    "Zainal",
];
const FAMILY: [&str; 20] = [
    "Santoso",
    "Wijaya",
    "Kusuma",
    "Hidayat",
    "Siregar",
    "Nasution",
    "Simanjuntak",
    "Halim",
    "Pranoto",
    "Suryadi",
    "Handoko",
    "Lubis",
    "Harahap",
    "Wibowo",
    "Purnomo",
    "Tanjung",
    "Sitorus",
    "Manurung",
    "Marpaung",
    "Sinaga",
];
const STREETS: [&str; 12] = [
    "Merdeka",
    "Sudirman",
    "Diponegoro",
    "Melati",
    "Kenanga",
    "Anggrek",
    "Mawar",
    "Pahlawan",
    "Veteran",
    "Kartini",
    "Pattimura",
    "Cendana",
];
const CITIES: [&str; 5] = ["Surabaya", "Malang", "Kediri", "Madiun", "Jember"];
const TRADES: [&str; 16] = [
    "Maju",
    "Jaya",
    "Sentosa",
    "Abadi",
    "Makmur",
    "Sejahtera",
    "Mandiri",
    "Utama",
    "Karya",
    "Prima",
    "Sinar",
    "Bintang",
    "Samudra",
    "Garuda",
    "Rajawali",
    "Mutiara",
];
const GOODS: [&str; 6] = [
    "Tekstil",
    "Elektronik",
    "Bangunan",
    "Farmasi",
    "Otomotif",
    "Pangan",
];

/// A number that looks drawn below `limit`, the same for the same `of` and `salt`.
fn drawn(of: u64, salt: u64, limit: u64) -> u64 {
    let mut mixed = (of * 16 + salt).wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % limit
}

fn word(words: &[&str], of: u64, salt: u64) -> String {
    words[drawn(of, salt, words.len() as u64) as usize].to_owned()
}

/// What a row says of one of many strangers.
#[derive(Clone)]
struct Person {
    name: String,
    birth: String,
    phone: String,
    address: String,
    city: String,
}

fn person(of: u64) -> Person {
    Person {
        name: format!(
            "{} {} {}",
            word(&GIVEN, of, 0),
            word(&GIVEN, of, 9),
            word(&FAMILY, of, 1)
        ),
        birth: format!(
            "{}-{:02}-{:02}",
            1940 + drawn(of, 2, 60),
            1 + drawn(of, 3, 12),
            1 + drawn(of, 4, 28)
        ),
        phone: format!("0812{:08}", drawn(of, 5, 100_000_000)),
        address: format!("Jl. {} {}", word(&STREETS, of, 6), 1 + drawn(of, 7, 200)),
        city: word(&CITIES, of, 8),
    }
}

/// The same person once more, with a slip in the name, or without telephone or birth date.
fn again(of: u64) -> Person {
    let mut person = person(of);
    match of % 3 {
        0 => {
            person.name.remove(2);
        }
        1 => person.phone.clear(),
        _ => person.birth.clear(),
    }
    person
}

const HEADER: &str = "id,name,birth_date,phone,address,city";

/// Rows with the number of the entity that each is of.
struct Rows {
    text: String,
    entities: Vec<u64>,
}

impl Rows {
    fn new(header: &str) -> Self {
        Self {
            text: format!("{header}\n"),
            entities: Vec::new(),
        }
    }

    fn add(&mut self, entity: u64, row: &str) {
        writeln!(self.text, "{row}").expect("memory");
        self.entities.push(entity);
    }

    fn add_person(&mut self, entity: u64, person: &Person) {
        let Person {
            name,
            birth,
            phone,
            address,
            city,
        } = person;
        let row = format!(
            "K{},{name},{birth},{phone},{address},{city}",
            self.entities.len()
        );
        self.add(entity, &row);
    }

    fn of_strangers(numbers: impl Iterator<Item = u64>) -> Self {
        let mut rows = Self::new(HEADER);
        for number in numbers {
            rows.add_person(number, &person(number));
        }
        rows
    }
}

/// What a run made of rows: pairs rightly and wrongly together and wrongly apart, and the records of the largest person.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    persons: usize,
    right: u64,
    wrong: u64,
    missed: u64,
    largest: u64,
}

fn pairs(counts: impl Iterator<Item = u64>) -> u64 {
    counts.map(|count| count * (count - 1) / 2).sum()
}

/// Runs the main job on files of rows.
fn found(files: &[(&str, &Rows)]) -> (Workshop, Found) {
    let workshop = Workshop::new();
    for (name, rows) in files {
        workshop.write(name, &rows.text);
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    workshop.run(&names, "out");
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let mut entities: BTreeMap<u64, u64> = BTreeMap::new();
    let mut persons: BTreeMap<&str, u64> = BTreeMap::new();
    let mut both: BTreeMap<(&str, u64), u64> = BTreeMap::new();
    let (source, row, id) = (
        crossref.at("source"),
        crossref.at("row"),
        crossref.at("person_id"),
    );
    for cells in &crossref.rows {
        let (_, rows) = files
            .iter()
            .find(|(name, _)| name.strip_suffix(".csv") == Some(&cells[source]))
            .expect("a source of this run");
        let entity = rows.entities[cells[row].parse::<usize>().expect("a row") - 1];
        *entities.entry(entity).or_default() += 1;
        *persons.entry(&cells[id]).or_default() += 1;
        *both.entry((&cells[id], entity)).or_default() += 1;
    }
    let right = pairs(both.values().copied());
    let found = Found {
        persons: persons.len(),
        right,
        wrong: pairs(persons.values().copied()) - right,
        missed: pairs(entities.values().copied()) - right,
        largest: persons.values().copied().max().unwrap_or(0),
    };
    (workshop, found)
}

fn found_in(rows: &Rows) -> Found {
    found(&[("rows.csv", rows)]).1
}

#[track_caller]
fn assert_perfect(rows: &Rows) {
    let found = found_in(rows);
    assert_eq!((found.wrong, found.missed), (0, 0), "{found:?}");
}

/// Strangers, and some of them once more.
fn with_duplicates(strangers: u64, duplicates: u64) -> Rows {
    let mut rows = Rows::of_strangers(0..strangers);
    for number in 0..duplicates {
        rows.add_person(number, &again(number));
    }
    rows
}

#[test]
fn two_records_of_one_person_are_one_and_of_two_are_two() {
    for second in [person(1), again(1)] {
        let mut rows = Rows::of_strangers(1..2);
        rows.add_person(1, &second);
        assert_perfect(&rows);
    }
    assert_perfect(&Rows::of_strangers(1..3));
}

#[test]
fn fifty_records_are_enough() {
    assert_perfect(&with_duplicates(40, 10));
}

#[test]
fn a_thousand_equal_rows_are_one_person() {
    let mut rows = Rows::new(HEADER);
    for _ in 0..1_000 {
        rows.add_person(1, &person(1));
    }
    assert_perfect(&rows);
}

#[test]
fn a_person_of_a_thousand_records_comes_out_whole_among_others() {
    let mut rows = with_duplicates(1_000, 300);
    for at in 0..1_000u64 {
        let mut person = person(5_000);
        if at % 5 == 0 {
            person.name.remove(2 + (at / 5 % 4) as usize);
        }
        match at % 4 {
            1 => person.phone.clear(),
            2 => person.birth.clear(),
            3 => person.address.clear(),
            _ => {}
        }
        rows.add_person(5_000, &person);
    }
    let found = found_in(&rows);
    assert!(found.largest >= 990 && found.wrong <= 5, "{found:?}");
}

#[test]
fn where_none_are_alike_all_stay_apart() {
    assert_perfect(&Rows::of_strangers(0..1_000));
}

#[test]
fn one_attribute_joins_what_is_equal_and_nothing_else() {
    let mut rows = Rows::new("name");
    for number in (0..500).chain(0..50) {
        rows.add(number, &person(number).name);
    }
    let found = found_in(&rows);
    assert_eq!(found.missed, 0, "{found:?}");
    assert!(found.wrong <= 40 && found.largest <= 4, "{found:?}");
}

#[test]
fn records_without_a_name_are_matched_by_the_rest() {
    let mut rows = Rows::new("id,birth_date,phone,address,city");
    for (number, person) in (0..800).map(|number| (number, person(number))).chain(
        (0..200)
            .filter(|number| number % 3 > 0)
            .map(|number| (number, again(number))),
    ) {
        let at = rows.entities.len();
        let Person {
            birth,
            phone,
            address,
            city,
            ..
        } = person;
        rows.add(number, &format!("K{at},{birth},{phone},{address},{city}"));
    }
    assert_perfect(&rows);
}

#[test]
fn contacts_of_a_telephone_are_matched_without_a_place() {
    let mut rows = Rows::new("id,Name,Mobile,E-mail");
    let numbers = (0..40).chain(0..15);
    for (at, number) in numbers.enumerate() {
        let Person { name, phone, .. } = person(number);
        let mail = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let row = match at < 40 {
            true => format!("{at},{name},{phone},{mail}"),
            false if number % 3 == 0 => format!("{at},{name},,{mail}"),
            false => format!("{at},{name},+62 {},", &phone[1..]),
        };
        rows.add(number, &row);
    }
    assert_perfect(&rows);
}

#[test]
fn a_list_of_donations_tells_of_each_row_under_its_number() {
    let mut rows = Rows::new("tran_id,name,street,city,amount,date");
    for at in 0..300u64 {
        let number = at % 100;
        let Person {
            name,
            address,
            city,
            ..
        } = person(number);
        let row = format!(
            "T{at},{name},{address},{city},{},2024-05-{:02}",
            10 * at,
            1 + at % 28
        );
        rows.add(number, &row);
    }
    let (workshop, found) = found(&[("donations.csv", &rows)]);
    assert_eq!((found.right, found.wrong, found.missed), (300, 0, 0));
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let (row, key) = (crossref.at("row"), crossref.at("record_key"));
    for cells in &crossref.rows {
        let row: u64 = cells[row].parse().expect("a row");
        assert_eq!(cells[key], format!("T{}", row - 1));
    }
}

#[test]
fn a_hundred_attributes_are_compared() {
    const MORE: u64 = 97;
    let columns: Vec<String> = (0..MORE).map(|column| format!("col_{column}")).collect();
    let mut rows = Rows::new(&format!("id,name,birth_date,{}", columns.join(",")));
    for at in 0..200u64 {
        let (number, is_again) = (at % 150, at >= 150);
        let person = if is_again {
            again(number)
        } else {
            person(number)
        };
        let cells: Vec<String> = (0..MORE)
            .map(|column| {
                match (
                    is_again && drawn(at * MORE + column, 7, 10) == 0,
                    column % 2,
                ) {
                    (true, _) => String::new(),
                    (false, 0) => drawn(number * MORE + column, 4, 5_000).to_string(),
                    (false, _) => word(&TRADES, number * MORE + column, 3),
                }
            })
            .collect();
        rows.add(
            number,
            &format!("K{at},{},{},{}", person.name, person.birth, cells.join(",")),
        );
    }
    assert_perfect(&rows);
}

#[test]
fn organisations_are_matched_without_persons() {
    let mut rows = Rows::new("id,company,phone,address,city");
    for at in 0..750u64 {
        let (number, is_again) = (at % 600, at >= 600);
        let Person { address, city, .. } = person(number);
        let name = format!(
            "PT {} {} {}",
            word(&TRADES, number, 1),
            word(&TRADES, number, 2),
            word(&GOODS, number, 3)
        );
        let name = if is_again { name.to_uppercase() } else { name };
        let phone = if is_again && number % 2 == 0 {
            String::new()
        } else {
            format!("031{:07}", drawn(number, 5, 10_000_000))
        };
        rows.add(number, &format!("K{at},{name},{phone},{address},{city}"));
    }
    let found = found_in(&rows);
    assert!(found.missed <= 3 && found.wrong <= 3, "{found:?}");
}

#[test]
fn branches_of_a_chain_with_one_telephone_are_told_apart_by_their_houses() {
    let name = |number: u64| {
        let words = [1, 2, 3].map(|salt| word(&TRADES, number, salt));
        format!("PT {} {}", words.join(" "), word(&GOODS, number, 4))
    };
    let phone = |number: u64| format!("031{:07}", drawn(number, 5, 10_000_000));
    let mut rows = Rows::new("id,company,phone,address,city");
    let mut add = |entity: u64, name: &str, phone: &str| {
        let Person { address, city, .. } = person(entity);
        let row = format!("K{},{name},{phone},{address},{city}", rows.entities.len());
        rows.add(entity, &row);
    };
    // Firms of one house, every second twice; and chains of twelve branches, every third twice.
    for number in 0..400 {
        for again in 0..1 + number % 2 {
            let name = name(number);
            let name = if again > 0 { name.to_uppercase() } else { name };
            add(number, &name, &phone(number));
        }
    }
    for chain in 1_000..1_020 {
        for branch in 0..12 {
            for _ in 0..1 + u64::from(branch % 3 == 0) {
                add(20 * chain + branch, &name(chain), &phone(chain));
            }
        }
    }
    let found = found_in(&rows);
    assert!(found.missed <= 15 && found.wrong <= 15, "{found:?}");
}

#[test]
fn sources_of_other_words_and_headers_are_matched_across() {
    const COUNTRIES: [[&str; 2]; 6] = [
        ["ID", "Indonesia"],
        ["SG", "Singapore"],
        ["MY", "Malaysia"],
        ["AU", "Australia"],
        ["DE", "Germany"],
        ["NL", "Netherlands"],
    ];
    let file = |header: &str, records: &[(u64, Person)], language: usize| {
        let mut rows = Rows::new(header);
        for (number, person) in records {
            let country = COUNTRIES[drawn(*number, 11, 6) as usize][language];
            let colour = word(&TRADES, *number, 12);
            let row = format!(
                "K{},{},{},{},{country},{colour}",
                rows.entities.len(),
                person.name,
                person.phone,
                person.address
            );
            rows.add(*number, &row);
        }
        rows
    };
    let left: Vec<(u64, Person)> = (0..600).map(|number| (number, person(number))).collect();
    let right: Vec<(u64, Person)> = (300..900).map(|number| (number, again(number))).collect();
    let left = file("id,name,phone,address,nation,liked", &left, 0);
    let right = file("id,name,phone,address,nation,wanted", &right, 1);
    let (workshop, found) = found(&[("shop.csv", &left), ("web.csv", &right)]);
    assert!(found.wrong <= 3 && found.missed <= 15, "{found:?}");
    let model = std::fs::read_to_string(workshop.path("out/model.json")).expect("a model");
    assert!(model.contains("\"liked\"") && !model.contains("\"wanted\""));
}

#[test]
fn two_files_without_duplicates_are_linked_one_to_one() {
    let left = Rows::of_strangers(0..600);
    let mut right = Rows::new(HEADER);
    for number in 300..900 {
        right.add_person(number, &again(number));
    }
    let (_, found) = found(&[("shop.csv", &left), ("web.csv", &right)]);
    assert_eq!(
        (found.wrong, found.missed, found.largest),
        (0, 0, 2),
        "{found:?}"
    );
}

#[test]
fn a_telephone_of_five_thousand_makes_no_giant() {
    let mut rows = Rows::new(HEADER);
    for number in 0..5_000 {
        let phone = "031-7345678".to_owned();
        rows.add_person(
            number,
            &Person {
                phone,
                ..person(number)
            },
        );
    }
    for number in (5_000..6_000).chain(5_000..5_300) {
        rows.add_person(number, &person(number));
    }
    let found = found_in(&rows);
    assert_eq!(found.missed, 0, "{found:?}");
    assert!(found.wrong <= 5 && found.largest <= 3, "{found:?}");
}

/// Each record differs from the one before in one attribute, in turn.
fn chain() -> Rows {
    let mut rows = Rows::new(HEADER);
    for number in 0..1_000u64 {
        let version =
            |attribute: u64| person(1_000_000 + (number + 5 - attribute) / 5 * 8 + attribute);
        rows.add_person(
            number,
            &Person {
                name: version(0).name,
                birth: version(1).birth,
                phone: version(2).phone,
                address: version(3).address,
                city: version(4).city,
            },
        );
    }
    for number in 5_000..6_000 {
        rows.add_person(number, &person(number));
    }
    rows
}

#[test]
fn a_chain_of_a_thousand_near_neighbours_makes_no_giant() {
    let found = found_in(&chain());
    assert!(found.largest <= 10, "{found:?}");
}

#[test]
fn people_of_one_name_are_told_apart_by_the_rest() {
    let mut rows = Rows::new(HEADER);
    for number in (0..1_000).chain(0..200) {
        let mut person = person(number);
        person.name = "Budi Santoso".to_owned();
        if number % 2 == 1 && rows.entities.len() >= 1_000 {
            person.phone.clear();
        }
        rows.add_person(number, &person);
    }
    assert_perfect(&rows);
}

#[test]
fn a_chain_gives_the_same_bytes_for_any_number_of_threads() {
    let workshop = Workshop::new();
    workshop.write("rows.csv", &chain().text);
    for threads in ["1", "2", "7"] {
        let out = format!("out{threads}");
        workshop
            .satukan([
                "run",
                "rows.csv",
                "--quiet",
                "-o",
                &out,
                "--threads",
                threads,
            ])
            .done();
    }
    assert_same(&workshop.path("out1"), &workshop.path("out2"));
    assert_same(&workshop.path("out1"), &workshop.path("out7"));
}

#[test]
fn a_chain_gives_the_same_customers_in_any_order_of_its_rows() {
    let rows = chain().text;
    let (header, body) = rows.split_once('\n').expect("a header");
    let mut lines: Vec<&str> = body.lines().collect();
    lines.sort_by_key(|line| *blake3::hash(line.as_bytes()).as_bytes());
    let other = format!("{header}\n{}\n", lines.join("\n"));
    assert_ne!(rows, other);
    let golden = |rows: &str| {
        let workshop = Workshop::new();
        workshop.write("rows.csv", rows);
        workshop.run(&["rows.csv"], "out");
        fs::read(workshop.path("out/golden_customers.csv")).expect("a file")
    };
    assert!(golden(&rows) == golden(&other));
}

#[test]
fn weak_persons_of_a_chain_are_counted_and_stand_in_the_review_list() {
    let (workshop, _) = found(&[("rows.csv", &chain())]);
    let review = Table::csv(&workshop.path("out/review.csv"));
    let kind = review.at("kind");
    let weak = review.rows.iter().filter(|row| row[kind] == "weak").count();
    let audit = json(&workshop.path("out/audit.json"));
    assert!(weak > 0);
    assert_eq!(audit["cohesion"]["weak"], weak);
    let tenths = audit["cohesion"]["persons"].as_array().expect("tenths");
    let persons: u64 = tenths.iter().filter_map(|tenth| tenth[1].as_u64()).sum();
    let totals = &audit["totals"];
    let several = totals["persons"].as_u64().expect("a count")
        - totals["singletons"].as_u64().expect("a count");
    assert_eq!(persons, several);
    for row in review.rows.iter().filter(|row| row[kind] == "weak") {
        let (left, right) = (
            review.at("left_customer_id"),
            review.at("right_customer_id"),
        );
        assert_eq!(row[left], row[right]);
    }
}
