//! What is made from an attribute of the records, and by which rules.

use super::Held;
use crate::normalise::amount::AmountStyle;
use crate::normalise::phone::PhoneKind;
use crate::normalise::{Attribute, Values};
use crate::record::{Facet, RecordId, ValueId};
use crate::survive::evidence::Evidence;
use crate::survive::golden::GoldenAttribute;
use crate::survive::settings::{ATTRIBUTES, Aggregate, Criterion, Settings, Way};
use crate::text::refusal;

/// Attributes that are taken from the record that gave the address, if it has them.
const WITH_ADDRESS: [&str; 5] = ["city", "province", "postal_code", "village", "district"];

/// Those of them that also a record without any address can give: they don't tell one house from another.
const WIDE: [&str; 2] = ["city", "province"];

/// Attributes of which the values that were not chosen are kept as well.
const WITH_OTHERS: [&str; 7] = [
    "name",
    "gender",
    "birth_date",
    "phone",
    "email",
    "national_id",
    "address",
];

/// Attributes that a record in another name can give, if the settings say so: ways to reach the customer.
const CONTACTS: [&str; 2] = ["phone", "address"];

/// One golden column and how it is found.
pub(super) struct Column {
    pub(super) golden: GoldenAttribute,
    pub(super) way: Way,
}

impl Column {
    pub(super) fn criteria(&self) -> &[Criterion] {
        match &self.way {
            Way::Choose(criteria) => criteria,
            Way::Aggregate(_) | Way::AgreedWords => &Criterion::ALL,
        }
    }
}

/// An attribute of the records, and what is made from it.
pub(super) struct Part<'a> {
    pub(super) attribute: &'a Attribute,
    /// The place of the attribute among those of the records.
    pub(super) from: usize,
    /// The place of the first golden attribute.
    pub(super) first: u16,
    /// The golden attributes: one, or mobile and landline.
    pub(super) columns: Vec<Column>,
    /// Whether cards in other names count as well.
    pub(super) speaks_for_all: bool,
    /// How each source writes numbers, where some are to be made of them.
    pub(super) styles: Vec<AmountStyle>,
    pub(super) is_address: bool,
    pub(super) is_with_address: bool,
    pub(super) is_wide: bool,
    pub(super) is_contact: bool,
    pub(super) keeps_others: bool,
}

impl Part<'_> {
    /// The golden attribute of a value.
    pub(super) fn golden_of(&self, value: ValueId) -> u16 {
        match (&self.attribute.values, value.index()) {
            (Values::Phones(phones), Some(index))
                if self.columns.len() > 1 && phones[index].kind != PhoneKind::Mobile =>
            {
                self.first + 1
            }
            _ => self.first,
        }
    }
}

/// What is made from each attribute of the records.
pub(super) fn parts_of_records<'a>(
    evidence: &'a Evidence<'a>,
    settings: &Settings,
) -> Vec<Part<'a>> {
    let records = evidence.records;
    let mut parts = Vec::with_capacity(records.attributes.len());
    let mut first = 0;
    for (from, attribute) in records.attributes.iter().enumerate() {
        let name = attribute.name.as_str();
        let is_phone = name == "phone" && matches!(attribute.values, Values::Phones(_));
        let names: &[&str] = if is_phone {
            &["mobile", "landline"]
        } else {
            &[name]
        };
        let is_with_address = WITH_ADDRESS.contains(&name);
        let columns: Vec<Column> = names
            .iter()
            .map(|name| {
                let has_own_rules = ATTRIBUTES.contains(name) || is_with_address;
                let way = if has_own_rules {
                    settings.way(name)
                } else {
                    settings.way(&format!("x_{name}"))
                };
                Column {
                    golden: GoldenAttribute {
                        name: (*name).to_owned(),
                        from: from as u16,
                    },
                    way,
                }
            })
            .collect();
        let counts = columns
            .iter()
            .any(|column| matches!(column.way, Way::Aggregate(how) if how != Aggregate::Union));
        parts.push(Part {
            styles: if counts {
                evidence.number_styles(name)
            } else {
                Vec::new()
            },
            attribute,
            from,
            first,
            columns,
            is_address: name == "address" && matches!(attribute.values, Values::Addresses(_)),
            is_with_address,
            is_wide: WIDE.contains(&name),
            // Who refused on any card has refused.
            speaks_for_all: refusal::meaning(name).is_some(),
            is_contact: attribute.facet != Facet::Personal && CONTACTS.contains(&name),
            keeps_others: WITH_OTHERS.contains(&name),
        });
        first += names.len() as u16;
    }
    parts
}

/// Appends the values of records.
pub(super) fn take_values(part: &Part, records: &[(RecordId, bool)], held: &mut Vec<Held>) {
    for (record, counts) in records {
        let values = part.attribute.values_of(*record).iter();
        held.extend(
            values
                .take_while(|value| !value.is_missing())
                .map(|value| Held {
                    value: *value,
                    record: *record,
                    counts: *counts,
                }),
        );
    }
}
