//! Who really holds the cards: a small shop whose rings, families and crowds are known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::folder::assert_same;
use crate::table::{Table, json};
use crate::workshop::{Outcome, Workshop};

/// The number that a shop gave for forty customers who had none.
const OF_THE_SHOP: &str = "031-5020555";

/// The number that six names of one ring share.
const OF_THE_RING: &str = "081230776711";

/// First names of which no two look alike.
const FIRST: [&str; 40] = [
    "Agus", "Bambang", "Cahyono", "Dedi", "Eko", "Fajar", "Gunawan", "Hendra", "Irfan", "Joko",
    "Kartika", "Lestari", "Mulyono", "Nanang", "Oktavia", "Pramono", "Qomar", "Rudi", "Slamet",
    "Teguh", "Umar", "Vera", "Wawan", "Yanto", "Zainal", "Arini", "Bunga", "Citra", "Dewi",
    "Endang", "Fitri", "Galuh", "Hesti", "Indah", "Juwita", "Kusuma", "Laras", "Maya", "Novita",
    "Puspita",
];

const LAST: [&str; 20] = [
    "Hartanto",
    "Wibisono",
    "Siregar",
    "Nasution",
    "Prabowo",
    "Kurniawan",
    "Setiadi",
    "Rahardjo",
    "Simanjuntak",
    "Mahendra",
    "Suryanto",
    "Halim",
    "Tanoto",
    "Gunadi",
    "Wijayanto",
    "Lubis",
    "Pangestu",
    "Nugraha",
    "Syahputra",
    "Adiwinata",
];

const STREETS: [&str; 16] = [
    "Jl. Dharmahusada",
    "Jl. Klampis Jaya",
    "Jl. Ngagel Tirto",
    "Jl. Rungkut Asri",
    "Jl. Kertajaya",
    "Jl. Manyar Sabrangan",
    "Jl. Darmo Permai",
    "Jl. Kutisari",
    "Jl. Gayungsari",
    "Jl. Jemursari",
    "Jl. Margorejo",
    "Jl. Bendul Merisi",
    "Jl. Pucang Anom",
    "Jl. Tenggilis",
    "Jl. Semolowaru",
    "Jl. Wiyung",
];

const HEADER: &str = "NO KARTU,NAMA,ALAMAT,KOTA,TELEPON,TGL LAHIR,TGL BUAT,KD TOKO,NO FAKTUR\n";

/// The rows of the cards, as they are handed out.
#[derive(Default)]
struct Cards(Vec<String>);

impl Cards {
    /// Hands out a card for a receipt; `day` counts from the opening of the first shop; gives its number.
    fn hand_out(
        &mut self,
        name: &str,
        address: &str,
        phone: &str,
        born: &str,
        (day, shop, receipt): (usize, usize, &str),
    ) -> String {
        let number = format!("V{:05}", 10 * (self.0.len() + 1));
        let issued = format!(
            "{:04}-{:02}-{:02}",
            2004 + day / 336,
            day / 28 % 12 + 1,
            day % 28 + 1
        );
        let row = format!(
            "{number},{name},{address},Surabaya,{phone},{born},{issued},T{shop:02},{receipt}\n"
        );
        self.0.push(row);
        number
    }

    /// Somebody with a card, telephone and house of her own.
    fn hand_out_to_a_stranger(&mut self, at: usize) -> String {
        let name = format!("{} {}", FIRST[at % 40], LAST[(at / 40 + at * 7) % 20]);
        let address = format!("{} {}", STREETS[(at * 5 + at / 16) % 16], 3 + at * 7 % 181);
        let phone = format!(
            "08{:02}{:08}",
            11 + at % 20,
            10_000_019 + at * 7_654_321 % 80_000_000
        );
        let born = format!(
            "{}-{:02}-{:02}",
            1948 + at % 45,
            at % 12 + 1,
            (at * 7) % 27 + 2
        );
        let day = at * 3 % 1000;
        self.hand_out(
            &name,
            &address,
            &phone,
            &born,
            (day, at % 4, &format!("F{at:06}")),
        )
    }
}

/// The shop, and the card numbers of each group in it.
struct Shop {
    workshop: Workshop,
    ring: Vec<String>,
    parents: [String; 2],
    daughter: Vec<String>,
    of_the_shop: Vec<String>,
    boarders: [String; 2],
}

