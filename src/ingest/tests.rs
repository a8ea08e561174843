//! Whole files through the reading.

use std::fs;

use super::*;
use crate::error::Kind;

fn settings(bytes: impl AsRef<[u8]>) -> (tempfile::TempDir, SourceSettings) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("crm.csv");
    fs::write(&path, bytes).expect("a file");
    (folder, SourceSettings::new(path))
}

/// Reads a file that holds one table.
fn one(settings: &SourceSettings) -> Result<Source> {
    let mut sources = read(settings)?;
    assert_eq!(sources.len(), 1, "one table");
    Ok(sources.remove(0))
}

fn source(bytes: impl AsRef<[u8]>) -> Source {
    let (_folder, settings) = settings(bytes);
    one(&settings).expect("a source")
}

fn message(bytes: impl AsRef<[u8]>) -> (String, Option<String>) {
    let (_folder, settings) = settings(bytes);
    let error = read(&settings).expect_err("a bad file");
    assert_eq!(error.kind(), Kind::Input);
    assert_eq!(error.place().expect("a place").file, settings.path);
    let text = error.to_string();
    (
        text.split(" (`").next().unwrap_or_default().to_owned(),
        error.hint().map(str::to_owned),
    )
}

fn with_field(field: Field) -> ColumnSettings {
    ColumnSettings {
        field: Some(field),
        ..ColumnSettings::default()
    }
}

fn fields(source: &Source) -> Vec<&'static str> {
    source
        .columns
        .iter()
        .map(|column| column.field.word())
        .collect()
}

#[test]
fn an_old_semicolon_export_is_read_without_settings() {
    let source = source(
        b"NO_KARTU;NAMA;KOTA;TELP;TGL_LAHIR\r\n0107000571;\"JOS\xc9; SE\";SURABAYA;031-5671234;12/03/1970\r\n\
          0107000572;ANI;;;\r\n0107000573;too;few\r\n\r\n0107000574;CICI;MALANG;081234567891;01/02/1981\r\n\x1a",
    );
    assert_eq!(source.name, "crm");
    assert_eq!(
        fields(&source),
        ["card_number", "name", "city", "phone", "birth_date"]
    );
    assert_eq!(source.kind, SourceKind::Cards);
    assert_eq!(
        (source.dialect.delimiter, source.dialect.encoding.as_deref()),
        (Some(b';'), Some("windows-1252"))
    );
    assert_eq!(source.columns[1].text(0), "JOS\u{c9}; SE");
    assert_eq!(source.columns[2].text(1), "");
    assert_eq!(
        (source.rows.as_slice(), source.lines.as_slice()),
        ([1, 2, 4].as_slice(), [2, 3, 6].as_slice())
    );
    assert_eq!(
        source.rows_read,
        source.rows.len() as u64 + source.rejects.len() as u64
    );
    let expected = Reject {
        source: "crm".to_owned(),
        line: 4,
        reason: "row has 3 fields, the header has 5".to_owned(),
        raw: "0107000573;too;few".to_owned(),
        is_furniture: false,
    };
    assert_eq!(source.rejects, [expected]);
    assert_eq!(source.key_column().expect("a key").header, "NO_KARTU");
    assert_eq!(source.hash.len(), 64);
}

#[test]
fn a_file_without_a_header_is_understood_by_its_values() {
    let source = source(
        "0107000571;BUDI SANTOSO;JL. MAWAR NO. 5;081234567891;12/03/1970\n\
         0107000572;ANI WIJAYA;JL. MELATI 7;081234567892;01/02/1941\n\
         0107000573;CICI DEWI;PERUM INDAH BLOK A2;081234567893;21/12/1981\n",
    );
    assert!(!source.dialect.has_header);
    assert_eq!(source.columns[0].header, "column_1");
    assert_eq!(
        fields(&source),
        ["card_number", "name", "address", "phone", "birth_date"]
    );
    assert_eq!(source.rows_read, 3);
}

