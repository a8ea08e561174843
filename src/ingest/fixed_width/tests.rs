use proptest::prelude::*;

use super::*;

/// The rows of a text with detected columns: line and cells; a refused row has its reason in front.
fn detected(text: &str) -> Vec<(u64, Vec<String>)> {
    let columns = detect(text).expect("the text is aligned");
    rows(&read(text, &columns, Limits::default()).expect("the text is within the limits"))
}

fn rows(sheet: &Sheet) -> Vec<(u64, Vec<String>)> {
    (0..sheet.grid.len())
        .map(|row| {
            let reason = sheet.grid.refused(row).map(|why| why.words(""));
            let cells = sheet.grid.row(row).map(str::to_owned);
            (
                sheet.grid.line(row),
                reason.into_iter().chain(cells).collect(),
            )
        })
        .collect()
}

/// The rows with as many cells as the header, from the first header on, rules and repeated headers dropped: what the
/// stages behind make of them, in short.
fn table(text: &str) -> String {
    let all = detected(text);
    let columns = detect(text).expect("the text is aligned").len();
    let mut table: Vec<Vec<String>> = Vec::new();
    for (_, cells) in all {
        let is_rule = cells
            .iter()
            .all(|cell| cell.trim_matches(['-', '=']).is_empty());
        let fits =
            cells.len() == columns && cells.iter().filter(|cell| !cell.is_empty()).count() > 1;
        if fits
            && !is_rule
            && table.first() != Some(&cells)
            && !["JUMLAH 6 KARTU", "Sub Total"].contains(&&*cells[0])
        {
            table.push(cells);
        }
    }
    table.iter().map(|cells| cells.join(",") + "\n").collect()
}

macro_rules! fixture {
    ($name:literal, $extension:literal) => {
        (
            include_str!(concat!("../../../fixtures/dialects/", $name, $extension)),
            include_str!(concat!(
                "../../../fixtures/dialects/",
                $name,
                ".expected.csv"
            )),
        )
    };
}

#[test]
fn a_paged_report_is_read_through_its_titles_and_totals() {
    let (text, wanted) = fixture!("vip_paged", ".txt");
    assert_eq!(table(text), wanted);
    let all = detected(text);
    let titles: Vec<_> = all
        .iter()
        .filter(|(_, cells)| cells.len() == 1 && !cells[0].starts_with(['-', '=']))
        .map(|(line, cells)| {
            format!(
                "{line} {}",
                cells[0].split_whitespace().collect::<Vec<_>>().join(" ")
            )
        })
        .collect();
    assert_eq!(
        titles,
        [
            "1 TOKO MAJU JAYA - SURABAYA Halaman : 1",
            "2 DAFTAR PELANGGAN VIP PER 31-12-2006",
            "11 TOKO MAJU JAYA - SURABAYA Halaman : 2",
            "12 DAFTAR PELANGGAN VIP PER 31-12-2006",
            "21 TOKO MAJU JAYA - SURABAYA Halaman : 3",
            "22 DAFTAR PELANGGAN VIP PER 31-12-2006",
            "32 TOTAL : 12 ORANG 42.955.500",
            "34 Dicetak oleh : ADMIN 31/12/2006 16:05",
        ]
    );
}

#[test]
fn a_rule_tells_columns_one_blank_apart() {
    let (text, wanted) = fixture!("vip_sqlplus", ".lst");
    assert_eq!(table(text), wanted);
}

#[test]
fn six_rows_are_enough_under_a_rule() {
    let (text, wanted) = fixture!("poin_cobol", ".prn");
    assert_eq!(table(text), wanted);
}

#[test]
fn a_value_over_the_edge_is_refused_and_a_wide_label_is_not() {
    let (text, wanted) = fixture!("belanja_overflow", ".txt");
    let all = detected(text);
    let refused: Vec<_> = all
        .iter()
        .filter(|(_, cells)| cells[0] == "a value runs over the edge of its column")
        .map(|(line, _)| *line)
        .collect();
    assert_eq!(refused, [7]);
    assert_eq!(table(text), wanted);
}

