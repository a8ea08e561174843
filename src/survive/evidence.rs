//! What is known of each record and each value before anything is chosen: validity, role, trust, day, certainty.

use rayon::prelude::*;

use super::settings::Settings;
use crate::attribute::{Customers, Role};
use crate::cluster::Clusters;
use crate::ingest::Source;
use crate::normalise::amount::{self, AmountStyle};
use crate::normalise::date::Date;
use crate::normalise::national_id::{self, IdKind, IdStatus};
use crate::normalise::phone::PhoneKind;
use crate::normalise::{Attribute, Flag, Records, Values, email, generic_name};
use crate::record::{AttributeKind, RecordId, ValueId};
use crate::score::model::probability;

/// What is known of the records and their values.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// The records.
    pub records: &'a Records,
    /// Whose they are.
    pub customers: &'a Customers,
    /// The day on which each record was made, as far as it is known.
    pub days: Vec<Option<Date>>,
    /// How surely each record belongs to its customer, 0 to 1.
    pub sure: Vec<f32>,
    /// How far each source is trusted; 0 for not named.
    trust: Vec<u16>,
    /// Equal for records that say the same in all attributes.
    signatures: Vec<u64>,
    /// Per attribute whether each value can be what it should be.
    valid: Vec<Vec<bool>>,
    sources: &'a [Source],
}

impl<'a> Evidence<'a> {
    /// Gathers it.
    pub fn new(
        records: &'a Records,
        customers: &'a Customers,
        persons: &Clusters,
        sources: &'a [Source],
        days: Vec<Option<Date>>,
        settings: &Settings,
    ) -> Self {
        let named = settings.trusted.len();
        let trust = |source: &Source| {
            let place = settings
                .trusted
                .iter()
                .position(|name| *name == source.name);
            place.map_or(0, |place| (named - place) as u16)
        };
        Self {
            records,
            customers,
            days,
            sure: certainty(customers, persons),
            trust: sources.iter().map(trust).collect(),
            signatures: signatures(records),
            valid: records.attributes.par_iter().map(validity).collect(),
            sources,
        }
    }

    /// How each source writes the numbers of an attribute that stands in a column of that name.
    pub fn number_styles(&self, attribute: &str) -> Vec<AmountStyle> {
        let style = |source: &Source| {
            let mut columns = source.columns.iter();
            let column = columns.find(|column| generic_name(column) == attribute);
            column.map_or(AmountStyle::Indonesian, amount::style_of)
        };
        self.sources.iter().map(style).collect()
    }

    /// The role of a record: 2 own, 1 family, 0 somebody else's name.
    pub fn role(&self, record: RecordId) -> u8 {
        match self.customers.roles[record.index()] {
            Role::Own => 2,
            Role::Family => 1,
            Role::Proxy => 0,
        }
    }

    /// How far the source of a record is trusted.
    pub fn trust(&self, record: RecordId) -> u16 {
        let source = self.records.origins[record.index()].source;
        self.trust.get(usize::from(source)).copied().unwrap_or(0)
    }

    /// The day of a record as a number that grows with it; 0 where it is not known.
    pub fn day(&self, record: RecordId) -> i32 {
        self.days[record.index()].map_or(0, |date| {
            let part = |part: Option<u8>| i32::from(part.unwrap_or(0));
            let year = i32::from(date.year.unwrap_or(0));
            (year * 13 + part(date.month)) * 32 + part(date.day)
        })
    }

    /// Takes its mark from every record that says in all attributes what one before it says: it adds nothing.
    pub fn mark_copies(&self, records: &mut [(RecordId, bool)]) {
        const FEW: usize = 32;
        let signature = |record: &(RecordId, bool)| self.signatures[record.0.index()];
        if records.len() <= FEW {
            for at in 1..records.len() {
                let (before, from) = records.split_at_mut(at);
                let own = signature(&from[0]);
                from[0].1 = before.iter().all(|other| signature(other) != own);
            }
            return;
        }
        records.sort_unstable_by_key(|record| (signature(record), record.0));
        for at in 1..records.len() {
            records[at].1 = signature(&records[at]) != signature(&records[at - 1]);
        }
        records.sort_unstable_by_key(|record| record.0);
    }

