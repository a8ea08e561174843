//! How far values bear out a field.

use crate::ingest::Field;
use crate::ingest::shape::Shape;

/// The share of values that bear the field out; `None` for fields that hold anything.
pub(super) fn support(field: Field, shape: &Shape) -> Option<f32> {
    let foreign = shape.email.max(shape.url);
    let text = shape.letter - foreign.max(shape.date);
    match field {
        Field::Name
        | Field::GivenName
        | Field::FamilyName
        | Field::OtherName
        | Field::Organisation => Some(text),
        Field::MiddleName | Field::NameSuffix | Field::BirthPlace => Some(text),
        Field::Title => Some(if shape.words <= 3.0 { text } else { 0.0 }),
        Field::Village | Field::District | Field::City | Field::Province | Field::Country => {
            Some(text)
        }
        Field::Address => {
            Some(shape.letter.max(shape.address) - foreign.max(shape.date).max(shape.sure_phone))
        }
        Field::Gender => Some(if shape.distinct <= 3 && shape.length <= 10.0 {
            1.0
        } else {
            shape.gender - 0.2
        }),
        Field::BirthDate | Field::IssueDate | Field::ExpiryDate | Field::InvoiceDate => {
            Some(date_support(shape))
        }
        Field::BirthYear => Some(if is_year(shape) || is_short_year(shape) {
            shape.number
        } else {
            0.0
        }),
        Field::BirthMonth => Some(if shape.letter >= 0.5 && shape.distinct <= 60 {
            shape.letter
        } else if (1.0..=12.0).contains(&shape.median) && shape.length < 2.5 {
            shape.number
        } else {
            0.0
        }),
        Field::BirthDay => Some(
            if (1.0..=31.0).contains(&shape.median) && shape.length < 2.5 {
                shape.number
            } else {
                0.0
            },
        ),
        Field::Age => Some(if shape.median <= 110.0 && shape.length < 4.0 {
            shape.number
        } else {
            0.0
        }),
        Field::InvoiceTime => Some(shape.time.max(if shape.median < 2400.0 {
            shape.number * 0.5
        } else {
            0.0
        })),
        Field::Phone => Some(shape.phone),
        Field::Email => Some(shape.email),
        Field::NationalId => Some(shape.digit - foreign),
        Field::CardNumber | Field::InvoiceNumber | Field::RecordKey => {
            let date = if shape.date >= 0.8 { 1.0 } else { 0.0 };
            Some(shape.digit.max(shape.code) - foreign.max(date))
        }
        Field::HouseNumber | Field::Unit => Some(if shape.length <= 12.0 { 1.0 } else { 0.0 }),
        Field::PostalCode => Some(shape.postal),
        Field::Website => Some(shape.website),
        Field::Quantity | Field::UnitPrice | Field::Amount => Some(shape.number),
        Field::Shop
        | Field::Cashier
        | Field::ItemCode
        | Field::ItemName
        | Field::ItemCategory
        | Field::Payment
        | Field::Notes
        | Field::Attribute
        | Field::Ignore => None,
    }
}

/// Dates, a spreadsheet's day numbers, or bare years.
fn date_support(shape: &Shape) -> f32 {
    let serial = (8_000.0..60_000.0).contains(&shape.median) && (4.0..6.0).contains(&shape.length);
    if serial || is_year(shape) {
        shape.date.max(shape.number)
    } else {
        shape.date
    }
}

fn is_year(shape: &Shape) -> bool {
    (1500.0..2100.0).contains(&shape.median) && shape.length < 4.5
}

/// Years without their century.
fn is_short_year(shape: &Shape) -> bool {
    shape.median < 100.0 && shape.length < 2.5
}
