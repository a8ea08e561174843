//! What a source says of the handing out of each card: where, when, for which receipt.

use std::hash::Hash;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::ingest::{Column, Field, Source, SourceKind};
use crate::normalise::Records;
use crate::normalise::date;
use crate::record::{RecordId, ValueId};
use crate::text::clean::fold;

/// Card numbers so near to each other were handed out one after the other.
const NEXT: u64 = 3;

/// A number on more cards than this stands for no receipt.
const MOST_ON_INVOICE: u32 = 40;

/// Cards for one receipt can be dated a day apart.
const RECEIPT_DAYS: i32 = 1;

/// The handing out of one card, as far as the source tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Whether the source names people without cards, such as the customers of a web shop.
    pub is_account: bool,
    /// The shop.
    pub shop: ValueId,
    /// The receipt that the card was given for.
    pub invoice: ValueId,
    /// The series of the card number: source and letters.
    pub series: ValueId,
    /// The figures of the card number within its series.
    pub number: u64,
    /// Days since the year 0, where the day is known.
    pub day: Option<i32>,
}

/// How two cards were handed out, weakest evidence for one buyer first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Occasion {
    /// Nothing to compare.
    Unknown,
    /// Two accounts that people opened for themselves.
    TwoAccounts,
    /// A card, and an account that somebody opened for herself.
    OneAccount,
    /// Two shops.
    OtherShop,
    /// One shop, other days.
    SameShop,
    /// One shop, one day.
    SameDay,
    /// One day, and numbers that follow each other.
    InTurn,
    /// For one receipt.
    SameInvoice,
}

impl Occasion {
    /// The levels without the unknown.
    pub const COUNT: usize = 7;

    /// In words, for a reason.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::TwoAccounts => "two accounts",
            Self::OneAccount => "an account of her own",
            Self::OtherShop => "another shop",
            Self::SameShop => "same shop",
            Self::SameDay => "same shop and day",
            Self::InTurn => "numbers given out in turn",
            Self::SameInvoice => "same receipt",
        }
    }
}

impl Trace {
    /// Compares how two cards were handed out.
    pub fn occasion(&self, other: &Self) -> Occasion {
        match (self.is_account, other.is_account) {
            (true, true) => return Occasion::TwoAccounts,
            (false, false) => {}
            _ => return Occasion::OneAccount,
        }
        let same = |one: ValueId, other: ValueId| {
            (!one.is_missing() && !other.is_missing()).then_some(one == other)
        };
        let shop = same(self.shop, other.shop);
        let apart = self
            .day
            .zip(other.day)
            .map(|(one, other)| (one - other).abs());
        let is_one_day = apart.map(|days| days == 0);
        // Another shop may use the same numbers for its receipts.
        if same(self.invoice, other.invoice) == Some(true)
            && shop != Some(false)
            && apart.is_none_or(|days| days <= RECEIPT_DAYS)
        {
            return Occasion::SameInvoice;
        }
        let is_next = same(self.series, other.series) == Some(true)
            && self.number.abs_diff(other.number) <= NEXT;
        match (shop, is_one_day) {
            (Some(false), _) => Occasion::OtherShop,
            (_, Some(true)) if is_next => Occasion::InTurn,
            (Some(true), Some(true)) => Occasion::SameDay,
            (Some(true), _) => Occasion::SameShop,
            (None, _) => Occasion::Unknown,
        }
    }
}

/// The traces of all records.
#[derive(Debug, Default)]
pub struct Traces {
    of_record: Vec<Trace>,
}

impl Traces {
    /// Reads the traces out of the columns of the sources.
    pub fn read(sources: &[Source], records: &Records) -> Self {
        let mut has_records = vec![false; sources.len()];
        for origin in &records.origins {
            has_records[usize::from(origin.source)] = true;
        }
        // Invoices beside the cards make no records: what they say of shops and receipts is not asked.
        let read: Vec<Option<&Source>> = sources
            .iter()
            .zip(has_records)
            .map(|(source, has_records)| has_records.then_some(source))
            .collect();
        let ((shops, invoices), (cards, days)) = rayon::join(
            || {
                rayon::join(
                    || texts(&read, Field::Shop),
                    || texts(&read, Field::InvoiceNumber),
                )
            },
            || rayon::join(|| cards(&read), || each(&read, Read::days)),
        );
        let columns: Vec<Columns> = sources
            .iter()
            .zip(shops.into_iter().zip(invoices))
            .zip(cards.into_iter().zip(days))
            .map(|((source, (shop, invoice)), (card, day))| Columns {
                is_account: source.kind == SourceKind::People,
                shop,
                invoice,
                card,
                day,
            })
            .collect();
        let mut of_record: Vec<Trace> = records
            .origins
            .par_iter()
            .with_min_len(1024)
            .map(|origin| columns[usize::from(origin.source)].trace(origin.row as usize))
            .collect();
        let invoices = of_record.iter().map(|trace| trace.invoice.0 as usize + 1);
        let mut cards = vec![0u32; invoices.max().unwrap_or(1)];
        for trace in &of_record {
            cards[trace.invoice.0 as usize] += 1;
        }
        for trace in &mut of_record {
            if cards[trace.invoice.0 as usize] > MOST_ON_INVOICE {
                trace.invoice = ValueId::MISSING;
            }
        }
        Self { of_record }
    }

