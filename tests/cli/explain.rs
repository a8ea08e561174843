//! Why two records are, or are not, together.

use std::fs;
use std::path::PathBuf;

use satukan::block::{self, Index};
use satukan::explain::{Asked, Published, Show, Verdict, explain_pair, find, find_record};
use satukan::normalise::Copies;
use satukan::pipeline::{self, Silent};
use serde_json::Value;

use crate::table::Table;
use crate::workshop::{SMALL_SHOP, Workshop};

/// The small shop, whose customers are its persons: what is told of persons is the same whoever holds their cards.
fn small_shop() -> Workshop {
    let workshop = Workshop::with_small_shop();
    workshop.write("satukan.toml", "[customers]\nmerge = \"off\"\n");
    workshop.run(&SMALL_SHOP, "out");
    workshop
}

fn explained(workshop: &Workshop, names: &[&str]) -> String {
    let typed = ["explain", "out"].into_iter().chain(names.iter().copied());
    workshop.satukan(typed).done().stdout
}

fn refused(workshop: &Workshop, names: &[&str]) -> String {
    let typed = ["explain", "out"].into_iter().chain(names.iter().copied());
    workshop.satukan(typed).refusal()
}

#[test]
fn a_pair_that_is_one_person_is_told_step_by_step() {
    insta::assert_snapshot!(explained(&small_shop(), &["V0001", "pelanggan_web:1"]), @r"
    A  kartu_vip:1  key V0001  customer CN2KFE5V8DCXE
    B  pelanggan_web:1  key 1001  customer CN2KFE5V8DCXE

    One person: this pair is a link of the person; match probability over 99.99 % (+14.1 bits), and 47.1 % (-0.2 bits) is needed.
    For one person: birth_date same, address same house, name same, source file different, city same.
    Against it: phone different, relatives or neighbours would be alike in much of this, too.
    Missing: gender in B, email in A, national_id in B, postal_code in A, ket in both.
    The model holds them for one person (over 99.99 %).

                                                     m         u     m/u  rarity    bits   total
    two records taken at random                                                              -5.6
    birth_date: same                              0.90   0.00094    +9.9    -0.2    +9.7    +4.1
        A  ••••-••-14
        B  ••••-••-14
    address: same house                           0.84   0.00058   +10.5    -0.8    +9.7   +13.8
        A  J•. K•••••••• B••• I•• N•. •• R• •• R• 05
        B  J•. K•••••••• B••• I••/•2
    name: same                                    0.50    0.0015    +8.4    -0.5    +7.9   +21.7
        A  M••• S•••••••
        B  M••••••• S••••••
    phone: different                              0.21      0.99    -2.2            -2.2   +19.5
        A  +•••••••••34
        B  +•••••••••••11
    source file: different                        0.40      0.25    +0.7            +0.7   +20.1
        A  kartu_vip
        B  pelanggan_web
    city: same                                    0.98      0.47    +1.0    -0.4    +0.7   +20.8
        A  K••• S•••••••
        B  K••• S•••••••
    related: may be relatives or neighbours                                          -6.7   +14.1

    One bit more doubles the odds that the two are one person, one less halves them.
    m: how often records of one person are like this. u: how often those of two strangers are.
    rarity: what a rare value adds and a common one takes away.

    Compared: yes. The input is small, so that every record was compared with every other.
    ");
}

#[test]
fn a_pair_of_two_customers_tells_what_they_are_instead() {
    let text = explained(&small_shop(), &["V0056", "kartu_vip:57", "--show-values"]);
    insta::assert_snapshot!(text, @r"
    A  kartu_vip:56  key V0056  customer C05WJAJPG1GJH
    B  kartu_vip:57  key V0057  customer C0TA7VB1ARY8R

    Two customers: the evidence fits two people of one household better; match probability under 0.01 % (-18.3 bits), and 47.1 % (-0.2 bits) is needed.
    For one person: address same house, phone same.
    Against it: birth_date different, relatives or neighbours would be alike in much of this, too.
    Missing: gender in both, email in both, national_id in both, postal_code in both, ket in both.
    The model holds them for two people of one household (over 99.99 %).

                                                     m         u     m/u  rarity    bits   total
    two records taken at random                                                              -5.6
    address: same house                           0.84   0.00058   +10.5    -0.8    +9.7    +4.1
        A  Jl. Klampis Jaya 15
        B  Jl. Klampis Jaya 15
    phone: same                                   0.79     0.013    +5.9    +0.7    +6.6   +10.7
        A  +62315948877
        B  +62315948877
    birth_date: different                       0.0034      0.22    -6.0            -6.0    +4.6
        A  1984-02-10
        B  1986-11-21
    source file: same                             0.60      0.71    -0.2    -0.2    -0.5    +4.2
        0.1 less, since phone agrees, too
        A  kartu_vip
        B  kartu_vip
    city: same                                    0.98      0.47    +1.0    -0.4    +0.2    +4.3
        0.5 less, since phone agrees, too
        A  Kota Surabaya
        B  Kota Surabaya
    name: contrasting                         0.000025  0.000025     0.0             0.0    +4.3
        A  Indra Kusuma Putra
        B  Indra Kusuma Putri
    related: may be relatives or neighbours                                         -22.6   -18.3

    One bit more doubles the odds that the two are one person, one less halves them.
    m: how often records of one person are like this. u: how often those of two strangers are.
    rarity: what a rare value adds and a common one takes away.

    Compared: yes. The input is small, so that every record was compared with every other.
    ");
}

#[test]
fn a_customer_tells_its_records_links_and_golden_values() {
    let workshop = small_shop();
    let text = explained(&workshop, &["kartu_vip:1"]);
    insta::assert_snapshot!(text, @r"
    Customer CN2KFE5V8DCXE, household HN2KFE5V8DCXE: 3 records
      kartu_vip:1  key V0001  own
      kartu_vip:5  key V0005  own
      pelanggan_web:1  key 1001  own

    Held together by:
      kartu_vip:1 – kartu_vip:5      over 99.99 %  address same house, name same, national_id same, gender same, city same; against: phone different
      kartu_vip:1 – pelanggan_web:1  over 99.99 %  birth_date same, address same house, name same, source file different, city same; against: phone different  (the weakest)

    Over all 3 pairs the match probability is 99.76 % in the mean. The two that agree least:
      kartu_vip:5 – pelanggan_web:1    99.28 %  address same house, name same, phone same, source file different

    Golden values:
      name         M••••••• S••••••                          from kartu_vip:5, agreed words; said by 3 of 3, sure to 80.0 %
      gender       m•••                                      from kartu_vip:1, only value; said by 2 of 2, sure to 75.0 %
      birth_date   ••••-••-14                                from kartu_vip:1, only value; said by 2 of 2, sure to 75.0 %
      mobile       +•••••••••••11                            from kartu_vip:5, only value; said by 2 of 2, sure to 75.0 %
      landline     +•••••••••34                              from kartu_vip:1, only value; said by 1 of 1, sure to 66.7 %
      email        m.s•••••••2@e••••••.c••                   from pelanggan_web:1, only value; said by 1 of 1, sure to 66.7 %
      national_id  ••••••••••••••03                          from kartu_vip:1, only value; said by 2 of 2, sure to 75.0 %
      address      J•. K•••••••• B••• I•• N•. •• R• •• R• 05  from kartu_vip:1, most complete; said by 3 of 3, sure to 80.0 %
                   else J•. K•••••••• B••• I••/•2  in pelanggan_web:1, 1 record, last ••••-••-01
                   else K•••••••• B••• •/•2 S••  in kartu_vip:5, 1 record, last ••••-••-20
      city         K••• S•••••••                             from kartu_vip:1, with the address; said by 3 of 3, sure to 80.0 %
      province     J••• T••••                                from kartu_vip:1, province of the city; said by 3 of 3, sure to 80.0 %
      postal_code  •••31                                     from pelanggan_web:1, same house; said by 1 of 1, sure to 66.7 %

    In doubt (review.csv):
      case 1: kartu_vip:5 and kartu_vip:55 of CYAADYK8T88FD, 56.5 %: this pair agrees, but other records of the two persons do not; for: name little in common, address same house, city same; against: phone different
    ");
    // The card number, the id of the customer and that of the person lead to the same.
    assert_eq!(text, explained(&workshop, &["V0001"]));
    assert_eq!(text, explained(&workshop, &["CN2KFE5V8DCXE"]));
    assert_eq!(text, explained(&workshop, &["PN2KFE5V8DCXE"]));
}

#[test]
fn no_value_is_shown_unless_asked_for() {
    let workshop = small_shop();
    let values = [
        "Suharto",
        "SOEHARTO",
        "Ketintang",
        "3578221403520003",
        "1952-03-14",
        "m.suharto52@example.com",
        "6281230776711",
    ];
    for names in [&["V0001", "V0005"][..], &["V0001"]] {
        for form in [None, Some("--json")] {
            let typed: Vec<&str> = names.iter().copied().chain(form).collect();
            let masked = explained(&workshop, &typed);
            let plain = explained(&workshop, &[&typed[..], &["--show-values"]].concat());
            for value in values {
                assert!(!masked.contains(value), "{value} in {masked}");
            }
            assert!(plain.contains("3578221403520003"), "{plain}");
        }
    }
}

#[test]
fn json_has_the_figures_of_the_text() {
    let workshop = small_shop();
    let pair: Value = serde_json::from_str(&explained(&workshop, &["V0001", "V0005", "--json"]))
        .expect("one object");
    assert_eq!(pair["verdict"], "linked");
    assert_eq!(pair["same_customer"], true);
    assert_eq!(pair["left"]["record_key"], "V0001");
    assert_eq!(pair["blocking"]["is_exhaustive"], true);
    let water = &pair["waterfall"];
    let first = &water["attributes"][0];
    assert_eq!(
        (&first["attribute"], &first["level"]),
        (&"address".into(), &"same house".into())
    );
    let customer: Value =
        serde_json::from_str(&explained(&workshop, &["V0001", "--json"])).expect("one object");
    assert_eq!(customer["records"].as_array().expect("records").len(), 3);
    assert_eq!(customer["cohesion"]["pairs"], 3);
    assert_eq!(customer["golden"][0]["attribute"], "name");
    assert_eq!(customer["golden"][0]["record"], "kartu_vip:5");
}

/// A generated shop, large enough that blocking has to choose; its folder is the working folder of the sources.
fn generated_shop() -> (Workshop, Vec<String>) {
    let (workshop, sources) = Workshop::with_generated_shop(&["--customers", "800", "--seed", "3"]);
    let typed: Vec<String> = sources.iter().map(|name| format!("shop/{name}")).collect();
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    workshop.run(&typed, "out");
    (workshop, sources)
}

#[test]
fn every_link_is_explained_by_the_weights_that_made_it() {
    let (workshop, _) = generated_shop();
    let published = Published::open(&workshop.path("out")).expect("a result");
    let shop: PathBuf = workshop.path("shop");
    let (recalled, settings) =
        pipeline::recall(&published, Some(&shop), &Silent).expect("the sources");
    let index = pipeline::index(&recalled, &settings, &Silent);
    let links = Table::parquet(&workshop.path("out/links.parquet"));
    let column = |name: &str| {
        let mut headers = links.headers.iter();
        headers.position(|header| header == name).expect("a column")
    };
    let record = |row: &[String], side: &str| {
        let name = format!(
            "{}:row={}",
            row[column(&format!("{side}_source"))],
            row[column(&format!("{side}_row"))]
        );
        find_record(&published, &name).expect("a record")
    };
    assert!(links.rows.len() > 300);
    let (mut verdicts, mut ties) = (Vec::new(), 0);
    for row in links.rows.iter().step_by(7) {
        let (left, right) = (record(row, "left"), record(row, "right"));
        let pair = explain_pair(&published, &recalled, &index, left, right, Show::Masked)
            .expect("explained");
        if row[column("level")] == "customer" {
            assert!(pair.same_customer);
            if !pair.same_person {
                ties += 1;
                assert_eq!(pair.verdict, Verdict::SameCustomer);
                let [tie] = &pair.ties[..] else {
                    panic!("the tie itself leads from the one to the other");
                };
                assert_eq!(tie.agrees.join(", "), row[column("reason")]);
            }
            continue;
        }
        assert_eq!(pair.verdict, Verdict::Linked);
        assert!(pair.blocking.is_candidate && !pair.blocking.is_exhaustive);
        assert!(!pair.blocking.keys.is_empty());
        let weight: f64 = row[column("match_weight")].parse().expect("a weight");
        let water = &pair.waterfall;
        let told = water.match_weight.expect("compared");
        assert!((told - weight).abs() < 1e-3, "{told} is told, {weight} was");
        let mut sum = water.prior_weight + water.related_weight;
        for evidence in &water.attributes {
            let cell = &row[column(&format!("{}_weight", evidence.attribute))];
            let known = if cell.is_empty() {
                0.0
            } else {
                cell.parse::<f64>().expect("bits")
            };
            assert!((evidence.weight - known).abs() < 1e-6);
            sum += evidence.weight;
        }
        assert!((sum - told).abs() < 1e-6);
        let likely = &water.likely;
        let all = likely.one_person
            + likely.one_household
            + likely.neighbours
            + likely.namesakes
            + likely.strangers;
        assert!((all - 1.0).abs() < 1e-9);
        verdicts.push(pair.verdict);
    }
    assert!(
        verdicts.len() > 40 && ties > 10,
        "{} and {ties}",
        verdicts.len()
    );
}

#[test]
fn records_that_other_records_join_are_shown_the_way_between_them() {
    let (workshop, _) = generated_shop();
    let published = Published::open(&workshop.path("out")).expect("a result");
    let (recalled, settings) =
        pipeline::recall(&published, Some(&workshop.path("shop")), &Silent).expect("the sources");
    let index = pipeline::index(&recalled, &settings, &Silent);
    let mut joined = 0;
    for (at, place) in published.places.iter().enumerate() {
        let same = |other: &&satukan::explain::Place| other.person == place.person;
        let Some(last) = published.places.iter().rposition(|other| same(&other)) else {
            continue;
        };
        if last <= at {
            continue;
        }
        let id = |at: usize| match find(
            &published,
            &format!(
                "{}:row={}",
                published.places[at].source, published.places[at].row
            ),
        )
        .expect("a record")
        {
            Asked::Record(record) => record,
            Asked::Customer(_) => panic!("a record was named"),
        };
        let pair = explain_pair(
            &published,
            &recalled,
            &index,
            id(at),
            id(last),
            Show::Masked,
        )
        .expect("explained");
        if pair.verdict != Verdict::JoinedByOthers {
            continue;
        }
        joined += 1;
        let ends = |at: usize| {
            format!(
                "{}:{}",
                published.places[at].source, published.places[at].row
            )
        };
        assert_eq!(pair.path.first().map(|link| &link.left), Some(&ends(at)));
        assert_eq!(pair.path.last().map(|link| &link.right), Some(&ends(last)));
        assert!(pair.path.windows(2).all(|two| two[0].right == two[1].left));
        let weakest = &pair.path[pair.weakest_link.expect("a path")];
        let is_weakest = |link: &satukan::explain::Link| weakest.match_weight <= link.match_weight;
        assert!(pair.path.iter().all(is_weakest));
        if joined == 20 {
            break;
        }
    }
    assert!(joined > 5, "{joined}");
}

#[test]
fn pairs_to_review_are_kept_apart_or_below_the_threshold() {
    let (workshop, _) = generated_shop();
    let published = Published::open(&workshop.path("out")).expect("a result");
    let (recalled, settings) =
        pipeline::recall(&published, Some(&workshop.path("shop")), &Silent).expect("the sources");
    let index = pipeline::index(&recalled, &settings, &Silent);
    // No block of so small an index holds two different records.
    let nothing = block::Settings {
        largest_block: 1,
        exhaustive_pairs: 0,
        ..settings.block
    };
    let nothing = Index::build(&recalled.records, &Copies::of(&recalled.records), &nothing);
    let review = Table::csv(&workshop.path("out/review.csv"));
    let column = |name: &str| {
        let mut headers = review.headers.iter();
        headers.position(|header| header == name).expect("a column")
    };
    let (mut apart, mut below, mut customers) = (0, 0, 0);
    for row in &review.rows {
        let record = |side: &str| {
            let name = format!(
                "{}:row={}",
                row[column(&format!("{side}_source"))],
                row[column(&format!("{side}_row"))]
            );
            find_record(&published, &name).expect("a record")
        };
        let (left, right) = (record("left"), record("right"));
        let explained = |index: &Index| {
            explain_pair(&published, &recalled, index, left, right, Show::Masked)
                .expect("explained")
        };
        let pair = explained(&index);
        let kind = row[column("kind")].as_str();
        if kind == "weak" {
            assert!(pair.same_person);
            continue;
        }
        assert!(!pair.same_person && pair.path.is_empty());
        if pair.same_customer {
            assert_ne!(kind, "one customer?");
            assert_eq!(pair.verdict, Verdict::SameCustomer);
            assert!(!pair.ties.is_empty() && pair.between.is_none());
            continue;
        }
        if kind == "one customer?" {
            customers += 1;
        } else if kind == "kept apart" {
            apart += 1;
            assert_eq!(pair.verdict, Verdict::KeptApart);
            let between = pair.between.expect("what the others say");
            assert!(between.left_records + between.right_records > 2);
            assert!(between.weakest.match_probability <= between.mean_probability);
            let other = explained(&nothing);
            assert_eq!(other.verdict, Verdict::NeverCompared);
            assert!(!other.blocking.is_candidate);
        } else {
            below += 1;
            assert_eq!(pair.verdict, Verdict::BelowThreshold);
        }
    }
    assert!(
        apart > 0 && below > 0 && customers > 0,
        "{apart}, {below} and {customers}"
    );
}

#[test]
fn sources_that_moved_are_found_where_the_user_says() {
    let workshop = small_shop();
    let before = explained(&workshop, &["V0001", "V0005"]);
    fs::create_dir(workshop.path("archive")).expect("a folder");
    for name in SMALL_SHOP {
        fs::rename(workshop.path(name), workshop.path("archive").join(name)).expect("moved");
    }
    insta::assert_snapshot!(refused(&workshop, &["V0001", "V0005"]), @r"
    exit code 3
    error: a source of the result is not there (`kartu_vip.csv`)

    hint: Say with `--sources` in which folder the sources are now, or run again
    ");
    let after = explained(&workshop, &["V0001", "V0005", "--sources", "archive"]);
    assert_eq!(before, after);
}

#[test]
fn sources_are_found_from_wherever_the_result_is_asked() {
    let workshop = small_shop();
    let before = explained(&workshop, &["V0001", "V0005"]);
    fs::create_dir(workshop.path("elsewhere")).expect("a folder");
    let out = workshop.path("out").display().to_string();
    let after = workshop.satukan_in("elsewhere", ["explain", &out, "V0001", "V0005"]);
    assert_eq!(after.done().stdout, before);
}

#[test]
fn a_source_that_was_changed_is_named() {
    let workshop = small_shop();
    let cards = fs::read_to_string(workshop.path("kartu_vip.csv")).expect("cards");
    workshop.write("kartu_vip.csv", cards.replace("V0002;", "V0999;"));
    insta::assert_snapshot!(refused(&workshop, &["V0001", "V0005"]), @r"
    exit code 3
    error: a source is not what the run read (`kartu_vip.csv`)

    hint: Run again, or say with `--sources` in which folder the file is as it was
    ");
    // Invoices are not read again, but they are checked.
    workshop.write("kartu_vip.csv", cards);
    workshop.write("faktur.csv", "NOTA;TANGGAL\n1;01-01-04\n");
    insta::assert_snapshot!(refused(&workshop, &["V0001", "V0005"]), @r"
    exit code 3
    error: a source is not what the run read (`faktur.csv`)

    hint: Run again, or say with `--sources` in which folder the file is as it was
    ");
}

#[test]
fn a_result_that_was_changed_is_refused() {
    let workshop = small_shop();
    let model = fs::read_to_string(workshop.path("out/model.json")).expect("a model");
    workshop.write("out/model.json", model.replacen("0.", "0.1", 1));
    insta::assert_snapshot!(refused(&workshop, &["V0001"]), @r"
    exit code 3
    error: a file of the result is not what the run wrote (`out/model.json`)

    hint: Run again; copy a file elsewhere before you change it
    ");
}

#[test]
fn a_result_of_another_version_is_refused() {
    let workshop = small_shop();
    let manifest = fs::read_to_string(workshop.path("out/manifest.json")).expect("a manifest");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&version));
    workshop.write(
        "out/manifest.json",
        manifest.replace(&version, "\"version\": \"0.0.9\""),
    );
    let message = refused(&workshop, &["V0001"]);
    assert!(
        message.starts_with("exit code 3\nerror: the result was made by version 0.0.9 of satukan"),
        "{message}"
    );
}

#[test]
fn mended_rows_are_read_again_and_checked() {
    let workshop = small_shop();
    let rejects = fs::read_to_string(workshop.path("out/rejects.csv")).expect("rejects");
    let mended = rejects.replace(
        "V0043;Hendro;Jl. Kapasan",
        "V0043;Hendro;Jl. Kapasan 120;Surabaya;031-3712233;;;26/07/2004;HERU;;",
    );
    assert_ne!(rejects, mended);
    workshop.write("mended.csv", &mended);
    let sources: Vec<&str> = SMALL_SHOP.into_iter().chain(["mended.csv"]).collect();
    workshop.run(&sources, "out");
    let text = explained(&workshop, &["V0043", "V0044"]);
    assert!(text.starts_with("A  kartu_vip:43  key V0043"), "{text}");
    workshop.write("mended.csv", mended.replace("Kapasan 120", "Kapasan 121"));
    insta::assert_snapshot!(refused(&workshop, &["V0043", "V0044"]), @r"
    exit code 3
    error: a source is not what the run read (`kartu_vip (mended rows)`)

    hint: Run again, or say with `--sources` in which folder the file is as it was
    ");
}

#[test]
fn settings_of_the_run_are_in_force_again() {
    let workshop = Workshop::with_small_shop();
    workshop.write(
        "satukan.toml",
        "[normalise]\naliases = { \"muhammad\" = \"budi\" }\n\
         [sources.kartu]\npath = \"kartu_vip.csv\"\nheader = true\n\
         [sources.kartu.columns]\nKET = \"ignore\"\n\"TGL BUAT\" = { field = \"issue_date\", dates = \"day-month\" }\n\
         [sources.web]\npath = \"pelanggan_web.csv\"\n[sources.faktur]\npath = \"faktur.csv\"\n",
    );
    workshop.satukan(["run", "-o", "out"]).done();
    // Other settings now would give other weights.
    workshop.write("satukan.toml", "[matching]\ncohesion = 0.9\n");
    let text = explained(&workshop, &["kartu:1", "web:1"]);
    assert!(text.starts_with("A  kartu:1  key V0001"), "{text}");
}

#[test]
fn a_result_of_one_record_is_explained() {
    let workshop = Workshop::new();
    workshop.write("web.csv", "id,name,mobile\n2,Budi Santoso,08123045671\n");
    workshop.run(&["web.csv"], "out");
    let text = explained(&workshop, &["web:1"]);
    assert!(text.contains(": 1 record\n"), "{text}");
    assert!(text.contains("\nNo other record matches.\n"), "{text}");
}

/// 96 people of whom two sources hold one record each; the second has somebody of the name of one of them, too.
fn two_sources_without_doubles() -> Workshop {
    const FIRST: [&str; 12] = [
        "Anggrek", "Bakti", "Cahaya", "Delima", "Elang", "Fajar", "Garuda", "Harapan", "Intan",
        "Jaya", "Kencana", "Laksana",
    ];
    const SECOND: [&str; 8] = [
        "Abadi", "Barokah", "Citra", "Damai", "Emas", "Firman", "Gunawan", "Hidayat",
    ];
    let workshop = Workshop::new();
    let mut text = String::from("id,name,birth_date,phone\n");
    for number in 0..96u64 {
        let at = number as usize;
        let (first, second) = (FIRST[at % 12], SECOND[at / 12]);
        let (year, month, day) = (1950 + at * 7 % 45, 1 + at * 5 % 12, 1 + at * 11 % 28);
        let phone = number * 79_228_163 % 100_000_000;
        text.push_str(&format!(
            "p{number},{first} {second},{year}-{month:02}-{day:02},0812{phone:08}\n"
        ));
    }
    workshop.write("kiri.csv", &text);
    workshop.write("tengah.csv", text + "p96,Elang Damai,,081300000001\n");
    workshop.run(&["kiri.csv", "tengah.csv"], "out");
    workshop
}

#[test]
fn what_a_source_would_name_twice_is_told_as_the_reason() {
    let workshop = two_sources_without_doubles();
    let text = explained(&workshop, &["kiri:41", "tengah:97"]);
    assert!(
        text.contains("but as one person they would be named twice by a source; match probability"),
        "{text}"
    );
    assert!(text.contains("`tengah` holds some of both"), "{text}");
    assert!(text.contains("  tengah:41 – tengah:97 "), "{text}");
    let json: Value =
        serde_json::from_str(&explained(&workshop, &["kiri:41", "tengah:97", "--json"]))
            .expect("one object");
    assert_eq!(json["verdict"], "named_twice");
    let twice = &json["between"]["twice"];
    assert_eq!(twice["source"], "tengah");
    let (weight, needed) = (&twice["link"]["match_weight"], &twice["needed_weight"]);
    assert!(weight.as_f64() < needed.as_f64(), "{twice}");
}

#[test]
fn names_that_mean_nothing_or_too_much_are_asked_back() {
    let workshop = Workshop::new();
    workshop.write(
        "web.csv",
        "id,name,mobile\n2,Budi Santoso,08123045671\n1,Siti Aminah,08563011223\n3,Tan Mei Lan,081331122334\n",
    );
    workshop.run(&["web.csv"], "out");
    insta::assert_snapshot!(refused(&workshop, &["web:1", "web:3"]), @r"
    exit code 2
    error: the first name stands for 2 records: `web:row=2`, `web:row=1`

    hint: Say which one is meant, as in `web:row=2`
    ");
    insta::assert_snapshot!(refused(&workshop, &["web:row=1", "web:9"]), @r"
    exit code 2
    error: the second name gives a row or key that no accepted record of `web` has

    hint: Rows are counted from 1 below the header; `rejects.csv` has those that were not taken
    ");
    insta::assert_snapshot!(refused(&workshop, &["08123045671", "web:3"]), @r"
    exit code 2
    error: no record or customer of the result has the first name

    hint: Name it by source and row, as in `crossref.csv` (`web:2`), or by its record key
    ");
    insta::assert_snapshot!(refused(&workshop, &["web:row=1", "2"]), @r"
    exit code 2
    error: both names stand for one record

    hint: Name two records, or one alone to see its customer
    ");
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    let customer = crossref.rows[0][4].clone();
    insta::assert_snapshot!(refused(&workshop, &["web:row=1", &customer]), @r"
    exit code 2
    error: the second name is that of a customer, where a record is expected

    hint: Name two records, or the customer alone: `satukan explain OUT CUSTOMER` lists its records
    ");
}

#[test]
fn a_folder_without_a_result_is_refused() {
    let workshop = Workshop::with_small_shop();
    insta::assert_snapshot!(refused(&workshop, &["V0001"]), @r"
    exit code 3
    error: the folder holds no result (`out`)

    hint: Name the folder that `satukan run` wrote with `-o`
    ");
}

#[test]
fn a_result_from_the_standard_input_says_what_to_do() {
    let workshop = Workshop::with_small_shop();
    let cards = fs::read(workshop.path("kartu_vip.csv")).expect("cards");
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_satukan"))
        .current_dir(workshop.path(""))
        .args(["run", "-", "-o", "out"])
        .write_stdin(cards)
        .assert()
        .success();
    insta::assert_snapshot!(refused(&workshop, &["V0001"]), @r"
    exit code 3
    error: a source came from the standard input, which can't be read again

    hint: Keep it in a file, and run again with that
    ");
}
