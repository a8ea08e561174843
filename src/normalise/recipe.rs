//! Recipes: how the cells of one row become the values of one attribute.

use super::address;
use super::attribute::{AddressValue, IdValue, TextValue};
use super::date::{self, Date, DateOrder};
use super::gender::{self, Gender};
use super::name::{self, Name};
use super::national_id::{self, IdKind};
use super::phone::{self, Country, Phone};
use super::plan::{ADDRESS_FIELDS, Part, Recipe};
use super::{city, email, postcode};
use crate::ingest::{Column, Field, Source};
use crate::text::clean::{fold, tidy, title_case};
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// A value as a recipe makes it, before equal ones become one.
#[derive(Clone)]
pub(super) enum Made {
    Name(Name),
    Date(Date),
    Address(Box<AddressValue>),
    Phone(Phone),
    Id(IdValue),
    Text(TextValue),
}

impl Made {
    /// Equal identities become one value.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::Name(name) => format!(
                "{}\u{1}{}\u{1}{}\u{1}{}\u{1}{:?}",
                name.core,
                name.given,
                name.family,
                name.canonical(),
                name.suffix
            ),
            Self::Date(date) => date.iso(),
            Self::Address(value) => value.written.to_string(),
            Self::Phone(phone) => phone.digits.clone(),
            Self::Id(id) => format!("{}\u{1}{}", id.scheme, id.digits),
            Self::Text(text) => text.canonical.to_string(),
        }
    }
}

/// What holds for all rows of a source.
pub(super) struct Context {
    date_order: DateOrder,
    country: Country,
}

impl Context {
    pub(super) fn new(recipe: Recipe, source: &Source, columns: &[usize]) -> Self {
        let texts = |field: Field| {
            columns
                .iter()
                .map(|column| &source.columns[*column])
                .filter(move |column| column.field == field)
                .flat_map(|column| column.values.iter())
        };
        Self {
            date_order: match recipe {
                Recipe::BirthDate => {
                    let told = columns
                        .iter()
                        .map(|column| &source.columns[*column])
                        .filter(|column| column.field == Field::BirthDate)
                        .find_map(|column| column.settings.dates);
                    told.or_else(|| date::decide_order(texts(Field::BirthDate)))
                        .unwrap_or(DateOrder::DayMonth)
                }
                _ => DateOrder::DayMonth,
            },
            country: match recipe {
                Recipe::Phone => phone::guess_country(texts(Field::Phone)),
                _ => Country::Unknown,
            },
        }
    }
}

/// Makes the values of one row out of its cells, surest first.
pub(super) fn make(recipe: Recipe, texts: &[(&Column, &str)], context: &Context) -> Vec<Made> {
    let of = |field: Field| {
        texts
            .iter()
            .filter(move |(column, text)| column.field == field && !text.is_empty())
            .map(|(_, text)| *text)
    };
    match recipe {
        Recipe::Name => make_names(texts),
        Recipe::Gender => make_gender(texts),
        Recipe::BirthDate => of(Field::BirthDate)
            .filter_map(|text| date::parse_birth(text, context.date_order))
            .map(Made::Date)
            .collect(),
        Recipe::Phone => {
            let city = of(Field::City)
                .find_map(city::resolve)
                .and_then(|city| city.code);
            of(Field::Phone)
                .flat_map(|text| phone::parse(text, context.country, city))
                .map(Made::Phone)
                .collect()
        }
        Recipe::Email => of(Field::Email)
            .filter_map(email::parse)
            .map(|email| {
                Made::Text(TextValue {
                    written: email.address.as_str().into(),
                    canonical: email.key.as_str().into(),
                })
            })
            .collect(),
        Recipe::NationalId => texts
            .iter()
            .enumerate()
            .filter_map(|(at, (_, text))| national_id::parse(text).map(|id| (at, id)))
            .map(|(at, id)| {
                let scheme = match id.kind {
                    IdKind::Nik => "nik".to_owned(),
                    IdKind::Npwp => "npwp".to_owned(),
                    // A source's only number is compared with any other source's only number.
                    _ if texts.len() == 1 => "number".to_owned(),
                    _ => fold(&texts[at].0.header),
                };
                Made::Id(IdValue {
                    digits: id.digits,
                    scheme,
                })
            })
            .collect(),
        Recipe::Address => joined_address(texts)
            .and_then(|written| {
                let address = address::parse(&written)?;
                Some(Made::Address(Box::new(AddressValue {
                    written: title_case(&written).into(),
                    address,
                })))
            })
            .into_iter()
            .collect(),
        Recipe::Place { from_address } => make_places(texts, from_address),
        Recipe::PostalCode => {
            let own: Vec<String> = of(Field::PostalCode).filter_map(postcode::parse).collect();
            let from_address = || {
                joined_address(texts)
                    .and_then(|text| address::parse(&text))
                    .and_then(|address| address.postal_code)
            };
            let codes = if own.is_empty() {
                from_address().into_iter().collect()
            } else {
                own
            };
            codes
                .into_iter()
                .map(|code| {
                    Made::Text(TextValue {
                        written: code.to_uppercase().into(),
                        canonical: code.as_str().into(),
                    })
                })
                .collect()
        }
        Recipe::Generic { .. } => texts
            .iter()
            .filter(|(_, text)| !is_placeholder(PlaceholderField::Other, text))
            .filter_map(|(_, text)| {
                let canonical = fold(text);
                (!canonical.is_empty()).then(|| {
                    Made::Text(TextValue {
                        written: tidy(text).as_ref().into(),
                        canonical: canonical.as_str().into(),
                    })
                })
            })
            .collect(),
    }
}

