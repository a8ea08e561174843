//! Invoices that say who bought: the rows of such a source that stand for an identity record.
//!
//! A source of invoices with a card number points to the file of cards; its typed names help to find the card. One
//! without has nobody else to speak for its buyers, so that each name with a means of contact is a record of its own: under
//! its number where every invoice is one row, else once for all its invoices.

use rustc_hash::FxHashMap;

use super::{Column, Field, Source, SourceKind};
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// The identity records of a source of invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identities {
    /// The first row of each identity, counted from 0 over accepted rows.
    pub rows: Vec<u32>,
    /// For every accepted row the number of its identity, [`Identities::NOBODY`] where it has none.
    pub of_row: Vec<u32>,
    /// Invoices are one row each and have no card numbers: every row stands for itself, under the number of its invoice.
    pub are_numbered: bool,
}

impl Identities {
    /// The number of a row that says nobody's name.
    pub const NOBODY: u32 = u32::MAX;
}

/// Finds the identities of the sources of invoices that have to speak for their buyers.
pub(super) fn settle(sources: &mut [Source]) {
    let speaks = |source: &Source| source.kind != SourceKind::Invoices;
    let anybody_speaks = sources.iter().any(speaks);
    for source in sources.iter_mut().filter(|source| !speaks(source)) {
        let has_cards = source.columns_of(Field::CardNumber).next().is_some();
        if !(has_cards && anybody_speaks) {
            source.identities = find(source);
        }
    }
}

fn find(source: &Source) -> Option<Identities> {
    let with = |wanted: &[Field]| -> Vec<Told<'_>> {
        let columns = source.columns.iter();
        columns
            .filter(|column| wanted.contains(&column.field))
            .map(Told::new)
            .collect()
    };
    let names = with(&[
        Field::Name,
        Field::GivenName,
        Field::FamilyName,
        Field::Organisation,
    ]);
    let contacts = with(&[
        Field::Phone,
        Field::Email,
        Field::Address,
        Field::NationalId,
        Field::BirthDate,
        Field::CardNumber,
    ]);
    if names.is_empty() || contacts.is_empty() {
        return None;
    }
    let columns: Vec<&Column> = source
        .columns
        .iter()
        .filter(|column| column.field.is_identity() || column.field == Field::CardNumber)
        .collect();
    let has_cards = source.columns_of(Field::CardNumber).next().is_some();
    let mut numbers = source.columns_of(Field::InvoiceNumber);
    let are_numbered = !has_cards && numbers.next().is_some_and(tells_rows_apart);
    let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    let mut identities = Identities {
        are_numbered,
        ..Identities::default()
    };
    let mut key = Vec::with_capacity(columns.len());
    for row in 0..source.rows.len() {
        let told = |columns: &[Told<'_>]| columns.iter().any(|column| column.is_told(row));
        if !(told(&names) && told(&contacts)) {
            identities.of_row.push(Identities::NOBODY);
            continue;
        }
        let next = identities.rows.len() as u32;
        let number = if are_numbered {
            next
        } else {
            key.clear();
            key.extend(columns.iter().map(|column| column.cells[row]));
            match known.get(&key) {
                Some(number) => *number,
                None => {
                    known.insert(key.clone(), next);
                    next
                }
            }
        };
        if number == next {
            identities.rows.push(row as u32);
        }
        identities.of_row.push(number);
    }
    (!identities.rows.is_empty()).then_some(identities)
}

/// From this share of rows with a number of their own on, invoices are of one row each: an export holds a row twice now and then.
const OWN_NUMBERS: f64 = 0.98;

/// Whether nearly every row has a value in the column that no other row has.
fn tells_rows_apart(column: &Column) -> bool {
    let mut is_seen = vec![false; column.values.len()];
    for cell in &column.cells {
        is_seen[*cell as usize] = true;
    }
    let values = column.values.iter().zip(is_seen);
    let own = values.filter(|(value, is_seen)| *is_seen && !value.is_empty());
    own.count() as f64 >= OWN_NUMBERS * column.cells.len() as f64
}

/// A column and which of its values say something.
struct Told<'a> {
    column: &'a Column,
    values: Vec<bool>,
}

impl<'a> Told<'a> {
    fn new(column: &'a Column) -> Self {
        let family = match column.field {
            Field::Phone => PlaceholderField::Phone,
            Field::Email => PlaceholderField::Email,
            Field::Address => PlaceholderField::Address,
            Field::NationalId => PlaceholderField::Nik,
            Field::BirthDate => PlaceholderField::BirthDate,
            Field::CardNumber => PlaceholderField::Other,
            _ => PlaceholderField::Name,
        };
        let values = column.values.iter();
        Self {
            column,
            values: values.map(|value| !is_placeholder(family, value)).collect(),
        }
    }

    fn is_told(&self, row: usize) -> bool {
        self.values[self.column.cells[row] as usize]
    }
}