/// Forty first names in the order in which the crowds take them.
fn names(from: usize) -> impl Iterator<Item = String> {
    (0..).map(move |at| {
        format!(
            "{} {}",
            FIRST[(at * 11 + from) % 40],
            LAST[(at * 3 + from) % 20]
        )
    })
}

fn shop() -> Shop {
    let mut cards = Cards::default();
    for at in 0..600 {
        cards.hand_out_to_a_stranger(at);
    }
    // Rings like the one that is looked at, so that there is something to learn from.
    for ring in 0..12 {
        let phone = format!("08577{:07}", 1_234_567 + ring * 654_321);
        let address = format!("Jl. Raya Gubeng {}", 11 + ring * 4);
        for (at, name) in names(ring * 5).take(5).enumerate() {
            let day = 40 * ring + 2 * (at / 2);
            let receipt = format!("R{ring:02}{:03}", at / 2);
            cards.hand_out(&name, &address, &phone, "", (day, ring % 4, &receipt));
        }
    }
    let mut ring = Vec::new();
    for (at, name) in names(3).take(6).enumerate() {
        let receipt = format!("S{:05}", at / 2);
        ring.push(cards.hand_out(
            &name,
            "Jl. Ketintang Baru III No. 12",
            OF_THE_RING,
            "",
            (500 + at / 2, 1, &receipt),
        ));
    }
    let home = "Jl. Sutorejo Utara No. 27";
    let parents = [
        cards.hand_out(
            "Hadi Purnomo",
            home,
            "081555220011",
            "1956-04-19",
            (20, 2, "P00001"),
        ),
        cards.hand_out(
            "Endah Purnomo",
            home,
            "081555220011",
            "1959-10-02",
            (20, 2, "P00001"),
        ),
    ];
    let daughter = [(300, "D00001"), (620, "D00002"), (900, "D00003")]
        .map(|(day, receipt)| {
            cards.hand_out(
                "Ratna Purnomo",
                home,
                "081332441922",
                "1985-01-23",
                (day, 3, receipt),
            )
        })
        .to_vec();
    let mut of_the_shop = Vec::new();
    for (at, name) in names(17).take(40).enumerate() {
        let address = format!("{} {}", STREETS[at * 3 % 16], 190 + at);
        let born = format!("{}-{:02}-{:02}", 1950 + at, at % 12 + 1, at % 27 + 2);
        of_the_shop.push(cards.hand_out(
            &name,
            &address,
            OF_THE_SHOP,
            &born,
            (25 * at, 0, &format!("O{at:05}")),
        ));
    }
    let house = "Jl. Karang Menjangan 88";
    let boarders = [
        cards.hand_out(
            "Yohanes Tanoto",
            house,
            "081330011224",
            "1988-02-11",
            (410, 0, "B00001"),
        ),
        cards.hand_out(
            "Siti Nasution",
            house,
            "085648877331",
            "1990-07-30",
            (777, 2, "B00002"),
        ),
    ];
    let workshop = Workshop::new();
    workshop.write("kartu.csv", format!("{HEADER}{}", cards.0.concat()));
    Shop {
        workshop,
        ring,
        parents,
        daughter,
        of_the_shop,
        boarders,
    }
}

impl Shop {
    fn run(&self, out: &str) -> Outcome {
        self.workshop.run(&["kartu.csv"], out)
    }

    /// Runs with the table `[customers]`.
    fn run_with(&self, customers: &str, out: &str) -> Outcome {
        self.workshop
            .write("satukan.toml", format!("[customers]\n{customers}\n"));
        self.run(out)
    }

    fn crossref(&self, out: &str) -> Crossref {
        Crossref(Table::csv(&self.workshop.path(out).join("crossref.csv")))
    }

    fn audit(&self, out: &str) -> Value {
        json(&self.workshop.path(out).join("audit.json"))
    }

    /// The row of the worksheet on a shared value, with the places of its columns.
    fn shared(&self, out: &str, value: &str) -> BTreeMap<String, String> {
        let table = Table::csv(&self.workshop.path(out).join("shared_values.csv"));
        let row = table.rows.iter().find(|row| row[1].ends_with(value));
        let row = row.expect("the value is shared");
        table
            .headers
            .iter()
            .cloned()
            .zip(row.iter().cloned())
            .collect()
    }

