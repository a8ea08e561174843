//! Invoice lines to purchase totals per customer.
//!
//! In: the invoice sources, the identity records and the customer of each record. Out: for every line the customer it
//! belongs to, or none, and the totals per customer. Lines are never dropped: what finds no customer is counted apart,
//! so that the number of lines and the amount are the same before and after.

mod buyer;
mod cells;
mod directory;
mod header_row;

use self::buyer::{Buyers, By};
use self::cells::Amounts;
use self::directory::Directory;
use self::header_row::Headers;
use crate::ingest::{Field, Source, SourceKind};
use crate::normalise::Records;
use crate::normalise::date::Date;

/// What one customer bought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Distinct invoices.
    pub invoices: u64,
    /// Invoice lines.
    pub lines: u64,
    /// Their sum in hundredths of the currency unit.
    pub amount: i128,
    /// The day of the first purchase; none where no line has a date.
    pub first: Option<Date>,
    /// The day of the last purchase.
    pub last: Option<Date>,
}

/// All invoice lines, attributed.
#[derive(Clone, Debug, Default)]
pub struct Purchases {
    /// Totals by customer.
    pub by_customer: Vec<Totals>,
    /// Lines without a customer.
    pub unattributed: Totals,
    /// Distinct invoices in all.
    pub invoices: u64,
    /// Lines in all.
    pub lines: u64,
    /// Their sum in hundredths, added up while reading.
    pub amount: i128,
    /// Rows that only head lines listed elsewhere; their amounts are those of the lines and count once.
    pub header_rows: u64,
    /// Lines whose amount could not be read; they count as zero.
    pub unreadable_amounts: u64,
    /// Lines attributed by card number.
    pub by_card: u64,
    /// Lines attributed by the typed identity.
    pub by_identity: u64,
    /// The customer of each line, per invoice source in the order of `sources`.
    pub customers_of_lines: Vec<Vec<Option<u32>>>,
}

/// Attributes every invoice line to a customer; `None` where no source holds invoices.
pub fn attribute(
    sources: &[Source],
    records: &Records,
    customer_of: &[u32],
    customers: usize,
) -> Option<Purchases> {
    if sources
        .iter()
        .all(|source| source.kind != SourceKind::Invoices)
    {
        return None;
    }
    let invoices: Vec<(usize, &Source)> = sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.kind == SourceKind::Invoices)
        .collect();
    let (directory, headers) = rayon::join(
        || Directory::new(sources, records, customer_of),
        || Headers::find(&invoices),
    );
    let mut buyers: Vec<Buyers<'_>> = invoices
        .iter()
        .map(|(place, source)| Buyers::new(*place, source, records.country, &directory))
        .collect();
    let mut purchases = Purchases {
        by_customer: vec![Totals::default(); customers],
        ..Purchases::default()
    };
    for at in 0..invoices.len() {
        purchases.add(at, &invoices, &mut buyers, &headers, &directory);
    }
    Some(purchases)
}

