//! Invoice lines to purchase totals per customer.
//!
//! In: the invoice sources, the identity records and the customer of each record. Out: for every line the customer it
//! belongs to, or none, and the totals per customer. Lines are never dropped: what finds no customer is counted apart,
//! so that the number of lines and the amount are the same before and after.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::ingest::{Column, Field, Source, SourceKind};
use crate::normalise::date::{self, Date};
use crate::normalise::name;
use crate::normalise::phone::{self, Country};
use crate::normalise::{Attribute, Records, Values, amount};
use crate::record::RecordId;

use self::header_row::Headers;

mod header_row;

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

/// Line totals: the amount column, else price times quantity.
struct Amounts<'a> {
    total: Option<(&'a Column, Vec<Option<i64>>)>,
    price: Option<(&'a Column, Vec<Option<i64>>)>,
    quantity: Option<(&'a Column, Vec<Option<i64>>)>,
}

impl<'a> Amounts<'a> {
    fn new(source: &'a Source) -> Self {
        let parsed = |field| {
            let column = source.columns.iter().find(|column| column.field == field)?;
            let style = amount::style_of(column);
            Some((column, of_each(column, |value| amount::parse(value, style))))
        };
        Self {
            total: parsed(Field::Amount),
            price: parsed(Field::UnitPrice),
            quantity: parsed(Field::Quantity),
        }
    }

    /// The sum of lines.
    fn total(&self, rows: impl Iterator<Item = usize>) -> i128 {
        rows.filter_map(|row| self.of(row)).map(i128::from).sum()
    }

    fn of(&self, row: usize) -> Option<i64> {
        let value = |parsed: &Option<(&Column, Vec<Option<i64>>)>| {
            parsed
                .as_ref()
                .and_then(|(column, values)| values[column.cells[row] as usize])
        };
        let is_written = self
            .total
            .as_ref()
            .is_some_and(|(column, _)| column.cells[row] != 0);
        if is_written {
            return value(&self.total);
        }
        let (price, quantity) = (value(&self.price)?, value(&self.quantity).unwrap_or(100));
        price.checked_mul(quantity).map(|product| product / 100)
    }
}

/// The days of a date column, one per distinct value.
struct Days<'a> {
    column: &'a Column,
    days: Vec<Option<Date>>,
}

impl<'a> Days<'a> {
    fn new(column: &'a Column) -> Self {
        let order = date::order_of(column);
        let day = |value: &str| {
            let date = date::parse(value, order).filter(|date| date.day.is_some())?;
            date.written_parts()
        };
        Self {
            column,
            days: of_each(column, day),
        }
    }

    fn of(&self, row: usize) -> Option<Date> {
        self.days[self.column.cells[row] as usize]
    }
}

/// What `read` makes of each distinct value of a column.
fn of_each<T: Send>(column: &Column, read: impl Fn(&str) -> T + Sync) -> Vec<T> {
    (0..column.values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|value| read(&column.values[value]))
        .collect()
}

/// Who is found by what: card numbers, telephones with names, names that only one customer bears.
struct Directory<'a> {
    records: &'a Records,
    customer_of: &'a [u32],
    cards: Cards<'a>,
    phones: FxHashMap<&'a str, Vec<RecordId>>,
    names: FxHashMap<Vec<&'a str>, Customer>,
}

/// Customers by card number.
#[derive(Default)]
struct Cards<'a> {
    whole: FxHashMap<Cow<'a, str>, Customer>,
    /// Without the zeros in front.
    bare: FxHashMap<Cow<'a, str>, Customer>,
    /// Of identities on invoices: source and number of the identity.
    own: FxHashMap<(usize, u32), u32>,
}

/// The one customer that something belongs to; `None` where there are several.
type Customer = Option<u32>;

/// Adds an owner of what is in the map already, or not.
fn own<K: std::hash::Hash + Eq>(owners: &mut FxHashMap<K, Customer>, key: K, customer: Customer) {
    owners
        .entry(key)
        .and_modify(|known| *known = known.filter(|known| Some(*known) == customer))
        .or_insert(customer);
}

/// A card number without blanks, dashes and marks, in capitals.
fn card_key(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn without_zeros(key: &str) -> &str {
    key.trim_start_matches('0')
}

fn sorted<'a>(tokens: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut tokens: Vec<&str> = tokens.map(String::as_str).collect();
    tokens.sort_unstable();
    tokens
}

