//! Header rows of invoices: rows whose amount is that of the goods listed elsewhere.
//!
//! Some systems give out one row per receipt and one per line of it, in one file or in two. Added up, every purchase
//! would count twice. A row without goods may head an invoice where other rows with its number list goods. It is passed
//! over only if nothing is lost by it: if it has no amount, or that of the goods. A discount, a charge for delivery and
//! the total of goods without prices are lines of their own. Either way such rows lend the others their card, name and
//! date.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cells::{Amounts, of_each};
use crate::ingest::{Column, Field, Source};

/// The row of a source, by its place among the sources and its number.
pub(super) type RowId = (usize, usize);

/// A source of invoices, with its place among the sources and what its lines come to.
pub(super) struct File<'a> {
    pub(super) place: usize,
    pub(super) source: &'a Source,
    pub(super) amounts: Amounts<'a>,
}

impl<'a> File<'a> {
    pub(super) fn new(place: usize, source: &'a Source) -> Self {
        Self {
            place,
            source,
            amounts: Amounts::new(source),
        }
    }

    fn number(&self) -> Option<&'a Column> {
        self.source.columns_of(Field::InvoiceNumber).next()
    }

    fn goods(&self) -> Vec<&'a Column> {
        [Field::ItemCode, Field::ItemName, Field::Quantity]
            .into_iter()
            .flat_map(|field| self.source.columns_of(field))
            .collect()
    }
}

/// What the rows of an invoice that list goods come to.
#[derive(Clone, Copy, Debug, Default)]
struct Listed {
    /// Rows with an amount that can be read.
    rows: i128,
    /// Their sum in hundredths.
    amount: i128,
}

impl Listed {
    /// Whether an amount is what the rows come to, each rounded to a whole unit at most.
    fn come_to(self, amount: i64) -> bool {
        let off = (i128::from(amount) - self.amount).abs();
        // Where things cost a few units, one unit more is no rounding.
        self.rows > 0 && off <= self.rows * 100 && off * 100 <= self.amount.abs()
    }
}

/// What a row without goods is to the rows of its invoice that list some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// Its amount is theirs.
    Header,
    /// Its amount counts beside theirs.
    Charge,
}

/// Which rows are headers, and whose.
#[derive(Debug, Default)]
pub(super) struct Headers {
    rows: FxHashMap<RowId, Standing>,
    by_invoice: FxHashMap<String, RowId>,
}

impl Headers {
    /// Finds the header rows among the sources of invoices.
    pub(super) fn find(files: &[File<'_>]) -> Self {
        let mut listing: FxHashSet<String> = FxHashSet::default();
        // By the place among the files.
        let mut bare: Vec<(RowId, String)> = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let Some(number) = file.number() else {
                continue;
            };
            let goods = file.goods();
            let mut seen: FxHashSet<u32> = FxHashSet::default();
            for row in 0..file.source.rows.len() {
                let cell = number.cells[row];
                let lists = goods.iter().any(|column| column.cells[row] != 0);
                if cell == 0 || lists && !seen.insert(cell) {
                    continue;
                }
                let key = key_of(number.text(row));
                if lists {
                    listing.insert(key);
                } else {
                    bare.push(((at, row), key));
                }
            }
        }
        let numbers: FxHashSet<&String> = bare.iter().map(|(_, key)| key).collect();
        let common = numbers.iter().filter(|key| listing.contains(**key)).count();
        // Numbers of two systems may meet by chance; receipts and their lines meet nearly always.
        if common == 0 || common * 2 < numbers.len().min(listing.len()) {
            return Self::default();
        }
        bare.retain(|(_, key)| listing.contains(key));
        let listed = listed(files, &bare);
        let mut headers = Self::default();
        for ((at, row), key) in bare {
            let id = (files[at].place, row);
            let goods = listed.get(&key).copied().unwrap_or_default();
            let amount = files[at].amounts.of(row).unwrap_or(0);
            let standing = if amount == 0 || goods.come_to(amount) {
                Standing::Header
            } else {
                Standing::Charge
            };
            headers.rows.insert(id, standing);
            let known = *headers.by_invoice.entry(key.clone()).or_insert(id);
            if known != id && headers.rank(files, id) < headers.rank(files, known) {
                headers.by_invoice.insert(key, id);
            }
        }
        headers
    }