    /// Writes a decision into the worksheet.
    fn decide(&self, out: &str, value: &str, decision: &str) {
        let path = self.workshop.path(out).join("shared_values.csv");
        let text = fs::read_to_string(&path).expect("the worksheet");
        let lines: Vec<String> = text
            .lines()
            .map(|line| {
                let mut cells: Vec<&str> = line.split(',').collect();
                if cells[1].ends_with(value) {
                    cells[2] = decision;
                }
                cells.join(",") + "\n"
            })
            .collect();
        fs::write(path, lines.concat()).expect("the worksheet");
    }
}

/// The cross-reference by card number.
struct Crossref(Table);

impl Crossref {
    fn cell(&self, card: &str, column: &str) -> &str {
        let key = self.0.at("record_key");
        let row = self.0.rows.iter().find(|row| row[key] == card);
        &row.expect("the card is there")[self.0.at(column)]
    }

    fn distinct<'a>(&'a self, cards: &[String], column: &str) -> BTreeSet<&'a str> {
        cards.iter().map(|card| self.cell(card, column)).collect()
    }

    fn customers<'a>(&'a self, cards: &[String]) -> BTreeSet<&'a str> {
        self.distinct(cards, "customer_id")
    }
}

/// How the two numbers end however they are written.
const RING_ENDS: &str = "81230776711";
const SHOP_ENDS: &str = "315020555";

#[test]
fn names_around_one_telephone_and_house_with_shared_receipts_are_one_customer() {
    let shop = shop();
    shop.run("out");
    let crossref = shop.crossref("out");
    assert_eq!(crossref.distinct(&shop.ring, "person_id").len(), 6);
    assert_eq!(crossref.customers(&shop.ring).len(), 1);
    let roles: Vec<&str> = shop
        .ring
        .iter()
        .map(|card| crossref.cell(card, "role"))
        .collect();
    assert_eq!(
        roles.iter().filter(|role| **role == "own").count(),
        1,
        "{roles:?}"
    );
    for card in shop
        .ring
        .iter()
        .filter(|card| crossref.cell(card, "role") != "own")
    {
        assert!(crossref.cell(card, "reason").contains("phone same"));
    }
    assert_eq!(shop.shared("out", RING_ENDS)["verdict"], "ring");
}

#[test]
fn a_daughter_who_buys_for_herself_is_a_customer_of_her_own_in_the_household_of_her_parents() {
    let shop = shop();
    shop.run("out");
    let crossref = shop.crossref("out");
    assert_eq!(crossref.customers(&shop.daughter).len(), 1);
    assert_eq!(crossref.customers(&shop.parents).len(), 1);
    assert!(
        crossref
            .customers(&shop.daughter)
            .is_disjoint(&crossref.customers(&shop.parents))
    );
    let family = [&shop.parents[..], &shop.daughter].concat();
    assert_eq!(crossref.distinct(&family, "household_id").len(), 1);
    let is_own = |card: &&String| crossref.cell(card, "role") == "own";
    assert_eq!(shop.parents.iter().filter(is_own).count(), 1);
}

#[test]
fn the_telephone_of_a_shop_holds_nobody_together() {
    let shop = shop();
    shop.run("out");
    let crossref = shop.crossref("out");
    assert_eq!(crossref.customers(&shop.of_the_shop).len(), 40);
    let row = shop.shared("out", SHOP_ENDS);
    assert_eq!((&*row["verdict"], &*row["records"]), ("shop", "40"));
}

#[test]
fn two_boarders_are_two_customers() {
    let shop = shop();
    shop.run("out");
    assert_eq!(shop.crossref("out").customers(&shop.boarders).len(), 2);
}

