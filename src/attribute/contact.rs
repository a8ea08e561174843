//! What records share that may be one buyer's: telephones, e-mails, identity numbers, houses, receipts, numbers handed out
//! in turn.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::trace::{Occasion, Traces};
use crate::compare::Comparison;
use crate::normalise::address::Address;
use crate::normalise::phone::PhoneKind;
use crate::normalise::{Records, Values};
use crate::pair::CandidatePair;
use crate::record::{AttributeKind, RecordId, ValueId};

/// What more records than this share makes no pairs by itself: it belongs to a shop, an office, a building. Rings of cards
/// are smaller.
const CROWD: usize = 80;

/// The cards behind a card whose numbers may have been handed out in turn.
const IN_TURN: usize = 3;

/// A value that several persons share.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The records, in canonical order.
    pub members: Vec<RecordId>,
    /// The distinct persons that they name.
    pub persons: u32,
}

impl Shared {
    /// `None` where all of the members name one person.
    fn new(members: impl Iterator<Item = RecordId> + Clone, person_of: &[u32]) -> Option<Self> {
        let mut named = members.clone().map(|record| person_of[record.index()]);
        let first = named.next()?;
        if named.all(|person| person == first) {
            return None;
        }
        let members: Vec<RecordId> = members.collect();
        let mut persons: Vec<u32> = members
            .iter()
            .map(|record| person_of[record.index()])
            .collect();
        persons.sort_unstable();
        persons.dedup();
        Some(Self {
            members,
            persons: persons.len() as u32,
        })
    }
}

/// The values of one attribute, and who shares them.
#[derive(Debug)]
pub struct Contact {
    /// The comparison of the attribute, as an index.
    pub comparison: usize,
    /// How many values of a record are looked at.
    width: usize,
    /// Per record, the value or house; 0 for none.
    values: Vec<ValueId>,
    /// Per value that several persons share, in the order of the values: the value, and who shares it.
    pub shared: Vec<(ValueId, Shared)>,
    /// Per value, whether it is a line into a house; empty where values are no telephones.
    landlines: Vec<bool>,
    /// Landlines that end alike, and those who share one of them.
    pub lines: Vec<(Vec<ValueId>, Shared)>,
}

/// A local number without its area code is read as one of the writer's own city: the figures by which all readings of it
/// are found again.
const LINE_FIGURES: usize = 6;

/// Fewer persons may have landlines that end alike by chance.
const LEAST_ON_LINE: u32 = 8;

impl Contact {
    /// The contacts of all attributes that reach a person or a household.
    pub fn all(
        records: &Records,
        comparisons: &[Comparison],
        houses: &Houses,
        person_of: &[u32],
    ) -> Vec<Self> {
        comparisons
            .par_iter()
            .enumerate()
            .filter(|(_, one)| is_contact(one.kind) || one.kind == AttributeKind::Address)
            .map(|(at, one)| Self::new(at, one, records, houses, person_of))
            .collect()
    }

    fn new(
        at: usize,
        comparison: &Comparison,
        records: &Records,
        houses: &Houses,
        person_of: &[u32],
    ) -> Self {
        let (values, width) = if comparison.kind == AttributeKind::Address {
            (houses.values(records, &comparison.attribute), 1)
        } else {
            let values = records
                .ids()
                .flat_map(|record| comparison.values_of(record));
            let values: Vec<ValueId> = values.copied().collect();
            let width = values.len() / records.len().max(1);
            (values, width)
        };
        let mut held: Vec<(ValueId, RecordId)> = values
            .chunks_exact(width.max(1))
            .zip(records.ids())
            .flat_map(|(values, record)| values.iter().map(move |value| (*value, record)))
            .filter(|(value, _)| !value.is_missing())
            .collect();
        held.par_sort_unstable_by_key(|(value, record)| in_one(value.0, record.0));
        held.dedup();
        let shared: Vec<(ValueId, Shared)> = held
            .chunk_by(|one, other| one.0 == other.0)
            .filter_map(|group| {
                let members = group.iter().map(|(_, record)| *record);
                Some((group[0].0, Shared::new(members, person_of)?))
            })
            .collect();
        let lines = lines(records, &comparison.attribute, &held, person_of);
        Self {
            comparison: at,
            width: width.max(1),
            values,
            shared,
            landlines: landlines(records, &comparison.attribute),
            lines,
        }
    }

