//! What each rule contributes and what it leaves out.

use serde::Serialize;

/// What one rule contributes and what it leaves out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleCost {
    /// The rule, for example `name: two words`.
    pub rule: String,
    /// Records with such a key.
    pub records: u64,
    /// The largest block that is compared whole.
    pub limit: usize,
    /// Blocks of two records or more that are compared.
    pub blocks: u64,
    /// Pairs in those blocks; a pair may be in several.
    pub pairs: u64,
    /// The share of likely matches that the rule finds, where that was estimated.
    pub finds: Option<f64>,
    /// The share of likely matches that this rule finds and no other.
    pub finds_alone: Option<f64>,
    /// Blocks that are too common to be compared whole; they are split by a second key, as far as the budget goes.
    pub refined_blocks: u64,
    /// What those blocks would have cost in pairs.
    pub refused_pairs: u64,
    /// The pairs of those blocks that no part brought back, at least.
    pub lost_pairs: u64,
}