#[test]
fn flagged_cards_stay_with_their_persons_and_stand_in_the_review_list() {
    let shop = shop();
    shop.run_with("merge = \"flag\"", "out");
    let crossref = shop.crossref("out");
    assert_eq!(crossref.customers(&shop.ring).len(), 6);
    let review = Table::csv(&shop.workshop.path("out/review.csv"));
    let kinds = review.column("kind");
    let first = kinds
        .iter()
        .position(|kind| *kind == "one customer?")
        .expect("a case");
    assert!(
        kinds[first..].iter().all(|kind| *kind == "one customer?"),
        "they come last"
    );
    let likely: Vec<f64> = review.column("match_probability")[first..]
        .iter()
        .map(|cell| cell.parse().expect("a probability"))
        .collect();
    assert!(
        likely.is_sorted_by(|one, other| one >= other),
        "strongest first"
    );
    let sides = ["left_key", "right_key"].map(|column| review.column(column));
    let is_ours = |at: usize| {
        sides
            .iter()
            .all(|keys| shop.ring.iter().any(|card| card == keys[at]))
    };
    let ours: Vec<usize> = (first..review.rows.len())
        .filter(|at| is_ours(*at))
        .collect();
    assert_eq!(ours.len(), 15, "each two of six");
    assert!(review.column("reason")[ours[0]].contains("phone same"));
    let golden = Table::csv(&shop.workshop.path("out/golden_customers.csv"));
    let customers = golden.column("customer_id");
    let at = customers
        .iter()
        .position(|id| *id == crossref.cell(&shop.ring[0], "customer_id"));
    assert_eq!(
        golden.column("needs_review")[at.expect("a customer")],
        "true"
    );
    let audit = shop.audit("out");
    assert_eq!(audit["totals"]["review"], review.rows.len());
    assert_eq!(audit["totals"]["proxy"], 0);
}

#[test]
fn where_merging_is_off_customers_are_persons_and_nothing_is_asked() {
    let shop = shop();
    shop.run_with("merge = \"off\"", "out");
    let crossref = shop.crossref("out");
    let ids = |column: &str| -> Vec<String> {
        let ids = crossref.0.column(column);
        ids.iter().map(|id| id[1..].to_owned()).collect()
    };
    assert_eq!(ids("person_id"), ids("customer_id"));
    assert_eq!(ids("person_id"), ids("household_id"));
    let review = Table::csv(&shop.workshop.path("out/review.csv"));
    assert!(!review.column("kind").contains(&"one customer?"));
    let audit = shop.audit("out");
    assert!(audit["totals"]["estimate"].is_null());
    assert_eq!(audit["rings"], Value::Array(Vec::new()));
}

#[test]
fn what_a_person_decides_of_a_shared_value_is_read_by_the_next_run_and_kept() {
    let shop = shop();
    shop.run("out");
    let before = shop.crossref("out");
    assert_eq!(before.customers(&shop.ring).len(), 1);
    shop.decide("out", RING_ENDS, "public");
    shop.run("out");
    let row = shop.shared("out", RING_ENDS);
    assert_eq!(row["decision"], "public");
    assert!(
        !["ring", "family"].contains(&&*row["verdict"]),
        "{}",
        row["verdict"]
    );
    let shared: Value = shop.audit("out")["shared_values"].take();
    let decided = shared.as_array().expect("verdicts").iter();
    assert_eq!(
        decided
            .map(|row| row["decided"].as_u64().expect("a count"))
            .sum::<u64>(),
        1
    );

    shop.run("out");
    assert_eq!(
        shop.shared("out", RING_ENDS)["decision"],
        "public",
        "it is kept"
    );

    shop.decide("out", RING_ENDS, "");
    shop.decide("out", SHOP_ENDS, "Private");
    shop.run("out");
    let row = shop.shared("out", SHOP_ENDS);
    assert_eq!(row["decision"], "private");
    assert!(
        ["ring", "family"].contains(&&*row["verdict"]),
        "{}",
        row["verdict"]
    );
    let after = shop.crossref("out");
    assert_eq!(after.customers(&shop.ring).len(), 1);
}

#[test]
fn a_decision_outlives_runs_that_have_no_use_for_it_and_a_spreadsheet_that_takes_the_plus() {
    let shop = shop();
    shop.run("out");
    shop.decide("out", RING_ENDS, "public");
    let path = shop.workshop.path("out/shared_values.csv");
    let text = fs::read_to_string(&path).expect("a worksheet");
    let without_plus = text.replace(",+62", ",62").replace(",'+62", ",62");
    assert_ne!(text, without_plus, "telephones are written with a plus");
    fs::write(&path, without_plus).expect("written");

    shop.run_with("merge = \"off\"", "out");
    let row = shop.shared("out", RING_ENDS);
    assert_eq!((&*row["decision"], &*row["records"]), ("public", "0"));
    let warnings = shop.audit("out")["warnings"].to_string();
    assert!(warnings.contains("1 of the decisions"), "{warnings}");

    shop.run_with("merge = \"auto\"", "out");
    let row = shop.shared("out", RING_ENDS);
    assert_eq!(row["decision"], "public");
    assert_eq!(row["reason"], "decided here: public");
    assert_ne!(row["records"], "0");
}

