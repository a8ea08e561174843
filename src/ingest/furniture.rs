//! Rows that a report program prints around the data: page headers, rules, totals, footers.
//!
//! They are no customers and no mistakes. They are kept among the rejects with their reason, and told apart from rows
//! that could not be read. A row is taken for furniture only when nothing in it can be a customer's: a customer named
//! `Total` has an address or a number that isn't a sum.

use std::collections::BTreeSet;

use super::reject::Why;
use crate::text::clean::fold;

/// What was found above the data, to be known again further down.
#[derive(Clone, Debug, Default)]
pub(super) struct Furniture {
    /// The header lines, cells folded.
    header: Vec<Vec<String>>,
    /// The lines above the header, digits taken as equal.
    titles: BTreeSet<String>,
}

impl Furniture {
    /// Remembers the lines above the header and the header itself, as cells.
    pub(super) fn new(titles: &[Vec<String>], header: &[Vec<String>]) -> Self {
        let folded = |row: &Vec<String>| row.iter().map(|cell| fold(cell)).collect();
        Self {
            header: header.iter().map(folded).collect(),
            titles: titles
                .iter()
                .map(|row| form(row.iter().map(String::as_str)))
                .filter(|form| !form.is_empty())
                .collect(),
        }
    }

    /// Tells quickly of most rows that they are data, so that only few have to be looked at closely.
    pub(super) fn may_be<'a>(
        &self,
        width: usize,
        filled: usize,
        cell: &dyn Fn(usize) -> &'a [u8],
    ) -> bool {
        let first = |bytes: &[u8]| {
            bytes
                .iter()
                .copied()
                .find(|byte| !matches!(byte, b' ' | b'"' | b'\'' | b'\t'))
        };
        let headed = self.header.iter().any(|header| {
            let at = header.iter().position(|cell| !cell.is_empty());
            at.is_some_and(|at| {
                at < width
                    && first(cell(at)).is_some_and(|byte| {
                        !byte.is_ascii_alphanumeric()
                            || header[at].as_bytes()[0] == byte.to_ascii_lowercase()
                    })
            })
        });
        let few = filled <= 2 || filled * 2 <= width;
        headed || few || first(cell(0)).is_some_and(|byte| b"-=_+*~|".contains(&byte))
    }

    /// Judges a row of `width` fields of which `filled` hold something.
    pub(super) fn of_row<'a>(
        &self,
        width: usize,
        filled: usize,
        cell: &dyn Fn(usize) -> &'a str,
    ) -> Option<Why> {
        if self.is_header(width, cell) {
            return Some(Why::RepeatedHeader);
        }
        // Anything else leaves most of the row empty, or consists of rules alone.
        let few = filled <= 2 || filled * 2 <= width;
        let first = (0..width).map(cell).find(|cell| !cell.trim().is_empty())?;
        if is_rule(first) {
            let all = (0..width)
                .map(cell)
                .all(|cell| cell.trim().is_empty() || is_rule(cell));
            // A dash alone stands for a missing value.
            return (all && (first.trim().len() >= 3 || width == 1)).then_some(Why::Rule);
        }
        if !few || width < 2 {
            return None;
        }
        let cells = (0..width).map(cell).filter(|cell| !cell.trim().is_empty());
        self.of_cells(width, &cells.collect::<Vec<_>>())
    }

    /// Judges a line that has not the fields of a row.
    pub(super) fn of_line(&self, line: &[u8]) -> Option<Why> {
        let text = String::from_utf8_lossy(line);
        let cells: Vec<&str> = text
            .split([',', ';', '\t', '|'])
            .map(|cell| cell.trim_matches(|c: char| c == '"' || c.is_whitespace()))
            .filter(|cell| !cell.is_empty())
            .collect();
        let first = cells.first()?;
        if is_rule(first) && first.len() >= 3 && cells.iter().all(|cell| is_rule(cell)) {
            return Some(Why::Rule);
        }
        self.of_cells(usize::MAX, &cells)
    }

    /// Judges the filled cells of a row that leaves the others empty.
    fn of_cells(&self, width: usize, cells: &[&str]) -> Option<Why> {
        if self.titles.contains(&form(cells.iter().copied())) {
            return Some(Why::RepeatedTitle);
        }
        let first = fold(cells.first()?);
        if is_total(&first) && cells.len() < width && cells[1..].iter().all(|cell| is_sum(cell)) {
            return Some(Why::Total);
        }
        // `JUMLAH SURABAYA` beside its sum; a customer of such a name has more than a number.
        let is_group = TOTALS
            .iter()
            .any(|word| first.starts_with(&format!("{word} ")))
            && first.split(' ').count() <= 5
            && cells.len() == 2
            && width >= 4
            && is_sum(cells[1]);
        if is_group || width >= 3 && cells.len() == 1 && is_count(&first) {
            return Some(Why::Total);
        }
        let whole = fold(&cells.join(" "));
        (cells.len() <= 3 && width > 2 && is_footer(&whole)).then_some(Why::Footer)
    }

    fn is_header<'a>(&self, width: usize, cell: &dyn Fn(usize) -> &'a str) -> bool {
        self.header.iter().any(|header| {
            let at = header.iter().position(|cell| !cell.is_empty());
            at.is_some_and(|at| at < width && fold(cell(at)) == header[at])
                && header.iter().enumerate().all(|(column, text)| {
                    (column < width && fold(cell(column)) == *text)
                        || (column >= width && text.is_empty())
                })
        })
    }
}