    /// Whether a value is a line into a house.
    pub fn is_landline(&self, value: ValueId) -> bool {
        let known = value.index().and_then(|at| self.landlines.get(at));
        known.copied().unwrap_or(false)
    }

    /// The values of a record.
    pub fn values_of(&self, record: RecordId) -> &[ValueId] {
        &self.values[record.index() * self.width..(record.index() + 1) * self.width]
    }

    /// The distinct values, 0 among them.
    pub fn count(&self) -> usize {
        self.values
            .iter()
            .map(|value| value.0 as usize + 1)
            .max()
            .unwrap_or(1)
    }
}

/// Of each telephone number, whether it is no mobile's.
fn landlines(records: &Records, name: &str) -> Vec<bool> {
    match records.attribute(name).map(|attribute| &attribute.values) {
        Some(Values::Phones(phones)) => phones
            .iter()
            .map(|phone| phone.kind != PhoneKind::Mobile)
            .collect(),
        _ => Vec::new(),
    }
}

/// Landlines that end alike though their area codes differ, with all who have one of them.
fn lines(
    records: &Records,
    name: &str,
    held: &[(ValueId, RecordId)],
    person_of: &[u32],
) -> Vec<(Vec<ValueId>, Shared)> {
    let Some(Values::Phones(phones)) = records.attribute(name).map(|attribute| &attribute.values)
    else {
        return Vec::new();
    };
    let mut ending: Vec<(&str, ValueId, RecordId)> = held
        .iter()
        .filter_map(|(value, record)| {
            let phone = &phones[value.index()?];
            let figures = phone.digits.len().checked_sub(LINE_FIGURES)?;
            (phone.kind != PhoneKind::Mobile).then_some((&phone.digits[figures..], *value, *record))
        })
        .collect();
    ending.par_sort_unstable();
    ending
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|group| group.len() >= LEAST_ON_LINE as usize)
        .filter_map(|group| {
            let mut values: Vec<ValueId> = group.iter().map(|(_, value, _)| *value).collect();
            values.dedup();
            let members = group.iter().map(|(_, _, record)| *record);
            let shared = Shared::new(members, person_of)?;
            (values.len() > 1 && shared.persons >= LEAST_ON_LINE).then_some((values, shared))
        })
        .collect()
}

/// The signs of the houses of all addresses: per attribute, per value; none where an attribute is no address.
#[derive(Debug)]
pub struct Houses {
    signs: Vec<Vec<[Option<u64>; 3]>>,
}

impl Houses {
    /// Reads the signs out of the addresses.
    pub fn new(records: &Records) -> Self {
        let of_values = |values: &Values| match values {
            Values::Addresses(values) => values
                .par_iter()
                .with_min_len(1024)
                .map(|value| signs(&value.address))
                .collect(),
            _ => Vec::new(),
        };
        let attributes = records.attributes.iter();
        Self {
            signs: attributes
                .map(|attribute| of_values(&attribute.values))
                .collect(),
        }
    }

    /// The house of each record: equal street and number, or equal neighbourhood where the number is not told.
    fn values(&self, records: &Records, name: &str) -> Vec<ValueId> {
        let mut attributes = records.attributes.iter().zip(&self.signs);
        let Some((attribute, signs)) = attributes.find(|(attribute, _)| attribute.name == name)
        else {
            return vec![ValueId::MISSING; records.len()];
        };
        let mut distinct: Vec<u64> = signs.iter().filter_map(|signs| signs[0]).collect();
        distinct.par_sort_unstable();
        distinct.dedup();
        let number = |signs: &[Option<u64>; 3]| {
            signs[0].map_or(ValueId::MISSING, |sign| {
                ValueId::from_index(
                    distinct
                        .binary_search(&sign)
                        .expect("a sign is among all signs"),
                )
            })
        };
        let house_of: Vec<ValueId> = signs.par_iter().with_min_len(1024).map(number).collect();
        records
            .ids()
            .map(|record| {
                let value = attribute.first(record).index();
                let house = value.and_then(|value| house_of.get(value));
                house.copied().unwrap_or(ValueId::MISSING)
            })
            .collect()
    }

