//! Who bought what a line lists.

use rayon::prelude::*;
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
        let mut buyers = Self {
            place,
            source,
            card: card.map(|column| (column, of_each(column, |text| directory.by_card(text)))),
            typed: Typed::new(source, country),
            days: source.columns_of(Field::InvoiceDate).next().map(Days::new),
        };
        let rows = 0..source.rows.len();
        let is_typed = |row: &usize| buyers.shown(directory, *row).is_none();
        let typed: Vec<usize> = rows.into_par_iter().filter(is_typed).collect();
        buyers.typed.look_up(directory, &typed);
        buyers
    }

    /// The day of a line, where it has one.
    pub(super) fn day(&self, row: usize) -> Option<Day> {
        self.days.as_ref()?.of(row)
    }

    /// By card, else as the record that the row itself is.
    fn shown(&self, directory: &Directory, row: usize) -> Option<(RecordId, By)> {
        let by_card = self
            .card
            .as_ref()
            .and_then(|(column, records)| records[column.cells[row] as usize]);
        if let Some(record) = by_card {
            return Some((record, By::Card));
        }
        let identities = self.source.identities.as_ref()?;
        let own = directory.by_identity(self.place, identities.of_row[row])?;
        Some((own, By::Identity))
    }

    /// By card, else as the record that the row itself is, else by the typed name and telephone.
    pub(super) fn find(&self, directory: &Directory, row: usize) -> Option<(RecordId, By)> {
        let typed = || Some((self.typed.found(row)?, By::Identity));
        self.shown(directory, row).or_else(typed)
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

    /// What is typed in a row; none where nothing is.
    fn key(&self, row: usize) -> Option<Vec<u32>> {
        let columns = || self.names.iter().chain(&self.phones);
        let is_typed = columns().any(|column| column.cells[row] != 0);
        is_typed.then(|| columns().map(|column| column.cells[row]).collect())
    }

    /// Finds the buyers of some rows.
    fn look_up(&mut self, directory: &Directory, rows: &[usize]) {
        let mut firsts: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
        for row in rows {
            if let Some(key) = self.key(*row) {
                firsts.entry(key).or_insert(*row);
            }
        }
        let firsts: Vec<(Vec<u32>, usize)> = firsts.into_iter().collect();
        let found = firsts
            .into_par_iter()
            .map(|(key, row)| (key, self.search(directory, row)));
        self.known = found.collect();
    }

    /// Whom [`Typed::look_up`] found for a row.
    fn found(&self, row: usize) -> Option<RecordId> {
        self.known.get(&self.key(row)?).copied().flatten()
    }

    /// Who is typed in a row.
    fn search(&self, directory: &Directory, row: usize) -> Option<RecordId> {
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
        by_phone.or_else(|| {
            if phones.is_empty() {
                names.iter().find_map(|name| directory.by_name(name))
            } else {
                None
            }
        })
    }
}