fn joined_address(texts: &[(&Column, &str)]) -> Option<String> {
    let part = |field: Field| {
        texts
            .iter()
            .filter(move |(column, text)| {
                column.field == field && !is_placeholder(PlaceholderField::Address, text)
            })
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
    let place = |field: Field| texts.iter().position(|(column, _)| column.field == field);
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

/// The gender of one row: as its column says, else its title, else its identity number.
fn make_gender(texts: &[(&Column, &str)]) -> Vec<Made> {
    let from = |field: Field, read: fn(&str) -> Option<Gender>| {
        let of_field = texts.iter().filter(|(column, _)| column.field == field);
        of_field.filter_map(|(_, text)| read(text)).next()
    };
    from(Field::Gender, gender::parse)
        .or_else(|| from(Field::Name, |text| name::parse(text)?.gender))
        .or_else(|| from(Field::NationalId, gender_of_id))
        .map(|gender| {
            let word = if gender == Gender::Female {
                "female"
            } else {
                "male"
            };
            Made::Text(TextValue {
                written: word.into(),
                canonical: word.into(),
            })
        })
        .into_iter()
        .collect()
}

fn gender_of_id(text: &str) -> Option<Gender> {
    let is_female = national_id::parse(text)?.gender?;
    Some(if is_female {
        Gender::Female
    } else {
        Gender::Male
    })
}

/// The names of one row: the parts put together, the full name, organisations; what says the same is kept once.
fn make_names(texts: &[(&Column, &str)]) -> Vec<Made> {
    let of = |field: Field| {
        let found = texts
            .iter()
            .find(|(column, text)| column.field == field && !text.is_empty());
        found.map_or("", |(_, text)| *text)
    };
    let mut names: Vec<Name> = Vec::new();
    let (given, family) = (of(Field::GivenName), of(Field::FamilyName));
    // Who has one name only fills both fields with it.
    let family = if fold(given) == fold(family) {
        ""
    } else {
        family
    };
    let parts = name::from_parts(given, of(Field::MiddleName), family, of(Field::NameSuffix));
    names.extend(parts);
    for (column, text) in texts {
        let found = match column.field {
            Field::Name => name::parse(text),
            Field::Organisation => name::organisation(text),
            _ => None,
        };
        if let Some(found) = found {
            absorb(&mut names, found);
        }
    }
    names.into_iter().map(Made::Name).collect()
}

/// Adds a name unless a known one says the same; of two where one holds the other, the fuller one is kept.
fn absorb(names: &mut Vec<Name>, mut found: Name) {
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
fn make_places(texts: &[(&Column, &str)], from_address: Option<Part>) -> Vec<Made> {
    let place = |text: &str| {
        // `SDA` is Sidoarjo, and elsewhere "the same as above": a known place is never a placeholder.
        city::resolve(text)
            .filter(|place| place.code.is_some() || !is_placeholder(PlaceholderField::City, text))
            .map(|place| {
                let written = if place.code.is_some() {
                    title_case(&place.name)
                } else if text.len() <= LONGEST_ABBREVIATION {
                    text.to_uppercase()
                } else {
                    title_case(&tidy(text))
                };
                Made::Text(TextValue {
                    written: written.into(),
                    canonical: place.name.as_str().into(),
                })
            })
    };
    let is_address = |column: &Column| ADDRESS_FIELDS.contains(&column.field);
    let own: Vec<Made> = texts
        .iter()
        .filter(|(column, _)| !is_address(column))
        .filter_map(|(_, text)| place(text))
        .collect();
    if !own.is_empty() {
        return own;
    }
    let Some(part) = from_address else { return own };
    let Some(address) = joined_address(texts).and_then(|text| address::parse(&text)) else {
        return own;
    };
    let text = match part {
        Part::Village => address.village,
        Part::District => address.district,
        Part::Province => address.province,
        Part::City => address.city.map(|city| city.name),
    };
    text.map(|text| {
        Made::Text(TextValue {
            written: title_case(&text).into(),
            canonical: fold(&text).into(),
        })
    })
    .into_iter()
    .collect()
}