#[test]
fn undecodable_rows_of_a_marked_file_are_rejects() {
    let source = source(b"\xef\xbb\xbfid,name\n1,Jos\xc3\xa9\n2,Jos\xe9\n");
    assert!(source.dialect.bom);
    assert_eq!(
        (source.rows_read, source.rows.as_slice()),
        (2, [1].as_slice())
    );
    assert_eq!(source.rejects[0].reason, "row has bytes that are not UTF-8");
    assert_eq!(source.rejects[0].raw, "2,Jos\u{fffd}");
}

#[test]
fn unnamed_columns_at_the_end_fall_away_and_others_get_a_name() {
    let source = source("id,,name,name,\n1,x,Ann,Bee,\n2,y,Cy,Dee\n");
    let headers: Vec<&str> = source
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect();
    assert_eq!(headers, ["id", "column_2", "name", "name_2"]);
    assert_eq!(source.rows.len(), 2);
}

#[test]
fn settings_come_before_detection() {
    let (_folder, mut settings) = settings("id,foo\n1,Ann Bee\n2,Cy Dee\n");
    settings
        .columns
        .insert("foo".to_owned(), with_field(Field::Notes));
    settings.kind = Some(SourceKind::Invoices);
    let source = one(&settings).expect("a source");
    assert_eq!(
        (source.columns[1].field, source.columns[1].score),
        (Field::Notes, 1.0)
    );
    assert_eq!(source.columns[1].reason, "set by the configuration");
    assert_eq!(source.kind, SourceKind::Invoices);
}

#[test]
fn a_configured_column_that_does_not_exist_is_a_usage_error() {
    let (_folder, mut settings) = settings("surname,city\nBee,York\n");
    settings
        .columns
        .insert("surnme".to_owned(), with_field(Field::FamilyName));
    let error = read(&settings).expect_err("no such column");
    assert_eq!(error.kind(), Kind::Usage);
    assert!(
        error
            .to_string()
            .starts_with("source `crm` has no column `surnme`"),
        "{error}"
    );
    assert_eq!(error.hint(), Some("Did you mean `surname`?"));
}

#[test]
fn bad_files_say_what_is_wrong_and_what_to_do() {
    assert_eq!(message("").0, "the file is empty");
    assert_eq!(message("\n \r\n\x1a").0, "the file is empty");
    assert_eq!(
        message("id;name\n").0,
        "the file has a header but no data rows"
    );
    assert_eq!(
        message(b"PK\x03\x04xxxx").0,
        "the file is a zip archive, expected a table"
    );
    assert_eq!(
        message([7_u8, 0, 3, 1, 2].repeat(50)).0,
        "the file is binary, expected a table"
    );
    let (text, hint) = message("id;name;city\n1;Ann\n2;Cy\n");
    assert_eq!(
        text,
        "none of the 2 data rows can be taken, the first on line 2: row has 2 fields, the header has 3"
    );
    assert_eq!(
        hint.as_deref(),
        Some("Check that the first line is the header and that every row has its columns")
    );
}

#[test]
fn lines_above_the_header_are_passed_over() {
    let source = source("CUSTOMERS OF 2009\n\nid;name;city\n1;Ann;York\n2;Cy;Bath\nTOTAL;2;\n");
    assert_eq!((source.dialect.titles, source.dialect.header_line), (1, 3));
    assert_eq!(source.lines, [4, 5]);
    assert!(source.rejects[0].is_furniture);
    let header = source
        .decisions
        .iter()
        .find(|decision| decision.what == "header")
        .expect("decided");
    assert_eq!(
        (header.value.as_str(), header.why.as_str()),
        ("line 3", "known headings")
    );
}

