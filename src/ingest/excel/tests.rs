//! The same table in every format, then what only some of them can do, then what none may do.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;

/// The table of `fixtures/make_workbooks.py`, its rows one below the other.
const TABLE: [&str; 7] = [
    "NO_KARTU|NAMA|ALAMAT|TELP|TGL_LAHIR|TOTAL",
    "0107000571|Siti Rahmawati|Jl. Melati No. 5\nJakarta|0812345678|1990-01-31|1250000",
    "0107000572|Budi Santoso|Jl. Kenanga 12, Bandung|0813222333|1985-12-01|75500.5",
    "0107000573|Dewi Lestari||0856777888|2000-02-29|0",
    "0107000574|Agus Purnomo|Jl. Mawar 3, Surabaya|0878111222",
    "0107000575|José Ñandu|Jl. Anggrek 9, Medan|0811999000|1972-08-17|99",
    "3201234567890123|Rina Wijaya|Jl. Dahlia 1, Bogor|0812000111|1968-05-20|12",
];
const ONE_ERROR: &str = "1 cell holds a spreadsheet error and counts as empty";
const HIDDEN: &str = "the sheet is hidden in the workbook";

fn read_all(bytes: &[u8]) -> Vec<Sheet> {
    read(bytes, None, Limits::default()).expect("as the test made it")
}

fn message(bytes: &[u8]) -> String {
    read(bytes, None, Limits::default())
        .expect_err("refused")
        .to_string()
}

fn rows(sheet: &Sheet) -> Vec<String> {
    (0..sheet.grid.len())
        .map(|at| sheet.grid.row(at).collect::<Vec<_>>().join("|"))
        .collect()
}

fn lines(sheet: &Sheet) -> Vec<u64> {
    (0..sheet.grid.len())
        .map(|at| sheet.grid.line(at))
        .collect()
}

fn names(sheets: &[Sheet]) -> Vec<&str> {
    sheets
        .iter()
        .filter_map(|sheet| sheet.name.as_deref())
        .collect()
}

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/fixtures/dialects/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("as the test made it")
}

/// Writes the table into a sheet of an .xlsx file.
fn fill(sheet: &mut Worksheet, row: u32, column: u16) {
    let phone = Format::new().set_num_format("0000000000");
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for (down, line) in (row..).zip(TABLE) {
        for (at, text) in (0..).zip(line.split('|')) {
            let place = column + at;
            match at {
                3 if down > row => sheet.write_with_format(
                    down,
                    place,
                    text.parse::<f64>().expect("as the test made it"),
                    &phone,
                ),
                4 if down > row => {
                    let day = ExcelDateTime::parse_from_str(text).expect("as the test made it");
                    sheet.write_with_format(down, place, &day, &date)
                }
                5 if down > row => sheet.write(
                    down,
                    place,
                    text.parse::<f64>().expect("as the test made it"),
                ),
                _ if text.is_empty() => Ok(&mut *sheet),
                _ => sheet.write(down, place, text),
            }
            .expect("as the test made it");
        }
    }
    let error = rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A");
    sheet
        .write(row + 4, column + 5, error)
        .expect("as the test made it");
}

fn xlsx(make: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    make(&mut book);
    book.save_to_buffer().expect("as the test made it")
}

fn plain_xlsx() -> Vec<u8> {
    xlsx(|book| {
        fill(
            book.add_worksheet()
                .set_name("Member")
                .expect("as the test made it"),
            0,
            0,
        );
    })
}

/// An .xlsx file whose only sheet has these rows of XML.
fn xlsx_of(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    with_part(&plain_xlsx(), "xl/worksheets/sheet1.xml", sheet.as_bytes())
}

/// The same zip file with another part in the place of one.
fn with_part(bytes: &[u8], name: &str, part: &[u8]) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(bytes)).expect("as the test made it");
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let file = old.by_index_raw(at).expect("as the test made it");
        if file.name().expect("as the test made it") != name {
            new.raw_copy_file(file).expect("as the test made it");
        }
    }
    new.start_file(name, SimpleFileOptions::default())
        .expect("as the test made it");
    new.write_all(part).expect("as the test made it");
    new.finish().expect("as the test made it").into_inner()
}

