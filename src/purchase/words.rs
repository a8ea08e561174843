//! What a line says in words: where, what and how was bought, in numbers that all sources share.

use rustc_hash::FxHashMap;

use super::header_row::RowId;
use crate::ingest::{Column, Field, Source};
use crate::text::clean::tidy;
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// What lines say in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The shop or branch.
    Shop,
    /// The group of goods.
    Category,
    /// The product: its name, else its code.
    Product,
    /// How it was paid.
    Payment,
    /// Who typed the receipt.
    Cashier,
}

impl Topic {
    /// All, in the order of the columns.
    pub const ALL: [Self; 5] = [
        Self::Shop,
        Self::Category,
        Self::Product,
        Self::Payment,
        Self::Cashier,
    ];

    /// The word in the names of columns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Category => "category",
            Self::Product => "product",
            Self::Payment => "payment",
            Self::Cashier => "cashier",
        }
    }

    /// The fields that tell it, best first.
    fn fields(self) -> &'static [Field] {
        match self {
            Self::Shop => &[Field::Shop],
            Self::Category => &[Field::ItemCategory],
            Self::Product => &[Field::ItemName, Field::ItemCode],
            Self::Payment => &[Field::Payment],
            Self::Cashier => &[Field::Cashier],
        }
    }
}

/// A text by its number; numbers follow the order of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word(u32);

/// The distinct texts of one topic over all sources, in order.
#[derive(Clone, Debug, Default)]
pub struct Words {
    texts: Vec<String>,
}

impl Words {
    /// The text of a word.
    pub fn text(&self, word: Word) -> &str {
        &self.texts[word.0 as usize]
    }
}

/// Texts that differ in capitals and blanks alone are one.
fn key(text: &str) -> String {
    tidy(text).to_uppercase()
}

/// One column and the word of each of its distinct values.
struct Told<'a> {
    column: &'a Column,
    words: Vec<Option<Word>>,
}

/// What the lines of all invoice sources say about one topic.
pub(super) struct Speech<'a> {
    /// The columns of each source, best first, by the place of the source.
    by_source: FxHashMap<usize, Vec<Told<'a>>>,
}

impl<'a> Speech<'a> {
    /// Numbers the texts of a topic; of several ways to write one the first in order stands for all.
    pub(super) fn new(topic: Topic, invoices: &[(usize, &'a Source)]) -> (Self, Words) {
        let columns: Vec<(usize, &'a Column)> = invoices
            .iter()
            .flat_map(|(place, source)| {
                let fields = topic.fields().iter();
                fields
                    .flat_map(|field| source.columns_of(*field))
                    .map(|column| (*place, column))
            })
            .collect();
        let mut written: FxHashMap<String, String> = FxHashMap::default();
        for (_, column) in &columns {
            for value in column.values.iter() {
                if is_placeholder(PlaceholderField::Other, value) {
                    continue;
                }
                let text = tidy(value);
                let known = written
                    .entry(key(value))
                    .or_insert_with(|| text.clone().into_owned());
                if *text < **known {
                    *known = text.into_owned();
                }
            }
        }
        let mut keyed: Vec<(String, String)> = written.into_iter().collect();
        keyed.sort_unstable();
        let numbers: FxHashMap<&str, Word> = (0..)
            .zip(&keyed)
            .map(|(number, (key, _))| (key.as_str(), Word(number)))
            .collect();
        let mut by_source: FxHashMap<usize, Vec<Told>> = FxHashMap::default();
        for (place, column) in columns {
            let word = |value: &str| numbers.get(key(value).as_str()).copied();
            let words = column.values.iter().map(word).collect();
            let told = by_source.entry(place).or_default();
            told.push(Told { column, words });
        }
        drop(numbers);
        let texts = keyed.into_iter().map(|(_, text)| text).collect();
        (Self { by_source }, Words { texts })
    }

    /// Whether no source says anything about the topic.
    pub(super) fn is_empty(&self) -> bool {
        self.by_source.is_empty()
    }

    /// The word of a row.
    pub(super) fn of(&self, (place, row): RowId) -> Option<Word> {
        let told = self.by_source.get(&place)?;
        told.iter()
            .find_map(|told| told.words[told.column.cells[row] as usize])
    }
}

/// A word for tests.
#[cfg(test)]
pub(super) fn word(number: u32) -> Word {
    Word(number)
}
