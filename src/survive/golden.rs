//! Golden records: the values chosen for each customer, each with its provenance.

use std::borrow::Cow;

use rayon::prelude::*;

use super::aggregate::aggregate;
use super::conflict::contradict;
use super::evidence::Evidence;
use super::house::{agreed_parts, is_same_house};
use super::name::{Form, Usage, agree};
use super::rule::{Candidate, Rule, Standing, confidence, order};
use super::settings::{Criterion, Settings, Way};
use crate::normalise::address::Address;
use crate::normalise::date::Date;
use crate::normalise::name::Name;
use crate::normalise::phone::PhoneKind;
use crate::normalise::{Attribute, Records, Values};
use crate::record::{Facet, RecordId, ValueId};

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
    /// How sure it is, 0 to 1: see [`confidence`].
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

/// One golden column and how it is found.
struct Column {
    golden: GoldenAttribute,
    way: Way,
}

impl Column {
    fn criteria(&self) -> &[Criterion] {
        match &self.way {
            Way::Choose(criteria) => criteria,
            Way::Aggregate(_) | Way::AgreedWords => &Criterion::ALL,
        }
    }
}

/// An attribute of the records, and what is made from it.
struct Part<'a> {
    attribute: &'a Attribute,
    /// The place of the attribute among those of the records.
    from: usize,
    /// The place of the first golden attribute.
    first: u16,
    /// The golden attributes: one, or mobile and landline.
    columns: Vec<Column>,
    is_address: bool,
    is_with_address: bool,
    is_wide: bool,
    is_contact: bool,
    keeps_others: bool,
}

impl Part<'_> {
    /// The golden attribute of a value.
    fn golden_of(&self, value: ValueId) -> u16 {
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

/// All records that mean one thing, and how they write it.
struct Group<'a> {
    meaning: Cow<'a, str>,
    standing: Standing,
    sure: f32,
    last_counted: Option<RecordId>,
    forms: Vec<Written>,
    last: Option<RecordId>,
}