fn ods(content: &str) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    file.start_file("mimetype", stored)
        .expect("as the test made it");
    file.write_all(b"application/vnd.oasis.opendocument.spreadsheet")
        .expect("as the test made it");
    file.start_file("content.xml", SimpleFileOptions::default())
        .expect("as the test made it");
    let text = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles>\
         <style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    file.write_all(text.as_bytes())
        .expect("as the test made it");
    file.finish().expect("as the test made it").into_inner()
}

fn ods_table(attributes: &str, above: &str) -> String {
    let mut table = format!("<table:table table:name={attributes}><table:table-column/>{above}");
    for (down, line) in TABLE.iter().enumerate() {
        table.push_str("<table:table-row>");
        for (at, text) in line.split('|').enumerate() {
            let shown = text.replace('\n', "</text:p><text:p>");
            let typed = match at {
                3 if down > 0 => format!(
                    "office:value-type=\"float\" office:value=\"{}\"",
                    text.trim_start_matches('0')
                ),
                4 if down > 0 => format!("office:value-type=\"date\" office:date-value=\"{text}\""),
                5 if down > 0 => format!("office:value-type=\"float\" office:value=\"{text}\""),
                _ if text.is_empty() => String::new(),
                _ => "office:value-type=\"string\"".to_owned(),
            };
            table.push_str(&format!(
                "<table:table-cell {typed}><text:p>{shown}</text:p></table:table-cell>"
            ));
        }
        if down == 4 {
            table.push_str("<table:table-cell/><table:table-cell table:formula=\"of:=NA()\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#N/A</text:p></table:table-cell>");
        }
        table.push_str(
            "<table:table-cell table:number-columns-repeated=\"16378\"/></table:table-row>",
        );
    }
    table.push_str("<table:table-row table:number-rows-repeated=\"1048569\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>");
    table
}

#[test]
fn every_format_gives_the_same_table() {
    let files = [
        ("xlsx", plain_xlsx()),
        ("xls", fixture("excel_97.xls")),
        ("xls from 1904", fixture("excel_97_from_1904.xls")),
        ("Excel 95", fixture("excel_95.xls")),
        ("xlsb", fixture("binary.xlsb")),
        ("xlsb from 1904", fixture("binary_from_1904.xlsb")),
        ("ods", ods(&ods_table("\"Member\"", ""))),
    ];
    for (format, bytes) in files {
        let sheets = read_all(&bytes);
        assert_eq!(names(&sheets), ["Member"], "{format}");
        assert_eq!(rows(&sheets[0]), TABLE, "{format}");
        assert_eq!(lines(&sheets[0]), [1, 2, 3, 4, 5, 6, 7], "{format}");
        assert_eq!(sheets[0].notes, [ONE_ERROR], "{format}");
        assert_eq!(sheets[0].has_header, None, "{format}");
        let encoding = (format == "Excel 95").then_some("windows-1252");
        assert_eq!(sheets[0].encoding.as_deref(), encoding, "{format}");
    }
}

#[test]
fn a_sheet_of_a_report_program_needs_no_container() {
    let sheets = read_all(&fixture("bare_sheet.xls"));
    assert_eq!(sheets[0].name, None);
    assert_eq!(sheets[0].grid.row(5).nth(1), Some("José Ñandu"));
    assert_eq!(sheets[0].encoding.as_deref(), Some("windows-1252"));
    let error = read(
        &fixture("bare_sheet.xls"),
        Some("Member"),
        Limits::default(),
    )
    .expect_err("refused");
    assert_eq!(error.hint(), Some("Leave the sheet's name out"));
}