    /// Which of several rows lends, wherever it stands: a header before others, then the fullest, then the one with the
    /// least text.
    fn rank(&self, files: &[File<'_>], row: RowId) -> (Standing, Reverse<usize>, Vec<String>) {
        let standing = self.rows.get(&row).copied().unwrap_or(Standing::Charge);
        let file = files.iter().find(|file| file.place == row.0);
        let columns = file.map_or(&[][..], |file| &file.source.columns);
        let text = columns.iter().map(|column| column.text(row.1).to_owned());
        let text: Vec<String> = text.collect();
        let filled = text.iter().filter(|text| !text.trim().is_empty()).count();
        (standing, Reverse(filled), text)
    }

    /// Tells whether a row only heads lines that are listed elsewhere.
    pub(super) fn contains(&self, row: RowId) -> bool {
        !self.rows.is_empty() && self.rows.get(&row) == Some(&Standing::Header)
    }

    /// Tells whether a row counts beside lines that are listed elsewhere: an amount without goods.
    pub(super) fn is_charge(&self, row: RowId) -> bool {
        !self.rows.is_empty() && self.rows.get(&row) == Some(&Standing::Charge)
    }

    /// The row that lends to the others of an invoice number.
    pub(super) fn of(&self, number: &str) -> Option<RowId> {
        if self.by_invoice.is_empty() {
            return None;
        }
        self.by_invoice.get(&key_of(number)).copied()
    }
}

/// An invoice number as it is compared.
fn key_of(number: &str) -> String {
    number.trim().to_uppercase()
}

/// What the goods come to of every invoice that has a row without goods.
fn listed(files: &[File<'_>], bare: &[(RowId, String)]) -> FxHashMap<String, Listed> {
    let mut listed: FxHashMap<String, Listed> = bare
        .iter()
        .map(|(_, key)| (key.clone(), Listed::default()))
        .collect();
    for file in files {
        let Some(number) = file.number() else {
            continue;
        };
        let goods = file.goods();
        let is_wanted = of_each(number, |text| listed.contains_key(&key_of(text)));
        for row in 0..file.source.rows.len() {
            let lists = goods.iter().any(|column| column.cells[row] != 0);
            if !lists || !is_wanted[number.cells[row] as usize] {
                continue;
            }
            if let Some(amount) = file.amounts.of(row)
                && let Some(invoice) = listed.get_mut(&key_of(number.text(row)))
            {
                invoice.rows += 1;
                invoice.amount += i128::from(amount);
            }
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{SourceSettings, read};

    /// Reads files of invoices.
    fn sources(texts: &[&str]) -> Vec<Source> {
        let folder = tempfile::tempdir().expect("a folder");
        (0..)
            .zip(texts)
            .flat_map(|(at, text)| {
                let path = folder.path().join(format!("faktur{at}.csv"));
                std::fs::write(&path, text).expect("written");
                read(&SourceSettings::new(path)).expect("read")
            })
            .collect()
    }

    fn find(sources: &[Source]) -> Headers {
        let files: Vec<File<'_>> = sources
            .iter()
            .enumerate()
            .map(|(place, source)| File::new(place, source))
            .collect();
        Headers::find(&files)
    }

    const TITLES: &str = "NO_FAKTUR;TGL;NO_KARTU;KD_BRG;NAMA_BRG;QTY;TOTAL\n";

    /// What becomes of the rows of one file: headers, and what counts beside the goods.
    fn found(rows: &str) -> (Vec<usize>, Vec<usize>) {
        let sources = sources(&[&format!("{TITLES}{rows}")]);
        let headers = find(&sources);
        let rows = 0..sources[0].rows.len();
        (
            rows.clone()
                .filter(|row| headers.contains((0, *row)))
                .collect(),
            rows.filter(|row| headers.is_charge((0, *row))).collect(),
        )
    }

    #[test]
    fn a_row_with_the_amount_of_the_goods_or_with_none_is_a_header() {
        let rows = "F1;02/01/2006;0001;;;;1.000.000\nF1;;;B1;KIPAS;1;240.000\nF1;;;B2;KOMPOR;2;760.000\n\
            F2;03/01/2006;0002;;;;\nF2;;;B3;KULKAS;1;3.250.000\n";
        assert_eq!(found(rows), (vec![0, 3], vec![]));
    }

    #[test]
    fn a_discount_and_a_charge_count_beside_the_goods() {
        let rows = "F1;02/01/2006;0001;B1;KIPAS;1;240.000\nF1;02/01/2006;0001;;;;-50.000\n\
            F2;03/01/2006;0002;B2;KOMPOR;1;380.000\nF2;03/01/2006;0002;;;;15.000\n";
        assert_eq!(found(rows), (vec![], vec![1, 3]));
    }

    #[test]
    fn the_total_of_goods_without_amounts_counts() {
        let rows = "F1;02/01/2006;0001;;;;1.000.000\nF1;;;B1;KIPAS;1;\nF1;;;B2;KOMPOR;2;\n";
        assert_eq!(found(rows), (vec![], vec![0]));
    }

    #[test]
    fn a_header_may_be_rounded_by_a_unit_for_each_line() {
        let of_total = |total: &str| {
            found(&format!(
                "F1;02/01/2006;0001;;;;{total}\nF1;;;B1;KIPAS;1;240.000,40\nF1;;;B2;KOMPOR;1;760.000,40\n"
            ))
        };
        assert_eq!(of_total("1.000.002"), (vec![0], vec![]));
        assert_eq!(of_total("1.000.003"), (vec![], vec![0]));
        // One unit is most of such a price.
        let cheap = "F1;02/01/2006;0001;;;;1,20\nF1;;;B1;PERMEN;1;0,40\n";
        assert_eq!(found(cheap), (vec![], vec![0]));
    }

    #[test]
    fn a_header_lends_before_a_discount_wherever_it_stands() {
        let header = "F1;02/01/2006;0001;;;;240.000\n";
        let discount = "F1;;;;;;-50.000\n";
        let goods = "F1;;;B1;KIPAS;1;240.000\n";
        for (rows, at) in [
            (format!("{TITLES}{discount}{header}{goods}"), 1),
            (format!("{TITLES}{goods}{header}{discount}"), 1),
            (format!("{TITLES}{header}{goods}{discount}"), 0),
        ] {
            let sources = sources(&[&rows]);
            assert_eq!(find(&sources).of(" f1"), Some((0, at)));
        }
    }

    #[test]
    fn numbers_that_meet_by_chance_make_no_headers() {
        let receipts = "NO_FAKTUR;TGL;NO_KARTU;TOTAL\n1;02/01/2006;0001;100\n11;02/01/2006;0001;100\n12;02/01/2006;0001;100\n";
        let lines = "NO_FAKTUR;KD_BRG;NAMA_BRG;QTY;TOTAL\n1;B1;KIPAS;1;100\n21;B1;KIPAS;1;100\n22;B1;KIPAS;1;100\n";
        let sources = sources(&[receipts, lines]);
        let headers = find(&sources);
        assert!(!headers.contains((0, 0)) && headers.of("1").is_none());
    }
}