/// Cells as one text in which all numbers are equal, so that page 2 is like page 1.
fn form<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let joined = cells.collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    for character in fold(&joined).chars() {
        match character {
            '0'..='9' if out.ends_with('9') => {}
            '0'..='9' => out.push('9'),
            other => out.push(other),
        }
    }
    out
}

/// Dashes, equal signs or underscores and nothing else; `:---:` as Markdown aligns a column.
pub(super) fn is_rule(cell: &str) -> bool {
    let cell = cell.trim().trim_matches(':');
    !cell.is_empty()
        && cell
            .chars()
            .all(|character| "-=_+*~|\u{2500}\u{2501}\u{2550} ".contains(character))
}

/// Words that a row of sums begins with.
const TOTALS: [&str; 4] = ["total", "sub total", "subtotal", "jumlah"];

/// `TOTAL`, `SUB TOTAL BIAYA`, `JUMLAH HALAMAN INI`: the folded first cell of a row of sums.
fn is_total(folded: &str) -> bool {
    const STARTS: [&str; 11] = [
        "total",
        "sub total",
        "subtotal",
        "grand total",
        "jumlah",
        "sub jumlah",
        "jml",
        "sum",
        "summe",
        "gesamt",
        "saldo akhir",
    ];
    const MAY_FOLLOW: [&str; 30] = [
        "total",
        "semua",
        "seluruh",
        "seluruhnya",
        "keseluruhan",
        "halaman",
        "page",
        "ini",
        "record",
        "records",
        "data",
        "baris",
        "rows",
        "pelanggan",
        "customer",
        "customers",
        "toko",
        "cabang",
        "per",
        "umum",
        "akhir",
        "dipindahkan",
        "orang",
        "kartu",
        "member",
        "anggota",
        "lembar",
        "nota",
        "faktur",
        "item",
    ];
    STARTS.iter().any(|start| {
        folded.strip_prefix(start).is_some_and(|rest| {
            rest.split(' ').filter(|word| !word.is_empty()).all(|word| {
                MAY_FOLLOW.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    })
}

/// What the rows of a table are counted as; `Total Fitness 24` is a firm.
const COUNTED: [&str; 32] = [
    "accounts",
    "anggota",
    "cards",
    "clients",
    "contacts",
    "customers",
    "donors",
    "employees",
    "entries",
    "guests",
    "karyawan",
    "kartu",
    "kunden",
    "lines",
    "member",
    "members",
    "mitglieder",
    "nasabah",
    "orang",
    "participants",
    "pasien",
    "patienten",
    "patients",
    "pelanggan",
    "people",
    "persons",
    "records",
    "rows",
    "siswa",
    "students",
    "suppliers",
    "vendors",
];

/// `TOTAL MEMBERS 386`, alone in its row: a word for a total, up to two for what was counted, and how many.
fn is_count(folded: &str) -> bool {
    let is_figure = |c: char| c.is_ascii_digit() || c == ' ';
    let said = folded.trim_end_matches(is_figure);
    let words: Vec<&str> = said.split(' ').collect();
    said.len() < folded.len()
        && TOTALS.contains(&words[0])
        && (2..=3).contains(&words.len())
        && words.last().is_some_and(|word| COUNTED.contains(word))
}

/// A number, an amount, a count with its noun: what stands beside the word `TOTAL`.
fn is_sum(cell: &str) -> bool {
    let folded = fold(cell);
    let cell = cell.trim();
    let plain = cell.bytes().filter(u8::is_ascii_digit).count() > 0
        && !cell.starts_with('0')
        && folded.split(' ').all(|word| {
            matches!(
                word,
                "rp" | "idr" | "record" | "records" | "rec" | "data" | "baris" | "pcs"
            ) || word.bytes().all(|byte| byte.is_ascii_digit())
        });
    plain || cell == ":" || cell == "0" || cell == "=" || matches!(&*folded, "rp" | "idr")
}

/// What stands at the foot of a page or of the whole printout.
fn is_footer(folded: &str) -> bool {
    const STARTS: [&str; 35] = [
        "dicetak oleh",
        "dicetak tgl",
        "dicetak tanggal",
        "dicetak pada",
        "tgl cetak",
        "tanggal cetak",
        "waktu cetak",
        "printed by",
        "printed on",
        "printed at",
        "print date",
        "run date",
        "page",
        "hal",
        "halaman",
        "seite",
        "end of list",
        "end of report",
        "end of file",
        "end of data",
        "akhir laporan",
        "akhir data",
        "bersambung ke halaman",
        "sambungan dari halaman",
        "generated by",
        "generated on",
        "exported by",
        "exported on",
        "exported",
        "generated",
        "printed",
        "erstellt am",
        "diekspor oleh",
        "mengetahui",
        "hormat kami",
    ];
    let counted = |rest: &str| {
        matches!(
            rest,
            "rows affected"
                | "row affected"
                | "rows selected"
                | "row selected"
                | "rows"
                | "row"
                | "records"
                | "record s listed"
                | "records listed"
                | "rows returned"
                | "baris"
                | "data"
                | "rows in set"
                | "row in set"
        ) || rest.starts_with("rows in set ")
            || rest.starts_with("row in set ")
    };
    let digits = folded.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && counted(folded[digits..].trim_start()) {
        return true;
    }
    STARTS.iter().any(|start| {
        folded.strip_prefix(start).is_some_and(|rest| {
            // Alone, or before anything but a number, these may be somebody's name.
            let page = matches!(
                *start,
                "page" | "hal" | "halaman" | "seite" | "exported" | "generated" | "printed"
            );
            let numbers = || {
                rest.split(' ').all(|word| {
                    word.bytes().all(|byte| byte.is_ascii_digit())
                        || matches!(word, "dari" | "of" | "von" | "no" | "ke")
                }) && rest.bytes().any(|byte| byte.is_ascii_digit())
            };
            (rest.is_empty() && !page) || rest.starts_with(' ') && (!page || numbers())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(row: &[&'static str]) -> Option<Why> {
        let text = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let furniture = Furniture::new(
            &[text(&["DAFTAR PELANGGAN", "", "Halaman : 1", ""])],
            &[text(&["NO KARTU", "NAMA", "ALAMAT", "TOTAL"])],
        );
        let filled = row.iter().filter(|cell| !cell.trim().is_empty()).count();
        furniture.of_row(row.len(), filled, &|column| row[column])
    }

    #[test]
    fn page_headers_are_known_again_whatever_the_page_number() {
        assert_eq!(
            of(&["No Kartu ", "NAMA", "ALAMAT", "TOTAL"]),
            Some(Why::RepeatedHeader)
        );
        assert_eq!(
            of(&["DAFTAR PELANGGAN", "", "Halaman : 12", ""]),
            Some(Why::RepeatedTitle)
        );
    }

    #[test]
    fn rules_totals_and_footers_are_no_customers() {
        for row in [["------", "----", "-----", "---"], ["=====", "", "", ""]] {
            assert_eq!(of(&row), Some(Why::Rule));
        }
        for row in [
            ["TOTAL", "", "", "1.950.000"],
            ["", "JUMLAH HALAMAN INI", "", "Rp 12.000,00"],
            ["Sub Total", "", "12", ""],
            ["JUMLAH : 120 RECORD", "", "", ""],
            ["TOTAL 12 ORANG", "", "", "42.955.500"],
            ["Total members: 386", "", "", ""],
            ["", "Total active customers 1,204", "", ""],
        ] {
            assert_eq!(of(&row), Some(Why::Total), "{row:?}");
        }
        for row in [
            ["Dicetak oleh: ADMIN tgl 12/03/2006", "", "", ""],
            ["Halaman 3 dari 12", "", "", ""],
            ["(12 rows affected)", "", "", ""],
            ["End of list", "", "", ""],
            ["Exported 2024-05-01", "", "", ""],
        ] {
            assert_eq!(of(&row), Some(Why::Footer), "{row:?}");
        }
    }

    #[test]
    fn a_customer_named_like_furniture_stays() {
        for row in [
            ["0107", "TOTAL", "Jl. Mawar 5", ""],
            ["0107", "JUMLAH", "", ""],
            ["Halim", "", "", ""],
            ["Page Smith", "", "", ""],
            ["0108", "-", "", ""],
            ["", "Total Buana", "", ""],
            ["Total Wine 24 Tampa", "", "", ""],
            ["Total Fitness 24", "", "", ""],
            ["Printed Matter", "", "", ""],
        ] {
            assert_eq!(of(&row), None, "{row:?}");
        }
    }

    #[test]
    fn lines_of_another_width_are_judged_by_their_words() {
        let furniture = Furniture::default();
        assert_eq!(furniture.of_line(b"TOTAL;;1500"), Some(Why::Total));
        assert_eq!(furniture.of_line(b"(3 rows affected)"), Some(Why::Footer));
        assert_eq!(furniture.of_line(b"--------;-----"), Some(Why::Rule));
        assert_eq!(furniture.of_line(b"|:------|-----:|"), Some(Why::Rule));
        assert_eq!(
            furniture.of_line(b"6 rows in set (0.00 sec)"),
            Some(Why::Footer)
        );
        assert_eq!(furniture.of_line(b"0107;BUDI"), None);
    }
}
