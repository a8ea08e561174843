//! The small types that every stage shares: records, values, attributes and their kinds.

use serde::{Deserialize, Serialize};

/// A record's place in the canonical order, which depends on the records' content and never on the order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RecordId(pub u32);

impl RecordId {
    /// The first `count` records, in canonical order.
    pub fn first(count: usize) -> impl Iterator<Item = Self> {
        (0..u32::try_from(count).expect("fewer than 2^32 records")).map(Self)
    }

    /// The place as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One distinct value of one attribute; [`ValueId::MISSING`] where a record has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub u32);

impl ValueId {
    /// No value: absent on either side, carrying no evidence.
    pub const MISSING: Self = Self(0);

    /// Whether there is no value.
    pub fn is_missing(self) -> bool {
        self == Self::MISSING
    }

    /// The index into the attribute's values; `None` where the value is missing.
    pub fn index(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }

    /// The id of the value at `index` of its attribute.
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index + 1).expect("an attribute has fewer than 2^32 distinct values"))
    }
}

/// How an attribute's values are understood and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    /// Names of persons, and of some organisations among them.
    Name,
    /// Names of organisations, which one organisation writes in many ways.
    Organisation,
    /// Male or female.
    Gender,
    /// Calendar dates, whole or in part.
    Date,
    /// Telephone numbers.
    Phone,
    /// E-mail addresses.
    Email,
    /// Numbers that name one person: NIK, passport, social security.
    NationalId,
    /// Street addresses.
    Address,
    /// Cities, districts, provinces.
    Place,
    /// Postal codes.
    PostalCode,
    /// Short codes with many distinct values.
    Code,
    /// A few distinct values.
    Category,
    /// Any other text.
    Text,
}

impl AttributeKind {
    /// The kind as it is written in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Organisation => "organisation",
            Self::Gender => "gender",
            Self::Date => "date",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::NationalId => "national id",
            Self::Address => "address",
            Self::Place => "place",
            Self::PostalCode => "postal code",
            Self::Code => "code",
            Self::Category => "category",
            Self::Text => "text",
        }
    }
}

/// What an attribute tells about: the person alone, or the surroundings that a household shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Differs within a household: given names, birth date, identity number.
    Personal,
    /// Is shared within a household: address, telephone, family shop.
    Shared,
    /// Not known beforehand; learned from the data.
    Open,
}

impl Facet {
    /// The facet as it is written in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Shared => "shared",
            Self::Open => "open",
        }
    }
}
