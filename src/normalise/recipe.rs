//! Recipes: how the cells of one row become the values of one attribute.

use std::sync::Arc;

use compact_str::CompactString;

use super::attribute::{AddressValue, IdValue, TextValue};
use super::city::{self, Place};
use super::date::{self, Date};
use super::gender::Gender;
use super::home::country_of_phones;
use super::name::{self, Name};
use super::national_id::{IdKind, NationalId};
use super::phone::{self, Country, Phone};
use super::place_case::place_case;
use super::plan::{Part, Recipe};
use super::reading::ColumnReading;
use super::settings::Settings;
use super::{email, postcode};
use crate::ingest::{Column, Field, Source};
use crate::text::clean::{fold, tidy, title_case};
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// A value as a recipe makes it, before equal ones become one.
pub(super) enum Made {
    Name(Arc<Name>),
    Date(Date),
    Address(Arc<AddressValue>),
    Phone(Phone),
    Id(IdValue),
    Text(TextValue),
}

/// What makes two values of an attribute one.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Identity<'a> {
    Name {
        core: &'a str,
        given: u8,
        family: u8,
        tokens: &'a [String],
        suffix: Option<&'a str>,
    },
    Date(Option<Date>),
    Id {
        scheme: &'a str,
        digits: &'a str,
    },
    Text(&'a str),
}

impl Made {
    /// Equal identities become one value.
    pub(super) fn identity(&self) -> Identity<'_> {
        match self {
            Self::Name(name) => Identity::Name {
                core: &name.core,
                given: name.given,
                family: name.family,
                tokens: &name.tokens,
                suffix: name.suffix.as_deref(),
            },
            Self::Date(date) => Identity::Date(date.written_parts()),
            Self::Address(value) => Identity::Text(&value.written),
            Self::Phone(phone) => Identity::Text(&phone.digits),
            Self::Id(id) => Identity::Id {
                scheme: &id.scheme,
                digits: &id.digits,
            },
            Self::Text(text) => Identity::Text(&text.canonical),
        }
    }
}

/// One cell of a row, with what its column's reading made of it.
pub(super) struct Cell<'a> {
    pub(super) column: &'a Column,
    pub(super) reading: &'a ColumnReading,
    /// The number of the text among the column's values.
    pub(super) id: u32,
}

impl<'a> Cell<'a> {
    fn text(&self) -> &'a str {
        &self.column.values[self.id as usize]
    }

    fn name(&self) -> Option<&'a Arc<Name>> {
        match self.reading {
            ColumnReading::Names(names) => names[self.id as usize].as_ref(),
            _ => None,
        }
    }

    fn national_id(&self) -> Option<&'a NationalId> {
        match self.reading {
            ColumnReading::Ids(ids) | ColumnReading::CheckedIds { ids, .. } => {
                ids[self.id as usize].as_ref()
            }
            _ => None,
        }
    }

    fn date(&self) -> Option<Date> {
        match self.reading {
            ColumnReading::Dates(dates) => dates[self.id as usize],
            _ => None,
        }
    }

    fn gender(&self) -> Option<Gender> {
        match self.reading {
            ColumnReading::Genders(genders) => genders[self.id as usize],
            _ => None,
        }
    }

    fn place(&self) -> Option<&'a Place> {
        match self.reading {
            ColumnReading::Places(places) => places[self.id as usize].as_ref(),
            _ => None,
        }
    }
}

/// What makes the values of one attribute of one row.
pub(super) struct Row<'a> {
    pub(super) cells: Vec<Cell<'a>>,
    pub(super) address: Option<&'a Arc<AddressValue>>,
    /// The country whose telephone numbers the source holds.
    pub(super) country: Country,
    /// Whether the source names Indonesian places, as far as names in parts ask for it.
    pub(super) is_indonesian: Option<bool>,
    /// The year in which the ages of the source were asked, if its name tells.
    pub(super) year: Option<i16>,
}

impl<'a> Row<'a> {
    fn columns_of(&self, field: Field) -> usize {
        let cells = self.cells.iter();
        cells.filter(|cell| cell.column.field == field).count()
    }