#[test]
fn titles_stand_in_the_first_of_the_merged_cells() {
    let title = Format::new();
    let made = xlsx(|book| {
        let sheet = book.add_worksheet();
        sheet
            .merge_range(0, 0, 0, 5, "DAFTAR MEMBER VIP", &title)
            .expect("as the test made it");
        sheet
            .merge_range(1, 0, 1, 5, "Per 31 Desember 2009", &title)
            .expect("as the test made it");
        fill(sheet, 3, 0);
    });
    for bytes in [made, fixture("excel_97_titles.xls")] {
        let sheets = read_all(&bytes);
        assert_eq!(
            rows(&sheets[0])[..2],
            ["DAFTAR MEMBER VIP", "Per 31 Desember 2009"]
        );
        assert_eq!(rows(&sheets[0])[2..], TABLE);
        assert_eq!(lines(&sheets[0])[..4], [1, 2, 4, 5]);
    }
    let sheets = read_all(&fixture("binary_sheets.xlsb"));
    assert_eq!(lines(&sheets[0])[..3], [1, 4, 5]);
    let merged = "<table:table-row><table:table-cell office:value-type=\"string\" table:number-columns-spanned=\"6\"><text:p>DAFTAR MEMBER VIP</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated=\"5\" office:value-type=\"string\"><text:p>old</text:p></table:covered-table-cell></table:table-row><table:table-row table:number-rows-repeated=\"2\"/>";
    let sheets = read_all(&ods(&ods_table("\"Member\"", merged)));
    assert_eq!(rows(&sheets[0])[0], "DAFTAR MEMBER VIP");
    assert_eq!(lines(&sheets[0])[..3], [1, 4, 5]);
}

#[test]
fn hidden_sheets_are_read_with_a_note_and_empty_ones_are_left_out() {
    let made = xlsx(|book| {
        fill(
            book.add_worksheet()
                .set_name("Member")
                .expect("as the test made it"),
            0,
            0,
        );
        book.add_worksheet()
            .set_name("Kosong")
            .expect("as the test made it");
        let hidden = book
            .add_worksheet()
            .set_name("Arsip 2008")
            .expect("as the test made it")
            .set_very_hidden(true);
        fill(hidden, 4, 2);
    });
    let empty = "<table:table table:name=\"Kosong\"><table:table-row><table:table-cell/></table:table-row></table:table>";
    let below = "<table:table-row table:number-rows-repeated=\"4\"/>";
    let last = ods_table("\"Arsip 2008\" table:style-name=\"ta2\"", below);
    let written = ods(&format!("{}{empty}{last}", ods_table("\"Member\"", "")));
    for bytes in [
        made,
        fixture("excel_97_sheets.xls"),
        fixture("binary_sheets.xlsb"),
        written,
    ] {
        let sheets = read_all(&bytes);
        assert_eq!(names(&sheets), ["Member", "Arsip 2008"]);
        assert_eq!(sheets[0].notes, [ONE_ERROR]);
        assert_eq!(sheets[1].notes, [HIDDEN, ONE_ERROR]);
        // The table starts in row 5, column C.
        assert_eq!(rows(&sheets[1])[0], TABLE[0]);
        assert_eq!(lines(&sheets[1]), [5, 6, 7, 8, 9, 10, 11]);
    }
}

#[test]
fn a_chart_is_no_sheet() {
    let bytes = xlsx(|book| {
        fill(
            book.add_worksheet()
                .set_name("Member")
                .expect("as the test made it"),
            0,
            0,
        );
        let mut chart = rust_xlsxwriter::Chart::new_column();
        chart.add_series().set_values("Member!$F$2:$F$7");
        book.add_chartsheet()
            .insert_chart(0, 0, &chart)
            .expect("as the test made it");
    });
    assert_eq!(names(&read_all(&bytes)), ["Member"]);
}

#[test]
fn one_sheet_can_be_chosen_by_its_name_in_any_case() {
    for bytes in [
        fixture("excel_97_sheets.xls"),
        fixture("binary_sheets.xlsb"),
    ] {
        for name in ["Arsip 2008", "ARSIP 2008"] {
            let sheets = read(&bytes, Some(name), Limits::default()).expect("as the test made it");
            assert_eq!(names(&sheets), ["Arsip 2008"]);
        }
    }
    assert!(
        read(
            &fixture("excel_97_sheets.xls"),
            Some("Kosong"),
            Limits::default()
        )
        .expect("as the test made it")
        .is_empty()
    );
}

