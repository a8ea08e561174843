//! Rows of a whole file as a dBase table or as a printed report.

use std::io::Write;

/// Data rows on one printed page.
pub(super) const PAGE: u64 = 40;

/// Printed lines between two pages that a reader sees: title, rule, headings, rule.
pub(super) const PAGE_HEAD: u64 = 4;

/// The longest text of a dBase field.
const LONGEST: usize = 254;

/// Writes a dBase III table of text columns in Windows-1252; `rows` are shorter or longer than `headers` now and then.
pub(super) fn write_dbase(
    out: &mut impl Write,
    headers: &[String],
    rows: &[Vec<String>],
    encode: impl Fn(&str) -> Vec<u8>,
) -> std::io::Result<()> {
    let widths: Vec<usize> = (0..headers.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let longest = cells.map(|cell| cell.chars().count()).max();
            longest.unwrap_or(1).clamp(1, LONGEST)
        })
        .collect();
    let record = 1 + widths.iter().sum::<usize>();
    let header = 32 + 32 * headers.len() + 1;
    let mut bytes = vec![3, 109, 1, 31];
    bytes.extend((rows.len() as u32).to_le_bytes());
    bytes.extend((header as u16).to_le_bytes());
    bytes.extend((record as u16).to_le_bytes());
    bytes.resize(32, 0);
    // The driver of Windows-1252.
    bytes[29] = 3;
    for (name, width) in field_names(headers).iter().zip(&widths) {
        let mut field = [0; 32];
        field[..name.len()].copy_from_slice(name.as_bytes());
        field[11] = b'C';
        field[16] = *width as u8;
        bytes.extend(field);
    }
    bytes.push(b'\r');
    for row in rows {
        bytes.push(b' ');
        for (column, width) in widths.iter().enumerate() {
            let mut cell = encode(row.get(column).map_or("", String::as_str));
            cell.resize(*width, b' ');
            bytes.extend(cell);
        }
    }
    bytes.push(0x1a);
    out.write_all(&bytes)
}

/// Ten capital letters, digits and underscores, as dBase allows; each different.
fn field_names(headers: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(headers.len());
    for header in headers {
        let plain: String = header
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_uppercase()
                } else {
                    '_'
                }
            })
            .collect();
        let mut name: String = plain.trim_matches('_').chars().take(10).collect();
        let mut number = 2;
        while names.contains(&name) {
            name.truncate(9);
            name.push_str(&number.to_string());
            number += 1;
        }
        names.push(name);
    }
    names
}

/// Writes a report with columns aligned by blanks: a head on every page of [`PAGE`] rows, a total and a footer.
pub(super) fn write_report(
    out: &mut impl Write,
    title: &str,
    headers: &[String],
    rows: &[Vec<String>],
) -> std::io::Result<()> {
    let columns = rows
        .iter()
        .map(Vec::len)
        .max()
        .unwrap_or(0)
        .max(headers.len());
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows
                .iter()
                .chain(std::iter::once(&headers.to_vec()))
                .map(|row| row.get(column).map_or(0, |cell| cell.chars().count()))
                .max();
            cells.unwrap_or(1).max(1)
        })
        .collect();
    let line = |cells: &[String]| {
        let mut text = String::new();
        for (column, width) in widths.iter().enumerate() {
            let cell = cells.get(column).map_or("", String::as_str);
            text.push_str(&format!("{cell:<width$}  "));
        }
        text.trim_end().to_owned()
    };
    let rule = "=".repeat(widths.iter().map(|width| width + 2).sum::<usize>() - 2);
    for (at, page) in rows.chunks(PAGE as usize).enumerate() {
        if at > 0 {
            write!(out, "\x0c")?;
        }
        write!(out, "{title}   Halaman : {}\r\n{rule}\r\n", at + 1)?;
        write!(out, "{}\r\n{}\r\n", line(headers), rule.replace('=', "-"))?;
        for row in page {
            write!(out, "{}\r\n", line(row))?;
        }
    }
    write!(
        out,
        "{rule}\r\nTOTAL : {} DATA\r\nDicetak oleh: ADMIN\r\n",
        rows.len()
    )
}
