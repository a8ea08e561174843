//! Golden values: what is chosen, by which rule, and what else was said.

use crate::table::Table;
use crate::workshop::{SMALL_SHOP, Workshop};

/// Four cards of one woman, who moved once, and those of two others.
const CARDS: &str = "\
NO KARTU,NAMA,ALAMAT,KOTA,KODEPOS,HP,TGL LAHIR,NO KTP,TGL DAFTAR,POIN\n\
K001,Hartini S.,Jl. Kenanga No. 7 RT 03 RW 05,Surabaya,,081230776711,14/03/1972,3578225403720003,05/01/2004,10\n\
K002,Dra. Hartini Soelistyo,Jl. Kenanga 7,Surabaya,60231,081230776711,14/03/1972,3578225403720003,06/02/2005,5\n\
K003,HARTINI SOELISTYO,Jl. Kenanga 7,Surabaya,,081230776711,14/03/1972,3578225403720003,07/03/2006,7\n\
K004,Dra Hartini Soelistyoo,Jl. Melati 12 Kel. Ketintang,Surabaya,60243,081555012233,14/03/1972,3578225403720003,08/04/2009,1\n\
K005,Bambang Sutrisno,Perum Griya Asri Blok C3/12,Sidoarjo,61252,081703334455,25/09/1975,,09/04/2009,2\n\
K006,Meilani Tanoto,Jl. Manyar 18,Surabaya,60116,081331122334,30/08/1958,,10/04/2009,3\n";

fn run(settings: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", CARDS);
    workshop.write("satukan.toml", settings);
    workshop.run(&["kartu.csv"], "out");
    workshop
}

/// A value of the customer whose card comes first.
fn golden(workshop: &Workshop, column: &str) -> String {
    let table = Table::csv(&workshop.path("out/golden_customers.csv"));
    table.column(column)[0].to_owned()
}

#[test]
fn towns_are_parted_from_their_codes_and_websites_are_one_attribute() {
    let workshop = Workshop::new();
    workshop.write(
        "list.csv",
        "id,first_name,last_name,city_state_zip,Web\n\
         A1,Anna,Meyer,34117 Kassel-Mitte,https://www.meyer.example.org/\n",
    );
    workshop.write(
        "other.csv",
        "id,first_name,last_name,city,zip,homepage\n\
         B1,Carla,Brandt,Kassel-Mitte,34117,meyer.example.org\n",
    );
    workshop.run(&["list.csv", "other.csv"], "out");
    let table = Table::csv(&workshop.path("out/golden_customers.csv"));
    assert_eq!(table.column("postal_code"), ["34117"; 2]);
    assert_eq!(table.column("city"), ["Kassel-Mitte"; 2]);
    assert_eq!(table.column("x_website").len(), 2);
    let model = std::fs::read_to_string(workshop.path("out/model.json")).expect("a model");
    assert!(model.contains("\"website\""), "{model}");
}

#[test]
fn the_tax_number_of_a_firm_tells_surroundings() {
    let given = [
        "Anna", "Bruno", "Carla", "Dieter", "Elisa", "Fritz", "Greta",
    ];
    let rows: String = (0..60)
        .map(|at| {
            let firm = at / 2;
            let name = given[at % given.len()];
            format!("K{at:03},{name},Sorte{firm}mann,Weg {firm},DE1000000{firm:02}\n")
        })
        .collect();
    let workshop = Workshop::new();
    workshop.write(
        "list.csv",
        ["id,first_name,last_name,street,vat_no\n", &rows].concat(),
    );
    workshop.run(&["list.csv"], "out");
    let model = std::fs::read_to_string(workshop.path("out/model.json")).expect("a model");
    let model: serde_json::Value = serde_json::from_str(&model).expect("JSON");
    let comparisons = model["comparisons"].as_array().expect("a list");
    let numbers = comparisons
        .iter()
        .find(|one| one["kind"] == "national_id")
        .expect("numbers");
    assert_eq!(numbers["facet"], "shared");
}

#[test]
fn a_golden_customer_is_put_together_from_one_house_and_the_words_that_agree() {
    let workshop = run("");
    for (column, value) in [
        // The initial is expanded, the slip of the last card is not taken, and the title stands apart.
        ("name", "Hartini Soelistyo"),
        ("full_name", "Dra. Hartini Soelistyo"),
        ("mobile", "+6281230776711"),
        // The fullest address of the house of three cards, with the postal code of another of the three.
        ("address", "Jl. Kenanga No. 7 RT 03 RW 05"),
        ("rt", "003"),
        ("postal_code", "60231"),
        ("village", ""),
        ("other_phones", "+6281555012233"),
        ("conflicts", ""),
    ] {
        assert_eq!(golden(&workshop, column), value, "{column}");
    }
}

