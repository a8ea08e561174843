//! Where the data begins: title lines, the header in one or two lines, or none.
//!
//! Judged on the first rows, since a header stands above, and on a sample of all rows that their order doesn't change.

use rustc_hash::{FxHashMap, FxHashSet};

use super::furniture::is_rule;
use super::header;
use super::shape::looks_like_data;
use crate::text::clean::{fold, tidy};
use crate::text::lexicon;

/// The rows among which the header is looked for.
pub(super) const HEAD: usize = 40;

/// What stands above the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Rows above the header.
    pub(super) titles: usize,
    /// Rows of the header, 0 to 2, rules below it not counted.
    pub(super) header_rows: usize,
    /// Rows before the first data row.
    pub(super) skip: usize,
    /// The headers as they stand in the file, two lines joined; empty where none is written.
    pub(super) headers: Vec<String>,
    /// Why, in words.
    pub(super) why: String,
}

/// What the settings say about the head.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    /// Whether there is a header.
    pub(super) header: Option<bool>,
    /// The number of the row that is the header, counted from 0.
    pub(super) row: Option<usize>,
}

impl Head {
    /// Finds the head in the first `rows`; `sample` holds rows from all over the file.
    pub(super) fn find(rows: &[Vec<String>], sample: &[Vec<String>], wanted: Wanted) -> Self {
        let usual = usual_filled(sample).max(1);
        let (titles, known) = match wanted.row {
            Some(row) => (row.min(rows.len()), true),
            None => titles(rows, usual),
        };
        let Some(first) = rows.get(titles) else {
            return Self::none(titles, "the file has no rows");
        };
        let evidence = evidence(first, sample);
        let has_header = wanted
            .header
            .unwrap_or(wanted.row.is_some() || evidence >= 0.0);
        if !has_header {
            let why = if wanted.header.is_some() {
                "set by the configuration"
            } else {
                "the first row looks like the rows below it"
            };
            return Self::none(titles, why);
        }
        let mut next = titles + 1;
        while rows.get(next).is_some_and(|row| is_rule_row(row)) {
            next += 1;
        }
        let mut headers = first.clone();
        let mut header_rows = 1;
        if next == titles + 1
            && let Some(second) = rows.get(next)
            && continues(first, second, sample)
        {
            headers = joined(first, second);
            header_rows = 2;
            next += 1;
            while rows.get(next).is_some_and(|row| is_rule_row(row)) {
                next += 1;
            }
        }
        let why = if wanted.header.is_some() || wanted.row.is_some() {
            "set by the configuration"
        } else if header_rows == 2 {
            "two lines of headings, the lower one under merged cells"
        } else if known {
            "known headings"
        } else {
            "unlike the rows below it"
        };
        Self {
            titles,
            header_rows,
            skip: next,
            headers,
            why: why.to_owned(),
        }
    }

    fn none(titles: usize, why: &str) -> Self {
        Self {
            titles,
            header_rows: 0,
            skip: titles,
            headers: Vec::new(),
            why: why.to_owned(),
        }
    }
}

/// The number of filled cells that half of the rows have at least.
fn usual_filled(sample: &[Vec<String>]) -> usize {
    let mut filled: Vec<usize> = sample.iter().map(|row| count_filled(row)).collect();
    filled.sort_unstable();
    filled.get(filled.len() / 2).copied().unwrap_or(0)
}

fn count_filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !tidy(cell).is_empty()).count()
}

fn is_rule_row(row: &[String]) -> bool {
    let mut filled = row.iter().filter(|cell| !tidy(cell).is_empty()).peekable();
    filled.peek().is_some_and(|cell| cell.trim().len() >= 2) && filled.all(|cell| is_rule(cell))
}

