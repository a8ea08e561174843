//! Whole tables, written here byte by byte and read back.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// A table to write.
struct Table {
    version: u8,
    driver: u8,
    /// Name, type, length, places and flags of each field.
    fields: Vec<(&'static str, u8, usize, u8, u8)>,
    /// Deletion mark and values of each record.
    records: Vec<(u8, Vec<Vec<u8>>)>,
}

impl Table {
    fn new(version: u8, fields: &[(&'static str, u8, usize)]) -> Self {
        Self {
            version,
            driver: 0,
            fields: fields
                .iter()
                .map(|(name, kind, length)| (*name, *kind, *length, 0, 0))
                .collect(),
            records: Vec::new(),
        }
    }

    fn row(mut self, mark: u8, values: &[&[u8]]) -> Self {
        self.records
            .push((mark, values.iter().map(|value| value.to_vec()).collect()));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let level_7 = self.version == 0x04;
        let backlink = if self.version == 0x30 { 263 } else { 0 };
        let (first, size) = if level_7 { (68, 48) } else { (32, 32) };
        let length = first + size * self.fields.len() + 1 + backlink;
        let record = 1 + self.fields.iter().map(|field| field.2).sum::<usize>();
        let mut out = vec![0; first];
        out[..4].copy_from_slice(&[self.version, 104, 2, 29]);
        out[4..8].copy_from_slice(&(self.records.len() as u32).to_le_bytes());
        out[8..10].copy_from_slice(&(length as u16).to_le_bytes());
        out[10..12].copy_from_slice(&(record as u16).to_le_bytes());
        out[29] = self.driver;
        for (name, kind, length, places, flags) in &self.fields {
            let mut entry = vec![0; size];
            entry[..name.len()].copy_from_slice(name.as_bytes());
            let (at_kind, at_length) = if level_7 { (32, 33) } else { (11, 16) };
            entry[at_kind] = *kind;
            entry[at_length] = *length as u8;
            entry[at_length + 1] = if *length > 255 {
                (*length >> 8) as u8
            } else {
                *places
            };
            if !level_7 {
                entry[18] = *flags;
            }
            out.extend(entry);
        }
        out.push(0x0d);
        out.extend(vec![0; backlink]);
        for (mark, values) in &self.records {
            out.push(*mark);
            for (value, field) in values.iter().zip(&self.fields) {
                let mut value = value.clone();
                value.resize(field.2, b' ');
                out.extend(value);
            }
        }
        out.push(0x1a);
        out
    }
}

fn plain(bytes: &[u8]) -> Sheet {
    read(bytes, None, None, Limits::default()).expect("a table")
}

fn rows(sheet: &Sheet) -> Vec<Vec<&str>> {
    (0..sheet.grid.len())
        .map(|at| sheet.grid.row(at).collect())
        .collect()
}

fn cards() -> Table {
    Table::new(
        0x03,
        &[
            ("NO_KARTU", b'N', 16),
            ("NM_CUST", b'C', 10),
            ("TGL", b'D', 8),
            ("VIP", b'L', 1),
        ],
    )
    .row(b' ', &[b"3201234567890001", b"Budi", b"19800229", b"Y"])
    .row(b'*', &[b"1", b"Hapus", b"", b"F"])
    .row(
        b' ',
        &[b"****************", b" Siti\0\0", b"19810229", b"?"],
    )
}

#[test]
fn a_table_of_dbase_iii_is_read_with_its_record_numbers() {
    let bytes = cards().bytes();
    assert!(is_dbf(&bytes));
    let sheet = plain(&bytes);
    assert_eq!(
        rows(&sheet),
        [
            vec!["NO_KARTU", "NM_CUST", "TGL", "VIP"],
            vec!["3201234567890001", "Budi", "1980-02-29", "T"],
            vec!["", "Siti", "19810229", ""],
        ]
    );
    assert_eq!(
        (0..3).map(|at| sheet.grid.line(at)).collect::<Vec<_>>(),
        [0, 1, 3]
    );
    assert_eq!(
        sheet.notes,
        [
            "1 deleted row was passed over",
            "1 number was too large for its field and is empty"
        ]
    );
    assert_eq!(sheet.has_header, Some(true));
}

#[test]
fn a_file_that_ends_early_gives_its_whole_records() {
    let bytes = cards().bytes();
    let sheet = plain(&bytes[..bytes.len() - 8]);
    assert_eq!(sheet.grid.len(), 2);
    assert_eq!(sheet.notes[0], "the file ends in the middle of record 3");
    let sheet = plain(&bytes[..bytes.len() - 37]);
    assert_eq!(
        sheet.notes[0],
        "the header promises 3 records, the file has 2"
    );
}

#[test]
fn more_records_than_promised_are_read_and_padding_is_not() {
    let mut bytes = cards().bytes();
    bytes[4] = 1;
    let sheet = plain(&bytes);
    assert_eq!(sheet.grid.len(), 3);
    assert_eq!(
        sheet.notes[0],
        "the header promises 1 record, the file has 3"
    );
    let mut bytes = cards().bytes();
    bytes.extend(vec![0; 512]);
    let sheet = plain(&bytes);
    assert_eq!((sheet.grid.len(), sheet.notes.len()), (3, 2));
}

#[test]
fn a_damaged_header_says_what_was_expected() {
    let bytes = cards().bytes();
    let message = |bytes: &[u8]| {
        read(bytes, None, None, Limits::default())
            .expect_err("damage")
            .to_string()
    };
    assert_eq!(
        message(&bytes[..100]),
        "the header says 161 bytes but the file has 100"
    );
    assert_eq!(
        message(&bytes[..10]),
        "the file has 10 bytes, the header of a dBase table has at least 32"
    );
    let mut short = bytes.clone();
    short[10] = 20;
    assert_eq!(
        message(&short),
        "the fields take 36 bytes but a record has 20"
    );
    let mut odd = bytes.clone();
    odd[0] = 0xaa;
    assert_eq!(
        message(&odd),
        "the file starts with byte 0xaa, no version of dBase or FoxPro does"
    );
    assert!(is_dbf(&bytes[..100]));
}

#[test]
fn a_record_length_without_the_deletion_mark_is_set_right() {
    let mut bytes = cards().bytes();
    bytes[10] -= 1;
    assert!(is_dbf(&bytes));
    assert_eq!(rows(&plain(&bytes)), rows(&plain(&cards().bytes())));
}

#[test]
fn other_files_are_no_tables() {
    for bytes in [
        b"".as_slice(),
        b"0;1;2\nnama;kota;alamat\n1;Budi;Bogor dan sekitarnya, sampai jauh\n",
        b"{\"nama\": \"Budi\", \"kota\": \"Bogor\"}\n{\"nama\": \"Siti\"}\n",
        &[0; 4096],
        &[3; 4096],
        b"PK\x03\x04 and the rest of a workbook, which is longer than a header",
    ] {
        assert!(!is_dbf(bytes));
    }
}

#[test]
fn the_code_page_comes_from_the_driver_or_from_the_texts() {
    let mut table = Table::new(0x03, &[("NM_CUST", b'C', 10)]).row(b' ', &[b"JOS\x90"]);
    let sheet = plain(&table.bytes());
    assert_eq!(
        (rows(&sheet)[1][0], sheet.encoding.as_deref()),
        ("JOSÉ", Some("cp850"))
    );
    table.driver = 0xc9;
    let bytes = table.bytes();
    assert_eq!(plain(&bytes).encoding.as_deref(), Some("windows-1251"));
    let sheet = read(&bytes, None, Some("cp437"), Limits::default()).expect("a table");
    assert_eq!(
        (rows(&sheet)[1][0], sheet.encoding.as_deref()),
        ("JOSÉ", Some("cp437"))
    );
}

#[test]
fn a_row_with_bytes_of_another_encoding_is_refused() {
    let bytes = Table::new(0x03, &[("NM_CUST", b'C', 10)])
        .row(b' ', &[b"Budi"])
        .row(b' ', &[b"Jos\xff."])
        .bytes();
    let sheet = read(&bytes, None, Some("utf-8"), Limits::default()).expect("a table");
    assert_eq!(sheet.grid.refused(2), Some(Why::Undecodable));
    assert_eq!(
        (rows(&sheet)[2][0], sheet.grid.line(2)),
        ("Jos\u{fffd}.", 2)
    );
}

#[test]
fn visual_foxpro_types_nulls_and_variable_lengths_are_read() {
    let mut table = Table::new(
        0x30,
        &[
            ("ID", b'I', 4),
            ("SALDO", b'Y', 8),
            ("KETIKA", b'T', 8),
            ("NILAI", b'B', 8),
            ("KOTA", b'V', 10),
            ("EMAIL", b'V', 10),
            ("FOTO", b'G', 4),
            ("_NullFlags", b'0', 1),
        ],
    );
    for field in &mut table.fields {
        match field.0 {
            "SALDO" | "EMAIL" => field.4 = 2,
            "_NullFlags" => field.4 = 5,
            _ => {}
        }
    }
    let stamp = [2_453_389_u32.to_le_bytes(), 43_200_000_u32.to_le_bytes()].concat();
    let nil = [0; 8];
    // The bits: saldo null, kota variable, email variable, email null.
    let bytes = table
        .row(
            b' ',
            &[
                &(-7_i32).to_le_bytes(),
                &12_500_000_i64.to_le_bytes(),
                &stamp,
                &0.1_f64.to_le_bytes(),
                b"Bogor ...\x05",
                b"a@b.co.id.",
                &9_u32.to_le_bytes(),
                &[0b0010],
            ],
        )
        .row(
            b' ',
            &[
                &1_i32.to_le_bytes(),
                &nil,
                &nil,
                &nil,
                b"Tangerang.",
                b"rest",
                &[0; 4],
                &[0b1001],
            ],
        )
        .bytes();
    assert!(is_dbf(&bytes));
    let sheet = plain(&bytes);
    assert_eq!(
        rows(&sheet),
        [
            vec!["ID", "SALDO", "KETIKA", "NILAI", "KOTA", "EMAIL", "FOTO"],
            vec![
                "-7",
                "1250",
                "2005-01-18 12:00:00",
                "0.1",
                "Bogor",
                "a@b.co.id.",
                ""
            ],
            vec!["1", "", "", "0", "Tangerang.", "", ""],
        ]
    );
    assert_eq!(
        sheet.notes,
        ["1 picture or other binary value was passed over"]
    );
}

#[test]
fn dbase_7_has_long_names_and_numbers_turned_round() {
    let bytes = Table::new(
        0x04,
        &[("NOMOR_KARTU_PELANGGAN", b'+', 4), ("NAMA", b'C', 8)],
    )
    .row(b' ', &[&[0x80, 0, 0, 7], b"Budi"])
    .bytes();
    assert!(is_dbf(&bytes));
    assert_eq!(
        rows(&plain(&bytes)),
        [vec!["NOMOR_KARTU_PELANGGAN", "NAMA"], vec!["7", "Budi"]]
    );
}

#[test]
fn a_long_text_has_its_length_in_two_bytes() {
    let long = vec![b'x'; 300];
    let bytes = Table::new(0x03, &[("ALMT", b'C', 300), ("KOTA", b'C', 5)])
        .row(b' ', &[&long, b"Bogor"])
        .bytes();
    assert!(is_dbf(&bytes));
    let sheet = plain(&bytes);
    assert_eq!(
        (rows(&sheet)[1][0].len(), rows(&sheet)[1][1]),
        (300, "Bogor")
    );
}

#[test]
fn the_first_foxbase_has_a_head_of_its_own() {
    let mut bytes = vec![0; 521];
    bytes[..8].copy_from_slice(&[0x02, 2, 0, 12, 31, 84, 9, 0]);
    bytes[8..24].copy_from_slice(b"NAMA\0\0\0\0\0\0\0C\x05\0\0\0");
    bytes[24..40].copy_from_slice(b"UMUR\0\0\0\0\0\0\0N\x03\0\0\0");
    bytes[40] = 0x0d;
    bytes.extend(b" Budi  42 Siti  37\x1a");
    assert!(is_dbf(&bytes));
    let sheet = plain(&bytes);
    assert_eq!(
        rows(&sheet),
        [vec!["NAMA", "UMUR"], vec!["Budi", "42"], vec!["Siti", "37"]]
    );
    assert!(sheet.notes.is_empty(), "{:?}", sheet.notes);
}

/// Two records with a memo in block 1 and one that leads nowhere.
fn with_memo(version: u8) -> Vec<u8> {
    let mut table = Table::new(version, &[("NAMA", b'C', 5), ("CATATAN", b'M', 10)]);
    let pointer = |number: u32| match version {
        0x30 => number.to_le_bytes().to_vec(),
        _ => format!("{number:>10}").into_bytes(),
    };
    if version == 0x30 {
        table.fields[1].2 = 4;
    }
    table
        .row(b' ', &[b"Budi", &pointer(8)])
        .row(b' ', &[b"Siti", &pointer(4000)])
        .row(b' ', &[b"Tono", &pointer(0)])
        .bytes()
}

#[test]
fn memo_texts_of_foxpro_are_read() {
    let mut memo = vec![0; 512];
    memo[7] = 64;
    memo.extend([0, 0, 0, 1, 0, 0, 0, 11]);
    memo.extend(b"VIP\r\nlama\0\0");
    let bytes = with_memo(0x30);
    let sheet = read(&bytes, Some(&memo), None, Limits::default()).expect("a table");
    assert_eq!(
        rows(&sheet)[1..],
        [["Budi", "VIP\nlama"], ["Siti", ""], ["Tono", ""]]
    );
    assert_eq!(
        sheet.notes,
        ["1 memo text could not be found in the memo file"]
    );
    memo[512 + 3] = 0;
    let sheet = read(&bytes, Some(&memo), None, Limits::default()).expect("a table");
    assert_eq!(rows(&sheet)[1], ["Budi", ""]);
    assert_eq!(
        sheet.notes[0],
        "1 picture or other binary value was passed over"
    );
}

#[test]
fn memo_texts_of_dbase_are_read() {
    let mut memo = vec![0; 8 * 512];
    memo.extend(b"pindah\x8d\nke Bogor\x1a\x1arest");
    let sheet = read(&with_memo(0x83), Some(&memo), None, Limits::default()).expect("a table");
    assert_eq!(rows(&sheet)[1], ["Budi", "pindah ke Bogor"]);
    let mut memo = vec![0; 8 * 64];
    memo[20] = 64;
    memo.extend([0xff, 0xff, 8, 0, 14, 0, 0, 0]);
    memo.extend(b"pindahrest");
    let sheet = read(&with_memo(0x8b), Some(&memo), None, Limits::default()).expect("a table");
    assert_eq!(rows(&sheet)[1], ["Budi", "pindah"]);
}

#[test]
fn a_missing_memo_file_leaves_its_texts_empty() {
    let sheet = plain(&with_memo(0x83));
    assert_eq!(rows(&sheet)[1], ["Budi", ""]);
    assert_eq!(
        sheet.notes,
        ["the memo file is missing; 2 memo texts are empty"]
    );
}

#[test]
fn a_memo_beyond_the_limit_of_a_cell_is_an_error() {
    let mut memo = vec![0; 8 * 512];
    memo.extend(vec![b'x'; 5000]);
    let limits = Limits {
        cell: 4096,
        ..Limits::default()
    };
    let error = read(&with_memo(0x83), Some(&memo), None, limits).expect_err("too long");
    assert_eq!(error.to_string(), "line 1 has a cell of more than 4 kB");
}

#[test]
fn the_order_of_the_records_does_not_change_the_code_page() {
    let table = |names: &[&[u8]]| {
        let mut table = Table::new(0x03, &[("NAMA", b'C', 10)]);
        for name in names {
            table = table.row(b' ', &[name]);
        }
        plain(&table.bytes()).encoding
    };
    let names: [&[u8]; 4] = [b"JOS\x90", b"Andr\x82", b"LUC\xd6A", b"\xc4\xc4"];
    let mut turned = names;
    turned.reverse();
    assert_eq!(table(&names), table(&turned));
}

proptest! {
    #[test]
    fn any_table_of_texts_is_read_back(
        rows_in in vec(vec("[ -~]{0,12}", 3), 1..20),
        accents in vec("[a-zéñüA-ZÉÑÜ]{0,12}", 1..20),
    ) {
        let mut table = Table::new(0x03, &[("A", b'C', 12), ("B", b'C', 12), ("C", b'C', 12), ("D", b'C', 12)]);
        table.driver = 0x03;
        let mut expected = Vec::new();
        for (row, accent) in rows_in.iter().zip(accents.iter().cycle()) {
            let accent_bytes = encoding_rs::WINDOWS_1252.encode(accent).0;
            table = table.row(b' ', &[row[0].as_bytes(), row[1].as_bytes(), row[2].as_bytes(), &accent_bytes]);
            let cells = [&row[0], &row[1], &row[2], accent].map(|cell| cell.trim().to_owned());
            if cells.iter().any(|cell| !cell.is_empty()) {
                expected.push(cells.to_vec());
            }
        }
        let bytes = table.bytes();
        prop_assert!(is_dbf(&bytes));
        let sheet = plain(&bytes);
        prop_assert_eq!(rows(&sheet)[1..].to_vec(), expected);
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        version in prop::sample::select(vec![0x02_u8, 0x03, 0x04, 0x30, 0x83, 0x8b, 0xf5]),
        mut bytes in vec(any::<u8>(), 1..600),
        memo in vec(any::<u8>(), 0..600),
    ) {
        bytes[0] = version;
        let _ = is_dbf(&bytes);
        let _ = read(&bytes, Some(&memo), None, Limits::default());
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(
        which in 0..3_usize,
        cut in 0..400_usize,
        flips in vec((0..400_usize, 0..8_u32), 0..8),
    ) {
        let mut bytes = match which {
            0 => cards().bytes(),
            1 => with_memo(0x30),
            _ => with_memo(0x8b),
        };
        let memo = bytes.clone();
        bytes.truncate(cut.max(1));
        for (at, bit) in flips {
            let at = at % bytes.len();
            bytes[at] ^= 1_u8 << bit;
        }
        let _ = is_dbf(&bytes);
        let _ = read(&bytes, Some(&memo), None, Limits::default());
    }
}

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/fixtures/dialects/",
            $name
        ))
        .as_slice()
    };
}

