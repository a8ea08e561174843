//! The keys of all attributes: which records have which key.

use rayon::prelude::*;

use super::group::{Groups, group};
use super::key::{Maker, Rule, rules_of};
use crate::normalise::{Attribute, Records};
use crate::record::{AttributeKind, RecordId};

/// Of each record no more keys are made, in the mean.
pub(super) const KEYS_PER_RECORD: usize = 80;

/// Values are handed to the cores in runs of so many.
const RUN: usize = 1 << 12;

/// The rules with their groups.
pub(super) struct Keyed {
    pub(super) rules: Vec<Rule>,
    pub(super) groups: Vec<Groups>,
    pub(super) unused_rules: Vec<String>,
}

impl Keyed {
    pub(super) fn new(records: &Records, originals: &[u32]) -> Self {
        let mut attributes: Vec<(usize, &Attribute)> =
            records.attributes.iter().enumerate().collect();
        // What names a person is worth more than columns of unknown meaning, and of those the most various come first.
        attributes.sort_by_key(|(_, attribute)| {
            let is_generic = matches!(
                attribute.kind,
                AttributeKind::Code | AttributeKind::Category | AttributeKind::Text
            );
            let various = if is_generic {
                attribute.values.len()
            } else {
                0
            };
            (is_generic, std::cmp::Reverse(various))
        });
        let mut keyed = Self {
            rules: Vec::new(),
            groups: Vec::new(),
            unused_rules: Vec::new(),
        };
        let mut left = KEYS_PER_RECORD * records.len();
        for (at, attribute) in attributes {
            let rules = rules_of(at, attribute);
            let tables = Tables::new(attribute, &rules);
            for (place, rule) in rules.into_iter().enumerate() {
                let expected = tables.expected(place, attribute);
                if expected > left {
                    keyed.unused_rules.push(rule.name);
                    continue;
                }
                left -= expected;
                let groups = group(records.len(), expected, |record, keys| {
                    if originals[record as usize] != record {
                        return;
                    }
                    for value in attribute.values_of(RecordId(record)) {
                        if let Some(value) = value.index() {
                            keys.extend_from_slice(tables.of(place, value));
                        }
                    }
                });
                keyed.rules.push(rule);
                keyed.groups.push(groups);
            }
        }
        keyed
    }
}

/// The keys of the distinct values of one attribute, by rule.
struct Tables {
    rules: usize,
    /// Run by run, and in each rule by rule.
    runs: Vec<Table>,
}

#[derive(Default)]
struct Table {
    keys: Vec<u64>,
    offsets: Vec<u32>,
}

impl Tables {
    fn new(attribute: &Attribute, rules: &[Rule]) -> Self {
        let values = attribute.values.len();
        let runs = (0..values.div_ceil(RUN))
            .into_par_iter()
            .flat_map_iter(|run| {
                let mut maker = Maker::default();
                let mut tables: Vec<Table> = rules.iter().map(|_| Table::default()).collect();
                for table in &mut tables {
                    table.offsets.push(0);
                }
                for value in run * RUN..((run + 1) * RUN).min(values) {
                    maker.read(&attribute.values, attribute.kind, value);
                    for (rule, table) in rules.iter().zip(&mut tables) {
                        maker.make(rule, &attribute.values, value, &mut table.keys);
                        let end = u32::try_from(table.keys.len()).expect("few keys of one run");
                        table.offsets.push(end);
                    }
                }
                tables
            });
        Self {
            rules: rules.len(),
            runs: runs.collect(),
        }
    }

    fn of(&self, rule: usize, value: usize) -> &[u64] {
        let table = &self.runs[value / RUN * self.rules + rule];
        let at = value % RUN;
        &table.keys[table.offsets[at] as usize..table.offsets[at + 1] as usize]
    }

    /// About how many entries a rule will have.
    fn expected(&self, rule: usize, attribute: &Attribute) -> usize {
        let tables = self.runs.iter().skip(rule).step_by(self.rules.max(1));
        let keys: usize = tables.map(|table| table.keys.len()).sum();
        let filled = attribute.slots.iter().filter(|value| !value.is_missing());
        (keys as u128 * filled.count() as u128 / attribute.values.len().max(1) as u128) as usize
    }
}
