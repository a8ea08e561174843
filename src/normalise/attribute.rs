//! Attributes: one column of distinct values, and which record holds which.

use std::borrow::Cow;
use std::sync::Arc;

use compact_str::CompactString;

use super::address::Address;
use super::date::Date;
use super::name::Name;
use super::phone::Phone;
use crate::record::{AttributeKind, Facet, RecordId, ValueId};

/// One attribute over all records.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The attribute's name: `name`, `phone`, or the folded header of a generic column.
    pub name: String,
    /// How its values are understood.
    pub kind: AttributeKind,
    /// What it tells about.
    pub facet: Facet,
    /// How many values a record can hold.
    pub width: usize,
    /// `width` values per record, present ones first.
    pub slots: Vec<ValueId>,
    /// The distinct values.
    pub values: Values,
}

/// The distinct values of an attribute, by kind.
#[derive(Clone, Debug)]
pub enum Values {
    /// Names.
    Names(Vec<Arc<Name>>),
    /// Dates.
    Dates(Vec<Date>),
    /// Addresses.
    Addresses(Vec<Arc<AddressValue>>),
    /// Telephone numbers.
    Phones(Vec<Phone>),
    /// Identity numbers.
    Ids(Vec<IdValue>),
    /// Everything that is compared as text or code.
    Texts(Vec<TextValue>),
}

/// An address, as written and as parsed.
#[derive(Clone, Debug)]
pub struct AddressValue {
    /// The tidied text.
    pub written: Box<str>,
    /// Its parts.
    pub address: Address,
}

/// An identity number and what makes it comparable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdValue {
    /// The number in canonical form.
    pub digits: CompactString,
    /// Only numbers of one scheme are compared.
    pub scheme: CompactString,
}

/// A text in written and in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextValue {
    /// As it should be shown.
    pub written: CompactString,
    /// As it is compared.
    pub canonical: CompactString,
}

impl Values {
    /// How many distinct values there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Names(values) => values.len(),
            Self::Dates(values) => values.len(),
            Self::Addresses(values) => values.len(),
            Self::Phones(values) => values.len(),
            Self::Ids(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A value as it should be shown in a golden record; empty where it is missing.
    pub fn written(&self, value: ValueId) -> Cow<'_, str> {
        let Some(index) = value.index() else {
            return Cow::Borrowed("");
        };
        match self {
            Self::Names(values) => values[index].display_plain().into(),
            Self::Dates(values) => values[index].iso().into(),
            Self::Addresses(values) => (&*values[index].written).into(),
            Self::Phones(values) => (&values[index].digits).into(),
            Self::Ids(values) => (&values[index].digits).into(),
            Self::Texts(values) => (&*values[index].written).into(),
        }
    }

    /// The form in which equal meanings are equal; empty where it is missing.
    pub fn canonical(&self, value: ValueId) -> Cow<'_, str> {
        let Some(index) = value.index() else {
            return Cow::Borrowed("");
        };
        match self {
            Self::Names(values) => values[index].canonical().into(),
            Self::Dates(values) => values[index].iso().into(),
            Self::Addresses(values) => values[index].address.canonical().into(),
            Self::Phones(values) => (&values[index].digits).into(),
            Self::Ids(values) => (&values[index].digits).into(),
            Self::Texts(values) => (&*values[index].canonical).into(),
        }
    }
}

impl Attribute {
    /// The values of a record, present ones first.
    pub fn values_of(&self, record: RecordId) -> &[ValueId] {
        let start = record.index() * self.width;
        &self.slots[start..start + self.width]
    }

    /// The first value of a record.
    pub fn first(&self, record: RecordId) -> ValueId {
        self.slots[record.index() * self.width]
    }

    /// Records with a value.
    pub fn filled(&self) -> u64 {
        self.slots
            .chunks_exact(self.width)
            .filter(|slots| !slots[0].is_missing())
            .count() as u64
    }

    /// The records that hold each value.
    pub fn value_counts(&self) -> Vec<u32> {
        self.value_counts_among(|_| true).0
    }

    /// Of the records that count, those that hold each value, and those that hold any.
    pub fn value_counts_among(&self, is_counted: impl Fn(RecordId) -> bool) -> (Vec<u32>, u64) {
        let mut counts = vec![0; self.values.len()];
        let mut filled = 0;
        for (record, slots) in (0..).zip(self.slots.chunks_exact(self.width)) {
            if slots[0].is_missing() || !is_counted(RecordId(record)) {
                continue;
            }
            filled += 1;
            for index in slots.iter().filter_map(|value| value.index()) {
                counts[index] += 1;
            }
        }
        (counts, filled)
    }
}

#[cfg(test)]
impl Attribute {
    /// An attribute whose values are `words`; `slots` has `width` numbers of words per record.
    pub(crate) fn of_words(
        name: &str,
        kind: AttributeKind,
        facet: Facet,
        width: usize,
        words: impl IntoIterator<Item = impl AsRef<str>>,
        slots: Vec<ValueId>,
    ) -> Self {
        let text = |word: &str| TextValue {
            written: word.into(),
            canonical: word.into(),
        };
        let words = words.into_iter().map(|word| text(word.as_ref()));
        Self {
            name: name.to_owned(),
            kind,
            facet,
            width,
            slots,
            values: Values::Texts(words.collect()),
        }
    }

    /// An attribute whose values are the numbers from 0 to the largest in `slots`.
    pub(crate) fn of_numbers(
        name: &str,
        kind: AttributeKind,
        facet: Facet,
        width: usize,
        slots: Vec<ValueId>,
    ) -> Self {
        let most = slots.iter().filter_map(|slot| slot.index()).max();
        let words = (0..most.map_or(0, |most| most + 1)).map(|number| number.to_string());
        Self::of_words(name, kind, facet, width, words, slots)
    }
}
