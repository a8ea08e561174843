//! Clusters to golden records.
//!
//! In: the records of each customer. Out: one [`Golden`] per customer, singletons included, in which every value has a
//! provenance: the record that gave it, the rule that chose it, how many records agree.

pub mod golden;
pub mod rule;

pub use golden::{Chosen, Golden, GoldenAttribute, GoldenRecords, Other, survive};