    /// Pairs that may live in one house, though it is spelt in two ways.
    fn near(&self, records: &Records) -> Vec<CandidatePair> {
        let addresses = records.attributes.iter().zip(&self.signs);
        addresses
            .filter(|(_, signs)| !signs.is_empty())
            .flat_map(|(attribute, signs)| {
                let near = |sign: usize| {
                    grouped(records.ids().filter_map(|record| {
                        let at = attribute.first(record).index()?;
                        Some((signs[at][sign]?, record))
                    }))
                };
                let (one, other) = rayon::join(|| near(1), || near(2));
                [one, other]
            })
            .flatten()
            .collect()
    }
}

/// The pairs of records that share anything, each once, in canonical order.
pub fn pairs(
    records: &Records,
    contacts: &[Contact],
    houses: &Houses,
    traces: &Traces,
    persons: &[Vec<RecordId>],
) -> Vec<CandidatePair> {
    let sharing = || -> Vec<CandidatePair> {
        let shared = contacts.iter().flat_map(|contact| &contact.shared);
        let mut pairs = Vec::new();
        for (_, shared) in shared {
            if shared.members.len() <= CROWD {
                push_within(&shared.members, &mut pairs);
            }
        }
        pairs
    };
    let persons = || -> Vec<CandidatePair> {
        let several = persons.iter().filter(|members| members.len() > 1);
        several.flat_map(|members| of_person(members)).collect()
    };
    let receipts = || {
        grouped(records.ids().filter_map(|record| {
            let invoice = traces.of(record).invoice;
            (!invoice.is_missing()).then_some((u64::from(invoice.0), record))
        }))
    };
    let ((sharing, persons), (near, (receipts, in_turn))) = rayon::join(
        || rayon::join(sharing, persons),
        || {
            rayon::join(
                || houses.near(records),
                || rayon::join(receipts, || in_turn(records, traces)),
            )
        },
    );
    in_order(&[sharing, persons, near, receipts, in_turn], records.len())
}

/// Some pairs in canonical order, each once.
///
/// Put by their left records first, they are many short lists, which are sorted sooner than one long list.
fn in_order(pairs: &[Vec<CandidatePair>], records: usize) -> Vec<CandidatePair> {
    let starts = starts(pairs.iter().flatten(), records);
    let mut next = starts.clone();
    let mut rights = vec![RecordId(0); starts[records]];
    for pair in pairs.iter().flatten() {
        let place = &mut next[pair.left.index()];
        rights[*place] = pair.right;
        *place += 1;
    }
    let mut rest = &mut rights[..];
    let of_left: Vec<&mut [RecordId]> = starts
        .windows(2)
        .map(|bounds| {
            let (rights, others) = std::mem::take(&mut rest).split_at_mut(bounds[1] - bounds[0]);
            rest = others;
            rights
        })
        .collect();
    of_left
        .into_par_iter()
        .enumerate()
        .with_min_len(1024)
        .flat_map_iter(|(left, rights)| {
            rights.sort_unstable();
            let left = RecordId(left as u32);
            let distinct = rights.chunk_by(|one, other| one == other);
            distinct.map(move |same| CandidatePair {
                left,
                right: same[0],
            })
        })
        .collect()
}

/// Where the pairs of each left record begin once they are in order, and where the last end.
pub(super) fn starts<'p>(
    pairs: impl IntoIterator<Item = &'p CandidatePair>,
    records: usize,
) -> Vec<usize> {
    let mut starts = vec![0; records + 1];
    for pair in pairs {
        starts[pair.left.index() + 1] += 1;
    }
    for record in 0..records {
        starts[record + 1] += starts[record];
    }
    starts
}

