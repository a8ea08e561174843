//! Invoice lines to what customers bought, and how.
//!
//! In: the invoice sources, the identity records and the customer of each record. Out: every line with the record and
//! customer it belongs to, or none, and the totals and habits per customer, and the totals per record. Lines are never
//! dropped: what finds no customer is counted apart, so that the number of lines and the amount are the same before and
//! after. Amounts are added up as whole hundredths. Nothing depends on the order of rows or on the number of threads,
//! but for the order of the lines themselves.

mod buyer;
mod cells;
pub mod day;
mod directory;
pub mod habits;
mod header_row;
mod line;
mod reference;
mod totals;
mod words;

use rayon::prelude::*;

use self::buyer::Buyers;
use self::cells::of_each;
pub use self::day::Day;
use self::directory::Directory;
pub use self::habits::{Favourite, Habits};
use self::header_row::{File, Headers, RowId};
use self::line::Groups;
pub use self::line::{Buyer, By, Line};
pub use self::totals::Totals;
use self::words::Speech;
pub use self::words::{Topic, Word, Words};
use crate::ingest::{Field, Source, SourceKind};
use crate::normalise::Records;

/// The rows whose buyers are found before lines are made of them.
const ROWS_AT_ONCE: usize = 65_536;

/// Customers whose lines one thread adds up at a time.
const CUSTOMERS_AT_ONCE: usize = 512;

/// All invoice lines, attributed.
#[derive(Clone, Debug, Default)]
pub struct Purchases {
    /// Every line, by the place of its source and by row. Rows that head lines are none.
    pub lines: Vec<Line>,
    /// Totals by customer.
    pub by_customer: Vec<Totals>,
    /// How each customer buys.
    pub habits: Vec<Habits>,
    /// Totals by record: what a file of cards knows of each.
    pub by_record: Vec<Totals>,
    /// Lines without a customer.
    pub unattributed: Totals,
    /// Distinct invoices in all.
    pub invoices: u64,
    /// The sum of all rows in hundredths, those that only head lines among them, added up while reading.
    pub amount_read: i128,
    /// Rows that only head lines listed elsewhere; their amounts are those of the lines and count once.
    pub header_rows: u64,
    /// The sum of these in hundredths.
    pub header_amount: i128,
    /// Lines whose amount could not be read; they count as zero.
    pub unreadable_amounts: u64,
    /// Lines attributed by card number.
    pub lines_by_card: u64,
    /// Lines attributed by the typed identity.
    pub lines_by_identity: u64,
    /// The day from which is counted back: the one that was asked for, else that of the last purchase.
    pub reference: Option<Day>,
    /// Lines dated after it.
    pub after_reference: u64,
    /// The distinct texts of each topic, by [`Topic::ALL`].
    pub words: [Words; Topic::ALL.len()],
}

/// Attributes every invoice line to a customer; `None` where no source holds invoices.
///
/// `reference` is the day from which is counted back; without it the day of the last purchase is taken.
pub fn attribute(
    sources: &[Source],
    records: &Records,
    customer_of: &[u32],
    customers: usize,
    reference: Option<Day>,
) -> Option<Purchases> {
    let invoices: Vec<(usize, &Source)> = sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.kind == SourceKind::Invoices)
        .collect();
    if invoices.is_empty() {
        return None;
    }
    let (directory, (files, headers)) = rayon::join(
        || Directory::new(sources, records, customer_of),
        || {
            let files = invoices.iter();
            let files: Vec<File<'_>> = files
                .map(|(place, source)| File::new(*place, source))
                .collect();
            let headers = Headers::find(&files);
            (files, headers)
        },
    );
    let buyers: Vec<Buyers<'_>> = invoices
        .iter()
        .map(|(place, source)| Buyers::new(*place, source, records.country, &directory))
        .collect();
    let mut purchases = Purchases::default();
    let mut reader = Reader {
        files: &files,
        headers: &headers,
        directory: &directory,
        customer_of,
        next_invoice: 0,
        heads: Vec::new(),
    };
    for at in 0..invoices.len() {
        reader.read(at, &buyers, &mut purchases);
    }
    let days = purchases.lines.iter().filter_map(|line| line.day);
    purchases.reference = reference.or_else(|| reference::last_day(days.collect()));
    let heads = std::mem::take(&mut reader.heads);
    purchases.add_up(&invoices, &heads, customers, records.len());
    Some(purchases)
}

