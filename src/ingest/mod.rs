//! Legacy bytes to columns of text, each with its meaning, plus the rows that could not be taken.
//!
//! A file comes in, a [`Source`] goes out: one cell per column and accepted row, as a number into the column's
//! distinct texts. Rows read are rows accepted plus rejects. Every decision (delimiter, encoding, fields, kind)
//! depends on the set of rows and not on their order. The file is held in memory while it is read; afterwards only
//! the distinct texts and four bytes per cell remain.
//!
//! One format per file: `csv` for delimited text. Another format gives the same `csv::Table`.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::{Error, Result, did_you_mean};
use crate::text::clean::{fold, tidy};

mod csv;
mod dialect;
mod encoding;
mod field;
mod header;
mod kind;
mod mapping;
mod reject;
mod shape;

pub use dialect::Dialect;
pub use field::Field;
pub use kind::SourceKind;
pub use reject::Reject;

use self::csv::{FirstRow, Table};
use self::dialect::Layout;
use self::mapping::Draft;
use self::shape::Shape;

/// One file to read, and what the user knows better than the detection.
#[derive(Clone, Debug)]
pub struct SourceSettings {
    /// The name in the outputs, the file's stem unless configured.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// What a row stands for.
    pub kind: Option<SourceKind>,
    /// The byte between fields.
    pub delimiter: Option<u8>,
    /// The encoding's name, such as `windows-1252`.
    pub encoding: Option<String>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// Fields by header.
    pub columns: BTreeMap<String, Field>,
}

impl SourceSettings {
    /// Makes settings that leave everything to the detection.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = stem(&path);
        Self {
            name,
            path,
            kind: None,
            delimiter: None,
            encoding: None,
            header: None,
            columns: BTreeMap::new(),
        }
    }
}

/// One file as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name in the outputs.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The BLAKE3 hash of the file's bytes, in hexadecimal.
    pub hash: String,
    /// The file's size.
    pub bytes: u64,
    /// How the file is written.
    pub dialect: Dialect,
    /// What a row stands for.
    pub kind: SourceKind,
    /// Why it is taken for that.
    pub kind_reason: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The data row number of each accepted row, counted from 1 over accepted and rejected rows.
    pub rows: Vec<u32>,
    /// The physical line on which each accepted row starts, counted from 1.
    pub lines: Vec<u32>,
    /// Data rows in the file: accepted ones and rejects.
    pub rows_read: u64,
    /// The rows that were not taken, in file order.
    pub rejects: Vec<Reject>,
}

impl Source {
    /// The column that names a row: the record key, else the card number of a source of cards.
    pub fn key_column(&self) -> Option<&Column> {
        let with = |field| self.columns.iter().find(|column| column.field == field);
        with(Field::RecordKey)
            .or_else(|| with(Field::CardNumber).filter(|_| self.kind == SourceKind::Cards))
    }

    /// The columns with a field, from left to right.
    pub fn columns_of(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(move |column| column.field == field)
    }
}

/// One column: its meaning and its cells.
#[derive(Clone, Debug)]
pub struct Column {
    /// The header, tidied and made unique; `column_3` where the file names none.
    pub header: String,
    /// What the cells mean.
    pub field: Field,
    /// How sure that is, 0 to 1.
    pub score: f32,
    /// Why, in words.
    pub reason: String,
    /// One number into `values` per accepted row.
    pub cells: Vec<u32>,
    /// The distinct raw texts; the first is always the empty text.
    pub values: Vec<Box<str>>,
}

impl Column {
    /// The raw text of an accepted row, counted from 0.
    pub fn text(&self, row: usize) -> &str {
        &self.values[self.cells[row] as usize]
    }
}

/// Reads one file.
///
/// # Errors
///
/// An input error for a file that is missing, unreadable, empty, binary, without data rows, or of which no row can
/// be taken; a usage error for a configured encoding or column that doesn't exist.
pub fn read(settings: &SourceSettings) -> Result<Source> {
    let path = &settings.path;
    let bytes = load(path)?;
    let decoded = encoding::decode(&bytes, settings.encoding.as_deref())
        .map_err(|error| error.in_file(path))?;
    let text = &*decoded.text;
    let (layout, sample) = Layout::detect(text, settings);
    let first = csv::first_row(text, layout).ok_or_else(|| {
        Error::input("the file is empty")
            .in_file(path)
            .hinted("Check the export that should have written it")
    })?;
    let has_header = settings
        .header
        .unwrap_or_else(|| sample.has_header(layout, &first.cells));
    let width = width(&first, has_header);
    let header = has_header.then_some(&first);
    let (hash, table) = rayon::join(
        || blake3::hash(&bytes).to_hex().to_string(),
        || csv::read_table(text, layout, width, header, decoded.damaged),
    );
    refuse_useless(&table, width, path)?;
    let headers = headers(&first, has_header, width);
    check_columns(settings, &headers)?;

    let dialect = Dialect {
        delimiter: layout.delimiter,
        quote: layout.quote,
        encoding: decoded.encoding.to_owned(),
        has_header,
        bom: decoded.bom,
    };
    Ok(interpret(
        settings,
        dialect,
        hash,
        bytes.len() as u64,
        headers,
        table,
    ))
}

