//! Makes golden records, attribute by attribute.
//!
//! In: what is known of the records and their customers. Out: the golden record of each, in the order of the customers.

mod address;
mod group;
mod part;

use std::borrow::Cow;

use rayon::prelude::*;

use self::group::{Group, Written, candidates};
use self::part::{Column, Part, parts_of_records, take_values};
use super::aggregate::{Said, aggregate};
use super::conflict::contradict;
use super::evidence::Evidence;
use super::golden::{Chosen, Golden, GoldenRecords, Other};
use super::name::{Form, Usage, agree};
use super::rule::{Rule, confidence, order};
use super::settings::{Criterion, Settings, Way};
use crate::normalise::amount::AmountStyle;
use crate::normalise::name::Name;
use crate::normalise::{Attribute, Values};
use crate::record::{RecordId, ValueId};

/// Makes the golden record of every customer.
pub fn survive(evidence: &Evidence<'_>, settings: &Settings) -> GoldenRecords {
    let maker = Maker::new(evidence, settings);
    let made = (0..evidence.customers.len())
        .into_par_iter()
        .with_min_len(64)
        .map_init(Scratch::default, |scratch, customer| {
            maker.of_customer(customer, scratch)
        })
        .collect();
    GoldenRecords {
        attributes: maker
            .parts
            .iter()
            .flat_map(|part| part.columns.iter().map(|column| column.golden.clone()))
            .collect(),
        customers: made,
    }
}

/// A value of a customer's record.
#[derive(Clone, Copy, Debug)]
struct Held {
    value: ValueId,
    record: RecordId,
    /// Whether the record is no copy of an earlier one.
    counts: bool,
}

/// What is used again from customer to customer.
#[derive(Default)]
struct Scratch {
    /// Records in the customer's own name, then the others, each with whether it counts.
    own: Vec<(RecordId, bool)>,
    rest: Vec<(RecordId, bool)>,
    held: Vec<Held>,
}

/// The house that the golden address names.
struct House {
    giver: RecordId,
    /// Its records, the giver among them.
    records: Vec<RecordId>,
    /// What is said of values that the giver has.
    rule: Rule,
    has_address: bool,
}

/// Makes golden records.
struct Maker<'a> {
    evidence: &'a Evidence<'a>,
    parts: Vec<Part<'a>>,
    usage: Usage<'a>,
    city: Option<&'a Attribute>,
}

/// A customer's golden record on its way.
#[derive(Default)]
struct Draft {
    values: Vec<Chosen>,
    others: Vec<Other>,
    name: Option<Box<Name>>,
    made: Vec<(u16, Box<str>)>,
    conflicts: Vec<u16>,
    units: [Option<u16>; 2],
    house: Option<House>,
}

impl<'a> Maker<'a> {
    fn new(evidence: &'a Evidence<'a>, settings: &Settings) -> Self {
        let records = evidence.records;
        let usage = match records.attribute("name").map(|names| &names.values) {
            Some(Values::Names(names)) => Usage::of(names),
            _ => Usage::default(),
        };
        Self {
            evidence,
            parts: parts_of_records(evidence, settings),
            usage,
            city: records.attribute("city"),
        }
    }

    fn of_customer(&self, customer: usize, scratch: &mut Scratch) -> Golden {
        self.sort_members(customer, scratch);
        let Scratch { own, rest, held } = scratch;
        let mut draft = Draft::default();
        for part in &self.parts {
            held.clear();
            take_values(part, own, held);
            // Name, birth and number are the customer's own; ways to reach her may stand on cards in other names.
            let is_open = |column: &Column| column.criteria().first() != Some(&Criterion::OwnRole);
            if part.speaks_for_all || part.is_contact && part.columns.iter().any(is_open) {
                take_values(part, rest, held);
            } else if part.is_with_address
                && let Some(house) = &draft.house
                && self.evidence.role(house.giver) < 2
            {
                take_values(part, rest, held);
            }
            if !held.is_empty() {
                self.take(part, held, &mut draft);
            }
        }
        self.tell_namesakes(&mut draft);
        Golden {
            values: draft.values.into(),
            others: draft.others.into(),
            name: draft.name,
            made: draft.made.into(),
            conflicts: draft.conflicts.into(),
            units: draft.units,
        }
    }

    /// Parts own records from others, and marks those that repeat an earlier one.
    fn sort_members(&self, customer: usize, scratch: &mut Scratch) {
        let members = &self.evidence.customers.members[customer];
        scratch.own.clear();
        scratch.rest.clear();
        for record in members {
            let side = if self.evidence.role(*record) == 2 {
                &mut scratch.own
            } else {
                &mut scratch.rest
            };
            side.push((*record, true));
        }
        for side in [&mut scratch.own, &mut scratch.rest] {
            if side.len() > 1 {
                self.evidence.mark_copies(side);
            }
        }
    }