/// Reads lines and finds their buyers, source by source.
struct Reader<'a> {
    files: &'a [File<'a>],
    headers: &'a Headers,
    directory: &'a Directory<'a>,
    customer_of: &'a [u32],
    /// The number of the next invoice.
    next_invoice: u32,
    /// The row that heads each line, where one does.
    heads: Vec<Option<RowId>>,
}

/// What is found out about one row.
#[derive(Clone, Copy, Default)]
struct Found {
    buyer: Option<Buyer>,
    day: Option<Day>,
    head: Option<RowId>,
}

impl Reader<'_> {
    fn read(&mut self, at: usize, buyers: &[Buyers<'_>], purchases: &mut Purchases) {
        let File {
            place,
            source,
            amounts,
        } = &self.files[at];
        let place = *place;
        let rows = source.rows.len();
        // Added up on its own, so that the sum after attribution has something to be held against.
        purchases.amount_read += amounts.total(0..rows);
        let invoice = source.columns_of(Field::InvoiceNumber).next();
        let numbers = invoice.map_or(0, |column| column.values.len());
        let used = u32::try_from(numbers + rows).expect("a source has fewer than 2^32 rows");
        let next_invoice = self
            .next_invoice
            .checked_add(used)
            .expect("sources have fewer than 2^32 invoices");
        let mut seen = vec![false; numbers];
        let heads = invoice.map(|column| of_each(column, |text| self.headers.of(text)));
        purchases.lines.reserve(rows);
        let found = |row: usize| {
            if self.headers.contains((place, row)) {
                return Found::default();
            }
            let cell = invoice.map_or(0, |column| column.cells[row] as usize);
            let head = heads.as_ref().and_then(|heads| heads[cell]);
            let mut buyer = buyers[at].find(self.directory, row);
            let mut day = buyers[at].day(row);
            if (buyer.is_none() || day.is_none())
                && let Some((place, row)) = head
                && let Some(at) = self.files.iter().position(|file| file.place == place)
            {
                buyer = buyer.or_else(|| buyers[at].find(self.directory, row));
                day = day.or_else(|| buyers[at].day(row));
            }
            Found {
                buyer: buyer.map(|(record, by)| Buyer {
                    record,
                    customer: self.customer_of[record.index()],
                    by,
                }),
                day,
                head,
            }
        };
        for start in (0..rows).step_by(ROWS_AT_ONCE) {
            let part = start..rows.min(start + ROWS_AT_ONCE);
            let of_part: Vec<Found> = part.clone().into_par_iter().map(found).collect();
            for (row, Found { buyer, day, head }) in part.zip(of_part) {
                let amount = amounts.of(row);
                if self.headers.contains((place, row)) {
                    purchases.header_rows += 1;
                    purchases.header_amount += i128::from(amount.unwrap_or(0));
                    continue;
                }
                purchases.unreadable_amounts += u64::from(amount.is_none());
                match buyer.map(|buyer| buyer.by) {
                    Some(By::Card) => purchases.lines_by_card += 1,
                    Some(By::Identity) => purchases.lines_by_identity += 1,
                    None => {}
                }
                // A line without an invoice number is an invoice of its own.
                let cell = invoice.map_or(0, |column| column.cells[row] as usize);
                let is_new = cell == 0 || !std::mem::replace(&mut seen[cell], true);
                purchases.invoices += u64::from(is_new);
                let number = if cell == 0 { numbers + row } else { cell };
                purchases.lines.push(Line {
                    source: place as u16,
                    row: row as u32,
                    invoice: self.next_invoice + number as u32,
                    day,
                    amount: amount.unwrap_or(0),
                    quantity: if self.headers.is_charge((place, row)) {
                        0
                    } else {
                        amounts.quantity(row)
                    },
                    buyer,
                });
                self.heads.push(head);
            }
        }
        self.next_invoice = next_invoice;
    }
}