#[test]
fn another_word_in_the_column_of_decisions_stops_the_run_and_names_the_line() {
    let shop = shop();
    shop.run("out");
    shop.decide("out", SHOP_ENDS, "yes");
    let text = fs::read_to_string(shop.workshop.path("out/shared_values.csv")).expect("a file");
    let line = text
        .lines()
        .position(|line| line.contains(SHOP_ENDS))
        .expect("a line")
        + 1;
    let refusal = shop
        .workshop
        .satukan(["run", "kartu.csv", "-o", "out"])
        .refusal();
    assert!(refusal.starts_with("exit code 3\n"), "{refusal}");
    assert!(
        refusal.contains("the column `decision` holds neither `private` nor `public`"),
        "{refusal}"
    );
    assert!(
        refusal.contains(&format!("line {line}")) || refusal.contains(&format!(":{line}")),
        "{refusal}"
    );
    assert!(!refusal.contains(SHOP_ENDS), "no value is told");
}

#[test]
fn the_way_from_rows_to_customers_closes_in_the_audit_and_on_the_terminal() {
    let shop = shop();
    let said = shop.run("out").stdout;
    let audit = shop.audit("out");
    let way = |key: &str| audit["way"][key].as_i64().expect("a figure");
    assert_eq!(
        way("rows_read") - way("rejected") - way("invoice_lines"),
        way("records")
    );
    let taken = ["repeats", "further_own", "family", "proxy"].map(way);
    assert_eq!(way("records") - taken.iter().sum::<i64>(), way("customers"));
    let crossref = shop.crossref("out");
    let roles = crossref.0.column("role");
    let of_role = |word: &str| roles.iter().filter(|role| **role == word).count() as i64;
    assert_eq!(
        (of_role("family"), of_role("proxy")),
        (way("family"), way("proxy"))
    );
    assert!(way("proxy") > 0);
    let golden = Table::csv(&shop.workshop.path("out/golden_customers.csv"));
    assert_eq!(golden.rows.len() as i64, way("customers"));
    for column in ["own", "family", "proxy"] {
        let sum: i64 = golden
            .column(column)
            .iter()
            .map(|cell| cell.parse::<i64>().expect("a count"))
            .sum();
        assert_eq!(sum, of_role(column), "{column}");
    }
    for sum in audit["conservation"].as_array().expect("sums") {
        assert_eq!(sum["before"], sum["after"], "{sum}");
    }
    let line = said
        .lines()
        .find(|line| line.starts_with("= customers"))
        .expect("the account");
    assert!(line.ends_with(&way("customers").to_string()), "{line}");
}

#[test]
fn the_largest_rings_are_listed_masked() {
    let shop = shop();
    shop.run("out");
    let audit = shop.audit("out");
    let rings = audit["rings"].as_array().expect("rings");
    assert_eq!(rings.len(), 10);
    let first = &rings[0];
    let crossref = shop.crossref("out");
    assert_eq!(
        first["customer_id"],
        crossref.cell(&shop.ring[0], "customer_id")
    );
    assert_eq!((&first["records"], &first["names"]), (&6.into(), &6.into()));
    assert!(
        first["ties"]
            .as_str()
            .expect("words")
            .contains("phone same (5)"),
        "{first}"
    );
    let name = first["name"].as_str().expect("a name");
    assert!(name.contains('•'), "{name}");
    let page = fs::read_to_string(shop.workshop.path("out/audit.html")).expect("a page");
    for name in names(3).take(6) {
        assert!(!page.contains(&name), "{name} is masked");
    }
    assert!(!page.contains(RING_ENDS), "the telephone is masked");
}

