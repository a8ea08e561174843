//! The plan: which columns of which source make which attribute.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::address::Address;
use crate::ingest::{Column, Field, Source, SourceKind};
use crate::text::clean::fold;

/// Which columns make which attribute.
pub(super) struct Plan {
    pub(super) attributes: Vec<Planned>,
}

/// One attribute to be made.
pub(super) struct Planned {
    pub(super) name: String,
    pub(super) recipe: Recipe,
    /// Per source, the columns that take part, in order.
    pub(super) columns: Vec<Vec<usize>>,
}

/// How the values of an attribute are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Recipe {
    Name,
    Gender,
    BirthDate,
    Phone,
    Email,
    NationalId,
    Address,
    Place { from_address: Option<Part> },
    PostalCode,
    Generic { is_shop: bool },
}

impl Recipe {
    /// What of the row's address takes part.
    pub(super) fn takes(self) -> Takes {
        match self {
            Self::Address => Takes::Address,
            Self::Phone => Takes::Part(Part::Telephone),
            Self::PostalCode => Takes::Part(Part::PostalCode),
            Self::Place {
                from_address: Some(part),
            } => Takes::Part(part),
            _ => Takes::Nothing,
        }
    }
}

/// What of a row's address takes part in an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing,
    Part(Part),
    Address,
}

/// A part of an address that stands in for a column of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Village,
    District,
    City,
    Province,
    PostalCode,
    Telephone,
}

impl Part {
    /// The part of an address, where it names one.
    pub(super) fn of(self, address: &Address) -> Option<&str> {
        match self {
            Self::Village => address.village.as_deref(),
            Self::District => address.district.as_deref(),
            Self::City => address.city.as_ref().map(|city| city.name.as_str()),
            Self::Province => address.province.as_deref(),
            Self::PostalCode => address.postal_code.as_deref(),
            Self::Telephone => address.telephone.as_deref(),
        }
    }
}

impl Plan {
    pub(super) fn new(sources: &[Source]) -> Self {
        let mut attributes: Vec<Planned> = Vec::new();
        let fixed: [(&str, Recipe, &[Field]); 13] = [
            (
                "name",
                Recipe::Name,
                &[
                    Field::Name,
                    Field::GivenName,
                    Field::MiddleName,
                    Field::FamilyName,
                    Field::NameSuffix,
                    Field::Organisation,
                ],
            ),
            (
                "gender",
                Recipe::Gender,
                &[Field::Gender, Field::Name, Field::NationalId],
            ),
            ("birth_date", Recipe::BirthDate, &[Field::BirthDate]),
            ("phone", Recipe::Phone, &[Field::Phone, Field::City]),
            ("email", Recipe::Email, &[Field::Email]),
            (
                "national_id",
                Recipe::NationalId,
                &[Field::NationalId, Field::Phone],
            ),
            // The address columns are read together, row by row.
            ("address", Recipe::Address, &[]),
            (
                "village",
                Recipe::Place {
                    from_address: Some(Part::Village),
                },
                &[Field::Village],
            ),
            (
                "district",
                Recipe::Place {
                    from_address: Some(Part::District),
                },
                &[Field::District],
            ),
            (
                "city",
                Recipe::Place {
                    from_address: Some(Part::City),
                },
                &[Field::City],
            ),
            (
                "province",
                Recipe::Place {
                    from_address: Some(Part::Province),
                },
                &[Field::Province],
            ),
            ("postal_code", Recipe::PostalCode, &[Field::PostalCode]),
            (
                "birth_place",
                Recipe::Place { from_address: None },
                &[Field::BirthPlace],
            ),
        ];
        for (name, recipe, fields) in fixed {
            let columns = columns_of(sources, |column| fields.contains(&column.field));
            let has_address = recipe.takes() != Takes::Nothing
                && sources
                    .iter()
                    .any(|source| !address_columns(source).is_empty());
            if has_address || columns.iter().any(|columns| !columns.is_empty()) {
                attributes.push(Planned {
                    name: name.to_owned(),
                    recipe,
                    columns,
                });
            }
        }
        let cards_repeat = cards_repeat(sources);
        let field_of = |field: Field| match field {
            // A card in two files is one card; where no number comes twice there is nothing to learn from them.
            Field::CardNumber => cards_repeat.then_some(false),
            field => generic_field(field),
        };
        let mut generic: BTreeMap<String, bool> = BTreeMap::new();
        for column in sources
            .iter()
            .filter(|source| source.kind != SourceKind::Invoices)
            .flat_map(|source| &source.columns)
        {
            if let Some(is_shop) = field_of(column.field) {
                generic.insert(generic_name(column), is_shop);
            }
        }
        for (name, is_shop) in generic {
            let columns = columns_of(sources, |column| {
                field_of(column.field).is_some() && generic_name(column) == name
            });
            attributes.push(Planned {
                name,
                recipe: Recipe::Generic { is_shop },
                columns,
            });
        }
        Self { attributes }
    }
}