impl Purchases {
    fn add_up(
        &mut self,
        invoices: &[(usize, &Source)],
        heads: &[Option<RowId>],
        customers: usize,
        records: usize,
    ) {
        let lines = &self.lines;
        let is_later = |line: &&Line| line.day > self.reference && self.reference.is_some();
        self.after_reference = lines.iter().filter(is_later).count() as u64;
        let speeches = Topic::ALL.map(|topic| Speech::new(topic, invoices));
        let (of_customers, of_records) = rayon::join(
            || Groups::new(lines, customers, |buyer| buyer.customer as usize),
            || Groups::new(lines, records, |buyer| buyer.record.index()),
        );
        let said = |speech: &Speech<'_>, at: u32| {
            let line = &lines[at as usize];
            let own = speech.of((usize::from(line.source), line.row as usize));
            let word = own.or_else(|| speech.of(heads[at as usize]?))?;
            (!line.is_return()).then_some((word, line.invoice, line.amount))
        };
        let by_customer: Vec<(Totals, Habits)> = (0..of_customers.len())
            .into_par_iter()
            .with_min_len(CUSTOMERS_AT_ONCE)
            .map_init(Scratch::default, |scratch, customer| {
                let places = of_customers.of(customer);
                let own = places.iter().map(|at| &lines[*at as usize]);
                let totals = Totals::of(own.clone(), &mut scratch.invoices, &mut scratch.days);
                let mut habits = Habits::of(own, &scratch.days, self.reference);
                for (favourite, (speech, _)) in habits.favourites.iter_mut().zip(&speeches) {
                    if !speech.is_empty() {
                        let own = places.iter().filter_map(|at| said(speech, *at));
                        scratch.said.clear();
                        scratch.said.extend(own);
                        *favourite = habits::favourite(&mut scratch.said);
                    }
                }
                (totals, habits)
            })
            .collect();
        self.by_record = (0..of_records.len())
            .into_par_iter()
            .with_min_len(CUSTOMERS_AT_ONCE)
            .map_init(Scratch::default, |scratch, record| {
                let own = of_records.of(record).iter().map(|at| &lines[*at as usize]);
                Totals::of(own, &mut scratch.invoices, &mut scratch.days)
            })
            .collect();
        let nobodys = lines.iter().filter(|line| line.buyer.is_none());
        let mut scratch = Scratch::default();
        self.unattributed = Totals::of(nobodys, &mut scratch.invoices, &mut scratch.days);
        (self.by_customer, self.habits) = by_customer.into_iter().unzip();
        self.words = speeches.map(|(_, words)| words);
    }

    /// The sum of all lines in hundredths.
    pub fn amount(&self) -> i128 {
        self.amount_read - self.header_amount
    }

    /// The text of a favourite.
    pub fn text(&self, topic: Topic, favourite: Favourite) -> &str {
        self.words[topic as usize].text(favourite.word)
    }
}

/// Memory that is used again for each customer.
#[derive(Default)]
struct Scratch {
    invoices: Vec<(u32, bool, Option<Day>)>,
    days: Vec<Day>,
    said: Vec<(Word, u32, i64)>,
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

    /// Reads the cards and some invoices.
    fn cards_and(invoices: &str) -> (Vec<Source>, Records) {
        let folder = tempfile::tempdir().expect("a folder");
        let sources: Vec<Source> = [("kartu.csv", CARDS), ("faktur.csv", invoices)]
            .iter()
            .flat_map(|(name, text)| {
                let path = folder.path().join(name);
                std::fs::write(&path, text).expect("written");
                read(&SourceSettings::new(path)).expect("read")
            })
            .collect();
        let records = assemble(&sources, &Settings::default());
        (sources, records)
    }

    fn purchases() -> Purchases {
        let (sources, records) = cards_and(INVOICES);
        attribute(&sources, &records, &[0, 1, 2], 3, None).expect("there are invoices")
    }

    fn customers(purchases: &Purchases) -> Vec<Option<u32>> {
        let lines = purchases.lines.iter();
        lines
            .map(|line| line.buyer.map(|buyer| buyer.customer))
            .collect()
    }

    #[test]
    fn lines_find_their_customer_by_card_or_by_name_and_telephone() {
        let purchases = purchases();
        let expected = [Some(0), Some(0), Some(1), None, Some(0), None];
        assert_eq!(customers(&purchases), expected);
        assert_eq!(
            (purchases.lines_by_card, purchases.lines_by_identity),
            (3, 1)
        );
    }