#[test]
fn a_sheet_that_is_not_there_is_answered_with_those_that_are() {
    for bytes in [
        fixture("binary_sheets.xlsb"),
        plain_xlsx(),
        ods(&ods_table("\"Member\"", "")),
    ] {
        let error = read(&bytes, Some("Membr"), Limits::default()).expect_err("refused");
        assert_eq!(error.kind(), crate::error::Kind::Usage);
        assert_eq!(error.to_string(), "the workbook has no sheet `Membr`");
        assert_eq!(error.hint(), Some("Did you mean `Member`?"));
    }
    let error = read(
        &fixture("binary_sheets.xlsb"),
        Some("Penjualan"),
        Limits::default(),
    )
    .expect_err("refused");
    assert_eq!(
        error.hint(),
        Some("Choose one of its sheets: `Member`, `Arsip 2008`")
    );
}

#[test]
fn cells_of_a_workbook_become_what_a_person_would_compare() {
    let cells = [
        ("t=\"b\"", "<v>1</v>", "TRUE"),
        (
            "t=\"inlineStr\"",
            "<is><r><t>Siti </t></r><r><t>R</t></r></is>",
            "SitiR",
        ),
        ("t=\"str\"", "<f>A1&amp;B1</f><v>a &amp; b</v>", "a & b"),
        ("", "<f>1+1</f><v>2</v>", "2"),
        ("", "<v>8.12345678901E+11</v>", "812345678901"),
        ("t=\"d\"", "<v>1990-01-31T00:00:00</v>", "1990-01-31"),
        ("t=\"n\"", "<v>0.1</v>", "0.1"),
    ];
    let row: String = cells
        .iter()
        .map(|(kind, xml, _)| format!("<c {kind}>{xml}</c>"))
        .collect();
    let sheets = read_all(&xlsx_of(&format!("<row r=\"7\">{row}</row>")));
    let expected: Vec<&str> = cells.iter().map(|(_, _, text)| *text).collect();
    assert_eq!(rows(&sheets[0]), [expected.join("|")]);
    assert_eq!(lines(&sheets[0]), [7]);
}

#[test]
fn times_and_durations_of_a_workbook_are_told_apart() {
    let bytes = xlsx(|book| {
        let sheet = book.add_worksheet();
        for (row, code, number) in [
            (0, "hh:mm", 0.75),
            (1, "d/m/yyyy h:mm", 32_904.75),
            (2, "[h]:mm:ss", 1.5),
            (3, "\"0\"#", 8_123.0),
        ] {
            sheet
                .write_with_format(row, 0, number, &Format::new().set_num_format(code))
                .expect("as the test made it");
        }
        sheet
            .write_with_format(4, 0, 32_904.0, &Format::new().set_num_format_index(14))
            .expect("as the test made it");
    });
    let expected = [
        "18:00:00",
        "1990-01-31 18:00:00",
        "36:00:00",
        "08123",
        "1990-01-31",
    ];
    assert_eq!(rows(&read_all(&bytes)[0]), expected);
}

#[test]
fn an_error_younger_than_the_reader_is_an_error_cell() {
    let row = "<row r=\"1\"><c r=\"A1\" t=\"e\"><v>#SPILL!</v></c><c r=\"B1\"><v>1</v></c><c r=\"C1\" t=\"e\"><v>#REF!</v></c></row>";
    let sheets = read_all(&xlsx_of(row));
    assert_eq!(rows(&sheets[0]), ["1"]);
    assert_eq!(
        sheets[0].notes,
        ["2 cells hold a spreadsheet error and count as empty"]
    );
}