    /// The trace of a record.
    pub fn of(&self, record: RecordId) -> &Trace {
        &self.of_record[record.index()]
    }

    /// Whether at least half of the cards have a receipt, or a day and a number.
    pub fn tell_occasions(&self) -> bool {
        let cards = || self.of_record.iter().filter(|trace| !trace.is_account);
        let told = cards().filter(|trace| {
            !trace.invoice.is_missing() || !trace.series.is_missing() && trace.day.is_some()
        });
        2 * told.count() >= cards().count()
    }
}

/// Gives equal keys equal numbers.
struct Numbers<K>(FxHashMap<K, ValueId>);

impl<K: Hash + Eq> Numbers<K> {
    fn for_some(keys: usize) -> Self {
        Self(FxHashMap::with_capacity_and_hasher(keys, FxBuildHasher))
    }

    fn of(&mut self, key: K) -> ValueId {
        let next = ValueId::from_index(self.0.len());
        *self.0.entry(key).or_insert(next)
    }
}

/// A column whose distinct values were read.
struct Read<'a, T> {
    column: &'a Column,
    values: Vec<Option<T>>,
}

impl<'a, T: Send> Read<'a, T> {
    fn new(column: &'a Column, value: impl Fn(&str) -> Option<T> + Sync) -> Self {
        let values = (0..column.values.len())
            .into_par_iter()
            .with_min_len(1024)
            .map(|number| value(&column.values[number]))
            .collect();
        Self { column, values }
    }

    /// What was read, as something else.
    fn map<U>(self, mut to: impl FnMut(T) -> U) -> Read<'a, U> {
        let values = self.values.into_iter();
        Read {
            column: self.column,
            values: values.map(|value| value.map(&mut to)).collect(),
        }
    }
}

/// What one field of each source says; nothing of sources that are not read.
type OfEach<'a, T> = Vec<Option<Read<'a, T>>>;

fn each<'a, T: Send>(
    sources: &[Option<&'a Source>],
    read: impl Fn(&'a Source) -> Option<Read<'a, T>> + Sync,
) -> OfEach<'a, T> {
    sources
        .par_iter()
        .map(|source| source.and_then(&read))
        .collect()
}

/// Numbers for the texts of one field, equal ones for equal texts.
fn texts<'a>(sources: &[Option<&'a Source>], field: Field) -> OfEach<'a, ValueId> {
    let folded = each(sources, |source| {
        let column = source.columns_of(field).next()?;
        Some(Read::new(column, |text| {
            let folded = fold(text);
            (!folded.is_empty()).then_some(folded)
        }))
    });
    let most = folded.iter().flatten().map(|read| read.values.len()).sum();
    let mut numbers = Numbers::for_some(most);
    folded
        .into_iter()
        .map(|read| read.map(|read| read.map(|text| numbers.of(text))))
        .collect()
}

/// The series and numbers of the cards.
fn cards<'a>(sources: &[Option<&'a Source>]) -> OfEach<'a, (ValueId, u64)> {
    let cut = each(sources, |source| {
        let column = source.columns_of(Field::CardNumber).next()?;
        Some(Read::new(column, cut))
    });
    let mut series = Numbers::for_some(sources.len());
    cut.into_iter()
        .enumerate()
        .map(|(place, read)| {
            read.map(|read| read.map(|(letters, number)| (series.of((place, letters)), number)))
        })
        .collect()
}

impl<T: Copy> Read<'_, T> {
    fn get(&self, row: usize) -> Option<T> {
        self.values[self.column.cells[row] as usize]
    }
}

