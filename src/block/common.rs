//! Keys that are too common to be compared: what they would have cost, and which they are.

use super::group::{Block, Groups};
use super::key::{Label, Maker, Rule};
use super::plan::pairs_of;
use crate::normalise::Records;
use crate::record::RecordId;
use crate::text::mask::{mask, printable};

/// So many of the commonest keys are named.
const NAMED: usize = 20;

/// A blocking key that was too common to be compared whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommonKey {
    /// The rule that makes it.
    pub rule: String,
    /// The key, masked.
    pub key: String,
    /// Records that share it.
    pub records: u64,
    /// The pairs that comparing it whole would have cost.
    pub pairs: u64,
    /// The pairs that were not compared for it, at least; a second key may have brought some back.
    pub lost_pairs: u64,
}

/// A block that is not compared whole.
pub(super) struct Refused<'a> {
    pub(super) rule: usize,
    pub(super) block: Block<'a>,
    /// The pairs that parts of it bring back; a pair in several parts counts several times.
    pub(super) brought_back: u64,
}

impl Refused<'_> {
    pub(super) fn pairs(&self) -> u64 {
        pairs_of(self.block.members.len())
    }

    pub(super) fn lost_pairs(&self) -> u64 {
        self.pairs().saturating_sub(self.brought_back)
    }
}

/// The blocks that the limits refuse, rule by rule.
pub(super) fn refused<'a>(groups: &'a [Groups], limits: &[usize]) -> Vec<Refused<'a>> {
    let of_rule = |(rule, groups): (usize, &'a Groups)| {
        let large = groups
            .blocks()
            .filter(move |block| block.members.len() > limits[rule]);
        large.map(move |block| Refused {
            rule,
            block,
            brought_back: 0,
        })
    };
    groups.iter().enumerate().flat_map(of_rule).collect()
}

/// The commonest keys by the pairs that they would have cost.
pub(super) fn commonest(refused: &[Refused], rules: &[Rule], records: &Records) -> Vec<CommonKey> {
    let mut order: Vec<usize> = (0..refused.len()).collect();
    let by_cost = |at: &usize| (std::cmp::Reverse(refused[*at].pairs()), *at);
    if order.len() > NAMED {
        order.select_nth_unstable_by_key(NAMED, by_cost);
        order.truncate(NAMED);
    }
    order.sort_unstable_by_key(by_cost);
    let named = order.into_iter().map(|at| {
        let refused = &refused[at];
        let rule = &rules[refused.rule];
        CommonKey {
            rule: rule.name.clone(),
            key: printable(&mask(&text_of(&refused.block, rule, records))).into_owned(),
            records: refused.block.members.len() as u64,
            pairs: refused.pairs(),
            lost_pairs: refused.lost_pairs(),
        }
    });
    named.collect()
}

/// The key of a block as text, made again from its first member.
fn text_of(block: &Block, rule: &Rule, records: &Records) -> String {
    let attribute = &records.attributes[rule.attribute];
    let mut label = Label {
        is_wanted: |key| block.is_of(key),
        text: None,
    };
    let mut maker = Maker::default();
    for value in attribute.values_of(RecordId(block.members[0])) {
        if let Some(value) = value.index() {
            maker.read(&attribute.values, attribute.kind, value);
            maker.make(rule, &attribute.values, value, &mut label);
        }
    }
    label.text.unwrap_or_default()
}
