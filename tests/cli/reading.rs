//! What is read from folders, pipes, workbooks and mended lists, through the whole command.

use assert_cmd::Command;

use crate::table::Table;
use crate::workshop::{Workshop, small_shop};

/// Two hundred cards, of which every tenth lacks its fields.
fn broken() -> String {
    let rows = (0..200).map(|n| match n % 10 {
        9 => format!("{n:04};BROKEN\n"),
        _ => format!("{:04};Budi {n};Jl. Mawar {n};0812345{:05}\n", n, n * 7),
    });
    format!("NO_KARTU;NAMA;ALAMAT;HP\n{}", rows.collect::<String>())
}

#[test]
fn a_folder_is_read_and_what_is_no_table_is_named() {
    let workshop = Workshop::with_small_shop();
    workshop.write("catatan.pdf", "x");
    let outcome = workshop.satukan(["run", ".", "-o", "../out-of-small-shop"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("no tables: `catatan.pdf`"),
        "{}",
        outcome.stderr
    );
    let alone = workshop.satukan(["run", "nothing-*.csv", "-o", "out"]);
    insta::assert_snapshot!(alone.stderr, @r"
    error: no file matches `nothing-*.csv`

    hint: Check the folder
    ");
    std::fs::remove_dir_all(workshop.path("../out-of-small-shop")).expect("was written");
}

#[test]
fn the_standard_input_is_a_source() {
    let workshop = Workshop::with_small_shop();
    let cards = std::fs::read(small_shop().join("kartu_vip.csv")).expect("a fixture");
    Command::new(env!("CARGO_BIN_EXE_satukan"))
        .current_dir(workshop.path(""))
        .args(["run", "-", "-o", "out", "--quiet"])
        .write_stdin(cards)
        .assert()
        .success();
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    assert!(
        crossref
            .column("source")
            .iter()
            .all(|source| *source == "stdin")
    );
}

#[test]
fn a_misread_file_stops_the_run_before_anything_is_written() {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", broken());
    let outcome = workshop.satukan(["run", "kartu.csv", "-o", "out"]);
    assert_eq!(outcome.code, 3);
    insta::assert_snapshot!(outcome.stderr, @r"
    error: 20 rows are rejected, at most 5 % of 200 may be: 20 times row has 2 fields, the header has 4 (`kartu.csv` line 11)

    hint: See how it is read with `satukan profile`, mend the file, or allow more with `--max-rejects`
    ");
    assert_eq!(workshop.names(), ["kartu.csv"]);
    let outcome = workshop.satukan(["run", "kartu.csv", "-o", "out", "--max-rejects", "10%"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn mended_rejects_take_their_place_and_once_is_enough() {
    let workshop = Workshop::new();
    workshop.write("kartu.csv", broken());
    let run = |sources: &[&str], out: &str| {
        let mut arguments = vec!["run"];
        arguments.extend(sources);
        arguments.extend(["-o", out, "--max-rejects", "10%"]);
        let outcome = workshop.satukan(arguments);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome
    };
    run(&["kartu.csv"], "first");
    let list = std::fs::read_to_string(workshop.path("first/rejects.csv")).expect("a list");
    assert!(list.contains("kartu,11,"), "{list}");
    workshop.write(
        "mended.csv",
        list.replacen("0009;BROKEN", "0009;Ani;Jl. Melati 9;081234500009", 1),
    );
    let outcome = run(&["kartu.csv", "mended.csv"], "second");
    assert!(
        outcome
            .stderr
            .contains("`kartu`: rows mended by the list of rejects: 1"),
        "{}",
        outcome.stderr
    );
    let rejects = Table::csv(&workshop.path("second/rejects.csv"));
    assert_eq!(rejects.column("line").len(), 19);
    let crossref = Table::csv(&workshop.path("second/crossref.csv"));
    let keys = crossref.column("record_key");
    let at = keys
        .iter()
        .position(|key| *key == "0009")
        .expect("the mended row");
    assert_eq!(crossref.column("row")[at], "10");
    run(&["mended.csv", "kartu.csv"], "third");
    for name in ["crossref.csv", "golden_customers.csv", "rejects.csv"] {
        let read = |out: &str| std::fs::read(workshop.path(format!("{out}/{name}"))).expect(name);
        assert_eq!(read("second"), read("third"), "{name}");
    }
    let alone = workshop.satukan(["run", "mended.csv", "-o", "out"]);
    insta::assert_snapshot!(alone.stderr, @r"
    error: the list holds rows of `kartu`, which is none of the sources (`mended.csv`)

    hint: Name the file those rows came from, too
    ");
}

#[test]
fn sheets_are_sources_and_one_can_be_chosen() {
    let workshop = Workshop::new();
    let fixture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/dialects/book_sheets.xlsx"
    );
    std::fs::copy(fixture, workshop.path("book.xlsx")).expect("a fixture");
    let sources = |arguments: &[&str]| {
        let mut all = vec!["run", "book.xlsx", "-o", "out"];
        all.extend(arguments);
        let outcome = workshop.satukan(all);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let crossref = Table::csv(&workshop.path("out/crossref.csv"));
        let mut names: Vec<String> = crossref
            .column("source")
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let all = sources(&[]);
    assert!(
        all.len() > 1 && all.iter().all(|name| name.starts_with("book:")),
        "{all:?}"
    );
    let sheet = all[0].trim_start_matches("book:").to_owned();
    workshop.write("one.toml", format!("[sources.book]\nsheet = \"{sheet}\"\n"));
    assert_eq!(sources(&["--config", "one.toml"]), ["book"]);
    workshop.write("none.toml", "[sources.book]\nsheet = \"Tidak Ada\"\n");
    let outcome = workshop.satukan(["run", "book.xlsx", "-o", "out", "--config", "none.toml"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome
            .stderr
            .starts_with("error: the workbook has no sheet `Tidak Ada`"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_bomb_ends_in_an_error() {
    use std::io::Write;
    let workshop = Workshop::new();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![b'a'; 8 << 20]).expect("memory");
    workshop.write("bomb.csv.gz", packer.finish().expect("memory"));
    workshop.write("small.toml", "[limits]\ntext_megabytes = 1\n");
    let outcome = workshop.satukan(["run", "bomb.csv.gz", "-o", "out", "--config", "small.toml"]);
    assert_eq!(outcome.code, 3);
    insta::assert_snapshot!(outcome.stderr, @r"
    error: the file holds more than 1 MB of text (`bomb.csv.gz`)

    hint: If it really is that large, raise `limits.text_megabytes`
    ");
}

#[test]
fn every_layout_of_generate_is_read_without_settings() {
    for layout in ["delimited", "dbase", "report"] {
        let (workshop, _) =
            Workshop::with_generated_shop(&["--customers", "300", "--layout", layout]);
        workshop.satukan(["run", "shop", "-o", "out"]).done();
        let evaluated = workshop.satukan([
            "evaluate",
            "out",
            "--truth",
            "shop/truth/truth.csv",
            "--level",
            "person",
            "--json",
        ]);
        let facts: serde_json::Value = serde_json::from_str(&evaluated.stdout).expect("an object");
        let f1 = facts["pairwise"]["f1"]
            .as_f64()
            .or_else(|| facts["f1"].as_f64());
        assert!(
            f1.expect("a figure") >= 0.85,
            "{layout}: {}",
            evaluated.stdout
        );
    }
}

#[test]
fn a_mended_line_of_json_is_read_as_json() {
    let workshop = Workshop::new();
    let rows = (0..30).map(|n| {
        format!("{{\"NO_KARTU\":\"{n:04}\",\"NAMA\":\"Budi {n}\",\"HP\":\"08123450{n:04}\"}}\n")
    });
    let text = rows.collect::<String>() + "{\"NO_KARTU\":\"0030\",\"NAMA\":\n";
    workshop.write("kartu.jsonl", text);
    workshop.run(&["kartu.jsonl"], "first");
    let rejects = Table::csv(&workshop.path("first/rejects.csv"));
    assert_eq!(rejects.column("reason"), ["row is not a JSON object"]);
    let list = "source,line,reason,raw\nkartu,31,x,\"{\"\"NAMA\"\":\"\"Ani\"\",\"\"NO_KARTU\"\":\"\"0030\"\"}\"\n";
    workshop.write("mended.csv", list);
    workshop.run(&["kartu.jsonl", "mended.csv"], "second");
    let crossref = Table::csv(&workshop.path("second/crossref.csv"));
    assert!(crossref.column("record_key").contains(&"0030"));
    assert_eq!(crossref.rows.len(), 31);
}

#[test]
fn a_price_list_beside_customers_makes_no_customers() {
    let workshop = Workshop::with_small_shop();
    workshop.write(
        "harga.csv",
        "KODE,NAMA BARANG,HARGA\nB1,SEPATU,100000\nB2,TAS,200000\nB3,TOPI,50000\n",
    );
    let outcome = workshop.run(&["kartu_vip.csv", "harga.csv"], "out");
    assert!(
        outcome
            .stderr
            .contains("`kartu_vip`: beside it `harga` is passed over, with 3 rows, since"),
        "{}",
        outcome.stderr
    );
    let crossref = Table::csv(&workshop.path("out/crossref.csv"));
    assert!(!crossref.column("source").contains(&"harga"));
}