/// Checks the sources named on the command line, and that their stems tell them apart.
///
/// # Errors
///
/// A usage error for no source or for two with the same stem, an input error for a directory.
pub fn expand(arguments: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if arguments.is_empty() {
        return Err(Error::usage("no source given").hinted("Name one or more CSV files"));
    }
    let mut stems = BTreeSet::new();
    for path in arguments {
        if path.is_dir() {
            return Err(is_directory(path));
        }
        if !stems.insert(stem(path)) {
            return Err(
                Error::usage(format!("two sources are named `{}`", stem(path)))
                    .in_file(path)
                    .hinted("Give one file another name, or name each source once"),
            );
        }
    }
    Ok(arguments.to_vec())
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn is_directory(path: &Path) -> Error {
    let hint = format!("Name the files, such as `{}`", path.join("*.csv").display());
    Error::input("the source is a directory, expected a file")
        .in_file(path)
        .hinted(hint)
}

fn load(path: &Path) -> Result<Vec<u8>> {
    if path.is_dir() {
        return Err(is_directory(path));
    }
    std::fs::read(path).map_err(|error| {
        let (message, hint) = match error.kind() {
            io::ErrorKind::NotFound => ("the file doesn't exist", "Check the path"),
            io::ErrorKind::PermissionDenied => {
                ("the file may not be read", "Check who may read it")
            }
            _ => (
                "the file can't be read",
                "Check that it is an ordinary file on a working disk",
            ),
        };
        Error::input(message)
            .in_file(path)
            .hinted(hint)
            .caused_by(error)
    })
}

/// The number of columns: the first row's, without unnamed ones at the end of a header.
fn width(first: &FirstRow, has_header: bool) -> usize {
    let cells = &first.cells;
    let named = cells
        .iter()
        .rposition(|cell| !tidy(cell).is_empty())
        .map_or(1, |last| last + 1);
    if has_header { named } else { cells.len() }
}

fn refuse_useless(table: &Table, width: usize, path: &Path) -> Result<()> {
    if table.rows_read == 0 {
        let hint = "Check the export; if the first line is data, say in the settings that there is no header";
        return Err(Error::input("the file has a header but no data rows")
            .in_file(path)
            .hinted(hint));
    }
    let (true, Some(first)) = (table.rows.is_empty(), table.refused.first()) else {
        return Ok(());
    };
    let reason = first.why.words("text in the file's encoding");
    let hint = match width {
        1 => "Name the delimiter in the settings, or remove the lines above the header",
        _ => "Check that the first line is the header and that every row has its columns",
    };
    let message = format!(
        "none of the {} data rows can be taken: {reason}",
        table.rows_read
    );
    Err(Error::input(message)
        .in_file(path)
        .at_line(first.line)
        .hinted(hint))
}

/// The headers, tidied; missing ones are made up and repeated ones numbered.
fn headers(first: &FirstRow, has_header: bool, width: usize) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut headers = Vec::with_capacity(width);
    for (at, cell) in first.cells.iter().take(width).enumerate() {
        let name = if has_header {
            tidy(cell).into_owned()
        } else {
            String::new()
        };
        let name = if name.is_empty() {
            format!("column_{}", at + 1)
        } else {
            name
        };
        let mut unique = name.clone();
        let mut number = 2;
        while !seen.insert(unique.clone()) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        headers.push(unique);
    }
    headers
}

fn check_columns(settings: &SourceSettings, headers: &[String]) -> Result<()> {
    let Some(unknown) = settings.columns.keys().find(|name| !headers.contains(name)) else {
        return Ok(());
    };
    let error = Error::usage(format!(
        "source `{}` has no column `{unknown}`",
        settings.name
    ))
    .in_file(&settings.path);
    Err(
        match did_you_mean(unknown, headers.iter().map(String::as_str)) {
            Some(near) => error.hinted(format!("Did you mean `{near}`?")),
            None => error.hinted("Write the header as it stands in the file"),
        },
    )
}

/// Beside given names, a column of names that does not repeat them holds the family names, however many words they have.
fn split_names(columns: &mut [Column]) {
    let only = |columns: &[Column], field: Field| {
        let mut found = (0..columns.len()).filter(|at| columns[*at].field == field);
        found.next().filter(|_| found.next().is_none())
    };
    if columns
        .iter()
        .any(|column| column.field == Field::FamilyName)
    {
        return;
    }
    let (Some(given), Some(name)) = (only(columns, Field::GivenName), only(columns, Field::Name))
    else {
        return;
    };
    let (mut both, mut repeats) = (0u32, 0u32);
    for row in 0..columns[given].cells.len() {
        let (given, name) = (
            fold(columns[given].text(row)),
            fold(columns[name].text(row)),
        );
        if !given.is_empty() && !name.is_empty() {
            both += 1;
            repeats += u32::from(format!(" {name} ").contains(&format!(" {given} ")));
        }
    }
    if both > 0 && 2 * repeats < both {
        let header = &columns[given].header;
        columns[name].reason = format!(
            "{}; beside the given names of `{header}`",
            columns[name].reason
        );
        columns[name].field = Field::FamilyName;
    }
}