/// The one customer whose records have each value of an attribute.
fn bearers(attribute: &Attribute, customer_of: &[u32]) -> Vec<Customer> {
    let mut bearers: Vec<Option<Customer>> = vec![None; attribute.values.len()];
    for (slots, customer) in attribute
        .slots
        .chunks_exact(attribute.width)
        .zip(customer_of)
    {
        for index in slots.iter().filter_map(|value| value.index()) {
            let known = bearers[index].get_or_insert(Some(*customer));
            *known = known.filter(|known| known == customer);
        }
    }
    bearers.into_iter().map(Option::flatten).collect()
}

impl<'a> Cards<'a> {
    fn new(sources: &'a [Source], records: &Records, customer_of: &[u32]) -> Self {
        let mut cards = Self::default();
        // Where no source has card numbers, invoices name customers by the key of their file.
        let has_cards = |source: &Source| source.columns_of(Field::CardNumber).next().is_some();
        let mut identities = sources.iter().filter(|source| source.holds_identities());
        let key_field = if identities.any(has_cards) {
            Field::CardNumber
        } else {
            Field::RecordKey
        };
        for (origin, customer) in records.origins.iter().zip(customer_of) {
            let place = usize::from(origin.source);
            let source = &sources[place];
            if let Some(identities) = &source.identities {
                let number = identities.of_row[origin.row as usize];
                cards.own.insert((place, number), *customer);
            }
            for column in source.columns_of(key_field) {
                let key = card_key(column.text(origin.row as usize));
                let bare = match &key {
                    Cow::Borrowed(key) => Cow::Borrowed(without_zeros(key)),
                    Cow::Owned(key) => Cow::Owned(without_zeros(key).to_owned()),
                };
                for (cards, key) in [(&mut cards.whole, key), (&mut cards.bare, bare)] {
                    if !key.is_empty() {
                        own(cards, key, Some(*customer));
                    }
                }
            }
        }
        cards
    }
}

/// The records of each telephone number.
fn phones_of(records: &Records) -> FxHashMap<&str, Vec<RecordId>> {
    let mut holders: FxHashMap<&str, Vec<RecordId>> = FxHashMap::default();
    if let Some(attribute) = records.attribute("phone")
        && let Values::Phones(phones) = &attribute.values
    {
        for record in records.ids() {
            let values = attribute.values_of(record).iter();
            for index in values.filter_map(|value| value.index()) {
                let digits = phones[index].digits.as_str();
                holders.entry(digits).or_default().push(record);
            }
        }
    }
    holders
}

/// The one customer of each full name, whatever the order of its words.
fn names_of<'a>(records: &'a Records, customer_of: &[u32]) -> FxHashMap<Vec<&'a str>, Customer> {
    let mut customers = FxHashMap::default();
    if let Some(attribute) = records.attribute("name")
        && let Values::Names(names) = &attribute.values
    {
        let bearers = bearers(attribute, customer_of);
        for (name, customer) in names.iter().zip(bearers) {
            own(&mut customers, sorted(name.tokens.iter()), customer);
        }
    }
    customers
}

impl<'a> Directory<'a> {
    fn new(sources: &'a [Source], records: &'a Records, customer_of: &'a [u32]) -> Self {
        let (cards, (phones, names)) = rayon::join(
            || Cards::new(sources, records, customer_of),
            || rayon::join(|| phones_of(records), || names_of(records, customer_of)),
        );
        Self {
            records,
            customer_of,
            cards,
            phones,
            names,
        }
    }

    /// The one customer with that card number; zeros in front may be lost where that leaves no doubt.
    fn by_card(&self, text: &str) -> Option<u32> {
        let key = card_key(text);
        if key.is_empty() {
            return None;
        }
        let exact = self.cards.whole.get(&key).copied();
        exact.unwrap_or_else(|| self.cards.bare.get(without_zeros(&key)).copied().flatten())
    }

    /// The one customer whose records share the typed telephone and most of the typed name.
    fn by_phone_and_name(&self, digits: &str, typed: &name::Name) -> Option<u32> {
        let holders = self.phones.get(digits)?;
        let attribute = self.records.attribute("name")?;
        let Values::Names(names) = &attribute.values else {
            return None;
        };
        let mut found = None;
        for record in holders {
            let shares = attribute
                .values_of(*record)
                .iter()
                .filter_map(|value| value.index())
                .any(|index| {
                    let known = &names[index].tokens;
                    let common = typed
                        .tokens
                        .iter()
                        .filter(|token| known.contains(token))
                        .count();
                    2 * common >= typed.tokens.len().min(known.len()) && common > 0
                });
            if shares {
                let customer = self.customer_of[record.index()];
                if found.is_some_and(|found| found != customer) {
                    return None;
                }
                found = Some(customer);
            }
        }
        found
    }