impl<'a> Read<'a, i32> {
    /// The days on which the cards of a source were handed out.
    fn days(source: &'a Source) -> Option<Self> {
        let fields = match source.kind {
            SourceKind::Invoices => [Field::InvoiceDate, Field::IssueDate],
            _ => [Field::IssueDate, Field::InvoiceDate],
        };
        let column = fields
            .into_iter()
            .find_map(|field| source.columns_of(field).next())?;
        let order = date::order_of(column);
        let day = |text: &str| {
            let date = date::parse(text, order)?;
            let (year, month, day) = (date.year?, date.month?, date.day?);
            let date = jiff::civil::Date::new(year, month as i8, day as i8).ok()?;
            Some((date - jiff::civil::Date::ZERO).get_days())
        };
        Some(Self::new(column, day))
    }
}

/// The columns of one source.
struct Columns<'a> {
    is_account: bool,
    shop: Option<Read<'a, ValueId>>,
    invoice: Option<Read<'a, ValueId>>,
    card: Option<Read<'a, (ValueId, u64)>>,
    day: Option<Read<'a, i32>>,
}

impl Columns<'_> {
    fn trace(&self, row: usize) -> Trace {
        let value = |column: &Option<Read<ValueId>>| {
            let value = column.as_ref().and_then(|column| column.get(row));
            value.unwrap_or(ValueId::MISSING)
        };
        let card = self.card.as_ref().and_then(|card| card.get(row));
        let (series, number) = card.unwrap_or((ValueId::MISSING, 0));
        Trace {
            is_account: self.is_account,
            shop: value(&self.shop),
            invoice: value(&self.invoice),
            series,
            number,
            day: self.day.as_ref().and_then(|day| day.get(row)),
        }
    }
}

/// A card number as its letters and its figures; the check digit of an EAN is left out, so that numbers count on.
fn cut(text: &str) -> Option<(String, u64)> {
    let letters = text
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let mut figures: String = text.chars().filter(char::is_ascii_digit).collect();
    if figures.len() == 13 && is_ean(&figures) {
        figures.pop();
    }
    Some((letters, figures.parse().ok()?))
}

/// Whether the last of thirteen figures is the check digit of the others.
fn is_ean(figures: &str) -> bool {
    let sum: u32 = figures
        .bytes()
        .zip([1, 3].into_iter().cycle())
        .map(|(figure, times)| u32::from(figure - b'0') * times)
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(number: u64) -> Trace {
        Trace {
            is_account: false,
            shop: ValueId(1),
            invoice: ValueId::MISSING,
            series: ValueId(1),
            number,
            day: Some(100),
        }
    }

    #[test]
    fn cards_for_one_receipt_are_the_strongest_occasion() {
        let receipt = |number| Trace {
            invoice: ValueId(7),
            ..card(number)
        };
        assert_eq!(receipt(1).occasion(&receipt(900)), Occasion::SameInvoice);
        let elsewhere = Trace {
            shop: ValueId(2),
            ..receipt(2)
        };
        assert_eq!(receipt(1).occasion(&elsewhere), Occasion::OtherShop);
        let years_later = Trace {
            day: Some(900),
            ..receipt(2)
        };
        assert_eq!(receipt(1).occasion(&years_later), Occasion::SameShop);
    }

    #[test]
    fn numbers_follow_each_other_only_on_one_day() {
        assert_eq!(card(5).occasion(&card(7)), Occasion::InTurn);
        assert_eq!(card(5).occasion(&card(50)), Occasion::SameDay);
        let later = Trace {
            day: Some(140),
            ..card(6)
        };
        assert_eq!(card(5).occasion(&later), Occasion::SameShop);
        let tomorrow = Trace {
            day: Some(101),
            ..card(6)
        };
        assert_eq!(card(5).occasion(&tomorrow), Occasion::SameShop);
        let unknown = Trace {
            shop: ValueId::MISSING,
            day: None,
            ..card(6)
        };
        assert_eq!(card(5).occasion(&unknown), Occasion::Unknown);
    }

    #[test]
    fn accounts_are_told_from_cards() {
        let account = Trace {
            is_account: true,
            ..card(0)
        };
        assert_eq!(account.occasion(&account), Occasion::TwoAccounts);
        assert_eq!(account.occasion(&card(1)), Occasion::OneAccount);
        assert_eq!(card(1).occasion(&account), Occasion::OneAccount);
    }

    #[test]
    fn card_numbers_are_cut_into_series_and_number() {
        assert_eq!(cut("SBY-2003-0123"), Some(("SBY".to_owned(), 20_030_123)));
        assert_eq!(cut("0107000571"), Some((String::new(), 107_000_571)));
        // 8 991234 56789 + check digit: the next card has another check digit, and the next number.
        let (_, one) = cut("8991234567891").expect("an EAN");
        let (_, next) = cut("8991234567907").expect("an EAN");
        assert_eq!((one, next), (899_123_456_789, 899_123_456_790));
        assert_eq!(cut("VIP"), None);
    }
}