#[test]
fn the_settings_choose_the_rules() {
    let workshop = run(
        "[survivorship]\nname = \"most recent\"\nmobile = [\"most recent\"]\naddress = [\"validated\", \"most recent\"]\nx_poin = \"sum\"\n",
    );
    for (column, value) in [
        ("name", "Hartini Soelistyoo"),
        ("mobile", "+6281555012233"),
        ("address", "Jl. Melati 12 Kel. Ketintang"),
        ("postal_code", "60243"),
        ("village", "Ketintang"),
        ("rt", ""),
        ("x_poin", "23"),
    ] {
        assert_eq!(golden(&workshop, column), value, "{column}");
    }
}

#[test]
fn a_trusted_source_comes_before_more_records() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "usual");
    workshop.write(
        "trust.toml",
        "[survivorship]\ntrusted = [\"pelanggan_web\"]\naddress = [\"trusted source\"]\n",
    );
    let mut sources = SMALL_SHOP.to_vec();
    sources.extend(["--config", "trust.toml"]);
    workshop.run(&sources, "trusted");
    let address = |out: &str| {
        let table = Table::csv(&workshop.path(format!("{out}/golden_customers.csv")));
        table.column("address")[0].to_owned()
    };
    assert_eq!(
        address("usual"),
        "Jl. Ketintang Baru III No. 12 RT 03 RW 05"
    );
    assert_eq!(address("trusted"), "Jl. Ketintang Baru III/12");
}

#[test]
fn every_golden_value_tells_where_it_came_from_and_what_else_was_said() {
    let workshop = run("");
    let table = Table::parquet(&workshop.path("out/provenance.parquet"));
    let of = |attribute: &str, column: &str| {
        let row = table
            .column("attribute")
            .iter()
            .position(|name| *name == attribute)
            .expect("a golden value");
        table.column(column)[row].to_owned()
    };
    assert_eq!(of("mobile", "rule"), "most frequent");
    assert_eq!(
        (of("mobile", "agreeing"), of("mobile", "available")),
        ("3".to_owned(), "4".to_owned())
    );
    assert_eq!(of("mobile", "role"), "own");
    assert_eq!(
        of("mobile", "alternatives"),
        r#"[{"value":"+6281555012233","source":"kartu","row":4,"records":1,"last":"2009-04-08"}]"#
    );
    assert_eq!(of("postal_code", "rule"), "same house");
    assert_eq!(of("name", "rule"), "agreed words");
    assert_eq!(of("birth_date", "alternatives"), "");
    let confidences = table.column("confidence");
    assert!(confidences.iter().all(|text| {
        let confidence: f64 = text.parse().expect("a number");
        confidence > 0.0 && confidence < 1.0
    }));
}

#[test]
fn copies_of_a_record_count_once() {
    let workshop = Workshop::new();
    let copies = "K007,Hartini S.,Jl. Melati 12,Surabaya,,081555012233,14/03/1972,3578225403720003,09/05/2009,1\n";
    let again = copies.replace("K007", "K008");
    let third = copies.replace("K007", "K009");
    workshop.write("kartu.csv", format!("{CARDS}{copies}{again}{third}"));
    workshop.run(&["kartu.csv"], "out");
    // Four records against three, but three of the four say the same in every cell.
    assert_eq!(golden(&workshop, "mobile"), "+6281230776711");
    assert_eq!(golden(&workshop, "records"), "7");
}

