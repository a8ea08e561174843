//! Records to candidate pairs.
//!
//! In: the normalised attributes. Out: an [`Index`] of blocks, from which each record's candidates are read one record
//! at a time, each pair once, without ever holding all pairs. Before anything is paid, a plan knows what each rule would
//! cost and about what it would find; a key that is too common to be compared is split by a second one, and what is then
//! not compared is said with its cost.
//!
//! Memory: the keys of one attribute and the entries of one rule at a time, and four bytes for every record of every
//! block. The result is the same for any number of threads and any order of the rows.

mod blocks;
mod combine;
mod common;
mod cost;
mod estimate;
mod group;
pub mod index;
pub mod key;
mod keyed;
mod plan;
mod sample;
pub mod shared;
mod signature;
#[cfg(test)]
mod tests;

pub use common::CommonKey;
pub use cost::RuleCost;
pub use estimate::Estimate;
pub use index::{Index, Settings};
pub use shared::{SharedKey, shared_keys};
