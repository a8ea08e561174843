//! The settings that `init` prints say what detection finds, and a run with them changes nothing.

use std::fs;
use std::path::Path;

use satukan::config::File;

use crate::public_data::data;
use crate::workshop::{SMALL_SHOP, Workshop};

/// The outputs that must be the same with the settings and without.
const OUTPUTS: [&str; 4] = [
    "golden_customers.csv",
    "crossref.csv",
    "review.csv",
    "rejects.csv",
];

/// Prints settings for the sources, reads them back and compares a run with them to one without.
#[track_caller]
fn assert_same_run(workshop: &Workshop, sources: &[&str]) -> File {
    let printed = workshop
        .satukan(["init"].into_iter().chain(sources.iter().copied()))
        .done()
        .stdout;
    workshop.run(sources, "without");
    workshop.write("satukan.toml", &printed);
    let file = File::read(&workshop.path("satukan.toml")).expect("known keys only");
    workshop.run(&[], "with");
    for output in OUTPUTS {
        let read = |out: &str| fs::read(workshop.path(out).join(output)).expect("an output");
        assert!(
            read("with") == read("without"),
            "{output} differs; {printed}"
        );
    }
    let again = workshop.satukan(["init"]).done().stdout;
    let known = |text: &str| -> Vec<String> {
        let settings = text.lines().map(|line| line.split("  # ").next());
        settings
            .flatten()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.trim_end().to_owned())
            .collect()
    };
    assert_eq!(known(&again), known(&printed), "settings of settings");
    file
}

#[test]
fn the_small_shop_has_the_same_result_with_its_settings() {
    let workshop = Workshop::with_small_shop();
    let file = assert_same_run(&workshop, &SMALL_SHOP);
    assert_eq!(file.order, ["kartu_vip", "pelanggan_web", "faktur"]);
}

