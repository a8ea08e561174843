//! Any table, written in any dialect that can hold it, is read back as it was.
//!
//! The tables are arbitrary within a few bounds, each of which keeps apart what no reader could tell apart. There are at
//! least two columns, with known headings: a single column has no delimiter, and unknown headings may be data. The first
//! column holds a card number, so that no row is empty or reads like a total or a footer. A row with a cell of several lines holds no
//! delimiter: a line with as many of them as a row has is taken for a row, see `ingest/scanner.rs`. In delimited text only
//! every third row has such a cell, and only one: the delimiter is judged by lines, and in a file of few rows that all
//! stand on several lines a sign within the cells may seem to divide them better.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use polars::prelude::{IntoColumn, IpcWriter, NamedFrom, SerWriter, Series};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use satukan::frame::Frame;
use satukan::ingest::{FixedColumn, Format, Source, SourceSettings, read};
use satukan::text::clean::tidy;

use crate::table::Table;

const HEADINGS: [&str; 8] = [
    "NO_KARTU",
    "NAMA",
    "ALAMAT",
    "KOTA",
    "TELP",
    "EMAIL",
    "TGL_LAHIR",
    "CATATAN",
];

/// What the files hold: text of any script, or that of western Europe, which old encodings can express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Any,
    Western,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
    Dos850,
}

/// How a table is written.
#[derive(Clone, Copy, Debug)]
struct Style {
    delimiter: char,
    quote: char,
    always: bool,
    end: &'static str,
    ends_at_last: bool,
    encoding: Encoding,
    mark: bool,
    packing: Option<&'static str>,
}

impl Style {
    fn script(&self) -> Script {
        let can = match self.encoding {
            Encoding::Utf8 => true,
            // Without a mark only the zeros of Latin letters show it.
            Encoding::Utf16Le | Encoding::Utf16Be => self.mark,
            Encoding::Windows1252 | Encoding::Dos850 => false,
        };
        if can { Script::Any } else { Script::Western }
    }
}

fn style() -> impl Strategy<Value = Style> {
    const ENCODINGS: [Encoding; 6] = [
        Encoding::Utf8,
        Encoding::Utf8,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Windows1252,
        Encoding::Dos850,
    ];
    (
        select(&[',', ';', '\t', '|', '^', '\u{1f}'][..]),
        any::<bool>(),
        any::<bool>(),
        select(&["\n", "\r\n", "\r"][..]),
        any::<bool>(),
        select(&ENCODINGS[..]),
        any::<bool>(),
        select(&[None, None, Some("gz"), Some("zst")][..]),
    )
        .prop_map(
            |(delimiter, single, always, end, ends_at_last, encoding, mark, packing)| Style {
                delimiter,
                // Single quotes are seen only where they wrap most fields.
                quote: if single && always { '\'' } else { '"' },
                always,
                end,
                ends_at_last,
                encoding,
                mark: mark && !matches!(encoding, Encoding::Windows1252 | Encoding::Dos850),
                packing,
            },
        )
}

fn cell(script: Script) -> BoxedStrategy<String> {
    const WORDS: [&str; 15] = [
        "BUDI SANTOSO",
        "SITI",
        "JOSÉ",
        "RENÉ MÜLLER",
        "NÚÑEZ",
        "JL. MAWAR 5, RT 03",
        "RUKO A;B",
        "TOTAL",
        "0812345678",
        "0,50",
        "=1+1",
        "N/A",
        "12/03/1970",
        "-",
        "NUR'AINI",
    ];
    let western = prop_oneof![
        4 => select(&WORDS[..]).prop_map(str::to_owned),
        2 => "[ -~]{0,12}",
        1 => "0[0-9]{0,9}",
        1 => "[,;|^\"' ]{1,4}",
        1 => "[a-z]{1,4}\n[a-z ]{0,4}",
        1 => Just(String::new()),
    ];
    match script {
        Script::Western => western.boxed(),
        Script::Any => prop_oneof![2 => western, 1 => "\\PC{0,12}"].boxed(),
    }
}

/// Any table of cells of a script.
fn any_table(script: Script) -> impl Strategy<Value = Table> {
    (2..=HEADINGS.len()).prop_flat_map(move |width| {
        vec(vec(cell(script), width - 1), 1..40).prop_map(move |rows| Table {
            headers: HEADINGS[..width]
                .iter()
                .map(|&name| name.to_owned())
                .collect(),
            rows: rows
                .into_iter()
                .enumerate()
                .map(|(at, cells)| {
                    let mut row = vec![format!("0107{at:06}")];
                    row.extend(cells);
                    row
                })
                .collect(),
        })
    })
}