    /// The part of the row's address, where it names one.
    fn in_address(&self, part: Part) -> Option<&'a str> {
        part.of(&self.address?.address)
    }

    fn of(&self, field: Field) -> impl Iterator<Item = &Cell<'a>> {
        self.cells
            .iter()
            .filter(move |cell| cell.column.field == field && cell.id != 0)
    }
}

/// The country whose telephone numbers these columns of a source hold: as set, else as most numbers show.
pub(super) fn country_of(source: &Source, columns: &[usize], settings: &Settings) -> Country {
    if let Some(country) = settings.country {
        return country;
    }
    let columns = columns.iter().map(|column| &source.columns[*column]);
    country_of_phones(
        source,
        columns.filter(|column| column.field == Field::Phone),
    )
}

/// Adds the values of one row, made out of its cells, surest first.
pub(super) fn make(recipe: Recipe, row: &Row, into: &mut Vec<Made>) {
    match recipe {
        Recipe::Name => into.extend(make_names(row)),
        Recipe::Gender => into.extend(make_gender(row)),
        Recipe::BirthDate => into.extend(make_birth_dates(row)),
        Recipe::Phone => {
            let city = row.of(Field::City).find_map(|cell| cell.place()?.code);
            let in_address = row.in_address(Part::Telephone);
            let texts = row.of(Field::Phone).map(Cell::text).chain(in_address);
            into.extend(
                texts
                    .flat_map(|text| phone::parse(text, row.country, city))
                    .map(Made::Phone),
            );
        }
        Recipe::Email => into.extend(
            row.of(Field::Email)
                .filter_map(|cell| email::parse(cell.text()))
                .map(|email| text_value(&email.address, &email.key)),
        ),
        Recipe::NationalId => into.extend(
            row.cells
                .iter()
                .filter_map(|cell| Some((cell, cell.national_id()?)))
                .filter(|(_, id)| !is_of_somebody_else(row, id))
                .map(|(cell, id)| {
                    let scheme = match id.kind {
                        IdKind::Nik => CompactString::const_new("nik"),
                        IdKind::Npwp => CompactString::const_new("npwp"),
                        // A source's only number is compared with any other source's only number.
                        _ if row.columns_of(Field::NationalId) == 1 => {
                            CompactString::const_new("number")
                        }
                        _ => fold(&cell.column.header).into(),
                    };
                    Made::Id(IdValue {
                        digits: id.digits.as_str().into(),
                        scheme,
                    })
                }),
        ),
        Recipe::Address => into.extend(row.address.cloned().map(Made::Address)),
        Recipe::Place { from_address } => into.extend(make_places(row, from_address)),
        Recipe::PostalCode => into.extend(make_postal_codes(row)),
        Recipe::Generic { .. } => into.extend(
            row.cells
                .iter()
                .filter(|cell| !is_placeholder(PlaceholderField::Other, cell.text()))
                .map(|cell| match cell.column.field {
                    Field::Website => (tidy(cell.text()), fold(site_of(cell.text()))),
                    _ => (tidy(cell.text()), fold(cell.text())),
                })
                .filter(|(_, canonical)| !canonical.is_empty())
                .map(|(written, canonical)| text_value(&written, &canonical)),
        ),
    }
}

/// The birth dates of one row: whole ones, else the parts of one, else the year that an age leaves.
fn make_birth_dates(row: &Row) -> Vec<Made> {
    let whole: Vec<Made> = row
        .cells
        .iter()
        .filter_map(Cell::date)
        .map(Made::Date)
        .collect();
    if !whole.is_empty() {
        return whole;
    }
    let of = |field: Field| row.of(field).next().map_or("", Cell::text);
    let parts = date::birth_of_parts(
        of(Field::BirthYear),
        of(Field::BirthMonth),
        of(Field::BirthDay),
    );
    let by_age = || {
        let age = row.of(Field::Age).next()?.text();
        let asked = row
            .cells
            .iter()
            .filter(|cell| !cell.column.field.is_identity())
            .find_map(|cell| date::parse(cell.text(), date::DateOrder::DayMonth)?.year);
        date::birth_of_age(age, asked.or(row.year)?)
    };
    parts.or_else(by_age).map(Made::Date).into_iter().collect()
}