/// The rows above the header, and whether the header below them has known headings.
fn titles(rows: &[Vec<String>], usual: usize) -> (usize, bool) {
    let known = |row: &[String]| -> f32 {
        row.iter()
            .map(|cell| match header::meaning(cell) {
                _ if looks_like_data(cell) => 0.0,
                Some(meaning) if meaning.strength >= 0.9 => 1.0,
                Some(_) => 0.5,
                None => 0.0,
            })
            .sum()
    };
    let is_header = |row: &[String]| {
        let filled = count_filled(row);
        let data = row.iter().filter(|cell| looks_like_data(cell)).count();
        let enough = (filled as f32 / 3.0).max(if usual >= 3 { 2.0 } else { 1.0 });
        data == 0 && filled * 2 >= usual && known(row) >= enough
    };
    // A title leaves most of the row empty; a row like the others is data already.
    let is_title = |row: &[String]| {
        let filled = count_filled(row);
        is_rule_row(row) || filled <= 1 || filled * 2 <= usual
    };
    for (at, row) in rows.iter().take(HEAD).enumerate() {
        if is_header(row) {
            return (at, true);
        }
        if !is_title(row) {
            break;
        }
    }
    // No known heading: only lines that can't be rows of this table are passed over.
    let skipped = rows
        .iter()
        .take(HEAD)
        .take_while(|row| usual >= 3 && (is_rule_row(row) || row.len() == 1))
        .count();
    (if skipped < rows.len() { skipped } else { 0 }, false)
}

/// Weighs whether a row names the columns rather than being data; 0 and more speak for a header.
fn evidence(first: &[String], sample: &[Vec<String>]) -> f64 {
    let mut values: Vec<FxHashSet<&str>> = vec![FxHashSet::default(); first.len()];
    let mut words: Vec<FxHashMap<String, usize>> = vec![FxHashMap::default(); first.len()];
    let mut data = vec![0_usize; first.len()];
    let mut rows = 0;
    for row in sample.iter().filter(|row| *row != first) {
        rows += 1;
        for (column, cell) in row.iter().enumerate().take(first.len()) {
            data[column] += usize::from(looks_like_data(cell));
            if values[column].insert(cell) {
                for word in fold(cell).split(' ').filter(|word| word.len() >= 3) {
                    *words[column].entry(word.to_owned()).or_default() += 1;
                }
            }
        }
    }
    let mut evidence = 0.0;
    for (column, cell) in first.iter().enumerate() {
        if tidy(cell).is_empty() {
            continue;
        }
        let known = header::is_known(cell);
        evidence += if looks_like_data(cell) {
            -3.0
        } else if known {
            3.0
        } else if rows > 0 && data[column] * 5 >= rows * 4 {
            1.0
        } else {
            0.0
        };
        if values[column].contains(cell.as_str()) {
            evidence -= 2.0;
        }
        // Words of names and places come back in other rows, headings don't.
        let folded = fold(cell);
        if !known && (lexicon::is_city(&folded) || lexicon::is_province(&folded)) {
            evidence -= 2.0;
        }
        // One word may name a person and a column; two of a person's names don't head a column.
        if !known && folded.contains(' ') && lexicon::is_name(&folded) {
            evidence -= 2.0;
        }
        let recurs = folded.split(' ').any(|word| {
            words[column]
                .get(word)
                .is_some_and(|count| count * 100 >= rows)
        });
        if !known && recurs {
            evidence -= 1.0;
        }
    }
    evidence
}

/// Tells whether the second row goes on with the header: known headings where the first row has merged cells.
fn continues(first: &[String], second: &[String], sample: &[Vec<String>]) -> bool {
    let filled: Vec<usize> = (0..second.len())
        .filter(|at| !tidy(&second[*at]).is_empty())
        .collect();
    let is_empty = |at: usize| first.get(at).is_none_or(|cell| tidy(cell).is_empty());
    let under_merged = filled
        .iter()
        .filter(|at| is_empty(**at) && header::meaning(&second[**at]).is_some())
        .count();
    let known = filled
        .iter()
        .filter(|at| header::meaning(&second[**at]).is_some())
        .count();
    let data = filled.iter().any(|at| looks_like_data(&second[*at]));
    let repeated = sample
        .iter()
        .filter(|row| *row != second)
        .any(|row| filled.iter().any(|at| row.get(*at) == second.get(*at)));
    // `NO` over `KARTU`, `TGL` over `LAHIR`: each pair is a heading.
    let pairs = filled
        .iter()
        .filter(|at| {
            let top = first.get(**at).map_or("", String::as_str);
            !tidy(top).is_empty() && header::is_known(&format!("{top} {}", second[**at]))
        })
        .count();
    let is_split = pairs >= 2 && pairs * 2 > filled.len();
    let is_grouped = under_merged >= 1 && known * 2 >= filled.len();
    (is_grouped || is_split) && !data && !repeated
}