fn style_and_table() -> impl Strategy<Value = (Style, Table)> {
    style().prop_flat_map(|style| {
        any_table(style.script()).prop_map(move |mut table| {
            let mut style = style;
            // Single quotes may be apostrophes: it takes five cells to show that they aren't.
            if table.rows.len() * table.headers.len() < 5 {
                style.quote = '"';
            }
            for (at, row) in table.rows.iter_mut().enumerate() {
                let mut may_break = at % 3 == 2;
                for cell in row.iter_mut() {
                    *cell = as_style_can(cell, style, may_break);
                    may_break &= !cell.contains(['\n', '\r']);
                }
                if row.iter().any(|cell| cell.contains(['\n', '\r'])) {
                    for cell in row {
                        *cell = cell.replace(style.delimiter, " ");
                    }
                }
            }
            (style, table)
        })
    })
}

/// Keeps a cell within what the module's bounds allow in a style.
fn as_style_can(cell: &str, style: Style, may_break: bool) -> String {
    let mut text = cell.to_owned();
    if !may_break {
        text = text.replace('\n', " ");
    }
    if text.contains('\n') {
        text = text.replace(style.delimiter, " ").replace('\n', style.end);
    }
    // Where single quotes are to be seen as such, nothing may be wrapped in others.
    if style.quote == '\'' {
        text = text.replace(['"', style.delimiter], " ");
    }
    text
}

/// The bytes of a table in a style.
fn written(table: &Table, style: Style) -> Vec<u8> {
    let mut text = String::new();
    let rows: Vec<&Vec<String>> = std::iter::once(&table.headers).chain(&table.rows).collect();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell, style)).collect();
        text += &cells.join(&style.delimiter.to_string());
        if style.ends_at_last || at + 1 < rows.len() {
            text += style.end;
        }
    }
    packed(&encoded(&text, style), style.packing)
}

fn quoted(cell: &str, style: Style) -> String {
    let needs = style.always || cell.contains([style.delimiter, style.quote, '\r', '\n']);
    if needs {
        let quote = style.quote.to_string();
        format!(
            "{quote}{}{quote}",
            cell.replace(style.quote, &quote.repeat(2))
        )
    } else {
        cell.to_owned()
    }
}

fn encoded(text: &str, style: Style) -> Vec<u8> {
    let text = if style.mark {
        format!("\u{feff}{text}")
    } else {
        text.to_owned()
    };
    match style.encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        Encoding::Dos850 => text.chars().map(dos_850).collect(),
    }
}

fn dos_850(character: char) -> u8 {
    match character {
        'É' => 0x90,
        'Ü' => 0x9a,
        'Ú' => 0xe9,
        'Ñ' => 0xa5,
        ascii => u8::try_from(u32::from(ascii)).expect("ASCII"),
    }
}

fn packed(bytes: &[u8], packing: Option<&str>) -> Vec<u8> {
    match packing {
        None => bytes.to_vec(),
        Some("gz") => {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(bytes).expect("memory");
            packer.finish().expect("memory")
        }
        Some(_) => zstd::stream::encode_all(bytes, 1).expect("memory"),
    }
}

/// A file in a temporary folder, and settings that leave everything to the detection.
fn settings(bytes: &[u8]) -> (tempfile::TempDir, SourceSettings) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path: PathBuf = folder.path().join("table.dat");
    fs::write(&path, bytes).expect("a file");
    (folder, SourceSettings::new(path))
}

fn source(settings: &SourceSettings) -> Result<Source, TestCaseError> {
    let sources = read(settings).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let [source] = <[Source; 1]>::try_from(sources)
        .map_err(|sources| TestCaseError::fail(format!("{} tables", sources.len())))?;
    prop_assert_eq!(
        source.rows_read,
        (source.rows.len() + source.rejects.len()) as u64
    );
    Ok(source)
}

/// The table that was read, each cell through `cell`.
fn found(source: &Source, cell: impl Fn(&str) -> String) -> Table {
    let row = |at| {
        source
            .columns
            .iter()
            .map(|column| cell(column.text(at)))
            .collect()
    };
    Table {
        headers: source
            .columns
            .iter()
            .map(|column| column.header.clone())
            .collect(),
        rows: (0..source.rows.len()).map(row).collect(),
    }
}

fn is_exactly(table: &Table, settings: &SourceSettings) -> Result<(), TestCaseError> {
    let source = source(settings)?;
    prop_assert_eq!(
        &found(&source, str::to_owned),
        table,
        "{:?}",
        &source.rejects
    );
    Ok(())
}