/// Tells whether the birth date and the gender in an identity number are those of another person than the row's.
///
/// One part of a date may be mistyped on either side; two that differ, or one and the gender, are no slip of the pen.
fn is_of_somebody_else(row: &Row, id: &NationalId) -> bool {
    let Some(inside) = id.birth.filter(|_| id.kind == IdKind::Nik) else {
        return false;
    };
    let Some(born) = row.cells.iter().find_map(Cell::date) else {
        return false;
    };
    if born.suspect || !born.is_full() {
        return false;
    }
    let differing = [
        born.day != inside.day,
        born.month != Some(inside.month),
        born.year.map(|year| year.rem_euclid(100)) != Some(i16::from(inside.year_of_century)),
    ]
    .into_iter()
    .filter(|differs| *differs)
    .count();
    let told = row.of(Field::Gender).find_map(Cell::gender);
    let is_other_gender = match (told, id.gender) {
        (Some(told), Some(is_female)) => told != Gender::of_id(is_female),
        _ => false,
    };
    differing + usize::from(is_other_gender) >= 2 && differing > 0
}

fn text_value(written: &str, canonical: &str) -> Made {
    Made::Text(TextValue {
        written: written.into(),
        canonical: canonical.into(),
    })
}

/// The address of a website without what all of them have.
fn site_of(text: &str) -> &str {
    let text = text.trim();
    let site = match text.split_once("://") {
        Some((scheme, site)) if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => site,
        _ => text,
    };
    let site = match site.get(..4) {
        Some(front) if front.eq_ignore_ascii_case("www.") => &site[4..],
        _ => site,
    };
    site.trim_end_matches('/')
}

fn make_postal_codes(row: &Row) -> Vec<Made> {
    let own: Vec<String> = row
        .of(Field::PostalCode)
        .filter_map(|cell| postcode::parse(cell.text()))
        .collect();
    let codes = if own.is_empty() {
        let in_address = || row.in_address(Part::PostalCode).map(str::to_owned);
        let beside_city = || {
            row.of(Field::City)
                .find_map(|cell| postcode::parse(city::parted(cell.text()).1?))
        };
        in_address().or_else(beside_city).into_iter().collect()
    } else {
        own
    };
    codes
        .iter()
        .map(|code| text_value(&code.to_uppercase(), code))
        .collect()
}

/// The gender of one row: as its column says, else its title, else its identity number.
fn make_gender(row: &Row) -> Option<Made> {
    let told = || row.of(Field::Gender).find_map(Cell::gender);
    let titled = || {
        let title = row.of(Field::Title);
        let mut titles = title.filter_map(|cell| name::gender_of_title(cell.text()));
        let in_name = || row.of(Field::Name).find_map(|cell| cell.name()?.gender);
        titles.next().or_else(in_name)
    };
    let numbered = || {
        row.of(Field::NationalId)
            .find_map(|cell| cell.national_id()?.gender)
            .map(|is_female| {
                if is_female {
                    Gender::Female
                } else {
                    Gender::Male
                }
            })
    };
    let word = match told().or_else(titled).or_else(numbered)? {
        Gender::Female => "female",
        Gender::Male => "male",
    };
    Some(text_value(word, word))
}

/// The names of one row: the parts put together, the full name, organisations; what says the same is kept once.
fn make_names(row: &Row) -> Vec<Made> {
    let of = |field: Field| row.of(field).next().map_or("", Cell::text);
    let mut names: Vec<Arc<Name>> = Vec::new();
    let (given, family) = (of(Field::GivenName), of(Field::FamilyName));
    if !given.is_empty() || !family.is_empty() {
        let family = if is_one_name(given, family, row.is_indonesian) {
            ""
        } else {
            family
        };
        let name = name::from_parts(given, of(Field::MiddleName), family, of(Field::NameSuffix));
        names.extend(name.map(Arc::new));
    } else if !of(Field::MiddleName).is_empty() {
        let name = name::from_parts("", of(Field::MiddleName), "", of(Field::NameSuffix));
        names.extend(name.map(Arc::new));
    }
    let (others, own): (Vec<&Cell>, Vec<&Cell>) =
        (row.cells.iter()).partition(|cell| cell.column.field == Field::OtherName);
    for name in own.into_iter().filter_map(Cell::name) {
        absorb(&mut names, Arc::clone(name));
    }
    if names.is_empty() {
        names.extend(others.into_iter().filter_map(Cell::name).cloned());
    }
    names.into_iter().map(Made::Name).collect()
}

