//! Header rows of invoices: rows whose amount is that of the goods listed elsewhere.
//!
//! Some systems give out one row per receipt and one per line of it, in one file or in two. Added up, every purchase
//! would count twice. A row without goods is a header row where other rows with its invoice number list goods; it lends
//! them its card, name and date.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ingest::{Column, Field, Source};

/// The row of a source, by its place among the sources and its number.
pub(super) type RowId = (usize, usize);

/// Which rows are headers, and whose.
#[derive(Debug, Default)]
pub(super) struct Headers {
    rows: FxHashSet<RowId>,
    by_invoice: FxHashMap<String, RowId>,
}

impl Headers {
    /// Finds the header rows among the sources of invoices, given with their places.
    pub(super) fn find(invoices: &[(usize, &Source)]) -> Self {
        let mut listing: FxHashSet<String> = FxHashSet::default();
        let mut bare: Vec<(RowId, String)> = Vec::new();
        for (place, source) in invoices {
            let Some(number) = source.columns_of(Field::InvoiceNumber).next() else {
                continue;
            };
            let goods: Vec<&Column> = [Field::ItemCode, Field::ItemName, Field::Quantity]
                .into_iter()
                .flat_map(|field| source.columns_of(field))
                .collect();
            let mut seen: FxHashSet<u32> = FxHashSet::default();
            for row in 0..source.rows.len() {
                let cell = number.cells[row];
                let lists = goods.iter().any(|column| column.cells[row] != 0);
                if cell == 0 || lists && !seen.insert(cell) {
                    continue;
                }
                let key = number.text(row).trim().to_uppercase();
                if lists {
                    listing.insert(key);
                } else {
                    bare.push(((*place, row), key));
                }
            }
        }
        let mut headers = Self::default();
        let numbers: FxHashSet<&String> = bare.iter().map(|(_, key)| key).collect();
        let common = numbers.iter().filter(|key| listing.contains(**key)).count();
        // Numbers of two systems may meet by chance; receipts and their lines meet nearly always.
        if common * 2 < numbers.len().min(listing.len()) {
            return headers;
        }
        for (row, key) in bare {
            if listing.contains(&key) {
                headers.rows.insert(row);
                // Of several the one with the least text lends, wherever it stands.
                let text = |(place, row): RowId| {
                    let source = invoices.iter().find(|(known, _)| *known == place);
                    source.map(|(_, source)| {
                        let cells = source
                            .columns
                            .iter()
                            .map(|column| column.text(row).to_owned());
                        cells.collect::<Vec<String>>()
                    })
                };
                let known = headers.by_invoice.entry(key).or_insert(row);
                if *known != row && text(row) < text(*known) {
                    *known = row;
                }
            }
        }
        headers
    }

    /// Tells whether a row only heads lines that are listed elsewhere.
    pub(super) fn contains(&self, row: RowId) -> bool {
        !self.rows.is_empty() && self.rows.contains(&row)
    }

    /// The header row of an invoice number.
    pub(super) fn of(&self, number: &str) -> Option<RowId> {
        if self.by_invoice.is_empty() {
            return None;
        }
        self.by_invoice.get(&number.trim().to_uppercase()).copied()
    }
}