const ADDRESS_FIELDS: &[Field] = &[Field::HouseNumber, Field::Address, Field::Unit];

fn columns_of(sources: &[Source], wanted: impl Fn(&Column) -> bool) -> Vec<Vec<usize>> {
    sources
        .iter()
        .map(|source| {
            (0..source.columns.len())
                .filter(|at| {
                    let column = &source.columns[*at];
                    takes_part(source, column) && wanted(column)
                })
                .collect()
        })
        .collect()
}

/// The columns that together hold the address of a row.
pub(super) fn address_columns(source: &Source) -> Vec<usize> {
    (0..source.columns.len())
        .filter(|at| {
            let column = &source.columns[*at];
            takes_part(source, column) && ADDRESS_FIELDS.contains(&column.field)
        })
        .collect()
}

/// Tells whether a column describes identity records; on an invoice most columns describe the purchase.
pub(super) fn takes_part(source: &Source, column: &Column) -> bool {
    match source.kind {
        SourceKind::Invoices => source.identities.is_some() && column.field.is_identity(),
        _ => true,
    }
}

/// Names of attributes and golden columns that are made from other columns.
const RESERVED: [&str; 21] = [
    "card_number",
    "name",
    "gender",
    "birth_date",
    "phone",
    "mobile",
    "landline",
    "email",
    "national_id",
    "address",
    "village",
    "district",
    "city",
    "province",
    "postal_code",
    "birth_place",
    "shop",
    "country",
    "customer_id",
    "household_id",
    "related",
];

/// Tells whether identity records share a card number.
fn cards_repeat(sources: &[Source]) -> bool {
    let mut seen: FxHashSet<String> = FxHashSet::default();
    sources
        .iter()
        .filter(|source| source.kind != SourceKind::Invoices)
        .flat_map(|source| source.columns_of(Field::CardNumber))
        .any(|column| {
            let filled = column.cells.iter().filter(|cell| **cell != 0).count();
            let comes_twice = filled >= column.values.len();
            comes_twice
                || column
                    .values
                    .iter()
                    .skip(1)
                    .map(fold)
                    .any(|number| !number.is_empty() && !seen.insert(number))
        })
}

/// Fields that take part as they are; the shop is told apart because households share it.
fn generic_field(field: Field) -> Option<bool> {
    match field {
        Field::Shop => Some(true),
        Field::Attribute | Field::OtherName | Field::Country | Field::Notes => Some(false),
        _ => None,
    }
}

/// Shops of several systems are one attribute; other columns are one attribute where their headers agree.
fn generic_name(column: &Column) -> String {
    match column.field {
        Field::Shop => "shop".to_owned(),
        Field::Country => "country".to_owned(),
        Field::CardNumber => "card_number".to_owned(),
        _ => {
            let name = fold(&column.header).replace(' ', "_");
            // A column whose values are not what its header says must not pass for the attribute of that name.
            if RESERVED.contains(&name.as_str()) {
                format!("{name}_text")
            } else {
                name
            }
        }
    }
}
