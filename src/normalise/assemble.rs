//! Puts the columns of all sources together into attributes over all records.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use super::address;
use super::attribute::{AddressValue, Attribute, IdValue, TextValue, Values};
use super::date::{self, DateOrder};
use super::gender::{self, Gender};
use super::name::{self, Name, NameKind};
use super::national_id::{self, IdKind};
use super::phone::{self, Country, Phone};
use super::{city, email, postcode};
use crate::ingest::{Column, Field, Source, SourceKind};
use crate::record::{AttributeKind, Facet, RecordId, ValueId};
use crate::text::clean::{fold, tidy, title_case};
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// Where a record came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The source, as an index.
    pub source: u16,
    /// The accepted row of that source, as an index.
    pub row: u32,
}

/// All identity records in canonical order, with their attributes.
#[derive(Clone, Debug)]
pub struct Records {
    /// Where each record came from.
    pub origins: Vec<Origin>,
    /// The source's own key of each record; empty where the source has none.
    pub keys: Vec<Box<str>>,
    /// What stable ids are made from: a hash of the card number, else of source and key, else of source and content.
    pub fingerprints: Vec<u64>,
    /// The attributes.
    pub attributes: Vec<Attribute>,
}

impl Records {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    /// All records, in canonical order.
    pub fn ids(&self) -> impl Iterator<Item = RecordId> + use<> {
        (0..u32::try_from(self.len()).expect("fewer than 2^32 records")).map(RecordId)
    }
}

/// The most values of one attribute that a record keeps.
const WIDEST: usize = 4;

/// A generic column with at most so many distinct values is a category.
const CATEGORY_VALUES: usize = 60;

/// Understands the identity rows of all sources; invoices are left out.
pub fn assemble(sources: &[Source]) -> Records {
    let mut records = in_canonical_order(sources);
    let plan = Plan::new(sources);
    records.attributes = plan
        .attributes
        .par_iter()
        .map(|planned| planned.build(sources, &records.origins))
        .filter(|attribute| !attribute.values.is_empty())
        .collect();
    records
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Orders records by source name, key and content. Rows that are equal in all of these are interchangeable.
fn in_canonical_order(sources: &[Source]) -> Records {
    let mut rows: Vec<(u16, &str, u64, u32)> = Vec::new();
    for (index, source) in sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.kind != SourceKind::Invoices)
    {
        let index = u16::try_from(index).expect("fewer than 65,536 sources");
        let key = source.key_column();
        let mut columns: Vec<&Column> = source.columns.iter().collect();
        columns.sort_by(|left, right| left.header.cmp(&right.header));
        let hashed: Vec<(u64, Vec<u64>)> = columns
            .par_iter()
            .map(|column| {
                (
                    hash(&column.header),
                    column.values.iter().map(hash).collect(),
                )
            })
            .collect();
        let start = rows.len();
        for row in 0..source.rows.len() {
            let mut content = hash(&source.name);
            for (column, (header, values)) in columns.iter().zip(&hashed) {
                content = hash((content, header, values[column.cells[row] as usize]));
            }
            let key = key.map_or("", |key| key.text(row));
            rows.push((
                index,
                key,
                content,
                u32::try_from(row).expect("fewer than 2^32 rows"),
            ));
        }
        rows[start..].par_sort_unstable_by(|left, right| {
            (left.1, left.2, left.3).cmp(&(right.1, right.2, right.3))
        });
    }
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by(|left, right| sources[*left].name.cmp(&sources[*right].name));
    let place: Vec<usize> = (0..sources.len())
        .map(|source| order.iter().position(|at| *at == source).unwrap_or(0))
        .collect();
    rows.sort_by_key(|row| place[usize::from(row.0)]);
    Records {
        origins: rows
            .iter()
            .map(|(source, _, _, row)| Origin {
                source: *source,
                row: *row,
            })
            .collect(),
        keys: rows
            .iter()
            .map(|(_, key, _, _)| tidy(key).as_ref().into())
            .collect(),
        fingerprints: rows
            .iter()
            .map(|(source, key, content, _)| {
                let source = &sources[usize::from(*source)];
                // A card keeps its id when its row is edited or its file renamed; a person's key counts within its file.
                match (key.is_empty(), source.kind) {
                    (true, _) => hash((&source.name, content)),
                    (false, SourceKind::Cards) => hash(key),
                    (false, _) => hash((&source.name, key)),
                }
            })
            .collect(),
        attributes: Vec::new(),
    }
}