    /// Whether the value can be what it should be, and its record doesn't speak against it.
    pub fn is_valid(&self, attribute: usize, value: ValueId, record: RecordId) -> bool {
        let doubts: &[Flag] = match self.records.attributes[attribute].kind {
            AttributeKind::Date => &[Flag::BirthDateSuspect, Flag::BirthDateNotInId],
            AttributeKind::NationalId => &[
                Flag::IdDoubtful,
                Flag::BirthDateNotInId,
                Flag::GenderConflict,
            ],
            AttributeKind::Gender => &[Flag::GenderConflict, Flag::GenderUnlikeName],
            AttributeKind::Phone => &[Flag::PhoneBeforeService],
            AttributeKind::PostalCode => &[Flag::PostalCodeNotInCity],
            _ => &[],
        };
        let flags = self.records.flags[record.index()];
        let is_sound = |index: usize| self.valid[attribute][index];
        value.index().is_some_and(is_sound) && !doubts.iter().any(|doubt| flags.has(*doubt))
    }
}

/// By the strongest link of an own record, and the strongest tie of one in another name; 1 for a record alone.
fn certainty(customers: &Customers, persons: &Clusters) -> Vec<f32> {
    const NONE: f32 = f32::NEG_INFINITY;
    let records = customers.of_record.len();
    let mut links = vec![NONE; records];
    let mut ties = vec![NONE; records];
    let take = |into: &mut [f32], record: RecordId, weight: f32| {
        let known = &mut into[record.index()];
        *known = known.max(weight);
    };
    for edge in &persons.links {
        take(&mut links, edge.pair.left, edge.weight);
        take(&mut links, edge.pair.right, edge.weight);
    }
    for tie in &customers.ties {
        take(&mut ties, tie.pair.left, tie.weight);
        take(&mut ties, tie.pair.right, tie.weight);
    }
    let of = |(role, (link, tie)): (&Role, (f32, f32))| {
        let weight = match role {
            Role::Own if link > NONE => link,
            _ => tie,
        };
        if weight > NONE {
            probability(f64::from(weight)) as f32
        } else {
            1.0
        }
    };
    customers
        .roles
        .iter()
        .zip(links.iter().copied().zip(ties.iter().copied()))
        .map(of)
        .collect()
}

/// One number per record over all its values.
fn signatures(records: &Records) -> Vec<u64> {
    let mut signatures = vec![0u64; records.len()];
    for attribute in &records.attributes {
        let slots = attribute.slots.par_chunks_exact(attribute.width);
        signatures
            .par_iter_mut()
            .zip(slots)
            .with_min_len(4096)
            .for_each(|(signature, slots)| {
                for slot in slots {
                    let mixed =
                        (*signature ^ u64::from(slot.0)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                    *signature = mixed ^ mixed >> 29;
                }
            });
    }
    signatures
}

/// Whether each value can be what its attribute says.
fn validity(attribute: &Attribute) -> Vec<bool> {
    match &attribute.values {
        Values::Phones(phones) => phones
            .iter()
            .map(|phone| {
                phone.digits.starts_with('+')
                    && !matches!(phone.kind, PhoneKind::Unknown | PhoneKind::Service)
            })
            .collect(),
        Values::Dates(dates) => dates
            .iter()
            .map(|date| date.is_full() && !date.suspect)
            .collect(),
        Values::Ids(ids) => ids
            .par_iter()
            .with_min_len(256)
            .map(|id| {
                let expected = match id.scheme.as_str() {
                    "nik" => Some(IdKind::Nik),
                    "npwp" => Some(IdKind::Npwp),
                    _ => return true,
                };
                let status = national_id::read(&id.digits, expected, None).status;
                !matches!(status, IdStatus::LegacyPreSiak | IdStatus::Plausible)
                    && status.is_number()
            })
            .collect(),
        Values::Addresses(addresses) => addresses
            .iter()
            .map(|value| {
                let address = &value.address;
                let is_named = !address.street.is_empty()
                    || address.estate.is_some()
                    || address.hamlet.is_some();
                let is_placed = address.village.is_some() || address.rt.is_some();
                address.is_exact() || is_named && is_placed
            })
            .collect(),
        Values::Texts(texts) if attribute.kind == AttributeKind::Email => texts
            .par_iter()
            .with_min_len(256)
            .map(|text| email::parse(&text.written).is_some_and(|email| !email.role))
            .collect(),
        values => vec![true; values.len()],
    }
}
