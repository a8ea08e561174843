//! Values of a customer's records that mean the same, put together.

use std::borrow::Cow;

use super::part::Part;
use super::{Held, Maker};
use crate::normalise::Values;
use crate::record::{RecordId, ValueId};
use crate::survive::rule::{Candidate, Standing};

/// All records that mean one thing, and how they write it.
pub(super) struct Group<'a> {
    meaning: Cow<'a, str>,
    pub(super) standing: Standing,
    pub(super) sure: f32,
    last_counted: Option<RecordId>,
    pub(super) forms: Vec<Written>,
    pub(super) last: Option<RecordId>,
}

/// One way of writing it.
pub(super) struct Written {
    pub(super) value: ValueId,
    pub(super) records: u32,
    pub(super) giver: RecordId,
}

/// The groups as rules order them.
pub(super) fn candidates<'g>(groups: &'g [Group]) -> Vec<Candidate<'g>> {
    let groups = groups.iter().enumerate();
    groups
        .map(|(at, group)| Candidate {
            at,
            meaning: Cow::Borrowed(&group.meaning),
            standing: group.standing,
        })
        .collect()
}

impl<'a> Maker<'a> {
    /// Puts values together that mean the same.
    pub(super) fn groups<'h>(
        &self,
        part: &Part<'a>,
        held: impl Iterator<Item = &'h Held>,
    ) -> Vec<Group<'a>> {
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