/// One way of writing it.
struct Written {
    value: ValueId,
    records: u32,
    giver: RecordId,
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
            let columns = names.iter().map(|name| {
                let has_own_rules = super::settings::ATTRIBUTES.contains(name) || is_with_address;
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
            });
            parts.push(Part {
                attribute,
                from,
                first,
                columns: columns.collect(),
                is_address: name == "address" && matches!(attribute.values, Values::Addresses(_)),
                is_with_address,
                is_wide: WIDE.contains(&name),
                is_contact: attribute.facet != Facet::Personal && CONTACTS.contains(&name),
                keeps_others: WITH_OTHERS.contains(&name),
            });
            first += names.len() as u16;
        }
        let usage = match records.attribute("name").map(|names| &names.values) {
            Some(Values::Names(names)) => Usage::of(names),
            _ => Usage::default(),
        };
        Self {
            evidence,
            parts,
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
            if part.is_contact && part.columns.iter().any(is_open) {
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
        if let Way::Aggregate(_) = part.columns[0].way {
            self.take_aggregate(part, held, draft);
        } else if is_one {
            self.take_only_value(part, held, draft);
        } else {
            self.take_best(part, held, draft);
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
            let mut candidates: Vec<Candidate> = (0..)
                .zip(&groups)
                .map(|(at, group)| Candidate {
                    at,
                    meaning: group.meaning.clone(),
                    standing: group.standing,
                })
                .collect();
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

    /// Puts values together that mean the same.
    fn groups<'h>(&self, part: &Part<'a>, held: impl Iterator<Item = &'h Held>) -> Vec<Group<'a>> {
        let values = &part.attribute.values;
        let mut groups: Vec<Group<'a>> = Vec::new();
        for held in held {
            let same_value = groups
                .iter()
                .position(|group| group.forms.iter().any(|form| form.value == held.value));
            let at = same_value.unwrap_or_else(|| {
                let meaning = values.canonical(held.value);
                let known = groups.iter().position(|group| group.meaning == meaning);
                known.unwrap_or_else(|| {
                    groups.push(Group {
                        standing: Standing {
                            parts: parts_of(values, held.value),
                            ..Standing::default()
                        },
                        meaning,
                        sure: 0.0,
                        last_counted: None,
                        forms: Vec::new(),
                        last: None,
                    });
                    groups.len() - 1
                })
            });
            self.add(part, &mut groups[at], held);
        }
        groups
    }

    fn add(&self, part: &Part, group: &mut Group, held: &Held) {
        let evidence = self.evidence;
        let Held {
            value,
            record,
            counts,
        } = *held;
        let is_new = counts && group.last_counted != Some(record);
        let form = group.forms.iter().position(|form| form.value == value);
        let form = form.unwrap_or_else(|| {
            group.forms.push(Written {
                value,
                records: 0,
                giver: record,
            });
            group.forms.len() - 1
        });
        let form = &mut group.forms[form];
        form.records += u32::from(counts);
        let rank = |record| (evidence.role(record), evidence.trust(record));
        if rank(record) > rank(form.giver) {
            form.giver = record;
        }
        let standing = &mut group.standing;
        let is_valid = evidence.is_valid(part.from, value, record);
        standing.valid = standing.valid.max(u8::from(is_valid));
        standing.role = standing.role.max(evidence.role(record));
        standing.trust = standing.trust.max(evidence.trust(record));
        let day = evidence.day(record);
        if day > standing.last || group.last.is_none() {
            standing.last = day;
            group.last = Some(record);
        }
        if is_valid {
            let length = part.attribute.values.written(value).chars().count();
            standing.length = standing.length.max(length as u32);
        }
        if is_new {
            standing.records += 1;
            group.sure += evidence.sure[record.index()];
            group.last_counted = Some(record);
        }
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
            let counts = (
                u32::from(held.counts),
                if held.counts {
                    self.evidence.sure[held.record.index()]
                } else {
                    0.0
                },
            );
            match known {
                Some(form) => {
                    form.records += counts.0;
                    form.sure += counts.1;
                    form.last = form.last.max(day);
                }
                None => forms.push(Form {
                    name: &names[index],
                    value: held.value,
                    record: held.record,
                    records: counts.0,
                    sure: counts.1,
                    last: day,
                }),
            }
        }
        let Some(agreed) = agree(&forms, &self.usage) else {
            return false;
        };
        let base = &forms[agreed.base];
        draft.values.push(Chosen {
            attribute: part.first,
            value: base.value,
            record: base.record,
            rule: Rule::AgreedWords,
            agreeing: agreed.agreeing,
            available,
            confidence: confidence(agreed.sure, sure, true),
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

    fn take_aggregate(&self, part: &Part, held: &[Held], draft: &mut Draft) {
        let Way::Aggregate(how) = part.columns[0].way else {
            return;
        };
        let values = &part.attribute.values;
        let texts: Vec<Cow<str>> = held
            .iter()
            .filter(|held| held.counts)
            .map(|held| values.written(held.value))
            .collect();
        let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
        let Some((text, used)) = aggregate(how, &texts) else {
            return;
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

/// Appends the values of records.
fn take_values(part: &Part, records: &[(RecordId, bool)], held: &mut Vec<Held>) {
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

/// How many parts a value has.
fn parts_of(values: &Values, value: ValueId) -> i32 {
    let Some(index) = value.index() else {
        return 0;
    };
    match values {
        Values::Dates(dates) => {
            let date = &dates[index];
            i32::from(date.year.is_some())
                + i32::from(date.month.is_some())
                + i32::from(date.day.is_some())
        }
        Values::Names(names) => names[index].tokens.len() as i32,
        Values::Texts(texts) => texts[index].written.split(' ').count() as i32,
        Values::Addresses(_) | Values::Phones(_) | Values::Ids(_) => 1,
    }
}

/// An address as one or several records of one city write it.
struct Spot<'a> {
    value: ValueId,
    address: &'a Address,
    written: &'a str,
    city: ValueId,
    holders: Vec<Held>,
    records: u32,
}

impl<'a> Maker<'a> {
    /// Chooses the house, and the fullest address of it that its records agree on.
    fn take_house(&self, part: &Part<'a>, held: &[Held], draft: &mut Draft) {
        let Values::Addresses(addresses) = &part.attribute.values else {
            return;
        };
        let mut spots: Vec<Spot> = Vec::new();
        for held in held {
            let Some(index) = held.value.index() else {
                continue;
            };
            let city = self
                .city
                .map_or(ValueId::MISSING, |city| city.first(held.record));
            let known = spots
                .iter_mut()
                .find(|spot| spot.value == held.value && spot.city == city);
            match known {
                Some(spot) => {
                    spot.records += u32::from(held.counts);
                    spot.holders.push(*held);
                }
                None => spots.push(Spot {
                    value: held.value,
                    address: &addresses[index].address,
                    written: &addresses[index].written,
                    city,
                    holders: vec![*held],
                    records: u32::from(held.counts),
                }),
            }
        }
        let is_one_house = |one: &Spot, other: &Spot| {
            one.value == other.value && one.city == other.city
                || self.may_be_one_city(one.city, other.city)
                    && (one.value == other.value || is_same_house(one.address, other.address))
        };
        let house_of = |at: usize| -> Vec<usize> {
            (0..spots.len())
                .filter(|other| *other == at || is_one_house(&spots[at], &spots[*other]))
                .collect()
        };
        let houses: Vec<Vec<usize>> = (0..spots.len()).map(house_of).collect();
        let mut candidates: Vec<Candidate> = (0..spots.len())
            .map(|at| Candidate {
                at,
                meaning: spots[at].written.into(),
                standing: self.standing_of_house(part, &spots, at, &houses[at]),
            })
            .collect();
        let Some(rule) = order(&mut candidates, part.columns[0].criteria()) else {
            return;
        };
        let best = candidates[0].at;
        let spot = &spots[best];
        let (available, sure) = self.counted(held.iter());
        let mut of_house: Vec<Held> = houses[best]
            .iter()
            .flat_map(|at| spots[*at].holders.iter().copied())
            .collect();
        of_house.sort_unstable_by_key(|held| held.record);
        of_house.dedup_by_key(|held| held.record);
        let (agreeing, agreeing_sure) = self.counted(of_house.iter());
        let filled = |record: RecordId| {
            let places = self.parts.iter().filter(|part| part.is_with_address);
            places
                .filter(|part| !part.attribute.first(record).is_missing())
                .count()
        };
        let rank = |record: RecordId| {
            (
                self.evidence.role(record),
                self.evidence.trust(record),
                filled(record),
                self.evidence.day(record),
            )
        };
        let giver = spot
            .holders
            .iter()
            .map(|held| held.record)
            .reduce(|best, record| {
                if rank(record) > rank(best) {
                    record
                } else {
                    best
                }
            })
            .expect("an address has a record");
        draft.values.push(Chosen {
            attribute: part.first,
            value: spot.value,
            record: giver,
            rule,
            agreeing,
            available,
            confidence: confidence(agreeing_sure, sure, candidates[0].standing.valid > 0),
        });
        let mut house = House {
            giver,
            records: of_house.iter().map(|held| held.record).collect(),
            rule: Rule::WithTheAddress,
            has_address: true,
        };
        self.drop_strangers(&mut house);
        self.complete_units(part, addresses_of(part), &mut house, draft);
        draft.house = Some(house);
        self.keep_other_addresses(part, &spots, &spots[best], draft);
    }

    fn may_be_one_city(&self, left: ValueId, right: ValueId) -> bool {
        left == right
            || left.is_missing()
            || right.is_missing()
            || self
                .city
                .is_some_and(|city| city.values.canonical(left) == city.values.canonical(right))
    }

    fn standing_of_house(
        &self,
        part: &Part,
        spots: &[Spot],
        at: usize,
        house: &[usize],
    ) -> Standing {
        let evidence = self.evidence;
        let own = &spots[at];
        let of_house = house
            .iter()
            .map(|other| (spots[*other].address, spots[*other].records));
        let mut standing = Standing {
            parts: agreed_parts(own.address, &of_house),
            ..Standing::default()
        };
        for held in &own.holders {
            let is_valid = evidence.is_valid(part.from, own.value, held.record);
            standing.valid = standing.valid.max(u8::from(is_valid));
            standing.role = standing.role.max(evidence.role(held.record));
            standing.trust = standing.trust.max(evidence.trust(held.record));
        }
        if standing.valid > 0 {
            standing.length = own.written.chars().count() as u32;
        }
        for other in house {
            standing.records += spots[*other].records;
            for held in &spots[*other].holders {
                standing.last = standing.last.max(evidence.day(held.record));
            }
        }
        standing
    }

    /// Leaves out records of the house whose places are not those of the giver: a wrong postal code, or another house.
    fn drop_strangers(&self, house: &mut House) {
        for place in self.parts.iter().filter(|part| part.is_with_address) {
            let attribute = place.attribute;
            self.keep_with(house, attribute, attribute.first(house.giver));
        }
    }

    /// Keeps the records of the house that have this value or none.
    fn keep_with(&self, house: &mut House, attribute: &Attribute, value: ValueId) {
        if value.is_missing() {
            return;
        }
        let values = &attribute.values;
        house.records.retain(|record| {
            let other = attribute.first(*record);
            other.is_missing()
                || other == value
                || values.canonical(other) == values.canonical(value)
        });
    }

    /// Takes the neighbourhood units that the address lacks from records of its house.
    fn complete_units(
        &self,
        part: &Part,
        addresses: &[crate::normalise::AddressValue],
        house: &mut House,
        draft: &mut Draft,
    ) {
        let address_of = |record: RecordId| {
            let index = part.attribute.first(record).index()?;
            Some(&addresses[index].address)
        };
        let units: [fn(&Address) -> Option<u16>; 2] = [|address| address.rt, |address| address.rw];
        for (at, unit) in units.into_iter().enumerate() {
            let of = |record: &RecordId| address_of(*record).and_then(unit);
            let own = of(&house.giver);
            let said: Vec<u16> = house.records.iter().filter_map(of).collect();
            let most = said.iter().max_by_key(|number| {
                let records = said.iter().filter(|other| other == number).count();
                (records, std::cmp::Reverse(**number))
            });
            let Some(number) = own.or(most.copied()) else {
                continue;
            };
            if own.is_none() {
                draft.units[at] = Some(number);
            }
            house
                .records
                .retain(|record| of(record).is_none_or(|other| other == number));
        }
    }

    /// Keeps other houses, and the golden one with other parts: they may be the right ones.
    fn keep_other_addresses(&self, part: &Part, spots: &[Spot], golden: &Spot, draft: &mut Draft) {
        if spots.len() == 1 {
            return;
        }
        let before = draft.others.len();
        let mut seen = vec![golden.address.canonical()];
        for spot in spots {
            let meaning = spot.address.canonical();
            if seen.contains(&meaning) || spot.written == golden.written {
                continue;
            }
            seen.push(meaning);
            let records = || spot.holders.iter().map(|held| held.record);
            let last = records().max_by_key(|record| self.evidence.day(*record));
            draft.others.push(Other {
                attribute: part.first,
                value: spot.value,
                record: self.giver(records()),
                records: spot.records,
                last: last.and_then(|record| self.evidence.days[record.index()]),
            });
        }
        let values = &part.attribute.values;
        draft.others[before..].sort_by(|left, right| {
            right
                .records
                .cmp(&left.records)
                .then_with(|| values.written(left.value).cmp(&values.written(right.value)))
        });
    }

    /// Takes a place from the record that gave the address, else from another of the same house.
    ///
    /// False where no house was chosen.
    fn take_place(&self, part: &Part<'a>, held: &[Held], draft: &mut Draft) -> bool {
        let Some(mut house) = draft.house.take() else {
            return false;
        };
        let attribute = part.attribute;
        let own = attribute.first(house.giver);
        let values = &attribute.values;
        let (available, sure) = self.counted(held.iter());
        let (value, record, rule) = if own.is_missing() {
            let of_house: Vec<Held> = held
                .iter()
                .filter(|held| house.records.contains(&held.record))
                .copied()
                .collect();
            let mut groups = self.groups(part, of_house.iter());
            let mut candidates: Vec<Candidate> = (0..)
                .zip(&groups)
                .map(|(at, group)| Candidate {
                    at,
                    meaning: group.meaning.clone(),
                    standing: group.standing,
                })
                .collect();
            if order(&mut candidates, &Criterion::ALL).is_none() {
                // A city tells no house from another, so that a record without an address may name it.
                if part.is_wide && house.has_address {
                    self.take_wide(part, held, draft);
                }
                draft.house = Some(house);
                return true;
            }
            let best = candidates[0].at;
            drop(candidates);
            let form = groups[best].forms.swap_remove(0);
            let rule = if house.has_address {
                Rule::SameHouse
            } else {
                house.rule
            };
            (form.value, form.giver, rule)
        } else {
            (own, house.giver, house.rule)
        };
        let meaning = values.canonical(value);
        let agreeing = held
            .iter()
            .filter(|held| held.value == value || values.canonical(held.value) == meaning);
        let (agreeing, agreeing_sure) = self.counted(agreeing);
        let is_valid = self.evidence.is_valid(part.from, value, record);
        draft.values.push(Chosen {
            attribute: part.first,
            value,
            record,
            rule,
            agreeing,
            available,
            confidence: confidence(agreeing_sure, sure, is_valid),
        });
        self.keep_with(&mut house, attribute, value);
        draft.house = Some(house);
        true
    }

    /// Takes a city or province from the records that have no address.
    fn take_wide(&self, part: &Part<'a>, held: &[Held], draft: &mut Draft) {
        let address = self.parts.iter().find(|part| part.is_address);
        let without: Vec<Held> = held
            .iter()
            .filter(|held| {
                address.is_none_or(|address| address.attribute.first(held.record).is_missing())
            })
            .copied()
            .collect();
        match without.as_slice() {
            [] => {}
            [first, rest @ ..] if rest.iter().all(|other| other.value == first.value) => {
                self.take_only_value(part, &without, draft);
            }
            _ => self.take_best(part, &without, draft),
        }
    }

    /// Without any address, the records that have the chosen place may give the other places.
    fn start_place(&self, part: &Part, held: &[Held], draft: &mut Draft) {
        let chosen = draft.values.last();
        let Some(chosen) = chosen.filter(|chosen| chosen.attribute == part.first) else {
            return;
        };
        let values = &part.attribute.values;
        let meaning = values.canonical(chosen.value);
        let records = held
            .iter()
            .filter(|held| values.canonical(held.value) == meaning)
            .map(|held| held.record);
        draft.house = Some(House {
            giver: chosen.record,
            records: records.collect(),
            rule: Rule::WithTheCity,
            has_address: false,
        });
    }
}

fn addresses_of<'a>(part: &Part<'a>) -> &'a [crate::normalise::AddressValue] {
    match &part.attribute.values {
        Values::Addresses(addresses) => addresses,
        _ => &[],
    }
}