/// Two numbers as one that sorts like the two, and faster.
fn in_one(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// Whether values of this kind reach one person or household.
pub fn is_contact(kind: AttributeKind) -> bool {
    matches!(
        kind,
        AttributeKind::Phone | AttributeKind::Email | AttributeKind::NationalId
    )
}

/// Hashes of the whole house; of its number, neighbourhood and first letter; of its number and longest word.
fn signs(address: &Address) -> [Option<u64>; 3] {
    let mut words: Vec<&str> = address.place_words().collect();
    words.sort_unstable();
    words.dedup();
    let house = (address.block.as_deref(), address.number.as_deref());
    let neighbourhood = address.rt.zip(address.rw);
    let has_house = house != (None, None);
    let Some(longest) = words.iter().copied().max_by_key(|word| (word.len(), *word)) else {
        return [None; 3];
    };
    let first = longest.chars().next();
    let beyond = neighbourhood.filter(|_| !has_house);
    [
        (has_house || beyond.is_some()).then(|| hash((0, &words, house, beyond))),
        (has_house && neighbourhood.is_some()).then(|| hash((1, first, house, neighbourhood))),
        has_house.then(|| hash((2, longest, house))),
    ]
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Cards of one series whose numbers follow each other, and that were handed out on one occasion.
fn in_turn(records: &Records, traces: &Traces) -> Vec<CandidatePair> {
    let mut cards: Vec<(u32, u64, RecordId)> = records
        .ids()
        .filter(|record| !traces.of(*record).series.is_missing())
        .map(|record| {
            let trace = traces.of(record);
            (trace.series.0, trace.number, record)
        })
        .collect();
    cards.par_sort_unstable();
    let pairs_from = |at: usize| {
        let behind = cards.iter().skip(at + 1).take(IN_TURN);
        let record = cards[at].2;
        behind
            .filter(move |(_, _, other)| {
                traces.of(record).occasion(traces.of(*other)) >= Occasion::InTurn
            })
            .filter_map(move |(_, _, other)| CandidatePair::new(record, *other))
    };
    (0..cards.len())
        .into_par_iter()
        .with_min_len(1024)
        .flat_map_iter(pairs_from)
        .collect()
}

/// The pairs within each group of equal keys that is no crowd.
fn grouped(keyed: impl Iterator<Item = (u64, RecordId)>) -> Vec<CandidatePair> {
    let mut keyed: Vec<(u64, RecordId)> = keyed.collect();
    keyed.par_sort_unstable();
    let mut pairs = Vec::new();
    for group in keyed.chunk_by(|one, other| one.0 == other.0) {
        if group.len() > CROWD {
            continue;
        }
        for (at, (_, one)) in group.iter().enumerate() {
            let behind = group[at + 1..].iter();
            pairs.extend(behind.filter_map(|(_, other)| CandidatePair::new(*one, *other)));
        }
    }
    pairs
}

/// The pairs of one person's records: all of them, or of a person with many records those that follow each other, so that
/// pairs stay in proportion to records.
fn of_person(members: &[RecordId]) -> Vec<CandidatePair> {
    if members.len() <= CROWD {
        return within(members);
    }
    (1..=IN_TURN)
        .flat_map(|step| members.iter().zip(&members[step..]))
        .filter_map(|(one, other)| CandidatePair::new(*one, *other))
        .collect()
}

/// All pairs of some records.
pub(super) fn within(members: &[RecordId]) -> Vec<CandidatePair> {
    let mut pairs = Vec::with_capacity(members.len() * members.len().saturating_sub(1) / 2);
    push_within(members, &mut pairs);
    pairs
}

fn push_within(members: &[RecordId], pairs: &mut Vec<CandidatePair>) {
    for (at, one) in members.iter().enumerate() {
        let behind = members[at + 1..].iter();
        pairs.extend(behind.filter_map(|other| CandidatePair::new(*one, *other)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_in_order_and_each_once() {
        let pair = |left, right| CandidatePair {
            left: RecordId(left),
            right: RecordId(right),
        };
        let found = [
            vec![pair(3, 4), pair(0, 2), pair(0, 1)],
            vec![],
            vec![pair(0, 2), pair(1, 4)],
        ];
        let expected = [pair(0, 1), pair(0, 2), pair(1, 4), pair(3, 4)];
        assert_eq!(in_order(&found, 5), expected);
    }

    fn records(count: u32) -> Vec<RecordId> {
        (0..count).map(RecordId).collect()
    }

    #[test]
    fn a_person_of_a_few_records_has_all_pairs() {
        assert_eq!(of_person(&records(5)).len(), 10);
    }

    #[test]
    fn a_person_of_many_records_has_pairs_in_proportion_that_reach_them_all() {
        let members = records(50_000);
        let pairs = of_person(&members);
        assert!(pairs.len() <= IN_TURN * members.len());
        let neighbours = pairs.iter().filter(|pair| pair.right.0 == pair.left.0 + 1);
        assert_eq!(neighbours.count(), members.len() - 1);
    }
}