/// Compares cells as they are tidied: the format itself drops blanks around them.
fn is_tidily(table: &Table, settings: &SourceSettings) -> Result<(), TestCaseError> {
    let source = source(settings)?;
    let tidied = Table {
        headers: table.headers.clone(),
        rows: table
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| tidy(cell).into_owned()).collect())
            .collect(),
    };
    let found = found(&source, |cell| tidy(cell).into_owned());
    prop_assert_eq!(&found, &tidied, "{:?}", &source.rejects);
    Ok(())
}

proptest! {
    #[test]
    fn delimited_text((style, table) in style_and_table()) {
        let (_folder, mut settings) = settings(&written(&table, style));
        if style.encoding == Encoding::Dos850 {
            settings.encoding = Some("cp850".to_owned());
        }
        is_exactly(&table, &settings)?;
    }

    /// A cell of lines that look like rows is read, or refused with its row; rows are made of its lines only beside a
    /// reject that tells of it.
    #[test]
    fn cells_of_lines_with_delimiters_make_no_rows_in_silence(
        table in any_table(Script::Western),
        cells in vec("[a-z]{1,3}[,\n]{1,3}[a-z]{0,3}[,\n]{0,3}[a-z]{0,3}", 40),
    ) {
        let mut table = table;
        for (at, (row, cell)) in table.rows.iter_mut().zip(cells).enumerate() {
            for other in &mut row[2..] {
                *other = other.replace('\n', " ");
            }
            row[1] = if at % 3 == 2 { cell } else { "NUR'AINI".to_owned() };
        }
        let style = Style {
            delimiter: ',', quote: '"', always: false, end: "\n", ends_at_last: true, encoding: Encoding::Utf8, mark: false, packing: None,
        };
        let (_folder, settings) = settings(&written(&table, style));
        let Ok(source) = source(&settings) else { return Ok(()) };
        let found = found(&source, str::to_owned).rows;
        let is_whole = found == table.rows;
        prop_assert!(is_whole || source.misread().next().is_some(), "{found:?}");
    }

    #[test]
    fn workbooks(table in any_table(Script::Any)) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (down, row) in (0..).zip(std::iter::once(&table.headers).chain(&table.rows)) {
            for (at, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(down, at, cell).expect("a cell");
            }
        }
        let (_folder, settings) = settings(&book.save_to_buffer().expect("memory"));
        is_tidily(&table, &settings)?;
    }

    #[test]
    fn parquet(table in any_table(Script::Any)) {
        let mut frame = Frame::new();
        for (at, header) in table.headers.iter().enumerate() {
            frame.text(header, table.rows.iter().map(|row| row[at].clone()));
        }
        let (_folder, settings) = settings(b"");
        frame.write_parquet(&settings.path).expect("written");
        is_exactly(&table, &settings)?;
    }

    #[test]
    fn arrow(table in any_table(Script::Any)) {
        let column = |(at, header): (usize, &String)| {
            let cells: Vec<&str> = table.rows.iter().map(|row| row[at].as_str()).collect();
            Series::new(header.as_str().into(), cells).into_column()
        };
        let columns = table.headers.iter().enumerate().map(column).collect();
        let mut frame = polars::prelude::DataFrame::new(table.rows.len(), columns).expect("a table");
        let mut bytes = Vec::new();
        IpcWriter::new(&mut bytes).finish(&mut frame).expect("memory");
        let (_folder, settings) = settings(&bytes);
        is_exactly(&table, &settings)?;
    }

    #[test]
    fn json_lines_and_arrays(table in any_table(Script::Any), is_array in any::<bool>()) {
        let object = |row: &Vec<String>| {
            let pairs = table.headers.iter().cloned().zip(row.iter().map(|cell| serde_json::json!(cell)));
            serde_json::Value::Object(pairs.collect()).to_string()
        };
        let objects: Vec<String> = table.rows.iter().map(object).collect();
        let text = if is_array { format!("[{}]", objects.join(",\n")) } else { objects.join("\n") };
        let (_folder, settings) = settings(text.as_bytes());
        is_exactly(&table, &settings)?;
    }

    #[test]
    fn fixed_width_with_a_configured_layout(table in any_table(Script::Any), gap in 0_usize..3) {
        let mut table = table;
        for cell in table.rows.iter_mut().flatten() {
            *cell = cell.replace('\n', " ");
        }
        let mut columns: Vec<FixedColumn> = Vec::new();
        let mut start = 0;
        for (at, header) in table.headers.iter().enumerate() {
            let width = table.rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0).max(1);
            columns.push(FixedColumn { name: Some(header.clone()), start, width: Some(width) });
            start += width + gap;
        }
        let mut text = String::new();
        for row in &table.rows {
            for (cell, column) in row.iter().zip(&columns) {
                let width = column.width.expect("just set") + gap;
                text += &format!("{cell:width$}");
            }
            text += "\r\n";
        }
        let (_folder, mut settings) = settings(text.as_bytes());
        settings.format = Some(Format::FixedWidth);
        settings.fixed_columns = columns;
        is_tidily(&table, &settings)?;
    }
}

