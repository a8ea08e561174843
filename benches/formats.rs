//! Reading the same table in each format.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::frame::{Cells, Frame};
use satukan::ingest::{SourceSettings, read};

const ROWS: usize = 20_000;
const HEADER: [&str; 8] = [
    "NO_KARTU",
    "NAMA",
    "ALAMAT",
    "KOTA",
    "HP",
    "TGL_LAHIR",
    "JK",
    "TOTAL",
];
const WIDTHS: [usize; 8] = [12, 24, 36, 12, 15, 12, 4, 12];

fn rows() -> Vec<[String; 8]> {
    (0..ROWS)
        .map(|row| {
            [
                format!("{:010}", 107_000_000 + row),
                format!("NAMA{} BIN{}", row * 7 % 911, row * 13 % 877),
                format!("JL. KEBUN {} NO. {}", row * 31 % 701, row % 97),
                ["SURABAYA", "MALANG", "GRESIK"][row % 3].to_owned(),
                format!("08{:010}", row * 7_919_017 % 9_999_999_999),
                format!(
                    "{:02}/{:02}/{}",
                    row % 28 + 1,
                    row % 12 + 1,
                    1940 + row % 60
                ),
                ["L", "P"][row % 2].to_owned(),
                (row * 2_500 % 9_000_000).to_string(),
            ]
        })
        .collect()
}

/// The table in every format, below a folder.
fn write(folder: &Path) -> Vec<(&'static str, PathBuf)> {
    let rows = rows();
    let cells = || rows.iter().map(|row| row.each_ref().map(String::as_str));
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let mut delimited = HEADER.join(";") + "\n";
    let mut quoted = HEADER.map(|text| format!("\"{text}\"")).join(",") + "\n";
    let mut json = String::new();
    let mut fixed = String::new();
    let mut page = "<html><table>".to_owned();
    for row in std::iter::once(HEADER).chain(cells()) {
        page.push_str("<tr>");
        for (cell, width) in row.iter().zip(WIDTHS) {
            write!(fixed, "{cell:width$}").expect("memory");
            write!(page, "<td>{cell}</td>").expect("memory");
        }
        fixed.push('\n');
        page.push_str("</tr>\n");
    }
    page.push_str("</table></html>");
    for row in cells() {
        writeln!(delimited, "{}", row.join(";")).expect("memory");
        writeln!(
            quoted,
            "{}",
            row.map(|cell| format!("\"{cell}\"")).join(",")
        )
        .expect("memory");
        let fields: Vec<String> = HEADER
            .iter()
            .zip(row)
            .map(|(name, cell)| format!("\"{name}\":\"{cell}\""))
            .collect();
        writeln!(json, "{{{}}}", fields.join(",")).expect("memory");
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(delimited.as_bytes()).expect("memory");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in std::iter::once(HEADER).chain(cells()).enumerate() {
        for (column, cell) in row.iter().enumerate() {
            sheet
                .write_string(at as u32, column as u16, *cell)
                .expect("within a sheet");
        }
    }
    let mut frame = Frame::new();
    for (column, name) in HEADER.iter().enumerate() {
        frame.push(
            *name,
            Cells::Text(rows.iter().map(|row| &row[column]).collect()),
        );
    }
    let parquet = folder.join("cards.parquet");
    frame.write_parquet(&parquet).expect("written");
    vec![
        ("delimited", file("plain.csv", delimited.as_bytes())),
        ("quoted", file("quoted.csv", quoted.as_bytes())),
        (
            "gzip",
            file("packed.csv.gz", &gzip.finish().expect("memory")),
        ),
        ("fixed_width", file("cards.prn", fixed.as_bytes())),
        ("json", file("cards.jsonl", json.as_bytes())),
        ("markup", file("page.xls", page.as_bytes())),
        (
            "workbook",
            file("cards.xlsx", &book.save_to_buffer().expect("memory")),
        ),
        ("dbase", file("cards.dbf", &dbase(&rows))),
        ("parquet", parquet),
    ]
}

/// The table as dBase III: a header, a descriptor per column, records of fixed width.
fn dbase(rows: &[[String; 8]]) -> Vec<u8> {
    let record = 1 + WIDTHS.iter().sum::<usize>();
    let header = 32 + 32 * HEADER.len() + 1;
    let mut bytes = vec![3, 106, 1, 2];
    bytes.extend((rows.len() as u32).to_le_bytes());
    bytes.extend((header as u16).to_le_bytes());
    bytes.extend((record as u16).to_le_bytes());
    bytes.resize(32, 0);
    for (name, width) in HEADER.iter().zip(WIDTHS) {
        let mut field = [0; 32];
        field[..name.len()].copy_from_slice(name.as_bytes());
        field[11] = b'C';
        field[16] = width as u8;
        bytes.extend(field);
    }
    bytes.push(b'\r');
    for row in rows {
        bytes.push(b' ');
        for (cell, width) in row.iter().zip(WIDTHS) {
            bytes.extend(format!("{cell:width$}").as_bytes());
        }
    }
    bytes.push(0x1a);
    bytes
}

fn formats(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    group.throughput(Throughput::Elements(ROWS as u64));
    for (name, path) in write(folder.path()) {
        let settings = SourceSettings::new(path);
        let sources = read(&settings).expect("a table");
        assert_eq!(
            (sources[0].rows.len(), sources[0].columns.len()),
            (ROWS, HEADER.len()),
            "{name}"
        );
        group.bench_function(name, |bencher| {
            bencher.iter(|| read(&settings).expect("a table"));
        });
    }
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
