//! What CRMs are there, which fields they have, and which of them a pack fills: the tables in `tables/`.

use std::sync::LazyLock;

use super::value::Source;

/// A system that a pack is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crm {
    /// Salesforce.
    Salesforce,
    /// HubSpot.
    HubSpot,
    /// Odoo.
    Odoo,
    /// SuiteCRM.
    SuiteCrm,
    /// Any other: the golden file as it is.
    Generic,
}

impl Crm {
    /// The word by which the tables know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Salesforce => "salesforce",
            Self::HubSpot => "hubspot",
            Self::Odoo => "odoo",
            Self::SuiteCrm => "suitecrm",
            Self::Generic => "generic",
        }
    }

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Salesforce => "Salesforce",
            Self::HubSpot => "HubSpot",
            Self::Odoo => "Odoo",
            Self::SuiteCrm => "SuiteCRM",
            Self::Generic => "any system",
        }
    }

    /// The most rows that a file gets unless the user says otherwise; the notes of the CRM say why.
    pub fn rows_per_file(self) -> Option<usize> {
        match self {
            Self::Salesforce | Self::HubSpot => Some(50_000),
            Self::Odoo => Some(2_000),
            Self::SuiteCrm => Some(5_000),
            Self::Generic => None,
        }
    }

    /// How its files are imported, in words.
    pub(super) fn notes(self) -> &'static str {
        match self {
            Self::Salesforce => include_str!("tables/salesforce.txt"),
            Self::HubSpot => include_str!("tables/hubspot.txt"),
            Self::Odoo => include_str!("tables/odoo.txt"),
            Self::SuiteCrm => include_str!("tables/suitecrm.txt"),
            Self::Generic => include_str!("tables/generic.txt"),
        }
    }

    /// Its objects, in the order in which they are imported.
    pub(super) fn objects(self) -> impl Iterator<Item = &'static Object> {
        OBJECTS
            .iter()
            .filter(move |object| object.crm == self.word())
    }
}

/// Whom the rows of an object stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// All customers.
    Customers,
    /// Customers who are persons.
    Persons,
    /// Customers who are organisations.
    Organisations,
    /// Organisations, and households of persons.
    Accounts,
}

/// An object of a CRM that a pack fills.
#[derive(Debug)]
pub struct Object {
    crm: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How its files are called, without number and ending.
    pub file: &'static str,
    /// Whom its rows stand for.
    pub holds: Holds,
    /// The columns of its files.
    pub columns: Vec<Column>,
}

/// A column of a pack: a field of the CRM and what fills it.
#[derive(Debug)]
pub struct Column {
    /// The field, with what the CRM asks of it.
    pub field: &'static Field,
    /// What fills it.
    pub source: Source,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A day, as YYYY-MM-DD.
    Date,
    /// True or false, in the CRM's words.
    Boolean,
    /// The key of a row of another object.
    Reference,
    /// A field that isn't there from the start, or the key of the row.
    Custom,
}

/// Whether a field has to be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// It may stay empty.
    No,
    /// It has to be filled.
    Yes,
    /// One of the fields of the object that say so has to be filled.
    OneOf,
}

/// A field as the CRM's documentation has it.
#[derive(Debug)]
pub struct Field {
    crm: &'static str,
    object: &'static str,
    /// Its name in an import file.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The most characters it takes, where there is a limit.
    pub length: Option<usize>,
    /// Whether it has to be filled.
    pub required: Required,
    /// Whether no two rows may have the same value.
    pub is_unique: bool,
}

static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    rows(include_str!("tables/fields.csv"))
        .map(|row| Field {
            crm: row[0],
            object: row[1],
            name: row[2],
            kind: match row[3] {
                "phone" => Kind::Phone,
                "email" => Kind::Email,
                "date" => Kind::Date,
                "boolean" => Kind::Boolean,
                "reference" => Kind::Reference,
                "custom" => Kind::Custom,
                _ => Kind::Text,
            },
            length: row[4].parse().ok(),
            required: match row[5] {
                "yes" => Required::Yes,
                "one of" => Required::OneOf,
                _ => Required::No,
            },
            is_unique: row[6] == "yes",
        })
        .collect()
});

static OBJECTS: LazyLock<Vec<Object>> = LazyLock::new(|| {
    rows(include_str!("tables/objects.csv"))
        .map(|row| Object {
            crm: row[0],
            name: row[1],
            file: row[2],
            holds: match row[3] {
                "persons" => Holds::Persons,
                "organisations" => Holds::Organisations,
                "accounts" => Holds::Accounts,
                _ => Holds::Customers,
            },
            columns: columns(row[0], row[1]),
        })
        .collect()
});

fn columns(crm: &str, object: &str) -> Vec<Column> {
    rows(include_str!("tables/packs.csv"))
        .filter(|row| row[0] == crm && row[1] == object)
        .map(|row| Column {
            field: FIELDS
                .iter()
                .find(|field| field.crm == crm && field.object == object && field.name == row[2])
                .expect("a test checks that every column of a pack is a field"),
            source: Source::of(row[3]).expect("a test checks that every column has a source"),
        })
        .collect()
}

/// The rows of a table of ours, which has no quotes.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRMS: [Crm; 4] = [Crm::Salesforce, Crm::HubSpot, Crm::Odoo, Crm::SuiteCrm];

    #[test]
    fn every_column_of_a_pack_is_a_field_that_its_crm_documents() {
        for row in rows(include_str!("tables/packs.csv")) {
            let is_field = |field: &Field| {
                field.crm == row[0] && field.object == row[1] && field.name == row[2]
            };
            assert_eq!(
                FIELDS.iter().filter(|field| is_field(field)).count(),
                1,
                "{row:?}"
            );
            assert!(Source::of(row[3]).is_some(), "{row:?}");
        }
    }

    #[test]
    fn every_pack_fills_the_required_fields_of_its_objects() {
        for crm in CRMS {
            assert!(crm.objects().count() > 0);
            for object in crm.objects() {
                let fills = |field: &Field| {
                    object
                        .columns
                        .iter()
                        .any(|column| column.field.name == field.name)
                };
                for field in FIELDS.iter() {
                    if field.crm == crm.word()
                        && field.object == object.name
                        && field.required != Required::No
                    {
                        assert!(
                            fills(field),
                            "{} {} {}",
                            crm.word(),
                            object.name,
                            field.name
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_customer_has_one_object_in_each_pack() {
        for crm in CRMS {
            let held: Vec<Holds> = crm.objects().map(|object| object.holds).collect();
            let is_whole = held == [Holds::Customers]
                || held == [Holds::Organisations, Holds::Persons]
                || held == [Holds::Accounts, Holds::Persons];
            assert!(is_whole, "{} {held:?}", crm.word());
        }
    }
}