#[test]
fn the_order_of_the_rows_makes_no_difference() {
    let workshop = run("");
    let (header, rows) = CARDS.split_once('\n').expect("a header");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    workshop.write("kartu.csv", format!("{header}\n{}\n", rows.join("\n")));
    workshop.run(&["kartu.csv"], "other");
    for column in [
        "name",
        "full_name",
        "address",
        "postal_code",
        "mobile",
        "other_names",
    ] {
        let value = |out: &str| {
            let table = Table::csv(&workshop.path(format!("{out}/golden_customers.csv")));
            table
                .column(column)
                .iter()
                .map(|cell| (*cell).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(value("out"), value("other"), "{column}");
    }
}

#[test]
fn wrong_rules_are_refused_with_their_line() {
    let refused = |settings: &str| {
        let workshop = Workshop::new();
        workshop.write("kartu.csv", CARDS);
        workshop.write("satukan.toml", settings);
        workshop
            .satukan(["run", "kartu.csv", "-o", "out"])
            .refusal()
    };
    insta::assert_snapshot!(refused("[survivorship]\nmobile = [\"validated\",\n  \"most recnt\"]\n"), @r"
    exit code 2
    error: unknown rule `most recnt` (`satukan.toml` line 3)

    hint: Did you mean `most recent`?
    ");
    insta::assert_snapshot!(refused("[survivorship]\nmobil = \"validated\"\n"), @r"
    exit code 2
    error: unknown key `survivorship.mobil` (`satukan.toml` line 2)

    hint: Did you mean `mobile`?
    ");
    insta::assert_snapshot!(refused("[survivorship]\nmobile = \"sum\"\n"), @r"
    exit code 2
    error: `survivorship.mobile` can't be `sum` (`satukan.toml`)

    hint: Only the `x_` columns can be added up
    ");
    insta::assert_snapshot!(refused("[survivorship]\ntrusted = [\"kartuu\"]\n"), @r"
    exit code 2
    error: `survivorship.trusted` names `kartuu`, which is none of the sources

    hint: Did you mean `kartu`?
    ");
}

/// Two cards of one woman, one of which writes her name twice, and those of two others.
const WITH_TWO_NAMES: &str = "\
NO KARTU,NAMA,NAMA LAIN,ALAMAT,KOTA,KODEPOS,HP,TGL LAHIR,NO KTP,TGL DAFTAR,POIN\n\
K001,Hartini Soelistyo,Hartini S.,Jl. Kenanga No. 7 RT 03 RW 05,Surabaya,,081230776711,14/03/1972,3578225403720003,05/01/2004,1.500\n\
K002,Hartini Soelistyo,,Jl. Kenanga 7,Surabaya,60231,081230776711,14/03/1972,3578225403720003,06/02/2005,900\n\
K005,Bambang Sutrisno,,Perum Griya Asri Blok C3/12,Sidoarjo,61252,081703334455,25/09/1975,,09/04/2009,2\n\
K006,Meilani Tanoto,,Jl. Manyar 18,Surabaya,60116,081331122334,30/08/1958,,10/04/2009,3\n";

fn run_with_two_names(cards: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", cards);
    workshop.write(
        "satukan.toml",
        "[survivorship]\nx_poin = \"sum\"\n[sources.kartu.columns]\n\"NAMA LAIN\" = \"name\"\n",
    );
    workshop.run(&["kartu.csv"], "out");
    workshop
}

#[test]
fn a_record_with_two_forms_of_a_name_agrees_once() {
    let workshop = run_with_two_names(WITH_TWO_NAMES);
    assert_eq!(golden(&workshop, "records"), "2");
    assert_eq!(golden(&workshop, "name"), "Hartini Soelistyo");
    let table = Table::parquet(&workshop.path("out/provenance.parquet"));
    let counts = |column: &str| -> Vec<u32> {
        let column = table.column(column);
        let counts = column.iter().map(|text| text.parse().expect("a number"));
        counts.collect()
    };
    let (agreeing, available) = (counts("agreeing"), counts("available"));
    assert!(
        agreeing
            .iter()
            .zip(&available)
            .all(|(agreeing, available)| agreeing <= available)
    );
    let attributes = table.column("attribute");
    let most = (0..attributes.len())
        .filter(|row| attributes[*row] == "name")
        .map(|row| (agreeing[row], available[row]))
        .max();
    assert_eq!(most, Some((2, 2)));
}

#[test]
fn a_sum_reads_numbers_as_the_column_writes_them() {
    let workshop = run_with_two_names(WITH_TWO_NAMES);
    assert_eq!(golden(&workshop, "x_poin"), "2400");
    // What is no number can't be added: the last card is believed, as without the setting.
    let workshop = run_with_two_names(&WITH_TWO_NAMES.replace(",900\n", ",LUNAS\n"));
    assert_eq!(golden(&workshop, "x_poin"), "LUNAS");
}

#[test]
fn a_card_in_another_name_gives_no_name_birth_date_or_identity_number() {
    let workshop = Workshop::with_small_shop();
    // The last card of the ring is one in another name, and has all three.
    let cards = std::fs::read_to_string(workshop.path("kartu_vip.csv")).expect("cards");
    let borrowed = "12/12/1969;;08/03/2004";
    assert_eq!(cards.matches(borrowed).count(), 1);
    let cards = cards.replace(borrowed, "12/12/1969;3578081212690003;08/03/2010");
    workshop.write("kartu_vip.csv", cards);
    workshop.write(
        "satukan.toml",
        "[survivorship]\nname = \"most recent\"\nbirth_date = [\"most recent\"]\n\
         national_id = [\"most recent\"]\nmobile = [\"validated\", \"own role\"]\n",
    );
    workshop.run(&SMALL_SHOP, "out");
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let of_record = |key: &str, column: &str| {
        let keys = crossref.column("record_key");
        let row = keys
            .iter()
            .position(|known| *known == key)
            .expect("a record");
        crossref.column(column)[row].to_owned()
    };
    let customer = of_record("V0007", "customer_id");
    assert_eq!(of_record("V0016", "customer_id"), customer);
    assert_eq!(of_record("V0016", "role"), "proxy");
    let table = Table::csv(&workshop.path("out/golden_customers.csv"));
    let customers = table.column("customer_id");
    let row = customers
        .iter()
        .position(|known| *known == customer)
        .expect("a customer");
    for (column, value) in [
        ("name", "Meilani Tanoto"),
        ("birth_date", "1958-08-30"),
        ("national_id", "3578257008580002"),
    ] {
        assert_eq!(table.column(column)[row], value, "{column}");
    }
    // Ways to reach her are asked for on such cards as well, as the settings say.
    assert!(table.column("other_phones")[row].contains("+6281331122335"));
}