/// Whether given and family name are one name in both fields: a whole name, or the only one that an Indonesian has.
///
/// Elsewhere a word in both is both: Werner Werner, Thomas Thomas. Where the source names no places, the word tells.
fn is_one_name(given: &str, family: &str, is_indonesian: Option<bool>) -> bool {
    let word = fold(given);
    let is_whole = word.is_empty() || word.contains(' ');
    word == fold(family) && (is_whole || is_indonesian.unwrap_or_else(|| name::is_local(&word)))
}

/// Adds a name unless a known one says the same; of two where one holds the other, the fuller one is kept.
fn absorb(names: &mut Vec<Arc<Name>>, mut found: Arc<Name>) {
    for known in names.iter_mut() {
        let holds = |outer: &Name, inner: &Name| {
            inner
                .tokens
                .iter()
                .all(|token| outer.tokens.contains(token))
        };
        if holds(known, &found) {
            return;
        }
        if holds(&found, known) {
            let is_framed = known.given > 0
                && known.family > 0
                && found.tokens.first() == known.tokens.first()
                && found
                    .tokens
                    .ends_with(&known.tokens[known.tokens.len() - usize::from(known.family)..]);
            if is_framed {
                let found = Arc::make_mut(&mut found);
                found.family = known.family;
                found.given =
                    u8::try_from(found.tokens.len() - usize::from(known.family)).unwrap_or(u8::MAX);
            }
            *known = found;
            return;
        }
    }
    names.push(found);
}

/// A state or city of so few letters is an abbreviation, such as NY.
const LONGEST_ABBREVIATION: usize = 3;

/// The places of one row: from their own columns, else out of the address.
fn make_places(row: &Row, from_address: Option<Part>) -> Vec<Made> {
    let own: Vec<Made> = row
        .cells
        .iter()
        .filter_map(|cell| {
            let resolved;
            let place = match cell.reading {
                ColumnReading::Places(_) => cell.place()?,
                _ => {
                    resolved = city::resolve(cell.text())?;
                    &resolved
                }
            };
            written_place(place, cell.text())
        })
        .collect();
    let Some(part) = from_address.filter(|_| own.is_empty()) else {
        return own;
    };
    row.in_address(part)
        .map(|text| text_value(&place_case(text), &fold(text)))
        .into_iter()
        .collect()
}

/// A place as it is shown and compared; nothing for a placeholder.
fn written_place(place: &Place, text: &str) -> Option<Made> {
    // `SDA` is Sidoarjo, and elsewhere "the same as above": a known place is never a placeholder.
    if place.code.is_none() && is_placeholder(PlaceholderField::City, text) {
        return None;
    }
    let written = if place.code.is_some() {
        title_case(&place.name)
    } else if text.len() <= LONGEST_ABBREVIATION {
        text.to_uppercase()
    } else {
        place_case(city::parted(&tidy(text)).0)
    };
    Some(text_value(&written, &place.name))
}

#[cfg(test)]
mod tests {
    use super::{is_one_name, site_of};

    #[test]
    fn who_has_one_name_only_fills_both_fields_with_it() {
        for name in ["", "Budi Santoso", "Suharto", "Soeharto", "SRI"] {
            assert!(is_one_name(name, name, None), "{name}");
        }
        for name in ["Werner", "Thomas"] {
            assert!(!is_one_name(name, name, None), "{name}");
            assert!(is_one_name(name, name, Some(true)), "{name}");
        }
        assert!(!is_one_name("Sri", "Sri", Some(false)));
        assert!(is_one_name("Budi Santoso", "Budi Santoso", Some(false)));
        assert!(!is_one_name("Suharto", "Santoso", Some(true)));
    }

    #[test]
    fn a_website_is_what_stands_behind_what_all_begin_with() {
        for (text, site) in [
            ("HTTPS://WWW.Example.com/", "Example.com"),
            ("example.com", "example.com"),
            (" www.example.org/shop ", "example.org/shop"),
            (
                "example.com/?next=https://other.org",
                "example.com/?next=https://other.org",
            ),
            ("wäw.example.com", "wäw.example.com"),
        ] {
            assert_eq!(site_of(text), site);
        }
    }
}
