//! Golden records: the values chosen for each customer, each with its provenance.

use std::borrow::Cow;

use super::rule::Rule;
use crate::normalise::Records;
use crate::normalise::Values;
use crate::normalise::date::Date;
use crate::normalise::name::Name;
use crate::record::{RecordId, ValueId};

/// One golden value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// The golden attribute, as an index into [`GoldenRecords::attributes`].
    pub attribute: u16,
    /// The value that was chosen; of one that was made, the value that it starts from.
    pub value: ValueId,
    /// The record that gave it.
    pub record: RecordId,
    /// The rule that chose it.
    pub rule: Rule,
    /// Distinct records that agree.
    pub agreeing: u32,
    /// Distinct records with any value.
    pub available: u32,
    /// How sure it is, 0 to 1: see [`confidence`](super::rule::confidence).
    pub confidence: f32,
}

/// A value that was said too, and not chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Other {
    /// The golden attribute.
    pub attribute: u16,
    /// The value.
    pub value: ValueId,
    /// The record that is named for it.
    pub record: RecordId,
    /// Distinct records that say so.
    pub records: u32,
    /// The last day on which it was said.
    pub last: Option<Date>,
}

/// The golden record of one customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Golden {
    /// The values in the order of the attributes, at most one per attribute.
    pub values: Box<[Chosen]>,
    /// What else was said, for most attributes; per attribute of the records the most frequent first.
    pub others: Box<[Other]>,
    /// The name, where no record writes it like this.
    pub name: Option<Box<Name>>,
    /// Other values that no record writes like this, by golden attribute.
    pub made: Box<[(u16, Box<str>)]>,
    /// Golden attributes in which records in the customer's own name contradict each other.
    pub conflicts: Box<[u16]>,
    /// Neighbourhood and community unit, where the address lacks one and another record of the house has it.
    pub units: [Option<u16>; 2],
}

impl Golden {
    /// The golden value of an attribute.
    pub fn get(&self, attribute: u16) -> Option<&Chosen> {
        self.values
            .iter()
            .find(|chosen| chosen.attribute == attribute)
    }
}

/// An attribute of the golden records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldenAttribute {
    /// Its name, for example `mobile`.
    pub name: String,
    /// The attribute of the records that it is taken from, as an index.
    pub from: u16,
}

/// The golden records of all customers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoldenRecords {
    /// What the values are.
    pub attributes: Vec<GoldenAttribute>,
    /// One golden record per customer.
    pub customers: Vec<Golden>,
}

impl GoldenRecords {
    /// The place of the golden attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<u16> {
        let at = self
            .attributes
            .iter()
            .position(|attribute| attribute.name == name)?;
        u16::try_from(at).ok()
    }

    /// A golden value as it is written to the golden file.
    pub fn written<'a>(
        &self,
        records: &'a Records,
        golden: &'a Golden,
        chosen: &Chosen,
    ) -> Cow<'a, str> {
        let made = golden.made.iter();
        if let Some((_, text)) = made
            .into_iter()
            .find(|(attribute, _)| *attribute == chosen.attribute)
        {
            return Cow::Borrowed(text);
        }
        let attribute = &self.attributes[usize::from(chosen.attribute)];
        match &golden.name {
            Some(name) if attribute.name == "name" => name.display_plain().into(),
            _ => records.attributes[usize::from(attribute.from)]
                .values
                .written(chosen.value),
        }
    }

    /// The golden name with its titles; `name` is its attribute.
    pub fn full_name(&self, records: &Records, golden: &Golden, name: u16) -> Option<String> {
        let chosen = golden.get(name)?;
        if let Some(name) = &golden.name {
            return Some(name.display());
        }
        let from = self.attributes[usize::from(name)].from;
        match &records.attributes[usize::from(from)].values {
            Values::Names(names) => Some(names[chosen.value.index()?].display()),
            values => Some(values.written(chosen.value).into_owned()),
        }
    }
}
