//! How the normalisers understand the values of a column.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::ingest::{Column, Field, Source};
use crate::normalise::amount::{self, AmountStyle};
use crate::normalise::date::{self, Date, DateOrder};
use crate::normalise::phone::{self, Country};
use crate::normalise::{
    city, country_of_phones, email, gender, is_nothing_in_address, name, national_id, postcode,
};
use crate::text::clean::{fold, tidy};
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// What holds for all values of a column.
pub(super) struct Reader {
    pub(super) field: Field,
    pub(super) order: DateOrder,
    pub(super) style: AmountStyle,
    country: Country,
    gender: fn(&str) -> Option<gender::Gender>,
}

/// What a normaliser makes of one value.
#[derive(Clone, Copy, Default)]
pub(super) struct Reading {
    pub(super) is_valid: bool,
    /// Equal for values that mean the same, 0 for none; of a date its digits, as 19520314.
    pub(super) meaning: u64,
    /// Year, month and day as they were read.
    pub(super) date: Option<Date>,
    /// Several numbers stand in the cell.
    pub(super) is_several: bool,
}

impl Reader {
    pub(super) fn new(source: &Source, column: &Column) -> Self {
        let field = column.field;
        Self {
            field,
            order: if is_date(field) {
                date::order_of(column)
            } else {
                DateOrder::DayMonth
            },
            style: if is_amount(field) {
                amount::style_of(column)
            } else {
                AmountStyle::Indonesian
            },
            country: if field == Field::Phone {
                country_of_phones(source, std::iter::once(column))
            } else {
                Country::Unknown
            },
            gender: if field == Field::Gender {
                gender::parser_of(column.values.iter().map(AsRef::as_ref))
            } else {
                gender::parse
            },
        }
    }

    /// Tells whether a value stands for nothing.
    pub(super) fn is_placeholder(&self, text: &str) -> bool {
        let family = match self.field {
            // Zero is an amount, and an initial a part of a name.
            Field::Amount | Field::UnitPrice | Field::Quantity => {
                return text.chars().all(|c| !c.is_alphanumeric());
            }
            Field::MiddleName | Field::NameSuffix | Field::Title => PlaceholderField::Other,
            Field::GivenName if text.trim().trim_end_matches('.').chars().count() == 1 => {
                PlaceholderField::Other
            }
            // A key is what the source calls a row: 123 is a number like any other.
            Field::RecordKey if text.chars().any(|c| c.is_ascii_digit()) => return false,
            Field::HouseNumber | Field::Unit => return is_nothing_in_address(self.field, text),
            Field::Name
            | Field::GivenName
            | Field::FamilyName
            | Field::OtherName
            | Field::Organisation => PlaceholderField::Name,
            Field::Address => PlaceholderField::Address,
            Field::Village
            | Field::District
            | Field::City
            | Field::Province
            | Field::BirthPlace
            | Field::Country => PlaceholderField::City,
            Field::Phone => PlaceholderField::Phone,
            Field::Email => PlaceholderField::Email,
            Field::NationalId => PlaceholderField::Nik,
            Field::BirthDate => PlaceholderField::BirthDate,
            Field::PostalCode => PlaceholderField::Postal,
            _ => PlaceholderField::Other,
        };
        // `SDA` is Sidoarjo, and elsewhere "the same as above".
        let is_known_place = family == PlaceholderField::City
            && city::resolve(text).is_some_and(|place| place.code.is_some());
        !is_known_place && is_placeholder(family, text)
    }

    /// Understands one value; `None` where the field takes any text.
    pub(super) fn read(&self, text: &str) -> Option<Reading> {
        let of = |meaning: Option<u64>| Reading {
            is_valid: meaning.is_some(),
            meaning: meaning.unwrap_or(0),
            ..Reading::default()
        };
        let reading = match self.field {
            Field::Name | Field::OtherName => of(name::parse(text).as_ref().and_then(of_name)),
            Field::GivenName => of(name::from_parts(text, "", "", "")
                .as_ref()
                .and_then(of_name)),
            Field::FamilyName => of(name::from_parts("", "", text, "")
                .as_ref()
                .and_then(of_name)),
            Field::Organisation => of(name::organisation(text).as_ref().and_then(of_name)),
            Field::Phone => {
                let numbers = phone::parse(text, self.country, None);
                let first = numbers.first().map(|phone| hash(&phone.digits));
                Reading {
                    is_several: numbers.len() > 1,
                    ..of(first)
                }
            }
            Field::Email => of(email::parse(text).map(|email| hash(&email.key))),
            Field::NationalId => of(national_id::parse(text).map(|id| hash(&id.digits))),
            Field::BirthDate => of_date(date::parse_birth(text, self.order)),
            Field::IssueDate | Field::ExpiryDate | Field::InvoiceDate => {
                of_date(date::parse(text, self.order))
            }
            Field::PostalCode => of(postcode::parse(text).map(|code| hash(&code))),
            Field::Gender => of((self.gender)(text).map(|gender| 1 + gender as u64)),
            Field::Amount | Field::UnitPrice | Field::Quantity => {
                of(amount::parse(text, self.style).map(|_| 1))
            }
            Field::City | Field::Province | Field::BirthPlace => {
                let place = city::resolve(text).filter(|place| place.code.is_some());
                of(place.map(|place| hash(&place.name)))
            }
            // Any text will do, but texts that look alike are the same.
            Field::Address => of(Some(hash(&fold(text)))),
            Field::CardNumber | Field::RecordKey => of(Some(hash(&tidy(text)))),
            _ => return None,
        };
        Some(reading)
    }

    /// Tells whether the field has a notion of a valid value.
    pub(super) fn has_validity(&self) -> bool {
        let takes_any = matches!(
            self.field,
            Field::Address | Field::CardNumber | Field::RecordKey
        );
        !takes_any && self.read("").is_some()
    }
}

/// Whether a field holds dates whose order of day and month is decided for the column.
pub(super) fn is_date(field: Field) -> bool {
    matches!(
        field,
        Field::BirthDate | Field::IssueDate | Field::ExpiryDate | Field::InvoiceDate
    )
}

/// Whether a field holds amounts whose decimal sign is decided for the column.
pub(super) fn is_amount(field: Field) -> bool {
    matches!(field, Field::Amount | Field::UnitPrice | Field::Quantity)
}

fn of_name(name: &name::Name) -> Option<u64> {
    let mut tokens: Vec<&str> = name.tokens.iter().map(|token| &**token).collect();
    tokens.sort_unstable();
    (!tokens.is_empty()).then(|| hash(&tokens.join(" ")))
}

/// What is impossible, such as 31 February, is read in part and marked; a year alone is a fair value.
fn of_date(date: Option<Date>) -> Reading {
    let number = |part: Option<u8>| part.map_or(0, u64::from);
    Reading {
        is_valid: date.is_some_and(|date| date.is_full() || !date.suspect),
        meaning: date.map_or(0, |date| {
            let year = date.year.map_or(0, |year| u64::from(year.unsigned_abs()));
            year * 10_000 + number(date.month) * 100 + number(date.day)
        }),
        date,
        is_several: false,
    }
}

/// A hash that is never 0.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish().max(1)
}
