//! Campaign lists: who is on them, who is not, and how they are written.

use std::collections::BTreeSet;
use std::fs;

use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use rusqlite::Connection;

use crate::table::Table;
use crate::workshop::{SMALL_SHOP, Workshop};

fn shop() -> Workshop {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "out");
    workshop
}

/// Four people, two of whom share a house and a mobile; one opted out on one of two cards.
fn with_refusals() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "kartu.csv",
        "NO KARTU;NAMA;ALAMAT;KOTA;HP;TGL LAHIR;JANGAN DIHUBUNGI\n\
         K1;Budi Santoso;Jl. Mawar 1;Surabaya;081230456712;21/07/1970;T\n\
         K2;Budi Santoso;Jl. Mawar 1;Surabaya;081230456712;21/07/1970;Y\n\
         K3;Siti Aminah;Jl. Melati 7;Malang;085643120987;27/02/1975;T\n\
         K4;Agus Wijaya;Jl. Kenanga 9;Surabaya;087855501234;03/03/1981;T\n\
         K5;Rina Kartika;Jl. Anggrek 12;Surabaya;089677712345;11/12/1983;Y\n",
    );
    workshop.run(&["kartu.csv"], "out");
    workshop
}

fn names(stdout: &str) -> Vec<String> {
    let table = Table::parse(stdout);
    table
        .column("name")
        .into_iter()
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_condition_makes_a_list_and_the_count_says_who_is_not_on_it() {
    let workshop = shop();
    let condition = "city = 'Surabaya' and mobile is not null";
    let typed = [
        "select",
        "out",
        "--where",
        condition,
        "--columns",
        "customer_id,name,mobile",
    ];
    let outcome = workshop.satukan(typed).done();
    let table = Table::parse(&outcome.stdout);
    assert_eq!(table.headers, ["customer_id", "name", "mobile"]);
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    let expected: Vec<&str> = golden
        .column("city")
        .into_iter()
        .zip(golden.column("mobile"))
        .zip(golden.column("customer_id"))
        .filter(|((city, mobile), _)| *city == "Kota Surabaya" && !mobile.is_empty())
        .map(|(_, id)| id)
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(table.column("customer_id"), expected);
    insta::assert_snapshot!(outcome.stderr, @r"
    9 of 28 customers
           19 don't meet the condition
    note: no column says who opted out; if one does, name it with `--opt-out`
    ");
}

#[test]
fn counting_prints_a_number_and_quiet_nothing_else() {
    let workshop = shop();
    let outcome = workshop
        .satukan([
            "select",
            "out",
            "--where",
            "invoices > 0",
            "--count",
            "--quiet",
        ])
        .done();
    assert_eq!(
        (outcome.stdout.as_str(), outcome.stderr.as_str()),
        ("23\n", "")
    );
}

#[test]
fn who_opted_out_on_any_card_is_on_no_list() {
    let workshop = with_refusals();
    let outcome = workshop
        .satukan(["select", "out", "--columns", "name,mobile"])
        .done();
    assert_eq!(names(&outcome.stdout), ["Siti Aminah", "Agus Wijaya"]);
    insta::assert_snapshot!(outcome.stderr, @r"
    2 of 4 customers
            2 opted out (`x_jangan_dihubungi`)
    ");
    let outcome = workshop
        .satukan(["select", "out", "--columns", "name", "--opt-out", "none"])
        .done();
    assert_eq!(names(&outcome.stdout).len(), 4);
}

#[test]
fn a_refusal_on_a_card_in_the_family_s_name_takes_the_customer_off_the_list() {
    let first = [
        "Agus", "Bambang", "Cahyono", "Dedi", "Eko", "Fajar", "Gunawan", "Hendra",
    ];
    let last = ["Hartanto", "Nasution", "Setiadi", "Mahendra", "Siregar"];
    let strangers = (0..40).map(|at| {
        format!(
            "M{at:03};{} {};Jl. {} {};Surabaya;0812{:08};{:02}/{:02}/{};F{at:03};\n",
            first[at % 8],
            last[at / 8],
            ["Mawar", "Melati", "Kenanga"][at % 3],
            3 + 7 * at,
            34_567_000 + at * 6_377,
            1 + at % 28,
            1 + at % 12,
            1950 + at,
        )
    });
    let workshop = Workshop::new();
    workshop.write(
        "kartu.csv",
        format!(
            "NO KARTU;NAMA;ALAMAT;KOTA;HP;TGL LAHIR;NO FAKTUR;BERHENTI LANGGANAN\n{}\
             M900;Tn. Bambang Hermanto;Jl. Ketintang 7;Surabaya;081234500003;13/04/1975;F9001;\n\
             M901;Ny. Rukmini Hermanto;Jl. Ketintang 7;Surabaya;081234500003;23/04/1978;F9001;Y\n",
            strangers.collect::<String>()
        ),
    );
    workshop.run(&["kartu.csv"], "out");
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    assert_eq!(golden.rows.len(), 41, "the couple's cards are one customer");
    let listed = |more: &[&str]| {
        let typed = ["select", "out", "--columns", "name"];
        let outcome = workshop.satukan(typed.into_iter().chain(more.iter().copied()));
        names(&outcome.done().stdout)
    };
    let is_hermanto = |name: &String| name.ends_with("Hermanto");
    assert_eq!(listed(&[]).len(), 40);
    assert!(!listed(&[]).iter().any(is_hermanto));
    assert!(listed(&["--opt-out", "none"]).iter().any(is_hermanto));
}

#[test]
fn a_contact_is_on_the_list_once_and_of_a_household_there_is_one() {
    let workshop = shop();
    let ask = |more: &[&str]| {
        let typed = ["select", "out", "--columns", "household_id,mobile,city"];
        let outcome = workshop.satukan(typed.into_iter().chain(more.iter().copied()));
        Table::parse(&outcome.done().stdout)
    };
    let assert_once = |table: &Table, column: &str| {
        let cells = table.column(column);
        let filled: Vec<&&str> = cells.iter().filter(|cell| !cell.is_empty()).collect();
        assert_eq!(filled.iter().collect::<BTreeSet<_>>().len(), filled.len());
    };
    assert_once(&ask(&["--per", "household"]), "household_id");
    assert_once(&ask(&["--unique", "city"]), "city");
    assert_eq!(ask(&["--unique", "city"]).rows.len(), 8);
    assert_eq!(ask(&["--unique", "none"]).rows.len(), 28);
}

#[test]
fn a_list_comes_in_every_format_and_belongs_to_its_owner_alone() {
    let workshop = shop();
    for ending in ["csv", "xlsx", "jsonl", "parquet", "sqlite"] {
        let name = format!("list.{ending}");
        workshop.write(&name, "an older list");
        for copy in [name.as_str(), &format!("again.{ending}")] {
            let columns = "customer_id,name,mobile,birth_date,purchase_amount";
            workshop
                .satukan(["select", "out", "--columns", columns, "-o", copy])
                .done();
        }
        let [one, again] = [name.clone(), format!("again.{ending}")]
            .map(|name| fs::read(workshop.path(name)).expect("a list"));
        assert!(one == again, "{name} differs from run to run");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(workshop.path(&name))
                .expect("there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
    let mut book: Xlsx<_> = open_workbook(workshop.path("list.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("customers").expect("the sheet");
    assert_eq!(sheet.height(), 29);
    assert_eq!(
        sheet.get_value((1, 2)),
        Some(&Data::String("+6281230776711".to_owned()))
    );
    assert!(sheet.get_value((1, 3)).is_some_and(DataType::is_datetime));
    assert_eq!(sheet.get_value((1, 4)), Some(&Data::Float(1_582_500.0)));
    let connection = Connection::open(workshop.path("list.sqlite")).expect("a database");
    let customers: i64 = connection
        .query_row("SELECT count(*) FROM customers", [], |row| row.get(0))
        .expect("a count");
    assert_eq!(customers, 28);
    let lines = fs::read_to_string(workshop.path("list.jsonl")).expect("text");
    let first: serde_json::Value =
        serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["mobile"], "+6281230776711");
    assert_eq!(
        workshop
            .names()
            .iter()
            .filter(|name| name.starts_with('.'))
            .count(),
        0
    );
}

#[test]
fn a_mark_stands_in_front_of_csv_when_asked_for() {
    let workshop = shop();
    let typed = [
        "select",
        "out",
        "--columns",
        "name",
        "--bom",
        "-o",
        "list.csv",
    ];
    workshop.satukan(typed).done();
    let bytes = fs::read(workshop.path("list.csv")).expect("a list");
    assert!(bytes.starts_with(b"\xef\xbb\xbfname\n"));
}

#[test]
fn other_tables_can_be_asked() {
    let workshop = shop();
    let condition = "customer_id in (select customer_id from crossref where record_key = 'V0002')";
    let outcome = workshop
        .satukan(["select", "out", "--where", condition, "--columns", "name"])
        .done();
    assert_eq!(outcome.stdout, "name\nBudi Santoso\n");
}

#[test]
fn what_cannot_be_asked_is_refused_without_a_value() {
    let workshop = shop();
    let refusal = |more: &[&str]| {
        workshop
            .satukan(["select", "out"].into_iter().chain(more.iter().copied()))
            .refusal()
    };
    insta::assert_snapshot!(refusal(&["--where", "citty = 'Surabaya'"]), @r"
    exit code 2
    error: the golden customers have no column `citty`

    hint: Did you mean `city`?
    ");
    insta::assert_snapshot!(refusal(&["--where", "name = \"Budi Santoso\""]), @r#"
    exit code 2
    error: the condition has double quotes around what is no column

    hint: Texts stand in single quotes, as in `--where "city = 'Surabaya'"`
    "#);
    insta::assert_snapshot!(refusal(&["--where", "name = Budi Santoso"]), @r#"
    exit code 2
    error: the condition can't be read as SQL from character 13 on

    hint: Texts stand in single quotes, as in `--where "city = 'Surabaya'"`
    "#);
    insta::assert_snapshot!(refusal(&["--where", "random() > 0"]), @r"
    exit code 2
    error: the condition asks for more than to read the result

    hint: It can compare, count and look up; it can't write, load files or draw by chance
    ");
    insta::assert_snapshot!(refusal(&["--columns", "nam"]), @r"
    exit code 2
    error: the golden customers have no column `nam`

    hint: Did you mean `name`?
    ");
    insta::assert_snapshot!(refusal(&["-o", "out/list.csv"]), @r"
    exit code 2
    error: the list can't go into the result (`out/list.csv`)

    hint: Name a file elsewhere: the next run replaces the folder, and takes no strange files
    ");
    insta::assert_snapshot!(refusal(&["-o", "list.doc"]), @r"
    exit code 2
    error: the ending of the file tells no format (`list.doc`)

    hint: Use .csv, .xlsx, .jsonl, .parquet or .sqlite, or say it with `--format`
    ");
    let outcome = workshop.satukan(["select", "."]);
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 3
    error: the folder holds no result (`.`)

    hint: Name the folder that `satukan run` wrote with `-o`
    ");
}

#[test]
fn columns_are_listed_with_groups_and_without_persons() {
    let workshop = shop();
    let outcome = workshop.satukan(["select", "out", "--list-columns"]).done();
    let golden = Table::csv(&workshop.path("out/golden_customers.csv"));
    assert_eq!(outcome.stdout.lines().count(), golden.headers.len() + 1);
    let listed = outcome.stdout.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    });
    assert!(
        listed
            .into_iter()
            .any(|line| line == "needs_review truth 28 2 false 24, true 4")
    );
    for name in golden
        .column("name")
        .into_iter()
        .filter(|name| !name.is_empty())
    {
        assert!(!outcome.stdout.contains(name), "{name}");
    }
}
