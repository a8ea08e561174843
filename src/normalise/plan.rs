//! The plan: which columns of which source make which attribute.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::address::Address;
use crate::ingest::{Column, Field, Source, SourceKind, tells_family};
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
    Generic { is_shared: bool },
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
        let fixed: [(&str, Recipe, &[Field]); 14] = [
            (
                NAME,
                Recipe::Name,
                &[
                    Field::Name,
                    Field::GivenName,
                    Field::MiddleName,
                    Field::FamilyName,
                    Field::NameSuffix,
                    Field::Organisation,
                    // Who has no other name is called by an alias or by the name in another script.
                    Field::OtherName,
                ],
            ),
            // The organisations that persons belong to; those that are customers themselves are names.
            (ORGANISATION, Recipe::Name, &[Field::Organisation]),
            (
                "gender",
                Recipe::Gender,
                &[Field::Gender, Field::Title, Field::Name, Field::NationalId],
            ),
            (
                "birth_date",
                Recipe::BirthDate,
                &[
                    Field::BirthDate,
                    Field::BirthYear,
                    Field::BirthMonth,
                    Field::BirthDay,
                    Field::Age,
                ],
            ),
            ("phone", Recipe::Phone, &[Field::Phone, Field::City]),
            ("email", Recipe::Email, &[Field::Email]),
            (
                "national_id",
                Recipe::NationalId,
                // A birth date and a gender that speak against the number make it somebody else's.
                &[
                    Field::NationalId,
                    Field::Phone,
                    Field::BirthDate,
                    Field::Gender,
                ],
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
            (
                "postal_code",
                Recipe::PostalCode,
                &[Field::PostalCode, Field::City],
            ),
            (
                "birth_place",
                Recipe::Place { from_address: None },
                &[Field::BirthPlace],
            ),
        ];
        let of_persons = organisations_of_persons(sources);
        let surveys: Vec<Option<Survey>> = sources.iter().map(Survey::of).collect();
        for (name, recipe, fields) in fixed {
            let mut columns = columns_of(sources, |column| fields.contains(&column.field));
            for ((columns, source), survey) in columns.iter_mut().zip(sources).zip(&surveys) {
                let has = |columns: &[usize], field: Field| {
                    columns.iter().any(|at| source.columns[*at].field == field)
                };
                match recipe {
                    Recipe::NationalId if !has(columns, Field::NationalId) => {
                        columns.retain(|at| source.columns[*at].field == Field::Phone);
                    }
                    Recipe::BirthDate if has(columns, Field::Age) => match survey {
                        Some(Survey::Column(at)) => columns.push(*at),
                        Some(Survey::Year(_)) => {}
                        None => columns.retain(|at| source.columns[*at].field != Field::Age),
                    },
                    _ => {}
                }
            }
            if recipe == Recipe::Name {
                for (columns, of_persons) in columns.iter_mut().zip(&of_persons) {
                    columns.retain(|at| of_persons.contains(at) == (name == ORGANISATION));
                }
            }
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
        let ages_alone = sources.iter().zip(&surveys).any(|(source, survey)| {
            survey.is_none() && source.columns_of(Field::Age).next().is_some()
        });
        let field_of = |field: Field| match field {
            // An age of no known year is a fact like any other.
            Field::Age => ages_alone.then_some(false),
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
            if let Some(is_shared) = field_of(column.field) {
                let is_shared =
                    is_shared || column.field == Field::Attribute && tells_family(&column.header);
                *generic.entry(generic_name(column)).or_default() |= is_shared;
            }
        }
        for (name, is_shared) in generic {
            let columns = columns_of(sources, |column| {
                field_of(column.field).is_some() && generic_name(column) == name
            });
            attributes.push(Planned {
                name,
                recipe: Recipe::Generic { is_shared },
                columns,
            });
        }
        Self { attributes }
    }
}

/// What tells the year in which the ages of a source were asked.
pub(super) enum Survey {
    /// The column with that index holds dates or years.
    Column(usize),
    /// The name of the file says it.
    Year(i16),
}

impl Survey {
    /// The column of years or of dates of entry, else the only year in the name of the source.
    pub(super) fn of(source: &Source) -> Option<Self> {
        source.columns_of(Field::Age).next()?;
        let holds_years = |column: &Column| {
            column.values.len() > 1
                && column
                    .values
                    .iter()
                    .skip(1)
                    .all(|value| year_in(value.trim()).is_some_and(|_| value.trim().len() == 4))
        };
        let columns = || source.columns.iter().enumerate();
        columns()
            .find(|(_, column)| column.field == Field::Attribute && holds_years(column))
            .or_else(|| columns().find(|(_, column)| column.field == Field::IssueDate))
            .map(|(at, _)| Self::Column(at))
            .or_else(|| year_in(&source.name).map(Self::Year))
    }
}

/// The only number of four digits in a text, if it is a year.
fn year_in(text: &str) -> Option<i16> {
    let mut numbers = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|number| number.len() == 4);
    let only = numbers.next().filter(|_| numbers.next().is_none())?;
    only.parse()
        .ok()
        .filter(|year| (1700..=2100).contains(year))
}

/// The attribute of the organisations that persons belong to: employers, assignees, institutions.
const ORGANISATION: &str = "organisation";

/// The attribute that tells who is meant.
pub const NAME: &str = "name";

/// Per source, the columns of organisations that stand beside the names of persons.
///
/// Where rows name either a person or an organisation, the organisations are customers: a column is taken for the
/// persons' employers only if most of its rows name a person too.
fn organisations_of_persons(sources: &[Source]) -> Vec<Vec<usize>> {
    sources
        .iter()
        .map(|source| {
            let rows = source.identity_rows();
            let filled = |column: &Column, row: u32| column.cells[row as usize] != 0;
            let persons: Vec<&Column> = source
                .columns
                .iter()
                .filter(|column| is_persons_name(column.field) && takes_part(source, column))
                .collect();
            (0..source.columns.len())
                .filter(|at| {
                    let column = &source.columns[*at];
                    if column.field != Field::Organisation || persons.is_empty() {
                        return false;
                    }
                    let told = rows.iter().filter(|row| filled(column, **row));
                    let (mut all, mut beside) = (0_usize, 0_usize);
                    for row in told {
                        all += 1;
                        beside += usize::from(persons.iter().any(|name| filled(name, *row)));
                    }
                    2 * beside > all
                })
                .collect()
        })
        .collect()
}

fn is_persons_name(field: Field) -> bool {
    matches!(field, Field::Name | Field::GivenName | Field::FamilyName)
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
const RESERVED: [&str; 22] = [
    "card_number",
    "name",
    "organisation",
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
        Field::Attribute | Field::OtherName | Field::Country | Field::Website | Field::Notes => {
            Some(false)
        }
        _ => None,
    }
}

/// The attribute of a column that has no recipe of its own.
///
/// Shops of several systems are one attribute; other columns are one attribute where their headers agree, or were found to say
/// the same.
pub(crate) fn generic_name(column: &Column) -> String {
    if let Some(name) = &column.same_as {
        return name.clone();
    }
    match column.field {
        Field::Shop => "shop".to_owned(),
        Field::Country => "country".to_owned(),
        Field::Website => "website".to_owned(),
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