#[test]
fn the_settings_of_a_card_file_say_what_they_were_told_by() {
    let workshop = Workshop::new();
    workshop.write(
        "kartu.csv",
        "DAFTAR VIP\n\nNO_KARTU;NAMA;TGL_LAHIR;\"WARNA \"\"A\"\"\"\n0001;SOEHARTO;31/12/1948;ungu\n0002;AMINAH;01/02/1971;jingga\n",
    );
    let outcome = workshop.satukan(["init", "kartu.csv"]).done();
    insta::assert_snapshot!(outcome.stdout, @r#"
    # Settings for satukan: what was detected in the files below. Use them with
    #
    #     satukan run --config satukan.toml -o out
    #
    # Correct what is wrong and leave out what you like: what is not set is detected in every run.
    # Paths count from the folder of this file. A line that begins with # holds a default.

    # The most rows that may be rejected: so many over all sources, or a share of every source.
    # max_rejects = "5%"

    [limits]
    # The most text in one source after unpacking, in megabytes.
    # text_megabytes = 4096
    # The most columns of one source.
    # columns = 4096
    # The most text in one cell, in kilobytes.
    # cell_kilobytes = 1024

    [normalise]
    # The country of telephone numbers without a country code; by default the data tells. For example:
    # country = "ID"
    # Own titles: how they are written, and the title. For example:
    # titles = { "bpkh" = "bapak" }
    # Own spellings of names. For example:
    # aliases = { "mhmmd" = "muhammad" }
    # Own names of cities, with the region code. For example:
    # cities = { "sby brt" = "35.78" }
    # Own texts that stand for nothing. For example:
    # placeholders = ["PELANGGAN TOKO"]
    # Telephones of shops and offices; they identify nobody. For example:
    # shared_telephones = ["031-5671234"]

    [matching]
    # Pairs are joined from this match probability on. Without it each run chooses one, at most 0.5, for the best expected F1.
    # Higher joins less; 0.5 joins what is likelier one person than not.
    # match_probability = 0.5
    # The least mean match probability across two clusters that are joined. Higher keeps chains apart.
    # cohesion = 0.5
    # Pairs that are compared per record, in the mean. Higher compares more of the true pairs and of strangers, and takes longer.
    # pairs_per_record = 10
    # No larger block is compared whole, in records.
    # largest_block = 400

    [customers]
    # What is done with cards in other names that one buyer holds: "auto" makes them one customer, "flag" lists them
    # in review.csv, "off" leaves them alone.
    # merge = "auto"
    # Two cards are held by one customer from this probability on.
    # probability = 0.5
    # They are listed in review.csv from this probability on.
    # review = 0.25

    [segments]
    # The day from which is counted back; by default that of the last purchase. For example:
    # reference = "2010-12-31"
    # A customer is new for so many days after the first purchase.
    # new_days = 365
    # A customer who has not bought for more days is lapsed.
    # lapsed_days = 365
    # A customer who has not bought for still more days is lost.
    # lost_days = 730
    # A customer who came on so many days is loyal.
    # loyal_visits = 4
    # Named segments by scores from 1 to 5 for recency, frequency and money, and by visits. The first that fits is taken.
    # rules = [
    #     { name = "champions", r = "4-5", f = "4-5", m = "4-5", visits = "2-" },
    #     { name = "loyal", r = "3-5", f = "4-5", visits = "2-" },
    #     { name = "new", r = "4-5", visits = "1" },
    #     { name = "promising", r = "4-5" },
    #     { name = "lapsed loyal", r = "1-2", f = "4-5", visits = "2-" },
    #     { name = "one-time", r = "1-3", visits = "1" },
    #     { name = "needs attention", r = "3" },
    #     { name = "drifting", r = "2" },
    #     { name = "lost", r = "1" },
    # ]

    [survivorship]
    # Sources whose values are preferred, the most trusted first. For example:
    # trusted = ["kartu"]
    # The rules of an attribute, in the order in which they decide. For example:
    # mobile = ["own role", "validated", "most recent"]

    [sources."kartu"]
    path = "kartu.csv"
    kind = "cards"        # names with a card number of their own
    format = "delimited"  # it has no mark of another format
    encoding = "UTF-8"    # all bytes are UTF-8
    delimiter = ";"       # 100 % of the lines looked at have 4 fields with it
    header = true         # known headings
    header_line = 3       # counted from 1, below one line of titles

    [sources."kartu".columns]
    "NO_KARTU" = "card_number"                                   # 100 %: header `NO_KARTU`, values look like card numbers
    "NAMA" = "name"                                              # 100 %: header `NAMA`, values look like names
    "TGL_LAHIR" = { field = "birth_date", dates = "day-month" }  # 100 %: header `TGL_LAHIR`, values look like birth dates; dates that must be day first: 1, month first: 0
    "WARNA \"A\"" = "attribute"                                  # unsure, 30 %: header `WARNA "A"` is not known, the values are kept as they are
    "#);
}

#[test]
fn odd_files_have_the_same_result_with_their_settings() {
    let cards = |separator: &str| {
        let rows = [
            ["NO KARTU", "NAMA", "TELEPON", "TGL LAHIR", "KOTA"],
            [
                "0001",
                "JOSÉ SOEHARTO",
                "081230456712",
                "03/04/48",
                "Surabaya",
            ],
            ["0002", "Siti Aminah", "085643120987", "12/11/71", "Malang"],
            ["0003", "Müller, Dewi", "081331122334", "04/05/80", "Kediri"],
            ["0004", "Jose Suharto", "0812-3045-6712", "03/04/48", "SBY"],
        ];
        rows.map(|row| row.join(separator)).join("\r\n") + "\r\n"
    };
    let windows = |text: &str| -> Vec<u8> {
        let bytes = text.chars().map(|c| u8::try_from(u32::from(c)));
        bytes
            .map(|byte| byte.expect("a letter of Latin 1"))
            .collect()
    };
    let wide = |text: &str| -> Vec<u8> {
        let units = [0xfeff].into_iter().chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let files: [(&str, Vec<u8>); 9] = [
        ("tabs.txt", cards("\t").into_bytes()),
        ("bars.txt", cards("|").into_bytes()),
        ("carets.dat", cards("^").into_bytes()),
        ("windows.csv", windows(&cards(";"))),
        ("wide.txt", wide(&cards("\t"))),
        ("marked.csv", format!("\u{feff}{}", cards(";")).into_bytes()),
        ("excel.csv", format!("sep=;\r\n{}", cards(";")).into_bytes()),
        (
            "titled.csv",
            format!(
                "PT MAJU JAYA\r\nDAFTAR VIP\r\n\r\n{}TOTAL;4;;;\r\n",
                cards(";")
            )
            .into_bytes(),
        ),
        (
            "headless.csv",
            cards(";").split_once("\r\n").expect("a header").1.into(),
        ),
    ];
    for (name, bytes) in files {
        let workshop = Workshop::new();
        workshop.write(name, bytes);
        assert_same_run(&workshop, &[name]);
    }
}

#[test]
fn a_header_of_two_lines_has_the_same_result_with_its_settings() {
    let workshop = Workshop::new();
    workshop.write(
        "kartu.csv",
        "NO KARTU;NAMA;ALAMAT;;TELEPON\n;;JALAN;KOTA;\n\
         0001;SOEHARTO;Jl. Mawar 5;Surabaya;081230456712\n\
         0002;AMINAH;Jl. Melati 6;Malang;085643120987\n\
         0003;DEWI LESTARI;Jl. Kenanga 7;Kediri;081331122334\n",
    );
    let file = assert_same_run(&workshop, &["kartu.csv"]);
    assert_eq!(file.sources["kartu"].header_line, Some(1));
    assert!(
        file.sources["kartu"].columns.contains_key("JALAN"),
        "{file:?}"
    );
}

#[test]
fn tables_of_dbase_have_the_same_result_with_their_settings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/dialects");
    for name in ["vip_dbase3.dbf", "vip_windows.dbf", "vip_visual_foxpro.dbf"] {
        let workshop = Workshop::new();
        let copy = |name: &str| fs::copy(folder.join(name), workshop.path(name));
        copy(name).expect("a fixture");
        if name == "vip_visual_foxpro.dbf" {
            copy("vip_visual_foxpro.fpt").expect("a fixture");
        }
        assert_same_run(&workshop, &[name]);
    }
}

#[test]
fn a_settings_file_that_is_there_is_kept() {
    let workshop = Workshop::with_small_shop();
    workshop.write(
        "mine.toml",
        "max_rejects = 7\n[matching]\ncohesion = 0.3\n[sources.vip]\npath = \"kartu_vip.csv\"\n\
         [sources.vip.columns]\nKASIR = \"shop\"\n[sources.old]\npath = \"faktur.csv\"\nskip = true\n\
         [survivorship]\nmobile = \"most recent\"\n",
    );
    let printed = workshop.satukan(["init", "--config", "mine.toml"]).done();
    for line in [
        "\nmax_rejects = 7\n",
        "\ncohesion = 0.3\n",
        "\n# match_probability = 0.5\n",
        "\n[sources.\"vip\"]\n",
        "\n\"KASIR\" = \"shop\" ",
        "\nskip = true ",
        "\nmobile = [\"most recent\"]\n",
    ] {
        assert!(
            printed.stdout.contains(line),
            "{line} in {}",
            printed.stdout
        );
    }
}

#[test]
fn the_settings_hold_no_value_of_the_small_shop() {
    let workshop = Workshop::with_small_shop();
    let typed = ["init"].into_iter().chain(SMALL_SHOP);
    let printed = workshop.satukan(typed).done().stdout;
    for value in [
        "SOEHARTO",
        "Suharto",
        "V0001",
        "031-8291234",
        "YULI",
        "SELIMUT",
        "example.com",
    ] {
        assert!(!printed.contains(value), "{value}");
    }
}

#[test]
fn kosmo_has_the_same_result_with_its_settings() {
    let Some(folder) = data("kosmo-dev") else {
        return;
    };
    let names = [
        "vip_pusat.csv",
        "vip_cabang.csv",
        "crm_web.csv",
        "faktur.csv",
    ];
    let paths = names.map(|name| folder.join(name).to_string_lossy().into_owned());
    assert_same_run(&Workshop::new(), &paths.each_ref().map(String::as_str));
}

#[test]
fn public_sets_have_the_same_result_with_their_settings() {
    let Some(folder) = data("public") else {
        return;
    };
    for set in [
        "cdc_recordlinker_nbs",
        "dedupe_csv_example",
        "febrl3",
        "senzing_truthset",
        "splink_fake_1000",
    ] {
        let path = folder.join(set).join("records.csv");
        assert_same_run(&Workshop::new(), &[&path.to_string_lossy()]);
    }
}