/// Finds the meaning of columns and source, and puts everything together.
fn interpret(
    settings: &SourceSettings,
    dialect: Dialect,
    hash: String,
    bytes: u64,
    headers: Vec<String>,
    table: Table,
) -> Source {
    let shapes: Vec<Shape> = table
        .columns
        .par_iter()
        .map(|column| Shape::of(&column.cells, &column.values))
        .collect();
    let mut drafts: Vec<Draft<'_>> = headers
        .iter()
        .zip(shapes)
        .map(|(header, shape)| {
            let made_up = !dialect.has_header || header.starts_with("column_");
            Draft::new(
                header,
                !made_up,
                shape,
                settings.columns.get(header).copied(),
            )
        })
        .collect();
    mapping::map(&mut drafts);
    let (kind, kind_reason) = match settings.kind {
        Some(kind) => (kind, "set by the configuration".to_owned()),
        None => kind::decide(&drafts),
    };
    mapping::adapt(&mut drafts, kind);
    let meanings: Vec<(Field, f32, String)> = drafts
        .into_iter()
        .map(|draft| (draft.field, draft.score, draft.reason))
        .collect();
    let mut columns: Vec<Column> = headers
        .into_iter()
        .zip(meanings)
        .zip(table.columns)
        .map(|((header, (field, score, reason)), column)| {
            let (cells, values) = (column.cells, column.values);
            Column {
                header,
                field,
                score,
                reason,
                cells,
                values,
            }
        })
        .collect();
    split_names(&mut columns);
    let rejects = table
        .refused
        .into_iter()
        .map(|row| Reject {
            source: settings.name.clone(),
            line: row.line,
            reason: row.why.words(&dialect.encoding),
            raw: row.raw,
        })
        .collect();
    Source {
        name: settings.name.clone(),
        path: settings.path.clone(),
        hash,
        bytes,
        dialect,
        kind,
        kind_reason,
        columns,
        rows: table.rows,
        lines: table.lines,
        rows_read: table.rows_read,
        rejects,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::error::Kind;

    fn settings(bytes: impl AsRef<[u8]>) -> (tempfile::TempDir, SourceSettings) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("crm.csv");
        fs::write(&path, bytes).expect("a file");
        (folder, SourceSettings::new(path))
    }

    fn source(bytes: impl AsRef<[u8]>) -> Source {
        let (_folder, settings) = settings(bytes);
        read(&settings).expect("a source")
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
            (source.dialect.delimiter, source.dialect.encoding.as_str()),
            (b';', "windows-1252")
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
        settings.columns.insert("foo".to_owned(), Field::Notes);
        settings.kind = Some(SourceKind::Invoices);
        let source = read(&settings).expect("a source");
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
            .insert("surnme".to_owned(), Field::FamilyName);
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
            "the file is an Excel workbook or a zip archive, expected delimited text"
        );
        assert_eq!(
            message([7_u8, 0, 3, 1, 2].repeat(50)).0,
            "the file is binary, expected delimited text"
        );
        let (text, hint) = message("CUSTOMERS OF 2009\nid;name\n1;Ann\n2;Cy\n");
        assert_eq!(
            text,
            "none of the 3 data rows can be taken: row has 2 fields, the header has 1"
        );
        assert_eq!(
            hint.as_deref(),
            Some("Name the delimiter in the settings, or remove the lines above the header")
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
        for error in [
            read(&SourceSettings::new(folder.path())).expect_err("a directory"),
            expand(&[folder.path().to_path_buf()]).expect_err("a directory"),
        ] {
            assert!(
                error
                    .to_string()
                    .starts_with("the source is a directory, expected a file"),
                "{error}"
            );
            assert!(error.hint().expect("a hint").starts_with("Name the files"));
        }
    }

    #[test]
    fn two_sources_with_one_stem_are_refused() {
        let error = expand(&["a/crm.csv".into(), "b/crm.txt".into()]).expect_err("one stem");
        assert_eq!(
            error.to_string(),
            "two sources are named `crm` (`b/crm.txt`)"
        );
        assert_eq!(
            expand(&["a.csv".into(), "b.csv".into()])
                .expect("two sources")
                .len(),
            2
        );
        assert_eq!(
            expand(&[]).expect_err("none").to_string(),
            "no source given"
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
            let source = read(&SourceSettings::new(folder.join(file))).expect("a source");
            assert_eq!(
                fields(&source).join(" "),
                expected.split_whitespace().collect::<Vec<_>>().join(" "),
                "{file}"
            );
            assert_eq!((source.kind, source.rejects.len()), (kind, 0), "{file}");
        }
    }
}