#[test]
fn an_xlsx_of_the_1904_calendar_gives_the_same_days() {
    let book = b"<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"Member\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let bytes = with_part(&plain_xlsx(), "xl/workbook.xml", book);
    // 1462 days later than in the calendar they were written in.
    assert_eq!(read_all(&bytes)[0].grid.row(1).nth(4), Some("1994-02-01"));
}

#[test]
fn formatting_far_away_costs_nothing() {
    let row = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row><row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/></row>";
    assert_eq!(rows(&read_all(&xlsx_of(row))[0]), ["1"]);
    let stray = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    let sheets = read_all(&xlsx_of(stray));
    assert_eq!(rows(&sheets[0]), ["1", "|2"]);
    assert_eq!(lines(&sheets[0]), [1, 1_048_576]);
}

#[test]
fn comments_and_deleted_cells_of_an_ods_are_no_text() {
    let sheet = "<table:tracked-changes><table:cell-content-deletion><table:table-cell><text:p>old</text:p></table:table-cell></table:cell-content-deletion></table:tracked-changes>\
        <table:table table:name=\"a\"><table:table-header-rows><table:table-row>\
        <table:table-cell office:value-type=\"string\"><office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s text:c=\"2\"/>&amp;<text:span>b</text:span></text:p></table:table-cell>\
        <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>BENAR</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"time\" office:time-value=\"PT08H30M00S\"><text:p>8.30</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"float\" office:value=\"5\" table:number-columns-repeated=\"2\"><text:p>5,00</text:p></table:table-cell>\
        </table:table-row></table:table-header-rows></table:table>\
        <table:table table:name=\"'file:///x.ods'#b\"><table:table-source/><table:table-row><table:table-cell office:value-type=\"string\"><text:p>copy</text:p></table:table-cell></table:table-row></table:table>";
    let sheets = read_all(&ods(sheet));
    assert_eq!(names(&sheets), ["a"]);
    assert_eq!(rows(&sheets[0]), ["a  &b|TRUE|08:30:00|5|5"]);
}

#[test]
fn protected_workbooks_are_told() {
    let mut container = fixture("excel_97.xls");
    let name = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let at = container
        .windows(16)
        .position(|part| part == name("Workbook"))
        .expect("as the test made it");
    container[at..at + 32].copy_from_slice(&name("EncryptedPackage"));
    let mut encrypted = fixture("excel_97.xls");
    // The first record after the start: interface, here made into the one of an encrypted file.
    let start = encrypted
        .windows(4)
        .position(|part| part == [0x09, 0x08, 0x10, 0x00])
        .expect("as the test made it")
        + 20;
    encrypted[start..start + 2].copy_from_slice(&[0x2F, 0x00]);
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let open = with_part(
        &ods(&ods_table("\"Member\"", "")),
        "META-INF/manifest.xml",
        manifest,
    );
    let whole = with_part(&plain_xlsx(), "encrypted-package", b"x");
    for bytes in [container, encrypted, open, whole] {
        let error = read(&bytes, None, Limits::default()).expect_err("refused");
        assert_eq!(
            error.to_string(),
            "the workbook is protected with a password"
        );
        assert_eq!(
            error.hint(),
            Some("Open it, remove the password and save it")
        );
    }
}

#[test]
fn what_is_no_workbook_is_told() {
    assert_eq!(
        message(b"NO_KARTU;NAMA\n1;Siti\n"),
        "the file is no workbook"
    );
    assert_eq!(message(b""), "the file is no workbook");
    assert_eq!(message(b"PK\x03\x04"), "the workbook can't be read");
    let letter = with_part(&plain_xlsx(), "word/document.xml", b"<w/>");
    assert_eq!(message(&letter), "the file is no workbook");
}

#[test]
fn a_part_that_unpacks_to_more_than_allowed_is_refused() {
    let limits = Limits {
        text: 8 << 20,
        ..Limits::default()
    };
    let bytes = with_part(&plain_xlsx(), "xl/sharedStrings.xml", &vec![b' '; 20 << 20]);
    let error = read(&bytes, None, limits).expect_err("refused");
    assert_eq!(error.to_string(), "the file holds more than 8 MB of text");
}