    #[test]
    fn totals_are_exact_and_nothing_is_lost() {
        let purchases = purchases();
        let first = &purchases.by_customer[0];
        assert_eq!(
            (first.invoices, first.lines, first.amount),
            (2, 3, 76_000_000)
        );
        let day = |day: Option<Day>| day.expect("a day").iso();
        assert_eq!(
            (day(first.first), day(first.last), first.visits),
            ("2006-01-02".to_owned(), "2006-01-02".to_owned(), 1),
            "what goes back is no purchase"
        );
        let sum: i128 = purchases
            .by_customer
            .iter()
            .map(|totals| totals.amount)
            .sum();
        assert_eq!(sum + purchases.unattributed.amount, purchases.amount());
        assert_eq!(
            (
                purchases.lines.len(),
                purchases.invoices,
                purchases.unreadable_amounts
            ),
            (6, 5, 1)
        );
    }

    #[test]
    fn a_name_that_two_customers_bear_finds_neither() {
        assert_eq!(customers(&purchases())[3], None);
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
        let purchases = attribute(&sources, &records, &customers, records.len(), None)
            .expect("there are invoices");
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
        assert_eq!((purchases.lines.len(), purchases.header_rows), (4, 2));
        assert_eq!(purchases.amount(), 475_000_000);
        assert_eq!(
            (purchases.lines_by_card, purchases.unattributed.lines),
            (4, 0)
        );
    }

    #[test]
    fn a_discount_counts_for_the_customer_of_its_invoice() {
        let invoices = "NO_FAKTUR;TGL;NO_KARTU;NAMA_BRG;QTY;TOTAL\nF1;02/01/2006;0001;KIPAS;1;240.000\n\
            F1;02/01/2006;0001;KOMPOR;2;760.000\nF1;02/01/2006;0001;;;-50.000\n\
            F2;03/01/2006;0002;;;380.000\nF2;;;PANCI;1;380.000\n";
        let (_, purchases) = each_its_own(&[("kartu.csv", CARDS), ("faktur.csv", invoices)]);
        let first = &purchases.by_customer[0];
        assert_eq!((first.lines, first.amount), (3, 95_000_000));
        assert_eq!(
            purchases.habits[0].quantity, 300,
            "a discount is no piece that went back"
        );
        assert_eq!(purchases.by_customer[1].amount, 38_000_000);
        assert_eq!(
            (
                purchases.amount_read,
                purchases.header_amount,
                purchases.header_rows
            ),
            (171_000_000, 38_000_000, 1)
        );
        let lines: i128 = purchases
            .lines
            .iter()
            .map(|line| i128::from(line.amount))
            .sum();
        assert_eq!(
            lines + purchases.header_amount,
            purchases.amount_read,
            "every row is a line or heads some"
        );
    }

    #[test]
    fn a_receipt_counts_where_its_lines_have_no_prices() {
        let receipts = "NO_FAKTUR;TGL;NO_KARTU;TOTAL\nF1;02/01/2006;0001;1.000.000\nF2;03/01/2006;0002;3.250.000\n";
        let lines =
            "NO_FAKTUR;KD_BRG;NAMA_BRG;QTY\nF1;B1;KIPAS;1\nF1;B2;KOMPOR;2\nF2;B3;KULKAS;1\n";
        let (_, purchases) = each_its_own(&[
            ("kartu.csv", CARDS),
            ("struk.csv", receipts),
            ("rinci.csv", lines),
        ]);
        assert_eq!((purchases.lines.len(), purchases.header_rows), (5, 0));
        assert_eq!(purchases.by_customer[0].amount, 100_000_000);
        assert_eq!(
            (purchases.lines_by_card, purchases.unattributed.lines),
            (5, 0),
            "the receipt lends its card"
        );
    }