#[test]
fn a_missing_file_and_a_directory_are_input_errors() {
    let error = read(&SourceSettings::new("/nowhere/crm.csv")).expect_err("missing");
    assert_eq!(
        error.to_string(),
        "the file doesn't exist (`/nowhere/crm.csv`)"
    );
    assert_eq!(
        (error.kind(), error.hint()),
        (Kind::Input, Some("Check the path"))
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let error = read(&SourceSettings::new(folder.path())).expect_err("a directory");
    assert!(
        error
            .to_string()
            .starts_with("the source is a directory, expected a file"),
        "{error}"
    );
}

#[test]
fn the_order_of_the_rows_decides_nothing() {
    let mut rows: Vec<String> = (0..3000)
        .map(|n| {
            format!(
                "{n:06};Name{} Of{};Jl. No {};08{:09};{}",
                n % 977,
                n % 13,
                n,
                n * 7919,
                ["L", "P", "?"][n % 3]
            )
        })
        .collect();
    let describe = |rows: &[String]| {
        let source = source(format!("kode;siapa;dimana;F4;F5\n{}\n", rows.join("\n")));
        let columns = source
            .columns
            .iter()
            .map(|column| (column.field, column.score.to_bits(), column.reason.clone()));
        (source.kind, columns.collect::<Vec<_>>())
    };
    let before = describe(&rows);
    rows.sort_by_key(|row| blake3::hash(row.as_bytes()).to_hex().to_string());
    assert_eq!(describe(&rows), before);
}

#[test]
fn names_beside_given_names_are_family_names_unless_they_repeat_them() {
    let fields = |text: &str| -> Vec<Field> {
        source(text)
            .columns
            .iter()
            .map(|column| column.field)
            .collect()
    };
    let french = fields(
        "id,nom,prénom,ville\n1,DUPONT,Jean,Paris\n2,García Márquez,Marie,Lyon\n3,DE LA TOUR,Luc,Nice\n",
    );
    assert_eq!(french[1..3], [Field::FamilyName, Field::GivenName]);
    let whole = fields(
        "id,full_name,first_name\n1,Jean Dupont,Jean\n2,Marie Petit,Marie\n3,Luc Martin,Luc\n",
    );
    assert_eq!(whole[1..3], [Field::Name, Field::GivenName]);
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn the_shared_data_is_understood() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    if !folder.is_dir() {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    }
    let cases = [
        (
            "kosmo-dev/vip_pusat.csv",
            SourceKind::Cards,
            "card_number name address city postal_code phone phone \
          birth_date gender national_id email issue_date shop invoice_number",
        ),
        (
            "kosmo-dev/vip_cabang.csv",
            SourceKind::Cards,
            "card_number name address city phone birth_date issue_date \
          shop invoice_number",
        ),
        (
            "kosmo-dev/crm_web.csv",
            SourceKind::People,
            "record_key name phone email address city postal_code \
          birth_date issue_date",
        ),
        (
            "kosmo-dev/faktur.csv",
            SourceKind::Invoices,
            "invoice_number invoice_date invoice_time shop card_number \
          name phone item_code item_name quantity unit_price amount cashier",
        ),
        (
            "public/febrl3/records.csv",
            SourceKind::People,
            "record_key given_name family_name house_number address \
          address city postal_code province birth_date national_id",
        ),
        (
            "public/splink_fake_1000/records.csv",
            SourceKind::People,
            "record_key given_name family_name birth_date \
          city email",
        ),
        (
            "public/splink_historical_50k/records.csv",
            SourceKind::People,
            "record_key name name given_name \
          family_name birth_date birth_place postal_code gender attribute",
        ),
        (
            "public/cdc_recordlinker_nbs/records.csv",
            SourceKind::People,
            "record_key birth_date given_name \
          family_name name_suffix other_name attribute attribute gender address city province attribute \
          postal_code national_id attribute",
        ),
        (
            "public/pseudopeople_nossn/records.csv",
            SourceKind::People,
            "record_key attribute given_name middle_name \
          family_name birth_date gender house_number address unit attribute city province postal_code attribute",
        ),
    ];
    for (file, kind, expected) in cases {
        let source = one(&SourceSettings::new(folder.join(file))).expect("a source");
        assert_eq!(
            fields(&source).join(" "),
            expected.split_whitespace().collect::<Vec<_>>().join(" "),
            "{file}"
        );
        assert_eq!((source.kind, source.rejects.len()), (kind, 0), "{file}");
    }
}