#[test]
fn ties_hold_the_records_of_a_customer_together() {
    let shop = shop();
    shop.run("out");
    let crossref = shop.crossref("out");
    let links = Table::parquet(&shop.workshop.path("out/links.parquet"));
    assert_eq!(links.headers.last().map(String::as_str), Some("level"));
    let ring = crossref.cell(&shop.ring[0], "customer_id");
    let levels = links.column("level");
    let of_ring = links.column("customer_id");
    let ties: Vec<usize> = (0..links.rows.len())
        .filter(|at| levels[*at] == "customer" && of_ring[*at] == ring)
        .collect();
    assert_eq!(ties.len(), 5, "six records");
    for tie in ties {
        assert_eq!(links.column("person_id")[tie], "");
        assert!(links.column("reason")[tie].contains("phone same"));
    }
    assert_eq!(shop.audit("out")["totals"]["links"], links.rows.len());
}

#[test]
fn two_persons_of_one_customer_are_explained_by_the_ties_between_them() {
    let shop = shop();
    shop.run("out");
    let [first, last] = [&shop.ring[0], &shop.ring[5]];
    let said = shop
        .workshop
        .satukan(["explain", "out", first, last])
        .done()
        .stdout;
    assert!(said.contains("Two persons of one customer."), "{said}");
    assert!(said.contains("phone same"), "{said}");
    let explained = |names: &[&str]| -> Value {
        let typed = ["explain", "out"].into_iter().chain(names.iter().copied());
        let said = shop.workshop.satukan(typed.chain(["--json"])).done().stdout;
        serde_json::from_str(&said).expect("one object")
    };
    let pair = explained(&[first, last]);
    assert_eq!(pair["verdict"], "same_customer");
    let crossref = shop.crossref("out");
    for (side, card) in [("left", first), ("right", last)] {
        for column in ["role", "reason", "person_id"] {
            assert_eq!(pair[side][column], crossref.cell(card, column));
        }
    }
    let ties = pair["ties"].as_array().expect("ties");
    let row = |card: &str| format!("kartu:{}", crossref.cell(card, "row"));
    assert_eq!(ties.first().expect("a tie")["left"], row(first).as_str());
    assert_eq!(ties.last().expect("a tie")["right"], row(last).as_str());
    assert!(ties.windows(2).all(|two| two[0]["right"] == two[1]["left"]));

    let customer = explained(&[crossref.cell(first, "customer_id")]);
    assert_eq!(customer["records"].as_array().expect("records").len(), 6);
    assert_eq!(customer["ties"].as_array().expect("ties").len(), 5);
    let said = shop
        .workshop
        .satukan(["explain", "out", first])
        .done()
        .stdout;
    assert!(said.contains("In one hand by:"), "{said}");
}

#[test]
fn threads_and_the_order_of_rows_change_no_customer() {
    let shop = shop();
    let run = |out: &str, threads: &str| {
        let arguments = [
            "run",
            "kartu.csv",
            "--quiet",
            "-o",
            out,
            "--threads",
            threads,
        ];
        shop.workshop.satukan(arguments).done();
    };
    for threads in ["1", "2", "7"] {
        run(&format!("out{threads}"), threads);
    }
    let path = |out: &str| shop.workshop.path(out);
    assert_same(&path("out1"), &path("out2"));
    assert_same(&path("out1"), &path("out7"));

    let text = fs::read_to_string(path("kartu.csv")).expect("the cards");
    let (header, rows) = text.split_once('\n').expect("a header");
    let mut rows: Vec<&str> = rows.split_inclusive('\n').collect();
    rows.sort_by_key(|row| *blake3::hash(row.as_bytes()).as_bytes());
    shop.workshop
        .write("kartu.csv", format!("{header}\n{}", rows.concat()));
    run("shuffled", "2");
    for name in ["golden_customers.csv", "shared_values.csv"] {
        let bytes = |out: &str| fs::read(path(out).join(name)).expect("a file");
        assert!(bytes("out1") == bytes("shuffled"), "{name} differs");
    }
    for name in ["crossref.csv", "review.csv"] {
        let table = |out: &str| Table::csv(&path(out).join(name)).without_places();
        assert!(table("out1") == table("shuffled"), "{name} differs");
    }
    let links = |out: &str| Table::parquet(&path(out).join("links.parquet")).without_places();
    assert!(links("out1") == links("shuffled"), "links.parquet differs");
}