    #[test]
    fn invoices_without_cards_speak_for_their_buyers() {
        let header = "Order ID;Order Date;Name;Phone;Item;Qty;Total\n";
        let orders = "1;2020-01-02;Budi Santoso;081230456712;TV;1;100\n2;2020-01-03;Budi Santoso;081230456712;AC;1;200\n\
            3;2020-01-04;Siti Aminah;085643120987;TV;1;100\n4;2020-01-05;-;;TV;1;100\n";
        let found = |orders: &str| {
            let (records, purchases) =
                each_its_own(&[("orders.csv", &format!("{header}{orders}"))]);
            let lines = (purchases.lines_by_identity, purchases.unattributed.lines);
            (records.keys, lines, purchases.amount())
        };
        // Where every row has its own number, each is a record under that number.
        let keys = |keys: &[&str]| {
            keys.iter()
                .map(|key| Box::from(*key))
                .collect::<Vec<Box<str>>>()
        };
        assert_eq!(found(orders), (keys(&["1", "2", "3"]), (3, 1), 50_000));
        // One number that came twice, of sixty, changes nothing.
        let many: String = (0..60)
            .map(|row| {
                format!(
                    "{};2020-01-02;Budi Santoso;081230456712;TV;1;100\n",
                    row.max(1)
                )
            })
            .collect();
        assert_eq!(found(&many).0.len(), 60);
        // A card number names its buyer, however often it buys.
        let with_cards = "Order ID;Order Date;Card No;Name;Phone;Total\n\
            1;2020-01-02;0001;Budi Santoso;081230456712;100\n2;2020-01-03;0001;Budi Santoso;081230456712;200\n\
            3;2020-01-04;0002;Siti Aminah;085643120987;100\n";
        let (records, _) = each_its_own(&[("orders.csv", with_cards)]);
        assert_eq!(records.keys, keys(&["0001", "0002"]));
        // Where an order has several rows, each name with its telephone is one.
        let second_line = format!("{orders}2;2020-01-03;Budi Santoso;081230456712;FAN;1;50\n");
        assert_eq!(found(&second_line), (keys(&["", ""]), (4, 1), 55_000));
    }

    const WITH_HABITS: &str = "NO_FAKTUR;TGL;KD_TOKO;NO_KARTU;KATEGORI BARANG;NAMA_BRG;QTY;TOTAL;CARA BAYAR;KASIR\n\
        F1;02/01/2006;T01;0001;ELEKTRONIK;KIPAS;1;240.000;TUNAI;Ani\n\
        F1;02/01/2006;T01;0001;DAPUR;KOMPOR;2;760.000;TUNAI;Ani\n\
        F2;12/01/2006;t01 ;0001;DAPUR;PANCI;1;100.000;KARTU;Ani\n\
        F3;01/02/2006;T02;0001;DAPUR;kompor;1;380.000;TUNAI;-\n\
        F4;02/02/2006;T02;0001;DAPUR;KOMPOR;1;-380.000;TUNAI;Budi\n\
        F5;03/02/2006;T02;0002;MEBEL;LEMARI;1;0;TUNAI;Budi\n";

    #[test]
    fn habits_are_those_of_the_lines_whoever_wrote_them() {
        let (_, purchases) = each_its_own(&[("kartu.csv", CARDS), ("faktur.csv", WITH_HABITS)]);
        let (totals, habits) = (&purchases.by_customer[0], &purchases.habits[0]);
        assert_eq!((totals.invoices, totals.visits), (4, 3));
        assert_eq!(totals.amount, 110_000_000);
        // One fan, two cookers, a pot and a cooker that went back.
        assert_eq!(habits.quantity, 400);
        assert_eq!(habits.days_between, Some(15.0));
        let favourite = |topic: Topic| {
            let favourite = habits.favourites[topic as usize].expect("a favourite");
            let text = purchases.text(topic, favourite).to_owned();
            (text, favourite.invoices, favourite.of)
        };
        assert_eq!(favourite(Topic::Shop), ("T01".to_owned(), 2, 3));
        assert_eq!(favourite(Topic::Category), ("DAPUR".to_owned(), 3, 3));
        assert_eq!(favourite(Topic::Product), ("KOMPOR".to_owned(), 2, 3));
        assert_eq!(favourite(Topic::Payment), ("TUNAI".to_owned(), 2, 3));
        assert_eq!(favourite(Topic::Cashier), ("Ani".to_owned(), 2, 2));
        assert_eq!(purchases.reference, Day::parse("2006-02-03"));
        assert_eq!(purchases.by_customer[1].visits, 1, "a gift is a visit");
    }

    #[test]
    fn what_a_card_bought_is_told_apart_from_what_its_customer_bought() {
        let (sources, records) = cards_and(WITH_HABITS);
        let purchases =
            attribute(&sources, &records, &[0, 0, 1], 2, None).expect("there are invoices");
        let visits = |of: &[Totals]| of.iter().map(|totals| totals.visits).collect::<Vec<_>>();
        assert_eq!(visits(&purchases.by_record), [3, 1, 0]);
        assert_eq!(visits(&purchases.by_customer), [4, 0]);
        let sum = |of: &[Totals]| of.iter().map(|totals| totals.amount).sum::<i128>();
        assert_eq!(sum(&purchases.by_record), sum(&purchases.by_customer));
    }
}