/// Joins two lines of headings; a heading over merged cells belongs to every cell below.
fn joined(first: &[String], second: &[String]) -> Vec<String> {
    let mut above = String::new();
    let strength = |text: &str| header::meaning(text).map_or(0.0, |meaning| meaning.strength);
    (0..first.len().max(second.len()))
        .map(|at| {
            let top = tidy(first.get(at).map_or("", String::as_str)).into_owned();
            let bottom = tidy(second.get(at).map_or("", String::as_str)).into_owned();
            if !top.is_empty() {
                above = top.clone();
            }
            match (bottom.is_empty(), top.is_empty()) {
                (true, _) => top,
                (false, true) if above.is_empty() => bottom,
                (false, _) => {
                    let whole = format!("{above} {bottom}");
                    // `ALAMAT` over `KOTA` is a city; `TELEPON` over `RUMAH` needs both words.
                    if strength(&bottom) > strength(&whole) {
                        bottom
                    } else {
                        whole
                    }
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines()
            .map(|line| line.split(';').map(str::to_owned).collect())
            .collect()
    }

    fn find(text: &str) -> Head {
        let rows = rows(text);
        Head::find(&rows, &rows, Wanted::default())
    }

    const DATA: &str = "0107;BUDI;Jl. Mawar 5;SBY;0811\n0108;ANI;Jl. Melati 6;MLG;0812\n0109;CICI;Jl. Dahlia 7;SBY;0813\n0110;DEDI;;MLG;";

    #[test]
    fn a_header_in_the_first_line_has_nothing_above_it() {
        let head = find(&format!("NO_KARTU;NAMA;ALAMAT;KOTA;TELP\n{DATA}"));
        assert_eq!((head.titles, head.header_rows, head.skip), (0, 1, 1));
    }

    #[test]
    fn titles_and_rules_above_and_below_the_header_are_passed_over() {
        let head = find(&format!(
            "PT MAJU;;;;\nDAFTAR PELANGGAN PER 31-12-2006;;;;\n=====;;;;\nNO_KARTU;NAMA;ALAMAT;KOTA;TELP\n----;----;----;----;----\n{DATA}"
        ));
        assert_eq!((head.titles, head.header_rows, head.skip), (3, 1, 5));
        let head = find(&format!(
            "LAPORAN MEMBER\nNO_KARTU;NAMA;ALAMAT;KOTA;TELP\n{DATA}"
        ));
        assert_eq!((head.titles, head.skip), (1, 2));
    }

    #[test]
    fn a_header_over_two_lines_is_joined() {
        let head = find(&format!(
            "NO;NAMA;ALAMAT;;TELEPON\nKARTU;;JALAN;KOTA;RUMAH\n{DATA}"
        ));
        assert_eq!(head.header_rows, 2);
        assert_eq!(
            head.headers,
            ["NO KARTU", "NAMA", "JALAN", "KOTA", "TELEPON RUMAH"]
        );
    }

    #[test]
    fn a_first_row_of_data_is_no_header() {
        let head = find(DATA);
        assert_eq!((head.titles, head.header_rows, head.skip), (0, 0, 0));
        let head = find(
            "BUDI SANTOSO;SURABAYA\nANI WIJAYA;SURABAYA\nANI SANTOSO;MALANG\nBUDI WIJAYA;MALANG",
        );
        assert_eq!(head.header_rows, 0);
    }

    #[test]
    fn unknown_headings_over_data_of_another_kind_are_a_header() {
        assert_eq!(find("x1;x2\nBudi;Ani\nCici;Dedi").header_rows, 1);
        assert_eq!(find("F1;F2;F3\n12;Budi;99\n13;Ani;98").header_rows, 1);
    }

    #[test]
    fn the_first_data_row_is_no_second_line_of_the_header() {
        let head = find("NAMA;;KOTA\nBUDI;x;SURABAYA\nANI;y;MALANG");
        assert_eq!(head.header_rows, 1);
    }

    #[test]
    fn the_settings_name_the_header_line() {
        let rows = rows("1;2\nA;B\nx;y\n");
        let wanted = Wanted {
            header: None,
            row: Some(1),
        };
        let head = Head::find(&rows, &rows, wanted);
        assert_eq!((head.titles, head.skip), (1, 2));
        assert_eq!(head.headers, ["A", "B"]);
    }
}