#[test]
fn the_same_cards_are_read_from_every_dialect() {
    let tables = [
        (fixture!("vip_dbase3.dbf"), None, "cp850"),
        (fixture!("vip_windows.dbf"), None, "windows-1252"),
        (
            fixture!("vip_dbase3_memo.dbf"),
            Some(fixture!("vip_dbase3_memo.dbt")),
            "cp850",
        ),
        (
            fixture!("vip_dbase4_memo.dbf"),
            Some(fixture!("vip_dbase4_memo.dbt")),
            "cp850",
        ),
        (
            fixture!("vip_foxpro2.dbf"),
            Some(fixture!("vip_foxpro2.fpt")),
            "cp850",
        ),
    ];
    for (bytes, memo, page) in tables {
        assert!(is_dbf(bytes));
        let sheet = read(bytes, memo, None, Limits::default()).expect("a table");
        assert_eq!(sheet.encoding.as_deref(), Some(page));
        assert_eq!(
            (0..6).map(|at| sheet.grid.line(at)).collect::<Vec<_>>(),
            [0, 1, 2, 4, 5, 6]
        );
        let rows = rows(&sheet);
        assert_eq!(
            rows[0][..6],
            ["NO_KARTU", "NM_CUST", "ALMT", "TELP", "TGL_LHR", "TOTAL"]
        );
        assert_eq!(
            rows[2][..6],
            [
                "3201234567890002",
                "JOSÉ DA COSTA",
                "JL KENANGA 3 JAKARTA",
                "021-5551234",
                "19750229",
                "87500.00"
            ]
        );
        assert_eq!(rows[5][1..2], ["RENÉ MÜLLER"]);
        if memo.is_some() {
            let notes: Vec<&str> = rows.iter().map(|row| row[6]).collect();
            assert_eq!(
                notes,
                [
                    "CATATAN",
                    "Pelanggan lama,\nsuka kopi",
                    "",
                    "Pindah dari Bogor",
                    "",
                    "VIP"
                ]
            );
        }
        assert_eq!(
            sheet.notes,
            [
                "1 deleted row was passed over",
                "1 number was too large for its field and is empty"
            ]
        );
    }
}

