//! From the block index to the facts of the blocking plan.

use super::audit::{BlockingAudit, BlockingEstimate, CommonKeyAudit};
use crate::block::{CommonKey, Index};

/// Gathers the plan; `candidate_pairs` is how many pairs were compared, or will be.
pub fn gather(index: &Index, records: usize, candidate_pairs: u64) -> BlockingAudit {
    let records = records as u64;
    let estimate = index.estimate;
    BlockingAudit {
        possible_pairs: records * records.saturating_sub(1) / 2,
        candidate_pairs,
        pairs_per_record: index.pairs_per_record,
        block_limit: index.block_limit,
        estimate: BlockingEstimate {
            likely_pairs: estimate.likely_pairs,
            found: estimate.found,
            recall: estimate.recall,
        },
        rules: index.rules.clone(),
        unused_rules: index.unused_rules.clone(),
        common_keys: index.common_keys.iter().map(common_key).collect(),
        labelled: None,
    }
}

fn common_key(common: &CommonKey) -> CommonKeyAudit {
    CommonKeyAudit {
        rule: common.rule.clone(),
        key: common.key.clone(),
        records: common.records,
        pairs: common.pairs,
        lost_pairs: common.lost_pairs,
    }
}