/// Which columns make which attribute.
struct Plan {
    attributes: Vec<Planned>,
}

struct Planned {
    name: String,
    recipe: Recipe,
    /// Per source, the columns that take part, in order.
    columns: Vec<Vec<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Recipe {
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Village,
    District,
    City,
    Province,
}

impl Plan {
    fn new(sources: &[Source]) -> Self {
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
            ("national_id", Recipe::NationalId, &[Field::NationalId]),
            ("address", Recipe::Address, ADDRESS_FIELDS),
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
            let mut columns = columns_of(sources, |column| fields.contains(&column.field));
            if let Recipe::Place {
                from_address: Some(_),
            }
            | Recipe::PostalCode = recipe
            {
                for (of_source, source) in columns.iter_mut().zip(sources) {
                    of_source.extend(address_columns(source));
                }
            }
            if columns.iter().any(|columns| !columns.is_empty()) {
                attributes.push(Planned {
                    name: name.to_owned(),
                    recipe,
                    columns,
                });
            }
        }
        let mut generic: BTreeMap<String, bool> = BTreeMap::new();
        for column in sources
            .iter()
            .filter(|source| source.kind != SourceKind::Invoices)
            .flat_map(|source| &source.columns)
        {
            if let Some(is_shop) = generic_field(column.field) {
                generic.insert(generic_name(column), is_shop);
            }
        }
        for (name, is_shop) in generic {
            let columns = columns_of(sources, |column| {
                generic_field(column.field).is_some() && generic_name(column) == name
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
        .map(|source| match source.kind {
            SourceKind::Invoices => Vec::new(),
            _ => (0..source.columns.len())
                .filter(|at| wanted(&source.columns[*at]))
                .collect(),
        })
        .collect()
}

fn address_columns(source: &Source) -> Vec<usize> {
    if source.kind == SourceKind::Invoices {
        return Vec::new();
    }
    (0..source.columns.len())
        .filter(|at| ADDRESS_FIELDS.contains(&source.columns[*at].field))
        .collect()
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
        _ => fold(&column.header).replace(' ', "_"),
    }
}

/// A value as a recipe makes it, before equal ones become one.
#[derive(Clone)]
enum Made {
    Name(Name),
    Date(date::Date),
    Address(Box<AddressValue>),
    Phone(Phone),
    Id(IdValue),
    Text(TextValue),
}

impl Made {
    /// Equal identities become one value.
    fn identity(&self) -> String {
        match self {
            Self::Name(name) => format!(
                "{}\u{1}{}\u{1}{}\u{1}{}\u{1}{:?}",
                name.core,
                name.given,
                name.family,
                name.canonical(),
                name.suffix
            ),
            Self::Date(date) => format!("{}\u{1}{}", date.iso(), date.suspect),
            Self::Address(value) => value.written.to_string(),
            Self::Phone(phone) => phone.digits.clone(),
            Self::Id(id) => format!("{}\u{1}{}", id.scheme, id.digits),
            Self::Text(text) => text.canonical.to_string(),
        }
    }
}

impl Planned {
    fn build(&self, sources: &[Source], origins: &[Origin]) -> Attribute {
        let context: Vec<Context> = sources
            .iter()
            .zip(&self.columns)
            .map(|(source, columns)| Context::new(self.recipe, source, columns))
            .collect();
        // Each distinct combination of cells is understood once.
        let mut combinations: FxHashMap<Box<[u32]>, u32> = FxHashMap::default();
        let mut distinct: Vec<(u16, Box<[u32]>)> = Vec::new();
        let mut buffer = Vec::new();
        let mut of_record = Vec::with_capacity(origins.len());
        for origin in origins {
            let source = usize::from(origin.source);
            buffer.clear();
            buffer.push(u32::from(origin.source));
            buffer.extend(
                self.columns[source]
                    .iter()
                    .map(|column| sources[source].columns[*column].cells[origin.row as usize]),
            );
            let next = u32::try_from(distinct.len()).expect("fewer than 2^32 combinations");
            if let Some(known) = combinations.get(&buffer[..]) {
                of_record.push(*known);
            } else {
                combinations.insert(buffer.as_slice().into(), next);
                distinct.push((origin.source, buffer[1..].into()));
                of_record.push(next);
            }
        }
        drop(combinations);
        let made: Vec<Vec<(String, Made)>> = distinct
            .par_iter()
            .map(|(source, cells)| {
                let source_index = usize::from(*source);
                let texts: Vec<(&Column, &str)> = self.columns[source_index]
                    .iter()
                    .zip(cells)
                    .map(|(column, cell)| {
                        let column = &sources[source_index].columns[*column];
                        (column, &*column.values[*cell as usize])
                    })
                    .collect();
                let mut made = self.make(&texts, &context[source_index]);
                made.truncate(WIDEST);
                made.into_iter()
                    .map(|made| (made.identity(), made))
                    .collect()
            })
            .collect();
        let width = made.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let mut ids: FxHashMap<String, ValueId> = FxHashMap::default();
        let mut values: Vec<Made> = Vec::new();
        let mut combination_slots: Vec<ValueId> = Vec::with_capacity(made.len() * width);
        for of_combination in made {
            let start = combination_slots.len();
            for (identity, value) in of_combination {
                let next = ValueId::from_index(values.len());
                let id = *ids.entry(identity).or_insert_with(|| {
                    values.push(value);
                    next
                });
                if !combination_slots[start..].contains(&id) {
                    combination_slots.push(id);
                }
            }
            combination_slots.resize(start + width, ValueId::MISSING);
        }
        let slots = of_record
            .iter()
            .flat_map(|combination| {
                let start = *combination as usize * width;
                combination_slots[start..start + width].iter().copied()
            })
            .collect();
        let (kind, facet) = self.kind(&values, origins.len());
        Attribute {
            name: self.name.clone(),
            kind,
            facet,
            width,
            slots,
            values: into_values(values),
        }
    }

    fn kind(&self, values: &[Made], records: usize) -> (AttributeKind, Facet) {
        match self.recipe {
            Recipe::Name => {
                let is_organisation = |made: &&Made| matches!(made, Made::Name(name) if name.kind == NameKind::Organisation);
                if 2 * values.iter().filter(is_organisation).count() > values.len() {
                    (AttributeKind::Organisation, Facet::Open)
                } else {
                    (AttributeKind::Name, Facet::Personal)
                }
            }
            Recipe::Gender => (AttributeKind::Gender, Facet::Personal),
            Recipe::BirthDate => (AttributeKind::Date, Facet::Personal),
            Recipe::Phone => (AttributeKind::Phone, Facet::Shared),
            Recipe::Email => (AttributeKind::Email, Facet::Shared),
            Recipe::NationalId => (AttributeKind::NationalId, Facet::Personal),
            Recipe::Address => (AttributeKind::Address, Facet::Shared),
            Recipe::Place { from_address: None } => (AttributeKind::Place, Facet::Personal),
            Recipe::Place { .. } => (AttributeKind::Place, Facet::Shared),
            Recipe::PostalCode => (AttributeKind::PostalCode, Facet::Shared),
            Recipe::Generic { is_shop } => {
                let facet = if is_shop { Facet::Shared } else { Facet::Open };
                (generic_kind(values, records), facet)
            }
        }
    }

    fn make(&self, texts: &[(&Column, &str)], context: &Context) -> Vec<Made> {
        let of = |field: Field| {
            texts
                .iter()
                .filter(move |(column, text)| column.field == field && !text.is_empty())
                .map(|(_, text)| *text)
        };
        match self.recipe {
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
                        IdKind::Nik => 0,
                        IdKind::Npwp => 1,
                        _ => 2 + u8::try_from(at).unwrap_or(200),
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
                            written: code.as_str().into(),
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
}

/// What holds for all rows of a source.
struct Context {
    date_order: DateOrder,
    country: Country,
}

impl Context {
    fn new(recipe: Recipe, source: &Source, columns: &[usize]) -> Self {
        let texts = |field: Field| {
            columns
                .iter()
                .map(|column| &source.columns[*column])
                .filter(move |column| column.field == field)
                .flat_map(|column| column.values.iter().map(|value| &**value))
        };
        Self {
            date_order: match recipe {
                Recipe::BirthDate => {
                    date::decide_order(texts(Field::BirthDate)).unwrap_or(DateOrder::DayMonth)
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
    let mut text = number.join(" ");
    for (at, line) in street.iter().enumerate() {
        text.push_str(if at > 0 {
            ", "
        } else if text.is_empty() {
            ""
        } else {
            " "
        });
        text.push_str(line);
    }
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

fn make_places(texts: &[(&Column, &str)], from_address: Option<Part>) -> Vec<Made> {
    let place = |text: &str| {
        (!is_placeholder(PlaceholderField::City, text))
            .then(|| city::resolve(text))
            .flatten()
            .map(|place| {
                let written = if place.code.is_some() {
                    title_case(&place.name)
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

fn generic_kind(values: &[Made], records: usize) -> AttributeKind {
    let texts = || {
        values.iter().filter_map(|value| {
            if let Made::Text(text) = value {
                Some(&*text.canonical)
            } else {
                None
            }
        })
    };
    let count = texts().count().max(1);
    if count <= CATEGORY_VALUES && count * 5 <= records.max(1) {
        return AttributeKind::Category;
    }
    let with_digits = texts()
        .filter(|text| text.bytes().any(|byte| byte.is_ascii_digit()))
        .count();
    let one_word = texts().filter(|text| !text.contains(' ')).count();
    if with_digits * 10 >= count * 8 && one_word * 10 >= count * 8 {
        AttributeKind::Code
    } else {
        AttributeKind::Text
    }
}

fn into_values(made: Vec<Made>) -> Values {
    fn all<T>(made: Vec<Made>, take: impl Fn(Made) -> Option<T>) -> Vec<T> {
        made.into_iter().filter_map(take).collect()
    }
    match made.first() {
        Some(Made::Name(_)) => Values::Names(all(made, |value| {
            if let Made::Name(name) = value {
                Some(name)
            } else {
                None
            }
        })),
        Some(Made::Date(_)) => Values::Dates(all(made, |value| {
            if let Made::Date(date) = value {
                Some(date)
            } else {
                None
            }
        })),
        Some(Made::Address(_)) => Values::Addresses(all(made, |value| {
            if let Made::Address(address) = value {
                Some(*address)
            } else {
                None
            }
        })),
        Some(Made::Phone(_)) => Values::Phones(all(made, |value| {
            if let Made::Phone(phone) = value {
                Some(phone)
            } else {
                None
            }
        })),
        Some(Made::Id(_)) => Values::Ids(all(made, |value| {
            if let Made::Id(id) = value {
                Some(id)
            } else {
                None
            }
        })),
        Some(Made::Text(_)) | None => Values::Texts(all(made, |value| {
            if let Made::Text(text) = value {
                Some(text)
            } else {
                None
            }
        })),
    }
}