    /// The one customer of that name; a name of a single word names nobody.
    fn by_name(&self, typed: &name::Name) -> Option<u32> {
        (typed.tokens.len() >= 2)
            .then(|| {
                self.names
                    .get(&sorted(typed.tokens.iter()))
                    .copied()
                    .flatten()
            })
            .flatten()
    }
}

/// What a line was attributed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Card,
    Identity,
}

/// Finds the buyers of one source's lines.
struct Buyers<'a> {
    place: usize,
    source: &'a Source,
    /// The column of card numbers and the customer of each distinct one.
    card: Option<(&'a Column, Vec<Option<u32>>)>,
    typed: Typed<'a>,
    days: Option<Days<'a>>,
}

impl<'a> Buyers<'a> {
    fn new(
        place: usize,
        source: &'a Source,
        country: Option<Country>,
        directory: &Directory,
    ) -> Self {
        let card = source.columns_of(Field::CardNumber).next();
        Self {
            place,
            source,
            card: card.map(|column| (column, of_each(column, |text| directory.by_card(text)))),
            typed: Typed::new(source, country),
            days: source.columns_of(Field::InvoiceDate).next().map(Days::new),
        }
    }

    /// The day of a line, where it has one.
    fn day(&self, row: usize) -> Option<Date> {
        self.days.as_ref()?.of(row)
    }

    /// By card, else as the record that the row itself is, else by the typed name and telephone.
    fn find(&mut self, directory: &Directory, row: usize) -> Option<(u32, By)> {
        let by_card = self
            .card
            .as_ref()
            .and_then(|(column, customers)| customers[column.cells[row] as usize]);
        if let Some(customer) = by_card {
            return Some((customer, By::Card));
        }
        let own = self
            .source
            .identities
            .as_ref()
            .and_then(|identities| {
                directory
                    .cards
                    .own
                    .get(&(self.place, identities.of_row[row]))
            })
            .copied();
        own.or_else(|| self.typed.find(directory, row))
            .map(|customer| (customer, By::Identity))
    }
}

/// The identity typed on invoice lines, looked up once per distinct combination.
struct Typed<'a> {
    names: Vec<&'a Column>,
    phones: Vec<&'a Column>,
    country: Country,
    known: FxHashMap<Vec<u32>, Option<u32>>,
}

impl<'a> Typed<'a> {
    fn new(source: &'a Source, country: Option<Country>) -> Self {
        let of = |field| {
            source
                .columns
                .iter()
                .filter(move |column| column.field == field)
                .collect::<Vec<_>>()
        };
        let phones = of(Field::Phone);
        let guess = || phone::guess_country(phones.iter().flat_map(|column| column.values.iter()));
        let country = country.unwrap_or_else(guess);
        Self {
            names: of(Field::Name),
            phones,
            country,
            known: FxHashMap::default(),
        }
    }

    fn find(&mut self, directory: &Directory, row: usize) -> Option<u32> {
        let key: Vec<u32> = self
            .names
            .iter()
            .chain(&self.phones)
            .map(|column| column.cells[row])
            .collect();
        if key.iter().all(|cell| *cell == 0) {
            return None;
        }
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let names: Vec<name::Name> = self
            .names
            .iter()
            .filter_map(|column| name::parse(column.text(row)))
            .collect();
        let phones: Vec<phone::Phone> = self
            .phones
            .iter()
            .flat_map(|column| phone::parse(column.text(row), self.country, None))
            .collect();
        let by_phone = names
            .iter()
            .flat_map(|name| phones.iter().map(move |phone| (name, phone)))
            .find_map(|(name, phone)| directory.by_phone_and_name(&phone.digits, name));
        let found = by_phone.or_else(|| {
            if phones.is_empty() {
                names.iter().find_map(|name| directory.by_name(name))
            } else {
                None
            }
        });
        self.known.insert(key, found);
        found
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
    fn a_card_number_that_lost_its_zeros_is_the_same_number() {
        assert_eq!(
            without_zeros(&card_key("0106-000376")),
            card_key("106000376")
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
