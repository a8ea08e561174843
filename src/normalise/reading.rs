//! What the identity columns of one source say: every distinct text is understood once, for all attributes.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::address;
use super::attribute::AddressValue;
use super::city::{self, Place};
use super::date::{self, Date};
use super::gender::{self, Gender};
use super::name::{self, Name};
use super::national_id::{self, IdKind, IdStatus, NationalId, RegionStanding};
use super::numbering::Numbering;
use super::plan::{Part, address_columns, takes_part};
use crate::ingest::{Column, Field, Source};
use crate::text::clean::{tidy, title_case};
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// One source, read.
pub(super) struct Reading {
    /// In the order of the source's columns.
    pub(super) columns: Vec<ColumnReading>,
    /// The distinct addresses of the source's rows.
    pub(super) addresses: Vec<Option<Arc<AddressValue>>>,
    /// The address of each accepted row, counted from 1; 0 for none.
    address_of_row: Vec<u32>,
}

/// What the distinct texts of a column mean, in their order; `None` for what is missing.
pub(super) enum ColumnReading {
    /// The texts take part as they are, or together with those of other columns.
    Raw,
    Names(Vec<Option<Arc<Name>>>),
    Ids(Vec<Option<NationalId>>),
    /// The numbers of an identity column; those that can't be right are doubtful, taken or not.
    CheckedIds {
        ids: Vec<Option<NationalId>>,
        is_doubtful: Vec<bool>,
    },
    Dates(Vec<Option<Date>>),
    Genders(Vec<Option<Gender>>),
    Places(Vec<Option<Place>>),
}

impl Reading {
    /// Reads what the identity rows of a source hold.
    pub(super) fn new(source: &Source) -> Self {
        let rows = source.identity_rows();
        let columns: Vec<ColumnReading> = source
            .columns
            .par_iter()
            .map(|column| {
                if rows.is_empty() || !takes_part(source, column) {
                    return ColumnReading::Raw;
                }
                read_column(column, &rows)
            })
            .collect();
        let (addresses, address_of_row) = read_addresses(source, &columns, &rows);
        Self {
            columns,
            addresses,
            address_of_row,
        }
    }

    /// The number of a row's address, which is the same for equal ones; 0 for none.
    pub(super) fn address_number(&self, row: u32) -> u32 {
        self.address_of_row.get(row as usize).copied().unwrap_or(0)
    }

    /// The number of a part of each address, by the address's number: the same for equal texts, 0 where it has none.
    pub(super) fn part_numbers(&self, part: Part) -> Vec<u32> {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let texts = self
            .addresses
            .iter()
            .map(|address| part.of(&address.as_ref()?.address));
        std::iter::once(None)
            .chain(texts)
            .map(|text| {
                let next = u32::try_from(numbers.len() + 1).expect("fewer than 2^32 addresses");
                text.map_or(0, |text| *numbers.entry(text).or_insert(next))
            })
            .collect()
    }

    /// The address of that number.
    pub(super) fn address(&self, number: u32) -> Option<&Arc<AddressValue>> {
        let index = number.checked_sub(1)?;
        self.addresses[index as usize].as_ref()
    }
}

fn read_column(column: &Column, rows: &[u32]) -> ColumnReading {
    match column.field {
        Field::Name | Field::OtherName => read_names(column, rows, name::parse),
        Field::Organisation => read_names(column, rows, name::organisation),
        Field::NationalId => read_ids(column, rows),
        Field::BirthDate => {
            let order = date::order_of(column);
            let mut dates = each(column, rows, |text| date::parse_birth(text, order));
            date::leave_out_defaults(&mut dates, &column.cells, rows);
            ColumnReading::Dates(dates)
        }
        Field::Gender => {
            let parse = gender::parser_of(column.values.iter().map(AsRef::as_ref));
            ColumnReading::Genders(each(column, rows, parse))
        }
        Field::City => ColumnReading::Places(each(column, rows, city::resolve)),
        // An identity number typed into the wrong column is told by its shape alone.
        Field::Phone => ColumnReading::Ids(each(column, rows, misplaced_id)),
        _ => ColumnReading::Raw,
    }
}

fn read_names(column: &Column, rows: &[u32], parse: fn(&str) -> Option<Name>) -> ColumnReading {
    ColumnReading::Names(each(column, rows, |text| parse(text).map(Arc::new)))
}

/// Reads the texts of a column that the rows hold.
fn each<T: Send + Clone>(
    column: &Column,
    rows: &[u32],
    read: impl Fn(&str) -> Option<T> + Sync,
) -> Vec<Option<T>> {
    let mut is_used = vec![false; column.values.len()];
    for row in rows {
        is_used[column.cells[*row as usize] as usize] = true;
    }
    (0..column.values.len())
        .into_par_iter()
        .with_min_len(64)
        .map(|index| {
            let text = &column.values[index];
            if is_used[index] && !text.is_empty() {
                read(text)
            } else {
                None
            }
        })
        .collect()
}