    fn take(&self, part: &Part<'a>, held: &[Held], draft: &mut Draft) {
        if part.is_address {
            return self.take_house(part, held, draft);
        }
        if part.is_with_address && self.take_place(part, held, draft) {
            return;
        }
        let first = held[0].value;
        let is_one = held.iter().all(|other| other.value == first);
        // What can't be added up is chosen like anything else.
        if !self.take_aggregate(part, held, draft) {
            if is_one {
                self.take_only_value(part, held, draft);
            } else {
                self.take_best(part, held, draft);
            }
        }
        if part.is_with_address && draft.house.is_none() {
            self.start_place(part, held, draft);
        }
    }

    /// Takes what all records that say anything say.
    fn take_only_value(&self, part: &Part, held: &[Held], draft: &mut Draft) {
        let value = held[0].value;
        let (count, sure) = self.counted(held.iter());
        let is_valid = held
            .iter()
            .any(|held| self.evidence.is_valid(part.from, value, held.record));
        draft.values.push(Chosen {
            attribute: part.golden_of(value),
            value,
            record: self.giver(held.iter().map(|held| held.record)),
            rule: Rule::OnlyValue,
            agreeing: count,
            available: count,
            confidence: confidence(sure, sure, is_valid),
        });
    }

    fn take_best(&self, part: &Part<'a>, held: &[Held], draft: &mut Draft) {
        let before = draft.others.len();
        for (attribute, column) in (part.first..).zip(&part.columns) {
            let of_column = |held: &&Held| part.golden_of(held.value) == attribute;
            let mut groups = self.groups(part, held.iter().filter(of_column));
            if groups.is_empty() {
                continue;
            }
            let (available, sure) = self.counted(held.iter().filter(of_column));
            if column.way == Way::AgreedWords
                && self.take_name(part, held, (available, sure), draft)
            {
                let golden = draft.values.last().map(|chosen| chosen.value);
                self.keep_others(part, attribute, &groups, golden, draft);
                continue;
            }
            let mut candidates = candidates(&groups);
            let Some(rule) = order(&mut candidates, column.criteria()) else {
                continue;
            };
            let best = candidates[0].at;
            drop(candidates);
            if self.has_conflict(part, held) {
                draft.conflicts.push(attribute);
            }
            let values = &part.attribute.values;
            groups[best].forms.sort_by(|left, right| {
                let length = |form: &Written| values.written(form.value).chars().count();
                (length(right), right.records)
                    .cmp(&(length(left), left.records))
                    .then_with(|| values.written(left.value).cmp(&values.written(right.value)))
            });
            let group = &groups[best];
            let form = &group.forms[0];
            draft.values.push(Chosen {
                attribute,
                value: form.value,
                record: form.giver,
                rule,
                agreeing: group.standing.records,
                available,
                confidence: confidence(group.sure, sure, group.standing.valid > 0),
            });
            self.keep_others(part, attribute, &groups, Some(form.value), draft);
        }
        // Of mobile and landline together the most frequent come first.
        draft.others[before..].sort_by(|left, right| {
            let written = |other: &Other| part.attribute.values.written(other.value);
            right
                .records
                .cmp(&left.records)
                .then_with(|| written(left).cmp(&written(right)))
        });
    }

    /// Puts the name together from its words; false where most records name no single person.
    fn take_name(
        &self,
        part: &Part<'a>,
        held: &[Held],
        (available, sure): (u32, f32),
        draft: &mut Draft,
    ) -> bool {
        let Values::Names(names) = &part.attribute.values else {
            return false;
        };
        let mut forms: Vec<Form> = Vec::new();
        for held in held {
            let Some(index) = held.value.index() else {
                continue;
            };
            let known = forms.iter_mut().find(|form| form.value == held.value);
            let day = self.evidence.day(held.record);
            match known {
                Some(form) => {
                    form.records += u32::from(held.counts);
                    form.last = form.last.max(day);
                }
                None => forms.push(Form {
                    name: &names[index],
                    value: held.value,
                    record: held.record,
                    records: u32::from(held.counts),
                    last: day,
                }),
            }
        }
        let Some(agreed) = agree(&forms, &self.usage) else {
            return false;
        };
        // A record that writes two forms of the name agrees once.
        let fits = |held: &&Held| {
            let mut fitting = agreed.fitting.iter();
            fitting.any(|at| forms[*at].value == held.value)
        };
        let (agreeing, sure_agreeing) = self.counted(held.iter().filter(fits));
        let base = &forms[agreed.base];
        draft.values.push(Chosen {
            attribute: part.first,
            value: base.value,
            record: base.record,
            rule: Rule::AgreedWords,
            agreeing,
            available,
            confidence: confidence(sure_agreeing, sure, true),
        });
        draft.name = agreed.name;
        true
    }