#[test]
fn the_cards_of_visual_foxpro_have_typed_values() {
    let memo = Some(fixture!("vip_visual_foxpro.fpt"));
    let sheet = read(
        fixture!("vip_visual_foxpro.dbf"),
        memo,
        None,
        Limits::default(),
    )
    .expect("a table");
    let rows = rows(&sheet);
    assert_eq!(
        rows[0],
        [
            "NO_KARTU", "NM_CUST", "TELP", "POIN", "TOTAL", "DIUBAH", "DISKON", "CATATAN"
        ]
    );
    assert_eq!(
        rows[1][1..],
        [
            "BUDI SANTOSO",
            "0251-8312345",
            "-100",
            "1250000.50",
            "",
            "0",
            "Pelanggan lama,\nsuka kopi"
        ]
    );
    assert_eq!(
        rows[3][1..],
        [
            "MARÍA GARCÍA",
            "022-4201111",
            "200",
            "0",
            "2005-01-21 12:30:45",
            "0.75",
            "Pindah dari Bogor"
        ]
    );
}

#[test]
fn a_copy_that_broke_off_is_read_as_far_as_it_goes() {
    let sheet = plain(fixture!("vip_cut.dbf"));
    assert_eq!(
        sheet.notes,
        [
            "the file ends in the middle of record 5",
            "the header promises 6 records, the file has 4",
            "1 deleted row was passed over"
        ]
    );
    assert_eq!(sheet.grid.len(), 4);
}