#[test]
fn a_part_that_lies_about_its_size_is_not_unpacked() {
    let mut bytes = with_part(&plain_xlsx(), "xl/sharedStrings.xml", &vec![b' '; 64 << 20]);
    let size = (64_u32 << 20).to_le_bytes();
    while let Some(at) = bytes.windows(4).position(|part| part == size) {
        bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let mut archive = package::open(&bytes).expect("as the test made it");
    let mut part = archive
        .by_name("xl/sharedStrings.xml")
        .expect("as the test made it");
    let mut unpacked = std::io::sink();
    assert!(std::io::copy(&mut part, &mut unpacked).is_err());
    assert_eq!(message(&bytes), "the workbook can't be read");
}

#[test]
fn claims_about_memory_are_not_believed() {
    let strings = b"<sst uniqueCount=\"1000000000000\"><si><t>a</t></si></sst>";
    let bytes = with_part(&plain_xlsx(), "xl/sharedStrings.xml", strings);
    assert_eq!(message(&bytes), "the workbook can't be read");
    let long = "x".repeat(5000);
    let styles =
        format!("<styleSheet><fonts><font><name val=\"{long}\"/></font></fonts></styleSheet>");
    let bytes = with_part(&plain_xlsx(), "xl/styles.xml", styles.as_bytes());
    assert_eq!(message(&bytes), "the workbook can't be read");
    let mut strings = b"<sst>".to_vec();
    strings.extend(b"<si/>".repeat(1 << 20));
    strings.extend(b"</sst>");
    let bytes = with_part(&plain_xlsx(), "xl/sharedStrings.xml", &strings);
    let limits = Limits {
        text: 16 << 20,
        ..Limits::default()
    };
    let error = read(&bytes, None, limits).expect_err("refused");
    assert_eq!(error.to_string(), "the file holds more than 16 MB of text");
}

#[test]
fn cells_repeated_without_end_are_refused() {
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"><text:p>1</text:p></table:table-cell>";
    let table = format!(
        "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row></table:table>"
    );
    assert_eq!(
        message(&ods(&table)),
        "the workbook repeats cells more than 16 million times"
    );
}

#[test]
fn a_container_that_runs_in_circles_ends() {
    let mut bytes = fixture("excel_97.xls");
    let table = u32::from_le_bytes(bytes[76..80].try_into().expect("as the test made it")) as usize;
    let directory = u32::from_le_bytes(bytes[48..52].try_into().expect("as the test made it"));
    let at = (table + 1) * 512 + directory as usize * 4;
    bytes[at..at + 4].copy_from_slice(&directory.to_le_bytes());
    assert_eq!(message(&bytes), "the workbook can't be read");
}

#[test]
fn damaged_files_end_in_an_error_or_in_a_table() {
    let mut seed = 42_u64;
    let mut random = move |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as usize) % below
    };
    let rounds = std::env::var("EXCEL_ROUNDS")
        .map_or(60, |rounds| rounds.parse().expect("as the test made it"));
    let files = [
        ("xlsx", plain_xlsx()),
        ("xls", fixture("excel_97_sheets.xls")),
        ("Excel 95", fixture("excel_95.xls")),
        ("bare", fixture("bare_sheet.xls")),
        ("xlsb", fixture("binary_sheets.xlsb")),
        ("ods", ods(&ods_table("\"Member\"", ""))),
    ];
    for (format, whole) in &files {
        let mut outcomes = [0, 0];
        for round in 0..rounds {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(random(bytes.len()));
            } else {
                for _ in 0..=random(8) {
                    let at = random(bytes.len());
                    bytes[at] ^= 1 << random(8);
                }
            }
            let limits = Limits {
                text: 64 << 20,
                ..Limits::default()
            };
            outcomes[usize::from(read(&bytes, None, limits).is_ok())] += 1;
        }
        assert!(outcomes[0] > 0, "{format}");
    }
}