/// Reads a column of identity numbers.
fn read_ids(column: &Column, rows: &[u32]) -> ColumnReading {
    let is_odd = |reading: &national_id::Reading| {
        let is_checked = matches!(reading.kind, IdKind::Nik | IdKind::Npwp);
        let is_unknown = matches!(
            reading.region,
            Some(RegionStanding::UnknownDistrict | RegionStanding::UnknownRegency)
        );
        is_checked && (reading.status == IdStatus::Invalid || is_unknown)
    };
    let read = |text: &str| {
        let reading = national_id::read(text, None, None);
        let is_doubtful = is_odd(&reading);
        Some((reading.into_number(), is_doubtful))
    };
    let (ids, is_doubtful) = each(column, rows, read)
        .into_iter()
        .map(Option::unwrap_or_default)
        .unzip();
    ColumnReading::CheckedIds { ids, is_doubtful }
}

/// A whole and valid NIK; anything less may be a telephone number after all.
fn misplaced_id(text: &str) -> Option<NationalId> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits != 16 {
        return None;
    }
    national_id::parse(text)
        .filter(|id| id.kind == IdKind::Nik && id.birth.is_some() && id.warning.is_none())
}

fn read_addresses(
    source: &Source,
    readings: &[ColumnReading],
    rows: &[u32],
) -> (Vec<Option<Arc<AddressValue>>>, Vec<u32>) {
    let columns: Vec<&Column> = address_columns(source)
        .into_iter()
        .map(|column| &source.columns[column])
        .collect();
    if columns.is_empty() || rows.is_empty() {
        return (Vec::new(), Vec::new());
    }
    // The city beside it tells what an unlabelled word at the end of an address can be.
    let cities: Vec<usize> = (0..source.columns.len())
        .filter(|at| matches!(readings[*at], ColumnReading::Places(_)))
        .collect();
    let city_of = |row: u32| {
        cities.iter().find_map(|at| match &readings[*at] {
            ColumnReading::Places(places) => {
                places[source.columns[*at].cells[row as usize] as usize].as_ref()
            }
            _ => None,
        })
    };
    let mut numbering = Numbering::new(rows.len());
    let taking_part = columns
        .iter()
        .copied()
        .chain(cities.iter().map(|at| &source.columns[*at]));
    for column in taking_part {
        let cells = rows.iter().map(|row| column.cells[*row as usize]);
        numbering.part_by(cells, column.values.len());
    }
    let mut of_row = vec![0; source.rows.len()];
    for (row, number) in rows.iter().zip(numbering.numbers()) {
        of_row[*row as usize] = number + 1;
    }
    let distinct: Vec<u32> = numbering.firsts().map(|at| rows[at]).collect();
    let addresses = distinct
        .par_iter()
        .map(|row| {
            let texts: Vec<(Field, &str)> = columns
                .iter()
                .map(|column| (column.field, column.text(*row as usize)))
                .collect();
            let written = joined_address(&texts)?;
            let address = address::parse_in(&written, city_of(*row))?;
            Some(Arc::new(AddressValue {
                written: title_case(&written).into(),
                address,
            }))
        })
        .collect();
    (addresses, of_row)
}

/// Whether a part of an address stands for nothing. Any number but 0 is the number of some house.
pub(crate) fn is_nothing_in_address(field: Field, text: &str) -> bool {
    let is_number = || text.trim().parse::<u32>().is_ok_and(|number| number > 0);
    is_placeholder(PlaceholderField::Address, text)
        && !(matches!(field, Field::HouseNumber | Field::Unit) && is_number())
}

/// Puts the cells that make up an address into one line.
fn joined_address(texts: &[(Field, &str)]) -> Option<String> {
    let part = |wanted: Field| {
        texts
            .iter()
            .filter(move |(field, text)| *field == wanted && !is_nothing_in_address(*field, text))
            .map(|(_, text)| tidy(text))
            .collect::<Vec<_>>()
    };
    let (number, street, unit) = (
        part(Field::HouseNumber),
        part(Field::Address),
        part(Field::Unit),
    );
    if number.is_empty() && street.is_empty() {
        return None;
    }
    // The house number stands where its column stands: behind the street in most countries, before it in some.
    let place = |wanted: Field| texts.iter().position(|(field, _)| *field == wanted);
    let (number, street) = (number.join(" "), street.join(", "));
    let is_number_first = place(Field::HouseNumber) < place(Field::Address);
    let parts = if is_number_first {
        [number, street]
    } else {
        [street, number]
    };
    let mut text = parts.join(" ").trim().to_owned();
    for unit in unit {
        text.push_str(", unit ");
        text.push_str(&unit);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_but_nought_is_a_house_number() {
        for number in ["1", "12", "111"] {
            assert!(
                !is_nothing_in_address(Field::HouseNumber, number),
                "{number}"
            );
        }
        for nothing in ["0", "-", "n/a"] {
            assert!(
                is_nothing_in_address(Field::HouseNumber, nothing),
                "{nothing}"
            );
        }
        assert!(is_nothing_in_address(Field::Address, "1"));
    }
}