    /// Keeps what else was said, one form per meaning.
    fn keep_others(
        &self,
        part: &Part,
        attribute: u16,
        groups: &[Group],
        golden: Option<ValueId>,
        draft: &mut Draft,
    ) {
        if !part.keeps_others {
            return;
        }
        let values = &part.attribute.values;
        let made = draft.name.as_deref();
        let made = made.filter(|_| matches!(values, Values::Names(_)));
        let shown = match (made, golden) {
            (Some(name), _) => Cow::Owned(name.display_plain()),
            (None, Some(value)) => values.written(value),
            (None, None) => Cow::Borrowed(""),
        };
        for group in groups {
            let fullest = group.forms.iter().max_by(|left, right| {
                let written = |form: &Written| values.written(form.value);
                (written(left).chars().count(), left.records)
                    .cmp(&(written(right).chars().count(), right.records))
                    .then_with(|| written(right).cmp(&written(left)))
            });
            let Some(form) = fullest else { continue };
            // Another way of writing the same meaning is nothing else.
            let is_golden =
                made.is_none() && group.forms.iter().any(|form| Some(form.value) == golden);
            if is_golden || values.written(form.value) == shown {
                continue;
            }
            draft.others.push(Other {
                attribute,
                value: form.value,
                record: form.giver,
                records: group.standing.records,
                last: group
                    .last
                    .and_then(|record| self.evidence.days[record.index()]),
            });
        }
    }

    /// Whether two valid values of records in the customer's own name can't both be right.
    fn has_conflict(&self, part: &Part, held: &[Held]) -> bool {
        let kind = part.attribute.kind;
        let values = &part.attribute.values;
        let mut valid: Vec<ValueId> = held
            .iter()
            .filter(|held| self.evidence.role(held.record) == 2)
            .filter(|held| self.evidence.is_valid(part.from, held.value, held.record))
            .map(|held| held.value)
            .collect();
        valid.sort_unstable();
        valid.dedup();
        valid.iter().enumerate().any(|(at, one)| {
            valid[at + 1..]
                .iter()
                .any(|other| contradict(kind, values, *one, *other))
        })
    }

    /// Makes a value of all, where the settings ask for that; false where none can be made.
    fn take_aggregate(&self, part: &Part, held: &[Held], draft: &mut Draft) -> bool {
        let Way::Aggregate(how) = part.columns[0].way else {
            return false;
        };
        let values = &part.attribute.values;
        let said: Vec<Said<'_>> = held
            .iter()
            .filter(|held| held.counts)
            .map(|held| {
                let source = self.evidence.records.origins[held.record.index()].source;
                let style = part.styles.get(usize::from(source));
                Said {
                    text: values.written(held.value),
                    style: style.copied().unwrap_or(AmountStyle::Indonesian),
                }
            })
            .collect();
        let Some((text, used)) = aggregate(how, &said) else {
            return false;
        };
        let (available, sure) = self.counted(held.iter());
        let used = (used as u32).min(available);
        draft.values.push(Chosen {
            attribute: part.first,
            value: held[0].value,
            record: held[0].record,
            rule: Rule::Made(how),
            agreeing: used,
            available,
            confidence: confidence(sure * used as f32 / available.max(1) as f32, sure, true),
        });
        draft.made.push((part.first, text.into()));
        true
    }

    /// Distinct records among values, and the sum of how surely they belong to the customer.
    fn counted<'h>(&self, held: impl Iterator<Item = &'h Held>) -> (u32, f32) {
        let (mut count, mut sure, mut last) = (0, 0.0, None);
        for held in held {
            if held.counts && last != Some(held.record) {
                count += 1;
                sure += self.evidence.sure[held.record.index()];
                last = Some(held.record);
            }
        }
        (count, sure)
    }

    /// The record that is named as the origin: own before others, trusted before others, then the first.
    fn giver(&self, records: impl Iterator<Item = RecordId>) -> RecordId {
        let rank = |record| (self.evidence.role(record), self.evidence.trust(record));
        records
            .reduce(|best, record| {
                if rank(record) > rank(best) {
                    record
                } else {
                    best
                }
            })
            .expect("a value has a record")
    }
}