impl Purchases {
    fn add(
        &mut self,
        at: usize,
        files: &[(usize, &Source)],
        buyers: &mut [Buyers<'_>],
        headers: &Headers,
        directory: &Directory,
    ) {
        let (place, source) = files[at];
        let rows = source.rows.len();
        let column = |field| source.columns.iter().find(|column| column.field == field);
        let amounts = Amounts::new(source);
        let is_header = |row: usize| headers.contains((place, row));
        // Added up on its own, so that the sum after attribution has something to be held against.
        self.amount += amounts.total((0..rows).filter(|row| !is_header(*row)));
        let invoice = column(Field::InvoiceNumber);
        let mut customers = Vec::with_capacity(rows);
        // (customer, invoice) pairs; a line without an invoice number is an invoice of its own.
        let mut invoices: Vec<(u32, u64)> = Vec::with_capacity(rows);
        for row in 0..rows {
            if is_header(row) {
                self.header_rows += 1;
                customers.push(None);
                continue;
            }
            let mut found = buyers[at].find(directory, row);
            let mut day = buyers[at].day(row);
            if (found.is_none() || day.is_none())
                && let Some((place, row)) = invoice.and_then(|column| headers.of(column.text(row)))
                && let Some(at) = files.iter().position(|(known, _)| *known == place)
            {
                found = found.or_else(|| buyers[at].find(directory, row));
                day = day.or_else(|| buyers[at].day(row));
            }
            let customer = found.map(|(customer, _)| customer);
            self.by_card += u64::from(matches!(found, Some((_, By::Card))));
            self.by_identity += u64::from(matches!(found, Some((_, By::Identity))));
            let amount = amounts.of(row);
            self.unreadable_amounts += u64::from(amount.is_none());
            let amount = i128::from(amount.unwrap_or(0));
            self.lines += 1;
            let totals = customer.map_or(&mut self.unattributed, |customer| {
                &mut self.by_customer[customer as usize]
            });
            totals.lines += 1;
            totals.amount += amount;
            if day.is_some() {
                totals.first = totals.first.or(day).min(day);
                totals.last = totals.last.max(day);
            }
            let number = invoice
                .map(|column| column.cells[row])
                .filter(|cell| *cell != 0);
            let number = number.map_or(u64::from(u32::MAX) + row as u64, u64::from);
            invoices.push((customer.unwrap_or(u32::MAX), number));
            customers.push(customer);
        }
        let mut numbers: Vec<u64> = invoices.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        self.invoices += numbers.len() as u64;
        invoices.sort_unstable();
        invoices.dedup();
        for (customer, _) in invoices {
            let totals = if customer == u32::MAX {
                &mut self.unattributed
            } else {
                &mut self.by_customer[customer as usize]
            };
            totals.invoices += 1;
        }
        self.customers_of_lines.push(customers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{SourceSettings, read};
    use crate::normalise::{Settings, assemble};

    const CARDS: &str = "NO_KARTU;NAMA;ALAMAT;HP\n\
        0001;Budi Santoso;Jl. Mawar 1;081230456712\n\
        0002;Siti Aminah;Jl. Melati 2;085643120987\n\
        0003;Siti Aminah;Jl. Kenanga 3;081555000111\n";
    const INVOICES: &str = "NO_FAKTUR;TGL;NO_KARTU;NAMA;TELP;NAMA_BRG;QTY;TOTAL\n\
        F1;02/01/2006;0001;;;KIPAS;1;Rp 240.000,00\n\
        F1;02/01/2006;0001;;;KOMPOR;2;760.000\n\
        F2;03/01/2006;;Siti Aminah;085643120987;KULKAS;1;3.250.000\n\
        F3;04/02/2006;;Siti Aminah;;TV;1;2.400.000\n\
        F4;05/02/2006;1;;;RETUR KIPAS;1;-240.000\n\
        F5;06/02/2006;;;;POMPA;1;tidak tahu\n";

    fn purchases() -> Purchases {
        let folder = tempfile::tempdir().expect("a folder");
        let sources: Vec<Source> = [("kartu.csv", CARDS), ("faktur.csv", INVOICES)]
            .iter()
            .flat_map(|(name, text)| {
                let path = folder.path().join(name);
                std::fs::write(&path, text).expect("written");
                read(&SourceSettings::new(path)).expect("read")
            })
            .collect();
        let records = assemble(&sources, &Settings::default());
        attribute(&sources, &records, &[0, 1, 2], 3).expect("there are invoices")
    }

    #[test]
    fn lines_find_their_customer_by_card_or_by_name_and_telephone() {
        let purchases = purchases();
        let expected = [Some(0), Some(0), Some(1), None, Some(0), None];
        assert_eq!(purchases.customers_of_lines, [expected]);
        assert_eq!((purchases.by_card, purchases.by_identity), (3, 1));
    }

    #[test]
    fn totals_are_exact_and_nothing_is_lost() {
        let purchases = purchases();
        let first = &purchases.by_customer[0];
        assert_eq!(
            (first.invoices, first.lines, first.amount),
            (2, 3, 76_000_000)
        );
        let day = |date: Option<Date>| date.expect("a day").iso();
        assert_eq!(
            (day(first.first), day(first.last)),
            ("2006-01-02".to_owned(), "2006-02-05".to_owned())
        );
        let sum: i128 = purchases
            .by_customer
            .iter()
            .map(|totals| totals.amount)
            .sum();
        assert_eq!(sum + purchases.unattributed.amount, purchases.amount);
        assert_eq!(
            (
                purchases.lines,
                purchases.invoices,
                purchases.unreadable_amounts
            ),
            (6, 5, 1)
        );
    }

    #[test]
    fn a_name_that_two_customers_bear_finds_neither() {
        assert_eq!(purchases().customers_of_lines[0][3], None);
    }

    /// Reads files and attributes every record to a customer of its own.
    fn each_its_own(files: &[(&str, &str)]) -> (Records, Purchases) {
        let folder = tempfile::tempdir().expect("a folder");
        let settings: Vec<SourceSettings> = files
            .iter()
            .map(|(name, text)| {
                let path = folder.path().join(name);
                std::fs::write(&path, text).expect("written");
                SourceSettings::new(path)
            })
            .collect();
        let sources = crate::ingest::read_all(&settings, &|| ()).expect("read");
        let records = assemble(&sources, &Settings::default());
        let customers: Vec<u32> = (0..records.len() as u32).collect();
        let purchases =
            attribute(&sources, &records, &customers, records.len()).expect("there are invoices");
        (records, purchases)
    }

    #[test]
    fn a_receipt_and_its_lines_count_once_and_share_the_card() {
        let receipts = "NO_FAKTUR;TGL;NO_KARTU;TOTAL\nF1;02/01/2006;0001;1.000.000\nF2;03/01/2006;0002;3.250.000\n\
            F9;04/01/2006;0003;500.000\n";
        let lines = "NO_FAKTUR;KD_BRG;NAMA_BRG;QTY;HARGA\nF1;B1;KIPAS;1;240.000\nF1;B2;KOMPOR;2;380.000\n\
            F2;B3;KULKAS;1;3.250.000\n";
        let (_, purchases) = each_its_own(&[
            ("kartu.csv", CARDS),
            ("struk.csv", receipts),
            ("rinci.csv", lines),
        ]);
        assert_eq!((purchases.lines, purchases.header_rows), (4, 2));
        assert_eq!(purchases.amount, 475_000_000);
        assert_eq!((purchases.by_card, purchases.unattributed.lines), (4, 0));
    }

    #[test]
    fn invoices_without_cards_speak_for_their_buyers() {
        let orders = "Order ID;Order Date;Name;Phone;Item;Qty;Total\n\
            1;2020-01-02;Budi Santoso;081230456712;TV;1;100\n2;2020-01-03;Budi Santoso;081230456712;AC;1;200\n\
            3;2020-01-04;Siti Aminah;085643120987;TV;1;100\n4;2020-01-05;-;;TV;1;100\n";
        let (records, purchases) = each_its_own(&[("orders.csv", orders)]);
        assert_eq!(records.len(), 2);
        assert_eq!(
            (purchases.by_identity, purchases.unattributed.lines),
            (3, 1)
        );
        assert_eq!(purchases.amount, 50_000);
    }
}