/// Rows as an old export has them, each as a line; some have a field too many or too few.
fn export_lines() -> impl Strategy<Value = Vec<String>> {
    let line = (
        0_u32..1_000_000,
        select(
            &[
                "BUDI SANTOSO",
                "SITI AMINAH",
                "NUR'AINI",
                "PT \"MAJU\"",
                "JOSÉ",
            ][..],
        ),
        select(
            &[
                "JL. MAWAR 5",
                "\"JL. MELATI; RT 03\"",
                "",
                "PERUM INDAH BLOK A2",
            ][..],
        ),
        select(&["SURABAYA", "MALANG", "GRESIK"][..]),
        0_u32..1_000_000,
        0_u8..30,
    );
    let line = line.prop_map(|(card, name, address, city, phone, odd)| match odd {
        0 => format!("{card:010};{name}"),
        1 => format!("{card:010};{name};JL. A;RT 3;{city};0812{phone:06}"),
        2 => format!("{card:010};{name};{address};{city};"),
        3 => ";;;;".to_owned(),
        _ => format!("{card:010};{name};{address};{city};0812{phone:06}"),
    });
    vec(line, 3..120)
}

/// What was decided about a source, and its rows and rejects in an order of their own.
fn described(
    lines: &[String],
    header: &str,
) -> Result<(String, Vec<String>, Vec<String>), TestCaseError> {
    let (_folder, settings) =
        settings(format!("{header}\r\n{}\r\n", lines.join("\r\n")).as_bytes());
    let source = match read(&settings) {
        Ok(mut sources) => sources.remove(0),
        Err(error) => {
            let message = error.to_string();
            let words = message.split(" (`").next().unwrap_or_default();
            // The message may name the first line that was refused.
            return Ok((
                words
                    .split(", the first")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                vec![],
                vec![],
            ));
        }
    };
    let meaning = source.columns.iter().map(|column| {
        (
            &column.header,
            column.field,
            column.score.to_bits(),
            &column.reason,
        )
    });
    let decided = format!(
        "{:?} {:?} {:?} {:?}",
        source.dialect,
        source.kind,
        source.kind_reason,
        meaning.collect::<Vec<_>>()
    );
    let mut rows: Vec<String> = found(&source, str::to_owned)
        .rows
        .iter()
        .map(|row| row.join("\u{1f}"))
        .collect();
    rows.sort();
    let mut rejects: Vec<String> = source
        .rejects
        .iter()
        .map(|reject| format!("{} {}", reject.reason, reject.raw))
        .collect();
    rejects.sort();
    Ok((decided, rows, rejects))
}

proptest! {
    #[test]
    fn the_order_of_the_rows_decides_nothing(
        (lines, shuffled) in export_lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        header in select(&["NO_KARTU;NAMA;ALAMAT;KOTA;TELP", "NO_KARTU;NAMA;ALAMAT;KOTA;", "A1;A2;A3;A4;A5"][..]),
    ) {
        prop_assert_eq!(described(&lines, header)?, described(&shuffled, header)?);
    }

    #[test]
    fn any_bytes_are_read_or_refused_in_words(
        bytes in prop_oneof![
            vec(any::<u8>(), 0..300),
            "[a-z0-9,;\"'\r\n\t |.\\-]{0,200}".prop_map(String::into_bytes),
            "[{}\\[\\]\":,a-z0-9\n\\\\]{0,100}".prop_map(String::into_bytes),
            "(<(table|tr|td|th|/tr|/td|/table|b|!--)>?|[a-z0-9 &;#\"'=/]){0,60}".prop_map(String::into_bytes),
        ],
        format in select(&Format::ALL[..]),
        is_forced in any::<bool>(),
    ) {
        let (_folder, mut settings) = settings(&bytes);
        settings.format = is_forced.then_some(format);
        match read(&settings) {
            Ok(sources) => for source in sources {
                prop_assert_eq!(source.rows_read, (source.rows.len() + source.rejects.len()) as u64);
                prop_assert!(source.columns.iter().all(|column| column.cells.len() == source.rows.len()));
            },
            Err(error) => {
                prop_assert!(!error.to_string().is_empty());
                prop_assert!(error.hint().is_some_and(|hint| !hint.is_empty()), "no hint: {error}");
            }
        }
    }
}