#[test]
fn right_aligned_row_numbers_stand_for_themselves_and_dates_stay_whole() {
    let (text, wanted) = fixture!("ulang_tahun", ".txt");
    assert_eq!(table(text), wanted);
}

#[test]
fn what_is_no_aligned_text_has_no_columns() {
    let csv =
        "nama,kota\nBudi,Surabaya\nSiti,Malang\nAgus,Gresik\nRina,Kediri\nDewi,Blitar\nEko,Batu\n";
    let times = "nomor,waktu\n1001,2006-01-02 10:05:00\n1002,2006-01-02 10:06:00\n1003,2006-01-03 09:05:10\n\
                 1004,2006-01-04 12:05:01\n1005,2006-01-05 12:05:00\n1006,2006-01-06 12:15:00\n";
    let prose = "Pelanggan yang terhormat, kartu VIP anda akan\nsegera habis masa berlakunya. Silakan datang ke\n\
                 toko kami yang terdekat untuk memperpanjang\nkartu anda. Bawalah kartu lama dan tanda pengenal.\n\
                 Kami menunggu kedatangan anda di toko kami,\nsetiap hari dari jam 9 sampai jam 21, juga pada\n\
                 hari Minggu dan hari besar. Terima kasih atas\nkesetiaan anda selama ini.\n";
    let list = "BUDI\nSITI\nAGUS\nRINA\nDEWI\nEKO\nTONO\n";
    let phones = "0812 3456 7890\n0813 1111 2222\n0815 3333 4444\n0856 5555 6666\n0812 7777 8888\n0811 9999 0000\n";
    let streets =
        "JL MELATI 3\nJL MAWAR 12\nJL KENANGA RAYA 5\nJL DARMO 1\nJL KAPAS 77\nJL RAYA GUBENG 8\n";
    let json = "{\n  \"nama\": \"Budi\",\n  \"kota\": \"Batu\",\n  \"telp\": \"0812\",\n  \"kode\": \"0001\",\n  \"poin\": 12\n}\n";
    let form = "Nama    : BUDI\nAlamat  : JL MELATI 3\nKota    : MALANG\nTelepon : 0812345\nNo      : 12\nPoin    : 7\n";
    let psql = " kode |  nama  \n------+--------\n    1 | BUDI\n    2 | SITI\n    3 | AGUS\n   14 | RINA\n    5 | EKO\n";
    let tabs = "kode\tnama\n1\tBUDI\n2\tSITI\n3\tAGUS\n4\tRINA\n5\tDEWI\n6\tEKO\n";
    for text in [
        csv, times, prose, list, phones, streets, json, form, psql, tabs, "", "\n", "x",
    ] {
        assert_eq!(detect(text), None, "{text}");
    }
}

#[test]
fn two_lines_to_a_record_are_not_taken_for_two_records() {
    let mut text = String::new();
    for number in 0..12_u32 {
        let name = "BUDI SANTOSO"
            .get(..4 + number as usize % 8)
            .unwrap_or_default();
        text += &format!(
            "{:06}  {name:<20}  12-03-19{}\n",
            number * 7919,
            60 + number
        );
        text += &format!("        JL MELATI NO {:<10}  SURABAYA\n", number * 13);
    }
    assert_eq!(detect(&text), None);
}

#[test]
fn configured_columns_are_cut_as_told_and_name_the_header() {
    let column = |name: &str, start, width| FixedColumn {
        name: Some(name.to_owned()),
        start,
        width,
    };
    let columns = [
        column("kode", 0, Some(3)),
        column("nama", 3, Some(5)),
        column("sisa", 8, None),
    ];
    let sheet = read(
        "001BUDI x y\r\n\r\n002ÉMILEz\r\n",
        &columns,
        Limits::default(),
    )
    .expect("the text is small");
    assert_eq!(sheet.has_header, Some(true));
    let found: Vec<_> = rows(&sheet)
        .into_iter()
        .map(|(line, cells)| format!("{line}: {}", cells.join("|")))
        .collect();
    assert_eq!(
        found,
        ["0: kode|nama|sisa", "1: 001|BUDI|x y", "3: 002|ÉMILE|z"]
    );
}

