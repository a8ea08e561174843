//! The files that are damaged: the fixtures, and what no fixture holds.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, IpcWriter, NamedFrom, ParquetWriter, SerWriter, Series,
};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::readers::Reader;

const REJECTS: &str = "source,line,reason,raw\n\
    cut_off,7,\"row has 3 fields, the header has 6\",0107000576;RINA WIJAYA;JL. DAHLIA 1;MALANG;;\n";

const SETTINGS: &str = r#"max_rejects = "5%"

[limits]
text_megabytes = 100
columns = 500

[matching]
match_probability = 0.9
largest_block = 1000

[sources.members]
path = "export.txt"
kind = "people"
format = "fixed_width"
encoding = "cp850"
header_line = 3
layout = [{ name = "NAMA", start = 1, width = 20 }, { name = "KOTA", start = 21 }]

[sources.members.columns]
NAMA = "name"
TGL = { field = "birth_date", dates = "day_first" }

[sources.cards]
path = "cards.csv"
delimiter = ";"
header = true
skip = false
"#;

/// The parts of an archive, by name.
type Book = Vec<(String, Vec<u8>)>;

/// What is damaged for a reader.
pub(crate) struct Seeds {
    pub(crate) files: Vec<Vec<u8>>,
    /// Where the files are parts of packed workbooks: damage to the packed bytes seldom gets past their checksum.
    books: Vec<Book>,
}

impl Seeds {
    pub(crate) fn of(reader: Reader) -> Self {
        if reader != Reader::WorkbookPart {
            return Self {
                files: files(reader),
                books: Vec::new(),
            };
        }
        let is_packed = |name: &str| {
            [".xlsx", ".xlsb", ".ods"]
                .iter()
                .any(|ending| name.ends_with(ending))
        };
        let books: Vec<Book> = fixtures(is_packed)
            .iter()
            .map(|book| unpacked(book))
            .collect();
        Self {
            files: books
                .iter()
                .flatten()
                .map(|(_, part)| part.clone())
                .collect(),
            books,
        }
    }

    /// The file to read, once file number `at` is damaged.
    pub(crate) fn finished(&self, at: usize, damaged: Vec<u8>) -> Vec<u8> {
        let mut before = 0;
        for book in &self.books {
            if at < before + book.len() {
                let mut book = book.clone();
                book[at - before].1 = damaged;
                return packed(&book);
            }
            before += book.len();
        }
        damaged
    }
}

fn files(reader: Reader) -> Vec<Vec<u8>> {
    let is = |name: &str, endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let is_markup = |name: &str| matches!(name, "vip_2006.xls" | "vip_html.xls");
    match reader {
        Reader::Detected => fixtures(|_| true),
        Reader::Delimited => fixtures(|name| is(name, &[".csv", ".tsv", ".md", "e.txt", ".dat"])),
        Reader::FixedWidth => fixtures(|name| is(name, &[".txt", ".prn", ".lst", ".rpt"])),
        Reader::Workbook | Reader::WorkbookPart => {
            fixtures(|name| is(name, &[".xls", ".xlsx", ".xlsb", ".ods"]) && !is_markup(name))
        }
        Reader::Dbase => fixtures(|name| is(name, &[".dbf"])),
        Reader::Parquet => vec![parquet()],
        Reader::Arrow => vec![arrow()],
        Reader::Json => fixtures(|name| is(name, &[".json", ".jsonl"])),
        Reader::Markup => fixtures(is_markup),
        Reader::Gzip => fixtures(|name| is(name, &[".gz"])),
        Reader::Zstandard => fixtures(|name| is(name, &[".zst"])),
        Reader::Rejects => vec![REJECTS.into(), REJECTS.replace(',', ";").into()],
        Reader::Settings => vec![SETTINGS.into()],
    }
}

/// The fixtures with a name, in its order.
fn fixtures(wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/dialects");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the fixtures")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .into_string()
                .expect("a name in UTF-8")
        })
        .filter(|name| !name.ends_with(".expected.csv") && !name.ends_with(".rejects.csv"))
        .filter(|name| wanted(name))
        .collect();
    names.sort();
    names
        .iter()
        .map(|name| fs::read(folder.join(name)).expect("a file"))
        .collect()
}

fn unpacked(book: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("a part");
            let name = part.name().expect("a name in UTF-8").into_owned();
            (name, bytes)
        })
        .collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// Columns of the types that exports have.
fn frame() -> DataFrame {
    const ROWS: i64 = 40;
    let rows = || 0..ROWS;
    let names = rows().map(|row| (row % 7 > 0).then(|| format!("NAMA {}", row % 11)));
    let columns: Vec<Column> = vec![
        Series::new(
            "NO_KARTU".into(),
            rows()
                .map(|row| format!("0107{row:06}"))
                .collect::<Vec<_>>(),
        )
        .into_column(),
        Series::new("NAMA".into(), names.collect::<Vec<_>>()).into_column(),
        Series::new(
            "POIN".into(),
            rows()
                .map(|row| (row % 5 > 0).then_some(row))
                .collect::<Vec<_>>(),
        )
        .into_column(),
        Series::new(
            "TOTAL".into(),
            rows().map(|row| row as f64 * 0.5).collect::<Vec<_>>(),
        )
        .into_column(),
        Series::new(
            "AKTIF".into(),
            rows().map(|row| row % 2 == 0).collect::<Vec<_>>(),
        )
        .into_column(),
        Series::new(
            "LAHIR".into(),
            rows().map(|row| row as i32 * 300).collect::<Vec<_>>(),
        )
        .cast(&DataType::Date)
        .expect("dates")
        .into_column(),
    ];
    DataFrame::new(ROWS as usize, columns).expect("a table")
}

fn parquet() -> Vec<u8> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .finish(&mut frame())
        .expect("memory");
    bytes
}

fn arrow() -> Vec<u8> {
    let mut bytes = Vec::new();
    IpcWriter::new(&mut bytes)
        .finish(&mut frame())
        .expect("memory");
    bytes
}
