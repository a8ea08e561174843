//! Who bought what a line lists.

use rustc_hash::FxHashMap;

use super::cells::{Days, of_each};
use super::day::Day;
use super::directory::Directory;
use super::line::By;
use crate::ingest::{Column, Field, Source};
use crate::normalise::phone::{self, Country};
use crate::normalise::{country_of_phones, name};
use crate::record::RecordId;

/// Finds the buyers of one source's lines.
pub(super) struct Buyers<'a> {
    place: usize,
    source: &'a Source,
    /// The column of card numbers and the record of each distinct one.
    card: Option<(&'a Column, Vec<Option<RecordId>>)>,
    typed: Typed<'a>,
    days: Option<Days<'a>>,
}

impl<'a> Buyers<'a> {
    pub(super) fn new(
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
    pub(super) fn day(&self, row: usize) -> Option<Day> {
        self.days.as_ref()?.of(row)
    }

    /// By card, else as the record that the row itself is, else by the typed name and telephone.
    pub(super) fn find(&mut self, directory: &Directory, row: usize) -> Option<(RecordId, By)> {
        let by_card = self
            .card
            .as_ref()
            .and_then(|(column, records)| records[column.cells[row] as usize]);
        if let Some(record) = by_card {
            return Some((record, By::Card));
        }
        let identities = self.source.identities.as_ref();
        let own = identities
            .and_then(|identities| directory.by_identity(self.place, identities.of_row[row]));
        own.or_else(|| self.typed.find(directory, row))
            .map(|record| (record, By::Identity))
    }
}

/// The identity typed on invoice lines, looked up once per distinct combination.
struct Typed<'a> {
    names: Vec<&'a Column>,
    phones: Vec<&'a Column>,
    country: Country,
    known: FxHashMap<Vec<u32>, Option<RecordId>>,
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
        let guess = || country_of_phones(source, phones.iter().copied());
        let country = country.unwrap_or_else(guess);
        Self {
            names: of(Field::Name),
            phones,
            country,
            known: FxHashMap::default(),
        }
    }

    fn find(&mut self, directory: &Directory, row: usize) -> Option<RecordId> {
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