#[test]
fn the_order_of_the_rows_decides_nothing() {
    let (text, _) = fixture!("belanja_overflow", ".txt");
    let mut lines: Vec<&str> = text.lines().collect();
    let before = detect(text);
    lines[3..15].reverse();
    let turned = lines.join("\n");
    assert_eq!(detect(&turned), before);
    let sorted = |text: &str| {
        let mut cells: Vec<_> = detected(text).into_iter().map(|(_, cells)| cells).collect();
        cells.sort();
        cells
    };
    assert_eq!(sorted(&turned), sorted(text));
}

/// A table as text, each column as wide as its widest cell and `apart` blanks from the next.
fn print(table: &[Vec<String>], apart: usize) -> (String, Vec<FixedColumn>) {
    let mut columns = Vec::new();
    let mut start = 0;
    for column in 0..table[0].len() {
        let width = table
            .iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0);
        let name = Some(format!("c{column}"));
        columns.push(FixedColumn {
            name,
            start,
            width: Some(width),
        });
        start += width + apart;
    }
    let mut text = String::new();
    for row in table {
        for ((cell, column), number) in row.iter().zip(&columns).zip(0..) {
            let width = column.width.unwrap_or(0);
            let is_number = table
                .iter()
                .all(|row| row[number].bytes().all(|byte| byte.is_ascii_digit()));
            text += &if is_number {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            };
            text += &" ".repeat(apart);
        }
        text.push('\n');
    }
    (text, columns)
}

fn tables(
    cell: &'static str,
    rows: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<Vec<String>>> {
    (2..6_usize, rows).prop_flat_map(move |(columns, rows)| {
        prop::collection::vec(prop::collection::vec(cell, columns), rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_table_comes_back_from_its_configured_layout(
        table in tables("[^\\s\\p{Cc}]{1,5}( [^\\s\\p{Cc}]{0,4}[^\\s\\p{Cc}])?|", 1..12),
        apart in 1..3_usize,
    ) {
        let (text, columns) = print(&table, apart);
        let sheet = read(&text, &columns, Limits::default()).expect("the text is small");
        let found: Vec<_> = rows(&sheet).into_iter().skip(1).collect();
        let wanted: Vec<_> = (1..)
            .zip(table)
            .filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn any_table_with_two_blanks_between_its_columns_is_detected(
        rows in prop::collection::vec(
            ("[A-Z]{1,3}-[0-9]{4}", "[A-Z]{3,8}( [A-Z]{2,8}){0,2}", "[A-Za-z]{2,9}( [a-z0-9]{1,5}){0,2}", "[1-9][0-9]{0,6}", "[0-9]{2}-[0-9]{2}-[0-9]{4}"),
            8..30,
        ),
        order in Just(vec![0, 1, 2, 3, 4]).prop_shuffle(),
        columns in 2..6_usize,
    ) {
        let table: Vec<Vec<String>> = rows
            .into_iter()
            .map(|(code, name, address, number, date)| {
                let cells = [code, name, address, number, date];
                order.iter().take(columns).map(|column| cells[*column].clone()).collect()
            })
            .collect();
        let (text, _) = print(&table, 2);
        let found: Vec<_> = detected(&text).into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(found, table);
    }

    #[test]
    fn any_text_is_read_without_panic(
        text in "\\PC*",
        lines in prop::collection::vec("([A-Z]{1,9}|[0-9]{1,9}|é| {1,9}|\t|\x0c|\r|\0|-{2,6} ){0,12}", 0..20),
        layout in prop::collection::vec((0..40_usize, prop::option::of(0..20_usize)), 0..5),
    ) {
        let layout: Vec<_> = layout
            .into_iter()
            .map(|(start, width)| FixedColumn { name: None, start, width })
            .collect();
        for text in [text, lines.join("\n")] {
            let _ = read(&text, &layout, Limits::default());
            if let Some(columns) = detect(&text) {
                let _ = read(&text, &columns, Limits::default());
            }
        }
    }
}
